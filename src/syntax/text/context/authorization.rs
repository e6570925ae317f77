//! The `Authorization` header of a request.

use super::keywords::is_self;
use super::{MOST_LEVELS, Surroundings};
use crate::syntax::text::pieces;
use crate::syntax::text::tokens::NONE;

impl<'s> Surroundings<'_, 's> {
    /// Remembers the value of an `Authorization` header under the names that it is set on.
    pub(super) fn note_authorization(&mut self, at: u32) {
        let tokens = self.tokens;
        let value = (at + 1..at + 8).find(|next| tokens.is_text(*next));
        let Some(value) = value.map(|value| pieces::readable(&tokens.pieces(value))) else {
            return;
        };
        let mut first = at;
        for _ in 0..MOST_LEVELS {
            let open = tokens.parent(first);
            if open == NONE || tokens.is(open, "{") && self.is_block(open) {
                break;
            }
            let call = self.names_before(open);
            if let Some(root) = call.names.first().filter(|root| !is_self(root)) {
                self.authorizations
                    .entry(root)
                    .or_insert_with(|| value.clone());
            }
            first = call.first;
        }
        let statement = self.statement(first, first);
        // A request by itself: what it gives back carries no header.
        let is_request = (statement.first..=statement.last.max(at))
            .take(200)
            .any(|at| tokens.is_text(at) && pieces::shape(&tokens.pieces(at)).is_some());
        for target in statement.assigned.into_iter().filter(|_| !is_request) {
            self.authorizations
                .entry(tokens.text(target))
                .or_insert_with(|| value.clone());
        }
    }

    /// The `Authorization` header of a request: in its statement, or set on something that the statement names.
    pub(super) fn authorization(&self, first: u32, last: u32) -> Option<String> {
        let tokens = self.tokens;
        let within = (first..=last.min(first.saturating_add(400))).filter(|at| {
            tokens.is_text(*at) && tokens.inner(*at).eq_ignore_ascii_case("authorization")
        });
        for at in within {
            if let Some(value) = (at + 1..at + 8).find(|next| tokens.is_text(*next)) {
                return Some(pieces::readable(&tokens.pieces(value)));
            }
        }
        (first..=last.min(first.saturating_add(200)))
            .filter(|at| {
                tokens.is_word(*at) && !is_self(tokens.text(*at)) && !tokens.is(at + 1, "(")
            })
            .find_map(|at| self.authorizations.get(tokens.text(at)).cloned())
    }
}
