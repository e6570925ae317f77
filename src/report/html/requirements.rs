//! What each token must be allowed, and how that compares to what is declared of it.

use maud::{Markup, html};

use super::{Shown, badge, names, some};
use crate::config::CredentialName;
use crate::judge::{Judgement, TokenRequirement};
use crate::report::describe;
use crate::words::count;

pub(super) fn part(judgement: &Judgement) -> Option<Markup> {
    let requirements: Vec<_> = describe::requirements(judgement).collect();
    (!requirements.is_empty()).then(|| {
        html! { @for one in requirements { (requirement(one)) } }
    })
}

fn requirement(of_token: &TokenRequirement) -> Markup {
    html! {
        article {
            h3 {
                @match &of_token.token {
                    Some(token) => { "Token " code { (Shown(token)) } }
                    None => "Calls without a declared token",
                }
            }
            p {
                (count(of_token.calls, "call"))
                @if let Some(credential) = of_token.credential { ", " (kind(credential)) }
            }
            dl {
                (scopes(of_token))
                (roles(of_token))
                (beside(of_token))
            }
        }
    }
}

fn kind(credential: CredentialName) -> &'static str {
    match credential {
        CredentialName::ApiToken => "API token (SSWS)",
        CredentialName::OauthService => "OAuth 2.0, service app",
        CredentialName::OauthUser => "OAuth 2.0, signed-in user",
        CredentialName::None => "no token",
    }
}

fn scopes(of_token: &TokenRequirement) -> Markup {
    let requirement = &of_token.requirement;
    let is_api_token = of_token.credential == Some(CredentialName::ApiToken);
    let state = |scope: &String| match of_token.missing_scopes.contains(scope) {
        true => html! { " " (badge("missing")) },
        false => html! {},
    };
    html! {
        dt { "OAuth 2.0 scopes" }
        dd {
            @if is_api_token { p.fine { "An API token has none; these are what an OAuth 2.0 token would need in its place." } }
            @if requirement.scopes.is_empty() { "none" }
            ul.names {
                @for scope in &requirement.scopes { li { code { (Shown(scope)) } (state(scope)) } }
            }
        }
        (row("Perhaps also these scopes", &describe::possible_scopes(of_token)))
        @if !of_token.unused_scopes.is_empty() {
            dt { "Declared scopes that no call needs " (badge("unused")) }
            dd { (names(&of_token.unused_scopes)) }
        }
    }
}

fn roles(of_token: &TokenRequirement) -> Markup {
    let requirement = &of_token.requirement;
    let roles = &requirement.standard_roles;
    html! {
        dt { "Standard admin role" }
        dd {
            @match &roles.least_single {
                None => "none is needed",
                Some(single) => {
                    ul.names { li { code { (Shown(single)) } " suffices alone" } }
                    @if roles.least_set.len() > 1 {
                        p.fine { "Or, which is less, together:" }
                        (names(&roles.least_set))
                    }
                }
            }
        }
        (row("Or a custom admin role with these permissions", &requirement.permissions))
        @if !requirement.permissions.is_empty() && !requirement.beyond_custom_role.is_empty() {
            dt { "No custom role is known to suffice for" }
            dd { (some(&requirement.beyond_custom_role)) }
        }
        @if !of_token.unused_roles.is_empty() {
            dt { "Declared roles that no call needs " (badge("unused")) }
            dd { (names(&of_token.unused_roles)) }
        }
        @if !requirement.unknown_roles.is_empty() {
            dt { "Roles are not known for" }
            dd { (some(&requirement.unknown_roles)) }
        }
    }
}

/// What neither scopes nor roles say.
fn beside(of_token: &TokenRequirement) -> Markup {
    let requirement = &of_token.requirement;
    let only = describe::api_token_only(of_token);
    html! {
        @if !only.is_empty() {
            dt { "An API token is needed for" }
            dd { (some(&only)) }
        }
        @if !requirement.api_token_when.is_empty() {
            dt { "An API token is needed in some cases for" }
            dd {
                ul.places {
                    @for one in &requirement.api_token_when {
                        li { code { (Shown(&one.operation)) } ", when " (Shown(&one.when)) }
                    }
                }
            }
        }
        @if !requirement.no_credential.is_empty() {
            dt { "No token is needed for" }
            dd { (some(&requirement.no_credential)) }
        }
        @if of_token.unknown_calls > 0 {
            dt { "Not known" }
            dd { "what " (count(of_token.unknown_calls, "call")) " would need" }
        }
    }
}

fn row(title: &str, values: &[String]) -> Markup {
    html! {
        @if !values.is_empty() {
            dt { (title) }
            dd { (names(values)) }
        }
    }
}
