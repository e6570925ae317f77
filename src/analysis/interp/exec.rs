//! Statements: bindings, branches, loops.

use crate::analysis::guards::Guard;
use crate::analysis::program::FunctionKey;
use crate::analysis::summary::member;
use crate::analysis::value::{FunctionValue, Value};
use crate::ir::{Arm, Expr, ExprKind, Pattern as Binding, PatternEntry, Stmt, Text};

use std::rc::Rc;

use super::bounds::Bound;
use super::{Change, Interpreter, VariablePlace};

/// Scopes inside one another, at most.
const DEEPEST_SCOPES: usize = 2_000;

impl Interpreter<'_> {
    /// Runs a block in a scope of its own.
    pub(super) fn exec_body(&mut self, body: &[Stmt]) {
        if self.frame().scopes.len() >= DEEPEST_SCOPES {
            self.hit(Bound::Depth);
            return;
        }
        self.frame_mut().scopes.push(super::Scope::default());
        self.hoist(body);
        for statement in body {
            self.exec(statement);
        }
        self.run_locals(body);
        self.frame_mut().scopes.pop();
    }

    /// Functions are in scope before the statement that declares them.
    pub(super) fn hoist(&mut self, body: &[Stmt]) {
        let file = self.file();
        for statement in body {
            if let Stmt::Function(id) = statement {
                let key = FunctionKey {
                    file,
                    function: *id,
                };
                if let Some(function) = self.program.function(key) {
                    let value = FunctionValue {
                        function: key,
                        receiver: None,
                        summary: None,
                        substitutions: Vec::new(),
                    };
                    self.define(function.name.clone(), Value::Function(Rc::new(value)));
                }
            }
        }
    }

    /// Local functions that nothing called here are run all the same.
    fn run_locals(&mut self, body: &[Stmt]) {
        let file = self.file();
        for statement in body {
            if let Stmt::Function(id) = statement {
                self.local_summary(FunctionKey {
                    file,
                    function: *id,
                });
            }
        }
    }

    pub(super) fn exec(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Let {
                pattern, ty, value, ..
            } => {
                let is_empty = value.is_none();
                let value = match value {
                    Some(value) => {
                        let bound = match pattern {
                            Binding::Name { name, .. } => self.eval_bound(name, value),
                            _ => None,
                        };
                        bound.unwrap_or_else(|| self.eval_as(value, ty.as_ref()))
                    }
                    None => Value::unknown(),
                };
                let value = self.declared(ty.as_ref(), value, pattern);
                match pattern {
                    // `let path;` in a function: what it is set to counts, and nothing else.
                    Binding::Name { name, .. }
                        if is_empty && value.is_hole() && !self.frame().function.is_top() =>
                    {
                        self.define(name.clone(), Value::unknown());
                    }
                    _ => self.bind(pattern, value),
                }
            }
            Stmt::Expr(value) => {
                self.eval(value);
            }
            Stmt::Return(value) => {
                if let Some(value) = value {
                    let expected = self
                        .program
                        .function(self.frame().function)
                        .and_then(|f| f.returns.clone());
                    let value = self.eval_as(value, expected.as_ref());
                    self.add_return(value);
                }
            }
            Stmt::Branch {
                subject,
                arms,
                exhaustive,
            } => self.branch(subject.as_ref(), arms, *exhaustive),
            Stmt::Loop {
                pattern,
                ty,
                iterable,
                body,
            } => {
                let elements = match iterable {
                    Some(iterable) => {
                        let value = self.eval(iterable);
                        self.elements(&value, iterable)
                    }
                    None => vec![Value::unknown()],
                };
                let is_record_loop = usize::from(elements.len() > 1);
                self.record_loops += is_record_loop;
                // The body may not run at all: what it assigns is one of two values.
                self.branches(&elements, false, |this, element| {
                    this.frame_mut().scopes.push(super::Scope::default());
                    if let Some(pattern) = pattern {
                        let element = this.declared(ty.as_ref(), element.clone(), pattern);
                        this.bind(pattern, element);
                    }
                    this.exec_body(body);
                    this.frame_mut().scopes.pop();
                });
                self.record_loops -= is_record_loop;
            }
            Stmt::Block(body) => self.exec_body(body),
            Stmt::Function(_) => {}
        }
    }

    pub(super) fn add_return(&mut self, value: Value) {
        let frame = self.frame_mut();
        frame.returns = Some(match frame.returns.take() {
            Some(before) => before.join(value),
            None => value,
        });
    }

    fn branch(&mut self, subject: Option<&Expr>, arms: &[Arm], exhaustive: bool) {
        let value = subject.map(|subject| self.eval(subject));
        // The constants of the arms before: the subject is none of them.
        let mut excluded: Vec<Text> = Vec::new();
        self.branches(arms, exhaustive, |this, arm| {
            this.frame_mut().scopes.push(super::Scope::default());
            let labels: Vec<Value> = arm.labels.iter().map(|label| this.eval(label)).collect();
            let texts: Option<Vec<Text>> = labels.iter().map(Value::constant).collect();
            let texts = texts.unwrap_or_default();
            let guard = value.as_ref().and_then(|subject| match labels.is_empty() {
                true => Guard::new(subject, excluded.clone(), false),
                false => Guard::new(subject, texts.clone(), true),
            });
            excluded.extend(texts);
            let guards = this.frame().guards.len();
            this.frame_mut().guards.extend(guard);
            if let Some(pattern) = &arm.pattern {
                let inner = value.clone().unwrap_or_else(Value::unknown);
                let inner = this.declared(arm.ty.as_ref(), inner, pattern);
                this.bind(pattern, inner);
            }
            // In a `case "x"` the subject is "x".
            let narrowed = match subject.map(|subject| &subject.kind) {
                Some(ExprKind::Name(name))
                    if !labels.is_empty()
                        && labels.iter().all(|label| label.constant().is_some()) =>
                {
                    let is = Value::join_all(labels);
                    this.define(name.clone(), is.clone());
                    Some((name, is))
                }
                _ => None,
            };
            this.exec_body(&arm.body);
            let scope = this.frame_mut().scopes.pop();
            this.frame_mut().guards.truncate(guards);
            // `if path == "": path = default`: what the arm sets holds behind it.
            if let Some((name, is)) = narrowed
                && let Some(now) = scope.and_then(|scope| scope.get(name).cloned())
                && !now.same(&is)
                && let Some((place, _)) = this.variable_named(name)
            {
                this.assign_variable(place, name.clone(), now);
            }
        });
    }

    /// Runs alternatives, each from the same state, and joins what they leave behind.
    pub(super) fn branches<T>(
        &mut self,
        alternatives: &[T],
        exhaustive: bool,
        mut run: impl FnMut(&mut Self, &T),
    ) {
        let top = self.frames.len() - 1;
        self.frames[top].open_branches += 1;
        let mut outcomes: Vec<Vec<(VariablePlace, Text, Value)>> =
            Vec::with_capacity(alternatives.len());
        let mut befores: Vec<(VariablePlace, Text, Value)> = Vec::new();
        for alternative in alternatives {
            let mark = self.frames[top].changes.len();
            run(self, alternative);
            let changes = self.frames[top].changes.split_off(mark);
            let mut outcome: Vec<(VariablePlace, Text, Value)> = Vec::new();
            // The first change of a variable has the value from before the branch.
            for change in changes.into_iter().rev() {
                if let Some(now) = self.variable(change.place, &change.name)
                    && !outcome
                        .iter()
                        .any(|(place, name, _)| *place == change.place && *name == change.name)
                {
                    outcome.push((change.place, change.name.clone(), now));
                }
                self.restore(change, &mut befores);
            }
            outcomes.push(outcome);
        }
        self.frames[top].open_branches -= 1;
        for (place, name, before) in befores {
            let mut values: Vec<Value> = Vec::new();
            let mut unchanged = !exhaustive;
            for outcome in &outcomes {
                match outcome.iter().find(|(p, n, _)| *p == place && *n == name) {
                    Some((_, _, value)) => values.push(value.clone()),
                    None => unchanged = true,
                }
            }
            if unchanged {
                values.insert(0, before);
            }
            self.assign_variable(place, name, Value::join_all(values));
        }
    }

    fn restore(&mut self, change: Change, befores: &mut Vec<(VariablePlace, Text, Value)>) {
        match befores
            .iter_mut()
            .find(|(place, name, _)| *place == change.place && *name == change.name)
        {
            Some(known) => known.2 = change.before.clone(),
            None => befores.push((change.place, change.name.clone(), change.before.clone())),
        }
        match change.place {
            VariablePlace::Scope { frame, scope } => {
                if let Some(scope) = self
                    .frames
                    .get_mut(frame)
                    .and_then(|frame| frame.scopes.get_mut(scope))
                {
                    scope.insert(change.name, change.before);
                }
            }
            VariablePlace::Field { frame } => {
                if let Some(frame) = self.frames.get_mut(frame) {
                    frame.fields.insert(change.name, change.before);
                }
            }
        }
    }

    fn variable(&self, place: VariablePlace, name: &Text) -> Option<Value> {
        match place {
            VariablePlace::Scope { frame, scope } => self
                .frames
                .get(frame)?
                .scopes
                .get(scope)?
                .get(name)
                .cloned(),
            VariablePlace::Field { frame } => self.frames.get(frame)?.fields.get(name).cloned(),
        }
    }

    /// Sets an existing variable, remembering the value before while a branch is open.
    pub(super) fn assign_variable(&mut self, place: VariablePlace, name: Text, value: Value) {
        let top = self.frames.len() - 1;
        // A frame below may be the one with the open branch: a lambda assigns a variable around it.
        if let Some(open) = (0..=top)
            .rev()
            .find(|at| self.frames[*at].open_branches > 0)
            && let Some(before) = self.variable(place, &name)
        {
            self.frames[open].changes.push(Change {
                place,
                name: name.clone(),
                before,
            });
        }
        match place {
            VariablePlace::Scope { frame, scope } => {
                if let Some(scope) = self
                    .frames
                    .get_mut(frame)
                    .and_then(|frame| frame.scopes.get_mut(scope))
                {
                    scope.insert(name, value);
                }
            }
            VariablePlace::Field { frame } => {
                if let Some(frame) = self.frames.get_mut(frame) {
                    frame.fields.insert(name, value);
                }
            }
        }
    }

    /// Declares a variable in the innermost scope.
    pub(super) fn define(&mut self, name: Text, value: Value) {
        if let Some(scope) = self.frame_mut().scopes.last_mut() {
            scope.insert(name, value);
        }
    }

    /// Sets a field of the instance that is being constructed or used.
    pub(super) fn set_field(&mut self, name: Text, value: Value) {
        let frame = self.frames.len() - 1;
        self.assign_variable(VariablePlace::Field { frame }, name, value);
    }

    /// Binds the names of a pattern to the parts of a value.
    pub(super) fn bind(&mut self, pattern: &Binding, value: Value) {
        match pattern {
            Binding::Name { name, .. } => self.define(name.clone(), named(value, name)),
            Binding::Object { entries, rest } => {
                for PatternEntry {
                    key,
                    pattern,
                    default,
                } in entries
                {
                    let mut part = self.member_value(&value, key);
                    if let Some(default) = default {
                        part = self.or_default(part, default);
                    }
                    self.bind(pattern, part);
                }
                if let Some(rest) = rest {
                    self.define(rest.clone(), value);
                }
            }
            Binding::Array(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if let Some(part) = part {
                        let value = match &value {
                            Value::Many(element) => (**element).clone(),
                            // An entry of a map of clients: its key, and what is at it.
                            Value::External(_) if index == 1 => value.clone(),
                            value => member(value, &Text::from(index.to_string())),
                        };
                        self.bind(part, value);
                    }
                }
            }
            Binding::Ignore => {}
        }
    }

    /// A destructured part with its default: the default where the part is absent, either where a caller decides.
    fn or_default(&mut self, part: Value, default: &Expr) -> Value {
        let default = self.eval(default);
        match (part, &default) {
            (Value::Hole(name), _) if name.is_empty() => default,
            (Value::Symbol(symbol), Value::Text(patterns)) => {
                let mut symbol = (*symbol).clone();
                symbol.domain = Some(patterns.clone());
                Value::Symbol(Rc::new(symbol))
            }
            (part, _) => part,
        }
    }
}

/// A nameless hole takes the name of the variable: the name may be evidence.
fn named(value: Value, name: &Text) -> Value {
    match value {
        Value::Hole(old) if old.is_empty() => Value::hole(name.clone()),
        value => value,
    }
}
