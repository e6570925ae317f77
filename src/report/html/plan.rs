//! The plan: the least that each token must be allowed, with what breaks without it.

use maud::{Markup, html};

use super::{Shown, badge, some, table};
use crate::plan::text::credential_name;
use crate::plan::{CalledOperation, Plan, ReasonKind, TokenPlan};
use crate::words::{count, list};

pub(super) fn part(plan: &Plan) -> Option<Markup> {
    let tokens: Vec<&TokenPlan> = plan.tokens.iter().filter(|one| one.calls > 0).collect();
    (!tokens.is_empty()).then(|| {
        html! {
            p { "Calls in test code count only if the run includes them." }
            @for (at, token) in tokens.iter().enumerate() { (token_plan(at, token)) }
        }
    })
}

fn token_plan(at: usize, plan: &TokenPlan) -> Markup {
    html! {
        article {
            h3 { code { (Shown(&plan.token)) } " (" (count(plan.calls, "call")) ")" }
            (roles(at, plan))
            (reasons(at, plan, ReasonKind::Role, "Roles for"))
            (reasons(at, plan, ReasonKind::Permission, "Permissions of a custom role for"))
            @if !plan.resources.is_empty() {
                p { "The resource set of that custom role holds " (list(&plan.resources, "and")) "." }
            }
            (credentials(plan))
            (obstacles(plan))
            (conditions(plan))
            (basis(plan))
            @if !plan.unknown.is_empty() {
                h4 { "Left out, since it is not known what they call" }
                (some(&plan.unknown))
            }
        }
    }
}

fn roles(at: usize, plan: &TokenPlan) -> Markup {
    if plan.standard_roles.is_empty() {
        return html! { p { "No admin role is needed." } };
    }
    let body = html! {
        tbody {
            @for fit in &plan.standard_roles {
                tr {
                    th scope="row" { code { (Shown(&fit.role)) } " " (Shown(&fit.label)) }
                    td {
                        @match (fit.suffices, fit.is_more_than_needed) {
                            (true, false) => (badge("suffices")),
                            (true, true) => "more than it takes",
                            (false, _) => "not enough",
                        }
                    }
                    td { (folded(&fit.not_for)) }
                    td { (folded(&fit.perhaps_for)) }
                }
            }
        }
    };
    table(
        &format!("plan-{at}-roles"),
        &format!("Standard admin roles for {}, least first", plan.token),
        &["role", "alone", "not for", "of these, perhaps for"],
        &body,
    )
}

/// Operations behind their number: for most roles there are many.
fn folded(operations: &[String]) -> Markup {
    html! {
        @if !operations.is_empty() {
            details {
                summary { (count(operations.len(), "operation")) }
                ul.places { @for one in operations { li { code { (Shown(one)) } } } }
            }
        }
    }
}

fn reasons(at: usize, plan: &TokenPlan, kind: ReasonKind, what: &str) -> Markup {
    let reasons: Vec<_> = plan.reasons.iter().filter(|one| one.kind == kind).collect();
    if reasons.is_empty() {
        return html! {};
    }
    let body = html! {
        @for reason in reasons {
            tbody {
                tr { th scope="rowgroup" colspan="2" { code { (Shown(&reason.name)) } } }
                (called_rows(&reason.operations))
            }
        }
    };
    let id = match kind {
        ReasonKind::Scope => "scope",
        ReasonKind::Role => "role",
        ReasonKind::Permission => "permission",
    };
    table(
        &format!("plan-{at}-{id}"),
        &format!("{what} {}, and what fails without them", plan.token),
        &["operation", "call sites"],
        &body,
    )
}

fn called_rows(operations: &[CalledOperation]) -> Markup {
    html! {
        @for one in operations {
            tr { td { (Shown(&one.operation)) } td { (some(&one.sites)) } }
        }
    }
}

/// Operations by name, where their places stand elsewhere.
fn titles(operations: &[CalledOperation]) -> Vec<String> {
    operations.iter().map(|one| one.operation.clone()).collect()
}

fn credentials(plan: &TokenPlan) -> Markup {
    html! {
        h4 { "Kinds of tokens" }
        dl {
            @for fit in &plan.credentials {
                dt { (credential_name(fit.credential)) }
                dd {
                    @if fit.impossible.is_empty() { "every call can be made" }
                    @else { "every call but" (some(&titles(&fit.impossible))) }
                }
            }
            @for one in &plan.trusted {
                dt { "An API token is needed in some cases" }
                dd {
                    code { (Shown(&one.operation)) } ", when " (Shown(&one.when))
                    @if !one.roles.is_empty() { "; roles that suffice: " (list(&one.roles, "or")) }
                    @if let Some(note) = &one.note { p.fine { (Shown(note)) } }
                    (some(&one.sites))
                }
            }
        }
    }
}

fn obstacles(plan: &TokenPlan) -> Markup {
    let obstacles = &plan.obstacles;
    html! {
        @if !obstacles.oauth.is_empty() {
            h4 { "In the way of OAuth 2.0" }
            (some(&titles(&obstacles.oauth)))
        }
        @for one in &obstacles.manage {
            h4 { code { (Shown(&one.scope)) } " would be " code { (Shown(&one.instead)) } ", but for" }
            (some(&titles(&one.operations)))
        }
        @if !obstacles.super_admin.is_empty() {
            h4 { "Only a super admin can make these calls" }
            (some(&titles(&obstacles.super_admin)))
        }
    }
}

fn conditions(plan: &TokenPlan) -> Markup {
    html! {
        @if !plan.conditions.is_empty() {
            h4 { "What source code can't show" }
            ul {
                @for one in &plan.conditions {
                    li { (Shown(&one.meaning)) " (" (count(one.operations.len(), "operation")) ")" }
                }
            }
        }
    }
}

fn basis(plan: &TokenPlan) -> Markup {
    let basis = &plan.basis;
    html! {
        @if basis.documented > 0 || !basis.inferred.is_empty() || !basis.unknown.is_empty() {
            h4 { "How the roles are known" }
            p { "Documented by Okta for " (count(basis.documented, "operation")) "." }
            @if !basis.inferred.is_empty() {
                p { "Inferred from operations like them for:" }
                (some(&basis.inferred))
            }
            @if !basis.unknown.is_empty() {
                p { "Not known for:" }
                (some(&basis.unknown))
            }
        }
    }
}
