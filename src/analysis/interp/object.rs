//! Object literals, and the functions in them that use the object: as `this`, or by its variable.
//!
//! Such a function is run when the rest of its object is known, after those of its siblings that it uses. Some libraries give the
//! functions of several objects one `this` (a component's `methods`, a store's `actions`): which ones, the tables say.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::Substitution;
use crate::analysis::value::{FunctionValue, Value};
use crate::analysis::visit::{self, Node};
use crate::ir::{Expr, ExprKind, FnId, Key, Property, Stmt, Text};
use crate::library::ThisPart;

use super::bounds::Bound;
use super::{Interpreter, Run};

/// Entries of an object literal that are kept.
pub(super) const MOST_ENTRIES: usize = 200;
/// Functions inside one another that are searched for `this`.
const DEEPEST: usize = 8;

/// A function in an object literal that uses the object.
struct Method<'e> {
    name: &'e Text,
    key: FunctionKey,
    uses: Uses,
    binds_this: bool,
}

/// How a function names the object that it is an entry of.
#[derive(Clone, Copy)]
struct Itself<'v> {
    this: bool,
    variable: Option<&'v Text>,
}

impl Itself<'_> {
    fn is(self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::This => self.this,
            ExprKind::Name(name) => self.variable == Some(name),
            _ => false,
        }
    }
}

/// What a function does with the object that it is an entry of.
#[derive(Default)]
struct Uses {
    is_any: bool,
    reads: BTreeSet<Text>,
    sets: bool,
}

impl Interpreter<'_> {
    /// The entries of an object literal.
    pub(super) fn entries(&mut self, entries: &[Property]) -> BTreeMap<Text, Value> {
        self.entries_of(entries, None, false)
    }

    /// The value of a variable; the functions of an object literal may use it by the variable's name.
    pub(super) fn eval_bound(&mut self, name: &Text, value: &Expr) -> Option<Value> {
        match &value.kind {
            ExprKind::Object(entries) => {
                let entries = self.entries_of(entries, Some(name), false);
                Some(Value::Object(Rc::new(entries)))
            }
            // `{ … } as const`
            ExprKind::Cast { value, .. } => self.eval_bound(name, value),
            _ => None,
        }
    }

    /// The entries; of an object that is a part of the one around it, the functions share that one's `this`.
    fn entries_of(
        &mut self,
        entries: &[Property],
        variable: Option<&Text>,
        is_part: bool,
    ) -> BTreeMap<Text, Value> {
        let entries = &entries[..self.bounded(entries.len())];
        let mut methods = self.methods(entries, variable);
        self.objects.push(BTreeMap::new());
        for entry in entries {
            match &entry.key {
                Key::Name(name) if methods.iter().any(|method| method.name == name) => {}
                Key::Name(name) => {
                    let value = match &entry.value.kind {
                        ExprKind::Object(inner) if self.shares_this(name) => {
                            Value::Object(Rc::new(self.entries_of(inner, None, true)))
                        }
                        _ => self.eval(&entry.value),
                    };
                    self.add_entry(name.clone(), value);
                }
                Key::Computed(key) => {
                    let key = self.eval(key);
                    let value = self.eval(&entry.value);
                    if let Some(name) = key.constant() {
                        self.add_entry(name, value);
                    }
                }
                Key::Spread => {
                    // `...(token && { … })`: what may be there counts.
                    for value in self.eval(&entry.value).alternatives() {
                        match value {
                            Value::Object(other) => {
                                for (key, value) in other.iter() {
                                    self.add_entry(key.clone(), value.clone());
                                }
                            }
                            // No object: `false` of a condition, say.
                            Value::Text(_) | Value::List(_) | Value::Many(_) => {}
                            _ => self.add_entry(Text::new_static("..."), value.clone()),
                        }
                    }
                }
            }
        }
        // What sets a member comes before what reads it.
        methods.sort_by_key(|method| !method.uses.sets);
        let mut order = Vec::new();
        for at in 0..methods.len() {
            callees_first(&methods, at, &mut order);
        }
        for at in order {
            self.run_method(&methods[at], variable, is_part);
        }
        let object = self.objects.pop().unwrap_or_default();
        self.describe_object(&object);
        object
    }

    fn add_entry(&mut self, name: Text, value: Value) {
        if let Some(object) = self.objects.last_mut() {
            object.insert(name, value);
        }
    }

    /// The functions of an object literal that use it: as `this`, or by the variable that is to hold it.
    fn methods<'e>(&self, entries: &'e [Property], variable: Option<&Text>) -> Vec<Method<'e>> {
        let mut methods = Vec::new();
        for entry in entries {
            let (Key::Name(name), ExprKind::Lambda(id)) = (&entry.key, &entry.value.kind) else {
                continue;
            };
            let key = FunctionKey {
                file: self.file(),
                function: *id,
            };
            let Some(function) = self.program.function(key) else {
                continue;
            };
            let mut uses = Uses::default();
            let itself = Itself {
                this: function.binds_this,
                variable,
            };
            self.note_uses(&function.body, itself, &mut uses, 0);
            if uses.is_any {
                let binds_this = function.binds_this;
                methods.push(Method {
                    name,
                    key,
                    uses,
                    binds_this,
                });
            }
        }
        methods
    }

    /// Notes what statements do with the object that their function is an entry of.
    fn note_uses(&self, body: &[Stmt], itself: Itself<'_>, uses: &mut Uses, depth: usize) {
        let mut nested: Vec<FnId> = Vec::new();
        visit::walk(body, &mut |node| match node {
            Node::Function(id) => nested.push(id),
            Node::Expression(value) => match &value.kind {
                ExprKind::Lambda(id) => nested.push(*id),
                ExprKind::Member { object, name, .. } if itself.is(object) => {
                    uses.reads.insert(name.clone());
                }
                ExprKind::Assign { target, .. } => {
                    if let ExprKind::Member { object, .. } = &target.kind {
                        uses.sets |= itself.is(object);
                    }
                }
                _ => uses.is_any |= itself.is(value),
            },
        });
        if depth == DEEPEST {
            if !nested.is_empty() {
                self.hit(Bound::Depth);
            }
            return;
        }
        let file = self.file();
        for function in nested {
            let key = FunctionKey { file, function };
            if let Some(function) = self.program.function(key) {
                let itself = Itself {
                    this: itself.this && !function.binds_this,
                    ..itself
                };
                self.note_uses(&function.body, itself, uses, depth + 1);
            }
        }
    }

    fn run_method(&mut self, method: &Method<'_>, variable: Option<&Text>, is_part: bool) {
        if !self.running.insert(method.key) {
            return;
        }
        let this = Value::Object(Rc::new(self.shared_this(is_part)));
        if let Some(variable) = variable {
            self.define(variable.clone(), this.clone());
        }
        let run = if method.binds_this {
            Run::Entry(&this)
        } else {
            Run::Nested
        };
        let left = self.analyse(method.key, run);
        let summary = left.summary;
        let this = left.this.filter(|_| method.binds_this);
        self.running.remove(&method.key);
        self.note_entry(method.key, &summary);
        // What it leaves in its `this` is there for the others; its parameters are holes to them.
        if let (Some(Value::Object(left)), Some(object)) = (this, self.objects.last_mut()) {
            let nothing = Substitution {
                parameters: vec![(method.key, Vec::new())],
                ..Default::default()
            };
            for (name, value) in left.iter() {
                let is_reserved = object
                    .get(name)
                    .is_none_or(|before| matches!(before, Value::Hole(name) if name.is_empty()));
                if is_reserved {
                    object.insert(name.clone(), nothing.apply(value));
                }
            }
        }
        self.add_entry(method.name.clone(), lambda_value(method.key, summary));
    }

    /// Whether the functions of an entry share the `this` of the object around it.
    fn shares_this(&self, key: &str) -> bool {
        let part = self
            .family()
            .and_then(|family| self.libraries.this_part(family, key));
        matches!(part, Some(ThisPart::Functions | ThisPart::Accessors))
    }

    /// The `this` of the functions of the object that is being made.
    fn shared_this(&self, is_part: bool) -> BTreeMap<Text, Value> {
        let mut all = BTreeMap::new();
        let objects = self.objects.len();
        let around = is_part.then(|| self.objects.get(objects.wrapping_sub(2)));
        for object in [around.flatten(), self.objects.last()]
            .into_iter()
            .flatten()
        {
            for (name, value) in object {
                all.insert(name.clone(), value.clone());
            }
            for (part, value) in object {
                let family = self.family();
                let part = family.and_then(|family| self.libraries.this_part(family, part));
                let members = match (value, part) {
                    (Value::Object(members), Some(ThisPart::Functions | ThisPart::Accessors)) => {
                        members.clone()
                    }
                    (Value::Function(function), Some(ThisPart::Made)) => match returned(function) {
                        Some(Value::Object(members)) => members,
                        _ => continue,
                    },
                    _ => continue,
                };
                for (name, value) in members.iter() {
                    let value = match value {
                        Value::Function(function) if part == Some(ThisPart::Accessors) => {
                            returned(function).unwrap_or_else(Value::unknown)
                        }
                        value => value.clone(),
                    };
                    all.entry(name.clone()).or_insert(value);
                }
            }
        }
        all
    }
}

/// A lambda as a value, with what it does.
pub(super) fn lambda_value(
    function: FunctionKey,
    summary: Rc<crate::analysis::summary::Summary>,
) -> Value {
    Value::Function(Rc::new(FunctionValue {
        function,
        receiver: None,
        summary: Some(summary),
        substitutions: Vec::new(),
    }))
}

fn returned(function: &FunctionValue) -> Option<Value> {
    function.summary.as_ref()?.returns.clone()
}

/// Adds a method to the order, after those that it reads.
fn callees_first(methods: &[Method<'_>], at: usize, order: &mut Vec<usize>) {
    let mut stack = vec![(at, false)];
    let mut seen = BTreeSet::new();
    while let Some((at, is_done)) = stack.pop() {
        if is_done {
            order.push(at);
            continue;
        }
        if order.contains(&at) || !seen.insert(at) {
            continue;
        }
        stack.push((at, true));
        for (other, method) in methods.iter().enumerate() {
            if methods[at].uses.reads.contains(method.name) {
                stack.push((other, false));
            }
        }
    }
}
