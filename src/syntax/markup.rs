//! Scripts inside markup: Vue, Svelte and Astro components, HTML and Razor pages. A component's scripts are one module.

use std::ops::Range;

use super::ecmascript::{self, Dialect};
use crate::ir::Module;

/// Values of `type` with which a `<script>` is a script and not data or a template; of those without, the language decides.
const SCRIPT_TYPES: [&str; 7] = [
    "",
    "module",
    "text/javascript",
    "application/javascript",
    "text/babel",
    "text/typescript",
    "text/ecmascript",
];

/// Lowers the scripts of a page or component. Spans are offsets into the whole file.
pub fn lower(source: &str) -> Module {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut dialect = Dialect::JavaScript;
    if let Some(range) = front_matter(source) {
        dialect = Dialect::TypeScript;
        ranges.push(range);
    }
    for script in scripts(source) {
        let tag = &source[script.tag.clone()];
        if !SCRIPT_TYPES.contains(&attribute(tag, "type").unwrap_or_default().as_str()) {
            continue;
        }
        match attribute(tag, "lang").as_deref() {
            Some("tsx") => dialect = Dialect::Tsx,
            Some("ts" | "typescript") if dialect == Dialect::JavaScript => {
                dialect = Dialect::TypeScript;
            }
            _ => {}
        }
        ranges.push(script.body);
    }
    ecmascript::lower_ranges(source, &ranges, dialect)
}

/// Astro's component script: TypeScript between two lines of dashes at the top.
fn front_matter(source: &str) -> Option<Range<usize>> {
    let start = source
        .strip_prefix('\u{feff}')
        .map_or(0, |_| '\u{feff}'.len_utf8());
    let body = start + 3;
    let rest = source[start..].strip_prefix("---")?;
    let end = rest.find("\n---")?;
    Some(body..body + end)
}

/// A `<script>` element.
struct Script {
    /// Between `<script` and `>`.
    tag: Range<usize>,
    body: Range<usize>,
}

/// The script elements that stand outside comments, in one pass. An element that is never closed reaches to the end.
fn scripts(source: &str) -> Vec<Script> {
    let lower = source.to_ascii_lowercase();
    let find = |what: &str, from: usize| lower[from..].find(what).map(|at| from + at);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = find("<", at) {
        if lower[open..].starts_with("<!--") {
            let Some(end) = find("-->", open) else { break };
            at = end;
            continue;
        }
        let tag = open + "<script".len();
        let is_script = lower[open..].starts_with("<script")
            && lower[tag..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        if !is_script {
            at = open + 1;
            continue;
        }
        let Some(close) = find(">", tag) else { break };
        let end = find("</script", close).unwrap_or(source.len());
        found.push(Script {
            tag: tag..close,
            body: close + 1..end,
        });
        at = end;
    }
    found
}

/// An attribute's value in lower case; empty where it has none.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.to_ascii_lowercase().find(name)?;
        let before = rest[..at].chars().next_back();
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        if before.is_some_and(|c| !c.is_ascii_whitespace()) {
            continue;
        }
        let Some(value) = after.strip_prefix('=') else {
            if after.is_empty() || after.starts_with(|c: char| c.is_alphanumeric()) {
                return Some(String::new());
            }
            continue;
        };
        let value = value.trim_start();
        let end = |c: char| c.is_ascii_whitespace() || c == '>';
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split(end).next(),
        };
        return value.map(str::to_ascii_lowercase);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::print::print;
    use proptest::prelude::*;

    fn lowered(source: &str) -> String {
        let module = lower(source);
        assert!(module.problems.is_empty(), "{:?}", module.problems);
        print(&module)
    }

    #[test]
    fn both_scripts_of_a_component_are_one_module() {
        let vue = "<template><a @click=\"go\">x</a></template>\n\
                   <script lang=\"ts\">\nimport { a } from './a';\n</script>\n\
                   <script setup lang='ts'>\nconst b: string = a(1);\n</script>\n";
        insta::assert_snapshot!(lowered(vue), @r"
        import a as a from ./a
        top
          let b: string = a(`1`)
        ");
    }

    #[test]
    fn data_templates_and_comments_are_no_scripts() {
        let html = "<script type=\"application/json\">{ broken </script>\n\
                    <!-- <script>no(1)</script> -->\n\
                    <SCRIPT src='x.js'></SCRIPT>\n\
                    <script type=module>yes(2)</script>";
        insta::assert_snapshot!(lowered(html), @r"
        top
          yes(`2`)
        ");
    }

    #[test]
    fn the_front_matter_of_an_astro_component() {
        insta::assert_snapshot!(lowered("---\nconst a = get('x');\n---\n<p>{a}</p>"), @r#"
        top
          let a = get("x")
        "#);
    }

    #[test]
    fn spans_are_offsets_into_the_whole_file() {
        let source = "<p>é</p><script>\nsend('/a')</script>";
        let module = lower(source);
        let Some(crate::ir::Stmt::Expr(call)) = module.top.first() else {
            panic!("one call: {module:?}");
        };
        let span = call.span.start as usize..call.span.end as usize;
        assert_eq!(&source[span], "send('/a')");
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(<script|</script>|<!--|-->|type=|lang=|[<>\"'=é a\n-]){0,40}") {
            lower(&text);
        }
    }
}
