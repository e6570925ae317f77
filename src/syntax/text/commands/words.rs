//! Words of a command line: quotes, escapes, variables, and commands within commands.

use std::ops::Range;

use super::{DEEPEST, Dialect, Reader};
use crate::syntax::text::pieces::{self, Marks, Piece};

/// A word of a command line.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) pieces: Vec<Piece>,
    pub(super) span: Range<usize>,
    /// It may stand for several words: `$@`, `"${options[@]}"`, `$options`.
    pub(super) expands: bool,
}

impl Word {
    /// The text, if nothing is filled in.
    pub(super) fn text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text { text, .. }] => Some(text),
            _ => None,
        }
    }

    /// The text that it begins with.
    pub(super) fn start(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Text { text, .. }) => text,
            _ => "",
        }
    }
}

impl<'s> Reader<'s> {
    /// Reads one word. Always gets on.
    pub(super) fn word(&mut self, closer: Option<char>) -> Option<Word> {
        let start = self.at;
        let mut pieces: Vec<Piece> = Vec::new();
        let mut quoted = false;
        while let Some(c) = self.rest().chars().next() {
            let is_over = c.is_whitespace()
                || matches!(c, ';' | '|' | '&' | ')' | '(' | '<' | '>')
                || Some(c) == closer && self.at > start;
            if is_over {
                break;
            }
            match c {
                '\'' => {
                    quoted = true;
                    self.single_quoted(&mut pieces);
                }
                '"' => {
                    quoted = true;
                    self.double_quoted(&mut pieces);
                }
                _ if self.continuation() > 0 => self.at += self.continuation(),
                '\\' => self.escaped(&mut pieces),
                _ => self.plain(c, &mut pieces),
            }
        }
        if self.at == start {
            // A closing character at the start of a word: nothing opened it.
            self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            return None;
        }
        let raw = self.source.get(start..self.at).unwrap_or_default();
        let is_lone_hole = matches!(pieces.as_slice(), [Piece::Hole { .. }]);
        let expands = is_lone_hole && !quoted
            || raw.contains("[@]")
            || raw.contains("[*]")
            || raw.contains("$@")
            || raw.contains("$*");
        Some(Word {
            pieces: self.with_marks(pieces),
            span: start..self.at,
            expands,
        })
    }

    /// Sees the holes of other template languages in a word's text.
    pub(super) fn with_marks(&self, word: Vec<Piece>) -> Vec<Piece> {
        let mut marked: Vec<Piece> = Vec::with_capacity(word.len());
        for piece in word {
            match piece {
                // Escapes make the text differ from the source; such text is left as it is.
                Piece::Text { text, span } if self.source.get(span.clone()) == Some(&text) => {
                    marked.extend(pieces::split(self.source, span, Marks::default()));
                }
                piece => marked.push(piece),
            }
        }
        marked
    }

    pub(super) fn push_text(pieces: &mut Vec<Piece>, text: &str, span: Range<usize>) {
        if let Some(Piece::Text {
            text: known,
            span: before,
        }) = pieces.last_mut()
            && before.end == span.start
        {
            known.push_str(text);
            before.end = span.end;
        } else {
            pieces.push(Piece::Text {
                text: text.to_owned(),
                span,
            });
        }
    }

    pub(super) fn take_text(&mut self, pieces: &mut Vec<Piece>, length: usize) {
        let span = self.at..self.at + length;
        Self::push_text(
            pieces,
            self.source.get(span.clone()).unwrap_or_default(),
            span.clone(),
        );
        self.at = span.end;
    }

    pub(super) fn single_quoted(&mut self, pieces: &mut Vec<Piece>) {
        let body = self.rest().get(1..).unwrap_or_default();
        let end = if self.no_single_quote {
            None
        } else {
            memchr::memchr(b'\'', body.as_bytes())
        };
        match end {
            Some(end) => {
                let span = self.at + 1..self.at + 1 + end;
                Self::push_text(pieces, body.get(..end).unwrap_or_default(), span);
                self.at += end + 2;
            }
            None => {
                self.no_single_quote = true;
                self.take_text(pieces, 1);
            }
        }
    }

    pub(super) fn double_quoted(&mut self, pieces: &mut Vec<Piece>) {
        self.at += 1;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '"' => {
                    self.at += 1;
                    return;
                }
                _ if self.continuation() > 0 => self.at += self.continuation(),
                '\\' => self.escaped(pieces),
                _ => self.plain(c, pieces),
            }
        }
    }

    pub(super) fn escaped(&mut self, pieces: &mut Vec<Piece>) {
        let escaped = self.rest().chars().nth(1);
        match escaped {
            Some(c) => {
                let span = self.at..self.at + 1 + c.len_utf8();
                Self::push_text(pieces, c.encode_utf8(&mut [0; 4]), span.clone());
                self.at = span.end;
            }
            None => self.at += 1,
        }
    }

    /// A character outside single quotes: text, a variable, or a command whose output is put here.
    pub(super) fn plain(&mut self, c: char, pieces: &mut Vec<Piece>) {
        match c {
            '`' if self.depth < DEEPEST => {
                let start = self.at;
                self.at += 1;
                self.nested('`');
                Self::push_hole(pieces, String::new(), start..self.at);
            }
            '$' => self.dollar(pieces),
            '%' if self.dialect == Dialect::Batch => {
                let name = self.rest().get(1..).unwrap_or_default();
                let length = name
                    .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(name.len());
                if length > 0 && name[length..].starts_with('%') {
                    let span = self.at..self.at + length + 2;
                    Self::push_hole(pieces, name[..length].to_owned(), span.clone());
                    self.at = span.end;
                } else {
                    self.take_text(pieces, 1);
                }
            }
            c => self.take_text(pieces, c.len_utf8()),
        }
    }

    pub(super) fn push_hole(pieces: &mut Vec<Piece>, name: String, span: Range<usize>) {
        pieces.push(Piece::Hole { name, span });
    }

    pub(super) fn nested(&mut self, closer: char) {
        let outer = std::mem::take(&mut self.words);
        self.depth += 1;
        self.commands(Some(closer));
        self.depth -= 1;
        self.words = outer;
    }

    pub(super) fn dollar(&mut self, pieces: &mut Vec<Piece>) {
        let rest = self.rest();
        let start = self.at;
        if self.dialect == Dialect::Make && rest.starts_with("$$") {
            // The shell's own variable.
            self.at += 1;
            return self.dollar_name(start, pieces);
        }
        if rest.starts_with("$(") {
            let variable =
                pieces::matching(rest, 2, '(', ')').and_then(|end| Some((rest.get(2..end)?, end)));
            if let Some((name, end)) = variable
                && self.dialect == Dialect::Make
                && !name.contains(char::is_whitespace)
            {
                self.at += end + 1;
                return Self::push_hole(pieces, pieces::name_of(name), start..self.at);
            }
            if self.depth >= DEEPEST {
                self.take_text(pieces, 1);
                return;
            }
            self.at += 2;
            if self.dialect == Dialect::Make && self.rest().starts_with("shell ") {
                self.at += "shell ".len();
            }
            self.nested(')');
            return Self::push_hole(pieces, String::new(), start..self.at);
        }
        // `${{ secrets.TOKEN }}`
        if rest.starts_with("${{")
            && let Some(end) = rest
                .get(..pieces::floor(rest, 200))
                .and_then(|text| text.find("}}"))
        {
            self.at += end + 2;
            let name = pieces::name_of(rest.get(3..end).unwrap_or_default());
            return Self::push_hole(pieces, name, start..self.at);
        }
        if rest.starts_with("${")
            && let Some(end) = pieces::matching(rest, 2, '{', '}')
        {
            self.at += end + 1;
            let name = pieces::name_of(rest.get(2..end).unwrap_or_default());
            return Self::push_hole(pieces, name, start..self.at);
        }
        self.dollar_name(start, pieces);
    }

    pub(super) fn dollar_name(&mut self, start: usize, pieces: &mut Vec<Piece>) {
        let name = self.rest().get(1..).unwrap_or_default();
        let length = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(name.len());
        if length > 0 {
            self.at += 1 + length;
            Self::push_hole(pieces, name[..length].to_owned(), start..self.at);
        } else if name.starts_with(['@', '*']) {
            self.at += 2;
            Self::push_hole(pieces, String::new(), start..self.at);
        } else {
            self.take_text(pieces, 1);
        }
    }
}
