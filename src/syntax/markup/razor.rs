//! Razor pages and components: their C#, at its own place in a text of the same length.
//!
//! Everything that is no code becomes blanks, and what makes a class of the code (`class C{`, `void M()`) is written into
//! them, so that every byte of code keeps its offset and spans are right.

const CLASS: &str = "class C{";
const METHOD: &str = "void M()";

/// The C# of a page; blank if there is none.
pub(super) fn code(source: &str) -> String {
    let mut page = Page {
        source,
        out: vec![b' '; source.len()],
        free: 0,
        is_open: false,
        close: None,
    };
    let mut at = 0;
    while let Some(offset) = source
        .as_bytes()
        .get(at..)
        .and_then(|rest| memchr::memchr(b'@', rest))
    {
        at = page.directive(at + offset);
    }
    if let Some(close) = page.close.filter(|_| page.is_open)
        && let Some(byte) = page.out.get_mut(close)
    {
        *byte = b'}';
    }
    // Only whole lines and blocks are copied, between ASCII signs.
    String::from_utf8(page.out).unwrap_or_default()
}

/// The page with an underscore or a blank for each `@` before a C# expression, which is one of JavaScript's then: `@Model.Id` is
/// `_Model.Id`, `@(id)` is ` (id)`.
pub(super) fn without_transitions(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(match (letter, letters.peek()) {
            ('@', Some('(')) => ' ',
            ('@', Some(next)) if next.is_alphabetic() => '_',
            _ => letter,
        });
    }
    out
}

struct Page<'s> {
    source: &'s str,
    out: Vec<u8>,
    /// Everything before is taken; everything from here on is blank.
    free: usize,
    /// The class is open.
    is_open: bool,
    /// Where the class can be closed.
    close: Option<usize>,
}

impl Page<'_> {
    /// Reads what an `@` begins; where to go on.
    fn directive(&mut self, at: usize) -> usize {
        let rest = self.source.get(at + 1..).unwrap_or_default();
        let word = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let name = rest.get(..word).unwrap_or_default();
        let behind = at + 1 + word;
        match name {
            "using" if !self.is_open => self.line(at, behind, 1),
            "inject" => {
                if !self.is_open {
                    self.open_class(at, behind);
                }
                self.line(at, behind, "@inject ".len())
            }
            "code" | "functions" | "" => {
                let after = self.source.get(behind..).unwrap_or_default();
                let blanks = after.len() - after.trim_start().len();
                if after.trim_start().starts_with('{') && (!name.is_empty() || blanks == 0) {
                    self.block(behind + blanks, name.is_empty())
                } else {
                    // `@@` is an at sign.
                    behind + usize::from(rest.starts_with('@'))
                }
            }
            _ => behind,
        }
    }

    /// Copies a directive's line as a statement, but for the first bytes of it.
    fn line(&mut self, at: usize, behind: usize, skipped: usize) -> usize {
        let rest = self.source.get(behind..).unwrap_or_default();
        let Some(end) = rest.find(['\r', '\n']).map(|end| behind + end) else {
            return behind;
        };
        let line = self.source.get(behind..end).unwrap_or_default();
        if line.contains(['(', ')', '{', '}', '<']) && !line.contains('>') || line.trim().is_empty()
        {
            return behind;
        }
        self.copy(at + skipped, end);
        if let Some(byte) = self.out.get_mut(end) {
            *byte = if line.trim_end().ends_with(';') {
                b' '
            } else {
                b';'
            };
        }
        self.free = end + 1;
        self.close = self.source.len().checked_sub(1).filter(|last| *last > end);
        end + 1
    }

    /// Writes the class's head, so that it ends where the code begins.
    fn open_class(&mut self, from: usize, end: usize) {
        // `@inject ` has room for it by itself.
        let end = (from + CLASS.len()).max(end).min(self.out.len());
        self.is_open = self.write(CLASS, end);
    }

    /// Writes blanks full, up to an end; whether there is room.
    fn write(&mut self, text: &str, end: usize) -> bool {
        let Some(start) = end
            .checked_sub(text.len())
            .filter(|start| *start >= self.free)
        else {
            return false;
        };
        if let Some(place) = self.out.get_mut(start..end) {
            place.copy_from_slice(text.as_bytes());
            self.free = end;
            return true;
        }
        false
    }

    /// Copies a block of code. `brace` is where it opens.
    fn block(&mut self, brace: usize, is_statements: bool) -> usize {
        let Some(end) = end_of_block(self.source, brace) else {
            return brace + 1;
        };
        if is_statements {
            // Statements stand in a method, or, without room for its head, where they are: the parser reads on.
            if !self.is_open {
                self.is_open = brace
                    .checked_sub(METHOD.len())
                    .is_some_and(|end| self.write(CLASS, end));
            }
            self.write(METHOD, brace);
            self.copy(brace, end + 1);
        } else {
            if !self.is_open {
                self.is_open = self.write(CLASS, brace + 1);
            }
            self.copy(brace + 1, end);
        }
        self.free = end + usize::from(is_statements);
        let last = self.source.len() - 1;
        self.close =
            Some(if is_statements { last } else { end }).filter(|close| *close >= self.free);
        end + 1
    }

    fn copy(&mut self, start: usize, end: usize) {
        if let (Some(code), Some(place)) = (
            self.source.as_bytes().get(start..end),
            self.out.get_mut(start..end),
        ) {
            place.copy_from_slice(code);
        }
    }
}

/// Where the brace closes that opens at a place. Those in strings and comments don't count.
fn end_of_block(source: &str, brace: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut depth = 0_usize;
    let mut at = brace;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            b'/' if rest.starts_with(b"//")
                && at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b':') =>
            {
                at += memchr::memchr(b'\n', rest)?;
            }
            b'/' if rest.starts_with(b"/*") => at += memchr::memmem::find(rest, b"*/")? + 1,
            b'"' => {
                at += end_of_string(
                    rest,
                    at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'@'),
                )
            }
            b'\'' => {
                // A character, not the apostrophe of a text.
                let close = rest.iter().skip(2).take(6).position(|b| *b == b'\'');
                if let Some(close) =
                    close.filter(|close| *close == 0 || rest.get(1) == Some(&b'\\'))
                {
                    at += close + 2;
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// How far it is to a string's closing quotes; to where it stands if nothing closes it on its line.
fn end_of_string(text: &[u8], is_verbatim: bool) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => return at,
            b'\\' if !is_verbatim => at += 1,
            b'\n' if !is_verbatim => return 0,
            _ => {}
        }
        at += 1;
    }
    0
}
