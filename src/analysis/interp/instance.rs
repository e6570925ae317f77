//! Instances of the project's types: their fields, members and methods, over base types and subtypes.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::program::{FunctionKey, TypeId};
use crate::analysis::summary::Substitution;
use crate::analysis::value::{ExternalValue, FunctionValue, Instance, Value};
use crate::ir::{FnId, FunctionKind, Text, TypeKind};
use crate::library::{CollectionOp, Export, Family};

use super::Interpreter;

impl Interpreter<'_> {
    /// The receiver inside a type's own methods.
    pub(super) fn this_of(&self, owner: TypeId) -> Value {
        if let Some(value) = self.extended_library_type(owner) {
            return value;
        }
        Value::Instance(Rc::new(Instance {
            ty: owner,
            made: None,
            fields: BTreeMap::new(),
            symbol: None,
            is_this: true,
        }))
    }

    /// An instance of the library's type that a type's blocks extend, if it is one.
    fn extended_library_type(&self, owner: TypeId) -> Option<Value> {
        let ty = self.program.ty(owner);
        let (module, name) = ty.name.rsplit_once("::")?;
        let file = ty.parts.first()?.0;
        let module = &*self.program.module_name(file, module);
        let libraries = self.libraries.by_module(ty.family?, module);
        libraries.into_iter().find_map(|library| {
            let Export::Type(key) = self.libraries.export(library, name)? else {
                return None;
            };
            Some(Value::External(Rc::new(ExternalValue {
                ty: *key,
                generation: self.generation_of(file, library, module),
                state: BTreeMap::new(),
                name: ty.name.clone(),
                symbol: None,
            })))
        })
    }

    /// A member of a type as its own methods see it without `this.`.
    pub(super) fn own_member(&mut self, owner: TypeId, this: &Value, name: &Text) -> Option<Value> {
        match this {
            Value::Instance(instance) => {
                let instance = instance.clone();
                self.instance_member_known(&instance, name)
            }
            _ => self.static_member(owner, name),
        }
    }

    /// A static field, constant, enum member or static method.
    pub(super) fn static_member(&mut self, ty: TypeId, name: &Text) -> Option<Value> {
        let program = self.program;
        if let Some((file, part)) = program.declaration(ty)
            && part.kind == TypeKind::Enum
            && let Some(field) = part.fields.iter().find(|field| field.name == *name)
        {
            let by_name = program.units[file as usize].family == Some(Family::DotNet);
            return match &field.value {
                Some(value) if matches!(value.kind, crate::ir::ExprKind::Str(_)) => {
                    self.field_value(ty, name)
                }
                _ if by_name => {
                    let origin = crate::analysis::value::Origin {
                        file,
                        span: field.span,
                    };
                    Some(Value::literal(name, origin))
                }
                _ => Some(Value::hole(format!("{}.{name}", part.name))),
            };
        }
        if let Some(keys) = program.ty(ty).methods.get(name)
            && let Some(key) = keys.first()
        {
            if program
                .function(*key)
                .is_some_and(|function| function.kind == FunctionKind::Getter)
            {
                return Some(self.call_project(keys.clone(), Some(&Value::Class(ty)), &[], None));
            }
            return Some(Value::Function(Rc::new(FunctionValue {
                function: *key,
                receiver: Some(Value::Class(ty)),
                summary: None,
                substitutions: Vec::new(),
            })));
        }
        if let Some(value) = self.field_value(ty, name) {
            return Some(value);
        }
        // A nested type.
        let nested = program.types_named(program.ty(ty).family, name).next();
        nested.filter(|id| *id != ty).map(Value::Class)
    }

    /// A member of an instance; a hole if there is none.
    pub(super) fn instance_member(&mut self, instance: &Rc<Instance>, name: &Text) -> Value {
        if let Some(value) = self.instance_member_known(instance, name) {
            return value;
        }
        // What is wrapped stands for itself: `options.Value`.
        if self.collection_op(name) == Some(CollectionOp::Value) {
            return Value::Instance(instance.clone());
        }
        match &instance.symbol {
            Some(symbol) => {
                self.note_deepest(symbol);
                match symbol.member(name) {
                    Some(symbol) => Value::Symbol(Rc::new(symbol)),
                    None => Value::hole(name.clone()),
                }
            }
            None => Value::hole(format!("{}.{name}", self.program.ty(instance.ty).name)),
        }
    }

    fn instance_member_known(&mut self, instance: &Rc<Instance>, name: &Text) -> Option<Value> {
        if instance.is_this {
            // Set earlier in this very method.
            for frame in self.frames.iter().rev() {
                if let Some(value) = frame.fields.get(name) {
                    return Some(value.clone());
                }
                if !frame.is_nested {
                    break;
                }
            }
        }
        if let Some(value) = instance.fields.get(name) {
            return Some(value.clone());
        }
        if let Some(value) = self.overridden(instance, name) {
            return Some(value);
        }
        if let Some(value) = self.field_value(instance.ty, name) {
            if instance.is_this {
                return Some(value);
            }
            if let Some(symbol) = &instance.symbol
                && instance.made.is_none()
                && !self.has_constructor(instance.ty)
            {
                // An options object: what the caller passes decides, the declaration only gives the type.
                if let Some(mut symbol) = symbol.member(name) {
                    symbol.name = self.qualified_name(instance.ty, name);
                    let declared = self.field_type(instance.ty, name);
                    return Some(match declared {
                        Some((file, ty)) => self.typed(file, Some(&ty), Rc::new(symbol)),
                        None => Value::Symbol(Rc::new(symbol)),
                    });
                }
            }
            let substitution = self.receiver_substitution(instance);
            return Some(self.filled(&substitution, value));
        }
        let (_, keys) = self.methods_of(instance.ty, name)?;
        let key = *keys.first()?;
        if self
            .program
            .function(key)
            .is_some_and(|function| function.kind == FunctionKind::Getter)
        {
            let this = Value::Instance(instance.clone());
            return Some(self.call_project(keys, Some(&this), &[], None));
        }
        Some(Value::Function(Rc::new(FunctionValue {
            function: key,
            receiver: Some(Value::Instance(instance.clone())),
            summary: None,
            substitutions: Vec::new(),
        })))
    }

    /// A property without a value of its own (abstract, or of an interface) that accessors below, or nearer to, the instance's type
    /// give: what those return.
    fn overridden(&mut self, instance: &Rc<Instance>, name: &Text) -> Option<Value> {
        let declares = |this: &Self, ty: TypeId| {
            this.program.parts(ty).find_map(|(_, part)| {
                let field = part.fields.iter().find(|field| field.name == *name)?;
                Some(field.value.is_some())
            })
        };
        // The nearest declaration decides.
        let mut types = std::iter::once(instance.ty).chain(self.first_bases(instance.ty));
        let nearest = loop {
            let at = types.next()?;
            if self.program.ty(at).methods.contains_key(name) {
                break None;
            }
            if let Some(has_value) = declares(self, at) {
                break Some((at, has_value));
            }
        };
        drop(types);
        let keys = match nearest {
            // An accessor of its own, or an inherited one.
            None => self.methods_of(instance.ty, name)?.1,
            Some((_, true)) => return None,
            Some((owner, false)) => {
                let mut keys = Vec::new();
                self.add_overrides(owner, name, &mut keys);
                keys
            }
        };
        let is_getter = |key: &FunctionKey| {
            let function = self.program.function(*key);
            function.is_some_and(|function| function.kind == FunctionKind::Getter)
        };
        if keys.is_empty() || !keys.iter().all(is_getter) {
            return None;
        }
        let this = Value::Instance(instance.clone());
        Some(self.call_project(keys, Some(&this), &[], None))
    }

    /// What is known of a receiver's construction, for it and its base types.
    pub(super) fn receiver_substitution(&mut self, instance: &Instance) -> Substitution {
        let mut substitution = Substitution::default();
        if let Some((constructor, arguments)) = &instance.made {
            substitution
                .parameters
                .push((*constructor, arguments.clone()));
        }
        let bases: Vec<TypeId> = self.first_bases(instance.ty).collect();
        let mut below: Vec<TypeId> = Vec::new();
        for at in std::iter::once(instance.ty).chain(bases) {
            let mut fields = match self.program.ty(at).family {
                Some(Family::Python) => self.set_below(&below),
                _ => BTreeMap::new(),
            };
            below.push(at);
            fields.extend(instance.fields.clone());
            if !fields.is_empty() {
                substitution.fields.push((at, fields));
            }
            if let Some((constructor, arguments)) = self.base_arguments_of(at) {
                let known = Substitution {
                    parameters: substitution.parameters.clone(),
                    ..Default::default()
                };
                let arguments = if known.is_empty() {
                    arguments
                } else {
                    arguments.iter().map(|value| known.apply(value)).collect()
                };
                if !substitution
                    .parameters
                    .iter()
                    .any(|(key, _)| *key == constructor)
                {
                    substitution.parameters.push((constructor, arguments));
                }
            }
        }
        substitution
    }

    /// `new T(arguments) { fields }` of a project type.
    pub(super) fn make(
        &mut self,
        ty: TypeId,
        given: &[crate::analysis::summary::Given],
        fields: BTreeMap<Text, Value>,
    ) -> Value {
        let constructor = self.constructor(ty, given.len());
        let arguments = constructor
            .map(|key| self.bind_arguments(key, given))
            .unwrap_or_default();
        if let Some(key) = constructor {
            // What the constructor itself requests.
            let summary = self.summary(key);
            if !summary.requests.is_empty() || !summary.calls.is_empty() {
                let substitution = Substitution {
                    parameters: vec![(key, arguments.clone())],
                    ..Default::default()
                };
                let place = self.place(crate::ir::Span::default(), crate::ir::Span::default());
                self.instantiate(&summary, &substitution, place, None);
            }
        }
        if let Some(key) = constructor {
            self.note_arguments(key, &arguments);
        }
        self.note_fields(ty, &fields);
        Value::Instance(Rc::new(Instance {
            ty,
            made: constructor.map(|key| (key, arguments)),
            fields,
            symbol: None,
            is_this: false,
        }))
    }
}

/// A primary constructor has no function of its own: this key stands for it.
pub(super) fn primary_constructor(file: u32, ty: TypeId) -> FunctionKey {
    FunctionKey {
        file,
        function: FnId(0x8000_0000 | ty.0),
    }
}

/// The type whose primary constructor a key stands for.
pub(super) fn type_of_primary(key: FunctionKey) -> Option<TypeId> {
    let is_primary = !key.is_top() && key.function.0 & 0x8000_0000 != 0;
    is_primary.then_some(TypeId(key.function.0 & 0x7fff_ffff))
}
