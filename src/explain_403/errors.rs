//! What Okta's errors mean, as `rules/errors/errors.toml` has them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const TEXT: &str = include_str!("../../rules/errors/errors.toml");

/// What refused a request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Who sends it is not accepted.
    Credential,
    /// The token lacks a scope.
    Scope,
    /// The token endpoint issues no token with the scopes that are asked for.
    Grant,
    /// No admin role behind the token allows it.
    Role,
    /// The thing that the request is about, or a policy, does not allow it.
    State,
    /// The org does not have it, or it is not turned on.
    Feature,
    /// There is no such route or thing.
    Route,
    /// Too many requests.
    Limit,
    /// The error does not tell.
    Unsure,
}

impl Gate {
    /// For a person: `a scope is missing`.
    pub fn name(self) -> &'static str {
        match self {
            Gate::Credential => "the credential was not accepted",
            Gate::Scope => "a scope is missing",
            Gate::Grant => "the scopes were not granted",
            Gate::Role => "a role is missing",
            Gate::State => "what it is about does not allow it",
            Gate::Feature => "the org does not have it",
            Gate::Route => "there is no such route or thing",
            Gate::Limit => "too many requests",
            Gate::Unsure => "the error does not tell what is missing",
        }
    }
}

/// An error that is known.
#[derive(Debug)]
pub struct KnownError {
    /// `E0000006`, `insufficient_scope`, or `HTTP 403` where there is no more than that.
    pub code: String,
    pub status: u16,
    pub gate: Gate,
    /// Texts that tell it.
    pub says: Vec<String>,
    pub means: String,
    /// What to do; see the file about what is filled in.
    pub next: Vec<String>,
    pub sources: Vec<String>,
}

/// Every error that is known.
#[derive(Debug)]
pub struct Errors {
    pub all: Vec<KnownError>,
    /// What each gate means by itself.
    gates: BTreeMap<Gate, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: BTreeMap<String, String>,
    gates: BTreeMap<Gate, String>,
    error: Vec<Told>,
    rest: Vec<Rest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    code: String,
    status: u16,
    gate: Gate,
    says: Vec<String>,
    means: String,
    next: Vec<String>,
    sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rest {
    code: String,
    status: u16,
    gate: Gate,
    says: String,
}

static EMBEDDED: LazyLock<Errors> = LazyLock::new(|| {
    toml::from_str::<File>(TEXT)
        .map(Errors::of)
        .expect("rules/errors/errors.toml is part of the program and held by a test")
});

/// The source of the errors that have no words of their own.
const LISTED: &str = "ERRORS";

impl Errors {
    /// The errors in this binary.
    pub fn embedded() -> &'static Errors {
        &EMBEDDED
    }

    /// An error by its code.
    pub fn find(&self, code: &str) -> Option<&KnownError> {
        self.all.iter().find(|error| error.code == code)
    }

    /// What a gate means by itself.
    pub fn gate(&self, gate: Gate) -> &str {
        self.gates.get(&gate).map_or("", String::as_str)
    }

    fn of(file: File) -> Errors {
        let File {
            sources,
            gates,
            error,
            rest,
        } = file;
        let source = |key: &String| sources.get(key).unwrap_or(key).clone();
        let meaning = |gate: Gate| gates.get(&gate).cloned().unwrap_or_default();
        let told = error.into_iter().map(|one| KnownError {
            sources: one.sources.iter().map(source).collect(),
            code: one.code,
            status: one.status,
            gate: one.gate,
            says: one.says,
            means: one.means,
            next: one.next,
        });
        let rest = rest.into_iter().map(|one| KnownError {
            means: format!("{} {}", sentence(&one.says), meaning(one.gate)),
            sources: vec![source(&LISTED.to_owned())],
            code: one.code,
            status: one.status,
            gate: one.gate,
            says: vec![one.says],
            next: Vec::new(),
        });
        Errors {
            all: told.chain(rest).collect(),
            gates,
        }
    }
}

/// Okta's text as a sentence; what it fills in is not known here.
fn sentence(says: &str) -> String {
    let mut text = says.trim().to_owned();
    for place in ["{0}", "{1}", "{2}", "{3}"] {
        text = text.replace(place, "…");
    }
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_error_is_there_once_with_known_sources_and_placeholders() {
        let file: File = toml::from_str(TEXT).expect("the table is readable");
        let mut seen = BTreeSet::new();
        let codes = file.error.iter().map(|one| &one.code);
        for code in codes.chain(file.rest.iter().map(|one| &one.code)) {
            assert!(seen.insert(code.clone()), "{code} is there twice");
        }
        for one in &file.error {
            assert!(!one.sources.is_empty(), "{}", one.code);
            for source in &one.sources {
                assert!(file.sources.contains_key(source), "{}: {source}", one.code);
            }
            for step in &one.next {
                let mut places = step.split('{').skip(1);
                let known = |place: &str| {
                    ["scopes}", "roles}", "operation}"]
                        .iter()
                        .any(|one| place.starts_with(one))
                };
                assert!(places.all(known), "{}: {step}", one.code);
            }
        }
        assert!(file.sources.contains_key(LISTED));
    }

    #[test]
    fn every_gate_has_a_meaning() {
        let errors = Errors::embedded();
        for error in &errors.all {
            assert!(!errors.gate(error.gate).is_empty(), "{:?}", error.gate);
        }
    }
}
