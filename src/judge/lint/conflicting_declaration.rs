//! conflicting-declaration: the code and the configuration say different things of one token.

use super::{Complaint, DeclarationCase, PlaceComplaint, SettingsCase};
use crate::grants::modes::mode_of;
use crate::scopes;
use crate::words::list;

pub fn check(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let (settings, Some(token)) = (case.settings, case.declared) else {
        return Vec::new();
    };
    let Some(mode) = mode_of(settings) else {
        return Vec::new();
    };
    let name = &token.name;
    let complaint = |message: String, label: &str, help: String| PlaceComplaint {
        about: label.to_owned(),
        location: settings.location.clone(),
        complaint: Complaint {
            message,
            label: label.to_owned(),
            help: Some(help),
            is_certain: true,
            is_inferred: false,
        },
    };
    if mode.credential != token.credential {
        return vec![complaint(
            format!(
                "The client uses mode {}, and token `{name}` is declared as {}.",
                mode.name,
                token.credential.name()
            ),
            "another kind of token",
            format!(
                "declare it as {}, or give this code a token of its own with `paths`",
                mode.credential.name()
            ),
        )];
    }
    let (Some(asked), Some(granted)) = (&settings.scopes, &token.scopes) else {
        return Vec::new();
    };
    let asked: Vec<String> = asked.iter().map(|(scope, _)| scope.clone()).collect();
    let mut complaints = Vec::new();
    let not_granted = scopes::missing(granted, &asked);
    if !not_granted.is_empty() {
        complaints.push(complaint(
            format!("The client asks for {}, which token `{name}` is not declared to have.", list(&not_granted, "and")),
            "asks for more than is declared",
            "grant it and declare it, or do not ask for it: Okta refuses the whole request for a token".to_owned(),
        ));
    }
    let not_asked = scopes::missing(&asked, granted);
    if !not_asked.is_empty() {
        complaints.push(complaint(
            format!("Token `{name}` is declared to have {}, which the client does not ask for.", list(&not_asked, "and")),
            "asks for less than is declared",
            "a token has what was asked for when it was issued: ask for it here, or drop the declaration".to_owned(),
        ));
    }
    complaints
}

/// What infrastructure grants, against what the configuration says of the token of that name.
pub fn check_declaration(case: &DeclarationCase) -> Vec<PlaceComplaint> {
    let (one, Some(token)) = (case.declaration, case.declared) else {
        return Vec::new();
    };
    let mut complaints = Vec::new();
    let mut complain = |what: &str, declared: &[String], granted: Vec<String>| {
        let (mut declared, mut granted) = (declared.to_vec(), granted);
        declared.sort();
        granted.sort();
        if declared == granted {
            return;
        }
        let or_none = |names: &[String]| match names {
            [] => "none".to_owned(),
            names => list(names, "and"),
        };
        complaints.push(PlaceComplaint {
            about: what.to_owned(),
            location: one.location.clone(),
            complaint: Complaint {
                message: format!(
                    "The {what} of {} are {}, and token `{}` is declared with {}.",
                    one.what,
                    or_none(&granted),
                    token.name,
                    or_none(&declared),
                ),
                label: format!("other {what} than declared"),
                help: Some(format!("drop `{what}` from oktalint.toml: what is here is taken then; or make both the same")),
                is_certain: true,
                is_inferred: false,
            },
        });
    };
    let names = |declared: &[crate::grants::Declared]| {
        declared.iter().map(|one| one.name.clone()).collect()
    };
    if let (Some(declared), Some(granted)) = (&token.scopes, &one.scopes) {
        complain("scopes", declared, names(granted));
    }
    if let (Some(_), Some(granted)) = (&token.roles, &one.roles) {
        let declared: Vec<String> = token.role_names().map(str::to_owned).collect();
        complain("roles", &declared, names(granted));
    }
    if let (Some(declared), Some(granted)) = (&token.permissions, &one.permissions) {
        complain("permissions", declared, names(granted));
    }
    complaints
}
