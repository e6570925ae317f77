//! deprecated-operation: Okta has deprecated the operation, or dropped it from its documents.

use super::{Case, Complaint};

pub fn check(case: &Case) -> Option<Complaint> {
    let (first, others) = case.operations.split_first()?;
    if !first.deprecated || !others.iter().all(|operation| operation.deprecated) {
        return None;
    }
    let title = first.title();
    let message = match &first.last_published {
        Some(release) => {
            format!("{title} was last published in release {release} of Okta's documents.")
        }
        None => format!("{title} is deprecated."),
    };
    Some(Complaint {
        message,
        label: "deprecated".to_owned(),
        help: Some(format!(
            "`oktalint catalog show {}` prints what is known of it",
            first.operation_id
        )),
        is_certain: true,
        is_inferred: false,
    })
}
