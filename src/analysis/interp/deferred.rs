//! What a call leaves to its callers: requests and calls with something that only they know, and functions handed to something
//! unknown.

use std::rc::Rc;

use crate::analysis::summary::{DeferredCall, Given, Site, Substitution, Summary, Template};
use crate::analysis::value::{Root, Value};
use crate::ir::Text;

use super::bounds::Bound;
use super::guess::looks_like_path;
use super::{Interpreter, Place};

/// Callers that a call left open is handed through, at most.
const MOST_HOPS: u8 = 20;
/// Calls left open that are followed inside one another, at most, and in all before the outermost is done.
const DEEPEST_RESUMED: usize = 20;
pub(super) const MOST_RESUMED: usize = 2_000;
/// Functions and blocks around a call left open that is followed, at most.
const DEEPEST_FRAMES: usize = 500;

impl Interpreter<'_> {
    /// Fills a summary in at a call: its open requests become this function's, or final.
    pub(super) fn instantiate(
        &mut self,
        summary: &Rc<Summary>,
        substitution: &Substitution,
        place: Place,
        receiver: Option<&Value>,
    ) -> Option<Value> {
        // What a caller's function sends is no guess any more.
        let mut answered: Vec<Site> = Vec::new();
        for call in &summary.calls {
            let before = self.templates.len();
            self.resume(call, substitution);
            if self.templates.len() > before {
                let site = Site {
                    file: call.site.file,
                    span: call.name_span,
                };
                answered.push(site);
                self.answered.push((site, before..self.templates.len()));
            }
        }
        for request in &summary.requests {
            if answered.contains(&request.request_site) && request.is_guess() {
                request.take();
                continue;
            }
            let target = substitution.apply_target(&request.target);
            if request.target.is_same(&target) {
                if request.is_copy && !request.as_is.get() {
                    self.record_copy(request);
                }
                // A function of this one's own that sends what this one is given: its callers say the rest.
                if !self.is_completed_above(&request.target) {
                    request.as_is.set(true);
                }
                continue;
            }
            request.take();
            let mut names = request.names.clone();
            if let Some(Value::Hole(name)) = receiver {
                names.push(name.clone());
            }
            self.record(Template {
                site: place.site,
                request_site: request.request_site,
                function: place.function,
                symbol: request.symbol.clone(),
                authorization: substitution.apply_authorization(request, &target),
                target,
                names,
                parent: Some(request.clone()),
                is_copy: false,
                taken: false.into(),
                as_is: false.into(),
            });
        }
        let returns = summary
            .returns
            .as_ref()
            .map(|value| substitution.apply(value));
        self.note_cut(substitution);
        returns
    }

    /// A callee with everything filled in; its members are read by the types of what they belong to.
    fn filled_in(&mut self, callee: &Value, substitution: &Substitution) -> Value {
        let filled = substitution.apply(callee);
        let Value::Symbol(symbol) = callee else {
            return filled;
        };
        let own = match symbol.root {
            Root::Parameter(..) => 0,
            Root::Field(_) => 1,
        };
        let Some((root, rest)) = symbol.path.split_at_checked(own) else {
            return filled;
        };
        let mut root_symbol = (**symbol).clone();
        root_symbol.path = root.to_vec();
        let whole = substitution.apply(&Value::Symbol(Rc::new(root_symbol)));
        match whole {
            Value::External(_) | Value::Instance(_) | Value::Union(_) => rest
                .iter()
                .fold(whole, |value, name| self.member_value(&value, name)),
            _ => filled,
        }
    }

    /// A call that its function could not follow, now that a caller says more.
    fn resume(&mut self, call: &Rc<DeferredCall>, substitution: &Substitution) {
        let callee = self.filled_in(&call.callee, substitution);
        let given = substitution.apply_arguments(&call.arguments, 0);
        let place = Place {
            site: call.site,
            name: call.name_span,
            function: call.function,
        };
        match &callee {
            Value::Symbol(_) | Value::Hole(_) => {
                if call.hops >= MOST_HOPS {
                    self.hit(Bound::Depth);
                } else if matches!(callee, Value::Symbol(_)) {
                    self.leave_call(Rc::new(DeferredCall {
                        site: call.site,
                        name_span: call.name_span,
                        function: call.function,
                        callee,
                        method: call.method.clone(),
                        arguments: given,
                        hops: call.hops + 1,
                    }));
                }
            }
            callee => {
                if self.frames.len() > DEEPEST_FRAMES {
                    self.hit(Bound::Depth);
                    return;
                }
                if !self.begin_resuming(call.site) {
                    return;
                }
                match &call.method {
                    Some(method) => self.call_member(callee, method, &given, &[], place, None),
                    None => self.call_value(callee, &given, &[], place, ""),
                };
                self.resuming.pop();
            }
        }
    }

    /// Whether a call left open may be followed. One that leads back to itself (`f => f(f)`, called with itself) adds nothing, as
    /// recursion does, and functions that hand one another on have more ways through than anybody could follow.
    fn begin_resuming(&mut self, site: Site) -> bool {
        if self.resuming.is_empty() {
            self.resumed = 0;
        }
        self.resumed += 1;
        if self.resuming.contains(&site) {
            return false;
        }
        let bound = match () {
            () if self.resumed > MOST_RESUMED => Some(Bound::Followed),
            () if self.resuming.len() >= DEEPEST_RESUMED => Some(Bound::Depth),
            () => None,
        };
        match bound {
            Some(bound) => self.hit(bound),
            None => self.resuming.push(site),
        }
        bound.is_none()
    }

    /// Leaves a call to the callers, if its callee is theirs to know and it may matter.
    pub(super) fn defer(
        &mut self,
        callee: &Value,
        method: Option<&Text>,
        given: &[Given],
        place: Place,
    ) {
        if let Some(method) = method
            && (self.libraries.is_object_method(method)
                || !self.libraries.is_member_name(method)
                    && !self.program.methods_by_name.contains_key(method))
        {
            return;
        }
        self.leave_call(Rc::new(DeferredCall {
            site: place.site,
            name_span: place.name,
            function: place.function,
            callee: callee.clone(),
            method: method.cloned(),
            arguments: given.to_vec(),
            hops: 0,
        }));
    }

    /// Functions handed to something unknown may be called with anything; beside a path, with that (`useSWR("/api/v1/users", load)`).
    pub(super) fn run_callbacks(&mut self, given: &[Given], argument: &Value) {
        let path = given.iter().find(|given| holds_path(&given.value)).cloned();
        for given in given {
            let Value::Function(function) = &given.value else {
                continue;
            };
            // A method reference: it may be called there (`ids.map(client.getUser)` of a project function).
            if function.summary.is_none() || path.is_some() {
                let function = function.clone();
                let place = self.place(given.span, given.span);
                let argument = path.clone().unwrap_or_else(|| Given {
                    name: None,
                    value: argument.clone(),
                    span: given.span,
                    is_spread: false,
                });
                self.call_function(&function, &[argument], place);
            }
        }
    }
}

/// What something unknown makes of a function, where it is given only one: the function, or what that returns
/// (`debounce(load)`, `retry(() => load())`).
pub(super) fn wrapped(given: &[Given], otherwise: Value) -> Value {
    let is_function = |given: &&Given| matches!(given.value, Value::Function(_));
    let mut functions = given.iter().filter(is_function);
    let (Some(given), None) = (functions.next(), functions.next()) else {
        return otherwise;
    };
    let Value::Function(function) = &given.value else {
        return otherwise;
    };
    let nothing = Substitution {
        parameters: vec![(function.function, Vec::new())],
        ..Default::default()
    };
    let returned = function
        .summary
        .as_ref()
        .and_then(|summary| summary.returns.as_ref());
    let returned = returned.map(|value| nothing.apply(value));
    let returned = returned.filter(|value| !value.is_hole());
    let all = [Some(given.value.clone()), returned, Some(otherwise)];
    Value::join_all(all.into_iter().flatten())
}

/// Whether a value is the path of a web API, or a list that begins with one.
fn holds_path(value: &Value) -> bool {
    match value {
        Value::Text(patterns) => patterns
            .iter()
            .any(|pattern| looks_like_path(&pattern.shape())),
        Value::List(items) => items.first().is_some_and(holds_path),
        Value::Union(values) => values.iter().any(holds_path),
        _ => false,
    }
}
