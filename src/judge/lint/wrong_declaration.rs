//! wrong-declaration: infrastructure or a saved answer grants a role or permission that does not exist, or one that can't take effect.

use super::{Complaint, DeclarationCase, PlaceComplaint};
use crate::call::Location;
use crate::config::nearest;
use crate::roles::{CUSTOM, Roles};

pub fn check(case: &DeclarationCase) -> Vec<PlaceComplaint> {
    let one = case.declaration;
    let roles = Roles::embedded();
    let mut complaints = Vec::new();
    for role in one
        .roles
        .iter()
        .flatten()
        .filter(|role| role.name != CUSTOM)
    {
        if roles.role(&role.name).is_none() {
            let names = roles.standard().iter().map(|known| known.type_id.as_str());
            complaints.push(complaint(
                &role.name,
                &role.location,
                format!("Okta has no standard role `{}`.", role.name),
                nearest(&role.name, names),
            ));
        }
    }
    let kinds: Vec<Option<&str>> = one
        .resources
        .iter()
        .map(|resource| roles.resource_kind(resource))
        .collect();
    for permission in one.permissions.iter().flatten() {
        let Some(known) = roles.permission(&permission.name) else {
            let ids = roles.permissions().iter().map(|known| known.id.as_str());
            complaints.push(complaint(
                &permission.name,
                &permission.location,
                format!(
                    "Okta has no permission `{}` for custom roles.",
                    permission.name
                ),
                nearest(&permission.name, ids),
            ));
            continue;
        };
        let may_hold = |kind: &Option<&str>| kind.is_none_or(|kind| kind == known.resource);
        if !kinds.is_empty() && !kinds.iter().any(may_hold) {
            complaints.push(complaint(
                &permission.name,
                &permission.location,
                format!(
                    "`{}` grants nothing to {}: it holds for {}, and the resource set has none.",
                    permission.name, one.what, known.resource
                ),
                None,
            ));
        }
    }
    complaints
}

fn complaint(
    name: &str,
    location: &Location,
    message: String,
    near: Option<&str>,
) -> PlaceComplaint {
    PlaceComplaint {
        about: name.to_owned(),
        location: location.clone(),
        complaint: Complaint {
            message,
            label: "grants nothing".to_owned(),
            help: near.map(|near| format!("did you mean `{near}`?")),
            is_certain: true,
            is_inferred: false,
        },
    }
}
