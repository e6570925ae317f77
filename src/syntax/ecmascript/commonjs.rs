//! CommonJS: `module.exports = …`, `exports.x = …`, and what compilers make of `export`.
//!
//! An export has a name in the file ([`Survey::exports`](super::survey::Survey::exports)), under which its value is bound and read.

use super::Lowerer;
use super::expressions::{dotted, is_function, peel};
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::survey::is_nothing;
use crate::ir::{Export, ExportValue, Expr, ExprKind, Key, Pattern, Property, Span, Stmt, Text};

/// What an expression means of the file's exports.
pub(super) enum Exported {
    /// `module.exports`, `exports`
    Whole,
    /// `exports.x`, `module.exports.x`
    Name(Text),
}

/// What of the file's exports an expression means, if any.
pub(super) fn exported(node: Node<'_>, source: &str) -> Option<Exported> {
    if node.kind() == Kind::Subscript {
        let object = dotted(node.get(Part::Object)?, source)?;
        let index = node.get(Part::Index)?;
        let text = source.get(index.range())?;
        let name = text.trim_matches(['"', '\'']);
        let is_whole = matches!(object[..], ["exports"] | ["module", "exports"]);
        return (is_whole && index.kind() == Kind::String).then(|| Exported::Name(name.into()));
    }
    match dotted(node, source)?[..] {
        ["exports"] | ["module", "exports"] => Some(Exported::Whole),
        ["exports", name] | ["module", "exports", name] => Some(Exported::Name(name.into())),
        _ => None,
    }
}

impl Lowerer<'_> {
    /// Whether this is the top level of the file, outside any block.
    pub(super) fn is_top(&self) -> bool {
        !self.function.is_function
            && self.function.blocks == 0
            && self.types.is_empty()
            && self.namespace.is_empty()
    }

    /// The name in the file of an export that an expression reads.
    pub(super) fn exported_local(&self, node: Node<'_>) -> Option<Text> {
        if self.survey.exports.is_empty() {
            return None;
        }
        match exported(node, self.source)? {
            Exported::Name(name) => self.survey.exports.get(&name).cloned(),
            Exported::Whole => None,
        }
    }

    /// Lowers an expression statement of the top level if it exports something. All it amounts to is pending then.
    pub(super) fn commonjs_statement(&mut self, node: Node<'_>) -> bool {
        match node.kind() {
            Kind::Assignment => self.export_assignment(node, false).is_some(),
            Kind::Call => self.export_call(node).is_some(),
            _ => false,
        }
    }

    /// `module.exports = x`, `exports.a = exports.b = x`, `client = module.exports = x`: all names get the value, which is
    /// given back for a variable that `is_read` by the same declaration.
    pub(super) fn export_assignment(&mut self, node: Node<'_>, is_read: bool) -> Option<Expr> {
        let mut targets = Vec::new();
        let mut value = node;
        while value.kind() == Kind::Assignment {
            self.recover(value);
            targets.push(value.get(Part::Left)?);
            value = peel(value.get(Part::Right)?);
        }
        let of_exports = |target: &&Node<'_>| exported(**target, self.source).is_some();
        if !targets.iter().any(|target| of_exports(&target)) {
            return None;
        }
        if !is_read && is_nothing(value) && self.announced(&targets) {
            return Some(Expr::new(ExprKind::Null, value.span()));
        }
        let is_whole =
            |target: &Node<'_>| matches!(exported(*target, self.source), Some(Exported::Whole));
        if targets.iter().all(is_whole) && value.kind() == Kind::Object {
            let mut whole = self.exported_object(value);
            if is_read {
                let place = node.span();
                let name = Expr::new(ExprKind::Name("module.exports".into()), place);
                let object = std::mem::replace(&mut whole, name);
                let statement = Self::let_name("module.exports".into(), Some(object), place);
                self.pending.push(statement);
            }
            self.export_whole(whole.clone());
            return Some(whole);
        }
        let mut bound = self.bound_export(&targets, value)?;
        let is_name = matches!(bound.kind, ExprKind::Name(_));
        if !is_name && (is_read || targets.len() > 1) {
            // The value is made once, whatever the number of its names.
            let name = ExprKind::Name("module.exports".into());
            let value = std::mem::replace(&mut bound.kind, name);
            let value = Expr::new(value, bound.span);
            let statement = Self::let_name("module.exports".into(), Some(value), node.span());
            self.pending.push(statement);
        }
        bound.span = value.span();
        for target in targets {
            match exported(target, self.source) {
                Some(Exported::Whole) => self.export_whole(bound.clone()),
                Some(Exported::Name(name)) => self.export_bound(name, &bound),
                None => {
                    let assign = ExprKind::Assign {
                        target: Box::new(self.target(target)),
                        value: Box::new(bound.clone()),
                        append: false,
                    };
                    let assign = Expr::new(assign, node.span());
                    self.pending.push(Stmt::Expr(assign));
                }
            }
        }
        Some(bound)
    }

    /// `exports.b = exports.a = void 0` only says what the file will export: each gets a value of its own later.
    fn announced(&mut self, targets: &[Node<'_>]) -> bool {
        let mut names = Vec::new();
        for target in targets {
            match exported(*target, self.source) {
                Some(Exported::Name(name)) => names.push((name, target.span())),
                _ => return false,
            }
        }
        for (name, place) in names {
            let local = self.survey.exports.get(&name).unwrap_or(&name).clone();
            if self.survey.set_later.contains(&name) {
                let statement = Self::let_name(local.clone(), None, place);
                self.pending.push(statement);
            }
            self.export_bound(name, &Expr::new(ExprKind::Name(local), place));
        }
        true
    }

    /// The value that is exported, bound to the name that it has in the file.
    fn bound_export(&mut self, targets: &[Node<'_>], value: Node<'_>) -> Option<Expr> {
        let local = targets
            .iter()
            .find_map(|target| self.exported_local(*target));
        let place = targets.first()?.span();
        match value.kind() {
            Kind::Identifier => return Some(self.plain_name(value)),
            Kind::Class => {
                let name = local.unwrap_or_else(|| "exports".into());
                return Some(self.class_bound_to(value, name, place));
            }
            _ => {}
        }
        if is_function(value) {
            let own = value.get(Part::Name).map(|name| self.name(name));
            let own = own.filter(|name| !self.survey.names.contains(name));
            if let Some(name) = local.clone().or(own) {
                let function = self.bound_function(value, name.clone(), place);
                self.pending.push(function);
                return Some(Expr::new(ExprKind::Name(name), place));
            }
        }
        let lowered = self.expression(value);
        let Some(local) = local.filter(|_| !matches!(lowered.kind, ExprKind::Name(_))) else {
            return Some(lowered);
        };
        let statement = Self::let_name(local.clone(), Some(lowered), place);
        self.pending.push(statement);
        Some(Expr::new(ExprKind::Name(local), place))
    }

    /// `module.exports = x`: the last one counts.
    fn export_whole(&mut self, value: Expr) {
        let earlier = self
            .module
            .exports
            .iter()
            .position(|known| known.name == "=");
        if let Some(index) = earlier
            && let ExportValue::Value(earlier) = self.module.exports.remove(index).value
        {
            self.hoist(earlier);
        }
        self.export("=", ExportValue::Value(value));
    }

    /// Exports a value; what was exported by this name before is no longer.
    fn export_bound(&mut self, name: Text, bound: &Expr) {
        let value = match &bound.kind {
            ExprKind::Name(local) => ExportValue::Local(local.clone()),
            _ => ExportValue::Value(bound.clone()),
        };
        let exports = &mut self.module.exports;
        match exports.iter_mut().find(|known| known.name == name) {
            Some(known) => known.value = value,
            None => self.export(name, value),
        }
    }

    /// An object of exports: its functions are declared by name, so that the file's own calls reach them too.
    fn exported_object(&mut self, node: Node<'_>) -> Expr {
        let mut properties = Vec::new();
        for entry in self.parts(node) {
            match self.exported_entry(entry) {
                Some(property) => properties.push(property),
                None => self.property(entry, &mut properties),
            }
        }
        Expr::new(ExprKind::Object(properties), node.span())
    }

    fn exported_entry(&mut self, entry: Node<'_>) -> Option<Property> {
        let (key, function) = match entry.kind() {
            Kind::Method if !entry.has_token("get") && !entry.has_token("set") => {
                (entry.get(Part::Name)?, entry)
            }
            Kind::Pair => {
                let value = peel(entry.get(Part::Value)?);
                (entry.get(Part::Key)?, value)
            }
            _ => return None,
        };
        if function != entry && !is_function(function) || key.kind() != Kind::PropertyName {
            return None;
        }
        let key_name = self.name(key);
        let local = self.survey.exports.get(&key_name).cloned()?;
        let statement = self.bound_function(function, local.clone(), key.span());
        self.pending.push(statement);
        Some(Property {
            key: Key::Name(key_name),
            value: Expr::new(ExprKind::Name(local), key.span()),
        })
    }

    /// `Object.assign(exports, { … })`, `__exportStar(require('m'), exports)`, `Object.defineProperty(exports, 'x', { … })`.
    fn export_call(&mut self, node: Node<'_>) -> Option<()> {
        let callee = dotted(peel(node.get(Part::Function)?), self.source)?;
        let arguments = node.get(Part::Arguments)?.items();
        let is_whole = |argument: Option<&Node<'_>>| {
            argument.is_some_and(|argument| {
                matches!(exported(*argument, self.source), Some(Exported::Whole))
            })
        };
        match callee[..] {
            ["Object", "assign"] if is_whole(arguments.first()) => {
                for object in arguments.iter().skip(1) {
                    self.export_entries(*object);
                }
                Some(())
            }
            [.., "__exportStar" | "__export"]
                if is_whole(arguments.last()) || arguments.len() == 1 =>
            {
                let module = self.module_of(*arguments.first()?)?;
                self.export("*", ExportValue::All { module });
                Some(())
            }
            ["Object", "defineProperty"] if is_whole(arguments.first()) => {
                let name = self.constant_text(*arguments.get(1)?)?;
                if name != "__esModule" {
                    let value = self.described_value(*arguments.get(2)?)?;
                    self.export_bound(name, &value);
                }
                Some(())
            }
            _ => None,
        }
    }

    fn export_entries(&mut self, object: Node<'_>) {
        let object = peel(object);
        if let Some(module) = self.module_of(object) {
            self.export("*", ExportValue::All { module });
            return;
        }
        let value = if object.kind() == Kind::Object {
            self.exported_object(object)
        } else {
            self.expression(object)
        };
        let ExprKind::Object(properties) = value.kind else {
            self.hoist(value);
            return;
        };
        for Property { key, value } in properties {
            match key {
                Key::Name(name) => self.export_bound(name, &value),
                Key::Computed(_) | Key::Spread => self.hoist(value),
            }
        }
    }

    /// The value of a property descriptor: what its getter returns, or its value.
    fn described_value(&mut self, descriptor: Node<'_>) -> Option<Expr> {
        let mut value = None;
        descriptor.descendants(|node| {
            let is_value = match node.kind() {
                Kind::Return => true,
                Kind::Arrow => node
                    .get(Part::Body)
                    .is_some_and(|body| body.class() == Class::Expression),
                _ => false,
            };
            if is_value && value.is_none() {
                value = match node.kind() {
                    Kind::Return => node.items().first().copied(),
                    _ => node.get(Part::Body),
                };
            }
            true
        });
        value.map(|value| self.closed(value))
    }

    pub(super) fn export(&mut self, name: impl Into<Text>, value: ExportValue) {
        let name = name.into();
        self.module.exports.push(Export { name, value });
    }

    /// A name bound to a value, at a place.
    pub(super) fn let_name(name: Text, value: Option<Expr>, span: Span) -> Stmt {
        Stmt::Let {
            pattern: Pattern::Name { name, span },
            ty: None,
            value,
            span,
        }
    }
}
