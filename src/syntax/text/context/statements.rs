//! The statement around a literal, and the functions and types around that.

use super::keywords::is_type_keyword;
use super::{LONGEST_STATEMENT, MOST_NAMES, Surroundings};
use crate::syntax::text::tokens::{NONE, previous};

/// A statement, or as much of it as was looked at.
#[derive(Debug, Default)]
pub(super) struct Statement<'s> {
    pub(super) first: u32,
    pub(super) last: u32,
    /// The names that get its value.
    pub(super) assigned: Vec<u32>,
    pub(super) words: Vec<&'s str>,
    /// Its first word says that nothing is asked for.
    pub(super) is_inert: bool,
}

impl<'s> Surroundings<'_, 's> {
    /// The statement around tokens: its words, and the names that get its value.
    pub(super) fn statement(&self, first: u32, last: u32) -> Statement<'s> {
        let tokens = self.tokens;
        let mut statement = Statement {
            first,
            last,
            ..Statement::default()
        };
        let parent = tokens.parent(first);
        let ends = |at: u32| matches!(tokens.text(at), ";" | "{" | "}") && !tokens.is_text(at);
        for _ in 0..LONGEST_STATEMENT {
            let Some(before) = statement.first.checked_sub(1) else {
                break;
            };
            let is_new_line = tokens.line(before) != tokens.line(statement.first)
                && !tokens.is_link(statement.first)
                && (tokens.lexis.indented
                    || !matches!(tokens.text(before), "=" | ":=" | "return" | "+" | "=>"));
            if before == parent || ends(before) || is_new_line && !self.continues(before) {
                break;
            }
            if matches!(tokens.text(before), "=" | ":=" | "<-") && tokens.parent(before) == parent {
                // `url=…` among arguments is a key, but its name still tells something.
                if !tokens.is(parent, "(") {
                    statement.assigned = tokens.targets(before);
                }
            }
            statement.first = if tokens.is_close(before) && tokens.partner(before) != NONE {
                tokens.partner(before)
            } else {
                before
            };
        }
        for _ in 0..LONGEST_STATEMENT {
            let next = statement.last + 1;
            let is_over = tokens.get(next).is_none()
                || tokens.parent(next) != parent
                || tokens.line(next) != tokens.line(statement.last)
                || ends(next);
            if is_over {
                break;
            }
            statement.last = if tokens.is_open(next) && tokens.partner(next) != NONE {
                tokens.partner(next)
            } else {
                next
            };
        }
        statement.is_inert = self
            .vocabulary
            .is_inert_statement(tokens.text(statement.first))
            && tokens.is_word(statement.first);
        for at in (statement.first..=statement.last).take(200) {
            if tokens.is_word(at) && statement.words.len() < MOST_NAMES {
                statement.words.push(tokens.text(at));
            }
        }
        statement
    }

    /// Whether a line's last token leaves the statement open.
    pub(super) fn continues(&self, last: u32) -> bool {
        let text = self.tokens.text(last);
        !self.tokens.is_text(last)
            && (self.tokens.lexis.joins.contains(&text)
                || matches!(text, "," | "." | "\\" | "`" | "(" | "[" | "=>" | "|"))
    }

    /// The functions and types that a token seems to stand in: the last ones declared before it.
    pub(super) fn around(&self, at: u32) -> impl Iterator<Item = u32> {
        let end = self
            .declarations
            .partition_point(|declaration| *declaration < at);
        let before = self.declarations.get(..end).unwrap_or_default();
        let function = before.last().copied();
        let is_type = |name: &&u32| is_type_keyword(self.tokens.text(previous(**name)));
        let ty = before.iter().rev().take(200).find(is_type).copied();
        function.into_iter().chain(ty)
    }
}
