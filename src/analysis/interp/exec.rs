//! Statements: bindings, branches, loops.

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
    /// Runs a block in a scope of its own; whether it surely returns.
    pub(super) fn exec_body(&mut self, body: &[Stmt]) -> bool {
        if self.frame().scopes.len() >= DEEPEST_SCOPES {
            self.hit(Bound::Depth);
            return false;
        }
        self.frame_mut().scopes.push(super::Scope::default());
        self.hoist(body);
        let mut returns = false;
        for statement in body {
            returns = self.exec(statement);
            // What a caller leads to returns before the rest.
            if returns && self.is_variant() {
                break;
            }
        }
        self.run_locals(body);
        self.frame_mut().scopes.pop();
        returns
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

    /// Runs a statement; whether it surely returns.
    pub(super) fn exec(&mut self, statement: &Stmt) -> bool {
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
                return true;
            }
            Stmt::Branch {
                subject,
                arms,
                exhaustive,
            } => return self.branch(subject.as_ref(), arms, *exhaustive),
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
                self.frame_mut().open_loops += 1;
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
                self.frame_mut().open_loops -= 1;
                self.record_loops -= is_record_loop;
            }
            Stmt::Block(body) => return self.exec_body(body),
            Stmt::Function(_) => {}
        }
        false
    }

    pub(super) fn add_return(&mut self, value: Value) {
        let frame = self.frame_mut();
        frame.returns = Some(match frame.returns.take() {
            Some(before) => before.join(value),
            None => value,
        });
    }

    /// Runs the arms that may run; whether one surely does, and surely returns.
    fn branch(&mut self, subject: Option<&Expr>, arms: &[Arm], exhaustive: bool) -> bool {
        let value = subject.map(|subject| self.eval(subject));
        let possible = value
            .as_ref()
            .and_then(|value| self.possible_arms(value, arms, exhaustive));
        let is_decided = possible.as_ref().is_some_and(|known| known.is_decided);
        let may_run = |at: usize| possible.as_ref().is_none_or(|known| known.arms[at]);
        let arms: Vec<&Arm> = arms
            .iter()
            .enumerate()
            .filter_map(|(at, arm)| may_run(at).then_some(arm))
            .collect();
        let mut returns = is_decided;
        self.branches(&arms, exhaustive || is_decided, |this, arm| {
            this.frame_mut().scopes.push(super::Scope::default());
            let labels: Vec<Value> = arm.labels.iter().map(|label| this.eval(label)).collect();
            if let Some(pattern) = &arm.pattern {
                let inner = value.clone().unwrap_or_else(Value::unknown);
                let inner = this.declared(arm.ty.as_ref(), inner, pattern);
                this.bind(pattern, inner);
            }
            // In a `case "x"` the subject is "x".
            let narrowed = match subject.map(|subject| &subject.kind) {
                Some(ExprKind::Name(name))
                    if !labels.is_empty()
                        && labels.iter().all(|label| label.constant().is_some())
                        && !arm.labels.iter().all(is_truth) =>
                {
                    let is = Value::join_all(labels);
                    this.define(name.clone(), is.clone());
                    Some((name, is))
                }
                _ => None,
            };
            returns &= this.exec_body(&arm.body);
            let scope = this.frame_mut().scopes.pop();
            // `if path == "": path = default`: what the arm sets holds behind it.
            if let Some((name, is)) = narrowed
                && let Some(now) = scope.and_then(|scope| scope.get(name).cloned())
                && !now.same(&is)
                && let Some((place, _)) = this.variable_named(name)
            {
                this.assign_variable(place, name.clone(), now);
            }
        });
        returns
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
            VariablePlace::Module { frame } => {
                if let Some(frame) = self.frames.get_mut(frame) {
                    frame.module_variables.insert(change.name, change.before);
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
            VariablePlace::Module { frame } => {
                let frame = self.frames.get(frame)?;
                frame.module_variables.get(name).cloned()
            }
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
            VariablePlace::Module { frame } => {
                self.join_module_variable(&name, value.clone());
                if let Some(frame) = self.frames.get_mut(frame) {
                    frame.module_variables.insert(name, value);
                }
            }
        }
    }

    /// Adds to what a variable of the file may be for all others.
    fn join_module_variable(&mut self, name: &Text, value: Value) {
        let scope = self.scopes_of_modules.get_mut(&self.file());
        if let Some(known) = scope.and_then(|scope| Rc::make_mut(scope).get_mut(name)) {
            *known = known.clone().join(value);
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

/// `true`, `false`: what a name is tested for that may be anything.
fn is_truth(label: &Expr) -> bool {
    matches!(&label.kind, ExprKind::Literal(text) if matches!(text.as_str(), "true" | "false"))
}
