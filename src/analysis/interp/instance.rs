//! Instances of the project's types: their fields, members and methods, over base types and subtypes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::analysis::program::{FunctionKey, TypeId, last_name};
use crate::analysis::summary::Substitution;
use crate::analysis::value::{ExternalValue, FunctionValue, Instance, Root, Symbol, Value};
use crate::ir::{ConstructorCall, FnId, FunctionKind, Span, Text, TypeKind, TypeRef};
use crate::library::{CollectionOp, Export, Family, Role};

use super::bounds::Bound;
use super::types::Known;
use super::{Frame, Interpreter};

/// Base types followed one after another, at most.
const DEEPEST: usize = 12;
/// Methods that one call may mean, at most: overrides and implementations.
pub(super) const MOST_TARGETS: usize = 12;
/// Subtypes among which they are looked for.
pub(super) const MOST_SUBTYPES: usize = 64;

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

    /// A field's name with its type's: either may say whose it is.
    fn qualified_name(&self, ty: TypeId, field: &Text) -> Text {
        Text::from(format!("{}.{field}", self.program.ty(ty).name))
    }

    fn has_constructor(&self, ty: TypeId) -> bool {
        self.program.ty(ty).methods.contains_key("")
            || self
                .program
                .parts(ty)
                .any(|(_, part)| !part.primary_parameters.is_empty())
    }

    fn field_type(&self, ty: TypeId, name: &Text) -> Option<(u32, TypeRef)> {
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
    fn as_set_below(&self, ty: TypeId, name: &Text, value: Option<Value>) -> Option<Value> {
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

    fn is_set_below(&self, ty: TypeId, name: &Text) -> bool {
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
    fn set_below(&mut self, classes: &[TypeId]) -> BTreeMap<Text, Value> {
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

    fn field_value_new(&mut self, ty: TypeId, name: &Text) -> Option<Value> {
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
    fn primary_parameter(&mut self, ty: TypeId, name: &Text) -> Option<Value> {
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

    /// `: base(…)`, or `super(…)` with the arguments already evaluated.
    pub(super) fn constructor_call(&mut self, call: &ConstructorCall) {
        let given = self.arguments(&call.arguments);
        if call.to_base {
            self.super_call(&given);
        } else if let Some(owner) = self.frame().owner {
            // `: this(…)`: what the other constructor sets, this one sets too.
            let own = self.frame().function;
            for constructor in self
                .program
                .ty(owner)
                .methods
                .get("")
                .cloned()
                .unwrap_or_default()
            {
                if constructor != own && self.accepts(constructor, given.len()) {
                    let summary = self.summary(constructor);
                    let values = self.bind_arguments(constructor, &given);
                    let substitution = Substitution {
                        parameters: vec![(constructor, values)],
                        ..Default::default()
                    };
                    for (name, value) in &summary.fields {
                        self.set_field(name.clone(), substitution.apply(value));
                    }
                }
            }
        }
    }

    /// Remembers what the constructor of the base gets.
    pub(super) fn super_call(&mut self, given: &[crate::analysis::summary::Given]) {
        let Some(owner) = self.frame().owner else {
            return;
        };
        for base in self.bases(owner) {
            if let Some(constructor) = self.constructor(base, given.len()) {
                let values = self.bind_arguments(constructor, given);
                self.base_arguments.insert(owner, (constructor, values));
                return;
            }
        }
        let base = self.external_base(owner);
        if let Some(Value::External(base)) = base
            && let library = self.libraries.ty(base.ty).library
            && self.libraries.library(library).role == Role::Http
        {
            let place = self.place(Span::default(), Span::default());
            let made = self.make_external(base.ty, base.generation, given, BTreeMap::new(), place);
            if let Value::External(made) = made {
                // The type's own name says more than the library's.
                let mut made = (*made).clone();
                made.name.clone_from(&base.name);
                let made = Value::External(Rc::new(made));
                self.external_bases.insert(owner, made);
            }
        }
    }

    fn base_arguments_of(&mut self, ty: TypeId) -> Option<(FunctionKey, Vec<Value>)> {
        let program = self.program;
        for constructor in program.ty(ty).methods.get("").cloned().unwrap_or_default() {
            self.summary(constructor);
        }
        if let Some(found) = self.base_arguments.get(&ty) {
            return Some(found.clone());
        }
        for (file, part) in program.parts(ty) {
            if !part.base_arguments.is_empty() {
                let given =
                    self.in_type(ty, file, false, |this| this.arguments(&part.base_arguments));
                let base = *self.bases(ty).first()?;
                let constructor = self.constructor(base, given.len())?;
                let values = self.bind_arguments(constructor, &given);
                self.base_arguments
                    .insert(ty, (constructor, values.clone()));
                return Some((constructor, values));
            }
        }
        // A subtype without a constructor has its base's.
        if program.ty(ty).methods.contains_key("") {
            return None;
        }
        None
    }

    /// The constructor that so many arguments go to; for a primary constructor its stand-in key.
    pub(super) fn constructor(&self, ty: TypeId, arguments: usize) -> Option<FunctionKey> {
        let program = self.program;
        if let Some(keys) = program.ty(ty).methods.get("") {
            let fitting = keys.iter().find(|key| self.accepts(**key, arguments));
            return fitting.or(keys.first()).copied();
        }
        if program
            .parts(ty)
            .any(|(_, part)| !part.primary_parameters.is_empty())
        {
            return Some(primary_constructor(program.ty(ty).parts.first()?.0, ty));
        }
        let mut bases = self.first_bases(ty);
        let made = bases.find(|base| program.ty(*base).methods.contains_key(""))?;
        self.constructor(made, arguments)
    }

    fn accepts(&self, key: FunctionKey, arguments: usize) -> bool {
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

    /// The base types that the project declares itself, in source order.
    pub(super) fn bases(&self, ty: TypeId) -> Vec<TypeId> {
        let program = self.program;
        let mut bases = Vec::new();
        for (file, part) in program.parts(ty) {
            for base in &part.bases {
                if let TypeRef::Named { name, .. } = base {
                    let simple = last_name(name);
                    if program.ty(ty).family == Some(Family::Python) && simple.len() < name.len() {
                        let found = program.qualified_python_type(file, name, simple);
                        bases.extend(found.filter(|found| *found != ty));
                        continue;
                    }
                    let imported = || {
                        let import = program
                            .imports(file)
                            .find(|import| import.local == simple)?;
                        let target = program.imported_file(file, &import.module)?;
                        program
                            .types_named(program.ty(ty).family, simple)
                            .find(|id| {
                                program
                                    .ty(*id)
                                    .parts
                                    .iter()
                                    .any(|(part, _)| *part == target)
                            })
                    };
                    let found = program
                        .visible_type(file, simple)
                        .or_else(imported)
                        .or_else(|| program.only_type(file, simple));
                    if let Some(found) = found
                        && found != ty
                        && !bases.contains(&found)
                    {
                        bases.push(found);
                    }
                }
            }
        }
        bases
    }

    /// The base of a type, that of the base, and so on, where several are named always the first.
    fn first_bases(&self, ty: TypeId) -> impl Iterator<Item = TypeId> {
        let mut seen = vec![ty];
        std::iter::from_fn(move || {
            let base = self.bases(*seen.last()?).first().copied()?;
            if seen.contains(&base) {
                return None;
            }
            if seen.len() > DEEPEST {
                self.hit(Bound::Depth);
                return None;
            }
            seen.push(base);
            Some(base)
        })
    }

    /// The library type that a project type extends, if any.
    pub(super) fn external_base(&mut self, ty: TypeId) -> Option<Value> {
        let program = self.program;
        let bases: Vec<TypeId> = self.first_bases(ty).collect();
        for at in std::iter::once(ty).chain(bases) {
            for constructor in program.ty(at).methods.get("").into_iter().flatten() {
                self.summary(*constructor);
            }
            for (file, part) in program.parts(at) {
                for base in &part.bases {
                    if let Known::External(..) = self.known(file, base, 0) {
                        let saved = self.frames.len();
                        self.frames
                            .push(Frame::new(FunctionKey::top(file), false, None, None));
                        let value = self.value_of_type(base, program.ty(ty).name.clone());
                        self.frames.truncate(saved);
                        return self.external_bases.get(&at).cloned().or(value);
                    }
                }
            }
        }
        None
    }

    /// What an instance is to the library whose type it extends, as it was made.
    pub(super) fn external_base_of(&mut self, instance: &Instance) -> Option<Rc<ExternalValue>> {
        let mut base = self.external_base(instance.ty)?;
        if !instance.is_this || self.frame().owner != Some(instance.ty) {
            base = self.receiver_substitution(instance).apply(&base);
        }
        match base {
            Value::External(base) => Some(base),
            _ => None,
        }
    }

    /// The methods of this name that a call on such an instance may reach: its own or inherited one, and the overrides
    /// of subtypes; for an interface the implementations.
    pub(super) fn methods_of(&self, ty: TypeId, name: &str) -> Option<(TypeId, Vec<FunctionKey>)> {
        let program = self.program;
        let mut owner = ty;
        let mut found: Vec<FunctionKey> = Vec::new();
        let mut queue = vec![ty];
        let mut seen = vec![ty];
        while let Some(at) = queue.pop() {
            if let Some(keys) = program.ty(at).methods.get(name) {
                owner = at;
                found.extend(keys.iter().copied().take(MOST_TARGETS));
                if keys.len() > MOST_TARGETS {
                    self.pass_over_methods(ty, name);
                }
                break;
            }
            for base in self.bases(at).into_iter().rev() {
                if seen.contains(&base) {
                    continue;
                }
                if seen.len() == MOST_SUBTYPES {
                    self.hit(Bound::Targets);
                    break;
                }
                seen.push(base);
                queue.push(base);
            }
        }
        let is_concrete = found
            .iter()
            .any(|key| program.function(*key).is_some_and(|f| !f.is_abstract));
        let mut overrides = Vec::new();
        self.add_overrides(ty, name, &mut overrides);
        found.append(&mut overrides);
        found.retain(|key| !is_concrete || program.function(*key).is_some_and(|f| !f.is_abstract));
        found.dedup();
        (!found.is_empty()).then_some((owner, found))
    }

    /// Adds the methods of this name that types below have, as far as they are looked at.
    fn add_overrides(&self, ty: TypeId, name: &str, found: &mut Vec<FunctionKey>) {
        let program = self.program;
        let mut left_out = false;
        let mut below: Vec<TypeId> = Vec::new();
        let mut add_subtypes = |below: &mut Vec<TypeId>, ty: TypeId| {
            let subtypes = &program.ty(ty).subtypes;
            let room = MOST_SUBTYPES - below.len();
            left_out |= subtypes.len() > room;
            below.extend(subtypes.iter().take(room));
        };
        add_subtypes(&mut below, ty);
        let mut next = 0;
        while next < below.len() && found.len() < MOST_TARGETS {
            let methods = &program.ty(below[next]).methods;
            found.extend(methods.get(name).into_iter().flatten());
            let at = below[next];
            add_subtypes(&mut below, at);
            next += 1;
        }
        if left_out || next < below.len() {
            self.pass_over_methods(ty, name);
        }
    }

    /// All methods of this name that a type and those below it have, however many.
    pub(super) fn all_methods_of(&self, ty: TypeId, name: &str) -> Vec<FunctionKey> {
        let program = self.program;
        let mut types = vec![ty];
        let mut seen: BTreeSet<TypeId> = BTreeSet::from([ty]);
        let mut found = Vec::new();
        while let Some(at) = types.pop() {
            let at = program.ty(at);
            found.extend(at.methods.get(name).into_iter().flatten());
            types.extend(at.subtypes.iter().filter(|subtype| seen.insert(**subtype)));
        }
        found
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
