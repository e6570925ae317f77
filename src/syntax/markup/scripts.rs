//! Where the scripts of a component or page are, and in which dialect they are written.

use std::ops::Range;

use crate::syntax::ecmascript::Dialect;

/// A script's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script {
    pub range: Range<usize>,
    pub dialect: Dialect,
}

/// The scripts of a file, in order. `is_astro`: the file may begin with TypeScript between `---`, and its scripts are TypeScript.
pub(super) fn of(source: &str, is_astro: bool) -> Vec<Script> {
    let mut scripts = Vec::new();
    let mut at = 0;
    if is_astro && let Some(range) = frontmatter(source) {
        at = range.end;
        scripts.push(Script {
            range,
            dialect: Dialect::TypeScript,
        });
    }
    let bytes = source.as_bytes();
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        let start = at + offset;
        let rest = source.get(start..).unwrap_or_default();
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(rest.len(), |end| end + 3);
            at = start + end;
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            at = start + 1;
            continue;
        };
        at = start + tag.length;
        if tag.is_closed {
            continue;
        }
        let end = at + closing_tag(source.get(at..).unwrap_or_default());
        let dialect = if is_astro && tag.attributes.is_empty() {
            Some(Dialect::TypeScript)
        } else {
            tag.dialect()
        };
        if let Some(dialect) = dialect
            && !source.get(at..end).unwrap_or_default().trim().is_empty()
        {
            scripts.push(Script {
                range: at..end,
                dialect,
            });
        }
        at = end;
    }
    scripts
}

/// One dialect that all of them can be read in.
pub(super) fn dialect(scripts: &[Script]) -> Dialect {
    let any = |dialect| scripts.iter().any(|script| script.dialect == dialect);
    if any(Dialect::Tsx) {
        Dialect::Tsx
    } else if any(Dialect::TypeScript) {
        Dialect::TypeScript
    } else {
        Dialect::JavaScript
    }
}

/// The text between the first two `---` lines.
fn frontmatter(source: &str) -> Option<Range<usize>> {
    let body = source.trim_start_matches('\u{feff}').trim_start();
    let start = source.len() - body.len();
    let body = body.strip_prefix("---")?;
    let start = start + 3;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        if at > 0 && line.trim_end() == "---" {
            return Some(start..start + at);
        }
        at += line.len();
    }
    None
}

/// Where the script's text ends.
fn closing_tag(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, b"</")
        .find(|at| {
            bytes
                .get(at + 2..at + 8)
                .is_some_and(|name| name.eq_ignore_ascii_case(b"script"))
        })
        .unwrap_or(text.len())
}

/// An opening `<script …>` tag.
struct Tag<'s> {
    attributes: Vec<(&'s str, &'s str)>,
    /// `<script … />`
    is_closed: bool,
    length: usize,
}

impl<'s> Tag<'s> {
    fn read(text: &'s str) -> Option<Tag<'s>> {
        const NAME: &str = "<script";
        let name = text.get(..NAME.len())?;
        let mut rest = text.get(NAME.len()..)?;
        if !name.eq_ignore_ascii_case(NAME)
            || !rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        {
            return None;
        }
        let mut tag = Tag {
            attributes: Vec::new(),
            is_closed: false,
            length: 0,
        };
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('>') {
                tag.length = text.len() - after.len();
                return Some(tag);
            }
            if let Some(after) = rest.strip_prefix("/>") {
                tag.is_closed = true;
                tag.length = text.len() - after.len();
                return Some(tag);
            }
            let length = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))
                .unwrap_or(rest.len());
            if length == 0 {
                // A stray sign.
                let mut chars = rest.chars();
                chars.next()?;
                rest = chars.as_str();
                continue;
            }
            let (name, after) = rest.split_at(length);
            let (value, after) = value(after);
            tag.attributes.push((name, value));
            rest = after;
        }
    }

    fn attribute(&self, name: &str) -> Option<&'s str> {
        let mut all = self.attributes.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The dialect; `None` for JSON, templates, shaders and scripts that are elsewhere.
    fn dialect(&self) -> Option<Dialect> {
        if self.attribute("src").is_some() {
            return None;
        }
        match self
            .attribute("lang")
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("ts" | "typescript") => return Some(Dialect::TypeScript),
            Some("tsx") => return Some(Dialect::Tsx),
            Some("js" | "jsx" | "javascript") => return Some(Dialect::JavaScript),
            _ => {}
        }
        let kind = self
            .attribute("type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        match kind.as_str() {
            "" | "module" | "text/babel" | "text/jsx" | "jsx" => Some(Dialect::JavaScript),
            "ts" | "text/typescript" | "application/typescript" => Some(Dialect::TypeScript),
            kind if kind.ends_with("javascript") || kind.ends_with("ecmascript") => {
                Some(Dialect::JavaScript)
            }
            _ => None,
        }
    }
}

/// An attribute's value, without quotes, and what comes behind it.
fn value(text: &str) -> (&str, &str) {
    let Some(value) = text.trim_start().strip_prefix('=').map(str::trim_start) else {
        return ("", text);
    };
    for quote in ['"', '\''] {
        if let Some(body) = value.strip_prefix(quote) {
            return body.split_once(quote).unwrap_or((body, ""));
        }
    }
    let end = value
        .find(|c: char| c.is_whitespace() || c == '>')
        .unwrap_or(value.len());
    value.split_at(end)
}
