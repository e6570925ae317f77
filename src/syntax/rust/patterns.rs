//! Patterns, and what a pattern tests for.

use syn::{Member, Pat};

use super::{Lowerer, name, text_of};
use crate::ir::{Expr, ExprKind, Pattern, PatternEntry, Span, Text, TypeRef};

impl Lowerer<'_> {
    /// What the pattern binds. A pattern around a single value (`Some(x)`, `Auth::Token(t)`) is that value's.
    pub(super) fn pattern(&mut self, pat: &Pat) -> Pattern {
        self.deeper(Span::default(), |this| this.pattern_within(pat))
            .unwrap_or(Pattern::Ignore)
    }

    fn pattern_within(&mut self, pat: &Pat) -> Pattern {
        match pat {
            Pat::Ident(it) if is_constant_name(it) => Pattern::Ignore,
            Pat::Ident(it) => match &it.subpat {
                // Two names for parts of one value: the pattern inside names the parts that are used.
                Some((_, inner)) if binds(inner) => self.pattern(inner),
                _ => Pattern::Name {
                    name: text_of(&it.ident),
                    span: self.span(it.ident.span()),
                },
            },
            Pat::Type(it) => self.pattern(&it.pat),
            Pat::Reference(it) => self.pattern(&it.pat),
            Pat::Paren(it) => self.pattern(&it.pat),
            Pat::Guard(it) => self.pattern(&it.pat),
            Pat::Or(it) => it
                .cases
                .iter()
                .find(|case| binds(case))
                .map_or(Pattern::Ignore, |case| self.pattern(case)),
            Pat::Tuple(it) => self.sequence(&it.elems),
            Pat::Slice(it) => self.sequence(&it.elems),
            Pat::TupleStruct(it) => {
                let mut places = it.elems.iter().filter(|p| !matches!(p, Pat::Rest(_)));
                match (places.next(), places.next()) {
                    (Some(only), None) => self.pattern(only),
                    (None, _) => Pattern::Ignore,
                    _ => self.sequence(&it.elems),
                }
            }
            Pat::Struct(it) => Pattern::Object {
                entries: it
                    .fields
                    .iter()
                    .map(|field| PatternEntry {
                        key: member_name(&field.member),
                        pattern: self.pattern(&field.pat),
                        default: None,
                    })
                    .collect(),
                rest: None,
            },
            _ => Pattern::Ignore,
        }
    }

    fn sequence<'p>(&mut self, elements: impl IntoIterator<Item = &'p Pat>) -> Pattern {
        let places = elements.into_iter().map(|element| match element {
            Pat::Wild(_) | Pat::Rest(_) => None,
            _ => Some(self.pattern(element)),
        });
        Pattern::Array(places.collect())
    }

    /// The constants that the value equals where the pattern matches; empty where it may be anything.
    pub(super) fn labels(&mut self, pat: &Pat) -> Vec<Expr> {
        match pat {
            Pat::Lit(it) => vec![self.literal(&it.lit)],
            Pat::Path(it) => vec![self.path(it.qself.as_ref(), &it.path)],
            Pat::Ident(it) if is_constant_name(it) => {
                let span = self.span(it.ident.span());
                if it.ident == "None" {
                    vec![Expr::new(ExprKind::Null, span)]
                } else {
                    vec![name(text_of(&it.ident), span)]
                }
            }
            Pat::Reference(it) => self.labels(&it.pat),
            Pat::Paren(it) => self.labels(&it.pat),
            Pat::Guard(it) => self.labels(&it.pat),
            Pat::Ident(it) => match &it.subpat {
                Some((_, inner)) => self.labels(inner),
                None => Vec::new(),
            },
            Pat::TupleStruct(it) if it.elems.len() == 1 => self.labels(&it.elems[0]),
            Pat::Or(it) => {
                let mut labels = Vec::new();
                for case in &it.cases {
                    let found = self.labels(case);
                    if found.is_empty() {
                        return Vec::new();
                    }
                    labels.extend(found);
                }
                labels
            }
            _ => Vec::new(),
        }
    }

    /// The type that a struct pattern takes apart.
    pub(super) fn tested_type(&mut self, pat: &Pat) -> Option<TypeRef> {
        match pat {
            Pat::Struct(it) => Some(self.path_type(&it.path)),
            Pat::Reference(it) => self.tested_type(&it.pat),
            Pat::Paren(it) => self.tested_type(&it.pat),
            Pat::Guard(it) => self.tested_type(&it.pat),
            _ => None,
        }
    }
}

/// The guards of a pattern's parts are expressions that run.
pub(super) fn guard(pat: &Pat) -> Option<&syn::Expr> {
    match pat {
        Pat::Guard(it) => Some(&it.guard),
        Pat::Paren(it) => guard(&it.pat),
        _ => None,
    }
}

/// True if the pattern is one or several constants, and nothing besides.
pub(super) fn decides(pat: &Pat) -> bool {
    match pat {
        Pat::Lit(_) | Pat::Path(_) => true,
        Pat::Ident(it) => is_constant_name(it),
        Pat::Reference(it) => decides(&it.pat),
        Pat::Paren(it) => decides(&it.pat),
        Pat::TupleStruct(it) if it.elems.len() == 1 => decides(&it.elems[0]),
        Pat::Or(it) => it.cases.iter().all(decides),
        _ => false,
    }
}

/// True if the pattern gives a name to anything.
pub(super) fn binds(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(it) => !is_constant_name(it),
        Pat::Type(it) => binds(&it.pat),
        Pat::Reference(it) => binds(&it.pat),
        Pat::Paren(it) => binds(&it.pat),
        Pat::Guard(it) => binds(&it.pat),
        Pat::Or(it) => it.cases.iter().any(binds),
        Pat::Tuple(it) => it.elems.iter().any(binds),
        Pat::Slice(it) => it.elems.iter().any(binds),
        Pat::TupleStruct(it) => it.elems.iter().any(binds),
        Pat::Struct(it) => it.fields.iter().any(|field| binds(&field.pat)),
        _ => false,
    }
}

/// Syntax alone can't tell `x =>` from `LIMIT =>`: constants and variants are the ones that begin with a capital letter.
fn is_constant_name(it: &syn::PatIdent) -> bool {
    it.subpat.is_none()
        && it.by_ref.is_none()
        && it.mutability.is_none()
        && it.ident.to_string().starts_with(char::is_uppercase)
}

pub(super) fn member_name(member: &Member) -> Text {
    match member {
        Member::Named(ident) => text_of(ident),
        Member::Unnamed(index) => Text::from(index.index.to_string()),
    }
}
