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

/// Every data set of the program: the catalog's and the tables of libraries.
pub fn provenance() -> Vec<DataSet> {
    let catalog = super::load::DATA.iter().map(|(name, text)| of(name, text));
    let roles = crate::roles::data().iter();
    let libraries = crate::library::data();
    let others = roles
        .map(|(name, text)| of(name, text))
        .chain(libraries.iter().map(|(name, text)| of(name, text)));
    catalog.chain(others).collect()
}

/// Describes one file: its release and date are looked for among its first fields.
pub fn of(name: &str, text: &str) -> DataSet {
    let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let field = |key: &str| {
        let value = json.as_ref().and_then(|json| json.get(key)?.as_str());
        value.unwrap_or_default().to_owned()
    };
    // A table of an SDK says in a line of its own when its facts were read.
    let read = text.lines().find_map(|line| line.strip_prefix("read "));
    let entries = match &json {
        Some(json) => [
            "operations",
            "renames",
            "routes",
            "rules",
            "permissions",
            "roles",
            "resources",
            "risks",
        ]
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
        date: match read {
            Some(date) if json.is_none() => date.to_owned(),
            _ => field("date"),
        },
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
