//! What stands around a literal: the call it is given to, the verb that is said with it, and what makes it none.

use super::join::{Joined, Variables, is_constant};
use super::pieces::{self, Piece, Shape};
use super::tokens::{NONE, Tokens, previous};
use super::vocabulary::Vocabulary;

/// Brackets around a literal that are looked at.
const MOST_LEVELS: usize = 6;
/// Tokens to each side of a literal, within one bracket, that are looked at.
const MOST_SIBLINGS: usize = 80;
/// Tokens of a statement that are looked at to each side.
const LONGEST_STATEMENT: u32 = 60;
/// Lines below a request in which its verb may be set.
const REACH_OF_SETTER: u32 = 15;
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

/// A call: the names before its bracket, and the calls that hang on it.
struct Call<'s> {
    names: Vec<&'s str>,
    /// `.post(body)` behind it, with its bracket.
    links: Vec<(&'s str, u32)>,
    first: u32,
    last: u32,
    /// The name that the last one hangs on, if it is a name and no call.
    receiver: Option<&'s str>,
    decorates: bool,
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

    /// What a call makes of one of its arguments. `open` is its bracket, or none.
    fn judge(&self, call: &Call<'s>, open: u32, first: u32, last: u32, shape: Shape) -> Finding {
        let (tokens, words) = (self.tokens, self.vocabulary);
        let Some(&name) = call.names.last() else {
            return Finding::Open;
        };
        let receiver = call.receiver;
        let is_lone_path = shape == Shape::Path;
        if call.names.iter().any(|name| words.has_inert_word(name)) || words.is_inert_call(name) {
            return Finding::Inert;
        }
        if call.decorates {
            return self.judge_decorator(name);
        }
        let is_verb = words.verb_in_any_case(name).is_some();
        if is_lone_path {
            // `r.GET("/users", list)`: the next argument is a function.
            let has_handler = first == open + 1
                && tokens.is(last + 1, ",")
                && tokens.is_word(last + 2)
                && !matches!(tokens.text(last + 2), "nil" | "null" | "None");
            let has_block = open != NONE && tokens.is(call.last + 1, "{");
            let is_route = match receiver {
                Some(receiver) => {
                    words.is_router(receiver) || receiver.len() == 1 && is_verb && has_handler
                }
                None => {
                    is_verb && (has_block || open == NONE)
                        || matches!(name, "path" | "url") && has_handler
                }
            };
            if is_route {
                return Finding::Inert;
            }
        }
        let as_key = self
            .key(first)
            .and_then(|key| words.verb(key))
            .map(Verb::Known);
        let in_block = || {
            let is_block = open != NONE
                && tokens.is(call.last + 1, "{")
                && tokens.partner(call.last + 1) != NONE;
            is_block
                .then(|| self.keyed_verb_within(call.last + 1))
                .flatten()
        };
        let said = as_key
            .or_else(|| {
                (open != NONE)
                    .then(|| self.verb_beside(open, first, last, false))
                    .flatten()
            })
            .or_else(|| self.verb_on_line(open, first, last))
            .or_else(in_block);
        if let Some(verb) = said {
            return Finding::Request(verb);
        }
        if receiver.is_some_and(|receiver| words.is_store(receiver)) {
            let is_first = open != NONE && first == open + 1;
            return if is_first && is_lone_path {
                Finding::Inert
            } else {
                Finding::Open
            };
        }
        if let Some(verb) = words.verb_of_call(name) {
            return Finding::Request(Verb::Known(verb));
        }
        let in_names = call
            .names
            .iter()
            .rev()
            .skip(1)
            .find_map(|name| words.verb_in_any_case(name));
        let in_links = call.links.iter().find_map(|(name, open)| {
            let is_method = words.is_method_key(name) && *open != NONE;
            if is_method {
                return Some(self.verb_at(open + 1, true).unwrap_or(Verb::Hidden));
            }
            words.verb_in_any_case(name).map(Verb::Known)
        });
        if let Some(verb) = in_names.map(Verb::Known).or(in_links) {
            return Finding::Request(verb);
        }
        let is_builder = call.names.iter().any(|name| name.ends_with("uilder"));
        if is_builder && call.links.iter().any(|(name, _)| *name == "build") {
            return Finding::Request(Verb::Known("GET"));
        }
        if words.makes_client(name) {
            return Finding::Inert;
        }
        if words.sends(name) && !words.formats(name) {
            return Finding::Request(Verb::Unsaid);
        }
        Finding::Open
    }

    /// Annotations declare routes; those of a declared client declare requests.
    fn judge_decorator(&self, name: &str) -> Finding {
        let words = self.vocabulary;
        let is_client = words.verb(name).is_some()
            || name.ends_with("Exchange")
            || name.ends_with("Mapping") && self.words.contains_key("FeignClient");
        match words.verb_of_call(name) {
            Some(verb) if is_client => Finding::Request(Verb::Known(verb)),
            _ => Finding::Inert,
        }
    }

    /// The call whose bracket this is.
    fn call(&self, open: u32) -> Call<'s> {
        let tokens = self.tokens;
        let close = tokens.partner(open);
        let mut call = self.names_before(open);
        call.last = close;
        for _ in 0..24 {
            let next = call.last + 1;
            if tokens.is_link(next) && tokens.is_word(next + 1) {
                let bracket = next + 2;
                let has_arguments = tokens.is(bracket, "(") && tokens.partner(bracket) != NONE;
                call.links.push((
                    tokens.text(next + 1),
                    if has_arguments { bracket } else { NONE },
                ));
                call.last = if has_arguments {
                    tokens.partner(bracket)
                } else {
                    next + 1
                };
            } else {
                break;
            }
        }
        call
    }

    /// A call without brackets: names on the line, right before its first argument.
    fn bare_call(&self, first: u32) -> Option<Call<'s>> {
        let tokens = self.tokens;
        let before = first.checked_sub(1)?;
        let is_call = tokens.is_word(before)
            && tokens.line(before) == tokens.line(first)
            && !is_control(tokens.text(before))
            && !tokens.touches(before, first);
        let mut call = is_call.then(|| self.names_before(first))?;
        call.last = first;
        Some(call)
    }

    fn names_before(&self, end: u32) -> Call<'s> {
        let tokens = self.tokens;
        let mut call = Call {
            names: Vec::new(),
            links: Vec::new(),
            first: end,
            last: end,
            receiver: None,
            decorates: false,
        };
        let mut at = end;
        // `exchange<User>(`
        if at > 0 && tokens.is(at - 1, ">") {
            let opening = (1..8).find(|n| at.checked_sub(*n).is_some_and(|i| tokens.is(i, "<")));
            if let Some(n) = opening {
                at -= n;
            }
        }
        for _ in 0..24 {
            let Some(before) = at.checked_sub(1) else {
                break;
            };
            if tokens.is_word(before) {
                call.names.push(tokens.text(before));
                at = before;
            } else if tokens.is_close(before) && at < end {
                at = match tokens.partner(before) {
                    NONE => break,
                    open => open,
                };
                // A call or an index in the chain: its name comes next.
                if at
                    .checked_sub(1)
                    .is_some_and(|name| tokens.is_word(name) && tokens.touches(name, at))
                {
                    continue;
                }
                break;
            } else {
                break;
            }
            match at.checked_sub(1) {
                Some(link) if tokens.is_link(link) => at = link,
                _ => break,
            }
            if call.names.len() == 1 && at > 0 && tokens.is_word(at - 1) {
                call.receiver = Some(tokens.text(at - 1));
            }
        }
        call.first = at;
        call.decorates = at > 0
            && tokens.is(at - 1, "@")
            && !call.names.is_empty()
            && tokens.touches(at - 1, at);
        call.names.reverse();
        call
    }

    /// A verb among the other values within a bracket.
    fn verb_beside(&self, open: u32, first: u32, last: u32, keyed_only: bool) -> Option<Verb> {
        let tokens = self.tokens;
        let close = tokens.partner(open);
        let mut at = first;
        for _ in 0..MOST_SIBLINGS {
            at = at.checked_sub(1)?;
            if at <= open {
                break;
            }
            if tokens.is_close(at) && tokens.partner(at) != NONE {
                // An options object beside the URL.
                let inner = tokens.partner(at);
                if !keyed_only && let Some(verb) = self.keyed_verb_within(inner) {
                    return Some(verb);
                }
                at = inner;
            } else if let Some(verb) = self
                .verb_at(at, false)
                .filter(|_| self.counts(at, keyed_only))
            {
                return Some(verb);
            }
        }
        at = last;
        for _ in 0..MOST_SIBLINGS {
            at += 1;
            if at >= close {
                break;
            }
            if tokens.is_open(at) && tokens.partner(at) != NONE {
                if !keyed_only && let Some(verb) = self.keyed_verb_within(at) {
                    return Some(verb);
                }
                at = tokens.partner(at);
            } else if let Some(verb) = self
                .verb_at(at, false)
                .filter(|_| self.counts(at, keyed_only))
            {
                return Some(verb);
            }
        }
        None
    }

    /// Whether a value is an argument of its own, or that of a key that says a verb.
    fn counts(&self, at: u32, keyed_only: bool) -> bool {
        match self.key(at) {
            Some(key) => self.vocabulary.is_method_key(key),
            None => !keyed_only,
        }
    }

    fn keyed_verb_within(&self, open: u32) -> Option<Verb> {
        let tokens = self.tokens;
        let close = tokens.partner(open);
        let mut at = open + 1;
        for _ in 0..MOST_SIBLINGS {
            if at >= close {
                break;
            }
            if tokens.is_open(at) && tokens.partner(at) != NONE {
                at = tokens.partner(at);
            } else if let Some(key) = self
                .key(at)
                .filter(|key| self.vocabulary.is_method_key(key))
            {
                match self.verb_at(at, true) {
                    Some(Verb::Known(verb)) => return Some(Verb::Known(verb)),
                    // A `type` is seldom a verb.
                    _ if key.eq_ignore_ascii_case("type") => {}
                    _ => return Some(Verb::Hidden),
                }
            }
            at += 1;
        }
        None
    }

    /// The verb that a value is; `None` if it is something else. `expected`: a verb stands here, whatever its case.
    fn verb_at(&self, at: u32, expected: bool) -> Option<Verb> {
        let (tokens, words) = (self.tokens, self.vocabulary);
        let keyed = expected || self.key(at).is_some_and(|key| words.is_method_key(key));
        if tokens.is_text(at) {
            let text = tokens.inner(at);
            let verb = if keyed {
                words.verb_in_any_case(text)
            } else {
                words.verb(text)
            };
            return verb.map(Verb::Known);
        }
        if !tokens.is_word(at) {
            // `:get`
            let is_symbol =
                tokens.is(at, ":") && tokens.touches(at, at + 1) && tokens.is_word(at + 1);
            let verb = is_symbol
                .then(|| words.verb_in_any_case(tokens.text(at + 1)))
                .flatten();
            return verb.map(Verb::Known);
        }
        // `HttpMethod.POST`: the last name of the chain says it.
        let end = tokens.end_of_chain(at);
        let last = if tokens.is_word(end) { end } else { at };
        let name = tokens.text(last);
        // `method: .post`
        let is_member_of_key = at >= 2 && tokens.is(at - 1, ".") && tokens.is(at - 2, ":");
        if is_member_of_key && let Some(verb) = words.verb_in_any_case(name) {
            return Some(Verb::Known(verb));
        }
        let qualifier = (last >= 2 && tokens.is_link(last - 1)).then(|| tokens.text(last - 2));
        if let Some(verb) = name
            .strip_prefix("Method")
            .and_then(|verb| words.verb_in_any_case(verb))
        {
            return Some(Verb::Known(verb));
        }
        match (qualifier, words.verb_in_any_case(name)) {
            (Some(qualifier), Some(verb)) if keyed || words.is_method_qualifier(qualifier) => {
                Some(Verb::Known(verb))
            }
            (None, Some(verb)) if keyed || words.verb(name).is_some() => Some(Verb::Known(verb)),
            _ if keyed => Some(Verb::Hidden),
            _ if words.is_method_key(name)
                && !tokens.is(end + 1, "=")
                && !tokens.is(end + 1, ":")
                && !tokens.is(end + 1, "=>")
                && !tokens.is_open(end + 1)
                && name != "type" =>
            {
                Some(Verb::Hidden)
            }
            _ => None,
        }
    }

    /// For calls without brackets: `-Method Post` on the command line, a verb or `method: :post` among the arguments.
    fn verb_on_line(&self, open: u32, first: u32, last: u32) -> Option<Verb> {
        if open != NONE || !self.tokens.lexis.bare_calls {
            return None;
        }
        let tokens = self.tokens;
        let parent = tokens.parent(first);
        let mut at = last + 1;
        for _ in 0..MOST_SIBLINGS {
            let is_same_line = tokens.line(at) == tokens.line(at - 1)
                || tokens.is(at - 1, ",")
                || tokens.is(at - 1, "`");
            if tokens.get(at).is_none() || !is_same_line || tokens.parent(at) != parent {
                return None;
            }
            if self.counts(at, true) && self.key(at).is_some() {
                return Some(self.verb_at(at, true).unwrap_or(Verb::Hidden));
            }
            at = if tokens.is_open(at) && tokens.partner(at) != NONE {
                tokens.partner(at)
            } else {
                at
            } + 1;
        }
        None
    }

    /// The verb of a command line with options: `Invoke-RestMethod -Uri … -Method Post`.
    fn command_line(&self, first: u32, last: u32) -> Option<Verb> {
        let tokens = self.tokens;
        let parent = tokens.parent(first);
        let continues =
            |left: u32, right: u32| tokens.line(left) == tokens.line(right) || tokens.is(left, "`");
        let ends = |at: u32| matches!(tokens.text(at), ";" | "|" | "=") || tokens.get(at).is_none();
        let mut start = first;
        while start > 0 && first - start < LONGEST_STATEMENT && start - 1 != parent {
            let before = start - 1;
            if !continues(before, start) || ends(before) {
                break;
            }
            start = if tokens.is_close(before) && tokens.partner(before) != NONE {
                tokens.partner(before)
            } else {
                before
            };
        }
        let command = (start..first).find_map(|at| self.vocabulary.command(tokens.text(at)))?;
        let mut is_hidden = false;
        let mut at = start;
        while at < last.saturating_add(LONGEST_STATEMENT)
            && !ends(at)
            && tokens.parent(at) == parent
        {
            if at > last && !continues(at - 1, at) {
                break;
            }
            if tokens.is(at, "-") && tokens.touches(at, at + 1) {
                let option = format!("-{}", tokens.text(at + 1));
                if command
                    .method
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(&option))
                {
                    return Some(self.verb_at(at + 2, true).unwrap_or(Verb::Hidden));
                }
            }
            // `@parameters` may hold the verb.
            is_hidden |= tokens.is(at, "@") && tokens.touches(at, at + 1) && tokens.is_word(at + 1);
            at = if tokens.is_open(at) && tokens.partner(at) != NONE {
                tokens.partner(at)
            } else {
                at
            } + 1;
        }
        if is_hidden {
            return Some(Verb::Hidden);
        }
        self.vocabulary.verb(&command.default).map(Verb::Known)
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

    /// The verb that is set on a request after it was made.
    fn setter(&self, last: u32) -> Option<&'static str> {
        let tokens = self.tokens;
        let parent = tokens.parent(last);
        for at in last + 1..last.saturating_add(160) {
            tokens.get(at)?;
            let is_far = tokens.line(at).saturating_sub(tokens.line(last)) > REACH_OF_SETTER;
            if is_far || is_declaration(tokens.text(at)) && tokens.is_word(at + 1) {
                return None;
            }
            // The next URL has its own.
            if tokens.is_text(at) && pieces::shape(&tokens.pieces(at)) == Some(Shape::Absolute) {
                return None;
            }
            // `curl_setopt($ch, CURLOPT_CUSTOMREQUEST, "PUT")`
            let is_option = tokens.is_word(at) && tokens.is(at + 1, ",");
            if is_option && self.vocabulary.is_post_flag(tokens.text(at)) {
                return Some("POST");
            }
            let is_option = is_option && self.vocabulary.is_method_key(tokens.text(at));
            let is_setter = tokens.is_word(at)
                && tokens.parent(at) == parent
                && tokens.is_link(at - 1)
                && self.vocabulary.is_method_setter(tokens.text(at))
                && (tokens.is(at + 1, "(") || tokens.is(at + 1, "="))
                && self.names_before(at + 1).names.len() == 2;
            if is_setter || is_option {
                return match self.verb_at(at + 2, true)? {
                    Verb::Known(verb) => Some(verb),
                    _ => None,
                };
            }
        }
        None
    }

    /// The statement around tokens: its words, and the names that get its value.
    fn statement(&self, first: u32, last: u32) -> Statement<'s> {
        let tokens = self.tokens;
        let mut statement = Statement {
            first,
            last,
            ..Statement::default()
        };
        let parent = tokens.parent(first);
        let ends = |at: u32| matches!(tokens.text(at), ";" | "{" | "}") && !tokens.is_text(at);
        for _ in 0..LONGEST_STATEMENT {
            let Some(before) = statement.first.checked_sub(1) else {
                break;
            };
            let is_new_line = tokens.line(before) != tokens.line(statement.first)
                && !tokens.is_link(statement.first)
                && (tokens.lexis.indented
                    || !matches!(tokens.text(before), "=" | ":=" | "return" | "+" | "=>"));
            if before == parent || ends(before) || is_new_line && !self.continues(before) {
                break;
            }
            if matches!(tokens.text(before), "=" | ":=" | "<-") && tokens.parent(before) == parent {
                // `url=…` among arguments is a key, but its name still tells something.
                if !tokens.is(parent, "(") {
                    statement.assigned = tokens.targets(before);
                }
            }
            statement.first = if tokens.is_close(before) && tokens.partner(before) != NONE {
                tokens.partner(before)
            } else {
                before
            };
        }
        for _ in 0..LONGEST_STATEMENT {
            let next = statement.last + 1;
            let is_over = tokens.get(next).is_none()
                || tokens.parent(next) != parent
                || tokens.line(next) != tokens.line(statement.last)
                || ends(next);
            if is_over {
                break;
            }
            statement.last = if tokens.is_open(next) && tokens.partner(next) != NONE {
                tokens.partner(next)
            } else {
                next
            };
        }
        statement.is_inert = self
            .vocabulary
            .is_inert_statement(tokens.text(statement.first))
            && tokens.is_word(statement.first);
        for at in (statement.first..=statement.last).take(200) {
            if tokens.is_word(at) && statement.words.len() < MOST_NAMES {
                statement.words.push(tokens.text(at));
            }
        }
        statement
    }

    /// Whether a line's last token leaves the statement open.
    fn continues(&self, last: u32) -> bool {
        let text = self.tokens.text(last);
        !self.tokens.is_text(last)
            && (self.tokens.lexis.joins.contains(&text)
                || matches!(text, "," | "." | "\\" | "`" | "(" | "[" | "=>" | "|"))
    }

    /// The functions and types that a token seems to stand in: the last ones declared before it.
    fn around(&self, at: u32) -> impl Iterator<Item = u32> {
        let end = self
            .declarations
            .partition_point(|declaration| *declaration < at);
        let before = self.declarations.get(..end).unwrap_or_default();
        let function = before.last().copied();
        let is_type = |name: &&u32| is_type_keyword(self.tokens.text(previous(**name)));
        let ty = before.iter().rev().take(200).find(is_type).copied();
        function.into_iter().chain(ty)
    }

    /// Remembers the value of an `Authorization` header under the names that it is set on.
    fn note_authorization(&mut self, at: u32) {
        let tokens = self.tokens;
        let value = (at + 1..at + 8).find(|next| tokens.is_text(*next));
        let Some(value) = value.map(|value| pieces::readable(&tokens.pieces(value))) else {
            return;
        };
        let mut first = at;
        for _ in 0..MOST_LEVELS {
            let open = tokens.parent(first);
            if open == NONE || tokens.is(open, "{") && self.is_block(open) {
                break;
            }
            let call = self.names_before(open);
            if let Some(root) = call.names.first().filter(|root| !is_self(root)) {
                self.authorizations
                    .entry(root)
                    .or_insert_with(|| value.clone());
            }
            first = call.first;
        }
        let statement = self.statement(first, first);
        // A request by itself: what it gives back carries no header.
        let is_request = (statement.first..=statement.last.max(at))
            .take(200)
            .any(|at| tokens.is_text(at) && pieces::shape(&tokens.pieces(at)).is_some());
        for target in statement.assigned.into_iter().filter(|_| !is_request) {
            self.authorizations
                .entry(tokens.text(target))
                .or_insert_with(|| value.clone());
        }
    }

    /// The `Authorization` header of a request: in its statement, or set on something that the statement names.
    fn authorization(&self, first: u32, last: u32) -> Option<String> {
        let tokens = self.tokens;
        let within = (first..=last.min(first.saturating_add(400))).filter(|at| {
            tokens.is_text(*at) && tokens.inner(*at).eq_ignore_ascii_case("authorization")
        });
        for at in within {
            if let Some(value) = (at + 1..at + 8).find(|next| tokens.is_text(*next)) {
                return Some(pieces::readable(&tokens.pieces(value)));
            }
        }
        (first..=last.min(first.saturating_add(200)))
            .filter(|at| {
                tokens.is_word(*at) && !is_self(tokens.text(*at)) && !tokens.is(at + 1, "(")
            })
            .find_map(|at| self.authorizations.get(tokens.text(at)).cloned())
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

/// A statement, or as much of it as was looked at.
#[derive(Debug, Default)]
struct Statement<'s> {
    first: u32,
    last: u32,
    /// The names that get its value.
    assigned: Vec<u32>,
    words: Vec<&'s str>,
    /// Its first word says that nothing is asked for.
    is_inert: bool,
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

fn is_self(name: &str) -> bool {
    matches!(
        name,
        "self" | "this" | "super" | "cls" | "base" | "$this" | "new"
    )
}

fn is_type_keyword(word: &str) -> bool {
    matches!(
        word,
        "class"
            | "struct"
            | "interface"
            | "object"
            | "module"
            | "trait"
            | "defmodule"
            | "type"
            | "enum"
    )
}

/// Whether a word declares the name behind it.
fn is_declaration(word: &str) -> bool {
    is_type_keyword(word)
        || matches!(
            word,
            "def" | "func" | "fun" | "function" | "fn" | "sub" | "defp" | "proc" | "void"
        )
}

/// Words before a bracket or a literal that are no call.
fn is_control(word: &str) -> bool {
    matches!(
        word,
        "if" | "elif"
            | "elseif"
            | "else"
            | "unless"
            | "while"
            | "until"
            | "for"
            | "foreach"
            | "switch"
            | "match"
            | "return"
            | "and"
            | "or"
            | "not"
            | "in"
            | "is"
            | "do"
            | "then"
            | "when"
            | "case"
            | "yield"
            | "await"
            | "async"
            | "with"
            | "catch"
            | "let"
            | "var"
            | "val"
            | "const"
            | "final"
            | "static"
            | "public"
            | "private"
            | "def"
            | "new"
            | "end"
            | "begin"
            | "from"
            | "import"
            | "String"
            | "my"
            | "our"
            | "local"
            | "to"
    )
}
