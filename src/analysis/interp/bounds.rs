//! Bounds that the interpreter hit: what lay behind them may be missing among the calls, so the report says so.

use std::cell::RefCell;
use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::analysis::program::{FileId, FunctionKey, TypeId};
use crate::analysis::summary::{MOST_CALLS, MOST_REQUESTS, Site, Substitution};
use crate::analysis::value::{MOST_ALTERNATIVES, MOST_PIECES, Symbol, Value};
use crate::call::FileProblem;
use crate::ir::Text;
use crate::words::count;

use super::guess::looks_like_path;
use super::{Interpreter, bases, deferred, described, object};

/// A bound of the interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) enum Bound {
    /// Functions, expressions or blocks inside one another; types below one another; names handed on.
    Depth,
    /// Requests of a function that its callers complete.
    Requests,
    /// Calls of a function whose callee its callers bring.
    Calls,
    /// Entries of an object, an array or a list of arguments.
    Entries,
    /// Calls that are followed because a caller said what is called.
    Followed,
    /// Requests that are described and not sent.
    Described,
    /// What the URL of one request may be.
    Urls,
    /// Parts of the URL of one request.
    Pieces,
    /// What one call may call.
    Callees,
    /// Methods of one name that a call may mean: overrides and implementations.
    Targets,
    /// What one parameter of a constructor is given, or one field.
    Made,
}

impl Bound {
    fn what(self) -> String {
        match self {
            Bound::Depth => {
                "calls or expressions are nested too deep to be followed to the end".to_owned()
            }
            Bound::Requests => format!(
                "a function has more than {MOST_REQUESTS} requests that its callers complete: only the first are followed"
            ),
            Bound::Calls => format!(
                "a function has more than {MOST_CALLS} calls of functions that its callers bring: only the first are followed"
            ),
            Bound::Entries => format!(
                "a list or an object has more than {} entries: only the first are looked at",
                object::MOST_ENTRIES
            ),
            Bound::Followed => format!(
                "functions hand one another on in more than {} ways: only the first are followed",
                deferred::MOST_RESUMED
            ),
            Bound::Described => format!(
                "more than {} requests are described: only the first are looked at",
                described::MOST_DESCRIBED
            ),
            Bound::Urls => format!(
                "a request has {MOST_ALTERNATIVES} possible URLs or more: only so many are looked at"
            ),
            Bound::Pieces => format!(
                "a URL is put together of {MOST_PIECES} parts or more: only so many are looked at"
            ),
            Bound::Callees => format!(
                "a call may be one of {MOST_ALTERNATIVES} functions or more: only so many are followed"
            ),
            Bound::Targets => format!(
                "a call may mean more than {} implementations of a method: only the first are followed",
                bases::MOST_TARGETS
            ),
            Bound::Made => format!(
                "a type is made with more than {MOST_ALTERNATIVES} different values for one parameter or field: only the first are remembered"
            ),
        }
    }
}

/// Where something is, for a person: a file, and an offset in it if it is in a function.
pub(super) type Where = (FileId, Option<u32>);

/// Places in different files.
type Places = BTreeMap<FileId, Option<u32>>;

/// What lay behind a bound, and where.
#[derive(Default)]
pub(super) struct Bounds {
    hit: RefCell<BTreeMap<(FileId, Bound), Option<u32>>>,
    /// Methods of which a call of one name means more than are followed: nothing is lost unless one of the others matters.
    methods: RefCell<HashMap<(TypeId, Text), Places>>,
}

impl Bounds {
    fn note(&self, bound: Bound, (file, offset): Where) {
        let mut hit = self.hit.borrow_mut();
        let first = hit.entry((file, bound)).or_insert(offset);
        *first = offset.min(*first);
    }
}

impl Interpreter<'_> {
    /// Notes a bound that was hit, at the function that is being run.
    pub(super) fn hit(&self, bound: Bound) {
        if let Some(place) = self.current() {
            self.bounds.note(bound, place);
        }
    }

    /// Notes a bound that was hit at a place, when everything has been run.
    pub(in crate::analysis) fn hit_at(&self, site: Site, bound: Bound) {
        self.hit_in((site.file, Some(site.span.start)), bound);
    }

    /// Notes a bound that was hit before, now that it matters.
    pub(super) fn hit_in(&self, place: Where, bound: Bound) {
        self.bounds.note(bound, place);
    }

    /// The function that is being run.
    pub(super) fn current(&self) -> Option<Where> {
        let frame = self.frames.last()?;
        let function = self.program.function(frame.function);
        Some((frame.file, function.map(|function| function.span.start)))
    }

    /// How many of these entries are looked at.
    pub(super) fn bounded(&mut self, entries: usize) -> usize {
        if entries > object::MOST_ENTRIES {
            self.hit(Bound::Entries);
        }
        entries.min(object::MOST_ENTRIES)
    }

    /// Notes that a value was nested too deep to be filled in whole, if one was.
    pub(super) fn note_cut(&self, substitution: &Substitution) {
        if substitution.is_cut.get() {
            self.hit(Bound::Depth);
        }
    }

    /// The value with everything filled in that a substitution knows.
    pub(super) fn filled(&self, substitution: &Substitution, value: Value) -> Value {
        if substitution.is_empty() {
            return value;
        }
        let filled = substitution.apply(&value);
        self.note_cut(substitution);
        filled
    }

    /// Notes that a member of what callers bring lies too deep, if it does.
    pub(super) fn note_deepest(&self, symbol: &Symbol) {
        if symbol.is_deepest() {
            self.hit(Bound::Depth);
        }
    }

    /// Notes that a call may mean more than a value keeps, if it may.
    pub(super) fn bounded_callees(&self, callees: &[Value]) {
        if callees.len() >= MOST_ALTERNATIVES {
            self.hit(Bound::Callees);
        }
    }

    /// Notes that a call of this method means more than are followed.
    pub(super) fn pass_over_methods(&self, ty: TypeId, name: &str) {
        if let Some((file, offset)) = self.current() {
            let mut methods = self.bounds.methods.borrow_mut();
            let places = methods.entry((ty, Text::from(name))).or_default();
            places.entry(file).or_insert(offset);
        }
    }

    /// Whether a function does something for its callers: what is not followed to it may be missing.
    fn serves_callers(&self, key: FunctionKey) -> bool {
        let Some(summary) = self.summaries.get(&key) else {
            return false;
        };
        let gives_path = |value: &Value| {
            let patterns = value.patterns();
            patterns
                .iter()
                .any(|pattern| looks_like_path(&pattern.shape()))
        };
        !summary.requests.is_empty()
            || !summary.calls.is_empty()
            || summary.returns.as_ref().is_some_and(gives_path)
    }

    /// Of the methods that were passed over those that matter.
    fn note_methods(&self) {
        let passed = self.bounds.methods.take();
        for ((ty, name), places) in &passed {
            let followed = self.methods_of(*ty, name).map(|(_, keys)| keys);
            let followed = followed.unwrap_or_default();
            let all = self.all_methods_of(*ty, name);
            if all
                .iter()
                .any(|key| !followed.contains(key) && self.serves_callers(*key))
            {
                for (file, offset) in places {
                    self.bounds.note(Bound::Targets, (*file, *offset));
                }
            }
        }
    }

    /// The bounds that were hit, each as a problem of the first file, which says of how many more.
    pub fn problems(&self) -> Vec<FileProblem> {
        self.note_methods();
        let mut by_bound: BTreeMap<Bound, Vec<FileProblem>> = BTreeMap::new();
        for ((file, bound), offset) in self.bounds.hit.borrow().iter() {
            let file = &self.program.units[*file as usize].file;
            by_bound.entry(*bound).or_default().push(FileProblem {
                path: file.path.clone(),
                line: offset.map(|offset| file.position(offset).line),
                what: bound.what(),
            });
        }
        let first = |problems: Vec<FileProblem>| {
            let more = problems.len() - 1;
            let mut first = problems.into_iter().min()?;
            if more > 0 {
                first.what = format!("{}; so in {}", first.what, count(more, "more file"));
            }
            Some(first)
        };
        by_bound.into_values().filter_map(first).collect()
    }
}
