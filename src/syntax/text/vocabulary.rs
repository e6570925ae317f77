//! The words that tell what a URL literal is, as data: `rules/text.toml`.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

static EMBEDDED: LazyLock<Vocabulary> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/text.toml"))
        .expect("rules/text.toml is part of the program and held by a test")
});

/// The words of `rules/text.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vocabulary {
    verbs: Vec<String>,
    method_keys: HashSet<String>,
    method_setters: HashSet<String>,
    method_qualifiers: HashSet<String>,
    post_flags: HashSet<String>,
    call_verbs: BTreeMap<String, Vec<String>>,
    words: CallWords,
    inert: Inert,
    command: Vec<Command>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CallWords {
    sends: HashSet<String>,
    formats: HashSet<String>,
    joins: HashSet<String>,
    shells: HashSet<String>,
    makes_clients: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inert {
    calls: HashSet<String>,
    words: HashSet<String>,
    routers: HashSet<String>,
    stores: HashSet<String>,
    keys: HashSet<String>,
    statements: HashSet<String>,
}

/// A command line that sends a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    names: Vec<String>,
    /// The verb where no option says one.
    pub default: String,
    pub method: Vec<String>,
    pub header: Vec<String>,
    pub url: Vec<String>,
    /// Options with a value that make it a POST.
    pub body: Vec<String>,
    /// Options without a value that make it a POST.
    pub body_flags: Vec<String>,
    /// Options that put the body into the query.
    pub query_flags: Vec<String>,
    pub head_flags: Vec<String>,
    /// Options with a value that make it a PUT.
    pub upload: Vec<String>,
    /// Other options with a value.
    pub values: Vec<String>,
    /// The verb may stand before the URL, without an option.
    #[serde(default)]
    pub positional_method: bool,
    /// Options are compared without regard to case.
    #[serde(default)]
    pub any_case: bool,
}

impl Vocabulary {
    /// The words that the program carries.
    pub fn embedded() -> &'static Vocabulary {
        &EMBEDDED
    }

    /// The verb that this is, in capitals.
    pub fn verb(&self, text: &str) -> Option<&'static str> {
        EMBEDDED
            .verbs
            .iter()
            .find(|verb| *verb == text)
            .map(String::as_str)
    }

    /// The verb that this is, in any case.
    pub fn verb_in_any_case(&self, text: &str) -> Option<&'static str> {
        EMBEDDED
            .verbs
            .iter()
            .find(|verb| verb.eq_ignore_ascii_case(text))
            .map(String::as_str)
    }

    /// The verb that a call's name says: `get`, `postForEntity`, `HttpPut`, `delete_json`.
    pub fn verb_of_call(&self, name: &str) -> Option<&'static str> {
        let lower = name.to_ascii_lowercase();
        let listed = EMBEDDED
            .call_verbs
            .iter()
            .find(|(_, calls)| calls.contains(&lower));
        if let Some((verb, _)) = listed {
            return Some(verb);
        }
        let words = words(name);
        let ends = [words.first(), words.last()];
        ends.into_iter()
            .flatten()
            .find_map(|word| self.verb_in_any_case(word))
    }

    pub fn is_method_key(&self, text: &str) -> bool {
        self.method_keys.contains(&text.to_ascii_lowercase())
    }

    pub fn is_method_setter(&self, text: &str) -> bool {
        self.method_setters.contains(&text.to_ascii_lowercase())
    }

    pub fn is_method_qualifier(&self, text: &str) -> bool {
        words(text)
            .last()
            .is_some_and(|word| self.method_qualifiers.contains(word))
    }

    pub fn is_post_flag(&self, text: &str) -> bool {
        self.post_flags.contains(&text.to_ascii_lowercase())
    }

    pub fn sends(&self, name: &str) -> bool {
        words(name)
            .iter()
            .any(|word| self.words.sends.contains(word))
    }

    pub fn formats(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        words(&name)
            .iter()
            .any(|word| self.words.formats.contains(word))
    }

    /// Whether a call, by its last two names joined with a dot, joins its arguments to one URL.
    pub fn joins(&self, last: &str, last_two: &str) -> bool {
        self.words.joins.contains(&last.to_ascii_lowercase())
            || self.words.joins.contains(&last_two.to_ascii_lowercase())
    }

    /// Whether a call makes something that requests are sent with later.
    pub fn makes_client(&self, name: &str) -> bool {
        words(name)
            .last()
            .is_some_and(|word| self.words.makes_clients.contains(word))
    }

    pub fn runs_commands(&self, name: &str) -> bool {
        self.words.shells.contains(&name.to_ascii_lowercase())
    }

    /// Whether a call of this name makes no request of its arguments.
    pub fn is_inert_call(&self, name: &str) -> bool {
        if self.inert.calls.contains(&name.to_ascii_lowercase()) || self.has_inert_word(name) {
            return true;
        }
        let words = words(name);
        words.len() > 1
            && [words.first(), words.last()]
                .into_iter()
                .flatten()
                .any(|word| {
                    matches!(
                        word.as_str(),
                        "assert" | "log" | "error" | "exception" | "print"
                    )
                })
    }

    pub fn has_inert_word(&self, name: &str) -> bool {
        words(name)
            .iter()
            .any(|word| self.inert.words.contains(word))
    }

    pub fn is_router(&self, name: &str) -> bool {
        words(name)
            .last()
            .is_some_and(|word| self.inert.routers.contains(word))
    }

    pub fn is_store(&self, name: &str) -> bool {
        words(name)
            .last()
            .is_some_and(|word| self.inert.stores.contains(word))
    }

    pub fn is_inert_key(&self, key: &str) -> bool {
        self.inert.keys.contains(&key.to_ascii_lowercase())
    }

    pub fn is_inert_statement(&self, word: &str) -> bool {
        self.inert.statements.contains(&word.to_ascii_lowercase())
    }

    /// The command that goes by this name, without its folder.
    pub fn command(&self, name: &str) -> Option<&'static Command> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        EMBEDDED
            .command
            .iter()
            .find(|command| command.names.iter().any(|n| n.eq_ignore_ascii_case(name)))
    }

    /// Whether text may hold a command line that sends a request; cheap.
    pub fn mentions_command(&self, text: &str) -> bool {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
            .any(|word| word.len() > 2 && self.command(word).is_some())
    }
}

/// The lower-case words of a camelCase, PascalCase or snake_case name.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            words.push(String::new());
            was_lower = false;
            continue;
        }
        if c.is_uppercase() && was_lower {
            words.push(String::new());
        }
        was_lower = !c.is_uppercase();
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_words_are_well_formed() {
        let vocabulary = Vocabulary::embedded();
        assert!(vocabulary.command("/usr/bin/curl").is_some());
        for verb in vocabulary.call_verbs.keys() {
            assert!(vocabulary.verb(verb).is_some(), "{verb}");
        }
        for command in &vocabulary.command {
            assert!(vocabulary.verb(&command.default).is_some());
        }
    }

    #[test]
    fn a_name_says_its_verb_in_its_first_or_last_word() {
        let verb = |name| Vocabulary::embedded().verb_of_call(name);
        assert_eq!(verb("postForEntity"), Some("POST"));
        assert_eq!(verb("HttpPut"), Some("PUT"));
        assert_eq!(verb("GET"), Some("GET"));
        assert_eq!(verb("delete_json"), Some("DELETE"));
        assert_eq!(verb("getenv"), None);
        assert_eq!(verb("exchange"), None);
    }
}
