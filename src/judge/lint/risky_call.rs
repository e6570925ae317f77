//! risky-call: the call changes who may do what, or hands out a user's secret.

use super::{Case, Complaint};

pub fn check(case: &Case) -> Option<Complaint> {
    let first = case
        .operations
        .iter()
        .find(|operation| operation.risk.is_some())?;
    let risk = first.risk.as_deref()?;
    let super_admin = match first.access.is_super_admin_only() {
        true => " Only a super admin can make it.",
        false => "",
    };
    let reason = risk
        .strip_prefix("it ")
        .map_or_else(|| risk.to_owned(), |rest| format!("this {rest}"));
    let reason = capitalised(&reason);
    Some(Complaint {
        message: format!("{reason} ({}).{super_admin}", first.title()),
        label: "deserves a second look".to_owned(),
        help: Some("whoever controls this code, or its input, has this power: keep it apart from the rest, with a token of its own".to_owned()),
        is_certain: case.operations.iter().all(|operation| operation.risk.is_some()),
        is_inferred: false,
    })
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}
