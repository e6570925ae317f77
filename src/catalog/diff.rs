//! What changed between two releases of a document.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::import::{Document, Row};
use super::{Method, normal_path};

/// The differences of two releases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    pub old_release: String,
    pub new_release: String,
    pub added: Vec<Change>,
    pub removed: Vec<Change>,
    pub renamed: Vec<Change>,
    /// Other scopes, or other credentials.
    pub rescoped: Vec<Change>,
}

/// One operation that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub method: Method,
    pub path: String,
    pub operation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// Compares two releases of one API.
pub fn diff(old: &Document, new: &Document) -> Diff {
    let by_route = |document: &'_ Document| -> BTreeMap<(String, Method), Row> {
        let listed = document
            .operations
            .iter()
            .filter(|row| row.last_published.is_none());
        listed
            .map(|row| ((normal_path(&row.path), row.method), row.clone()))
            .collect()
    };
    let (before, after) = (by_route(old), by_route(new));
    let mut diff = Diff {
        old_release: old.release.clone(),
        new_release: new.release.clone(),
        ..Diff::default()
    };
    for (route, row) in &after {
        match before.get(route) {
            None => diff.added.push(change(row, None, None)),
            Some(was) => {
                if was.id != row.id {
                    diff.renamed
                        .push(change(row, Some(was.id.clone()), Some(row.id.clone())));
                }
                if access(was) != access(row) {
                    diff.rescoped
                        .push(change(row, Some(access(was)), Some(access(row))));
                }
            }
        }
    }
    let gone = before
        .iter()
        .filter(|(route, _)| !after.contains_key(*route));
    diff.removed
        .extend(gone.map(|(_, row)| change(row, None, None)));
    diff
}

fn change(row: &Row, was: Option<String>, now: Option<String>) -> Change {
    Change {
        method: row.method,
        path: row.path.clone(),
        operation_id: row.id.clone(),
        was,
        now,
    }
}

/// Scopes and credentials as one text.
fn access(row: &Row) -> String {
    let credentials: Vec<&str> = row
        .credentials
        .iter()
        .map(|credential| credential.name())
        .collect();
    let scopes = if row.scopes.is_empty() {
        "no scope".to_owned()
    } else {
        row.scopes.join(" + ")
    };
    format!("{scopes} ({})", credentials.join(", "))
}

impl Diff {
    /// For a person.
    pub fn to_text(&self) -> String {
        let mut text = format!("{} -> {}\n", self.old_release, self.new_release);
        for (title, changes) in [
            ("added", &self.added),
            ("removed", &self.removed),
            ("renamed", &self.renamed),
            ("re-scoped", &self.rescoped),
        ] {
            let _ = writeln!(text, "\n{title}: {}", changes.len());
            for change in changes {
                let _ = write!(
                    text,
                    "  {:6} {}  {}",
                    change.method.as_str(),
                    change.path,
                    change.operation_id
                );
                if let (Some(was), Some(now)) = (&change.was, &change.now) {
                    let _ = write!(text, "  {was} -> {now}");
                }
                text.push('\n');
            }
        }
        text
    }
}
