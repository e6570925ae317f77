//! `oktalint man`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::output::Output;
use super::{Arguments as Program, Failure, NAME, Status};
use crate::config::nearest;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The command whose page is printed, such as `catalog list`; without it, the page of the program
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,

    /// Write all pages into this folder instead, which is made if it is not there
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    output_dir: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    // The pages are the help; there is none for it.
    let mut program = Program::command().disable_help_subcommand(true);
    program.build();
    if let Some(folder) = &arguments.output_dir {
        std::fs::create_dir_all(folder).map_err(|error| {
            miette::miette!(
                code = "oktalint::output",
                "cannot make the folder `{}`: {error}",
                folder.display()
            )
        })?;
        write_all(&program, folder, output)?;
        return Ok(Status::Clean);
    }
    let mut command = &program;
    for name in &arguments.command {
        command = command
            .find_subcommand(name)
            .ok_or_else(|| unknown(name, command))?;
    }
    output.results(|out| page(command, out))?;
    Ok(Status::Clean)
}

/// The page of a command and those of the commands below it.
fn write_all(
    command: &clap::Command,
    folder: &std::path::Path,
    output: &Output,
) -> Result<(), Failure> {
    let file = folder.join(Man::new(command.clone()).get_filename());
    output.results_to(&file, |out| page(command, out))?;
    let below = command.get_subcommands().filter(|one| !one.is_hide_set());
    for command in below {
        write_all(command, folder, output)?;
    }
    Ok(())
}

fn page(command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
    let man = Man::new(command.clone())
        // The same program prints the same page; without a blank, what follows would move to the date's place.
        .date(" ")
        .source(format!("{NAME} {}", env!("CARGO_PKG_VERSION")))
        .manual(format!("{NAME} manual"));
    man.render(out)?;
    if command.get_name() == NAME {
        general().to_writer(out)?;
    }
    Ok(())
}

/// What holds for every command.
fn general() -> Roff {
    let mut roff = Roff::new();
    let mut section = |title: &str, entries: &[(&str, &str)]| {
        roff.control("SH", [title]);
        for (term, meaning) in entries {
            roff.control("TP", []);
            roff.text([bold(*term)]);
            roff.text([roman(*meaning)]);
        }
    };
    section(
        "EXIT STATUS",
        &[
            ("0", "Nothing was found at or above the gate."),
            ("1", "There are findings at or above the gate."),
            (
                "2",
                "The run itself failed: a broken configuration, a path that can't be read, a report that can't be written.",
            ),
        ],
    );
    section(
        "FILES",
        &[(
            "oktalint.toml",
            "The tokens of an application and what is checked, found upward from the working directory. `oktalint init` drafts it, \
             `oktalint schema config` prints its JSON Schema.",
        )],
    );
    section(
        "ENVIRONMENT",
        &[
            (
                "NO_COLOR, FORCE_COLOR",
                "No colours, or colours where there is no terminal.",
            ),
            ("CI", "If it is set, no progress is shown."),
        ],
    );
    roff
}

fn unknown(name: &str, command: &clap::Command) -> miette::Report {
    let known = || command.get_subcommands().filter(|one| !one.is_hide_set());
    let help = match nearest(name, known().map(clap::Command::get_name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`oktalint --help` lists the commands".to_owned(),
    };
    miette::miette!(
        code = "oktalint::man::unknown",
        help = help,
        "there is no command `{name}`"
    )
}
