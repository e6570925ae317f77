//! What helpers build of text: joined, formatted, replaced, resolved against a base.

use std::rc::Rc;

use crate::analysis::summary::Given;
use crate::analysis::value::{Pattern, Piece, Value};
use crate::ir::Text;
use crate::library::{Source, State, TextFunction};

use super::Interpreter;

impl Interpreter<'_> {
    /// A text method on a receiver that is text, or may be.
    pub(super) fn text_call(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
    ) -> Option<Value> {
        let family = self.family()?;
        let function = self.libraries.text_method(family, name)?.clone();
        self.hand_to_lambdas(given, &Value::unknown());
        Some(self.text(&function, Some(receiver), given))
    }

    /// Builds text.
    pub(super) fn text(
        &mut self,
        function: &TextFunction,
        receiver: Option<&Value>,
        given: &[Given],
    ) -> Value {
        let value_at = |index: usize| {
            given
                .get(index)
                .map_or_else(Value::unknown, |given| given.value.clone())
        };
        let with_receiver = |use_receiver: bool, first: usize| -> Vec<Value> {
            let mut parts: Vec<Value> = Vec::new();
            if use_receiver && let Some(receiver) = receiver.filter(|value| !has_no_text(value)) {
                parts.push(receiver.clone());
            }
            for given in given.iter().skip(first) {
                match &given.value {
                    Value::List(items) => parts.extend(items.iter().cloned()),
                    value => parts.push(value.clone()),
                }
            }
            parts
        };
        match function {
            TextFunction::Receiver => receiver.cloned().unwrap_or_else(Value::unknown),
            TextFunction::Argument(index) => value_at(*index),
            TextFunction::Concat {
                first,
                receiver: of_receiver,
            } => {
                let parts = with_receiver(*of_receiver, *first);
                match receiver.filter(|_| *of_receiver) {
                    // `["a", "b"].concat()` is text in Rust; with more to add it is a longer list.
                    Some(Value::List(items)) if given.is_empty() => Value::concat(items),
                    Some(Value::List(items)) => {
                        let added = parts.into_iter().skip(1);
                        Value::List(Rc::new(items.iter().cloned().chain(added).collect()))
                    }
                    _ => Value::concat(&parts),
                }
            }
            TextFunction::Format {
                template,
                receiver: of_receiver,
            } => {
                let text = if *of_receiver {
                    receiver.cloned()
                } else {
                    given.get(*template).map(|g| g.value.clone())
                };
                let skip = if *of_receiver { 0 } else { template + 1 };
                let values: Vec<Value> = with_receiver(false, skip);
                let named: Vec<(&Text, &Value)> = given
                    .iter()
                    .filter_map(|given| Some((given.name.as_ref()?, &given.value)))
                    .collect();
                format_text(&text.unwrap_or_else(Value::unknown), &values, &named)
            }
            TextFunction::Join { separator, items } => {
                let separator = self
                    .one_source(separator, receiver, given)
                    .unwrap_or_else(Value::unknown);
                let items = match self.one_source(items, receiver, given) {
                    Some(Value::List(items)) => items.to_vec(),
                    // A list that may have got more elements, or not.
                    Some(Value::Union(lists)) if lists.iter().all(is_list) => {
                        let texts = lists.iter().map(|list| joined(list, &separator));
                        return Value::join_all(texts);
                    }
                    // Only the caller knows the elements: `(...parts) => parts.join("/")`, `string.Join("/", parts)`.
                    Some(list)
                        if given.len() == usize::from(*items != Source::Receiver) + 1
                            && let Some(separator) = separator.constant()
                            && !separator.chars().any(char::is_alphabetic)
                            && let Some(joined) = list.joined(&separator) =>
                    {
                        return joined;
                    }
                    Some(base) if *items == Source::Receiver => {
                        // `base.join("users")` of a path, or of a list that nothing is known of.
                        let is_path =
                            |pattern: &Pattern| pattern.shape().contains(char::is_alphabetic);
                        return match given.first() {
                            Some(given) if given.value.patterns().iter().all(is_path) => {
                                url_join(&base, &given.value)
                            }
                            _ => Value::unknown(),
                        };
                    }
                    Some(_) => {
                        // `string.Join("/", a, b)`.
                        given
                            .iter()
                            .skip(1)
                            .map(|given| given.value.clone())
                            .collect()
                    }
                    None => Vec::new(),
                };
                joined(&Value::List(Rc::new(items)), &separator)
            }
            TextFunction::PathJoin { first, receiver } => {
                path_join(&with_receiver(*receiver, *first))
            }
            TextFunction::UrlJoin { base, relative } => {
                let relative = self.one_source(relative, receiver, given);
                let relative = relative.filter(|relative| !has_no_text(relative));
                let base = self.one_source(base, receiver, given);
                match (base, relative) {
                    (Some(base), Some(relative)) => url_join(&base, &relative),
                    (Some(one), None) | (None, Some(one)) => one,
                    (None, None) => Value::unknown(),
                }
            }
            TextFunction::AppendFormat => {
                let template = value_at(0);
                let values = with_receiver(false, 1);
                let mut parts = with_receiver(true, usize::MAX);
                parts.push(format_text(&template, &values, &[]));
                Value::concat(&parts)
            }
            TextFunction::Fill => {
                let receiver = receiver.filter(|value| !has_no_text(value)).cloned();
                let receiver = receiver.unwrap_or_else(Value::unknown);
                let name = given.first().and_then(|given| given.value.constant());
                match (name, given.get(1)) {
                    (Some(name), Some(to)) => replace(&receiver, &format!("{{{name}}}"), &to.value),
                    _ => receiver,
                }
            }
            TextFunction::Lower => {
                let receiver = receiver.cloned().unwrap_or_else(Value::unknown);
                match receiver {
                    Value::Text(patterns) => Value::text(patterns.iter().map(lowered).collect()),
                    receiver => receiver,
                }
            }
            TextFunction::Replace => {
                let receiver = receiver.cloned().unwrap_or_else(Value::unknown);
                match (
                    given.first().and_then(|given| given.value.constant()),
                    given.get(1),
                ) {
                    (Some(from), Some(to)) if !from.is_empty() => {
                        replace(&receiver, &from, &to.value)
                    }
                    _ => receiver,
                }
            }
        }
    }
}

/// A word in lower case; anything else as it is.
fn lowered(pattern: &Pattern) -> Pattern {
    match pattern.pieces.as_slice() {
        [Piece::Literal { text, origin }] if !text.contains('/') => Pattern {
            pieces: vec![Piece::Literal {
                text: Text::from(text.to_lowercase()),
                origin: *origin,
            }],
        },
        _ => pattern.clone(),
    }
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::List(_))
}

/// The elements of a list with a separator between them.
fn joined(list: &Value, separator: &Value) -> Value {
    let Value::List(items) = list else {
        return Value::unknown();
    };
    let mut parts = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            parts.push(separator.clone());
        }
        parts.push(item.clone());
    }
    match parts.is_empty() {
        true => Value::unknown(),
        false => Value::concat(&parts),
    }
}

/// Whether an instance of a library stands for text that nothing has been put into yet.
fn has_no_text(value: &Value) -> bool {
    match value {
        Value::External(external) => {
            external.symbol.is_none() && !external.state.contains_key(&State::Url)
        }
        _ => false,
    }
}

/// Puts values into the places of a template: `{0}`, `{name}`, `{}`, `%s`, `%(name)s`.
fn format_text(template: &Value, values: &[Value], named: &[(&Text, &Value)]) -> Value {
    let mut results = Vec::new();
    for pattern in template.patterns() {
        let mut parts: Vec<Value> = Vec::new();
        let mut next = 0;
        for piece in &pattern.pieces {
            match piece {
                Piece::Literal { text, origin } => {
                    let mut rest = text.as_str();
                    while let Some((before, place, after)) = next_place(rest) {
                        if !before.is_empty() {
                            parts.push(Value::literal(&Text::from(before), *origin));
                        }
                        rest = after;
                        if let Some((_, value)) = named.iter().find(|(name, _)| *name == place) {
                            parts.push((*value).clone());
                            continue;
                        }
                        let index = place.parse::<usize>().unwrap_or_else(|_| {
                            next += 1;
                            next - 1
                        });
                        parts.push(
                            values
                                .get(index)
                                .cloned()
                                .unwrap_or_else(|| Value::hole(place)),
                        );
                    }
                    if !rest.is_empty() {
                        parts.push(Value::literal(&Text::from(rest), *origin));
                    }
                }
                piece => parts.push(Value::text(vec![crate::analysis::value::Pattern {
                    pieces: vec![piece.clone()],
                }])),
            }
        }
        results.push(Value::concat(&parts));
    }
    Value::join_all(results)
}

/// The next placeholder of a format template: the text before it, its name or number, the text after.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.find(['{', '%'])?;
    let (before, rest) = text.split_at(at);
    if let Some(inner) = rest.strip_prefix('{') {
        let (name, after) = inner.split_once('}')?;
        let name = name.split([':', ',']).next().unwrap_or(name);
        return Some((before, name, after));
    }
    let inner = rest.strip_prefix('%')?;
    if let Some((name, after)) = inner.strip_prefix('(').and_then(|it| it.split_once(')')) {
        let kind = after.chars().next()?;
        return Some((before, name, &after[kind.len_utf8()..]));
    }
    let kind = inner.chars().next().filter(|c| "sdivojOq".contains(*c))?;
    Some((before, "", &inner[kind.len_utf8()..]))
}

/// Segments joined by exactly one slash.
fn path_join(parts: &[Value]) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for part in parts {
        if !all.is_empty() {
            let origin = crate::analysis::value::Origin {
                file: 0,
                span: crate::ir::Span::default(),
            };
            all.push(Value::literal(&Text::new_static("/"), origin));
        }
        all.push(part.clone());
    }
    if all.is_empty() {
        Value::unknown()
    } else {
        Value::concat(&all)
    }
}

/// A relative URL against a base. An absolute one stands alone; the base's last segment is kept, because a base that ends in a
/// file name is rare and a lost `/api/v1` is not.
pub(in crate::analysis) fn url_join(base: &Value, relative: &Value) -> Value {
    if is_absolute(relative) {
        return relative.clone();
    }
    let rooted = relative.patterns().iter().all(|pattern| {
        matches!(pattern.pieces.first(), Some(Piece::Literal { text, .. }) if text.starts_with('/'))
    });
    if rooted {
        Value::concat(&[base.clone(), relative.clone()])
    } else {
        path_join(&[base.clone(), relative.clone()])
    }
}

/// Whether all that a URL may be has a scheme.
pub(super) fn is_absolute(url: &Value) -> bool {
    url.patterns()
        .iter()
        .all(|pattern| match pattern.pieces.first() {
            Some(Piece::Literal { text, .. }) => {
                text.starts_with("http://") || text.starts_with("https://")
            }
            _ => false,
        })
}

/// Replaces a constant inside the literal pieces.
fn replace(text: &Value, from: &str, to: &Value) -> Value {
    let mut results = Vec::new();
    for pattern in text.patterns() {
        let mut parts: Vec<Value> = Vec::new();
        for piece in &pattern.pieces {
            match piece {
                Piece::Literal { text, origin } if text.contains(from) => {
                    for (at, part) in text.split(from).enumerate() {
                        if at > 0 {
                            parts.push(to.clone());
                        }
                        if !part.is_empty() {
                            parts.push(Value::literal(&Text::from(part), *origin));
                        }
                    }
                }
                piece => parts.push(Value::text(vec![crate::analysis::value::Pattern {
                    pieces: vec![piece.clone()],
                }])),
            }
        }
        results.push(Value::concat(&parts));
    }
    Value::join_all(results)
}
