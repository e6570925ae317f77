//! Clients that are set up in one place and handed out in another: by name (`factory.CreateClient("x")`), to the constructors of a type,
//! as the implementation of an interface.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::analysis::program::{FileId, FunctionKey, TypeId, last_name, names_okta};
use crate::analysis::summary::{Given, Site};
use crate::analysis::value::{ExternalValue, FunctionValue, MOST_ALTERNATIVES, Piece, Value};
use crate::ir::{Parameter, Pattern as Binding, Text, TypeRef};
use crate::library::{Signature, State, TypeKey};

use super::bounds::Bound;
use super::instance::primary_constructor;
use super::types::Known;
use super::{Frame, Interpreter};

/// Clients that stand for others, followed at most.
const DEEPEST: usize = 4;

/// What is known of a client.
pub(in crate::analysis) type ClientState = BTreeMap<State, Value>;

/// How clients are set up, by what they are handed out by.
#[derive(Default)]
pub(super) struct Clients {
    named: BTreeMap<Text, ClientState>,
    typed: BTreeMap<TypeId, ClientState>,
    /// How those that are Okta's are asked for: the names of types, and of clients as they are written.
    pub(super) okta_names: BTreeSet<(FileId, Text)>,
}

/// What a client is handed out by.
enum Key {
    Name(Text),
    Type(TypeId),
}

impl Interpreter<'_> {
    /// Notes how a client is set up; gives what it is handed out by.
    pub(super) fn configure(
        &mut self,
        ty: TypeKey,
        signature: &Signature,
        receiver: Option<&Value>,
        given: &[Given],
        type_arguments: &[TypeRef],
    ) -> Option<Value> {
        let mut state = ClientState::new();
        for (key, sources) in &signature.sets {
            if let Some(value) = self.source(sources, receiver, given) {
                state.insert(*key, value);
            }
        }
        // `AddHttpClient<T>(client => …)`: what stands first is no name.
        let is_name = |value: &Value| matches!(value, Value::Symbol(_)) || !keys(value).is_empty();
        if state
            .get(&State::Client)
            .is_some_and(|value| !is_name(value))
        {
            state.remove(&State::Client);
        }
        let names = self.handed_out_by(&state, type_arguments);
        let mut client = ExternalValue {
            ty,
            generation: None,
            state,
            name: self.libraries.ty(ty).name.clone(),
            symbol: None,
        };
        for given in given {
            if let Value::Function(function) = &given.value {
                let function = function.clone();
                client.state = self.set_up(&function, &client);
            }
        }
        if is_okta(&client.state) {
            self.note_names(&client.state, given, type_arguments);
        }
        for key in names.iter().flat_map(keys) {
            match key {
                Key::Name(name) => merge(self.clients.named.entry(name).or_default(), &client),
                Key::Type(id) => {
                    merge(self.clients.typed.entry(id).or_default(), &client);
                    self.hand_to_constructors(id, &client);
                }
            }
        }
        names
    }

    /// The type that gets a client and the name that it goes by: the given one, or that of the type that users ask for.
    fn handed_out_by(&mut self, state: &ClientState, type_arguments: &[TypeRef]) -> Option<Value> {
        let given = state.get(&State::Client);
        let implementation = type_arguments.last().and_then(|ty| {
            let file = self.file();
            match self.known(file, ty, 0) {
                Known::Project(id) => Some(id),
                _ => None,
            }
        });
        let Some(implementation) = implementation else {
            return given.cloned();
        };
        let name = match (given, type_arguments.first()) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(TypeRef::Named { name, .. })) => {
                let origin = crate::analysis::value::Origin {
                    file: self.file(),
                    span: crate::ir::Span::default(),
                };
                Some(Value::literal(&Text::from(last_name(name)), origin))
            }
            _ => None,
        };
        let ty = Value::Class(implementation);
        Some(match name {
            Some(name) => ty.join(name),
            None => ty,
        })
    }

    /// Files that use such a client may name nothing else that is looked for.
    fn note_names(&mut self, state: &ClientState, given: &[Given], type_arguments: &[TypeRef]) {
        let file = self.file();
        let mut names: Vec<Text> = Vec::new();
        for ty in type_arguments {
            if let TypeRef::Named { name, .. } = ty {
                names.push(Text::from(last_name(name)));
            }
        }
        let name = state.get(&State::Client);
        if let Some(name) = name.and_then(Value::constant) {
            names.push(Text::from(format!("\"{name}\"")));
        }
        if name.is_some() {
            // A constant of another file is named there as it is here.
            let source = &self.program.units[file as usize].file.text;
            let written = given
                .first()
                .and_then(|given| source.get(given.span.start as usize..given.span.end as usize));
            let is_path = |text: &&str| text.contains('.') && !text.contains(['"', '(', ' ']);
            names.extend(written.filter(is_path).map(Text::from));
        }
        let names = names.into_iter().map(|name| (file, name));
        self.clients.okta_names.extend(names);
    }

    /// Runs a lambda or method that is handed a client to set up; gives what the client is afterwards.
    fn set_up(&mut self, function: &FunctionValue, client: &ExternalValue) -> ClientState {
        let key = function.function;
        let count = self
            .program
            .function(key)
            .map_or(0, |function| function.parameters.len());
        // Beside the client it may get the provider of services: before it, or behind it in a factory.
        for index in (0..count).rev() {
            let state = self.run_on(function, index, client);
            if state
                .as_ref()
                .is_some_and(|state| !same_state(state, &client.state))
            {
                return state.unwrap_or_default();
            }
        }
        client.state.clone()
    }

    fn run_on(
        &mut self,
        function: &FunctionValue,
        client_index: usize,
        client: &ExternalValue,
    ) -> Option<ClientState> {
        let key = function.function;
        let program = self.program;
        let declared = program.function(key)?;
        let Binding::Name { name, .. } = &declared.parameters.get(client_index)?.pattern else {
            return None;
        };
        if !self.running.insert(key) {
            return None;
        }
        let is_nested = function.summary.is_some();
        let this = match &function.receiver {
            Some(receiver) => Some(receiver.clone()),
            None => self.frame().this.clone(),
        };
        // What it sends was seen where it stands.
        let seen = (self.templates.len(), self.computed.len());
        self.frames
            .push(Frame::new(key, is_nested, this, program.owner(key)));
        for (index, parameter) in (0u16..).zip(&declared.parameters) {
            let value = if usize::from(index) == client_index {
                Value::External(Rc::new(client.clone()))
            } else {
                self.parameter_value(key, index, parameter)
            };
            self.bind(&parameter.pattern, value);
        }
        self.exec_body(&declared.body);
        let frame = self.frames.pop();
        self.templates.truncate(seen.0);
        self.computed.truncate(seen.1);
        self.running.remove(&key);
        match frame?.scopes.first()?.get(name)? {
            Value::External(external) if external.ty == client.ty => Some(external.state.clone()),
            _ => None,
        }
    }

    /// A container makes instances of the type with this client.
    fn hand_to_constructors(&mut self, id: TypeId, client: &ExternalValue) {
        let program = self.program;
        let mut constructors: Vec<(FunctionKey, FileId, &[Parameter])> = Vec::new();
        for key in program.ty(id).methods.get("").into_iter().flatten() {
            if let Some(function) = program.function(*key) {
                constructors.push((*key, key.file, &function.parameters));
            }
        }
        for (file, part) in program.parts(id) {
            if let (false, Some((first, _))) = (
                part.primary_parameters.is_empty(),
                program.ty(id).parts.first(),
            ) {
                let constructor = primary_constructor(*first, id);
                constructors.push((constructor, file, &part.primary_parameters));
            }
        }
        for (constructor, file, parameters) in constructors {
            let mut takes_client = false;
            let mut arguments = Vec::with_capacity(parameters.len());
            for parameter in parameters {
                let known = parameter.ty.as_ref().map(|ty| self.known(file, ty, 0));
                let is_client = matches!(known, Some(Known::External(key, ..)) if key == client.ty);
                takes_client |= is_client;
                arguments.push(if is_client {
                    Value::External(Rc::new(client.clone()))
                } else {
                    Value::unknown()
                });
            }
            if takes_client {
                self.note_arguments(constructor, &arguments);
            }
        }
    }

    /// What the makers of a client set on it; each set of state is one that it may have. For use when everything has been run, for
    /// the request at this place.
    pub fn client_states(&mut self, client: &Value, site: Site) -> Vec<ClientState> {
        let mut states = Vec::new();
        self.add_client_states(client, &mut states, 0, site);
        if states.len() > MOST_ALTERNATIVES {
            self.hit_at(site, Bound::Urls);
            states.truncate(MOST_ALTERNATIVES);
        }
        states
    }

    fn add_client_states(
        &mut self,
        client: &Value,
        states: &mut Vec<ClientState>,
        depth: usize,
        site: Site,
    ) {
        if depth > DEEPEST {
            self.hit_at(site, Bound::Depth);
            return;
        }
        if states.len() > MOST_ALTERNATIVES {
            return;
        }
        match client {
            Value::External(external) => {
                let mut state = external.state.clone();
                let names = state.remove(&State::Client);
                if let Some(symbol) = &external.symbol {
                    let made = self.settle(symbol);
                    if !matches!(&made, Value::External(same) if same.symbol == external.symbol) {
                        self.add_client_states(&made, states, depth + 1, site);
                    }
                }
                if let Some(Value::Symbol(symbol)) = &names {
                    let name = self.settle(symbol);
                    self.add_named(&name, states);
                } else if let Some(names) = &names {
                    self.add_named(names, states);
                }
                if !state.is_empty() {
                    states.push(state);
                }
            }
            Value::Class(_) => self.add_named(client, states),
            Value::Union(values) => {
                for value in values.iter() {
                    self.add_client_states(value, states, depth + 1, site);
                }
            }
            _ => {}
        }
    }

    fn add_named(&self, names: &Value, states: &mut Vec<ClientState>) {
        for key in keys(names) {
            let found = match &key {
                Key::Name(name) => self.clients.named.get(name),
                Key::Type(id) => self.clients.typed.get(id),
            };
            let mut state = found.cloned().unwrap_or_default();
            if let Key::Name(name) = key {
                state.insert(State::Client, Value::hole(name));
            }
            states.push(state);
        }
    }
}

/// What a value says that a client is handed out by.
fn keys(names: &Value) -> Vec<Key> {
    let of_one = |value: &Value| match value {
        Value::Class(id) => vec![Key::Type(*id)],
        Value::Text(patterns) => patterns
            .iter()
            .filter_map(|pattern| Value::text(vec![pattern.clone()]).constant())
            .map(Key::Name)
            .collect(),
        // A constant that is declared elsewhere.
        Value::Hole(name) if name.contains('.') => vec![Key::Name(name.clone())],
        _ => Vec::new(),
    };
    names.alternatives().iter().flat_map(of_one).collect()
}

/// What is set on a client in one place is true beside what is set in another.
fn merge(known: &mut ClientState, client: &ExternalValue) {
    for (key, value) in &client.state {
        if *key == State::Client {
            continue;
        }
        let value = match known.remove(key) {
            Some(before) => before.join(value.clone()),
            None => value.clone(),
        };
        known.insert(*key, value);
    }
}

/// Whether what is set on a client says that it is Okta's.
fn is_okta(state: &ClientState) -> bool {
    let says_okta = |value: &Value| {
        value.patterns().iter().any(|pattern| {
            pattern.pieces.iter().any(|piece| match piece {
                Piece::Literal { text, .. } => names_okta(text) || text.contains("SSWS"),
                Piece::Hole(name) => names_okta(name),
                Piece::Symbol(symbol) => names_okta(&symbol.name),
            })
        })
    };
    state.values().any(says_okta)
}

fn same_state(a: &ClientState, b: &ClientState) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|((key, value), (other, theirs))| key == other && value.same(theirs))
}
