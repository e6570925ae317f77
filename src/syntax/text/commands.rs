//! Command lines: shells, and what borrows their grammar (Dockerfiles, makefiles, steps of a pipeline).

use std::collections::HashMap;
use std::ops::Range;

use crate::ir::{RawRequest, Span, Text};

use super::MOST_REQUESTS;
use super::pieces::{self, Marks, Piece};
use super::vocabulary::{self, Command, Vocabulary};

/// Commands within commands (`$(…)`) that are read.
const DEEPEST: usize = 12;
/// After so many here-documents without an end no more are looked for.
const MOST_UNTAGGED: usize = 16;
/// Words before a command that run it.
const PREFIXES: &[&str] = &[
    "sudo",
    "time",
    "exec",
    "command",
    "builtin",
    "env",
    "nohup",
    "eval",
    "then",
    "do",
    "else",
    "elif",
    "if",
    "while",
    "until",
    "!",
    "{",
    "run",
    "cmd",
    "healthcheck",
    "entrypoint",
    "call",
    "start",
    "&",
    "-",
    "try",
];
const DECLARATIONS: &[&str] = &[
    "export", "local", "readonly", "declare", "typeset", "set", "env",
];

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

/// A word of a command line.
#[derive(Debug)]
struct Word {
    pieces: Vec<Piece>,
    span: Range<usize>,
    /// It may stand for several words: `$@`, `"${options[@]}"`, `$options`.
    expands: bool,
}

impl Word {
    /// The text, if nothing is filled in.
    fn text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text { text, .. }] => Some(text),
            _ => None,
        }
    }

    /// The text that it begins with.
    fn start(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Text { text, .. }) => text,
            _ => "",
        }
    }
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

    /// Reads one word. Always gets on.
    fn word(&mut self, closer: Option<char>) -> Option<Word> {
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
    fn with_marks(&self, word: Vec<Piece>) -> Vec<Piece> {
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

    fn push_text(pieces: &mut Vec<Piece>, text: &str, span: Range<usize>) {
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

    fn take_text(&mut self, pieces: &mut Vec<Piece>, length: usize) {
        let span = self.at..self.at + length;
        Self::push_text(
            pieces,
            self.source.get(span.clone()).unwrap_or_default(),
            span.clone(),
        );
        self.at = span.end;
    }

    fn single_quoted(&mut self, pieces: &mut Vec<Piece>) {
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

    fn double_quoted(&mut self, pieces: &mut Vec<Piece>) {
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

    fn escaped(&mut self, pieces: &mut Vec<Piece>) {
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
    fn plain(&mut self, c: char, pieces: &mut Vec<Piece>) {
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

    fn push_hole(pieces: &mut Vec<Piece>, name: String, span: Range<usize>) {
        pieces.push(Piece::Hole { name, span });
    }

    fn nested(&mut self, closer: char) {
        let outer = std::mem::take(&mut self.words);
        self.depth += 1;
        self.commands(Some(closer));
        self.depth -= 1;
        self.words = outer;
    }

    fn dollar(&mut self, pieces: &mut Vec<Piece>) {
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

    fn dollar_name(&mut self, start: usize, pieces: &mut Vec<Piece>) {
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

    /// What the words read so far do.
    fn finish(&mut self) {
        let words = std::mem::take(&mut self.words);
        let mut words = words.as_slice();
        if words.first().and_then(Word::text) == Some("}") {
            self.function = None;
        }
        let mut declares = false;
        while let Some((first, rest)) = words.split_first() {
            let text = first
                .text()
                .unwrap_or_default()
                .trim_start_matches(['@', '+']);
            let lower = text.to_ascii_lowercase();
            if let Some((name, value)) = assignment(first) {
                self.variables.insert(name, value);
            } else if DECLARATIONS.contains(&lower.as_str()) {
                declares = true;
            } else if !(PREFIXES.contains(&lower.as_str()) || declares && text.starts_with('-')) {
                break;
            }
            words = rest;
        }
        if let Some((name, arguments)) = words.split_first() {
            self.command(name, arguments);
        }
    }

    fn command(&mut self, name: &Word, arguments: &[Word]) {
        let vocabulary = Vocabulary::embedded();
        let Some(name) = name.text() else { return };
        let name = name.trim_start_matches(['@', '-', '+']);
        if vocabulary.is_inert_statement(name) || vocabulary.has_inert_word(name) {
            return;
        }
        if let Some(command) = vocabulary.command(name) {
            return self.request(command, Some(command.default.as_str()), arguments, None);
        }
        // A function that is named for what it wraps, or is told the verb.
        let said = arguments
            .iter()
            .find_map(|word| vocabulary.verb(word.text()?));
        let wraps = vocabulary::words(name)
            .iter()
            .find_map(|word| vocabulary.command(word));
        match (wraps, said, vocabulary.verb_of_call(name)) {
            (Some(command), None, _) => self.request(command, None, arguments, Some(name)),
            (_, Some(verb), _) => self.wrapped(verb, arguments, name),
            (None, None, Some(verb)) if name.contains(['_', '-']) => {
                self.wrapped(verb, arguments, name)
            }
            _ => {}
        }
    }

    /// A request by a function of the script's own.
    fn wrapped(&mut self, verb: &'static str, arguments: &[Word], name: &str) {
        for word in arguments {
            self.record(word, Some(verb), &[], Some(name));
        }
    }

    /// A request by a command whose options are known.
    fn request(
        &mut self,
        command: &'static Command,
        default: Option<&'static str>,
        arguments: &[Word],
        name: Option<&str>,
    ) {
        let mut line = Line {
            command,
            method: None,
            is_hidden: false,
            implied: None,
            headers: Vec::new(),
            urls: Vec::new(),
        };
        line.read(arguments);
        let vocabulary = Vocabulary::embedded();
        if command.positional_method
            && let Some(verb) = line
                .urls
                .first()
                .and_then(|word| vocabulary.verb(word.text()?))
        {
            line.method = Some(verb);
            line.urls.remove(0);
        } else if command.positional_method
            && line
                .urls
                .iter()
                .skip(1)
                .any(|word| word.start().contains('='))
        {
            line.implied = Some("POST");
        }
        let verb = match line.method.or(line.implied) {
            Some(verb) => Some(verb),
            None if line.is_hidden => None,
            None => default,
        };
        let mut seen = 0;
        for word in &line.urls {
            if self.record(word, verb, &line.headers, name) {
                seen += 1;
            }
            if command.positional_method && seen > 0 {
                break;
            }
        }
    }

    /// Records a word as a request, if it can be the target of one.
    fn record(
        &mut self,
        word: &Word,
        verb: Option<&'static str>,
        headers: &[&Word],
        name: Option<&str>,
    ) -> bool {
        let mut target = self.resolved(&word.pieces, 0);
        if let Some(Piece::Text { text, .. }) = target.first_mut() {
            *text = text.trim_start_matches(['"', '\'']).to_owned();
        }
        if let Some(Piece::Text { text, .. }) = target.last_mut() {
            *text = text.trim_end_matches(['"', '\'']).to_owned();
        }
        if word.start().starts_with('-')
            || pieces::shape(&target).is_none()
            || self.requests.len() >= MOST_REQUESTS
        {
            return false;
        }
        let mut names: Vec<Text> = Vec::new();
        names.extend(name.map(Text::from));
        names.extend(self.function.clone());
        let mut authorization = None;
        for header in headers {
            let text = pieces::readable(&header.pieces);
            let Some((key, value)) = text.split_once(':') else {
                continue;
            };
            if key
                .trim_start_matches(['"', '\''])
                .trim()
                .eq_ignore_ascii_case("authorization")
            {
                authorization = Some(Text::from(value.trim()));
                let holes = header.pieces.iter().filter_map(|piece| match piece {
                    Piece::Hole { name, .. } if !name.is_empty() => Some(Text::from(name.as_str())),
                    _ => None,
                });
                names.extend(holes);
            }
        }
        // The names of the base, too: a value that is filled in hides them.
        names.extend(word.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole { name, .. } if self.variables.contains_key(name) => {
                Some(Text::from(name.as_str()))
            }
            _ => None,
        }));
        self.requests.push(RawRequest {
            url: pieces::expression(&target),
            verb: verb.map(Text::new_static),
            authorization,
            names,
            span: Span::new(word.span.start, word.span.end),
        });
        true
    }

    /// The pieces with the values of variables.
    fn resolved(&self, word: &[Piece], depth: usize) -> Vec<Piece> {
        let mut resolved = Vec::with_capacity(word.len());
        for piece in word {
            let value = match piece {
                Piece::Hole { name, .. } if depth < 3 && resolved.len() < 64 => {
                    self.variables.get(name)
                }
                _ => None,
            };
            match value {
                Some(value) if pieces::flat(value).contains(['/', '.']) => {
                    resolved.extend(self.resolved(value, depth + 1));
                }
                _ => resolved.push(piece.clone()),
            }
        }
        resolved
    }
}

/// The options and arguments of one command.
struct Line<'w> {
    command: &'static Command,
    method: Option<&'static str>,
    /// The verb may be among words that are not written here.
    is_hidden: bool,
    /// The verb that other options imply.
    implied: Option<&'static str>,
    headers: Vec<&'w Word>,
    urls: Vec<&'w Word>,
}

impl<'w> Line<'w> {
    fn read(&mut self, words: &'w [Word]) {
        let command = self.command;
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            let start = word.start();
            if !start.starts_with('-') {
                if word.expands && pieces::shape(&word.pieces).is_none() {
                    self.is_hidden = true;
                }
                self.urls.push(word);
                continue;
            }
            // `--option=value`
            if let Some((option, value)) = start.split_once('=') {
                if self.is(&command.method, option) {
                    self.set_method(value, word.pieces.len() > 1);
                }
                self.imply(option);
                continue;
            }
            let text = word.text().unwrap_or(start);
            let option = self.option(text);
            let takes_next = |this: &Self, option: &str| {
                [
                    &command.method,
                    &command.header,
                    &command.url,
                    &command.body,
                    &command.upload,
                    &command.values,
                ]
                .iter()
                .any(|options| this.is(options, option))
            };
            self.imply(&option);
            // `-XPOST`
            let glued = text
                .get(2..)
                .filter(|rest| !text.starts_with("--") && !rest.is_empty());
            if let (Some(short), Some(value)) = (text.get(..2), glued)
                && self.is(&command.method, short)
            {
                self.set_method(value, false);
                continue;
            }
            if let (Some(short), Some(_)) = (text.get(..2), glued)
                && option == short
                && takes_next(self, short)
            {
                self.imply(short);
                continue;
            }
            if !takes_next(self, &option) {
                continue;
            }
            let Some(value) = words.get(at) else { break };
            at += 1;
            if self.is(&command.method, &option) {
                self.set_method(value.text().unwrap_or_default(), value.text().is_none());
            } else if self.is(&command.header, &option) {
                self.headers.push(value);
            } else if self.is(&command.url, &option) {
                self.urls.push(value);
            }
        }
    }

    /// The option that decides what comes next: the last of a cluster such as `-sSX`.
    fn option(&self, text: &str) -> String {
        let letters = text.strip_prefix('-').unwrap_or_default();
        let is_cluster = letters.len() > 1 && letters.chars().all(|c| c.is_ascii_alphabetic());
        let takes_value = |letter: char| {
            let option = format!("-{letter}");
            let command = self.command;
            [
                &command.method,
                &command.header,
                &command.body,
                &command.upload,
                &command.values,
            ]
            .iter()
            .any(|options| self.is(options, &option))
        };
        match letters.chars().next() {
            // The value of the first letter is glued to it.
            Some(first) if is_cluster && !self.command.any_case && takes_value(first) => {
                format!("-{first}")
            }
            Some(_) if is_cluster && !self.command.any_case => letters
                .chars()
                .last()
                .map_or_else(String::new, |last| format!("-{last}")),
            _ => text.to_owned(),
        }
    }

    fn is(&self, options: &[String], option: &str) -> bool {
        options.iter().any(|known| {
            if self.command.any_case {
                known.eq_ignore_ascii_case(option)
            } else {
                known == option
            }
        })
    }

    fn imply(&mut self, option: &str) {
        let command = self.command;
        let implied = if self.is(&command.head_flags, option) {
            "HEAD"
        } else if self.is(&command.query_flags, option) {
            "GET"
        } else if self.is(&command.upload, option) {
            "PUT"
        } else if self.is(&command.body, option) || self.is(&command.body_flags, option) {
            "POST"
        } else {
            return;
        };
        // `-G` makes a query of what `-d` gives, wherever it stands.
        if self.implied != Some("GET") {
            self.implied = Some(implied);
        }
    }

    fn set_method(&mut self, text: &str, has_hole: bool) {
        let text = text.trim_matches(['"', '\'']);
        match Vocabulary::embedded().verb_in_any_case(text) {
            Some(verb) if !has_hole => self.method = Some(verb),
            _ => {
                self.is_hidden = true;
                self.implied = None;
            }
        }
    }
}

/// `NAME=value`
fn assignment(word: &Word) -> Option<(String, Vec<Piece>)> {
    let Piece::Text { text, span } = word.pieces.first()? else {
        return None;
    };
    let (name, value) = text.split_once('=')?;
    // `:=`, `?=` of makefiles stand alone; here a name touches its sign.
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if !is_name {
        return None;
    }
    let mut pieces = word.pieces.clone();
    if let Some(first) = pieces.first_mut() {
        *first = Piece::Text {
            text: value.to_owned(),
            span: span.end.saturating_sub(value.len()).max(span.start)..span.end,
        };
    }
    if value.is_empty() {
        pieces.remove(0);
    }
    Some((name.to_owned(), pieces))
}
