//! How a language writes comments.

use super::{Language, text};

/// The beginnings of comments of one language, and what ends those that don't end with their line.
#[derive(Clone, Copy, Debug)]
pub struct Comments {
    pub line: &'static [&'static str],
    pub block: &'static [(&'static str, &'static str)],
}

const C_LIKE: Comments = Comments {
    line: &["//"],
    block: &[("/*", "*/")],
};

/// Components hold markup, scripts and styles; Razor and templates have comments of their own.
const MARKUP: Comments = Comments {
    line: &["//"],
    block: &[
        ("<!--", "-->"),
        ("/*", "*/"),
        ("@*", "*@"),
        ("{{!--", "--}}"),
    ],
};

impl Comments {
    /// The comments of a language.
    pub fn of(language: Language) -> Comments {
        match language {
            Language::CSharp | Language::JavaScript | Language::Rust | Language::TypeScript => {
                C_LIKE
            }
            Language::Markup => MARKUP,
            Language::Python => text::comments("python"),
            Language::Text(name) => text::comments(name),
        }
    }
}
