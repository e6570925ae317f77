//! What a line may have meant beside the operation that its route names. Nothing here knows an operation: label, query and names are
//! held against the catalog.

use super::words;
use crate::catalog::path::Written;
use crate::catalog::{Catalog, Method, Operation, OperationId, normal_path};

/// An operation with the reason why it is named.
pub(super) type Meant = (OperationId, String);

/// The other operation that a line's query or label belongs to.
pub(super) fn other(
    catalog: &Catalog,
    found: OperationId,
    written: &Written<'_>,
    label: &str,
) -> Option<Meant> {
    let reads = matches!(catalog.get(found).method, Method::Get | Method::Head);
    // A read with a parameter too many is still that read.
    let by_query = (!reads).then(|| by_query(catalog, found, written, label));
    by_query
        .flatten()
        .or_else(|| by_label(catalog, found, label))
}

/// Operations that a person may want to know of, though the line's own is what it says.
pub(super) fn beside(
    catalog: &Catalog,
    found: OperationId,
    written: &Written<'_>,
    label: &str,
) -> Vec<Meant> {
    let mut all: Vec<Meant> = by_query(catalog, found, written, label)
        .into_iter()
        .chain(named_for_the_query(catalog, found, written))
        .chain(named_for_the_label(catalog, found, label))
        .chain(partial_update(catalog, found, label))
        .collect();
    let mut seen = Vec::new();
    all.retain(|(id, _)| {
        let is_new = !seen.contains(id);
        seen.push(*id);
        is_new
    });
    all
}

/// Query parameters that the operation does not have. What a hand-kept one has is not known.
pub(super) fn strange<'a>(operation: &Operation, written: &Written<'a>) -> Vec<&'a str> {
    if !operation.sources.is_empty() {
        return Vec::new();
    }
    let is_known = |name: &&str| operation.query.iter().any(|known| known == name);
    written
        .query_names()
        .filter(|name| !is_known(name))
        .collect()
}

/// The operation of the collection, or of its member, that has a parameter which this one lacks; one that the label names first.
fn by_query(
    catalog: &Catalog,
    found: OperationId,
    written: &Written<'_>,
    label: &str,
) -> Option<Meant> {
    let operation = catalog.get(found);
    let strange = strange(operation, written);
    let label = words::of_label(label);
    let has = |other: &Operation, name: &str| other.query.iter().any(|known| known == name);
    let candidates = others(catalog, found).filter(|(_, other)| {
        other.method == operation.method
            && is_member(&operation.path, &other.path)
            && strange.iter().any(|name| has(other, name))
    });
    let (id, other) =
        candidates.min_by_key(|(id, _)| (!words::is_named(catalog, *id, &label), *id))?;
    let name = strange.iter().find(|name| has(other, name))?;
    Some((
        id,
        format!("`{name}` is a parameter of {}", other.operation_id),
    ))
}

/// Whether one path is the other and a parameter more.
fn is_member(a: &str, b: &str) -> bool {
    let (a, b) = (normal_path(a), normal_path(b));
    a.strip_suffix("/{}") == Some(b.as_str()) || b.strip_suffix("/{}") == Some(a.as_str())
}

/// An operation whose name, of today or of former years, is the label. If all that the label says is said of the line's own operation
/// too, the label names that one; and beyond the resource only a label about something else counts.
fn by_label(catalog: &Catalog, found: OperationId, label: &str) -> Option<Meant> {
    let label = words::of_label(label);
    if label.len() < 2 || words::is_named(catalog, found, &label) {
        return None;
    }
    let operation = catalog.get(found);
    let own = words::of_operation(operation);
    if label.iter().all(|word| own.contains(&words::alike(word))) {
        return None;
    }
    let is_about_it = words::objects(&label).iter().any(|word| own.contains(word));
    let mut candidates = others(catalog, found).filter(|(id, other)| {
        other.api == operation.api
            && (words::is_same_resource(operation, other) || !is_about_it)
            && words::is_named(catalog, *id, &label)
    });
    let (id, other) = candidates.next()?;
    Some((
        id,
        format!("the label is the name of {}", other.operation_id),
    ))
}

/// The operation that is named like this one and a parameter that this one does not have: such a parameter was made an operation.
fn named_for_the_query(
    catalog: &Catalog,
    found: OperationId,
    written: &Written<'_>,
) -> Option<Meant> {
    let operation = catalog.get(found);
    let name = strange(operation, written).into_iter().next()?;
    let wanted: Vec<String> = words::of_name(&operation.operation_id)
        .into_iter()
        .chain(words::words(name))
        .collect();
    let candidates = others(catalog, found).filter(|(_, other)| {
        let theirs = words::of_name(&other.operation_id);
        other.method == operation.method
            && words::is_same_resource(operation, other)
            && wanted.iter().all(|word| theirs.contains(word))
    });
    let (id, other) =
        candidates.min_by_key(|(id, other)| (words::of_name(&other.operation_id).len(), *id))?;
    Some((
        id,
        format!("{} does what `{name}` says", other.operation_id),
    ))
}

/// The one operation of the resource that is named for what the label is about, if the line's own has nothing of it.
fn named_for_the_label(catalog: &Catalog, found: OperationId, label: &str) -> Option<Meant> {
    let operation = catalog.get(found);
    let label = words::of_label(label);
    let about = words::objects(&label);
    let own = words::of_operation(operation);
    if about.is_empty() || about.iter().any(|word| own.contains(word)) {
        return None;
    }
    let mut candidates = others(catalog, found).filter(|(_, other)| {
        other.method == operation.method
            && words::is_same_resource(operation, other)
            && about.is_subset(&words::objects(&words::of_name(&other.operation_id)))
    });
    let (id, _) = candidates.next()?;
    if candidates.next().is_some() {
        return None;
    }
    let mut said = label;
    said.retain(|word| about.contains(&words::alike(word)));
    Some((id, format!("its name says `{}`", said.join(" "))))
}

/// Beside an operation that replaces the whole, the one that updates what is sent; unless the label says that replacing is meant.
fn partial_update(catalog: &Catalog, found: OperationId, label: &str) -> Option<Meant> {
    let operation = catalog.get(found);
    let rest = operation.operation_id.strip_prefix("replace")?;
    let label = words::of_label(label);
    if label.is_empty() || label.iter().any(|word| word == "replace") {
        return None;
    }
    let (id, other) = others(catalog, found).find(|(_, other)| {
        other.operation_id.strip_prefix("update") == Some(rest)
            && normal_path(&other.path) == normal_path(&operation.path)
    })?;
    let verb = other.method;
    Some((
        id,
        format!(
            "{} replaces the whole, {verb} updates what is sent",
            operation.method
        ),
    ))
}

/// Every operation but one, without those that are published no more.
fn others(
    catalog: &Catalog,
    found: OperationId,
) -> impl Iterator<Item = (OperationId, &Operation)> {
    catalog
        .iter()
        .filter(move |(id, other)| *id != found && other.last_published.is_none())
}
