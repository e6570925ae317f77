//! Calls: what is called, with what, and what that does.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::{Given, Substitution, Summary};
use crate::analysis::value::{ExternalValue, FunctionValue, Instance, Origin, Value};
use crate::ir::{Call, Expr, ExprKind, FnId, Span, Text, TypeRef};
use crate::library::{Family, LibraryId, Returns, Role};
use crate::words::of_identifier;

use super::text::url_join;
use super::types::Known;
use super::{Analysed, Interpreter, Place, Run};

/// Functions that one call of unknown receiver may mean by name alone.
pub(super) const MOST_BY_NAME: usize = 3;

impl Interpreter<'_> {
    pub(super) fn eval_call(&mut self, call: &Call, span: Span) -> Value {
        match &call.callee.kind {
            ExprKind::Member {
                object,
                name,
                name_span,
            } => {
                let receiver = self.eval(object);
                let given = self.arguments(&call.arguments);
                let place = self.place(span, *name_span);
                if let [added] = given.as_slice()
                    && self.appends(name, true)
                    && matches!(receiver, Value::Text(_) | Value::Symbol(_) | Value::Hole(_))
                    // A list that nothing is known of has a `push`, too.
                    && (matches!(receiver, Value::Text(_)) || !self.adds_element(name))
                {
                    self.store(object, Value::concat(&[receiver, added.value.clone()]));
                    return Value::unknown();
                }
                if self.grow_list(object, &receiver, name, &given) {
                    return Value::unknown();
                }
                self.note_authorization(object, &given);
                if let Some(value) = self.wrapper_call(Some(object), name, &given, place) {
                    return value;
                }
                if let ExprKind::Super = object.kind {
                    return self.call_base(&receiver, name, &given, place);
                }
                let value = self.call_member(
                    &receiver,
                    name,
                    &given,
                    &call.type_arguments,
                    place,
                    Some(object),
                );
                self.store_builder(object, name, &receiver, &value);
                value
            }
            ExprKind::Super => {
                let given = self.arguments(&call.arguments);
                self.super_call(&given);
                Value::unknown()
            }
            ExprKind::Name(name) => {
                let given = self.arguments(&call.arguments);
                if let ([text, added], [target, _]) = (given.as_slice(), call.arguments.as_slice())
                    && self.appends(name, false)
                {
                    let whole = Value::concat(&[text.value.clone(), added.value.clone()]);
                    self.store(&target.value, whole);
                    return Value::unknown();
                }
                let place = self.place(span, call.callee.span);
                if let Some(value) = self.wrapper_call(None, name, &given, place) {
                    return value;
                }
                let callee = self.name(name);
                self.call_value(&callee, &given, &call.type_arguments, place, name)
            }
            ExprKind::Index { object, index } => {
                let receiver = self.eval(object);
                let key = self.eval(index);
                let given = self.arguments(&call.arguments);
                let place = self.place(span, index.span);
                self.call_computed(&receiver, &key, &given, place, object)
            }
            ExprKind::Lambda(id) => self.call_in_place(*id, call, span),
            _ => {
                let callee = self.eval(&call.callee);
                let given = self.arguments(&call.arguments);
                let place = self.place(span, call.callee.span);
                self.call_value(&callee, &given, &call.type_arguments, place, "")
            }
        }
    }

    /// Whether a call adds text to the end of its receiver, or of its first argument.
    fn appends(&self, name: &str, is_method: bool) -> bool {
        self.family().is_some_and(|family| {
            if is_method {
                self.libraries.appends_to_receiver(family, name)
            } else {
                self.libraries.appends_to_argument(family, name)
            }
        })
    }

    fn adds_element(&self, name: &str) -> bool {
        let family = self.family();
        family.is_some_and(|family| self.libraries.adds_element(family, name))
    }

    /// `parts.append(x)`, `parts.extend(more)`: a list in a variable has what is added, too.
    fn grow_list(&mut self, object: &Expr, receiver: &Value, name: &Text, given: &[Given]) -> bool {
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
    fn call_in_place(&mut self, id: FnId, call: &Call, span: Span) -> Value {
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
    fn store_builder(&mut self, object: &Expr, method: &Text, before: &Value, after: &Value) {
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
    fn store_in_place(
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
    fn note_authorization(&mut self, object: &Expr, given: &[Given]) {
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

    /// `value(arguments)`.
    pub(super) fn call_value(
        &mut self,
        callee: &Value,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        name: &str,
    ) -> Value {
        match callee {
            Value::Function(function) => self.call_function(&function.clone(), given, place),
            Value::Partial(partial) => {
                let partial = partial.clone();
                let given = partial.arguments(given);
                self.call_value(&partial.callee, &given, type_arguments, place, name)
            }
            Value::Union(values) => {
                let values = values.clone();
                self.bounded_callees(&values);
                let results: Vec<Value> = values
                    .iter()
                    .map(|value| self.call_value(value, given, type_arguments, place, name))
                    .collect();
                Value::join_all(results)
            }
            Value::ExternalFunction(signature, library, symbol) => {
                let signature = signature.clone();
                self.apply(
                    &signature,
                    *library,
                    None,
                    given,
                    type_arguments,
                    place,
                    symbol,
                )
            }
            Value::External(external) => {
                let external = external.clone();
                self.call_instance(&external, given, type_arguments, place)
            }
            Value::ExternalModule(module) => {
                self.call_module(&module.clone(), given, type_arguments, place)
            }
            Value::Class(ty) => self.make(*ty, given, BTreeMap::new()),
            Value::ExternalType(key, library) => {
                let generation = self.generation_of(place.site.file, *library, "");
                self.make_external(*key, generation, given, BTreeMap::new(), place)
            }
            Value::Module(module) => match self.exported_value(module.0, "=") {
                Some(value) if !matches!(value, Value::Module(_)) => {
                    self.call_value(&value, given, type_arguments, place, name)
                }
                _ => Value::unknown(),
            },
            Value::Symbol(symbol) => {
                self.defer(callee, None, given, place);
                self.run_callbacks(given, &Value::unknown());
                if let Some(url) = self.built_url(name, given) {
                    return url;
                }
                self.guess(place, None, name, given);
                self.result_of_symbol(symbol).unwrap_or_else(Value::unknown)
            }
            Value::Pretend => {
                self.run_callbacks(given, &Value::Pretend);
                Value::Pretend
            }
            _ => {
                let result = self.typed_result(type_arguments, name);
                self.run_callbacks(given, &Value::unknown());
                if let Some(found) = self.by_name_function(name) {
                    return self.call_project(found, None, given, Some(place));
                }
                if let Some(url) = self.built_url(name, given) {
                    return url;
                }
                self.guess(place, None, name, given);
                result.unwrap_or_else(|| self.handed_back(given, place, result_of(name, given)))
            }
        }
    }

    /// `receiver.name(arguments)`.
    pub(super) fn call_member(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        object: Option<&Expr>,
    ) -> Value {
        match receiver {
            Value::Union(values) => {
                let values = values.clone();
                let results: Vec<Value> = values
                    .iter()
                    .map(|value| {
                        self.call_member(value, name, given, type_arguments, place, object)
                    })
                    .collect();
                Value::join_all(results)
            }
            Value::External(external) => {
                let external = external.clone();
                if let Some(value) =
                    self.call_external(&external, name, given, type_arguments, place)
                {
                    return value;
                }
                if let Some(value) = self.collection_call(receiver, name, given) {
                    return value;
                }
                if let Some(value) =
                    self.extension_call(receiver, name, given, type_arguments, place)
                {
                    return value;
                }
                self.run_callbacks(given, &Value::unknown());
                result_of(&format!("{}.{name}", external.name), given)
            }
            Value::Instance(instance) => {
                let instance = instance.clone();
                self.call_method(&instance, name, given, type_arguments, place, object)
            }
            Value::Class(ty) => match self.static_member(*ty, name) {
                Some(Value::Function(function)) => {
                    let keys = self.program.ty(*ty).methods.get(name).cloned();
                    match keys {
                        Some(keys) => self.call_project(keys, None, given, Some(place)),
                        None => self.call_function(&function, given, place),
                    }
                }
                Some(value) => self.call_value(&value, given, type_arguments, place, name),
                None => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::Module(_) | Value::ExternalModule(_) => {
                let value = self.member_value(receiver, name);
                if value.is_hole() {
                    if let Value::ExternalModule(module) = receiver
                        && let Some(whole) = self.module_itself(module)
                    {
                        return self.call_member(
                            &whole,
                            name,
                            given,
                            type_arguments,
                            place,
                            object,
                        );
                    }
                    return self.call_unknown(receiver, name, given, type_arguments, place, object);
                }
                self.call_value(&value, given, type_arguments, place, name)
            }
            Value::ExternalType(key, library) => {
                let (key, library) = (*key, *library);
                match self.libraries.member(key, name, None).cloned() {
                    Some(signature) => self.apply(
                        &signature,
                        library,
                        Some(receiver),
                        given,
                        type_arguments,
                        place,
                        name,
                    ),
                    None if self.is_module_of(key, name) => {
                        self.call_value(receiver, given, type_arguments, place, name)
                    }
                    None => {
                        let value = self.typed_result(type_arguments, name);
                        self.run_callbacks(given, &Value::unknown());
                        value.unwrap_or_else(|| {
                            result_of(&format!("{}.{name}", self.libraries.ty(key).name), given)
                        })
                    }
                }
            }
            Value::Object(entries) => match entries.get(name) {
                Some(Value::Function(function)) => {
                    let mut function = (**function).clone();
                    function.receiver.get_or_insert_with(|| receiver.clone());
                    self.call_function(&Rc::new(function), given, place)
                }
                Some(value) => {
                    let value = value.clone();
                    self.call_value(&value, given, type_arguments, place, name)
                }
                None => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::Function(function) => match name.as_str() {
                "call" => {
                    let function = function.clone();
                    self.call_function(&function, given.get(1..).unwrap_or_default(), place)
                }
                "bind" => receiver.clone(),
                "Invoke" | "apply" => {
                    let function = function.clone();
                    self.call_function(&function, given, place)
                }
                _ => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::Pretend => {
                self.run_callbacks(given, &Value::Pretend);
                Value::Pretend
            }
            Value::Symbol(_) if name == "Invoke" => {
                self.call_value(receiver, given, type_arguments, place, name)
            }
            Value::Symbol(_) => {
                if let Some(value) = self.text_call(receiver, name, given) {
                    return value;
                }
                if let Some(value) =
                    self.extension_call(receiver, name, given, type_arguments, place)
                {
                    return value;
                }
                self.defer(receiver, Some(name), given, place);
                self.call_unknown(receiver, name, given, type_arguments, place, object)
            }
            Value::Text(_) => match self.text_call(receiver, name, given) {
                Some(value) => value,
                // `Option<String>`, `Result<Url>`: the text inside.
                None => match self
                    .collection_call(receiver, name, given)
                    .or_else(|| self.extension_call(receiver, name, given, type_arguments, place))
                {
                    Some(value) => value,
                    None => {
                        self.run_callbacks(given, &Value::unknown());
                        Value::unknown()
                    }
                },
            },
            Value::Many(_) | Value::List(_) => match self.collection_call(receiver, name, given) {
                Some(value) => value,
                None => self.call_unknown(receiver, name, given, type_arguments, place, object),
            },
            Value::ExternalFunction(..) if name == "bind" => receiver.clone(),
            Value::Hole(_) | Value::ExternalFunction(..) | Value::Partial(_) => {
                self.call_unknown(receiver, name, given, type_arguments, place, object)
            }
        }
    }

    /// A call of nothing that is known: text helpers, collections, a method that only one type of the project has, or a guess by
    /// the URL among its arguments.
    fn call_unknown(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        object: Option<&Expr>,
    ) -> Value {
        if let Value::Hole(outer) = receiver
            && let Some(value) = self.qualified(&format!("{outer}.{name}"))
            && !value.is_hole()
        {
            return self.call_value(&value, given, type_arguments, place, name);
        }
        if let Some(value) = self.collection_call(receiver, name, given) {
            return value;
        }
        if let Some(value) = self.text_call(receiver, name, given) {
            return value;
        }
        if let Some(value) = self.extension_call(receiver, name, given, type_arguments, place) {
            return value;
        }
        if let Some(keys) = self.by_name_method(receiver, name, given, object) {
            return self.call_project(keys, None, given, Some(place));
        }
        self.run_callbacks(given, &Value::unknown());
        if let Some(url) = self.built_url(name, given) {
            return url;
        }
        match self.is_helper(receiver) {
            true => self.told_to_no_client(given),
            false => self.guess(place, object, name, given),
        }
        if let Some(value) = self.typed_result(type_arguments, name) {
            return value;
        }
        match receiver {
            Value::Hole(outer) if !outer.is_empty() => {
                let otherwise = result_of(&format!("{outer}.{name}"), given);
                self.handed_back(given, place, otherwise)
            }
            Value::Symbol(symbol) => result_of(&format!("{}.{name}", symbol.name), given),
            Value::ExternalModule(_) => self.handed_back(given, place, result_of(name, given)),
            _ => result_of(name, given),
        }
    }

    /// Whether a value is a module of which it is known that it sends nothing.
    fn is_helper(&self, receiver: &Value) -> bool {
        let (Value::ExternalModule(module), Some(family)) = (receiver, self.family()) else {
            return false;
        };
        let libraries = self.libraries.by_module(family, module);
        let is_helper = |id: &LibraryId| self.libraries.library(*id).role == Role::Helper;
        !libraries.is_empty() && libraries.iter().all(is_helper)
    }

    /// What a function that nothing is known of, but that builds URLs by its name, makes of its arguments: they follow each other.
    fn built_url(&self, name: &str, given: &[Given]) -> Option<Value> {
        if !self.libraries.builds_url(&of_identifier(name)) {
            return None;
        }
        let parts = given.iter().map(|given| &given.value);
        let parts: Vec<&Value> = parts
            .filter(|value| {
                matches!(value, Value::Text(_) | Value::Symbol(_) | Value::Union(_))
                    || matches!(value, Value::Hole(name) if !name.is_empty())
            })
            .collect();
        let says_path = |value: &&Value| {
            let mut patterns = value.patterns().into_iter();
            value.has_symbols() || patterns.any(|pattern| pattern.shape().contains('/'))
        };
        if !parts.iter().any(says_path) {
            return None;
        }
        parts
            .into_iter()
            .cloned()
            .reduce(|base, next| url_join(&base, &next))
    }

    /// An unknown generic call hands out its type argument: `provider.GetRequiredService<IUserApi>()`.
    fn typed_result(&mut self, type_arguments: &[TypeRef], name: &str) -> Option<Value> {
        let [ty] = type_arguments else { return None };
        match self.known(self.file(), ty, 0) {
            Known::External(..) | Known::Project(_) => self.value_of_type(ty, Text::from(name)),
            _ => None,
        }
    }

    /// A method of a project type, by the receiver's type.
    fn call_method(
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
    fn call_overridden(
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
    fn call_base(&mut self, receiver: &Value, name: &Text, given: &[Given], place: Place) -> Value {
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
    fn by_name_method(
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

    fn by_name_function(&mut self, name: &str) -> Option<Vec<FunctionKey>> {
        if self.family() != Some(Family::Rust) {
            return None;
        }
        match self.program.functions_by_name.get(name).map(Vec::as_slice) {
            Some([key]) => Some(vec![*key]),
            _ => None,
        }
    }

    /// `client[name](…)`: known if the name is, else said.
    fn call_computed(
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
            .map(|name| {
                let lower = name.to_ascii_lowercase();
                // `getattr(session, "GET".lower())`
                let is_verb = self.libraries.verb_of_word(&lower).is_some()
                    && self.family() == Some(Family::Python);
                let name = if is_verb {
                    Text::from(lower)
                } else {
                    name.clone()
                };
                self.call_member(receiver, &name, given, &[], place, Some(object))
            })
            .collect();
        Value::join_all(results)
    }

    /// A call of one or several functions of the project.
    pub(super) fn call_project(
        &mut self,
        keys: Vec<FunctionKey>,
        receiver: Option<&Value>,
        given: &[Given],
        place: Option<Place>,
    ) -> Value {
        let place = place.unwrap_or_else(|| self.place(Span::default(), Span::default()));
        let mut results = Vec::with_capacity(keys.len());
        for key in keys {
            let summary = self.summary(key);
            let value = self.call_summary(key, &summary, receiver, given, place);
            let name = self
                .program
                .function(key)
                .map(|function| function.name.clone());
            let built = name.filter(|_| value.is_hole());
            let built = built.and_then(|name| self.built_url(&name, given));
            results.push(built.unwrap_or(value));
        }
        Value::join_all(results)
    }

    /// A call of a function value: a function, a bound method, a lambda.
    pub(super) fn call_function(
        &mut self,
        function: &Rc<FunctionValue>,
        given: &[Given],
        place: Place,
    ) -> Value {
        match &function.summary {
            Some(summary) => {
                let summary = summary.clone();
                self.call_summary(
                    function.function,
                    &summary,
                    function.receiver.as_ref(),
                    given,
                    place,
                )
            }
            None => {
                let keys = match &function.receiver {
                    Some(Value::Instance(instance)) => {
                        let name = self
                            .program
                            .function(function.function)
                            .map(|f| f.name.clone())
                            .unwrap_or_default();
                        self.methods_of(instance.ty, &name).map(|(_, keys)| keys)
                    }
                    _ => None,
                };
                let keys = self
                    .best_overloads(keys.unwrap_or_else(|| vec![function.function]), given.len());
                self.call_project(keys, function.receiver.as_ref(), given, Some(place))
            }
        }
    }

    fn call_summary(
        &mut self,
        key: FunctionKey,
        summary: &Rc<Summary>,
        receiver: Option<&Value>,
        given: &[Given],
        place: Place,
    ) -> Value {
        let mut substitution = match receiver {
            Some(Value::Instance(instance)) => {
                let own = self.frame().owner;
                if instance.is_this && own == Some(instance.ty) && self.program.owner(key) == own {
                    Substitution::default()
                } else {
                    self.receiver_substitution(&instance.clone())
                }
            }
            _ => Substitution::default(),
        };
        let arguments = self.bind_arguments(key, given);
        let variant = self.variant(key, summary, receiver, given, &arguments);
        substitution.parameters.push((key, arguments));
        if variant.is_some() {
            self.pass_over(summary, &substitution);
        }
        let summary = variant.as_ref().unwrap_or(summary);
        let returns = self.instantiate(summary, &substitution, place, receiver);
        match returns {
            Some(value) => value,
            None => self.declared_return(key),
        }
    }

    /// A function without a body here gives what its type says.
    fn declared_return(&mut self, key: FunctionKey) -> Value {
        let program = self.program;
        let Some(function) = program.function(key) else {
            return Value::unknown();
        };
        let Some(ty) = &function.returns else {
            return Value::hole(format!("{}()", function.name));
        };
        let known = self.known(key.file, ty, 0);
        match known {
            Known::Unknown => Value::hole(format!("{}()", function.name)),
            _ => {
                self.frames.push(super::Frame::new(
                    FunctionKey::top(key.file),
                    false,
                    None,
                    None,
                ));
                let value = self.value_of_type(ty, function.name.clone());
                self.frames.pop();
                value.unwrap_or_else(|| Value::hole(format!("{}()", function.name)))
            }
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

/// The result of something unknown, named after it and after the constant it was asked for: `GetEnvironmentVariable(ORG_URL)`.
pub(super) fn result_of(name: &str, given: &[Given]) -> Value {
    const LONGEST: usize = 60;
    let asked = given.iter().find_map(|given| given.value.constant());
    let asked = asked
        .filter(|text| text.len() <= LONGEST)
        .unwrap_or_default();
    Value::hole(format!("{name}({asked})"))
}

/// The variable that holds the value of an argument: `E`, `E || (E = {})`.
fn variable_of(argument: &Expr) -> Option<&Expr> {
    match &argument.kind {
        ExprKind::Name(_) | ExprKind::Member { .. } => Some(argument),
        ExprKind::Or(options) => options.first().and_then(variable_of),
        _ => None,
    }
}

pub(super) fn parameter_name(parameter: &crate::ir::Parameter) -> Option<Text> {
    match &parameter.pattern {
        crate::ir::Pattern::Name { name, .. } => Some(name.clone()),
        _ => None,
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
