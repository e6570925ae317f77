//! From requests to calls: which operation a URL pattern and a verb name, how sure it is that it is Okta's, and at which of
//! the places on the way it is reported.

mod evidence;
mod route;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::call::{Call, CallKind, Confidence, Location, Resolution, TraceStep, Unresolved};
use crate::catalog::{Catalog, Method, OperationId};
use crate::ir::{Span, Text};
use crate::library::State;

use super::interp::{Bound, Interpreter, looks_like_path};
use super::program::Program;
use super::summary::{Basis, Site, Target, Template, Url};
use super::value::{MOST_ALTERNATIVES, MOST_PIECES, Origin, Pattern, Piece, Symbol, Value};

pub use route::verbs;

use evidence::Evidence;
use route::{Route, Routes};

/// More candidates than this say nothing: the target counts as unknown.
const MOST_CANDIDATES: usize = 16;
/// Symbols are settled in terms of other symbols so many times, at most.
const DEEPEST_SETTLING: usize = 8;

/// What the project declares about its Okta hosts.
pub struct Hosts<'a> {
    /// Custom domains of the org.
    pub custom: &'a [String],
}

/// What one request resolves to, before it is decided where it is reported.
#[derive(Clone, Debug, Default)]
struct Resolved {
    operations: BTreeSet<OperationId>,
    /// The verb, where there is just one.
    method: Option<Method>,
    /// The path as far as known; empty for SDK calls.
    path: String,
    query: Vec<(String, String)>,
    undocumented: bool,
    /// It is no operation's path, but goes on from one's.
    extends_known: bool,
    /// The literal that says the path, nearest to the reported place.
    literal: Option<Origin>,
    /// All literals of the path.
    literals: Vec<Origin>,
    /// Names of holes in the base, and what else the URL itself says of whose it is.
    names: Vec<Text>,
    host: route::Host,
    /// Whatever it may be, it has no host and no base at all: a browser sends it to the page's own server.
    is_bare: bool,
    /// It names a path of a web API, though perhaps not one of Okta's.
    is_api_path: bool,
    /// Nothing of the path is known.
    is_open: bool,
    /// How many operations it may be, where those are too many to say anything.
    candidates: usize,
    /// What is written of the path is Okta's alone.
    distinctive: bool,
    /// An SSWS token is sent with it.
    sends_ssws: bool,
}

/// Turns what the interpreter saw into calls and unresolved requests.
pub(in crate::analysis) fn resolve(
    interpreter: &mut Interpreter<'_>,
    hosts: &Hosts<'_>,
) -> (Vec<Call>, Vec<Unresolved>) {
    let templates: Vec<Rc<Template>> = interpreter.templates.clone();
    let routes = Routes::new(Catalog::embedded(), hosts.custom);
    let mut resolved: HashMap<*const Template, Vec<Resolved>> =
        HashMap::with_capacity(templates.len());
    for template in &templates {
        let result = resolve_one(interpreter, &routes, template);
        resolved.insert(Rc::as_ptr(template), result);
    }
    // Newest first: a caller decides before the callee whether it adds anything.
    let mut reported: Vec<Rc<Template>> = Vec::new();
    for template in templates.iter().rev() {
        if template.taken.get() && !template.as_is.get() {
            continue;
        }
        let own = &resolved[&Rc::as_ptr(template)];
        if let Some(parent) = &template.parent
            && let Some(theirs) = resolved.get(&Rc::as_ptr(parent))
        {
            let adds_nothing = (operations(own) == operations(theirs) && !ends_open(parent))
                || (operations(own).is_empty() && !own.iter().any(|one| one.is_api_path));
            // A route that no document lists, through a function that sends any.
            let names_route = own.iter().any(|one| one.is_api_path && !one.is_open)
                && theirs.iter().all(|one| one.is_open);
            if adds_nothing
                && !names_route
                && (!operations(theirs).is_empty() || theirs.iter().any(|one| one.is_api_path))
            {
                parent.as_is.set(true);
                continue;
            }
        }
        reported.push(template.clone());
    }
    // A guess at a call that was followed for the same path after all.
    let mut followed: HashSet<(Site, Origin)> = HashSet::new();
    for (site, range) in &interpreter.answered {
        for template in templates.get(range.clone()).into_iter().flatten() {
            let results = resolved[&Rc::as_ptr(template)].iter();
            followed.extend(results.filter_map(|result| Some((*site, result.literal?))));
        }
    }
    let is_followed = |template: &Template, result: &Resolved| {
        let literal = result.literal.filter(|_| template.is_guess());
        literal.is_some_and(|literal| followed.contains(&(template.request_site, literal)))
    };
    let mut calls = Vec::new();
    let mut unresolved = Vec::new();
    for template in reported.iter().rev() {
        for result in &resolved[&Rc::as_ptr(template)] {
            if is_followed(template, result) {
                continue;
            }
            report(
                interpreter.program,
                template,
                result,
                &mut calls,
                &mut unresolved,
            );
        }
    }
    let sent: HashSet<Origin> = reported
        .iter()
        .flat_map(|template| &resolved[&Rc::as_ptr(template)])
        .filter(|result| !result.operations.is_empty())
        .flat_map(|result| result.literals.iter().copied())
        .collect();
    for template in interpreter.described.clone() {
        for result in resolve_one(interpreter, &routes, &template) {
            if !result.literals.iter().any(|literal| sent.contains(literal)) {
                describe(
                    interpreter.program,
                    &template,
                    &result,
                    &mut calls,
                    &mut unresolved,
                );
            }
        }
    }
    for (site, _, why) in &interpreter.computed {
        unresolved.push(Unresolved {
            location: location(interpreter.program, *site),
            why: why.clone(),
        });
    }
    (merge(calls), tidy(unresolved))
}

/// Whether what a caller brings goes on where the path that is written ends: `"/api/v1/users" + suffix`.
fn ends_open(template: &Template) -> bool {
    let Target::Url(url) = &template.target else {
        return false;
    };
    let goes_on = |pattern: &Pattern| {
        (1..pattern.pieces.len()).any(|at| {
            let (before, after) = pattern.pieces.split_at(at);
            let ends_in_word = matches!(before.last(), Some(Piece::Literal { text, .. }) if text.ends_with(char::is_alphanumeric));
            let written = Pattern {
                pieces: before.to_vec(),
            };
            ends_in_word
                && matches!(after.first(), Some(Piece::Symbol(_)))
                && looks_like_path(&written.shape())
        })
    };
    url.url.patterns().iter().any(goes_on)
}

fn operations(resolved: &[Resolved]) -> BTreeSet<OperationId> {
    resolved
        .iter()
        .flat_map(|one| one.operations.iter().copied())
        .collect()
}

/// What a request resolves to: one result for each literal that says a path of its own.
fn resolve_one(
    interpreter: &mut Interpreter<'_>,
    routes: &Routes<'_>,
    template: &Template,
) -> Vec<Resolved> {
    match &template.target {
        Target::Operation {
            verb,
            path,
            arguments,
            ..
        } => {
            let method = verb.parse::<Method>().ok();
            let operation = method.and_then(|method| routes.catalog.by_route(method, path));
            let parameters = operation.map_or(&[][..], |id| &routes.catalog.get(id).query);
            vec![Resolved {
                query: query_of(parameters, arguments),
                operations: operation.into_iter().collect(),
                method,
                path: if operation.is_none() {
                    path.to_string()
                } else {
                    String::new()
                },
                undocumented: operation.is_none(),
                is_api_path: true,
                ..Resolved::default()
            }]
        }
        Target::Url(url) => resolve_url(interpreter, routes, template, url),
    }
}

/// The arguments that are parameters of the operation's query, by the names that these have.
fn query_of(parameters: &[String], arguments: &[(Text, Text)]) -> Vec<(String, String)> {
    let given = |parameter: &String| {
        let mut arguments = arguments.iter();
        let found = arguments.find(|(name, _)| name.eq_ignore_ascii_case(parameter));
        found.map(|(_, value)| (parameter.clone(), value.to_string()))
    };
    parameters.iter().filter_map(given).collect()
}

fn resolve_url(
    interpreter: &mut Interpreter<'_>,
    routes: &Routes<'_>,
    template: &Template,
    url: &Url,
) -> Vec<Resolved> {
    let site = template.site;
    let value = settle(interpreter, &url.url, site);
    let client = Client::of(interpreter, url, site);
    let base = match client.base {
        Some(base) => Some(base),
        None => url
            .base
            .as_ref()
            .map(|base| settle(interpreter, base, site)),
    };
    let whole = match &base {
        // `fetch(`${org}/api/v1/users`, options)`: the URL has a host, whatever options that nobody knows might say.
        Some(base) if !has_literal(base) && begins_open(&value) && has_literal(&value) => value,
        Some(base) => super::interp::url_join(base, &value),
        None => value,
    };
    let authorization = template.authorization.iter().chain(&client.authorization);
    let sends_ssws = authorization
        .into_iter()
        .any(|value| evidence::mentions_ssws(value, 0));
    let verb = url
        .verb
        .as_ref()
        .map(|verb| settle(interpreter, verb, site));
    let mut methods = verb.as_ref().map(route::verbs).unwrap_or_default();
    if methods.is_empty()
        && verb.as_ref().is_none_or(|verb| !verb_is_open(verb))
        && let Some(default) = url
            .default_verb
            .as_ref()
            .and_then(|verb| verb.parse::<Method>().ok())
    {
        methods.push(default);
    }
    let mut results: Vec<Resolved> = Vec::new();
    let patterns = whole.patterns();
    let is_full = patterns.len() >= MOST_ALTERNATIVES;
    let mut is_cut = false;
    let patterns = without_left_out(patterns);
    for pattern in patterns {
        let mut route = routes.route(&pattern, &methods, sends_ssws && base.is_some());
        if route.host == route::Host::Foreign && sends_ssws {
            // Only Okta takes such a token: the host is the org's own.
            let path = pattern.path();
            route = routes.route(&path, &methods, base.is_some());
        }
        is_cut |= route.is_api_path && pattern.pieces.len() >= MOST_PIECES;
        let literal = nearest_literal(&route.literals, template);
        let literals = route.literals.clone();
        let known = results.iter_mut().find(|result| result.literal == literal);
        match known {
            Some(result) => {
                result.literals.extend(literals);
                merge_route(result, route);
            }
            None => {
                let mut result = Resolved {
                    is_open: true,
                    is_bare: true,
                    literal,
                    literals,
                    sends_ssws,
                    ..Resolved::default()
                };
                merge_route(&mut result, route);
                results.push(result);
            }
        }
    }
    // Where all mean the same, only hosts differ.
    let meanings: BTreeSet<_> = results
        .iter()
        .map(|result| (&result.operations, &result.path))
        .collect();
    if is_full && meanings.len() > 1 && results.iter().any(|result| result.is_api_path) {
        interpreter.hit_at(site, Bound::Urls);
    }
    if is_cut {
        interpreter.hit_at(site, Bound::Pieces);
    }
    // An alternative that says nothing is no request of its own beside one that does.
    if results.iter().any(|result| !result.operations.is_empty()) {
        results.retain(|result| !result.operations.is_empty() || result.is_api_path);
    } else if results.iter().any(|result| result.is_api_path) {
        results.retain(|result| result.is_api_path);
    } else {
        results.truncate(1);
    }
    for result in &mut results {
        result.names.extend(client.names.iter().cloned());
        if let [method] = methods.as_slice() {
            result.method = Some(*method);
        }
        if result.operations.len() > MOST_CANDIDATES {
            result.candidates = result.operations.len();
            result.operations.clear();
            result.is_open = true;
        }
    }
    results
}

/// The patterns without those that only leave out what stands in another: of `/users/${id ?? ""}` nobody asks for `/users/`.
fn without_left_out(patterns: Vec<Pattern>) -> Vec<Pattern> {
    let written = |pattern: &Pattern| -> String {
        let literals = pattern.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal { text, .. } => Some(text.as_str()),
            Piece::Hole(_) | Piece::Symbol(_) => None,
        });
        literals.collect()
    };
    let open = |pattern: &Pattern| {
        let pieces = pattern.pieces.iter();
        pieces
            .filter(|piece| !matches!(piece, Piece::Literal { .. }))
            .count()
    };
    let texts: Vec<(String, usize)> = patterns
        .iter()
        .map(|pattern| (written(pattern), open(pattern)))
        .collect();
    let lacks_a_segment = |text: &str| {
        let path = text.split_once("://").map_or(text, |(_, path)| path);
        path.ends_with('/') || path.contains("//")
    };
    let is_left_out = |(text, open): &(String, usize)| {
        lacks_a_segment(text)
            && texts
                .iter()
                .any(|(other, more)| other == text && more > open)
    };
    let keep: Vec<bool> = texts.iter().map(|text| !is_left_out(text)).collect();
    let mut keep = keep.into_iter();
    patterns
        .into_iter()
        .filter(|_| keep.next().unwrap_or(true))
        .collect()
}

fn has_literal(value: &Value) -> bool {
    value.patterns().iter().any(Pattern::has_literal)
}

/// Whether all that a URL may be begins with something unknown.
fn begins_open(url: &Value) -> bool {
    let begin = |pattern: &Pattern| matches!(pattern.pieces.first(), Some(Piece::Literal { .. }));
    !url.patterns().iter().any(begin)
}

/// What the maker of a request's client says.
#[derive(Default)]
struct Client {
    base: Option<Value>,
    authorization: Vec<Value>,
    /// The name by which it is handed out.
    names: Vec<Text>,
}

impl Client {
    fn of(interpreter: &mut Interpreter<'_>, url: &Url, site: Site) -> Client {
        let mut client = Client::default();
        let states = url.client.as_ref();
        for mut state in
            states.map_or_else(Vec::new, |value| interpreter.client_states(value, site))
        {
            if let Some(Value::Hole(name)) = state.remove(&State::Client) {
                client.names.push(name);
            }
            if let Some(base) = state.remove(&State::Base) {
                let base = settle(interpreter, &base, site);
                client.base = Some(match client.base.take() {
                    Some(before) => before.join(base),
                    None => base,
                });
            }
            let headers = [State::Authorization, State::Headers];
            client
                .authorization
                .extend(headers.iter().filter_map(|key| state.remove(key)));
        }
        client
    }
}

/// The literal nearest to where the request is reported: in the caller's arguments, else in its file, else the path's own.
fn nearest_literal(literals: &[Origin], template: &Template) -> Option<Origin> {
    let is_here = |origin: &&Origin| {
        origin.file == template.site.file
            && origin.span.start >= template.site.span.start
            && origin.span.end <= template.site.span.end
    };
    let same_file = |origin: &&Origin| origin.file == template.site.file;
    let found = literals.iter().find(is_here);
    let found = found.or_else(|| literals.iter().find(same_file));
    found.or(literals.first()).copied()
}

/// A verb that is something, but not known what: a default must not stand in for it.
fn verb_is_open(verb: &Value) -> bool {
    match verb {
        Value::Hole(name) => !name.is_empty(),
        Value::Symbol(_) => true,
        Value::Text(patterns) => patterns.iter().any(|pattern| !pattern.pieces.is_empty()),
        _ => false,
    }
}

fn merge_route(result: &mut Resolved, route: Route) {
    if route.host == route::Host::Foreign {
        // One alternative that goes elsewhere says nothing about the others.
        if result.names.is_empty() && result.operations.is_empty() {
            result.host = route::Host::Foreign;
        }
        return;
    }
    if result.host != route::Host::Okta {
        result.host = route.host;
    }
    result.distinctive = route.distinctive && (result.operations.is_empty() || result.distinctive);
    // The path that names an operation says more than one that might be a part of one.
    let says_more = result.operations.is_empty() && !route.operations.is_empty();
    result.operations.extend(route.operations);
    result.undocumented |= route.undocumented;
    result.extends_known |= route.extends_known;
    result.is_bare &= route.is_bare;
    result.is_api_path |= route.is_api_path;
    result.is_open &= route.is_open;
    for name in route.names {
        if !result.names.contains(&name) {
            result.names.push(name);
        }
    }
    if says_more || (result.path.is_empty() && !route.is_open) {
        result.path = route.path;
        result.query = route.query;
    }
}

/// Fills in what no caller did: what instances were made with, defaults, holes.
fn settle(interpreter: &mut Interpreter<'_>, value: &Value, site: Site) -> Value {
    let mut value = value.clone();
    let mut settled: BTreeSet<Rc<Symbol>> = BTreeSet::new();
    for depth in 0.. {
        let symbols: BTreeSet<Rc<Symbol>> = symbols(&value);
        // What leads back to itself says nothing new.
        if symbols.is_subset(&settled) && depth >= DEEPEST_SETTLING || symbols.is_empty() {
            break;
        }
        if depth == DEEPEST_SETTLING {
            interpreter.hit_at(site, Bound::Depth);
            break;
        }
        settled.extend(symbols);
        let mut parts = Vec::new();
        for pattern in value.patterns() {
            let pieces: Vec<Value> = pattern
                .pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Symbol(symbol) => interpreter.settle(symbol),
                    piece => Value::text(vec![super::value::Pattern {
                        pieces: vec![piece.clone()],
                    }]),
                })
                .collect();
            parts.push(Value::concat(&pieces));
        }
        value = Value::join_all(parts);
    }
    value
}

/// The symbols in a value that is used as text.
fn symbols(value: &Value) -> BTreeSet<Rc<Symbol>> {
    if !value.has_symbols() {
        return BTreeSet::new();
    }
    let patterns = value.patterns();
    let pieces = patterns.iter().flat_map(|pattern| &pattern.pieces);
    let symbol = |piece: &Piece| match piece {
        Piece::Symbol(symbol) => Some(Rc::clone(symbol)),
        _ => None,
    };
    pieces.filter_map(symbol).collect()
}

fn report(
    program: &Program,
    template: &Template,
    resolved: &Resolved,
    calls: &mut Vec<Call>,
    unresolved: &mut Vec<Unresolved>,
) {
    let evidence = Evidence::of(program, template, resolved);
    let (kind, basis) = match &template.target {
        Target::Operation { .. } => (CallKind::Sdk, Basis::Client),
        Target::Url(url) => (CallKind::Url, url.basis),
    };
    if resolved.host == route::Host::Foreign {
        return;
    }
    let confidence = evidence.confidence();
    let primary = match kind {
        CallKind::Sdk => template.request_site,
        CallKind::Url => match resolved.literal {
            Some(origin) if origin.span != Span::default() => Site {
                file: origin.file,
                span: origin.span,
            },
            _ => Site {
                file: template.site.file,
                span: template.site.span,
            },
        },
    };
    if resolved.operations.is_empty() {
        let is_okta = confidence >= Confidence::Likely && evidence.is_direct();
        if !resolved.is_api_path || (resolved.is_open && !resolved.undocumented) {
            if is_okta && resolved.is_open && basis == Basis::Client {
                let why = match resolved.candidates {
                    0 => "the request's path is not known here".to_owned(),
                    count => format!("the request may be any of {count} operations"),
                };
                unresolved.push(Unresolved {
                    location: location(program, primary),
                    why,
                });
            }
            return;
        }
        let goes_on = resolved.extends_known && confidence >= Confidence::Likely;
        if !is_okta && !goes_on {
            return;
        }
    }
    let resolution = match resolved.operations.len() {
        0 => Resolution::Unknown,
        1 => Resolution::Exact,
        _ => Resolution::OneOf,
    };
    let request = Site {
        file: template.request_site.file,
        span: template.request_site.span,
    };
    let call_site = Site {
        file: template.site.file,
        span: template.site.span,
    };
    let location_of = location(program, primary);
    calls.push(Call {
        request: (kind == CallKind::Url
            && call_site != primary
            && call_site.span != Span::default())
        .then(|| location(program, call_site)),
        kind,
        symbol: template.symbol.to_string(),
        enclosing: program.symbol_path(template.function),
        resolution,
        confidence,
        sends_api_token: resolved.sends_ssws,
        evidence: evidence.sentences(),
        operations: resolved.operations.iter().copied().collect(),
        method: resolved.method,
        path: resolved.path.clone(),
        query: resolved.query.clone(),
        undocumented: resolved.undocumented,
        trace: trace(program, template, request),
        in_test: location_of.file.in_test || evidence.in_test,
        location: location_of,
    });
}

/// A path that no request was found to use: with its verb it is a call, without it stays unresolved.
fn describe(
    program: &Program,
    template: &Template,
    result: &Resolved,
    calls: &mut Vec<Call>,
    unresolved: &mut Vec<Unresolved>,
) {
    let is_okta = Evidence::of(program, template, result).confidence() >= Confidence::Likely;
    if result.operations.is_empty() || result.host == route::Host::Foreign || !is_okta {
        return;
    }
    if result.method.is_some() {
        report(program, template, result, calls, unresolved);
    } else {
        unresolved.push(Unresolved {
            location: location(program, template.site),
            why: "the request that uses this path was not found".to_owned(),
        });
    }
}

/// The way from where it is reported to the request.
fn trace(program: &Program, template: &Template, request: Site) -> Vec<TraceStep> {
    let mut steps = Vec::new();
    let mut at = template;
    while let Some(parent) = &at.parent {
        if at.site != parent.site && at.site.span != Span::default() && steps.len() < 20 {
            let what = match program.symbol_path(parent.function) {
                name if name.is_empty() => "passed on here".to_owned(),
                name => format!("passed to `{name}`"),
            };
            steps.push(TraceStep {
                location: location(program, at.site),
                what,
            });
        }
        at = parent;
    }
    if template.parent.is_some() && request.span != Span::default() {
        let what = format!("requested by `{}`", template.symbol);
        steps.push(TraceStep {
            location: location(program, request),
            what,
        });
    }
    steps
}

fn location(program: &Program, site: Site) -> Location {
    Location {
        file: program.units[site.file as usize].file.clone(),
        span: site.span,
    }
}

/// Calls by where they are reported and where they are requested: file and span of both.
type Sites = (String, Span, CallKind, Option<(String, Span)>);

fn sites(call: &Call) -> Sites {
    let place = |location: &Location| (location.file.path.clone(), location.span);
    let (file, span) = place(&call.location);
    (file, span, call.kind, call.request.as_ref().map(place))
}

/// One request site is one call: several findings of one are one of several operations. A literal that several requests share is
/// none of theirs: each is reported where it is made.
fn merge(calls: Vec<Call>) -> Vec<Call> {
    let mut by_sites: BTreeMap<Sites, Call> = BTreeMap::new();
    for call in calls {
        add(&mut by_sites, call);
    }
    let mut uses: HashMap<(String, Span), usize> = HashMap::new();
    for (file, span, ..) in by_sites.keys() {
        *uses.entry((file.clone(), *span)).or_default() += 1;
    }
    let mut merged: BTreeMap<Sites, Call> = BTreeMap::new();
    for mut call in by_sites.into_values() {
        let place = (call.location.file.path.clone(), call.location.span);
        if uses[&place] > 1
            && let Some(request) = call.request.take()
        {
            call.in_test |= request.file.in_test;
            call.location = request;
        }
        add(&mut merged, call);
    }
    merged.into_values().collect()
}

fn add(calls: &mut BTreeMap<Sites, Call>, call: Call) {
    let key = sites(&call);
    let Some(known) = calls.get_mut(&key) else {
        calls.insert(key, call);
        return;
    };
    if known.operations.is_empty() && !call.operations.is_empty() {
        *known = call;
        return;
    }
    let mut operations: BTreeSet<OperationId> = known.operations.iter().copied().collect();
    operations.extend(&call.operations);
    known.operations = operations.into_iter().collect();
    if known.operations.len() > 1 {
        known.resolution = Resolution::OneOf;
    }
    if known.method != call.method {
        known.method = None;
    }
    if call.confidence > known.confidence {
        known.confidence = call.confidence;
        known.evidence = call.evidence;
    }
}

fn tidy(mut unresolved: Vec<Unresolved>) -> Vec<Unresolved> {
    let key = |u: &Unresolved| (u.location.file.path.clone(), u.location.span, u.why.clone());
    unresolved.sort_by_key(key);
    unresolved.dedup_by_key(|u| key(u));
    unresolved
}
