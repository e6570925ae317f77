//! Which of the calls there are now were there before.
//!
//! Calls of one operation in one function are the same calls whatever happens around them: a file may be renamed, a function moved, code
//! reformatted. Only if there are more of them than before is one new; which, is told by its file and its line.

use std::collections::{HashMap, VecDeque};

use super::baseline::Identity;

/// For each call now: the index of the call that it was before.
pub fn matches(before: &[&Identity], now: &[Identity]) -> Vec<Option<usize>> {
    let mut matching = Matching {
        before,
        now,
        taken: vec![false; before.len()],
        found: vec![None; now.len()],
    };
    matching.pass(|one| (&one.operations, &one.enclosing, &one.file, &one.text));
    matching.pass(|one| (&one.operations, &one.enclosing, &one.file));
    // Its file was renamed, or it moved with its function.
    matching.pass(|one| (&one.operations, &one.enclosing, &one.text));
    matching.pass_if(|one| {
        let is_named = !one.enclosing.is_empty();
        is_named.then_some((&one.operations, &one.enclosing))
    });
    // Its function moved to another type.
    matching.pass(|one| (&one.operations, one.function(), &one.text));
    matching.pass_if(|one| {
        let function = one.function();
        (!function.is_empty()).then_some((&one.operations, function))
    });
    // Its function has another name.
    matching.pass(|one| (&one.operations, &one.file, &one.text));
    matching.found
}

struct Matching<'a> {
    before: &'a [&'a Identity],
    now: &'a [Identity],
    taken: Vec<bool>,
    found: Vec<Option<usize>>,
}

impl<'a> Matching<'a> {
    /// Pairs what is left and has the same key, in order.
    fn pass<K: Eq + std::hash::Hash>(&mut self, key: impl Fn(&'a Identity) -> K) {
        self.pass_if(|one| Some(key(one)));
    }

    fn pass_if<K: Eq + std::hash::Hash>(&mut self, key: impl Fn(&'a Identity) -> Option<K>) {
        let mut left: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (at, one) in self.before.iter().enumerate() {
            if let (false, Some(key)) = (self.taken[at], key(one)) {
                left.entry(key).or_default().push_back(at);
            }
        }
        for (one, found) in self.now.iter().zip(&mut self.found) {
            if found.is_some() {
                continue;
            }
            let same = key(one).and_then(|key| left.get_mut(&key)?.pop_front());
            if let Some(at) = same {
                self.taken[at] = true;
                *found = Some(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &str, enclosing: &str, file: &str, text: &str) -> Identity {
        Identity {
            operations: vec![operation.to_owned()],
            enclosing: enclosing.to_owned(),
            file: file.to_owned(),
            text: text.to_owned(),
        }
    }

    fn new(before: &[Identity], now: &[Identity]) -> Vec<usize> {
        let before: Vec<&Identity> = before.iter().collect();
        let matched = matches(&before, now);
        let new = matched
            .iter()
            .enumerate()
            .filter(|(_, found)| found.is_none());
        new.map(|(at, _)| at).collect()
    }

    #[test]
    fn what_moves_is_not_new() {
        let before = [call("list", "Users.All", "a.cs", "x")];
        for now in [
            call("list", "Users.All", "b.cs", "x"),
            call("list", "Users.All", "a.cs", "y"),
            call("list", "People.All", "c.cs", "z"),
            call("list", "Users.Everyone", "a.cs", "x"),
        ] {
            assert!(new(&before, &[now]).is_empty());
        }
        let other_function = call("list", "Users.Everyone", "a.cs", "other line");
        assert_eq!(new(&before, &[other_function]), [0]);
        assert_eq!(new(&before, &[call("get", "Users.All", "a.cs", "x")]), [0]);
    }

    #[test]
    fn one_more_is_new_and_its_line_tells_which() {
        let before = [call("list", "Users.All", "a.cs", "x")];
        let now = [
            call("list", "Users.All", "a.cs", "added above"),
            call("list", "Users.All", "a.cs", "x"),
        ];
        assert_eq!(new(&before, &now), [0]);
        // Two scripts of one name: the one in the other file is the new one.
        let now = [
            call("list", "main", "a.py", "new"),
            call("list", "main", "b.py", "edited"),
        ];
        assert_eq!(new(&[call("list", "main", "b.py", "old")], &now), [0]);
    }

    #[test]
    fn at_the_top_of_a_file_the_line_or_the_file_must_stay() {
        let before = [call("list", "", "a.sh", "x")];
        assert!(new(&before, &[call("list", "", "b.sh", "x")]).is_empty());
        assert!(new(&before, &[call("list", "", "a.sh", "y")]).is_empty());
        assert_eq!(new(&before, &[call("list", "", "b.sh", "y")]), [0]);
    }
}
