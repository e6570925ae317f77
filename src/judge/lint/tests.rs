//! The lints on calls that are one of several operations; `fixtures/lints/` has the plain cases.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::call::{CallKind, Confidence, Location, Resolution, SourceFile};
use crate::catalog::Credential;
use crate::config::Config;
use crate::ir::Span;
use crate::roles::Access;
use crate::syntax::Language;

fn operation(id: &str, scopes: &[&str], credentials: &[Credential]) -> OperationFacts {
    OperationFacts {
        operation_id: id.to_owned(),
        api: "management".to_owned(),
        method: "GET".to_owned(),
        path: format!("/api/v1/{id}"),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        credentials: credentials.to_vec(),
        api_token_when: None,
        self_scopes: Vec::new(),
        risk: None,
        access: Access::default(),
        lifecycle: None,
        deprecated: false,
        last_published: None,
    }
}

fn both(id: &str, scopes: &[&str]) -> OperationFacts {
    operation(id, scopes, &[Credential::ApiToken, Credential::Oauth2])
}

fn token(credential: &str, scopes: &str) -> Token {
    let text =
        format!("[[token]]\nname = \"sync\"\ncredential = \"{credential}\"\nscopes = [{scopes}]\n");
    let config = Config::parse(&text, Path::new("oktalint.toml"), Path::new("/"));
    config.expect("well formed").tokens.remove(0)
}

fn call(resolution: Resolution, undocumented: bool) -> Call {
    let file = SourceFile::new(
        "a.cs".to_owned(),
        Language::CSharp,
        "call()".to_owned(),
        false,
    );
    Call {
        location: Location {
            file: Arc::new(file),
            span: Span::new(0, 4),
        },
        request: None,
        kind: CallKind::Url,
        symbol: "HttpClient.GetAsync".to_owned(),
        enclosing: String::new(),
        resolution,
        confidence: Confidence::Certain,
        sends_api_token: false,
        evidence: Vec::new(),
        operations: Vec::new(),
        method: None,
        path: "/api/v1/{}".to_owned(),
        query: Vec::new(),
        undocumented,
        trace: Vec::new(),
        in_test: false,
    }
}

/// What every lint says, by its name, in the order of [`CHECKS`].
fn complaints(
    call: &Call,
    operations: &[OperationFacts],
    token: Option<&Token>,
) -> Vec<(&'static str, Complaint)> {
    let case = Case {
        call,
        operations,
        nearest: &[],
        token,
    };
    let said = |(id, check): &(&'static str, Check)| check(&case).map(|complaint| (*id, complaint));
    CHECKS.iter().filter_map(said).collect()
}

/// The only complaint about a call of one of these operations.
fn only(operations: &[OperationFacts], token: &Token) -> (&'static str, Complaint) {
    let mut all = complaints(&call(Resolution::OneOf, false), operations, Some(token));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn every_lint_has_a_function_and_a_page() {
    let of_tokens = TOKEN_CHECKS.iter().map(|(id, _)| *id);
    let mut ids: Vec<&str> = CHECKS
        .iter()
        .map(|(id, _)| *id)
        .chain(of_tokens)
        .chain(SETTINGS_CHECKS.iter().map(|(id, _)| *id))
        .collect();
    ids.extend(FILE_CHECKS.iter().map(|(id, _)| *id));
    ids.extend(DECLARATION_CHECKS.iter().map(|(id, _)| *id));
    ids.extend(NEW_CHECKS.iter().map(|(id, _)| *id));
    // What lets findings be is looked at when all findings are known.
    ids.extend(["expired-approval", "unused-approval"]);
    ids.extend(["invalid-suppression", "unused-suppression"]);
    ids.sort_unstable();
    ids.dedup();
    let pages: Vec<&str> = crate::lints::all().iter().map(|page| page.id).collect();
    assert_eq!(ids, pages);
}

#[test]
fn a_scope_that_some_operations_need_is_uncertain() {
    let operations = [
        both("a", &["okta.users.read"]),
        both("b", &["okta.groups.read"]),
    ];
    let (lint, complaint) = only(&operations, &token("oauth-service", "\"okta.users.read\""));
    assert_eq!((lint, complaint.is_certain), ("missing-scope", false));
    assert!(
        complaint.message.contains("1 of them need a scope"),
        "{}",
        complaint.message
    );
    let (_, complaint) = only(&operations, &token("oauth-service", "\"okta.apps.read\""));
    assert!(complaint.is_certain);
    assert_eq!(
        complaint.label,
        "needs okta.groups.read and okta.users.read"
    );
}

#[test]
fn all_scopes_of_an_operation_are_needed() {
    let operations = [both("a", &["okta.apps.manage", "okta.groups.manage"])];
    let (_, complaint) = only(&operations, &token("oauth-service", "\"okta.apps.manage\""));
    assert_eq!(complaint.label, "needs okta.groups.manage");
    let granted = token("oauth-user", "\"okta.groups.manage\", \"okta.apps.manage\"");
    assert_eq!(
        complaints(&call(Resolution::Exact, false), &operations, Some(&granted)),
        []
    );
}

#[test]
fn an_api_token_has_no_scopes() {
    let operations = [both("a", &["okta.apps.manage"])];
    let all = complaints(
        &call(Resolution::Exact, false),
        &operations,
        Some(&token("api-token", "")),
    );
    assert_eq!(all, []);
}

#[test]
fn a_credential_that_some_operations_refuse_is_uncertain() {
    let operations = [operation("a", &[], &[Credential::ApiToken]), both("b", &[])];
    let (lint, complaint) = only(&operations, &token("oauth-service", ""));
    assert_eq!(
        (lint, complaint.is_certain),
        ("unsupported-credential", false)
    );
    let (_, complaint) = only(&operations, &token("none", ""));
    assert!(complaint.is_certain);
}

#[test]
fn what_needs_no_token_or_another_kind_is_no_tokens_fault() {
    let call = call(Resolution::Exact, false);
    for credential in [Credential::None, Credential::Other] {
        let operations = [operation("a", &[], &[credential])];
        for kind in ["api-token", "oauth-service", "none"] {
            assert_eq!(
                complaints(&call, &operations, Some(&token(kind, ""))),
                [],
                "{kind}"
            );
        }
    }
}

#[test]
fn without_a_token_no_token_is_blamed() {
    let operations = [operation(
        "a",
        &["okta.users.read"],
        &[Credential::ApiToken],
    )];
    assert_eq!(
        complaints(&call(Resolution::Exact, false), &operations, None),
        []
    );
}

#[test]
fn a_call_is_deprecated_if_all_it_may_be_is() {
    let mut operations = [both("a", &[]), both("b", &[])];
    operations[0].deprecated = true;
    operations[0].last_published = Some("2025.08.0".to_owned());
    let call = call(Resolution::OneOf, false);
    assert_eq!(complaints(&call, &operations, None), []);
    operations[1].deprecated = true;
    let (lint, complaint) = complaints(&call, &operations, None).remove(0);
    assert_eq!(lint, "deprecated-operation");
    assert!(
        complaint.message.contains("release 2025.08.0"),
        "{}",
        complaint.message
    );
}

#[test]
fn an_unknown_route_is_either_unknown_or_undocumented() {
    let lints = |undocumented| {
        let all = complaints(&call(Resolution::Unknown, undocumented), &[], None);
        all.into_iter().map(|(lint, _)| lint).collect::<Vec<_>>()
    };
    assert_eq!(lints(false), ["unknown-operation"]);
    assert_eq!(lints(true), ["undocumented-route"]);
}
