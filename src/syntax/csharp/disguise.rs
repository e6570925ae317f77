//! The text that the parser is shown: the source, with what the grammar does not know written so that it does, byte
//! for byte at the same place. The lowering reads all names and literals off the source itself.
//!
//! - An extension block (`extension(T x) { … }`, C# 14) is a class with a primary constructor: `class Ext(T x) { … }`.
//! - `a?.b` is `a .b`, and `a?[b]` is `a [b]`: the grammar takes `a + b?.c` for `(a + b)?.c`, and does not know `a?.b = c`
//!   (C# 14).
//! - `operator +=` (C# 14) is `operator + `; the pattern `.. var x` is `..`, and `_` where it stands first.
//! - `$""` is `""`.
//! - Escaped braces and quotes of an interpolated string are letters: the grammar takes `$@"""` for a raw string, and the
//!   hole in `$"{{{x}"` for text.
//! - The marker lines of a merge conflict are blank.

use std::borrow::Cow;
use std::ops::Range;

use super::literals::{Form, Style};
use crate::ir::Span;

/// As long as the keyword that it stands for.
const EXTENSION: (&[u8], &[u8]) = (b"extension", b"class Ext");

/// How far ahead a construct is recognised: what is longer is nothing that people write.
const AHEAD: usize = 2_000;

pub(super) struct Disguise<'s> {
    pub(super) text: Cow<'s, [u8]>,
    /// The marker lines of merge conflicts.
    pub(super) conflicts: Vec<Span>,
    /// The lines of `#if`, `#elif`, `#else` and `#endif`.
    directives: Vec<Span>,
    /// How many braces are never closed.
    unclosed: usize,
}

impl Disguise<'_> {
    /// The text with blank lines for the directives; `None` where there are none.
    pub(super) fn without_directives(&self) -> Option<Vec<u8>> {
        if self.directives.is_empty() {
            return None;
        }
        let mut text = self.text.to_vec();
        for line in &self.directives {
            text.get_mut(line.start as usize..line.end as usize)?
                .fill(b' ');
        }
        Some(text)
    }

    /// The text with the braces at its end that are missing; `None` where none is.
    pub(super) fn with_braces_closed(&self) -> Option<Vec<u8>> {
        if self.unclosed == 0 || self.unclosed > crate::syntax::MAX_DEPTH {
            return None;
        }
        let mut text = self.text.to_vec();
        text.push(b'\n');
        text.resize(text.len() + self.unclosed, b'}');
        Some(text)
    }
}

pub(super) fn disguise(source: &str) -> Disguise<'_> {
    let mut scanner = Scanner {
        source,
        bytes: source.as_bytes(),
        at: 0,
        open: Vec::new(),
        last: b'{',
        disguise: Disguise {
            text: Cow::Borrowed(source.as_bytes()),
            conflicts: Vec::new(),
            directives: Vec::new(),
            unclosed: 0,
        },
    };
    while scanner.at < scanner.bytes.len() {
        match scanner.open.last() {
            Some(Open::Literal(style)) => {
                let style = *style;
                scanner.literal_text(style);
            }
            Some(Open::Hole { .. }) | None => scanner.code(),
        }
    }
    scanner.disguise
}

/// What the scanner is in the middle of, besides code.
enum Open {
    /// The text of an interpolated string.
    Literal(Style),
    /// A hole of one: how many braces are open in it, and how many close it.
    Hole { nested: usize, closing: usize },
}

/// Reads tokens as far as it takes to tell code, comments and literals apart.
struct Scanner<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    open: Vec<Open>,
    /// The last byte of code that is no white space and no comment.
    last: u8,
    disguise: Disguise<'s>,
}

impl Scanner<'_> {
    /// Goes past a token of code.
    fn code(&mut self) {
        let byte = self.byte(self.at);
        match byte {
            b'/' if self.byte(self.at + 1) == b'/' => return self.at = self.line_end(self.at),
            b'/' if self.byte(self.at + 1) == b'*' => return self.at = self.comment_end(),
            b'#' if self.is_line_start() => return self.directive(),
            b'<' | b'=' | b'>' | b'|' if self.is_conflict_marker() => return self.conflict(),
            _ if byte.is_ascii_whitespace() => return self.at += 1,
            _ if is_letter(byte) => self.word(),
            b'\'' => self.at = self.character_end(),
            b'"' | b'$' | b'@' => self.string(),
            b'{' | b'}' => self.brace(byte),
            b';' if matches!(self.open.last(), Some(Open::Hole { nested: 0, .. })) => {
                // No expression has one: the literal around the hole is not finished.
                self.open.clear();
            }
            b'.' => self.slice(),
            b'?' if self.is_conditional_access() => {
                self.write(self.at..self.at + 1, b" ");
                self.at += 1;
            }
            _ => self.at += 1,
        }
        self.last = byte;
    }

    fn word(&mut self) {
        let start = self.at;
        self.at = self.word_end(start);
        let (keyword, disguised) = EXTENSION;
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        if word == b"operator" {
            self.operator();
        }
        if word == keyword && matches!(self.last, b'{' | b'}' | b';') && self.is_extension_block() {
            self.write(start..self.at, disguised);
        }
    }

    /// Whether `<T>(T x) where T : U {` follows, of which only the parameters must be there.
    fn is_extension_block(&self) -> bool {
        let end = self.bytes.len().min(self.at + AHEAD);
        let ahead = self.bytes.get(self.at..end).unwrap_or_default();
        let mut depth = 0_usize;
        let mut has_parameters = false;
        for byte in ahead {
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth = depth.saturating_sub(1);
                    has_parameters = true;
                }
                b'{' if depth == 0 => return has_parameters,
                b';' | b'}' | b'=' if depth == 0 => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether `?.b` or `?[` after a value stands here, and not the `?` of a choice.
    fn is_conditional_access(&self) -> bool {
        match self.byte(self.at + 1) {
            b'.' => is_letter(self.byte(self.at + 2)) || self.byte(self.at + 2) == b'@',
            b'[' => {
                let before = self.at.checked_sub(1).map_or(b' ', |at| self.byte(at));
                is_letter(before)
                    || before.is_ascii_digit()
                    || matches!(before, b')' | b']' | b'>' | b'!')
            }
            _ => false,
        }
    }

    /// The `=` of `operator +=`.
    fn operator(&mut self) {
        let start = self.blank_end(self.at);
        let is_sign = |byte: &&u8| b"+-*/%&|^<>".contains(*byte);
        let rest = self.bytes.get(start..).unwrap_or_default();
        let signs = rest.iter().take_while(is_sign).count();
        let end = start + signs;
        let after = self.blank_end(end + 1);
        if signs > 0
            && self.byte(end) == b'='
            && self.byte(after) == b'('
            && !matches!(rest, [b'<' | b'>', b'=', ..])
        {
            self.write(end..end + 1, b" ");
        }
    }

    /// The `..` and `.. var x` of a pattern.
    fn slice(&mut self) {
        let dots = self.at;
        self.at += 1;
        if self.byte(self.at) != b'.' {
            return;
        }
        self.at += 1;
        let start = self.blank_end(self.at);
        let keyword = self.word_end(start);
        let name = self.blank_end(keyword);
        let mut end = start;
        if self.bytes.get(start..keyword) == Some(b"var") && name > keyword {
            end = self.word_end(name);
            self.write(start..end, b" ");
        }
        if self.last == b'[' && self.byte(self.blank_end(end)) == b',' {
            self.write(dots..dots + 2, b"_ ");
        }
    }

    fn brace(&mut self, brace: u8) {
        self.at += 1;
        match (self.open.last_mut(), brace) {
            (None, b'{') => self.disguise.unclosed += 1,
            (None, _) => self.disguise.unclosed = self.disguise.unclosed.saturating_sub(1),
            (Some(Open::Hole { nested, .. }), b'{') => *nested += 1,
            (Some(Open::Hole { nested: 0, closing }), _) => {
                self.at += *closing - 1;
                self.open.pop();
            }
            (Some(Open::Hole { nested, .. }), _) => *nested -= 1,
            (Some(Open::Literal(_)), _) => {}
        }
    }

    /// A string literal, up to its end or its text; or the `@` of a name.
    fn string(&mut self) {
        let rest = self.source.get(self.at..).unwrap_or_default();
        let prefix = rest.len() - rest.trim_start_matches(['$', '@']).len();
        if !rest[prefix..].starts_with('"') {
            self.at += prefix;
            return;
        }
        let is_interpolated = rest[..prefix].contains('$');
        let is_empty = rest[prefix..].starts_with("\"\"") && !rest[prefix + 2..].starts_with('"');
        let style = Style::of(rest);
        if is_interpolated && is_empty {
            self.write(self.at..self.at + prefix, b" ");
            self.at += prefix + 2;
        } else if is_interpolated {
            self.at += style.opening;
            self.open.push(Open::Literal(style));
        } else {
            self.at += style.opening;
            while self.at < self.bytes.len() && !self.at_literal_end(&style) {
                self.at += 1;
            }
        }
    }

    /// Goes a step on in a literal, and past its end if that is here: the result says so then.
    fn at_literal_end(&mut self, style: &Style) -> bool {
        match (style.form, self.byte(self.at)) {
            (Form::Regular, b'\\') => self.at += 1,
            (Form::Regular, b'\n') => return true,
            (Form::Verbatim, b'"') if self.byte(self.at + 1) == b'"' => self.at += 1,
            (Form::Regular | Form::Verbatim, b'"') => {
                self.at += 1;
                return true;
            }
            (Form::Raw, b'"') => {
                let run = self.run(b'"');
                if run >= style.quotes {
                    self.at += run;
                    return true;
                }
                self.at += run - 1;
            }
            _ => {}
        }
        false
    }

    /// Goes a step on in the text of an interpolated string.
    fn literal_text(&mut self, style: Style) {
        let start = self.at;
        let byte = self.byte(start);
        if matches!(byte, b'{' | b'}') {
            let (text, hole) = style.braces(self.run(byte), char::from(byte));
            let escaped = if style.form == Form::Raw {
                text
            } else {
                text * 2
            };
            self.write(start..start + escaped, b"x");
            self.at += escaped.max(1);
            if hole {
                self.at = start + escaped + style.dollars;
                self.open.push(Open::Hole {
                    nested: 0,
                    closing: style.dollars,
                });
            }
            return;
        }
        if self.at_literal_end(&style) {
            self.open.pop();
            return;
        }
        self.at += 1;
        if style.form == Form::Verbatim && byte == b'"' {
            self.write(start..self.at, b"x");
        }
    }

    fn directive(&mut self) {
        let end = self.line_end(self.at);
        let line = self.source.get(self.at + 1..end).unwrap_or_default();
        let is_branch = ["if", "elif", "else", "endif"]
            .iter()
            .any(|word| line.trim_start().starts_with(word));
        if is_branch {
            self.disguise.directives.push(Span::new(self.at, end));
        }
        self.at = end;
    }

    fn is_conflict_marker(&self) -> bool {
        let byte = self.byte(self.at);
        let after = self.byte(self.at + 7);
        (self.at == 0 || self.byte(self.at - 1) == b'\n')
            && self.run(byte) == 7
            && (after.is_ascii_whitespace() || after == 0)
    }

    fn conflict(&mut self) {
        let end = self.line_end(self.at);
        self.disguise.conflicts.push(Span::new(self.at, end));
        self.write(self.at..end, b" ");
        self.at = end;
    }

    /// The byte at a place; 0 behind the end.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    /// How often the byte stands here.
    fn run(&self, byte: u8) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.iter().take_while(|b| **b == byte).count()
    }

    /// Where blanks end that begin at a place.
    fn blank_end(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        start + rest.iter().take_while(|byte| **byte == b' ').count()
    }

    fn word_end(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let is_part = |byte: &&u8| is_letter(**byte) || byte.is_ascii_digit();
        start + rest.iter().take_while(is_part).count()
    }

    fn line_end(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    fn comment_end(&self) -> usize {
        let start = self.at + 2;
        let rest = self.bytes.get(start..).unwrap_or_default();
        start + memchr::memmem::find(rest, b"*/").map_or(rest.len(), |at| at + 2)
    }

    /// The end of a character literal. A quote that begins none is a token of its own.
    fn character_end(&self) -> usize {
        let escape = usize::from(self.byte(self.at + 1) == b'\\');
        let start = self.at + 2 + escape;
        // `'\U0001F600'` is the longest.
        let rest = self.bytes.get(start..).unwrap_or_default();
        let end = rest
            .iter()
            .take(10)
            .position(|b| matches!(b, b'\'' | b'\n'));
        end.map_or(self.at + 1, |end| start + end + 1)
    }

    /// Whether only blanks stand before on the line, or the last byte of a byte order mark.
    fn is_line_start(&self) -> bool {
        let before = self.bytes.get(..self.at).unwrap_or_default();
        let before = before.iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        matches!(before, None | Some(b'\n' | b'\r' | 0xBF)) && self.open.is_empty()
    }

    /// Writes a pattern, as often as it fits, over a place in the text.
    fn write(&mut self, place: Range<usize>, pattern: &[u8]) {
        if let Some(place) = self.disguise.text.to_mut().get_mut(place) {
            for (byte, letter) in place.iter_mut().zip(pattern.iter().cycle()) {
                *byte = *letter;
            }
        }
    }
}

/// What a name may begin with. Bytes beyond ASCII are taken for letters.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}
