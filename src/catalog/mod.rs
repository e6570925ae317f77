//! The catalog of Okta operations: what exists, and what it asks of a token.
//!
//! The facts are in `rules/catalog/`: one file for each of Okta's OpenAPI documents, written by [`import`], and a few kept by
//! hand for what no document lists. Operations are found by route ([`Catalog::matches`]), never by parameter names; a route is a
//! method and a path in which every parameter is `{}`.

pub mod diff;
pub mod hosts;
pub mod import;
mod load;
pub mod nearest;
pub mod path;
pub mod provenance;
pub mod query;
mod trie;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use nearest::Nearest;
pub use trie::{Candidate, Segment};

/// An HTTP verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
    Patch,
    Head,
    Options,
}

impl Method {
    /// Every verb.
    pub const ALL: [Method; 7] = [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Delete,
        Method::Patch,
        Method::Head,
        Method::Options,
    ];

    /// The verb in upper case.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
            Method::Patch => "PATCH",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no HTTP verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no HTTP verb")]
pub struct NoMethod;

impl FromStr for Method {
    type Err = NoMethod;

    fn from_str(text: &str) -> Result<Self, NoMethod> {
        Method::ALL
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(text))
            .ok_or(NoMethod)
    }
}

/// Index into the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub u32);

/// What a request may authenticate with.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Credential {
    /// An API token (SSWS).
    ApiToken,
    /// An OAuth 2.0 access token.
    Oauth2,
    /// Nothing at all.
    None,
    /// Something else: client authentication, a session, a signed token.
    Other,
}

impl Credential {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Credential::ApiToken => "apiToken",
            Credential::Oauth2 => "oauth2",
            Credential::None => "none",
            Credential::Other => "other",
        }
    }

    /// Alternatives for a person: `API token or OAuth 2.0`.
    pub fn accepted(credentials: &[Credential]) -> String {
        let names = credentials.iter().map(|credential| match credential {
            Credential::ApiToken => "API token",
            Credential::Oauth2 => "OAuth 2.0",
            Credential::None => "no credential",
            Credential::Other => "another credential",
        });
        names.collect::<Vec<_>>().join(" or ")
    }
}

/// Which host family serves an operation.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    /// The org's own host.
    #[default]
    Org,
    /// Okta Access Gateway.
    Oag,
    /// Okta Privileged Access.
    Opa,
    /// The host of disaster recovery.
    DisasterRecovery,
}

/// When an operation that needs no credential by itself needs a token all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenNeed {
    /// `not needed`, `optional`, `unknown`, or `required when …`.
    pub need: String,
    /// What makes it needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What a token changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// What a person's words for a request tell of it.
    #[serde(default, skip_serializing)]
    pub words: TokenWords,
}

/// Words with which a person says whether a request is one of those that need a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenWords {
    pub needed: Vec<String>,
    pub not_needed: Vec<String>,
}

/// A route that was seen once, though no document lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRoute {
    pub method: Method,
    /// With `{}` for each parameter.
    pub path: String,
    /// Where it was seen.
    pub source: String,
}

impl TokenNeed {
    /// When a request fails without an API token; `None` where none does, or no source says it.
    pub fn required_when(&self) -> Option<String> {
        let when = self.when.clone()?;
        self.need.starts_with("required").then_some(when)
    }
}

/// An operation of an Okta API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operation {
    pub operation_id: String,
    /// `management`, `oauth`, `myaccount`, `governance`, `oag`, `opa`; `authn` and `retired` are kept by hand.
    pub api: String,
    pub method: Method,
    /// The path template as documented.
    pub path: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tag: String,
    /// OAuth 2.0 scopes; all of them are needed.
    pub scopes: Vec<String>,
    pub credentials: Vec<Credential>,
    /// `GA`, `EA`, `BETA`, …; empty where none is stated.
    pub lifecycle: String,
    pub deprecated: bool,
    pub surface: Surface,
    /// Names of its query parameters.
    #[serde(skip)]
    pub query: Vec<String>,
    /// Okta's own extension: any one of these standard roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub okta_roles: Vec<String>,
    /// Okta's own extension: custom-role permissions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub okta_permissions: Vec<String>,
    /// The release that listed it last, if none lists it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_published: Option<String>,
    /// For operations that need no credential by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenNeed>,
    /// Where a hand-kept entry is from; empty for imported ones, whose document is their source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// All operations, and the ways to find one.
#[derive(Debug, Default)]
pub struct Catalog {
    operations: Vec<Operation>,
    by_name: HashMap<String, Vec<OperationId>>,
    by_route: HashMap<(Method, String), OperationId>,
    trie: trie::Trie,
    /// Old operation id → where it is now.
    renames: HashMap<String, Vec<OperationId>>,
    old_names: HashMap<OperationId, Vec<String>>,
    undocumented: Vec<SeenRoute>,
    undocumented_trie: trie::Trie,
    common_words: std::collections::HashSet<&'static str>,
    /// The first two literal segments of every path on the org's host, as `api/v1`; or one, where the second is a parameter.
    roots: BTreeSet<String>,
    scope_rules: ScopeRules,
}

/// Which scopes there are beside those of the operations: `rules/catalog/scopes.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeRules {
    scopes: Vec<String>,
    /// Data sets whose operations name scopes that are none any more.
    outdated: Vec<String>,
}

static EMBEDDED: LazyLock<Catalog> = LazyLock::new(load::embedded);

impl Catalog {
    /// The catalog in this binary.
    pub fn embedded() -> &'static Catalog {
        &EMBEDDED
    }

    /// Every operation, hand-kept ones last.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Every scope that Okta has, some of them more than once.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        let is_current =
            |operation: &&Operation| !self.scope_rules.outdated.contains(&operation.api);
        let operations = self.operations.iter().filter(is_current);
        let needed = operations.flat_map(|operation| &operation.scopes);
        needed.chain(&self.scope_rules.scopes).map(String::as_str)
    }

    /// Whether a scope was Okta's once, and is in none of its lists any more.
    pub fn is_outdated_scope(&self, scope: &str) -> bool {
        let named = |operation: &Operation| operation.scopes.iter().any(|one| one == scope);
        self.operations.iter().any(named) && !self.scopes().any(|one| one == scope)
    }

    /// Every id with its operation.
    pub fn iter(&self) -> impl Iterator<Item = (OperationId, &Operation)> {
        (0u32..).map(OperationId).zip(&self.operations)
    }

    /// The operation with this id.
    pub fn get(&self, id: OperationId) -> &Operation {
        &self.operations[id.0 as usize]
    }

    /// Operations of this name, in any API.
    pub fn by_name(&self, operation_id: &str) -> Vec<OperationId> {
        self.by_name.get(operation_id).cloned().unwrap_or_default()
    }

    /// The operation of this name in this API.
    pub fn by_key(&self, api: &str, operation_id: &str) -> Option<OperationId> {
        self.by_name(operation_id)
            .into_iter()
            .find(|id| self.get(*id).api == api)
    }

    /// The operation with this route, on the org's host before others; parameter names do not matter.
    pub fn by_route(&self, method: Method, path: &str) -> Option<OperationId> {
        self.by_route.get(&(method, normal_path(path))).copied()
    }

    /// Where an operation that once had this name is now.
    pub fn renamed(&self, old: &str) -> Vec<OperationId> {
        self.renames.get(old).cloned().unwrap_or_default()
    }

    /// Names that an operation once had.
    pub fn old_names(&self, id: OperationId) -> &[String] {
        self.old_names.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Every operation, of any method, that a path may mean.
    pub fn matches(&self, segments: &[Segment<'_>], surface: Surface) -> Vec<Candidate> {
        self.trie.find(segments, surface)
    }

    /// A route that was seen once, though no document lists it.
    pub fn undocumented(
        &self,
        method: Option<Method>,
        segments: &[Segment<'_>],
    ) -> Option<&SeenRoute> {
        self.undocumented_trie
            .find(segments, Surface::Org)
            .into_iter()
            .filter(|candidate| candidate.assumed_literals == 0)
            .map(|candidate| &self.undocumented[candidate.operation.0 as usize])
            .find(|route| method.is_none_or(|method| method == route.method))
    }

    /// Whether hardly any other vendor's API has a path with this literal segment.
    pub fn is_distinctive(&self, segment: &str) -> bool {
        !self.common_words.contains(segment)
    }

    /// What paths begin with: two segments, as `api/v1`.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        let two = self.roots.iter().filter(|root| root.contains('/'));
        two.map(String::as_str)
    }

    /// Whether a path with these first segments may be one of the org's.
    pub fn is_root(&self, first: &str, second: Option<&str>) -> bool {
        self.roots.contains(first)
            || second.is_some_and(|second| self.roots.contains(&format!("{first}/{second}")))
    }
}

/// A path with every parameter as `{}`, without query, fragment and trailing slash.
pub fn normal_path(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let mut normal = String::with_capacity(path.len());
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        normal.push('/');
        normal.push_str(if segment.contains('{') { "{}" } else { segment });
    }
    normal
}

/// The release of the management document that the binary carries.
pub fn release() -> String {
    // The whole document is parsed for it.
    static RELEASE: LazyLock<String> = LazyLock::new(|| {
        let (name, text) = load::DATA[0];
        provenance::of(name, text).release
    });
    RELEASE.clone()
}
