//! The intermediate representation: the small language that every frontend lowers its source to.
//!
//! Nothing here, and nothing in a frontend, knows Okta, HTTP or any library: the IR says what is written, the stages
//! behind it say what it means. It is lossy on purpose: control flow is reduced to branches and loops, types to their
//! names, operators that build no text to [`ExprKind::Opaque`].
//!
//! Conventions that all frontends keep:
//! - `await`, parentheses, `!`, `?.`, `?`, `&x`, `*x`, `.clone()`-free borrows and casts that name no type are transparent: the
//!   inner expression stands in their place.
//! - An expression body (`x => f(x)`, Rust's tail expression) is a body with one [`Stmt::Return`].
//! - A string node holds the text as the program sees it at run time (escapes resolved, quotes removed).
//! - An operator that joins text (`a + b`, interpolation, `format!`, template strings) is [`ExprKind::Concat`]; `+` is lowered so
//!   whatever its operands are.
//! - Whatever has no node of its own becomes [`ExprKind::Opaque`] around its operands, so that no call inside is lost.

use smol_str::SmolStr;

/// An identifier or a piece of text. Cheap to clone.
pub type Text = SmolStr;

/// Byte offsets into the file's source text, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets beyond `u32` saturate (files that large are never read).
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span {
            start: clamp(start),
            end: clamp(end),
        }
    }
}

/// Index of a function in [`Module::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FnId(pub u32);

/// Index of a type in [`Module::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// One source file.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The namespace (C#) of the file's types, dotted; `None` where the language has none. A type in another
    /// namespace of the same file says so itself ([`Type::namespace`]).
    pub namespace: Option<Text>,
    pub imports: Vec<Import>,
    pub exports: Vec<Export>,
    /// Every class, interface, struct, enum, record, type alias and extension block of the file, nested ones too.
    pub types: Vec<Type>,
    /// Every function of the file: free functions, methods, accessors, constructors, local functions, lambdas.
    pub functions: Vec<Function>,
    /// What runs when the file is loaded: top-level statements, module-level bindings, in order. Function
    /// declarations at this level appear as [`Stmt::Function`]; C# `Main` does not.
    pub top: Vec<Stmt>,
    /// Requests read off the text, for languages without a frontend of their own and for those whose programs say little (Python).
    pub raw_requests: Vec<RawRequest>,
    /// What could not be read, in source order. The rest of the file is lowered all the same.
    pub problems: Vec<Problem>,
}

impl Module {
    /// The function that an id of this module names.
    pub fn function(&self, id: FnId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// The type that an id of this module names.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// Adds a function to the arena.
    pub fn add_function(&mut self, function: Function) -> FnId {
        let id = FnId(u32::try_from(self.functions.len()).unwrap_or(u32::MAX));
        self.functions.push(function);
        id
    }

    /// Adds a type to the arena.
    pub fn add_type(&mut self, ty: Type) -> TypeId {
        let id = TypeId(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
        self.types.push(ty);
        id
    }
}

/// A place in the file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    /// What happened, for a person: "syntax error", "nesting deeper than 300".
    pub what: Text,
}

/// A name brought into the file's scope from elsewhere.
///
/// | source | module | kind | local |
/// |---|---|---|---|
/// | `import { A as B } from 'm'` | `m` | `Named("A")` | `B` |
/// | `import D from 'm'` | `m` | `Default` | `D` |
/// | `import * as N from 'm'`, `import N = require('m')` | `m` | `Namespace` | `N` |
/// | `import 'm'` | `m` | `Glob` | empty |
/// | `using A.B;` | `A.B` | `Glob` | empty |
/// | `using static A.B.C;` | `A.B.C` | `Members` | empty |
/// | `using X = A.B.C;` | `A.B` | `Named("C")` | `X` |
/// | `use a::b::C;` / `… as D` | `a::b` | `Named("C")` | `C` / `D` |
/// | `use a::b::*;` | `a::b` | `Glob` | empty |
/// | `import a.b` | `a.b` | `Namespace` | `a.b` |
/// | `import a.b as c` | `a.b` | `Namespace` | `c` |
/// | `from ..a import b as c` | `..a` | `Named("b")` | `c` |
/// | `from a import *` | `a` | `Glob` | empty |
///
/// `require('m')` and `import('m')` in an expression are [`ExprKind::Module`] instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub module: Text,
    pub kind: ImportKind,
    pub local: Text,
    /// Holds for the whole project (C# `global using`).
    pub global: bool,
    /// Brings in types only (`import type`): names may type a value, but nothing is called through them.
    pub type_only: bool,
    pub span: Span,
}

/// What an [`Import`] takes from its module.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportKind {
    Named(Text),
    Default,
    Namespace,
    /// Everything in it, by its own name.
    Glob,
    /// The static members of a type.
    Members,
}

/// A name that other files of the project may import from this one (ECMAScript modules and CommonJS).
#[derive(Clone, Debug)]
pub struct Export {
    /// The exported name; `default`; `=` for `module.exports = …` and `export =`; `*` for `export * from`.
    pub name: Text,
    pub value: ExportValue,
}

/// Where an exported value comes from.
#[derive(Clone, Debug)]
pub enum ExportValue {
    /// A name of this file's scope.
    Local(Text),
    /// A value of its own (`export default createClient()`, `module.exports = { … }`, `exports.x = …`).
    Value(Expr),
    /// `export { name } from 'module'`.
    From { module: Text, name: Text },
    /// `export * from 'module'` (the export's name is `*`), `export * as ns from 'module'`.
    All { module: Text },
}

/// A type declared in the file.
#[derive(Clone, Debug, Default)]
pub struct Type {
    pub name: Text,
    pub kind: TypeKind,
    /// Set where it differs from [`Module::namespace`] (C#), or is a module inside the file (Rust).
    pub namespace: Option<Text>,
    /// Base class and interfaces, in source order; for an extension block of a trait, the trait.
    pub bases: Vec<TypeRef>,
    pub type_parameters: Vec<Text>,
    /// Fields, auto-properties, constants, enum members (with their value), interface properties.
    pub fields: Vec<Field>,
    /// Parameters of a primary constructor (`class A(B b)`, `record R(string X)`).
    pub primary_parameters: Vec<Parameter>,
    /// Arguments that a primary constructor hands to its base class.
    pub base_arguments: Vec<Argument>,
    /// Methods, accessors with a body, constructors.
    pub methods: Vec<FnId>,
    /// For [`TypeKind::Alias`]: what the name stands for. For [`TypeKind::Extension`]: the extended type
    /// where it is written as a path.
    pub alias: Option<TypeRef>,
    pub attributes: Vec<Attribute>,
    pub name_span: Span,
    pub span: Span,
}

/// What kind of declaration a [`Type`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypeKind {
    /// Class, struct, record.
    #[default]
    Class,
    /// Interface, trait, object type.
    Interface,
    Enum,
    /// `type A = …`.
    Alias,
    /// Members added to a type declared elsewhere, by the same name: Rust `impl`. (C# `partial` parts are `Class`; parts of
    /// one name are merged when the project is linked.)
    Extension,
}

/// A field, property or enum member.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: Text,
    pub ty: Option<TypeRef>,
    pub value: Option<Expr>,
    pub is_static: bool,
    pub attributes: Vec<Attribute>,
    pub span: Span,
}

/// A function, method, constructor, accessor or lambda.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// For a lambda the keys that lead to it in an object literal, dotted, after the variable that holds the object: `api.list`.
    /// Empty for any other.
    pub name: Text,
    pub kind: FunctionKind,
    /// The type it belongs to; none for a local function.
    pub owner: Option<TypeId>,
    pub parameters: Vec<Parameter>,
    pub returns: Option<TypeRef>,
    pub type_parameters: Vec<Text>,
    pub body: Vec<Stmt>,
    /// No body in this file: an interface method, an abstract or external one.
    pub is_abstract: bool,
    pub is_static: bool,
    /// A C# extension method: the first parameter is the receiver. (A Rust method's `self` is not in `parameters`.)
    pub is_extension: bool,
    /// A lambda with a `this` of its own, which is the object that it is an entry of.
    pub binds_this: bool,
    /// Arguments of `: base(…)` or `super(…)` where the syntax keeps them apart (C# constructor initialisers); `: this(…)` likewise.
    pub constructor_call: Option<ConstructorCall>,
    pub attributes: Vec<Attribute>,
    pub name_span: Span,
    pub span: Span,
}

/// `: base(args)` or `: this(args)` of a C# constructor.
#[derive(Clone, Debug)]
pub struct ConstructorCall {
    pub to_base: bool,
    pub arguments: Vec<Argument>,
}

/// What kind of function a [`Function`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FunctionKind {
    /// A free or local function.
    #[default]
    Function,
    Method,
    Constructor,
    /// Read as `x.name`, without a call.
    Getter,
    Setter,
    Lambda,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub pattern: Pattern,
    pub ty: Option<TypeRef>,
    pub default: Option<Expr>,
    /// Takes all remaining arguments (`...rest`, `params`).
    pub is_rest: bool,
    /// Takes all remaining named arguments, as an object (Python's `**kwargs`).
    pub is_keywords: bool,
    /// Also declares a field of the same name (TypeScript parameter properties).
    pub is_field: bool,
    pub attributes: Vec<Attribute>,
    pub span: Span,
}

/// What a value is bound to.
#[derive(Clone, Debug)]
pub enum Pattern {
    Name {
        name: Text,
        span: Span,
    },
    /// `{ key: pattern = default, …rest }`
    Object {
        entries: Vec<PatternEntry>,
        rest: Option<Text>,
    },
    /// `[a, , b]`, tuples, Rust tuple-struct patterns with more than one field. `None` is a place left out. A pattern around a
    /// single value (`Some(x)`, `Ok(x)`) is transparent.
    Array(Vec<Option<Pattern>>),
    Ignore,
}

/// One entry of an object pattern.
#[derive(Clone, Debug)]
pub struct PatternEntry {
    pub key: Text,
    pub pattern: Pattern,
    pub default: Option<Expr>,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    Let {
        pattern: Pattern,
        ty: Option<TypeRef>,
        value: Option<Expr>,
        span: Span,
    },
    Expr(Expr),
    Return(Option<Expr>),
    /// `if`/`else`, `switch`, `match`, `try`: one of the arms runs (or none, unless `exhaustive`).
    Branch {
        /// What is tested; evaluated first.
        subject: Option<Expr>,
        arms: Vec<Arm>,
        /// One of the arms surely runs (there is an `else`, a `default`, or it is a Rust `match`).
        exhaustive: bool,
    },
    /// Any loop. The body runs once for analysis; `pattern` is bound to an element of `iterable`.
    Loop {
        pattern: Option<Pattern>,
        /// The declared type of the loop variable.
        ty: Option<TypeRef>,
        iterable: Option<Expr>,
        body: Vec<Stmt>,
    },
    Block(Vec<Stmt>),
    /// A function declared here; its name is in scope in the whole enclosing block.
    Function(FnId),
}

/// One arm of a [`Stmt::Branch`].
#[derive(Clone, Debug)]
pub struct Arm {
    /// What the subject is bound to in this arm (Rust `match` patterns, C# `is X x`, `case X x`).
    pub pattern: Option<Pattern>,
    /// The type that the pattern tests for.
    pub ty: Option<TypeRef>,
    /// `case` labels that are constants: in this arm the subject equals one of them.
    pub labels: Vec<Expr>,
    /// It runs whenever the subject equals a label: no guard or further condition stands beside the labels.
    pub decides: bool,
    pub body: Vec<Stmt>,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

impl Expr {
    /// An expression of this kind at this place.
    pub fn new(kind: ExprKind, span: Span) -> Self {
        Expr { kind, span }
    }
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// Text; in C# a character, too.
    Str(Text),
    /// A number, `true`, a character: a constant that is no string, as written.
    Literal(Text),
    Null,
    Concat(Vec<Expr>),
    /// A name in scope. A path that the syntax cannot tell from a name is `Member`: `Namespace.Type.Field`, `a::b::C`.
    Name(Text),
    This,
    /// `base`, `super`.
    Super,
    Member {
        object: Box<Expr>,
        name: Text,
        name_span: Span,
    },
    Index {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    Call(Box<Call>),
    New(Box<New>),
    /// An object literal, a dictionary, an anonymous object, a struct update.
    Object(Vec<Property>),
    /// Array, list, tuple, collection expression.
    Array(Vec<Expr>),
    /// One of these, and it is not known which: `c ? a : b`, C# `a ?? b`, `match` and `switch` as expressions.
    Choice(Vec<Expr>),
    /// An option of a [`ExprKind::Choice`] that is taken where its test holds.
    When(Box<When>),
    /// The first of these that is there: ECMAScript `a ?? b`, `a || b`.
    Or(Vec<Expr>),
    /// A cast or type assertion to a named type.
    Cast {
        value: Box<Expr>,
        ty: TypeRef,
    },
    Assign {
        target: Box<Expr>,
        value: Box<Expr>,
        /// `+=`
        append: bool,
    },
    Lambda(FnId),
    /// `require('m')`, `import('m')`: the module itself.
    Module(Text),
    /// A block used as a value; the value is that of its last [`Stmt::Return`]-free expression statement.
    Block(Vec<Stmt>),
    /// An expression whose value is not modelled, around the operands that must still be looked at.
    Opaque(Vec<Expr>),
}

/// A value under a test: `x === 'a' ? value : …`, an arm of a `match` used as a value.
#[derive(Clone, Debug)]
pub struct When {
    /// What is tested: a name, or members of one, so that reading it changes nothing.
    pub subject: Expr,
    /// Constants, one of which the subject equals.
    pub labels: Vec<Expr>,
    /// As for [`Arm::decides`].
    pub decides: bool,
    pub value: Expr,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function: usually a name or a member. A Rust macro call that is kept as a call has its name without `!`.
    pub callee: Expr,
    pub arguments: Vec<Argument>,
    /// `f<T>(…)`, `f::<T>(…)`
    pub type_arguments: Vec<TypeRef>,
}

/// `new T(args) { initialisers }`, a struct literal.
#[derive(Clone, Debug)]
pub struct New {
    /// The type; `None` where it follows from the target (`new(…)`).
    pub ty: Option<TypeRef>,
    pub arguments: Vec<Argument>,
    /// Object initialisers and struct fields; for a dictionary or collection initialiser the keys are as far as they are
    /// constants.
    pub properties: Vec<Property>,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Argument {
    /// `name: value`, `name=value`. A spread argument with a name (Python's `**options`, whose name is `**`) has the named arguments that
    /// are the entries of its value.
    pub name: Option<Text>,
    pub value: Expr,
    /// `...args`
    pub is_spread: bool,
}

/// An entry of an object literal.
#[derive(Clone, Debug)]
pub struct Property {
    pub key: Key,
    pub value: Expr,
}

/// The key of an object's entry.
#[derive(Clone, Debug)]
pub enum Key {
    Name(Text),
    Computed(Expr),
    /// `...other`: the entries of the value are taken over.
    Spread,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeRef {
    /// A possibly qualified name (`Okta.Sdk.Api.UserApi`, `okta.Client`, `okta::Client`), separators as written, and its type arguments.
    /// `T?`, `T | null`, `readonly T`, `&T`, `mut T` are `T`.
    Named {
        name: Text,
        arguments: Vec<TypeRef>,
    },
    Array(Box<TypeRef>),
    Union(Vec<TypeRef>),
    /// A string literal as a type.
    Literal(Text),
    /// An inline object type: property names and their types; also tuples, with `0`, `1`, … as names.
    Object(Vec<(Text, TypeRef)>),
    /// A function type, by what it returns.
    Function(Box<TypeRef>),
    /// `keyof typeof x`, `typeof x`: the name `x`.
    TypeOf(Text),
    Other,
}

impl TypeRef {
    /// A name without type arguments.
    pub fn named(name: impl Into<Text>) -> Self {
        TypeRef::Named {
            name: name.into(),
            arguments: Vec::new(),
        }
    }
}

/// An attribute, annotation or decorator.
#[derive(Clone, Debug)]
pub struct Attribute {
    pub name: Text,
    pub arguments: Vec<Argument>,
    pub span: Span,
}

/// A request that was read off the text.
#[derive(Clone, Debug)]
pub struct RawRequest {
    /// The URL: strings and opaque parts, usually a [`ExprKind::Concat`].
    pub url: Expr,
    /// The verb, upper case, where the surroundings say it.
    pub verb: Option<Text>,
    /// The value of an `Authorization` header that belongs to it, as far as it is written there.
    pub authorization: Option<Text>,
    /// The line's other words that may tell whose URL this is: variable names, the name before an equals sign.
    pub names: Vec<Text>,
    pub span: Span,
}
