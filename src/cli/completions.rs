//! `oktalint completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::output::Output;
use super::{Arguments as Program, Failure, NAME, Status};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Program::command(), NAME, &mut script);
    output.results(|out| out.write_all(&script))?;
    Ok(Status::Clean)
}
