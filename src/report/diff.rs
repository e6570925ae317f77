//! What changed against a baseline: the contract of `oktalint diff --format json`, and the same as text and Markdown.

use std::fmt::Write as _;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::escape::markdown;
use crate::judge::{AddedScope, JudgedCall, Judgement, KnownCall, RemovedScope, TokenDelta};
use crate::printable::printable;
use crate::tool::Tool;
use crate::words::count;

/// What changed, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "oktalint diff")]
pub struct Change {
    /// 1.
    pub schema_version: u32,
    pub tool: Tool,
    /// What it is held against.
    pub base: String,
    pub added: Vec<ChangedCall>,
    pub removed: Vec<ChangedCall>,
    pub changed: Vec<Replaced>,
    pub tokens: Vec<TokenChange>,
}

/// A call that came or went.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedCall {
    /// What is called: operation ids, or the request where they are not known.
    pub operations: Vec<String>,
    pub file: String,
    /// Absent where only a baseline file knows the call.
    pub line: Option<u32>,
    /// The function around it.
    pub enclosing: String,
    pub scopes: Vec<String>,
}

/// A call in whose place another operation is called now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Replaced {
    pub before: ChangedCall,
    pub now: ChangedCall,
}

/// How what a token needs has changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenChange {
    /// Absent for the calls that no token is declared for.
    pub token: Option<String>,
    /// `+ okta.users.manage (was okta.users.read)`, one a line.
    pub changes: Vec<String>,
    pub scopes_added: Vec<String>,
    pub scopes_removed: Vec<String>,
    pub roles_added: Vec<String>,
    pub roles_removed: Vec<String>,
    pub permissions_added: Vec<String>,
    pub permissions_removed: Vec<String>,
}

/// What changed, if the judgement was held against a baseline.
pub fn change(judgement: &Judgement) -> Option<Change> {
    let delta = judgement.delta.as_ref()?;
    let now = |at: &usize| judgement.calls.get(*at).map(new_call);
    Some(Change {
        schema_version: 1,
        tool: Tool::THIS,
        base: delta.base.clone(),
        added: delta.added.iter().filter_map(now).collect(),
        removed: delta.removed.iter().map(known_call).collect(),
        changed: delta
            .changed
            .iter()
            .filter_map(|one| {
                Some(Replaced {
                    before: known_call(&one.before),
                    now: now(&one.now)?,
                })
            })
            .collect(),
        tokens: delta.tokens.iter().map(token_change).collect(),
    })
}

fn new_call(judged: &JudgedCall) -> ChangedCall {
    let call = &judged.call;
    let mut operations: Vec<String> = judged
        .operations
        .iter()
        .map(|one| one.operation_id.clone())
        .collect();
    if operations.is_empty() {
        let method = call.method.map_or("*", |method| method.as_str());
        operations.push(format!("{method} {}", call.path));
    }
    let scopes = judged.operations.iter().flat_map(|one| &one.scopes);
    ChangedCall {
        operations,
        file: call.location.file.path.clone(),
        line: Some(call.location.start().line),
        enclosing: call.enclosing.clone(),
        scopes: crate::scopes::least(scopes.map(String::as_str)),
    }
}

fn known_call(known: &KnownCall) -> ChangedCall {
    let seen = known.seen.as_ref();
    let operations = known.identity.operations.iter();
    // `management listUsers`; a request has a verb in front.
    let short = |name: &String| match name.split_once(' ') {
        Some((api, id)) if api.chars().any(char::is_lowercase) => id.to_owned(),
        _ => name.clone(),
    };
    let scopes = seen.into_iter().flat_map(|seen| &seen.operations);
    let scopes = scopes.flat_map(|one| &one.scopes);
    ChangedCall {
        operations: operations.map(short).collect(),
        file: known.identity.file.clone(),
        line: seen.map(|seen| seen.line),
        enclosing: known.identity.enclosing.clone(),
        scopes: crate::scopes::least(scopes.map(String::as_str)),
    }
}

fn token_change(delta: &TokenDelta) -> TokenChange {
    let mut changes = Vec::new();
    changes.extend(
        delta
            .scopes_added
            .iter()
            .map(|one| format!("+ {}", one.title())),
    );
    changes.extend(delta.roles_added.iter().map(|one| format!("+ {one}")));
    changes.extend(
        delta
            .permissions_added
            .iter()
            .map(|one| format!("+ permission {one}")),
    );
    // What was replaced by more is said there.
    let lesser = |one: &&RemovedScope| {
        !delta
            .scopes_added
            .iter()
            .any(|added| added.was.as_ref() == Some(&one.scope))
    };
    changes.extend(
        delta
            .scopes_removed
            .iter()
            .filter(lesser)
            .map(|one| format!("- {}", one.title())),
    );
    changes.extend(delta.roles_removed.iter().map(|one| format!("- {one}")));
    changes.extend(
        delta
            .permissions_removed
            .iter()
            .map(|one| format!("- permission {one}")),
    );
    TokenChange {
        token: delta.token.clone(),
        changes,
        scopes_added: delta
            .scopes_added
            .iter()
            .map(|one: &AddedScope| one.scope.clone())
            .collect(),
        scopes_removed: delta
            .scopes_removed
            .iter()
            .map(|one| one.scope.clone())
            .collect(),
        roles_added: delta.roles_added.clone(),
        roles_removed: delta.roles_removed.clone(),
        permissions_added: delta.permissions_added.clone(),
        permissions_removed: delta.permissions_removed.clone(),
    }
}

pub(super) fn title(token: Option<&str>) -> String {
    token.map_or_else(
        || "Calls without a declared token".to_owned(),
        |name| format!("Token {name}"),
    )
}

/// `src/Users.cs:12  deactivateUser  okta.users.manage`.
fn line(call: &ChangedCall) -> String {
    let place = match call.line {
        Some(line) => format!("{}:{line}", call.file),
        None => call.file.clone(),
    };
    let scopes = match call.scopes.is_empty() {
        true => String::new(),
        false => format!("  {}", call.scopes.join(" ")),
    };
    format!("{place}  {}{scopes}", call.operations.join(" or "))
}

/// Writes it for a person.
///
/// # Errors
/// Writing failed.
pub fn write_text(out: &mut dyn io::Write, change: &Change) -> io::Result<()> {
    writeln!(out, "Against {}", printable(&change.base))?;
    for token in &change.tokens {
        writeln!(out, "\n{}", printable(&title(token.token.as_deref())))?;
        for one in &token.changes {
            writeln!(out, "  {}", printable(one))?;
        }
    }
    let lists = [("added", &change.added), ("removed", &change.removed)];
    for (what, calls) in lists {
        if !calls.is_empty() {
            writeln!(out, "\n{} {what}", count(calls.len(), "call"))?;
            for call in calls {
                writeln!(out, "  {}", printable(&line(call)))?;
            }
        }
    }
    if !change.changed.is_empty() {
        writeln!(out, "\n{} changed", count(change.changed.len(), "call"))?;
        for one in &change.changed {
            let before = one.before.operations.join(" or ");
            writeln!(
                out,
                "  {} (was {})",
                printable(&line(&one.now)),
                printable(&before)
            )?;
        }
    }
    if is_empty(change) {
        writeln!(out, "\nNo call and no requirement changed")?;
    }
    Ok(())
}

/// Whether it says that nothing changed.
pub(super) fn is_empty(change: &Change) -> bool {
    change.added.is_empty()
        && change.removed.is_empty()
        && change.changed.is_empty()
        && change.tokens.is_empty()
}

/// Writes it as Markdown for a comment on a pull request: it stays below the 65,536 characters that one may have.
///
/// # Errors
/// Writing failed.
pub fn write_markdown(out: &mut dyn io::Write, change: &Change) -> io::Result<()> {
    let heading = format!(
        "### Okta permissions: changes against {}\n\n",
        markdown(&change.base)
    );
    out.write_all(as_markdown(change, heading).as_bytes())
}

/// Writes it in Markdown behind this heading.
pub(super) fn as_markdown(change: &Change, heading: String) -> String {
    let mut text = heading;
    if is_empty(change) {
        text.push_str("No call and no requirement changed.\n");
    }
    for token in &change.tokens {
        let _ = writeln!(text, "**{}**\n", markdown(&title(token.token.as_deref())));
        for one in &token.changes {
            let _ = writeln!(text, "- {}", markdown(one));
        }
        text.push('\n');
    }
    let replaced: Vec<String> = change
        .changed
        .iter()
        .map(|one| {
            format!(
                "{} (was {})",
                line(&one.now),
                one.before.operations.join(" or ")
            )
        })
        .collect();
    let lists = [
        ("added", change.added.iter().map(line).collect::<Vec<_>>()),
        ("removed", change.removed.iter().map(line).collect()),
        ("changed", replaced),
    ];
    for (what, lines) in lists {
        details(&mut text, what, &lines);
    }
    text
}

/// A folded list of calls; what would make the comment too long is counted.
fn details(text: &mut String, what: &str, lines: &[String]) {
    const MOST: usize = 60_000;
    if lines.is_empty() {
        return;
    }
    let open = if lines.len() <= 10 { " open" } else { "" };
    let title = format!("{} {what}", count(lines.len(), "call"));
    let _ = write!(text, "<details{open}><summary>{title}</summary>\n\n");
    for (at, line) in lines.iter().enumerate() {
        let item = format!("- {}\n", markdown(line));
        if text.chars().count() + item.chars().count() > MOST {
            let _ = writeln!(text, "- and {} more", lines.len() - at);
            break;
        }
        text.push_str(&item);
    }
    text.push_str("\n</details>\n\n");
}
