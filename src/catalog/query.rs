//! Looking things up in the catalog by name and word.

use super::path::Written;
use super::{Catalog, Credential, Method, Operation, OperationId, SeenRoute};

/// Operations that a person's word for one may mean: its id in any API, an old name, or `METHOD /path`.
pub fn show(catalog: &Catalog, name: &str) -> Vec<OperationId> {
    if let Some((method, path)) = name.split_once(char::is_whitespace)
        && let Ok(method) = method.parse::<Method>()
    {
        return catalog.by_route(method, path.trim()).into_iter().collect();
    }
    let found = catalog.by_name(name);
    if !found.is_empty() {
        return found;
    }
    let renamed = catalog.renamed(name);
    if !renamed.is_empty() {
        return renamed;
    }
    catalog
        .iter()
        .filter(|(_, operation)| operation.operation_id.eq_ignore_ascii_case(name))
        .map(|(id, _)| id)
        .collect()
}

/// The route that `METHOD /path` names, if no document lists it but it was seen once.
pub fn seen<'a>(catalog: &'a Catalog, name: &str) -> Option<&'a SeenRoute> {
    let (method, path) = name.split_once(char::is_whitespace)?;
    let method = method.parse::<Method>().ok()?;
    catalog.undocumented(Some(method), &Written::of(path.trim()).segments())
}

/// Operations whose id, path, tag or scopes contain every one of the words, whatever the case.
pub fn search(catalog: &Catalog, words: &str) -> Vec<OperationId> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    catalog
        .iter()
        .filter(|(_, operation)| {
            let text = format!(
                "{} {} {} {}",
                operation.operation_id,
                operation.path,
                operation.tag,
                operation.scopes.join(" ")
            )
            .to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .map(|(id, _)| id)
        .collect()
}

/// The operation whose name is nearest to one that does not exist.
pub fn suggest<'a>(catalog: &'a Catalog, name: &str) -> Option<&'a str> {
    catalog
        .operations()
        .iter()
        .map(|operation| {
            (
                strsim::jaro_winkler(&operation.operation_id, name),
                operation.operation_id.as_str(),
            )
        })
        .filter(|(similarity, _)| *similarity > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

/// One line for a list.
pub fn line(operation: &Operation) -> String {
    let scopes = if operation.scopes.is_empty() {
        Credential::accepted(&operation.credentials)
    } else {
        operation.scopes.join(" ")
    };
    format!(
        "{:6} {:70} {:50} {scopes}",
        operation.method.as_str(),
        operation.path,
        operation.operation_id
    )
}
