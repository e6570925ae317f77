//! In the log of a CI job a line may be a command to the service that runs the job. Text of a checked repository must be none.
//!
//! GitHub Actions takes a line that begins with `::` for one, and `##[` wherever it stands; Azure Pipelines takes `##vso[`, TeamCity
//! `##teamcity[`. One of the characters is shown by its code, as hidden characters are.

use std::borrow::Cow;
use std::io;

/// Writes text in which nothing is a command.
///
/// # Errors
/// Writing failed.
pub fn write_inert(
    out: &mut dyn io::Write,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut text = Vec::new();
    write(&mut text)?;
    out.write_all(inert(&String::from_utf8_lossy(&text)).as_bytes())
}

/// The text with nothing in it that is a command.
pub fn inert(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let begin = line.trim_start();
        safe.push_str(line.strip_suffix(begin).unwrap_or_default());
        match begin.strip_prefix("::") {
            Some(behind) => {
                safe.push_str("\\u{3a}:");
                push_rest(&mut safe, behind);
            }
            None => push_rest(&mut safe, begin),
        }
    }
    Cow::Owned(safe)
}

/// What stands behind the begin of a line.
fn push_rest(safe: &mut String, line: &str) {
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("##") {
        safe.push_str(before);
        safe.push('#');
        let named = behind.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if named.starts_with('[') {
            safe.push_str("\\u{23}");
            rest = behind;
        } else {
            // The second may be the first of the next two.
            rest = &rest[before.len() + 1..];
        }
    }
    safe.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_and_not_given() {
        for (text, safe) in [
            ("::error::x", "\\u{3a}:error::x"),
            (
                "a\n  ::set-env x\r\n::",
                "a\n  \\u{3a}:set-env x\r\n\\u{3a}:",
            ),
            ("see ##[error]x", "see #\\u{23}[error]x"),
            ("####[group]", "###\\u{23}[group]"),
            ("##vso[task.x]##[y]", "#\\u{23}vso[task.x]#\\u{23}[y]"),
        ] {
            assert_eq!(inert(text), safe);
            assert_eq!(inert(safe), safe);
        }
    }

    #[test]
    fn other_text_stays() {
        for text in ["", "std::fs\n a::b", "# a\n## [b]\n##", "#[derive]\n##x y["] {
            assert_eq!(inert(text), text);
        }
    }
}
