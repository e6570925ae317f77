//! Strings and template strings, with their text as the program sees it.

use super::Lowerer;
use super::expressions::peel;
use super::kinds::{Kind, Part};
use super::node::Node;
use crate::ir::{Expr, ExprKind, Span, Text};

impl Lowerer<'_> {
    pub(super) fn string(&mut self, node: Node<'_>) -> Expr {
        Expr::new(ExprKind::Str(self.string_text(node)), node.span())
    }

    /// A string in markup, where entities stand for characters and backslashes for themselves.
    pub(super) fn markup_string(&mut self, node: Node<'_>) -> Expr {
        let literal = self.text(node);
        let text = literal.trim_start_matches(['"', '\'']);
        let text = text.trim_end_matches(['"', '\'']);
        Expr::new(ExprKind::Str(without_entities(text).into()), node.span())
    }

    /// The text of a string node.
    pub(super) fn string_text(&self, node: Node<'_>) -> Text {
        let literal = self.text(node);
        let mut inner = literal.strip_prefix(['"', '\'']).unwrap_or(literal);
        if inner.len() < literal.len()
            && let Some(closed) = literal.chars().next().and_then(|q| inner.strip_suffix(q))
        {
            inner = closed;
        }
        unescape(inner).into()
    }

    /// The text of a string or of a template without substitutions.
    pub(super) fn constant_text(&self, node: Node<'_>) -> Option<Text> {
        let node = peel(node);
        match node.kind() {
            Kind::String => Some(self.string_text(node)),
            Kind::Template if node.child_of(Kind::TemplateSubstitution).is_none() => {
                Some(unescape(template_content(self.text(node))).into())
            }
            _ => None,
        }
    }

    pub(super) fn template(&mut self, node: Node<'_>) -> Expr {
        self.template_with(node, &unescape)
    }

    /// The text as it is written, for `String.raw`.
    pub(super) fn raw_template(&mut self, node: Node<'_>) -> Expr {
        self.template_with(node, &|text| text.replace("\r\n", "\n"))
    }

    fn template_with(&mut self, node: Node<'_>, read: &dyn Fn(&str) -> String) -> Expr {
        self.recover(node);
        let whole = node.range();
        let opening = usize::from(self.text(node).starts_with('`'));
        let closing =
            usize::from(self.text(node).len() > opening && self.text(node).ends_with('`'));
        let mut at = whole.start + opening;
        let mut parts = Vec::new();
        for hole in node.items() {
            if hole.kind() != Kind::TemplateSubstitution {
                continue;
            }
            let range = hole.range();
            self.text_part(at, range.start, read, &mut parts);
            at = range.end;
            let value = self.expressions(hole);
            let value = self.one_of(value, hole);
            match value.kind {
                ExprKind::Concat(inner) => parts.extend(inner),
                _ => parts.push(value),
            }
        }
        self.text_part(at, whole.end - closing, read, &mut parts);
        match &mut parts[..] {
            [] => Expr::new(ExprKind::Str(Text::default()), node.span()),
            [only] if matches!(only.kind, ExprKind::Str(_)) => {
                let kind = std::mem::replace(&mut only.kind, ExprKind::Null);
                Expr::new(kind, node.span())
            }
            _ => Expr::new(ExprKind::Concat(parts), node.span()),
        }
    }

    fn text_part(
        &self,
        start: usize,
        end: usize,
        read: &dyn Fn(&str) -> String,
        parts: &mut Vec<Expr>,
    ) {
        let text = self.source.get(start..end).unwrap_or_default();
        if !text.is_empty() {
            let kind = ExprKind::Str(read(text).into());
            parts.push(Expr::new(kind, Span::new(start, end)));
        }
    }

    /// The name that a property is declared or read by. A computed one that is no constant is as written, in brackets.
    pub(super) fn property_name(&self, node: Node<'_>) -> Text {
        match node.kind() {
            Kind::String => self.string_text(node),
            Kind::ComputedName => {
                let constant = node
                    .items()
                    .first()
                    .and_then(|key| self.constant_text(*key));
                constant.unwrap_or_else(|| self.name(node))
            }
            _ => self.name(node),
        }
    }

    /// The name in an import or export, which may be a string.
    pub(super) fn module_name(&self, node: Node<'_>, part: Part) -> Option<Text> {
        node.get(part).map(|name| self.property_name(name))
    }
}

/// Resolves the entities that may stand in a URL or name; others stay as they are.
fn without_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let entity = rest
            .split_once(';')
            .and_then(|(name, after)| Some((entity(name)?, after)));
        match entity {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => code.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

fn template_content(literal: &str) -> &str {
    let inner = literal.strip_prefix('`').unwrap_or(literal);
    inner.strip_suffix('`').unwrap_or(inner)
}

/// Resolves escapes; what is no escape stays as it is.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '\r']) {
        out.push_str(&rest[..at]);
        if let Some(after) = rest[at..].strip_prefix('\r') {
            // A line break within a template is a line feed, however the file breaks its lines.
            out.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        let escape = &rest[at + 1..];
        let mut chars = escape.chars();
        let Some(kind) = chars.next() else {
            out.push('\\');
            return out;
        };
        let after = chars.as_str();
        rest = match kind {
            'n' => push(&mut out, '\n', after),
            't' => push(&mut out, '\t', after),
            'r' => push(&mut out, '\r', after),
            'b' => push(&mut out, '\u{8}', after),
            'f' => push(&mut out, '\u{c}', after),
            'v' => push(&mut out, '\u{b}', after),
            '0' if !after.starts_with(|c: char| c.is_ascii_digit()) => push(&mut out, '\0', after),
            'x' => hexadecimal(&mut out, after, 2).unwrap_or(escape),
            'u' => unicode(&mut out, after).unwrap_or(escape),
            '\r' => after.strip_prefix('\n').unwrap_or(after),
            '\n' | '\u{2028}' | '\u{2029}' => after,
            other => push(&mut out, other, after),
        };
    }
    out.push_str(rest);
    out
}

fn push<'t>(out: &mut String, c: char, rest: &'t str) -> &'t str {
    out.push(c);
    rest
}

fn hexadecimal<'t>(out: &mut String, text: &'t str, digits: usize) -> Option<&'t str> {
    let code = u32::from_str_radix(text.get(..digits)?, 16).ok()?;
    out.push(char::from_u32(code)?);
    text.get(digits..)
}

/// `\u{1F600}`, `\u00e9`, and two of the latter for a character beyond the first plane.
fn unicode<'t>(out: &mut String, text: &'t str) -> Option<&'t str> {
    if let Some(braced) = text.strip_prefix('{') {
        let (code, rest) = braced.split_once('}')?;
        out.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
        return Some(rest);
    }
    let unit = |text: &str| u16::from_str_radix(text.get(..4)?, 16).ok();
    let first = unit(text)?;
    let rest = text.get(4..)?;
    let second = rest.strip_prefix("\\u").and_then(unit);
    let units: Vec<u16> = [Some(first), second].into_iter().flatten().collect();
    let mut decoded = char::decode_utf16(units);
    match decoded.next()? {
        Ok(c) if c.len_utf16() == 2 => {
            out.push(c);
            rest.get(6..)
        }
        Ok(c) => {
            out.push(c);
            Some(rest)
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_what_is_none_is_kept() {
        assert_eq!(unescape("a\\\nb\\\r\nc"), "abc");
        assert_eq!(unescape("\\n\\t\\0\\'\\/"), "\n\t\0'/");
        assert_eq!(unescape("\\x2fapi\\u002fv1\\u{2f}x"), "/api/v1/x");
        assert_eq!(
            unescape("\\xZ\\u12\\ud83d\\u{110000}"),
            "xZu12ud83du{110000}"
        );
        assert_eq!(unescape("end\\"), "end\\");
    }

    #[test]
    fn entities_are_resolved_and_others_kept() {
        assert_eq!(without_entities("a&amp;b&#x2f;c&#47;d"), "a&b/c/d");
        assert_eq!(
            without_entities("?a=1&b=2;c&unknown;"),
            "?a=1&b=2;c&unknown;"
        );
    }
}
