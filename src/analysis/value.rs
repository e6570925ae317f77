//! Abstract values: what an expression may be, as far as calls and URLs need to know it.
//!
//! Text is kept as a small set of patterns: literal pieces, each with the place it was written, and holes. A hole keeps the
//! name of the expression it stands for, because a name such as `oktaBaseUrl` is evidence of whose URL it is. A symbol is a
//! hole that a caller may still fill: a parameter, or a field of the receiver.
//!
//! Everything is bounded: sets, patterns and nesting have a largest size, beyond which a value becomes a hole.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ir::{Span, Text};
use crate::library::{Generations, LibraryId, Signature, State, TypeKey};

use super::program::{FileId, FunctionKey, ModuleKey, TypeId};
use super::summary::{Given, Substitution, Summary};

/// Most alternatives that a union or a set of patterns keeps.
pub const MOST_ALTERNATIVES: usize = 24;
/// Most pieces of one pattern.
pub const MOST_PIECES: usize = 64;
/// Longest name that a hole keeps, in bytes.
const LONGEST_NAME: usize = 120;
/// Longest literal text that a pattern keeps, in bytes: no path is longer.
const LONGEST_LITERAL: usize = 2_000;

/// Where a literal was written; the begin of the first file for what is written nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    pub file: FileId,
    pub span: Span,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Not known; the name says what was written.
    Hole(Text),
    /// To be filled by a caller.
    Symbol(Rc<Symbol>),
    Text(Rc<Vec<Pattern>>),
    Object(Rc<BTreeMap<Text, Value>>),
    /// A list whose elements are known one by one.
    List(Rc<Vec<Value>>),
    /// A collection of such elements.
    Many(Rc<Value>),
    /// An instance of one of the project's types.
    Instance(Rc<Instance>),
    /// One of the project's types itself.
    Class(TypeId),
    Function(Rc<FunctionValue>),
    /// A function with some of its arguments.
    Partial(Rc<PartialCall>),
    /// An instance of a library's type.
    External(Rc<ExternalValue>),
    /// A library's type itself.
    ExternalType(TypeKey, LibraryId),
    /// A library's function.
    ExternalFunction(Rc<Signature>, LibraryId, Text),
    /// A file of the project as a module.
    Module(ModuleKey),
    /// A library as a module, by its import name.
    ExternalModule(Text),
    /// Handed out by a mocking library: whatever is done with it does not happen.
    Pretend,
    Union(Rc<Vec<Value>>),
}

/// A hole that a caller may fill.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    pub root: Root,
    /// Members read from the root, outermost first.
    pub path: Vec<Text>,
    /// The name as written, for evidence and messages.
    pub name: Text,
    /// The strings it can be, where its type says so (a union of literals, an enum).
    pub domain: Option<Rc<Vec<Pattern>>>,
}

/// What a symbol starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// A parameter of a function; of a constructor, when read back from a field.
    Parameter(FunctionKey, u16),
    /// A field of an instance whose construction shows no parameter: `path[0]` is the field.
    Field(TypeId),
}

/// One way a text may look.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    pub pieces: Vec<Piece>,
}

/// A part of a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    Literal { text: Text, origin: Origin },
    Hole(Text),
    Symbol(Rc<Symbol>),
}

/// An instance of a type of the project.
#[derive(Clone, Debug)]
pub struct Instance {
    pub ty: TypeId,
    /// The constructor that made it and what it was given; `None` where only the type is known.
    pub made: Option<(FunctionKey, Vec<Value>)>,
    /// Fields set by an initialiser or a struct literal.
    pub fields: BTreeMap<Text, Value>,
    /// What a caller may fill in for it.
    pub symbol: Option<Rc<Symbol>>,
    /// It is the `this` of the method being analysed.
    pub is_this: bool,
}

/// A function as a value, perhaps bound to a receiver or to the variables around it.
#[derive(Clone, Debug)]
pub struct FunctionValue {
    pub function: FunctionKey,
    pub receiver: Option<Value>,
    /// What a lambda does; known when it is made, because it is analysed in place.
    pub summary: Option<Rc<Summary>>,
    /// What its free variables became since it was made, innermost first.
    pub substitutions: Vec<Rc<Substitution>>,
}

/// A function with some of its arguments, to be called with the others.
#[derive(Clone, Debug)]
pub struct PartialCall {
    pub callee: Value,
    pub given: Vec<Given>,
}

impl PartialCall {
    /// The arguments of a call: those that are bound come first, but what is named again is what it is named last.
    pub fn arguments(&self, given: &[Given]) -> Vec<Given> {
        let (named, placed): (Vec<&Given>, Vec<&Given>) =
            self.given.iter().partition(|given| given.name.is_some());
        let placed = placed.into_iter().chain(given).chain(named);
        placed.cloned().collect()
    }
}

/// An instance of a library's type.
#[derive(Clone, Debug)]
pub struct ExternalValue {
    pub ty: TypeKey,
    pub generation: Option<Generations>,
    pub state: BTreeMap<State, Value>,
    /// The name it goes by in the source, as evidence.
    pub name: Text,
    /// What a caller may fill in for it (its state is then the caller's).
    pub symbol: Option<Rc<Symbol>>,
}

impl Value {
    /// Nothing known, not even a name.
    pub fn unknown() -> Value {
        Value::Hole(Text::default())
    }

    /// A hole with a name.
    pub fn hole(name: impl Into<Text>) -> Value {
        let name: Text = name.into();
        if name.len() > LONGEST_NAME {
            Value::unknown()
        } else {
            Value::Hole(name)
        }
    }

    /// A literal.
    pub fn literal(text: &Text, origin: Origin) -> Value {
        let text = if text.len() > LONGEST_LITERAL {
            let mut end = LONGEST_LITERAL;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            Text::from(&text[..end])
        } else {
            text.clone()
        };
        Value::Text(Rc::new(vec![Pattern {
            pieces: vec![Piece::Literal { text, origin }],
        }]))
    }

    /// Text of these patterns; a hole if there is none.
    pub fn text(patterns: Vec<Pattern>) -> Value {
        if patterns.is_empty() {
            Value::unknown()
        } else {
            Value::Text(Rc::new(patterns))
        }
    }

    /// State of a library's instance, or of each that it may be, as far as it is set.
    pub fn state(&self, state: State) -> Option<Value> {
        match self {
            Value::External(external) => external.state.get(&state).cloned(),
            Value::Union(values) => {
                let found: Vec<Value> = values
                    .iter()
                    .filter_map(|value| value.state(state))
                    .collect();
                (!found.is_empty()).then(|| Value::join_all(found))
            }
            _ => None,
        }
    }

    fn is_nameless(&self) -> bool {
        matches!(self, Value::Hole(name) if name.is_empty())
    }

    fn is_empty_text(&self) -> bool {
        self.constant().is_some_and(|text| text.is_empty())
    }

    /// Whether nothing but perhaps a name is known.
    pub fn is_hole(&self) -> bool {
        matches!(self, Value::Hole(_))
    }

    /// The patterns of the value used as text. What is no text becomes a hole.
    pub fn patterns(&self) -> Vec<Pattern> {
        let single = |piece| {
            vec![Pattern {
                pieces: vec![piece],
            }]
        };
        match self {
            Value::Text(patterns) => patterns.to_vec(),
            Value::Hole(name) => single(Piece::Hole(name.clone())),
            Value::Symbol(symbol) => single(Piece::Symbol(symbol.clone())),
            Value::External(external) => {
                match (external.state.get(&State::Url), &external.symbol) {
                    (Some(url), _) => url.patterns(),
                    (None, Some(symbol)) => single(Piece::Symbol(symbol.clone())),
                    (None, None) => single(Piece::Hole(external.name.clone())),
                }
            }
            Value::Instance(instance) => match &instance.symbol {
                Some(symbol) => single(Piece::Symbol(symbol.clone())),
                None => single(Piece::Hole(Text::default())),
            },
            Value::Union(values) => {
                let mut all: Vec<Pattern> = Vec::new();
                for pattern in values.iter().flat_map(Value::patterns) {
                    if all.len() < MOST_ALTERNATIVES && !all.contains(&pattern) {
                        all.push(pattern);
                    }
                }
                all
            }
            _ => single(Piece::Hole(Text::default())),
        }
    }

    /// The alternatives of a union, or the value alone.
    pub fn alternatives(&self) -> &[Value] {
        match self {
            Value::Union(values) => values,
            one => std::slice::from_ref(one),
        }
    }

    /// One text that is surely this and nothing else.
    pub fn constant(&self) -> Option<Text> {
        match self {
            Value::Text(patterns) => match patterns.as_slice() {
                [Pattern { pieces }] => match pieces.as_slice() {
                    [Piece::Literal { text, .. }] => Some(text.clone()),
                    [] => Some(Text::default()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// Either of two values. Text sets are merged; equal values and nameless holes beside something known are dropped.
    pub fn join(self, other: Value) -> Value {
        if let (Value::Text(a), Value::Text(b)) = (&self, &other) {
            let mut patterns = a.to_vec();
            for pattern in b.iter() {
                if patterns.len() < MOST_ALTERNATIVES && !patterns.contains(pattern) {
                    patterns.push(pattern.clone());
                }
            }
            return Value::text(patterns);
        }
        let mut all: Vec<Value> = Vec::new();
        for value in self.alternatives().iter().chain(other.alternatives()) {
            if all.len() < MOST_ALTERNATIVES && !all.iter().any(|v| v.same(value)) {
                all.push(value.clone());
            }
        }
        // Empty text may be what stands for nothing yet: it says no more than what is not known.
        if !all.iter().all(|v| v.is_nameless() || v.is_empty_text()) {
            all.retain(|v| !v.is_nameless());
        }
        match all.len() {
            0 => Value::unknown(),
            1 => all.remove(0),
            _ => Value::Union(Rc::new(all)),
        }
    }

    /// Either of several values.
    pub fn join_all(values: impl IntoIterator<Item = Value>) -> Value {
        values
            .into_iter()
            .reduce(Value::join)
            .unwrap_or_else(Value::unknown)
    }

    /// Whether two values are surely the same; shallow where depth would cost.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Hole(a), Value::Hole(b)) => a == b,
            (Value::Symbol(a), Value::Symbol(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => Rc::ptr_eq(a, b) || a == b,
            (Value::Object(a), Value::Object(b)) => {
                Rc::ptr_eq(a, b)
                    || (a.len() == b.len()
                        && a.iter()
                            .zip(b.iter())
                            .all(|((k, v), (l, w))| k == l && v.same(w)))
            }
            (Value::List(a), Value::List(b)) => {
                Rc::ptr_eq(a, b)
                    || (a.len() == b.len() && a.iter().zip(b.iter()).all(|(v, w)| v.same(w)))
            }
            (Value::Many(a), Value::Many(b)) => a.same(b),
            (Value::Class(a), Value::Class(b)) => a == b,
            (Value::Function(a), Value::Function(b)) => {
                a.function == b.function && a.substitutions.is_empty() && b.substitutions.is_empty()
            }
            (Value::External(a), Value::External(b)) => {
                Rc::ptr_eq(a, b)
                    || (a.ty == b.ty
                        && a.symbol == b.symbol
                        && a.state.len() == b.state.len()
                        && a.state
                            .iter()
                            .zip(&b.state)
                            .all(|((k, v), (l, w))| k == l && v.same(w)))
            }
            (Value::ExternalType(a, _), Value::ExternalType(b, _)) => a == b,
            (Value::Module(a), Value::Module(b)) => a == b,
            (Value::ExternalModule(a), Value::ExternalModule(b)) => a == b,
            (Value::Pretend, Value::Pretend) => true,
            (Value::Instance(a), Value::Instance(b)) => {
                Rc::ptr_eq(a, b)
                    || (a.ty == b.ty
                        && a.symbol == b.symbol
                        && a.fields.is_empty()
                        && b.fields.is_empty()
                        && match (&a.made, &b.made) {
                            (None, None) => true,
                            (Some((f, x)), Some((g, y))) => {
                                f == g
                                    && x.len() == y.len()
                                    && x.iter().zip(y).all(|(v, w)| v.same(w))
                            }
                            _ => false,
                        })
            }
            _ => false,
        }
    }

    /// Texts in a row: every combination of the alternatives, up to the bound.
    pub fn concat(parts: &[Value]) -> Value {
        let mut patterns = vec![Pattern::default()];
        for part in parts {
            let next = part.patterns();
            let mut longer = Vec::with_capacity(patterns.len() * next.len());
            'outer: for start in &patterns {
                for end in &next {
                    if longer.len() == MOST_ALTERNATIVES {
                        break 'outer;
                    }
                    let mut pattern = start.clone();
                    pattern.append(end);
                    longer.push(pattern);
                }
            }
            patterns = longer;
        }
        Value::text(patterns)
    }

    /// The elements of a list that only a caller knows, joined by a text; `None` for any other value.
    pub fn joined(&self, separator: &str) -> Option<Value> {
        let name = Text::from(format!("{JOINED}{separator}"));
        let symbol = match self {
            Value::Symbol(list) => list.member(&name)?,
            Value::Many(element) => match &**element {
                Value::Symbol(element)
                    if element.path.last().is_some_and(|last| last == JOINED) =>
                {
                    let mut joined = (**element).clone();
                    *joined.path.last_mut()? = name;
                    joined
                }
                _ => return None,
            },
            _ => return None,
        };
        Some(Value::Symbol(Rc::new(symbol)))
    }

    /// One of these fields of an object that only a caller knows, or what it brings itself if that is no object; `None` for any
    /// other value.
    pub fn field_or_whole(&self, fields: &[Text]) -> Option<Value> {
        let Value::Symbol(symbol) = self else {
            return None;
        };
        let mut either = (**symbol).clone();
        either
            .path
            .push(Text::from(format!("{EITHER}{}", fields.join(EITHER))));
        Some(Value::Symbol(Rc::new(either)))
    }

    /// What a symbol's member for a field or the whole is of this value; `None` if the name means another member.
    pub fn chosen_part(&self, member: &str) -> Option<Value> {
        let fields = member.strip_prefix(EITHER)?;
        Some(match self {
            Value::Object(entries) => {
                let found = fields.split(EITHER).find_map(|field| entries.get(field));
                found.cloned().unwrap_or_else(Value::unknown)
            }
            Value::Union(values) => {
                let parts = values.iter().filter_map(|value| value.chosen_part(member));
                Value::join_all(parts)
            }
            Value::Symbol(symbol) => {
                let mut either = (**symbol).clone();
                either.path.push(Text::from(member));
                Value::Symbol(Rc::new(either))
            }
            whole => whole.clone(),
        })
    }

    /// What a symbol's member for joined elements is of a list; `None` if the name means another member.
    pub fn joined_elements(values: &[Value], member: &str) -> Option<Value> {
        let separator = member
            .strip_prefix(JOINED)
            .filter(|text| !text.is_empty())?;
        let separator = Value::literal(&Text::from(separator), Origin::default());
        let mut parts = Vec::new();
        for value in values {
            if !parts.is_empty() {
                parts.push(separator.clone());
            }
            parts.push(value.clone());
        }
        Some(Value::concat(&parts))
    }

    /// The list, or each that it may be, with more elements; `None` if it is no list, or a long one.
    pub fn with_elements(&self, added: &[Value]) -> Option<Value> {
        match self {
            Value::List(items) if items.len() + added.len() <= MOST_PIECES => {
                let items = items.iter().chain(added);
                Some(Value::List(Rc::new(items.cloned().collect())))
            }
            Value::Union(values) => {
                let longer: Option<Vec<Value>> = values
                    .iter()
                    .map(|value| value.with_elements(added))
                    .collect();
                longer.map(Value::join_all)
            }
            _ => None,
        }
    }

    /// Whether a caller could still change it.
    pub fn has_symbols(&self) -> bool {
        match self {
            Value::Symbol(_) => true,
            Value::Text(patterns) => patterns.iter().any(|p| {
                p.pieces
                    .iter()
                    .any(|piece| matches!(piece, Piece::Symbol(_)))
            }),
            Value::Object(entries) => entries.values().any(Value::has_symbols),
            Value::List(values) | Value::Union(values) => values.iter().any(Value::has_symbols),
            Value::Many(value) => value.has_symbols(),
            Value::Instance(instance) => {
                instance.symbol.is_some()
                    || instance.fields.values().any(Value::has_symbols)
                    || instance
                        .made
                        .as_ref()
                        .is_some_and(|(_, values)| values.iter().any(Value::has_symbols))
            }
            Value::External(external) => {
                external.symbol.is_some() || external.state.values().any(Value::has_symbols)
            }
            Value::Partial(partial) => {
                let mut given = partial.given.iter();
                partial.callee.has_symbols() || given.any(|given| given.value.has_symbols())
            }
            // A lambda may use the variables around it.
            Value::Function(function) => function.summary.is_some() || function.receiver.is_some(),
            _ => false,
        }
    }
}

impl Pattern {
    /// Adds the pieces of another pattern; neighbouring literals stay apart, because each has its own origin.
    pub fn append(&mut self, other: &Pattern) {
        for piece in &other.pieces {
            if self.pieces.len() == MOST_PIECES {
                return;
            }
            if !matches!(piece, Piece::Literal { text, .. } if text.is_empty()) {
                self.pieces.push(piece.clone());
            }
        }
    }

    /// A URL without scheme and host, be they written or unknown.
    pub fn path(&self) -> Pattern {
        let mut pieces = self.pieces.clone();
        if let Some(Piece::Literal { text, .. }) = pieces.first_mut() {
            // A relative URL has none: `groups/` and what follows.
            let Some(at) = text.find("://") else {
                return self.clone();
            };
            *text = match text[at + 3..].find('/') {
                Some(slash) => Text::from(&text[at + 3 + slash..]),
                None => Text::default(),
            };
        }
        let starts =
            |piece: &Piece| matches!(piece, Piece::Literal { text, .. } if text.starts_with('/'));
        match pieces.iter().position(starts) {
            Some(at) => Pattern {
                pieces: pieces.split_off(at),
            },
            None => self.clone(),
        }
    }

    /// The literal text, with `{}` for what is not known.
    pub fn shape(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal { text, .. } => text.as_str(),
                Piece::Hole(_) | Piece::Symbol(_) => "{}",
            })
            .collect()
    }

    /// Whether any piece is literal text.
    pub fn has_literal(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Literal { .. }))
    }
}

/// The name of the member that is an element of a list, and begin of that which is all of them, joined by the rest of its name.
const JOINED: &str = "[]";

/// What begins the name of the member that is one of several fields, or all of it, and stands between the fields: no source names one so.
const EITHER: &str = "\0";

impl Symbol {
    /// Whether its members lie too deep to be kept apart.
    pub fn is_deepest(&self) -> bool {
        const DEEPEST: usize = 12;
        self.path.len() >= DEEPEST
    }

    /// The symbol's member; `None` if it lies too deep.
    pub fn member(&self, name: &Text) -> Option<Symbol> {
        (!self.is_deepest()).then(|| {
            let mut path = self.path.clone();
            path.push(name.clone());
            let is_short = self.name.len() + name.len() < LONGEST_NAME;
            Symbol {
                root: self.root,
                path,
                name: match is_short {
                    true => Text::from(format!("{}.{name}", self.name)),
                    false => name.clone(),
                },
                domain: None,
            }
        })
    }
}
