//! `oktalint explain`.

use super::output::Output;
use super::{Failure, Status};
use crate::config::nearest;
use crate::lints;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The lint; without it, every lint in one line
    #[arg(value_name = "LINT")]
    lint: Option<String>,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let Some(id) = &arguments.lint else {
        output.results(|out| {
            for page in lints::all() {
                writeln!(
                    out,
                    "{:<24}{:<9}{}",
                    page.id,
                    page.level.name(),
                    page.summary
                )?;
            }
            Ok(())
        })?;
        return Ok(Status::Clean);
    };
    let ids = || lints::all().iter().map(|page| page.id);
    let Some(page) = lints::find(id) else {
        let all = ids().collect::<Vec<_>>().join(", ");
        let help = match nearest(id, ids()) {
            Some(near) => format!("did you mean `{near}`? There are: {all}"),
            None => format!("there are: {all}"),
        };
        return Err(Failure::Report(miette::miette!(
            help = help,
            "there is no lint `{id}`"
        )));
    };
    output.results(|out| write!(out, "{}\n(level: {})\n", page.body, page.level.name()))?;
    Ok(Status::Clean)
}
