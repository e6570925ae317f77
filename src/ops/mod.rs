//! `oktalint ops`: a list of operations as people paste it, and what each of them asks of a token.

mod meant;
mod parse;
mod verdict;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::judge::{Nearest, Need, OperationFacts, Requirement, TokenUse};
use crate::tool::Tool;

pub use parse::{Entry, List, ParseError, mentioned, parse};

/// The answer for a whole list: the contract of `oktalint ops --format json`, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "oktalint operation list")]
pub struct Answer {
    /// 1.
    pub schema_version: u32,
    pub tool: Tool,
    pub operations: Vec<Answered>,
    /// What all of them together need.
    pub requirement: Requirement,
}

/// One line of the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Answered {
    /// One-based line of the input.
    pub line: usize,
    /// The line as written, without what surrounds it; a very long one is cut.
    pub text: String,
    /// Upper case.
    pub method: String,
    /// As written, with its query.
    pub path: String,
    pub verdict: Verdict,
    /// What the route names; absent where it names nothing.
    pub operation: Option<OperationFacts>,
    /// What may have been meant instead, nearest first.
    pub nearest: Vec<Nearest>,
    /// For an operation that needs no credential by itself.
    pub api_token: Option<TokenUse>,
    /// What a person should know of it.
    pub note: Option<String>,
}

impl Answered {
    /// What the line needs.
    pub fn need(&self) -> Need<'_> {
        Need {
            operations: self.operation.as_slice(),
            api_token: self.api_token,
        }
    }
}

/// What a line turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The route is this operation's.
    Exact,
    /// The route is an operation's, but the label or the query belongs to another one.
    OtherOperation,
    /// The route was seen once, though no document lists it.
    UndocumentedRoute,
    NoSuchOperation,
}

impl Verdict {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Exact => "exact",
            Verdict::OtherOperation => "other operation",
            Verdict::UndocumentedRoute => "undocumented route",
            Verdict::NoSuchOperation => "no such operation",
        }
    }
}

/// Answers a list.
pub fn answer(catalog: &Catalog, entries: Vec<Entry>) -> Answer {
    let operations: Vec<Answered> = entries
        .into_iter()
        .map(|entry| verdict::answer(catalog, entry))
        .collect();
    let needs: Vec<Need<'_>> = operations.iter().map(Answered::need).collect();
    let requirement = Requirement::of(&needs);
    Answer {
        schema_version: 1,
        tool: Tool::THIS,
        operations,
        requirement,
    }
}
