//! What a judgement says of code at one time, so that a later one can tell what is new.

use std::collections::BTreeSet;

use super::facts::OperationFacts;
use super::fingerprint::hash;
use super::requirement::Requirement;
use super::{JudgedCall, Judgement, TokenRequirement};

/// What was known before.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// For a person: `baseline.json`, `commit 1a2b3c`.
    pub name: String,
    pub calls: Vec<KnownCall>,
    /// Fingerprints of the findings that are about no call.
    pub findings: BTreeSet<String>,
    pub requirements: Vec<KnownRequirement>,
    /// Folders that it says nothing of: what is below them counts as known.
    pub unread: Vec<String>,
}

/// A call that was there before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownCall {
    pub identity: Identity,
    /// The lints that had something to say about it.
    pub lints: BTreeSet<String>,
    /// What else was known, where the code itself was read.
    pub seen: Option<SeenCall>,
}

/// What is known of a call where the code was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenCall {
    pub operations: Vec<OperationFacts>,
    pub line: u32,
    /// Test code counts for no token.
    pub in_test: bool,
}

/// What makes a call the same one at another time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// What is called: `management listUsers`, or the request where no operation is known. Sorted.
    pub operations: Vec<String>,
    /// The function around it; empty at the top of a file.
    pub enclosing: String,
    pub file: String,
    /// A short hash of its line without white space.
    pub text: String,
}

/// What a token needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownRequirement {
    /// `None`: the calls that no token is declared for.
    pub token: Option<String>,
    pub scopes: Vec<String>,
    /// The least set of standard roles that suffices.
    pub roles: Vec<String>,
    pub permissions: Vec<String>,
}

impl Baseline {
    /// What a judgement knows. What is let be is no debt: when its comment or approval goes, it is reported.
    pub fn of(name: &str, judgement: &Judgement) -> Baseline {
        let mut calls: Vec<KnownCall> = judgement.calls.iter().map(known).collect();
        let mut findings = BTreeSet::new();
        for finding in judgement.open_findings() {
            match finding.call.and_then(|at| calls.get_mut(at)) {
                Some(call) => {
                    call.lints.insert(finding.lint.id.to_owned());
                }
                None => {
                    findings.insert(finding.fingerprint.clone());
                }
            }
        }
        let requirements = judgement.requirements.iter().map(KnownRequirement::of);
        Baseline {
            name: name.to_owned(),
            calls,
            findings,
            requirements: requirements.collect(),
            unread: Vec::new(),
        }
    }

    /// Whether it says nothing of a file.
    pub fn is_unread(&self, file: &str) -> bool {
        self.unread.iter().any(|folder| {
            let below = file.strip_prefix(folder.as_str());
            below.is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

fn known(judged: &JudgedCall) -> KnownCall {
    KnownCall {
        identity: Identity::of(judged),
        lints: BTreeSet::new(),
        seen: Some(SeenCall {
            operations: judged.operations.clone(),
            line: judged.call.location.start().line,
            in_test: judged.call.in_test,
        }),
    }
}

impl Identity {
    /// What makes a judged call the same one at another time.
    pub fn of(judged: &JudgedCall) -> Identity {
        let call = &judged.call;
        let file = &call.location.file;
        let line = file.line(call.location.start().line);
        let text: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        Identity {
            operations: names(&judged.operations, judged),
            enclosing: call.enclosing.clone(),
            file: file.path.clone(),
            text: hash(&text)[..8].to_owned(),
        }
    }

    /// The name of the function around the call, without its type or module.
    pub fn function(&self) -> &str {
        let name = self.enclosing.rsplit(['.', ':']).next();
        name.unwrap_or(&self.enclosing)
    }
}

fn names(operations: &[OperationFacts], judged: &JudgedCall) -> Vec<String> {
    if operations.is_empty() {
        let method = judged.call.method.map_or("*", |method| method.as_str());
        return vec![format!("{method} {}", judged.call.path)];
    }
    let names = operations.iter();
    let mut names: Vec<String> = names
        .map(|one| format!("{} {}", one.api, one.operation_id))
        .collect();
    names.sort();
    names
}

impl KnownRequirement {
    /// What a token needs.
    pub fn of(of_token: &TokenRequirement) -> KnownRequirement {
        KnownRequirement::new(of_token.token.clone(), &of_token.requirement)
    }

    /// What the calls of a token need.
    pub fn new(token: Option<String>, requirement: &Requirement) -> KnownRequirement {
        KnownRequirement {
            token,
            scopes: requirement.scopes.clone(),
            roles: requirement.standard_roles.least_set.clone(),
            permissions: requirement.permissions.clone(),
        }
    }
}
