//! Imports. Wherever they stand, they hold for the whole file.

use std::collections::HashSet;

use tree_sitter::Node;

use super::kinds::{Kind, Part, child_of, items};
use super::{Lowerer, span};
use crate::ir::{Import, ImportKind, Text};

impl Lowerer<'_> {
    /// `import a.b`, `import a.b as c`
    pub(super) fn import(&mut self, node: Node<'_>) {
        for part in self.parts(node) {
            let (module, local) = self.imported_name(part);
            let local = local.unwrap_or_else(|| module.clone());
            self.add_import(part, module, ImportKind::Namespace, local);
        }
    }

    /// `from a import b as c`, `from . import b`, `from a import *`
    pub(super) fn import_from(&mut self, node: Node<'_>) {
        let Some(from) = Part::ModuleName.of(node) else {
            return;
        };
        let module = Text::from(without_space(self.text(from)));
        self.recover(node);
        for part in Part::Name.all(node) {
            let (name, local) = self.imported_name(part);
            let local = local.unwrap_or_else(|| name.clone());
            self.add_import(part, module.clone(), ImportKind::Named(name), local);
        }
        if let Some(all) = child_of(node, Kind::WildcardImport) {
            self.add_import(all, module, ImportKind::Glob, Text::default());
        }
    }

    fn imported_name(&self, node: Node<'_>) -> (Text, Option<Text>) {
        let named = match Kind::of(node) {
            Kind::AliasedImport => Part::Name.of(node).unwrap_or(node),
            _ => node,
        };
        let alias = Part::Alias.of(node).map(|alias| self.text(alias).into());
        (without_space(self.text(named)).into(), alias)
    }

    fn add_import(&mut self, node: Node<'_>, module: Text, kind: ImportKind, local: Text) {
        self.module.imports.push(Import {
            module,
            kind,
            local,
            global: false,
            // What a file imports for annotations only is called through them: `client: "Client"`.
            type_only: false,
            span: span(node),
        });
    }
}

/// The dotted names that `import a.b` binds, in the whole file.
pub(super) fn dotted(root: Node<'_>, source: &str) -> HashSet<Text> {
    let mut found = HashSet::new();
    let mut todo = vec![root];
    while let Some(node) = todo.pop() {
        match Kind::of(node) {
            Kind::Import => {
                for name in items(node) {
                    let text = source.get(name.byte_range()).unwrap_or_default();
                    if Kind::of(name) == Kind::DottedName && text.contains('.') {
                        found.insert(Text::from(without_space(text)));
                    }
                }
            }
            kind if may_hold_import(kind) => todo.extend(items(node)),
            _ => {}
        }
    }
    found
}

fn may_hold_import(kind: Kind) -> bool {
    !matches!(
        kind.class(),
        super::kinds::Class::Expression | super::kinds::Class::Trivia
    )
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}
