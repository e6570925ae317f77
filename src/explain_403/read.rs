//! What a pasted error tells: JSON, headers, exceptions of SDKs, and the log around them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::errors::{Errors, KnownError};
use crate::catalog::{Catalog, Method, OperationId, hosts, path};
use crate::judge::OperationFacts;
use crate::knowledge::{self, Request};
use crate::ops::{self, Answered, Entry};

/// Routes of a text that are looked up: those nearest to the error.
const MOST_ROUTES: usize = 48;

/// An error code of the API.
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bE0\d{6}\b"));

/// A word that may be an error of OAuth 2.0.
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9_\-]+"));

/// A status, as headers, SDKs and logs write it.
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?:\bHTTP(?:/\d(?:\.\d)?)?|\bstatus(?:[ _-]?code)?)["']?\s*(?:is\b|[:=(])?\s*["']?(?P<status>[45]\d\d)\b|\b(?P<named>40[134579]|429)[\s,:-]+(?:Forbidden|Unauthorized|Not Found|Method Not Allowed|Too Many Requests)"#,
    )
});

/// The scopes that a `www-authenticate` header asks for.
static SCOPES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?i)\bscope=(?:\\*["'](?P<quoted>[^"'\\]*)|(?P<bare>[A-Za-z][\w.:-]*))"#)
});

/// Where a `www-authenticate` header sends to for a token: no request that was made.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(?:authorization_uri|realm|error_uri|errorLink)\\*["']?\s*[=:]\s*\\*["']?[^"'\s,]*"#,
    )
});

/// A verb in a field of its own.
static VERB_FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(?:http)?method\\*["']?\s*[:=]\s*\\*["']?(?P<verb>GET|POST|PUT|PATCH|DELETE)\b"#,
    )
});

/// The method of an SDK: `Error calling CreateUser`, `UserApi.createUser`, `in create_user`.
static SDK_METHOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bError calling |\w[Aa][Pp][Ii](?:[Ss]ervice)?\.|\bclient\.|\bin )(?P<name>[A-Za-z][A-Za-z0-9_]*)",
    )
});

/// What SDKs add to an operation's name.
const SUFFIXES: [&str; 5] = [
    "Async",
    "WithHttpInfo",
    "WithResponseSpec",
    "Execute",
    "ApiResponse",
];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns are part of the program")
}

/// What a text tells.
#[derive(Debug, Default)]
pub struct Evidence {
    pub status: Option<u16>,
    /// In the order of the text.
    pub errors: Vec<&'static KnownError>,
    /// Codes of the API's errors that are not known as refusals.
    pub other_codes: Vec<String>,
    /// Scopes that the response names as needed.
    pub scopes: Vec<String>,
    /// What the request was; several if the text leaves it open.
    pub operations: Vec<OperationFacts>,
    /// A request to an Okta path that names no operation.
    pub strange: Option<Answered>,
}

impl Evidence {
    /// Whether the text tells of an error.
    pub fn tells(&self) -> bool {
        !self.errors.is_empty() || !self.other_codes.is_empty()
    }
}

/// What a text tells; `request` is what the caller says the request was.
pub fn read(text: &str, request: Option<(Method, &str)>) -> Evidence {
    let mut evidence = Evidence {
        status: status(text),
        ..Evidence::default()
    };
    let line = errors(text, &mut evidence);
    let needs_scopes = evidence.errors.iter().any(|error| error.status == 403);
    if needs_scopes {
        evidence.scopes = scopes(text);
    }
    if let Some((method, target)) = request {
        let answered = route(Some(method), target, 1);
        match answered.into_iter().next() {
            Some(Answered {
                operation: Some(operation),
                ..
            }) => evidence.operations.push(operation),
            strange => evidence.strange = strange,
        }
        return evidence;
    }
    find_request(text, line, &mut evidence);
    evidence
}

fn status(text: &str) -> Option<u16> {
    let found = STATUS.captures(text)?;
    let digits = found.name("status").or_else(|| found.name("named"))?;
    digits.as_str().parse().ok()
}

/// Notes the errors, and returns the line of the first.
fn errors(text: &str, evidence: &mut Evidence) -> usize {
    let known = Errors::embedded();
    let mut at: Vec<(usize, &'static KnownError)> = Vec::new();
    for found in CODE.find_iter(text) {
        match known.find(found.as_str()) {
            Some(error) => at.push((found.start(), error)),
            None => {
                let code = found.as_str().to_owned();
                if !evidence.other_codes.contains(&code) {
                    evidence.other_codes.push(code);
                }
            }
        }
    }
    let is_oauth = |word: &str| word.contains('_') && !word.starts_with("E0");
    for found in WORD.find_iter(text).filter(|word| is_oauth(word.as_str())) {
        at.extend(
            known
                .find(found.as_str())
                .map(|error| (found.start(), error)),
        );
    }
    if at.is_empty() && evidence.other_codes.is_empty() {
        let lower = text.to_ascii_lowercase();
        for error in &known.all {
            let said = error.says.iter().filter_map(|says| {
                let says = says.split('{').next().unwrap_or_default().trim();
                // A word or two may be anybody's.
                let is_telling = says.split(' ').count() > 2;
                is_telling.then(|| lower.find(&says.to_ascii_lowercase()))?
            });
            at.extend(said.min().map(|start| (start, error)));
        }
    }
    if at.is_empty() && evidence.other_codes.is_empty() {
        let code = evidence.status.map(|status| format!("HTTP {status}"));
        at.extend(code.and_then(|code| known.find(&code)).map(|error| {
            let start = STATUS.find(text).map_or(0, |found| found.start());
            (start, error)
        }));
    }
    at.sort_by_key(|(start, _)| *start);
    let start = at.first().map_or(0, |(start, _)| *start);
    for (_, error) in at {
        if !evidence.errors.iter().any(|one| one.code == error.code) {
            evidence.errors.push(error);
        }
    }
    let before = text.get(..start).unwrap_or_default();
    1 + before.matches('\n').count()
}

fn scopes(text: &str) -> Vec<String> {
    let mut scopes: Vec<String> = Vec::new();
    for found in SCOPES.captures_iter(text) {
        let written = found.name("quoted").or_else(|| found.name("bare"));
        for scope in written
            .map_or("", |scope| scope.as_str())
            .split_whitespace()
        {
            if !scopes.iter().any(|one| one == scope) {
                scopes.push(scope.to_owned());
            }
        }
    }
    scopes
}

/// A route of the text.
struct Route {
    /// From the error: lines before it count as nearer than those behind.
    distance: usize,
    has_verb: bool,
    answered: Vec<Answered>,
}

impl Route {
    fn operations(&self) -> impl Iterator<Item = &OperationFacts> {
        self.answered
            .iter()
            .filter_map(|one| one.operation.as_ref())
    }
}

/// Finds the request that was refused: a verb with a path nearest to the error, a path alone, or the method of an SDK.
fn find_request(text: &str, line: usize, evidence: &mut Evidence) {
    let routes = routes(&ELSEWHERE.replace_all(text, ""), line);
    let paths: Vec<&Route> = routes.iter().filter(|route| !route.has_verb).collect();
    let whole = routes.iter().filter(|route| route.has_verb);
    let path_alone = paths
        .iter()
        .find(|route| route.operations().next().is_some());
    let is_on_path = |route: &&Route| match path_alone {
        Some(alone) => route
            .operations()
            .all(|one| alone.operations().any(|other| other.path == one.path)),
        None => true,
    };
    let mut whole: Vec<&Route> = whole.collect();
    if whole.iter().any(is_on_path) {
        whole.retain(is_on_path);
    }
    if let Some(route) = whole
        .iter()
        .find(|route| route.operations().next().is_some())
    {
        evidence.operations = route.operations().cloned().collect();
        return;
    }
    if let Some(alone) = path_alone {
        let mut open: Vec<OperationFacts> = alone.operations().cloned().collect();
        let verb = verb(text);
        narrow(&mut open, |one| {
            Some(one.method.as_str()) == verb.as_deref()
        });
        let words: BTreeSet<String> = WORD
            .find_iter(text)
            .map(|word| operation_id(word.as_str()))
            .collect();
        narrow(&mut open, |one| words.contains(&one.operation_id));
        let scopes = &evidence.scopes;
        narrow(&mut open, |one| {
            one.scopes.iter().any(|scope| scopes.contains(scope))
        });
        evidence.operations = open;
        return;
    }
    evidence.operations = named(text);
    if evidence.operations.is_empty() {
        let mut strange = whole.into_iter().flat_map(|route| &route.answered);
        evidence.strange = strange.next().cloned();
    }
}

/// Keeps those that something else in the text speaks for, if it speaks for any.
fn narrow(open: &mut Vec<OperationFacts>, speaks: impl Fn(&OperationFacts) -> bool) {
    if open.iter().any(&speaks) {
        open.retain(speaks);
    }
}

/// The only verb that a field of the text holds.
fn verb(text: &str) -> Option<String> {
    let verbs = VERB_FIELD.captures_iter(text);
    let mut verbs =
        verbs.filter_map(|found| Some(found.name("verb")?.as_str().to_ascii_uppercase()));
    let first = verbs.next()?;
    verbs.all(|other| other == first).then_some(first)
}

/// The routes of a text that are Okta's, nearest first.
fn routes(text: &str, line: usize) -> Vec<Route> {
    let list = ops::mentioned(text);
    let distance = |at: usize| match at <= line {
        true => 2 * (line - at),
        false => 2 * (at - line) + 1,
    };
    let whole = list.entries.iter();
    let whole = whole.map(|one| (distance(one.line), Some(one.method), one.target.as_str()));
    let alone = list.without_verb.iter();
    let alone = alone.map(|(at, target)| (distance(*at), None, target.as_str()));
    let mut found: Vec<(usize, Option<Method>, &str)> = whole
        .chain(alone)
        .filter(|(_, _, target)| is_okta(target))
        .collect();
    found.sort_by_key(|(distance, _, _)| *distance);
    found.truncate(MOST_ROUTES);
    let routes = found.into_iter().map(|(distance, method, target)| Route {
        distance,
        has_verb: method.is_some(),
        answered: route(method, target, 1),
    });
    let mut routes: Vec<Route> = routes.filter(|route| !route.answered.is_empty()).collect();
    routes.sort_by_key(|route| route.distance);
    routes
}

/// Whether a path begins as those of Okta's API do, on a host that may be an org's.
fn is_okta(target: &str) -> bool {
    let written = path::Written::of(target);
    let host = written.base.rsplit("://").next().unwrap_or_default();
    let documents = host.contains("okta") && !hosts::is_okta_host(host, &[]);
    let mut segments = path::segments_of(written.path);
    let first = segments.next();
    let is_root = first.is_some_and(|first| Catalog::embedded().is_root(first, segments.next()));
    is_root && !documents
}

/// What a route is: an answer for its verb, or for every verb that it has.
fn route(method: Option<Method>, target: &str, line: usize) -> Vec<Answered> {
    let all = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let methods: Vec<Method> = match method {
        Some(method) => vec![method],
        None => all.iter().filter_map(|name| name.parse().ok()).collect(),
    };
    let entries = methods.into_iter().map(|method| Entry {
        line,
        text: String::new(),
        label: String::new(),
        method,
        target: target.to_owned(),
    });
    let mut answered = ops::answer(Catalog::embedded(), entries.collect()).operations;
    if method.is_none() {
        answered.retain(|one| one.operation.is_some());
    }
    answered
}

/// The operations that methods of SDKs are named after.
fn named(text: &str) -> Vec<OperationFacts> {
    let catalog = Catalog::embedded();
    let mut found: Vec<OperationId> = Vec::new();
    for name in SDK_METHOD
        .captures_iter(text)
        .filter_map(|all| all.name("name"))
    {
        let id = operation_id(name.as_str());
        let mut ids = catalog.by_name(&id);
        if ids.is_empty() {
            ids = catalog.renamed(&id);
        }
        for id in ids {
            if !found.contains(&id) && found.len() < MOST_ROUTES {
                found.push(id);
            }
        }
    }
    let facts = |id: OperationId| knowledge::facts(catalog, id, &Request::default());
    found.into_iter().map(facts).collect()
}

/// `createUser` of `CreateUserAsync` and `create_user`.
fn operation_id(method: &str) -> String {
    let mut name = method;
    for suffix in SUFFIXES {
        name = name.strip_suffix(suffix).unwrap_or(name);
    }
    let mut id = String::with_capacity(name.len());
    let mut starts_word = false;
    for c in name.chars() {
        match c {
            '_' => starts_word = true,
            _ if id.is_empty() => id.push(c.to_ascii_lowercase()),
            _ if starts_word => id.push(c.to_ascii_uppercase()),
            _ => id.push(c),
        }
        starts_word &= c == '_';
    }
    id
}
