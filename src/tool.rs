//! The program, as its documents name it.

use schemars::JsonSchema;
use serde::Serialize;

/// The program that wrote a document. Every document in JSON names it near its beginning: what says so is no source, see
/// `reports` in rules/files.toml.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

impl Tool {
    /// This program.
    pub const THIS: Tool = Tool {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
    };
}
