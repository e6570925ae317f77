//! Reads a list of operations: free text, `METHOD /path` lines, or a JSON array.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::catalog::Method;

/// A verb, perhaps a colon, and a path or URL, anywhere in a line.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[^A-Za-z0-9_])(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s*:?\s+(?P<target>(?:https?://|\$?\{|<)?[^\s/]*/[^\s]*)",
    )
    .expect("the pattern is part of the program")
});

/// An operation as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// One-based.
    pub line: usize,
    /// The line, trimmed.
    pub text: String,
    /// What stands before the verb.
    pub label: String,
    pub method: Method,
    /// Path or URL as written.
    pub target: String,
}

/// A list that can't be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ParseError {
    #[error("there is no operation in it")]
    #[diagnostic(
        code(oktalint::ops::no_operation),
        help(
            "an operation is a verb and a path on one line, such as `POST /api/v1/users?activate=true`; a JSON array of such lines, or of objects with `method` and `path`, is read too"
        )
    )]
    NoOperation,
    #[error("it begins like a JSON array, but is none: {0}")]
    #[diagnostic(
        code(oktalint::ops::json),
        help(
            "each item is a string such as `GET /api/v1/groups`, or an object with `method` and `path`"
        )
    )]
    Json(#[from] serde_json::Error),
    #[error("item {0} names no operation")]
    #[diagnostic(
        code(oktalint::ops::item),
        help(
            "each item is a string such as `GET /api/v1/groups`, or an object with `method` and `path`"
        )
    )]
    Item(usize),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Item {
    Line(String),
    Operation {
        method: String,
        #[serde(alias = "url")]
        path: String,
        #[serde(default, alias = "name")]
        label: String,
    },
}

/// The operations of a list.
///
/// # Errors
/// It holds none, or is broken JSON.
pub fn parse(text: &str) -> Result<Vec<Entry>, ParseError> {
    let text = text.trim_start_matches('\u{feff}');
    let entries = if text.trim_start().starts_with('[') {
        items(text)?
    } else {
        (1..)
            .zip(text.lines())
            .filter_map(|(line, text)| entry(line, text))
            .collect()
    };
    if entries.is_empty() {
        return Err(ParseError::NoOperation);
    }
    Ok(entries)
}

fn items(text: &str) -> Result<Vec<Entry>, ParseError> {
    let items: Vec<Item> = serde_json::from_str(text)?;
    let mut entries = Vec::with_capacity(items.len());
    for (number, item) in (1..).zip(items) {
        let found = match item {
            Item::Line(text) => entry(number, &text),
            Item::Operation {
                method,
                path,
                label,
            } => method.trim().parse().ok().map(|method: Method| Entry {
                line: number,
                text: format!("{method} {}", path.trim()),
                label: label.trim().to_owned(),
                method,
                target: path.trim().to_owned(),
            }),
        };
        entries.push(found.ok_or(ParseError::Item(number))?);
    }
    Ok(entries)
}

/// The last verb that a path follows: a label may use a verb's name as a word (`get user GET: /api/v1/users/{id}`).
fn entry(line: usize, text: &str) -> Option<Entry> {
    let found = LINE.captures_iter(text).last()?;
    let (method, target) = (found.name("method")?, found.name("target")?);
    let target = target
        .as_str()
        .trim_end_matches([',', ';', '`', '"', '\'', ')', ']', '|']);
    let label = text[..method.start()].trim_matches(|c: char| !c.is_alphanumeric());
    Some(Entry {
        line,
        text: text.trim().to_owned(),
        label: label.to_owned(),
        method: method.as_str().parse().ok()?,
        target: target.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> (Method, String, String) {
        let entry = parse(text).expect("an operation").remove(0);
        (entry.method, entry.target, entry.label)
    }

    #[test]
    fn a_verb_and_a_path_anywhere_in_a_line() {
        assert_eq!(
            one("- get user GET: /api/v1/users/{id} (by login)"),
            (Method::Get, "/api/v1/users/{id}".into(), "get user".into())
        );
        assert_eq!(
            one("post https://acme.okta.com/api/v1/users?activate=true"),
            (
                Method::Post,
                "https://acme.okta.com/api/v1/users?activate=true".into(),
                String::new()
            )
        );
        assert_eq!(
            one("| `DELETE /api/v1/groups/{id}` |"),
            (Method::Delete, "/api/v1/groups/{id}".into(), String::new())
        );
        assert_eq!(
            one("PUT {{url}}/api/v1/apps/:id").1,
            "{{url}}/api/v1/apps/:id"
        );
    }

    #[test]
    fn json_arrays_of_lines_and_objects() {
        let text = r#"["GET /api/v1/logs", {"method": "post", "path": "/api/v1/users", "name": "create"}]"#;
        let entries = parse(text).expect("two operations");
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].method, Method::Post);
        assert_eq!(entries[1].label, "create");
    }

    #[test]
    fn what_is_no_list_is_said() {
        assert!(matches!(
            parse("nothing here\n"),
            Err(ParseError::NoOperation)
        ));
        assert!(matches!(
            parse("targets and posts / things"),
            Err(ParseError::NoOperation)
        ));
        assert!(matches!(parse("[1"), Err(ParseError::Json(_))));
        assert!(matches!(
            parse(r#"["GET nothing"]"#),
            Err(ParseError::Item(1))
        ));
    }
}
