//! JSON, YAML and lists of variables as one kind of tree, with the places of its values.
//!
//! A tree may hold secrets: it can't be printed, and lives no longer than its reader.

mod lines;
mod yaml;

use std::borrow::Cow;
use std::rc::Rc;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;

use crate::ir::Span;

pub(super) use lines::{properties, variables};
pub(super) use yaml::yaml;

/// The key of YAML that takes over the entries of other maps.
const MERGE: &str = "<<";

/// Entries that a map takes over from others: a list of one big map again and again would have no end.
const MOST_MERGED: usize = 10_000;

/// The byte order mark that some editors put before a text.
const MARK: &str = "\u{feff}";

/// A value.
pub(super) struct Node {
    pub span: Span,
    pub value: Value,
}

pub(super) enum Value {
    Null,
    /// Numbers and truth values are as they are written.
    Text(String),
    List(Vec<Rc<Node>>),
    Map(Vec<(Key, Rc<Node>)>),
}

/// The key of an entry.
pub(super) struct Key {
    pub name: String,
    pub span: Span,
}

/// A text that is not what it should be.
pub(super) struct Broken {
    pub line: Option<u32>,
}

impl Node {
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    pub fn list(&self) -> Option<&[Rc<Node>]> {
        match &self.value {
            Value::List(items) => Some(items),
            Value::Null | Value::Text(_) | Value::Map(_) => None,
        }
    }

    /// The value of a key.
    pub fn get(&self, name: &str) -> Option<&Node> {
        let entries = self.entries().into_iter();
        entries
            .filter(|(key, _)| key.name == name)
            .map(|(_, value)| value)
            .next()
    }

    /// The entries of a map; those that it takes over from others come last.
    pub fn entries(&self) -> Vec<(&Key, &Node)> {
        let Value::Map(entries) = &self.value else {
            return Vec::new();
        };
        let mut own = Vec::new();
        let mut others: Vec<(&Key, &Node)> = Vec::new();
        for (key, value) in entries {
            if key.name != MERGE {
                own.push((key, &**value));
                continue;
            }
            let merged = value.list().map_or_else(
                || vec![&**value],
                |list| list.iter().map(|one| &**one).collect(),
            );
            for map in merged {
                if let Value::Map(entries) = &map.value {
                    let left = MOST_MERGED.saturating_sub(others.len());
                    let taken = entries.iter().take(left);
                    others.extend(taken.map(|(key, value)| (key, &**value)));
                }
            }
        }
        own.extend(others);
        own
    }

    /// Nothing, an empty text, list or map.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }
}

/// The text with blanks for the byte order mark, so that places stay.
pub(super) fn without_mark(text: &str) -> Cow<'_, str> {
    match text.strip_prefix(MARK) {
        Some(rest) => Cow::Owned(format!("{}{rest}", " ".repeat(MARK.len()))),
        None => Cow::Borrowed(text),
    }
}

/// Reads JSON, as tolerant as the readers of settings are: comments and trailing commas are allowed.
///
/// # Errors
/// It is not JSON, or nested too deeply.
pub(super) fn json(text: &str) -> Result<Rc<Node>, Broken> {
    let text = without_mark(text);
    let options = jsonc_parser::ParseOptions::default();
    let collect = jsonc_parser::CollectOptions::default();
    match jsonc_parser::parse_to_ast(&text, &collect, &options) {
        Ok(result) => match result.value {
            Some(value) => Ok(Rc::new(of_json(value))),
            None => Err(Broken { line: None }),
        },
        Err(error) => Err(Broken {
            line: u32::try_from(error.line_display()).ok(),
        }),
    }
}

fn of_json(value: ast::Value<'_>) -> Node {
    let range = value.range();
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.into_owned()),
        ast::Value::NumberLit(number) => Value::Text(number.value.to_owned()),
        ast::Value::BooleanLit(truth) => Value::Text(truth.value.to_string()),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => {
            let items = array.elements.into_iter();
            Value::List(items.map(|item| Rc::new(of_json(item))).collect())
        }
        ast::Value::Object(object) => {
            let entries = object.properties.into_iter().map(|property| {
                let range = property.name.range();
                let key = Key {
                    span: Span::new(range.start, range.end),
                    name: property.name.into_string(),
                };
                (key, Rc::new(of_json(property.value)))
            });
            Value::Map(entries.collect())
        }
    };
    Node {
        span: Span::new(range.start, range.end),
        value,
    }
}
