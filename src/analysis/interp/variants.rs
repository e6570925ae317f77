//! Functions that do one thing or another, as their callers say: `switch (method)`, `routes[kind]`, `remove ? a : b`.
//!
//! A function is run once for all of its callers, and then does everything that any of them may ask for. While it runs, what it
//! holds against constants is noted as far as only callers know it. A call that passes a constant there gets a variant of the function:
//! it is run once more, with that known, and arms that cannot be taken are left out. The value itself stays what the caller
//! brings, so that a variant serves all callers with the same constants.
//!
//! Variants only narrow down: where there are too many, the function as it is for all callers counts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::analysis::program::{FunctionKey, TypeId};
use crate::analysis::summary::{Given, Substitution, Summary, Target, Template, member};
use crate::analysis::value::{Root, Symbol, Value};
use crate::ir::{Arm, Expr, ExprKind, FunctionKind, Text};
use crate::library::Family;

use super::{Frame, Interpreter, Run};

/// Variants of one function, at most.
const MOST_VARIANTS: usize = 64;
/// Variants of all functions, at most.
const MOST_IN_ALL: usize = 4_000;
/// Expressions that are evaluated for variants, at most: a large function is not run again and again.
const MOST_STEPS: usize = 2_000_000;
/// What begins the key of a member of a type, which is no text.
const MEMBER: &str = "\0";
/// A constant that is none of those that the function knows.
const OTHER: &str = "\0other";
/// What an argument is that a caller leaves out.
const LEFT_OUT: &str = "undefined";

/// What a function tests: a parameter, or a member of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Tested {
    parameter: u16,
    path: Vec<Text>,
}

/// What a function tests, and the constants that it knows of each.
pub(super) type Tests = BTreeMap<Tested, BTreeSet<Text>>;

/// That what a function tests is a certain constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Assumption {
    function: FunctionKey,
    tested: Tested,
    is: Text,
}

/// What variants have cost so far.
#[derive(Default)]
pub(super) struct Cost {
    count: usize,
    /// Expressions that were evaluated.
    pub steps: usize,
}

/// What is known of the arms of a branch.
pub(super) struct Possible {
    /// Which of them may run.
    pub arms: Vec<bool>,
    /// One of them surely runs.
    pub is_decided: bool,
}

/// How one arm stands to what is assumed.
enum Arms {
    /// Nothing is held against a constant that is known.
    Open,
    Labelled(Vec<Text>),
}

impl Interpreter<'_> {
    /// Which arms may run, as far as the constant is known that the subject is; what is tested is noted. `None` if nothing can be said.
    pub(super) fn possible_arms(
        &mut self,
        subject: &Value,
        arms: &[Arm],
        exhaustive: bool,
    ) -> Option<Possible> {
        let labels: Vec<(&[Expr], bool)> = arms
            .iter()
            .map(|arm| (arm.labels.as_slice(), arm.decides))
            .collect();
        let mut possible = self.possible(subject, &labels)?;
        let left = possible.arms.iter().filter(|may_run| **may_run);
        possible.is_decided |= exhaustive && left.count() == 1;
        Some(possible)
    }

    /// The options of a choice that may be taken.
    pub(super) fn possible_options<'e>(&mut self, options: &'e [Expr]) -> Vec<&'e Expr> {
        let mut possible = vec![true; options.len()];
        let subject = options.iter().find_map(|option| match &option.kind {
            ExprKind::When(when) => Some(&when.subject),
            _ => None,
        });
        if let Some(subject) = subject {
            let value = self.eval(subject);
            let labels: Vec<(&[Expr], bool)> = options
                .iter()
                .map(|option| match &option.kind {
                    ExprKind::When(when) if same_place(&when.subject, subject) => {
                        (when.labels.as_slice(), when.decides)
                    }
                    _ => (&[][..], false),
                })
                .collect();
            if let Some(known) = self.possible(&value, &labels) {
                possible = known.arms;
            }
        }
        options
            .iter()
            .zip(possible)
            .filter_map(|(option, is_possible)| is_possible.then_some(option))
            .collect()
    }

    fn possible(&mut self, subject: &Value, arms: &[(&[Expr], bool)]) -> Option<Possible> {
        let symbol = symbol_of(subject).cloned();
        // What a caller leaves out may have been set to a constant since.
        let is_set = symbol.is_none() && self.is_variant() && !self.is_in_loop();
        if !is_set && symbol.is_none() || arms.iter().all(|(labels, _)| labels.is_empty()) {
            return None;
        }
        let arms: Vec<(Arms, bool)> = arms
            .iter()
            .map(|(labels, decides)| (self.labels(labels), *decides))
            .collect();
        let known = arms.iter().filter_map(|(arm, _)| match arm {
            Arms::Labelled(labels) => Some(labels),
            Arms::Open => None,
        });
        let known = known.flatten();
        let is = match symbol {
            Some(symbol) => {
                self.note_test(&symbol, known.clone());
                self.assumed_or_default(&symbol, known)?
            }
            None => among(known, key_of(subject)?)?,
        };
        let holds = |arm: &Arms| match arm {
            Arms::Open => None,
            Arms::Labelled(labels) => holds(labels, &is),
        };
        let is_decided = arms
            .iter()
            .any(|(arm, decides)| *decides && holds(arm) == Some(true));
        let arms = arms
            .iter()
            .map(|(arm, _)| match (arm, holds(arm)) {
                (Arms::Open, _) => !is_decided,
                (_, Some(holds)) => holds,
                (_, None) => true,
            })
            .collect();
        Some(Possible { arms, is_decided })
    }

    /// The constants that labels are; open if one of them is none.
    fn labels(&mut self, labels: &[Expr]) -> Arms {
        if labels.is_empty() {
            return Arms::Open;
        }
        let keys = labels.iter().map(|label| {
            let value = self.eval(label);
            key_of(&value)
        });
        match keys.collect::<Option<Vec<Text>>>() {
            Some(keys) => Arms::Labelled(keys),
            None => Arms::Open,
        }
    }

    /// The key by which an entry is read: what is assumed of it, if only callers know it. That it is one is noted.
    pub(super) fn key_among(&mut self, entries: &Value, key: &Value) -> Option<Value> {
        let (Value::Object(entries), Some(symbol)) = (entries, symbol_of(key)) else {
            return None;
        };
        let symbol = symbol.clone();
        self.note_test(&symbol, entries.keys());
        let is = self.assumed_or_default(&symbol, entries.keys())?;
        let name = entries.keys().find(|name| **name == is);
        let name = name.or_else(|| entries.keys().find(|name| name.eq_ignore_ascii_case(&is)));
        let name = name?.clone();
        entries.get(&name).cloned()
    }

    /// The name of the member of a library's instance that a computed name is, likewise.
    pub(super) fn member_among(&mut self, receiver: &Value, key: &Value) -> Option<Text> {
        let (Value::External(external), Some(symbol)) = (receiver, symbol_of(key)) else {
            return None;
        };
        let symbol = symbol.clone();
        let members = &self.libraries.ty(external.ty).members;
        self.note_test(&symbol, members.keys());
        let is = self.assumed(&symbol)?;
        members.contains_key(&is).then_some(is)
    }

    /// Notes that the running function tests what only callers know for these constants.
    fn note_test<'t>(&mut self, symbol: &Symbol, labels: impl Iterator<Item = &'t Text> + Clone) {
        let Root::Parameter(function, parameter) = symbol.root else {
            return;
        };
        let tested = Tested {
            parameter,
            path: symbol.path.clone(),
        };
        let tests = self.tests.entry(function).or_default();
        let known = tests.get(&tested);
        let mut new = labels.filter(|label| known.is_none_or(|known| !known.contains(*label)));
        if let Some(first) = new.next() {
            let new: Vec<Text> = [first].into_iter().chain(new).cloned().collect();
            let tests = Rc::make_mut(tests);
            tests.entry(tested).or_default().extend(new);
        }
    }

    /// The constant that a symbol is, in the variant that is being run.
    fn assumed(&self, symbol: &Symbol) -> Option<Text> {
        let Root::Parameter(function, parameter) = symbol.root else {
            return None;
        };
        let found = self.assumptions.iter().rev().find(|assumption| {
            assumption.function == function
                && assumption.tested.parameter == parameter
                && assumption.tested.path == symbol.path
        });
        found.map(|assumption| assumption.is.clone())
    }

    /// The constant that a symbol is; its default where a caller leaves it out.
    fn assumed_or_default<'t>(
        &self,
        symbol: &Symbol,
        labels: impl Iterator<Item = &'t Text> + Clone,
    ) -> Option<Text> {
        let is = self.assumed(symbol)?;
        match &symbol.domain {
            Some(default) if is == LEFT_OUT => {
                among(labels, Value::Text(default.clone()).constant()?)
            }
            _ => Some(is),
        }
    }

    /// What a function does for a caller that passes constants for what it tests; `None` if that is what it does for anyone.
    pub(super) fn variant(
        &mut self,
        key: FunctionKey,
        summary: &Summary,
        receiver: Option<&Value>,
        given: &[Given],
        arguments: &[Value],
    ) -> Option<Rc<Summary>> {
        let tests = self.tests.get(&key)?.clone();
        let returns = summary.returns.as_ref();
        let does_nothing = summary.requests.is_empty() && summary.calls.is_empty();
        if does_nothing && returns.is_none_or(Value::is_hole) {
            return None;
        }
        let mut assumptions = Vec::new();
        for (tested, labels) in tests.iter() {
            let index = usize::from(tested.parameter);
            let argument = arguments.get(index)?;
            let is_left_out = match tested.path.as_slice() {
                [] => self.leaves_out(key, given, index),
                path => lacks(argument, path),
            };
            let value = tested
                .path
                .iter()
                .fold(argument.clone(), |value, name| member(&value, name));
            let passed = match symbol_of(&value) {
                _ if is_left_out => Some(Text::new_static(LEFT_OUT)),
                Some(symbol) => {
                    let symbol = symbol.clone();
                    self.note_test(&symbol, labels.iter());
                    self.assumed(&symbol)
                }
                None => key_of(&value),
            };
            if let Some(is) = passed.and_then(|key| among(labels.iter(), key)) {
                assumptions.push(Assumption {
                    function: key,
                    tested: tested.clone(),
                    is,
                });
            }
        }
        (!assumptions.is_empty())
            .then(|| self.run_variant(key, receiver, assumptions))
            .flatten()
    }

    /// Tells requests apart that put any verb together with any path, though what their function tests decides on both:
    /// `fetch(routes[kind].path, { method: routes[kind].method })`. They are those that its variants send. The function's own are
    /// among the templates after the first `before`.
    pub(super) fn tell_apart(&mut self, key: FunctionKey, before: usize) {
        let new = self.templates.get(before..).unwrap_or_default();
        let is_crossed =
            |template: &&Rc<Template>| template.function == key && is_crossed(template);
        let crossed: Vec<Rc<Template>> = new.iter().filter(is_crossed).cloned().collect();
        let Some(tests) = self.tests.get(&key).cloned() else {
            return;
        };
        let mut tests = tests.iter();
        let (Some((tested, labels)), None) = (tests.next(), tests.next()) else {
            return;
        };
        if crossed.is_empty() || labels.len() > MOST_VARIANTS || self.is_variant() {
            return;
        }
        let is_told = labels.iter().all(|is| {
            let assumption = Assumption {
                function: key,
                tested: tested.clone(),
                is: is.clone(),
            };
            self.run_variant(key, None, vec![assumption]).is_some()
        });
        if is_told {
            crossed.iter().for_each(|template| template.take());
        }
    }

    /// Whether a call leaves out a parameter that has no default.
    fn leaves_out(&self, key: FunctionKey, given: &[Given], index: usize) -> bool {
        let family = self.program.units[key.file as usize].family;
        let is_plain = |given: &Given| !given.is_spread && given.name.is_none();
        let parameter = self
            .program
            .function(key)
            .and_then(|function| function.parameters.get(index));
        family == Some(Family::EcmaScript)
            && given.len() <= index
            && given.iter().all(is_plain)
            && parameter.is_some_and(|parameter| parameter.default.is_none() && !parameter.is_rest)
    }

    fn run_variant(
        &mut self,
        key: FunctionKey,
        receiver: Option<&Value>,
        assumptions: Vec<Assumption>,
    ) -> Option<Rc<Summary>> {
        let scope = self.scope_of(key, receiver)?;
        let is_alone = matches!(scope, Scope::Alone);
        if is_alone && let Some(known) = self.variants.get(&assumptions) {
            return Some(known.clone());
        }
        if self.running.contains(&key) || self.is_too_deep() {
            return None;
        }
        let count = self.variants_of.entry(key).or_default();
        let is_enough = *count >= MOST_VARIANTS || self.variants_run.count >= MOST_IN_ALL;
        if is_enough || self.variants_run.steps >= MOST_STEPS {
            return None;
        }
        *count += 1;
        self.variants_run.count += 1;
        let before = self.assumptions.len();
        self.assumptions.extend(assumptions.iter().cloned());
        self.running.insert(key);
        let summary = match scope {
            Scope::Alone => self.analyse(key, Run::Alone).summary,
            Scope::Frame => self.analyse(key, Run::Nested).summary,
            Scope::Object(this) => {
                let frame = Frame::new(FunctionKey::top(key.file), false, None, None);
                self.frames.push(frame);
                let summary = self.analyse(key, Run::Entry(&this)).summary;
                self.frames.pop();
                summary
            }
            Scope::Type(ty) => self.in_type(ty, key.file, false, |this| {
                this.analyse(key, Run::Nested).summary
            }),
        };
        self.running.remove(&key);
        self.assumptions.truncate(before);
        if is_alone {
            self.variants.insert(assumptions, summary.clone());
        }
        Some(summary)
    }

    /// Where a function can be run again; `None` if what is around it is not there any more.
    fn scope_of(&self, key: FunctionKey, receiver: Option<&Value>) -> Option<Scope> {
        let function = self.program.function(key)?;
        let is_nested = self.program.parents.contains_key(&key);
        if function.binds_this {
            return match receiver {
                Some(this @ Value::Object(_)) if !is_nested => Some(Scope::Object(this.clone())),
                _ => None,
            };
        }
        if let Some(parent) = self.program.parents.get(&key) {
            for frame in self.frames.iter().rev() {
                if frame.function == *parent {
                    return Some(Scope::Frame);
                }
                if !frame.is_nested {
                    break;
                }
            }
            return None;
        }
        if function.kind != FunctionKind::Lambda {
            return Some(Scope::Alone);
        }
        // A lambda that is the value of a field sees the instance.
        let module = &self.program.units[key.file as usize].module;
        let around = (0u32..)
            .map(crate::ir::TypeId)
            .zip(&module.types)
            .filter(|(_, ty)| {
                ty.span.start <= function.span.start && function.span.end <= ty.span.end
            })
            .min_by_key(|(_, ty)| ty.span.end - ty.span.start);
        match around {
            Some((id, _)) => self.program.type_of_part(key.file, id).map(Scope::Type),
            None => Some(Scope::Alone),
        }
    }

    /// Runs what is remembered for all callers, though it is asked for in a variant.
    pub(super) fn for_all_callers<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let assumptions = std::mem::take(&mut self.assumptions);
        let result = run(self);
        self.assumptions = assumptions;
        result
    }

    /// Whether a loop of the function, or of those around it, is being run.
    fn is_in_loop(&self) -> bool {
        for frame in self.frames.iter().rev() {
            if frame.open_loops > 0 || !frame.is_nested {
                return frame.open_loops > 0;
            }
        }
        false
    }

    /// Whether a variant of a function is being run.
    pub(super) fn is_variant(&self) -> bool {
        !self.assumptions.is_empty()
    }

    /// The requests of a function that a variant of it stands for are its callers' affair.
    pub(super) fn pass_over(&self, summary: &Summary, substitution: &Substitution) {
        for request in &summary.requests {
            let target = substitution.apply_target(&request.target);
            if !request.target.is_same(&target) {
                request.take();
            }
        }
    }
}

/// What a function that is run again sees.
enum Scope {
    /// Its file.
    Alone,
    /// The variables of the frames on top.
    Frame,
    /// Its file, and the object that it is an entry of.
    Object(Value),
    /// The instance that it belongs to.
    Type(TypeId),
}

/// Whether any of several verbs goes with any of several paths, and no caller says which.
fn is_crossed(request: &Template) -> bool {
    let Target::Url(url) = &request.target else {
        return false;
    };
    let verbs = url.verb.as_ref().map_or(0, |verb| verb.patterns().len());
    let is_open = |value: &Value| value.has_symbols();
    verbs > 1
        && url.url.patterns().len() > 1
        && !is_open(&url.url)
        && !url.verb.as_ref().is_some_and(is_open)
}

/// What only callers know of a value: its symbol.
fn symbol_of(value: &Value) -> Option<&Rc<Symbol>> {
    match value {
        Value::Symbol(symbol) => Some(symbol),
        Value::Instance(instance) if instance.made.is_none() => instance.symbol.as_ref(),
        Value::External(external) => external.symbol.as_ref(),
        _ => None,
    }
}

/// Whether a value is an object that is written out without an entry of this path.
fn lacks(value: &Value, path: &[Text]) -> bool {
    let (Value::Object(entries), Some((name, rest))) = (value, path.split_first()) else {
        return false;
    };
    match entries.get(name) {
        Some(entry) => lacks(entry, rest),
        None => !entries.contains_key("..."),
    }
}

/// What a constant is told apart by: its text, or the name of a member of a type (`Verb.Get`).
fn key_of(value: &Value) -> Option<Text> {
    match value {
        Value::Hole(name) => {
            let (owner, member) = name.rsplit_once('.')?;
            let is_type = owner.rsplit('.').next()?.starts_with(char::is_uppercase);
            let is_member = is_type && member.starts_with(char::is_uppercase);
            is_member.then(|| Text::from(format!("{MEMBER}{name}")))
        }
        value => value.constant(),
    }
}

/// The type that a key says a member of; empty for a text.
fn owner_of(key: &Text) -> &str {
    match key.strip_prefix(MEMBER) {
        Some(name) => name.rsplit_once('.').map_or("", |(owner, _)| owner),
        None => "",
    }
}

fn is_truth(key: &Text) -> bool {
    matches!(key.as_str(), "true" | "false")
}

/// The constant as the function knows it, who holds it against these; `None` if it does not matter to the function.
fn among<'t>(labels: impl Iterator<Item = &'t Text> + Clone, key: Text) -> Option<Text> {
    if labels.clone().any(|label| *label == key) {
        return Some(key);
    }
    let same = |label: &&Text| label.eq_ignore_ascii_case(&key);
    if let Some(label) = labels.clone().find(same) {
        return Some(label.clone());
    }
    let tests_truth = labels.clone().any(is_truth);
    if key == LEFT_OUT || is_truth(&key) && tests_truth {
        return Some(key);
    }
    // Members of different types may be the same, and some constants do not count as true.
    let is_there = owner_of(&key).is_empty() && !matches!(key.as_str(), "" | "0" | "null" | "NaN");
    let mut others = labels.filter(|label| !is_truth(label));
    let is_other =
        (is_there || !tests_truth) && others.all(|label| owner_of(label) == owner_of(&key));
    is_other.then(|| Text::new_static(OTHER))
}

/// Whether a test for these constants holds for one; `None` if that cannot be said.
fn holds(labels: &[Text], is: &Text) -> Option<bool> {
    if labels.contains(is) {
        return Some(true);
    }
    if !labels.iter().all(is_truth) {
        return Some(false);
    }
    // Text that is there counts as true.
    let counts_as = match is.as_str() {
        "true" | "false" => return Some(false),
        LEFT_OUT | "" | "0" => "false",
        _ if owner_of(is).is_empty() => "true",
        _ => return None,
    };
    Some(labels.iter().any(|label| label == counts_as))
}

/// Whether two expressions name the same place.
fn same_place(left: &Expr, right: &Expr) -> bool {
    match (&left.kind, &right.kind) {
        (ExprKind::Name(left), ExprKind::Name(right)) => left == right,
        (ExprKind::This, ExprKind::This) | (ExprKind::Super, ExprKind::Super) => true,
        (
            ExprKind::Member { object, name, .. },
            ExprKind::Member {
                object: other,
                name: same,
                ..
            },
        ) => name == same && same_place(object, other),
        _ => false,
    }
}
