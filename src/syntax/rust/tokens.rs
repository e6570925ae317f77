//! Taking the tokens of a macro apart at separators.

use proc_macro2::{Spacing, TokenStream, TokenTree};

/// How many tokens a separator at the start of these has; none if there is none.
pub(super) type Separator = fn(&[TokenTree]) -> usize;

/// The parts between separators; an empty part at the end is left out.
pub(super) fn split(tokens: TokenStream, separates: Separator) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let length = separates(&tokens[at..]);
        if length == 0 {
            at += operator_length(&tokens[at..]);
        } else {
            parts.push(tokens[start..at].iter().cloned().collect());
            at += length;
            start = at;
        }
    }
    if start < tokens.len() {
        parts.push(tokens[start..].iter().cloned().collect());
    }
    parts
}

pub(super) fn split_once(
    tokens: TokenStream,
    separates: Separator,
) -> Option<(TokenStream, TokenStream)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        let length = separates(&tokens[at..]);
        if length > 0 {
            let key = tokens[..at].iter().cloned().collect();
            return Some((key, tokens[at + length..].iter().cloned().collect()));
        }
        at += operator_length(&tokens[at..]);
    }
    None
}

/// `::`, `==`, `<=` and the like are one token: half of one is no separator.
fn operator_length(tokens: &[TokenTree]) -> usize {
    let joined = tokens
        .iter()
        .take_while(|token| matches!(token, TokenTree::Punct(p) if p.spacing() == Spacing::Joint))
        .count();
    match tokens.get(joined) {
        Some(TokenTree::Punct(_)) if joined > 0 => joined + 1,
        _ => joined.max(1),
    }
}

pub(super) fn is_comma(tokens: &[TokenTree]) -> usize {
    is_alone(tokens, ',')
}

pub(super) fn is_semicolon(tokens: &[TokenTree]) -> usize {
    is_alone(tokens, ';')
}

pub(super) fn is_colon(tokens: &[TokenTree]) -> usize {
    is_single(tokens, ':')
}

pub(super) fn is_assignment(tokens: &[TokenTree]) -> usize {
    is_single(tokens, '=')
}

pub(super) fn is_fat_arrow(tokens: &[TokenTree]) -> usize {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), ..]
            if first.as_char() == '=' && second.as_char() == '>' =>
        {
            2
        }
        _ => 0,
    }
}

/// A character that is never part of a longer operator.
fn is_alone(tokens: &[TokenTree], character: char) -> usize {
    usize::from(matches!(tokens.first(), Some(TokenTree::Punct(p)) if p.as_char() == character))
}

/// A character that is not the start of a longer operator.
fn is_single(tokens: &[TokenTree], character: char) -> usize {
    let first = |p: &proc_macro2::Punct| {
        p.as_char() == character
            && (p.spacing() == Spacing::Alone
                || !matches!(tokens.get(1), Some(TokenTree::Punct(_))))
    };
    usize::from(matches!(tokens.first(), Some(TokenTree::Punct(p)) if first(p)))
}
