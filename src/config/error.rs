//! What can be wrong with a configuration, as diagnostics that point into the file.

use std::path::PathBuf;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::printable::printable;

/// Why a configuration can't be used.
#[derive(Debug, Error, Diagnostic)]
pub enum ConfigError {
    #[error("cannot read the configuration `{}`", path.display())]
    #[diagnostic(code(oktalint::config::unreadable))]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the configuration `{}` is larger than {limit} bytes", path.display())]
    #[diagnostic(
        code(oktalint::config::too_large),
        help("nobody writes that much by hand: is it the right file?")
    )]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("the configuration `{}` is a link to `{}`", path.display(), target.display())]
    #[diagnostic(
        code(oktalint::config::link),
        help(
            "what is wrong in a configuration is shown, and this may be a file that nobody should see: link to an oktalint.toml, or name the file itself by --config"
        )
    )]
    Link { path: PathBuf, target: PathBuf },
    #[error("the configuration has {count}", count = errors(*count, mistakes.len()))]
    #[diagnostic(code(oktalint::config))]
    Mistakes {
        /// How many there are; the first of them are shown.
        count: usize,
        #[source_code]
        source_code: NamedSource<String>,
        #[related]
        mistakes: Vec<Mistake>,
    },
}

/// One mistake in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", printable(message))]
pub struct Mistake {
    /// The last part of the diagnostic's code: `unknown-scope`.
    pub code: &'static str,
    pub message: String,
    /// What stands at the place.
    pub label: String,
    /// Byte range in the file.
    pub span: std::ops::Range<usize>,
    pub help: Option<String>,
}

impl Diagnostic for Mistake {
    fn code(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        Some(Box::new(format!("oktalint::config::{}", self.code)))
    }

    fn help(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        self.help
            .as_ref()
            .map(|help| Box::new(printable(help)) as Box<dyn std::fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let span = SourceSpan::from(self.span.clone());
        let label =
            miette::LabeledSpan::new_with_span(Some(printable(&self.label).into_owned()), span);
        Some(Box::new(std::iter::once(label)))
    }
}

/// A help line with the nearest of the names that are allowed, and all of them where they are few.
pub fn nearest_help<'a>(wrong: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const FEW: usize = 12;
    let allowed: Vec<&str> = allowed.into_iter().collect();
    let nearest = nearest(wrong, allowed.iter().copied());
    let list = (allowed.len() <= FEW && !allowed.is_empty())
        .then(|| format!("allowed: {}", allowed.join(", ")));
    match (nearest, list) {
        (Some(nearest), Some(list)) => Some(format!("did you mean `{nearest}`? {list}")),
        (Some(nearest), None) => Some(format!("did you mean `{nearest}`?")),
        (None, list) => list,
    }
}

/// The name nearest to a wrong one, if one is near.
pub fn nearest<'a>(wrong: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR: f64 = 0.75;
    let lower = wrong.to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&lower, &name.to_lowercase());
    allowed
        .into_iter()
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

fn errors(count: usize, shown: usize) -> String {
    match count {
        1 => "an error".to_owned(),
        _ if count > shown => format!("{count} errors; these are the first {shown}"),
        _ => format!("{count} errors"),
    }
}
