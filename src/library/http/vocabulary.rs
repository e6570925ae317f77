//! Words and names that mean something whatever the library.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use crate::ir::Text;
use crate::library::{Family, Libraries, LibraryId, TextFunction};

use super::tables::Words;

/// What a method of a collection, or of another container, hands to a lambda and gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectionOp {
    ElementToLambda {
        result: LambdaResult,
    },
    /// The value itself goes to the lambda, whose result is the result (`then`, `and_then`).
    ValueToLambda,
    /// The lambda gets what it returned last, or the initial value beside it, and an element; the result is what it returns last.
    Fold,
    Element,
    /// An element of what is surely a collection; of anything else it says nothing (`get` may be a request).
    Entry,
    /// An element, or what a lambda makes if there is none (`GetOrAdd`).
    EntryOrMade,
    /// The collection, perhaps fewer or otherwise ordered.
    Collection,
    /// Its values, each with its key.
    Entries,
    /// The value unchanged (`ConfigureAwait`, `unwrap`).
    Value,
}

/// What a method that calls a lambda with elements gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaResult {
    /// A collection of what the lambda returns.
    Lambda,
    Collection,
    Element,
    Unknown,
}

/// What a generic type does with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenericKind {
    /// A function, by what it returns: its last argument.
    Function,
    /// It stands for its first argument: what is awaited, optional, shared or lazily made.
    Transparent,
    /// It holds any number of its last argument.
    Collection,
}

/// What an entry of an object literal is to the `this` of the functions in and beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThisPart {
    /// An object whose functions are members of it, and have it as their `this`.
    Functions,
    /// So, and they are read as members, without a call.
    Accessors,
    /// A function whose result's entries are members of it.
    Made,
}

/// A part of a parsed URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlPart {
    Path,
    Whole,
    /// Query or fragment.
    Query,
}

/// Words and names that mean something whatever the library.
#[derive(Debug, Default)]
pub struct Vocabulary {
    pub(in crate::library) verb_words: HashMap<Text, Text>,
    pub(in crate::library) verb_keys: BTreeSet<Text>,
    pub(in crate::library) url_keys: HashSet<Text>,
    pub(in crate::library) base_keys: HashSet<Text>,
    pub(in crate::library) route_keys: HashSet<Text>,
    pub(in crate::library) headers_keys: HashSet<Text>,
    pub(in crate::library) body_keys: HashSet<Text>,
    pub(in crate::library) option_names: HashSet<Text>,
    pub(in crate::library) request_words: HashSet<Text>,
    pub(in crate::library) url_words: HashSet<Text>,
    pub(in crate::library) url_using_words: HashSet<Text>,
    pub(in crate::library) url_parts: HashMap<Text, UrlPart>,
    pub(in crate::library) inert_names: HashSet<Text>,
    pub(in crate::library) cancelling_words: HashSet<Text>,
    pub(in crate::library) object_methods: HashSet<Text>,
    pub(in crate::library) inert_receivers: HashSet<Text>,
    pub(in crate::library) text_methods: HashMap<(Family, Text), TextFunction>,
    pub(in crate::library) collections: HashMap<(Family, Text), CollectionOp>,
    pub(in crate::library) attributes: HashMap<(Family, Text), Text>,
    pub(in crate::library) generics: HashMap<(Family, Text), GenericKind>,
    pub(in crate::library) this_parts: HashMap<(Family, Text), ThisPart>,
    pub(in crate::library) appends: HashSet<(Family, Text)>,
    pub(in crate::library) declared_clients: HashSet<LibraryId>,
    pub(in crate::library) computed_members: HashMap<Family, Text>,
    pub(in crate::library) member_names: HashSet<Text>,
}

impl Vocabulary {
    pub(super) fn add_words(&mut self, words: Words) {
        for (verb, names) in &words.verb_words {
            for name in names {
                self.verb_words.insert(Text::from(name), Text::from(verb));
            }
        }
        let set = |names: &[String]| names.iter().map(Text::from).collect::<HashSet<Text>>();
        self.verb_keys = words.verb_keys.iter().map(Text::from).collect();
        self.url_keys = set(&words.url_keys);
        self.base_keys = set(&words.base_keys);
        self.route_keys = set(&words.route_keys);
        self.headers_keys = set(&words.headers_keys);
        self.body_keys = set(&words.body_keys);
        self.option_names = set(&words.option_names);
        self.request_words = set(&words.request_words);
        self.url_words = set(&words.url_words);
        self.url_using_words = set(&words.url_using_words);
        for (names, part) in [
            (&words.url_parts.path, UrlPart::Path),
            (&words.url_parts.whole, UrlPart::Whole),
            (&words.url_parts.query, UrlPart::Query),
        ] {
            let names = names.iter().map(Text::from);
            self.url_parts.extend(names.map(|name| (name, part)));
        }
        self.inert_names = set(&words.inert_names);
        self.cancelling_words = set(&words.cancelling_words);
        self.object_methods = set(&words.object_methods);
        self.inert_receivers = set(&words.inert_receivers);
    }
}

impl Libraries {
    /// The verb that a lower-case word in a function's name implies (`fetch` → GET).
    pub fn verb_of_word(&self, word: &str) -> Option<&str> {
        self.vocabulary.verb_words.get(word).map(Text::as_str)
    }

    /// Whether an option of this name holds a verb.
    pub fn is_verb_key(&self, key: &str) -> bool {
        self.vocabulary.verb_keys.contains(key)
    }

    /// The names of options that hold a verb, sorted.
    pub fn verb_keys(&self) -> impl Iterator<Item = &Text> {
        self.vocabulary.verb_keys.iter()
    }

    /// Whether an option of this name holds a URL or a path.
    pub fn is_url_key(&self, key: &str) -> bool {
        self.vocabulary.url_keys.contains(key)
    }

    /// Whether an object with an entry of this name says what answers a request, and not what sends one.
    pub fn is_route_key(&self, key: &str) -> bool {
        self.vocabulary.route_keys.contains(key)
    }

    /// Whether an option of this name holds a base URL.
    pub fn is_base_key(&self, key: &str) -> bool {
        self.vocabulary.base_keys.contains(key)
    }

    /// Whether an option of this name holds headers.
    pub fn is_headers_key(&self, key: &str) -> bool {
        self.vocabulary.headers_keys.contains(key)
    }

    /// Whether an option of this name holds a request's body.
    pub fn is_body_key(&self, key: &str) -> bool {
        self.vocabulary.body_keys.contains(key)
    }

    /// Whether a parameter of this name holds the options of a request.
    pub fn is_option_name(&self, name: &str) -> bool {
        self.vocabulary.option_names.contains(name)
    }

    /// Whether a lower-case word in a function's name says that something is sent, if not with which verb.
    pub fn is_request_word(&self, word: &str) -> bool {
        self.vocabulary.request_words.contains(word)
    }

    /// Whether the lower-case words of a function's name say that it builds a URL.
    pub fn builds_url(&self, words: &[String]) -> bool {
        let is_in = |word: Option<&String>, set: &HashSet<Text>| {
            word.is_some_and(|word| set.contains(word.as_str()))
        };
        is_in(words.last(), &self.vocabulary.url_words)
            && !is_in(words.first(), &self.vocabulary.url_using_words)
    }

    /// The part of a parsed URL that a member of this name is.
    pub fn url_part(&self, member: &str) -> Option<UrlPart> {
        self.vocabulary.url_parts.get(member).copied()
    }

    /// Whether a call of this name surely sends nothing: logging, assertions, route declarations, what any object can do.
    pub fn is_inert(&self, receiver: Option<&str>, name: &str) -> bool {
        self.vocabulary.inert_names.contains(name)
            || self.is_object_method(name)
            || receiver.is_some_and(|receiver| {
                self.vocabulary
                    .inert_receivers
                    .contains(receiver.to_ascii_lowercase().as_str())
            })
    }

    /// What a method of text does.
    pub fn text_method(&self, family: Family, name: &str) -> Option<&TextFunction> {
        self.vocabulary
            .text_methods
            .get(&(family, Text::from(name)))
    }

    /// Whether a method adds its argument to the end of the text that it is called on.
    pub fn appends_to_receiver(&self, family: Family, method: &str) -> bool {
        let name = Text::from(format!(".{method}"));
        self.vocabulary.appends.contains(&(family, name))
    }

    /// Whether a method that adds to text adds an element to a list.
    pub fn adds_element(&self, family: Family, method: &str) -> bool {
        let name = Text::from(format!("[]{method}"));
        self.vocabulary.appends.contains(&(family, name))
    }

    /// Whether a method adds all elements of a list to the list that it is called on.
    pub fn adds_elements(&self, family: Family, method: &str) -> bool {
        let name = Text::from(format!("[][]{method}"));
        self.vocabulary.appends.contains(&(family, name))
    }

    /// Whether a function adds its second argument to the end of its first.
    pub fn appends_to_argument(&self, family: Family, function: &str) -> bool {
        let name = (family, Text::from(function));
        self.vocabulary.appends.contains(&name)
    }

    /// What an entry of an object literal is to the `this` of its functions, by its key.
    pub fn this_part(&self, family: Family, key: &str) -> Option<ThisPart> {
        let key = (family, Text::from(key));
        self.vocabulary.this_parts.get(&key).copied()
    }

    /// What a generic type does with its arguments.
    pub fn generic_kind(&self, family: Family, name: &str) -> Option<GenericKind> {
        self.vocabulary
            .generics
            .get(&(family, Text::from(name)))
            .copied()
    }

    /// What a method of a collection does.
    pub fn collection_op(&self, family: Family, name: &str) -> Option<CollectionOp> {
        self.vocabulary
            .collections
            .get(&(family, Text::from(name)))
            .copied()
    }

    /// The member that a call of a computed member of a client is: it takes the computed name, which is a verb, first.
    pub fn computed_member(&self, family: Family) -> Option<&Text> {
        self.vocabulary.computed_members.get(&family)
    }

    /// The verb of an attribute that makes an interface method a request.
    pub fn attribute_verb(&self, family: Family, name: &str) -> Option<&str> {
        self.vocabulary
            .attributes
            .get(&(family, Text::from(name)))
            .map(Text::as_str)
    }

    /// Whether the library turns interfaces with attributes into clients.
    pub fn is_declared_client(&self, id: LibraryId) -> bool {
        self.vocabulary.declared_clients.contains(&id)
    }

    /// Whether an argument of this name ends a request early: it is no verb.
    pub fn is_cancelling(&self, name: &str) -> bool {
        let last = name.rsplit(['.', ':']).next().unwrap_or(name);
        let last = last.trim_start_matches('_').to_ascii_lowercase();
        self.vocabulary.cancelling_words.contains(last.as_str())
    }

    /// Whether any object or container has a method of this name, which sends nothing.
    pub fn is_object_method(&self, name: &str) -> bool {
        self.vocabulary.object_methods.contains(name)
    }

    /// Whether any library type has a member of this name.
    pub fn is_member_name(&self, name: &str) -> bool {
        self.vocabulary.member_names.contains(name)
    }
}
