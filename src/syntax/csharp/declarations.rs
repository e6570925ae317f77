//! Files, namespaces, usings and types.

use tree_sitter::Node;

use super::kinds::{Class, Kind, Part};
use super::{Lowerer, has_keyword};
use crate::ir::{Import, ImportKind, Module, Text, Type, TypeId, TypeKind, TypeRef};

impl Lowerer<'_> {
    pub(super) fn compilation_unit(&mut self, root: Node<'_>) {
        let mut top = Vec::new();
        if root.is_error() {
            self.salvaged.insert(root.id());
        }
        for item in self.items(root) {
            let (before, ()) = self.hoisting(|this| {
                match Kind::of(item).class() {
                    Class::Statement => {
                        let mut statements = Vec::new();
                        this.statement(item, &mut statements);
                        this.pending.append(&mut statements);
                    }
                    Class::Declaration => this.member(item),
                    _ => this.salvage_item(item),
                };
            });
            top.extend(before);
        }
        self.module.top.append(&mut top);
    }

    /// Whatever may be declared in a file, a namespace or a type.
    pub(super) fn member(&mut self, node: Node<'_>) {
        self.recover(node);
        self.nested(node, |this| this.any_member(node));
    }

    fn any_member(&mut self, node: Node<'_>) {
        match Kind::of(node) {
            Kind::Using => self.using(node),
            Kind::Namespace => self.namespace(node),
            Kind::FileScopedNamespace => {
                let name = self.namespace_name(node);
                self.enter(&name);
            }
            Kind::Class if self.is_extension_block(node) => self.extension_block(node),
            Kind::Class | Kind::Struct | Kind::Record => {
                self.type_declaration(node, TypeKind::Class)
            }
            Kind::Interface => self.type_declaration(node, TypeKind::Interface),
            Kind::Enum => self.type_declaration(node, TypeKind::Enum),
            Kind::Delegate => self.delegate(node),
            Kind::Field | Kind::EventField => self.field(node),
            Kind::EnumMember => self.enum_member(node),
            Kind::Property => self.property(node),
            Kind::Indexer => self.indexer(node),
            Kind::Event => self.event(node),
            Kind::Method
            | Kind::Constructor
            | Kind::Destructor
            | Kind::Operator
            | Kind::ConversionOperator => self.method(node),
            _ => {}
        }
    }

    fn using(&mut self, node: Node<'_>) {
        let global = has_keyword(node, "global");
        let alias = Part::Name.of(node);
        let target = self
            .parts(node)
            .into_iter()
            .find(|part| Some(*part) != alias);
        let Some(target) = target else {
            return;
        };
        let (module, kind, local) = match alias {
            Some(alias) => match self.type_ref(target) {
                TypeRef::Named { name, arguments }
                    if arguments.is_empty()
                        && Kind::of(target).class() == Class::Expression
                        && Kind::of(target) != Kind::PredefinedType =>
                {
                    let (module, last) = name.rsplit_once('.').unwrap_or(("", &name));
                    let kind = ImportKind::Named(last.into());
                    (Text::new(module), kind, self.name(alias))
                }
                other => {
                    self.alias(node, alias, other);
                    return;
                }
            },
            None => {
                let (name, _) = self.path(target);
                let kind = if has_keyword(node, "static") {
                    ImportKind::Members
                } else {
                    ImportKind::Glob
                };
                (name, kind, Text::default())
            }
        };
        self.module.imports.push(Import {
            module,
            kind,
            local,
            global,
            type_only: false,
            span: self.span(node),
        });
    }

    /// `using X = List<T>;`, `using X = int;`: no import says that.
    fn alias(&mut self, node: Node<'_>, name: Node<'_>, target: TypeRef) {
        let alias = Type {
            name: self.name(name),
            kind: TypeKind::Alias,
            alias: Some(target),
            name_span: self.span(name),
            span: self.span(node),
            ..Type::default()
        };
        self.add_type(alias);
    }

    fn delegate(&mut self, node: Node<'_>) {
        let Some(name) = Part::Name.of(node) else {
            return;
        };
        let returns = self.declared_type(Part::Type.of(node));
        let delegate = Type {
            name: self.name(name),
            kind: TypeKind::Alias,
            type_parameters: self.type_parameters(Part::TypeParameters.of(node)),
            alias: Some(TypeRef::Function(Box::new(
                returns.unwrap_or(TypeRef::Other),
            ))),
            attributes: self.attributes(node),
            name_span: self.span(name),
            span: self.span(node),
            ..Type::default()
        };
        self.add_type(delegate);
    }

    fn namespace_name(&mut self, node: Node<'_>) -> Text {
        Part::Name
            .of(node)
            .map(|name| self.path(name).0)
            .unwrap_or_default()
    }

    fn namespace(&mut self, node: Node<'_>) {
        let name = self.namespace_name(node);
        let outer = self.scope.len();
        self.enter(&name);
        if let Some(body) = Part::Body.of(node) {
            self.members(body);
        }
        self.scope.truncate(outer);
    }

    /// Goes into a namespace or a type. The first namespace is the module's.
    fn enter(&mut self, name: &str) {
        if !self.scope.is_empty() {
            self.scope.push('.');
        }
        self.scope.push_str(name);
        if self.module.namespace.is_none() && self.types.is_empty() {
            self.module.namespace = Some(Text::new(&self.scope));
        }
    }

    /// The members of a declaration list.
    pub(super) fn members(&mut self, list: Node<'_>) {
        let (stray, ()) = self.hoisting(|this| {
            for item in this.items(list) {
                this.salvage_item(item);
            }
        });
        if self.types.is_empty() {
            self.pending.extend(stray);
        } else {
            self.stray_statements(stray, list);
        }
    }

    fn type_declaration(&mut self, node: Node<'_>, kind: TypeKind) {
        let Some(name) = Part::Name.of(node) else {
            return;
        };
        let attributes = self.attributes(node);
        let parameters = self.part_of(node, Kind::ParameterList);
        let type_parameters = self.part_of(node, Kind::TypeParameterList);
        let mut primary_parameters = self.parameters(parameters).list;
        for parameter in &mut primary_parameters {
            // Of a record they are properties too.
            parameter.is_field = Kind::of(node) == Kind::Record;
        }
        let ty = Type {
            name: self.name(name),
            kind,
            type_parameters: self.type_parameters(type_parameters),
            primary_parameters,
            attributes,
            name_span: self.span(name),
            span: self.span(node),
            ..Type::default()
        };
        let id = self.add_type(ty);
        let outer = self.scope.len();
        let name = self.module.ty(id).name.clone();
        self.types.push(id);
        self.enter(&name);
        self.bases(node, id);
        if let Some(body) = Part::Body.of(node) {
            self.members(body);
        }
        self.types.pop();
        self.scope.truncate(outer);
    }

    /// Base types, and the arguments that a primary constructor hands to the base class.
    fn bases(&mut self, node: Node<'_>, id: TypeId) {
        let Some(list) = self.part_of(node, Kind::BaseList) else {
            return;
        };
        let mut bases = Vec::new();
        let mut arguments = None;
        for part in self.parts(list) {
            match Kind::of(part) {
                Kind::ArgumentList => arguments = Some(part),
                Kind::PrimaryConstructorBase => {
                    if let Some(ty) = Part::Type.of(part) {
                        bases.push(self.type_ref(ty));
                    }
                    arguments = self.part_of(part, Kind::ArgumentList);
                }
                _ => bases.push(self.type_ref(part)),
            }
        }
        let arguments = arguments.map(|list| self.closed_arguments(list));
        let ty = &mut self.module.types[id.0 as usize];
        ty.bases = bases;
        ty.base_arguments = arguments.unwrap_or_default();
    }

    /// Adds a type in the current scope.
    fn add_type(&mut self, mut ty: Type) -> TypeId {
        ty.namespace = Some(Text::new(&self.scope));
        self.module.add_type(ty)
    }

    /// A type says its namespace only where it is not the module's.
    pub(super) fn settle_namespaces(&mut self) {
        let Module {
            namespace, types, ..
        } = &mut self.module;
        let common = namespace.clone().unwrap_or_default();
        for ty in types {
            if ty.namespace.as_ref() == Some(&common) {
                ty.namespace = None;
            }
        }
    }
}
