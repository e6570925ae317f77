//! What a path that names no operation may have meant.

use super::{Catalog, Method, OperationId, Segment, Surface};

/// A neighbour of an unknown route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    pub operation: OperationId,
    /// For a person: "the verb is POST", "a segment is missing: {userId}".
    pub reason: String,
}

/// Costs of one difference each; the smaller the nearer.
const OTHER_VERB: usize = 2;
const OTHER_CASE: usize = 1;
const MISSING: usize = 3;
const SURPLUS: usize = 4;
const OTHER_SEGMENT: usize = 6;

impl Catalog {
    /// The operations nearest to a route, with the reason; nearest first.
    pub fn nearest(
        &self,
        method: Option<Method>,
        segments: &[Segment<'_>],
        limit: usize,
    ) -> Vec<Nearest> {
        let mut ranked: Vec<(usize, OperationId, String)> = Vec::new();
        for (id, operation) in self
            .iter()
            .filter(|(_, operation)| operation.surface == Surface::Org)
        {
            let template: Vec<&str> = operation
                .path
                .split('/')
                .filter(|segment| !segment.is_empty())
                .collect();
            if template.len().abs_diff(segments.len()) > 1 {
                continue;
            }
            let Some((mut cost, mut reason)) = distance(segments, &template) else {
                continue;
            };
            if method.is_some_and(|method| method != operation.method) {
                cost += OTHER_VERB;
                let verb = format!("the verb is {}", operation.method);
                reason = if reason.is_empty() {
                    verb
                } else {
                    format!("{reason}; {verb}")
                };
            }
            if cost > 0 && cost <= OTHER_SEGMENT + OTHER_VERB {
                ranked.push((cost, id, reason));
            }
        }
        ranked.sort_by_key(|a| (a.0, a.1));
        ranked
            .into_iter()
            .take(limit)
            .map(|(_, operation, reason)| Nearest { operation, reason })
            .collect()
    }
}

/// How far a path is from a template: same length with one segment off, or one segment more or less.
fn distance(segments: &[Segment<'_>], template: &[&str]) -> Option<(usize, String)> {
    let is_parameter = |text: &str| text.contains('{');
    let fits = |segment: &Segment<'_>, text: &str| match segment {
        Segment::Literal(own) => is_parameter(text) || *own == text,
        Segment::Unknown => is_parameter(text),
        Segment::Partial { prefix, suffix } => {
            is_parameter(text) || (text.starts_with(prefix) && text.ends_with(suffix))
        }
    };
    if segments.len() == template.len() {
        let mut off = segments
            .iter()
            .zip(template)
            .filter(|(segment, text)| !fits(segment, text));
        let Some((segment, text)) = off.next() else {
            return Some((0, String::new()));
        };
        if off.next().is_some() {
            return None;
        }
        return match segment {
            Segment::Literal(own) if own.eq_ignore_ascii_case(text) => {
                Some((OTHER_CASE, format!("paths are case-sensitive: `{text}`")))
            }
            Segment::Literal(own) => {
                let edits = strsim::damerau_levenshtein(own, text);
                // Three edits in a short word make another word.
                (edits <= 2 && edits * 3 <= text.len())
                    .then(|| (edits + 1, format!("`{own}` may be misspelt: `{text}`")))
            }
            _ => Some((OTHER_SEGMENT, format!("the segment is `{text}`"))),
        };
    }
    if segments.len() + 1 == template.len() {
        // Leave out one segment of the template.
        for skip in 0..template.len() {
            let rest = template[..skip].iter().chain(&template[skip + 1..]);
            if segments
                .iter()
                .zip(rest)
                .all(|(segment, text)| fits(segment, text))
            {
                let what = template[skip];
                let literal = if is_parameter(what) { 0 } else { 1 };
                return Some((MISSING + literal, format!("a segment is missing: `{what}`")));
            }
        }
    } else if segments.len() == template.len() + 1 {
        for skip in 0..segments.len() {
            let rest = segments[..skip].iter().chain(&segments[skip + 1..]);
            if rest
                .zip(template)
                .all(|(segment, text)| fits(segment, text))
            {
                return Some((SURPLUS, "it has a segment less".to_owned()));
            }
        }
    }
    None
}
