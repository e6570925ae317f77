//! Fields of the project's types: what they are declared with, what constructors and other methods set them to.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::analysis::program::{FunctionKey, TypeId};
use crate::analysis::summary::Substitution;
use crate::analysis::value::{Root, Symbol, Value};
use crate::ir::{Text, TypeRef};
use crate::library::Family;

use super::bases::MOST_SUBTYPES;
use super::instance::primary_constructor;
use super::{Frame, Interpreter};

impl Interpreter<'_> {
    /// A field's name with its type's: either may say whose it is.
    pub(super) fn qualified_name(&self, ty: TypeId, field: &Text) -> Text {
        Text::from(format!("{}.{field}", self.program.ty(ty).name))
    }

    pub(super) fn has_constructor(&self, ty: TypeId) -> bool {
        self.program.ty(ty).methods.contains_key("")
            || self
                .program
                .parts(ty)
                .any(|(_, part)| !part.primary_parameters.is_empty())
    }

    pub(super) fn field_type(&self, ty: TypeId, name: &Text) -> Option<(u32, TypeRef)> {
        self.program.parts(ty).find_map(|(file, part)| {
            let field = part.fields.iter().find(|field| field.name == *name)?;
            Some((file, field.ty.clone()?))
        })
    }

    /// A field's value in terms of what its instance was constructed with; base types included.
    pub(super) fn field_value(&mut self, ty: TypeId, name: &Text) -> Option<Value> {
        let key = (ty, name.clone());
        if let Some(value) = self.fields.get(&key) {
            return value.clone();
        }
        if !self.running_fields.insert(key.clone()) {
            return None;
        }
        let value = self.for_all_callers(|this| this.field_value_new(ty, name));
        let value = self.as_set_below(ty, name, value);
        self.running_fields.remove(&key);
        self.fields.insert(key, value.clone());
        value
    }

    /// A field of a Python class that subclasses declare anew is what the class of the instance says.
    pub(super) fn as_set_below(
        &self,
        ty: TypeId,
        name: &Text,
        value: Option<Value>,
    ) -> Option<Value> {
        let is_python = self.program.ty(ty).family == Some(Family::Python);
        if !is_python || !self.is_set_below(ty, name) {
            return value;
        }
        let domain = match value {
            Some(Value::Text(patterns)) => Some(patterns),
            None | Some(Value::Hole(_)) => None,
            value => return value,
        };
        Some(Value::Symbol(Rc::new(Symbol {
            root: Root::Field(ty),
            path: vec![name.clone()],
            name: self.qualified_name(ty, name),
            domain,
        })))
    }

    pub(super) fn is_set_below(&self, ty: TypeId, name: &Text) -> bool {
        let program = self.program;
        let mut below: Vec<TypeId> = program.ty(ty).subtypes.clone();
        let mut seen: BTreeSet<TypeId> = BTreeSet::new();
        while let Some(at) = below.pop() {
            if at == ty || seen.len() >= MOST_SUBTYPES || !seen.insert(at) {
                continue;
            }
            let sets = |field: &crate::ir::Field| field.name == *name && field.value.is_some();
            if program
                .parts(at)
                .any(|(_, part)| part.fields.iter().any(sets))
            {
                return true;
            }
            below.extend(&program.ty(at).subtypes);
        }
        false
    }

    /// What the classes below a base declare of its fields, the nearest to the instance first.
    pub(super) fn set_below(&mut self, classes: &[TypeId]) -> BTreeMap<Text, Value> {
        let program = self.program;
        let mut fields = BTreeMap::new();
        for at in classes {
            let declared = program.parts(*at).flat_map(|(_, part)| &part.fields);
            for field in declared.filter(|field| field.value.is_some()) {
                if !fields.contains_key(&field.name)
                    && let Some(value) = self.field_value(*at, &field.name)
                {
                    fields.insert(field.name.clone(), value);
                }
            }
        }
        fields
    }

    pub(super) fn field_value_new(&mut self, ty: TypeId, name: &Text) -> Option<Value> {
        let program = self.program;
        let mut known: Option<Value> = None;
        let add = |known: &mut Option<Value>, value: Value| {
            *known = Some(match known.take() {
                Some(before) => before.join(value),
                None => value,
            });
        };
        let mut declared: Option<(u32, TypeRef)> = None;
        let mut is_declared = false;
        for (file, part) in program.parts(ty) {
            if let Some(field) = part.fields.iter().find(|field| field.name == *name) {
                is_declared = true;
                if let Some(ty) = &field.ty {
                    declared = Some((file, ty.clone()));
                }
                if let Some(value) = &field.value {
                    let value = self.in_type(ty, file, field.is_static, |this| {
                        this.eval_as(value, field.ty.as_ref())
                    });
                    add(&mut known, value);
                }
            }
        }
        // What a constructor sets counts more than an empty initialiser.
        for constructor in program.ty(ty).methods.get("").cloned().unwrap_or_default() {
            if let Some(value) = self.summary(constructor).fields.get(name) {
                known = known.take().filter(|value| !is_empty(value));
                add(&mut known, value.clone());
            }
        }
        if known.is_none() {
            known = self.primary_parameter(ty, name);
        }
        if known.as_ref().is_none_or(is_empty) {
            for method in program
                .ty(ty)
                .assigned_in
                .get(name)
                .cloned()
                .unwrap_or_default()
            {
                if let Some(value) = self.summary(method).fields.get(name) {
                    known = known.take().filter(|value| !is_empty(value));
                    add(&mut known, without_parameters(value, method));
                }
            }
        }
        let symbol = Rc::new(Symbol {
            root: Root::Field(ty),
            path: vec![name.clone()],
            name: self.qualified_name(ty, name),
            domain: None,
        });
        if let Some((file, declared)) = &declared {
            match &known {
                None | Some(Value::Hole(_)) => {
                    let typed = self.in_type(ty, *file, true, |this| {
                        this.typed(*file, Some(declared), symbol.clone())
                    });
                    // A hole of unknown type keeps its name; a typed one is worth more.
                    if known.is_none() || !matches!(typed, Value::Symbol(_)) {
                        known = Some(typed);
                    }
                }
                Some(Value::Symbol(inner)) => {
                    let inner = inner.clone();
                    known = Some(self.in_type(ty, *file, true, |this| {
                        this.typed(*file, Some(declared), inner)
                    }));
                }
                Some(Value::Object(entries)) if entries.is_empty() => {
                    let clients = self.in_type(ty, *file, true, |this| {
                        let declared = this.known(*file, declared, 0);
                        this.clients_in(&declared)
                    });
                    known = clients.or(known);
                }
                Some(_) => {}
            }
        } else if known.is_none() && is_declared {
            known = Some(Value::Symbol(symbol));
        }
        if known.is_some() {
            return known;
        }
        for base in self.bases(ty) {
            if let Some(value) = self.field_value(base, name) {
                let mut substitution = Substitution::default();
                if let Some((constructor, arguments)) = self.base_arguments_of(ty) {
                    substitution.parameters.push((constructor, arguments));
                }
                return Some(self.filled(&substitution, value));
            }
        }
        None
    }

    /// A parameter of a primary constructor is a field.
    pub(super) fn primary_parameter(&mut self, ty: TypeId, name: &Text) -> Option<Value> {
        let program = self.program;
        for (file, part) in program.parts(ty) {
            for (index, parameter) in (0u16..).zip(&part.primary_parameters) {
                if let crate::ir::Pattern::Name { name: own, .. } = &parameter.pattern
                    && own == name
                {
                    let key = primary_constructor(program.ty(ty).parts.first()?.0, ty);
                    let default = parameter.default.as_ref();
                    let default = default
                        .map(|default| self.in_type(ty, file, true, |this| this.eval(default)));
                    let symbol = Symbol {
                        root: Root::Parameter(key, index),
                        path: Vec::new(),
                        name: self.qualified_name(ty, name),
                        domain: match default {
                            Some(Value::Text(patterns)) => Some(patterns),
                            _ => None,
                        },
                    };
                    return Some(self.typed(file, parameter.ty.as_ref(), Rc::new(symbol)));
                }
            }
        }
        None
    }

    /// Runs something as if written in a type's body.
    pub(super) fn in_type<T>(
        &mut self,
        ty: TypeId,
        file: u32,
        is_static: bool,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        // The requests of an initialiser belong to the file; no caller can change them.
        let key = FunctionKey::top(file);
        let this = (!is_static).then(|| self.this_of(ty));
        self.frames.push(Frame::new(key, false, this, Some(ty)));
        let result = run(self);
        self.frames.pop();
        result
    }
}

/// `null`, `""`: an initialiser that only reserves the place.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Hole(name) => name.is_empty(),
        value => value.constant().is_some_and(|text| text.is_empty()),
    }
}

/// A value set by an ordinary method: its parameters are holes to everybody else.
fn without_parameters(value: &Value, method: FunctionKey) -> Value {
    let substitution = Substitution {
        parameters: vec![(method, Vec::new())],
        ..Default::default()
    };
    substitution.apply(value)
}
