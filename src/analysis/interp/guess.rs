//! Calls of something unknown that a URL among the arguments makes a request: a wrapper in a package that is not here, an
//! inherited method, a client that the tables do not list. And wrappers that the configuration declares.

use crate::analysis::program::{FunctionKey, names_okta};
use crate::analysis::summary::{Basis, Given, Target, Url, member};
use crate::analysis::value::{Pattern, Piece, Value};
use crate::catalog::Catalog;
use crate::config::{ArgumentName, Wrapper, WrapperTarget, WrapperVerb};
use crate::ir::{Expr, ExprKind, Span, Text};

use super::{Interpreter, Place};
use crate::words::of_identifier;

impl Interpreter<'_> {
    /// Records a request if an argument is, or may be filled in with, the URL of a web API.
    pub(super) fn guess(
        &mut self,
        place: Place,
        object: Option<&Expr>,
        name: &str,
        given: &[Given],
    ) {
        let receiver = object.map(dotted);
        let last = receiver
            .as_deref()
            .map(|receiver| receiver.rsplit('.').next().unwrap_or(receiver));
        if name.is_empty() || self.libraries.is_inert(last, name) {
            return;
        }
        let words = of_identifier(name);
        let verb_word = words
            .iter()
            .find_map(|word| self.libraries.verb_of_word(word));
        let says_request = words
            .iter()
            .any(|word| self.libraries.is_request_word(word));
        let Some((url, base)) = self.url_argument(given, verb_word.is_some() || says_request)
        else {
            return;
        };
        // `router.get('/users', handler)` declares a route; a client's callback comes last, too, but its receiver is known.
        let has_handler = given
            .iter()
            .any(|given| matches!(given.value, Value::Function(_)));
        let is_literal = url.patterns().iter().any(Pattern::has_literal);
        if has_handler && is_literal && verb_word.is_some() {
            return;
        }
        let stated = self.verb_argument(given);
        // A URL alone makes no request: it may be compared, stored or printed.
        let names_okta = names_okta(name) || receiver.as_deref().is_some_and(names_okta);
        if verb_word.is_none() && !says_request && stated.is_none() && !names_okta {
            return;
        }
        let has_body = given.iter().any(|given| match &given.value {
            Value::Object(entries) => entries.keys().any(|key| self.libraries.is_body_key(key)),
            _ => false,
        });
        let default_verb = match (verb_word, has_body) {
            (Some(verb), _) => Some(Text::from(verb)),
            (None, false) if says_request && given.len() == 1 => Some(Text::new_static("GET")),
            _ => None,
        };
        let target = Target::Url(Url {
            url,
            base,
            client: None,
            request: None,
            verb: stated,
            default_verb,
            basis: Basis::Guess,
        });
        let symbol = match &receiver {
            Some(receiver) if !receiver.is_empty() => Text::from(format!("{receiver}.{name}")),
            _ => Text::from(name),
        };
        let names = receiver.map(Text::from).into_iter().collect();
        let mut template = self.new_template(place, symbol, target, names);
        template.authorization = given.iter().find_map(|given| match &given.name {
            Some(name) if self.libraries.is_headers_key(name) => Some(given.value.clone()),
            _ => self.headers_of(&given.value),
        });
        self.record(template);
    }

    fn headers_of(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Object(entries) => entries
                .iter()
                .find(|(key, _)| self.libraries.is_headers_key(key))
                .map(|(_, value)| value.clone()),
            _ => None,
        }
    }

    /// The argument, or the part of an options object, that is a URL or a path; and the base beside it.
    fn url_argument(&self, given: &[Given], symbols_too: bool) -> Option<(Value, Option<Value>)> {
        for given in given {
            let candidate = match &given.value {
                Value::Text(_) | Value::Symbol(_) | Value::Union(_) => {
                    Some((given.value.clone(), None))
                }
                Value::Object(entries) => {
                    let url = entries
                        .iter()
                        .find(|(key, _)| self.libraries.is_url_key(key))
                        .map(|(_, value)| value);
                    let base = entries
                        .iter()
                        .find(|(key, _)| self.libraries.is_base_key(key))
                        .map(|(_, value)| value);
                    url.map(|url| (url.clone(), base.cloned()))
                }
                _ => None,
            };
            if let Some((value, base)) = candidate {
                let patterns = value.patterns();
                let is_path = patterns
                    .iter()
                    .any(|pattern| looks_like_path(&pattern.shape()));
                let is_open = symbols_too
                    && patterns.iter().any(|pattern| {
                        pattern
                            .pieces
                            .iter()
                            .any(|piece| matches!(piece, Piece::Symbol(_)))
                    });
                if is_path || is_open {
                    return Some((value, base));
                }
            }
        }
        None
    }

    /// An argument that is a verb, or an options object that names one.
    fn verb_argument(&self, given: &[Given]) -> Option<Value> {
        for given in given {
            match &given.value {
                Value::Text(_) | Value::Hole(_) if is_verb(&given.value) => {
                    return Some(given.value.clone());
                }
                Value::Object(entries) => {
                    if let Some((_, value)) = entries
                        .iter()
                        .find(|(key, _)| self.libraries.is_verb_key(key))
                    {
                        return Some(value.clone());
                    }
                }
                Value::Symbol(symbol) => {
                    let last = symbol.name.rsplit('.').next().unwrap_or(&symbol.name);
                    if self.libraries.is_verb_key(last) {
                        return Some(given.value.clone());
                    }
                    // An options parameter handed on: its `method`, if the caller gives one.
                    if self.libraries.is_option_name(last) {
                        return Some(member(&given.value, &Text::new_static("method")));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// A call that the configuration declares to be a request.
    pub(super) fn wrapper_call(
        &mut self,
        object: Option<&Expr>,
        name: &Text,
        given: &[Given],
        place: Place,
    ) -> Option<Value> {
        if self.wrappers.is_empty() {
            return None;
        }
        let receiver = object.map(dotted).unwrap_or_default();
        let wrapper = self
            .wrappers
            .iter()
            .find(|wrapper| is_callee(wrapper, &receiver, name))?;
        let origin = crate::analysis::value::Origin {
            file: place.site.file,
            span: place.name,
        };
        let (argument, base) = match &wrapper.target {
            WrapperTarget::Url(argument) => (argument, None),
            WrapperTarget::Path { argument, base } => (argument, Some(base)),
        };
        let url = wrapper_argument(argument, given).unwrap_or_else(Value::unknown);
        let base = base.map(|base| Value::literal(&Text::from(base.as_str()), origin));
        let verb = match &wrapper.verb {
            WrapperVerb::Always(verb) => Some(Value::literal(&Text::from(verb.as_str()), origin)),
            WrapperVerb::Argument(argument) => wrapper_argument(argument, given),
        };
        let target = Target::Url(Url {
            url,
            base,
            client: None,
            request: None,
            verb,
            default_verb: None,
            basis: Basis::Client,
        });
        let symbol = Text::from(if receiver.is_empty() {
            name.to_string()
        } else {
            format!("{receiver}.{name}")
        });
        let names = vec![Text::new_static("okta wrapper of the configuration")];
        let template = self.new_template(place, symbol, target, names);
        self.record(template);
        Some(Value::hole(format!("{name}()")))
    }

    /// An interface method that an attribute makes a request: `[Get("/api/v1/users/{id}")]`.
    pub(super) fn attribute_request(&mut self, key: FunctionKey) {
        let program = self.program;
        let (Some(family), Some(function)) = (
            program.units[key.file as usize].family,
            program.function(key),
        ) else {
            return;
        };
        for attribute in &function.attributes {
            let Some(verb) = self.libraries.attribute_verb(family, &attribute.name) else {
                continue;
            };
            let declares_client = program.imports(key.file).any(|import| {
                self.libraries
                    .by_module(family, &import.module)
                    .iter()
                    .any(|id| self.libraries.is_declared_client(*id))
            });
            let Some(argument) = attribute.arguments.first().filter(|_| declares_client) else {
                continue;
            };
            self.frames
                .push(super::Frame::new(key, false, None, program.owner(key)));
            let url = self.eval(&argument.value);
            let place = self.place(attribute.span, attribute.span);
            self.frames.pop();
            let origin = crate::analysis::value::Origin {
                file: key.file,
                span: attribute.span,
            };
            let verb = Some(Value::literal(&Text::from(verb), origin));
            let base = Some(Value::hole(program.symbol_path(key)));
            let target = Target::Url(Url {
                request: None,
                url,
                base,
                client: program.owner(key).map(Value::Class),
                verb,
                default_verb: None,
                basis: Basis::Client,
            });
            let template = self.new_template(
                place,
                Text::from(program.symbol_path(key)),
                target,
                Vec::new(),
            );
            self.record(template);
        }
    }

    /// Requests that were read off the text, as far as they are wanted.
    pub(super) fn raw_requests(&mut self, file: u32, wanted: impl Fn(Span) -> bool) {
        let program = self.program;
        let raw = program.units[file as usize].module.raw_requests.iter();
        for raw in raw.filter(|raw| wanted(raw.span)) {
            let url = self.eval(&raw.url);
            let place = self.place(raw.span, raw.span);
            let origin = crate::analysis::value::Origin {
                file,
                span: raw.span,
            };
            let verb = raw.verb.as_ref().map(|verb| Value::literal(verb, origin));
            let target = Target::Url(Url {
                url,
                base: None,
                client: None,
                request: None,
                verb,
                default_verb: None,
                basis: Basis::Guess,
            });
            let mut template =
                self.new_template(place, Text::new_static("URL"), target, raw.names.clone());
            template.authorization = raw
                .authorization
                .as_ref()
                .map(|value| Value::literal(value, origin));
            self.record(template);
        }
    }
}

/// One argument of a configured wrapper: by position or by name.
fn wrapper_argument(argument: &ArgumentName, given: &[Given]) -> Option<Value> {
    match argument {
        ArgumentName::Position(index) => given
            .get(usize::from(*index))
            .map(|given| given.value.clone()),
        ArgumentName::Name(name) => given
            .iter()
            .find(|given| given.name.as_deref() == Some(name))
            .map(|given| given.value.clone())
            .or_else(|| {
                given.iter().find_map(|given| match &given.value {
                    Value::Object(entries) => entries.get(name.as_str()).cloned(),
                    _ => None,
                })
            }),
    }
}

/// Whether the configuration means a call of `receiver.name`.
fn is_callee(wrapper: &Wrapper, receiver: &str, name: &str) -> bool {
    let last = receiver.rsplit('.').next().unwrap_or(receiver);
    wrapper.name == name
        && (wrapper.owner.is_empty()
            || receiver == wrapper.owner
            || last.eq_ignore_ascii_case(&wrapper.owner))
}

/// A callee as written, as far as it is a dotted name.
pub(super) fn dotted(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::This => "this".to_owned(),
        ExprKind::Member { object, name, .. } => {
            let outer = dotted(object);
            if outer.is_empty() {
                name.to_string()
            } else {
                format!("{outer}.{name}")
            }
        }
        ExprKind::Call(call) => dotted(&call.callee),
        _ => String::new(),
    }
}

/// Whether text looks like the path or URL of a web API.
pub(in crate::analysis) fn looks_like_path(shape: &str) -> bool {
    shape.contains('/')
        && !shape.contains(char::is_whitespace)
        && (Catalog::embedded().roots().any(|root| shape.contains(root))
            || shape.starts_with("{}/api/"))
}

fn is_verb(value: &Value) -> bool {
    !crate::analysis::resolve::verbs(value).is_empty()
}
