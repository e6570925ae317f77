//! What a program tells an SDK's client about its token: the mode of authorization, scopes, and which credentials it gives.

use std::collections::BTreeMap;

use crate::analysis::summary::{Given, Site};
use crate::analysis::value::Value;
use crate::ir::Text;
use crate::library::{LibraryId, State};

use super::{Interpreter, Place};

/// What is told at one place.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The call that makes the client or its configuration.
    pub site: Site,
    pub library: LibraryId,
    /// The type that is made.
    pub name: Text,
    pub state: BTreeMap<State, Value>,
    /// It is told more than can be seen: an unknown object is spread into the settings.
    pub is_open: bool,
}

impl Interpreter<'_> {
    /// Keeps what a new client or configuration is told about its token.
    pub(super) fn note_settings(
        &mut self,
        library: LibraryId,
        name: &Text,
        state: &BTreeMap<State, Value>,
        given: &[Given],
        place: Place,
    ) {
        // Of a function that is run again for one caller the settings are known, and those of all callers count.
        if self.is_variant() {
            return;
        }
        let is_open = given.iter().any(|one| has_unknown_entries(&one.value));
        // What is read from an object that nobody knows may be there or not.
        let is_told = |value: &Value| {
            !is_open || !matches!(value, Value::Hole(_) | Value::Symbol(_) | Value::Union(_))
        };
        let told: BTreeMap<State, Value> = state
            .iter()
            .filter(|(key, value)| key.is_setting() && is_told(value))
            .map(|(key, value)| (*key, value.clone()))
            .collect();
        if told.is_empty() {
            return;
        }
        let key = (place.site.file, place.site.span);
        let known = self.settings.entry(key).or_insert_with(|| Settings {
            site: place.site,
            library,
            name: name.clone(),
            state: BTreeMap::new(),
            is_open,
        });
        known.state.extend(told);
    }
}

/// Whether something unknown was spread into an object.
fn has_unknown_entries(value: &Value) -> bool {
    matches!(value, Value::Object(entries) if entries.contains_key("..."))
}
