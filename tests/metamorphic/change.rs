//! Changes that leave a program what it is.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::tokens::Source;

/// A sequence of numbers that is another one for each seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    pub fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// What stands between two tokens.
#[derive(Clone, Copy)]
enum Gap {
    Line,
    Space,
    /// Nothing, where a line could end as well.
    Open,
}

/// The source with something else between its tokens.
fn refilled(source: &Source<'_>, mut fill: impl FnMut(Gap) -> String) -> String {
    let mut out = String::new();
    let mut end = 0;
    for (at, token) in source.tokens.iter().enumerate() {
        let between = end..token.start;
        let text = &source.text[between.clone()];
        let (before, after) = (
            at.checked_sub(1).map_or("", |at| source.token(at)),
            source.token(at),
        );
        let opens = matches!(before, "(" | "," | "{") || matches!(after, ")");
        let gap = match text {
            _ if at == 0 || source.is_frozen(&between) => None,
            text if !text.trim().is_empty() => None,
            text if text.contains('\n') => Some(Gap::Line),
            "" => opens.then_some(Gap::Open),
            _ => Some(Gap::Space),
        };
        match gap {
            Some(gap) => out += &fill(gap),
            None => out += text,
        }
        out += source.token(at);
        end = token.end;
    }
    out + &source.text[end..]
}

/// Other spaces and other ends of lines.
pub fn reformatted(source: &Source<'_>, dice: &mut Dice) -> String {
    refilled(source, |gap| {
        let filler = match gap {
            Gap::Line => dice.one_of(&["\n", "\n\n", "\n\t\t", "  \n      "]),
            Gap::Space => dice.one_of(&[" ", "   ", "\t"]),
            Gap::Open => dice.one_of(&["", " ", "\n    ", "\n\n"]),
        };
        filler.to_owned()
    })
}

/// Comments wherever one may stand, of what would be calls outside of them.
pub fn commented(source: &Source<'_>, dice: &mut Dice) -> String {
    const SAID: [&str; 5] = [
        "nothing",
        "GET https://acme.okta.com/api/v1/groups",
        "await okta.groupApi.listGroups()",
        "\"quoted",
        "'\u{201c}{ ( [ é",
    ];
    refilled(source, |gap| {
        let said = dice.one_of(&SAID);
        match (gap, dice.below(3)) {
            (Gap::Line, 0) => format!("\n// {said}\n"),
            (Gap::Line, 1) => format!("\n/* {said}\n   {said} */\n"),
            (Gap::Line, _) => "\n".to_owned(),
            (Gap::Space, 0) => format!(" /* {said} */ "),
            (Gap::Space, _) => " ".to_owned(),
            (Gap::Open, 0) => format!("/* {said} */"),
            (Gap::Open, _) => String::new(),
        }
    })
}

/// The ends of lines as on another system.
pub fn with_carriage_returns(source: &Source<'_>, _: &mut Dice) -> String {
    source.text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// The methods of each type the other way round.
pub fn reordered(source: &Source<'_>, _: &mut Dice) -> String {
    let mut moves: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for methods in &source.members {
        moves.extend(methods.iter().cloned().zip(methods.iter().rev().cloned()));
    }
    moves.sort_by_key(|(to, _)| to.start);
    let mut out = String::new();
    let mut end = 0;
    for (to, from) in moves {
        out += &source.text[end..to.start];
        out += &source.text[from];
        end = to.end;
    }
    out + &source.text[end..]
}

/// What is put behind the names of locals. The name before it may say what the thing is for.
pub const RENAMED: &str = "Again";

/// Local variables by other names.
pub fn renamed(source: &Source<'_>, _: &mut Dice) -> String {
    let locals = locals(source);
    let mut out = String::new();
    let mut end = 0;
    for (at, token) in source.tokens.iter().enumerate() {
        out += &source.text[end..token.end];
        if locals.contains(source.token(at)) {
            out += RENAMED;
        }
        end = token.end;
    }
    out + &source.text[end..]
}

/// Names that are those of local variables and of nothing else in the file.
fn locals<'s>(source: &Source<'s>) -> BTreeSet<&'s str> {
    let around = enclosing(source);
    let mut locals = BTreeSet::new();
    for at in 1..source.tokens.len() {
        if !is_declared(source, at) {
            continue;
        }
        let Some(block) = innermost(source, &around, at, "{") else {
            continue;
        };
        let name = source.token(at);
        let is_captured = |at: usize| {
            source.is_rust
                && source.token(at).contains('"')
                && source.token(at).contains(&format!("{{{name}"))
        };
        let is_local = (0..source.tokens.len()).all(|other| match source.token(other) == name {
            true => is_within(&around, other, block) && is_variable(source, &around, other),
            false => !is_captured(other),
        });
        if is_local {
            locals.insert(name);
        }
    }
    locals
}

/// Whether the token is the name in the declaration of a variable.
fn is_declared(source: &Source<'_>, at: usize) -> bool {
    let text = source.token(at);
    let is_name = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric());
    let before = source.token(at - 1);
    let keyword = match before {
        "mut" if at > 1 => source.token(at - 2),
        before => before,
    };
    is_name
        && text != "mut"
        && matches!(keyword, "let" | "const" | "var")
        && matches!(source.token(at + 1), "=" | ":")
}

/// Whether a token is the variable of that name rather than a member, key or label.
fn is_variable(source: &Source<'_>, around: &[Option<usize>], at: usize) -> bool {
    if at == 0 || is_declared(source, at) {
        return at > 0;
    }
    let (before, after) = (source.token(at - 1), source.token(at + 1));
    let in_braces = around[at].is_some_and(|open| source.token(open).ends_with('{'));
    let is_entry = in_braces && matches!(before, "{" | ",") && matches!(after, "," | "}" | "=");
    !matches!(before, "." | "?." | "::" | "->") && !matches!(after, ":" | "!") && !is_entry
}

/// For each token the bracket that it stands in.
fn enclosing(source: &Source<'_>) -> Vec<Option<usize>> {
    let mut open = Vec::new();
    let mut around = Vec::new();
    for at in 0..source.tokens.len() {
        let token = source.token(at);
        if matches!(token, ")" | "]" | "}") {
            open.pop();
        }
        around.push(open.last().copied());
        if matches!(token, "(" | "[" | "{" | "${") {
            open.push(at);
        }
    }
    around
}

/// The nearest such bracket around a token.
fn innermost(
    source: &Source<'_>,
    around: &[Option<usize>],
    at: usize,
    bracket: &str,
) -> Option<usize> {
    let mut next = around[at];
    while let Some(open) = next {
        if source.token(open) == bracket {
            return Some(open);
        }
        next = around[open];
    }
    None
}

fn is_within(around: &[Option<usize>], at: usize, block: usize) -> bool {
    let mut next = around[at];
    while let Some(open) = next {
        if open == block {
            return true;
        }
        next = around[open];
    }
    false
}
