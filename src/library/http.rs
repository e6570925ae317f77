//! Reads the tables of HTTP clients, helpers and mocks (`rules/http/*.toml`), and the words that any library uses.
//!
//! The format is described in `rules/http/README.md`. A broken table fails a test, never a run: what does not parse is left out,
//! and a test holds that nothing is.

mod tables;
mod vocabulary;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use crate::ir::Text;

use super::{
    Action, Export, ExternalType, Family, Generations, Libraries, Library, LibraryId, Member,
    Request, Returns, Role, Signature, Source, State, TextFunction, TypeKey,
};

use tables::{Entry, File, LibraryTable, TypeTable, Words};
pub use vocabulary::{CollectionOp, GenericKind, LambdaResult, ThisPart, UrlPart, Vocabulary};

const FILES: [(Family, &str); 4] = [
    (Family::DotNet, include_str!("../../rules/http/csharp.toml")),
    (
        Family::EcmaScript,
        include_str!("../../rules/http/ecmascript.toml"),
    ),
    (Family::Python, include_str!("../../rules/http/python.toml")),
    (Family::Rust, include_str!("../../rules/http/rust.toml")),
];
const WORDS: &str = include_str!("../../rules/http/words.toml");

/// The texts of the tables, by name.
pub(super) fn data() -> Vec<(String, &'static str)> {
    let tables = FILES
        .iter()
        .map(|(family, text)| (format!("http/{family:?}").to_lowercase(), *text));
    tables.chain([("http/words".to_owned(), WORDS)]).collect()
}

/// Adds every library of the tables; what is wrong with them, for the test.
pub(super) fn load(libraries: &mut Libraries) -> Vec<String> {
    let mut errors = Vec::new();
    let mut vocabulary = Vocabulary::default();
    match toml::from_str::<Words>(WORDS) {
        Ok(words) => vocabulary.add_words(words),
        Err(error) => errors.push(format!("words.toml: {error}")),
    }
    for (family, text) in FILES {
        match toml::from_str::<File>(text) {
            Ok(file) => load_file(libraries, &mut vocabulary, family, file, &mut errors),
            Err(error) => errors.push(format!("{family:?}: {error}")),
        }
    }
    libraries.vocabulary = vocabulary;
    errors
}

fn load_file(
    libraries: &mut Libraries,
    vocabulary: &mut Vocabulary,
    family: Family,
    file: File,
    errors: &mut Vec<String>,
) {
    for (names, what) in &file.text {
        match text_function(what, &Entry::default()) {
            Some(function) => {
                for name in names.split_whitespace() {
                    vocabulary
                        .text_methods
                        .insert((family, Text::from(name)), function.clone());
                }
            }
            None => errors.push(format!("text function `{what}`")),
        }
    }
    for (names, kind) in [
        (&file.types.transparent, GenericKind::Transparent),
        (&file.types.collections, GenericKind::Collection),
        (&file.types.functions, GenericKind::Function),
    ] {
        let names = names
            .split_whitespace()
            .map(|name| (family, Text::from(name)));
        vocabulary.generics.extend(names.map(|name| (name, kind)));
    }
    for (names, part) in [
        (&file.this.functions, ThisPart::Functions),
        (&file.this.accessors, ThisPart::Accessors),
        (&file.this.made, ThisPart::Made),
    ] {
        let names = names
            .split_whitespace()
            .map(|name| (family, Text::from(name)));
        vocabulary.this_parts.extend(names.map(|name| (name, part)));
    }
    for name in file.appends.methods.split_whitespace() {
        vocabulary
            .appends
            .insert((family, Text::from(format!(".{name}"))));
    }
    for name in file.appends.elements.split_whitespace() {
        for form in [".", "[]"] {
            let name = Text::from(format!("{form}{name}"));
            vocabulary.appends.insert((family, name));
        }
    }
    for (form, names) in [
        ("[]", &file.appends.list_elements),
        ("[][]", &file.appends.lists),
    ] {
        let names = names.split_whitespace();
        let names = names.map(|name| (family, Text::from(format!("{form}{name}"))));
        vocabulary.appends.extend(names);
    }
    for name in file.appends.functions.split_whitespace() {
        vocabulary.appends.insert((family, Text::from(name)));
    }
    for (what, names) in &file.collections {
        match collection_op(what) {
            Some(op) => {
                for name in names.split_whitespace() {
                    vocabulary
                        .collections
                        .insert((family, Text::from(name)), op);
                }
            }
            None => errors.push(format!("collection operation `{what}`")),
        }
    }
    if let Some(computed) = &file.computed {
        let member = Text::from(&computed.member);
        vocabulary.computed_members.insert(family, member);
    }
    for (name, verb) in &file.attributes {
        vocabulary
            .attributes
            .insert((family, Text::from(name)), Text::from(verb));
    }
    for table in file.library {
        let declares_clients = table.declares_clients;
        let id = load_library(libraries, family, table, errors);
        vocabulary
            .declared_clients
            .extend(id.filter(|_| declares_clients));
    }
}

fn load_library(
    libraries: &mut Libraries,
    family: Family,
    table: LibraryTable,
    errors: &mut Vec<String>,
) -> Option<LibraryId> {
    let role = match table.role.as_str() {
        "http" => Role::Http,
        "helper" => Role::Helper,
        "mock" => Role::Mock,
        other => {
            errors.push(format!("{}: role `{other}`", table.name));
            return None;
        }
    };
    if table.source.is_empty() {
        errors.push(format!("{}: no source", table.name));
    }
    let id = libraries.add_library(Library {
        name: Text::from(table.name.as_str()),
        family,
        role,
        packages: table.packages.iter().map(Text::from).collect(),
        modules: table.modules.iter().map(Text::from).collect(),
        exports: BTreeMap::new(),
        globals: BTreeMap::new(),
        component_members: Vec::new(),
        is_sign_in: false,
        extensions: BTreeMap::new(),
        global_extensions: BTreeMap::new(),
        text_types: Vec::new(),
        suffixes: Vec::new(),
        interface_prefix: table.interface_prefix.as_deref().map(Text::from),
        generation_by_module: BTreeMap::new(),
    });
    let mut loader = Loader {
        library: id,
        keys: BTreeMap::new(),
        name: table.name,
        errors,
    };
    for name in table.types.keys() {
        let key = libraries.add_type(ExternalType {
            library: id,
            name: Text::from(name),
            bases: Vec::new(),
            members: HashMap::new(),
            construct: None,
            call: None,
            iterate: None,
            properties: BTreeMap::new(),
        });
        loader.keys.insert(name.clone(), key);
    }
    let mut text_types: Vec<TypeKey> = Vec::new();
    for (name, ty) in table.types {
        if ty.extends_text {
            text_types.extend(loader.key(&name));
        }
        loader.ty(libraries, &name, ty);
    }
    let mut exports: BTreeMap<Text, Export> = BTreeMap::new();
    let mut globals: BTreeMap<Text, Export> = BTreeMap::new();
    for (source, target) in [(table.exports, &mut exports), (table.globals, &mut globals)] {
        for (name, what) in source {
            if let Some(export) = loader.export(&what) {
                target.insert(Text::from(name), export);
            }
        }
    }
    for (source, target) in [
        (table.functions, &mut exports),
        (table.global_functions, &mut globals),
    ] {
        for (names, entry) in source {
            let signature = loader.signature(&entry);
            for name in names.split_whitespace() {
                target.insert(
                    Text::from(name),
                    Export::Function(Box::new(signature.clone())),
                );
            }
        }
    }
    let extensions = loader.signatures(&table.extensions);
    let global_extensions = loader.signatures(&table.global_extensions);
    let library = &mut libraries.libraries[usize::from(id.0)];
    library.exports = exports;
    library.globals = globals;
    library.extensions = extensions;
    library.global_extensions = global_extensions;
    library.text_types = text_types;
    Some(id)
}

/// What reading one library needs.
struct Loader<'a> {
    library: LibraryId,
    name: String,
    keys: BTreeMap<String, TypeKey>,
    errors: &'a mut Vec<String>,
}

impl Loader<'_> {
    fn key(&mut self, name: &str) -> Option<TypeKey> {
        let found = self.keys.get(name).copied();
        if found.is_none() {
            self.errors.push(format!("{}: no type `{name}`", self.name));
        }
        found
    }

    fn export(&mut self, what: &str) -> Option<Export> {
        match what.strip_suffix('!') {
            Some(name) => self.key(name).map(Export::Instance),
            None => self.key(what).map(Export::Type),
        }
    }

    fn ty(&mut self, libraries: &mut Libraries, name: &str, table: TypeTable) {
        let Some(key) = self.key(name) else { return };
        let bases = table
            .bases
            .iter()
            .filter_map(|base| self.key(base))
            .collect();
        let construct = table.new.map(|entry| self.signature(&entry));
        let call = table.call.map(|entry| self.signature(&entry));
        let mut properties = BTreeMap::new();
        for (names, what) in &table.properties {
            match state(what) {
                Some(state) => properties.extend(
                    names
                        .split_whitespace()
                        .map(|name| (Text::from(name), state)),
                ),
                None => self
                    .errors
                    .push(format!("{}.{name}: state `{what}`", self.name)),
            }
        }
        let mut members: HashMap<Text, Vec<Member>> = HashMap::new();
        for (names, entry) in &table.members {
            let signature = self.signature(entry);
            for name in names.split_whitespace() {
                let member = Member {
                    generations: Generations::ALL,
                    signature: signature.clone(),
                };
                members.entry(Text::from(name)).or_default().push(member);
            }
        }
        if let Some(option) = table.options {
            let family = libraries.library(self.library).family;
            let taken = libraries
                .by_option
                .insert((family, Text::from(option)), key);
            if taken.is_some() {
                self.errors
                    .push(format!("{}.{name}: its option is another's", self.name));
            }
        }
        let ty = &mut libraries.types[key.0 as usize];
        debug_assert_eq!(ty.library, self.library);
        ty.bases = bases;
        ty.construct = construct;
        ty.call = call;
        ty.properties = properties;
        ty.members = members;
    }

    fn signatures(&mut self, entries: &BTreeMap<String, Entry>) -> BTreeMap<Text, Signature> {
        let mut signatures = BTreeMap::new();
        for (names, entry) in entries {
            let signature = self.signature(entry);
            let names = names.split_whitespace().map(Text::from);
            signatures.extend(names.map(|name| (name, signature.clone())));
        }
        signatures
    }

    fn signature(&mut self, entry: &Entry) -> Signature {
        let action = if entry.pretend {
            Action::Pretend
        } else if let Some(name) = &entry.configures {
            self.key(name).map_or(Action::None, Action::Configure)
        } else if let Some(text) = &entry.text {
            let into = entry.into.as_deref().map(|name| (name, state(name)));
            match (text_function(text, entry), into) {
                (Some(function), None) => Action::Text(function),
                (Some(function), Some((_, Some(state)))) => Action::StateText(state, function),
                (_, Some((name, None))) => {
                    self.errors.push(format!("{}: state `{name}`", self.name));
                    Action::None
                }
                (None, _) => {
                    self.errors
                        .push(format!("{}: text function `{text}`", self.name));
                    Action::None
                }
            }
        } else if entry.url.is_some() || entry.whole.is_some() {
            Action::Request(Box::new(Request {
                verb: self.sources(entry.verb.as_deref()),
                default_verb: entry.default.as_deref().map(Text::from),
                body: self.sources(entry.body.as_deref()),
                url: self.sources(entry.url.as_deref()),
                base: self.sources(entry.base.as_deref()),
                headers: self.sources(entry.headers.as_deref()),
                whole: self.sources(entry.whole.as_deref()),
            }))
        } else {
            Action::None
        };
        let mut sets = Vec::new();
        for (key, source) in &entry.set {
            match state(key) {
                Some(state) => sets.push((state, self.sources(Some(source)))),
                None => self.errors.push(format!("{}: state `{key}`", self.name)),
            }
        }
        let returns = self.returns(entry.returns.as_deref());
        Signature {
            action,
            returns,
            sets,
            is_in_place: entry.in_place,
            is_property: entry.property,
        }
    }

    fn returns(&mut self, what: Option<&str>) -> Returns {
        let Some(what) = what else {
            return Returns::Unknown;
        };
        let typed = |this: &mut Self, name: &str, make: fn(TypeKey) -> Returns| {
            this.key(name).map_or(Returns::Unknown, make)
        };
        match what.split_once(' ') {
            Some(("new", name)) => typed(self, name, Returns::Type),
            Some(("many", name)) => typed(self, name, Returns::Many),
            Some(("derived", name)) => typed(self, name, Returns::Derived),
            Some((
                what @ ("argument" | "applied" | "partial" | "instance" | "result" | "values"
                | "entries"),
                index,
            )) => match index.parse() {
                Ok(index) if what == "argument" => Returns::Argument(index),
                Ok(index) if what == "applied" => Returns::Applied(index),
                Ok(index) if what == "partial" => Returns::Partial(index),
                Ok(index) if what == "instance" => Returns::Instance(index),
                Ok(index) if what == "values" => Returns::Values(index),
                Ok(index) if what == "entries" => Returns::Entries(index),
                Ok(index) => Returns::Result(index),
                Err(_) => {
                    self.errors.push(format!("{}: returns `{what}`", self.name));
                    Returns::Unknown
                }
            },
            None if what == "self" => Returns::Receiver,
            None if what == "type-arguments" => Returns::TypeArguments,
            _ => {
                self.errors.push(format!("{}: returns `{what}`", self.name));
                Returns::Unknown
            }
        }
    }

    fn sources(&mut self, text: Option<&str>) -> Vec<Source> {
        let mut sources = Vec::new();
        for part in text
            .into_iter()
            .flat_map(|text| text.split('|'))
            .map(str::trim)
        {
            match source(part) {
                Some(source) => sources.push(source),
                None => self.errors.push(format!("{}: source `{part}`", self.name)),
            }
        }
        sources
    }
}

fn source(text: &str) -> Option<Source> {
    let Some(rest) = text.strip_prefix('$') else {
        return (!text.is_empty()).then(|| Source::Constant(Text::from(text)));
    };
    let mut parts = rest.split('.');
    let first = parts.next()?;
    let path: Vec<Text> = parts.map(Text::from).collect();
    Some(match (first, path.as_slice()) {
        ("self", []) => Source::Receiver,
        ("self", [name]) => Source::State(state(name)?),
        ("last", _) => Source::Last { path },
        (index, [name]) if index.chars().all(|c| c.is_ascii_digit()) && name.starts_with('@') => {
            Source::ArgumentState {
                index: index.parse().ok()?,
                state: state(&name[1..])?,
            }
        }
        (index, _) if index.chars().all(|c| c.is_ascii_digit()) => Source::Argument {
            index: index.parse().ok()?,
            path,
        },
        (name, []) => Source::Named {
            name: Text::from(name),
        },
        _ => return None,
    })
}

fn state(name: &str) -> Option<State> {
    Some(match name {
        "verb" => State::Verb,
        "url" => State::Url,
        "base" => State::Base,
        "headers" => State::Headers,
        "authorization" => State::Authorization,
        "body" => State::Body,
        "client" => State::Client,
        _ => return None,
    })
}

fn text_function(what: &str, entry: &Entry) -> Option<TextFunction> {
    let one = |text: &Option<String>, default: Source| match text {
        Some(text) => source(text),
        None => Some(default),
    };
    let argument = |index| Source::Argument {
        index,
        path: Vec::new(),
    };
    Some(match what {
        "receiver" => TextFunction::Receiver,
        "argument 0" => TextFunction::Argument(0),
        "argument 1" => TextFunction::Argument(1),
        "concat" => TextFunction::Concat {
            first: 0,
            receiver: false,
        },
        "empty" => TextFunction::Concat {
            first: usize::MAX,
            receiver: false,
        },
        "concat receiver" => TextFunction::Concat {
            first: 0,
            receiver: true,
        },
        "format" => TextFunction::Format {
            template: 0,
            receiver: false,
        },
        "format receiver" => TextFunction::Format {
            template: 0,
            receiver: true,
        },
        "join" => TextFunction::Join {
            separator: one(&entry.separator, argument(0))?,
            items: one(&entry.items, argument(1))?,
        },
        "join receiver" => TextFunction::Join {
            separator: argument(0),
            items: Source::Receiver,
        },
        "join separator" => TextFunction::Join {
            separator: Source::Receiver,
            items: argument(0),
        },
        "path-join" => TextFunction::PathJoin {
            first: 0,
            receiver: false,
        },
        "path-join receiver" => TextFunction::PathJoin {
            first: 0,
            receiver: true,
        },
        "url-join" => TextFunction::UrlJoin {
            base: one(&entry.base, argument(0))?,
            relative: one(&entry.relative, argument(1))?,
        },
        "replace" => TextFunction::Replace,
        "append-format" => TextFunction::AppendFormat,
        "fill" => TextFunction::Fill,
        "lower" => TextFunction::Lower,
        _ => return None,
    })
}

fn collection_op(what: &str) -> Option<CollectionOp> {
    let to_lambda = |result| CollectionOp::ElementToLambda { result };
    Some(match what {
        "maps" => to_lambda(LambdaResult::Lambda),
        "filters" => to_lambda(LambdaResult::Collection),
        "finds" => to_lambda(LambdaResult::Element),
        "visits" => to_lambda(LambdaResult::Unknown),
        "value-to-lambda" => CollectionOp::ValueToLambda,
        "folds" => CollectionOp::Fold,
        "element" => CollectionOp::Element,
        "entry" => CollectionOp::Entry,
        "entry-or-made" => CollectionOp::EntryOrMade,
        "collection" => CollectionOp::Collection,
        "entries" => CollectionOp::Entries,
        "value" => CollectionOp::Value,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read_without_an_error() {
        let mut libraries = Libraries::default();
        assert_eq!(load(&mut libraries), Vec::<String>::new());
        assert!(
            libraries.libraries.len() > 30,
            "{} libraries",
            libraries.libraries.len()
        );
    }
}
