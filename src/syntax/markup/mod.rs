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

/// Lowers the C# of a Razor page; `None` where there is none.
pub fn code(path: &Path, source: &str) -> Option<Module> {
    if !is_razor(&ending(path)) {
        return None;
    }
    let code = razor::code(source);
    (!code.trim().is_empty()).then(|| crate::syntax::csharp::lower(&code))
}

/// Lowers the scripts within a file; its name says whose markup it is.
pub fn scripts(path: &Path, source: &str) -> Module {
    let ending = ending(path);
    let scripts = scripts::of(source, ending == "astro");
    if scripts.is_empty() {
        return Module::default();
    }
    let dialect = scripts::dialect(&scripts);
    let ranges: Vec<_> = scripts.into_iter().map(|script| script.range).collect();
    if is_razor(&ending) {
        let plain = razor::without_transitions(source);
        return ecmascript::lower_ranges(&plain, &ranges, dialect);
    }
    ecmascript::lower_ranges(source, &ranges, dialect)
}

fn is_razor(ending: &str) -> bool {
    matches!(ending, "cshtml" | "razor")
}

fn ending(path: &Path) -> String {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.unwrap_or_default().to_ascii_lowercase()
}
