//! `oktalint explain`.

use super::output::Output;
use super::{Failure, Status};
use crate::catalog::{Catalog, query};
use crate::config::nearest;
use crate::explain;
use crate::lints;
use crate::roles::Roles;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A lint, an operation (its id or "METHOD /path"), a scope, a standard role, a custom-role permission or a condition; without
    /// it, every lint in one line
    #[arg(value_name = "WHAT")]
    what: Option<String>,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let Some(what) = &arguments.what else {
        output.results(|out| {
            for page in lints::all() {
                writeln!(
                    out,
                    "{:<24}{:<9}{}",
                    page.id,
                    page.level.name(),
                    page.summary
                )?;
            }
            Ok(())
        })?;
        return Ok(Status::Clean);
    };
    let pages = pages(what);
    if pages.is_empty() {
        return Err(Failure(unknown(what)));
    }
    output.results(|out| write!(out, "{}", pages.join("\n")))?;
    Ok(Status::Clean)
}

/// Everything that has this name: a scope and a permission may share one.
fn pages(what: &str) -> Vec<String> {
    if let Some(page) = lints::find(what) {
        return vec![format!("{}\n(level: {})\n", page.body, page.level.name())];
    }
    let (roles, catalog) = (Roles::embedded(), Catalog::embedded());
    let mut pages = Vec::new();
    pages.extend(explain::scope(what));
    pages.extend(roles.permission(what).map(explain::permission));
    pages.extend(roles.role(&what.to_ascii_uppercase()).map(explain::role));
    pages.extend(explain::condition(what));
    if pages.is_empty() {
        let found = query::show(catalog, what).into_iter();
        pages.extend(found.map(|id| explain::operation(catalog.get(id))));
    }
    pages
}

fn unknown(what: &str) -> miette::Report {
    let (roles, catalog) = (Roles::embedded(), Catalog::embedded());
    let names = lints::all()
        .iter()
        .map(|page| page.id)
        .chain(catalog.scopes())
        .chain(roles.permissions().iter().map(|one| one.id.as_str()))
        .chain(roles.standard().iter().map(|one| one.type_id.as_str()));
    let near = nearest(what, names).or_else(|| query::suggest(catalog, what));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "`oktalint explain` lists the lints, `oktalint catalog search WORD` finds operations"
                .to_owned()
        }
    };
    miette::miette!(
        code = "oktalint::explain::unknown",
        help = help,
        "there is no lint, operation, scope, role, permission or condition `{what}`"
    )
}
