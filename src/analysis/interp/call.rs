//! Calls: what is called, with what, and what that does.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::summary::Given;
use crate::analysis::value::Value;
use crate::ir::{Call, Expr, ExprKind, Span, Text, TypeRef};
use crate::library::{LibraryId, Role};
use crate::words::of_identifier;

use super::text::url_join;
use super::types::Known;
use super::{Interpreter, Place};

impl Interpreter<'_> {
    pub(super) fn eval_call(&mut self, call: &Call, span: Span) -> Value {
        match &call.callee.kind {
            ExprKind::Member {
                object,
                name,
                name_span,
            } => {
                let receiver = self.eval(object);
                let given = self.arguments(&call.arguments);
                let place = self.place(span, *name_span);
                if let [added] = given.as_slice()
                    && self.appends(name, true)
                    && matches!(receiver, Value::Text(_) | Value::Symbol(_) | Value::Hole(_))
                    // A list that nothing is known of has a `push`, too.
                    && (matches!(receiver, Value::Text(_)) || !self.adds_element(name))
                {
                    self.store(object, Value::concat(&[receiver, added.value.clone()]));
                    return Value::unknown();
                }
                if self.grow_list(object, &receiver, name, &given) {
                    return Value::unknown();
                }
                self.note_authorization(object, &given);
                if let Some(value) = self.wrapper_call(Some(object), name, &given, place) {
                    return value;
                }
                if let ExprKind::Super = object.kind {
                    return self.call_base(&receiver, name, &given, place);
                }
                let value = self.call_member(
                    &receiver,
                    name,
                    &given,
                    &call.type_arguments,
                    place,
                    Some(object),
                );
                self.store_builder(object, name, &receiver, &value);
                value
            }
            ExprKind::Super => {
                let given = self.arguments(&call.arguments);
                self.super_call(&given);
                Value::unknown()
            }
            ExprKind::Name(name) => {
                let given = self.arguments(&call.arguments);
                if let ([text, added], [target, _]) = (given.as_slice(), call.arguments.as_slice())
                    && self.appends(name, false)
                {
                    let whole = Value::concat(&[text.value.clone(), added.value.clone()]);
                    self.store(&target.value, whole);
                    return Value::unknown();
                }
                let place = self.place(span, call.callee.span);
                if let Some(value) = self.wrapper_call(None, name, &given, place) {
                    return value;
                }
                let callee = self.name(name);
                self.call_value(&callee, &given, &call.type_arguments, place, name)
            }
            ExprKind::Index { object, index } => {
                let receiver = self.eval(object);
                let key = self.eval(index);
                let given = self.arguments(&call.arguments);
                let place = self.place(span, index.span);
                self.call_computed(&receiver, &key, &given, place, object)
            }
            ExprKind::Lambda(id) => self.call_in_place(*id, call, span),
            _ => {
                let callee = self.eval(&call.callee);
                let given = self.arguments(&call.arguments);
                let place = self.place(span, call.callee.span);
                self.call_value(&callee, &given, &call.type_arguments, place, "")
            }
        }
    }

    /// `value(arguments)`.
    pub(super) fn call_value(
        &mut self,
        callee: &Value,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        name: &str,
    ) -> Value {
        match callee {
            Value::Function(function) => self.call_function(&function.clone(), given, place),
            Value::Partial(partial) => {
                let partial = partial.clone();
                let given = partial.arguments(given);
                self.call_value(&partial.callee, &given, type_arguments, place, name)
            }
            Value::Union(values) => {
                let values = values.clone();
                self.bounded_callees(&values);
                let results: Vec<Value> = values
                    .iter()
                    .map(|value| self.call_value(value, given, type_arguments, place, name))
                    .collect();
                Value::join_all(results)
            }
            Value::ExternalFunction(signature, library, symbol) => {
                let signature = signature.clone();
                self.apply(
                    &signature,
                    *library,
                    None,
                    given,
                    type_arguments,
                    place,
                    symbol,
                )
            }
            Value::External(external) => {
                let external = external.clone();
                self.call_instance(&external, given, type_arguments, place)
            }
            Value::ExternalModule(module) => {
                self.call_module(&module.clone(), given, type_arguments, place)
            }
            Value::Class(ty) => self.make(*ty, given, BTreeMap::new()),
            Value::ExternalType(key, library) => {
                let generation = self.generation_of(place.site.file, *library, "");
                self.make_external(*key, generation, given, BTreeMap::new(), place)
            }
            Value::Module(module) => match self.exported_value(module.0, "=") {
                Some(value) if !matches!(value, Value::Module(_)) => {
                    self.call_value(&value, given, type_arguments, place, name)
                }
                _ => Value::unknown(),
            },
            Value::Symbol(symbol) => {
                self.defer(callee, None, given, place);
                self.run_callbacks(given, &Value::unknown());
                if let Some(url) = self.built_url(name, given) {
                    return url;
                }
                self.guess(place, None, name, given);
                self.result_of_symbol(symbol).unwrap_or_else(Value::unknown)
            }
            Value::Pretend => {
                self.run_callbacks(given, &Value::Pretend);
                Value::Pretend
            }
            _ => {
                let result = self.typed_result(type_arguments, name);
                self.run_callbacks(given, &Value::unknown());
                if let Some(found) = self.by_name_function(name) {
                    return self.call_project(found, None, given, Some(place));
                }
                if let Some(url) = self.built_url(name, given) {
                    return url;
                }
                self.guess(place, None, name, given);
                result.unwrap_or_else(|| self.handed_back(given, place, result_of(name, given)))
            }
        }
    }

    /// `receiver.name(arguments)`.
    pub(super) fn call_member(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        object: Option<&Expr>,
    ) -> Value {
        match receiver {
            Value::Union(values) => {
                let values = values.clone();
                let results: Vec<Value> = values
                    .iter()
                    .map(|value| {
                        self.call_member(value, name, given, type_arguments, place, object)
                    })
                    .collect();
                Value::join_all(results)
            }
            Value::External(external) => {
                let external = external.clone();
                if let Some(value) =
                    self.call_external(&external, name, given, type_arguments, place)
                {
                    return value;
                }
                if let Some(value) = self.collection_call(receiver, name, given) {
                    return value;
                }
                if let Some(value) =
                    self.extension_call(receiver, name, given, type_arguments, place)
                {
                    return value;
                }
                self.run_callbacks(given, &Value::unknown());
                result_of(&format!("{}.{name}", external.name), given)
            }
            Value::Instance(instance) => {
                let instance = instance.clone();
                self.call_method(&instance, name, given, type_arguments, place, object)
            }
            Value::Class(ty) => match self.static_member(*ty, name) {
                Some(Value::Function(function)) => {
                    let keys = self.program.ty(*ty).methods.get(name).cloned();
                    match keys {
                        Some(keys) => self.call_project(keys, None, given, Some(place)),
                        None => self.call_function(&function, given, place),
                    }
                }
                Some(value) => self.call_value(&value, given, type_arguments, place, name),
                None => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::Module(_) | Value::ExternalModule(_) => {
                let value = self.member_value(receiver, name);
                if value.is_hole() {
                    if let Value::ExternalModule(module) = receiver
                        && let Some(whole) = self.module_itself(module)
                    {
                        return self.call_member(
                            &whole,
                            name,
                            given,
                            type_arguments,
                            place,
                            object,
                        );
                    }
                    return self.call_unknown(receiver, name, given, type_arguments, place, object);
                }
                self.call_value(&value, given, type_arguments, place, name)
            }
            Value::ExternalType(key, library) => {
                let (key, library) = (*key, *library);
                match self.libraries.member(key, name, None).cloned() {
                    Some(signature) => self.apply(
                        &signature,
                        library,
                        Some(receiver),
                        given,
                        type_arguments,
                        place,
                        name,
                    ),
                    None if self.is_module_of(key, name) => {
                        self.call_value(receiver, given, type_arguments, place, name)
                    }
                    None => {
                        let value = self.typed_result(type_arguments, name);
                        self.run_callbacks(given, &Value::unknown());
                        value.unwrap_or_else(|| {
                            result_of(&format!("{}.{name}", self.libraries.ty(key).name), given)
                        })
                    }
                }
            }
            Value::Object(entries) => match entries.get(name) {
                Some(Value::Function(function)) => {
                    let mut function = (**function).clone();
                    function.receiver.get_or_insert_with(|| receiver.clone());
                    self.call_function(&Rc::new(function), given, place)
                }
                Some(value) => {
                    let value = value.clone();
                    self.call_value(&value, given, type_arguments, place, name)
                }
                None => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::Function(function) => match name.as_str() {
                "call" => {
                    let function = function.clone();
                    self.call_function(&function, given.get(1..).unwrap_or_default(), place)
                }
                "bind" => receiver.clone(),
                "Invoke" | "apply" => {
                    let function = function.clone();
                    self.call_function(&function, given, place)
                }
                _ => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::Pretend => {
                self.run_callbacks(given, &Value::Pretend);
                Value::Pretend
            }
            Value::Symbol(_) if name == "Invoke" => {
                self.call_value(receiver, given, type_arguments, place, name)
            }
            Value::Symbol(_) => {
                if let Some(value) = self.text_call(receiver, name, given) {
                    return value;
                }
                if let Some(value) =
                    self.extension_call(receiver, name, given, type_arguments, place)
                {
                    return value;
                }
                self.defer(receiver, Some(name), given, place);
                self.call_unknown(receiver, name, given, type_arguments, place, object)
            }
            Value::Text(_) => match self.text_call(receiver, name, given) {
                Some(value) => value,
                // `Option<String>`, `Result<Url>`: the text inside.
                None => match self
                    .collection_call(receiver, name, given)
                    .or_else(|| self.extension_call(receiver, name, given, type_arguments, place))
                {
                    Some(value) => value,
                    None => {
                        self.run_callbacks(given, &Value::unknown());
                        Value::unknown()
                    }
                },
            },
            Value::Many(_) | Value::List(_) => match self.collection_call(receiver, name, given) {
                Some(value) => value,
                None => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::ExternalFunction(..) if name == "bind" => receiver.clone(),
            Value::Hole(_) | Value::ExternalFunction(..) | Value::Partial(_) => {
                self.call_unknown(receiver, name, given, type_arguments, place, object)
            }
        }
    }

    /// A call of nothing that is known: text helpers, collections, a method that only one type of the project has, or a guess by
    /// the URL among its arguments.
    fn call_unknown(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        object: Option<&Expr>,
    ) -> Value {
        if let Value::Hole(outer) = receiver
            && let Some(value) = self.qualified(&format!("{outer}.{name}"))
            && !value.is_hole()
        {
            return self.call_value(&value, given, type_arguments, place, name);
        }
        if let Some(value) = self.collection_call(receiver, name, given) {
            return value;
        }
        if let Some(value) = self.text_call(receiver, name, given) {
            return value;
        }
        if let Some(value) = self.extension_call(receiver, name, given, type_arguments, place) {
            return value;
        }
        if let Some(keys) = self.by_name_method(receiver, name, given, object) {
            return self.call_project(keys, None, given, Some(place));
        }
        self.run_callbacks(given, &Value::unknown());
        if let Some(url) = self.built_url(name, given) {
            return url;
        }
        match self.is_helper(receiver) {
            true => self.told_to_no_client(given),
            false => self.guess(place, object, name, given),
        }
        if let Some(value) = self.typed_result(type_arguments, name) {
            return value;
        }
        match receiver {
            Value::Hole(outer) if !outer.is_empty() => {
                let otherwise = result_of(&format!("{outer}.{name}"), given);
                self.handed_back(given, place, otherwise)
            }
            Value::Symbol(symbol) => result_of(&format!("{}.{name}", symbol.name), given),
            Value::ExternalModule(_) => self.handed_back(given, place, result_of(name, given)),
            _ => result_of(name, given),
        }
    }

    /// Whether a value is a module of which it is known that it sends nothing.
    fn is_helper(&self, receiver: &Value) -> bool {
        let (Value::ExternalModule(module), Some(family)) = (receiver, self.family()) else {
            return false;
        };
        let libraries = self.libraries.by_module(family, module);
        let is_helper = |id: &LibraryId| self.libraries.library(*id).role == Role::Helper;
        !libraries.is_empty() && libraries.iter().all(is_helper)
    }

    /// What a function that nothing is known of, but that builds URLs by its name, makes of its arguments: they follow each other.
    pub(super) fn built_url(&self, name: &str, given: &[Given]) -> Option<Value> {
        if !self.libraries.builds_url(&of_identifier(name)) {
            return None;
        }
        let parts = given.iter().map(|given| &given.value);
        let parts: Vec<&Value> = parts
            .filter(|value| {
                matches!(value, Value::Text(_) | Value::Symbol(_) | Value::Union(_))
                    || matches!(value, Value::Hole(name) if !name.is_empty())
            })
            .collect();
        let says_path = |value: &&Value| {
            let mut patterns = value.patterns().into_iter();
            value.has_symbols() || patterns.any(|pattern| pattern.shape().contains('/'))
        };
        if !parts.iter().any(says_path) {
            return None;
        }
        parts
            .into_iter()
            .cloned()
            .reduce(|base, next| url_join(&base, &next))
    }

    /// An unknown generic call hands out its type argument: `provider.GetRequiredService<IUserApi>()`.
    pub(super) fn typed_result(&mut self, type_arguments: &[TypeRef], name: &str) -> Option<Value> {
        let [ty] = type_arguments else { return None };
        match self.known(self.file(), ty, 0) {
            Known::External(..) | Known::Project(_) => self.value_of_type(ty, Text::from(name)),
            _ => None,
        }
    }
}

/// The result of something unknown, named after it and after the constant it was asked for: `GetEnvironmentVariable(ORG_URL)`.
pub(super) fn result_of(name: &str, given: &[Given]) -> Value {
    const LONGEST: usize = 60;
    let asked = given.iter().find_map(|given| given.value.constant());
    let asked = asked
        .filter(|text| text.len() <= LONGEST)
        .unwrap_or_default();
    Value::hole(format!("{name}({asked})"))
}

pub(super) fn parameter_name(parameter: &crate::ir::Parameter) -> Option<Text> {
    match &parameter.pattern {
        crate::ir::Pattern::Name { name, .. } => Some(name.clone()),
        _ => None,
    }
}
