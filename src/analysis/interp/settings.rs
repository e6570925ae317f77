//! What a program tells an SDK's client about its token: the mode of authorization, scopes, and which credentials it gives.

use std::collections::BTreeMap;

use crate::analysis::summary::Site;
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
}

impl Interpreter<'_> {
    /// Keeps what a new client or configuration is told about its token.
    pub(super) fn note_settings(
        &mut self,
        library: LibraryId,
        name: &Text,
        state: &BTreeMap<State, Value>,
        place: Place,
    ) {
        let told: BTreeMap<State, Value> = state
            .iter()
            .filter(|(key, _)| key.is_setting())
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
        });
        known.state.extend(told);
    }
}
