//! Every operation with the places that call it. Filters appear if scripts run; without them the table is whole.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Shown, badge, findings, place, table};
use crate::judge::{JudgedCall, Judgement, OperationFacts, Verdict};
use crate::lints::Level;
use crate::report::describe;
use crate::words::{count, list};

/// The findings of a call: their anchors and what they are.
type Found<'a> = BTreeMap<usize, Vec<(String, Level, &'a str)>>;

pub(super) fn part(judgement: &Judgement) -> Option<Markup> {
    if judgement.calls.is_empty() {
        return None;
    }
    let mut by_operation: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, judged) in judgement.calls.iter().enumerate() {
        let calls = by_operation.entry(describe::operation(judged)).or_default();
        calls.push(at);
    }
    let found = found(judgement);
    let body = html! {
        @for (operation, calls) in &by_operation { (group(operation, calls, judgement, &found)) }
    };
    let columns = [
        "call site",
        "in",
        "token",
        "verdict",
        "confidence",
        "findings",
    ];
    Some(html! {
        p {
            (count(by_operation.len(), "operation")) " at " (count(judgement.calls.len(), "call site"))
            ". A verdict says whether the call succeeds with its token, as far as credential, scopes and declared roles decide it."
        }
        (filters(judgement))
        div #calls-table {
            (table("calls-caption", "Operations of Okta's API and the places that call them", &columns, &body))
        }
    })
}

fn found(judgement: &Judgement) -> Found<'_> {
    let mut found: Found<'_> = BTreeMap::new();
    let findings = describe::most_severe_first(judgement);
    for (at, finding) in findings.into_iter().enumerate() {
        if let Some(call) = finding.call {
            let about = (findings::id(at), finding.level, finding.lint.id);
            found.entry(call).or_default().push(about);
        }
    }
    found
}

/// Filters, which the script shows and reads.
fn filters(judgement: &Judgement) -> Markup {
    let tokens = describe::requirements(judgement).filter_map(|one| one.token.as_deref());
    let verdicts = [
        Verdict::Allowed,
        Verdict::Denied,
        Verdict::Public,
        Verdict::Undeclared,
        Verdict::Unknown,
    ];
    let levels = [Level::Error, Level::Warning, Level::Note];
    html! {
        search #filters hidden aria-label="Filter the calls" {
            label { "Text " input #filter-text type="search" autocomplete="off" spellcheck="false"; }
            label {
                "Token "
                select #filter-token {
                    option value="" { "any" }
                    @for (at, token) in tokens.enumerate() { option value=(at) { (Shown(token)) } }
                    option value="none" { "none declared" }
                }
            }
            label {
                "Verdict "
                select #filter-verdict {
                    option value="" { "any" }
                    @for verdict in verdicts { option { (verdict.name()) } }
                }
            }
            label {
                "Level "
                select #filter-level {
                    option value="" { "any" }
                    @for level in levels { option { (level.name()) } }
                    option value="none" { "no finding" }
                }
            }
            button #filter-reset type="button" { "Show all" }
            output #filter-count for="filter-text filter-token filter-verdict filter-level" {}
        }
    }
}

/// An operation and its calls.
fn group(operation: &str, calls: &[usize], judgement: &Judgement, found: &Found<'_>) -> Markup {
    let calls: Vec<(usize, &JudgedCall)> = calls
        .iter()
        .filter_map(|at| Some((*at, judgement.calls.get(*at)?)))
        .collect();
    let tokens: Vec<&str> = describe::requirements(judgement)
        .filter_map(|one| one.token.as_deref())
        .collect();
    html! {
        tbody {
            tr {
                th scope="rowgroup" colspan="6" {
                    span.operation { (Shown(operation)) }
                    @if let Some((_, judged)) = calls.first() { (facts(judged)) }
                }
            }
            @for (at, judged) in calls {
                (row(judged, found.get(&at).map_or(&[], Vec::as_slice), &tokens))
            }
        }
    }
}

/// What all calls of an operation have in common.
fn facts(judged: &JudgedCall) -> Markup {
    let mut said = vec![describe::needs(judged)];
    match judged.operations.as_slice() {
        [] => said.extend(
            judged
                .nearest
                .first()
                .map(|near| format!("nearest: {} ({})", near.operation.title(), near.reason)),
        ),
        [one] => said.extend(facts_of(one)),
        several => said.push(list(several.iter().map(OperationFacts::title), "or")),
    }
    said.retain(|one| !one.is_empty());
    html! { span.facts { (Shown(&said.join("; "))) } }
}

fn facts_of(operation: &OperationFacts) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(least) = operation.access.roles.first() {
        said.push(format!("least standard role {least}"));
    }
    if operation.deprecated {
        said.push("deprecated".to_owned());
    }
    said.extend(operation.risk.clone());
    said
}

fn row(judged: &JudgedCall, found: &[(String, Level, &str)], tokens: &[&str]) -> Markup {
    let call = &judged.call;
    // A token's name may be anything: the filter goes by number.
    let token = judged
        .token
        .as_deref()
        .and_then(|name| tokens.iter().position(|one| *one == name))
        .map_or_else(|| "none".to_owned(), |at| at.to_string());
    let level = found.first().map_or("none", |(_, level, _)| level.name());
    let inside = match call.enclosing.is_empty() {
        true => &call.symbol,
        false => &call.enclosing,
    };
    html! {
        tr data-token=(token) data-verdict=(judged.verdict.name()) data-level=(level) {
            td { (place(&call.location)) @if call.in_test { " " (badge("test")) } }
            td { code { (Shown(inside)) } }
            td { @match &judged.token { Some(token) => (Shown(token)), None => "–" } }
            td { (badge(judged.verdict.name())) }
            td { (call.confidence.name()) }
            td {
                @for (id, level, lint) in found {
                    a href=(format!("#{id}")) { (level.name()) ": " (lint) } " "
                }
            }
        }
    }
}
