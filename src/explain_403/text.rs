//! The explanation for a person at a terminal.

use std::io::{self, Write};

use super::{ExplainedOperation, Explanation};
use crate::printable::printable;
use crate::roles::{Basis, Principal};
use crate::words::{count, list};

/// Call sites that are named before the rest is counted.
const MOST_SITES: usize = 20;

/// Writes the explanation.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    let status = explanation.status.map(|status| format!("HTTP {status}, "));
    let status = status.unwrap_or_default();
    writeln!(out, "{status}{}\n", explanation.gate.name())?;
    for error in &explanation.errors {
        writeln!(out, "{}: {}", error.code, error.means)?;
        for source in &error.sources {
            writeln!(out, "  source: {source}")?;
        }
    }
    if !explanation.named_scopes.is_empty() {
        let scopes = list(&explanation.named_scopes, "and");
        writeln!(out, "the response names as needed: {}", printable(&scopes))?;
    }
    writeln!(out)?;
    write_request(out, explanation)?;
    if let Some(sites) = &explanation.sites {
        match sites.as_slice() {
            [] => writeln!(out, "No call of it was found")?,
            _ => writeln!(out, "Where it is called")?,
        }
        for site in sites.iter().take(MOST_SITES) {
            let token = site
                .token
                .as_deref()
                .map(|name| format!(", token `{name}`"));
            let token = token.unwrap_or_default();
            let path = printable(&site.path);
            writeln!(
                out,
                "  {path}:{}  {}{}",
                site.line,
                site.operation,
                printable(&token)
            )?;
        }
        if let Some(more) = sites.len().checked_sub(MOST_SITES).filter(|more| *more > 0) {
            writeln!(out, "  and {} more", count(more, "call"))?;
        }
        writeln!(out)?;
    }
    if !explanation.next.is_empty() {
        writeln!(out, "What to do")?;
    }
    for (number, step) in (1..).zip(&explanation.next) {
        writeln!(out, "  {number}. {}", printable(step))?;
    }
    Ok(())
}

fn write_request(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    if let Some(strange) = &explanation.no_operation {
        writeln!(
            out,
            "The request {} is no operation of Okta's API",
            strange.request
        )?;
        for near in &strange.nearest {
            writeln!(out, "  meant? {near}")?;
        }
        return writeln!(out);
    }
    match explanation.operations.as_slice() {
        [] => return Ok(()),
        [_] => writeln!(out, "The request")?,
        _ => writeln!(out, "The request is one of these")?,
    }
    for one in &explanation.operations {
        write_operation(out, one)?;
    }
    writeln!(out)
}

fn write_operation(out: &mut dyn Write, one: &ExplainedOperation) -> io::Result<()> {
    let operation = &one.operation;
    writeln!(out, "  {}", operation.title())?;
    writeln!(out, "    takes: {}", operation.accepted())?;
    if !operation.scopes.is_empty() {
        writeln!(out, "    scopes: {}", list(&operation.scopes, "and"))?;
    }
    let roles = match operation.access.principal {
        Principal::Admin if one.sufficient.is_empty() => "not known".to_owned(),
        Principal::Admin => match operation.access.role_basis {
            Some(Basis::Inferred) => format!("{} (inferred)", one.sufficient),
            _ => one.sufficient.clone(),
        },
        Principal::Unknown => "not known".to_owned(),
        _ => "none is needed".to_owned(),
    };
    writeln!(out, "    roles: {roles}")?;
    for meaning in &one.provided {
        writeln!(out, "    provided: {meaning}")?;
    }
    if let Some(token) = &one.token {
        writeln!(
            out,
            "    token `{}`: {}",
            printable(&token.name),
            token.verdict.name()
        )?;
        for reason in &token.reasons {
            writeln!(out, "      {reason}")?;
        }
    }
    Ok(())
}
