//! Where the tables say that a value comes from: arguments and their fields, the receiver and its state.

use crate::analysis::summary::{Given, member};
use crate::analysis::value::Value;
use crate::ir::Text;
use crate::library::Source;

use super::Interpreter;

impl Interpreter<'_> {
    /// The first source that is there; one that only a caller knows counts less than one that is written.
    pub(super) fn source(
        &mut self,
        sources: &[Source],
        receiver: Option<&Value>,
        given: &[Given],
    ) -> Option<Value> {
        // Options that are written out and lack a field are the options all the same: nothing is guessed of a callback behind them.
        let mut options: Option<usize> = None;
        // The argument of the first source that only a caller knows, the fields of it that are asked for, and that source.
        let mut open: Option<(usize, Vec<Text>, Value)> = None;
        for source in sources {
            if let Source::Argument { index, path } = source
                && !path.is_empty()
                && let Some(value) = positional(given, *index)
            {
                if options.is_some_and(|at| at != *index) && matches!(value, Value::Symbol(_)) {
                    continue;
                }
                let is_whole = |value: &Value| match value {
                    Value::Object(entries) => !entries.contains_key("..."),
                    _ => false,
                };
                if is_whole(value) {
                    options = Some(*index);
                }
            }
            let Some(value) = self.one_source(source, receiver, given) else {
                continue;
            };
            let is_open = matches!(value, Value::Symbol(_) | Value::Hole(_));
            match (source, &mut open) {
                (Source::Argument { index, path }, None) if is_open && !path.is_empty() => {
                    let fields = path.first().filter(|_| path.len() == 1);
                    open = Some((*index, fields.cloned().into_iter().collect(), value));
                }
                (Source::Argument { index, path }, Some((at, fields, _)))
                    if is_open && path.len() == 1 && index == at =>
                {
                    fields.extend(path.iter().cloned());
                }
                // Options or the text itself: `axios(url)` and `axios({ url })`.
                (Source::Argument { index, path }, Some((at, fields, first)))
                    if path.is_empty() && index == at && !fields.is_empty() =>
                {
                    let either = value.field_or_whole(fields);
                    return Some(either.unwrap_or_else(|| first.clone()));
                }
                (Source::Constant(_), Some((_, _, first))) => return Some(first.clone()),
                (_, Some((_, _, first))) if is_open => return Some(first.clone()),
                _ => return Some(value),
            }
        }
        if let Some((_, _, first)) = open {
            return Some(first);
        }
        // What is spread and not known may have any of the names, if nothing else has.
        let options = spread_options(given).next()?.clone();
        sources.iter().find_map(|source| match source {
            Source::Named { name } => self.part(options.clone(), std::slice::from_ref(name)),
            _ => None,
        })
    }

    pub(super) fn one_source(
        &mut self,
        source: &Source,
        receiver: Option<&Value>,
        given: &[Given],
    ) -> Option<Value> {
        match source {
            Source::Argument { index, path } => self.part(positional(given, *index)?.clone(), path),
            Source::Last { path } => self.part(given.last()?.value.clone(), path),
            Source::Named { name } => {
                let named = |given: &&Given| given.name.as_ref() == Some(name);
                if let Some(given) = given.iter().find(named) {
                    return Some(given.value.clone());
                }
                // `**options`: the entries of an object are named arguments.
                spread_options(given).find_map(|options| match options {
                    Value::Object(entries) => entries.get(name).cloned(),
                    _ => None,
                })
            }
            Source::Receiver => receiver.cloned(),
            Source::State(state) => receiver?.state(*state),
            Source::ArgumentState { index, state } => positional(given, *index)?.state(*state),
            Source::Constant(text) => {
                let origin = crate::analysis::value::Origin {
                    file: self.file(),
                    span: crate::ir::Span::default(),
                };
                Some(Value::literal(text, origin))
            }
        }
    }

    /// Fields inside a value; `None` where a field is surely absent.
    pub(super) fn part(&mut self, value: Value, path: &[Text]) -> Option<Value> {
        if let Value::Union(values) = &value {
            let parts = values.iter().cloned();
            let parts: Vec<Value> = parts.filter_map(|value| self.part(value, path)).collect();
            return parts.into_iter().reduce(Value::join);
        }
        let mut value = value;
        for name in path {
            value = match &value {
                Value::Object(entries) => match entries.get(name) {
                    Some(value) => value.clone(),
                    // `{ ...options }`: the field may be in what was spread.
                    None => member(entries.get("...")?, name),
                },
                Value::Text(_) | Value::Function(_) | Value::List(_) => return None,
                Value::Hole(_) => return None,
                value => self.member_value(value, name),
            };
        }
        Some(value)
    }
}

/// The values of `**options`.
fn spread_options(given: &[Given]) -> impl Iterator<Item = &Value> {
    let named = given.iter().filter(|given| given.name.is_some());
    named
        .filter(|given| given.is_spread)
        .map(|given| &given.value)
}

/// The argument at a place, by position before by name.
fn positional(given: &[Given], index: usize) -> Option<&Value> {
    let mut unnamed = given.iter().filter(|given| given.name.is_none());
    let found = unnamed.nth(index).or_else(|| given.get(index))?;
    Some(&found.value)
}
