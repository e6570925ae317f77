//! Frontends: source text in, [`Module`] out. Nothing here knows Okta, HTTP or any library.
//!
//! A frontend never fails: what it can't read becomes a [`Problem`](crate::ir::Problem), and the rest is lowered.

pub mod comments;
pub mod csharp;
pub mod ecmascript;
pub mod markup;
pub mod print;
pub mod python;
pub mod rust;
pub mod text;

use std::path::Path;

use crate::ir::Module;

/// Nesting beyond this is given up: the node becomes opaque and a problem is recorded.
pub const MAX_DEPTH: usize = 300;

/// A language that a frontend reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    CSharp,
    JavaScript,
    Python,
    Rust,
    TypeScript,
    /// Vue, Svelte and Astro components, and HTML: their scripts are TypeScript or JavaScript; Razor pages have C#, too.
    Markup,
    /// Everything that is read as plain text, by the name its file ending gives it.
    Text(&'static str),
}

impl Language {
    /// The language of a file by its name; `None` for what is not read at all (prose, images, archives, …).
    pub fn of(path: &Path) -> Option<Language> {
        let name = &*path.file_name()?.to_string_lossy();
        let ending = name
            .rsplit_once('.')
            .map_or(name, |(_, e)| e)
            .to_ascii_lowercase();
        Some(match ending.as_str() {
            "cs" | "csx" => Language::CSharp,
            "ts" | "mts" | "cts" | "tsx" => Language::TypeScript,
            "js" | "mjs" | "cjs" | "jsx" => Language::JavaScript,
            "py" | "pyw" | "pyi" => Language::Python,
            "rs" => Language::Rust,
            "vue" | "svelte" | "astro" | "html" | "htm" | "cshtml" | "razor" => Language::Markup,
            _ => return text::language(name, &ending).map(Language::Text),
        })
    }

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Language::CSharp => "csharp",
            Language::JavaScript => "javascript",
            Language::Python => "python",
            Language::Rust => "rust",
            Language::TypeScript => "typescript",
            Language::Markup => "markup",
            Language::Text(name) => name,
        }
    }
}

/// Lowers one file: its modules, with the language that each is written in. Only a Razor page has two.
pub fn lower(language: Language, path: &Path, source: &str) -> Vec<(Language, Module)> {
    let module = match language {
        Language::CSharp => csharp::lower(source),
        Language::JavaScript => ecmascript::lower(source, ecmascript::Dialect::JavaScript),
        Language::TypeScript => ecmascript::lower(source, ecmascript::Dialect::of(path)),
        // A URL that no call can be followed to is a request where the text around it looks like one.
        Language::Python => Module {
            raw_requests: text::lower(source, "python").raw_requests,
            ..python::lower(source)
        },
        Language::Rust => rust::lower(source),
        Language::Markup => {
            let code = markup::code(path, source).map(|module| (Language::CSharp, module));
            let scripts = (Language::Markup, markup::scripts(path, source));
            return code.into_iter().chain([scripts]).collect();
        }
        Language::Text(name) => text::lower(source, name),
    };
    vec![(language, module)]
}
