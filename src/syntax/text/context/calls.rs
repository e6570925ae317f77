//! The call that a literal is given to, and what it makes of it.

use super::keywords::is_control;
use super::{Finding, Surroundings, Verb};
use crate::syntax::text::pieces::Shape;
use crate::syntax::text::tokens::NONE;

/// A call: the names before its bracket, and the calls that hang on it.
pub(super) struct Call<'s> {
    pub(super) names: Vec<&'s str>,
    /// `.post(body)` behind it, with its bracket.
    pub(super) links: Vec<(&'s str, u32)>,
    pub(super) first: u32,
    pub(super) last: u32,
    /// The name that the last one hangs on, if it is a name and no call.
    pub(super) receiver: Option<&'s str>,
    pub(super) decorates: bool,
}

impl<'s> Surroundings<'_, 's> {
    /// What a call makes of one of its arguments. `open` is its bracket, or none.
    pub(super) fn judge(
        &self,
        call: &Call<'s>,
        open: u32,
        first: u32,
        last: u32,
        shape: Shape,
    ) -> Finding {
        let (tokens, words) = (self.tokens, self.vocabulary);
        let Some(&name) = call.names.last() else {
            return Finding::Open;
        };
        let receiver = call.receiver;
        let is_lone_path = shape == Shape::Path;
        if call.names.iter().any(|name| words.has_inert_word(name)) || words.is_inert_call(name) {
            return Finding::Inert;
        }
        if call.decorates {
            return self.judge_decorator(name);
        }
        let is_verb = words.verb_in_any_case(name).is_some();
        if is_lone_path {
            // `r.GET("/users", list)`: the next argument is a function.
            let has_handler = first == open + 1
                && tokens.is(last + 1, ",")
                && tokens.is_word(last + 2)
                && !matches!(tokens.text(last + 2), "nil" | "null" | "None");
            let has_block = open != NONE && tokens.is(call.last + 1, "{");
            let is_route = match receiver {
                Some(receiver) => {
                    words.is_router(receiver) || receiver.len() == 1 && is_verb && has_handler
                }
                None => {
                    is_verb && (has_block || open == NONE)
                        || matches!(name, "path" | "url") && has_handler
                }
            };
            if is_route {
                return Finding::Inert;
            }
        }
        let as_key = self
            .key(first)
            .and_then(|key| words.verb(key))
            .map(Verb::Known);
        let in_block = || {
            let is_block = open != NONE
                && tokens.is(call.last + 1, "{")
                && tokens.partner(call.last + 1) != NONE;
            is_block
                .then(|| self.keyed_verb_within(call.last + 1))
                .flatten()
        };
        let said = as_key
            .or_else(|| {
                (open != NONE)
                    .then(|| self.verb_beside(open, first, last, false))
                    .flatten()
            })
            .or_else(|| self.verb_on_line(open, first, last))
            .or_else(in_block);
        if let Some(verb) = said {
            return Finding::Request(verb);
        }
        if receiver.is_some_and(|receiver| words.is_store(receiver)) {
            let is_first = open != NONE && first == open + 1;
            return if is_first && is_lone_path {
                Finding::Inert
            } else {
                Finding::Open
            };
        }
        if let Some(verb) = words.verb_of_call(name) {
            return Finding::Request(Verb::Known(verb));
        }
        let in_names = call
            .names
            .iter()
            .rev()
            .skip(1)
            .find_map(|name| words.verb_in_any_case(name));
        let in_links = call.links.iter().find_map(|(name, open)| {
            let is_method = words.is_method_key(name) && *open != NONE;
            if is_method {
                return Some(self.verb_at(open + 1, true).unwrap_or(Verb::Hidden));
            }
            words.verb_in_any_case(name).map(Verb::Known)
        });
        if let Some(verb) = in_names.map(Verb::Known).or(in_links) {
            return Finding::Request(verb);
        }
        let is_builder = call.names.iter().any(|name| name.ends_with("uilder"));
        if is_builder && call.links.iter().any(|(name, _)| *name == "build") {
            return Finding::Request(Verb::Known("GET"));
        }
        if words.makes_client(name) {
            return Finding::Inert;
        }
        if words.sends(name) && !words.formats(name) {
            return Finding::Request(Verb::Unsaid);
        }
        Finding::Open
    }

    /// Annotations declare routes; those of a declared client declare requests.
    pub(super) fn judge_decorator(&self, name: &str) -> Finding {
        let words = self.vocabulary;
        let is_client = words.verb(name).is_some()
            || name.ends_with("Exchange")
            || name.ends_with("Mapping") && self.words.contains_key("FeignClient");
        match words.verb_of_call(name) {
            Some(verb) if is_client => Finding::Request(Verb::Known(verb)),
            _ => Finding::Inert,
        }
    }

    /// The call whose bracket this is.
    pub(super) fn call(&self, open: u32) -> Call<'s> {
        let tokens = self.tokens;
        let close = tokens.partner(open);
        let mut call = self.names_before(open);
        call.last = close;
        for _ in 0..24 {
            let next = call.last + 1;
            if tokens.is_link(next) && tokens.is_word(next + 1) {
                let bracket = next + 2;
                let has_arguments = tokens.is(bracket, "(") && tokens.partner(bracket) != NONE;
                call.links.push((
                    tokens.text(next + 1),
                    if has_arguments { bracket } else { NONE },
                ));
                call.last = if has_arguments {
                    tokens.partner(bracket)
                } else {
                    next + 1
                };
            } else {
                break;
            }
        }
        call
    }

    /// A call without brackets: names on the line, right before its first argument.
    pub(super) fn bare_call(&self, first: u32) -> Option<Call<'s>> {
        let tokens = self.tokens;
        let before = first.checked_sub(1)?;
        let is_call = tokens.is_word(before)
            && tokens.line(before) == tokens.line(first)
            && !is_control(tokens.text(before))
            && !tokens.touches(before, first);
        let mut call = is_call.then(|| self.names_before(first))?;
        call.last = first;
        Some(call)
    }

    pub(super) fn names_before(&self, end: u32) -> Call<'s> {
        let tokens = self.tokens;
        let mut call = Call {
            names: Vec::new(),
            links: Vec::new(),
            first: end,
            last: end,
            receiver: None,
            decorates: false,
        };
        let mut at = end;
        // `exchange<User>(`
        if at > 0 && tokens.is(at - 1, ">") {
            let opening = (1..8).find(|n| at.checked_sub(*n).is_some_and(|i| tokens.is(i, "<")));
            if let Some(n) = opening {
                at -= n;
            }
        }
        for _ in 0..24 {
            let Some(before) = at.checked_sub(1) else {
                break;
            };
            if tokens.is_word(before) {
                call.names.push(tokens.text(before));
                at = before;
            } else if tokens.is_close(before) && at < end {
                at = match tokens.partner(before) {
                    NONE => break,
                    open => open,
                };
                // A call or an index in the chain: its name comes next.
                if at
                    .checked_sub(1)
                    .is_some_and(|name| tokens.is_word(name) && tokens.touches(name, at))
                {
                    continue;
                }
                break;
            } else {
                break;
            }
            match at.checked_sub(1) {
                Some(link) if tokens.is_link(link) => at = link,
                _ => break,
            }
            if call.names.len() == 1 && at > 0 && tokens.is_word(at - 1) {
                call.receiver = Some(tokens.text(at - 1));
            }
        }
        call.first = at;
        call.decorates = at > 0
            && tokens.is(at - 1, "@")
            && !call.names.is_empty()
            && tokens.touches(at - 1, at);
        call.names.reverse();
        call
    }
}
