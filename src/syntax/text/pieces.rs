//! What a string literal says: text, and holes where something is filled in. And whether that may be a request's target.

use std::ops::Range;

use crate::ir::{Expr, ExprKind, Span, Text};

/// URLs longer than this are none that people write. Bytes.
const LONGEST: usize = 4_000;
/// An expression in a hole that is longer than this is none. Bytes.
const LONGEST_HOLE: usize = 300;
/// `application/json` is no path.
const MEDIA_TYPES: &[&str] = &[
    "application/",
    "audio/",
    "font/",
    "image/",
    "message/",
    "multipart/",
    "text/",
    "video/",
];

/// A part of a literal, or of literals that are joined.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Text {
        text: String,
        span: Range<usize>,
    },
    /// Something that is filled in: its name as far as one can be read, else empty.
    Hole {
        name: String,
        span: Range<usize>,
    },
}

/// Which marks a language uses within a literal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    pub escape: Option<u8>,
    /// `$name`
    pub dollar: bool,
    /// `\(x)`
    pub backslash: bool,
}

/// Splits a literal's inner text. Marks of every common template language count, whatever the language: a path with `{id}` is
/// one with a hole, wherever it is filled in.
pub(super) fn split(source: &str, inner: Range<usize>, marks: Marks) -> Vec<Piece> {
    let mut splitter = Splitter {
        source,
        end: inner.end,
        at: inner.start,
        pieces: Vec::new(),
    };
    while splitter.at < splitter.end {
        splitter.step(marks);
    }
    splitter.pieces
}

struct Splitter<'s> {
    source: &'s str,
    end: usize,
    at: usize,
    pieces: Vec<Piece>,
}

impl<'s> Splitter<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    fn step(&mut self, marks: Marks) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else {
            self.at = self.end;
            return;
        };
        if marks.backslash && rest.starts_with("\\(") {
            return self.bracketed(2, '(', ')');
        }
        if marks.escape.is_some_and(|escape| c == char::from(escape)) {
            return self.escaped(c);
        }
        match c {
            '$' => self.dollar(rest, marks),
            '#' if rest.starts_with("#{") => self.bracketed(2, '{', '}'),
            '{' if rest.starts_with("{{") => self.double_braced(rest),
            '{' => self.bracketed(1, '{', '}'),
            '%' => self.percent(rest),
            '<' => self.angled(rest),
            ':' if self.is_after_slash() => self.colon(rest),
            c => self.text(c.len_utf8(), None),
        }
    }

    /// Takes bytes as text; `cooked` is what they mean if that differs.
    fn text(&mut self, length: usize, cooked: Option<char>) {
        let span = self.at..self.at + length;
        let raw = self.source.get(span.clone()).unwrap_or_default();
        self.at = span.end;
        if let Some(Piece::Text { text, span: known }) = self.pieces.last_mut()
            && known.end == span.start
        {
            known.end = span.end;
            match cooked {
                Some(c) => text.push(c),
                None => text.push_str(raw),
            }
            return;
        }
        let text = cooked.map_or_else(|| raw.to_owned(), |c| c.to_string());
        self.pieces.push(Piece::Text { text, span });
    }

    fn hole(&mut self, length: usize, name: String) {
        let span = self.at..self.at + length;
        self.at = span.end;
        self.pieces.push(Piece::Hole { name, span });
    }

    fn escaped(&mut self, escape: char) {
        let rest = self.rest().get(escape.len_utf8()..).unwrap_or_default();
        let Some(c) = rest.chars().next() else {
            return self.text(escape.len_utf8(), None);
        };
        let meaning = match c {
            'n' | 'r' | 't' if escape == '\\' => '\n',
            c => c,
        };
        self.text(escape.len_utf8() + c.len_utf8(), Some(meaning));
    }

    fn dollar(&mut self, rest: &str, marks: Marks) {
        if rest.starts_with("${") {
            return self.bracketed(2, '{', '}');
        }
        if rest.starts_with("$(") {
            return self.bracketed(2, '(', ')');
        }
        let name: &str = rest.get(1..).unwrap_or_default();
        let scoped = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
        let mut length = name.find(|c| !scoped(c)).unwrap_or(name.len());
        // `$env:NAME`, but not the colon of `$host:8080`.
        if let Some(colon) = name.get(..length).and_then(|name| name.find(':')) {
            let is_scope = ["env", "global", "script", "using"]
                .contains(&name.get(..colon).unwrap_or_default());
            if !is_scope {
                length = colon;
            }
        }
        let starts = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if marks.dollar && starts && length > 0 {
            let name = name_of(name.get(..length).unwrap_or_default());
            self.hole(1 + length, name);
        } else {
            self.text(1, None);
        }
    }

    /// A hole between brackets, `opening` bytes of which stand before the expression.
    fn bracketed(&mut self, opening: usize, open: char, close: char) {
        match matching(self.rest(), opening, open, close) {
            Some(end) => {
                let inner = self.rest().get(opening..end).unwrap_or_default();
                self.hole(end + close.len_utf8(), name_of(inner));
            }
            None => self.text(1, None),
        }
    }

    fn double_braced(&mut self, rest: &str) {
        let end = floor(rest, LONGEST_HOLE);
        match rest[..end].find("}}") {
            Some(end) => {
                let name = name_of(rest.get(2..end).unwrap_or_default());
                self.hole(end + 2, name);
            }
            None => self.text(1, None),
        }
    }

    /// `%s`, `%d`, `%1$s`, `%(name)s`, `%@`.
    fn percent(&mut self, rest: &str) {
        let bytes = rest.as_bytes();
        let letter = |at: usize| {
            bytes
                .get(at)
                .is_some_and(|b| matches!(b, b's' | b'd' | b'v' | b'q' | b'@' | b'i' | b'u'))
        };
        if letter(1) {
            return self.hole(2, String::new());
        }
        let digits = bytes
            .iter()
            .skip(1)
            .take_while(|b| b.is_ascii_digit())
            .count();
        if (1..=2).contains(&digits) && bytes.get(1 + digits) == Some(&b'$') && letter(2 + digits) {
            return self.hole(3 + digits, String::new());
        }
        if let Some(name) = rest.strip_prefix("%(")
            && let Some(end) = name[..floor(name, LONGEST_HOLE)].find(')')
            && letter(2 + end + 1)
        {
            return self.hole(2 + end + 2, name_of(name.get(..end).unwrap_or_default()));
        }
        self.text(1, None);
    }

    /// `<id>`, `<your domain>`.
    fn angled(&mut self, rest: &str) {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | ':' | '.');
        let name = rest.get(1..).unwrap_or_default();
        let length = name.find(|c| !is_name(c)).unwrap_or(name.len());
        if (1..=60).contains(&length) && name[length..].starts_with('>') {
            self.hole(length + 2, name_of(name.get(..length).unwrap_or_default()));
        } else {
            self.text(1, None);
        }
    }

    fn is_after_slash(&self) -> bool {
        match self.pieces.last() {
            Some(Piece::Text { text, .. }) => text.ends_with('/') && !text.ends_with("//"),
            _ => false,
        }
    }

    /// `:id`
    fn colon(&mut self, rest: &str) {
        let name = rest.get(1..).unwrap_or_default();
        let length = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(name.len());
        let ends = name[length..].is_empty() || name[length..].starts_with(['/', '?', '#', '.']);
        if ends && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.hole(
                1 + length,
                name.get(..length).unwrap_or_default().to_owned(),
            );
        } else {
            self.text(1, None);
        }
    }
}

/// The greatest place up to `at` at which text can be cut.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the bracket closes that opened before `from`; within one line and [`LONGEST_HOLE`]. Brackets in quotes don't count.
pub(super) fn matching(text: &str, from: usize, open: char, close: char) -> Option<usize> {
    let mut depth = 1_usize;
    let mut quote: Option<char> = None;
    let within = text.get(from..floor(text, from.saturating_add(LONGEST_HOLE)))?;
    for (at, c) in within.char_indices() {
        match quote {
            _ if c == '\n' => return None,
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == open => depth += 1,
            None if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(from + at);
                }
            }
            None => {}
        }
    }
    None
}

/// The names in an expression, joined with dots: `os.environ["OKTA_URL"]` is `os.environ.OKTA_URL`. Without what formats it.
pub(super) fn name_of(expression: &str) -> String {
    let expression = expression
        .split([':', '|', '!'])
        .find(|part| !matches!(*part, "env" | "global" | "script" | "using"))
        .unwrap_or(expression);
    let mut name = String::new();
    for part in expression.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
        if part.is_empty() || part == "this" || name.len() > 80 {
            continue;
        }
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(part);
    }
    name
}

/// The pieces as one text, holes as zero characters.
pub(super) fn flat(pieces: &[Piece]) -> String {
    let mut flat = String::new();
    for piece in pieces {
        match piece {
            Piece::Text { text, .. } => flat.push_str(text),
            Piece::Hole { .. } => flat.push('\0'),
        }
    }
    flat
}

/// The pieces as a person would write them, holes in braces.
pub(super) fn readable(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text { text, .. } => out.push_str(text),
            Piece::Hole { name, .. } => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        if out.len() > LONGEST {
            break;
        }
    }
    out
}

/// What a literal looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `https://host/path`
    Absolute,
    /// Something that is filled in, then a path.
    Based,
    /// `/a/b`, `a/b`
    Path,
}

/// What kind of request target this may be; `None` if it can be none.
pub(super) fn shape(pieces: &[Piece]) -> Option<Shape> {
    let flat = flat(pieces);
    let flat = flat.trim();
    if flat.len() > LONGEST || !flat.contains('/') || flat.contains('\n') {
        return None;
    }
    let path = flat.split(['?', '#']).next().unwrap_or(flat);
    let is_foreign = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\''
                    | '`'
                    | '^'
                    | '*'
                    | '|'
                    | '\\'
                    | '['
                    | ']'
                    | '('
                    | ')'
                    | '<'
                    | '>'
                    | ';'
                    | ','
            )
    };
    if path.contains(is_foreign) {
        return None;
    }
    let named = |path: &str| {
        path.split('/')
            .filter(|segment| segment.chars().any(char::is_alphabetic))
            .count()
    };
    let after_scheme = path
        .strip_prefix("https://")
        .or_else(|| path.strip_prefix("http://"))
        .or_else(|| path.strip_prefix("//"));
    if let Some(rest) = after_scheme {
        let (host, path) = rest.split_once('/')?;
        return (!host.is_empty() && named(path) >= 1).then_some(Shape::Absolute);
    }
    if path.contains("://") {
        return None;
    }
    let after_base = path.trim_start_matches('\0');
    if after_base.len() < path.len() {
        return (after_base.contains('/') && named(after_base) >= 1).then_some(Shape::Based);
    }
    let first = path.strip_prefix('/').unwrap_or(path);
    let is_media_type = MEDIA_TYPES.iter().any(|root| path.starts_with(root));
    if is_media_type && path.matches('/').count() == 1 {
        return None;
    }
    let is_path = first.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '\0')
        && (named(path) >= 2 || path.starts_with('/') && named(path) >= 1 && path.contains('\0'));
    is_path.then_some(Shape::Path)
}

/// The expression that pieces are.
pub(super) fn expression(pieces: &[Piece]) -> Expr {
    let span_of = |span: &Range<usize>| Span::new(span.start, span.end);
    let mut parts: Vec<Expr> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text { text, span } => {
                Expr::new(ExprKind::Str(text.as_str().into()), span_of(span))
            }
            Piece::Hole { name, span } => {
                let span = span_of(span);
                let inside = if name.is_empty() {
                    Vec::new()
                } else {
                    vec![Expr::new(ExprKind::Name(Text::from(name.as_str())), span)]
                };
                Expr::new(ExprKind::Opaque(inside), span)
            }
        })
        .collect();
    let start = parts.iter().map(|part| part.span.start).min().unwrap_or(0);
    let end = parts.iter().map(|part| part.span.end).max().unwrap_or(0);
    match parts.len() {
        1 => parts.remove(0),
        _ => Expr::new(ExprKind::Concat(parts), Span { start, end }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let marks = Marks {
            escape: Some(b'\\'),
            dollar: true,
            backslash: true,
        };
        readable(&split(text, 0..text.len(), marks))
    }

    #[test]
    fn holes_of_every_template_language_are_seen() {
        for (text, expected) in [
            ("${base}/users/${u.id}", "{base}/users/{u.id}"),
            ("$base/users/$id", "{base}/users/{id}"),
            ("#{ENV['URL']}/users", "{ENV.URL}/users"),
            ("{{base}}/users/{id:[0-9]+}", "{base}/users/{id}"),
            (r"\(base)/users/\(user.id)", "{base}/users/{user.id}"),
            ("%s/users/%d?x=%20", "{}/users/{}?x=%20"),
            ("%(base)s/users/%1$s", "{base}/users/{}"),
            ("/users/:id/roles/<role id>", "/users/{id}/roles/{role.id}"),
            (r"https:\/\/h\/users", "https://h/users"),
            ("$env:URL/users", "{URL}/users"),
            ("http://$host:8080/a", "http://{host}:8080/a"),
            ("${open", "${open"),
            ("a{b", "a{b"),
            ("%", "%"),
            ("ü${ü}ü", "ü{ü}ü"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_target_is_told_from_other_text() {
        let shape_of = |text: &str| shape(&split(text, 0..text.len(), Marks::default()));
        for (text, expected) in [
            ("https://a.example/b", Some(Shape::Absolute)),
            ("https://{x}/b/c?filter=d eq \"e\"", Some(Shape::Absolute)),
            ("https://a.example", None),
            ("https://a.example/", None),
            ("{base}/users", Some(Shape::Based)),
            ("{a}{b}", None),
            ("/api/users", Some(Shape::Path)),
            ("api/users", Some(Shape::Path)),
            ("/users/{id}", Some(Shape::Path)),
            ("/users", None),
            ("a sentence / with a slash", None),
            ("<a href/b>", None),
            ("^/api/users", None),
            ("ldap://a/b/c", None),
            ("1/2", None),
            ("application/json", None),
        ] {
            assert_eq!(shape_of(text), expected, "{text}");
        }
    }
}
