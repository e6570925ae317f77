//! How the tables are written: the shapes of `rules/http/*.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) text: BTreeMap<String, String>,
    pub(super) types: TypeWords,
    #[serde(default)]
    pub(super) this: ThisWords,
    #[serde(default)]
    pub(super) appends: AppendWords,
    #[serde(default)]
    pub(super) collections: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) computed: Option<ComputedMember>,
    /// Attributes on interface methods that make them requests: name → verb.
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) library: Vec<LibraryTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeWords {
    pub(super) transparent: String,
    pub(super) collections: String,
    #[serde(default)]
    pub(super) functions: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppendWords {
    pub(super) methods: String,
    /// Those that lists have, too.
    pub(super) elements: String,
    /// Those that add an element to a list, and all of another.
    #[serde(default)]
    pub(super) list_elements: String,
    #[serde(default)]
    pub(super) lists: String,
    pub(super) functions: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComputedMember {
    pub(super) member: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThisWords {
    pub(super) functions: String,
    pub(super) accessors: String,
    pub(super) made: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LibraryTable {
    pub(super) name: String,
    pub(super) role: String,
    /// Where its facts are from.
    pub(super) source: String,
    #[serde(default)]
    pub(super) packages: Vec<String>,
    #[serde(default)]
    pub(super) modules: Vec<String>,
    /// Name → type, or `type!` for a ready-made instance.
    #[serde(default)]
    pub(super) exports: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) globals: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) functions: BTreeMap<String, Entry>,
    #[serde(default)]
    pub(super) global_functions: BTreeMap<String, Entry>,
    /// Extension methods, by the library's import or without one.
    #[serde(default)]
    pub(super) extensions: BTreeMap<String, Entry>,
    #[serde(default)]
    pub(super) global_extensions: BTreeMap<String, Entry>,
    #[serde(default)]
    pub(super) types: BTreeMap<String, TypeTable>,
    #[serde(default)]
    pub(super) interface_prefix: Option<String>,
    /// Interfaces with the file's `attributes` are clients of this library.
    #[serde(default)]
    pub(super) declares_clients: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeTable {
    #[serde(default)]
    pub(super) bases: Vec<String>,
    /// Its members are extension methods of text, too.
    #[serde(default)]
    pub(super) extends_text: bool,
    /// Who nobody knows, and is given an object with this key, makes one.
    #[serde(default)]
    pub(super) options: Option<String>,
    #[serde(default)]
    pub(super) new: Option<Entry>,
    #[serde(default)]
    pub(super) call: Option<Entry>,
    #[serde(default)]
    pub(super) properties: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) members: BTreeMap<String, Entry>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) verb: Option<String>,
    pub(super) default: Option<String>,
    pub(super) url: Option<String>,
    pub(super) base: Option<String>,
    pub(super) headers: Option<String>,
    pub(super) body: Option<String>,
    pub(super) whole: Option<String>,
    pub(super) text: Option<String>,
    /// The state of what is returned that the text becomes.
    pub(super) into: Option<String>,
    pub(super) configures: Option<String>,
    pub(super) separator: Option<String>,
    pub(super) items: Option<String>,
    pub(super) relative: Option<String>,
    #[serde(default)]
    pub(super) set: BTreeMap<String, String>,
    pub(super) returns: Option<String>,
    #[serde(default)]
    pub(super) property: bool,
    #[serde(default)]
    pub(super) in_place: bool,
    #[serde(default)]
    pub(super) pretend: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UrlParts {
    pub(super) path: Vec<String>,
    pub(super) whole: Vec<String>,
    pub(super) query: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) verb_words: BTreeMap<String, Vec<String>>,
    pub(super) verb_keys: Vec<String>,
    pub(super) url_keys: Vec<String>,
    pub(super) base_keys: Vec<String>,
    pub(super) route_keys: Vec<String>,
    pub(super) headers_keys: Vec<String>,
    pub(super) body_keys: Vec<String>,
    pub(super) option_names: Vec<String>,
    pub(super) request_words: Vec<String>,
    pub(super) url_words: Vec<String>,
    pub(super) url_using_words: Vec<String>,
    pub(super) url_parts: UrlParts,
    pub(super) inert_names: Vec<String>,
    pub(super) cancelling_words: Vec<String>,
    pub(super) object_methods: Vec<String>,
    pub(super) inert_receivers: Vec<String>,
}
