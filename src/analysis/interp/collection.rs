//! Collections and other containers: what looping over them, or calling their methods with a lambda, hands out.

use std::rc::Rc;

use crate::analysis::summary::Given;
use crate::analysis::value::Value;
use crate::ir::{Expr, Text};
use crate::library::{CollectionOp, LambdaResult};

use super::Interpreter;

/// Records of a list that a loop's body is run for one by one; longer lists are taken together.
const MOST_RECORDS: usize = 24;
/// Such loops inside one another, at most.
const MOST_RECORD_LOOPS: usize = 2;

impl Interpreter<'_> {
    /// An element of what is looped over.
    pub(super) fn element(&mut self, value: &Value, iterable: &Expr) -> Value {
        match value {
            Value::External(external) => {
                let external = external.clone();
                match self.libraries.ty(external.ty).iterate.clone() {
                    Some(signature) => {
                        let place = self.place(iterable.span, name_span(iterable));
                        let collection = self.enumerate(&external, &signature, place);
                        element_of(&collection)
                    }
                    None => Value::unknown(),
                }
            }
            value => element_of(value),
        }
    }

    /// The elements of what is looped over, each for a run of its own where their parts belong together; else one for all.
    pub(super) fn elements(&mut self, value: &Value, iterable: &Expr) -> Vec<Value> {
        match records(value) {
            Some(records) if self.record_loops < MOST_RECORD_LOOPS => records,
            _ => vec![self.element(value, iterable)],
        }
    }

    /// What a member of this name does on a container, in the language of the file.
    pub(super) fn collection_op(&self, name: &str) -> Option<CollectionOp> {
        self.libraries.collection_op(self.family()?, name)
    }

    /// A collection's method; `None` if the name says nothing.
    pub(super) fn collection_call(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
    ) -> Option<Value> {
        let op = self.collection_op(name)?;
        if matches!(receiver, Value::Hole(_) | Value::Symbol(_))
            && !given.iter().any(|given| is_function(&given.value))
        {
            // Of something unknown only what is done with a lambda is worth following; `get` may be a request.
            return match op {
                CollectionOp::Value | CollectionOp::Collection | CollectionOp::Element
                    if given.is_empty() =>
                {
                    Some(receiver.clone())
                }
                _ => None,
            };
        }
        Some(match op {
            CollectionOp::ElementToLambda { result } => {
                let elements = records(receiver).unwrap_or_else(|| vec![element_of(receiver)]);
                let returned = elements
                    .iter()
                    .filter_map(|element| self.hand_to_lambdas(given, element))
                    .reduce(Value::join);
                match result {
                    LambdaResult::Lambda => match returned {
                        Some(value) => Value::Many(Rc::new(element_or_self(value))),
                        None => Value::unknown(),
                    },
                    LambdaResult::Collection => receiver.clone(),
                    LambdaResult::Element => element_of(receiver),
                    LambdaResult::Unknown => Value::unknown(),
                }
            }
            CollectionOp::Fold => self.fold(given, &element_of(receiver)),
            CollectionOp::ValueToLambda => {
                let returned = self.hand_to_lambdas(given, receiver);
                returned.unwrap_or_else(Value::unknown)
            }
            CollectionOp::Element => {
                self.hand_to_lambdas(given, &element_of(receiver));
                element_of(receiver)
            }
            CollectionOp::Collection => {
                self.hand_to_lambdas(given, &element_of(receiver));
                receiver.clone()
            }
            CollectionOp::Entries => values_of(receiver, true),
            CollectionOp::Value => {
                self.hand_to_lambdas(given, &Value::unknown());
                receiver.clone()
            }
            CollectionOp::Entry => match receiver {
                Value::Many(element) => (**element).clone(),
                _ => return None,
            },
            CollectionOp::EntryOrMade => {
                let made = self.hand_to_lambdas(given, &Value::unknown());
                match receiver {
                    Value::Many(element) => (**element).clone(),
                    _ => made?,
                }
            }
        })
    }

    /// `items.reduce((whole, item) => …, start)`: the lambda runs once, on the start or what it returns for it.
    fn fold(&mut self, given: &[Given], element: &Value) -> Value {
        let start = given.iter().find(|given| !is_function(&given.value));
        let start = start.map_or_else(|| element.clone(), |given| given.value.clone());
        let mut result = start.clone();
        for argument in given {
            if let Value::Function(function) = &argument.value {
                let function = function.clone();
                let place = self.place(argument.span, argument.span);
                let handed = [&start, element].map(|value| Given {
                    name: None,
                    value: value.clone(),
                    span: argument.span,
                    is_spread: false,
                });
                let returned = self.call_function(&function, &handed, place);
                result = result.join(returned);
            }
        }
        result
    }

    /// Calls every function among the arguments with a value; gives what they return.
    pub(super) fn hand_to_lambdas(&mut self, given: &[Given], value: &Value) -> Option<Value> {
        let mut returned: Option<Value> = None;
        for argument in given {
            let place = self.place(argument.span, argument.span);
            let handed = [Given {
                name: None,
                value: value.clone(),
                span: argument.span,
                is_spread: false,
            }];
            let result = match &argument.value {
                Value::Function(function) => {
                    let function = function.clone();
                    self.call_function(&function, &handed, place)
                }
                // A method reference of a library: `ids.map(client.userApi.getUser)`.
                Value::ExternalFunction(signature, library, symbol) => {
                    let (signature, library, symbol) =
                        (signature.clone(), *library, symbol.clone());
                    self.apply(&signature, library, None, &handed, &[], place, &symbol)
                }
                _ => continue,
            };
            returned = Some(match returned {
                Some(before) => before.join(result),
                None => result,
            });
        }
        returned
    }
}

fn is_function(value: &Value) -> bool {
    matches!(value, Value::Function(_) | Value::ExternalFunction(..))
}

/// The elements of a list of records, whose parts belong together: `[{ method: 'GET', path: '/a' }, { method: 'PUT', path: '/b' }]`.
fn records(value: &Value) -> Option<Vec<Value>> {
    let is_record = |value: &Value| {
        matches!(
            value,
            Value::Object(_) | Value::Instance(_) | Value::List(_)
        )
    };
    let values: Vec<&Value> = match value {
        Value::List(items) => items.iter().collect(),
        Value::Object(entries) => entries.values().collect(),
        _ => return None,
    };
    let is_several = (2..=MOST_RECORDS).contains(&values.len());
    (is_several && values.iter().all(|value| is_record(value)))
        .then(|| values.into_iter().cloned().collect())
}

/// An element of a collection; of anything else nothing is known but its name.
fn element_of(value: &Value) -> Value {
    match value {
        Value::Many(element) => (**element).clone(),
        Value::List(items) => Value::join_all(items.iter().cloned()),
        Value::Object(entries) => Value::join_all(entries.values().cloned()),
        Value::Union(values) => Value::join_all(values.iter().map(element_of)),
        Value::Symbol(symbol) => match symbol.member(&Text::new_static("[]")) {
            Some(element) => Value::Symbol(Rc::new(element)),
            None => Value::unknown(),
        },
        Value::Pretend => Value::Pretend,
        _ => Value::unknown(),
    }
}

/// `flatMap`-like lambdas return a collection of their own.
fn element_or_self(value: Value) -> Value {
    match value {
        Value::Many(element) => (*element).clone(),
        value => value,
    }
}

/// Where the name of a looped-over member is.
fn name_span(iterable: &Expr) -> crate::ir::Span {
    match &iterable.kind {
        crate::ir::ExprKind::Member { name_span, .. } => *name_span,
        _ => iterable.span,
    }
}

/// The values of an object or collection, each alone or with its key.
pub(super) fn values_of(value: &Value, with_keys: bool) -> Value {
    let entry = |key: Value, value: &Value| match with_keys {
        true => Value::List(Rc::new(vec![key, value.clone()])),
        false => value.clone(),
    };
    match value {
        Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, value)| entry(Value::hole(key.clone()), value));
            Value::List(Rc::new(entries.collect()))
        }
        Value::List(items) if !with_keys => Value::List(items.clone()),
        Value::Many(element) => Value::Many(Rc::new(entry(Value::unknown(), element))),
        Value::Union(values) => {
            Value::join_all(values.iter().map(|value| values_of(value, with_keys)))
        }
        _ => Value::unknown(),
    }
}
