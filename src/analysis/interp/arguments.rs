//! Which of several overloads a call means, and what its parameters are given.

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
        let fits = |key: &FunctionKey| {
            self.program.function(*key).is_some_and(|function| {
                let needed = function
                    .parameters
                    .iter()
                    .filter(|p| p.default.is_none() && !p.is_rest)
                    .count();
                needed <= arguments
                    && (arguments <= function.parameters.len()
                        || function.parameters.iter().any(|p| p.is_rest))
            })
        };
        let fitting: Vec<FunctionKey> = keys.iter().copied().filter(fits).collect();
        if fitting.is_empty() { keys } else { fitting }
    }

    /// Arguments by parameter: named, positional, spread; defaults where one is left out.
    pub(super) fn bind_arguments(&mut self, key: FunctionKey, given: &[Given]) -> Vec<Value> {
        let program = self.program;
        let names: Vec<Option<Text>>;
        let rest: Option<usize>;
        match program.function(key) {
            Some(function) => {
                names = function.parameters.iter().map(parameter_name).collect();
                rest = function
                    .parameters
                    .iter()
                    .position(|parameter| parameter.is_rest);
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
            if let Some(name) = &given.name
                && let Some(at) = names
                    .iter()
                    .position(|parameter| parameter.as_ref() == Some(name))
            {
                values[at] = Some(given.value.clone());
                continue;
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
            if rest == Some(position.min(names.len().saturating_sub(1)))
                && rest.is_some_and(|rest| position >= rest)
            {
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
