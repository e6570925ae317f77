//! Tokens as the configuration declares them, completed by what the repository itself says of them.

use crate::call::ClientSettings;
use crate::config::{Config, CredentialName, Places, Token};
use crate::grants::Declaration;
use crate::grants::modes::mode_of;

/// The name of a token that only the code tells of.
const IN_CODE: &str = "code";

/// The configuration with what the repository tells of its tokens.
///
/// What `oktalint.toml` says stands; what it leaves out comes from declarations of the same name, then from the clients in code that
/// the token covers. Where it declares no token at all, one is made if the repository speaks of one only: all clients in the code are
/// told the same, or there are no such clients and one settings file says what is asked for.
pub fn completed(
    config: &Config,
    declarations: &[Declaration],
    settings: &[ClientSettings],
    path_of: &dyn Fn(&str) -> String,
) -> Config {
    let mut config = config.clone();
    for token in &mut config.tokens {
        let same_name = |one: &&Declaration| one.name.as_ref() == Some(&token.name);
        let named: Vec<&Declaration> = declarations.iter().filter(same_name).collect();
        for one in named {
            token.complete(one);
        }
    }
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
        undeclared(&mut config.tokens, declarations);
    }
    config
}

/// Makes the token of an application that no configuration declares, by the one settings file that says what is asked for; and completes
/// it by the one application that is granted something. What is granted makes no token by itself: it may be another application's.
fn undeclared(tokens: &mut Vec<Token>, declarations: &[Declaration]) {
    let only = |is_granted: bool| {
        let mut of_kind = declarations.iter().filter(|one| {
            one.is_granted == is_granted
                && (is_granted || one.name.is_none())
                && one.credential.is_some()
                && !one.location.file.in_test
        });
        let first = of_kind.next()?;
        of_kind.next().is_none().then_some(first)
    };
    for one in [only(false), only(true)].into_iter().flatten() {
        match tokens.as_mut_slice() {
            [] if !one.is_granted => {
                let Some(credential) = one.credential else {
                    continue;
                };
                let mut token = undeclared_token(credential);
                token.complete(one);
                tokens.push(token);
            }
            [token] if one.credential == Some(token.credential) => token.complete(one),
            _ => {}
        }
    }
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
        scopes: scopes(first).filter(|_| mode.credential.is_oauth()),
        places: places(first),
        ..undeclared_token(mode.credential)
    })
}

/// A token of which nothing is declared but its kind.
fn undeclared_token(credential: CredentialName) -> Token {
    Token {
        name: IN_CODE.to_owned(),
        paths: None,
        credential,
        scopes: None,
        roles: None,
        permissions: None,
        resources: Vec::new(),
        places: Places::default(),
    }
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
