//! Calls of the project's own functions: what their summaries, or variants of them, do for the caller.

use std::rc::Rc;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::{Given, Substitution, Summary};
use crate::analysis::value::{FunctionValue, Value};
use crate::ir::Span;

use super::types::Known;
use super::{Interpreter, Place};

impl Interpreter<'_> {
    /// A call of one or several functions of the project.
    pub(super) fn call_project(
        &mut self,
        keys: Vec<FunctionKey>,
        receiver: Option<&Value>,
        given: &[Given],
        place: Option<Place>,
    ) -> Value {
        let place = place.unwrap_or_else(|| self.place(Span::default(), Span::default()));
        let mut results = Vec::with_capacity(keys.len());
        for key in keys {
            let summary = self.summary(key);
            let value = self.call_summary(key, &summary, receiver, given, place);
            let name = self
                .program
                .function(key)
                .map(|function| function.name.clone());
            let built = name.filter(|_| value.is_hole());
            let built = built.and_then(|name| self.built_url(&name, given));
            results.push(built.unwrap_or(value));
        }
        Value::join_all(results)
    }

    /// A call of a function value: a function, a bound method, a lambda.
    pub(super) fn call_function(
        &mut self,
        function: &Rc<FunctionValue>,
        given: &[Given],
        place: Place,
    ) -> Value {
        match &function.summary {
            Some(summary) => {
                let summary = summary.clone();
                self.call_summary(
                    function.function,
                    &summary,
                    function.receiver.as_ref(),
                    given,
                    place,
                )
            }
            None => {
                let keys = match &function.receiver {
                    Some(Value::Instance(instance)) => {
                        let name = self
                            .program
                            .function(function.function)
                            .map(|f| f.name.clone())
                            .unwrap_or_default();
                        self.methods_of(instance.ty, &name).map(|(_, keys)| keys)
                    }
                    _ => None,
                };
                let keys = self
                    .best_overloads(keys.unwrap_or_else(|| vec![function.function]), given.len());
                self.call_project(keys, function.receiver.as_ref(), given, Some(place))
            }
        }
    }

    pub(super) fn call_summary(
        &mut self,
        key: FunctionKey,
        summary: &Rc<Summary>,
        receiver: Option<&Value>,
        given: &[Given],
        place: Place,
    ) -> Value {
        let mut substitution = match receiver {
            Some(Value::Instance(instance)) => {
                let own = self.frame().owner;
                if instance.is_this && own == Some(instance.ty) && self.program.owner(key) == own {
                    Substitution::default()
                } else {
                    self.receiver_substitution(&instance.clone())
                }
            }
            _ => Substitution::default(),
        };
        let arguments = self.bind_arguments(key, given);
        let variant = self.variant(key, summary, receiver, given, &arguments);
        substitution.parameters.push((key, arguments));
        if variant.is_some() {
            self.pass_over(summary, &substitution);
        }
        let summary = variant.as_ref().unwrap_or(summary);
        let returns = self.instantiate(summary, &substitution, place, receiver);
        match returns {
            Some(value) => value,
            None => self.declared_return(key),
        }
    }

    /// A function without a body here gives what its type says.
    pub(super) fn declared_return(&mut self, key: FunctionKey) -> Value {
        let program = self.program;
        let Some(function) = program.function(key) else {
            return Value::unknown();
        };
        let Some(ty) = &function.returns else {
            return Value::hole(format!("{}()", function.name));
        };
        let known = self.known(key.file, ty, 0);
        match known {
            Known::Unknown => Value::hole(format!("{}()", function.name)),
            _ => {
                self.frames.push(super::Frame::new(
                    FunctionKey::top(key.file),
                    false,
                    None,
                    None,
                ));
                let value = self.value_of_type(ty, function.name.clone());
                self.frames.pop();
                value.unwrap_or_else(|| Value::hole(format!("{}()", function.name)))
            }
        }
    }
}
