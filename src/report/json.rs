//! The JSON report.

use std::io;

use super::{contract, escape};
use crate::Outcome;

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    escape::write_json(out, &contract::report(outcome))
}

/// The JSON Schema of the report.
pub fn schema() -> serde_json::Value {
    // Every field is written, so every field is promised.
    let settings = schemars::generate::SchemaSettings::default().for_serialize();
    settings
        .into_generator()
        .into_root_schema_for::<contract::Report>()
        .into()
}
