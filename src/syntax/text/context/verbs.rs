//! The verb of a request: beside its URL, on its command line, or set afterwards.

use super::keywords::is_declaration;
use super::{LONGEST_STATEMENT, Surroundings, Verb};
use crate::syntax::text::pieces::{self, Shape};
use crate::syntax::text::tokens::NONE;

/// Tokens to each side of a literal, within one bracket, that are looked at.
const MOST_SIBLINGS: usize = 80;
/// Lines below a request in which its verb may be set.
const REACH_OF_SETTER: u32 = 15;

impl<'s> Surroundings<'_, 's> {
    /// A verb among the other values within a bracket.
    pub(super) fn verb_beside(
        &self,
        open: u32,
        first: u32,
        last: u32,
        keyed_only: bool,
    ) -> Option<Verb> {
        let tokens = self.tokens;
        let close = tokens.partner(open);
        let mut at = first;
        for _ in 0..MOST_SIBLINGS {
            at = at.checked_sub(1)?;
            if at <= open {
                break;
            }
            if tokens.is_close(at) && tokens.partner(at) != NONE {
                // An options object beside the URL.
                let inner = tokens.partner(at);
                if !keyed_only && let Some(verb) = self.keyed_verb_within(inner) {
                    return Some(verb);
                }
                at = inner;
            } else if let Some(verb) = self
                .verb_at(at, false)
                .filter(|_| self.counts(at, keyed_only))
            {
                return Some(verb);
            }
        }
        at = last;
        for _ in 0..MOST_SIBLINGS {
            at += 1;
            if at >= close {
                break;
            }
            if tokens.is_open(at) && tokens.partner(at) != NONE {
                if !keyed_only && let Some(verb) = self.keyed_verb_within(at) {
                    return Some(verb);
                }
                at = tokens.partner(at);
            } else if let Some(verb) = self
                .verb_at(at, false)
                .filter(|_| self.counts(at, keyed_only))
            {
                return Some(verb);
            }
        }
        None
    }

    /// Whether a value is an argument of its own, or that of a key that says a verb.
    pub(super) fn counts(&self, at: u32, keyed_only: bool) -> bool {
        match self.key(at) {
            Some(key) => self.vocabulary.is_method_key(key),
            None => !keyed_only,
        }
    }

    pub(super) fn keyed_verb_within(&self, open: u32) -> Option<Verb> {
        let tokens = self.tokens;
        let close = tokens.partner(open);
        let mut at = open + 1;
        for _ in 0..MOST_SIBLINGS {
            if at >= close {
                break;
            }
            if tokens.is_open(at) && tokens.partner(at) != NONE {
                at = tokens.partner(at);
            } else if let Some(key) = self
                .key(at)
                .filter(|key| self.vocabulary.is_method_key(key))
            {
                match self.verb_at(at, true) {
                    Some(Verb::Known(verb)) => return Some(Verb::Known(verb)),
                    // A `type` is seldom a verb.
                    _ if key.eq_ignore_ascii_case("type") => {}
                    _ => return Some(Verb::Hidden),
                }
            }
            at += 1;
        }
        None
    }

    /// The verb that a value is; `None` if it is something else. `expected`: a verb stands here, whatever its case.
    pub(super) fn verb_at(&self, at: u32, expected: bool) -> Option<Verb> {
        let (tokens, words) = (self.tokens, self.vocabulary);
        let keyed = expected || self.key(at).is_some_and(|key| words.is_method_key(key));
        if tokens.is_text(at) {
            let text = tokens.inner(at);
            let verb = if keyed {
                words.verb_in_any_case(text)
            } else {
                words.verb(text)
            };
            return verb.map(Verb::Known);
        }
        if !tokens.is_word(at) {
            // `:get`
            let is_symbol =
                tokens.is(at, ":") && tokens.touches(at, at + 1) && tokens.is_word(at + 1);
            let verb = is_symbol
                .then(|| words.verb_in_any_case(tokens.text(at + 1)))
                .flatten();
            return verb.map(Verb::Known);
        }
        // `HttpMethod.POST`: the last name of the chain says it.
        let end = tokens.end_of_chain(at);
        let last = if tokens.is_word(end) { end } else { at };
        let name = tokens.text(last);
        // `method: .post`
        let is_member_of_key = at >= 2 && tokens.is(at - 1, ".") && tokens.is(at - 2, ":");
        if is_member_of_key && let Some(verb) = words.verb_in_any_case(name) {
            return Some(Verb::Known(verb));
        }
        let qualifier = (last >= 2 && tokens.is_link(last - 1)).then(|| tokens.text(last - 2));
        if let Some(verb) = name
            .strip_prefix("Method")
            .and_then(|verb| words.verb_in_any_case(verb))
        {
            return Some(Verb::Known(verb));
        }
        match (qualifier, words.verb_in_any_case(name)) {
            (Some(qualifier), Some(verb)) if keyed || words.is_method_qualifier(qualifier) => {
                Some(Verb::Known(verb))
            }
            (None, Some(verb)) if keyed || words.verb(name).is_some() => Some(Verb::Known(verb)),
            _ if keyed => Some(Verb::Hidden),
            _ if words.is_method_key(name)
                && !tokens.is(end + 1, "=")
                && !tokens.is(end + 1, ":")
                && !tokens.is(end + 1, "=>")
                && !tokens.is_open(end + 1)
                && name != "type" =>
            {
                Some(Verb::Hidden)
            }
            _ => None,
        }
    }

    /// For calls without brackets: `-Method Post` on the command line, a verb or `method: :post` among the arguments.
    pub(super) fn verb_on_line(&self, open: u32, first: u32, last: u32) -> Option<Verb> {
        if open != NONE || !self.tokens.lexis.bare_calls {
            return None;
        }
        let tokens = self.tokens;
        let parent = tokens.parent(first);
        let mut at = last + 1;
        for _ in 0..MOST_SIBLINGS {
            let is_same_line = tokens.line(at) == tokens.line(at - 1)
                || tokens.is(at - 1, ",")
                || tokens.is(at - 1, "`");
            if tokens.get(at).is_none() || !is_same_line || tokens.parent(at) != parent {
                return None;
            }
            if self.counts(at, true) && self.key(at).is_some() {
                return Some(self.verb_at(at, true).unwrap_or(Verb::Hidden));
            }
            at = if tokens.is_open(at) && tokens.partner(at) != NONE {
                tokens.partner(at)
            } else {
                at
            } + 1;
        }
        None
    }

    /// The verb of a command line with options: `Invoke-RestMethod -Uri … -Method Post`.
    pub(super) fn command_line(&self, first: u32, last: u32) -> Option<Verb> {
        let tokens = self.tokens;
        let parent = tokens.parent(first);
        let continues =
            |left: u32, right: u32| tokens.line(left) == tokens.line(right) || tokens.is(left, "`");
        let ends = |at: u32| matches!(tokens.text(at), ";" | "|" | "=") || tokens.get(at).is_none();
        let mut start = first;
        while start > 0 && first - start < LONGEST_STATEMENT && start - 1 != parent {
            let before = start - 1;
            if !continues(before, start) || ends(before) {
                break;
            }
            start = if tokens.is_close(before) && tokens.partner(before) != NONE {
                tokens.partner(before)
            } else {
                before
            };
        }
        let command = (start..first).find_map(|at| self.vocabulary.command(tokens.text(at)))?;
        let mut is_hidden = false;
        let mut at = start;
        while at < last.saturating_add(LONGEST_STATEMENT)
            && !ends(at)
            && tokens.parent(at) == parent
        {
            if at > last && !continues(at - 1, at) {
                break;
            }
            if tokens.is(at, "-") && tokens.touches(at, at + 1) {
                let option = format!("-{}", tokens.text(at + 1));
                if command
                    .method
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(&option))
                {
                    return Some(self.verb_at(at + 2, true).unwrap_or(Verb::Hidden));
                }
            }
            // `@parameters` may hold the verb.
            is_hidden |= tokens.is(at, "@") && tokens.touches(at, at + 1) && tokens.is_word(at + 1);
            at = if tokens.is_open(at) && tokens.partner(at) != NONE {
                tokens.partner(at)
            } else {
                at
            } + 1;
        }
        if is_hidden {
            return Some(Verb::Hidden);
        }
        self.vocabulary.verb(&command.default).map(Verb::Known)
    }

    /// The verb that is set on a request after it was made.
    pub(super) fn setter(&self, last: u32) -> Option<&'static str> {
        let tokens = self.tokens;
        let parent = tokens.parent(last);
        for at in last + 1..last.saturating_add(160) {
            tokens.get(at)?;
            let is_far = tokens.line(at).saturating_sub(tokens.line(last)) > REACH_OF_SETTER;
            if is_far || is_declaration(tokens.text(at)) && tokens.is_word(at + 1) {
                return None;
            }
            // The next URL has its own.
            if tokens.is_text(at) && pieces::shape(&tokens.pieces(at)) == Some(Shape::Absolute) {
                return None;
            }
            // `curl_setopt($ch, CURLOPT_CUSTOMREQUEST, "PUT")`
            let is_option = tokens.is_word(at) && tokens.is(at + 1, ",");
            if is_option && self.vocabulary.is_post_flag(tokens.text(at)) {
                return Some("POST");
            }
            let is_option = is_option && self.vocabulary.is_method_key(tokens.text(at));
            let is_setter = tokens.is_word(at)
                && tokens.parent(at) == parent
                && tokens.is_link(at - 1)
                && self.vocabulary.is_method_setter(tokens.text(at))
                && (tokens.is(at + 1, "(") || tokens.is(at + 1, "="))
                && self.names_before(at + 1).names.len() == 2;
            if is_setter || is_option {
                return match self.verb_at(at + 2, true)? {
                    Verb::Known(verb) => Some(verb),
                    _ => None,
                };
            }
        }
        None
    }
}
