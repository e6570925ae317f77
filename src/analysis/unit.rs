//! One file of the program, and what a walk over all of its code tells: done once, on the thread that lowered it.

use std::sync::Arc;

use crate::call::SourceFile;
use crate::ir::{Expr, ExprKind, FnId, Module, Stmt, Text};
use crate::library::{Family, Libraries, Role};
use crate::syntax::Language;

use super::program::names_okta;
use super::visit::{self, Node};

/// One file; of a Razor page its C#, or its scripts.
pub struct Unit {
    pub file: Arc<SourceFile>,
    pub module: Module,
    /// `None` for languages without a syntax frontend.
    pub family: Option<Family>,
    /// The text names an SSWS token.
    pub has_ssws: bool,
    /// The path or an import names Okta.
    pub names_okta: bool,
    /// What `require('m')` and `import('m')` name, wherever they stand.
    required: Vec<Text>,
    /// By the function's id.
    contents: Vec<Contents>,
}

/// What stands in the body of a function, that of nested functions left out.
#[derive(Default)]
pub struct Contents {
    /// Lambdas and local functions.
    pub nested: Vec<FnId>,
    /// Names and members of `this` that are assigned to.
    pub assigned: Vec<Text>,
}

impl Unit {
    /// A module of a lowered file, which is written in this language.
    pub fn new(file: Arc<SourceFile>, language: Language, module: Module) -> Unit {
        let family = match language {
            Language::CSharp => Some(Family::DotNet),
            Language::JavaScript | Language::TypeScript | Language::Markup => {
                Some(Family::EcmaScript)
            }
            Language::Python => Some(Family::Python),
            Language::Rust => Some(Family::Rust),
            Language::Text(_) => None,
        };
        let has_ssws = memchr::memmem::find(file.text.as_bytes(), b"SSWS").is_some();
        let mut required = Vec::new();
        let functions = module.functions.iter();
        let contents = functions
            .map(|function| Contents::of(&function.body, &mut required))
            .collect();
        Contents::of(&module.top, &mut required);
        let mut unit = Unit {
            names_okta: names_okta(&file.path),
            file,
            module,
            family,
            has_ssws,
            required,
            contents,
        };
        unit.names_okta |= unit.imports_okta();
        unit
    }

    /// What the file imports, by declarations and in expressions.
    pub fn modules(&self) -> impl Iterator<Item = &Text> {
        let imported = self.module.imports.iter().map(|import| &import.module);
        imported.chain(&self.required)
    }

    /// What stands in the body of a function of this file.
    pub fn contents(&self, function: FnId) -> &Contents {
        &self.contents[function.0 as usize]
    }

    fn imports_okta(&self) -> bool {
        let libraries = Libraries::embedded();
        self.family.is_some_and(|family| {
            self.modules().any(|module| {
                let found = libraries.by_module(family, module);
                found.iter().any(|id| {
                    let library = libraries.library(*id);
                    library.role == Role::Okta && !library.is_sign_in
                })
            })
        })
    }
}

impl Contents {
    /// What stands in a body; the modules that its expressions name are added to the file's.
    fn of(body: &[Stmt], required: &mut Vec<Text>) -> Contents {
        let mut contents = Contents::default();
        visit::walk(body, &mut |node| match node {
            Node::Function(id) => contents.nested.push(id),
            Node::Expression(expression) => match &expression.kind {
                ExprKind::Lambda(id) => contents.nested.push(*id),
                ExprKind::Module(module) => required.push(module.clone()),
                ExprKind::Assign { target, .. } => contents.assigned.extend(assigned(target)),
                _ => {}
            },
        });
        contents
    }
}

/// The name that an assignment gives a value, as far as it may be that of a field.
fn assigned(target: &Expr) -> Option<Text> {
    match &target.kind {
        ExprKind::Member { object, name, .. } if matches!(object.kind, ExprKind::This) => {
            Some(name.clone())
        }
        ExprKind::Name(name) => Some(name.clone()),
        _ => None,
    }
}
