//! Calls of libraries' functions and methods, by the tables.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::summary::{Basis, Given, Target, Url, member};
use crate::analysis::value::{ExternalValue, PartialCall, Value};
use crate::ir::{Text, TypeRef};
use crate::library::{
    Action, Generations, LibraryId, Request, Returns, Role, Signature, State, TypeKey,
};

use super::call::result_of;
use super::collection::values_of;
use super::text::is_absolute;
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

    /// Notes what was told to a mock, or to a helper that only looks at it: the text of a file does not say it again.
    pub(super) fn told_to_no_client(&mut self, given: &[Given]) {
        let values = given.iter().map(|given| given.value.clone());
        self.mocked.extend(values);
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
            self.told_to_no_client(given);
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
        if let Returns::Partial(index) = &signature.returns
            && let Some((function, behind)) = given.get(*index..).and_then(<[Given]>::split_first)
        {
            return Value::Partial(Rc::new(PartialCall {
                callee: function.value.clone(),
                given: behind.to_vec(),
            }));
        }
        if self.libraries.library(library).role == Role::Helper
            && matches!(signature.returns, Returns::Unknown | Returns::Type(_))
        {
            self.told_to_no_client(given);
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

    /// Whether an argument that stands where some overloads have the verb is none: nothing is known of it, or it ends the request early.
    fn is_no_verb(&self, value: &Value) -> bool {
        match value {
            Value::Hole(name) => name.is_empty() || self.libraries.is_cancelling(name),
            Value::Symbol(symbol) => self.libraries.is_cancelling(&symbol.name),
            _ => false,
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
            .filter(|verb| !self.is_no_verb(verb))
            .or_else(|| state(State::Verb))
            .or_else(|| in_whole("method"));
        let has_body = self.source(&request.body, receiver, given).is_some();
        let default_verb = if has_body {
            Some(Text::new_static("POST"))
        } else {
            request.default_verb.clone()
        };
        // Those of the client are sent beside those of the request.
        let headers = request.headers.iter();
        let headers =
            headers.filter_map(|source| self.source(std::slice::from_ref(source), receiver, given));
        let authorization = headers
            .reduce(Value::join)
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
            Returns::Unknown | Returns::Result(_) | Returns::Applied(_) | Returns::Partial(_) => {
                result_of(name, given)
            }
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
