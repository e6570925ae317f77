//! The summary of a CI job, as GitHub and others show it: findings, requirements, and the calls folded away.

use std::collections::BTreeMap;
use std::io;

use super::escape::markdown as escaped;
use super::{describe, diff};
use crate::Outcome;
use crate::call::Location;
use crate::judge::{Finding, JudgedCall};
use crate::words::{count, list};

/// Bytes of a summary. GitHub takes 1 MiB of a step, and nothing of one that is larger.
const MOST: usize = 1_000_000;
/// Bytes that are kept for the head, and for the end of each part.
const HEAD: usize = 4_000;

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    out.write_all(page(outcome, MOST).as_bytes())
}

/// The page, in at most this many bytes. What is worth most comes first, and the last is cut first.
fn page(outcome: &Outcome, most: usize) -> String {
    let judgement = &outcome.judgement;
    let mut page = Page::of(most.saturating_sub(HEAD));
    changes(&mut page, outcome);
    let findings = describe::most_severe_first(judgement);
    page.table(
        "## Findings",
        "| level | lint | what | where |\n|---|---|---|---|",
        "finding",
        findings.iter().map(|one| finding(one)),
    );
    requirements(&mut page, outcome);
    page.folded(
        "unresolved request",
        "Requests to Okta whose target could not be known",
        "| why | where |\n|---|---|",
        judgement.unresolved.iter().map(|one| {
            let why = escaped(&one.why);
            row(&[why, place(&one.location)])
        }),
    );
    page.folded(
        "problem",
        "Files that could not be read in full",
        "| file | what |\n|---|---|",
        judgement
            .problems
            .iter()
            .map(|one| row(&[escaped(&one.path), escaped(&one.what)])),
    );
    page.folded(
        "call",
        "Calls of Okta",
        "| operation | where | needs | token | verdict |\n|---|---|---|---|---|",
        judgement.calls.iter().map(call),
    );
    format!("{}{}", head(outcome, &page), page.text)
}

fn head(outcome: &Outcome, page: &Page) -> String {
    let found = match describe::findings(&outcome.judgement) {
        none if none.is_empty() => "no findings".to_owned(),
        some => some,
    };
    let mut head = format!("# oktalint: {found}\n\n{}.\n\n", describe::summary(outcome));
    if !page.left_out.is_empty() {
        let left_out = page.left_out.iter();
        let left_out = list(left_out.map(|(noun, number)| count(*number, noun)), "and");
        head.push_str(&format!(
            "**Left out, since GitHub takes no summary above 1 MiB: {left_out}. Other formats have everything.**\n\n"
        ));
    }
    head
}

/// What changed against the baseline.
fn changes(page: &mut Page, outcome: &Outcome) {
    if let Some(change) = diff::change(&outcome.judgement) {
        let heading = format!("## Changes against {}\n\n", escaped(&change.base));
        page.push(&diff::as_markdown(&change, heading));
    }
}

fn requirements(page: &mut Page, outcome: &Outcome) {
    let requirements: Vec<_> = describe::requirements(&outcome.judgement).collect();
    if !requirements.is_empty() {
        page.push("## What the tokens must be allowed\n\n");
    }
    for of_token in requirements {
        let name = of_token.token.as_deref().map(escaped);
        let title = match name {
            Some(name) => format!("### {name} ({})", count(of_token.calls, "call")),
            None => format!("### {}", describe::requirement_title(of_token, None)),
        };
        let rows = describe::requirement(of_token);
        page.table(
            &title,
            "| | |\n|---|---|",
            "row of a requirement",
            rows.iter().map(|one| {
                let values: Vec<String> = one.values.iter().map(|value| escaped(value)).collect();
                row(&[one.name.to_owned(), values.join("<br>")])
            }),
        );
    }
}

fn finding(finding: &Finding) -> String {
    let what = match &finding.help {
        Some(help) => format!("{}<br>help: {}", escaped(&finding.message), escaped(help)),
        None => escaped(&finding.message),
    };
    row(&[
        finding.level.name().to_owned(),
        finding.lint.id.to_owned(),
        what,
        place(&finding.location),
    ])
}

fn call(judged: &JudgedCall) -> String {
    row(&[
        escaped(&describe::operation(judged)),
        place(&judged.call.location),
        escaped(&describe::needs(judged)),
        escaped(judged.token.as_deref().unwrap_or_default()),
        judged.verdict.name().to_owned(),
    ])
}

fn place(location: &Location) -> String {
    escaped(&describe::place(location))
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A page that grows up to a size.
struct Page {
    text: String,
    most: usize,
    /// How many of each there was no room for.
    left_out: BTreeMap<&'static str, usize>,
}

impl Page {
    fn of(most: usize) -> Page {
        Page {
            text: String::new(),
            most,
            left_out: BTreeMap::new(),
        }
    }

    /// Adds text, if there is room for it.
    fn push(&mut self, text: &str) -> bool {
        let has_room = self.text.len() + text.len() <= self.most;
        if has_room {
            self.text.push_str(text);
        }
        has_room
    }

    /// A table under a heading, as far as there is room. Nothing if it has no rows.
    fn table(
        &mut self,
        heading: &str,
        columns: &str,
        noun: &'static str,
        rows: impl ExactSizeIterator<Item = String>,
    ) {
        let number = rows.len();
        if number == 0 {
            return;
        }
        let mut left = 0;
        if self.push(&format!("{heading}\n\n{columns}\n")) {
            for row in rows {
                // What is left out is the end, not what happens to be long.
                if left > 0 || !self.push(&row) {
                    left += 1;
                }
            }
            self.text.push('\n');
        } else {
            left = number;
        }
        if left > 0 {
            *self.left_out.entry(noun).or_default() += left;
        }
    }

    /// A table that is folded away under its title and count.
    fn folded(
        &mut self,
        noun: &'static str,
        title: &str,
        columns: &str,
        rows: impl ExactSizeIterator<Item = String>,
    ) {
        let heading = format!("<details>\n<summary>{title} ({})</summary>", rows.len());
        let before = self.text.len();
        self.table(&heading, columns, noun, rows);
        if self.text.len() > before {
            self.text.push_str("</details>\n\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_is_the_end_and_is_counted() {
        let mut page = Page::of(60);
        let rows = [
            "| a |\n",
            "| a row that is much too long for this page |\n",
            "| b |\n",
        ];
        page.table(
            "## T",
            "| |\n|---|",
            "row",
            rows.iter().map(ToString::to_string),
        );
        page.folded(
            "call",
            "Calls",
            "| |\n|---|",
            ["| c |\n".to_owned()].into_iter(),
        );
        assert_eq!(page.text, "## T\n\n| |\n|---|\n| a |\n\n");
        assert_eq!(page.left_out, BTreeMap::from([("call", 1), ("row", 2)]));
    }

    #[test]
    fn what_is_folded_is_closed() {
        let mut page = Page::of(70);
        let rows = ["| a |\n", "| a row that is much too long for this page |\n"];
        page.folded(
            "call",
            "Calls",
            "| |\n|---|",
            rows.iter().map(ToString::to_string),
        );
        assert!(
            page.text.ends_with("| a |\n\n</details>\n\n"),
            "{}",
            page.text
        );
    }
}
