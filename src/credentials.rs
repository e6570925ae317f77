//! Credentials that are written out in source, or sent from where they can't be kept: `rules/grants/credentials.toml`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::call::SourceFile;
use crate::ir::Span;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../rules/grants/credentials.toml"))
        .expect("data sets are part of the program and held by a test")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    hardcoded: Vec<Hardcoded>,
    documents: Documents,
    placeholders: Placeholders,
    authorize: Authorize,
    browser: Browser,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Authorize {
    pattern: Pattern,
    separators: Vec<String>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hardcoded {
    what: String,
    pattern: Pattern,
    #[serde(default)]
    near: Vec<String>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    source: String,
}

/// Files that describe an API: what they hold are examples.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Documents {
    marks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placeholders {
    parts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Browser {
    endpoint: Pattern,
    secret: Pattern,
    endings: Vec<String>,
    marks: Vec<String>,
    server: Vec<String>,
}

/// A regular expression of the file.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Pattern(Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&text).map(Pattern)
    }
}

/// A credential that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// `an API token`, `a client secret`.
    pub what: &'static str,
    pub span: Span,
}

/// The credentials that are written out in a file. What only stands for one is left out.
pub fn exposed(file: &SourceFile) -> Vec<Exposed> {
    let mut found: Vec<Exposed> = Vec::new();
    let marks = &RULES.documents.marks;
    if marks.iter().any(|mark| file.text.contains(mark.as_str())) {
        return found;
    }
    for rule in &RULES.hardcoded {
        if !rule.near.is_empty() && !rule.near.iter().any(|word| holds(&file.text, word)) {
            continue;
        }
        for secret in secrets(rule, &file.text) {
            if is_placeholder(&file.text[secret.clone()]) {
                continue;
            }
            let span = Span::new(secret.start, secret.end);
            if found.iter().all(|other| other.span != span) {
                found.push(Exposed {
                    what: &rule.what,
                    span,
                });
            }
        }
    }
    found.sort_by_key(|exposed| exposed.span);
    found
}

/// Where code of a browser sends a client secret for a token, if it does.
pub fn sent_from_browser(file: &SourceFile) -> Option<Span> {
    let rules = &RULES.browser;
    let ending = file.path.rsplit('.').next().unwrap_or_default();
    let has = |marks: &[String]| marks.iter().any(|mark| file.text.contains(mark.as_str()));
    let is_browser = rules.endings.iter().any(|one| one == ending) || has(&rules.marks);
    if !is_browser || has(&rules.server) || !rules.endpoint.0.is_match(&file.text) {
        return None;
    }
    let place = rules.secret.0.captures(&file.text)?.name("place")?;
    Some(Span::new(place.start(), place.end()))
}

/// The scopes that URLs of sign-in requests in a file ask for, each with its place.
pub fn authorize_scopes(file: &SourceFile) -> Vec<(String, Span)> {
    let rules = &RULES.authorize;
    let mut scopes = Vec::new();
    for captures in rules.pattern.0.captures_iter(&file.text) {
        let Some(found) = captures.name("scopes") else {
            continue;
        };
        let mut words = vec![found.as_str()];
        for separator in &rules.separators {
            words = words
                .iter()
                .flat_map(|word| word.split(separator.as_str()))
                .collect();
        }
        let span = Span::new(found.start(), found.end());
        let words = words.into_iter().filter(|word| !word.is_empty());
        scopes.extend(words.map(|word| (word.to_owned(), span)));
    }
    scopes
}

/// The text with a `*` for every character of what looks like a credential.
pub fn masked(text: &str) -> String {
    let mut masked = text.to_owned();
    for rule in &RULES.hardcoded {
        for secret in secrets(rule, text) {
            masked.replace_range(secret.clone(), &"*".repeat(secret.len()));
        }
    }
    masked
}

fn secrets<'t>(rule: &'t Hardcoded, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let captures = rule.pattern.0.captures_iter(text);
    captures.filter_map(|captures| captures.name("secret").map(|secret| secret.range()))
}

fn holds(text: &str, word: &str) -> bool {
    memchr::memmem::find(text.to_ascii_lowercase().as_bytes(), word.as_bytes()).is_some()
}

/// Few different characters, or a word that says so.
fn is_placeholder(secret: &str) -> bool {
    const FEW: usize = 10;
    let lower = secret.to_ascii_lowercase();
    let distinct: std::collections::BTreeSet<char> = secret.chars().collect();
    distinct.len() < FEW
        || RULES
            .placeholders
            .parts
            .iter()
            .any(|part| lower.contains(part.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Language;

    /// Nobody's: made for this test.
    const TOKEN: &str = "00qRw7ZtUvKmNpLsXyBdFgHjCeAoIi3k5M9n2Q4r8T";

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile::new(
            path.to_owned(),
            Language::JavaScript,
            text.to_owned(),
            false,
        )
    }

    fn kinds(text: &str) -> Vec<&'static str> {
        exposed(&file("a.js", text))
            .into_iter()
            .map(|one| one.what)
            .collect()
    }

    #[test]
    fn credentials_are_found_by_their_form() {
        assert_eq!(
            kinds(&format!("headers = {{ Authorization: 'SSWS {TOKEN}' }}")),
            ["an API token"]
        );
        assert_eq!(kinds(&format!("oktaToken = '{TOKEN}'")), ["an API token"]);
        assert_eq!(kinds(&format!("id = '{TOKEN}'")), [""; 0]);
        let key = "kQ3dT9vXwZ1bN5mR7sL2pF8hJ4gC6yA0uE-iO_tKqWx";
        assert_eq!(
            kinds(&format!("{{ kty: 'RSA', d: '{key}' }}")),
            ["the private part of a key"]
        );
        assert_eq!(
            kinds(&format!("okta: {{ clientSecret: '{key}' }}")),
            ["a client secret"]
        );
    }

    #[test]
    fn what_stands_for_a_credential_is_none() {
        assert_eq!(kinds(&format!("'SSWS 00{}'", "x".repeat(40))), [""; 0]);
        assert_eq!(
            kinds("'SSWS 00your_api_token_goes_right_in_here_please'"),
            [""; 0]
        );
        assert_eq!(kinds("`SSWS ${token}`"), [""; 0]);
        assert_eq!(
            kinds(&format!("openapi: 3.0.3\nexample: 'SSWS {TOKEN}'")),
            [""; 0]
        );
    }

    #[test]
    fn the_scopes_of_a_sign_in_are_read_from_its_url() {
        let url = "'https://acme.okta.com/oauth2/v1/authorize?client_id=0oa1&scope=openid%20okta.users.manage+profile&state=x'";
        let scopes = authorize_scopes(&file("a.js", url)).into_iter();
        let scopes: Vec<String> = scopes.map(|(scope, _)| scope).collect();
        assert_eq!(scopes, ["openid", "okta.users.manage", "profile"]);
        let none = "`/oauth2/v1/authorize?scope=${scope}`";
        assert!(authorize_scopes(&file("a.js", none)).is_empty());
    }

    #[test]
    fn a_credential_is_never_shown() {
        let line = format!("const h = 'SSWS {TOKEN}';");
        let shown = masked(&line);
        assert_eq!(shown.len(), line.len());
        assert!(!shown.contains(&TOKEN[..6]), "{shown}");
    }

    #[test]
    fn a_browsers_code_is_told_from_a_servers() {
        let request =
            "fetch(`${issuer}/oauth2/default/v1/token`, { body: `client_secret=${secret}` })";
        assert!(sent_from_browser(&file("login.vue", request)).is_some());
        let browser = format!("{request}; localStorage.setItem('t', t)");
        assert!(sent_from_browser(&file("login.js", &browser)).is_some());
        assert!(sent_from_browser(&file("login.js", request)).is_none());
        let server = format!("import app from 'express';\n{browser}");
        assert!(sent_from_browser(&file("login.js", &server)).is_none());
    }
}
