//! Macro calls. What a macro does with its tokens is its own affair; these are lowered:
//! - the standard formatting macros to the text they build,
//! - those that only write or log a message to a call with that text, so that it can be told from a text that is used,
//! - all others to a call with the arguments that parse as expressions; where they don't, the expressions among the tokens are kept.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{LitStr, Token};

use super::expressions::{call, positional};
use super::format_string::{self, Piece};
use super::tokens::{
    is_assignment, is_colon, is_comma, is_fat_arrow, is_semicolon, split, split_once,
};
use super::{Lowerer, cover, name, opaque, text_of};
use crate::ir::{Argument, Expr, ExprKind, Key, Property, Span, Stmt, Text};

/// Macros whose value is the text they format.
const FORMATTING: [&str; 3] = ["format", "format_args", "formatcp"];

/// Macros that write, log or panic with a formatted message, and how many arguments stand before the format at least.
const MESSAGES: [(&str, usize); 29] = [
    ("anyhow", 0),
    ("assert", 1),
    ("assert_eq", 2),
    ("assert_ne", 2),
    ("bail", 0),
    ("debug", 0),
    ("debug_assert", 1),
    ("debug_assert_eq", 2),
    ("debug_assert_ne", 2),
    ("ensure", 1),
    ("eprint", 0),
    ("eprintln", 0),
    ("error", 0),
    ("error_span", 0),
    ("event", 0),
    ("eyre", 0),
    ("info", 0),
    ("info_span", 0),
    ("log", 0),
    ("panic", 0),
    ("print", 0),
    ("println", 0),
    ("todo", 0),
    ("trace", 0),
    ("unimplemented", 0),
    ("unreachable", 0),
    ("warn", 0),
    ("write", 1),
    ("writeln", 1),
];

impl Lowerer<'_> {
    pub(super) fn macro_expr(&mut self, mac: &syn::Macro) -> Expr {
        let span = self.macro_span(mac);
        self.deeper(span, |this| this.macro_within(mac, span))
            .unwrap_or_else(|| opaque(Vec::new(), span))
    }

    fn macro_within(&mut self, mac: &syn::Macro, span: Span) -> Expr {
        let Some(last) = mac.path.segments.last() else {
            return opaque(Vec::new(), span);
        };
        let macro_name = text_of(&last.ident);
        let tokens = mac.tokens.clone();
        if FORMATTING.contains(&macro_name.as_str()) {
            let (before, text) = self.message(tokens, 0);
            return match text {
                Some(text) => Expr::new(text.kind, span),
                None => opaque(values(before), span),
            };
        }
        if let Some((_, before)) = MESSAGES.iter().find(|(name, _)| *name == macro_name) {
            let (mut arguments, text) = self.message(tokens, *before);
            arguments.extend(text.map(positional));
            let callee = if macro_name == "writeln" {
                "write".into()
            } else {
                macro_name
            };
            return self.macro_call(mac, callee, arguments, span);
        }
        match macro_name.as_str() {
            "concat" => {
                let parts = values(self.loose_arguments(tokens));
                Expr::new(ExprKind::Concat(parts), span)
            }
            "vec" => self.vec(tokens, span),
            "dbg" => match self.parsed_arguments(tokens.clone()) {
                Some(mut arguments) if arguments.len() == 1 => {
                    Expr::new(arguments.remove(0).value.kind, span)
                }
                _ => opaque(values(self.loose_arguments(tokens)), span),
            },
            "matches" => {
                let subject = split(tokens, is_comma).into_iter().next();
                let subject = subject.map(|tokens| self.loose(tokens));
                opaque(subject.into_iter().collect(), span)
            }
            "stringify" | "include_str" | "include_bytes" | "macro_rules" => {
                opaque(Vec::new(), span)
            }
            _ => self.other_macro(mac, macro_name, span),
        }
    }

    fn other_macro(&mut self, mac: &syn::Macro, macro_name: Text, span: Span) -> Expr {
        if let Some(arguments) = self.parsed_arguments(mac.tokens.clone()) {
            return self.macro_call(mac, macro_name, arguments, span);
        }
        if let Ok(stmts) = syn::Block::parse_within.parse2(mac.tokens.clone()) {
            let stmts = self.statements(&stmts);
            return opaque(vec![Expr::new(ExprKind::Block(stmts), span)], span);
        }
        let pairs = split(mac.tokens.clone(), is_comma);
        if pairs
            .iter()
            .all(|pair| split_once(pair.clone(), is_fat_arrow).is_some())
        {
            let object = self.object(mac.tokens.clone(), span);
            let arguments = object.into_iter().map(positional).collect();
            return self.macro_call(mac, macro_name, arguments, span);
        }
        let arguments = self.loose_arguments(mac.tokens.clone());
        let is_data = |argument: &Argument| {
            matches!(
                argument.value.kind,
                ExprKind::Object(_) | ExprKind::Array(_)
            )
        };
        if arguments.len() == 1 && is_data(&arguments[0]) {
            return self.macro_call(mac, macro_name, arguments, span);
        }
        opaque(values(arguments), span)
    }

    /// A macro where items stand: the statics of `lazy_static!`, the items of others.
    pub(super) fn macro_item(&mut self, mac: &syn::Macro, stmts: &mut Vec<Stmt>) {
        if let Ok(statics) = statics.parse2(mac.tokens.clone()) {
            for (ident, ty, value) in &statics {
                let start = self.span(ident.span());
                stmts.push(self.binding(ident, ty, value, start));
            }
        } else if let Ok(file) = syn::parse2::<syn::File>(mac.tokens.clone()) {
            for item in &file.items {
                self.item(item, stmts);
            }
        } else {
            let value = self.macro_expr(mac);
            stmts.push(Stmt::Expr(value));
        }
    }

    fn macro_span(&self, mac: &syn::Macro) -> Span {
        let start = mac
            .path
            .segments
            .first()
            .map_or(Span::default(), |s| self.span(s.ident.span()));
        cover(start, self.span(mac.delimiter.span().close()))
    }

    fn macro_call(
        &mut self,
        mac: &syn::Macro,
        callee: Text,
        arguments: Vec<Argument>,
        span: Span,
    ) -> Expr {
        let at = mac
            .path
            .segments
            .last()
            .map_or(span, |s| self.span(s.ident.span()));
        let mut lowered = call(name(callee, at), arguments, Vec::new(), span);
        lowered.span = span;
        lowered
    }

    /// The arguments of a macro that takes comma-separated expressions.
    fn parsed_arguments(&mut self, tokens: TokenStream) -> Option<Vec<Argument>> {
        let parser = Punctuated::<syn::Expr, Token![,]>::parse_terminated;
        let arguments = parser.parse2(tokens).ok()?;
        // An object literal with nothing in it, or with one shorthand entry, parses as a block.
        let is_block = |e: &syn::Expr| matches!(e, syn::Expr::Block(it) if it.label.is_none());
        if arguments.iter().any(is_block) {
            return None;
        }
        Some(arguments.iter().map(|e| self.argument(e)).collect())
    }

    /// The arguments before a format string, and the text that it formats with those behind it.
    fn message(&mut self, tokens: TokenStream, before: usize) -> (Vec<Argument>, Option<Expr>) {
        let mut parts = split(tokens, is_comma).into_iter().enumerate();
        let mut arguments = Vec::new();
        for (index, part) in parts.by_ref() {
            let format = if index < before {
                None
            } else {
                syn::parse2::<LitStr>(part.clone()).ok()
            };
            match format {
                Some(format) => {
                    let values = parts.map(|(_, part)| self.loose_argument(part)).collect();
                    return (arguments, Some(self.formatted(&format, values)));
                }
                None => arguments.push(self.loose_argument(part)),
            }
        }
        (arguments, None)
    }

    fn formatted(&mut self, format: &LitStr, values: Vec<Argument>) -> Expr {
        let text = format.value();
        let span = self.span(format.span());
        // Parts of a literal without escapes have places of their own.
        let written = self.source.get(span.start as usize..span.end as usize);
        let body = written
            .and_then(|written| written.find(&text))
            .filter(|_| !text.is_empty())
            .map(|offset| span.start as usize + offset);
        let place = |range: std::ops::Range<usize>| match body {
            Some(body) => Span::new(body + range.start, body + range.end),
            None => span,
        };
        let mut used = vec![false; values.len()];
        let parts: Vec<Expr> = format_string::pieces(&text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text { text, range } => Expr::new(ExprKind::Str(text.into()), place(range)),
                Piece::Argument { argument, range } => {
                    let found = match &argument {
                        format_string::Argument::Position(index) => {
                            (*index < values.len()).then_some(*index)
                        }
                        format_string::Argument::Name(wanted) => values
                            .iter()
                            .position(|value| value.name.as_deref() == Some(wanted.as_str())),
                    };
                    match (found, argument) {
                        (Some(index), _) => {
                            used[index] = true;
                            values[index].value.clone()
                        }
                        (None, format_string::Argument::Name(captured)) => {
                            name(captured, place(range))
                        }
                        (None, _) => opaque(Vec::new(), place(range)),
                    }
                }
            })
            .collect();
        let text = match <[Expr; 1]>::try_from(parts) {
            Ok([only]) if matches!(only.kind, ExprKind::Str(_)) => only,
            Ok([only]) => Expr::new(ExprKind::Concat(vec![only]), span),
            Err(parts) if parts.is_empty() => Expr::new(ExprKind::Str(Text::default()), span),
            Err(parts) => Expr::new(ExprKind::Concat(parts), span),
        };
        // A width or precision: no part of the text, but still evaluated.
        let mut stmts: Vec<Stmt> = values
            .into_iter()
            .zip(used)
            .filter(|(_, used)| !used)
            .map(|(value, _)| Stmt::Expr(value.value))
            .collect();
        if stmts.is_empty() {
            return text;
        }
        stmts.push(Stmt::Expr(text));
        Expr::new(ExprKind::Block(stmts), span)
    }

    fn vec(&mut self, tokens: TokenStream, span: Span) -> Expr {
        let parts = split(tokens.clone(), is_semicolon);
        if parts.len() == 2 {
            let operands = parts.into_iter().map(|part| self.loose(part)).collect();
            return opaque(operands, span);
        }
        let elements = values(self.loose_arguments(tokens));
        Expr::new(ExprKind::Array(elements), span)
    }

    /// Comma-separated arguments, each as far as it can be read.
    fn loose_arguments(&mut self, tokens: TokenStream) -> Vec<Argument> {
        let parser = Punctuated::<syn::Expr, Token![,]>::parse_terminated;
        match parser.parse2(tokens.clone()) {
            // A brace may hold an object rather than a block.
            Ok(all) if !all.iter().any(|e| matches!(e, syn::Expr::Block(_))) => {
                all.iter().map(|e| self.argument(e)).collect()
            }
            _ => split(tokens, is_comma)
                .into_iter()
                .map(|part| self.loose_argument(part))
                .collect(),
        }
    }

    fn loose_argument(&mut self, tokens: TokenStream) -> Argument {
        match syn::parse2::<syn::Expr>(tokens.clone()) {
            Ok(argument) if !matches!(argument, syn::Expr::Block(_)) => self.argument(&argument),
            _ => positional(self.loose(tokens)),
        }
    }

    /// Tokens that may or may not be an expression: an object (`{ "key": value }`, `key => value`), or else whatever expressions are among them.
    fn loose(&mut self, tokens: TokenStream) -> Expr {
        let span = self.tokens_span(&tokens);
        self.deeper(span, |this| this.loose_within(tokens, span))
            .unwrap_or_else(|| opaque(Vec::new(), span))
    }

    fn loose_within(&mut self, tokens: TokenStream, span: Span) -> Expr {
        let mut only = tokens.clone().into_iter();
        if let (Some(TokenTree::Group(group)), None) = (only.next(), only.next()) {
            match group.delimiter() {
                Delimiter::Brace => {
                    if let Some(object) = self.object(group.stream(), span) {
                        return object;
                    }
                }
                Delimiter::Bracket => {
                    let elements = values(self.loose_arguments(group.stream()));
                    return Expr::new(ExprKind::Array(elements), span);
                }
                _ => {}
            }
        }
        if let Ok(parsed) = syn::parse2::<syn::Expr>(tokens.clone()) {
            return self.expr(&parsed);
        }
        if let Ok(stmts) = syn::Block::parse_within.parse2(tokens.clone()) {
            let stmts = self.statements(&stmts);
            return Expr::new(ExprKind::Block(stmts), span);
        }
        for separates in [
            is_comma,
            is_semicolon,
            is_fat_arrow,
            is_assignment,
            is_colon,
        ] {
            let parts = split(tokens.clone(), separates);
            if parts.len() > 1 {
                let operands = parts.into_iter().map(|part| self.loose(part)).collect();
                return opaque(operands, span);
            }
        }
        // `%value` and `?value` of the logging macros.
        let unsigned: TokenStream = tokens
            .clone()
            .into_iter()
            .skip_while(|token| matches!(token, TokenTree::Punct(_)))
            .collect();
        if let Ok(parsed) = syn::parse2::<syn::Expr>(unsigned) {
            return self.expr(&parsed);
        }
        let groups = tokens.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        });
        let operands = groups.map(|group| self.loose(group)).collect();
        opaque(operands, span)
    }

    /// The entries of a literal such as `json!`'s; `None` where the tokens are no list of keys and values.
    fn object(&mut self, tokens: TokenStream, span: Span) -> Option<Expr> {
        let mut entries = Vec::new();
        for part in split(tokens, is_comma) {
            let halves = [is_fat_arrow, is_colon]
                .into_iter()
                .map(|separates| split_once(part.clone(), separates))
                .find(Option::is_some)??;
            entries.push(halves);
        }
        let properties = entries
            .into_iter()
            .map(|(key, value)| {
                let value = self.loose_argument(value).value;
                let key = match syn::parse2::<LitStr>(key.clone()) {
                    Ok(text) => Key::Name(text.value().into()),
                    Err(_) => match syn::Ident::parse_any.parse2(key.clone()) {
                        Ok(ident) => Key::Name(text_of(&ident)),
                        Err(_) => Key::Computed(self.loose(key)),
                    },
                };
                Property { key, value }
            })
            .collect();
        Some(Expr::new(ExprKind::Object(properties), span))
    }

    fn tokens_span(&self, tokens: &TokenStream) -> Span {
        let mut spans = tokens.clone().into_iter().map(|token| token.span());
        let first = spans.next().map_or(Span::default(), |span| self.span(span));
        spans
            .last()
            .map_or(first, |last| cover(first, self.span(last)))
    }
}

fn values(arguments: Vec<Argument>) -> Vec<Expr> {
    arguments
        .into_iter()
        .map(|argument| argument.value)
        .collect()
}

/// `static ref NAME: Type = value;`, any number of them.
fn statics(input: ParseStream) -> syn::Result<Vec<(syn::Ident, syn::Type, syn::Expr)>> {
    let mut statics = Vec::new();
    while !input.is_empty() || statics.is_empty() {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        input.parse::<Token![static]>()?;
        input.parse::<Token![ref]>()?;
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![=]>()?;
        let value = input.parse()?;
        input.parse::<Token![;]>()?;
        statics.push((ident, ty, value));
    }
    Ok(statics)
}
