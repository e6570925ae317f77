//! Rules: what is known of the routes that they match.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::access::Principal;
use crate::catalog::Method;

/// What suffices for operations of a route.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub id: String,
    /// Empty: any.
    #[serde(default)]
    pub method: Vec<Method>,
    /// A path template: `{…}` is a parameter, `*` any one segment, `**` any number of them at the end.
    pub path: String,
    #[serde(default = "admin")]
    pub principal: Principal,
    /// Standard roles of which one suffices.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Role → the condition under which it suffices.
    #[serde(default)]
    pub limits: BTreeMap<String, String>,
    /// Roles that suffice for the caller's own object only.
    #[serde(default)]
    pub self_only: Vec<String>,
    /// Roles that may suffice: no source confirms it.
    #[serde(default)]
    pub possible: Vec<String>,
    /// Alternatives, each a list of permissions that are needed together.
    #[serde(default)]
    pub permissions: Vec<Vec<String>>,
    /// Users may call it for themselves without any admin role.
    #[serde(default, rename = "self")]
    pub on_self: bool,
    #[serde(default)]
    pub conditions: Vec<String>,
    pub roles_basis: String,
    pub permissions_basis: Option<String>,
    /// What holds for policies of one type.
    #[serde(default)]
    pub variants: Vec<Variant>,
    pub note: Option<String>,
    pub sources: Vec<String>,
}

/// What holds for policies of one type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variant {
    pub policy_type: String,
    pub roles: Vec<String>,
    #[serde(default)]
    pub possible: Vec<String>,
    pub roles_basis: String,
    pub source: String,
}

fn admin() -> Principal {
    Principal::Admin
}

impl Rule {
    /// Whether the rule is about this operation, given by its path template.
    pub fn matches(&self, method: Method, path: &str) -> bool {
        (self.method.is_empty() || self.method.contains(&method)) && matches(&self.path, path)
    }
}

/// Whether a path template is one that the pattern means.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for wanted in pattern.split('/') {
        if wanted == "**" {
            return true;
        }
        let Some(segment) = segments.next() else {
            return false;
        };
        let fits = match wanted {
            "*" => true,
            wanted if wanted.starts_with('{') => segment.starts_with('{'),
            wanted => wanted == segment,
        };
        if !fits {
            return false;
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_parameter_stands_for_a_parameter_only() {
        assert!(matches("/api/v1/groups/{groupId}", "/api/v1/groups/{id}"));
        assert!(!matches("/api/v1/groups/{groupId}", "/api/v1/groups/rules"));
        assert!(matches("/api/v1/groups/*", "/api/v1/groups/rules"));
        assert!(!matches("/api/v1/groups/*", "/api/v1/groups/{id}/users"));
    }

    #[test]
    fn two_stars_stand_for_any_rest() {
        assert!(matches("/api/v1/apps/**", "/api/v1/apps"));
        assert!(matches("/api/v1/apps/**", "/api/v1/apps/{id}/users"));
        assert!(!matches("/api/v1/apps/**", "/api/v1/application"));
    }
}
