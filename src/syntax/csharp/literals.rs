//! String literals, with their text as the program sees it.
//!
//! The text of interpolated strings is read off the source between the holes that the parser found.

use std::borrow::Cow;
use std::ops::Range;

use tree_sitter::Node;

use super::kinds::Kind;
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind};

impl Lowerer<'_> {
    pub(super) fn string(&mut self, node: Node<'_>) -> Expr {
        let literal = self.text(node).trim_end_matches(['u', 'U', '8']);
        let text = match Kind::of(node) {
            Kind::VerbatimString => strip(literal, "@\"", "\"").replace("\"\"", "\""),
            Kind::RawString => raw(literal),
            _ => unescape(strip(literal, "\"", "\"")),
        };
        Expr::new(ExprKind::Str(text.into()), self.span(node))
    }

    /// A character: text joins it as it joins a string.
    pub(super) fn character(&mut self, node: Node<'_>) -> Expr {
        let text = unescape(strip(self.text(node), "'", "'"));
        Expr::new(ExprKind::Str(text.into()), self.span(node))
    }

    pub(super) fn interpolated_string(&mut self, node: Node<'_>) -> Expr {
        let style = Style::of(self.text(node));
        let whole = node.byte_range();
        let content = whole.start + style.opening
            ..whole
                .end
                .saturating_sub(style.quotes)
                .max(whole.start + style.opening);
        let holes = self.parts_of(node, Kind::Interpolation);
        let mut ranges = Vec::new();
        let mut start = content.start;
        for hole in &holes {
            ranges.push(start..hole.start_byte());
            start = hole.end_byte();
        }
        ranges.push(start..content.end.max(start));

        let mut parts = Vec::new();
        let margin = style.margin(self.source.get(content.clone()).unwrap_or_default());
        let last = ranges.len() - 1;
        for (index, range) in ranges.into_iter().enumerate() {
            let mut text = Cow::Borrowed(self.source.get(range.clone()).unwrap_or_default());
            if let Some(margin) = margin {
                text = Cow::Owned(without_margin(&text, margin, index == 0, index == last));
            }
            self.segment(&text, range, &style, &mut parts);
            if let Some(hole) = holes.get(index) {
                let expression = self.operands(*hole).into_iter().next();
                parts.push(self.expression_or_hole(expression, *hole));
            }
        }
        match parts.len() {
            0 => Expr::new(ExprKind::Str("".into()), self.span(node)),
            1 if matches!(parts[0].kind, ExprKind::Str(_)) => {
                let text = parts.remove(0);
                Expr::new(text.kind, self.span(node))
            }
            _ => Expr::new(ExprKind::Concat(parts), self.span(node)),
        }
    }

    fn expression_or_hole(&mut self, node: Option<Node<'_>>, place: Node<'_>) -> Expr {
        match node {
            Some(node) => self.expression(node),
            None => opaque(Vec::new(), self.span(place)),
        }
    }

    /// The text between two holes.
    fn segment(&mut self, text: &str, range: Range<usize>, style: &Style, parts: &mut Vec<Expr>) {
        let mut literal = String::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            literal.push_str(&rest[..brace]);
            rest = &rest[brace..];
            let kind = if rest.starts_with('{') { '{' } else { '}' };
            let run = rest.len() - rest.trim_start_matches(kind).len();
            let (shown, _) = style.braces(run, kind);
            literal.extend(std::iter::repeat_n(kind, shown));
            rest = &rest[run..];
        }
        literal.push_str(rest);
        let text = match style.form {
            Form::Regular => unescape(&literal),
            Form::Verbatim => literal.replace("\"\"", "\""),
            Form::Raw => literal,
        };
        if !text.is_empty() {
            let place = self.limited(range);
            parts.push(Expr::new(ExprKind::Str(text.into()), place));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Regular,
    Verbatim,
    Raw,
}

/// How a string literal is written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) form: Form,
    /// How many braces open a hole.
    pub(super) dollars: usize,
    /// Bytes up to the content.
    pub(super) opening: usize,
    /// Bytes of the closing quotes.
    pub(super) quotes: usize,
}

impl Style {
    pub(super) fn of(literal: &str) -> Style {
        let prefix = literal.len() - literal.trim_start_matches(['$', '@']).len();
        let dollars = literal[..prefix].matches('$').count().max(1);
        let after = &literal[prefix..];
        let quotes = after.len() - after.trim_start_matches('"').len();
        let (form, quotes) = if literal[..prefix].contains('@') {
            (Form::Verbatim, 1)
        } else if quotes >= 3 {
            (Form::Raw, quotes)
        } else {
            (Form::Regular, 1)
        };
        Style {
            form,
            dollars,
            opening: prefix + quotes,
            quotes,
        }
    }

    /// Of a run of braces: how many are text, and whether a hole follows.
    pub(super) fn braces(&self, run: usize, brace: char) -> (usize, bool) {
        let opens = brace == '{';
        if self.form == Form::Raw {
            let hole = opens && run >= self.dollars;
            (if hole { run - self.dollars } else { run }, hole)
        } else {
            (run / 2, opens && run % 2 == 1)
        }
    }

    /// The white space that every line of a raw string over several lines begins with: that of its last line.
    fn margin<'t>(&self, content: &'t str) -> Option<&'t str> {
        if self.form != Form::Raw {
            return None;
        }
        let (_, last) = content.rsplit_once('\n')?;
        last.trim().is_empty().then_some(last)
    }
}

/// A piece of a raw string over several lines, without the margin. The line break after the opening quotes and the one
/// before the closing quotes are no part of the text.
fn without_margin(text: &str, margin: &str, first: bool, last: bool) -> String {
    let mut text = text;
    if last {
        text = text.rsplit_once('\n').map_or(text, |(before, _)| before);
        text = text.strip_suffix('\r').unwrap_or(text);
    }
    let mut lines = text.split('\n');
    let mut out = String::new();
    let head = lines.next().unwrap_or_default();
    if !first {
        out.push_str(head);
    }
    for (index, line) in lines.enumerate() {
        if !first || index > 0 {
            out.push('\n');
        }
        out.push_str(line.strip_prefix(margin).unwrap_or(line.trim_start()));
    }
    out
}

/// The text of a raw string literal.
fn raw(literal: &str) -> String {
    let quotes = literal.len() - literal.trim_start_matches('"').len();
    let inner = literal.len().saturating_sub(quotes).max(quotes);
    let content = literal.get(quotes..inner).unwrap_or_default();
    let style = Style {
        form: Form::Raw,
        dollars: 1,
        opening: quotes,
        quotes,
    };
    match style.margin(content) {
        Some(margin) => without_margin(content, margin, true, true),
        None => content.to_owned(),
    }
}

fn strip<'t>(literal: &'t str, prefix: &str, suffix: &str) -> &'t str {
    let inner = literal.strip_prefix(prefix).unwrap_or(literal);
    inner.strip_suffix(suffix).unwrap_or(inner)
}

/// Resolves the escapes of a regular string. A broken escape stands for itself.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(backslash) = rest.find('\\') {
        out.push_str(&rest[..backslash]);
        rest = &rest[backslash + 1..];
        let Some(letter) = rest.chars().next() else {
            out.push('\\');
            break;
        };
        rest = &rest[letter.len_utf8()..];
        match letter {
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            '0' => out.push('\0'),
            'a' => out.push('\x07'),
            'b' => out.push('\x08'),
            'e' => out.push('\x1b'),
            'f' => out.push('\x0c'),
            'v' => out.push('\x0b'),
            'x' => out.push(code_unit(&mut rest, 1, 4)),
            'u' => out.push(code_unit(&mut rest, 4, 4)),
            'U' => out.push(code_unit(&mut rest, 8, 8)),
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

/// Reads a hexadecimal escape, and the second half of a surrogate pair with it.
fn code_unit(rest: &mut &str, least: usize, most: usize) -> char {
    let Some(unit) = hex(rest, least, most) else {
        return char::REPLACEMENT_CHARACTER;
    };
    if (0xd800..0xdc00).contains(&unit)
        && let Some(mut after) = rest.strip_prefix("\\u")
        && let Some(low @ 0xdc00..=0xdfff) = hex(&mut after, 4, 4)
    {
        *rest = after;
        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn hex(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let digits = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_hexdigit)
        .count();
    if digits < least {
        return None;
    }
    let (digits, after) = rest.split_at(digits);
    *rest = after;
    u32::from_str_radix(digits, 16).ok()
}
