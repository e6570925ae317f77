//! hardcoded-credential: an API token, a private key or a client secret is written out in the source.

use std::sync::Arc;

use super::{Complaint, PlaceComplaint};
use crate::call::{Location, SourceFile};
use crate::credentials;

pub fn check(file: &Arc<SourceFile>) -> Vec<PlaceComplaint> {
    let found = credentials::exposed(file).into_iter().enumerate();
    found
        .map(|(at, exposed)| PlaceComplaint {
            about: format!("{} {at}", exposed.what),
            location: Location {
                file: Arc::clone(file),
                span: exposed.span,
            },
            complaint: Complaint {
                message: format!("This looks like {} of Okta, written out in the source.", exposed.what),
                label: "a credential, masked here".to_owned(),
                help: Some("revoke it first: whoever can read the source, or its history, has it; then read it from the environment or a vault".to_owned()),
                is_certain: true,
                is_inferred: false,
            },
        })
        .collect()
}
