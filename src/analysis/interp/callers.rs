//! What a function leaves to its callers: requests that they complete, and calls of what they bring. Only what a caller can still
//! say something of is kept, and nothing twice.

use std::rc::Rc;

use crate::analysis::program::{FunctionKey, TypeId};
use crate::analysis::summary::{DeferredCall, Given, MOST_CALLS, MOST_REQUESTS, Target, Template};
use crate::analysis::value::{Piece, Root, Value};
use crate::ir::FunctionKind;

use super::Interpreter;
use super::bases::MOST_SUBTYPES;
use super::bounds::Bound;
use super::instance::type_of_primary;

impl Interpreter<'_> {
    /// Leaves a request to the callers of the function that is being run.
    pub(super) fn leave_request(&mut self, request: Rc<Template>) {
        match self.frames.last_mut() {
            // A file's top level has no callers.
            Some(frame) if frame.function.is_top() => {}
            Some(frame) if frame.requests.len() < MOST_REQUESTS => frame.requests.push(request),
            _ => self.hit(Bound::Requests),
        }
    }

    /// Leaves a call to the callers of the function that is being run, if one of them may know what is called.
    pub(super) fn leave_call(&mut self, call: Rc<DeferredCall>) {
        let Value::Symbol(symbol) = &call.callee else {
            return;
        };
        if self.frame().function.is_top() || !self.callers_know(symbol.root) {
            return;
        }
        match self.frames.last_mut() {
            Some(frame) if frame.calls.iter().any(|known| is_equal(known, &call)) => {}
            Some(frame) if frame.calls.len() < MOST_CALLS => frame.calls.push(call),
            _ => self.hit(Bound::Calls),
        }
    }

    /// Whether a URL holds a parameter of the function that is being run, or of a function around it.
    pub(super) fn is_completed_above(&self, target: &Target) -> bool {
        let Target::Url(url) = target else {
            return false;
        };
        let mut around = Vec::new();
        for frame in self.frames.iter().rev() {
            around.push(frame.function);
            if !frame.is_nested {
                break;
            }
        }
        let patterns = url.url.patterns();
        let mut pieces = patterns.iter().flat_map(|pattern| &pattern.pieces);
        pieces.any(|piece| match piece {
            Piece::Symbol(symbol) => {
                matches!(symbol.root, Root::Parameter(key, _) if around.contains(&key))
            }
            _ => false,
        })
    }

    /// Whether who calls the function that is being run, or a function around it, may know what this stands for: it is a
    /// parameter of theirs, or belongs to an instance whose method they are.
    fn callers_know(&mut self, root: Root) -> bool {
        let ty = match root {
            Root::Field(ty) => Some(ty),
            Root::Parameter(key, _) => self.made_by(key),
        };
        let mut owners: Vec<TypeId> = Vec::new();
        for frame in self.frames.iter().rev() {
            if matches!(root, Root::Parameter(key, _) if key == frame.function) {
                return true;
            }
            owners.extend(frame.owner);
            if !frame.is_nested {
                break;
            }
        }
        let Some(ty) = ty else { return false };
        owners.dedup();
        owners
            .into_iter()
            .any(|owner| self.share_instances(owner, ty))
    }

    /// The type that a function is a constructor of.
    fn made_by(&self, key: FunctionKey) -> Option<TypeId> {
        match self.program.function(key) {
            Some(function) if function.kind == FunctionKind::Constructor => self.program.owner(key),
            Some(_) => None,
            None => type_of_primary(key),
        }
    }

    /// Whether an instance may be of both types: of one that is both, or below both.
    fn share_instances(&mut self, one: TypeId, other: TypeId) -> bool {
        if one == other {
            return true;
        }
        let asked = (one.min(other), one.max(other));
        if let Some(known) = self.shared_instances.get(&asked) {
            return *known;
        }
        let is_above = |above: TypeId, ty: TypeId| self.all_above(ty).contains(&above);
        let share_subtype = || match (self.all_below(one), self.all_below(other)) {
            (Some(one), Some(other)) => one.iter().any(|ty| other.contains(ty)),
            // Too many to look at: some may be of both.
            _ => true,
        };
        let share = is_above(one, other) || is_above(other, one) || share_subtype();
        self.shared_instances.insert(asked, share);
        share
    }

    /// The base types of a type, and theirs.
    fn all_above(&self, ty: TypeId) -> Vec<TypeId> {
        let mut all = self.bases(ty);
        let mut next = 0;
        while let Some(at) = all.get(next).copied()
            && all.len() < MOST_SUBTYPES
        {
            for base in self.bases(at) {
                if !all.contains(&base) {
                    all.push(base);
                }
            }
            next += 1;
        }
        all
    }

    /// A type and everything below it; `None` if that is too much to look at.
    fn all_below(&self, ty: TypeId) -> Option<Vec<TypeId>> {
        let mut all = vec![ty];
        let mut next = 0;
        while let Some(at) = all.get(next) {
            for subtype in &self.program.ty(*at).subtypes {
                if !all.contains(subtype) {
                    all.push(*subtype);
                }
            }
            if all.len() > MOST_SUBTYPES {
                return None;
            }
            next += 1;
        }
        Some(all)
    }
}

/// Whether following one of two calls is following both.
fn is_equal(one: &DeferredCall, other: &DeferredCall) -> bool {
    let are_equal = |(a, b): (&Given, &Given)| {
        a.name == b.name
            && a.span == b.span
            && a.is_spread == b.is_spread
            && is_surely_same(&a.value, &b.value)
    };
    one.site == other.site
        && one.name_span == other.name_span
        && one.method == other.method
        && one.callee.same(&other.callee)
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().zip(&other.arguments).all(are_equal)
}

/// Whether two values are the same, whatever is in them.
pub(super) fn is_surely_same(one: &Value, other: &Value) -> bool {
    !has_lambda(one) && one.same(other)
}

/// Whether a lambda is part of a value: what it does may differ with the variables around it, which a comparison does not see.
fn has_lambda(value: &Value) -> bool {
    match value {
        Value::Function(function) => function.summary.is_some() || function.receiver.is_some(),
        Value::Object(entries) => entries.values().any(has_lambda),
        Value::List(values) | Value::Union(values) => values.iter().any(has_lambda),
        Value::Many(value) => has_lambda(value),
        Value::Instance(instance) => {
            let made = instance.made.iter().flat_map(|(_, values)| values);
            instance.fields.values().chain(made).any(has_lambda)
        }
        Value::External(external) => external.state.values().any(has_lambda),
        _ => false,
    }
}
