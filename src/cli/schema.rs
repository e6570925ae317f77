//! `oktalint schema`.

use super::output::Output;
use super::{Failure, Status};
use crate::report::{diff, json, write_json};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which schema
    #[arg(value_name = "SCHEMA")]
    schema: SchemaName,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum SchemaName {
    /// The report that `check --format json` prints
    Report,
    /// The configuration, oktalint.toml
    Config,
    /// What `ops --format json` prints
    Ops,
    /// What `plan --format json` prints
    Plan,
    /// What `can --format json` prints
    Can,
    /// What `diff --format json` prints
    Diff,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let schema = match arguments.schema {
        SchemaName::Report => json::schema(),
        SchemaName::Config => crate::config::schema(),
        SchemaName::Ops => schemars::schema_for!(crate::ops::Answer).into(),
        SchemaName::Plan => schemars::schema_for!(crate::plan::Plan).into(),
        SchemaName::Can => schemars::schema_for!(crate::can::Answer).into(),
        SchemaName::Diff => json::schema_of::<diff::Change>(),
    };
    output.results(|out| write_json(out, &schema))?;
    Ok(Status::Clean)
}
