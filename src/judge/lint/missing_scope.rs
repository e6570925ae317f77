//! missing-scope: the token lacks an OAuth scope that the call needs.

use std::collections::BTreeSet;

use super::{Case, Complaint};
use crate::judge::grant::{Grant, grant};
use crate::words::{count, list};

pub fn check(case: &Case) -> Option<Complaint> {
    let token = case.token?;
    let lacking: Vec<_> = case
        .operations
        .iter()
        .filter_map(|operation| match grant(operation, token) {
            Grant::MissingScopes(missing) => Some((operation, missing)),
            _ => None,
        })
        .collect();
    let (first, missing_first) = lacking.first()?;
    let scopes: BTreeSet<&str> = lacking
        .iter()
        .flat_map(|(_, missing)| missing)
        .map(String::as_str)
        .collect();
    let name = &token.name;
    let message = if case.operations.len() == 1 {
        let title = first.title();
        let scopes = list(missing_first, "and");
        format!("{title} needs {scopes}, which token `{name}` lacks.")
    } else {
        let all = count(case.operations.len(), "operation");
        let lacking = match lacking.len() == case.operations.len() {
            true => "each needs a scope".to_owned(),
            false => format!("{} of them need a scope", lacking.len()),
        };
        let scopes = list(&scopes, "or");
        format!("This calls one of {all}, and {lacking} that token `{name}` lacks: {scopes}.")
    };
    Some(Complaint {
        message,
        label: format!("needs {}", list(&scopes, "and")),
        help: Some(format!(
            "grant {scopes} in the Admin Console (Applications, the application, Okta API Scopes), let the application ask \
             for it, and add it to the scopes of token `{name}`",
            scopes = list(&scopes, "and"),
        )),
        is_certain: lacking.len() == case.operations.len(),
        is_inferred: false,
    })
}
