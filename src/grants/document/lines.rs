//! Files with a setting a line: `.env` and `.properties`.

use std::rc::Rc;

use super::{Key, Node, Value};
use crate::ir::Span;

/// Reads a `.env` file: `NAME=value`, `export NAME="value"`, comments after `#`.
pub(in super::super) fn variables(text: &str) -> Rc<Node> {
    read(text, &['='], &['#'])
}

/// Reads a `.properties` file: `name=value`, `name: value`, comments after `#` or `!`.
pub(in super::super) fn properties(text: &str) -> Rc<Node> {
    read(text, &['=', ':'], &['#', '!'])
}

/// Lines that set nothing, such as those within a key of several lines, are passed over.
fn read(text: &str, separators: &[char], comments: &[char]) -> Rc<Node> {
    let mut entries = Vec::new();
    let mut start = 0;
    for line in super::without_mark(text).split_inclusive('\n') {
        if !line.trim_start().starts_with(comments) {
            entries.extend(setting(line, start, separators));
        }
        start += line.len();
    }
    Rc::new(Node {
        span: Span::new(0, text.len()),
        value: Value::Map(entries),
    })
}

fn setting(line: &str, start: usize, separators: &[char]) -> Option<(Key, Rc<Node>)> {
    let (before, after) = line.split_once(separators)?;
    let name = before.trim();
    let name = name
        .strip_prefix("export")
        .map_or(name, |rest| match rest.trim_start() {
            bare if bare.len() < rest.len() => bare,
            _ => name,
        });
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let name_start = start + before.trim_end().len() - name.len();
    let after_start = start + line.len() - after.len();
    let value = value(after);
    let value_start = after_start + after.find(value).unwrap_or(0);
    let key = Key {
        name: name.to_owned(),
        span: Span::new(name_start, name_start + name.len()),
    };
    let node = Node {
        span: Span::new(value_start, value_start + value.len()),
        value: Value::Text(value.to_owned()),
    };
    Some((key, Rc::new(node)))
}

/// A value without its quotes, or without the comment behind it.
fn value(text: &str) -> &str {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split_once(quote).map_or(rest, |(value, _)| value);
        }
    }
    text.split_once(" #")
        .map_or(text, |(value, _)| value.trim_end())
}
