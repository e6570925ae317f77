//! Types above and below a type of the project: constructors that call one another, library types that are extended, methods that are
//! overridden or implemented.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::analysis::program::{FunctionKey, TypeId, last_name};
use crate::analysis::summary::Substitution;
use crate::analysis::value::{ExternalValue, Instance, Value};
use crate::ir::{ConstructorCall, Span, TypeRef};
use crate::library::{Family, Role};

use super::bounds::Bound;
use super::instance::primary_constructor;
use super::types::Known;
use super::{Frame, Interpreter};

/// Base types followed one after another, at most.
const DEEPEST: usize = 12;
/// Methods that one call may mean, at most: overrides and implementations.
pub(super) const MOST_TARGETS: usize = 12;
/// Subtypes among which they are looked for.
pub(super) const MOST_SUBTYPES: usize = 64;

impl Interpreter<'_> {
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

    pub(super) fn base_arguments_of(&mut self, ty: TypeId) -> Option<(FunctionKey, Vec<Value>)> {
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
    pub(super) fn first_bases(&self, ty: TypeId) -> impl Iterator<Item = TypeId> {
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
    pub(super) fn add_overrides(&self, ty: TypeId, name: &str, found: &mut Vec<FunctionKey>) {
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
}
