//! Source code without a frontend of its own: URL literals, and what the code around them does with them.

use crate::ir::{RawRequest, Span, Text};

use super::MOST_REQUESTS;
use super::commands;
use super::context::Surroundings;
use super::join::Variables;
use super::lexis::Lexis;
use super::pieces;
use super::tokens::Tokens;
use super::vocabulary::Vocabulary;

/// Reads the requests off a file.
pub(super) fn lower(source: &str, lexis: Lexis) -> Vec<RawRequest> {
    let tokens = Tokens::of(source, lexis);
    let variables = Variables::of(&tokens);
    let surroundings = Surroundings::new(&tokens, &variables);
    let mut requests = Vec::new();
    let mut at = 0;
    let end = u32::try_from(tokens.len()).unwrap_or(0);
    while at < end && requests.len() < MOST_REQUESTS {
        let next = at + 1;
        at = if tokens.is_text(at) {
            literal(&surroundings, at, &mut requests)
        } else {
            next
        }
        .max(next);
    }
    requests
}

/// Reads one literal and what it is joined to; the token behind it.
fn literal(surroundings: &Surroundings<'_, '_>, at: u32, requests: &mut Vec<RawRequest>) -> u32 {
    let tokens = surroundings.tokens;
    let text = tokens.inner(at);
    if text.contains(' ') && Vocabulary::embedded().mentions_command(text) {
        if surroundings.is_command(at) {
            requests.extend(commands::lower(
                tokens.source,
                tokens.inner_range(at),
                commands::Dialect::Shell,
            ));
        }
        return at + 1;
    }
    let mut joined = tokens.joined(at);
    let next = joined.last + 1;
    if !pieces::flat(&joined.pieces).contains('/') {
        return next;
    }
    tokens.fill(&mut joined);
    surroundings.join_arguments(&mut joined);
    surroundings.variables.resolve(tokens, &mut joined);
    let Some(shape) = pieces::shape(&joined.pieces) else {
        return next;
    };
    let Some(context) = surroundings.of(&joined, shape) else {
        return next;
    };
    let start = tokens.get(joined.first).map_or(0, |token| token.start);
    let end = tokens.get(joined.last).map_or(start, |token| token.end);
    let request = RawRequest {
        url: pieces::expression(&joined.pieces),
        verb: None,
        authorization: context.authorization.as_deref().map(Text::from),
        names: context.names.iter().map(|name| Text::from(*name)).collect(),
        span: Span { start, end },
    };
    if context.verbs.is_empty() {
        requests.push(request);
        return next;
    }
    for verb in context.verbs {
        requests.push(RawRequest {
            verb: Some(Text::new_static(verb)),
            ..request.clone()
        });
    }
    next
}
