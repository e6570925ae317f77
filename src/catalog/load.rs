//! Reads the embedded data sets.

use std::collections::HashMap;

use serde::Deserialize;

use super::import::Document;
use super::{
    Catalog, Credential, Method, Operation, OperationId, SeenRoute, Surface, TokenNeed, normal_path,
};

/// The files of `rules/catalog/`, by name.
pub(super) const DATA: [(&str, &str); 13] = [
    (
        "catalog/management",
        include_str!("../../rules/catalog/management.json"),
    ),
    (
        "catalog/oauth",
        include_str!("../../rules/catalog/oauth.json"),
    ),
    (
        "catalog/myaccount",
        include_str!("../../rules/catalog/myaccount.json"),
    ),
    (
        "catalog/governance",
        include_str!("../../rules/catalog/governance.json"),
    ),
    ("catalog/oag", include_str!("../../rules/catalog/oag.json")),
    ("catalog/opa", include_str!("../../rules/catalog/opa.json")),
    (
        "catalog/authn",
        include_str!("../../rules/catalog/authn.json"),
    ),
    (
        "catalog/unlisted",
        include_str!("../../rules/catalog/unlisted.json"),
    ),
    (
        "catalog/retired",
        include_str!("../../rules/catalog/retired.json"),
    ),
    (
        "catalog/renames",
        include_str!("../../rules/catalog/renames.json"),
    ),
    (
        "catalog/undocumented",
        include_str!("../../rules/catalog/undocumented.json"),
    ),
    ("catalog/hosts", super::hosts::TEXT),
    (
        "catalog/common-words",
        include_str!("../../rules/catalog/common-words.txt"),
    ),
];

/// A file kept by hand: operations with their sources.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHand {
    #[expect(dead_code, reason = "provenance reads it")]
    release: String,
    #[expect(dead_code, reason = "provenance reads it")]
    date: String,
    operations: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    method: Method,
    path: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    credentials: Vec<Credential>,
    #[serde(default)]
    lifecycle: String,
    #[serde(default)]
    token: Option<TokenNeed>,
    #[serde(default)]
    last_published: Option<String>,
    sources: Vec<String>,
}

#[derive(Deserialize)]
struct Renames {
    /// Old name, method and path now, and the last document that has the old name.
    renames: Vec<(String, Method, String, String)>,
}

#[derive(Deserialize)]
struct Undocumented {
    sources: HashMap<String, String>,
    /// Method, path, and which source.
    routes: Vec<(Method, String, String)>,
}

impl Undocumented {
    fn into_routes(self) -> Vec<SeenRoute> {
        let Undocumented { sources, routes } = self;
        let seen = |(method, path, source): (Method, String, String)| SeenRoute {
            method,
            path,
            source: sources.get(&source).cloned().unwrap_or(source),
        };
        routes.into_iter().map(seen).collect()
    }
}

/// The embedded catalog. The data is checked by tests; a file that could not be read would be empty.
pub(super) fn embedded() -> Catalog {
    let mut catalog = Catalog {
        scope_rules: toml::from_str(include_str!("../../rules/catalog/scopes.toml"))
            .unwrap_or_default(),
        ..Catalog::default()
    };
    let mut renames = None;
    for (name, text) in DATA {
        match name {
            "catalog/authn" | "catalog/unlisted" | "catalog/retired" => {
                let api = name.trim_start_matches("catalog/");
                if let Ok(file) = serde_json::from_str::<ByHand>(text) {
                    catalog.operations.extend(
                        file.operations
                            .into_iter()
                            .map(|entry| entry.operation(api)),
                    );
                }
            }
            "catalog/renames" => renames = serde_json::from_str::<Renames>(text).ok(),
            "catalog/undocumented" => {
                if let Ok(file) = serde_json::from_str::<Undocumented>(text) {
                    catalog.undocumented = file.into_routes();
                }
            }
            "catalog/common-words" => {
                catalog.common_words = text
                    .lines()
                    .filter(|line| !line.starts_with('#'))
                    .flat_map(str::split_whitespace)
                    .collect();
            }
            _ => {
                if let Ok(document) = serde_json::from_str::<Document>(text) {
                    catalog.operations.extend(document.into_operations());
                }
            }
        }
    }
    catalog.index(renames.map(|file| file.renames).unwrap_or_default());
    catalog
}

impl Entry {
    fn operation(self, api: &str) -> Operation {
        Operation {
            operation_id: self.id,
            api: api.to_owned(),
            method: self.method,
            path: self.path,
            tag: String::new(),
            scopes: self.scopes,
            credentials: self.credentials,
            lifecycle: self.lifecycle,
            deprecated: self.last_published.is_some(),
            surface: Surface::Org,
            query: Vec::new(),
            okta_roles: Vec::new(),
            okta_permissions: Vec::new(),
            last_published: self.last_published,
            token: self.token,
            sources: self.sources,
        }
    }
}

impl Catalog {
    /// A catalog of one document, for comparing releases.
    pub fn of_document(document: Document) -> Catalog {
        let mut catalog = Catalog {
            operations: document.into_operations(),
            ..Catalog::default()
        };
        catalog.index(Vec::new());
        catalog
    }

    fn index(&mut self, renames: Vec<(String, Method, String, String)>) {
        let mut by_name: HashMap<String, Vec<OperationId>> = HashMap::new();
        for (id, operation) in (0u32..).map(OperationId).zip(&self.operations) {
            by_name
                .entry(operation.operation_id.clone())
                .or_default()
                .push(id);
            self.trie.insert(&operation.path, id, operation.surface);
            if operation.surface == Surface::Org {
                let mut segments = operation.path.split('/').filter(|part| !part.is_empty());
                if let Some(first) = segments.next() {
                    self.roots.insert(match segments.next() {
                        Some(second) if !second.starts_with('{') => format!("{first}/{second}"),
                        _ => first.to_owned(),
                    });
                }
                // Documents come before hand-kept files: what is documented wins.
                self.by_route
                    .entry((operation.method, normal_path(&operation.path)))
                    .or_insert(id);
            }
        }
        // An SDK calls operations of other hosts by the same client; where two hosts share a route, the org's own counts.
        for (id, operation) in (0u32..).map(OperationId).zip(&self.operations) {
            self.by_route
                .entry((operation.method, normal_path(&operation.path)))
                .or_insert(id);
        }
        self.by_name = by_name;
        for (id, route) in (0u32..).map(OperationId).zip(&self.undocumented) {
            self.undocumented_trie.insert(&route.path, id, Surface::Org);
        }
        for (old, method, path, _) in renames {
            if let Some(id) = self.by_route(method, &path) {
                self.old_names.entry(id).or_default().push(old.clone());
                let entry = self.renames.entry(old).or_default();
                if !entry.contains(&id) {
                    entry.push(id);
                }
            }
        }
    }
}
