//! What a function does for its callers: the requests it sends, the calls that depend on what it is given, what it returns; and
//! how all of that changes when a caller fills in the symbols.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ir::{Span, Text};
use crate::library::{Libraries, LibraryId, State, UrlPart};

use super::program::{FileId, FunctionKey, TypeId};
use super::value::{
    ExternalValue, FunctionValue, Instance, PartialCall, Pattern, Piece, Root, Symbol, Value,
};

/// Most requests that a summary hands to callers; beyond it they are taken as they stand.
pub const MOST_REQUESTS: usize = 160;
/// Most calls that a summary leaves to its callers.
pub const MOST_CALLS: usize = 160;
/// Values nested deeper than this are not substituted into.
const DEEPEST: usize = 12;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    pub file: FileId,
    pub span: Span,
}

/// What a function does, in terms of its parameters.
#[derive(Debug, Default)]
pub struct Summary {
    /// Requests that callers may still change.
    pub requests: Vec<Rc<Template>>,
    /// Calls on, or of, something that only callers know.
    pub calls: Vec<Rc<DeferredCall>>,
    pub returns: Option<Value>,
    /// For a constructor: what it leaves in the fields.
    pub fields: BTreeMap<Text, Value>,
}

/// A request, or the call of an SDK method, as far as it is known where it stands.
#[derive(Debug)]
pub struct Template {
    /// Where the request is made; for one taken over from a callee, where that is called.
    pub site: Site,
    /// The call that sends it, in the innermost function.
    pub request_site: Site,
    /// The function in which it stands.
    pub function: FunctionKey,
    /// What is called: `HttpClient.PostAsync`.
    pub symbol: Text,
    pub target: Target,
    /// Names around the request that may say whose it is: receiver, client, wrapper.
    pub names: Vec<Text>,
    /// An `Authorization` value that is sent with it.
    pub authorization: Option<Value>,
    /// The callee's request that this one was filled in from.
    pub parent: Option<Rc<Template>>,
    /// The callee's request in a lambda's summary, with the variables around the lambda filled in; it is recorded when the lambda
    /// is called, if ever.
    pub is_copy: bool,
    /// Set when a caller took it over.
    pub taken: Cell<bool>,
    /// Set when a caller added nothing to it: it stands where it is.
    pub as_is: Cell<bool>,
}

/// What a [`Template`] asks for.
#[derive(Clone, Debug)]
pub enum Target {
    /// An operation named by an SDK.
    Operation {
        library: LibraryId,
        verb: Text,
        path: Text,
        /// Arguments that are named and written out where the method is called: name and value.
        arguments: Rc<Vec<(Text, Text)>>,
    },
    Url(Url),
}

/// A request by URL.
#[derive(Clone, Debug)]
pub struct Url {
    pub url: Value,
    pub base: Option<Value>,
    /// The client that sends it, where only its maker says what a relative URL is resolved against and what token is sent.
    pub client: Option<Value>,
    /// The request object, where one is sent: what is not known of it is what a caller put into it.
    pub request: Option<Value>,
    pub verb: Option<Value>,
    /// The verb if nothing says another.
    pub default_verb: Option<Text>,
    /// How it is known that this is a request at all.
    pub basis: Basis,
}

/// How it is known that something is a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// An HTTP client that the tables know, or a wrapper that the configuration declares.
    Client,
    /// A call of something unknown, which only a URL in its arguments makes a request.
    Guess,
    /// A path that something is declared to have.
    Description,
}

/// A call that could not be followed because its function or receiver comes from the caller.
#[derive(Debug)]
pub struct DeferredCall {
    pub site: Site,
    /// The method's name, or where that is not written the whole call.
    pub name_span: Span,
    pub function: FunctionKey,
    /// What is called; with `method`, the receiver.
    pub callee: Value,
    pub method: Option<Text>,
    pub arguments: Vec<Given>,
    /// How many callers it has been handed through.
    pub hops: u8,
}

/// An argument as a value.
#[derive(Clone, Debug)]
pub struct Given {
    pub name: Option<Text>,
    pub value: Value,
    pub span: Span,
    pub is_spread: bool,
}

/// What a caller knows of a callee's symbols.
#[derive(Debug, Default)]
pub struct Substitution {
    /// Function → its arguments, by parameter.
    pub parameters: Vec<(FunctionKey, Vec<Value>)>,
    /// Type → the fields of the receiver.
    pub fields: Vec<(TypeId, BTreeMap<Text, Value>)>,
    /// Results by node, so that shared values are not walked twice; only for lambdas' summaries.
    pub summaries: RefCell<Vec<(*const Summary, Rc<Summary>)>>,
    /// Whether something was nested too deep to be filled in.
    pub is_cut: Cell<bool>,
}

impl Substitution {
    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty() && self.fields.is_empty()
    }

    fn lookup(&self, symbol: &Symbol) -> Option<Value> {
        let (mut value, path) = match symbol.root {
            Root::Parameter(function, index) => {
                let (_, values) = self.parameters.iter().find(|(key, _)| *key == function)?;
                let value = values.get(usize::from(index)).cloned();
                (
                    value.unwrap_or_else(|| Value::Hole(symbol.name.clone())),
                    symbol.path.as_slice(),
                )
            }
            Root::Field(ty) => {
                let (_, fields) = self.fields.iter().find(|(key, _)| *key == ty)?;
                let (first, rest) = symbol.path.split_first()?;
                (fields.get(first)?.clone(), rest)
            }
        };
        for name in path {
            value = member(&value, name);
        }
        // What the caller does not know keeps the callee's name for it beside its own: both are evidence.
        match value {
            Value::Hole(name) if name.is_empty() => Some(match &symbol.domain {
                Some(domain) => Value::Text(domain.clone()),
                None => Value::Hole(symbol.name.clone()),
            }),
            // Handed on from a caller that may leave it out: then the default counts.
            Value::Symbol(theirs) if theirs.domain.is_none() && symbol.domain.is_some() => {
                let mut theirs = (*theirs).clone();
                theirs.domain.clone_from(&symbol.domain);
                Some(Value::Symbol(Rc::new(theirs)))
            }
            value => Some(value),
        }
    }

    /// Whether a value is a field of an object that a caller writes out without it.
    fn is_absent(&self, value: &Value) -> bool {
        let Value::Symbol(symbol) = value else {
            return false;
        };
        let Some((field, path)) = symbol.path.split_last() else {
            return false;
        };
        let whole = Symbol {
            path: path.to_vec(),
            domain: None,
            ..(**symbol).clone()
        };
        match self.lookup(&whole) {
            Some(Value::Object(entries)) => {
                !entries.contains_key(field) && !entries.contains_key("...")
            }
            // A text where options may stand, too.
            Some(Value::Text(_)) => true,
            _ => false,
        }
    }

    /// The value with everything filled in that this substitution knows.
    pub fn apply(&self, value: &Value) -> Value {
        self.apply_at(value, 0)
    }

    fn apply_at(&self, value: &Value, depth: usize) -> Value {
        if !value.has_symbols() {
            return value.clone();
        }
        if depth > DEEPEST {
            self.is_cut.set(true);
            return value.clone();
        }
        match value {
            Value::Symbol(symbol) => self.lookup(symbol).unwrap_or_else(|| value.clone()),
            Value::Text(patterns) => {
                let parts = patterns.iter().map(|pattern| self.apply_pattern(pattern));
                Value::join_all(parts)
            }
            Value::Object(entries) => Value::Object(Rc::new(self.apply_map(entries, depth))),
            Value::List(values) => Value::List(Rc::new(
                values
                    .iter()
                    .map(|value| self.apply_at(value, depth + 1))
                    .collect(),
            )),
            Value::Many(inner) => Value::Many(Rc::new(self.apply_at(inner, depth + 1))),
            Value::Union(values) => {
                Value::join_all(values.iter().map(|value| self.apply_at(value, depth + 1)))
            }
            Value::Instance(instance) => self.apply_instance(instance, depth),
            Value::External(external) => self.apply_external(external, depth),
            Value::Function(function) => {
                Value::Function(Rc::new(self.apply_function(function, depth)))
            }
            Value::Partial(partial) => Value::Partial(Rc::new(PartialCall {
                callee: self.apply_at(&partial.callee, depth + 1),
                given: self.apply_arguments(&partial.given, depth),
            })),
            other => other.clone(),
        }
    }

    fn apply_map(&self, entries: &BTreeMap<Text, Value>, depth: usize) -> BTreeMap<Text, Value> {
        entries
            .iter()
            .map(|(key, value)| (key.clone(), self.apply_at(value, depth + 1)))
            .collect()
    }

    fn apply_pattern(&self, pattern: &Pattern) -> Value {
        if !pattern
            .pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Symbol(_)))
        {
            return Value::text(vec![pattern.clone()]);
        }
        let parts: Vec<Value> = pattern
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Symbol(symbol) => self
                    .lookup(symbol)
                    .unwrap_or_else(|| Value::Symbol(symbol.clone())),
                piece => Value::text(vec![Pattern {
                    pieces: vec![piece.clone()],
                }]),
            })
            .collect();
        Value::concat(&parts)
    }

    fn apply_instance(&self, instance: &Rc<Instance>, depth: usize) -> Value {
        if let Some(symbol) = &instance.symbol
            && let Some(value) = self.lookup(symbol)
            && !value.is_hole()
        {
            return value;
        }
        Value::Instance(Rc::new(Instance {
            ty: instance.ty,
            made: instance.made.as_ref().map(|(constructor, values)| {
                (
                    *constructor,
                    values
                        .iter()
                        .map(|value| self.apply_at(value, depth + 1))
                        .collect(),
                )
            }),
            fields: self.apply_map(&instance.fields, depth),
            symbol: instance.symbol.clone(),
            is_this: instance.is_this,
        }))
    }

    fn apply_external(&self, external: &Rc<ExternalValue>, depth: usize) -> Value {
        if let Some(symbol) = &external.symbol
            && let Some(value) = self.lookup(symbol)
        {
            match &value {
                // The caller's instance, with what this function set on it.
                Value::External(theirs) if !external.state.is_empty() => {
                    let mut merged = (**theirs).clone();
                    for (key, value) in &external.state {
                        merged.state.insert(*key, self.apply_at(value, depth + 1));
                    }
                    return Value::External(Rc::new(merged));
                }
                Value::External(_) | Value::Union(_) => return value,
                // What stands for text is text: a URL.
                Value::Text(_) if external.state.is_empty() => return value,
                _ => {}
            }
        }
        Value::External(Rc::new(ExternalValue {
            ty: external.ty,
            generation: external.generation,
            state: external
                .state
                .iter()
                .map(|(key, value)| (*key, self.apply_at(value, depth + 1)))
                .collect(),
            name: external.name.clone(),
            symbol: external.symbol.clone(),
        }))
    }

    fn apply_function(&self, function: &FunctionValue, depth: usize) -> FunctionValue {
        FunctionValue {
            function: function.function,
            receiver: function
                .receiver
                .as_ref()
                .map(|receiver| self.apply_at(receiver, depth + 1)),
            summary: function
                .summary
                .as_ref()
                .map(|summary| self.apply_summary(summary, depth)),
            substitutions: Vec::new(),
        }
    }

    /// A lambda's summary with the variables around it filled in.
    fn apply_summary(&self, summary: &Rc<Summary>, depth: usize) -> Rc<Summary> {
        let at = Rc::as_ptr(summary);
        if let Some((_, done)) = self.summaries.borrow().iter().find(|(key, _)| *key == at) {
            return done.clone();
        }
        let filled = Rc::new(Summary {
            requests: summary
                .requests
                .iter()
                .map(|request| self.apply_template(request))
                .collect(),
            calls: summary
                .calls
                .iter()
                .map(|call| {
                    Rc::new(DeferredCall {
                        site: call.site,
                        name_span: call.name_span,
                        function: call.function,
                        callee: self.apply_at(&call.callee, depth + 1),
                        method: call.method.clone(),
                        arguments: self.apply_arguments(&call.arguments, depth),
                        hops: call.hops,
                    })
                })
                .collect(),
            returns: summary
                .returns
                .as_ref()
                .map(|value| self.apply_at(value, depth + 1)),
            fields: BTreeMap::new(),
        });
        self.summaries.borrow_mut().push((at, filled.clone()));
        filled
    }

    /// A lambda's request keeps its place; only its values change.
    fn apply_template(&self, template: &Rc<Template>) -> Rc<Template> {
        let target = self.apply_target(&template.target);
        if template.target.is_same(&target) {
            return template.clone();
        }
        Rc::new(Template {
            site: template.site,
            request_site: template.request_site,
            function: template.function,
            symbol: template.symbol.clone(),
            authorization: self.apply_authorization(template, &target),
            target,
            names: template.names.clone(),
            parent: Some(template.clone()),
            is_copy: true,
            taken: Cell::new(false),
            as_is: Cell::new(false),
        })
    }

    /// A request's values filled in.
    pub fn apply_target(&self, target: &Target) -> Target {
        match target {
            Target::Operation { .. } => target.clone(),
            Target::Url(url) => {
                let request = url.request.as_ref().map(|value| self.apply(value));
                let part = |key| request.as_ref().and_then(|request| request.state(key));
                let fill = |known: &Option<Value>, key| match known {
                    Some(value) if self.is_absent(value) => part(key),
                    Some(value) => Some(self.apply(value)),
                    None => part(key),
                };
                Target::Url(Url {
                    url: match &url.url {
                        Value::Hole(name) if name.is_empty() => part(State::Url),
                        known => Some(self.apply(known)),
                    }
                    .unwrap_or_else(Value::unknown),
                    base: fill(&url.base, State::Base),
                    client: url.client.as_ref().map(|value| self.apply(value)),
                    verb: fill(&url.verb, State::Verb),
                    request,
                    default_verb: url.default_verb.clone(),
                    basis: url.basis,
                })
            }
        }
    }

    /// The `Authorization` of a request filled in: what is sent with it, or set on the object that is its target now.
    pub fn apply_authorization(&self, template: &Template, target: &Target) -> Option<Value> {
        let set = || match target {
            Target::Url(Url { request, .. }) => {
                let request = request.as_ref()?;
                let authorization = request.state(State::Authorization);
                authorization.or_else(|| request.state(State::Headers))
            }
            Target::Operation { .. } => None,
        };
        let sent = template.authorization.as_ref();
        sent.map(|value| self.apply(value)).or_else(set)
    }

    /// Arguments filled in.
    pub fn apply_arguments(&self, arguments: &[Given], depth: usize) -> Vec<Given> {
        arguments
            .iter()
            .map(|given| Given {
                value: self.apply_at(&given.value, depth + 1),
                ..given.clone()
            })
            .collect()
    }
}

/// A member of a value by name, as far as the value itself knows it; types are not consulted.
pub fn member(value: &Value, name: &Text) -> Value {
    if let Some(part) = value.chosen_part(name) {
        return part;
    }
    match value {
        Value::Object(entries) => entries.get(name).cloned().unwrap_or_else(Value::unknown),
        Value::Pretend => Value::Pretend,
        Value::Symbol(symbol) => match symbol.member(name) {
            Some(symbol) => Value::Symbol(Rc::new(symbol)),
            None => Value::unknown(),
        },
        Value::List(values) => match list_index(name) {
            Some(index) => values.get(index).cloned().unwrap_or_else(Value::unknown),
            None => {
                let joined = Value::joined_elements(values, name);
                joined.unwrap_or_else(|| Value::hole(name.clone()))
            }
        },
        Value::Instance(instance) => match instance.fields.get(name) {
            Some(value) => value.clone(),
            None => match instance
                .symbol
                .as_ref()
                .and_then(|symbol| symbol.member(name))
            {
                Some(symbol) => Value::Symbol(Rc::new(symbol)),
                None => Value::hole(name.clone()),
            },
        },
        Value::Union(values) => Value::join_all(values.iter().map(|value| member(value, name))),
        Value::Text(patterns) => match Libraries::embedded().url_part(name) {
            Some(UrlPart::Whole) => value.clone(),
            Some(UrlPart::Path) => Value::text(patterns.iter().map(Pattern::path).collect()),
            // It is no part of the path, and says nothing.
            Some(UrlPart::Query) => Value::text(vec![Pattern::default()]),
            None => Value::hole(name.clone()),
        },
        Value::Hole(outer) if outer.is_empty() => Value::hole(name.clone()),
        Value::Hole(outer) => Value::hole(format!("{outer}.{name}")),
        _ => Value::hole(name.clone()),
    }
}

/// The element that a member of a list or tuple means: `0`, `Item1`.
fn list_index(name: &str) -> Option<usize> {
    match name.strip_prefix("Item") {
        Some(number) => number.parse::<usize>().ok()?.checked_sub(1),
        None => name.parse().ok(),
    }
}

impl Target {
    /// Whether the other asks for surely the same.
    pub fn is_same(&self, other: &Target) -> bool {
        match (self, other) {
            (Target::Url(a), Target::Url(b)) => {
                let same = |a: Option<&Value>, b: Option<&Value>| match (a, b) {
                    (Some(a), Some(b)) => a.same(b),
                    (None, None) => true,
                    _ => false,
                };
                a.url.same(&b.url)
                    && same(a.base.as_ref(), b.base.as_ref())
                    && same(a.client.as_ref(), b.client.as_ref())
                    && same(a.request.as_ref(), b.request.as_ref())
                    && same(a.verb.as_ref(), b.verb.as_ref())
            }
            _ => true,
        }
    }
}

impl Template {
    /// A caller took it over, and with it what it is a copy of.
    pub fn take(&self) {
        self.taken.set(true);
        if let Some(parent) = self.parent.as_ref().filter(|_| self.is_copy) {
            parent.take();
        }
    }

    /// Whether only a URL among its arguments makes it a request.
    pub fn is_guess(&self) -> bool {
        matches!(&self.target, Target::Url(url) if url.basis == Basis::Guess)
    }

    /// Whether a caller may still change what is asked for.
    pub fn is_open(&self) -> bool {
        match &self.target {
            Target::Operation { .. } => false,
            Target::Url(url) => {
                url.url.has_symbols()
                    || url.base.as_ref().is_some_and(Value::has_symbols)
                    || url.client.as_ref().is_some_and(Value::has_symbols)
                    || url.request.as_ref().is_some_and(Value::has_symbols)
                    || url.verb.as_ref().is_some_and(Value::has_symbols)
            }
        }
    }
}
