//! Which data is in the binary.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A data set of the binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataSet {
    pub name: String,
    /// The release of the document, or of the file.
    pub release: String,
    /// When the facts were read, where the file says so.
    pub date: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// How many entries it has.
    pub entries: usize,
}

/// The catalog's data sets.
pub fn provenance() -> Vec<DataSet> {
    super::load::DATA
        .iter()
        .map(|(name, text)| of(name, text))
        .collect()
}

/// Describes one file: its release and date are looked for among its first fields.
pub fn of(name: &str, text: &str) -> DataSet {
    let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let field = |key: &str| {
        json.as_ref()
            .and_then(|json| json.get(key))
            .and_then(|value| value.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let entries = match &json {
        Some(json) => ["operations", "renames", "routes"]
            .iter()
            .find_map(|key| json.get(key)?.as_array().map(Vec::len))
            .unwrap_or_default(),
        None => text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .count(),
    };
    DataSet {
        name: name.to_owned(),
        release: field("release"),
        date: field("date"),
        sha256: sha256(text),
        entries,
    }
}

/// SHA-256 in hex.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
