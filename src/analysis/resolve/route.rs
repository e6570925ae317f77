//! A URL pattern and a verb against the catalog.

use crate::analysis::value::{Origin, Pattern, Piece, Value};
use crate::catalog::path::is_placeholder;
use crate::catalog::{Catalog, Method, OperationId, Segment, Surface, hosts};
use crate::ir::Text;
use crate::words::of_identifier;

/// Whose host a URL names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// None, or one that is not known.
    #[default]
    Unknown,
    Okta,
    /// Surely somebody else's.
    Foreign,
}

/// What one pattern says.
#[derive(Clone, Debug, Default)]
pub struct Route {
    pub operations: Vec<OperationId>,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub undocumented: bool,
    pub host: Host,
    pub is_bare: bool,
    pub is_api_path: bool,
    pub is_open: bool,
    /// It is no operation's path, but goes on from one's.
    pub extends_known: bool,
    /// A segment that is written there is one that hardly any other vendor's API has.
    pub distinctive: bool,
    pub names: Vec<Text>,
    /// Literals of the path, in order.
    pub literals: Vec<Origin>,
}

/// Matches patterns against the catalog.
pub struct Routes<'a> {
    pub catalog: &'a Catalog,
    custom: &'a [String],
}

/// A character of a pattern: literal text with its origin, or a hole.
#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Hole,
}

impl<'a> Routes<'a> {
    /// Routes of the catalog; `custom` are the project's own Okta hosts.
    pub fn new(catalog: &'a Catalog, custom: &'a [String]) -> Self {
        Routes { catalog, custom }
    }

    /// What a pattern names. Without verbs every verb of the path counts; `is_okta` says that it is known to be Okta's.
    pub fn route(&self, pattern: &Pattern, methods: &[Method], is_okta: bool) -> Route {
        let mut route = Route::default();
        let Some((host, path)) = self.split(pattern, &mut route) else {
            route.is_open = true;
            return route;
        };
        route.host = host;
        if host == Host::Foreign {
            return route;
        }
        let (segments, query) = segments(&path);
        route.query = query;
        route.path = shape(&segments);
        route.is_api_path = self.is_rooted(&segments);
        if !route.is_api_path {
            // A base named for Okta may hold the path's begin itself.
            let is_okta_base = route
                .names
                .iter()
                .any(|name| crate::analysis::program::names_okta(name));
            let base_path = hosts::base_path().iter().cloned();
            let mut with_prefix: Vec<Vec<Part>> =
                base_path.map(|segment| vec![Part::Text(segment)]).collect();
            with_prefix.extend(segments.iter().cloned());
            let is_okta = is_okta || is_okta_base || host == Host::Okta;
            // `{OKTA_API_URL}/{id}/lifecycle/deactivate`: the base holds the collection, too.
            let starts_open = matches!(segments.first().map(Vec::as_slice), Some([Part::Hole]));
            if is_okta && (starts_open || self.says_more_than_base(&route.names)) {
                route.is_open = true;
                return route;
            }
            if is_okta {
                let found = self.lookup(&with_prefix, methods);
                if !found.is_empty() && segments.iter().any(|segment| is_literal(segment)) {
                    route.distinctive = self.is_distinctive(&with_prefix, &found);
                    route.operations = found;
                    route.path = shape(&with_prefix);
                    route.is_api_path = true;
                    return route;
                }
            }
            route.is_open = !segments.iter().any(|segment| is_literal(segment));
            return route;
        }
        route.operations = self.lookup(&segments, methods);
        route.distinctive = self.is_distinctive(&segments, &route.operations);
        if route.operations.is_empty() {
            let borrowed: Vec<Segment<'_>> =
                segments.iter().map(|segment| as_segment(segment)).collect();
            let method = if let [method] = methods {
                Some(*method)
            } else {
                None
            };
            route.undocumented = self.catalog.undocumented(method, &borrowed).is_some();
            // `/api/v1/{}/lifecycle`: nothing but the root is known, whatever follows.
            route.is_open = !segments.get(2).is_some_and(|segment| is_literal(segment));
            // Below `/api/v1/things`, which any API may have.
            route.extends_known = segments.len() > 4
                && segments.last().is_some_and(|last| is_literal(last))
                && !self.lookup(&segments[..segments.len() - 1], &[]).is_empty();
        }
        route
    }

    /// Whether what stands before a path is named for a collection or for what is in one: `{okta.apps_url}{app_id}/users`.
    fn says_more_than_base(&self, names: &[Text]) -> bool {
        names.iter().any(|name| {
            let last = name.rsplit('.').next().unwrap_or(name);
            of_identifier(last).iter().any(|word| {
                let mut collection: Vec<Vec<Part>> = hosts::base_path()
                    .iter()
                    .map(|segment| vec![Part::Text(segment.clone())])
                    .collect();
                collection.push(vec![Part::Text(word.clone())]);
                word == "id" || word.ends_with('s') && !self.lookup(&collection, &[]).is_empty()
            })
        })
    }

    fn lookup(&self, segments: &[Vec<Part>], methods: &[Method]) -> Vec<OperationId> {
        let mut best: Vec<OperationId> = Vec::new();
        for variant in variants(segments) {
            let borrowed: Vec<Segment<'_>> =
                variant.iter().map(|segment| as_segment(segment)).collect();
            let candidates = self.catalog.matches(&borrowed, Surface::Org);
            let fits = |id: &OperationId| {
                methods.is_empty() || methods.contains(&self.catalog.get(*id).method)
            };
            let candidates: Vec<_> = candidates
                .into_iter()
                .filter(|candidate| fits(&candidate.operation))
                .collect();
            // A value nobody knows is an id before it is a literal that happens to stand at that place.
            let Some(least) = candidates
                .iter()
                .map(|candidate| candidate.assumed_literals)
                .min()
            else {
                continue;
            };
            if least > 1 {
                continue;
            }
            best = candidates
                .iter()
                .filter(|candidate| candidate.assumed_literals == least)
                .map(|candidate| candidate.operation)
                .collect();
            break;
        }
        best.sort();
        best.dedup();
        best
    }

    /// Whether each of the operations has a telling literal that is written in the path, not only assumed there.
    fn is_distinctive(&self, segments: &[Vec<Part>], operations: &[OperationId]) -> bool {
        !operations.is_empty()
            && operations.iter().all(|id| {
                let template = self.catalog.get(*id).path.split('/');
                let template = template.filter(|segment| !segment.is_empty());
                template.zip(segments).any(|(literal, segment)| {
                    matches!(segment.first(), Some(Part::Text(text)) if text == literal)
                        && self.catalog.is_distinctive(literal)
                })
            })
    }

    fn is_rooted(&self, segments: &[Vec<Part>]) -> bool {
        let text = |index: usize| match segments.get(index).map(Vec::as_slice) {
            Some([Part::Text(text)]) => Some(text.as_str()),
            _ => None,
        };
        text(0).is_some_and(|first| self.catalog.is_root(first, text(1)))
    }

    /// Splits a pattern into whose host it names and the path behind it; `None` if there is no path in it.
    fn split(&self, pattern: &Pattern, route: &mut Route) -> Option<(Host, Vec<Part>)> {
        let mut parts: Vec<Part> = Vec::new();
        let mut names: Vec<Text> = Vec::new();
        for piece in &pattern.pieces {
            match piece {
                Piece::Literal { text, .. } => match parts.last_mut() {
                    Some(Part::Text(before)) => before.push_str(text),
                    _ => parts.push(Part::Text(text.to_string())),
                },
                Piece::Hole(name) => {
                    parts.push(Part::Hole);
                    names.push(name.clone());
                }
                Piece::Symbol(symbol) => {
                    parts.push(Part::Hole);
                    names.push(symbol.name.clone());
                }
            }
        }
        let path = self.path_of(&parts, &names, route)?;
        for piece in &pattern.pieces {
            if let Piece::Literal { text, origin } = piece
                && text.chars().any(char::is_alphanumeric)
                && origin.span != crate::ir::Span::default()
            {
                route.literals.push(*origin);
            }
        }
        self.order_literals(pattern, route);
        Some(path)
    }

    /// Literals of the path come before those of scheme and host; those of a query say nothing beside them.
    fn order_literals(&self, pattern: &Pattern, route: &mut Route) {
        let mut path: Vec<Origin> = Vec::new();
        let mut query: Vec<Origin> = Vec::new();
        let mut seen_query = false;
        for piece in &pattern.pieces {
            if let Piece::Literal { text, origin } = piece {
                let before_query = text.split('?').next().unwrap_or(text);
                let is_path =
                    !seen_query && before_query.contains('/') && !before_query.ends_with("://");
                let named = before_query.split('/').any(|segment| {
                    segment.chars().any(char::is_alphabetic)
                        && !segment.contains(':')
                        && !segment.contains('.')
                });
                if seen_query {
                    query.push(*origin);
                }
                seen_query |= text.contains('?');
                if is_path && named && origin.span != crate::ir::Span::default() {
                    path.push(*origin);
                }
            }
        }
        // The last literal of the path says most: bases come first.
        path.reverse();
        let rest: Vec<Origin> = route
            .literals
            .iter()
            .copied()
            .filter(|origin| !path.contains(origin) && (path.is_empty() || !query.contains(origin)))
            .collect();
        path.extend(rest);
        route.literals = path;
    }

    fn path_of(
        &self,
        parts: &[Part],
        names: &[Text],
        route: &mut Route,
    ) -> Option<(Host, Vec<Part>)> {
        let flat: String = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Hole => "\u{0}",
            })
            .collect();
        if flat.len() > 4_000 || flat.contains(char::is_whitespace) && !flat.trim().contains('/') {
            return None;
        }
        let flat = flat.trim();
        let all_names = || names.to_vec();
        let lower = flat.to_ascii_lowercase();
        // `{url.protocol}//{url.host}`: the scheme may be unknown, too.
        let after_scheme = ["https://", "http://", "//", "\u{0}://", "\u{0}//"]
            .iter()
            .find_map(|scheme| lower.starts_with(scheme).then_some(scheme.len()));
        let authority = |start: usize| flat[start..].split(['/', '?', '#']).next().unwrap_or("");
        // `{base}//api/v1/users`: a word is no host, unless a scheme stands before it.
        let is_host = |start: &usize| {
            let is_named = authority(*start).contains(['\u{0}', '.', ':']);
            is_named || flat[..*start].contains(':') || authority(*start) == "localhost"
        };
        if let Some(start) = after_scheme.filter(is_host) {
            let authority = authority(start);
            let rest = &flat[start..];
            let end = authority.len();
            let holes_in_host = authority.matches('\u{0}').count();
            let holes_before = flat[..start].matches('\u{0}').count();
            let names = names.iter().skip(holes_before);
            route.names = names.take(holes_in_host).cloned().collect();
            let host = self.host(authority);
            return Some((host, unflatten(&rest[end..])));
        }
        // A base that is a hole: everything up to where the path begins.
        if flat.starts_with('\u{0}') {
            let mut at = 0;
            // `{base}{version}/users`: holes in a row belong to the base.
            while flat[at..].starts_with('\u{0}') {
                at += 1;
            }
            let rest = &flat[at..];
            route.names = names.iter().take(at).cloned().collect();
            if rest.is_empty() {
                route.names = all_names();
                return None;
            }
            // `{domain}.okta.com/api/v1/users` without a scheme.
            if rest.starts_with(['.', '-', ':'])
                || (!rest.starts_with('/') && rest.contains("okta"))
            {
                let end = rest.find('/').unwrap_or(rest.len());
                let host = self.host(&format!("\u{0}{}", &rest[..end]));
                return Some((host, unflatten(&rest[end..])));
            }
            return Some((Host::Unknown, unflatten(rest)));
        }
        if flat.is_empty() {
            return None;
        }
        let first = flat.split(['/', '?', '#']).next().unwrap_or(flat);
        if !flat.starts_with('/')
            && first.contains('.')
            && !first.starts_with('.')
            && flat.contains('/')
        {
            // `dev-1.okta.com/api/v1/users` without a scheme.
            let host = self.host(first);
            if host == Host::Okta {
                return Some((host, unflatten(&flat[first.len()..])));
            }
        }
        // `"..." + "/api/v1/users"`, `<org url>/api/v1/users`: what is to be filled in before it runs.
        let is_blank = !matches!(first, "" | "." | "..") && !first.contains(char::is_alphanumeric);
        if is_blank || is_placeholder(first) {
            return Some((Host::Unknown, unflatten(&flat[first.len()..])));
        }
        route.is_bare = true;
        Some((Host::Unknown, unflatten(flat)))
    }

    fn host(&self, authority: &str) -> Host {
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
        let known = host.replace('\u{0}', "x");
        if hosts::is_okta_host(&known, self.custom) {
            return Host::Okta;
        }
        if !host.contains('\u{0}') {
            // `{yourOktaDomain}`, `your-okta-domain`: a placeholder, not a host.
            let is_placeholder = host.contains(['{', '<', '$', '%', '['])
                || !host.contains('.') && host != "localhost";
            return if is_placeholder && crate::analysis::program::names_okta(&host) {
                Host::Okta
            } else if is_placeholder || host.is_empty() {
                Host::Unknown
            } else {
                Host::Foreign
            };
        }
        // `{region}.amazonaws.com`: the fixed end of the name tells whose it is.
        let fixed = host.rsplit('\u{0}').next().unwrap_or_default();
        if fixed.matches('.').count() >= 2
            || (fixed.starts_with('.') && fixed.matches('.').count() >= 1 && fixed.len() > 4)
        {
            return Host::Foreign;
        }
        Host::Unknown
    }
}

fn unflatten(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, piece) in text.split('\u{0}').enumerate() {
        if at > 0 {
            parts.push(Part::Hole);
        }
        if !piece.is_empty() {
            parts.push(Part::Text(piece.to_owned()));
        }
    }
    parts
}

type Query = Vec<(String, String)>;

/// Splits a path into segments, and the query off it. Empty segments go.
fn segments(path: &[Part]) -> (Vec<Vec<Part>>, Query) {
    let mut segments: Vec<Vec<Part>> = vec![Vec::new()];
    let mut query = String::new();
    let mut in_query = false;
    let mut in_fragment = false;
    for part in path {
        match part {
            Part::Hole if in_query || in_fragment => query.push_str("{}"),
            Part::Hole => push(&mut segments, Part::Hole),
            Part::Text(text) => {
                for c in text.chars() {
                    match c {
                        '#' => in_fragment = true,
                        _ if in_fragment => {}
                        '?' if !in_query => in_query = true,
                        c if in_query => query.push(c),
                        '/' => segments.push(Vec::new()),
                        c => match segments.last_mut().and_then(|segment| segment.last_mut()) {
                            Some(Part::Text(text)) => text.push(c),
                            _ => push(&mut segments, Part::Text(c.to_string())),
                        },
                    }
                }
            }
        }
    }
    segments.retain(|segment| !segment.is_empty());
    for segment in &mut segments {
        if let [Part::Text(text)] = segment.as_slice()
            && is_placeholder(text)
        {
            *segment = vec![Part::Hole];
        }
    }
    let query = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key.to_owned(), value.to_owned())
        })
        .collect();
    (segments, query)
}

fn push(segments: &mut [Vec<Part>], part: Part) {
    if let Some(last) = segments.last_mut() {
        last.push(part);
    }
}

/// Readings of a path: a hole that hangs on its last segment may be a query (`/users{query}`), and a hole that is the whole last
/// segment may be empty or a query as well.
fn variants(segments: &[Vec<Part>]) -> Vec<Vec<Vec<Part>>> {
    let mut all = Vec::new();
    if let Some(last) = segments.last()
        && last.len() > 1
        && matches!(last.last(), Some(Part::Hole))
        && matches!(last.first(), Some(Part::Text(_)))
    {
        let mut without = segments.to_vec();
        if let Some(last) = without.last_mut() {
            last.truncate(1);
        }
        all.push(without);
    }
    all.push(segments.to_vec());
    all
}

fn is_literal(segment: &[Part]) -> bool {
    matches!(segment, [Part::Text(_)])
}

fn as_segment(segment: &[Part]) -> Segment<'_> {
    match segment {
        [Part::Text(text)] => Segment::Literal(text),
        [Part::Hole] => Segment::Unknown,
        parts => {
            let prefix = match parts.first() {
                Some(Part::Text(text)) => text.as_str(),
                _ => "",
            };
            let suffix = match parts.last() {
                Some(Part::Text(text)) => text.as_str(),
                _ => "",
            };
            Segment::Partial { prefix, suffix }
        }
    }
}

fn shape(segments: &[Vec<Part>]) -> String {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        for part in segment {
            match part {
                Part::Text(text) => path.push_str(text),
                Part::Hole => path.push_str("{}"),
            }
        }
    }
    path
}

/// The verbs that a value may be: text, or a constant whose name ends in one (`HttpMethod.Post`, `reqwest::Method::PUT`).
pub fn verbs(value: &Value) -> Vec<Method> {
    let mut verbs: Vec<Method> = Vec::new();
    for pattern in value.patterns() {
        let text = match pattern.pieces.as_slice() {
            [Piece::Literal { text, .. }] => text.clone(),
            [Piece::Hole(name)] => {
                let (qualifier, last) = name.rsplit_once(['.', ':']).unwrap_or(("", name));
                let qualifier = qualifier.trim_end_matches(':').to_ascii_lowercase();
                // `HttpMethod.Post`; a bare variable named `post` is no verb.
                if !(qualifier.ends_with("method")
                    || qualifier.ends_with("verb")
                    || qualifier.ends_with("methods"))
                {
                    continue;
                }
                Text::from(last)
            }
            _ => continue,
        };
        let text = text
            .strip_prefix("Method")
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&text);
        if let Ok(method) = text.to_ascii_uppercase().parse::<Method>()
            && !verbs.contains(&method)
        {
            verbs.push(method);
        }
    }
    verbs
}
