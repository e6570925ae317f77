//! Text of a checked repository in JSON, Markdown, XML and HTML, where it must be no more than text.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::printable::{is_hidden, printable};

/// Writes indented JSON in which hidden characters are escaped; the data stay the same.
///
/// # Errors
/// Writing failed.
pub fn write_json(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer =
        serde_json::Serializer::with_formatter(&mut *out, Escaping(PrettyFormatter::new()));
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// A value as JSON on one line, in which hidden characters are escaped.
///
/// # Errors
/// The value can't be written as JSON.
pub fn json_line(value: &impl Serialize) -> io::Result<String> {
    let plain = serde_json::to_string(value).map_err(io::Error::from)?;
    if !plain.contains(is_hidden) {
        return Ok(plain);
    }
    // Outside of strings, JSON on one line has no such characters.
    let mut escaped = String::with_capacity(plain.len());
    let mut units = [0; 2];
    for c in plain.chars() {
        match is_hidden(c) {
            true => c
                .encode_utf16(&mut units)
                .iter()
                .for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}"))),
            false => escaped.push(c),
        }
    }
    Ok(escaped)
}

struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if !fragment.contains(is_hidden) && !fragment.contains("##") {
            return writer.write_all(fragment.as_bytes());
        }
        let mut units = [0; 2];
        let mut before = None;
        for c in fragment.chars() {
            // In the log of a CI job, what two of them begin may be a command: see `inert`.
            let is_second = before.replace(c) == Some('#') && c == '#';
            if is_hidden(c) || is_second {
                for unit in c.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{c}")?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// Text as Markdown shows it literally, on one line: nothing in it is markup, HTML, a link, a formula or a mention of somebody.
pub fn markdown(text: &str) -> String {
    // GitHub links names and numbers in text that is parsed already, so that no escape helps; an empty comment parts it.
    const APART: &str = "<!-- -->";
    let text = printable(text);
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        // What would begin a list or underline a heading.
        let is_marker = match c {
            '-' | '+' | '=' => at == 0,
            '.' | ')' => text.starts_with(|c: char| c.is_ascii_digit()) && is_number(&text[..at]),
            _ => false,
        };
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ if is_marker => {
                escaped.push('\\');
                escaped.push(c);
            }
            '#' => {
                escaped.push_str("\\#");
                escaped.push_str(APART);
            }
            '@' => {
                escaped.push('@');
                escaped.push_str(APART);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '$' => escaped.push_str("<span>$</span>"),
            ':' if rest.starts_with("://") => escaped.push_str("&#58;"),
            '.' if text[..at].ends_with("www") => escaped.push_str("&#46;"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Text as XML shows it, in elements and in attributes.
pub fn xml(text: &str) -> String {
    let text = printable(text);
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, &text);
    escaped
}

/// Text in a page: `(Shown(path))`.
pub(super) struct Shown<'a>(pub &'a str);

impl maud::Render for Shown<'_> {
    fn render_to(&self, page: &mut String) {
        push_escaped(page, &printable(self.0));
    }
}

/// Adds text that means the same in XML and in HTML.
fn push_escaped(escaped: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // In the log of a CI job, what two of them begin may be a command: see `inert`.
            '#' => escaped.push_str("&#35;"),
            // XML has no way to write these two, and no other character is left that it has none for.
            '\u{FFFE}' | '\u{FFFF}' => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}[31m\u{202e}b\u{7f}\u{85}\u{e0041}é";

    #[test]
    fn json_keeps_the_data() {
        let mut out = Vec::new();
        write_json(&mut out, &vec![HOSTILE]).expect("writing to memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(!text.chars().any(|c| is_hidden(c) && c != '\n'), "{text:?}");
        let back: Vec<String> = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back, [HOSTILE]);
    }
}
