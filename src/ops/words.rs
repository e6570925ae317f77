//! Words of labels and names: what a person calls an operation against what its document calls it.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Operation, OperationId, normal_path};

/// Words that tell nothing apart.
const FILLERS: [&str; 13] = [
    "a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
];

/// The words of a text or of a name in camel case, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_lower = false;
    for c in text.chars() {
        let starts = c.is_uppercase() && after_lower;
        if (starts || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A label's words: what stands in brackets is a remark.
pub(super) fn of_label(label: &str) -> Vec<String> {
    let mut plain = String::with_capacity(label.len());
    let mut depth = 0usize;
    for c in label.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let mut words = words(&plain);
    words.retain(|word| !matches!(word.as_str(), "a" | "an" | "the"));
    words
}

/// The name in its document: `authn.skip` is `skip`.
pub(super) fn of_name(operation_id: &str) -> Vec<String> {
    words(operation_id.rsplit('.').next().unwrap_or(operation_id))
}

/// What a name or a label is about: everything behind its verb, in the singular.
pub(super) fn objects(words: &[String]) -> BTreeSet<String> {
    let behind = words.iter().skip(1);
    behind
        .filter(|word| !FILLERS.contains(&word.as_str()))
        .map(|word| alike(word))
        .collect()
}

/// Words that mean the same are made one: the plural, and the two verbs of reading.
pub(super) fn alike(word: &str) -> String {
    match word {
        "get" => "list".to_owned(),
        word if word.len() > 3 && !word.ends_with("ss") => {
            word.strip_suffix('s').unwrap_or(word).to_owned()
        }
        word => word.to_owned(),
    }
}

/// Every word of an operation's name and path.
pub(super) fn of_operation(operation: &Operation) -> BTreeSet<String> {
    let path = operation.path.split('/');
    let literals = path.filter(|segment| !segment.contains('{'));
    let names = of_name(&operation.operation_id)
        .into_iter()
        .chain(literals.flat_map(words));
    names.map(|word| alike(&word)).collect()
}

/// Whether an operation has, or once had, just this name.
pub(super) fn is_named(catalog: &Catalog, id: OperationId, label: &[String]) -> bool {
    let old = catalog.old_names(id).iter().map(String::as_str);
    std::iter::once(catalog.get(id).operation_id.as_str())
        .chain(old)
        .any(|name| of_name(name) == label)
}

/// Whether two operations are of one resource: `/api/v1/users/…`.
pub(super) fn is_same_resource(a: &Operation, b: &Operation) -> bool {
    let resource = |operation: &Operation| {
        let path = normal_path(&operation.path);
        path.split('/')
            .take(4)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    a.api == b.api && resource(a) == resource(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_labels_are_split_alike() {
        assert_eq!(words("listOAuth2Scopes"), ["list", "oauth2", "scopes"]);
        assert_eq!(of_label("Create a User (activate)"), of_name("createUser"));
        assert_eq!(of_name("authn.resetPassword"), ["reset", "password"]);
        let about = objects(&of_label("get factors to enroll"));
        assert_eq!(about.into_iter().collect::<Vec<_>>(), ["enroll", "factor"]);
    }
}
