//! Objects, lists and blocks: JSON, Postman collections, Terraform, TOML. Most of it is data; a URL is a request only where a
//! verb stands beside it, or where a command line asks for it.

use crate::ir::{RawRequest, Span, Text};

use super::MOST_REQUESTS;
use super::commands;
use super::lexis::Lexis;
use super::pieces;
use super::tokens::{NONE, Tokens};
use super::vocabulary::Vocabulary;

/// Objects around a URL in which its verb may stand.
const MOST_LEVELS: usize = 2;
/// Tokens of an object that are looked at.
const MOST_TOKENS: usize = 400;

/// Reads the requests of a file.
pub(super) fn lower(source: &str, lexis: Lexis) -> Vec<RawRequest> {
    let tokens = Tokens::of(source, lexis);
    let reader = Reader { tokens: &tokens };
    let mut requests = Vec::new();
    if reader.is_description() {
        return requests;
    }
    for at in 0..u32::try_from(tokens.len()).unwrap_or(0) {
        if tokens.is_text(at) && requests.len() < MOST_REQUESTS {
            reader.literal(at, &mut requests);
        }
    }
    requests
}

struct Reader<'a, 's> {
    tokens: &'a Tokens<'s>,
}

impl<'s> Reader<'_, 's> {
    /// Whether the document describes an API (OpenAPI) instead of calling one.
    fn is_description(&self) -> bool {
        (0..64).any(|at| {
            self.tokens.parent(at) == 0
                && self.tokens.is(at + 1, ":")
                && matches!(self.text(at), "openapi" | "swagger" | "asyncapi")
        })
    }

    fn text(&self, at: u32) -> &'s str {
        if self.tokens.is_text(at) {
            self.tokens.inner(at)
        } else {
            self.tokens.text(at)
        }
    }

    fn key(&self, at: u32) -> &'s str {
        let separates = at
            .checked_sub(1)
            .is_some_and(|sign| self.tokens.is(sign, ":") || self.tokens.is(sign, "="));
        if separates && at >= 2 {
            self.text(at - 2)
        } else {
            ""
        }
    }

    fn literal(&self, at: u32, requests: &mut Vec<RawRequest>) {
        let (tokens, words) = (self.tokens, Vocabulary::embedded());
        let key = self.key(at);
        if words.is_inert_key(key) || tokens.is(at + 1, ":") || tokens.is(at + 1, "=") {
            return;
        }
        let text = tokens.inner(at);
        let first_word = text.split_whitespace().next().unwrap_or_default();
        let is_here_document = tokens.text(at).starts_with("<<");
        if words.command(first_word).is_some()
            || (words.runs_commands(key) || is_here_document) && words.mentions_command(text)
        {
            let range = tokens.inner_range(at);
            requests.extend(commands::lower(
                tokens.source,
                range,
                commands::Dialect::Shell,
            ));
            return;
        }
        let target = tokens.pieces(at);
        if pieces::shape(&target).is_none() {
            return;
        }
        let Some((object, verb)) = self.verb(at) else {
            return;
        };
        if self.is_recorded(object) {
            return;
        }
        let token_span = tokens
            .get(at)
            .map_or((0, 0), |token| (token.start, token.end));
        requests.push(RawRequest {
            url: pieces::expression(&target),
            verb: Some(Text::new_static(verb)),
            authorization: self.authorization(object),
            names: Vec::new(),
            span: Span {
                start: token_span.0,
                end: token_span.1,
            },
        });
    }

    /// The verb beside a URL, and the object that says it.
    fn verb(&self, at: u32) -> Option<(u32, &'static str)> {
        let (tokens, words) = (self.tokens, Vocabulary::embedded());
        let mut open = tokens.parent(at);
        for _ in 0..MOST_LEVELS {
            if !tokens.is(open, "{") || tokens.partner(open) == NONE {
                return None;
            }
            let said = self.values(open).find_map(|(key, value)| {
                let verb = words.verb_in_any_case(self.text(value))?;
                words.is_method_key(key).then_some(verb)
            });
            if let Some(verb) = said {
                return Some((open, verb));
            }
            // Terraform: `data "http" "users" { url = … }` asks with GET.
            let is_asked =
                open >= 3 && tokens.is(open - 3, "data") && tokens.inner(open - 2) == "http";
            if is_asked {
                return Some((open, "GET"));
            }
            open = tokens.parent(open);
        }
        None
    }

    /// Keys of an object and where their values begin.
    fn values(&self, open: u32) -> impl Iterator<Item = (&'s str, u32)> {
        let close = self.tokens.partner(open);
        let mut at = open + 1;
        let mut left = MOST_TOKENS;
        std::iter::from_fn(move || {
            while at < close && left > 0 {
                left -= 1;
                let value = at;
                at = if self.tokens.is_open(at) && self.tokens.partner(at) != NONE {
                    self.tokens.partner(at)
                } else {
                    at
                } + 1;
                let key = self.key(value);
                if !key.is_empty() {
                    return Some((key, value));
                }
            }
            None
        })
    }

    /// Whether a request was recorded or is expected by a mock: it stands beside its response, or within one.
    fn is_recorded(&self, object: u32) -> bool {
        let tokens = self.tokens;
        let mut open = object;
        for _ in 0..8 {
            if matches!(self.key(open), "response" | "responses" | "originalRequest") {
                return true;
            }
            let parent = tokens.parent(open);
            if parent == NONE {
                return false;
            }
            if tokens.is(parent, "{") && self.key(open).eq_ignore_ascii_case("request") {
                let has_response = self.values(parent).any(|(key, value)| {
                    key.eq_ignore_ascii_case("response") && tokens.is(value, "{")
                });
                if has_response {
                    return true;
                }
            }
            open = parent;
        }
        false
    }

    /// The `Authorization` header in an object, in whatever way headers are written there.
    fn authorization(&self, object: u32) -> Option<Text> {
        let tokens = self.tokens;
        let end = tokens.partner(object).min(object.saturating_add(600));
        let name = (object..end).find(|at| self.text(*at).eq_ignore_ascii_case("authorization"))?;
        let value = (name + 1..name + 10).find(|at| {
            tokens.is_text(*at)
                && !tokens.is(at + 1, ":")
                && !matches!(self.key(*at), "key" | "type" | "name")
        })?;
        Some(pieces::readable(&tokens.pieces(value)).into())
    }
}
