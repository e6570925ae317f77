//! The markup frontend: scripts within Vue, Svelte and Astro components and HTML pages, and the C# of Razor pages.
//!
//! All scripts of a file are one module: they share their names. Whatever is no script stays unread.

mod razor;
mod scripts;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::ir::Module;
use crate::syntax::ecmascript;

/// Lowers the code within a file; its name says whose markup it is.
pub fn lower(path: &Path, source: &str) -> Module {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if matches!(ending.as_str(), "cshtml" | "razor") {
        let code = razor::code(source);
        // A page may hold both; the C# is what runs on the server.
        if !code.trim().is_empty() {
            return crate::syntax::csharp::lower(&code);
        }
    }
    let scripts = scripts::of(source, ending == "astro");
    if scripts.is_empty() {
        return Module::default();
    }
    let dialect = scripts::dialect(&scripts);
    let ranges: Vec<_> = scripts.into_iter().map(|script| script.range).collect();
    ecmascript::lower_ranges(source, &ranges, dialect)
}
