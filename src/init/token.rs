//! What is written down of one token.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{Group, can_be_called, takes_a_token};
use super::paths::{common_name, globs};
use crate::call::SourceFile;
use crate::catalog::Credential;
use crate::config::{CredentialName, RoleAssignment};
use crate::grants::{Declaration, Declared};
use crate::judge::{Judgement, Need, OperationFacts, Requirement, RoleSide, role_side};
use crate::printable::printable;
use crate::roles::{Basis, Principal, Roles};
use crate::scopes;

/// The longest name that a folder gives to a token. Characters.
const LONGEST_NAME: usize = 60;

/// A token as it is written down, and why so.
#[derive(Debug)]
pub struct DraftToken {
    pub name: String,
    /// Where the name is from, if not from nowhere.
    pub name_from: Option<String>,
    /// Empty for the token that is used wherever no other is.
    pub paths: Vec<String>,
    pub credential: CredentialName,
    /// Why this kind.
    pub credential_from: Vec<String>,
    /// Whether the repository says which kind it is.
    pub is_known: bool,
    pub calls: usize,
    pub files: usize,
    /// Calls that might as well use another token.
    pub unclear: usize,
    /// Calls of which it is not known what they call.
    pub unknown: usize,
    pub scopes: Vec<NeededScope>,
    /// Asked for, and needed by no call.
    pub asked_in_vain: Vec<String>,
    /// Needed, and not asked for.
    pub not_asked: Vec<String>,
    pub roles: DraftRoles,
    /// Operations that the kind of token can't call.
    pub impossible: BTreeSet<String>,
}

/// A scope that calls need.
#[derive(Debug)]
pub struct NeededScope {
    pub scope: String,
    /// The first operation that needs it.
    pub operation: String,
    /// The number of other operations that need it.
    pub more: usize,
    /// Whether it is needed whatever the calls turn out to be.
    pub is_sure: bool,
}

/// The roles of which one choice suffices.
#[derive(Debug, Default)]
pub struct DraftRoles {
    /// Standard roles that suffice together.
    pub standard: Vec<String>,
    /// The least that suffices alone, where that is another.
    pub alone: Option<String>,
    pub permissions: Vec<String>,
    /// Kinds of resources that the permissions hold for.
    pub resources: BTreeSet<String>,
    pub beyond_custom: Vec<String>,
    pub is_inferred: bool,
    /// What the repository grants is not enough: it says that this is declared.
    pub too_little: Option<String>,
}

/// The tokens of groups, the first for whatever the others leave. One that nothing gives a name has that of the project.
pub fn drafts(
    groups: &[Group],
    judgement: &Judgement,
    project: &str,
    path_of: &dyn Fn(&str) -> String,
) -> Vec<DraftToken> {
    let granted: Vec<&Declaration> = judgement
        .declarations
        .iter()
        .filter(|one| one.is_granted && one.name.is_some() && !one.location.file.in_test)
        .collect();
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut tokens = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let others: BTreeSet<String> = groups
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .flat_map(|(_, other)| other.files.iter().cloned())
            .collect();
        let paths = match at {
            0 => Vec::new(),
            _ => globs(&group.files, &others),
        };
        let matching = granting(group, groups.len(), &granted);
        let mut token = draft(group, matching, (project, groups.len() > 1), path_of);
        token.paths = paths;
        token.name = distinct(&token.name, &mut names);
        tokens.push(token);
    }
    tokens
}

/// The application of the infrastructure that a group uses: the only one, or the one that is named like its folder.
fn granting<'a>(
    group: &Group,
    groups: usize,
    granted: &[&'a Declaration],
) -> Option<&'a Declaration> {
    let fits = |one: &&&Declaration| {
        let kinds = group.credential.zip(one.credential);
        kinds.is_none_or(|(group, one)| group == one)
    };
    let mut fitting = granted.iter().filter(fits);
    if let (Some(one), None, 1) = (fitting.next(), fitting.next(), groups) {
        return Some(*one);
    }
    let letters = |name: &str| {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.collect::<String>().to_lowercase()
    };
    let folder = letters(common_name(&group.files)?);
    let is_named_so = |one: &&&Declaration| {
        let name = one.name.as_ref();
        name.is_some_and(|name| letters(name) == folder)
    };
    granted.iter().filter(fits).find(is_named_so).copied()
}

fn draft(
    group: &Group,
    granting: Option<&Declaration>,
    (project, is_one_of_several): (&str, bool),
    path_of: &dyn Fn(&str) -> String,
) -> DraftToken {
    let needs: Vec<Need> = group
        .calls
        .iter()
        .map(|one| Need::of(&one.operations))
        .collect();
    let requirement = Requirement::of(&needs);
    let place = |location: &crate::call::Location| {
        format!("{}:{}", path_of(&location.file.path), location.start().line)
    };
    let signs = group.signs.iter();
    let mut from: Vec<String> = signs
        .map(|sign| format!("{}: {}", place(sign.location), sign.what))
        .collect();
    let mut is_known = group.credential.is_some();
    let credential = group.credential.unwrap_or_else(|| {
        let (credential, why) = guess(group, granting);
        is_known = granting.is_some() && credential.is_oauth();
        from.extend(why);
        credential
    });
    let (name, name_from) = match (granting, common_name(&group.files)) {
        (Some(one), _) => {
            let name = one.name.clone().unwrap_or_default();
            (
                name,
                Some(format!("{}: {}", place(&one.location), one.what)),
            )
        }
        (None, Some(folder)) if is_one_of_several => (folder.to_owned(), None),
        (None, _) => (project.to_owned(), None),
    };
    let needed = &requirement.all_scopes;
    let asked = group.asked();
    let asked_in_vain = asked.iter().flatten().filter(|asked| {
        let is_needed = |scope: &String| scopes::covers(asked, scope);
        scopes::is_oktas(asked) && !needed.iter().any(is_needed)
    });
    let not_asked = match &asked {
        Some(asked) => {
            let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
            scopes::missing(&asked, needed)
        }
        None => Vec::new(),
    };
    DraftToken {
        name,
        name_from,
        paths: Vec::new(),
        credential_from: from,
        is_known,
        calls: group.calls.len(),
        files: group
            .calls
            .iter()
            .map(|one| &one.call.location.file.path)
            .collect::<BTreeSet<_>>()
            .len(),
        unclear: group.unclear,
        unknown: group
            .calls
            .iter()
            .filter(|one| one.operations.is_empty())
            .count(),
        asked_in_vain: asked_in_vain.map(ToString::to_string).collect(),
        not_asked,
        scopes: needed_scopes(group, &requirement, path_of),
        roles: roles(group, &requirement, granting),
        impossible: group
            .operations()
            .filter(|one| !can_be_called(one, Some(credential)))
            .map(OperationFacts::title)
            .collect(),
        credential,
    }
}

/// The kind of a token that no client and no settings file speaks of, and why it is taken for one.
fn guess(group: &Group, granting: Option<&Declaration>) -> (CredentialName, Option<String>) {
    let because = |credential, why: String| (credential, Some(why));
    if !group.operations().any(takes_a_token) && !group.is_partly_unknown() {
        let why = "none of the calls takes a token of the org".to_owned();
        return because(CredentialName::None, why);
    }
    if let Some((one, credential)) = granting.and_then(|one| Some((one, one.credential?))) {
        return because(
            credential,
            format!("{} is what these calls may use", one.what),
        );
    }
    if let Some(file) = writes_api_tokens(group) {
        return because(CredentialName::ApiToken, format!("{} says SSWS", file.path));
    }
    let only_token = |one: &&OperationFacts| {
        one.accepts(Credential::ApiToken) && !one.accepts(Credential::Oauth2)
    };
    match group.operations().find(only_token) {
        Some(one) => {
            let why = format!("{} takes no other kind of token", one.title());
            because(CredentialName::ApiToken, why)
        }
        None if is_of_users(group) => {
            let why = "the calls are about the account of the user who makes them".to_owned();
            because(CredentialName::OauthUser, why)
        }
        None => (CredentialName::OauthService, None),
    }
}

/// Whether what takes a token takes that of the user whom it is about.
fn is_of_users(group: &Group) -> bool {
    let own = |one: &OperationFacts| {
        matches!(one.access.principal, Principal::EndUser | Principal::Caller)
    };
    let mut taking = group
        .operations()
        .filter(|one| one.accepts(Credential::Oauth2));
    taking.clone().next().is_some() && taking.all(own)
}

/// A file that calls go through and that names the scheme of API tokens.
fn writes_api_tokens<'a>(group: &Group<'a>) -> Option<&'a SourceFile> {
    let mentions =
        |file: &&SourceFile| memchr::memmem::find(file.text.as_bytes(), b"SSWS").is_some();
    let files = group.calls.iter().flat_map(|judged| {
        let call = &judged.call;
        let steps = call.trace.iter().map(|step| &step.location);
        let places = std::iter::once(&call.location)
            .chain(&call.request)
            .chain(steps);
        places.map(|place| place.file.as_ref())
    });
    files.into_iter().find(mentions)
}

fn needed_scopes(
    group: &Group,
    requirement: &Requirement,
    path_of: &dyn Fn(&str) -> String,
) -> Vec<NeededScope> {
    let needed = |scope: &String| {
        let mut operations: BTreeMap<&str, String> = BTreeMap::new();
        for judged in &group.calls {
            for one in &judged.operations {
                let needs = one
                    .scopes
                    .iter()
                    .any(|needed| scopes::covers(scope, needed));
                // What makes it `.manage` is what the reader asks about.
                let is_it = !scopes::is_manage(scope) || one.scopes.contains(scope);
                if needs && is_it {
                    let start = judged.call.location.start();
                    let file = path_of(&judged.call.location.file.path);
                    let at = || format!("{} at {file}:{}", one.operation_id, start.line);
                    operations.entry(&one.operation_id).or_insert_with(at);
                }
            }
        }
        let more = operations.len().saturating_sub(1);
        NeededScope {
            scope: scope.clone(),
            operation: operations.into_values().next().unwrap_or_default(),
            more,
            is_sure: requirement
                .scopes
                .iter()
                .any(|sure| scopes::covers(sure, scope)),
        }
    };
    requirement.all_scopes.iter().map(needed).collect()
}

fn roles(group: &Group, requirement: &Requirement, granting: Option<&Declaration>) -> DraftRoles {
    let known = Roles::embedded();
    let resource =
        |permission: &String| known.permission(permission).map(|one| one.resource.clone());
    let least = &requirement.standard_roles;
    let is_inferred = group
        .operations()
        .any(|one| one.access.needs_role() && one.access.role_basis != Some(Basis::Documented));
    DraftRoles {
        standard: least.least_set.clone(),
        alone: least
            .least_single
            .clone()
            .filter(|alone| least.least_set != [alone.clone()]),
        permissions: requirement.permissions.clone(),
        resources: requirement
            .permissions
            .iter()
            .filter_map(resource)
            .collect(),
        beyond_custom: requirement.beyond_custom_role.clone(),
        is_inferred,
        too_little: granting
            .filter(|one| grants_too_little(group, one))
            .map(|one| one.what.clone()),
    }
}

/// Whether the roles that infrastructure grants are known not to suffice for some call.
fn grants_too_little(group: &Group, one: &Declaration) -> bool {
    if one.roles.is_none() && one.permissions.is_none() {
        return false;
    }
    let names = |declared: &Option<Vec<Declared>>| -> Vec<String> {
        let declared = declared.iter().flatten();
        declared.map(|one| one.name.clone()).collect()
    };
    let assigned: Vec<RoleAssignment> = names(&one.roles)
        .into_iter()
        .map(|role| RoleAssignment {
            role,
            targets: Vec::new(),
        })
        .collect();
    let permissions = names(&one.permissions);
    let lacks = |operation: &OperationFacts| {
        let side = role_side(&operation.access, &assigned, &permissions);
        matches!(side, RoleSide::Missing { .. })
    };
    group.operations().any(lacks)
}

/// The name as it is printed, and no other token's.
fn distinct(name: &str, taken: &mut BTreeSet<String>) -> String {
    let short: String = printable(name.trim()).chars().take(LONGEST_NAME).collect();
    let short = match short.trim() {
        "" => "okta",
        name => name,
    };
    let mut candidate = short.to_owned();
    let mut number = 1;
    while !taken.insert(candidate.clone()) {
        number += 1;
        candidate = format!("{short}-{number}");
    }
    candidate
}
