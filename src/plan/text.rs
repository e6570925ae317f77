//! The plan for a person at a terminal.

use std::io::{self, Write};

use super::{CalledOperation, CredentialKind, Plan, Reason, ReasonKind, RoleFit, TokenPlan};
use crate::printable::printable;
use crate::words::{count, list};

/// Call sites that are named before the rest is counted.
const MOST_SITES: usize = 4;

/// Writes the plan.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    for token in &plan.tokens {
        write_token(out, token)?;
    }
    Ok(())
}

fn write_token(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    let calls = count(plan.calls, "call");
    writeln!(
        out,
        "Least privilege for `{}` ({calls})\n",
        printable(&plan.token)
    )?;
    write_scopes(out, plan)?;
    write_roles(out, plan)?;
    write_custom_role(out, plan)?;
    write_credentials(out, plan)?;
    write_trusted(out, plan)?;
    write_obstacles(out, plan)?;
    write_conditions(out, plan)?;
    write_basis(out, plan)?;
    items(
        out,
        "Left out, since it is not known what they call",
        &plan.unknown,
    )
}

fn write_scopes(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    writeln!(out, "OAuth 2.0 scopes")?;
    let requirement = &plan.requirement;
    if requirement.all_scopes.is_empty() {
        writeln!(out, "  none")?;
    }
    for reason in reasons(plan, ReasonKind::Scope) {
        let perhaps = match requirement.scopes.contains(&reason.name) {
            true => "",
            false => " (perhaps: some calls may be other operations)",
        };
        writeln!(out, "  {}{perhaps}", reason.name)?;
        called(out, &reason.operations)?;
    }
    if let Some(scopes) = &requirement.user_scopes {
        let scopes = match scopes.is_empty() {
            true => "none".to_owned(),
            false => list(scopes, "and"),
        };
        writeln!(
            out,
            "  for a user's own token, since some calls are on that user alone: {scopes}"
        )?;
    }
    writeln!(out)
}

fn write_roles(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    writeln!(out, "Standard admin role")?;
    let roles = &plan.requirement.standard_roles;
    let Some(single) = &roles.least_single else {
        return writeln!(out, "  none is needed\n");
    };
    let label = |role: &str| {
        let fit = plan.standard_roles.iter().find(|fit| fit.role == role);
        fit.map_or(String::new(), |fit| format!(" ({})", fit.label))
    };
    writeln!(
        out,
        "  {single}{} is the least that suffices alone",
        label(single)
    )?;
    if roles.least_set.len() > 1 {
        writeln!(
            out,
            "  {} together are less than that",
            list(&roles.least_set, "and")
        )?;
    }
    for reason in reasons(plan, ReasonKind::Role) {
        writeln!(out, "  without {}, no lesser role does for", reason.name)?;
        called(out, &reason.operations)?;
    }
    for fit in near_misses(plan) {
        let role = &fit.role;
        let lacking = few(&fit.not_for);
        let perhaps = match fit.perhaps_for.len() {
            0 => String::new(),
            some => format!("; for {some} of them it may be"),
        };
        writeln!(out, "  {role} is not enough: not for {lacking}{perhaps}")?;
    }
    let more: Vec<&str> = plan
        .standard_roles
        .iter()
        .filter(|fit| fit.is_more_than_needed)
        .map(|fit| fit.role.as_str())
        .collect();
    if !more.is_empty() {
        let verb = if more.len() == 1 { "is" } else { "are" };
        writeln!(out, "  {} {verb} more than it takes", list(&more, "and"))?;
    }
    writeln!(out)
}

/// The roles that come nearest to sufficing, nearest first; those that do for nothing are left out.
pub(super) fn near_misses(plan: &TokenPlan) -> impl Iterator<Item = &RoleFit> {
    const SHOWN: usize = 3;
    let needing = plan
        .standard_roles
        .iter()
        .map(|fit| fit.not_for.len())
        .max()
        .unwrap_or(0);
    let mut near: Vec<&RoleFit> = plan
        .standard_roles
        .iter()
        .filter(|fit| !fit.suffices && fit.not_for.len() < needing)
        .collect();
    near.sort_by_key(|fit| fit.not_for.len());
    near.into_iter().take(SHOWN)
}

fn write_custom_role(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    let permissions: Vec<&Reason> = reasons(plan, ReasonKind::Permission).collect();
    if permissions.is_empty() {
        return Ok(());
    }
    writeln!(out, "Or a custom admin role")?;
    for reason in permissions {
        writeln!(out, "  {}", reason.name)?;
        called(out, &reason.operations)?;
    }
    writeln!(
        out,
        "  with a resource set of {}",
        list(&plan.resources, "and")
    )?;
    let beyond = &plan.requirement.beyond_custom_role;
    if !beyond.is_empty() {
        writeln!(
            out,
            "  no custom role is known to suffice for {}",
            list(beyond, "and")
        )?;
    }
    writeln!(out)
}

fn write_credentials(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    writeln!(out, "Kinds of tokens")?;
    for fit in &plan.credentials {
        let name = credential_name(fit.credential);
        let sometimes = fit.credential != CredentialKind::ApiToken && !plan.trusted.is_empty();
        match fit.impossible.is_empty() {
            true => writeln!(out, "  {name}: every call can be made")?,
            false => writeln!(out, "  {name}: every call but")?,
        }
        called(out, &fit.impossible)?;
        if sometimes {
            writeln!(
                out,
                "    and, in some cases, those below that an API token is needed for"
            )?;
        }
    }
    writeln!(out)
}

fn write_trusted(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    let without: Vec<String> = plan.requirement.no_credential.clone();
    if !without.is_empty() {
        writeln!(
            out,
            "No token is needed for {}",
            count(without.len(), "operation")
        )?;
        for title in &without {
            writeln!(out, "    {title}")?;
        }
        writeln!(out)?;
    }
    if plan.trusted.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "An API token is needed in some cases, which OAuth 2.0 can't replace"
    )?;
    for one in &plan.trusted {
        writeln!(
            out,
            "  {}, when {}  [{}]",
            one.operation,
            one.when,
            sites(&one.sites)
        )?;
        let roles = match one.roles.is_empty() {
            true => "no document names the role that the token's admin needs".to_owned(),
            false => format!("roles that suffice: {}", list(&one.roles, "or")),
        };
        writeln!(out, "    {roles}")?;
        if !one.possible_roles.is_empty() {
            writeln!(
                out,
                "    perhaps also: {} (no source settles it)",
                list(&one.possible_roles, "or")
            )?;
        }
        if !one.permissions.is_empty() {
            writeln!(
                out,
                "    or a custom role with {}",
                list(&one.permissions, "and")
            )?;
        }
        if let Some(note) = &one.note {
            writeln!(out, "    {note}")?;
        }
    }
    writeln!(out)
}

fn write_obstacles(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    let obstacles = &plan.obstacles;
    if !obstacles.oauth.is_empty() {
        writeln!(out, "In the way of OAuth 2.0")?;
        called(out, &obstacles.oauth)?;
        writeln!(out)?;
    }
    for one in &obstacles.manage {
        writeln!(out, "{} would be {}, but for", one.scope, one.instead)?;
        called(out, &one.operations)?;
        writeln!(out)?;
    }
    if !obstacles.super_admin.is_empty() {
        writeln!(out, "Only a super admin can make these calls")?;
        called(out, &obstacles.super_admin)?;
        writeln!(out)?;
    }
    Ok(())
}

fn write_conditions(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    if plan.conditions.is_empty() {
        return Ok(());
    }
    writeln!(out, "What source code can't show")?;
    for one in &plan.conditions {
        writeln!(
            out,
            "  {} ({}): {}",
            one.condition,
            count(one.operations.len(), "operation"),
            one.meaning
        )?;
    }
    writeln!(out)
}

fn write_basis(out: &mut dyn Write, plan: &TokenPlan) -> io::Result<()> {
    let basis = &plan.basis;
    if basis.documented == 0 && basis.inferred.is_empty() && basis.unknown.is_empty() {
        return Ok(());
    }
    writeln!(out, "How the roles are known")?;
    writeln!(
        out,
        "  documented by Okta for {}",
        count(basis.documented, "operation")
    )?;
    if !basis.inferred.is_empty() {
        writeln!(out, "  inferred from operations like them for")?;
        for title in &basis.inferred {
            writeln!(out, "    {title}")?;
        }
    }
    if !basis.unknown.is_empty() {
        writeln!(out, "  not known for")?;
        for title in &basis.unknown {
            writeln!(out, "    {title}")?;
        }
    }
    writeln!(out)
}

pub(super) fn reasons(plan: &TokenPlan, kind: ReasonKind) -> impl Iterator<Item = &Reason> {
    plan.reasons
        .iter()
        .filter(move |reason| reason.kind == kind)
}

/// How a person would call a kind of token.
pub(crate) fn credential_name(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::ApiToken => "API token (SSWS)",
        CredentialKind::OauthService => "OAuth 2.0, service app",
        CredentialKind::OauthUser => "OAuth 2.0, signed-in user",
    }
}

/// `a, b and 3 more`.
pub(super) fn few(titles: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<&str> = titles
        .iter()
        .take(SHOWN)
        .map(|title| short(title))
        .collect();
    match titles.len().saturating_sub(SHOWN) {
        0 => list(&shown, "and"),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The operation's id alone.
fn short(title: &str) -> &str {
    title.split(' ').next().unwrap_or(title)
}

pub(super) fn sites(sites: &[String]) -> String {
    let shown: Vec<_> = sites
        .iter()
        .take(MOST_SITES)
        .map(|site| printable(site))
        .collect();
    match sites.len().saturating_sub(MOST_SITES) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn called(out: &mut dyn Write, operations: &[CalledOperation]) -> io::Result<()> {
    for one in operations {
        writeln!(out, "    {}  [{}]", one.operation, sites(&one.sites))?;
    }
    Ok(())
}

fn items(out: &mut dyn Write, title: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    for item in items {
        writeln!(out, "    {}", printable(item))?;
    }
    writeln!(out)
}
