//! Unknown keys and unknown words, found by holding the file against its own JSON Schema.
//!
//! serde would stop at the first, and knows no nearest name. The schema has all names at every place, so that it is not
//! written twice.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Mistake, nearest_help};
use super::file::ConfigFile;

/// The JSON Schema of `oktalint.toml`.
pub fn schema() -> Json {
    schemars::schema_for!(ConfigFile).into()
}

/// All keys and words of the file that the schema does not know, in the order of the file.
pub fn unknown_names(table: &Spanned<DeTable<'_>>) -> Vec<Mistake> {
    let root = schema();
    let mut checker = Checker {
        root: &root,
        mistakes: Vec::new(),
    };
    checker.table(table.get_ref(), &root);
    checker.mistakes.sort_by_key(|mistake| mistake.span.start);
    checker.mistakes
}

struct Checker<'s> {
    root: &'s Json,
    mistakes: Vec<Mistake>,
}

impl<'s> Checker<'s> {
    fn table(&mut self, table: &DeTable<'_>, schema: &'s Json) {
        let Some(properties) = schema.get("properties").and_then(Json::as_object) else {
            return;
        };
        for (key, value) in table.iter() {
            match properties.get(key.get_ref().as_ref()) {
                Some(schema) => self.value(value, schema),
                None => self.mistakes.push(Mistake {
                    code: "unknown-key",
                    message: format!("unknown key `{}`", key.get_ref()),
                    label: "not a key of this table".to_owned(),
                    span: key.span(),
                    help: nearest_help(key.get_ref(), properties.keys().map(String::as_str)),
                }),
            }
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'s Json) {
        let schema = self.resolved(schema);
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, schema),
            DeValue::Array(items) => {
                if let Some(schema) = schema.get("items") {
                    items.iter().for_each(|item| self.value(item, schema));
                }
            }
            DeValue::String(word) => {
                let words = words(schema);
                if !words.is_empty() && !words.contains(word.as_ref()) {
                    self.mistakes.push(Mistake {
                        code: "unknown-value",
                        message: format!("`{word}` is not a value of this key"),
                        label: "not known".to_owned(),
                        span: value.span(),
                        help: nearest_help(word, words),
                    });
                }
            }
            _ => {}
        }
    }

    /// The schema behind references and behind `Option`.
    fn resolved(&self, mut schema: &'s Json) -> &'s Json {
        const DEEPEST: usize = 8;
        for _ in 0..DEEPEST {
            if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
                let pointer = reference.strip_prefix('#').unwrap_or(reference);
                match self.root.pointer(pointer) {
                    Some(found) => schema = found,
                    None => break,
                }
            } else if let Some([one, Json::Object(null)]) = schema
                .get("anyOf")
                .and_then(Json::as_array)
                .map(Vec::as_slice)
                && null.get("type").is_some_and(|kind| kind == "null")
            {
                schema = one;
            } else {
                break;
            }
        }
        schema
    }
}

/// The words that a string may be; empty if any.
fn words(schema: &Json) -> BTreeSet<&str> {
    let listed = schema
        .get("enum")
        .and_then(Json::as_array)
        .into_iter()
        .flatten();
    let documented = schema
        .get("oneOf")
        .and_then(Json::as_array)
        .into_iter()
        .flatten();
    listed
        .chain(documented.filter_map(|one| one.get("const")))
        .filter_map(Json::as_str)
        .collect()
}
