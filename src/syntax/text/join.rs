//! Text that is put together: literals joined by operators, filled in by formatting, named by a variable.

use std::collections::{HashMap, HashSet};

use super::pieces::{self, Piece};
use super::tokens::{NONE, Tokens, previous};
use super::vocabulary::Vocabulary;

/// Operands that are joined to one literal.
const MOST_OPERANDS: usize = 48;
/// Links of a chain `a.b(c).d` that are followed.
const MOST_LINKS: usize = 24;
/// Variables within variables that are filled in.
const DEEPEST: usize = 3;
/// A local variable is filled in this many lines below its value.
const REACH: u32 = 80;
/// … and this many tokens.
const FARTHEST: u32 = 4_000;
const LINKS: &[&str] = &[".", "->", "::", "?.", "&.", "!!", ":"];

/// Text put together, and the tokens it takes.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    pub pieces: Vec<Piece>,
    pub first: u32,
    pub last: u32,
}

/// Names with a value that is text.
pub(super) struct Variables<'s> {
    /// Every place at which a name gets a value.
    assigned: HashMap<&'s str, Vec<u32>>,
    /// Names that get just one, and it is text; with the place of the name.
    values: HashMap<&'s str, (u32, Joined)>,
    /// Names that other text is joined to.
    pub bases: HashSet<String>,
}

impl<'s> Tokens<'s> {
    /// Whether a sign joins what stands around it to one text.
    fn joins(&self, index: u32) -> bool {
        self.lexis.joins.contains(&self.text(index)) && !self.is_word(index) && !self.is_text(index)
    }

    /// Whether a sign leads from a value to one of its members.
    pub(super) fn is_link(&self, index: u32) -> bool {
        let text = self.text(index);
        // Perl's and PHP's dot joins text.
        LINKS.contains(&text)
            && !self.is_text(index)
            && !self.lexis.joins.contains(&text)
            && (text != ":"
                || self.touches(previous(index), index) && self.touches(index, index + 1))
    }

    /// The text that a literal is part of.
    pub(super) fn joined(&self, literal: u32) -> Joined {
        let mut joined = Joined {
            pieces: self.pieces(literal),
            first: literal,
            last: literal,
        };
        let parent = self.parent(literal);
        for _ in 0..MOST_OPERANDS {
            let next = joined.last + 1;
            let in_a_row = self.lexis.adjacent
                && self.is_text(next)
                && self.parent(next) == parent
                && (parent != NONE && !self.is(parent, "{")
                    || self.line(next) == self.line(joined.last));
            if in_a_row {
                joined.pieces.extend(self.pieces(next));
                joined.last = next;
            } else if self.joins(next)
                && self.parent(next) == parent
                && let Some((pieces, last)) = self.operand(next + 1)
            {
                joined.pieces.extend(pieces);
                joined.last = last;
            } else {
                break;
            }
        }
        for _ in 0..MOST_OPERANDS {
            let Some(sign) = joined.first.checked_sub(1) else {
                break;
            };
            let appends = self.is(sign, "+=") || self.is(sign, ".=");
            if !(self.joins(sign) || appends) || self.parent(sign) != parent {
                break;
            }
            let Some((mut pieces, first)) =
                sign.checked_sub(1).and_then(|at| self.operand_before(at))
            else {
                break;
            };
            pieces.append(&mut joined.pieces);
            joined.pieces = pieces;
            joined.first = first;
        }
        joined
    }

    /// Whether a value that a name gets at one place may be what the name means at a later one.
    pub(super) fn is_in_scope(&self, target: u32, place: u32) -> bool {
        let name = self.text(target);
        if is_constant(name) || target > 0 && (self.is_link(target - 1) || self.is(target - 1, "@"))
        {
            return true;
        }
        if place < target
            || place - target > FARTHEST
            || self.line(place).saturating_sub(self.line(target)) > REACH
        {
            return false;
        }
        let parent = self.parent(target);
        if parent != NONE {
            return place < self.partner(parent);
        }
        // A function that begins further left than the value stands is another one.
        let column = self.column(target);
        !self.lexis.indented
            || (target..place).all(|at| {
                self.column(at) >= column
                    || !matches!(
                        self.text(at),
                        "def" | "class" | "function" | "defp" | "module"
                    )
                    || !self.is_word(at)
            })
    }

    /// Bytes between a line's start and a token.
    fn column(&self, index: u32) -> usize {
        let start = self.get(index).map_or(0, |token| token.start as usize);
        let before = self.source.as_bytes().get(..start).unwrap_or_default();
        start - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
    }

    /// Whether other text is joined to a value.
    pub(super) fn is_base(&self, last: u32) -> bool {
        self.joins(last + 1)
    }

    /// The operand that begins at a token, and its last token.
    fn operand(&self, first: u32) -> Option<(Vec<Piece>, u32)> {
        if self.is_text(first) {
            return Some((self.pieces(first), first));
        }
        let first = if self.is(first, "@") {
            first + 1
        } else {
            first
        };
        let mut last = if self.is_word(first) {
            first
        } else if self.is_open(first) && self.partner(first) != NONE {
            self.partner(first)
        } else {
            // A number, a sign: one token is as good as a name.
            self.get(first)?;
            first
        };
        last = self.end_of_chain(last);
        Some((vec![self.hole(first, last)], last))
    }

    /// The last token of the members and calls that hang on a value.
    pub(super) fn end_of_chain(&self, mut last: u32) -> u32 {
        for _ in 0..MOST_LINKS {
            let next = last + 1;
            if self.is_link(next) && self.is_word(next + 1) {
                last = next + 1;
            } else if self.is_open(next)
                && self.partner(next) != NONE
                && !self.is(next, "{")
                && self.touches(last, next)
            {
                last = self.partner(next);
            } else {
                break;
            }
        }
        last
    }

    /// The operand that ends at a token, and its first token.
    fn operand_before(&self, last: u32) -> Option<(Vec<Piece>, u32)> {
        if self.is_text(last) {
            return Some((self.pieces(last), last));
        }
        let first = self.start_of_chain(last)?;
        Some((vec![self.hole(first, last)], first))
    }

    /// The first token of the value whose members and calls end at a token.
    pub(super) fn start_of_chain(&self, last: u32) -> Option<u32> {
        let mut first = last;
        for _ in 0..MOST_LINKS {
            if self.is_close(first) {
                first = Some(self.partner(first)).filter(|open| *open != NONE)?;
                let before = first.checked_sub(1);
                match before {
                    Some(before)
                        if (self.is_word(before) || self.is_close(before))
                            && self.touches(before, first) =>
                    {
                        first = before;
                        continue;
                    }
                    _ => break,
                }
            }
            let Some(before) = first.checked_sub(1) else {
                break;
            };
            if self.is_word(first) && self.is_link(before) && before > 0 {
                first = before - 1;
            } else {
                break;
            }
        }
        Some(first)
    }

    fn hole(&self, first: u32, last: u32) -> Piece {
        let start = self.get(first).map_or(0, |token| token.start as usize);
        let end = self.get(last).map_or(start, |token| token.end as usize);
        let text = self.source.get(start..end).unwrap_or_default();
        Piece::Hole {
            name: pieces::name_of(text.get(..pieces::floor(text, 120)).unwrap_or_default()),
            span: start..end,
        }
    }

    /// Names of a call's arguments, from a token of it on.
    pub(super) fn argument_names(&self, open: u32, from: u32) -> Vec<String> {
        // A bracket that nothing closes reaches to the end of the file.
        let end = self
            .partner(open)
            .min(u32::try_from(self.len()).unwrap_or(NONE));
        let mut names = Vec::new();
        let mut first = from;
        let mut at = from;
        while at < end && names.len() < 24 {
            let next = if self.is_open(at) && self.partner(at) != NONE {
                self.partner(at) + 1
            } else {
                at + 1
            };
            if self.is(next, ",") && self.parent(next) == open || next >= end {
                if let Piece::Hole { name, .. } = self.hole(first, at.max(next.saturating_sub(1))) {
                    names.push(name);
                }
                first = next + 1;
                at = next + 1;
            } else {
                at = next;
            }
        }
        names
    }

    /// Fills holes without a name from what formats the text: `"…".format(a)`, `"…" % a`, `Sprintf("…", a)`.
    pub(super) fn fill(&self, joined: &mut Joined) {
        let is_open = |piece: &Piece| matches!(piece, Piece::Hole { name, .. } if name.is_empty() || name.bytes().all(|b| b.is_ascii_digit()));
        if !joined.pieces.iter().any(is_open) {
            return;
        }
        let next = joined.last + 1;
        let parent = self.parent(joined.first);
        let names = if self.is_link(next)
            && Vocabulary::embedded().formats(self.text(next + 1))
            && self.is(next + 2, "(")
        {
            joined.last = self
                .partner(next + 2)
                .min(u32::try_from(self.len()).unwrap_or(NONE));
            self.argument_names(next + 2, next + 3)
        } else if self.is(next, "%") && self.is(next + 1, "(") {
            self.argument_names(next + 1, next + 2)
        } else if self.is(next, "%") {
            match self.operand(next + 1).map(|(pieces, _)| pieces).as_deref() {
                Some([Piece::Hole { name, .. }]) => vec![name.clone()],
                _ => Vec::new(),
            }
        } else if self.is(parent, "(")
            && parent > 0
            && Vocabulary::embedded().formats(self.text(parent - 1))
            && self.is(next, ",")
        {
            self.argument_names(parent, next + 1)
        } else {
            Vec::new()
        };
        let mut names = names.into_iter();
        for piece in joined.pieces.iter_mut().filter(|piece| is_open(piece)) {
            if let (Piece::Hole { name, .. }, Some(given)) = (piece, names.next()) {
                *name = given;
            }
        }
    }

    /// The names that a `=` gives a value, nearest first.
    pub(super) fn targets(&self, equals: u32) -> Vec<u32> {
        let mut names = Vec::new();
        let Some(mut at) = equals.checked_sub(1) else {
            return names;
        };
        if !self.is_word(at) {
            return names;
        }
        let before = |at: u32, n: u32| at.checked_sub(n).unwrap_or(NONE);
        // `url: str = …`, `let url: &str = …`, `Dim url As String = …`
        if self.is(before(at, 1), ":")
            && self.is_word(before(at, 2))
            && !self.touches(before(at, 1), at)
        {
            at -= 2;
        } else if self.is(before(at, 1), "&")
            && self.is(before(at, 2), ":")
            && self.is_word(before(at, 3))
        {
            at -= 3;
        } else if self.text(before(at, 1)).eq_ignore_ascii_case("as") && self.is_word(before(at, 2))
        {
            at -= 2;
        }
        names.push(at);
        while self.is(before(at, 1), ",") && self.is_word(before(at, 2)) && names.len() < 4 {
            at -= 2;
            names.push(at);
        }
        names
    }

    fn assigns(&self, index: u32) -> bool {
        matches!(self.text(index), "=" | ":=" | "<-") && !self.is_text(index)
    }
}

impl<'s> Variables<'s> {
    /// Every variable of a file.
    pub(super) fn of(tokens: &Tokens<'s>) -> Self {
        let mut variables = Variables {
            assigned: HashMap::new(),
            values: HashMap::new(),
            bases: HashSet::new(),
        };
        for at in 0..u32::try_from(tokens.len()).unwrap_or(0) {
            let parent = tokens.parent(at);
            if tokens.assigns(at) && (parent == NONE || tokens.is(parent, "{")) {
                let targets = tokens.targets(at);
                for target in &targets {
                    let name = tokens.text(*target);
                    variables.assigned.entry(name).or_default().push(*target);
                }
                if let [target] = targets.as_slice()
                    && tokens.is_text(at + 1)
                {
                    let mut joined = tokens.joined(at + 1);
                    tokens.fill(&mut joined);
                    if pieces::flat(&joined.pieces).contains('/') {
                        variables
                            .values
                            .insert(tokens.text(*target), (*target, joined));
                    }
                }
            } else if tokens.is_text(at) && tokens.inner(at).contains('/') {
                variables.note_bases(&tokens.joined(at));
            }
        }
        let assigned = &variables.assigned;
        variables
            .values
            .retain(|name, _| assigned.get(name).is_some_and(|places| places.len() == 1));
        variables
    }

    fn note_bases(&mut self, joined: &Joined) {
        for piece in &joined.pieces {
            if let Piece::Hole { name, .. } = piece {
                let last = name.rsplit('.').next().unwrap_or(name);
                self.bases.insert(last.to_owned());
            }
        }
    }

    /// Where a name gets its next value.
    pub(super) fn next_assignment(&self, name: &str, after: u32) -> u32 {
        self.assigned
            .get(name)
            .and_then(|places| places.get(places.partition_point(|place| *place <= after)))
            .copied()
            .unwrap_or(NONE)
    }

    /// Puts the value of a variable in the place of its name.
    pub(super) fn resolve(&self, tokens: &Tokens<'_>, joined: &mut Joined) {
        for _ in 0..DEEPEST {
            if joined.pieces.len() > MOST_OPERANDS {
                return;
            }
            let mut resolved = Vec::with_capacity(joined.pieces.len());
            let mut changed = false;
            for piece in joined.pieces.drain(..) {
                match self.value(tokens, &piece, joined.first) {
                    Some(value) => {
                        changed = true;
                        resolved.extend(value.pieces.iter().cloned());
                    }
                    None => resolved.push(piece),
                }
            }
            joined.pieces = resolved;
            if !changed {
                return;
            }
        }
    }

    fn value(&self, tokens: &Tokens<'_>, piece: &Piece, place: u32) -> Option<&Joined> {
        let Piece::Hole { name, .. } = piece else {
            return None;
        };
        let last = name.rsplit('.').next().unwrap_or(name);
        let (target, value) = self
            .values
            .get(last)
            .or_else(|| self.values.get(format!("${last}").as_str()))?;
        let is_itself = (value.first..=value.last).contains(&place);
        (!is_itself && tokens.is_in_scope(*target, place)).then_some(value)
    }
}

/// Whether a name is written as that of a constant.
pub(super) fn is_constant(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase)
}
