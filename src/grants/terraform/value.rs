//! What expressions of HCL stand for, as far as the files say.
//!
//! Literals, lists, templates, `local.*`, variables with one known value and a few functions are followed. Everything else is
//! unknown, and says so: a list with an unknown element is never taken for a whole one.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{Element, Template};

use crate::call::{Location, SourceFile};
use crate::ir::Span;

/// Nesting of values beyond this is unknown; a `local` that refers to itself ends here too.
const MAX_NESTING: usize = 64;

/// What one attribute may cost: `local`s that use each other twice over would grow without bounds.
const MAX_COST: usize = 20_000;

/// Text costs one for each of so many bytes.
const BYTES_PER_COST: usize = 64;

/// The value of an expression.
#[derive(Clone)]
pub(super) enum Value {
    Text(Text),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// `null`: as if the attribute were not there.
    Null,
    Unknown,
}

/// Text, and where it is written.
#[derive(Clone)]
pub(super) struct Text {
    pub pieces: Vec<Piece>,
    pub location: Location,
}

/// A part of a text.
#[derive(Clone)]
pub(super) enum Piece {
    Literal(String),
    /// An attribute of a resource, whichever: its address, `okta_group.admins`.
    Reference(Reference),
    Unknown,
}

/// A resource, data source or module that an expression refers to.
#[derive(Clone)]
pub(super) struct Reference {
    pub address: String,
    /// One of several instances, and which is not known.
    pub is_any: bool,
}

impl Text {
    /// The text, if all of it is known.
    pub fn known(&self) -> Option<String> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Reference(_) | Piece::Unknown => return None,
            }
        }
        Some(text)
    }

    /// The text with `{}` for what isn't known.
    pub fn shape(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Reference(_) | Piece::Unknown => text.push_str("{}"),
            }
        }
        text
    }
}

impl Value {
    /// The texts in it, however nested; `None` if something else is in it.
    pub fn texts(&self) -> Option<Vec<&Text>> {
        let mut found = Vec::new();
        self.gather(&mut found).then_some(found)
    }

    fn gather<'v>(&'v self, found: &mut Vec<&'v Text>) -> bool {
        match self {
            Value::Text(text) => {
                found.push(text);
                true
            }
            Value::List(values) => values.iter().all(|value| value.gather(found)),
            Value::Null => true,
            Value::Map(_) | Value::Unknown => false,
        }
    }

    /// Every text that can be seen in it, though others may be hidden.
    pub fn visible_texts(&self) -> Vec<&Text> {
        match self {
            Value::Text(text) => vec![text],
            Value::List(values) => values.iter().flat_map(Value::visible_texts).collect(),
            Value::Map(_) | Value::Null | Value::Unknown => Vec::new(),
        }
    }
}

/// An expression, and the file it is in.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub file: &'a Arc<SourceFile>,
    pub expression: &'a Expression,
}

/// What `local.x` and `var.x` stand for in one module; `None` for one that several files set differently.
pub(super) type Names<'a> = HashMap<String, Option<Written<'a>>>;

/// Evaluates the expressions of one attribute.
pub(super) struct Evaluator<'a, 'e> {
    names: &'e Names<'a>,
    /// What `each.key` and `each.value` may be, where the resource is repeated.
    each: Option<&'e Each>,
    cost: Cell<usize>,
}

/// What the instances of a resource are made for.
pub(super) struct Each {
    pub keys: Value,
    pub values: Value,
}

impl Each {
    /// From the value of `for_each`.
    pub fn new(value: Value) -> Each {
        match value {
            Value::Map(entries) => Each {
                keys: Value::Unknown,
                values: Value::List(entries.into_iter().map(|(_, value)| value).collect()),
            },
            set => Each {
                keys: set.clone(),
                values: set,
            },
        }
    }
}

impl<'a, 'e> Evaluator<'a, 'e> {
    pub fn new(names: &'e Names<'a>, each: Option<&'e Each>) -> Self {
        Evaluator {
            names,
            each,
            cost: Cell::new(0),
        }
    }

    pub fn evaluate(&self, written: Written<'a>) -> Value {
        self.at(written, 0)
    }

    /// Whether there is still something left to spend.
    fn spend(&self, cost: usize) -> bool {
        let spent = self.cost.get().saturating_add(cost);
        self.cost.set(spent);
        spent <= MAX_COST
    }

    fn at(&self, written: Written<'a>, depth: usize) -> Value {
        if depth >= MAX_NESTING || !self.spend(1) {
            return Value::Unknown;
        }
        let of = |expression| Written {
            file: written.file,
            expression,
        };
        match written.expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => self.literal(&value.value().to_string(), written),
            Expression::Number(value) => self.literal(&value.value().to_string(), written),
            Expression::String(value) => self.literal(value.value(), written),
            Expression::Array(array) => {
                let items = array.iter();
                Value::List(items.map(|item| self.at(of(item), depth + 1)).collect())
            }
            Expression::Object(object) => {
                let mut entries = Vec::new();
                for (key, value) in object.iter() {
                    let key = match key {
                        ObjectKey::Ident(name) => Some(name.value().to_string()),
                        ObjectKey::Expression(key) => self.key(of(key), depth + 1),
                    };
                    let Some(key) = key else {
                        return Value::Unknown;
                    };
                    entries.push((key, self.at(of(value.expr()), depth + 1)));
                }
                Value::Map(entries)
            }
            Expression::StringTemplate(template) => self.template(template, written, depth),
            Expression::HeredocTemplate(heredoc) => {
                self.template(&heredoc.template, written, depth)
            }
            Expression::Parenthesis(inner) => self.at(of(inner.inner()), depth + 1),
            Expression::FuncCall(call) => self.call(call, written, depth),
            Expression::Traversal(traversal) => self.traversal(traversal, written, depth),
            _ => Value::Unknown,
        }
    }

    /// The key of an object: a known text, or a bare name in quotes or not.
    fn key(&self, written: Written<'a>, depth: usize) -> Option<String> {
        match self.at(written, depth) {
            Value::Text(text) => text.known(),
            _ => None,
        }
    }

    fn literal(&self, text: &str, written: Written<'_>) -> Value {
        if !self.spend(text.len() / BYTES_PER_COST) {
            return Value::Unknown;
        }
        Value::Text(Text {
            pieces: vec![Piece::Literal(text.to_owned())],
            location: location(written),
        })
    }

    fn template(&self, template: &'a Template, written: Written<'a>, depth: usize) -> Value {
        let mut pieces = Vec::new();
        for element in template.iter() {
            match element {
                Element::Literal(literal) => {
                    if !self.spend(literal.value().len() / BYTES_PER_COST) {
                        return Value::Unknown;
                    }
                    pieces.push(Piece::Literal(literal.value().clone()));
                }
                Element::Interpolation(interpolation) => {
                    let inner = Written {
                        file: written.file,
                        expression: &interpolation.expr,
                    };
                    pieces.extend(pieces_of(self.at(inner, depth + 1)));
                }
                Element::Directive(_) => pieces.push(Piece::Unknown),
            }
        }
        Value::Text(Text {
            pieces,
            location: location(written),
        })
    }

    /// Functions that hand on what they are given, and those that build text of it.
    fn call(&self, call: &'a FuncCall, written: Written<'a>, depth: usize) -> Value {
        let arguments = call.args.iter().map(|expression| {
            let argument = Written {
                file: written.file,
                expression,
            };
            self.at(argument, depth + 1)
        });
        // `f(list...)`: how many arguments that makes is not seen.
        if !call.name.namespace.is_empty() || call.args.expand_final() {
            return Value::Unknown;
        }
        let mut arguments = arguments;
        match call.name.name.value().as_str() {
            "toset" | "tolist" | "distinct" | "sort" | "flatten" | "compact" | "nonsensitive"
            | "sensitive" | "trimspace" | "tostring" => arguments.next().unwrap_or(Value::Unknown),
            "concat" | "setunion" => Value::List(arguments.collect()),
            "format" => {
                let Some(Value::Text(format)) = arguments.next() else {
                    return Value::Unknown;
                };
                let Some(format) = format.known() else {
                    return Value::Unknown;
                };
                Value::Text(Text {
                    pieces: formatted(&format, arguments),
                    location: location(written),
                })
            }
            "split" => {
                let (Some(Value::Text(by)), Some(Value::Text(text))) =
                    (arguments.next(), arguments.next())
                else {
                    return Value::Unknown;
                };
                match (by.known(), text.known()) {
                    (Some(by), Some(whole)) if !by.is_empty() => {
                        let parts = whole.split(by.as_str()).map(|part| {
                            Value::Text(Text {
                                pieces: vec![Piece::Literal(part.to_owned())],
                                location: text.location.clone(),
                            })
                        });
                        Value::List(parts.collect())
                    }
                    _ => Value::Unknown,
                }
            }
            _ => Value::Unknown,
        }
    }

    fn traversal(&self, traversal: &'a Traversal, written: Written<'a>, depth: usize) -> Value {
        let Expression::Variable(root) = &traversal.expr else {
            return Value::Unknown;
        };
        let operators = traversal.operators.iter().map(|operator| operator.value());
        let mut operators = operators.peekable();
        let mut name = || match operators.peek() {
            Some(TraversalOperator::GetAttr(name)) => {
                operators.next();
                Some(name.value().as_str())
            }
            _ => None,
        };
        let root = root.value().as_str();
        let Some(first) = name() else {
            return Value::Unknown;
        };
        let mut value = match (root, first) {
            ("local" | "var", _) => {
                let found = self.names.get(&format!("{root}.{first}")).copied();
                match found.flatten() {
                    Some(found) => self.at(found, depth + 1),
                    None => Value::Unknown,
                }
            }
            ("each", "key") => self.each(|each| &each.keys),
            ("each", "value") => self.each(|each| &each.values),
            ("each" | "count" | "path" | "self" | "terraform", _) => Value::Unknown,
            _ => {
                let mut address = format!("{root}.{first}");
                if root == "data" {
                    let Some(second) = name() else {
                        return Value::Unknown;
                    };
                    address.push('.');
                    address.push_str(second);
                }
                let mut is_any = false;
                for operator in operators {
                    match operator {
                        TraversalOperator::Index(index) => {
                            let index = Written {
                                file: written.file,
                                expression: index,
                            };
                            match index.expression {
                                // The only instance of one that is there or not.
                                Expression::Number(_) => {}
                                Expression::String(key) => {
                                    address = format!("{address}[\"{}\"]", key.value());
                                }
                                _ => is_any = true,
                            }
                        }
                        TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                            is_any = true;
                        }
                        TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_) => {}
                    }
                }
                return Value::Text(Text {
                    pieces: vec![Piece::Reference(Reference { address, is_any })],
                    location: location(written),
                });
            }
        };
        for operator in operators {
            let key = match operator {
                TraversalOperator::GetAttr(name) => Some(name.value().to_string()),
                TraversalOperator::Index(Expression::String(key)) => Some(key.value().clone()),
                _ => None,
            };
            value = match (value, key) {
                (Value::Map(entries), Some(key)) => entries
                    .into_iter()
                    .find(|(name, _)| *name == key)
                    .map_or(Value::Unknown, |(_, value)| value),
                _ => Value::Unknown,
            };
        }
        value
    }

    fn each(&self, part: impl Fn(&'e Each) -> &'e Value) -> Value {
        match self.each.map(part) {
            Some(value) if self.spend(value.visible_texts().len()) => value.clone(),
            _ => Value::Unknown,
        }
    }
}

fn pieces_of(value: Value) -> Vec<Piece> {
    match value {
        Value::Text(text) => text.pieces,
        _ => vec![Piece::Unknown],
    }
}

/// `format("%s/api/v1/users/%s", …)`.
fn formatted(format: &str, mut arguments: impl Iterator<Item = Value>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut parts = format.split('%');
    let literal = |text: &str| Piece::Literal(text.to_owned());
    pieces.extend(parts.next().map(literal));
    let mut is_escaped = false;
    for part in parts {
        if is_escaped {
            is_escaped = false;
            pieces.push(Piece::Literal(format!("%{part}")));
        } else if part.is_empty() {
            is_escaped = true;
        } else if let Some(rest) = part.strip_prefix(['s', 'v', 'd']) {
            pieces.extend(arguments.next().map_or(vec![Piece::Unknown], pieces_of));
            pieces.push(literal(rest));
        } else {
            pieces.push(Piece::Unknown);
        }
    }
    pieces.retain(|piece| !matches!(piece, Piece::Literal(text) if text.is_empty()));
    pieces
}

/// Where an expression is written.
pub(super) fn location(written: Written<'_>) -> Location {
    place(written.file, written.expression.span())
}

/// A place in a file, from the parser's span.
pub(super) fn place(file: &Arc<SourceFile>, span: Option<std::ops::Range<usize>>) -> Location {
    let span = span.unwrap_or(0..0);
    Location {
        file: Arc::clone(file),
        span: Span::new(span.start, span.end),
    }
}
