//! The plan as resources of Terraform's okta provider: a service app with its scopes, and the custom role or the standard roles behind it.
//!
//! Attributes are those of the provider's documentation: `docs/resources` of okta/terraform-provider-okta at e59c130b.

use std::io::{self, Write};

use super::{Plan, TokenPlan};
use crate::printable::{is_hidden, printable};
use crate::report::inert::inert;
use crate::roles::Roles;
use crate::words::list;

/// Writes the plan.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    writeln!(
        out,
        "terraform {{\n  required_providers {{\n    okta = {{\n      source = \"okta/okta\"\n    }}\n  }}\n}}\n"
    )?;
    writeln!(
        out,
        "variable \"okta_org_url\" {{\n  type        = string\n  description = \"https:// and the host of the Okta org\"\n}}\n"
    )?;
    writeln!(
        out,
        "variable \"okta_org_id\" {{\n  type        = string\n  description = \"The id of the Okta org, as resource names have it\"\n}}\n"
    )?;
    for token in &plan.tokens {
        write_token(out, token)?;
    }
    Ok(())
}

fn write_token(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    let name = identifier(&plan.token);
    let label = quoted(&plan.token);
    writeln!(out, "resource \"okta_app_oauth\" \"{name}\" {{")?;
    writeln!(out, "  label                      = {label}")?;
    writeln!(out, "  type                       = \"service\"")?;
    writeln!(
        out,
        "  grant_types                = [\"client_credentials\"]"
    )?;
    writeln!(out, "  response_types             = [\"token\"]")?;
    writeln!(out, "  token_endpoint_auth_method = \"private_key_jwt\"")?;
    writeln!(
        out,
        "  jwks_uri                   = var.{name}_jwks_uri\n}}\n"
    )?;
    writeln!(
        out,
        "variable \"{name}_jwks_uri\" {{\n  type        = string\n  description = \"Where the app's public keys are published\"\n}}\n"
    )?;
    if !plan.requirement.all_scopes.is_empty() {
        writeln!(out, "resource \"okta_app_oauth_api_scope\" \"{name}\" {{")?;
        writeln!(out, "  app_id = okta_app_oauth.{name}.id")?;
        writeln!(out, "  issuer = var.okta_org_url")?;
        strings(out, "scopes", &plan.requirement.all_scopes)?;
        writeln!(out, "}}\n")?;
    }
    let beyond = &plan.requirement.beyond_custom_role;
    if plan.requirement.permissions.is_empty() || !beyond.is_empty() {
        write_standard_roles(out, plan, &name)
    } else {
        write_custom_role(out, plan, &name, &label)
    }
}

fn write_standard_roles(out: &mut dyn Write, plan: &TokenPlan, name: &str) -> io::Result<()> {
    let beyond = &plan.requirement.beyond_custom_role;
    if !beyond.is_empty() {
        comment(
            out,
            &format!(
                "No custom role is known to suffice for {}.",
                list(beyond, "and")
            ),
        )?;
    }
    for role in &plan.requirement.standard_roles.least_set {
        let resource = format!("{name}_{}", role.to_ascii_lowercase());
        writeln!(
            out,
            "resource \"okta_app_oauth_role_assignment\" \"{resource}\" {{"
        )?;
        writeln!(out, "  client_id = okta_app_oauth.{name}.client_id")?;
        writeln!(out, "  type      = {}\n}}\n", quoted(role))?;
    }
    Ok(())
}

fn write_custom_role(
    out: &mut dyn Write,
    plan: &TokenPlan,
    name: &str,
    label: &str,
) -> io::Result<()> {
    writeln!(out, "resource \"okta_admin_role_custom\" \"{name}\" {{")?;
    writeln!(out, "  label       = {label}")?;
    writeln!(
        out,
        "  description = \"The least that the calls of the application need\""
    )?;
    strings(out, "permissions", &plan.requirement.permissions)?;
    writeln!(out, "}}\n")?;
    let roles = Roles::embedded();
    let mut names = Vec::new();
    for kind in &plan.resources {
        match roles.resource(kind) {
            Some(resource) => names.push(resource.orn.replace("{orgId}", "${var.okta_org_id}")),
            None => comment(
                out,
                &format!(
                    "Add the resource name of {kind}: the sources of this plan do not have it."
                ),
            )?,
        }
    }
    comment(
        out,
        "Narrow the resources to what the application works on, if that is less.",
    )?;
    writeln!(out, "resource \"okta_resource_set\" \"{name}\" {{")?;
    writeln!(out, "  label         = {label}")?;
    writeln!(out, "  description   = \"What the application works on\"")?;
    writeln!(out, "  resources_orn = [")?;
    for orn in names {
        writeln!(out, "    \"{orn}\",")?;
    }
    writeln!(out, "  ]\n}}\n")?;
    writeln!(
        out,
        "resource \"okta_app_oauth_role_assignment\" \"{name}\" {{"
    )?;
    writeln!(out, "  client_id    = okta_app_oauth.{name}.client_id")?;
    writeln!(out, "  type         = \"CUSTOM\"")?;
    writeln!(out, "  role         = okta_admin_role_custom.{name}.id")?;
    writeln!(out, "  resource_set = okta_resource_set.{name}.id\n}}\n")
}

fn strings(out: &mut dyn Write, name: &str, values: &[String]) -> io::Result<()> {
    writeln!(out, "  {name} = [")?;
    for value in values {
        writeln!(out, "    {},", quoted(value))?;
    }
    writeln!(out, "  ]")
}

fn comment(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "# {}", inert(&printable(text)))
}

/// A string as HCL writes it. Templates in it stay text.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut before = ' ';
    for c in text.chars() {
        match c {
            // In the log of a CI job, what two of them begin may be a command.
            '#' if before == '#' => quoted.push_str("\\u0023"),
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '$' => quoted.push_str("$$"),
            '%' => quoted.push_str("%%"),
            c if is_hidden(c) => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => quoted.push(c),
        }
        before = c;
    }
    quoted.push('"');
    // Only before a brace are these two doubled.
    quoted
        .replace("$${", "\u{0}{")
        .replace("%%{", "\u{1}{")
        .replace("$$", "$")
        .replace("%%", "%")
        .replace('\u{0}', "$$")
        .replace('\u{1}', "%%")
}

/// A name that HCL takes for a resource.
fn identifier(text: &str) -> String {
    let clean = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let name: String = text.chars().map(clean).collect();
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        _ => format!("app_{name}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Plan, identifier, quoted, write};
    use crate::catalog::Catalog;
    use crate::ops;

    /// Attributes by resource, those that are required first: the schema in the provider's documentation at e59c130b, as far as it is used.
    const SCHEMA: [(&str, &[&str], &[&str]); 5] = [
        (
            "okta_app_oauth",
            &["label", "type"],
            &[
                "grant_types",
                "response_types",
                "token_endpoint_auth_method",
                "jwks_uri",
            ],
        ),
        (
            "okta_app_oauth_api_scope",
            &["app_id", "issuer", "scopes"],
            &[],
        ),
        (
            "okta_app_oauth_role_assignment",
            &["client_id", "type"],
            &["role", "resource_set"],
        ),
        (
            "okta_admin_role_custom",
            &["label", "description"],
            &["permissions"],
        ),
        (
            "okta_resource_set",
            &["label", "description"],
            &["resources", "resources_orn"],
        ),
    ];

    /// Type → attributes of each resource that the plan of a list makes.
    fn resources(list: &str) -> Vec<(String, Vec<String>)> {
        let list = ops::parse(list).expect("a list");
        let plan = Plan::of_list(&ops::answer(Catalog::embedded(), list.entries));
        let mut text = Vec::new();
        write(&mut text, &plan).expect("memory takes it");
        let text = String::from_utf8(text).expect("text");
        let body: hcl_edit::structure::Body = text.parse().expect("HCL");
        let blocks = body
            .blocks()
            .filter(|block| block.ident.as_str() == "resource");
        let resource = |block: &hcl_edit::structure::Block| {
            let attributes = block.body.attributes();
            let names = attributes.map(|attribute| attribute.key.as_str().to_owned());
            (block.labels[0].as_str().to_owned(), names.collect())
        };
        blocks.map(resource).collect()
    }

    #[test]
    fn resources_have_the_attributes_of_the_providers_schema() {
        let schema: BTreeMap<&str, (&[&str], &[&str])> = SCHEMA
            .iter()
            .map(|(kind, required, optional)| (*kind, (*required, *optional)))
            .collect();
        let lists = [
            "GET /api/v1/users\nPOST /api/v1/groups\nGET /api/v1/brands",
            "GET /api/v1/logs\nPOST /api/v1/apps/{id}/grants",
            "POST /api/v1/authn",
        ];
        let mut seen = 0;
        for (kind, attributes) in lists.iter().flat_map(|list| resources(list)) {
            let (required, optional) = schema[kind.as_str()];
            assert!(
                required
                    .iter()
                    .all(|name| attributes.iter().any(|one| one == name)),
                "{kind}"
            );
            let is_known = |name: &String| {
                required.contains(&name.as_str()) || optional.contains(&name.as_str())
            };
            assert!(attributes.iter().all(is_known), "{kind}: {attributes:?}");
            seen += 1;
        }
        assert!(seen >= 8, "{seen}");
    }

    #[test]
    fn names_and_strings_are_hcls() {
        assert_eq!(identifier("HR sync/1"), "hr_sync_1");
        assert_eq!(identifier("1st"), "app_1st");
        assert_eq!(
            quoted("a \"b\" ${c} $d %{e}"),
            r#""a \"b\" $${c} $d %%{e}""#
        );
        assert_eq!(
            quoted("##[x]\u{202e}\n"),
            r##""#\u0023[x]\U0000202e\U0000000a""##
        );
    }
}
