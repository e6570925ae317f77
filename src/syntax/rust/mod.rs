//! The Rust frontend: a file parsed by `syn` is lowered to the [`Module`] that all stages behind it read.
//!
//! A file that `syn` refuses, or that is nested too deep to be parsed safely, is read as text instead: its URLs are kept, and a
//! [`Problem`] says what happened.

mod attributes;
mod control;
mod expressions;
mod format_string;
mod items;
mod macros;
mod nesting;
mod patterns;
mod statements;
mod tokens;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Expr, ExprKind, Module, Problem, Span, Text, TypeRef};
use crate::syntax::{MAX_DEPTH, text};

use self::control::JumpTarget;
use self::nesting::Nesting;

/// Lowers a Rust source file. Never fails: what can't be read is in [`Module::problems`].
pub fn lower(source: &str) -> Module {
    match nesting::of(source) {
        Nesting::Shallow => parse_and_lower(source),
        Nesting::Deep => on_large_stack(source),
        Nesting::TooDeep => as_text(
            source,
            Span::default(),
            "nested too deep to be parsed; read as text",
        ),
    }
}

/// Parser and lowering recurse over the source: what is nested deeper than a worker thread's stack surely bears gets a thread of its own.
fn on_large_stack(source: &str) -> Module {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(nesting::LARGE_STACK)
            .spawn_scoped(scope, || parse_and_lower(source))
            .ok()
            .and_then(|thread| thread.join().ok())
    })
    .unwrap_or_else(|| {
        as_text(
            source,
            Span::default(),
            "no memory for parsing; read as text",
        )
    })
}

fn parse_and_lower(source: &str) -> Module {
    let base = start_of_code(source);
    let lowered = match syn::parse_file(&source[base..]) {
        Ok(file) => {
            let mut lowerer = Lowerer::new(source, base);
            lowerer.file(&file);
            Ok(lowerer.module)
        }
        Err(error) => {
            let range = error.span().byte_range();
            Err((
                Span::new(base + range.start, base + range.end),
                error.to_string(),
            ))
        }
    };
    // The tokens of every file parsed on a thread stay in a table of that thread: without this it grows with the repository.
    proc_macro2::extra::invalidate_current_thread_spans();
    lowered.unwrap_or_else(|(span, error)| {
        as_text(
            source,
            span,
            &format!("syntax error: {error}; read as text"),
        )
    })
}

fn as_text(source: &str, span: Span, what: &str) -> Module {
    let mut module = text::lower(source, "rust");
    module.problems.push(Problem {
        span,
        what: what.into(),
    });
    module
}

/// Where the code begins behind a byte order mark and a `#!` line, which `syn` would cut off too, without saying how much.
fn start_of_code(source: &str) -> usize {
    let after_mark = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mark = source.len() - after_mark.len();
    let is_script = after_mark.strip_prefix("#!").is_some_and(|rest| {
        let rest = rest.trim_start();
        !["[", "//", "/*"]
            .iter()
            .any(|attribute| rest.starts_with(attribute))
    });
    if is_script {
        mark + after_mark.find('\n').unwrap_or(after_mark.len())
    } else {
        mark
    }
}

/// The state of lowering one file.
struct Lowerer<'a> {
    source: &'a str,
    /// Offset of the text that `syn` was given.
    base: usize,
    module: Module,
    depth: usize,
    /// The modules that the file declares and that are in other files: a path that starts with one of them is the crate's own,
    /// though another crate may have that name.
    own_modules: BTreeSet<Text>,
    /// Names of the enclosing `mod` blocks of this file.
    namespace: Vec<Text>,
    /// What `Self` stands for, innermost last; `None` in a trait.
    self_types: Vec<Option<TypeRef>>,
    /// What the type parameters in scope are bound by, innermost last.
    bounds: Vec<BTreeMap<Text, TypeRef>>,
    /// The enclosing loops and labelled blocks of the function.
    targets: Vec<JumpTarget>,
    /// Within `#[cfg(test)]`.
    in_test: bool,
}

impl<'a> Lowerer<'a> {
    fn new(source: &'a str, base: usize) -> Self {
        Lowerer {
            source,
            base,
            module: Module::default(),
            depth: 0,
            own_modules: BTreeSet::new(),
            namespace: Vec::new(),
            self_types: Vec::new(),
            bounds: Vec::new(),
            targets: Vec::new(),
            in_test: false,
        }
    }

    /// The place of a token in the file.
    fn span(&self, span: proc_macro2::Span) -> Span {
        let range = span.byte_range();
        Span::new(self.base + range.start, self.base + range.end)
    }

    /// Whether a path that starts so leads into another file of the crate.
    fn is_own_module(&self, first: &syn::Ident) -> bool {
        self.namespace.is_empty() && self.own_modules.contains(&text_of(first))
    }

    /// Runs `lower` one level deeper; `None`, and a problem, where that is too deep.
    fn deeper<T>(&mut self, at: Span, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            let what: Text = format!("nesting deeper than {MAX_DEPTH}").into();
            if self.module.problems.last().is_none_or(|p| p.what != what) {
                self.module.problems.push(Problem { span: at, what });
            }
            return None;
        }
        self.depth += 1;
        let lowered = lower(self);
        self.depth -= 1;
        Some(lowered)
    }
}

/// From the start of one place to the end of another.
fn cover(first: Span, last: Span) -> Span {
    Span {
        start: first.start,
        end: last.end.max(first.end),
    }
}

fn opaque(operands: Vec<Expr>, span: Span) -> Expr {
    Expr::new(ExprKind::Opaque(operands), span)
}

fn name(name: impl Into<Text>, span: Span) -> Expr {
    Expr::new(ExprKind::Name(name.into()), span)
}

/// An identifier's text, without the `r#` of a raw one.
fn text_of(ident: &syn::Ident) -> Text {
    let text = ident.to_string();
    Text::new(text.strip_prefix("r#").unwrap_or(&text))
}

#[cfg(test)]
mod tests;
