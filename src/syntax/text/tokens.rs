//! Code as tokens: names, literals, brackets with their partners, signs. Comments are left out.

use std::ops::Range;

use super::lexis::{Lexis, Lines, Quote};
use super::pieces::{self, Marks, Piece};

/// No token. There is room behind it, so that counting on from it is safe.
pub(super) const NONE: u32 = u32::MAX >> 1;

/// A literal that reaches further than this is not closed. Bytes.
const LONGEST_LITERAL: usize = 100_000;
/// After so many here-documents without an end no more are looked for.
const MOST_UNTAGGED: usize = 16;

/// Longer ones first.
const SIGNS: &[&str] = &[
    "===", "!==", "<=>", "...", "->", "=>", "::", ":=", "==", "!=", "..", "<>", "<-", "+=", ".=",
    "?.", "&.", "=~", "!~", "<=", ">=", "&&", "||", "++",
];

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// A string literal; its text without quotes and prefix.
    Text {
        inner: (u32, u32),
        escape: Option<u8>,
    },
    Open,
    Close,
    Sign,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// From zero.
    pub line: u32,
    /// The bracket around it.
    pub parent: u32,
    /// The other bracket of a pair.
    pub partner: u32,
}

/// The tokens of a file.
pub(super) struct Tokens<'s> {
    pub source: &'s str,
    pub lexis: Lexis,
    all: Vec<Token>,
}

impl<'s> Tokens<'s> {
    pub(super) fn of(source: &'s str, lexis: Lexis) -> Self {
        let mut lexer = Lexer {
            source,
            lexis,
            at: 0,
            line: 0,
            counted: 0,
            open: Vec::new(),
            tokens: Vec::new(),
            unclosed: Vec::new(),
            untagged: Vec::new(),
        };
        while lexer.at < source.len() {
            lexer.step();
        }
        Tokens {
            source,
            lexis,
            all: lexer.tokens,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, index: u32) -> Option<&Token> {
        self.all.get(index as usize)
    }

    /// The token as written; empty where there is none.
    pub(super) fn text(&self, index: u32) -> &'s str {
        self.get(index)
            .and_then(|token| self.source.get(token.start as usize..token.end as usize))
            .unwrap_or_default()
    }

    pub(super) fn is(&self, index: u32, text: &str) -> bool {
        self.text(index) == text
            && !matches!(self.get(index).map(|t| t.kind), Some(Kind::Text { .. }))
    }

    pub(super) fn is_word(&self, index: u32) -> bool {
        self.get(index)
            .is_some_and(|token| token.kind == Kind::Word)
    }

    pub(super) fn is_text(&self, index: u32) -> bool {
        self.get(index)
            .is_some_and(|token| matches!(token.kind, Kind::Text { .. }))
    }

    pub(super) fn is_open(&self, index: u32) -> bool {
        self.get(index)
            .is_some_and(|token| token.kind == Kind::Open)
    }

    pub(super) fn is_close(&self, index: u32) -> bool {
        self.get(index)
            .is_some_and(|token| token.kind == Kind::Close)
    }

    pub(super) fn line(&self, index: u32) -> u32 {
        self.get(index).map_or(NONE, |token| token.line)
    }

    pub(super) fn parent(&self, index: u32) -> u32 {
        self.get(index).map_or(NONE, |token| token.parent)
    }

    pub(super) fn partner(&self, index: u32) -> u32 {
        self.get(index).map_or(NONE, |token| token.partner)
    }

    /// A literal's text as written, without quotes.
    pub(super) fn inner(&self, index: u32) -> &'s str {
        self.source.get(self.inner_range(index)).unwrap_or_default()
    }

    pub(super) fn inner_range(&self, index: u32) -> Range<usize> {
        match self.get(index).map(|token| token.kind) {
            Some(Kind::Text { inner, .. }) => inner.0 as usize..inner.1 as usize,
            _ => 0..0,
        }
    }

    /// What stands before the quotes: `f`, `r`, `uri`.
    pub(super) fn prefix(&self, index: u32) -> &'s str {
        let text = self.text(index);
        let length = text
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or_default();
        text.get(..length).unwrap_or_default()
    }

    /// A literal's pieces.
    pub(super) fn pieces(&self, index: u32) -> Vec<Piece> {
        let escape = match self.get(index).map(|token| token.kind) {
            Some(Kind::Text { escape, .. }) => escape,
            _ => None,
        };
        let marks = Marks {
            escape,
            dollar: self.lexis.dollar,
            backslash: self.lexis.backslash,
        };
        pieces::split(self.source, self.inner_range(index), marks)
    }

    /// Whether two tokens touch.
    pub(super) fn touches(&self, left: u32, right: u32) -> bool {
        match (self.get(left), self.get(right)) {
            (Some(left), Some(right)) => left.end == right.start,
            _ => false,
        }
    }
}

/// The token before one.
pub(super) fn previous(index: u32) -> u32 {
    index.checked_sub(1).unwrap_or(NONE)
}

struct Lexer<'s> {
    source: &'s str,
    lexis: Lexis,
    at: usize,
    line: u32,
    /// Up to where lines are counted.
    counted: usize,
    open: Vec<u32>,
    tokens: Vec<Token>,
    /// Quotes that were not closed, and up to where they need not be tried again: without this a file of opening quotes
    /// would be read again from each.
    unclosed: Vec<(&'static str, usize)>,
    /// Here-document tags that no line closes.
    untagged: Vec<&'s str>,
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else {
            self.at = self.source.len();
            return;
        };
        if self.comment(rest) {
            return;
        }
        if c.is_whitespace() {
            self.at += c.len_utf8();
        } else if let Some((body, length)) = self.heredoc(rest) {
            let place = |n: usize| u32::try_from(self.at + n).unwrap_or(u32::MAX);
            let inner = (place(body.start), place(body.end));
            self.push(length, |_, _| Kind::Text {
                inner,
                escape: None,
            });
        } else if let Some((quote, length)) = self.literal(rest) {
            self.literal_token(quote, length);
        } else if is_name_start(c) {
            self.word(rest);
        } else if c.is_ascii_digit() {
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            self.push(length, |_, _| Kind::Sign);
        } else if matches!(c, '(' | '[' | '{') {
            self.push(1, |_, _| Kind::Open);
            self.open.push(self.last());
        } else if matches!(c, ')' | ']' | '}') {
            self.close(c);
        } else {
            let length = SIGNS
                .iter()
                .find(|sign| rest.starts_with(**sign))
                .map_or(c.len_utf8(), |sign| sign.len());
            self.push(length, |_, _| Kind::Sign);
        }
    }

    fn last(&self) -> u32 {
        u32::try_from(self.tokens.len()).map_or(NONE, previous)
    }

    fn push(&mut self, length: usize, kind: impl FnOnce(u32, u32) -> Kind) {
        let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        if let Some(passed) = self.source.as_bytes().get(self.counted..self.at) {
            let newlines = memchr::memchr_iter(b'\n', passed).count();
            self.line = self.line.saturating_add(at(newlines));
            self.counted = self.at;
        }
        let (start, end) = (at(self.at), at(self.at + length));
        self.tokens.push(Token {
            kind: kind(start, end),
            start,
            end,
            line: self.line,
            parent: self.open.last().copied().unwrap_or(NONE),
            partner: NONE,
        });
        self.at += length;
    }

    fn comment(&mut self, rest: &str) -> bool {
        for (open, close) in self.lexis.block_comments {
            // A comment that must begin a line: the line's start may be the file's.
            let at_start = open.strip_prefix('\n').filter(|_| self.at == 0);
            if rest.starts_with(open) || at_start.is_some_and(|open| rest.starts_with(open)) {
                let body = rest.get(open.len()..).unwrap_or_default();
                let length = body.find(close).map_or(body.len(), |end| end + close.len());
                self.at += open.len() + length;
                return true;
            }
        }
        let Some(mark) = self
            .lexis
            .line_comments
            .iter()
            .find(|mark| rest.starts_with(**mark))
        else {
            return false;
        };
        // `$#list`, `\#`: no comment where the mark belongs to what stands before it.
        let before = self.source.get(..self.at).unwrap_or_default();
        if *mark == "#" && before.ends_with(['$', '\\']) {
            return false;
        }
        self.at += memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        true
    }

    /// The literal that begins here, and its whole length.
    fn literal(&mut self, rest: &str) -> Option<(Quote, usize)> {
        for quote in self.lexis.quotes {
            let Some(body) = rest.strip_prefix(quote.open) else {
                continue;
            };
            let is_hopeless = |(open, end): &(&str, usize)| *open == quote.open && self.at < *end;
            if self.unclosed.iter().any(is_hopeless) {
                continue;
            }
            if let Some(end) = self.end_of_literal(body, *quote) {
                return Some((*quote, quote.open.len() + end + quote.close.len()));
            }
            if quote.lines == Lines::Many {
                let end = self.at.saturating_add(LONGEST_LITERAL / 2);
                self.unclosed.retain(|(open, _)| *open != quote.open);
                self.unclosed.push((quote.open, end));
            }
        }
        None
    }

    /// Where a literal's text ends. An expression in it may hold the same quotes.
    fn end_of_literal(&self, body: &str, quote: Quote) -> Option<usize> {
        let bytes = body.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let rest = body.get(at..).unwrap_or_default();
            if quote.lines == Lines::Character && at > 12 || at > LONGEST_LITERAL {
                return None;
            }
            if self.lexis.backslash && rest.starts_with("\\(") {
                at += pieces::matching(rest, 2, '(', ')').map_or(2, |end| end + 1);
            } else if quote.escape == Some(byte) {
                let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
                at += 1 + escaped;
            } else if rest.starts_with(quote.close) {
                let is_character = quote.lines != Lines::Character
                    || body[..at].chars().count() == 1
                    || body.starts_with('\\');
                return is_character.then_some(at);
            } else if byte == b'\n' && quote.lines != Lines::Many {
                return None;
            } else if rest.starts_with("${") || rest.starts_with("#{") {
                at += pieces::matching(rest, 2, '{', '}').map_or(2, |end| end + 1);
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        None
    }

    fn literal_token(&mut self, quote: Quote, length: usize) {
        let (from, to) = (
            self.at + quote.open.len(),
            self.at + length - quote.close.len(),
        );
        let end = self.at + length;
        // `f"…"`, `uri"…"`: the prefix is part of the literal.
        let prefix = self.tokens.pop_if(|word| {
            word.kind == Kind::Word && word.end as usize == self.at && word.end - word.start <= 4
        });
        if let Some(prefix) = prefix {
            self.at = prefix.start as usize;
        }
        let is_raw = self
            .source
            .get(self.at..from)
            .is_some_and(|prefix| prefix.contains(['r', 'R']));
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.push(end - self.at, |_, _| Kind::Text {
            inner: (place(from), place(to)),
            escape: quote.escape.filter(|_| !is_raw),
        });
    }

    /// `<<EOT` at a line's end, up to the line that says `EOT`: its body, and the whole length.
    fn heredoc(&mut self, rest: &'s str) -> Option<(Range<usize>, usize)> {
        let tag = rest.strip_prefix("<<")?;
        let tag = tag.strip_prefix('<').unwrap_or(tag);
        let tag = tag.strip_prefix(['-', '~']).unwrap_or(tag);
        let (line, body) = tag.split_once('\n')?;
        let name = line.trim().trim_matches(['"', '\'']);
        let is_name = name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        if !is_name || self.untagged.len() >= MOST_UNTAGGED || self.untagged.contains(&name) {
            return None;
        }
        let mut at = rest.len() - body.len();
        for line in body.split_inclusive('\n') {
            at += line.len();
            if line.trim().trim_end_matches([';', ')', ',']) == name {
                return Some((rest.len() - body.len()..at - line.len(), at));
            }
        }
        self.untagged.push(name);
        None
    }

    fn word(&mut self, rest: &str) {
        let hyphens = self.lexis.hyphens;
        let mut length = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, c)| *c);
            let is_hyphen = hyphens && c == '-' && next.is_some_and(char::is_alphabetic) && at > 0;
            if !(is_name_start(c) || c.is_numeric() || is_hyphen) || c == '$' && at > 0 {
                break;
            }
            length = at + c.len_utf8();
        }
        self.push(length.max(1), |_, _| Kind::Word);
    }

    fn close(&mut self, c: char) {
        let open = match c {
            ')' => "(",
            ']' => "[",
            _ => "{",
        };
        // A bracket that closes nothing is left alone; one that was left open is closed with the one around it.
        let depth = self.open.iter().rev().take(16).position(|at| {
            self.tokens.get(*at as usize).is_some_and(|token| {
                self.source.get(token.start as usize..token.end as usize) == Some(open)
            })
        });
        let Some(depth) = depth else {
            return self.push(1, |_, _| Kind::Sign);
        };
        self.open.truncate(self.open.len() - depth);
        let partner = self.open.pop().unwrap_or(NONE);
        self.push(1, |_, _| Kind::Close);
        let this = self.last();
        if let Some(token) = self.tokens.last_mut() {
            token.partner = partner;
        }
        if let Some(token) = self.tokens.get_mut(partner as usize) {
            token.partner = this;
        }
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: &str, source: &str) -> String {
        let tokens = Tokens::of(source, Lexis::of(language));
        let all: Vec<&str> = (0..u32::try_from(tokens.len()).unwrap_or(0))
            .map(|index| tokens.text(index))
            .collect();
        all.join(" ")
    }

    #[test]
    fn comments_are_left_out_and_literals_are_whole() {
        assert_eq!(
            shown("python", "x = f'a {b} c' # d\n'''e\nf'''"),
            "x = f'a {b} c' '''e\nf'''"
        );
        assert_eq!(
            shown("go", "a := \"b\" // c\n/* d\n */ 'e' `f\ng`"),
            "a := \"b\" 'e' `f\ng`"
        );
        assert_eq!(
            shown("kotlin", "get(\"${map[\"x\"]}/y\")"),
            "get ( \"${map[\"x\"]}/y\" )"
        );
        assert_eq!(
            shown("rust", "fn f<'a>(x: &'a str) {}"),
            "fn f < ' a > ( x : & ' a str ) { }"
        );
        assert_eq!(
            shown("powershell", "Invoke-RestMethod -Uri $u"),
            "Invoke-RestMethod - Uri $u"
        );
        assert_eq!(
            shown("terraform", "x = <<EOT\ncurl \"a\"\nEOT\ny"),
            "x = <<EOT\ncurl \"a\"\nEOT\n y"
        );
    }

    #[test]
    fn brackets_know_their_partners_and_lines_are_counted() {
        let tokens = Tokens::of("a(\n[b)\nf'c'", Lexis::of("python"));
        assert_eq!(tokens.partner(1), 4);
        assert_eq!(tokens.partner(2), NONE);
        assert_eq!(tokens.parent(3), 2);
        assert_eq!((tokens.line(0), tokens.line(3), tokens.line(5)), (0, 1, 2));
    }
}
