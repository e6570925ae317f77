//! YAML: command lines among its values (steps of a pipeline), and mappings that hold a URL and a verb.

use std::ops::Range;

use crate::ir::{RawRequest, Span, Text};

use super::MOST_REQUESTS;
use super::commands;
use super::pieces::{self, Marks};
use super::vocabulary::Vocabulary;

/// Lines to each side of a URL that are looked at for its verb.
const MOST_SIBLINGS: usize = 60;
/// Keys under which a URL is a request if a verb stands beside it.
const TARGETS: &[&str] = &[
    "url",
    "uri",
    "endpoint",
    "path",
    "raw",
    "target",
    "href_template",
];

/// Reads the requests of a file.
pub(super) fn lower(source: &str) -> Vec<RawRequest> {
    let lines = lines(source);
    let mut requests = Vec::new();
    if lines
        .iter()
        .filter(|line| line.indent == 0)
        .take(40)
        .any(|line| matches!(line.key, "openapi" | "swagger" | "asyncapi"))
    {
        return requests;
    }
    let mut at = 0;
    while at < lines.len() {
        if requests.len() >= MOST_REQUESTS {
            break;
        }
        let end = end_of_value(&lines, at);
        at = command(source, &lines, at, end, &mut requests).unwrap_or_else(|| {
            requests.extend(target(source, &lines, at));
            at + 1
        });
    }
    requests
}

/// A line that says something.
struct Line<'s> {
    /// Of its key or value, without the dashes of a list.
    indent: usize,
    /// A dash begins an element of a list here.
    is_item: bool,
    key: &'s str,
    /// Without quotes' meaning: as written.
    value: Range<usize>,
    end: usize,
}

fn lines(source: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for raw in source.split_inclusive('\n') {
        let from = start;
        start += raw.len();
        let text = raw.trim_end();
        let mut body = text.trim_start();
        let mut is_item = false;
        while let Some(rest) = body.strip_prefix("- ") {
            is_item = true;
            body = rest.trim_start();
        }
        if body.is_empty() || body.starts_with('#') || body == "---" {
            continue;
        }
        let indent = text.len() - body.len();
        let key_length = body
            .find(": ")
            .or_else(|| body.strip_suffix(':').map(str::len))
            .unwrap_or(0);
        let key = body.get(..key_length).unwrap_or_default();
        let is_key = !key.is_empty() && key.len() < 80 && !key.contains([' ', '{', '}', '$', '(']);
        let (key, value) = if is_key {
            let rest = body.get(key_length + 1..).unwrap_or_default();
            let value = rest.trim_start();
            (key.trim_matches(['"', '\'']), value)
        } else {
            ("", body)
        };
        let value_start = from + text.len() - value.len();
        lines.push(Line {
            indent,
            is_item,
            key,
            value: value_start..from + text.len(),
            end: from + text.len(),
        });
    }
    lines
}

/// The line behind a value that goes on on deeper lines.
fn end_of_value(lines: &[Line<'_>], at: usize) -> usize {
    let Some(line) = lines.get(at) else {
        return at + 1;
    };
    // The text of a list's element goes on below its dash.
    let indent = if line.key.is_empty() && line.is_item {
        line.indent.saturating_sub(1)
    } else {
        line.indent
    };
    lines
        .iter()
        .enumerate()
        .skip(at + 1)
        .find(|(_, next)| {
            next.indent <= indent
                || next.is_item && next.indent <= indent + 2 && line.key.is_empty()
        })
        .map_or(lines.len(), |(end, _)| end)
}

/// Reads a value as command lines, if it is some; the line behind it.
fn command(
    source: &str,
    lines: &[Line<'_>],
    at: usize,
    end: usize,
    requests: &mut Vec<RawRequest>,
) -> Option<usize> {
    let words = Vocabulary::embedded();
    let line = lines.get(at)?;
    let first = source.get(line.value.clone()).unwrap_or_default();
    if words.is_inert_key(line.key) {
        // The whole value is prose, whatever it holds.
        return first.starts_with(['|', '>']).then_some(end);
    }
    let is_block = first.starts_with(['|', '>']);
    let bare = first.trim_start_matches(['"', '\'']);
    let begins = words
        .command(bare.split_whitespace().next().unwrap_or_default())
        .is_some();
    let is_command = words.runs_commands(line.key) && words.mentions_command(first);
    if !(is_block || begins || is_command) {
        return None;
    }
    let last = lines.get(end.checked_sub(1)?)?;
    let mut range = if is_block {
        line.value.end..last.end
    } else {
        line.value.start..last.end
    };
    let text = source.get(range.clone()).unwrap_or_default();
    if !words.mentions_command(text) {
        return is_block.then_some(end);
    }
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote.filter(|quote| text.len() > 1 && text.ends_with(*quote)) {
        range = range.start + quote.len_utf8()..range.end - quote.len_utf8();
    }
    requests.extend(commands::lower(source, range, commands::Dialect::Shell));
    Some(end)
}

/// A URL with a verb beside it.
fn target(source: &str, lines: &[Line<'_>], at: usize) -> Option<RawRequest> {
    let words = Vocabulary::embedded();
    let line = lines.get(at)?;
    if !TARGETS.iter().any(|key| line.key.eq_ignore_ascii_case(key)) {
        return None;
    }
    let value = source.get(line.value.clone())?;
    let (span, _) = unquoted(value, &line.value);
    let target = pieces::split(source, span.clone(), Marks::default());
    pieces::shape(&target)?;
    let siblings = siblings(lines, at);
    let verb = siblings.iter().find_map(|sibling| {
        let sibling = lines.get(*sibling)?;
        let (_, text) = unquoted(source.get(sibling.value.clone())?, &sibling.value);
        words
            .is_method_key(sibling.key)
            .then(|| words.verb_in_any_case(text))
            .flatten()
    });
    let parent = parent(lines, at);
    let parent_key = parent
        .and_then(|parent| lines.get(parent))
        .map_or("", |line| line.key);
    // Ansible's module asks with GET unless it is told otherwise.
    let is_module = matches!(
        parent_key,
        "uri" | "ansible.builtin.uri" | "win_uri" | "ansible.windows.win_uri"
    );
    let verb = verb.or(is_module.then_some("GET"))?;
    if parent_key == "request" && siblings_of_parent_respond(lines, parent?) {
        return None;
    }
    let authorization = (at.saturating_sub(MOST_SIBLINGS)..(at + MOST_SIBLINGS).min(lines.len()))
        .filter_map(|near| lines.get(near))
        .filter(|near| near.indent > line.indent)
        .find(|near| near.key.eq_ignore_ascii_case("authorization"))
        .and_then(|near| source.get(near.value.clone()))
        .map(|value| Text::from(value.trim_matches(['"', '\''])));
    Some(RawRequest {
        url: pieces::expression(&target),
        verb: Some(Text::new_static(verb)),
        authorization,
        names: Vec::new(),
        span: Span::new(span.start, span.end),
    })
}

/// A value without its quotes and the comment behind it.
fn unquoted<'t>(value: &'t str, range: &Range<usize>) -> (Range<usize>, &'t str) {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (start, length) = match quote {
        Some(quote) => {
            let body = value.get(1..).unwrap_or_default();
            (1, body.find(quote).unwrap_or(body.len()))
        }
        None => (0, value.find(" #").unwrap_or(value.len())),
    };
    let text = value
        .get(start..start + length)
        .unwrap_or_default()
        .trim_end();
    (range.start + start..range.start + start + text.len(), text)
}

/// The other lines of the mapping that a line is in.
fn siblings(lines: &[Line<'_>], at: usize) -> Vec<usize> {
    let Some(line) = lines.get(at) else {
        return Vec::new();
    };
    let mut siblings = Vec::new();
    if !line.is_item {
        for before in (at.saturating_sub(MOST_SIBLINGS)..at).rev() {
            let Some(other) = lines.get(before) else {
                break;
            };
            if other.indent < line.indent {
                break;
            }
            if other.indent == line.indent {
                siblings.push(before);
                if other.is_item {
                    break;
                }
            }
        }
    }
    for after in at + 1..(at + MOST_SIBLINGS).min(lines.len()) {
        let Some(other) = lines.get(after) else { break };
        if other.indent < line.indent || other.indent == line.indent && other.is_item {
            break;
        }
        if other.indent == line.indent {
            siblings.push(after);
        }
    }
    siblings
}

/// The line whose value the mapping around a line is.
fn parent(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let indent = lines.get(at)?.indent;
    (at.saturating_sub(MOST_SIBLINGS)..at)
        .rev()
        .find(|before| lines.get(*before).is_some_and(|line| line.indent < indent))
}

/// Whether a recorded response stands beside a request.
fn siblings_of_parent_respond(lines: &[Line<'_>], parent: usize) -> bool {
    siblings(lines, parent)
        .into_iter()
        .filter_map(|sibling| lines.get(sibling))
        .any(|line| line.key.eq_ignore_ascii_case("response"))
}
