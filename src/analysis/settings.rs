//! What programs tell SDKs about their tokens, as later stages see it.

use std::collections::BTreeMap;

use crate::call::{ClientSettings, Location, Setting};
use crate::library::{Libraries, State};

use super::interp::{Interpreter, Settings};
use super::program::Program;
use super::summary::Site;
use super::value::{Pattern, Piece, Value};

/// Everything that was told, by place.
pub fn settings(interpreter: &Interpreter<'_>, program: &Program) -> Vec<ClientSettings> {
    let mut all: Vec<ClientSettings> = interpreter
        .settings()
        .map(|settings| client(settings, program))
        .collect();
    all.sort_by(|a, b| {
        (&a.location.file.path, a.location.span).cmp(&(&b.location.file.path, b.location.span))
    });
    all
}

fn client(settings: &Settings, program: &Program) -> ClientSettings {
    let library = Libraries::embedded().library(settings.library);
    let location = locate(program, settings.site);
    let mut given = BTreeMap::new();
    for (state, value) in &settings.state {
        if let (Some(setting), false) = (setting(*state), is_nothing(value)) {
            let told = words(value).into_iter().flatten().next();
            let mode = told.filter(|_| setting == Setting::Mode);
            given.insert(setting, mode.map(|(word, _)| word));
        }
    }
    let scopes = settings
        .state
        .get(&State::Scopes)
        .and_then(words)
        .map(|words| {
            let place = |site: Option<Site>| {
                site.map_or_else(|| location.clone(), |site| locate(program, site))
            };
            words
                .into_iter()
                .map(|(word, site)| (word, place(site)))
                .collect()
        });
    ClientSettings {
        in_test: location.file.in_test,
        symbol: settings.name.to_string(),
        is_sign_in: library.is_sign_in,
        is_open: settings.is_open,
        given,
        scopes,
        location,
    }
}

fn setting(state: State) -> Option<Setting> {
    Some(match state {
        State::Mode => Setting::Mode,
        State::Scopes => Setting::Scopes,
        State::Token => Setting::Token,
        State::ClientId => Setting::ClientId,
        State::ClientSecret => Setting::ClientSecret,
        State::PrivateKey => Setting::PrivateKey,
        State::AccessToken => Setting::AccessToken,
        _ => return None,
    })
}

/// `null` and its like set nothing.
fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Hole(name) if matches!(name.as_str(), "null" | "undefined" | "default"))
}

/// The words of a setting, separated by blanks or commas, or the elements of a list; with where each is written. `None` if not all
/// of them are known.
fn words(value: &Value) -> Option<Vec<(String, Option<Site>)>> {
    match value {
        Value::Text(patterns) => match patterns.as_slice() {
            [one] => words_of(one),
            _ => None,
        },
        Value::List(items) => {
            let items = items.iter().map(words).collect::<Option<Vec<_>>>()?;
            Some(items.into_iter().flatten().collect())
        }
        // The elements of a collection initialiser are named by their position.
        Value::Object(entries) if entries.keys().all(|key| key.parse::<usize>().is_ok()) => {
            let items = entries.values().map(words).collect::<Option<Vec<_>>>()?;
            Some(items.into_iter().flatten().collect())
        }
        // A member of an enumeration goes by its name.
        Value::Hole(name) => {
            let (_, member) = name.rsplit_once('.')?;
            let is_name =
                member.starts_with(char::is_uppercase) && member.chars().all(char::is_alphanumeric);
            is_name.then(|| vec![(member.to_owned(), None)])
        }
        _ => None,
    }
}

fn words_of(pattern: &Pattern) -> Option<Vec<(String, Option<Site>)>> {
    let mut words = Vec::new();
    for piece in &pattern.pieces {
        let Piece::Literal { text, origin } = piece else {
            return None;
        };
        let site = Site {
            file: origin.file,
            span: origin.span,
        };
        let separated = text
            .split([' ', ',', '\n', '\t'])
            .filter(|word| !word.is_empty());
        words.extend(separated.map(|word| (word.to_owned(), Some(site))));
    }
    Some(words)
}

fn locate(program: &Program, site: Site) -> Location {
    Location {
        file: program.units[site.file as usize].file.clone(),
        span: site.span,
    }
}
