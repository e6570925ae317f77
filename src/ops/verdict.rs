//! What one line of a list turns out to be.

use super::{Answered, Entry, Verdict};
use crate::catalog::path::Written;
use crate::catalog::{Catalog, Method, OperationId, Segment, Surface, hosts};
use crate::judge::Nearest;
use crate::knowledge;

/// Neighbours that are named, at most.
const MOST_NEAREST: usize = 3;

pub(super) fn answer(catalog: &Catalog, entry: Entry) -> Answered {
    let written = Written::of(&entry.target);
    let segments = written.segments();
    let mut answered = Answered {
        line: entry.line,
        text: entry.text.clone(),
        method: entry.method.to_string(),
        path: entry.target[written.base.len()..].to_owned(),
        verdict: Verdict::NoSuchOperation,
        operation: None,
        nearest: Vec::new(),
        note: None,
    };
    match find(catalog, entry.method, &segments, surface(&written)) {
        Some(found) => {
            answered.operation = Some(knowledge::facts(catalog, found));
            let other = other_by_query(catalog, found, &written)
                .or_else(|| other_by_label(catalog, found, &entry.label));
            answered.verdict = match &other {
                Some(_) => Verdict::OtherOperation,
                None => Verdict::Exact,
            };
            answered
                .nearest
                .extend(other.map(|(id, reason)| near(catalog, id, reason)));
            if answered.verdict == Verdict::Exact {
                answered.note = note(catalog, found, &written);
            }
        }
        None => {
            if catalog
                .undocumented(Some(entry.method), &segments)
                .is_some()
            {
                answered.verdict = Verdict::UndocumentedRoute;
                answered.note = Some(
                    "no document lists this route, though it was seen in an SDK or a route table: what it asks for is not known"
                        .to_owned(),
                );
            }
            let found = catalog.nearest(Some(entry.method), &segments, MOST_NEAREST);
            let found = found
                .into_iter()
                .map(|one| near(catalog, one.operation, one.reason));
            answered.nearest.extend(found);
        }
    }
    answered
}

fn surface(written: &Written<'_>) -> Surface {
    let host = written.base.rsplit("://").next().unwrap_or_default();
    hosts::surface_of(host, &[]).unwrap_or_default()
}

/// The operation whose route it is. A placeholder stands for a parameter, never for a literal.
fn find(
    catalog: &Catalog,
    method: Method,
    segments: &[Segment<'_>],
    surface: Surface,
) -> Option<OperationId> {
    let candidates = catalog.matches(segments, surface).into_iter();
    candidates
        .filter(|candidate| candidate.assumed_literals == 0)
        .map(|candidate| candidate.operation)
        .find(|id| catalog.get(*id).method == method)
}

/// A query parameter that the operation does not have, but one of the same verb a segment away has.
fn other_by_query(
    catalog: &Catalog,
    found: OperationId,
    written: &Written<'_>,
) -> Option<(OperationId, String)> {
    let operation = catalog.get(found);
    let strange = written
        .query_names()
        .find(|name| !operation.query.iter().any(|known| known == name))?;
    let (id, other) = catalog.iter().find(|(_, other)| {
        other.method == operation.method
            && is_neighbour(&other.path, &operation.path)
            && other.query.iter().any(|known| known == strange)
    })?;
    let reason = format!("`{strange}` is a parameter of {}", other.operation_id);
    Some((id, reason))
}

/// A label that is another operation's name, of the same verb a segment away.
fn other_by_label(
    catalog: &Catalog,
    found: OperationId,
    label: &str,
) -> Option<(OperationId, String)> {
    let operation = catalog.get(found);
    let label: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
    if label.is_empty() || operation.operation_id.eq_ignore_ascii_case(&label) {
        return None;
    }
    let (id, other) = catalog.iter().find(|(_, other)| {
        other.operation_id.eq_ignore_ascii_case(&label)
            && other.method == operation.method
            && is_neighbour(&other.path, &operation.path)
    })?;
    Some((id, format!("the label is that of {}", other.operation_id)))
}

/// Whether one path is the other and one segment more.
fn is_neighbour(a: &str, b: &str) -> bool {
    let segments = |path: &str| crate::catalog::normal_path(path);
    let (a, b) = (segments(a), segments(b));
    let parent = |path: &str| path.rsplit_once('/').map(|(parent, _)| parent.to_owned());
    parent(&a).as_deref() == Some(b.as_str()) || parent(&b).as_deref() == Some(a.as_str())
}

fn near(catalog: &Catalog, id: OperationId, reason: String) -> Nearest {
    Nearest {
        operation: knowledge::facts(catalog, id),
        reason,
    }
}

/// What the operation's credentials do not say by themselves.
fn note(catalog: &Catalog, id: OperationId, written: &Written<'_>) -> Option<String> {
    let operation = catalog.get(id);
    let Some(token) = &operation.token else {
        let is_documented = operation.sources.is_empty();
        let strange = written
            .query_names()
            .find(|name| is_documented && !operation.query.iter().any(|known| known == name))?;
        return Some(format!("`{strange}` is no documented parameter of it"));
    };
    match (token.need.as_str(), &token.when) {
        ("not needed", _) => None,
        ("unknown", _) => Some("whether it needs an API token is not documented".to_owned()),
        (_, Some(when)) => Some(format!("needs an API token when {when}")),
        (need, None) => Some(format!("API token: {need}")),
    }
}
