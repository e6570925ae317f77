//! What is written about each lint: the pages of `rules/lints/`. They feed `explain`, the help in SARIF and the README's table.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not looked for.
    Off,
    /// Worth knowing; never fails a run by default.
    Note,
    /// Should be looked at.
    Warning,
    /// The call fails, or must not be made.
    Error,
}

impl Level {
    /// Every level, as they are written.
    pub const NAMES: [&'static str; 4] = ["off", "note", "warning", "error"];

    /// The name used in reports and in the configuration.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// How often a finding of a lint is right, in the words of SARIF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    VeryHigh,
    High,
    Medium,
    Low,
}

/// The page about one lint.
#[derive(Debug)]
pub struct LintPage {
    pub id: &'static str,
    pub level: Level,
    /// One sentence.
    pub summary: String,
    pub tags: Vec<String>,
    pub precision: Precision,
    /// CVSS-like score as GitHub reads it; its presence makes a finding a security alert.
    pub security_severity: Option<String>,
    /// The page as Markdown, without its front matter.
    pub body: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FrontMatter {
    level: Level,
    summary: String,
    tags: Vec<String>,
    precision: Precision,
    security_severity: Option<String>,
}

macro_rules! pages {
    ($($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("../rules/lints/", $id, ".md")))),*]
    };
}

impl LintPage {
    /// What it means: the first paragraph of the page, on one line.
    pub fn meaning(&self) -> String {
        let text = self
            .body
            .split("## What it means\n\n")
            .nth(1)
            .unwrap_or(&self.summary);
        let paragraph = text.split("\n\n").next().unwrap_or_default();
        paragraph.replace('\n', " ")
    }
}

/// In the order of their ids, which is the order of their rules in SARIF.
const PAGES: &[(&str, &str)] = pages![
    "admin-scope-in-browser",
    "browser-client-secret",
    "conflicting-declaration",
    "deprecated-operation",
    "excess-role",
    "excess-scope",
    "expired-approval",
    "hardcoded-credential",
    "ignored-credential",
    "invalid-suppression",
    "missing-credential",
    "missing-role",
    "missing-scope",
    "narrower-scope",
    "new-privileged-call",
    "new-requirement",
    "risky-call",
    "super-admin-only",
    "undocumented-route",
    "unknown-operation",
    "unknown-scope",
    "unsupported-credential",
    "unused-approval",
    "unused-suppression",
    "wrong-declaration",
];

static LINTS: LazyLock<Vec<LintPage>> = LazyLock::new(|| {
    PAGES
        .iter()
        .map(|(id, text)| {
            parse(id, text).expect("pages are part of the program and held by a test")
        })
        .collect()
});

/// Every lint, in the order of ids.
pub fn all() -> &'static [LintPage] {
    &LINTS
}

/// The page about a lint.
pub fn find(id: &str) -> Option<&'static LintPage> {
    all().iter().find(|page| page.id == id)
}

fn parse(id: &'static str, text: &'static str) -> Option<LintPage> {
    let (front, body) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    let front: FrontMatter = yaml_serde::from_str(front).ok()?;
    Some(LintPage {
        id,
        level: front.level,
        summary: front.summary,
        tags: front.tags,
        precision: front.precision,
        security_severity: front.security_severity,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_complete() {
        for page in all() {
            assert!(
                page.body.starts_with(&format!("# {}\n", page.id)),
                "{}",
                page.id
            );
            for heading in [
                "What it means",
                "Why it matters",
                "How to fix it",
                "Failing",
                "Passing",
            ] {
                let heading = format!("\n## {heading}\n");
                assert!(page.body.contains(&heading), "{}: {heading}", page.id);
            }
            assert!(
                page.summary.ends_with('.') && page.summary.len() <= 120,
                "{}",
                page.id
            );
            assert!(page.level > Level::Off, "{}", page.id);
        }
    }

    #[test]
    fn every_file_is_a_page() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/lints");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("rules/lints")
            .map(|entry| {
                entry
                    .expect("entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        files.sort();
        let pages: Vec<String> = all().iter().map(|page| format!("{}.md", page.id)).collect();
        assert_eq!(files, pages);
    }
}
