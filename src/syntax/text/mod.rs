//! The text frontend: every language without a frontend of its own, read as far as comments, strings and brackets go.
//!
//! It yields each URL literal that something seems to ask for, as a [`RawRequest`](crate::ir::RawRequest): the URL with its
//! holes, the verb and the credential if they stand around it. Whose URL it is, is not its business. What is surely no
//! request is left out: comments, documentation, log lines, routes that a server declares, mocks, data that nobody asks for.
//!
//! It reads each file in linear time, and looks only so far around each literal.

mod code;
mod commands;
mod context;
mod data;
mod join;
mod lexis;
mod pieces;
mod requests;
mod tokens;
mod vocabulary;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::LazyLock;

use globset::{GlobSet, GlobSetBuilder};

use crate::files::{self, FileRules};
use crate::ir::{Module, Problem};
use crate::syntax::comments::Comments;

use lexis::{Lexis, Reading};

/// Requests of one file; more are not written by hand.
const MOST_REQUESTS: usize = 2_000;

static ENDINGS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let languages = FileRules::embedded().text.endings.iter();
    languages
        .flat_map(|(language, endings)| {
            endings
                .iter()
                .map(|ending| (ending.as_str(), language.as_str()))
        })
        .collect()
});

static NAMES: LazyLock<(GlobSet, Vec<&'static str>)> = LazyLock::new(|| {
    let mut set = GlobSetBuilder::new();
    let mut languages = Vec::new();
    for (language, globs) in &FileRules::embedded().text.names {
        for glob in globs.iter().filter_map(|glob| files::path_glob(glob).ok()) {
            set.add(glob);
            languages.push(language.as_str());
        }
    }
    (set.build().unwrap_or_default(), languages)
});

static NOT_READ: LazyLock<GlobSet> = LazyLock::new(|| {
    files::path_globs(
        FileRules::embedded()
            .text
            .not_read
            .iter()
            .map(String::as_str),
    )
    .unwrap_or_default()
});

/// The language that a file is read in as text, by its name and its ending in lower case; `None` for what is not read.
pub fn language(name: &str, ending: &str) -> Option<&'static str> {
    if NOT_READ.is_match(name) {
        return None;
    }
    let (names, languages) = &*NAMES;
    let by_name = names
        .matches(name)
        .first()
        .and_then(|index| languages.get(*index));
    by_name.or_else(|| ENDINGS.get(ending)).copied()
}

/// How a language writes comments.
pub fn comments(language: &str) -> Comments {
    let lexis = Lexis::of(language);
    Comments {
        line: lexis.line_comments,
        block: lexis.block_comments,
    }
}

/// Reads the requests off a file.
pub fn lower(source: &str, language: &'static str) -> Module {
    let lexis = Lexis::of(language);
    let raw_requests = match lexis.reading {
        Reading::Code => code::lower(source, lexis),
        Reading::Commands => {
            commands::lower(source, 0..source.len(), commands::Dialect::of(language))
        }
        Reading::Requests => requests::lower(source),
        Reading::Data => data::lower(source, lexis),
        Reading::Indented => yaml::lower(source),
    };
    let problems = raw_requests.get(MOST_REQUESTS - 1).map(|last| Problem {
        span: last.span,
        what: format!("{MOST_REQUESTS} requests in one file: no more are read").into(),
    });
    Module {
        raw_requests,
        problems: problems.into_iter().collect(),
        ..Module::default()
    }
}
