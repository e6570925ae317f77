//! Tokens as the configuration declares them, completed by what the code says of them.

use crate::call::ClientSettings;
use crate::config::{Config, Places, Token};
use crate::grants::modes::mode_of;

/// The name of a token that only the code tells of.
const IN_CODE: &str = "code";

/// The configuration with the tokens that the code tells of: scopes of declared tokens that have none there, and one token more where
/// none is declared and all clients in the code are told the same.
pub fn with_code(
    config: &Config,
    settings: &[ClientSettings],
    path_of: &dyn Fn(&str) -> String,
) -> Config {
    let mut config = config.clone();
    let told = || {
        settings
            .iter()
            .filter(|one| !one.is_sign_in && !one.in_test)
    };
    for one in told() {
        let (Some(mode), Some(at)) = (
            mode_of(one),
            config.token_of(&path_of(&one.location.file.path)),
        ) else {
            continue;
        };
        let token = &mut config.tokens[at];
        if token.credential == mode.credential
            && token.scopes.is_none()
            && mode.credential.is_oauth()
        {
            token.scopes = scopes(one);
            token.places = places(one);
        }
    }
    if config.tokens.is_empty() {
        config.tokens.extend(common(told()));
    }
    config
}

/// The token of an application whose clients are all told the same.
fn common<'a>(mut told: impl Iterator<Item = &'a ClientSettings>) -> Option<Token> {
    let first = told.next()?;
    let mode = mode_of(first)?;
    let same = |one: &ClientSettings| {
        mode_of(one).is_some_and(|other| other.name == mode.name) && scopes(one) == scopes(first)
    };
    let is_known = !mode.credential.is_oauth() || scopes(first).is_some();
    (is_known && told.all(same)).then(|| Token {
        name: IN_CODE.to_owned(),
        paths: None,
        credential: mode.credential,
        scopes: match mode.credential.is_oauth() {
            true => scopes(first),
            false => None,
        },
        roles: None,
        permissions: None,
        resources: Vec::new(),
        places: places(first),
    })
}

/// What is asked for, sorted, each once.
fn scopes(settings: &ClientSettings) -> Option<Vec<String>> {
    let scopes = settings.scopes.as_ref()?;
    let mut names: Vec<String> = scopes.iter().map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    Some(names)
}

fn places(settings: &ClientSettings) -> Places {
    let scopes = settings.scopes.iter().flatten();
    Places {
        scopes: scopes
            .map(|(name, place)| (name.clone(), place.clone()))
            .collect(),
        ..Places::default()
    }
}
