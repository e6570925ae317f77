//! Which of several overloads a call means, and what its parameters are given.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::Given;
use crate::analysis::value::Value;
use crate::ir::Text;
use crate::library::Family;

use super::call::parameter_name;
use super::instance::type_of_primary;
use super::{Frame, Interpreter};

impl Interpreter<'_> {
    /// Of several methods of one name those that take so many arguments, if any do.
    pub(super) fn best_overloads(
        &self,
        keys: Vec<FunctionKey>,
        arguments: usize,
    ) -> Vec<FunctionKey> {
        let fits = |key: &FunctionKey| self.accepts(*key, arguments);
        let fitting: Vec<FunctionKey> = keys.iter().copied().filter(fits).collect();
        if fitting.is_empty() { keys } else { fitting }
    }

    /// Whether a function may be called with so many arguments.
    pub(super) fn accepts(&self, key: FunctionKey, arguments: usize) -> bool {
        self.program.function(key).is_some_and(|function| {
            let needed = function
                .parameters
                .iter()
                .filter(|p| p.default.is_none() && !p.is_rest)
                .count();
            needed <= arguments
                && (arguments <= function.parameters.len()
                    || function.parameters.iter().any(|p| p.is_rest))
        })
    }

    /// Arguments by parameter: named, positional, spread; defaults where one is left out.
    pub(super) fn bind_arguments(&mut self, key: FunctionKey, given: &[Given]) -> Vec<Value> {
        let program = self.program;
        let names: Vec<Option<Text>>;
        let rest: Option<usize>;
        let mut keywords = Keywords::default();
        match program.function(key) {
            Some(function) => {
                names = function.parameters.iter().map(parameter_name).collect();
                rest = function
                    .parameters
                    .iter()
                    .position(|parameter| parameter.is_rest);
                keywords.parameter = function
                    .parameters
                    .iter()
                    .position(|parameter| parameter.is_keywords);
            }
            None => {
                // A primary constructor.
                let Some(ty) = type_of_primary(key) else {
                    return given.iter().map(|given| given.value.clone()).collect();
                };
                let part = program
                    .parts(ty)
                    .find(|(_, part)| !part.primary_parameters.is_empty());
                names = part
                    .map(|(_, part)| part.primary_parameters.iter().map(parameter_name).collect())
                    .unwrap_or_default();
                rest = None;
            }
        }
        let mut values: Vec<Option<Value>> = vec![None; names.len()];
        let mut position = 0;
        for given in given {
            if let Some(name) = &given.name {
                let named = |name: &Text| {
                    let mut names = names.iter();
                    names.position(|parameter| parameter.as_ref() == Some(name))
                };
                if given.is_spread {
                    for (name, value) in keywords.spread(&given.value) {
                        match named(&name) {
                            Some(at) => values[at] = Some(value),
                            None => keywords.add(name, value),
                        }
                    }
                    continue;
                }
                if let Some(at) = named(name).filter(|at| keywords.parameter != Some(*at)) {
                    values[at] = Some(given.value.clone());
                    continue;
                }
                if keywords.parameter.is_some() {
                    keywords.add(name.clone(), given.value.clone());
                    continue;
                }
            }
            if given.is_spread
                && let Value::List(items) = &given.value
            {
                for item in items.iter() {
                    if let Some(slot) = values.get_mut(position) {
                        *slot = Some(item.clone());
                    }
                    position += 1;
                }
                continue;
            }
            if rest.is_some_and(|rest| position >= rest) {
                let at = rest.unwrap_or_default();
                let mut items = match values[at].take() {
                    Some(Value::List(items)) => items.to_vec(),
                    _ => Vec::new(),
                };
                items.push(given.value.clone());
                values[at] = Some(Value::List(Rc::new(items)));
            } else if let Some(slot) = values.get_mut(position) {
                *slot = Some(given.value.clone());
            }
            position += 1;
        }
        keywords.put(&mut values);
        values
            .into_iter()
            .enumerate()
            .map(|(at, value)| match value {
                Some(value) => value,
                None => self.default_argument(key, at),
            })
            .collect()
    }

    pub(super) fn default_argument(&mut self, key: FunctionKey, at: usize) -> Value {
        let program = self.program;
        let default = program
            .function(key)
            .and_then(|function| function.parameters.get(at)?.default.as_ref());
        let Some(default) = default else {
            // Options that a caller leaves out have no entries.
            return match self.program.units[key.file as usize].family {
                Some(Family::EcmaScript) => Value::Object(Rc::default()),
                _ => Value::unknown(),
            };
        };
        if let Some(known) = self.defaults.get(&(key, at)) {
            return known.clone().unwrap_or_else(Value::unknown);
        }
        self.defaults.insert((key, at), None);
        self.frames
            .push(Frame::new(key, false, None, program.owner(key)));
        let value = self.eval(default);
        self.frames.pop();
        self.defaults.insert((key, at), Some(value.clone()));
        value
    }
}

/// Named arguments that no parameter has the name of.
#[derive(Default)]
struct Keywords {
    /// The parameter that takes them.
    parameter: Option<usize>,
    entries: BTreeMap<Text, Value>,
    /// What was spread and is no object that is known.
    open: Option<Value>,
}

impl Keywords {
    /// The named arguments that `**value` gives.
    fn spread(&mut self, value: &Value) -> Vec<(Text, Value)> {
        let Value::Object(entries) = value else {
            self.open = Some(value.clone());
            return Vec::new();
        };
        let entries = entries.iter();
        entries
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    fn add(&mut self, name: Text, value: Value) {
        self.entries.insert(name, value);
    }

    fn put(mut self, values: &mut [Option<Value>]) {
        let Some(slot) = self.parameter.and_then(|at| values.get_mut(at)) else {
            return;
        };
        match (self.open.take(), self.entries.is_empty()) {
            (Some(open), true) => *slot = Some(open),
            (open, _) => {
                if let Some(open) = open {
                    self.add(Text::new_static("..."), open);
                }
                *slot = Some(Value::Object(Rc::new(self.entries)));
            }
        }
    }
}
