//! Messages of SARIF: plain text, in which `[text](id)` is a link to a related place.

use crate::printable::is_hidden;

/// Characters of one text. A message is read by people; a path literal may have a million characters.
const LONGEST: usize = 2_000;

/// Text as a message shows it: nothing in it is a link, a line end or a mark that reorders what is read.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(LONGEST) + 8);
    let mut rest = text.chars().peekable();
    let mut length = 0;
    while let Some(c) = rest.next() {
        length += 1;
        if length > LONGEST {
            plain.push('…');
            break;
        }
        match c {
            '[' | ']' => {
                plain.push('\\');
                plain.push(c);
            }
            // Readers differ on whether two backslashes are one: a bracket behind them must be no link for either.
            '\\' if matches!(rest.peek(), None | Some('[' | ']' | '\\')) => {
                plain.extend(c.escape_unicode());
            }
            c if is_hidden(c) => plain.extend(c.escape_unicode()),
            c => plain.push(c),
        }
    }
    plain
}

/// A link to the related place of this id.
pub fn link(text: &str, id: usize) -> String {
    format!("[{}]({id})", plain(text))
}

/// Help as a sentence.
pub fn sentence(help: &str) -> String {
    let mut sentence = capitalised(&plain(help));
    if !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}

/// The text with a capital letter at its begin.
pub fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The links of a message, as a reader finds them that takes two backslashes for one, or one that does not.
    fn links(message: &str, pairs: bool) -> usize {
        let mut plain = String::new();
        let mut rest = message.chars().peekable();
        while let Some(c) = rest.next() {
            match (c, rest.peek()) {
                ('\\', Some('[' | ']')) => drop(rest.next()),
                ('\\', Some('\\')) if pairs => drop(rest.next()),
                _ => plain.push(c),
            }
        }
        plain.matches('[').count()
    }

    #[test]
    fn no_text_is_a_link() {
        for text in [
            "[a](1)",
            r"\[a\](1)",
            r"\\[a\\](1)",
            r"a\",
            "[[a](1)",
            r"\\\[a](http://x)",
        ] {
            let message = format!("{}{}", plain(text), link("b", 1));
            for pairs in [false, true] {
                assert_eq!(links(&message, pairs), 1, "{message}");
            }
        }
        assert_eq!(plain("users[0]"), r"users\[0\]");
        assert_eq!(plain(r"a\b"), r"a\b");
    }

    #[test]
    fn text_is_shown_on_one_line_and_shortened() {
        assert_eq!(plain("a\n\u{202e}b"), "a\\u{a}\\u{202e}b");
        assert_eq!(plain(&"é".repeat(LONGEST)).chars().count(), LONGEST);
        let long = plain(&"é".repeat(LONGEST + 1));
        assert!(long.ends_with("é…") && long.chars().count() == LONGEST + 1);
    }

    #[test]
    fn help_is_a_sentence() {
        assert_eq!(sentence("grant it"), "Grant it.");
        assert_eq!(sentence("did you mean `x`?"), "Did you mean `x`?");
    }
}
