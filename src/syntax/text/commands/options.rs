//! The options and arguments of a command that sends requests.

use super::words::Word;
use crate::syntax::text::pieces;
use crate::syntax::text::vocabulary::{Command, Vocabulary};

/// The options and arguments of one command.
pub(super) struct Line<'w> {
    pub(super) command: &'static Command,
    pub(super) method: Option<&'static str>,
    /// The verb may be among words that are not written here.
    pub(super) is_hidden: bool,
    /// The verb that other options imply.
    pub(super) implied: Option<&'static str>,
    pub(super) headers: Vec<&'w Word>,
    pub(super) urls: Vec<&'w Word>,
}

impl<'w> Line<'w> {
    pub(super) fn read(&mut self, words: &'w [Word]) {
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
