//! Facts out of Okta's OpenAPI documents: method, path, id, credentials, scopes, lifecycle, Okta's role and permission
//! extensions. No prose is taken over. Importing a document twice gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use yaml_serde::Value as Yaml;

use super::{Credential, Method, Operation, Surface, normal_path};

/// One document's facts, as kept in `rules/catalog/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub api: String,
    /// The document's own version.
    pub release: String,
    /// The day it was published, as `2026-06-29`; the documents themselves do not say it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    pub operations: Vec<Row>,
}

/// One operation. What is empty is left out of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub method: Method,
    pub path: String,
    pub id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    pub credentials: Vec<Credential>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lifecycle: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    #[serde(default, skip_serializing_if = "is_org")]
    pub surface: Surface,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_published: Option<String>,
}

fn is_org(surface: &Surface) -> bool {
    *surface == Surface::Org
}

/// Why a document could not be imported.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ImportError {
    #[error("can't read {path}: {source}")]
    #[diagnostic(
        code(oktalint::catalog::unreadable),
        help("name one of Okta's OpenAPI documents, in YAML or JSON")
    )]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{path} is no YAML: {message}")]
    #[diagnostic(
        code(oktalint::catalog::syntax),
        help("name one of Okta's OpenAPI documents, in YAML or JSON")
    )]
    Syntax { path: PathBuf, message: String },
    #[error("{path} nests deeper than {DEEPEST} brackets")]
    #[diagnostic(
        code(oktalint::catalog::too_deep),
        help("name one of Okta's OpenAPI documents, in YAML or JSON")
    )]
    TooDeep { path: PathBuf },
    #[error("{path} is not what an import wrote: {message}")]
    #[diagnostic(
        code(oktalint::catalog::kept),
        help(
            "operations of earlier releases are kept in it: mend it, or import into another folder"
        )
    )]
    Kept { path: PathBuf, message: String },
    #[error("{path} is no OpenAPI document: {what}")]
    #[diagnostic(
        code(oktalint::catalog::no_openapi),
        help("it needs `info.version` and `paths`")
    )]
    NoOpenApi { path: PathBuf, what: String },
}

/// Reads a document. The API's name is the file's, without its ending and without a release behind a dash and a digit
/// (`management-2024.06.1.yaml` is `management`).
///
/// # Errors
/// If the file can't be read, or is no OpenAPI document.
pub fn read(path: &Path) -> Result<Document, ImportError> {
    let text = read_text(path).map_err(|source| ImportError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let stem = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    parse(&api_name(stem), &text, path)
}

/// The text of a file that is no larger than such documents are.
fn read_text(path: &Path) -> std::io::Result<String> {
    const MOST_BYTES: u64 = 64 << 20;
    let mut text = String::new();
    let file = std::fs::File::open(path)?;
    file.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    match text.len() as u64 > MOST_BYTES {
        true => Err(std::io::Error::other("it is larger than 64 MiB")),
        false => Ok(text),
    }
}

/// Okta's documents open five at once. What reads YAML takes time that grows with the square of the depth.
const DEEPEST: usize = 1_000;

/// How many brackets are open at once, at most; those in texts are counted with the others.
fn opened_at_once(text: &str) -> usize {
    let mut open: usize = 0;
    let mut most = 0;
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.saturating_sub(1),
            _ => continue,
        }
        most = most.max(open);
    }
    most
}

fn api_name(stem: &str) -> String {
    match stem.split_once('-') {
        Some((name, rest)) if rest.starts_with(|c: char| c.is_ascii_digit()) => name.to_owned(),
        _ => stem.to_owned(),
    }
}

/// Reads the text of a document; `path` is named in errors.
///
/// # Errors
/// If it is no OpenAPI document.
pub fn parse(api: &str, text: &str, path: &Path) -> Result<Document, ImportError> {
    let syntax = |message: String| ImportError::Syntax {
        path: path.to_owned(),
        message,
    };
    if opened_at_once(text) > DEEPEST {
        return Err(ImportError::TooDeep {
            path: path.to_owned(),
        });
    }
    let root: Yaml = yaml_serde::from_str(text).map_err(|error| syntax(error.to_string()))?;
    let no_openapi = |what: &str| ImportError::NoOpenApi {
        path: path.to_owned(),
        what: what.to_owned(),
    };
    let release = root
        .get("info")
        .and_then(|info| info.get("version"))
        .ok_or_else(|| no_openapi("no info.version"))?;
    let release = text_of(release);
    let paths = root
        .get("paths")
        .and_then(Yaml::as_mapping)
        .ok_or_else(|| no_openapi("no paths"))?;
    let mut operations = Vec::new();
    for (template, item) in paths {
        let Some(template) = template.as_str() else {
            continue;
        };
        for method in Method::ALL {
            let Some(operation) = item.get(method.as_str().to_ascii_lowercase().as_str()) else {
                continue;
            };
            let id = operation.get("operationId").and_then(Yaml::as_str);
            let id =
                id.ok_or_else(|| no_openapi(&format!("{method} {template} has no operationId")))?;
            operations.push(row(api, &root, item, operation, method, template, id));
        }
    }
    operations.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    Ok(Document {
        api: api.to_owned(),
        release,
        date: String::new(),
        operations,
    })
}

fn row(
    api: &str,
    root: &Yaml,
    item: &Yaml,
    operation: &Yaml,
    method: Method,
    path: &str,
    id: &str,
) -> Row {
    let security = operation.get("security").or_else(|| root.get("security"));
    let (credentials, scopes) = credentials(root, security);
    let servers = operation
        .get("servers")
        .or_else(|| item.get("servers"))
        .is_some();
    Row {
        method,
        path: path.to_owned(),
        id: id.to_owned(),
        tag: strings(operation.get("tags"))
            .into_iter()
            .next()
            .unwrap_or_default(),
        scopes,
        credentials,
        lifecycle: operation
            .get("x-okta-lifecycle")
            .and_then(|lifecycle| lifecycle.get("lifecycle"))
            .map(text_of)
            .unwrap_or_default(),
        deprecated: operation
            .get("deprecated")
            .and_then(Yaml::as_bool)
            .unwrap_or_default(),
        surface: match api {
            "oag" => Surface::Oag,
            "opa" => Surface::Opa,
            // The only operations with a server of their own are those of disaster recovery.
            _ if servers => Surface::DisasterRecovery,
            _ => Surface::Org,
        },
        query: query_names(root, item, operation),
        roles: strings(operation.get("x-okta-iam-admin-roles")),
        permissions: strings(operation.get("x-okta-iam-permissions")),
        last_published: None,
    }
}

/// Accepted credentials, and the scopes of the OAuth alternative. In Okta's documents no operation has two of those.
fn credentials(root: &Yaml, security: Option<&Yaml>) -> (Vec<Credential>, Vec<String>) {
    let mut credentials = BTreeSet::new();
    let mut scopes = Vec::new();
    let alternatives = security
        .and_then(Yaml::as_sequence)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for alternative in alternatives {
        // `{}` among the alternatives: no credential is needed.
        if alternative.as_mapping().is_some_and(|all| all.is_empty()) {
            credentials.insert(Credential::None);
        }
        for (scheme, needed) in alternative.as_mapping().into_iter().flatten() {
            let scheme = scheme.as_str().unwrap_or_default();
            let kind = root
                .get("components")
                .and_then(|components| components.get("securitySchemes")?.get(scheme)?.get("type"))
                .map(text_of)
                .unwrap_or_default();
            credentials.insert(match kind.as_str() {
                "apiKey" => Credential::ApiToken,
                "oauth2" => {
                    scopes = strings(Some(needed));
                    Credential::Oauth2
                }
                _ => Credential::Other,
            });
        }
    }
    if credentials.is_empty() {
        credentials.insert(Credential::None);
    }
    scopes.sort();
    (credentials.into_iter().collect(), scopes)
}

fn query_names(root: &Yaml, item: &Yaml, operation: &Yaml) -> Vec<String> {
    let mut names = BTreeSet::new();
    let lists = [item.get("parameters"), operation.get("parameters")];
    for parameter in lists
        .into_iter()
        .flatten()
        .filter_map(Yaml::as_sequence)
        .flatten()
    {
        let parameter = match parameter.get("$ref").and_then(Yaml::as_str) {
            Some(reference) => resolve(root, reference),
            None => Some(parameter),
        };
        if let Some(parameter) = parameter
            && parameter.get("in").and_then(Yaml::as_str) == Some("query")
        {
            names.extend(parameter.get("name").map(text_of));
        }
    }
    names.into_iter().collect()
}

fn resolve<'a>(root: &'a Yaml, reference: &str) -> Option<&'a Yaml> {
    reference
        .strip_prefix("#/")?
        .split('/')
        .try_fold(root, |at, part| at.get(part))
}

fn strings(value: Option<&Yaml>) -> Vec<String> {
    value
        .and_then(Yaml::as_sequence)
        .into_iter()
        .flatten()
        .map(text_of)
        .collect()
}

fn text_of(value: &Yaml) -> String {
    match value {
        Yaml::String(text) => text.clone(),
        Yaml::Number(number) => number.to_string(),
        Yaml::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

impl Document {
    /// Keeps operations that this release dropped, with the release that had them last.
    pub fn keep_dropped(&mut self, earlier: &Document) {
        let known: BTreeSet<(Method, String)> = self
            .operations
            .iter()
            .map(|row| (row.method, normal_path(&row.path)))
            .collect();
        for row in &earlier.operations {
            if !known.contains(&(row.method, normal_path(&row.path))) {
                let mut row = row.clone();
                row.last_published
                    .get_or_insert_with(|| earlier.release.clone());
                self.operations.push(row);
            }
        }
        self.operations
            .sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    }

    /// The file's text: one operation a line.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        // Writing to a string can't fail.
        let _ = writeln!(
            json,
            "{{\"api\":{},\"release\":{},\"date\":{},\"operations\":[",
            to_json(&self.api),
            to_json(&self.release),
            to_json(&self.date)
        );
        for (at, row) in self.operations.iter().enumerate() {
            let end = if at + 1 < self.operations.len() {
                ","
            } else {
                ""
            };
            let _ = writeln!(json, "{}{end}", to_json(row));
        }
        json.push_str("]}\n");
        json
    }

    /// The operations as the catalog has them.
    pub fn into_operations(self) -> Vec<Operation> {
        let api = self.api;
        self.operations
            .into_iter()
            .map(|row| Operation {
                operation_id: row.id,
                // A dropped operation may be gone: it is told apart from those that are documented now.
                api: if row.last_published.is_some() {
                    "retired".to_owned()
                } else {
                    api.clone()
                },
                method: row.method,
                path: row.path,
                tag: row.tag,
                scopes: row.scopes,
                credentials: row.credentials,
                lifecycle: row.lifecycle,
                deprecated: row.deprecated || row.last_published.is_some(),
                surface: row.surface,
                query: row.query,
                okta_roles: row.roles,
                okta_permissions: row.permissions,
                last_published: row.last_published,
                token: None,
                sources: Vec::new(),
            })
            .collect()
    }
}

/// Serialisation that can't fail for the types used here: strings, lists, names.
fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Imports documents. Of one API the newest release counts, be it a document or the file that `folder` has already; operations that
/// only earlier ones list are kept. So is the day of a release that the file has already, unless `date` says it. Returns API → the
/// file's text.
///
/// # Errors
/// If a document, or the file that is there, can't be read.
pub fn run(
    paths: &[PathBuf],
    folder: &Path,
    date: Option<&str>,
) -> Result<BTreeMap<String, String>, ImportError> {
    let mut by_api: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    for path in paths {
        let document = read(path)?;
        by_api
            .entry(document.api.clone())
            .or_default()
            .push(document);
    }
    let mut files = BTreeMap::new();
    for (api, mut documents) in by_api {
        let kept = kept(&folder.join(format!("{api}.json")))?;
        for document in &mut documents {
            let known = kept
                .as_ref()
                .filter(|kept| kept.release == document.release);
            let known = known.map(|kept| kept.date.as_str());
            document.date = date.or(known).unwrap_or_default().to_owned();
        }
        // The sort is stable: a document outranks the file of the same release.
        documents.splice(0..0, kept);
        documents.sort_by_key(|document| version(&document.release));
        if let Some(mut newest) = documents.pop() {
            for earlier in documents.iter().rev() {
                newest.keep_dropped(earlier);
            }
            files.insert(api, newest.to_json());
        }
    }
    Ok(files)
}

/// The file of an earlier import, if there is one.
fn kept(path: &Path) -> Result<Option<Document>, ImportError> {
    let text = match read_text(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(ImportError::Unreadable {
                path: path.to_owned(),
                source,
            });
        }
    };
    let document = serde_json::from_str(&text).map_err(|error| ImportError::Kept {
        path: path.to_owned(),
        message: error.to_string(),
    })?;
    Ok(Some(document))
}

/// The numbers of a release, so that 2024.10 comes after 2024.9.
fn version(release: &str) -> Vec<u64> {
    release
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect()
}
