//! Bounds that the interpreter hit: what lay behind them may be missing among the calls, so the report says so.

use std::collections::BTreeMap;

use crate::call::FileProblem;
use crate::words::count;

use super::{Interpreter, deferred, described, object};
use crate::analysis::summary::{MOST_CALLS, MOST_REQUESTS};

/// A bound of the interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    /// Functions, expressions or blocks inside one another.
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
        }
    }
}

impl Interpreter<'_> {
    /// Notes a bound that was hit, at the function that is being run.
    pub(super) fn hit(&mut self, bound: Bound) {
        if let Some(frame) = self.frames.last() {
            let function = frame.function;
            self.bounds.entry((frame.file, bound)).or_insert(function);
        }
    }

    /// How many of these entries are looked at.
    pub(super) fn bounded(&mut self, entries: usize) -> usize {
        if entries > object::MOST_ENTRIES {
            self.hit(Bound::Entries);
        }
        entries.min(object::MOST_ENTRIES)
    }

    /// The bounds that were hit, each as a problem of the first file, which says of how many more.
    pub fn problems(&self) -> Vec<FileProblem> {
        let mut by_bound: BTreeMap<Bound, Vec<FileProblem>> = BTreeMap::new();
        for ((file, bound), function) in &self.bounds {
            let file = &self.program.units[*file as usize].file;
            let function = self.program.function(*function);
            by_bound.entry(*bound).or_default().push(FileProblem {
                path: file.path.clone(),
                line: function.map(|function| file.position(function.span.start).line),
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
