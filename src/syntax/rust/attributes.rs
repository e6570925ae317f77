//! Attributes, and what makes code test code.

use proc_macro2::{TokenStream, TokenTree};
use syn::Meta;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use super::expressions::positional;
use super::{Lowerer, cover, text_of};
use crate::ir::{Argument, Attribute, Span};

impl Lowerer<'_> {
    /// The attributes of an item, documentation left out. Arguments that are no expressions are left out.
    pub(super) fn attributes(&mut self, attrs: &[syn::Attribute]) -> Vec<Attribute> {
        attrs
            .iter()
            .filter(|attribute| !attribute.path().is_ident("doc"))
            .map(|attribute| {
                let path = attribute.path();
                let name: Vec<_> = path.segments.iter().map(|s| text_of(&s.ident)).collect();
                Attribute {
                    name: name.join("::").into(),
                    arguments: self.attribute_arguments(&attribute.meta),
                    span: cover(
                        self.span(attribute.pound_token.span),
                        self.span(attribute.bracket_token.span.close()),
                    ),
                }
            })
            .collect()
    }

    fn attribute_arguments(&mut self, meta: &Meta) -> Vec<Argument> {
        match meta {
            Meta::Path(_) => Vec::new(),
            Meta::NameValue(it) => vec![positional(self.expr(&it.value))],
            Meta::List(it) => {
                let parser = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
                parser
                    .parse2(it.tokens.clone())
                    .map(|arguments| arguments.iter().map(|e| self.argument(e)).collect())
                    .unwrap_or_default()
            }
        }
    }

    /// An argument of an attribute or macro; `name = value` is a named one.
    pub(super) fn argument(&mut self, argument: &syn::Expr) -> Argument {
        if let syn::Expr::Assign(it) = argument
            && let syn::Expr::Path(target) = &*it.left
            && let Some(ident) = target.path.get_ident()
        {
            return Argument {
                name: Some(text_of(ident)),
                value: self.expr(&it.right),
                is_spread: false,
            };
        }
        positional(self.expr(argument))
    }
}

/// The attribute that marks functions which only exist in a test build.
pub(super) fn test_only() -> Attribute {
    Attribute {
        name: "cfg_test".into(),
        arguments: Vec::new(),
        span: Span::default(),
    }
}

/// True for `#[cfg(test)]`, also with further conditions.
pub(super) fn is_test_only(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attribute| match &attribute.meta {
        Meta::List(it) if it.path.is_ident("cfg") => requires_test(it.tokens.clone()),
        _ => false,
    })
}

/// `test` alone, or within `all(…)`; not within `any(…)` or `not(…)`.
fn requires_test(condition: TokenStream) -> bool {
    let mut within_all = false;
    for token in condition {
        match token {
            TokenTree::Ident(ident) if ident == "test" => return true,
            TokenTree::Ident(ident) => within_all = ident == "all",
            TokenTree::Group(group) if within_all && requires_test(group.stream()) => return true,
            _ => {}
        }
    }
    false
}
