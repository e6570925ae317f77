//! What changed against the baseline.

use maud::{Markup, html};

use super::{Shown, names, table};
use crate::judge::Judgement;
use crate::report::diff::{self, Change, ChangedCall, TokenChange};

pub(super) fn part(judgement: &Judgement) -> Option<Markup> {
    let change = diff::change(judgement)?;
    let base = format!("Held against {}", change.base);
    Some(html! {
        @if diff::is_empty(&change) {
            p { (Shown(&base)) ": no call and no requirement changed." }
        } @else {
            p { (Shown(&base)) "." }
            @for token in &change.tokens { (of_token(token)) }
            (calls(&change))
        }
    })
}

fn of_token(token: &TokenChange) -> Markup {
    html! {
        h3 { (Shown(&diff::title(token.token.as_deref()))) }
        (names(&token.changes))
    }
}

fn calls(change: &Change) -> Markup {
    let rows = change.added.iter().map(|one| ("added", one, None));
    let removed = change.removed.iter().map(|one| ("removed", one, None));
    let changed = change.changed.iter();
    let changed = changed.map(|one| {
        (
            "changed",
            &one.now,
            Some(one.before.operations.join(" or ")),
        )
    });
    let rows: Vec<_> = rows.chain(removed).chain(changed).collect();
    let body = html! {
        tbody { @for (what, call, before) in &rows { (row(what, call, before.as_deref())) } }
    };
    html! {
        @if !rows.is_empty() {
            (table("changes-caption", "Calls that came, went or changed", &["operation", "change", "where", "scopes"], &body))
        }
    }
}

fn row(what: &str, call: &ChangedCall, before: Option<&str>) -> Markup {
    html! {
        tr {
            th scope="row" {
                code { (Shown(&call.operations.join(" or "))) }
                @if let Some(before) = before { " (was " code { (Shown(before)) } ")" }
            }
            td { (what) }
            td { code { (Shown(&call.file)) @if let Some(line) = call.line { span.at { ":" (line) } } } }
            td { (names(&call.scopes)) }
        }
    }
}
