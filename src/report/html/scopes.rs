//! Scope by scope: the operations that need it, and where they are called.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Shown, some, table};
use crate::plan::{CalledOperation, Plan, ReasonKind};

/// What needs a scope of a token.
struct Use<'a> {
    token: &'a str,
    /// Only if an ambiguous call is the operation that needs it.
    is_perhaps: bool,
    called: &'a CalledOperation,
}

pub(super) fn part(plan: &Plan) -> Option<Markup> {
    let mut uses: BTreeMap<&str, Vec<Use<'_>>> = BTreeMap::new();
    for token in &plan.tokens {
        let reasons = token.reasons.iter();
        for reason in reasons.filter(|reason| reason.kind == ReasonKind::Scope) {
            let uses = uses.entry(&reason.name).or_default();
            uses.extend(reason.operations.iter().map(|called| Use {
                token: &token.token,
                is_perhaps: !token.requirement.scopes.contains(&reason.name),
                called,
            }));
        }
    }
    if uses.is_empty() {
        return None;
    }
    let body = html! { @for (scope, uses) in &uses { (group(scope, uses)) } };
    Some(table(
        "scopes-caption",
        "OAuth 2.0 scopes, the operations that need them and where these are called",
        &["operation", "token", "call sites"],
        &body,
    ))
}

fn group(scope: &str, uses: &[Use<'_>]) -> Markup {
    html! {
        tbody {
            tr { th scope="rowgroup" colspan="3" { code { (Shown(scope)) } } }
            @for one in uses {
                tr {
                    td { (Shown(&one.called.operation)) @if one.is_perhaps { " (perhaps)" } }
                    td { (Shown(one.token)) }
                    td { (some(&one.called.sites)) }
                }
            }
        }
    }
}
