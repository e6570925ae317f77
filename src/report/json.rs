//! The JSON report.

use std::io;

use super::{Extent, contract, escape};
use crate::Outcome;

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome, extent: Extent) -> io::Result<()> {
    escape::write_json(out, &contract::report(outcome, extent))
}

/// The JSON Schema of the report.
pub fn schema() -> serde_json::Value {
    schema_of::<contract::Report>()
}

/// The JSON Schema of a document that is only ever written: every field is written, so every field is promised.
pub fn schema_of<T: schemars::JsonSchema>() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::default().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().into()
}
