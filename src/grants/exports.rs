//! What an org says that it grants: answers of Okta's API, saved as they are.
//!
//! One file holds one answer: the grants of an app, the roles of a user, group or client, the permissions of a custom role, or the
//! resources of a resource set. Which it is shows in its shape (`rules/grants/exports.toml`).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::document::{self, Node};
use super::{Declaration, Declared, resource_path};
use crate::call::{Location, SourceFile};
use crate::config::CredentialName;
use crate::ir::Span;

static EMBEDDED: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/grants/exports.toml"))
        .expect("rules/grants/exports.toml is part of the program and held by a test")
});

/// The rules of `rules/grants/exports.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    answers: Vec<Answer>,
}

/// A kind of answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    /// The operations that give it.
    operation: String,
    /// For a person.
    what: String,
    /// The key that holds the list; the answer is the list itself without it.
    within: Option<String>,
    /// Keys that every item has.
    marks: Vec<String>,
    /// Where an item says what it grants; the first that is there counts.
    name: Vec<String>,
    gives: Gives,
    /// The key whose values tell the items of one principal from those of another.
    principal: Option<String>,
    /// The name that stands for any custom role.
    custom: Option<String>,
    /// The key that says what the principal's tokens are.
    kind: Option<String>,
    #[serde(default)]
    kinds: BTreeMap<String, CredentialName>,
    /// An item counts only with these values, where it has the keys.
    #[serde(default)]
    only: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Gives {
    Scopes,
    Roles,
    Permissions,
    Resources,
}

/// A saved answer that can't be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    #[error("not well-formed JSON")]
    NotJson {
        /// One-based, where it is known.
        line: Option<u32>,
    },
    #[error("an empty list: nobody can tell what it is a list of")]
    Empty,
    #[error("not an answer of Okta that says what is granted; known are those of {known}")]
    UnknownShape {
        /// The operations whose answers are known.
        known: String,
    },
}

/// Reads one saved answer.
///
/// # Errors
/// It is not JSON, or not one of the answers that say what is granted.
pub fn read(file: &Arc<SourceFile>) -> Result<Vec<Declaration>, ExportError> {
    let rules = &*EMBEDDED;
    let whole =
        document::json(&file.text).map_err(|broken| ExportError::NotJson { line: broken.line })?;
    if whole.is_empty() {
        return Err(ExportError::Empty);
    }
    for answer in &rules.answers {
        let list = match &answer.within {
            Some(key) => whole.get(key),
            None => Some(&*whole),
        };
        let Some(items) = list.and_then(Node::list) else {
            continue;
        };
        let is_it = |item: &Node| answer.marks.iter().all(|mark| item.get(mark).is_some());
        // The list of a role's permissions has a key of its own: it may be empty.
        if items.iter().all(|item| is_it(item)) {
            let items: Vec<&Node> = items.iter().map(|item| &**item).collect();
            return Ok(answer.declarations(file, whole.span, &items));
        }
    }
    let operations = rules.answers.iter().map(|answer| answer.operation.as_str());
    Err(ExportError::UnknownShape {
        known: operations.collect::<Vec<_>>().join(", "),
    })
}

impl Answer {
    fn declarations(
        &self,
        file: &Arc<SourceFile>,
        whole: Span,
        items: &[&Node],
    ) -> Vec<Declaration> {
        let mut by_principal: BTreeMap<Option<&str>, Vec<&Node>> = BTreeMap::new();
        for item in items {
            let principal = self
                .principal
                .as_ref()
                .and_then(|key| item.get(key)?.text());
            by_principal.entry(principal).or_default().push(item);
        }
        if by_principal.is_empty() {
            by_principal.insert(None, Vec::new());
        }
        let declared = by_principal.into_iter();
        let declared =
            declared.map(|(principal, items)| self.declaration(file, whole, principal, &items));
        declared.collect()
    }

    fn declaration(
        &self,
        file: &Arc<SourceFile>,
        whole: Span,
        principal: Option<&str>,
        items: &[&Node],
    ) -> Declaration {
        let at = |span| Location {
            file: Arc::clone(file),
            span,
        };
        let of = principal.map_or_else(String::new, |id| format!(" of {id}"));
        let mut declaration = Declaration {
            what: format!("{}{of} in {}", self.what, file.path),
            location: at(items.first().map_or(whole, |item| item.span)),
            name: None,
            credential: self.credential(items),
            scopes: None,
            roles: None,
            permissions: None,
            resources: Vec::new(),
            is_granted: true,
        };
        let mut names: Vec<Declared> = Vec::new();
        let mut is_whole = true;
        let mut has_custom = false;
        for item in items.iter().filter(|item| self.counts(item)) {
            let Some(node) = self.name.iter().find_map(|path| text_at(item, path)) else {
                is_whole = false;
                continue;
            };
            let name = node.text().unwrap_or_default();
            if self.custom.as_deref() == Some(name) {
                has_custom = true;
            } else if !names.iter().any(|known| known.name == name) {
                names.push(Declared {
                    name: name.to_owned(),
                    location: at(node.span),
                });
            }
        }
        match self.gives {
            Gives::Resources => {
                let paths = names.iter().map(|resource| resource_path(&resource.name));
                declaration.resources = paths.collect();
            }
            Gives::Scopes => declaration.scopes = is_whole.then_some(names),
            Gives::Permissions => declaration.permissions = is_whole.then_some(names),
            Gives::Roles => {
                // Every role is listed here: without a custom one there are no further permissions.
                declaration.permissions = (is_whole && !has_custom).then(Vec::new);
                declaration.roles = is_whole.then_some(names);
            }
        }
        declaration
    }

    fn counts(&self, item: &Node) -> bool {
        self.only.iter().all(|(key, value)| {
            let said = item.get(key).and_then(Node::text);
            said.is_none_or(|said| said == value)
        })
    }

    /// What the tokens of the principal are, if all items agree.
    fn credential(&self, items: &[&Node]) -> Option<CredentialName> {
        let key = self.kind.as_ref()?;
        let mut kinds = items
            .iter()
            .map(|item| self.kinds.get(item.get(key)?.text()?).copied());
        let first = kinds.next()??;
        kinds.all(|kind| kind == Some(first)).then_some(first)
    }
}

/// The text at a path of keys.
fn text_at<'n>(item: &'n Node, path: &str) -> Option<&'n Node> {
    let mut node = item;
    for key in path.split('.') {
        node = node.get(key)?;
    }
    node.text().map(|_| node)
}
