//! The formats of a report, and where each goes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Failure;
use super::output::Output;
use crate::Outcome;
use crate::config::Config;
use crate::plan::Plan;
use crate::report::text::{Detail, Style};
use crate::report::{Extent, github, gitlab, html, json, junit, markdown, sarif, text};
use crate::words::list;

/// A format and where it goes.
#[derive(Clone, Debug)]
pub struct Target {
    format: Format,
    /// `None` for standard output.
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Json,
    Sarif,
    Github,
    Markdown,
    Gitlab,
    Junit,
    Html,
}

/// How the formats are written of which there is something to choose.
#[derive(Clone, Debug)]
pub struct Options {
    pub json: Extent,
    pub sarif: sarif::Options,
}

/// The formats, as they are named.
const FORMATS: [(&str, Format); 8] = [
    ("text", Format::Text),
    ("json", Format::Json),
    ("sarif", Format::Sarif),
    ("github", Format::Github),
    ("markdown", Format::Markdown),
    ("gitlab", Format::Gitlab),
    ("junit", Format::Junit),
    ("html", Format::Html),
];

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("no file behind `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let known = FORMATS.iter().find(|(known, _)| *known == name);
        let Some((_, format)) = known else {
            let names = FORMATS.iter().map(|(name, _)| *name);
            return Err(format!("formats are {}", list(names, "and")));
        };
        Ok(Target {
            format: *format,
            file,
        })
    }
}

/// Where the formats go: at most one to a place. `output` is the file that is meant by none.
///
/// # Errors
/// Two would go to the same place.
pub fn targets(wanted: &[Target], output: Option<&Path>) -> Result<Vec<Target>, miette::Report> {
    let output = output.filter(|file| file.as_os_str() != "-");
    let mut targets = wanted.to_vec();
    for target in &mut targets {
        if target.file.is_none() {
            target.file = output.map(Path::to_owned);
        }
    }
    for (at, target) in targets.iter().enumerate() {
        let is_taken = |other: &Target| other.file == target.file;
        if targets.iter().skip(at + 1).any(is_taken) {
            let help = "write the others into files: --format sarif=FILE";
            return Err(miette::miette!(
                help = help,
                "only one format can go to one place"
            ));
        }
    }
    Ok(targets)
}

impl Target {
    /// Writes the report in this format to its place.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(
        &self,
        outcome: &Outcome,
        config: &Config,
        options: &Options,
        output: &Output,
    ) -> Result<(), Failure> {
        let write = |out: &mut dyn Write| -> io::Result<()> {
            match self.format {
                Format::Text => text::write(out, outcome, self.style(output)),
                Format::Json => json::write(out, outcome, options.json),
                Format::Sarif => {
                    let report = sarif::Report::new(outcome, &options.sarif)?;
                    if let Some(left_out) = &report.left_out {
                        output.note(left_out);
                    }
                    report.write(out)
                }
                Format::Github => github::write(out, outcome),
                Format::Markdown => markdown::write(out, outcome),
                Format::Gitlab => gitlab::write(out, outcome),
                Format::Junit => junit::write(out, outcome),
                Format::Html => {
                    let plan = Plan::of_judgement(&outcome.judgement, config.include_tests);
                    html::write(out, outcome, &plan)
                }
            }
        };
        output.results_in(self.file.as_deref(), write)
    }

    /// How text is written there.
    fn style(&self, output: &Output) -> Style {
        Style {
            color: self.file.is_none() && output.colors_results(),
            detail: match (output.quiet, output.verbose) {
                (true, _) => Detail::Quiet,
                (_, true) => Detail::Verbose,
                _ => Detail::Normal,
            },
        }
    }
}
