//! A first configuration: the tokens that a repository shows, and what their calls need.
//!
//! Everything in it comes from the same scan that `check` makes. What is written down must make `check` pass at once: scopes are
//! those of the calls, not those that somebody granted; roles, which no source shows, are left to the reader with what suffices.

mod groups;
mod paths;
mod signs;
mod token;
mod write;

use std::collections::BTreeSet;
use std::path::Path;

use crate::call::Unresolved;
use crate::config::{Config, ConfigError, FILE_NAME};
use crate::judge::{JudgedCall, Judgement};

use groups::Group;
use token::DraftToken;

/// A configuration that may be written.
#[derive(Debug)]
pub struct Draft {
    pub text: String,
    pub tokens: usize,
    pub calls: usize,
    pub unresolved: usize,
}

/// What the text is made of.
#[derive(Debug)]
struct Content<'a> {
    /// The one that is used wherever no other is comes first.
    tokens: Vec<DraftToken>,
    /// Requests whose target is not known: base-relative path, line, why.
    unresolved: Vec<(String, u32, &'a str)>,
    /// Globs of files with such requests and no call, and how many are there.
    apart: Option<(String, usize)>,
    /// What is declared and belongs to none of the tokens.
    others: Vec<String>,
}

/// Drafts the configuration of a folder from a scan of it without one; `None` if nothing in it calls Okta.
///
/// # Errors
/// The text is no configuration, which is a defect of the program: it is held against the checks of every other one.
pub fn draft(
    judgement: &Judgement,
    base: &Path,
    working_directory: &Path,
) -> Result<Option<Draft>, ConfigError> {
    let config = Config::none(base);
    let path_of = |report: &str| config.path_of(report, working_directory);
    let counted = |judged: &&JudgedCall| !judged.call.in_test;
    let calls: Vec<&JudgedCall> = judgement.calls.iter().filter(counted).collect();
    let unresolved: Vec<&Unresolved> = judgement
        .unresolved
        .iter()
        .filter(|one| !one.location.file.in_test)
        .collect();
    if calls.is_empty() && unresolved.is_empty() {
        return Ok(None);
    }
    let content = content(
        judgement,
        &calls,
        &unresolved,
        &name_of(&config.base),
        &path_of,
    );
    let text = write::text(&content);
    Config::parse(&text, Path::new(FILE_NAME), base)?;
    Ok(Some(Draft {
        text,
        tokens: content.tokens.len(),
        calls: calls.len(),
        unresolved: unresolved.len(),
    }))
}

/// The name of a project, by its folder.
fn name_of(base: &Path) -> String {
    let name = base.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn content<'a>(
    judgement: &'a Judgement,
    calls: &[&'a JudgedCall],
    unresolved: &[&'a Unresolved],
    project: &str,
    path_of: &dyn Fn(&str) -> String,
) -> Content<'a> {
    let mut groups = match calls {
        [] => Vec::new(),
        calls => groups::groups(signs::signs(judgement), calls, path_of),
    };
    // New code is most likely of the token that most of the code uses. The sort is stable, so the result is the same every time.
    groups.sort_by_key(|group| std::cmp::Reverse(group.calls.len()));
    let tokens = token::drafts(&groups, judgement, project, path_of);
    let with_calls: BTreeSet<String> = groups
        .iter()
        .flat_map(|group| group.files.clone())
        .collect();
    let places: Vec<(String, u32, &str)> = unresolved
        .iter()
        .map(|one| {
            let file = path_of(&one.location.file.path);
            (file, one.location.start().line, one.why.as_str())
        })
        .collect();
    Content {
        apart: match with_calls.is_empty() {
            true => None,
            false => {
                paths::busiest_apart(places.iter().map(|(file, ..)| file.as_str()), &with_calls)
            }
        },
        others: others(judgement, &groups, &tokens, path_of),
        unresolved: places,
        tokens,
    }
}

/// What is declared somewhere and belongs to none of the tokens, in a few words each.
fn others(
    judgement: &Judgement,
    groups: &[Group],
    tokens: &[DraftToken],
    path_of: &dyn Fn(&str) -> String,
) -> Vec<String> {
    let is_used = |one: &crate::grants::Declaration| match &one.name {
        Some(name) => tokens.iter().any(|token| token.name == *name),
        None => groups.iter().any(|group| {
            let mut signs = group.signs.iter();
            signs.any(|sign| std::ptr::eq(sign.location, &one.location))
        }),
    };
    let declarations = judgement.declarations.iter();
    let left = declarations.filter(|one| !one.location.file.in_test && !is_used(one));
    left.map(|one| {
        let kind = one.credential.map_or("kind not known", |kind| kind.name());
        let line = one.location.start().line;
        format!(
            "{}:{line}: {} ({kind})",
            path_of(&one.location.file.path),
            signs::what(one)
        )
    })
    .collect()
}
