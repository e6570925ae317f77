//! Requests that are described and not sent where they stand: an object or a type with a path, and perhaps a verb, for a generic
//! client that could not be followed. They count only where no request with that path was found.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::program::{FileId, FunctionKey, TypeId};
use crate::analysis::resolve::verbs;
use crate::analysis::summary::{Basis, Site, Substitution, Target, Url};
use crate::analysis::value::{Piece, Value};
use crate::ir::{Text, TypeKind};

use super::bounds::Bound;
use super::guess::looks_like_path;
use super::{Interpreter, Place};

/// Descriptions that are kept.
pub(super) const MOST_DESCRIBED: usize = 2_000;

impl Interpreter<'_> {
    /// An object literal with a path, or a function that gives one.
    pub(super) fn describe_object(&mut self, entries: &BTreeMap<Text, Value>) {
        if entries.keys().any(|key| self.libraries.is_route_key(key)) {
            return;
        }
        let mut stated = entries
            .iter()
            .filter(|(key, value)| self.libraries.is_verb_key(key) && !verbs(value).is_empty());
        let verb = stated.next().map(|(_, value)| value.clone());
        // A link is what an answer has.
        let is_path_key =
            |key: &str| self.libraries.is_url_key(key) && self.libraries.url_part(key).is_none();
        let mut paths = entries
            .iter()
            .filter(|(key, _)| is_path_key(key))
            .filter_map(|(_, value)| path_of(value));
        if let Some(path) = paths.next() {
            let function = self.frame().function;
            self.describe(path, verb, function);
        }
    }

    /// A type with a path and a verb among its constants; for a trait that asks for a path the verb may be elsewhere.
    pub(super) fn describe_type(&mut self, file: FileId, ty: TypeId) {
        let program = self.program;
        let mut fields = program
            .parts(ty)
            .flat_map(|(_, part)| part.fields.iter().map(move |field| (part, field)));
        let found = fields.find(|(_, field)| {
            field.value.is_some() && self.libraries.is_url_key(&field.name.to_lowercase())
        });
        let Some((part, field)) = found else { return };
        let path = self.field_value(ty, &field.name);
        let Some(path) = path.and_then(|value| path_of(&value)) else {
            return;
        };
        // A constant is written in capitals, and may be the trait's.
        let keys = self.libraries.verb_keys();
        let names: Vec<Text> = keys
            .flat_map(|key| [key.clone(), Text::from(key.to_uppercase())])
            .collect();
        let verb = names
            .iter()
            .filter_map(|name| self.field_value(ty, name))
            .find(|verb| !verbs(verb).is_empty());
        let is_of_trait = part.kind == TypeKind::Extension && !part.bases.is_empty();
        if verb.is_some() || is_of_trait {
            self.describe(path, verb, FunctionKey::top(file));
        }
    }

    fn describe(&mut self, path: Value, verb: Option<Value>, function: FunctionKey) {
        let patterns = path.patterns();
        let mut pieces = patterns.iter().flat_map(|pattern| &pattern.pieces);
        let origin = pieces.find_map(|piece| match piece {
            Piece::Literal { origin, .. } => Some(*origin),
            _ => None,
        });
        let Some(origin) = origin else {
            return;
        };
        // What a test expects or makes up is no request.
        if self.program.units[origin.file as usize].file.in_test {
            return;
        }
        if self.is_variant() {
            return;
        }
        if self.described.len() >= MOST_DESCRIBED {
            self.hit(Bound::Described);
            return;
        }
        let place = Place {
            site: Site {
                file: origin.file,
                span: origin.span,
            },
            name: origin.span,
            function,
        };
        let target = Target::Url(Url {
            url: path,
            base: None,
            client: None,
            request: None,
            verb,
            default_verb: None,
            basis: Basis::Description,
        });
        let template = self.new_template(place, Text::new_static("URL"), target, Vec::new());
        self.described.push(Rc::new(template));
    }
}

/// A value that is the path of a web API, or what a function returns that gives one.
fn path_of(value: &Value) -> Option<Value> {
    let path = match value {
        Value::Function(function) => {
            let nothing = Substitution {
                parameters: vec![(function.function, Vec::new())],
                ..Default::default()
            };
            nothing.apply(function.summary.as_ref()?.returns.as_ref()?)
        }
        value => value.clone(),
    };
    let is_path = matches!(path, Value::Text(_))
        && path
            .patterns()
            .iter()
            .all(|pattern| looks_like_path(&pattern.shape()));
    is_path.then_some(path)
}
