//! The lines around a place, made fit to be shown: hidden characters by their codes, long lines cut around the place.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::call::{Location, SourceFile};
use crate::credentials::masked;
use crate::printable::{is_hidden, printable};

/// A line is shown from its begin if the place begins before this character.
const NEAR: usize = 120;
/// Characters of other lines that are shown before and behind the begin of the place.
const BEFORE: usize = 60;
const BEHIND: usize = 140;

/// Some lines of a file, and where the place is in them.
#[derive(Debug)]
pub struct Excerpt {
    name: String,
    text: String,
    /// Of the excerpt, zero-based.
    first_line: usize,
    /// Of the place in the file, zero-based.
    column: usize,
    /// Byte range in `text`; within one line.
    place: SourceSpan,
}

impl Excerpt {
    /// The line of the place with one line around it.
    pub fn around(location: &Location) -> Excerpt {
        let file: &SourceFile = &location.file;
        let (start, end) = (location.start(), location.end());
        let first = start.line.saturating_sub(1).max(1);
        let end_column = match end.line == start.line {
            true => end.column,
            false => u32::MAX,
        };
        let mut text = String::new();
        let mut place = SourceSpan::from(0..0);
        for line in first..=start.line.saturating_add(1) {
            if !text.is_empty() || line > first {
                text.push('\n');
            }
            // A credential is not shown, whatever the finding is about.
            let shown = Line::cut(&masked(file.line(line)), start.column, end_column);
            if line == start.line {
                let offset = text.len();
                place = SourceSpan::from(offset + shown.start..offset + shown.end);
            }
            text.push_str(&shown.text);
        }
        Excerpt {
            name: printable(&file.path).into_owned(),
            text,
            first_line: first as usize - 1,
            column: start.column as usize - 1,
            place,
        }
    }

    /// The line on which the place begins, in three parts: before the place, the place itself, behind it.
    pub fn line(&self) -> [&str; 3] {
        let (start, end) = (self.place.offset(), self.place.offset() + self.place.len());
        let (before, rest) = self.text.split_at(start);
        let (place, behind) = rest.split_at(end - start);
        let before = before.rsplit('\n').next().unwrap_or_default();
        let behind = behind.split('\n').next().unwrap_or_default();
        [before, place, behind]
    }

    /// Byte range of the place in the excerpt.
    pub fn place(&self) -> SourceSpan {
        self.place
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.read_span(span, before, after)?;
        // Read without context it is for the heading, which must name the column in the file.
        let column = match before == 0 && after == 0 {
            true => self.column,
            false => read.column(),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            self.first_line + read.line(),
            column,
            read.line_count(),
        )))
    }
}

/// A line as it is shown, and the bytes between two of its columns.
struct Line {
    text: String,
    start: usize,
    end: usize,
}

impl Line {
    /// Cuts a line around one-based columns.
    fn cut(line: &str, start: u32, end: u32) -> Line {
        let (start, end) = (start as usize - 1, end as usize - 1);
        let first = match start < NEAR {
            true => 0,
            false => start - BEFORE,
        };
        let mut shown = Line {
            text: String::new(),
            start: 0,
            end: 0,
        };
        if first > 0 {
            shown.text.push('…');
        }
        let mut is_cut = false;
        for (column, c) in line.chars().enumerate().skip(first) {
            if column >= start + BEHIND {
                is_cut = true;
                break;
            }
            if column == start {
                shown.start = shown.text.len();
            }
            if column == end {
                shown.end = shown.text.len();
            }
            if c != '\t' && is_hidden(c) {
                shown.text.extend(c.escape_unicode());
            } else {
                shown.text.push(c);
            }
        }
        let length = line.chars().count();
        if start >= length {
            shown.start = shown.text.len();
        }
        if is_cut && end > start + BEHIND || end >= length && !is_cut {
            shown.end = shown.text.len();
        }
        if is_cut {
            shown.text.push('…');
        }
        shown.end = shown.end.max(shown.start);
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: &str, start: u32, end: u32) -> (String, String) {
        let line = Line::cut(line, start, end);
        let place = line.text[line.start..line.end].to_owned();
        (line.text, place)
    }

    #[test]
    fn the_place_is_kept_through_escapes() {
        let (text, at) = place("a\u{1b}b call() é", 5, 11);
        assert_eq!(text, "a\\u{1b}b call() é");
        assert_eq!(at, "call()");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}call(){}", "x".repeat(500), "y".repeat(500));
        let (text, at) = place(&line, 501, 507);
        assert_eq!(at, "call()");
        assert!(text.starts_with('…') && text.ends_with('…'));
        assert_eq!(text.chars().count(), BEFORE + BEHIND + 2);
    }

    #[test]
    fn lines_are_shown_from_their_begin_where_that_is_near() {
        let line = format!("{}call()", "x".repeat(NEAR - 1));
        let (text, at) = place(&line, 120, 126);
        assert_eq!((text.as_str(), at.as_str()), (line.as_str(), "call()"));
    }

    #[test]
    fn columns_beyond_the_line_are_its_end() {
        assert_eq!(place("abc", 2, 99).1, "bc");
        assert_eq!(place("abc", 9, 12).1, "");
        assert_eq!(place("", 1, 1).1, "");
        let long = "z".repeat(900);
        assert_eq!(place(&long, 1, u32::MAX).1.len(), BEHIND);
    }
}
