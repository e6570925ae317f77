//! Which functions a call of a method means: by the type of its receiver, by its base, by its name alone, by a computed name.

use std::rc::Rc;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::Given;
use crate::analysis::value::{ExternalValue, Instance, Origin, Value};
use crate::ir::{Expr, ExprKind, Text, TypeRef};
use crate::library::{Family, Role};

use super::call::result_of;
use super::{Interpreter, Place};

/// Functions that one call of unknown receiver may mean by name alone.
pub(super) const MOST_BY_NAME: usize = 3;

impl Interpreter<'_> {
    /// A method of a project type, by the receiver's type.
    pub(super) fn call_method(
        &mut self,
        instance: &Rc<Instance>,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        object: Option<&Expr>,
    ) -> Value {
        if let Some((_, keys)) = self.methods_of(instance.ty, name) {
            let keys: Vec<FunctionKey> = self.best_overloads(keys, given.len());
            let is_getter = keys.iter().all(|key| {
                self.program
                    .function(*key)
                    .is_some_and(|f| f.kind == crate::ir::FunctionKind::Getter)
            });
            if !is_getter {
                let receiver = Value::Instance(instance.clone());
                return self.call_project(keys, Some(&receiver), given, Some(place));
            }
        }
        match self.instance_member(instance, name) {
            value @ (Value::Function(_)
            | Value::External(_)
            | Value::ExternalFunction(..)
            | Value::Union(_)) => self.call_value(&value, given, type_arguments, place, name),
            value => {
                if let Some(external) = self.external_base_of(instance) {
                    if let Some(value) =
                        self.call_overridden(instance, &external, name, given, place)
                    {
                        return value;
                    }
                    if let Some(value) =
                        self.call_external(&external, name, given, type_arguments, place)
                    {
                        return value;
                    }
                }
                let receiver = Value::Instance(instance.clone());
                if let Some(value) =
                    self.extension_call(&receiver, name, given, type_arguments, place)
                {
                    return value;
                }
                if let Value::Symbol(_) = &value {
                    self.defer(&value, None, given, place);
                }
                self.run_callbacks(given, &Value::unknown());
                self.guess(place, object, name, given);
                self.typed_result(type_arguments, name)
                    .unwrap_or_else(|| result_of(name, given))
            }
        }
    }

    /// `session.get(url)` of a type that overrides the client's `request`: the client calls that, with the verb.
    pub(super) fn call_overridden(
        &mut self,
        instance: &Rc<Instance>,
        client: &Rc<ExternalValue>,
        name: &Text,
        given: &[Given],
        place: Place,
    ) -> Option<Value> {
        let verb = self.libraries.verb_of_word(name);
        let verb = Text::from(verb.filter(|verb| verb.eq_ignore_ascii_case(name))?);
        self.libraries.member(client.ty, name, client.generation)?;
        let member = self.libraries.computed_member(self.family()?)?;
        let (_, keys) = self.methods_of(instance.ty, member)?;
        let origin = Origin {
            file: place.site.file,
            span: place.name,
        };
        let verb = Given {
            name: None,
            value: Value::literal(&verb, origin),
            span: place.name,
            is_spread: false,
        };
        let given: Vec<Given> = std::iter::once(verb).chain(given.iter().cloned()).collect();
        let receiver = Value::Instance(instance.clone());
        Some(self.call_project(keys, Some(&receiver), &given, Some(place)))
    }

    /// `super.name(…)`, `base.Name(…)`: the base's own method, not an override.
    pub(super) fn call_base(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        place: Place,
    ) -> Value {
        match receiver {
            Value::Instance(instance) => {
                let instance = instance.clone();
                let keys = self.program.ty(instance.ty).methods.get(name).cloned();
                match keys {
                    Some(keys) => self.call_project(keys, Some(receiver), given, Some(place)),
                    None => self.call_method(&instance, name, given, &[], place, None),
                }
            }
            receiver => self.call_member(receiver, name, given, &[], place, None),
        }
    }

    /// A method of an untyped receiver, if hardly any type of the project has one of that name.
    pub(super) fn by_name_method(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        object: Option<&Expr>,
    ) -> Option<Vec<FunctionKey>> {
        if self.family() == Some(Family::DotNet)
            || !matches!(receiver, Value::Hole(_) | Value::Symbol(_))
        {
            return None;
        }
        if self.libraries.verb_of_word(name).is_some() {
            // `get`, `post`, `delete`: any type may have those.
            return None;
        }
        if self.family() == Some(Family::Rust)
            && matches!(receiver, Value::Hole(path) if names_type(path))
            && object.is_some_and(is_path)
        {
            // `Regex::new`: a function of that type, which is none of the project's.
            return None;
        }
        let program = self.program;
        let family = self.family();
        let found: Vec<FunctionKey> = program
            .methods_by_name
            .get(name)?
            .iter()
            .copied()
            .filter(|key| program.units[key.file as usize].family == family)
            .take(MOST_BY_NAME + 1)
            .collect();
        let found: Vec<FunctionKey> = if found.len() > MOST_BY_NAME {
            Vec::new()
        } else {
            found
        };
        let found = self.best_overloads(found, given.len());
        (!found.is_empty()).then_some(found)
    }

    pub(super) fn by_name_function(&mut self, name: &str) -> Option<Vec<FunctionKey>> {
        if self.family() != Some(Family::Rust) {
            return None;
        }
        match self.program.functions_by_name.get(name).map(Vec::as_slice) {
            Some([key]) => Some(vec![*key]),
            _ => None,
        }
    }

    /// `client[name](…)`: known if the name is, else said.
    pub(super) fn call_computed(
        &mut self,
        receiver: &Value,
        key: &Value,
        given: &[Given],
        place: Place,
        object: &Expr,
    ) -> Value {
        if let Some(name) = self.member_among(receiver, key) {
            return self.call_member(receiver, &name, given, &[], place, Some(object));
        }
        let names: Vec<Text> = key
            .alternatives()
            .iter()
            .filter_map(Value::constant)
            .collect();
        let texts: Vec<Text> = match key {
            Value::Text(patterns) => patterns
                .iter()
                .filter_map(|pattern| Value::text(vec![pattern.clone()]).constant())
                .collect(),
            Value::Symbol(symbol) => symbol
                .domain
                .iter()
                .flat_map(|patterns| patterns.iter())
                .filter_map(|pattern| Value::text(vec![pattern.clone()]).constant())
                .collect(),
            _ => names,
        };
        if texts.is_empty() {
            let is_client = match receiver {
                Value::External(client) => self.with_verb(client, key).is_some(),
                Value::ExternalModule(_) => true,
                _ => false,
            };
            if is_client
                && self
                    .family()
                    .is_some_and(|family| self.libraries.computed_member(family).is_some())
            {
                return self.call_with_verb(receiver, key.clone(), given, place);
            }
            if let Value::External(external) = receiver {
                let library = self.libraries.ty(external.ty).library;
                if self.libraries.library(library).role == Role::Okta {
                    let what = format!(
                        "a method of {} is chosen at run time",
                        self.libraries.ty(external.ty).name
                    );
                    self.computed.push((place.site, place.function, what));
                }
            }
            self.run_callbacks(given, &Value::unknown());
            return Value::unknown();
        }
        let results: Vec<Value> = texts
            .iter()
            .map(|name| self.call_member(receiver, name, given, &[], place, Some(object)))
            .collect();
        Value::join_all(results)
    }
}

/// Whether the path of a Rust name ends in a type: `Regex`, `aws.Region`.
fn names_type(path: &str) -> bool {
    let last = path.rsplit(['.', ':']).next().unwrap_or(path);
    last.starts_with(char::is_uppercase) && last.chars().any(char::is_lowercase)
}

/// Whether an expression is a name, or names with dots between them.
fn is_path(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Name(_) | ExprKind::Member { .. })
}
