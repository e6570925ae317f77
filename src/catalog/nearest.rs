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
const READ_FOR_WRITE: usize = 3;
const OTHER_VERB: usize = 2;
/// Both verbs send something: POST where PUT was meant.
const OTHER_WRITE: usize = 1;
const OTHER_CASE: usize = 1;
const MISSING: usize = 3;
/// The collection instead of its member.
const COLLECTION: usize = 1;
const SURPLUS: usize = 4;
const OTHER_SEGMENT: usize = 6;
/// A written word where the template has a parameter, beside another difference: hardly anybody's id.
const WORD_AS_PARAMETER: usize = 2;
const MOST: usize = OTHER_SEGMENT + OTHER_VERB;
/// Neighbours farther than the nearest by more than this are noise beside it.
const FARTHEST_BEHIND: usize = 1;
/// Segments that a person leaves off at the front, as `/api/v1`.
const LONGEST_PREFIX: usize = 2;

/// What using one verb for another costs.
fn other_verb(written: Method, known: Method) -> usize {
    let reads = |method| matches!(method, Method::Get | Method::Head | Method::Options);
    let sends = |method| matches!(method, Method::Post | Method::Put | Method::Patch);
    if sends(written) && sends(known) {
        OTHER_WRITE
    } else if reads(written) == reads(known) {
        OTHER_VERB
    } else {
        READ_FOR_WRITE
    }
}

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
            let Some((mut cost, mut reason)) = distance(segments, &template) else {
                continue;
            };
            if let Some(method) = method
                && method != operation.method
            {
                cost += other_verb(method, operation.method);
                let verb = format!("the verb is {}", operation.method);
                reason = if reason.is_empty() {
                    verb
                } else {
                    format!("{reason}; {verb}")
                };
            }
            if cost > 0 && cost <= MOST {
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

/// How far a path is from a template: of the same length with one segment off or others in another case, one segment more or less, or
/// without what it begins with.
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
        let off: Vec<(&Segment<'_>, &&str)> = segments
            .iter()
            .zip(template)
            .filter(|(segment, text)| !fits(segment, text))
            .collect();
        let is_other_case = |(segment, text): &(&Segment<'_>, &&str)| matches!(segment, Segment::Literal(own) if own.eq_ignore_ascii_case(text));
        if off.len() > 1 && off.iter().all(is_other_case) {
            let right: Vec<&str> = off.iter().map(|(_, text)| **text).collect();
            let reason = format!("paths are case-sensitive: `{}`", right.join("`, `"));
            return Some((OTHER_CASE * off.len(), reason));
        }
        let (segment, text) = match off.as_slice() {
            [] => return Some((0, String::new())),
            [one] => one,
            _ => return None,
        };
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
            // Else any word would be the id of something.
            if literal > 0 && words > 0 {
                return None;
            }
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
            let is_member = skip == template.len() && segments[skip] == Segment::Unknown;
            let cost = if is_member { COLLECTION } else { SURPLUS };
            Some((cost + words, "it has a segment less".to_owned()))
        };
        (0..segments.len()).filter_map(without).min()
    } else {
        let left_off = template.len().checked_sub(segments.len())?;
        let (prefix, rest) = template.split_at_checked(left_off)?;
        let is_prefix = left_off <= LONGEST_PREFIX && !prefix.iter().any(|text| is_parameter(text));
        let starts = matches!((segments.first(), rest.first()), (Some(Segment::Literal(own)), Some(text)) if own == text);
        let is_rest = is_prefix && starts && aligned(segments.to_vec(), rest.to_vec()) == Some(0);
        is_rest.then(|| {
            (
                MISSING,
                format!("the path begins with `/{}`", prefix.join("/")),
            )
        })
    }
}
