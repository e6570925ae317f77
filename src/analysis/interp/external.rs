//! Calls of libraries' functions and methods, by the tables.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::summary::{Basis, Given, Target, Url, member};
use crate::analysis::value::{ExternalValue, Pattern, Piece, Value};
use crate::ir::{Text, TypeRef};
use crate::library::{
    Action, Generations, LibraryId, Request, Returns, Role, Signature, Source, State, TextFunction,
    TypeKey,
};

use super::call::result_of;
use super::collection::values_of;
use super::types::Known;
use super::{Interpreter, Place};

impl Interpreter<'_> {
    /// `new T(…) { … }` of a library's type.
    pub(super) fn make_external(
        &mut self,
        key: TypeKey,
        generation: Option<Generations>,
        given: &[Given],
        fields: BTreeMap<Text, Value>,
        place: Place,
    ) -> Value {
        let ty = self.libraries.ty(key);
        let library = ty.library;
        if self.libraries.library(library).role == Role::Mock {
            self.run_callbacks(given, &Value::Pretend);
            return Value::Pretend;
        }
        let mut state = BTreeMap::new();
        for (name, value) in fields {
            if let Some(key) = ty.properties.get(&name) {
                state.insert(*key, value);
            }
        }
        let construct = ty.construct.clone();
        let generation = generation.or_else(|| self.generation_of(place.site.file, library, ""));
        let fresh = Value::External(Rc::new(ExternalValue {
            ty: key,
            generation,
            state: state.clone(),
            name: ty.name.clone(),
            symbol: None,
        }));
        let symbol = self.libraries.ty(key).name.clone();
        let Some(signature) = construct else {
            self.note_settings(library, &symbol, &state, given, place);
            return fresh;
        };
        let action = self.act(&signature, library, Some(&fresh), given, place, &symbol);
        if let Some(text) = action {
            return text;
        }
        for (key, sources) in &signature.sets {
            if let Some(value) = self.source(sources, Some(&fresh), given) {
                state.entry(*key).or_insert(value);
            }
        }
        self.note_settings(library, &symbol, &state, given, place);
        Value::External(Rc::new(ExternalValue {
            ty: key,
            generation,
            state,
            name: symbol,
            symbol: None,
        }))
    }

    /// Reading a property of a library's instance; for an SDK that may be a call.
    pub(super) fn external_property(
        &mut self,
        external: &Rc<ExternalValue>,
        name: &Text,
        place: Place,
    ) -> Value {
        let receiver = Value::External(external.clone());
        let library = self.libraries.ty(external.ty).library;
        let signature = self
            .libraries
            .member(external.ty, name, external.generation)
            .cloned();
        match signature {
            Some(signature) if signature.is_property => {
                let symbol = self.symbol_of(external, name);
                let built = self.act(&signature, library, Some(&receiver), &[], place, &symbol);
                if let Some(text) = built {
                    return text;
                }
                self.returned(&signature, Some(&receiver), &[], &[], name)
            }
            Some(signature) if matches!(signature.action, Action::Operation { .. }) => {
                // A method reference: `ids.map(client.userApi.getUser)`. Bound to its receiver it is called elsewhere.
                Value::ExternalFunction(Rc::new(signature), library, self.symbol_of(external, name))
            }
            _ => self.member_value(&receiver, name),
        }
    }

    /// `receiver.name(…)` of a library's type; `None` if it has no such member.
    pub(super) fn call_external(
        &mut self,
        external: &Rc<ExternalValue>,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
    ) -> Option<Value> {
        let library = self.libraries.ty(external.ty).library;
        let receiver = Value::External(external.clone());
        let Some(signature) = self
            .libraries
            .member(external.ty, name, external.generation)
            .cloned()
        else {
            // An enumerable client: a collection operation on it enumerates it.
            let iterate = self.libraries.ty(external.ty).iterate.clone()?;
            self.family()?;
            let element = self.enumerate(external, &iterate, place);
            return self.collection_call(&element, name, given);
        };
        let symbol = self.symbol_of(external, name);
        if signature.is_property && signature.returns == Returns::Receiver {
            // `service.axiosRef(config)`: what is read is what is called.
            return Some(self.call_instance(external, given, type_arguments, place));
        }
        Some(self.apply(
            &signature,
            library,
            Some(&receiver),
            given,
            type_arguments,
            place,
            &symbol,
        ))
    }

    /// The instance itself is called: `axios(url)`.
    pub(super) fn call_instance(
        &mut self,
        external: &Rc<ExternalValue>,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
    ) -> Value {
        let receiver = Value::External(external.clone());
        let library = self.libraries.ty(external.ty).library;
        match self.libraries.ty(external.ty).call.clone() {
            Some(signature) => {
                let symbol = external.name.clone();
                self.apply(
                    &signature,
                    library,
                    Some(&receiver),
                    given,
                    type_arguments,
                    place,
                    &symbol,
                )
            }
            None => match external.state.get(&State::Verb).cloned() {
                Some(verb) => self.call_with_verb(&receiver, verb, given, place),
                None => {
                    self.run_callbacks(given, &Value::unknown());
                    Value::unknown()
                }
            },
        }
    }

    /// A client's member whose name is a verb that is not known yet: `getattr(session, verb)`.
    pub(super) fn with_verb(&self, client: &ExternalValue, verb: &Value) -> Option<Value> {
        let name = self.libraries.computed_member(self.family()?)?;
        self.libraries.member(client.ty, name, client.generation)?;
        let mut client = client.clone();
        client.state.insert(State::Verb, verb.clone());
        Some(Value::External(Rc::new(client)))
    }

    /// A call of such a member, or of such a function of a module.
    pub(super) fn call_with_verb(
        &mut self,
        receiver: &Value,
        verb: Value,
        given: &[Given],
        place: Place,
    ) -> Value {
        let member = self
            .family()
            .and_then(|family| self.libraries.computed_member(family));
        let Some(member) = member.cloned() else {
            self.run_callbacks(given, &Value::unknown());
            return Value::unknown();
        };
        let verb = Given {
            name: None,
            value: verb,
            span: place.name,
            is_spread: false,
        };
        let given: Vec<Given> = std::iter::once(verb).chain(given.iter().cloned()).collect();
        self.call_member(receiver, &member, &given, &[], place, None)
    }

    /// The module itself is called: `require('request')(options)`.
    pub(super) fn call_module(
        &mut self,
        module: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
    ) -> Value {
        let Some(family) = self.family() else {
            return Value::unknown();
        };
        for library in self.libraries.by_module(family, module) {
            let export = self
                .libraries
                .export(library, "=")
                .or_else(|| self.libraries.export(library, "default"));
            if let Some(export) = export {
                let value = self.export_value(place.site.file, library, export, module, module);
                return self.call_value(&value, given, type_arguments, place, module);
            }
        }
        self.run_callbacks(given, &Value::unknown());
        self.guess(place, None, module, given);
        self.handed_back(given, place, Value::unknown())
    }

    /// What enumerating an enumerable library instance does; gives the collection.
    pub(super) fn enumerate(
        &mut self,
        external: &Rc<ExternalValue>,
        signature: &Signature,
        place: Place,
    ) -> Value {
        let library = self.libraries.ty(external.ty).library;
        let receiver = Value::External(external.clone());
        let symbol = self.libraries.ty(external.ty).name.clone();
        self.apply(
            signature,
            library,
            Some(&receiver),
            &[],
            &[],
            place,
            &symbol,
        )
    }

    /// Does what a signature says, and gives what it returns.
    #[expect(
        clippy::too_many_arguments,
        reason = "a call is its signature, its receiver, its arguments and its place"
    )]
    pub(super) fn apply(
        &mut self,
        signature: &Signature,
        library: LibraryId,
        receiver: Option<&Value>,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
        symbol: &Text,
    ) -> Value {
        if self.libraries.library(library).role == Role::Mock {
            self.mocked
                .extend(given.iter().map(|given| given.value.clone()));
            self.run_callbacks(given, &Value::Pretend);
            return Value::Pretend;
        }
        if let Some(text) = self.act(signature, library, receiver, given, place, symbol) {
            if let Some(Value::External(url)) = receiver.filter(|_| signature.is_in_place) {
                let mut url = (**url).clone();
                url.state.insert(State::Url, text);
                return Value::External(Rc::new(url));
            }
            return text;
        }
        if let Returns::Result(index) = &signature.returns
            && let Some(given) = given.get(*index)
            && let Value::Function(function) = &given.value
        {
            return self.call_function(&function.clone(), &[], place);
        }
        if let Returns::Applied(index) = &signature.returns
            && let Some((function, behind)) = given.get(*index..).and_then(<[Given]>::split_first)
        {
            return self.call_value(&function.value.clone(), behind, &[], place, symbol);
        }
        let mut value = self.returned(signature, receiver, given, type_arguments, symbol);
        match &signature.action {
            Action::Configure(ty) => {
                let names = self.configure(*ty, signature, receiver, given, type_arguments);
                return with_state(value, State::Client, names);
            }
            Action::StateText(state, function) => {
                let text = self.text(function, receiver, given);
                let text = Some(text).filter(|text| !text.is_hole());
                value = with_state(value, *state, text);
            }
            _ => {}
        }
        if !signature.sets.is_empty()
            && let Value::External(external) = &value
        {
            let mut external = (**external).clone();
            for (key, sources) in &signature.sets {
                if let Some(set) = self.source(sources, receiver, given) {
                    // One header stands beside another.
                    let before = external.state.remove(key);
                    let before = before.filter(|_| *key == State::Headers);
                    let set = match before {
                        Some(before) => before.join(set),
                        None => set,
                    };
                    external.state.insert(*key, set);
                }
            }
            value = Value::External(Rc::new(external));
        }
        // Lambdas given to a library: what it hands them is what it returns (`each(user => …)`), as far as that is known.
        let element = match &value {
            Value::Many(element) => (**element).clone(),
            value => value.clone(),
        };
        self.hand_to_lambdas(given, &element);
        value
    }

    fn symbol_of(&self, external: &ExternalValue, name: &str) -> Text {
        Text::from(format!("{}.{name}", self.libraries.ty(external.ty).name))
    }

    /// The action of a signature; text if it builds text.
    fn act(
        &mut self,
        signature: &Signature,
        library: LibraryId,
        receiver: Option<&Value>,
        given: &[Given],
        place: Place,
        symbol: &Text,
    ) -> Option<Value> {
        match &signature.action {
            Action::None => None,
            Action::Pretend => Some(Value::Pretend),
            Action::Text(function) => Some(self.text(function, receiver, given)),
            Action::StateText(..) | Action::Configure(_) => None,
            Action::Operation { verb, path } => {
                let target = Target::Operation {
                    library,
                    verb: verb.clone(),
                    path: path.clone(),
                    arguments: Rc::new(named_constants(given)),
                };
                let names = receiver.map(receiver_names).unwrap_or_default();
                let template = self.new_template(place, symbol.clone(), target, names);
                self.record(template);
                None
            }
            Action::Request(request) => {
                match either(given) {
                    Some(variants) => {
                        for given in variants {
                            self.send(request, library, receiver, &given, place, symbol);
                        }
                    }
                    None => self.send(request, library, receiver, given, place, symbol),
                }
                None
            }
        }
    }

    fn send(
        &mut self,
        request: &Request,
        library: LibraryId,
        receiver: Option<&Value>,
        given: &[Given],
        place: Place,
        symbol: &Text,
    ) {
        let whole = self.source(&request.whole, receiver, given);
        let state = |key: State| whole.as_ref().and_then(|whole| whole.state(key));
        let in_whole = |name: &str| match &whole {
            Some(value @ (Value::Object(_) | Value::Symbol(_))) => {
                let value = member(value, &Text::from(name));
                (!matches!(&value, Value::Hole(name) if name.is_empty())).then_some(value)
            }
            _ => None,
        };
        let url = self
            .source(&request.url, receiver, given)
            .filter(|value| !matches!(value, Value::Object(_)))
            .or_else(|| state(State::Url))
            .or_else(|| in_whole("url"));
        let base = self
            .source(&request.base, receiver, given)
            .or_else(|| state(State::Base));
        let verb = self
            .source(&request.verb, receiver, given)
            // `request(url)` where `request(verb, url)` may be meant, too.
            .filter(|verb| {
                !verb
                    .patterns()
                    .iter()
                    .all(|verb| verb.shape().contains('/'))
            })
            .or_else(|| state(State::Verb))
            .or_else(|| in_whole("method"));
        let has_body = self.source(&request.body, receiver, given).is_some();
        let default_verb = if has_body {
            Some(Text::new_static("POST"))
        } else {
            request.default_verb.clone()
        };
        let authorization = self
            .source(&request.headers, receiver, given)
            .or_else(|| state(State::Authorization))
            .or_else(|| state(State::Headers))
            .or_else(|| receiver.and_then(|receiver| receiver.state(State::Authorization)))
            .or_else(|| receiver.and_then(|receiver| receiver.state(State::Headers)));
        let mut names = receiver.map(receiver_names).unwrap_or_default();
        let is_okta = self.libraries.library(library).role == Role::Okta;
        if is_okta {
            // An SDK's own way to send any request: the SDK is the evidence.
            names.push(Text::new_static("Okta SDK"));
        }
        let url = url.unwrap_or_else(Value::unknown);
        let client = receiver
            .filter(|_| base.is_none() && !request.base.is_empty() && !is_absolute(&url))
            .filter(|receiver| is_made_elsewhere(receiver))
            .cloned();
        let target = Target::Url(Url {
            url,
            base,
            client,
            request: whole.filter(|whole| matches!(whole, Value::External(_))),
            verb,
            default_verb,
            basis: Basis::Client,
        });
        let mut template = self.new_template(place, symbol.clone(), target, names);
        template.authorization = authorization;
        self.record(template);
    }

    /// What a signature returns.
    pub(super) fn returned(
        &mut self,
        signature: &Signature,
        receiver: Option<&Value>,
        given: &[Given],
        type_arguments: &[TypeRef],
        name: &str,
    ) -> Value {
        let generation = match receiver {
            Some(Value::External(external)) => external.generation,
            _ => None,
        };
        let instance = |ty: TypeKey, state: BTreeMap<State, Value>| {
            Value::External(Rc::new(ExternalValue {
                ty,
                generation,
                state,
                name: Text::from(name),
                symbol: None,
            }))
        };
        match &signature.returns {
            Returns::Unknown | Returns::Result(_) | Returns::Applied(_) => result_of(name, given),
            Returns::Receiver => receiver.cloned().unwrap_or_else(Value::unknown),
            Returns::Derived(ty) => {
                let state = match receiver {
                    Some(Value::External(external)) => external.state.clone(),
                    _ => BTreeMap::new(),
                };
                match (receiver, instance(*ty, state)) {
                    (Some(Value::External(from)), Value::External(made)) => {
                        let mut made = (*made).clone();
                        made.name = from.name.clone();
                        Value::External(Rc::new(made))
                    }
                    (_, value) => value,
                }
            }
            Returns::Type(ty) => instance(*ty, BTreeMap::new()),
            Returns::Many(ty) => Value::Many(Rc::new(instance(*ty, BTreeMap::new()))),
            Returns::Instance(index) => {
                let ty = given.get(*index).map(|given| &given.value);
                match ty {
                    Some(Value::ExternalType(key, _)) => instance(*key, BTreeMap::new()),
                    Some(Value::Class(ty)) => self
                        .value_of_known(&Known::Project(*ty), Text::from(name))
                        .unwrap_or_else(Value::unknown),
                    Some(value) => value.clone(),
                    None => Value::unknown(),
                }
            }
            Returns::Argument(index) => given
                .get(*index)
                .map_or_else(Value::unknown, |given| given.value.clone()),
            Returns::Values(index) => given
                .get(*index)
                .map_or_else(Value::unknown, |given| values_of(&given.value, false)),
            Returns::Entries(index) => given
                .get(*index)
                .map_or_else(Value::unknown, |given| values_of(&given.value, true)),
            Returns::TypeArguments => {
                let values: Vec<Value> = type_arguments
                    .iter()
                    .map(|ty| {
                        self.value_of_type(ty, Text::from(name))
                            .unwrap_or_else(Value::unknown)
                    })
                    .collect();
                match values.len() {
                    0 => Value::hole(format!("{name}()")),
                    1 => values.into_iter().next().unwrap_or_else(Value::unknown),
                    _ => tuple(values),
                }
            }
        }
    }

    /// The first source that is there; one that only a caller knows counts less than one that is written.
    pub(super) fn source(
        &mut self,
        sources: &[Source],
        receiver: Option<&Value>,
        given: &[Given],
    ) -> Option<Value> {
        // Options that are written out and lack a field are the options all the same: nothing is guessed of a callback behind them.
        let mut options: Option<usize> = None;
        // The argument of the first source that only a caller knows, the fields of it that are asked for, and that source.
        let mut open: Option<(usize, Vec<Text>, Value)> = None;
        for source in sources {
            if let Source::Argument { index, path } = source
                && !path.is_empty()
                && let Some(value) = positional(given, *index)
            {
                if options.is_some_and(|at| at != *index) && matches!(value, Value::Symbol(_)) {
                    continue;
                }
                let is_whole = |value: &Value| match value {
                    Value::Object(entries) => !entries.contains_key("..."),
                    _ => false,
                };
                if is_whole(value) {
                    options = Some(*index);
                }
            }
            let Some(value) = self.one_source(source, receiver, given) else {
                continue;
            };
            let is_open = matches!(value, Value::Symbol(_) | Value::Hole(_));
            match (source, &mut open) {
                (Source::Argument { index, path }, None) if is_open && !path.is_empty() => {
                    open = Some((*index, path.clone(), value));
                }
                (Source::Argument { index, path }, Some((at, fields, _)))
                    if is_open && path.len() == 1 && index == at =>
                {
                    fields.extend(path.iter().cloned());
                }
                // Options or the text itself: `axios(url)` and `axios({ url })`.
                (Source::Argument { index, path }, Some((at, fields, first)))
                    if path.is_empty() && index == at =>
                {
                    let either = value.field_or_whole(fields);
                    return Some(either.unwrap_or_else(|| first.clone()));
                }
                (Source::Constant(_), Some((_, _, first))) => return Some(first.clone()),
                (_, Some((_, _, first))) if is_open => return Some(first.clone()),
                _ => return Some(value),
            }
        }
        if let Some((_, _, first)) = open {
            return Some(first);
        }
        // What is spread and not known may have any of the names, if nothing else has.
        let options = spread_options(given).next()?.clone();
        sources.iter().find_map(|source| match source {
            Source::Named { name } => self.part(options.clone(), std::slice::from_ref(name)),
            _ => None,
        })
    }

    fn one_source(
        &mut self,
        source: &Source,
        receiver: Option<&Value>,
        given: &[Given],
    ) -> Option<Value> {
        match source {
            Source::Argument { index, path } => self.part(positional(given, *index)?.clone(), path),
            Source::Last { path } => self.part(given.last()?.value.clone(), path),
            Source::Named { name } => {
                let named = |given: &&Given| given.name.as_ref() == Some(name);
                if let Some(given) = given.iter().find(named) {
                    return Some(given.value.clone());
                }
                // `**options`: the entries of an object are named arguments.
                spread_options(given).find_map(|options| match options {
                    Value::Object(entries) => entries.get(name).cloned(),
                    _ => None,
                })
            }
            Source::Receiver => receiver.cloned(),
            Source::State(state) => receiver?.state(*state),
            Source::ArgumentState { index, state } => positional(given, *index)?.state(*state),
            Source::Constant(text) => {
                let origin = crate::analysis::value::Origin {
                    file: self.file(),
                    span: crate::ir::Span::default(),
                };
                Some(Value::literal(text, origin))
            }
        }
    }

    /// Fields inside a value; `None` where a field is surely absent.
    fn part(&mut self, value: Value, path: &[Text]) -> Option<Value> {
        if let Value::Union(values) = &value {
            let parts = values.iter().cloned();
            let parts: Vec<Value> = parts.filter_map(|value| self.part(value, path)).collect();
            return parts.into_iter().reduce(Value::join);
        }
        let mut value = value;
        for name in path {
            value = match &value {
                Value::Object(entries) => match entries.get(name) {
                    Some(value) => value.clone(),
                    // `{ ...options }`: the field may be in what was spread.
                    None => member(entries.get("...")?, name),
                },
                Value::Text(_) | Value::Function(_) | Value::List(_) => return None,
                Value::Hole(_) => return None,
                value => self.member_value(value, name),
            };
        }
        Some(value)
    }

    /// A text method on a receiver that is text, or may be.
    pub(super) fn text_call(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
    ) -> Option<Value> {
        let family = self.family()?;
        let function = self.libraries.text_method(family, name)?.clone();
        self.hand_to_lambdas(given, &Value::unknown());
        Some(self.text(&function, Some(receiver), given))
    }

    /// Builds text.
    pub(super) fn text(
        &mut self,
        function: &TextFunction,
        receiver: Option<&Value>,
        given: &[Given],
    ) -> Value {
        let value_at = |index: usize| {
            given
                .get(index)
                .map_or_else(Value::unknown, |given| given.value.clone())
        };
        let with_receiver = |use_receiver: bool, first: usize| -> Vec<Value> {
            let mut parts: Vec<Value> = Vec::new();
            if use_receiver && let Some(receiver) = receiver.filter(|value| !has_no_text(value)) {
                parts.push(receiver.clone());
            }
            for given in given.iter().skip(first) {
                match &given.value {
                    Value::List(items) => parts.extend(items.iter().cloned()),
                    value => parts.push(value.clone()),
                }
            }
            parts
        };
        match function {
            TextFunction::Receiver => receiver.cloned().unwrap_or_else(Value::unknown),
            TextFunction::Argument(index) => value_at(*index),
            TextFunction::Concat {
                first,
                receiver: of_receiver,
            } => {
                let parts = with_receiver(*of_receiver, *first);
                match receiver.filter(|_| *of_receiver) {
                    // `["a", "b"].concat()` is text in Rust; with more to add it is a longer list.
                    Some(Value::List(items)) if given.is_empty() => Value::concat(items),
                    Some(Value::List(items)) => {
                        let added = parts.into_iter().skip(1);
                        Value::List(Rc::new(items.iter().cloned().chain(added).collect()))
                    }
                    _ => Value::concat(&parts),
                }
            }
            TextFunction::Format {
                template,
                receiver: of_receiver,
            } => {
                let text = if *of_receiver {
                    receiver.cloned()
                } else {
                    given.get(*template).map(|g| g.value.clone())
                };
                let skip = if *of_receiver { 0 } else { template + 1 };
                let values: Vec<Value> = with_receiver(false, skip);
                let named: Vec<(&Text, &Value)> = given
                    .iter()
                    .filter_map(|given| Some((given.name.as_ref()?, &given.value)))
                    .collect();
                format_text(&text.unwrap_or_else(Value::unknown), &values, &named)
            }
            TextFunction::Join { separator, items } => {
                let separator = self
                    .one_source(separator, receiver, given)
                    .unwrap_or_else(Value::unknown);
                let items = match self.one_source(items, receiver, given) {
                    Some(Value::List(items)) => items.to_vec(),
                    // Only the caller knows the elements: `(...parts) => parts.join("/")`, `string.Join("/", parts)`.
                    Some(list)
                        if given.len() == usize::from(*items != Source::Receiver) + 1
                            && let Some(separator) = separator.constant()
                            && !separator.chars().any(char::is_alphabetic)
                            && let Some(joined) = list.joined(&separator) =>
                    {
                        return joined;
                    }
                    Some(base) if *items == Source::Receiver => {
                        // `base.join("users")` of a path, or of a list that nothing is known of.
                        let is_path =
                            |pattern: &Pattern| pattern.shape().contains(char::is_alphabetic);
                        return match given.first() {
                            Some(given) if given.value.patterns().iter().all(is_path) => {
                                url_join(&base, &given.value)
                            }
                            _ => Value::unknown(),
                        };
                    }
                    Some(_) => {
                        // `string.Join("/", a, b)`.
                        given
                            .iter()
                            .skip(1)
                            .map(|given| given.value.clone())
                            .collect()
                    }
                    None => Vec::new(),
                };
                let mut parts = Vec::new();
                for (at, item) in items.into_iter().enumerate() {
                    if at > 0 {
                        parts.push(separator.clone());
                    }
                    parts.push(item);
                }
                if parts.is_empty() {
                    Value::unknown()
                } else {
                    Value::concat(&parts)
                }
            }
            TextFunction::PathJoin { first, receiver } => {
                path_join(&with_receiver(*receiver, *first))
            }
            TextFunction::UrlJoin { base, relative } => {
                let relative = self.one_source(relative, receiver, given);
                let relative = relative.filter(|relative| !has_no_text(relative));
                let base = self.one_source(base, receiver, given);
                match (base, relative) {
                    (Some(base), Some(relative)) => url_join(&base, &relative),
                    (Some(one), None) | (None, Some(one)) => one,
                    (None, None) => Value::unknown(),
                }
            }
            TextFunction::AppendFormat => {
                let template = value_at(0);
                let values = with_receiver(false, 1);
                let mut parts = with_receiver(true, usize::MAX);
                parts.push(format_text(&template, &values, &[]));
                Value::concat(&parts)
            }
            TextFunction::Fill => {
                let receiver = receiver.filter(|value| !has_no_text(value)).cloned();
                let receiver = receiver.unwrap_or_else(Value::unknown);
                let name = given.first().and_then(|given| given.value.constant());
                match (name, given.get(1)) {
                    (Some(name), Some(to)) => replace(&receiver, &format!("{{{name}}}"), &to.value),
                    _ => receiver,
                }
            }
            TextFunction::Replace => {
                let receiver = receiver.cloned().unwrap_or_else(Value::unknown);
                match (
                    given.first().and_then(|given| given.value.constant()),
                    given.get(1),
                ) {
                    (Some(from), Some(to)) if !from.is_empty() => {
                        replace(&receiver, &from, &to.value)
                    }
                    _ => receiver,
                }
            }
        }
    }
}

/// The values of `**options`.
fn spread_options(given: &[Given]) -> impl Iterator<Item = &Value> {
    let named = given.iter().filter(|given| given.name.is_some());
    named
        .filter(|given| given.is_spread)
        .map(|given| &given.value)
}

/// The argument at a place, by position before by name.
fn positional(given: &[Given], index: usize) -> Option<&Value> {
    let mut unnamed = given.iter().filter(|given| given.name.is_none());
    let found = unnamed.nth(index).or_else(|| given.get(index))?;
    Some(&found.value)
}

/// The arguments once for each object that one of them may be: what verb goes with which URL is not lost, nor that one has no verb.
fn either(given: &[Given]) -> Option<Vec<Vec<Given>>> {
    let objects = |given: &Given| match &given.value {
        Value::Union(values) => values.iter().any(|value| matches!(value, Value::Object(_))),
        _ => false,
    };
    let at = given.iter().position(objects)?;
    let with = |value: &Value| {
        let mut given = given.to_vec();
        given[at].value = value.clone();
        given
    };
    Some(given[at].value.alternatives().iter().map(with).collect())
}

/// The names that a receiver goes by.
fn receiver_names(receiver: &Value) -> Vec<Text> {
    match receiver {
        Value::External(external) => {
            let mut names = vec![external.name.clone()];
            names.extend(external.symbol.iter().map(|symbol| symbol.name.clone()));
            names
        }
        Value::Hole(name) => vec![name.clone()],
        Value::Symbol(symbol) => vec![symbol.name.clone()],
        _ => Vec::new(),
    }
}

/// Whether an instance of a library stands for text that nothing has been put into yet.
fn has_no_text(value: &Value) -> bool {
    match value {
        Value::External(external) => {
            external.symbol.is_none() && !external.state.contains_key(&State::Url)
        }
        _ => false,
    }
}

/// Whether a client comes from a caller, or was handed out by a name that somebody else set up.
fn is_made_elsewhere(client: &Value) -> bool {
    match client {
        Value::External(external) => {
            external.symbol.is_some() || external.state.contains_key(&State::Client)
        }
        _ => false,
    }
}

/// An instance of a library's type with a state set, if there is something to set.
fn with_state(value: Value, state: State, set: Option<Value>) -> Value {
    match (&value, set) {
        (Value::External(external), Some(set)) => {
            let mut external = (**external).clone();
            external.state.insert(state, set);
            Value::External(Rc::new(external))
        }
        _ => value,
    }
}

/// A tuple: its parts by position and by the names that .NET gives them.
fn tuple(values: Vec<Value>) -> Value {
    let mut entries = BTreeMap::new();
    for (at, value) in values.into_iter().enumerate() {
        entries.insert(Text::from(at.to_string()), value.clone());
        entries.insert(Text::from(format!("Item{}", at + 1)), value);
    }
    Value::Object(Rc::new(entries))
}

/// Puts values into the places of a template: `{0}`, `{name}`, `{}`, `%s`, `%(name)s`.
fn format_text(template: &Value, values: &[Value], named: &[(&Text, &Value)]) -> Value {
    let mut results = Vec::new();
    for pattern in template.patterns() {
        let mut parts: Vec<Value> = Vec::new();
        let mut next = 0;
        for piece in &pattern.pieces {
            match piece {
                Piece::Literal { text, origin } => {
                    let mut rest = text.as_str();
                    while let Some((before, place, after)) = next_place(rest) {
                        if !before.is_empty() {
                            parts.push(Value::literal(&Text::from(before), *origin));
                        }
                        rest = after;
                        if let Some((_, value)) = named.iter().find(|(name, _)| *name == place) {
                            parts.push((*value).clone());
                            continue;
                        }
                        let index = place.parse::<usize>().unwrap_or_else(|_| {
                            next += 1;
                            next - 1
                        });
                        parts.push(
                            values
                                .get(index)
                                .cloned()
                                .unwrap_or_else(|| Value::hole(place)),
                        );
                    }
                    if !rest.is_empty() {
                        parts.push(Value::literal(&Text::from(rest), *origin));
                    }
                }
                piece => parts.push(Value::text(vec![crate::analysis::value::Pattern {
                    pieces: vec![piece.clone()],
                }])),
            }
        }
        results.push(Value::concat(&parts));
    }
    Value::join_all(results)
}

/// The next placeholder of a format template: the text before it, its name or number, the text after.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.find(['{', '%'])?;
    let (before, rest) = text.split_at(at);
    if let Some(inner) = rest.strip_prefix('{') {
        let (name, after) = inner.split_once('}')?;
        let name = name.split([':', ',']).next().unwrap_or(name);
        return Some((before, name, after));
    }
    let inner = rest.strip_prefix('%')?;
    if let Some((name, after)) = inner.strip_prefix('(').and_then(|it| it.split_once(')')) {
        let kind = after.chars().next()?;
        return Some((before, name, &after[kind.len_utf8()..]));
    }
    let kind = inner.chars().next().filter(|c| "sdivojOq".contains(*c))?;
    Some((before, "", &inner[kind.len_utf8()..]))
}

/// Segments joined by exactly one slash.
fn path_join(parts: &[Value]) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for part in parts {
        if !all.is_empty() {
            let origin = crate::analysis::value::Origin {
                file: 0,
                span: crate::ir::Span::default(),
            };
            all.push(Value::literal(&Text::new_static("/"), origin));
        }
        all.push(part.clone());
    }
    if all.is_empty() {
        Value::unknown()
    } else {
        Value::concat(&all)
    }
}

/// A relative URL against a base. An absolute one stands alone; the base's last segment is kept, because a base that ends in a
/// file name is rare and a lost `/api/v1` is not.
pub(in crate::analysis) fn url_join(base: &Value, relative: &Value) -> Value {
    if is_absolute(relative) {
        return relative.clone();
    }
    let rooted = relative.patterns().iter().all(|pattern| {
        matches!(pattern.pieces.first(), Some(Piece::Literal { text, .. }) if text.starts_with('/'))
    });
    if rooted {
        Value::concat(&[base.clone(), relative.clone()])
    } else {
        path_join(&[base.clone(), relative.clone()])
    }
}

/// Whether all that a URL may be has a scheme.
fn is_absolute(url: &Value) -> bool {
    url.patterns()
        .iter()
        .all(|pattern| match pattern.pieces.first() {
            Some(Piece::Literal { text, .. }) => {
                text.starts_with("http://") || text.starts_with("https://")
            }
            _ => false,
        })
}

/// Replaces a constant inside the literal pieces.
fn replace(text: &Value, from: &str, to: &Value) -> Value {
    let mut results = Vec::new();
    for pattern in text.patterns() {
        let mut parts: Vec<Value> = Vec::new();
        for piece in &pattern.pieces {
            match piece {
                Piece::Literal { text, origin } if text.contains(from) => {
                    for (at, part) in text.split(from).enumerate() {
                        if at > 0 {
                            parts.push(to.clone());
                        }
                        if !part.is_empty() {
                            parts.push(Value::literal(&Text::from(part), *origin));
                        }
                    }
                }
                piece => parts.push(Value::text(vec![crate::analysis::value::Pattern {
                    pieces: vec![piece.clone()],
                }])),
            }
        }
        results.push(Value::concat(&parts));
    }
    Value::join_all(results)
}

/// The arguments that are named, or are members of an object, and whose value is written out.
fn named_constants(given: &[Given]) -> Vec<(Text, Text)> {
    let mut named = Vec::new();
    for one in given {
        let mut add = |name: &Text, value: &Value| {
            let literal = match value {
                Value::Hole(word) if matches!(word.as_str(), "true" | "false") => {
                    Some(word.clone())
                }
                value => value.constant(),
            };
            named.extend(literal.map(|literal| (name.clone(), literal)));
        };
        match (&one.name, &one.value) {
            (Some(name), value) => add(name, value),
            (None, Value::Object(entries)) => {
                entries.iter().for_each(|(name, value)| add(name, value));
            }
            _ => {}
        }
    }
    named
}
