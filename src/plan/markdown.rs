//! The plan as a page that a vendor hands to customers.

use std::io::{self, Write};

use super::text::{credential_name, few, near_misses, reasons, sites};
use super::{CalledOperation, Plan, ReasonKind, TokenPlan};
use crate::report::escape::markdown as escaped;
use crate::words::{count, list};

/// Writes the plan.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    writeln!(out, "# What the Okta token must be allowed\n")?;
    for token in &plan.tokens {
        write_token(out, token)?;
    }
    writeln!(
        out,
        "Okta checks both: the scopes of an OAuth 2.0 token, and the admin roles behind any token. An API token has no scopes."
    )
}

fn write_token(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    writeln!(
        out,
        "## {} ({})\n",
        escaped(&plan.token),
        count(plan.calls, "call")
    )?;
    let roles = &plan.requirement.standard_roles;
    let or_none = |items: &[String]| match items.is_empty() {
        true => "none".to_owned(),
        false => items
            .iter()
            .map(|item| format!("`{item}`"))
            .collect::<Vec<_>>()
            .join(", "),
    };
    writeln!(out, "| | |\n|---|---|")?;
    writeln!(
        out,
        "| OAuth 2.0 scopes | {} |",
        or_none(&plan.requirement.all_scopes)
    )?;
    writeln!(
        out,
        "| Standard admin role | {} |",
        or_none(roles.least_single.as_slice())
    )?;
    if roles.least_set.len() > 1 {
        writeln!(
            out,
            "| Or, less than that, these roles together | {} |",
            or_none(&roles.least_set)
        )?;
    }
    writeln!(
        out,
        "| Or a custom admin role with | {} |",
        or_none(&plan.requirement.permissions)
    )?;
    if !plan.resources.is_empty() {
        writeln!(
            out,
            "| Its resource set holds | {} |",
            list(&plan.resources, "and")
        )?;
    }
    for fit in &plan.credentials {
        let name = credential_name(fit.credential);
        let says = match fit.impossible.len() {
            0 => "every call can be made".to_owned(),
            number => format!("not for {}", count(number, "operation")),
        };
        writeln!(out, "| {name} | {says} |")?;
    }
    writeln!(out)?;
    section(
        out,
        plan,
        "Scopes, and what fails without them",
        ReasonKind::Scope,
    )?;
    section(
        out,
        plan,
        "Roles, and what fails without them",
        ReasonKind::Role,
    )?;
    for fit in near_misses(plan) {
        writeln!(
            out,
            "`{}` is not enough: not for {}.\n",
            fit.role,
            few(&fit.not_for)
        )?;
    }
    section(
        out,
        plan,
        "Permissions of a custom role, and what fails without them",
        ReasonKind::Permission,
    )?;
    listed(
        out,
        "Not covered by any custom role",
        &plan.requirement.beyond_custom_role,
    )?;
    table(
        out,
        "Calls that an OAuth 2.0 token can't make",
        &plan.obstacles.oauth,
    )?;
    table(
        out,
        "Calls that only a super admin can make",
        &plan.obstacles.super_admin,
    )?;
    listed(out, "No token is needed", &plan.requirement.no_credential)?;
    if !plan.conditions.is_empty() {
        writeln!(out, "### Conditions that source code can't show\n")?;
        for one in &plan.conditions {
            let operations = count(one.operations.len(), "operation");
            writeln!(out, "- {} ({operations})", escaped(&one.meaning))?;
        }
        writeln!(out)?;
    }
    let inferred = plan.basis.inferred.len();
    if plan.basis.documented + inferred > 0 {
        writeln!(
            out,
            "Okta documents the roles for {}; they are inferred for {inferred}.\n",
            count(plan.basis.documented, "operation"),
        )?;
    }
    listed(out, "Inferred", &plan.basis.inferred)?;
    listed(out, "Roles not known", &plan.basis.unknown)?;
    listed(out, "Left out: not known what they call", &plan.unknown)
}

fn section(out: &mut dyn Write, plan: &TokenPlan, title: &str, kind: ReasonKind) -> io::Result<()> {
    if reasons(plan, kind).next().is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "### {title}\n\n| | operation | called at |\n|---|---|---|"
    )?;
    for reason in reasons(plan, kind) {
        for (at, one) in reason.operations.iter().enumerate() {
            let name = if at == 0 {
                format!("`{}`", reason.name)
            } else {
                String::new()
            };
            writeln!(
                out,
                "| {name} | {} | {} |",
                escaped(&one.operation),
                escaped(&sites(&one.sites))
            )?;
        }
    }
    writeln!(out)
}

fn table(out: &mut dyn Write, title: &str, operations: &[CalledOperation]) -> io::Result<()> {
    if operations.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {title}\n\n| operation | called at |\n|---|---|")?;
    for one in operations {
        writeln!(
            out,
            "| {} | {} |",
            escaped(&one.operation),
            escaped(&sites(&one.sites))
        )?;
    }
    writeln!(out)
}

fn listed(out: &mut dyn Write, title: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {title}\n")?;
    for item in items {
        writeln!(out, "- {}", escaped(item))?;
    }
    writeln!(out)
}
