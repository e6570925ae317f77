//! What stands around a literal: the call it is given to, the verb that is said with it, and what makes it none.

mod authorization;
mod calls;
mod keywords;
mod statements;
mod verbs;

use super::join::{Joined, Variables, is_constant};
use super::pieces::{self, Piece, Shape};
use super::tokens::{NONE, Tokens, previous};
use super::vocabulary::Vocabulary;
use calls::Call;
use keywords::{is_control, is_declaration, is_self};
use statements::Statement;

/// Brackets around a literal that are looked at.
const MOST_LEVELS: usize = 6;
/// Tokens of a statement that are looked at to each side.
const LONGEST_STATEMENT: u32 = 60;
/// Lines below a variable's value in which it is used.
const REACH_OF_VARIABLE: u32 = 60;
const MOST_USES: usize = 16;
const MOST_NAMES: usize = 24;

/// What the surroundings say about the verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Known(&'static str),
    /// There is one, but it is not written here.
    Hidden,
    /// A request is made, and nothing says with which verb.
    Unsaid,
}

/// What one look around says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    /// No request is made of it.
    Inert,
    Request(Verb),
    /// Nothing.
    Open,
}

/// Everything that stands around a literal.
#[derive(Debug, Default)]
pub(super) struct Context<'s> {
    /// Several where a variable is used in several requests; none if nothing says one.
    pub verbs: Vec<&'static str>,
    pub names: Vec<&'s str>,
    pub authorization: Option<String>,
}

/// A file that is looked around in.
pub(super) struct Surroundings<'a, 's> {
    pub tokens: &'a Tokens<'s>,
    pub variables: &'a Variables<'s>,
    words: std::collections::HashMap<&'s str, Vec<u32>>,
    authorizations: std::collections::HashMap<&'s str, String>,
    /// Declarations of functions and types, by the token of their name.
    declarations: Vec<u32>,
    vocabulary: &'static Vocabulary,
}

impl<'a, 's> Surroundings<'a, 's> {
    pub(super) fn new(tokens: &'a Tokens<'s>, variables: &'a Variables<'s>) -> Self {
        let mut surroundings = Surroundings {
            tokens,
            variables,
            words: std::collections::HashMap::new(),
            authorizations: std::collections::HashMap::new(),
            declarations: Vec::new(),
            vocabulary: Vocabulary::embedded(),
        };
        for at in 0..u32::try_from(tokens.len()).unwrap_or(0) {
            if tokens.is_word(at) {
                surroundings
                    .words
                    .entry(tokens.text(at))
                    .or_default()
                    .push(at);
                if at > 0 && is_declaration(tokens.text(at - 1)) {
                    surroundings.declarations.push(at);
                }
            } else if tokens.is_text(at) && tokens.inner(at).eq_ignore_ascii_case("authorization") {
                surroundings.note_authorization(at);
            }
        }
        surroundings
    }

    /// Looks around a literal; `None` if no request is made of it.
    pub(super) fn of(&self, joined: &Joined, shape: Shape) -> Option<Context<'s>> {
        let tokens = self.tokens;
        if self.is_name_or_operand(joined, shape) {
            return None;
        }
        let mut context = Context::default();
        let (finding, first, last) = self.look(joined.first, joined.last, shape);
        let statement = self.statement(first, last);
        if finding == Finding::Inert || statement.is_inert {
            return None;
        }
        context.take(&statement);
        context.authorization = self.authorization(statement.first, statement.last);
        let verb = match finding {
            Finding::Request(verb) => Some(verb),
            _ => self.use_of_variables(&statement, shape, &mut context)?,
        };
        match verb {
            Some(Verb::Known(verb)) => context.verbs.push(verb),
            Some(Verb::Hidden) => {}
            Some(Verb::Unsaid) | None if context.verbs.is_empty() => {
                context.verbs.extend(self.setter(last));
            }
            _ => {}
        }
        for declaration in self.around(joined.first) {
            context.name(tokens.text(declaration));
        }
        Some(context)
    }

    /// Keys, links, what is compared, what is looked up: literals that are no value, or none that is asked for.
    fn is_name_or_operand(&self, joined: &Joined, shape: Shape) -> bool {
        let tokens = self.tokens;
        let (before, after) = (previous(joined.first), joined.last + 1);
        let compares = |at: u32| {
            matches!(
                tokens.text(at),
                "==" | "!=" | "===" | "!==" | "=~" | "!~" | "in" | "-match" | "-like" | "eq" | "ne"
            ) && !tokens.is_text(at)
        };
        if compares(before) || compares(after) {
            return true;
        }
        if self
            .key(joined.first)
            .is_some_and(|key| self.vocabulary.is_inert_key(key))
        {
            return true;
        }
        let parent = tokens.parent(joined.first);
        let is_key = (tokens.is(after, ":") && tokens.is(parent, "{") || tokens.is(after, "=>"))
            && !tokens.is(before, "?");
        let is_index = tokens.is(parent, "[")
            && parent > 0
            && tokens.touches(parent - 1, parent)
            && (tokens.is_word(parent - 1) || tokens.is_close(parent - 1))
            && before == parent
            && after == tokens.partner(parent);
        // A path as a regular expression is a route of this server.
        let is_pattern = shape == Shape::Path
            && tokens.lexis.adjacent
            && tokens.prefix(joined.first).contains(['r', 'R']);
        is_key || is_index || is_pattern
    }

    /// The key that a value stands at: `url: …`, `"url": …`, `url = …`, `url => …`.
    pub(super) fn key(&self, first: u32) -> Option<&'s str> {
        let sign = first.checked_sub(1)?;
        let is_separator =
            matches!(self.tokens.text(sign), ":" | "=" | "=>" | ":=") && !self.tokens.is_text(sign);
        let key = sign.checked_sub(1).filter(|_| is_separator)?;
        if self.tokens.is_text(key) {
            Some(self.tokens.inner(key))
        } else {
            self.tokens.is_word(key).then(|| self.tokens.text(key))
        }
    }

    /// Goes outward from a literal to the call that says what it is; the tokens that were passed on the way.
    fn look(&self, mut first: u32, mut last: u32, shape: Shape) -> (Finding, u32, u32) {
        let tokens = self.tokens;
        for level in 0..MOST_LEVELS {
            if tokens.lexis.hyphens
                && let Some(verb) = self.command_line(first, last)
            {
                return (Finding::Request(verb), first, last);
            }
            if tokens.lexis.bare_calls
                && let Some(call) = self.bare_call(first)
            {
                let finding = self.judge(&call, NONE, first, last, shape);
                first = call.first;
                if finding != Finding::Open {
                    return (finding, first, last);
                }
            }
            let open = tokens.parent(first);
            if open == NONE {
                break;
            }
            let close = tokens.partner(open);
            if close == NONE {
                break;
            }
            let is_brace = tokens.is(open, "{");
            if tokens.is(open, "(") {
                let call = self.call(open);
                if let [name] = call.names.as_slice()
                    && is_control(name)
                {
                    break;
                }
                let finding = if call.names.is_empty() {
                    Finding::Open
                } else {
                    self.judge(&call, open, first, last, shape)
                };
                (first, last) = (call.first, call.last);
                if finding != Finding::Open {
                    return (finding, first, last);
                }
            } else {
                if let Some(verb) = self.verb_beside(open, first, last, is_brace) {
                    return (Finding::Request(verb), open, close);
                }
                if is_brace && self.is_block(open) {
                    // Within the block that a literal stands in, its statement is all there is to see.
                    break;
                }
                (first, last) = (open, close);
            }
            if level + 1 == MOST_LEVELS {
                break;
            }
        }
        (Finding::Open, first, last)
    }

    /// Whether a brace holds statements.
    fn is_block(&self, open: u32) -> bool {
        let tokens = self.tokens;
        match open.checked_sub(1) {
            None => true,
            Some(before) => {
                tokens.is(before, ")")
                    || tokens.is_word(before)
                    || matches!(tokens.text(before), "->" | ";" | "{" | "}" | ">")
            }
        }
    }

    /// Where the literal is the value of a variable: what is made of that; `None` if it is only a base for other text.
    #[allow(clippy::option_option)]
    fn use_of_variables(
        &self,
        statement: &Statement<'s>,
        shape: Shape,
        context: &mut Context<'s>,
    ) -> Option<Option<Verb>> {
        let tokens = self.tokens;
        let mut hidden = false;
        let mut is_base = false;
        let mut is_alone = statement.assigned.is_empty();
        for &target in &statement.assigned {
            let name = tokens.text(target);
            is_base |= self.variables.bases.contains(name.trim_start_matches('$'));
            let end = self.variables.next_assignment(name, statement.last);
            let places = self.words.get(name).map(Vec::as_slice).unwrap_or_default();
            let from = places.partition_point(|place| *place <= statement.last);
            let reach = if is_constant(name) {
                u32::MAX
            } else {
                REACH_OF_VARIABLE
            };
            for &place in places.iter().skip(from).take(MOST_USES) {
                let distance = tokens
                    .line(place)
                    .saturating_sub(tokens.line(statement.last));
                if place >= end || distance > reach {
                    break;
                }
                let start = tokens.start_of_chain(place).unwrap_or(place);
                let end_of_use = tokens.end_of_chain(place);
                let is_key = tokens.is(place + 1, "=") || tokens.is(place + 1, ":");
                if is_key || tokens.is_base(end_of_use) || !tokens.is_in_scope(target, place) {
                    continue;
                }
                let (finding, first, last) = self.look(start, end_of_use, shape);
                match finding {
                    Finding::Inert => continue,
                    Finding::Open => {
                        is_alone |= tokens.is(tokens.parent(place), "(");
                        continue;
                    }
                    Finding::Request(verb) => {
                        is_alone = true;
                        match verb {
                            Verb::Known(verb) if !context.verbs.contains(&verb) => {
                                context.verbs.push(verb)
                            }
                            Verb::Known(_) => {}
                            Verb::Hidden | Verb::Unsaid => hidden = true,
                        }
                    }
                }
                let used = self.statement(first, last);
                context.take(&used);
                if context.authorization.is_none() {
                    context.authorization = self.authorization(used.first, used.last);
                }
            }
        }
        if is_base && !is_alone {
            return None;
        }
        if hidden && context.verbs.is_empty() {
            return Some(Some(Verb::Unsaid));
        }
        Some(None)
    }

    /// The URL that a call joins from its arguments, if the literal is one of them but the first.
    pub(super) fn join_arguments(&self, joined: &mut Joined) {
        let tokens = self.tokens;
        let open = tokens.parent(joined.first);
        if !tokens.is(open, "(") || !tokens.is(previous(joined.first), ",") {
            return;
        }
        let names = self.names_before(open).names;
        let Some(last) = names.last() else { return };
        let last_two = match names.as_slice() {
            [.., before, last] => format!("{before}.{last}"),
            _ => String::new(),
        };
        if !self.vocabulary.joins(last, &last_two) {
            return;
        }
        let mut base = if tokens.is_text(open + 1) {
            tokens.pieces(open + 1)
        } else {
            tokens
                .argument_names(open, open + 1)
                .into_iter()
                .take(1)
                .map(|name| Piece::Hole {
                    name,
                    span: tokens
                        .get(open + 1)
                        .map_or(0..0, |t| t.start as usize..t.end as usize),
                })
                .collect()
        };
        let is_separate =
            !pieces::flat(&base).ends_with('/') && !pieces::flat(&joined.pieces).starts_with('/');
        if is_separate && let Some(Piece::Text { text, .. }) = joined.pieces.first_mut() {
            text.insert(0, '/');
        }
        base.append(&mut joined.pieces);
        joined.pieces = base;
    }

    /// Whether the literal is a command line that a call, a key or its own quotes run.
    pub(super) fn is_command(&self, literal: u32) -> bool {
        let tokens = self.tokens;
        if tokens.text(literal).starts_with('`') && tokens.lexis.bare_calls {
            return true;
        }
        if self
            .key(literal)
            .is_some_and(|key| self.vocabulary.runs_commands(key))
        {
            return true;
        }
        let named = |call: Call<'s>| {
            call.names
                .last()
                .is_some_and(|name| self.vocabulary.runs_commands(name))
        };
        if self.bare_call(literal).is_some_and(named) {
            return true;
        }
        let mut open = tokens.parent(literal);
        for _ in 0..2 {
            if tokens.is(open, "(") && named(self.names_before(open)) {
                return true;
            }
            open = tokens.parent(open);
        }
        false
    }
}

impl<'s> Context<'s> {
    fn take(&mut self, statement: &Statement<'s>) {
        for word in &statement.words {
            self.name(word);
        }
    }

    fn name(&mut self, name: &'s str) {
        let is_telling = name.len() > 2 && !is_control(name) && !is_self(name);
        if is_telling && self.names.len() < MOST_NAMES && !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}
