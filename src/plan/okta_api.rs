//! The plan as the requests that set it up: bodies for the IAM and grants endpoints, in the order in which they are made.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Plan, TokenPlan};
use crate::report::write_json;
use crate::roles::Roles;
use crate::tool::Tool;

/// Writes the plan.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    let tokens: Vec<Value> = plan.tokens.iter().map(requests).collect();
    let document = Document {
        schema_version: 1,
        tool: Tool::THIS,
        tokens,
    };
    write_json(out, &document)
}

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    tool: Tool,
    tokens: Vec<Value>,
}

fn requests(plan: &TokenPlan) -> Value {
    let mut requests = Vec::new();
    for scope in &plan.requirement.all_scopes {
        requests.push(json!({
            "operation_id": "grantConsentToScope",
            "method": "POST",
            "path": "/api/v1/apps/{appId}/grants",
            "body": { "issuer": "https://{yourOktaDomain}", "scopeId": scope },
        }));
    }
    let is_custom =
        !plan.requirement.permissions.is_empty() && plan.requirement.beyond_custom_role.is_empty();
    if is_custom {
        requests.extend(custom_role(plan));
    } else {
        for role in &plan.requirement.standard_roles.least_set {
            requests.push(json!({
                "operation_id": "assignRoleToClient",
                "method": "POST",
                "path": "/oauth2/v1/clients/{clientId}/roles",
                "body": { "type": role },
            }));
        }
    }
    json!({ "token": plan.token, "requests": requests })
}

fn custom_role(plan: &TokenPlan) -> Vec<Value> {
    let roles = Roles::embedded();
    let named = plan
        .resources
        .iter()
        .filter_map(|kind| roles.resource(kind));
    let orns: Vec<&str> = named.map(|resource| resource.orn.as_str()).collect();
    let unnamed: Vec<&String> = plan
        .resources
        .iter()
        .filter(|kind| roles.resource(kind).is_none())
        .collect();
    let mut set = json!({
        "operation_id": "createResourceSet",
        "method": "POST",
        "path": "/api/v1/iam/resource-sets",
        "body": {
            "label": plan.token,
            "description": "What the application works on",
            "resources": orns,
        },
    });
    if !unnamed.is_empty() {
        set["note"] = json!(format!(
            "add the resource names of {unnamed:?}: the sources of this plan do not have them"
        ));
    }
    vec![
        json!({
            "operation_id": "createRole",
            "method": "POST",
            "path": "/api/v1/iam/roles",
            "body": {
                "label": plan.token,
                "description": "The least that the calls of the application need",
                "permissions": plan.requirement.permissions,
            },
        }),
        set,
        json!({
            "operation_id": "assignRoleToClient",
            "method": "POST",
            "path": "/oauth2/v1/clients/{clientId}/roles",
            "body": { "type": "CUSTOM", "role": "{the id of the role}", "resource-set": "{the id of the resource set}" },
        }),
    ]
}
