//! What the instances of the project's types are made with: it is what a symbol stands for where no caller says more.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::analysis::program::{FunctionKey, TypeId};
use crate::analysis::summary::member;
use crate::analysis::value::{MOST_ALTERNATIVES, Root, Symbol, Value};
use crate::ir::Text;

use super::Interpreter;
use super::bounds::{Bound, Where};
use super::callers::is_surely_same;

/// What has been given so far.
#[derive(Default)]
pub(super) struct Made {
    /// By parameter of a constructor.
    arguments: HashMap<(FunctionKey, u16), Given>,
    /// By field of a literal.
    fields: HashMap<(TypeId, Text), Given>,
}

/// Different values for one parameter or field, in the order in which they were seen.
#[derive(Default)]
struct Given {
    values: Vec<Value>,
    /// Where there was one more than is remembered.
    more: Option<Where>,
}

impl Given {
    fn add(&mut self, value: &Value, place: Option<Where>) {
        let is_unknown = matches!(value, Value::Hole(name) if name.is_empty());
        if is_unknown || self.values.iter().any(|known| is_surely_same(known, value)) {
            return;
        }
        if self.values.len() < MOST_ALTERNATIVES {
            self.values.push(value.clone());
        } else {
            self.more = self.more.or(place);
        }
    }
}

impl Interpreter<'_> {
    /// Remembers what a constructor was given.
    pub(super) fn note_arguments(&mut self, constructor: FunctionKey, arguments: &[Value]) {
        let place = self.current();
        for (index, value) in (0u16..).zip(arguments) {
            let given = self.made.arguments.entry((constructor, index));
            given.or_default().add(value, place);
        }
    }

    /// Remembers what a literal of a type has.
    pub(super) fn note_fields(&mut self, ty: TypeId, fields: &BTreeMap<Text, Value>) {
        let place = self.current();
        for (name, value) in fields {
            let given = self.made.fields.entry((ty, name.clone()));
            given.or_default().add(value, place);
        }
    }

    /// What a symbol is when no caller says more: what instances are made with, its default, or a hole. For use when everything
    /// has been run.
    pub fn settle(&mut self, symbol: &Symbol) -> Value {
        let key = (symbol.root, symbol.path.clone());
        let made = match self.settled_symbols.get(&key) {
            Some(known) => known.clone(),
            None => {
                let value = Value::join_all(self.made_values(symbol));
                self.settled_symbols.insert(key, value.clone());
                value
            }
        };
        match (&made, &symbol.domain) {
            (Value::Hole(name), Some(domain)) if name.is_empty() => Value::Text(domain.clone()),
            (Value::Hole(name), None) if name.is_empty() => Value::hole(symbol.name.clone()),
            _ => made,
        }
    }

    /// What the instances of a symbol's root were made with at its place.
    fn made_values(&self, symbol: &Symbol) -> Vec<Value> {
        let (given, path) = match symbol.root {
            Root::Parameter(key, index) => (self.made.arguments.get(&(key, index)), &*symbol.path),
            Root::Field(ty) => match symbol.path.split_first() {
                Some((first, rest)) => (self.made.fields.get(&(ty, first.clone())), rest),
                None => (None, &[][..]),
            },
        };
        let Some(given) = given else {
            return Vec::new();
        };
        if let Some(place) = given.more {
            self.hit_in(place, Bound::Made);
        }
        let read = |value: &Value| {
            path.iter()
                .fold(value.clone(), |value, name| member(&value, name))
        };
        let mut values: Vec<Value> = given.values.iter().map(read).collect();
        values.retain(|value| !matches!(value, Value::Hole(name) if name.is_empty()));
        values
    }
}
