//! The little language of `format!` strings (`std::fmt`).

/// A part of a format string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text {
        text: String,
        /// Bytes of the string that this is.
        range: std::ops::Range<usize>,
    },
    Argument {
        argument: Argument,
        range: std::ops::Range<usize>,
    },
}

/// Which argument a placeholder shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    Position(usize),
    /// A named argument, or a variable in scope.
    Name(String),
}

/// Takes a format string apart. `{{` and `}}` are braces; a `{` without an end is text.
pub(super) fn pieces(format: &str) -> Vec<Piece> {
    let bytes = format.as_bytes();
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut text_start = 0;
    let mut next_position = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            brace @ (b'{' | b'}') if bytes.get(at + 1) == Some(&brace) => {
                text.push(char::from(brace));
                at += 2;
            }
            b'{' => {
                let Some(length) = format[at..].find('}') else {
                    text.push_str(&format[at..]);
                    break;
                };
                let end = at + length + 1;
                flush(&mut pieces, &mut text, text_start..at);
                pieces.push(Piece::Argument {
                    argument: argument(&format[at + 1..end - 1], &mut next_position),
                    range: at..end,
                });
                at = end;
                text_start = end;
            }
            _ => {
                let length = format[at..].chars().next().map_or(1, char::len_utf8);
                text.push_str(&format[at..at + length]);
                at += length;
            }
        }
    }
    flush(&mut pieces, &mut text, text_start..bytes.len());
    pieces
}

fn flush(pieces: &mut Vec<Piece>, text: &mut String, range: std::ops::Range<usize>) {
    if !text.is_empty() {
        pieces.push(Piece::Text {
            text: std::mem::take(text),
            range,
        });
    }
}

/// What `{…}` refers to. A precision of `.*` takes a positional argument of its own, before the value.
fn argument(placeholder: &str, next_position: &mut usize) -> Argument {
    let (which, spec) = placeholder.split_once(':').unwrap_or((placeholder, ""));
    if spec.contains(".*") {
        *next_position += 1;
    }
    let which = which.trim();
    if which.is_empty() {
        let position = *next_position;
        *next_position += 1;
        return Argument::Position(position);
    }
    match which.parse() {
        Ok(position) => Argument::Position(position),
        Err(_) => Argument::Name(which.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(format: &str) -> String {
        pieces(format)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text { text, range } => {
                    format!("[{text}|{}]", &format[range])
                }
                Piece::Argument {
                    argument: Argument::Position(position),
                    ..
                } => format!("<{position}>"),
                Piece::Argument {
                    argument: Argument::Name(name),
                    ..
                } => format!("<{name}>"),
            })
            .collect()
    }

    #[test]
    fn placeholders_are_told_apart() {
        assert_eq!(shown("/users/{}/{}"), "[/users/|/users/]<0>[/|/]<1>");
        assert_eq!(shown("{1}{0}{}"), "<1><0><0>");
        assert_eq!(shown("{id:?}{name:>width$}"), "<id><name>");
        assert_eq!(shown("{:.*}{}"), "<1><2>");
    }

    #[test]
    fn doubled_braces_are_text() {
        assert_eq!(shown("a{{b}}{c}"), "[a{b}|a{{b}}]<c>");
    }

    #[test]
    fn an_open_brace_is_text() {
        assert_eq!(shown("é{x"), "[é{x|é{x]");
        assert_eq!(shown("}"), "[}|}]");
    }
}
