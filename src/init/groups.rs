//! Which calls use which token, as far as a repository shows it.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{folder, shared_folders};
use super::signs::{Sign, SignKind};
use crate::call::Call;
use crate::catalog::Credential;
use crate::config::CredentialName;
use crate::judge::{JudgedCall, OperationFacts};

/// The calls of one token, and what says which kind it is. Paths are relative to the configuration.
#[derive(Debug, Default)]
pub struct Group<'a> {
    /// `None`: nothing says it.
    pub credential: Option<CredentialName>,
    pub signs: Vec<Sign<'a>>,
    pub calls: Vec<&'a JudgedCall>,
    /// The files of its calls and of its clients.
    pub files: BTreeSet<String>,
    /// Calls that might as well use another token of the repository.
    pub unclear: usize,
}

impl<'a> Group<'a> {
    /// What its calls may be.
    pub fn operations(&self) -> impl Iterator<Item = &'a OperationFacts> + Clone {
        let calls: Vec<&'a JudgedCall> = self.calls.clone();
        calls.into_iter().flat_map(|judged| &judged.operations)
    }

    /// Whether it is not known what some of its calls call.
    pub fn is_partly_unknown(&self) -> bool {
        self.calls.iter().any(|judged| judged.operations.is_empty())
    }

    fn is_in_code(&self) -> bool {
        self.signs
            .iter()
            .any(|sign| sign.kind != SignKind::Settings)
    }

    /// The scopes that its code or settings ask for.
    pub fn asked(&self) -> Option<BTreeSet<&str>> {
        let mut known = self.signs.iter().filter_map(|sign| sign.asked.as_ref());
        let first = known.next()?;
        let all = known.fold(first.iter().collect::<BTreeSet<_>>(), |mut all, more| {
            all.extend(more);
            all
        });
        Some(all.into_iter().map(String::as_str).collect())
    }
}

/// How near a file is to what says which token is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// So many folders are the same.
    Folders(usize),
    /// The calls go through its file.
    Through,
    Same,
}

/// Puts calls and signs into groups, one a token. Groups without a call are left out: nothing is known of what they need.
pub fn groups<'a>(
    signs: Vec<Sign<'a>>,
    calls: &[&'a JudgedCall],
    path_of: &dyn Fn(&str) -> String,
) -> Vec<Group<'a>> {
    let mut groups = by_sign(signs, path_of);
    if groups.is_empty() {
        groups.push(Group::default());
    }
    let mut by_file: BTreeMap<String, Vec<&'a JudgedCall>> = BTreeMap::new();
    for judged in calls {
        let file = path_of(&judged.call.location.file.path);
        by_file.entry(file).or_default().push(judged);
    }
    for (file, calls) in by_file {
        let (at, is_clear) = group_of(&groups, &file, &calls, path_of);
        let Some(group) = groups.get_mut(at) else {
            continue;
        };
        if !is_clear {
            group.unclear += calls.len();
        }
        group.files.insert(file);
        group.calls.extend(calls);
    }
    groups.retain(|group| !group.calls.is_empty());
    for group in &mut groups {
        let clients = group.signs.iter();
        let clients = clients.filter(|sign| sign.kind == SignKind::Client);
        let files = clients.map(|sign| path_of(&sign.location.file.path));
        group.files.extend(files);
    }
    groups
}

/// Signs of one token together. Different kinds are different tokens, and so are clients that ask for different scopes.
fn by_sign<'a>(signs: Vec<Sign<'a>>, path_of: &dyn Fn(&str) -> String) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let (code, settings): (Vec<_>, Vec<_>) = signs
        .into_iter()
        .partition(|sign| sign.kind != SignKind::Settings);
    // What asks for nothing joins what does, so it comes behind it.
    let (asking, other): (Vec<_>, Vec<_>) = code.into_iter().partition(|sign| sign.asked.is_some());
    for sign in asking {
        let same = |group: &&mut Group| {
            let mut signs = group.signs.iter();
            signs.any(|one| one.credential == sign.credential && one.asked == sign.asked)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.signs.push(sign),
            None => groups.push(group_with(sign)),
        }
    }
    for sign in other {
        match nearest(&groups, &sign, path_of, |_, _| true) {
            Some(at) => groups.extend_at(at, sign),
            None => groups.push(group_with(sign)),
        }
    }
    // A settings file is read by the clients below its folder.
    for sign in settings {
        let home = folder(&path_of(&sign.location.file.path)).to_owned();
        let is_below = |one: &Sign, file: &str| match one.kind {
            SignKind::Settings => folder(file) == home,
            _ => one.asked.is_none() || home.is_empty() || file.starts_with(&format!("{home}/")),
        };
        match nearest(&groups, &sign, path_of, is_below) {
            Some(at) => groups.extend_at(at, sign),
            None => groups.push(group_with(sign)),
        }
    }
    groups
}

trait ExtendAt<'a> {
    fn extend_at(&mut self, at: usize, sign: Sign<'a>);
}

impl<'a> ExtendAt<'a> for Vec<Group<'a>> {
    fn extend_at(&mut self, at: usize, sign: Sign<'a>) {
        if let Some(group) = self.get_mut(at) {
            group.signs.push(sign);
        }
    }
}

fn group_with(sign: Sign<'_>) -> Group<'_> {
    Group {
        credential: Some(sign.credential),
        signs: vec![sign],
        ..Group::default()
    }
}

/// The group of the same kind of token that has a sign nearest to this one, among those that fit.
fn nearest(
    groups: &[Group],
    sign: &Sign,
    path_of: &dyn Fn(&str) -> String,
    fits: impl Fn(&Sign, &str) -> bool,
) -> Option<usize> {
    let here = path_of(&sign.location.file.path);
    let mut best: Option<(usize, usize)> = None;
    for (at, group) in groups.iter().enumerate() {
        if group.credential != Some(sign.credential) {
            continue;
        }
        for other in &group.signs {
            let there = path_of(&other.location.file.path);
            let shared = shared_folders(&here, &there);
            if fits(other, &there) && best.is_none_or(|(most, _)| shared > most) {
                best = Some((shared, at));
            }
        }
    }
    best.map(|(_, at)| at)
}

/// The group that the calls of a file belong to, and whether no other is as near.
fn group_of(
    groups: &[Group],
    file: &str,
    calls: &[&JudgedCall],
    path_of: &dyn Fn(&str) -> String,
) -> (usize, bool) {
    let through: BTreeSet<String> = calls
        .iter()
        .flat_map(|judged| ways(&judged.call))
        .map(path_of)
        .collect();
    let near = |group: &Group| {
        let each = group.signs.iter().map(|sign| {
            let there = path_of(&sign.location.file.path);
            if there == file {
                Nearness::Same
            } else if through.contains(&there) {
                Nearness::Through
            } else {
                Nearness::Folders(shared_folders(file, &there))
            }
        });
        each.max().unwrap_or(Nearness::Folders(0))
    };
    let fits = |group: &Group| {
        let operations = calls.iter().flat_map(|judged| &judged.operations);
        operations
            .clone()
            .all(|one| can_be_called(one, group.credential))
    };
    let rank = |group: &Group| (near(group), group.is_in_code(), fits(group));
    let mut best = 0;
    let mut is_clear = true;
    for (at, group) in groups.iter().enumerate().skip(1) {
        let Some(so_far) = groups.get(best) else {
            continue;
        };
        match rank(group).cmp(&rank(so_far)) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => is_clear = false,
            std::cmp::Ordering::Greater => (best, is_clear) = (at, true),
        }
    }
    (best, is_clear)
}

/// The files that a call goes through.
fn ways(call: &Call) -> impl Iterator<Item = &str> {
    let request = call.request.iter();
    let steps = call.trace.iter().map(|step| &step.location);
    request.chain(steps).map(|place| place.file.path.as_str())
}

/// Whether an operation accepts a kind of token, or none of them.
pub fn can_be_called(operation: &OperationFacts, credential: Option<CredentialName>) -> bool {
    let wanted = match credential {
        Some(CredentialName::ApiToken) => Credential::ApiToken,
        Some(CredentialName::OauthService | CredentialName::OauthUser) => Credential::Oauth2,
        Some(CredentialName::None) | None => return true,
    };
    operation.accepts(wanted) || !takes_a_token(operation)
}

/// Whether an operation is called with a token of the org.
pub fn takes_a_token(operation: &OperationFacts) -> bool {
    operation.accepts(Credential::ApiToken)
        || operation.accepts(Credential::Oauth2)
        || operation.api_token_when.is_some()
}
