//! Rules of SARIF: a lint and its page.

use serde_json::{Value as Json, json};

use super::message::capitalised;
use crate::lints::{Level, LintPage};

/// A lint as a rule.
pub fn rule(page: &LintPage) -> Json {
    let mut properties = json!({
        "tags": page.tags,
        "precision": page.precision,
        "problem.severity": match page.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note | Level::Off => "recommendation",
        },
    });
    if let Some(severity) = &page.security_severity {
        properties["security-severity"] = json!(severity);
    }
    json!({
        "id": page.id,
        "name": pascal_case(page.id),
        "shortDescription": { "text": page.summary },
        "fullDescription": { "text": plain_text(&page.meaning()) },
        "defaultConfiguration": { "level": level(page.level) },
        "help": { "text": plain_text(page.body), "markdown": page.body },
        "properties": properties,
    })
}

/// A level as SARIF names it.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        other => other.name(),
    }
}

/// `missing-scope` → `MissingScope`: a rule's name must differ from its id.
fn pascal_case(id: &str) -> String {
    id.split('-').map(capitalised).collect()
}

/// The Markdown that pages are written in as plain text: headings and code without their marks, code on lines of its own indented.
fn plain_text(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut in_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let line = match in_code {
            true if line.is_empty() => String::new(),
            true => format!("    {line}"),
            false => line.trim_start_matches('#').trim_start().replace('`', ""),
        };
        plain.push_str(&line);
        plain.push('\n');
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_plain_text() {
        let page = "# a-lint\n\n## Failing\n\nSee `b`.\n\n```sh\n# `c`\n\nd\n```\n";
        let plain = "a-lint\n\nFailing\n\nSee b.\n\n    # `c`\n\n    d";
        assert_eq!(plain_text(page), plain);
    }

    /// What GitHub takes: 255 characters of a name, 1,024 of a description; it keeps ten tags.
    #[test]
    fn rules_are_within_limits() {
        for page in crate::lints::all() {
            let rule = rule(page);
            let length = |text: &Json| text.as_str().map_or(0, |text| text.chars().count());
            let descriptions = ["shortDescription", "fullDescription"];
            let lengths = descriptions.map(|name| length(&rule[name]["text"]));
            assert!(
                lengths.iter().all(|length| (1..=1024).contains(length)),
                "{}",
                page.id
            );
            assert!((1..=255).contains(&length(&rule["name"])), "{}", page.id);
            assert!(page.tags.len() <= 10, "{}", page.id);
            // A page is written in this much of Markdown; a link would need a word in `plain_text`.
            assert!(!page.body.contains("]("), "{}", page.id);
        }
    }
}
