//! What calls do to the variables that they are made on or given: lists and texts that grow, builders, objects that a function
//! written in place sets up.

use std::rc::Rc;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::{Given, Substitution};
use crate::analysis::value::{ExternalValue, Value};
use crate::ir::{Call, Expr, ExprKind, FnId, Span, Text};
use crate::library::Returns;

use super::call::parameter_name;
use super::{Analysed, Interpreter, Run};

impl Interpreter<'_> {
    /// Whether a call adds text to the end of its receiver, or of its first argument.
    pub(super) fn appends(&self, name: &str, is_method: bool) -> bool {
        self.family().is_some_and(|family| {
            if is_method {
                self.libraries.appends_to_receiver(family, name)
            } else {
                self.libraries.appends_to_argument(family, name)
            }
        })
    }

    pub(super) fn adds_element(&self, name: &str) -> bool {
        let family = self.family();
        family.is_some_and(|family| self.libraries.adds_element(family, name))
    }

    /// `parts.append(x)`, `parts.extend(more)`: a list in a variable has what is added, too.
    pub(super) fn grow_list(
        &mut self,
        object: &Expr,
        receiver: &Value,
        name: &Text,
        given: &[Given],
    ) -> bool {
        let (Some(family), [added], ExprKind::Name(_)) = (self.family(), given, &object.kind)
        else {
            return false;
        };
        let items = match &added.value {
            Value::List(items) if self.libraries.adds_elements(family, name) => items.to_vec(),
            value if self.libraries.adds_element(family, name) => vec![value.clone()],
            _ => return false,
        };
        let Some(longer) = receiver.with_elements(&items) else {
            return false;
        };
        self.store(object, longer);
        true
    }

    /// `(function (E) { E.A = "a"; })(E || (E = {}))`: a function that is called where it is written, and nowhere else. Its
    /// parameters are its arguments, and an object keeps what it does to it.
    pub(super) fn call_in_place(&mut self, id: FnId, call: &Call, span: Span) -> Value {
        let key = FunctionKey {
            file: self.file(),
            function: id,
        };
        let mut given = Vec::new();
        for argument in &call.arguments {
            let mut values = self.arguments(std::slice::from_ref(argument));
            // `E || (E = {})` is an object: the one that `E` is, or a new one.
            for value in &mut values {
                let object = value.value.alternatives().iter();
                let mut objects = object.filter(|value| matches!(value, Value::Object(_)));
                if let Some(object) = objects.next().cloned() {
                    value.value = object;
                }
            }
            given.append(&mut values);
        }
        let place = self.place(span, call.callee.span);
        if !self.running.insert(key) {
            return Value::unknown();
        }
        let values = self.bind_arguments(key, &given);
        let Analysed {
            summary,
            parameters,
            ..
        } = self.analyse(key, Run::InPlace(&values));
        self.running.remove(&key);
        let program = self.program;
        let declared = program.function(key).map(|function| &function.parameters);
        for (parameter, argument) in declared.into_iter().flatten().zip(&call.arguments) {
            let name = parameter_name(parameter);
            if let Some(object @ Value::Object(_)) = name.and_then(|name| parameters.get(&name))
                && let Some(variable) = variable_of(&argument.value)
            {
                self.store(variable, object.clone());
            }
        }
        let nothing = Substitution::default();
        self.instantiate(&summary, &nothing, place, None)
            .unwrap_or_else(Value::unknown)
    }

    /// A builder or client that a method changed in place stays changed: `request.AddHeader(…)` as a statement.
    pub(super) fn store_builder(
        &mut self,
        object: &Expr,
        method: &Text,
        before: &Value,
        after: &Value,
    ) {
        let (Value::External(builder), Value::External(changed)) = (before, after) else {
            return;
        };
        let member = self
            .libraries
            .member(builder.ty, method, builder.generation);
        let Some(signature) = member else {
            return;
        };
        if signature.is_in_place {
            self.store_in_place(object, builder, changed);
        } else if !before.same(after)
            && signature.returns == Returns::Receiver
            && let Some(name) = chained_on(object)
            && let Some((place, known)) = self.variable_named(name)
            && known.same(before)
        {
            self.assign_variable(place, name.clone(), after.clone());
        }
    }

    /// `url.path_segments_mut().unwrap().push("users")` changes `url`.
    pub(super) fn store_in_place(
        &mut self,
        object: &Expr,
        before: &Rc<ExternalValue>,
        after: &Rc<ExternalValue>,
    ) {
        if before.ty != after.ty {
            return;
        }
        let mut root = object;
        while let ExprKind::Call(call) = &root.kind
            && let ExprKind::Member { object, .. } = &call.callee.kind
        {
            root = object;
        }
        if let ExprKind::Name(name) = &root.kind
            && let Some((place, Value::External(_))) = self.variable_named(name)
        {
            self.assign_variable(place, name.clone(), Value::External(after.clone()));
        }
    }

    /// `headers.Add("Authorization", "SSWS …")` on something that belongs to a client.
    pub(super) fn note_authorization(&mut self, object: &Expr, given: &[Given]) {
        let names_it = given.iter().any(|given| {
            given
                .value
                .constant()
                .is_some_and(|text| text.eq_ignore_ascii_case("authorization"))
        });
        if names_it && let Some(value) = given.last() {
            self.set_authorization(object, value.value.clone());
        }
    }
}

/// The variable that a chain of calls begins with: `builder` in `builder.Append(a).Append(b)`.
fn chained_on(object: &Expr) -> Option<&Text> {
    let mut at = object;
    loop {
        match &at.kind {
            ExprKind::Name(name) => return Some(name),
            ExprKind::Call(call) => match &call.callee.kind {
                ExprKind::Member { object, .. } => at = object,
                _ => return None,
            },
            _ => return None,
        }
    }
}

/// The variable that holds the value of an argument: `E`, `E || (E = {})`.
fn variable_of(argument: &Expr) -> Option<&Expr> {
    match &argument.kind {
        ExprKind::Name(_) | ExprKind::Member { .. } => Some(argument),
        ExprKind::Or(options) => options.first().and_then(variable_of),
        _ => None,
    }
}
