//! Strings and f-strings, with their text as the program sees it.

use std::ops::Range;

use tree_sitter::Node;

use super::expressions::peel;
use super::kinds::{Kind, Part, child_of, items};
use super::{Lowerer, span};
use crate::ir::{Expr, ExprKind, Span, Text};

impl Lowerer<'_> {
    pub(super) fn string(&mut self, node: Node<'_>) -> Expr {
        self.recover(node);
        let mut parts = Vec::new();
        self.string_parts(node, &mut parts);
        joined(parts, span(node))
    }

    /// `"a" f"b"`
    pub(super) fn strings(&mut self, node: Node<'_>) -> Expr {
        let mut parts = Vec::new();
        for part in self.operands(node) {
            match Kind::of(part) {
                Kind::String => self.string_parts(part, &mut parts),
                _ => parts.push(self.expression(part)),
            }
        }
        let place = span(node);
        let is_text = parts
            .iter()
            .all(|part| matches!(part.kind, ExprKind::Str(_)));
        if is_text {
            let texts = parts.iter().map(|part| match &part.kind {
                ExprKind::Str(text) => text.as_str(),
                _ => "",
            });
            let whole: String = texts.collect();
            return Expr::new(ExprKind::Str(whole.into()), place);
        }
        joined(parts, place)
    }

    /// The text of a string without holes.
    pub(super) fn constant_text(&self, node: Node<'_>) -> Option<Text> {
        let node = peel(node);
        if Kind::of(node) != Kind::String || child_of(node, Kind::Interpolation).is_some() {
            return None;
        }
        let (prefix, inner) = self.prefix_and_inner(node);
        Some(
            prefix
                .read(self.source.get(inner).unwrap_or_default())
                .into(),
        )
    }

    fn string_parts(&mut self, node: Node<'_>, parts: &mut Vec<Expr>) {
        let (prefix, inner) = self.prefix_and_inner(node);
        let mut at = inner.start;
        for hole in items(node) {
            if Kind::of(hole) != Kind::Interpolation {
                continue;
            }
            self.text_part(prefix, at..hole.start_byte(), parts);
            at = hole.end_byte();
            let value = match Part::Expression.of(hole) {
                Some(value) => self.expression(value),
                None => super::opaque(Vec::new(), span(hole)),
            };
            match value.kind {
                ExprKind::Concat(inner) => parts.extend(inner),
                _ => parts.push(value),
            }
        }
        self.text_part(prefix, at..inner.end, parts);
    }

    fn text_part(&self, prefix: Prefix, range: Range<usize>, parts: &mut Vec<Expr>) {
        let text = self.source.get(range.clone()).unwrap_or_default();
        if !text.is_empty() {
            let kind = ExprKind::Str(prefix.read(text).into());
            parts.push(Expr::new(kind, Span::new(range.start, range.end)));
        }
    }

    /// How a string is written, and where its text stands.
    fn prefix_and_inner(&self, node: Node<'_>) -> (Prefix, Range<usize>) {
        let opening = child_of(node, Kind::StringStart);
        let start = opening.map_or(node.start_byte(), |opening| opening.end_byte());
        let closing = child_of(node, Kind::StringEnd);
        let end = closing.map_or(node.end_byte(), |closing| closing.start_byte());
        let letters = opening.map_or("", |opening| self.text(opening));
        let has = |letter| letters.to_ascii_lowercase().contains::<char>(letter);
        let prefix = Prefix {
            is_raw: has('r'),
            is_bytes: has('b'),
            has_holes: has('f') || has('t'),
        };
        (prefix, start..end.max(start))
    }
}

/// The letters before a string's quotes.
#[derive(Clone, Copy)]
struct Prefix {
    is_raw: bool,
    is_bytes: bool,
    has_holes: bool,
}

impl Prefix {
    /// A stretch of a string's text as the program sees it.
    fn read(self, text: &str) -> String {
        let text = if self.is_raw {
            text.replace("\r\n", "\n")
        } else {
            unescape(text, self.is_bytes)
        };
        if self.has_holes {
            text.replace("{{", "{").replace("}}", "}")
        } else {
            text
        }
    }
}

fn joined(mut parts: Vec<Expr>, place: Span) -> Expr {
    match &mut parts[..] {
        [] => Expr::new(ExprKind::Str(Text::default()), place),
        [only] if matches!(only.kind, ExprKind::Str(_)) => {
            let kind = std::mem::replace(&mut only.kind, ExprKind::Null);
            Expr::new(kind, place)
        }
        _ => Expr::new(ExprKind::Concat(parts), place),
    }
}

/// Resolves escapes; what is no escape stays as it is.
fn unescape(text: &str, is_bytes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let mut chars = escape.chars();
        let Some(kind) = chars.next() else {
            out.push('\\');
            return out;
        };
        let after = chars.as_str();
        let (resolved, left) = match kind {
            'n' => (Some('\n'), after),
            't' => (Some('\t'), after),
            'r' => (Some('\r'), after),
            'a' => (Some('\u{7}'), after),
            'b' => (Some('\u{8}'), after),
            'f' => (Some('\u{c}'), after),
            'v' => (Some('\u{b}'), after),
            '\\' | '\'' | '"' => (Some(kind), after),
            '\n' => {
                rest = after;
                continue;
            }
            '\r' => {
                rest = after.strip_prefix('\n').unwrap_or(after);
                continue;
            }
            'x' => coded(after, 2, 16),
            'u' if !is_bytes => coded(after, 4, 16),
            'U' if !is_bytes => coded(after, 8, 16),
            '0'..='7' => {
                let octal = |c: &char| ('0'..='7').contains(c);
                let digits = escape.chars().take(3).take_while(octal).count();
                coded(escape, digits, 8)
            }
            _ => (None, after),
        };
        match resolved {
            Some(c) => {
                out.push(c);
                rest = left;
            }
            None => {
                out.push('\\');
                rest = escape;
                // What follows is no escape, be it a backslash or not.
                let mut chars = rest.chars();
                out.extend(chars.next());
                rest = chars.as_str();
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character that so many digits name, and the text behind them.
fn coded(text: &str, digits: usize, radix: u32) -> (Option<char>, &str) {
    let code = text
        .get(..digits)
        .and_then(|code| u32::from_str_radix(code, radix).ok());
    let rest = text.get(digits..).unwrap_or_default();
    (code.and_then(char::from_u32), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_what_is_none_is_kept() {
        assert_eq!(unescape("a\\\nb\\\r\nc", false), "abc");
        assert_eq!(unescape("\\n\\t\\0\\'\\/", false), "\n\t\0'\\/");
        assert_eq!(unescape("\\x2fapi\\u002fv1\\57x", false), "/api/v1/x");
        assert_eq!(unescape("\\xZ\\u12\\ud83d", false), "\\xZ\\u12\\ud83d");
        assert_eq!(unescape("\\u002f", true), "\\u002f");
        assert_eq!(unescape("end\\", false), "end\\");
        assert_eq!(unescape("\\é\\xé", false), "\\é\\xé");
    }
}
