//! Expressions.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::{Given, Summary, member};
use crate::analysis::value::{ExternalValue, Origin, Pattern, Value};
use crate::ir::{Argument, Expr, ExprKind, FnId, Key, New, Stmt, Text, TypeRef};
use crate::library::{CollectionOp, Family, State, UrlPart};

use super::bounds::Bound;
use super::object::lambda_value;
use super::text::url_join;
use super::types::Known;
use super::{DEEPEST_EXPRESSIONS, Interpreter, Run, VariablePlace};

impl Interpreter<'_> {
    /// The value of an expression; its calls are looked at on the way.
    pub(super) fn eval(&mut self, expr: &Expr) -> Value {
        if self.depth >= DEEPEST_EXPRESSIONS {
            self.hit(Bound::Depth);
            return Value::unknown();
        }
        if self.is_variant() {
            self.variants_run.steps += 1;
        }
        self.depth += 1;
        let value = self.eval_here(expr);
        self.depth -= 1;
        value
    }

    /// An expression where a certain type is expected: `new(…)` and object literals take it.
    pub(super) fn eval_as(&mut self, expr: &Expr, ty: Option<&TypeRef>) -> Value {
        match (&expr.kind, ty) {
            (ExprKind::New(new), Some(ty)) if new.ty.is_none() => {
                self.eval_new(new, Some(ty), expr)
            }
            _ => self.eval(expr),
        }
    }

    fn eval_here(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Str(text) => Value::literal(
                text,
                Origin {
                    file: self.file(),
                    span: expr.span,
                },
            ),
            ExprKind::Literal(text) => Value::literal(
                &Text::from(without_quotes(text)),
                Origin {
                    file: self.file(),
                    span: expr.span,
                },
            ),
            ExprKind::Null => Value::unknown(),
            ExprKind::Concat(parts) => {
                let values: Vec<Value> = parts.iter().map(|part| self.eval(part)).collect();
                joined(&values)
            }
            ExprKind::Name(name) => self.name(name),
            ExprKind::This => self
                .frame()
                .this
                .clone()
                .unwrap_or_else(|| Value::hole("this")),
            ExprKind::Super => self.super_value(),
            ExprKind::Member {
                object,
                name,
                name_span,
            } => {
                let value = self.eval(object);
                if let (ExprKind::This, Value::Object(entries)) = (&object.kind, &value)
                    && !entries.contains_key(name)
                {
                    let value = self.component_member(name);
                    return value.unwrap_or_else(|| Value::hole(format!("this.{name}")));
                }
                match self.read_member(&value, name, *name_span, expr) {
                    value @ Value::Hole(_) if matches!(object.kind, ExprKind::This) => {
                        self.component_member(name).unwrap_or(value)
                    }
                    value => value,
                }
            }
            ExprKind::Index { object, index } => {
                let value = self.eval(object);
                let key = self.eval(index);
                self.index(&value, &key)
            }
            ExprKind::Call(call) => self.eval_call(call, expr.span),
            ExprKind::New(new) => self.eval_new(new, new.ty.as_ref(), expr),
            ExprKind::Object(entries) => Value::Object(Rc::new(self.entries(entries))),
            ExprKind::Array(items) => {
                let bounded = self.bounded(items.len());
                let values: Vec<Value> = items[..bounded]
                    .iter()
                    .map(|item| self.eval(item))
                    .collect();
                Value::List(Rc::new(values))
            }
            ExprKind::Choice(options) => {
                let options = self.possible_options(options);
                let values: Vec<Value> = options
                    .into_iter()
                    .map(|option| self.eval(option))
                    .collect();
                Value::join_all(values)
            }
            ExprKind::When(when) => self.eval(&when.value),
            ExprKind::Or(options) => {
                let values: Vec<Value> = options.iter().map(|option| self.eval(option)).collect();
                values.into_iter().reduce(or).unwrap_or_else(Value::unknown)
            }
            ExprKind::Cast { value, ty } => {
                let inner = self.eval_as(value, Some(ty));
                self.cast(inner, ty)
            }
            ExprKind::Assign {
                target,
                value,
                append,
            } => self.assign(target, value, *append),
            ExprKind::Lambda(id) => self.lambda(*id),
            ExprKind::Module(module) => self.module_value(self.file(), module),
            ExprKind::Block(body) => self.block_value(body),
            ExprKind::Opaque(operands) => {
                let mut last = None;
                for operand in operands {
                    last = Some(self.eval(operand));
                }
                match last {
                    Some(Value::Hole(name)) => Value::Hole(name),
                    _ => Value::unknown(),
                }
            }
        }
    }

    /// What a library adds to every component.
    fn component_member(&self, name: &Text) -> Option<Value> {
        let (library, key) = *self.component_members.get(name)?;
        let export = crate::library::Export::Instance(key);
        Some(self.export_value(self.file(), library, &export, name, ""))
    }

    fn block_value(&mut self, body: &[Stmt]) -> Value {
        let Some((last, first)) = body.split_last() else {
            return Value::unknown();
        };
        self.frame_mut().scopes.push(super::Scope::default());
        self.hoist(body);
        for statement in first {
            self.exec(statement);
        }
        let value = match last {
            Stmt::Expr(value) => self.eval(value),
            statement => {
                self.exec(statement);
                Value::unknown()
            }
        };
        self.frame_mut().scopes.pop();
        value
    }

    /// A lambda is analysed where it stands, with the variables around it.
    fn lambda(&mut self, id: FnId) -> Value {
        let key = FunctionKey {
            file: self.file(),
            function: id,
        };
        if !self.running.insert(key) {
            return Value::unknown();
        }
        let before = self.templates.len();
        let summary = self.analyse(key, Run::Nested).summary;
        self.running.remove(&key);
        self.tell_apart(key, before);
        self.note_entry(key, &summary);
        lambda_value(key, summary)
    }

    /// A function in an object literal may be called by other files, through the object.
    pub(super) fn note_entry(&mut self, key: FunctionKey, summary: &Rc<Summary>) {
        let function = self.program.function(key);
        let is_entry = function.is_some_and(|function| !function.name.is_empty());
        if is_entry && (!summary.requests.is_empty() || summary.returns.is_some()) {
            self.entry_summaries.push((key, summary.clone()));
        }
    }

    fn super_value(&mut self) -> Value {
        let Some(owner) = self.frame().owner else {
            return Value::unknown();
        };
        match self.bases(owner).first() {
            Some(base) => self.this_of(*base),
            None => self
                .external_base(owner)
                .unwrap_or_else(|| Value::hole("super")),
        }
    }

    /// Reading a member, which may itself be a call: accessors, lazy collections.
    fn read_member(
        &mut self,
        value: &Value,
        name: &Text,
        name_span: crate::ir::Span,
        expr: &Expr,
    ) -> Value {
        let place = self.place(expr.span, name_span);
        if let Some(value) = self.extension_property(value, name, place) {
            return value;
        }
        match value {
            Value::Hole(outer) if !outer.is_empty() => {
                let dotted = format!("{outer}.{name}");
                if let Some(value) = self.qualified(&dotted) {
                    return value;
                }
                Value::hole(dotted)
            }
            Value::External(external) => {
                let external = external.clone();
                self.external_property(&external, name, place)
            }
            Value::Union(values) => {
                let values = values.clone();
                let parts: Vec<Value> = values
                    .iter()
                    .map(|value| self.read_member(value, name, name_span, expr))
                    .collect();
                Value::join_all(parts)
            }
            value => self.member_value(value, name),
        }
    }

    /// A member of a value by name, without the calls that reading it may be.
    pub(super) fn member_value(&mut self, value: &Value, name: &Text) -> Value {
        match value {
            Value::Instance(instance) => {
                let instance = instance.clone();
                self.instance_member(&instance, name)
            }
            Value::Class(ty) => self
                .static_member(*ty, name)
                .unwrap_or_else(|| Value::hole(format!("{}.{name}", self.program.ty(*ty).name))),
            Value::Module(module) => self
                .exported_value(module.0, name)
                .unwrap_or_else(|| Value::hole(name.clone())),
            Value::ExternalModule(module) => self.external_module_member(module, name),
            Value::External(external) => {
                let properties = &self.libraries.ty(external.ty).properties;
                if let Some(value) = properties
                    .get(name)
                    .and_then(|state| external.state.get(state))
                {
                    return value.clone();
                }
                let signature = self
                    .libraries
                    .member(external.ty, name, external.generation)
                    .cloned();
                match signature {
                    Some(signature) if signature.is_property => {
                        self.returned(&signature, Some(value), &[], &[], name)
                    }
                    Some(_) => Value::hole(format!("{}.{name}", external.name)),
                    // What is wrapped stands for itself: `lazy.Value`, `task.Result`.
                    None if self.collection_op(name) == Some(CollectionOp::Value) => value.clone(),
                    None => member(value, name),
                }
            }
            // `from okta import UsersClient`: a module of the name of its class.
            Value::ExternalType(key, _) if self.is_module_of(*key, name) => value.clone(),
            Value::ExternalType(key, _) => {
                let signature = self.libraries.member(*key, name, None).cloned();
                match signature {
                    Some(signature) if signature.is_property => {
                        self.returned(&signature, None, &[], &[], name)
                    }
                    _ => Value::hole(format!("{}.{name}", self.libraries.ty(*key).name)),
                }
            }
            Value::ExternalFunction(_, _, function) => Value::hole(format!("{function}.{name}")),
            Value::Union(values) => {
                let values = values.clone();
                let parts: Vec<Value> = values
                    .iter()
                    .map(|value| self.member_value(value, name))
                    .collect();
                Value::join_all(parts)
            }
            Value::Many(element) if name.parse::<usize>().is_ok() => (**element).clone(),
            // A member of an enumeration of texts is its value.
            Value::Text(_) if name == "value" && self.family() == Some(Family::Python) => {
                value.clone()
            }
            Value::Many(_)
                if matches!(
                    self.collection_op(name),
                    Some(CollectionOp::Value | CollectionOp::Collection)
                ) =>
            {
                value.clone()
            }
            value => {
                if let Value::Symbol(symbol) = value {
                    self.note_deepest(symbol);
                }
                member(value, name)
            }
        }
    }

    /// Whether a name stands for a Python module and for a class in it, which has the same name.
    pub(super) fn is_module_of(&self, ty: crate::library::TypeKey, name: &str) -> bool {
        self.family() == Some(Family::Python) && self.libraries.ty(ty).name == name
    }

    fn external_module_member(&mut self, module: &Text, name: &Text) -> Value {
        let file = self.file();
        let Some(family) = self.family() else {
            return Value::hole(name.clone());
        };
        for library in self.libraries.by_module(family, module) {
            if let Some(export) = self.libraries.export(library, name) {
                return self.export_value(file, library, export, name, module);
            }
        }
        if let Some(whole) = self.module_itself(module) {
            return self.member_value(&whole, name);
        }
        let inner = format!("{module}.{name}");
        if family == Family::Python && self.libraries.has_module(family, &inner) {
            return Value::ExternalModule(Text::from(inner));
        }
        // `require('m').default`, `(await import('m')).default`.
        if name == "default" && family == Family::EcmaScript {
            return Value::ExternalModule(module.clone());
        }
        Value::hole(format!("{module}.{name}"))
    }

    /// What a library's module is when it is used itself: `const axios = require('axios')`, `import * as axios from 'axios'`.
    pub(super) fn module_itself(&self, module: &Text) -> Option<Value> {
        let family = self.family()?;
        self.libraries
            .by_module(family, module)
            .into_iter()
            .find_map(|library| {
                let export = ["=", "default"];
                let export = export
                    .iter()
                    .find_map(|name| self.libraries.export(library, name))?;
                let value = self.export_value(self.file(), library, export, module, module);
                matches!(value, Value::External(_) | Value::ExternalType(..)).then_some(value)
            })
    }

    /// `value[key]`.
    fn index(&mut self, value: &Value, key: &Value) -> Value {
        match value {
            Value::Many(element) => return (**element).clone(),
            Value::List(values) => {
                if let Some(index) = key.constant().and_then(|text| text.parse::<usize>().ok()) {
                    return values.get(index).cloned().unwrap_or_else(Value::unknown);
                }
                return Value::join_all(values.iter().cloned());
            }
            _ => {}
        }
        if let Some(entry) = self.key_among(value, key) {
            return entry;
        }
        let keys: Vec<Text> = key
            .patterns()
            .iter()
            .filter_map(|pattern| match pattern.pieces.as_slice() {
                [crate::analysis::value::Piece::Literal { text, .. }] => Some(text.clone()),
                _ => None,
            })
            .collect();
        match (value, keys.is_empty()) {
            (_, false) => {
                let parts: Vec<Value> = keys
                    .iter()
                    .map(|key| self.member_value(value, key))
                    .collect();
                Value::join_all(parts)
            }
            // A map read by an unknown key: any of its values.
            (Value::Object(entries), true) => Value::join_all(entries.values().cloned()),
            (Value::External(client), true) => self
                .with_verb(client, key)
                .unwrap_or_else(|| Value::hole("computed member")),
            (Value::Instance(_), true) => Value::hole("computed member"),
            (Value::Hole(name), true) => Value::hole(name.clone()),
            _ => Value::unknown(),
        }
    }

    pub(super) fn arguments(&mut self, arguments: &[Argument]) -> Vec<Given> {
        let bounded = self.bounded(arguments.len());
        arguments[..bounded]
            .iter()
            .map(|argument| Given {
                name: argument.name.clone(),
                value: self.eval(&argument.value),
                span: argument.value.span,
                is_spread: argument.is_spread,
            })
            .collect()
    }

    fn eval_new(&mut self, new: &New, ty: Option<&TypeRef>, expr: &Expr) -> Value {
        let given = self.arguments(&new.arguments);
        let fields = self.entries(&new.properties);
        let Some(ty) = ty else {
            // `RequestUri = new(path)`: of a type that only a library's property tells, what is made of text is text.
            return match given.as_slice() {
                [
                    text @ Given {
                        value: Value::Text(_) | Value::Symbol(_),
                        ..
                    },
                    ..,
                ] if fields.is_empty() => text.value.clone(),
                _ => Value::unknown(),
            };
        };
        let file = self.file();
        let known = self.known(file, ty, 0);
        match known {
            Known::Project(id) => self.make(id, &given, fields),
            Known::External(key, _, generation) => {
                let place = self.place(expr.span, expr.span);
                self.make_external(key, generation, &given, fields, place)
            }
            Known::Many(_) => {
                if given.len() == 1 && fields.is_empty() {
                    given[0].value.clone()
                } else {
                    let clients = self.clients_in(&known).filter(|_| fields.is_empty());
                    if let Some(clients) = clients {
                        return clients;
                    }
                    Value::Object(Rc::new(fields))
                }
            }
            _ => self.new_by_name(ty, given, fields, expr),
        }
    }

    /// `new X()` where X is a variable: a class imported as a value, a constructor function.
    fn new_by_name(
        &mut self,
        ty: &TypeRef,
        given: Vec<Given>,
        fields: BTreeMap<Text, Value>,
        expr: &Expr,
    ) -> Value {
        let TypeRef::Named { name, .. } = ty else {
            return Value::unknown();
        };
        let mut parts = name.split('.');
        let Some(first) = parts.next() else {
            return Value::unknown();
        };
        let mut value = self.name(&Text::from(first));
        for part in parts {
            value = self.member_value(&value, &Text::from(part));
        }
        match value {
            Value::Class(id) => self.make(id, &given, fields),
            Value::ExternalType(key, library) => {
                let generation = self.generation_of(self.file(), library, "");
                let place = self.place(expr.span, expr.span);
                self.make_external(key, generation, &given, fields, place)
            }
            // A constructor that only builds text: `new Uri(base, path)`.
            Value::ExternalFunction(..) => {
                let place = self.place(expr.span, expr.span);
                self.call_value(&value, &given, &[], place, name)
            }
            Value::ExternalModule(module) => {
                let Some(family) = self.family() else {
                    return Value::unknown();
                };
                for library in self.libraries.by_module(family, &module) {
                    if let Some(crate::library::Export::Type(key)) =
                        self.libraries.export(library, "=")
                    {
                        let key = *key;
                        let generation = self.generation_of(self.file(), library, &module);
                        let place = self.place(expr.span, expr.span);
                        return self.make_external(key, generation, &given, fields, place);
                    }
                }
                Value::unknown()
            }
            Value::Module(module) => match self.exported_value(module.0, "=") {
                Some(Value::Class(id)) => self.make(id, &given, fields),
                _ => Value::unknown(),
            },
            // An unknown type: what it was given may still be read back from it by name.
            _ if !fields.is_empty() => Value::Object(Rc::new(fields)),
            _ => {
                let place = self.place(expr.span, expr.span);
                let made = self.made_with_options(&given, place);
                made.unwrap_or_else(|| Value::hole(name.clone()))
            }
        }
    }

    fn cast(&mut self, value: Value, ty: &TypeRef) -> Value {
        match &value {
            Value::Symbol(symbol) => {
                let symbol = symbol.clone();
                match self.typed(self.file(), Some(ty), symbol) {
                    Value::Symbol(_) => value,
                    typed => typed,
                }
            }
            Value::Hole(name) => self.value_of_type(ty, name.clone()).unwrap_or(value),
            _ => value,
        }
    }

    fn assign(&mut self, target: &Expr, value: &Expr, append: bool) -> Value {
        let mut value = self.eval(value);
        if append {
            let before = self.eval(target);
            value = joined(&[before, value]);
        }
        self.store(target, value.clone());
        value
    }

    /// Stores a value in a variable, field or member.
    pub(super) fn store(&mut self, target: &Expr, value: Value) {
        match &target.kind {
            ExprKind::Name(name) => match self.variable_named(name) {
                Some((place, before)) => {
                    let value = keep_type(before, value);
                    self.assign_variable(place, name.clone(), value);
                }
                None => {
                    if self.frame().owner.is_some() && self.family() == Some(Family::DotNet) {
                        self.set_field(name.clone(), value);
                    } else {
                        // A module's variable, assigned in a function: known from then on.
                        self.assign_module_variable(name, value);
                    }
                }
            },
            ExprKind::Member { object, name, .. } => match &object.kind {
                ExprKind::This => self.store_own(name, value),
                _ => self.store_member(object, name, value),
            },
            ExprKind::Index { object, index } => {
                self.eval(object);
                let key = self.eval(index);
                if let Some(name) = key.constant() {
                    self.store_member(object, &name, value);
                }
            }
            ExprKind::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let part = member(&value, &Text::from(at.to_string()));
                    self.store(item, part);
                }
            }
            ExprKind::Object(entries) => {
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        let part = self.member_value(&value, name);
                        self.store(&entry.value, part);
                    }
                }
            }
            _ => {}
        }
    }

    /// `this.name = value`
    fn store_own(&mut self, name: &Text, value: Value) {
        match &mut self.frame_mut().this {
            Some(Value::Object(entries)) => {
                Rc::make_mut(entries).insert(name.clone(), value);
            }
            _ => self.set_field(name.clone(), value),
        }
    }

    fn assign_module_variable(&mut self, name: &Text, value: Value) {
        let top = FunctionKey::top(self.file());
        let frame = self.frames.iter().position(|frame| frame.function == top);
        if let Some(frame) = frame
            && self.frames[frame]
                .scopes
                .first()
                .is_some_and(|scope| scope.contains_key(name))
        {
            self.assign_variable(
                VariablePlace::Scope { frame, scope: 0 },
                name.clone(),
                value,
            );
            return;
        }
        // Any of the functions may have run last; but what follows in this one reads what this one has set.
        let scope = self.scopes_of_modules.get(&self.file());
        if let Some(before) = scope.and_then(|scope| scope.get(name)).cloned()
            && let Some(frame) = self.frames.iter().rposition(|frame| !frame.is_nested)
        {
            let variables = &mut self.frames[frame].module_variables;
            variables.insert(name.clone(), before);
            self.assign_variable(VariablePlace::Module { frame }, name.clone(), value);
        }
    }

    /// `object.name = value`: the object with the member set goes back to where it came from.
    fn store_member(&mut self, object: &Expr, name: &Text, value: Value) {
        let before = self.eval(object);
        let after = match &before {
            // `if (query) options.qs = query; options.url = …`: whichever of the objects it is has it.
            Value::Union(values) => {
                let with = |one: &Value| match one {
                    Value::Object(entries) => {
                        let mut entries = (**entries).clone();
                        entries.insert(name.clone(), value.clone());
                        Value::Object(Rc::new(entries))
                    }
                    other => other.clone(),
                };
                if !values.iter().any(|one| matches!(one, Value::Object(_))) {
                    return;
                }
                Value::join_all(values.iter().map(with).collect::<Vec<_>>())
            }
            Value::External(external) => {
                let mut external = (**external).clone();
                let state = self.libraries.ty(external.ty).properties.get(name).copied();
                match state.or_else(|| authorization_member(name)) {
                    Some(state) => external.state.insert(state, value),
                    None => return,
                };
                Value::External(Rc::new(external))
            }
            Value::Object(entries) => {
                let mut entries = (**entries).clone();
                entries.insert(name.clone(), value);
                Value::Object(Rc::new(entries))
            }
            // `url.pathname = "/api/v1/users"`
            Value::Text(_) => match self.libraries.url_part(name) {
                Some(UrlPart::Path) => url_join(&before, &value),
                Some(UrlPart::Whole) => value,
                _ => return,
            },
            Value::Instance(instance) if !instance.is_this => {
                let mut instance = (**instance).clone();
                instance.fields.insert(name.clone(), value);
                Value::Instance(Rc::new(instance))
            }
            Value::Hole(_) => {
                // `client.DefaultRequestHeaders.Authorization = …`: the client below.
                if authorization_member(name).is_some() {
                    self.set_authorization(object, value);
                    return;
                }
                match (self.libraries.url_part(name), &value) {
                    (Some(UrlPart::Path), Value::Text(_)) => url_join(&before, &value),
                    _ => return,
                }
            }
            _ => return,
        };
        self.store(object, after);
    }

    /// Marks the client that an expression hangs on as sending this `Authorization`.
    pub(super) fn set_authorization(&mut self, object: &Expr, value: Value) {
        let mut at = object;
        for _ in 0..8 {
            match &at.kind {
                ExprKind::Member { object, .. } => at = object,
                ExprKind::Call(call) => at = &call.callee,
                _ => break,
            }
            if let ExprKind::Name(_) | ExprKind::Member { .. } = &at.kind
                && let Value::External(external) = self.eval(at)
            {
                let mut external: ExternalValue = (*external).clone();
                external.state.insert(State::Authorization, value);
                self.store(at, Value::External(Rc::new(external)));
                return;
            }
        }
    }
}

/// A character joins text as what is between its quotes.
fn without_quotes(literal: &str) -> &str {
    let inner = literal
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    inner.filter(|inner| !inner.is_empty()).unwrap_or(literal)
}

/// What `+` makes of its operands: a list of lists, text of anything else.
fn joined(values: &[Value]) -> Value {
    let lists = values.iter().map(|value| match value {
        Value::List(items) => Some(items),
        _ => None,
    });
    let lists: Option<Vec<_>> = lists.collect();
    let Some([first, rest @ ..]) = lists.as_deref() else {
        return Value::concat(values);
    };
    let added: Vec<Value> = rest
        .iter()
        .flat_map(|items| items.iter().cloned())
        .collect();
    let whole = Value::List((*first).clone()).with_elements(&added);
    whole.unwrap_or_else(Value::unknown)
}

/// `a || b`: `b` stands in where a caller gives no `a`.
fn or(first: Value, second: Value) -> Value {
    match (first, second) {
        (first @ Value::Text(_), _) if first.patterns().iter().all(Pattern::has_literal) => first,
        (Value::Symbol(symbol), Value::Text(default)) => {
            let mut symbol = (*symbol).clone();
            symbol.domain.get_or_insert(default);
            Value::Symbol(Rc::new(symbol))
        }
        (first, second) => first.join(second),
    }
}

fn authorization_member(name: &str) -> Option<State> {
    name.eq_ignore_ascii_case("authorization")
        .then_some(State::Authorization)
}

/// A variable of a known type stays of that type when something unknown is assigned.
fn keep_type(before: Value, after: Value) -> Value {
    match (&before, &after) {
        (Value::External(_) | Value::Instance(_), Value::Hole(_)) => before,
        _ => after,
    }
}
