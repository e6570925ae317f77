//! Command lines: shells, and what borrows their grammar (Dockerfiles, makefiles, steps of a pipeline).

mod options;
mod requests;
mod words;

use std::collections::HashMap;
use std::ops::Range;

use crate::ir::{RawRequest, Text};

use super::MOST_REQUESTS;
use super::pieces::Piece;
use words::Word;

/// Commands within commands (`$(…)`) that are read.
const DEEPEST: usize = 12;
/// After so many here-documents without an end no more are looked for.
const MOST_UNTAGGED: usize = 16;

/// Whose grammar it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Shell,
    /// `$(NAME)` is a variable, `$$name` one of the shell's.
    Make,
    /// `%NAME%` is a variable, `^` continues a line.
    Batch,
}

impl Dialect {
    /// The grammar of a language that is read as command lines.
    pub(super) fn of(language: &str) -> Dialect {
        match language {
            "makefile" => Dialect::Make,
            "batch" => Dialect::Batch,
            _ => Dialect::Shell,
        }
    }
}

/// Reads the requests off the command lines in a part of a file.
pub(super) fn lower(source: &str, range: Range<usize>, dialect: Dialect) -> Vec<RawRequest> {
    let mut reader = Reader {
        source,
        at: range.start,
        end: range.end.min(source.len()),
        dialect,
        depth: 0,
        words: Vec::new(),
        variables: HashMap::new(),
        function: None,
        here_documents: Vec::new(),
        untagged: 0,
        no_single_quote: false,
        requests: Vec::new(),
    };
    reader.commands(None);
    reader.requests
}

struct Reader<'s> {
    source: &'s str,
    at: usize,
    end: usize,
    dialect: Dialect,
    depth: usize,
    words: Vec<Word>,
    variables: HashMap<String, Vec<Piece>>,
    /// The function that is being declared.
    function: Option<Text>,
    here_documents: Vec<&'s str>,
    untagged: usize,
    no_single_quote: bool,
    requests: Vec<RawRequest>,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    /// Reads commands up to a closing character, or the end.
    fn commands(&mut self, closer: Option<char>) {
        while let Some(c) = self.rest().chars().next() {
            if self.requests.len() >= MOST_REQUESTS {
                self.at = self.end;
                return;
            }
            if Some(c) == closer {
                self.at += c.len_utf8();
                self.finish();
                return;
            }
            match c {
                '\n' => {
                    self.at += 1;
                    self.finish();
                    self.skip_here_documents();
                }
                ';' | '|' | '&' => {
                    self.at += 1;
                    self.finish();
                }
                '(' => {
                    self.at += 1;
                    self.note_function();
                    self.finish();
                }
                ')' => {
                    self.at += 1;
                    self.finish();
                }
                '#' if self.dialect != Dialect::Batch => self.skip_line(),
                '<' | '>' => self.redirect(),
                c if c.is_whitespace() => self.at += c.len_utf8(),
                _ if self.continuation() > 0 => self.at += self.continuation(),
                _ => {
                    if let Some(word) = self.word(closer) {
                        self.words.push(word);
                    }
                }
            }
        }
        self.finish();
    }

    /// The length of a mark that continues the line; zero if there is none.
    fn continuation(&self) -> usize {
        let rest = self.rest();
        let marks = ["\\\r\n", "\\\n", "^\r\n", "^\n"];
        marks
            .iter()
            .find(|mark| {
                rest.starts_with(**mark)
                    && (self.dialect == Dialect::Batch || mark.starts_with('\\'))
            })
            .map_or(0, |mark| mark.len())
    }

    fn skip_line(&mut self) {
        let rest = self.rest();
        self.at += memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    }

    /// `name()` begins a function.
    fn note_function(&mut self) {
        if let [word] = self.words.as_slice()
            && self.rest().starts_with(')')
            && let Some(name) = word.text()
        {
            self.function = Some(name.into());
            self.words.clear();
        }
    }

    fn redirect(&mut self) {
        let rest = self.rest();
        if let Some(tag) = rest.strip_prefix("<<")
            && !tag.starts_with('<')
        {
            let tag = tag
                .strip_prefix(['-', '~'])
                .unwrap_or(tag)
                .trim_start_matches(' ');
            let name = tag.trim_start_matches(['"', '\'', '\\']);
            let length = name
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(name.len());
            if length > 0 {
                self.here_documents.push(&name[..length]);
                self.at += rest.len() - name.len() + length;
                return;
            }
        }
        self.at += 1;
        let rest = self.rest();
        let operator = rest.len() - rest.trim_start_matches(['<', '>', '&', ' ']).len();
        self.at += operator;
        // Where it goes to is no argument; but `<(command)` is one more command.
        if !self.rest().starts_with(['(', '\n', '|', ';', ')']) {
            self.word(None);
        }
    }

    fn skip_here_documents(&mut self) {
        for tag in std::mem::take(&mut self.here_documents) {
            if self.untagged >= MOST_UNTAGGED {
                return;
            }
            let rest = self.rest();
            let mut length = 0;
            let mut found = false;
            for line in rest.split_inclusive('\n') {
                length += line.len();
                if line.trim() == tag {
                    found = true;
                    break;
                }
            }
            if found {
                self.at += length;
            } else {
                self.untagged += 1;
            }
        }
    }
}
