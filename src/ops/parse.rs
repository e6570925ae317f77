//! Reads a list of operations: free text, `METHOD /path` lines, or a JSON array.

use std::sync::LazyLock;

use regex::{Match, Regex};
use serde::Deserialize;

use crate::catalog::Method;

/// Each is answered with all that is known of it, which takes time and room.
const MOST_OPERATIONS: usize = 10_000;

/// Longer lines are cut where they are shown. Characters.
const LONGEST_SHOWN: usize = 1000;

/// A URL or a path: perhaps scheme and host, or what stands for them, and segments in which a placeholder may hold spaces.
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?:^|[\s"'`(\[|:=,])(?P<target>(?:https?://[^\s/"'`|]+|\$?\{\{?[^{}\s]*\}\}?|<[^<>\s]*>|[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,})?/(?:\{\{[^{}]*\}\}|\{[^{}]*\}|<[^<>]*>|[^\s"'`|<>{}\\])+)"#,
    )
});

/// A verb that is a word of its own.
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:^|[^A-Za-z0-9_/])(?P<verb>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b")
});

/// Verbs right before a path: `GET /x`, `POST: /x`, `GET or HEAD /x`, `GET/POST /x`.
static VERBS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[^A-Za-z0-9_])(?P<verbs>(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?:\s*(?:[/,|&+]|\bor\b|\band\b)\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS))*)[^A-Za-z0-9]*$",
    )
});

/// Verbs right behind a path: `/x (GET)`.
static VERBS_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[^A-Za-z0-9]*(?P<verbs>(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?:\s*[/,|&+]\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS))*)\b[^A-Za-z0-9]*$",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns are part of the program")
}

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    pub entries: Vec<Entry>,
    /// Lines that have a path and no verb, with the path: they name no operation.
    pub without_verb: Vec<(usize, String)>,
}

/// An operation as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// One-based.
    pub line: usize,
    /// The line, trimmed, and cut if it is very long.
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
    #[error("it begins like a JSON array, but is none")]
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
    #[error("it has {0} operations, more than {MOST_OPERATIONS}")]
    #[diagnostic(
        code(oktalint::ops::too_many),
        help("Okta has some thousand: leave out those that are in it twice, as `sort -u` does")
    )]
    TooMany(usize),
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
/// It holds none or very many, or is broken JSON.
pub fn parse(text: &str) -> Result<List, ParseError> {
    let text = text.trim_start_matches('\u{feff}');
    let list = match is_json(text) {
        true => List {
            entries: items(text)?,
            ..List::default()
        },
        false => mentioned(text),
    };
    match list.entries.len() {
        0 => Err(ParseError::NoOperation),
        many if many > MOST_OPERATIONS => Err(ParseError::TooMany(many)),
        _ => Ok(list),
    }
}

/// The operations that free text mentions; perhaps none.
pub fn mentioned(text: &str) -> List {
    let mut list = List::default();
    for (line, text) in (1..).zip(text.lines()) {
        read_line(line, text, &mut list);
    }
    list
}

/// `[GET] /api/v1/users` is a line; an array goes on with an item or ends.
fn is_json(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix('[').map(str::trim_start);
    inside.is_some_and(|inside| {
        inside.is_empty()
            || inside.starts_with(|c: char| {
                matches!(c, '"' | '{' | '[' | ']' | ',') || c.is_ascii_digit()
            })
    })
}

fn items(text: &str) -> Result<Vec<Entry>, ParseError> {
    let items: Vec<Item> = serde_json::from_str(text)?;
    let mut entries = Vec::with_capacity(items.len());
    for (number, item) in (1..).zip(items) {
        let before = entries.len();
        match item {
            Item::Line(text) => {
                let mut list = List::default();
                read_line(number, &text, &mut list);
                entries.append(&mut list.entries);
            }
            Item::Operation {
                method,
                path,
                label,
            } => entries.extend(method.trim().parse().ok().map(|method: Method| Entry {
                line: number,
                text: format!("{method} {}", path.trim()),
                label: label.trim().to_owned(),
                method,
                target: path.trim().to_owned(),
            })),
        }
        if entries.len() == before {
            return Err(ParseError::Item(number));
        }
    }
    Ok(entries)
}

/// Reads the operations of one line. A verb belongs to the path that it stands next to; a label may use a verb's name as a word
/// (`get user GET: /api/v1/users/{id}`), and only in capitals may it stand farther away (`curl -X POST -d @body "https://…"`).
fn read_line(line: usize, text: &str, list: &mut List) {
    let shown = shown(text);
    let targets: Vec<Match<'_>> = TARGET
        .captures_iter(text)
        .filter_map(|found| found.name("target"))
        .collect();
    let mut from = 0;
    for (index, found) in targets.iter().enumerate() {
        let target = found
            .as_str()
            .trim_end_matches([',', ';', '.', ':', '!', '*', ')', ']']);
        let before = &text[from..found.start()];
        let next = targets.get(index + 1).map_or(text.len(), Match::start);
        let (label, methods) = verbs(before, &text[found.end()..next]);
        from = found.end();
        if methods.is_empty() {
            list.without_verb.push((line, target.to_owned()));
        }
        let label = label.trim_matches(|c: char| !c.is_alphanumeric());
        list.entries.extend(methods.into_iter().map(|method| Entry {
            line,
            text: shown.clone(),
            label: label.to_owned(),
            method,
            target: target.to_owned(),
        }));
    }
}

/// The line as it is shown. Each of its operations keeps it, so that a line of many megabytes must not be kept whole.
fn shown(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The label before the verbs of a path, and the verbs.
fn verbs<'a>(before: &'a str, behind: &str) -> (&'a str, Vec<Method>) {
    let all = |text: &str| -> Vec<Method> {
        let words = text.split(|c: char| !c.is_ascii_alphabetic());
        words.filter_map(|word| word.parse().ok()).collect()
    };
    if let Some(found) = VERBS_BEFORE
        .captures(before)
        .and_then(|all| all.name("verbs"))
    {
        return (&before[..found.start()], all(found.as_str()));
    }
    let is_capital = |verb: &Match<'_>| !verb.as_str().contains(|c: char| c.is_ascii_lowercase());
    let mut apart = VERB
        .captures_iter(before)
        .filter_map(|found| found.name("verb"));
    if let Some(found) = apart.find(is_capital) {
        return (&before[..found.start()], all(found.as_str()));
    }
    let found = VERBS_BEHIND
        .captures(behind)
        .and_then(|all| all.name("verbs"));
    (
        before,
        found.map(|found| all(found.as_str())).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let list = parse(text).expect("an operation");
        let name = |entry: &Entry| format!("{} {} [{}]", entry.method, entry.target, entry.label);
        list.entries.iter().map(name).collect()
    }

    #[test]
    fn a_verb_and_a_path_anywhere_in_a_line() {
        for (text, read) in [
            (
                "- get user GET: /api/v1/users/{id} (by login)",
                "GET /api/v1/users/{id} [get user]",
            ),
            (
                "post https://acme.okta.com/api/v1/users?activate=true",
                "POST https://acme.okta.com/api/v1/users?activate=true []",
            ),
            (
                "| `DELETE /api/v1/groups/{id}` |",
                "DELETE /api/v1/groups/{id} []",
            ),
            (
                "| DELETE | /api/v1/groups/{id} | delete a group |",
                "DELETE /api/v1/groups/{id} []",
            ),
            ("`GET` `/api/v1/groups`", "GET /api/v1/groups []"),
            ("[GET] /api/v1/groups", "GET /api/v1/groups []"),
            ("GET:/api/v1/groups", "GET /api/v1/groups []"),
            (
                "**List logs** - /api/v1/logs (GET)",
                "GET /api/v1/logs [List logs]",
            ),
            (
                "PUT {{url}}/api/v1/apps/:id",
                "PUT {{url}}/api/v1/apps/:id []",
            ),
            (
                "GET acme.okta.com/api/v1/apps",
                "GET acme.okta.com/api/v1/apps []",
            ),
            (
                "GET /api/v1/users/{user id}/factors.",
                "GET /api/v1/users/{user id}/factors []",
            ),
            (
                "curl -X POST -H 'a: b' \"https://acme.okta.com/api/v1/users\"",
                "POST https://acme.okta.com/api/v1/users [curl -X]",
            ),
        ] {
            assert_eq!(all(text), [read], "{text}");
        }
    }

    #[test]
    fn a_line_may_name_several() {
        assert_eq!(
            all("GET/POST /api/v1/users, and DELETE /api/v1/users/{id}"),
            [
                "GET /api/v1/users []",
                "POST /api/v1/users []",
                "DELETE /api/v1/users/{id} [and]"
            ]
        );
    }

    #[test]
    fn a_very_long_line_is_not_kept_whole_for_each_of_its_operations() {
        let list = mentioned(&"POST /api/v1/users ".repeat(10_000));
        assert_eq!(list.entries.len(), 10_000);
        let longest = list.entries.iter().map(|entry| entry.text.chars().count());
        assert_eq!(longest.max(), Some(LONGEST_SHOWN + 1));
    }

    #[test]
    fn a_path_without_a_verb_is_told_apart() {
        let list = parse("/api/v1/users\n\nget user GET /api/v1/users/{id}\n").expect("one");
        assert_eq!(list.without_verb, [(1, "/api/v1/users".to_owned())]);
        assert_eq!(list.entries.len(), 1);
        assert_eq!(list.entries[0].line, 3);
    }

    #[test]
    fn json_arrays_of_lines_and_objects() {
        let text = r#"["GET /api/v1/logs", {"method": "post", "path": "/api/v1/users", "name": "create"}]"#;
        assert_eq!(
            all(text),
            ["GET /api/v1/logs []", "POST /api/v1/users [create]"]
        );
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
