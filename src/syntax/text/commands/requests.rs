//! What a command does: whether it sends a request, and which.

use crate::ir::{RawRequest, Span, Text};

use super::Reader;
use super::options::Line;
use super::words::Word;
use crate::syntax::text::MOST_REQUESTS;
use crate::syntax::text::pieces::{self, Piece};
use crate::syntax::text::vocabulary::{self, Command, Vocabulary};

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

impl<'s> Reader<'s> {
    /// What the words read so far do.
    pub(super) fn finish(&mut self) {
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

    pub(super) fn command(&mut self, name: &Word, arguments: &[Word]) {
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
    pub(super) fn wrapped(&mut self, verb: &'static str, arguments: &[Word], name: &str) {
        for word in arguments {
            self.record(word, Some(verb), &[], Some(name));
        }
    }

    /// A request by a command whose options are known.
    pub(super) fn request(
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
    pub(super) fn record(
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
    pub(super) fn resolved(&self, word: &[Piece], depth: usize) -> Vec<Piece> {
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
