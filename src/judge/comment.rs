//! Comments that let findings be: `oktalint: allow(LINT) reason` on or above a line, `oktalint: allow-file(LINT) reason` for a file.

use std::sync::Arc;

use memchr::memmem;

use crate::call::{Location, SourceFile};
use crate::ir::Span;
use crate::syntax::comments::Comments;

/// How a directive begins.
const MARK: &str = "oktalint:";

/// A comment that is meant to let findings be.
#[derive(Clone, Debug)]
pub struct Comment {
    /// The directive without the signs of the comment.
    pub location: Location,
    pub directive: Directive,
}

/// What a comment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    Allow {
        scope: Scope,
        /// As written.
        lints: Vec<String>,
        /// Empty if nothing is said.
        reason: String,
    },
    /// It is none that is known; what is wrong with it.
    Malformed(&'static str),
}

/// Where a directive holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A one-based line.
    Line(u32),
    File,
}

/// The directives in the comments of a file, in their order. Of very many, the rest is not read: they allow nothing.
pub fn comments(file: &Arc<SourceFile>) -> Vec<Comment> {
    const MOST: usize = 2_000;
    let comments = Comments::of(file.language);
    let text = file.text.as_str();
    let found = memmem::find_iter(text.as_bytes(), MARK.as_bytes());
    found
        .filter_map(|at| comment(file, comments, at))
        .take(MOST)
        .collect()
}

fn comment(file: &Arc<SourceFile>, comments: Comments, at: usize) -> Option<Comment> {
    let text = file.text.as_str();
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let opening = opening(&text[line_start..at], comments)?;
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let mut directive = text[at..line_end].trim_end();
    for (_, close) in comments.block {
        if let Some(end) = directive.find(close) {
            directive = directive[..end].trim_end();
        }
    }
    let location = Location {
        file: Arc::clone(file),
        span: Span::new(at, at + directive.len()),
    };
    let stands_alone = text[line_start..line_start + opening].trim().is_empty();
    let line = location.start().line;
    let target = match stands_alone {
        true => next_line_of_code(file, comments, line),
        false => line,
    };
    Some(Comment {
        directive: parse(directive, target),
        location,
    })
}

/// Where on its line a comment begins whose first words come next; `None` if there is no comment.
fn opening(before: &str, comments: Comments) -> Option<usize> {
    let trimmed = before.trim_end();
    let blocks = comments.block.iter().map(|(open, _)| *open);
    let openings = comments.line.iter().copied().chain(blocks);
    let starts = openings.filter_map(|open| {
        // Documentation comments: `///`, `//!`, `/**`, `##`.
        let rest = trimmed.trim_end_matches(['*', '!']);
        let rest = match trimmed.ends_with(open) {
            true => trimmed,
            false => rest,
        };
        let rest = rest.strip_suffix(open)?;
        let sign = open.chars().next().unwrap_or('/');
        Some(rest.trim_end_matches(sign).len())
    });
    let within_block =
        (trimmed.trim_start() == "*" && !comments.block.is_empty()).then(|| trimmed.len() - 1);
    // In a string, the sign of a comment would follow a quotation mark, or a word as in `http://`.
    let is_comment = |start: &usize| {
        let last = before[..*start].chars().last();
        last.is_none_or(|c| c.is_whitespace() || "{}();,".contains(c))
    };
    starts.chain(within_block).filter(is_comment).min()
}

/// The first line below that is neither empty nor a comment alone.
fn next_line_of_code(file: &SourceFile, comments: Comments, line: u32) -> u32 {
    // Comments above a line are few; a file of nothing else has no line that one could be about.
    const FARTHEST: u32 = 50;
    let is_comment = |text: &str| {
        let blocks = comments.block.iter().map(|(open, _)| *open);
        let mut openings = comments.line.iter().copied().chain(blocks);
        openings.any(|open| text.starts_with(open))
            || (!comments.block.is_empty() && text.starts_with('*'))
    };
    let last = file.position(u32::MAX).line;
    let below = (line + 1..=last).take(FARTHEST as usize);
    let mut code = below.filter(|line| {
        let text = file.line(*line).trim();
        !text.is_empty() && !is_comment(text) && text != "}"
    });
    code.next().unwrap_or(line)
}

fn parse(directive: &str, target: u32) -> Directive {
    let rest = directive
        .strip_prefix(MARK)
        .unwrap_or(directive)
        .trim_start();
    let (word, rest) = rest.split_once('(').unwrap_or((rest, ""));
    let scope = match word.trim_end() {
        "allow" => Scope::Line(target),
        "allow-file" => Scope::File,
        _ => {
            return Directive::Malformed(
                "it is neither `allow(LINT) REASON` nor `allow-file(LINT) REASON`",
            );
        }
    };
    let Some((lints, reason)) = rest.split_once(')') else {
        return Directive::Malformed("it names no lint in parentheses");
    };
    let lints: Vec<String> = lints
        .split(',')
        .map(str::trim)
        .filter(|lint| !lint.is_empty())
        .map(str::to_owned)
        .collect();
    if lints.is_empty() {
        return Directive::Malformed("it names no lint");
    }
    let reason = reason
        .trim_start_matches([':', '-', '–', '—', ' ', '\t'])
        .trim();
    Directive::Allow {
        scope,
        lints,
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Language;

    fn directives(language: Language, text: &str) -> Vec<Directive> {
        let file = SourceFile::new("a".to_owned(), language, text.to_owned(), false);
        let found = comments(&Arc::new(file)).into_iter();
        found.map(|comment| comment.directive).collect()
    }

    fn allow(line: u32, lints: &[&str], reason: &str) -> Directive {
        Directive::Allow {
            scope: Scope::Line(line),
            lints: lints.iter().map(ToString::to_string).collect(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn on_or_above_a_line_in_the_comments_of_each_language() {
        let risky = |line| vec![allow(line, &["risky-call"], "as agreed")];
        for (language, text) in [
            (
                Language::CSharp,
                "// oktalint: allow(risky-call) as agreed\n\n// why\ncall();",
            ),
            (
                Language::TypeScript,
                "/* oktalint: allow(risky-call) as agreed */\n/** doc */\n\ncall()",
            ),
            (
                Language::TypeScript,
                "/**\n * oktalint: allow(risky-call): as agreed\n */\ncall()",
            ),
            (
                Language::Text("python"),
                "\n# oktalint: allow(risky-call) as agreed\n\ncall()",
            ),
            (
                Language::Text("shell"),
                "\n  ## oktalint:allow(risky-call) — as agreed\n\ncurl",
            ),
            (
                Language::Text("terraform"),
                "\n# oktalint: allow(risky-call) as agreed\n\nx = 1",
            ),
            (
                Language::Markup,
                "<!-- oktalint: allow(risky-call) as agreed -->\n\n\n<a/>",
            ),
            (
                Language::Text("sql"),
                "\n\n\ncall // oktalint: allow(risky-call) as agreed",
            ),
        ] {
            assert_eq!(directives(language, text), risky(4), "{text}");
        }
        let beside = "call(); // oktalint: allow( a , b ) why not\ncall();";
        assert_eq!(
            directives(Language::Rust, beside),
            [allow(1, &["a", "b"], "why not")]
        );
        let of_file = "// oktalint: allow-file(risky-call) generated\n";
        assert_eq!(
            directives(Language::Rust, of_file),
            [Directive::Allow {
                scope: Scope::File,
                lints: vec!["risky-call".to_owned()],
                reason: "generated".to_owned()
            }]
        );
    }

    #[test]
    fn what_is_no_comment_says_nothing() {
        for text in [
            "\"oktalint: allow(risky-call) x\"",
            "\"// oktalint: allow(risky-call) x\"",
            "let oktalint: allow(risky_call) = 1;",
            "// see oktalint: allow(risky-call)",
            "`https://oktalint: allow(a) b`",
        ] {
            assert!(directives(Language::Rust, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_malformed_is_said() {
        for text in [
            "// oktalint: ignore",
            "# oktalint: allow",
            "# oktalint: allow(risky",
            "// oktalint: allow( ) x",
        ] {
            let language = match text.starts_with('#') {
                true => Language::Text("python"),
                false => Language::CSharp,
            };
            let found = directives(language, text);
            assert!(
                matches!(found.as_slice(), [Directive::Malformed(_)]),
                "{text}"
            );
        }
    }
}
