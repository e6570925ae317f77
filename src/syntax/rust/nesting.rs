//! How deep a source can make its parser recurse, found without parsing it.
//!
//! Each bracket is a level, and so may be every token of one statement or list element: `!!!!x`, `a.b().c()` and `&&&&T` nest without
//! any bracket. The sum over all open brackets is a bound on the parser's depth. It is exceeded only by hostile or generated
//! input: ordinary code stays below a few hundred.

use crate::syntax::MAX_DEPTH;

/// How a source is to be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nesting {
    /// On the stack of any thread.
    Shallow,
    /// On a thread with [`LARGE_STACK`].
    Deep,
    /// Not at all.
    TooDeep,
}

/// Bytes of stack for a [`Nesting::Deep`] source. Only what is used of it is ever taken from memory.
pub(super) const LARGE_STACK: usize = 512 << 20;

/// Brackets and tokens that a parser on a stack of 2 MiB bears in a debug build, with room to spare.
const SHALLOW_BRACKETS: usize = 24;
const SHALLOW_TOKENS: usize = 300;

/// What a parser on [`LARGE_STACK`] bears.
const MAX_TOKENS: usize = 8_000;

pub(super) fn of(source: &str) -> Nesting {
    let mut scan = Scan {
        bytes: source.as_bytes(),
        at: 0,
        levels: vec![Level::default()],
        total: 0,
        deepest: 0,
        most_tokens: 0,
        after_block: false,
    };
    scan.run();
    if scan.deepest > MAX_DEPTH || scan.most_tokens > MAX_TOKENS {
        Nesting::TooDeep
    } else if scan.deepest > SHALLOW_BRACKETS || scan.most_tokens > SHALLOW_TOKENS {
        Nesting::Deep
    } else {
        Nesting::Shallow
    }
}

/// What is open at one bracket.
#[derive(Default)]
struct Level {
    /// Tokens since the last separator.
    tokens: usize,
    /// `<` that were not closed: a comma within them separates nothing.
    angles: usize,
    /// `|` of closures, which a comma between their parameters doesn't end either.
    closures: usize,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    /// The tokens of all open levels.
    total: usize,
    deepest: usize,
    most_tokens: usize,
    /// The last token was `}`.
    after_block: bool,
}

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'/' if self.next_is(b'/') => self.line_comment(),
                b'/' if self.next_is(b'*') => self.block_comment(),
                b'(' | b'[' | b'{' => {
                    self.token(false);
                    self.levels.push(Level::default());
                    self.deepest = self.deepest.max(self.levels.len() - 1);
                    self.at += 1;
                }
                b')' | b']' | b'}' => {
                    if self.levels.len() > 1 {
                        let closed = self.levels.pop().unwrap_or_default();
                        self.total -= closed.tokens;
                    }
                    self.after_block = byte == b'}';
                    self.at += 1;
                }
                b';' => {
                    self.separate(true);
                    self.at += 1;
                }
                b',' => {
                    self.separate(false);
                    self.at += 1;
                }
                b'"' => {
                    self.token(true);
                    self.string();
                }
                b'\'' => {
                    self.token(true);
                    self.quote();
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                    self.word();
                    let word = &self.bytes[start..self.at];
                    let continues = matches!(word, b"else" | b"as");
                    self.token(!continues);
                    self.raw_string(word);
                }
                b'0'..=b'9' => {
                    self.token(true);
                    self.word();
                }
                _ => {
                    self.token(byte == b'#');
                    self.punctuation(byte);
                    self.at += 1;
                }
            }
        }
    }

    /// Counts a token. A block that is followed by a token which can't continue an expression has ended a statement.
    fn token(&mut self, begins_statement: bool) {
        if std::mem::take(&mut self.after_block) && begins_statement {
            self.separate(true);
        }
        if let Some(level) = self.levels.last_mut() {
            level.tokens += 1;
            self.total += 1;
            self.most_tokens = self.most_tokens.max(self.total);
        }
    }

    fn separate(&mut self, ends_statement: bool) {
        self.after_block = false;
        if let Some(level) = self.levels.last_mut()
            && (ends_statement || (level.angles == 0 && level.closures == 0))
        {
            self.total -= level.tokens;
            *level = Level::default();
        }
    }

    fn punctuation(&mut self, byte: u8) {
        let arrow = self.at > 0 && matches!(self.bytes[self.at - 1], b'-' | b'=');
        if let Some(level) = self.levels.last_mut() {
            match byte {
                b'<' => level.angles += 1,
                b'>' if !arrow => level.angles = level.angles.saturating_sub(1),
                b'|' => level.closures += 1,
                _ => {}
            }
        }
    }

    fn next_is(&self, byte: u8) -> bool {
        self.bytes.get(self.at + 1) == Some(&byte)
    }

    fn line_comment(&mut self) {
        self.at = memchr::memchr(b'\n', &self.bytes[self.at..])
            .map_or(self.bytes.len(), |length| self.at + length);
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut open = 0usize;
        while self.at < self.bytes.len() {
            match &self.bytes[self.at..] {
                [b'/', b'*', ..] => {
                    open += 1;
                    self.at += 2;
                }
                [b'*', b'/', ..] => {
                    open -= 1;
                    self.at += 2;
                    if open == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += match byte {
                b'\\' => 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                _ => 1,
            };
        }
    }

    /// A character (`'x'`, `'\n'`, `'\u{1F600}'`) or a lifetime.
    fn quote(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let length = match rest {
            [b'\\', _, tail @ ..] => {
                memchr::memchr(b'\'', &tail[..tail.len().min(10)]).map(|length| length + 3)
            }
            // A character has at most four bytes.
            [_, tail @ ..] => {
                memchr::memchr(b'\'', &tail[..tail.len().min(4)]).map(|length| length + 2)
            }
            [] => None,
        };
        let text = length.map(|length| &rest[..length - 1]);
        let is_character = text.is_some_and(|text| {
            text[0] == b'\\' || std::str::from_utf8(text).is_ok_and(|t| t.chars().count() == 1)
        });
        self.at += match length {
            Some(length) if is_character => length + 1,
            _ => 1,
        };
    }

    fn word(&mut self) {
        while self
            .bytes
            .get(self.at)
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80)
        {
            self.at += 1;
        }
    }

    /// `r"…"`, `br#"…"#`: what stands behind a word that is such a prefix.
    fn raw_string(&mut self, prefix: &[u8]) {
        if !matches!(prefix, b"r" | b"br" | b"cr") {
            return;
        }
        let hashes = self.bytes[self.at..]
            .iter()
            .take_while(|b| **b == b'#')
            .count();
        if self.bytes.get(self.at + hashes) != Some(&b'"') {
            return;
        }
        let body = self.at + hashes + 1;
        let mut end = String::from("\"");
        end.extend(std::iter::repeat_n('#', hashes));
        self.at = memchr::memmem::find(&self.bytes[body.min(self.bytes.len())..], end.as_bytes())
            .map_or(self.bytes.len(), |length| body + length + end.len());
    }
}
