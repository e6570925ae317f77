//! What one line of a list turns out to be.

use super::{Answered, Entry, Verdict, meant, words};
use crate::catalog::path::Written;
use crate::catalog::{Catalog, Method, OperationId, Segment, Surface, hosts};
use crate::judge::{Nearest, TokenUse};
use crate::knowledge::{self, Request};

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
        api_token: None,
        note: None,
    };
    let Some(found) = find(catalog, entry.method, &segments, &written) else {
        without_operation(catalog, &entry, &segments, &mut answered);
        return answered;
    };
    let query: Vec<_> = written
        .query_pairs()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let request = Request {
        path: written.path,
        query: &query,
    };
    answered.operation = Some(knowledge::facts(catalog, found, &request));
    answered.api_token = token_use(catalog, found, &entry.label);
    let meant = match meant::other(catalog, found, &written, &entry.label) {
        Some(other) => {
            answered.verdict = Verdict::OtherOperation;
            vec![other]
        }
        None => {
            answered.verdict = Verdict::Exact;
            answered.note = note(catalog, found, &written, answered.api_token);
            meant::beside(catalog, found, &written, &entry.label)
        }
    };
    let meant = meant.into_iter().take(MOST_NEAREST);
    answered.nearest = meant
        .map(|(id, reason)| near(catalog, id, reason))
        .collect();
    answered
}

fn without_operation(
    catalog: &Catalog,
    entry: &Entry,
    segments: &[Segment<'_>],
    answered: &mut Answered,
) {
    let seen = catalog.undocumented(Some(entry.method), segments);
    if let Some(route) = seen {
        answered.verdict = Verdict::UndocumentedRoute;
        answered.note = Some(format!(
            "no document lists this route, though it was seen: what it asks for is not known (source: {})",
            route.source
        ));
    }
    let found = catalog.nearest(Some(entry.method), segments, MOST_NEAREST);
    let found = found.into_iter();
    answered.nearest = found
        .map(|one| near(catalog, one.operation, one.reason))
        .collect();
}

/// The operation whose route it is. A placeholder stands for a parameter, never for a literal. Only a path without an org's host may be
/// one of Okta's other hosts.
fn find(
    catalog: &Catalog,
    method: Method,
    segments: &[Segment<'_>],
    written: &Written<'_>,
) -> Option<OperationId> {
    let host = written.base.rsplit("://").next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let surfaces = match hosts::surface_of(host, &[]) {
        Some(surface) => vec![surface],
        None => vec![
            Surface::Org,
            Surface::DisasterRecovery,
            Surface::Opa,
            Surface::Oag,
        ],
    };
    surfaces.into_iter().find_map(|surface| {
        let candidates = catalog.matches(segments, surface).into_iter();
        candidates
            .filter(|candidate| candidate.assumed_literals == 0)
            .map(|candidate| candidate.operation)
            .find(|id| catalog.get(*id).method == method)
    })
}

fn near(catalog: &Catalog, id: OperationId, reason: String) -> Nearest {
    Nearest {
        operation: knowledge::facts(catalog, id, &Request::default()),
        reason,
    }
}

/// Whether an operation that needs no credential by itself needs an API token here; the label may tell.
fn token_use(catalog: &Catalog, id: OperationId, label: &str) -> Option<TokenUse> {
    let token = catalog.get(id).token.as_ref()?;
    let label = words::of_label(label);
    let says = |telling: &[String]| telling.iter().any(|word| label.contains(word));
    Some(match token.need.as_str() {
        "not needed" | "optional" => TokenUse::NotNeeded,
        "unknown" => TokenUse::Unknown,
        _ if says(&token.words.needed) => TokenUse::Needed,
        _ if says(&token.words.not_needed) => TokenUse::NotNeeded,
        _ => TokenUse::Depends,
    })
}

/// What the operation's credentials do not say by themselves.
fn note(
    catalog: &Catalog,
    id: OperationId,
    written: &Written<'_>,
    api_token: Option<TokenUse>,
) -> Option<String> {
    let operation = catalog.get(id);
    if let Some(release) = &operation.last_published {
        return Some(format!("no release after {release} lists it"));
    }
    let Some(api_token) = api_token else {
        let name = meant::strange(operation, written).into_iter().next()?;
        return Some(format!("`{name}` is no documented parameter of it"));
    };
    let when = operation
        .token
        .as_ref()
        .and_then(|token| token.when.as_deref());
    match (api_token, when) {
        (TokenUse::Unknown, _) => {
            Some("whether it needs an API token is not documented".to_owned())
        }
        (TokenUse::Needed, Some(when)) => Some(format!("needs an API token, since {when}")),
        (TokenUse::Depends, Some(when)) => Some(format!("needs an API token when {when}")),
        (TokenUse::NotNeeded, Some(when)) => Some(format!("needs no API token, unless {when}")),
        (_, None) => None,
    }
}
