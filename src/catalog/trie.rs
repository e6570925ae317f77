//! Path matching by a trie of segments.
//!
//! A known segment follows the literal edge where there is one, and the parameter edge only if the literal leads nowhere: literal beats
//! parameter, and the leftmost literal wins a crossing. A segment of unknown value follows both; each literal it had to equal is
//! counted, so that the caller may prefer matches that assume nothing. What assumes a literal where nothing is known, and
//! takes for a parameter what is written, is no match: `/{}/lifecycle/deactivate` is not the feature named `lifecycle`.

use std::collections::BTreeMap;

use super::{OperationId, Surface};

/// Matches of one lookup, at most.
const MOST_MATCHES: usize = 512;

/// A segment of a path to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    Literal(&'a str),
    /// One whole segment of unknown value.
    Unknown,
    /// Known at its ends only.
    Partial {
        prefix: &'a str,
        suffix: &'a str,
    },
}

/// An operation that a path may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub operation: OperationId,
    /// How many unknown segments must equal a literal of the template for this match.
    pub assumed_literals: u8,
}

#[derive(Debug, Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    parameter: Option<usize>,
    operations: Vec<(OperationId, Surface)>,
}

/// What a match takes for granted so far.
#[derive(Clone, Copy, Debug, Default)]
struct Assumed {
    /// Unknown segments that must equal a literal.
    literals: u8,
    /// A segment that is written stands for a parameter.
    fills_parameter: bool,
}

/// The trie.
#[derive(Debug)]
pub struct Trie {
    nodes: Vec<Node>,
}

impl Default for Trie {
    fn default() -> Self {
        Trie {
            nodes: vec![Node::default()],
        }
    }
}

impl Trie {
    /// Adds an operation under its path template.
    pub fn insert(&mut self, path: &str, operation: OperationId, surface: Surface) {
        let mut at = 0;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            let next = self.nodes.len();
            let node = &mut self.nodes[at];
            at = if segment.contains('{') {
                *node.parameter.get_or_insert(next)
            } else {
                *node.literals.entry(segment.to_owned()).or_insert(next)
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        self.nodes[at].operations.push((operation, surface));
    }

    /// Every operation that the path may mean, of any method.
    pub fn find(&self, segments: &[Segment<'_>], surface: Surface) -> Vec<Candidate> {
        let mut found = Vec::new();
        // Documented paths have at most a dozen segments.
        if segments.len() <= 24 {
            self.walk(0, segments, Assumed::default(), surface, &mut found);
        }
        found.sort_by_key(|candidate| (candidate.assumed_literals, candidate.operation));
        found
    }

    fn walk(
        &self,
        at: usize,
        segments: &[Segment<'_>],
        assumed: Assumed,
        surface: Surface,
        found: &mut Vec<Candidate>,
    ) {
        if found.len() >= MOST_MATCHES || assumed.literals > 0 && assumed.fills_parameter {
            return;
        }
        let node = &self.nodes[at];
        let Some((first, rest)) = segments.split_first() else {
            let own = node.operations.iter().filter(|(_, own)| *own == surface);
            found.extend(own.map(|(operation, _)| Candidate {
                operation: *operation,
                assumed_literals: assumed.literals,
            }));
            return;
        };
        match first {
            Segment::Literal(text) => {
                if let Some(next) = node.literals.get(*text) {
                    let before = found.len();
                    self.walk(*next, rest, assumed, surface, found);
                    if found.len() > before {
                        return;
                    }
                }
                if let Some(next) = node.parameter {
                    let assumed = Assumed {
                        fills_parameter: true,
                        ..assumed
                    };
                    self.walk(next, rest, assumed, surface, found);
                }
            }
            Segment::Unknown | Segment::Partial { .. } => {
                if let Some(next) = node.parameter {
                    self.walk(next, rest, assumed, surface, found);
                }
                for (literal, next) in &node.literals {
                    let fits = match first {
                        Segment::Partial { prefix, suffix } => {
                            literal.len() >= prefix.len() + suffix.len()
                                && literal.starts_with(prefix)
                                && literal.ends_with(suffix)
                        }
                        _ => true,
                    };
                    if fits {
                        let assumed = Assumed {
                            literals: assumed.literals.saturating_add(1),
                            ..assumed
                        };
                        self.walk(*next, rest, assumed, surface, found);
                    }
                }
            }
        }
    }
}
