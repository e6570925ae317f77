//! What the repository declares, what could not be resolved, what could not be read.

use maud::{Markup, html};

use super::{Shown, names, place, prose, table};
use crate::config::CredentialName;
use crate::grants::{Declaration, Declared};
use crate::judge::Judgement;

pub(super) fn declarations(judgement: &Judgement) -> Option<Markup> {
    if judgement.declarations.is_empty() {
        return None;
    }
    let body = html! { tbody { @for one in &judgement.declarations { (declaration(one)) } } };
    Some(table(
        "declared-caption",
        "What settings files and infrastructure say of tokens",
        &[
            "what",
            "where",
            "credential",
            "scopes",
            "roles and permissions",
        ],
        &body,
    ))
}

fn declaration(one: &Declaration) -> Markup {
    let of = |declared: &Option<Vec<Declared>>| -> Vec<String> {
        let declared = declared.iter().flatten();
        declared.map(|one| one.name.clone()).collect()
    };
    let mut roles = of(&one.roles);
    roles.extend(of(&one.permissions));
    html! {
        tr {
            th scope="row" { (Shown(&one.what)) }
            td { (place(&one.location)) }
            td { (one.credential.map_or("", CredentialName::name)) }
            td { (names(&of(&one.scopes))) }
            td { (names(&roles)) }
        }
    }
}

pub(super) fn unresolved(judgement: &Judgement) -> Option<Markup> {
    if judgement.unresolved.is_empty() {
        return None;
    }
    let body = html! {
        tbody {
            @for one in &judgement.unresolved {
                tr {
                    th scope="row" { (place(&one.location)) }
                    td { (prose(&one.why)) }
                }
            }
        }
    };
    Some(table(
        "unresolved-caption",
        "Requests that go to Okta, of which it is not known what they call: they are left out of everything above",
        &["where", "why"],
        &body,
    ))
}

pub(super) fn problems(judgement: &Judgement) -> Option<Markup> {
    if judgement.problems.is_empty() {
        return None;
    }
    let body = html! {
        tbody {
            @for one in &judgement.problems {
                tr {
                    th scope="row" {
                        code { (Shown(&one.path)) @if let Some(line) = one.line { ":" (line) } }
                    }
                    td { (prose(&one.what)) }
                }
            }
        }
    };
    Some(table(
        "problems-caption",
        "Files that could not be read or parsed in full: calls in them may be missing",
        &["file", "what"],
        &body,
    ))
}
