//! From the text of a configuration file to a [`Config`]: every mistake of the file is found, each with its place.

mod gate;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use super::error::{Mistake, nearest_help};
use super::file::{
    ArgumentName, ConfidenceName, ConfigFile, LimitedRole, OneOrMore, RoleEntry, TokenEntry,
    WrapperEntry,
};
use super::globs::PathGlobs;
use super::{Config, Places, RoleAssignment, Token, Wrapper, WrapperTarget, WrapperVerb, schema};
use crate::call::{Confidence, Location, SourceFile};
use crate::catalog::{self, Catalog};
use crate::grants::{Declaration, exports};
use crate::ir::Span;
use crate::roles::{Roles, StandardRole};
use crate::scopes;
use crate::syntax::Language;

/// Bytes of a line, and of a glob. What shows mistakes can't underline a place beyond some 65,000 columns.
const LONGEST_LINE: usize = 10_000;
const LONGEST_GLOB: usize = 1_000;

/// How deep the alternatives of a glob may nest: what compiles globs panics on very deep ones.
const DEEPEST_GLOB: usize = 10;

/// Beyond so many mistakes nothing is looked for any more that may have been meant.
const MOST_EXPLAINED: usize = 100;

/// The verbs that a wrapper may send.
const VERBS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// The names that Okta gives to what a token may be allowed.
#[derive(Debug, Default)]
pub struct Vocabulary {
    pub scopes: BTreeSet<String>,
}

impl Vocabulary {
    /// The names that the program knows.
    pub fn embedded() -> Vocabulary {
        // Scopes that Okta once had are no slip of the pen; a lint says that they are gone.
        let operations = Catalog::embedded().operations().iter();
        let once = operations
            .flat_map(|operation| &operation.scopes)
            .map(String::as_str);
        let scopes = Catalog::embedded().scopes().chain(once);
        let own = Roles::embedded().all_self_scopes();
        Vocabulary {
            scopes: scopes.chain(own).map(str::to_owned).collect(),
        }
    }
}

/// Reads and checks the text; what it does not set stays as in `base`.
///
/// # Errors
/// All mistakes, in the order of the file; at least one.
pub fn resolve(
    source: &Arc<SourceFile>,
    vocabulary: &Vocabulary,
    base: Config,
) -> Result<Config, Vec<Mistake>> {
    let text = &source.text;
    if let Some(number) = text.lines().position(|line| line.len() > LONGEST_LINE) {
        return Err(vec![too_long(number + 1)]);
    }
    let table = DeTable::parse(text).map_err(|error| vec![malformed(&error, text)])?;
    let unknown = schema::unknown_names(&table);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let file: ConfigFile = toml::from_str(text).map_err(|error| vec![malformed(&error, text)])?;
    let mut resolver = Resolver {
        source,
        vocabulary,
        mistakes: Vec::new(),
    };
    let config = resolver.config(file, base);
    let mut mistakes = resolver.mistakes;
    if mistakes.is_empty() {
        return Ok(config);
    }
    mistakes.sort_by_key(|mistake| mistake.span.start);
    Err(mistakes)
}

fn too_long(line: usize) -> Mistake {
    Mistake {
        code: "long-line",
        message: format!("line {line} has more than {LONGEST_LINE} bytes"),
        label: "the file".to_owned(),
        span: 0..0,
        help: Some("an array may be written over several lines".to_owned()),
    }
}

fn malformed(error: &toml::de::Error, text: &str) -> Mistake {
    Mistake {
        code: "malformed",
        message: "not a well-formed configuration".to_owned(),
        label: error.message().lines().collect::<Vec<_>>().join(", "),
        span: error.span().unwrap_or(text.len()..text.len()),
        help: Some("`oktalint schema config` prints what may stand here".to_owned()),
    }
}

impl From<ConfidenceName> for Confidence {
    fn from(name: ConfidenceName) -> Self {
        match name {
            ConfidenceName::Possible => Confidence::Possible,
            ConfidenceName::Likely => Confidence::Likely,
            ConfidenceName::Certain => Confidence::Certain,
        }
    }
}

pub(super) struct Resolver<'v> {
    pub(super) source: &'v Arc<SourceFile>,
    pub(super) vocabulary: &'v Vocabulary,
    mistakes: Vec<Mistake>,
}

impl Resolver<'_> {
    fn config(&mut self, file: ConfigFile, base: Config) -> Config {
        let tokens = self.tokens(file.token, &base.base);
        let wrappers = file
            .wrapper
            .into_iter()
            .filter_map(|entry| self.wrapper(entry));
        let wrappers = wrappers.collect();
        let levels = file.lints.into_iter();
        Config {
            tokens,
            wrappers,
            exclude: self.globs(&file.exclude),
            org_hosts: file
                .org_hosts
                .iter()
                .filter_map(|host| self.host(host))
                .collect(),
            min_confidence: file
                .min_confidence
                .map_or(base.min_confidence, Confidence::from),
            include_tests: file.include_tests.unwrap_or(base.include_tests),
            skip: file.files.skip,
            keep: file.files.keep,
            tests: self.globs(&file.files.tests),
            max_bytes: file.files.max_bytes.unwrap_or(base.max_bytes),
            levels: levels.map(|(id, level)| (id.into_inner(), level)).collect(),
            gate: self.gate(file.gate, &base),
            approvals: self.approvals(file.approve),
            require_reason: file
                .suppressions
                .require_reason
                .unwrap_or(base.require_reason),
            overrides: self.overrides(file.overrides),
            ..base
        }
    }

    fn tokens(&mut self, entries: Vec<TokenEntry>, folder: &Path) -> Vec<Token> {
        let mut names = BTreeSet::new();
        let mut fallback: Option<String> = None;
        let mut tokens = Vec::new();
        for entry in entries {
            let name = entry.name.get_ref().trim().to_owned();
            if name.is_empty() {
                self.mistake(
                    "empty-name",
                    entry.name.span(),
                    "a token needs a name",
                    "empty",
                    None,
                );
            } else if !names.insert(name.clone()) {
                let help = "reports tell tokens apart by their names".to_owned();
                self.mistake(
                    "repeated-name",
                    entry.name.span(),
                    &format!("two tokens are named `{name}`"),
                    "second",
                    Some(help),
                );
            }
            if entry.paths.is_none() {
                if let Some(first) = &fallback {
                    let help =
                        "give one of them `paths`, the globs of the files whose calls use it";
                    self.mistake(
                        "ambiguous-token",
                        entry.name.span(),
                        &format!("neither `{first}` nor `{name}` has `paths`: nobody can tell which is used"),
                        "second token without `paths`",
                        Some(help.to_owned()),
                    );
                }
                fallback.get_or_insert_with(|| name.clone());
            }
            let places = Places {
                scopes: self.places(entry.scopes.iter().flatten(), String::clone),
                roles: self.places(entry.roles.iter().flatten(), |role| type_of(role.name())),
            };
            let granted = entry.grants.map(|files| self.exports(&files, folder));
            let mut token = Token {
                name,
                places,
                paths: entry.paths.map(|paths| self.globs(&paths)),
                credential: entry.credential,
                scopes: entry.scopes.map(|scopes| self.scopes(&scopes)),
                roles: entry.roles.map(|roles| self.roles(&roles)),
                permissions: entry
                    .permissions
                    .map(|permissions| self.permissions(&permissions, &entry.resource_set)),
                resources: distinct(&entry.resource_set),
            };
            for declaration in granted.into_iter().flatten() {
                token.complete(&declaration);
            }
            tokens.push(token);
        }
        tokens
    }

    /// What saved answers of an org say. A file that can't be read, or is none, is a mistake.
    fn exports(&mut self, files: &Spanned<OneOrMore>, folder: &Path) -> Vec<Declaration> {
        let paths = match files.get_ref() {
            OneOrMore::One(path) => std::slice::from_ref(path),
            OneOrMore::More(paths) => paths.as_slice(),
        };
        let mut declarations = Vec::new();
        for path in paths {
            let read = read_limited(&folder.join(path)).map_err(|error| error.to_string());
            let file = read.map(|text| {
                Arc::new(SourceFile::new(
                    path.clone(),
                    Language::Text("json"),
                    text,
                    false,
                ))
            });
            let found =
                file.and_then(|file| exports::read(&file).map_err(|error| error.to_string()));
            match found {
                Ok(found) => declarations.extend(found),
                Err(error) => self.mistake(
                    "bad-grants",
                    files.span(),
                    &format!("`{path}` can't be taken for what the org grants: {error}"),
                    "this file",
                    Some("save the answer of `GET /api/v1/apps/{appId}/grants`, of a list of role assignments, or of a role's permissions".to_owned()),
                ),
            }
        }
        declarations
    }

    /// Where names are declared: the first place of each.
    fn places<'e, T: 'e>(
        &self,
        entries: impl Iterator<Item = &'e Spanned<T>>,
        name: impl Fn(&T) -> String,
    ) -> BTreeMap<String, Location> {
        let mut places = BTreeMap::new();
        for entry in entries {
            let location = Location {
                file: Arc::clone(self.source),
                span: Span::new(entry.span().start, entry.span().end),
            };
            places.entry(name(entry.get_ref())).or_insert(location);
        }
        places
    }

    /// The scopes without repetitions; those of Okta must be known, so that a slip of the pen is not taken for a grant.
    fn scopes(&mut self, names: &[Spanned<String>]) -> Vec<String> {
        let mut kept = Vec::new();
        for name in names {
            let text = name.get_ref();
            let known = &self.vocabulary.scopes;
            if !scopes::is_oktas(text) || known.contains(text) {
                add(&mut kept, text);
                continue;
            }
            let release = catalog::release();
            let known = known.iter().map(String::as_str);
            let help = self.meant(text, known).unwrap_or_else(|| {
                "`oktalint catalog search okta.` lists operations with their scopes".to_owned()
            });
            self.mistake(
                "unknown-scope",
                name.span(),
                &format!("Okta has no scope `{text}`"),
                &format!("no operation needs it (catalog {release})"),
                Some(help),
            );
        }
        kept
    }

    fn roles(&mut self, entries: &[Spanned<RoleEntry>]) -> Vec<RoleAssignment> {
        let mut kept = Vec::new();
        for entry in entries {
            let name = entry.get_ref().name();
            let targets = entry.get_ref().targets();
            let Some(role) = Roles::embedded().role(&name.to_ascii_uppercase()) else {
                let names = Roles::embedded().standard().iter();
                let help = nearest_help(name, names.map(|role| role.type_id.as_str()));
                self.mistake(
                    "unknown-role",
                    entry.span(),
                    &format!("Okta has no standard role `{name}`"),
                    "not a type of standard role",
                    help.or_else(|| {
                        Some("custom roles are declared by their `permissions`".to_owned())
                    }),
                );
                continue;
            };
            if let RoleEntry::Limited(limited) = entry.get_ref() {
                self.targets(role, limited, entry.span());
            }
            kept.push(RoleAssignment {
                role: role.type_id.clone(),
                targets,
            });
        }
        kept
    }

    /// Targets must be of the kind that the role can be limited to.
    fn targets(&mut self, role: &StandardRole, limited: &LimitedRole, span: Range<usize>) {
        let given = [("groups", &limited.groups), ("apps", &limited.apps)];
        for (kind, targets) in given {
            if !targets.is_empty() && role.scope != kind {
                self.mistake(
                    "bad-target",
                    span.clone(),
                    &format!("{} can't be limited to {kind}", role.type_id),
                    "this role",
                    Some(format!(
                        "`oktalint explain {}` says what it can be limited to",
                        role.type_id
                    )),
                );
            }
        }
    }

    /// Permissions that exist, and that the resource set has resources for.
    fn permissions(
        &mut self,
        names: &[Spanned<String>],
        resources: &[Spanned<String>],
    ) -> Vec<String> {
        let roles = Roles::embedded();
        let kinds: Vec<Option<&str>> = resources
            .iter()
            .map(|resource| roles.resource_kind(resource.get_ref()))
            .collect();
        let mut kept = Vec::new();
        for name in names {
            let text = name.get_ref();
            let Some(permission) = roles.permission(text) else {
                let all = roles.permissions().iter().map(|one| one.id.as_str());
                let help = self.meant(text, all);
                self.mistake(
                    "unknown-permission",
                    name.span(),
                    &format!("Okta has no permission `{text}` for custom roles"),
                    "not a permission",
                    help.or_else(|| Some("permissions are not scopes: `oktalint explain SCOPE` names those about the same things".to_owned())),
                );
                continue;
            };
            let has_kind =
                |kind: &Option<&str>| kind.is_none_or(|kind| kind == permission.resource);
            if !kinds.is_empty() && !kinds.iter().any(has_kind) {
                self.mistake(
                    "useless-permission",
                    name.span(),
                    &format!(
                        "`{text}` grants nothing: it holds for {}, and the resource set has none",
                        permission.resource
                    ),
                    &format!("holds for {}", permission.resource),
                    Some(format!(
                        "add `{}` to `resource_set`, or drop the permission",
                        permission.resource
                    )),
                );
            }
            add(&mut kept, &permission.id);
        }
        kept
    }

    /// What may have been meant by a wrong name.
    fn meant<'n>(&self, wrong: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
        let is_explained = self.mistakes.len() < MOST_EXPLAINED;
        is_explained.then(|| nearest_help(wrong, names)).flatten()
    }

    /// Whether a glob is short and flat enough to be compiled; a mistake if it isn't.
    pub(super) fn can_be_compiled(&mut self, glob: &Spanned<String>) -> bool {
        let text = glob.get_ref();
        let too_much = if text.len() > LONGEST_GLOB {
            format!("a glob of more than {LONGEST_GLOB} bytes")
        } else if depth(text) > DEEPEST_GLOB {
            format!("alternatives that nest deeper than {DEEPEST_GLOB}")
        } else {
            return true;
        };
        let help = Some("several globs may stand in one list".to_owned());
        self.mistake("bad-glob", glob.span(), &too_much, "too much", help);
        false
    }

    pub(super) fn globs(&mut self, globs: &[Spanned<String>]) -> PathGlobs {
        if !globs.iter().all(|glob| self.can_be_compiled(glob)) {
            return PathGlobs::default();
        }
        match PathGlobs::new(globs.iter().map(|glob| glob.get_ref().as_str())) {
            Ok(compiled) => compiled,
            Err((at, error)) => {
                if let Some(glob) = globs.get(at) {
                    self.mistake(
                        "bad-glob",
                        glob.span(),
                        "not a well-formed glob",
                        &error.kind().to_string(),
                        Some("`*` matches within a folder, `**` across folders".to_owned()),
                    );
                }
                PathGlobs::default()
            }
        }
    }

    fn host(&mut self, host: &Spanned<String>) -> Option<String> {
        let text = host.get_ref().to_ascii_lowercase();
        let is_label = |label: &str| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        if text.contains('.') && text.split('.').all(is_label) {
            return Some(text);
        }
        self.mistake(
            "bad-host",
            host.span(),
            "not a host name",
            "not a host name",
            Some("write the host alone, such as `login.example.com`".to_owned()),
        );
        None
    }

    fn wrapper(&mut self, entry: WrapperEntry) -> Option<Wrapper> {
        let callee = entry.callee.get_ref();
        let parts: Vec<&str> = callee
            .split(['.', ':'])
            .filter(|part| !part.is_empty())
            .collect();
        let is_name = |part: &&str| {
            part.chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '$')
        };
        let Some(name) = parts.last().filter(|_| parts.iter().all(is_name)) else {
            self.mistake(
                "bad-callee",
                entry.callee.span(),
                "not the name of a function or method",
                "not a name",
                Some("write `Type.Method`, `module::function` or `function`".to_owned()),
            );
            return None;
        };
        let owner = callee[..callee.len() - name.len()].trim_end_matches(['.', ':']);
        let target = self.target(&entry)?;
        let verb = self.verb(&entry)?;
        Some(Wrapper {
            owner: owner.to_owned(),
            name: (*name).to_owned(),
            target,
            verb,
        })
    }

    fn target(&mut self, entry: &WrapperEntry) -> Option<WrapperTarget> {
        let base = entry.base.as_ref().map(|base| base.get_ref().as_str());
        if let Some(base) = &entry.base
            && !["/", "https://", "http://"]
                .iter()
                .any(|start| base.get_ref().starts_with(start))
        {
            self.mistake(
                "bad-base",
                base.span(),
                "a base is a path or an absolute URL",
                "begins with neither `/` nor `https://`",
                None,
            );
            return None;
        }
        match (&entry.url, &entry.path) {
            (Some(url), None) if base.is_none() => Some(WrapperTarget::Url(self.argument(url)?)),
            (None, Some(path)) => Some(WrapperTarget::Path {
                argument: self.argument(path)?,
                base: base.unwrap_or_default().to_owned(),
            }),
            (url, _) => {
                let (message, at) = match url {
                    Some(url) => (
                        "`url` stands alone: it excludes `path` and `base`",
                        url.span(),
                    ),
                    None => ("one of `url` and `path` is needed", entry.callee.span()),
                };
                self.mistake("bad-wrapper", at, message, "this wrapper", None);
                None
            }
        }
    }

    fn verb(&mut self, entry: &WrapperEntry) -> Option<WrapperVerb> {
        match (&entry.verb, &entry.verb_argument) {
            (None, None) => Some(WrapperVerb::Always("GET".to_owned())),
            (None, Some(argument)) => self.argument(argument).map(WrapperVerb::Argument),
            (Some(verb), None) => {
                let upper = verb.get_ref().to_ascii_uppercase();
                if VERBS.contains(&upper.as_str()) {
                    return Some(WrapperVerb::Always(upper));
                }
                let help = nearest_help(&upper, VERBS);
                self.mistake(
                    "unknown-verb",
                    verb.span(),
                    "not an HTTP verb",
                    "unknown verb",
                    help,
                );
                None
            }
            (Some(_), Some(argument)) => {
                let message = "`verb` and `verb_argument` exclude each other";
                self.mistake("bad-wrapper", argument.span(), message, "second", None);
                None
            }
        }
    }

    fn argument(&mut self, argument: &Spanned<ArgumentName>) -> Option<ArgumentName> {
        match argument.get_ref() {
            ArgumentName::Name(name) if name.is_empty() => {
                let message = "an argument is named or numbered";
                self.mistake("bad-wrapper", argument.span(), message, "empty", None);
                None
            }
            named => Some(named.clone()),
        }
    }

    pub(super) fn mistake(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: &str,
        label: &str,
        help: Option<String>,
    ) {
        self.mistakes.push(Mistake {
            code,
            message: message.to_owned(),
            label: label.to_owned(),
            span,
            help,
        });
    }
}

/// The text of a file that is no larger than such files are.
fn read_limited(path: &Path) -> std::io::Result<String> {
    const MOST_BYTES: u64 = 16 << 20;
    let file = std::fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is no file"));
    }
    let mut text = String::new();
    file.take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// How deep the alternatives of a glob nest, at most.
fn depth(glob: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for c in glob.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The type of a standard role as the API spells it; what is none stays as it is.
fn type_of(name: &str) -> String {
    let role = Roles::embedded().role(&name.to_ascii_uppercase());
    role.map_or(name, |role| &role.type_id).to_owned()
}

/// The names without repetitions, in their order.
fn distinct(names: &[Spanned<String>]) -> Vec<String> {
    let mut kept = Vec::new();
    for name in names {
        add(&mut kept, name.get_ref());
    }
    kept
}

fn add(kept: &mut Vec<String>, name: &str) {
    if !kept.iter().any(|other| other == name) {
        kept.push(name.to_owned());
    }
}
