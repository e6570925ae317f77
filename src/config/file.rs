//! The configuration file as it is written: `oktalint.toml`. What it may hold, with the text that its JSON Schema shows.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::lints::Level;

/// Configuration of oktalint: the tokens of an application, and what is checked. Globs are relative to the folder of this file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "oktalint.toml")]
pub struct ConfigFile {
    /// The tokens that the application uses.
    #[serde(default)]
    pub token: Vec<TokenEntry>,

    /// In-house helpers that send requests to Okta, where the analysis cannot see into them.
    #[serde(default)]
    pub wrapper: Vec<WrapperEntry>,

    /// Levels of lints, by their name.
    #[serde(default)]
    #[schemars(schema_with = "lint_levels")]
    pub lints: BTreeMap<Spanned<String>, Level>,

    /// Globs of files and folders that are not checked. A glob that names a folder excludes all of it; one without a slash
    /// holds at any depth.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<Spanned<String>>,

    /// Host names of your Okta orgs that are not below one of Okta's own domains, such as `login.example.com`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub org_hosts: Vec<Spanned<String>>,

    /// The least confidence of calls that are reported; `likely` unless set.
    pub min_confidence: Option<ConfidenceName>,

    /// Whether lints hold in test code too, and its calls count for the requirement; `false` unless set. Calls in test code
    /// are listed in either case.
    pub include_tests: Option<bool>,

    /// Which files are read.
    #[serde(default)]
    pub files: FilesEntry,

    /// What fails a run.
    #[serde(default)]
    pub gate: GateEntry,

    /// Other levels of lints for some files; of several that match, the last decides.
    #[serde(default, rename = "override")]
    pub overrides: Vec<OverrideEntry>,

    /// Privileges that somebody let in.
    #[serde(default)]
    pub approve: Vec<ApproveEntry>,

    /// Comments that let findings be.
    #[serde(default)]
    pub suppressions: SuppressionsEntry,
}

/// What fails a run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateEntry {
    /// Levels and lints whose findings end a run with status 1; `["error"]` unless set.
    #[schemars(schema_with = "fail_on_names")]
    pub fail_on: Option<Vec<Spanned<String>>>,

    /// The file with what is known, as `oktalint baseline write` writes it; relative to this file. `check` reports only what is new
    /// against it.
    #[schemars(with = "Option<String>")]
    pub baseline: Option<Spanned<String>>,

    /// What is privileged: globs over the names of scopes and operations, and the lints `super-admin-only` and `risky-call`, which
    /// stand for the calls that they are about. `["*.manage", "super-admin-only", "risky-call"]` unless set.
    #[schemars(with = "Option<Vec<String>>")]
    pub privileged: Option<Vec<Spanned<String>>>,

    /// What is not, though a glob of `privileged` matches it. An operation that is named here is not privileged for whatever reason.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub allow: Vec<Spanned<String>>,
}

/// Other levels of lints for some files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideEntry {
    /// Globs of the files.
    #[schemars(with = "Vec<String>", length(min = 1))]
    pub paths: Vec<Spanned<String>>,

    /// Levels of lints, by their name.
    #[schemars(schema_with = "lint_levels")]
    pub lints: BTreeMap<Spanned<String>, Level>,
}

/// A privilege that somebody let in. Exactly one of `operation`, `scope` and `role` is given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveEntry {
    /// An operation by its id (`deactivateUser`) or request (`POST /api/v1/users/*`); a glob.
    #[schemars(with = "Option<String>")]
    pub operation: Option<Spanned<String>>,

    /// A scope: calls that need no other.
    #[schemars(with = "Option<String>")]
    pub scope: Option<Spanned<String>>,

    /// A standard admin role: calls that it suffices for.
    #[schemars(with = "Option<String>")]
    pub role: Option<Spanned<String>>,

    /// Globs of the files in which it holds; everywhere unless set.
    #[schemars(with = "Option<Vec<String>>", length(min = 1))]
    pub paths: Option<Vec<Spanned<String>>>,

    /// Why it is let in.
    #[schemars(with = "String", length(min = 1))]
    pub reason: Spanned<String>,

    /// Who let it in.
    #[schemars(with = "String", length(min = 1))]
    pub by: Spanned<String>,

    /// The last day on which it holds: `2027-06-30`.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub expires: Option<Spanned<toml::value::Datetime>>,
}

/// Comments that let findings be.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuppressionsEntry {
    /// Whether a comment must say why; `true` unless set.
    pub require_reason: Option<bool>,
}

/// A token.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenEntry {
    /// A name of your choice; reports use it.
    #[schemars(with = "String", length(min = 1))]
    pub name: Spanned<String>,

    /// Globs of the files whose calls use this token. Without it, the token is used wherever no other token is. If several
    /// tokens match a file, the most specific glob decides, then the order in this file.
    #[schemars(with = "Option<Vec<String>>", length(min = 1))]
    pub paths: Option<Vec<Spanned<String>>>,

    /// What kind of token it is.
    pub credential: CredentialName,

    /// OAuth 2.0 scopes granted to it. Without this key, scopes are not checked.
    #[schemars(with = "Option<Vec<String>>")]
    pub scopes: Option<Vec<Spanned<String>>>,

    /// Standard admin roles of the user or service app behind it, such as `USER_ADMIN`. Without this key and `permissions`, roles are
    /// not checked.
    #[schemars(with = "Option<Vec<RoleEntry>>")]
    pub roles: Option<Vec<Spanned<RoleEntry>>>,

    /// Permissions of its custom admin roles, such as `okta.users.read`.
    #[schemars(with = "Option<Vec<String>>")]
    pub permissions: Option<Vec<Spanned<String>>>,

    /// Saved answers of the org, relative to this file: the grants of the application, role assignments, the permissions of a role. What
    /// they hold is taken for `scopes`, `roles` and `permissions` where these keys are not there.
    #[schemars(with = "Option<OneOrMore>")]
    pub grants: Option<Spanned<OneOrMore>>,

    /// What the resource set of its custom admin roles holds: kinds of resources (`users`, `groups`, `apps`, …), or their names (ORN
    /// or URL).
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub resource_set: Vec<Spanned<String>>,
}

/// One text, or several.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// A standard admin role: its type, or its type and what it is limited to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RoleEntry {
    Everywhere(String),
    Limited(LimitedRole),
}

impl RoleEntry {
    /// The type of the role, as written.
    pub fn name(&self) -> &str {
        match self {
            RoleEntry::Everywhere(name) => name,
            RoleEntry::Limited(limited) => &limited.role,
        }
    }

    /// The groups and apps that it is limited to.
    pub fn targets(&self) -> Vec<String> {
        match self {
            RoleEntry::Everywhere(_) => Vec::new(),
            RoleEntry::Limited(limited) => [limited.groups.as_slice(), &limited.apps].concat(),
        }
    }
}

/// A standard admin role that is limited to groups or apps.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitedRole {
    pub role: String,
    /// Ids or names of groups.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Ids or names of apps.
    #[serde(default)]
    pub apps: Vec<String>,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialName {
    /// An API token (`Authorization: SSWS …`); it acts with the rights of the user who made it.
    ApiToken,
    /// An OAuth 2.0 access token of a service app (client credentials).
    OauthService,
    /// An OAuth 2.0 access token of a signed-in user.
    OauthUser,
    /// No token at all.
    None,
}

/// A helper that sends requests to Okta. Exactly one of `url` and `path` is given, and at most one of `verb` and `verb_argument`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrapperEntry {
    /// What is called: `OktaGateway.Send`, `sendToOkta`, `okta::send`. The last part is the function or method; a type or module
    /// before it must be known to be the receiver.
    #[schemars(with = "String", length(min = 1))]
    pub callee: Spanned<String>,

    /// The argument that is an absolute URL.
    #[schemars(with = "Option<ArgumentName>")]
    pub url: Option<Spanned<ArgumentName>>,

    /// The argument that is a path, appended to `base`.
    #[schemars(with = "Option<ArgumentName>")]
    pub path: Option<Spanned<ArgumentName>>,

    /// The verb that it always sends; `GET` unless this or `verb_argument` is given.
    #[schemars(with = "Option<String>")]
    pub verb: Option<Spanned<String>>,

    /// The argument that is the verb.
    #[schemars(with = "Option<ArgumentName>")]
    pub verb_argument: Option<Spanned<ArgumentName>>,

    /// What the helper puts before the path, such as `/api/v1`.
    #[schemars(with = "Option<String>")]
    pub base: Option<Spanned<String>>,
}

/// An argument of a call: its position, counted from 0, or its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ArgumentName {
    Position(u8),
    Name(String),
}

/// How sure it must be that a call goes to Okta.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ConfidenceName {
    /// Also paths that any application might have.
    Possible,
    /// Paths that only Okta has, and requests by something named or configured for Okta.
    Likely,
    /// Okta's SDKs, Okta's hosts, SSWS tokens.
    Certain,
}

/// Which files are read.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FilesEntry {
    /// Names of folders that are skipped, beside those that always are (`node_modules`, build output, …).
    #[serde(default)]
    pub skip: Vec<String>,

    /// Names of folders that would be skipped and are read all the same.
    #[serde(default)]
    pub keep: Vec<String>,

    /// Globs of test code, mocks and recordings, beside the usual ones.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub tests: Vec<Spanned<String>>,

    /// Larger files are reported, not read. Bytes; 8 MiB unless set.
    #[schemars(range(min = 1))]
    pub max_bytes: Option<u64>,
}

fn fail_on_names(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": ["array", "null"],
        "items": { "type": "string", "enum": super::gate::FailOn::names() },
    })
}

fn lint_levels(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let properties: serde_json::Map<String, serde_json::Value> = crate::lints::all()
        .iter()
        .map(|page| {
            let lint = serde_json::json!({
                "description": page.summary,
                "default": page.level.name(),
                "enum": Level::NAMES,
            });
            (page.id.to_owned(), lint)
        })
        .collect();
    schemars::json_schema!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}
