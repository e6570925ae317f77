//! Text from a scanned repository must not steer the terminal or the reader's eye: what does is shown by its code.

use std::borrow::Cow;

/// The text with every character that is not shown as itself replaced by its code: `\u{1b}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) {
            true => safe.extend(c.escape_unicode()),
            false => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Control characters (escape sequences begin with one), marks that reorder or hide text, separators that break lines.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// The text with a `?` for every byte of a hidden character, so that byte offsets stay. Tabs and line ends stay too.
pub fn masked(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) && !matches!(c, '\t' | '\r' | '\n') {
            true => safe.extend(std::iter::repeat_n('?', c.len_utf8())),
            false => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}[31m\u{202e}b\u{7f}\u{85}\u{e0041}é";

    #[test]
    fn hidden_characters_are_shown_by_code() {
        let safe = "a\\u{1b}[31m\\u{202e}b\\u{7f}\\u{85}\\u{e0041}é";
        assert_eq!(printable(HOSTILE), safe);
        assert!(matches!(printable("plain é text"), Cow::Borrowed(_)));
    }

    #[test]
    fn masking_keeps_offsets() {
        let text = format!("{HOSTILE}\r\n\tend");
        let safe = masked(&text);
        assert_eq!(safe.len(), text.len());
        assert!(
            safe.ends_with("é\r\n\tend") && !safe.contains('\u{1b}'),
            "{safe}"
        );
    }
}
