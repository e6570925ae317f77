//! Classes and their members.

use tree_sitter::Node;

use super::expressions::dotted;
use super::functions::First;
use super::kinds::{Class, Kind, Part, items};
use super::{Lowerer, span};
use crate::ir::{
    Argument, Attribute, Expr, ExprKind, Field, FunctionKind, Key, Parameter, Pattern, Property,
    Text, Type, TypeId, TypeKind, TypeRef,
};

/// Decorators of a class whose constructor takes its annotated fields.
const FIELD_CONSTRUCTORS: [&str; 5] = ["dataclass", "attrs", "define", "frozen", "mutable"];
/// What declares a field of such a class.
const FIELD_DECLARATIONS: [&str; 5] = ["field", "Field", "ib", "attrib", "attr"];
/// Bases of such a class.
const FIELD_BASES: [&str; 3] = ["NamedTuple", "BaseModel", "BaseSettings"];
/// Bases of enumerations, whose members are objects, and of those whose members are text.
const ENUMS: [&str; 4] = ["Enum", "IntEnum", "Flag", "IntFlag"];
const TEXT_ENUMS: [&str; 1] = ["StrEnum"];

impl Lowerer<'_> {
    /// A class, wherever it stands, is a type of the file.
    pub(super) fn class(&mut self, node: Node<'_>, attributes: Vec<Attribute>) {
        let (class_name, name_span) = Part::Name
            .of(node)
            .map_or_else(Default::default, |it| (Text::from(self.text(it)), span(it)));
        let bases = self.bases(node);
        let enumeration = Enumeration::of(&bases);
        let takes_fields = takes_fields(&bases, &attributes);
        let kind = match enumeration {
            Some(Enumeration::OfText) => TypeKind::Enum,
            _ => TypeKind::Class,
        };
        let id = self.module.add_type(Type {
            name: class_name,
            kind,
            bases,
            attributes,
            name_span,
            span: span(node),
            ..Type::default()
        });
        let Some(body) = Part::Body.of(node) else {
            return;
        };
        let outer = std::mem::take(&mut self.function);
        self.types.push(id);
        self.nested(body, |this| {
            this.recover(body);
            for item in items(body) {
                this.member(item, id, enumeration);
            }
        });
        self.types.pop();
        self.function = outer;
        if takes_fields {
            self.primary_constructor(id);
        }
    }

    /// The bases; other arguments are looked at for their calls.
    fn bases(&mut self, node: Node<'_>) -> Vec<TypeRef> {
        let Some(list) = Part::Superclasses.of(node) else {
            return Vec::new();
        };
        let mut bases = Vec::new();
        for part in self.parts(list) {
            match Kind::of(part) {
                Kind::Identifier | Kind::Attribute | Kind::Subscript => {
                    bases.push(self.annotation(part));
                }
                Kind::KeywordArgument => {
                    if let Some(value) = Part::Value.of(part) {
                        let value = self.expression(value);
                        self.hoist(value);
                    }
                }
                kind if kind.class() == Class::Expression => {
                    // What a call makes of classes (`with_metaclass(Meta, Base)`) has their members.
                    if Kind::of(part) == Kind::Call
                        && let Some(arguments) = Part::Arguments.of(part)
                    {
                        let arguments = self.operands(arguments);
                        let named = arguments.iter().filter(|it| {
                            matches!(Kind::of(**it), Kind::Identifier | Kind::Attribute)
                        });
                        bases.extend(named.map(|it| self.annotation(*it)));
                    }
                    let value = self.expression(part);
                    self.hoist(value);
                }
                _ => {}
            }
        }
        bases
    }

    fn member(&mut self, node: Node<'_>, id: TypeId, enumeration: Option<Enumeration>) {
        match Kind::of(node) {
            Kind::FunctionDefinition => self.method(node, Vec::new(), id),
            Kind::DecoratedDefinition => {
                let attributes = self.decorators(node);
                match Part::Definition.of(node) {
                    Some(inner) if Kind::of(inner) == Kind::ClassDefinition => {
                        self.class(inner, attributes);
                    }
                    Some(inner) => self.method(inner, attributes, id),
                    None => {}
                }
            }
            Kind::ClassDefinition => self.class(node, Vec::new()),
            Kind::If | Kind::Try => {
                // Members that are there in one version of the language or another.
                for block in blocks_of(node) {
                    self.nested(block, |this| {
                        for item in items(block) {
                            this.member(item, id, enumeration);
                        }
                    });
                }
            }
            Kind::ExpressionStatement => {
                for part in self.parts(node) {
                    match Kind::of(part) {
                        Kind::Assignment => self.field(part, id, enumeration),
                        _ => {
                            let value = self.expression(part);
                            self.hoist(value);
                        }
                    }
                }
            }
            _ => {
                let mut statements = Vec::new();
                self.statement(node, &mut statements);
                self.pending.append(&mut statements);
            }
        }
    }

    /// `name: Type = value`
    fn field(&mut self, node: Node<'_>, id: TypeId, enumeration: Option<Enumeration>) {
        let Some(target) = Part::Left.of(node) else {
            return;
        };
        let value = Part::Right.of(node).map(|value| self.closed(value));
        let value = value.and_then(declared_default);
        if Kind::of(target) != Kind::Identifier {
            if let Some(value) = value {
                self.hoist(value);
            }
            return;
        }
        let field_name = Text::from(self.text(target));
        let value = match (enumeration, value) {
            (Some(Enumeration::OfObjects), Some(value)) => Some(enum_member(&field_name, value)),
            (_, value) => value,
        };
        let field = Field {
            name: field_name,
            ty: Part::Type.of(node).map(|ty| self.annotation(ty)),
            value,
            is_static: false,
            attributes: Vec::new(),
            span: span(node),
        };
        if let Some(ty) = self.module.types.get_mut(id.0 as usize) {
            ty.fields.push(field);
        }
    }

    fn method(&mut self, node: Node<'_>, attributes: Vec<Attribute>, id: TypeId) {
        let has = |wanted: &str| attributes.iter().any(|it| last(&it.name) == wanted);
        let is_static = has("staticmethod");
        let is_class = has("classmethod");
        let first = match (is_static, is_class) {
            (true, _) => First::Parameter,
            (_, true) => First::Class,
            _ => First::This,
        };
        // A class body's names are not in scope in its methods.
        let outer = std::mem::take(&mut self.function);
        let mut method = self.function(node, first);
        self.function = outer;
        method.kind = if has("setter") {
            FunctionKind::Setter
        } else if attributes
            .iter()
            .any(|it| last(&it.name).ends_with("property"))
        {
            FunctionKind::Getter
        } else if method.name == "__init__" {
            FunctionKind::Constructor
        } else {
            FunctionKind::Method
        };
        method.is_static = is_static || is_class || method.name == "__new__";
        method.is_abstract |= has("abstractmethod") && method.body.is_empty();
        method.owner = Some(id);
        method.attributes = attributes;
        let function = self.module.add_function(method);
        if let Some(ty) = self.module.types.get_mut(id.0 as usize) {
            ty.methods.push(function);
        }
    }

    /// The annotated fields as the parameters of a class that has no constructor of its own.
    fn primary_constructor(&mut self, id: TypeId) {
        let module = &self.module;
        let Some(ty) = module.types.get(id.0 as usize) else {
            return;
        };
        let is_constructor = |id: &crate::ir::FnId| {
            let function = module.functions.get(id.0 as usize);
            function.is_some_and(|function| function.kind == FunctionKind::Constructor)
        };
        if ty.methods.iter().any(is_constructor) {
            return;
        }
        let annotated = ty.fields.iter().filter(|field| {
            let is_own = |ty: &TypeRef| !matches!(ty, TypeRef::Named { name, .. } if last(name) == "ClassVar");
            field.ty.as_ref().is_some_and(is_own)
        });
        let parameters: Vec<Parameter> = annotated
            .map(|field| Parameter {
                pattern: Pattern::Name {
                    name: field.name.clone(),
                    span: field.span,
                },
                ty: field.ty.clone(),
                default: field.value.clone(),
                is_rest: false,
                is_keywords: false,
                is_field: true,
                attributes: Vec::new(),
                span: field.span,
            })
            .collect();
        if let Some(ty) = self.module.types.get_mut(id.0 as usize) {
            ty.primary_parameters = parameters;
            // A value beside the annotation is the parameter's default, not the field's value.
            let taken = |field: &Field| field.ty.is_some();
            ty.fields.retain(|field| !taken(field));
        }
    }

    /// The decorators of a definition.
    pub(super) fn decorators(&mut self, node: Node<'_>) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        for decorator in self.parts(node) {
            if Kind::of(decorator) != Kind::Decorator {
                continue;
            }
            let Some(value) = self.operands(decorator).into_iter().next() else {
                continue;
            };
            let (callee, list) = match Kind::of(value) {
                Kind::Call => (Part::Function.of(value), Part::Arguments.of(value)),
                _ => (Some(value), None),
            };
            let path = callee.and_then(|callee| dotted(callee, self.source));
            let arguments: Vec<Argument> =
                list.map(|list| self.arguments(list)).unwrap_or_default();
            attributes.push(Attribute {
                name: path.map(|path| path.join(".")).unwrap_or_default().into(),
                arguments,
                span: span(decorator),
            });
        }
        attributes
    }
}

/// What the members of an enumeration are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Enumeration {
    OfObjects,
    OfText,
}

impl Enumeration {
    fn of(bases: &[TypeRef]) -> Option<Enumeration> {
        let named = |wanted: &[&str]| {
            bases.iter().any(|base| match base {
                TypeRef::Named { name, .. } => wanted.contains(&last(name)),
                _ => false,
            })
        };
        if named(&TEXT_ENUMS) || named(&["str"]) && named(&ENUMS) {
            Some(Enumeration::OfText)
        } else if named(&ENUMS) {
            Some(Enumeration::OfObjects)
        } else {
            None
        }
    }
}

/// What a field is where its declaration says a default: `field(default=x)`, `attr.ib(default=x)`.
fn declared_default(value: Expr) -> Option<Expr> {
    let ExprKind::Call(call) = &value.kind else {
        return Some(value);
    };
    let declares = match &call.callee.kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => {
            FIELD_DECLARATIONS.contains(&name.as_str())
        }
        _ => false,
    };
    if !declares {
        return Some(value);
    }
    let mut arguments = call.arguments.iter();
    let default = arguments.find(|argument| argument.name.as_deref() == Some("default"));
    default.map(|argument| argument.value.clone())
}

/// A member of an enumeration: it has a name and a value.
fn enum_member(name: &Text, value: Expr) -> Expr {
    let place = value.span;
    let entries = vec![
        Property {
            key: Key::Name("name".into()),
            value: Expr::new(ExprKind::Str(name.clone()), place),
        },
        Property {
            key: Key::Name("value".into()),
            value,
        },
    ];
    Expr::new(ExprKind::Object(entries), place)
}

fn takes_fields(bases: &[TypeRef], attributes: &[Attribute]) -> bool {
    let by_base = bases.iter().any(|base| match base {
        TypeRef::Named { name, .. } => FIELD_BASES.contains(&last(name)),
        _ => false,
    });
    let decorates = |it: &Attribute| FIELD_CONSTRUCTORS.contains(&last(&it.name));
    by_base || attributes.iter().any(decorates)
}

/// The blocks of a statement, and of the clauses that belong to it.
fn blocks_of(node: Node<'_>) -> Vec<Node<'_>> {
    let mut blocks = Vec::new();
    for part in items(node) {
        match Kind::of(part) {
            Kind::Block => blocks.push(part),
            Kind::ElifClause | Kind::ElseClause | Kind::ExceptClause | Kind::FinallyClause => {
                let inner = items(part).into_iter();
                blocks.extend(inner.filter(|inner| Kind::of(*inner) == Kind::Block));
            }
            _ => {}
        }
    }
    blocks
}

/// The last name of a dotted one.
pub(super) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
