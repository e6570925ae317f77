//! The line format of `rules/sdk/` (`rules/sdk/README.md` describes it).

use std::iter::Peekable;

use super::super::{Family, Generations, Request, Source, State};
use crate::ir::Text;

/// One file of `rules/sdk/`, names not yet resolved.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub library: &'a str,
    /// `None` for a language that has no frontend yet.
    pub family: Option<Family>,
    pub naming: Naming,
    pub generations: Generations,
    pub packages: Vec<&'a str>,
    /// Module names, and the generations that have them.
    pub modules: Vec<(&'a str, Generations)>,
    pub suffixes: Vec<&'a str>,
    pub interface_prefix: Option<&'a str>,
    /// A type whose name ends in the first is also known with the second in its place.
    pub aliases: Vec<(&'a str, &'a str)>,
    /// Exported name → type, besides the types' own names.
    pub exports: Vec<(&'a str, &'a str)>,
    /// Exported functions.
    pub functions: Vec<MemberRow<'a>>,
    /// Name in scope without an import → type.
    pub globals: Vec<(&'a str, &'a str)>,
    /// Module, name and type of what every component of an importing project has.
    pub component_members: Vec<(&'a str, &'a str, &'a str)>,
    /// It only signs people in.
    pub is_sign_in: bool,
    pub types: Vec<TypeRow<'a>>,
}

/// How a method is named after its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// `listUsers`
    Camel,
    /// `ListUsers`
    Pascal,
    /// `list_users`
    Snake,
}

#[derive(Debug)]
pub(super) struct TypeRow<'a> {
    pub name: &'a str,
    pub bases: Vec<&'a str>,
    pub is_exported: bool,
    pub members: Vec<MemberRow<'a>>,
}

#[derive(Debug)]
pub(super) struct MemberRow<'a> {
    pub slot: Slot<'a>,
    pub generations: Vec<Generations>,
    pub does: Does<'a>,
    pub sets: Vec<(State, Vec<Source>)>,
    pub returns: Gives<'a>,
}

/// What of a type a row describes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Slot<'a> {
    /// A method named by the rule; the row has the operation's name.
    Regular,
    Method(&'a str),
    /// Read without a call.
    Property(&'a str),
    Construct,
    Call,
    Iterate,
    /// Writing this property sets a state.
    Setter(&'a str, State),
}

#[derive(Debug)]
pub(super) enum Does<'a> {
    Nothing,
    /// An operation by its name in `operations.txt`.
    Operation(&'a str),
    Route(Route<'a>),
    Request(Box<Request>),
}

/// Verb and path of an operation, the path as the catalog has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route<'a> {
    pub verb: &'a str,
    pub path: &'a str,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Gives<'a> {
    Unknown,
    Receiver,
    Type(&'a str),
    Many(&'a str),
    TypeArguments,
}

const NO_MEANING: &str = "words that mean nothing here";

/// A line that does not follow the format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {what}: {text}")]
pub(super) struct TableError {
    pub line: usize,
    pub what: &'static str,
    pub text: String,
}

/// Reads `operations.txt`: names and their routes.
pub(super) fn operations(
    text: &str,
) -> impl Iterator<Item = Result<(&str, Route<'_>), TableError>> {
    lines(text).map(|(line, text)| {
        let mut words = text.split_ascii_whitespace().peekable();
        let row = match (words.next(), words.next()) {
            (Some(name), Some(verb)) => Route::read(verb, &mut words).map(|route| (name, route)),
            _ => Err("expected a name, a verb and a path"),
        };
        let row = row.map_err(|what| error(line, what, text))?;
        match words.next() {
            None => Ok(row),
            Some(_) => Err(error(line, NO_MEANING, text)),
        }
    })
}

impl<'a> Route<'a> {
    /// `VERB path`, or `VERB path as path` where the catalog has another path for what is sent.
    fn read(
        verb: &'a str,
        words: &mut Peekable<impl Iterator<Item = &'a str>>,
    ) -> Result<Route<'a>, &'static str> {
        let sent = words.next().ok_or("a verb without a path")?;
        let path = match words.next_if_eq(&"as") {
            Some(_) => words.next().ok_or("as which path?")?,
            // The query makes no other operation.
            None => sent.split('?').next().unwrap_or(sent),
        };
        Ok(Route { verb, path })
    }
}

/// Reads one SDK's file.
pub(super) fn table(text: &str) -> Result<Table<'_>, TableError> {
    let mut table = Table {
        library: "",
        family: None,
        naming: Naming::Camel,
        generations: Generations::ALL,
        packages: Vec::new(),
        modules: Vec::new(),
        suffixes: Vec::new(),
        interface_prefix: None,
        aliases: Vec::new(),
        exports: Vec::new(),
        functions: Vec::new(),
        globals: Vec::new(),
        component_members: Vec::new(),
        is_sign_in: false,
        types: Vec::new(),
    };
    // Rows without generations have those of their type.
    let mut inherited = Generations::ALL;
    for (line, text) in lines(text) {
        let fail = |what| error(line, what, text);
        if text.starts_with(' ') {
            let row = member(text, inherited).map_err(fail)?;
            let ty = table.types.last_mut();
            ty.ok_or_else(|| fail("a member outside a type"))?
                .members
                .push(row);
        } else if let Some(rest) = text.strip_prefix("type ") {
            let (ty, generations) = type_row(rest, table.generations).map_err(fail)?;
            inherited = generations;
            table.types.push(ty);
        } else {
            header(&mut table, text).map_err(fail)?;
        }
    }
    Ok(table)
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn error(line: usize, what: &'static str, text: &str) -> TableError {
    TableError {
        line,
        what,
        text: text.to_owned(),
    }
}

fn header<'a>(table: &mut Table<'a>, text: &'a str) -> Result<(), &'static str> {
    let (key, rest) = text.split_once(' ').ok_or("a key without a value")?;
    let pair = || rest.split_once(' ').ok_or("expected two names");
    match key {
        "library" => table.library = rest,
        "family" => {
            table.family = match rest {
                "dotnet" => Some(Family::DotNet),
                "ecmascript" => Some(Family::EcmaScript),
                "python" => Some(Family::Python),
                "rust" => Some(Family::Rust),
                "go" | "java" | "php" | "powershell" | "ruby" => None,
                _ => return Err("unknown family"),
            }
        }
        "naming" => {
            table.naming = match rest {
                "camel" => Naming::Camel,
                "pascal" => Naming::Pascal,
                "snake" => Naming::Snake,
                _ => return Err("unknown naming rule"),
            }
        }
        "generations" => table.generations = range(rest).ok_or("not a range")?,
        "package" => table.packages.push(rest),
        "module" => match rest.split_once(' ') {
            Some((name, generations)) => {
                let generations = range(generations).ok_or("not a range")?;
                table.modules.push((name, generations));
            }
            None => table.modules.push((rest, Generations::ALL)),
        },
        "suffix" => table.suffixes.push(rest),
        "interface" => table.interface_prefix = Some(rest),
        "alias" => table.aliases.push(pair()?),
        "export" => table.exports.push(pair()?),
        "function" => table.functions.push(member(rest, table.generations)?),
        "global" => table.globals.push(pair()?),
        "member" => {
            let (module, rest) = pair()?;
            let (name, ty) = rest.split_once(' ').ok_or("expected three names")?;
            table.component_members.push((module, name, ty));
        }
        "sign-in" if rest == "only" => table.is_sign_in = true,
        // For the reader: where the facts are from, and when they were read.
        "source" | "read" => {}
        _ => return Err("unknown key"),
    }
    Ok(())
}

fn type_row(text: &str, all: Generations) -> Result<(TypeRow<'_>, Generations), &'static str> {
    let (head, bases) = text.split_once(" : ").unwrap_or((text, ""));
    let mut words = head.split_ascii_whitespace();
    let name = words.next().ok_or("a type without a name")?;
    let mut ty = TypeRow {
        name,
        bases: bases.split(", ").filter(|base| !base.is_empty()).collect(),
        is_exported: true,
        members: Vec::new(),
    };
    let mut generations = all;
    for word in words {
        match word {
            "hidden" => ty.is_exported = false,
            // A type may be missing in a generation between; for its members the outer bounds are enough.
            _ => {
                let ranges = ranges(word).ok_or("neither a range nor `hidden`")?;
                let first = ranges.iter().map(|r| r.first).min();
                let last = ranges.iter().map(|r| r.last).max();
                if let (Some(first), Some(last)) = (first, last) {
                    generations = Generations { first, last };
                }
            }
        }
    }
    Ok((ty, generations))
}

fn member(text: &str, inherited: Generations) -> Result<MemberRow<'_>, &'static str> {
    let (head, returns) = match text.split_once(" -> ") {
        Some((head, returns)) => (head, gives(returns)),
        None => (text, Gives::Unknown),
    };
    let (head, action) = match head.split_once(" = ") {
        Some((head, action)) => (head, Some(action)),
        None => (head, None),
    };
    let mut words = head.split_ascii_whitespace().peekable();
    let name = words.next().ok_or("a member without a name")?;
    let mut row = MemberRow {
        slot: match name {
            "@new" => Slot::Construct,
            "@call" => Slot::Call,
            "@each" => Slot::Iterate,
            "@set" => {
                let property = words.next().ok_or("which property?")?;
                let state = words.next().and_then(state).ok_or("which state?")?;
                Slot::Setter(property, state)
            }
            _ => match name.strip_prefix('.') {
                Some(name) => Slot::Property(name),
                None if action.is_some() => Slot::Method(name),
                None => Slot::Regular,
            },
        },
        generations: match words.next_if(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
            Some(word) => ranges(word).ok_or("not a range")?,
            None => vec![inherited],
        },
        does: match name {
            _ if action.is_some() => Does::Nothing,
            "@new" | "@call" | "@each" | "@set" => Does::Nothing,
            _ if name.starts_with('.') => Does::Nothing,
            _ => Does::Operation(name),
        },
        sets: Vec::new(),
        returns,
    };
    if let Some(action) = action {
        if words.next().is_some() {
            return Err(NO_MEANING);
        }
        words = action.split_ascii_whitespace().peekable();
        row.does = match words.next().ok_or("what does it do?")? {
            "nothing" => Does::Nothing,
            "request" => {
                let mut request = Request::default();
                while let Some(field) = words.next_if(|word| *word != "sets") {
                    request_field(&mut request, field)?;
                }
                Does::Request(Box::new(request))
            }
            verb if verb.bytes().all(|b| b.is_ascii_uppercase()) => {
                Does::Route(Route::read(verb, &mut words)?)
            }
            operation => Does::Operation(operation),
        };
    }
    if words.next_if_eq(&"sets").is_some() {
        for field in words.by_ref() {
            let (name, from) = field.split_once('=').ok_or("expected state=source")?;
            row.sets
                .push((state(name).ok_or("unknown state")?, sources(from)?));
        }
    }
    match words.next() {
        None => Ok(row),
        Some(_) => Err(NO_MEANING),
    }
}

fn request_field(request: &mut Request, field: &str) -> Result<(), &'static str> {
    let (key, value) = field.split_once('=').ok_or("expected field=source")?;
    match key {
        "verb" => request.verb = sources(value)?,
        "else" => request.default_verb = Some(constant(value).ok_or("expected 'VERB'")?),
        "body" => request.body = sources(value)?,
        "url" => request.url = sources(value)?,
        "base" => request.base = sources(value)?,
        "headers" => request.headers = sources(value)?,
        "whole" => request.whole = sources(value)?,
        _ => return Err("unknown part of a request"),
    }
    Ok(())
}

/// Alternatives, joined by `|`.
fn sources(text: &str) -> Result<Vec<Source>, &'static str> {
    text.split('|').map(source).collect()
}

fn source(text: &str) -> Result<Source, &'static str> {
    if let Some(constant) = constant(text) {
        return Ok(Source::Constant(constant));
    }
    let mut parts = text
        .strip_prefix('$')
        .ok_or("not a source")?
        .split('.')
        .map(Text::new);
    let head = parts.next().ok_or("not a source")?;
    match head.as_str() {
        "self" => match parts.next() {
            None => Ok(Source::Receiver),
            Some(name) => state(&name).map(Source::State).ok_or("unknown state"),
        },
        "last" => Ok(Source::Last {
            path: parts.collect(),
        }),
        name => Ok(match name.parse() {
            Ok(index) => Source::Argument {
                index,
                path: parts.collect(),
            },
            Err(_) => Source::Named { name: head },
        }),
    }
}

fn constant(text: &str) -> Option<Text> {
    Some(Text::new(text.strip_prefix('\'')?.strip_suffix('\'')?))
}

fn state(text: &str) -> Option<State> {
    Some(match text {
        "verb" => State::Verb,
        "url" => State::Url,
        "base" => State::Base,
        "headers" => State::Headers,
        "authorization" => State::Authorization,
        "body" => State::Body,
        "mode" => State::Mode,
        "scopes" => State::Scopes,
        "token" => State::Token,
        "client_id" => State::ClientId,
        "client_secret" => State::ClientSecret,
        "private_key" => State::PrivateKey,
        "access_token" => State::AccessToken,
        _ => return None,
    })
}

fn gives(text: &str) -> Gives<'_> {
    match text {
        "self" => Gives::Receiver,
        "<>" => Gives::TypeArguments,
        _ => match text.strip_suffix('*') {
            Some(name) => Gives::Many(name),
            None => Gives::Type(text),
        },
    }
}

/// `6`, `6-10`, `6-` (and every later one), several joined by commas.
fn ranges(text: &str) -> Option<Vec<Generations>> {
    text.split(',').map(range).collect()
}

fn range(text: &str) -> Option<Generations> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first = first.parse().ok()?;
    let last = match last {
        "" => u16::MAX,
        _ => last.parse().ok()?,
    };
    (first <= last).then_some(Generations { first, last })
}

impl Naming {
    /// The method's name for an operation's.
    pub(super) fn method(self, operation: &str) -> Text {
        match self {
            Naming::Camel => Text::new(operation),
            Naming::Pascal => {
                let mut letters = operation.chars();
                letters
                    .next()
                    .map(|first| first.to_ascii_uppercase())
                    .into_iter()
                    .chain(letters)
                    .collect()
            }
            Naming::Snake => snake(operation),
        }
    }
}

/// A break before the last capital of a run that at least two small letters follow, and between a small letter or digit and a
/// capital: `listOAuth2Claims` → `list_o_auth2_claims`.
fn snake(name: &str) -> Text {
    let letters: Vec<char> = name.chars().collect();
    let capital = |at: usize| letters.get(at).is_some_and(char::is_ascii_uppercase);
    let small = |at: usize| letters.get(at).is_some_and(char::is_ascii_lowercase);
    let mut out = String::with_capacity(name.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        let inside = at > 0 && capital(at);
        if inside && (!capital(at - 1) || (small(at + 1) && small(at + 2))) {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    Text::new(out)
}
