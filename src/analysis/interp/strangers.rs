//! What functions and classes hand back of which nothing is known: what they were given, more often than not.

use crate::analysis::summary::Given;
use crate::analysis::value::Value;
use crate::library::{Role, State};

use super::deferred::wrapped;
use super::{Interpreter, Place};

impl Interpreter<'_> {
    /// What a stranger makes of its arguments: the client that it is given and decorates (`rateLimit(axios.create(…))`), a client
    /// with the options that it is given (`makeClient({ baseURL })`), or a function. Only one of them says which.
    pub(super) fn handed_back(&mut self, given: &[Given], place: Place, otherwise: Value) -> Value {
        let decorated = given.iter().map(|given| &given.value);
        let mut decorated = decorated.filter(|value| self.is_set_up(value));
        if let Some(client) = decorated.next() {
            return match decorated.next() {
                None => Value::join_all([client.clone(), otherwise]),
                Some(_) => otherwise,
            };
        }
        match self.made_with_options(given, place) {
            Some(client) => Value::join_all([client, otherwise]),
            None => wrapped(given, otherwise),
        }
    }

    /// Whether a value is an HTTP client that was told where it sends, or as whom.
    fn is_set_up(&self, value: &Value) -> bool {
        let Value::External(client) = value else {
            return false;
        };
        let ty = self.libraries.ty(client.ty);
        let is_client = self.libraries.library(ty.library).role == Role::Http;
        let is_told = |state| client.state.contains_key(&state);
        is_client && (is_told(State::Base) || is_told(State::Headers)) && !is_told(State::Url)
    }

    /// A client of the library that takes such options.
    pub(super) fn made_with_options(&mut self, given: &[Given], place: Place) -> Option<Value> {
        let family = self.family()?;
        let (key, options) = given.iter().find_map(|given| {
            let Value::Object(entries) = &given.value else {
                return None;
            };
            let key = entries
                .keys()
                .find_map(|key| self.libraries.by_option(family, key))?;
            Some((key, given.clone()))
        })?;
        Some(self.make_external(key, None, &[options], Default::default(), place))
    }
}
