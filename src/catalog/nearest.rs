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
/// Both verbs write: POST where PUT was meant.
const OTHER_WRITE: usize = 1;
const OTHER_CASE: usize = 1;
const MISSING: usize = 3;
const SURPLUS: usize = 4;
const OTHER_SEGMENT: usize = 6;
/// A written word where the template has a parameter, beside another difference: hardly anybody's id.
const WORD_AS_PARAMETER: usize = 2;
/// Neighbours farther than the nearest by more than this are noise beside it.
const FARTHEST_BEHIND: usize = 4;

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
            if let Some(method) = method
                && method != operation.method
            {
                let writes =
                    |method| !matches!(method, Method::Get | Method::Head | Method::Delete);
                cost += match writes(method) && writes(operation.method) {
                    true => OTHER_WRITE,
                    false => OTHER_VERB,
                };
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
        ranked.sort_by_key(|(cost, id, _)| (*cost, *id));
        let farthest = ranked
            .first()
            .map_or(0, |(cost, ..)| cost + FARTHEST_BEHIND);
        ranked.retain(|(cost, ..)| *cost <= farthest);
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
    // One segment more or less: each may be the one.
    let aligned = |segments: Vec<Segment<'_>>, template: Vec<&str>| {
        let mut words = 0;
        for (segment, text) in segments.iter().zip(template) {
            if !fits(segment, text) {
                return None;
            }
            let is_word = matches!(segment, Segment::Literal(own) if own.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            words += usize::from(is_word && is_parameter(text));
        }
        Some(words * WORD_AS_PARAMETER)
    };
    if segments.len() + 1 == template.len() {
        let without = |skip: usize| {
            let rest = [&template[..skip], &template[skip + 1..]].concat();
            let what = template[skip];
            let literal = usize::from(!is_parameter(what));
            let words = aligned(segments.to_vec(), rest)?;
            Some((
                MISSING + literal + words,
                format!("a segment is missing: `{what}`"),
            ))
        };
        (0..template.len()).filter_map(without).min()
    } else if segments.len() == template.len() + 1 {
        let without = |skip: usize| {
            let rest = [&segments[..skip], &segments[skip + 1..]].concat();
            let words = aligned(rest, template.to_vec())?;
            Some((SURPLUS + words, "it has a segment less".to_owned()))
        };
        (0..segments.len()).filter_map(without).min()
    } else {
        None
    }
}
