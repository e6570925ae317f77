//! What is known of other people's libraries: Okta's SDKs, HTTP clients, text and URL helpers, mocks.
//!
//! One model for all of them: a library has modules that code imports, modules export names, names are types, functions
//! or ready-made values, and a type has members. What a member does is data ([`Action`]): it calls an Okta operation, sends
//! a request whose parts come from certain arguments, builds text, or nothing of interest; what it returns ([`Returns`]) is
//! how a chain is followed. The tables are in `rules/sdk/` and `rules/http/`; nothing here is written for one library.

mod http;
pub mod manifest;
mod sdk;

use std::collections::BTreeMap;

use std::sync::LazyLock;

use foldhash::HashMap;

use crate::ir::Text;

pub use http::{CollectionOp, GenericKind, LambdaResult, ThisPart, UrlPart};

/// All libraries, indexed.
#[derive(Debug, Default)]
pub struct Libraries {
    libraries: Vec<Library>,
    types: Vec<ExternalType>,
    /// Import name → libraries that have it (several generations or packages may share one).
    by_module: HashMap<Text, Vec<LibraryId>>,
    /// Manifest package name → libraries.
    by_package: HashMap<Text, Vec<LibraryId>>,
    /// Keys of options → the type that whoever is given them makes, though nothing else is known of it.
    by_option: HashMap<(Family, Text), TypeKey>,
    /// Names that mean something whatever the library.
    vocabulary: http::Vocabulary,
}

/// Index into [`Libraries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LibraryId(pub u16);

/// Index of an external type, over all libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeKey(pub u32);

/// The language family that a library is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    DotNet,
    /// JavaScript and TypeScript, scripts inside markup.
    EcmaScript,
    Python,
    Rust,
}

/// What a library is to the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An SDK of Okta: its import is proof that a receiver is Okta's.
    Okta,
    /// An HTTP client.
    Http,
    /// A helper that builds text or URLs, or a container that passes values through (dependency injection).
    Helper,
    /// A mocking library: what it hands out only pretends.
    Mock,
}

/// One library (all its generations).
#[derive(Debug)]
pub struct Library {
    pub name: Text,
    pub family: Family,
    pub role: Role,
    /// Names in manifests: NuGet, npm, crates.io.
    pub packages: Vec<Text>,
    /// Names in imports: .NET namespaces, npm module names (`@okta/okta-auth-js/core` also by its prefix), crate paths.
    pub modules: Vec<Text>,
    /// What a module exports under a name; for .NET the types of its namespaces. `default` is the default export, `=` the module
    /// itself when it is called or constructed.
    pub exports: BTreeMap<Text, Export>,
    /// Names that are in scope without an import (`fetch`, `XMLHttpRequest`; .NET types that implicit usings bring in).
    pub globals: BTreeMap<Text, Export>,
    /// Module, name and type of what every component (`this`) of a project that imports the module has.
    pub component_members: Vec<(Text, Text, TypeKey)>,
    /// It signs people in, and nothing else: importing it does not say whose a file's other requests are.
    pub is_sign_in: bool,
    /// Methods that importing the library gives to values of other types.
    pub extensions: BTreeMap<Text, Signature>,
    /// The same, without an import.
    pub global_extensions: BTreeMap<Text, Signature>,
    /// Types whose members importing the library gives to text; the text is what the type is made with.
    pub text_types: Vec<TypeKey>,
    /// Suffixes that a member's name may carry without meaning another operation, longest first (`WithHttpInfoAsync`, `Async`).
    pub suffixes: Vec<Text>,
    /// For an interface that stands for a type: the prefix (`I` in .NET).
    pub interface_prefix: Option<Text>,
    /// Major version by module name, where the module tells it (`Okta.Sdk.Api` only exists from 6 on).
    pub generation_by_module: BTreeMap<Text, Generations>,
}

/// A range of major versions, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generations {
    pub first: u16,
    pub last: u16,
}

impl Generations {
    /// Every version.
    pub const ALL: Generations = Generations {
        first: 0,
        last: u16::MAX,
    };

    /// Whether the version is in the range.
    pub fn contains(self, major: u16) -> bool {
        self.first <= major && major <= self.last
    }

    /// Whether the two ranges share a version.
    pub fn overlaps(self, other: Generations) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// What a name exported by a library is.
#[derive(Clone, Debug)]
pub enum Export {
    Type(TypeKey),
    Function(Box<Signature>),
    /// A ready-made instance (`axios`, `ky`, `$`).
    Instance(TypeKey),
}

/// A type of a library.
#[derive(Debug)]
pub struct ExternalType {
    pub library: LibraryId,
    pub name: Text,
    /// Types whose members this one has too.
    pub bases: Vec<TypeKey>,
    /// Members by name; more than one where generations differ.
    pub members: HashMap<Text, Vec<Member>>,
    /// `new T(…)`: which arguments become state.
    pub construct: Option<Signature>,
    /// The instance itself is called (`axios(url)`).
    pub call: Option<Signature>,
    /// The instance is enumerated (legacy `client.Users` in `foreach`).
    pub iterate: Option<Signature>,
    /// Property (or object-initialiser key, or option key) → the state it sets.
    pub properties: BTreeMap<Text, State>,
}

/// A member of an external type in some generations.
#[derive(Clone, Debug)]
pub struct Member {
    pub generations: Generations,
    pub signature: Signature,
}

/// What calling something does, and gives back.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    pub action: Action,
    pub returns: Returns,
    /// What it sets on the receiver (builders) or on the new instance (constructors, factories).
    pub sets: Vec<(State, Vec<Source>)>,
    /// The text that it builds is what its receiver, a URL, is from then on.
    pub is_in_place: bool,
    /// Read without a call: an accessor (`client.userApi`) or a lazy collection (`user.Groups`).
    pub is_property: bool,
}

/// What a call does that matters here.
#[derive(Clone, Debug, Default)]
pub enum Action {
    #[default]
    None,
    /// It calls this Okta operation: verb, and path with `{}` for parameters.
    Operation { verb: Text, path: Text },
    /// It sends a request.
    Request(Box<Request>),
    /// It builds text.
    Text(TextFunction),
    /// It builds text that becomes state of what it returns.
    StateText(State, TextFunction),
    /// It says how the instances of a type that are handed out by name, or to the constructors of a type argument, are set up: by
    /// what it sets and by the lambdas that it is given.
    Configure(TypeKey),
    /// What it returns only pretends (mocks).
    Pretend,
}

/// Where the parts of a request come from. Each list of sources holds alternatives; the first that is there counts.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub verb: Vec<Source>,
    /// The verb if no source gives one and the request has one by default.
    pub default_verb: Option<Text>,
    /// Present: a body there makes the default verb POST (`request.body`, `data`).
    pub body: Vec<Source>,
    pub url: Vec<Source>,
    /// What a relative URL is resolved against.
    pub base: Vec<Source>,
    pub headers: Vec<Source>,
    /// A request object built elsewhere: its state has verb, URL and headers.
    pub whole: Vec<Source>,
}

/// A part of a value that an instance remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Verb,
    Url,
    Base,
    Headers,
    /// The value of the `Authorization` header itself.
    Authorization,
    Body,
    /// The name by which it was handed out, or the type that it is handed to; both say how it was set up.
    Client,
    /// Settings of an SDK's client: how it authorizes, and with what.
    Mode,
    Scopes,
    Token,
    ClientId,
    ClientSecret,
    PrivateKey,
    AccessToken,
}

impl State {
    /// Whether it says something about the token of an SDK's client.
    pub fn is_setting(self) -> bool {
        matches!(
            self,
            State::Mode
                | State::Scopes
                | State::Token
                | State::ClientId
                | State::ClientSecret
                | State::PrivateKey
                | State::AccessToken
        )
    }
}

/// Where a value is taken from at a call. Written `$0`, `$0.url`, `$last`, `$name`, `$self`, `$self.base`, `'GET'`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Argument by position, then fields inside it.
    Argument {
        index: usize,
        path: Vec<Text>,
    },
    /// The last argument, then fields inside it.
    Last {
        path: Vec<Text>,
    },
    /// Argument by name (C# named arguments).
    Named {
        name: Text,
    },
    /// The receiver as a value (extension methods on strings: `"…".GetJsonAsync()`).
    Receiver,
    /// State of the receiver.
    State(State),
    /// State of the request or client object passed as an argument.
    ArgumentState {
        index: usize,
        state: State,
    },
    Constant(Text),
}

/// What a call gives back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Returns {
    #[default]
    Unknown,
    /// The receiver (with what the call set on it).
    Receiver,
    /// A fresh instance that keeps the receiver's state (`axios.create`, `client.request(…)` builders).
    Derived(TypeKey),
    Type(TypeKey),
    /// A collection of this type.
    Many(TypeKey),
    /// An argument, unchanged.
    Argument(usize),
    /// An instance of the type that is this argument (`inject(HttpClient)`).
    Instance(usize),
    /// The values of the object or collection that is this argument (`Object.values(x)`).
    Values(usize),
    /// The same, each with its key (`Object.entries(x)`).
    Entries(usize),
    /// What the function that is this argument returns (`useMemo(() => …)`).
    Result(usize),
    /// So, when it is called with the arguments behind it (`executor.submit(f, a)`).
    Applied(usize),
    /// That function, with the arguments behind it bound (`partial(f, a)`).
    Partial(usize),
    /// An instance of the type argument (`BuildApi<UserApi>()`, `GetRequiredService<T>()`); with several, a tuple of them.
    TypeArguments,
}

/// How a helper builds text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextFunction {
    /// The receiver unchanged, as far as a path is concerned (`trim`, `toString`, `ToLower` of an id, `clone`).
    Receiver,
    /// This argument unchanged (`encodeURIComponent(x)`, `String(x)`, `new Uri(x)`).
    Argument(usize),
    /// All arguments from this one on, in a row (`string.Concat`, `a.concat(b)`: receiver first if `receiver`).
    Concat { first: usize, receiver: bool },
    /// `string.Format("{0}/x", a)`, `util.format("%s/x", a)`, `"…".format(a)`: template then values.
    Format { template: usize, receiver: bool },
    /// `list.join("/")`, `string.Join("/", list)`.
    Join { separator: Source, items: Source },
    /// Segments joined by exactly one slash (`path.join`, `Url.Combine`, `AppendPathSegment`): receiver first if `receiver`.
    PathJoin { first: usize, receiver: bool },
    /// A relative URL resolved against a base: sources for base and relative.
    UrlJoin { base: Source, relative: Source },
    /// `text.replace("{id}", id)`: constants are replaced, otherwise the receiver.
    Replace,
    /// The receiver, and behind it what `format` makes of the arguments (`builder.AppendFormat("/{0}", id)`).
    AppendFormat,
    /// The receiver with the place of a name filled in: `request.AddUrlSegment("id", id)` in `users/{id}`.
    Fill,
    /// The receiver in lower case, if it is a word: a path keeps the case by which operations are told apart.
    Lower,
}

/// The texts of all tables, by name: `sdk/okta-sdk-dotnet`, `http/ecmascript`.
pub fn data() -> Vec<(String, &'static str)> {
    [sdk::data(), http::data()].concat()
}

static EMBEDDED: LazyLock<Libraries> = LazyLock::new(|| {
    let mut libraries = Libraries::default();
    sdk::load(&mut libraries);
    http::load(&mut libraries);
    libraries.index();
    libraries
});

impl Libraries {
    /// The libraries that `rules/` describes.
    pub fn embedded() -> &'static Libraries {
        &EMBEDDED
    }

    /// The library with this id.
    pub fn library(&self, id: LibraryId) -> &Library {
        &self.libraries[usize::from(id.0)]
    }

    /// Every library, in the order of its id.
    pub fn libraries(&self) -> impl Iterator<Item = (LibraryId, &Library)> {
        (0u16..).map(LibraryId).zip(&self.libraries)
    }

    /// The external type with this key.
    pub fn ty(&self, key: TypeKey) -> &ExternalType {
        &self.types[key.0 as usize]
    }

    /// Whether all that a type does is build text.
    pub fn is_text_helper(&self, key: TypeKey) -> bool {
        let ty = self.ty(key);
        ty.construct.is_none()
            && !ty.members.is_empty()
            && ty.members.values().flatten().all(|member| {
                matches!(member.signature.action, Action::Text(_)) && !member.signature.is_property
            })
    }

    /// The libraries of a family that code importing `module` may mean: the module itself, or a parent of it
    /// (`@okta/okta-auth-js/core`).
    pub fn by_module(&self, family: Family, module: &str) -> Vec<LibraryId> {
        let mut name = module;
        loop {
            if let Some(found) = self.by_module.get(name) {
                let ids: Vec<_> = found
                    .iter()
                    .copied()
                    .filter(|id| self.library(*id).family == family)
                    .collect();
                if !ids.is_empty() {
                    return ids;
                }
            }
            let separator = match family {
                Family::DotNet => return Vec::new(),
                Family::EcmaScript => name.rfind('/'),
                Family::Python => name.rfind('.'),
                Family::Rust => name.rfind("::"),
            };
            match separator {
                Some(at) => name = &name[..at],
                None => return Vec::new(),
            }
        }
    }

    /// Whether a library has a module of exactly this name.
    pub fn has_module(&self, family: Family, module: &str) -> bool {
        let found = self.by_module.get(module).map_or(&[][..], Vec::as_slice);
        found.iter().any(|id| self.library(*id).family == family)
    }

    /// The libraries that a package name in a manifest stands for.
    pub fn by_package(&self, family: Family, package: &str) -> Vec<LibraryId> {
        let found = self.by_package.get(package).map_or(&[][..], Vec::as_slice);
        found
            .iter()
            .copied()
            .filter(|id| self.library(*id).family == family)
            .collect()
    }

    /// The type that whoever is given an option of this name makes, though nothing else is known of it.
    pub fn by_option(&self, family: Family, option: &Text) -> Option<TypeKey> {
        self.by_option.get(&(family, option.clone())).copied()
    }

    /// What a library exports under a name; interface prefixes are followed (`IUserApi` → `UserApi`).
    pub fn export(&self, library: LibraryId, name: &str) -> Option<&Export> {
        let library = self.library(library);
        library.exports.get(name).or_else(|| {
            let prefix = library.interface_prefix.as_deref()?;
            library.exports.get(name.strip_prefix(prefix)?)
        })
    }

    /// A name in scope without an import.
    pub fn global(&self, family: Family, name: &str) -> Option<(LibraryId, &Export)> {
        self.libraries()
            .filter(|(_, library)| library.family == family)
            .find_map(|(id, library)| Some((id, library.globals.get(name)?)))
    }

    /// The member of a type, its bases included. Of several generations the one that fits `generation` best: containing it,
    /// else the nearest. Suffixes of the library are stripped when the name as written is not there.
    pub fn member(
        &self,
        ty: TypeKey,
        name: &str,
        generation: Option<Generations>,
    ) -> Option<&Signature> {
        self.member_exact(ty, name, generation, 0).or_else(|| {
            let library = self.library(self.ty(ty).library);
            library.suffixes.iter().find_map(|suffix| {
                let stem = name
                    .strip_suffix(suffix.as_str())
                    .filter(|stem| !stem.is_empty())?;
                self.member_exact(ty, stem, generation, 0)
            })
        })
    }

    fn member_exact(
        &self,
        ty: TypeKey,
        name: &str,
        generation: Option<Generations>,
        depth: usize,
    ) -> Option<&Signature> {
        const DEEPEST: usize = 8;
        let external = self.ty(ty);
        if let Some(members) = external.members.get(name) {
            let distance = |m: &Member| match generation {
                None => u16::MAX - m.generations.last,
                Some(g) if m.generations.overlaps(g) => 0,
                Some(g) if m.generations.first > g.last => m.generations.first - g.last,
                Some(g) => g.first - m.generations.last,
            };
            return members
                .iter()
                .min_by_key(|m| distance(m))
                .map(|m| &m.signature);
        }
        if depth == DEEPEST {
            return None;
        }
        external
            .bases
            .iter()
            .find_map(|base| self.member_exact(*base, name, generation, depth + 1))
    }

    /// What a method is that a library gives to values of any type, and whose it is.
    pub fn global_extension(&self, family: Family, name: &str) -> Option<(LibraryId, &Signature)> {
        self.libraries()
            .filter(|(_, library)| library.family == family)
            .find_map(|(id, library)| Some((id, library.global_extensions.get(name)?)))
    }

    /// Adds a library without its types.
    fn add_library(&mut self, library: Library) -> LibraryId {
        let id = LibraryId(u16::try_from(self.libraries.len()).unwrap_or(u16::MAX));
        self.libraries.push(library);
        id
    }

    /// Adds a type.
    fn add_type(&mut self, ty: ExternalType) -> TypeKey {
        let key = TypeKey(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
        self.types.push(ty);
        key
    }

    fn index(&mut self) {
        for ty in &self.types {
            self.vocabulary
                .member_names
                .extend(ty.members.keys().cloned());
        }
        for (at, library) in (0u16..).zip(&self.libraries) {
            for module in &library.modules {
                self.by_module
                    .entry(module.clone())
                    .or_default()
                    .push(LibraryId(at));
            }
            for package in &library.packages {
                self.by_package
                    .entry(package.clone())
                    .or_default()
                    .push(LibraryId(at));
            }
        }
    }
}
