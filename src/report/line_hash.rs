//! The hash by which GitHub code scanning follows an alert through changes of its file: `primaryLocationLineHash`.
//!
//! As the upload action computes it: over the file's UTF-16 units without spaces and tabs, with `\n` for every line end, closed
//! by 0xFFFF and zeros. A line's hash covers the 100 units from its first one on, over line ends.

use std::collections::HashMap;

use crate::call::{Encoding, SourceFile};

const BLOCK: usize = 100;
const FACTOR: u64 = 37;
const END_OF_FILE: u16 = 0xFFFF;

/// The byte order mark, which the action takes for a character of the first line.
const MARK: u16 = 0xFEFF;

/// The hash of each line of a file; none if it is in UTF-16. The action reads it as the UTF-8 that it is not, and fills in itself
/// what is not there.
pub fn line_hashes(file: &SourceFile) -> Vec<String> {
    match file.encoding() {
        Encoding::Utf8 => hashes(file.text.encode_utf16()),
        Encoding::Utf8Marked => hashes(std::iter::once(MARK).chain(file.text.encode_utf16())),
        Encoding::Utf16 => Vec::new(),
    }
}

/// The hash of each line: hexadecimal, a colon, and how often that hash has occurred in the file so far.
fn hashes(text: impl Iterator<Item = u16>) -> Vec<String> {
    let mut units: Vec<u16> = Vec::with_capacity(text.size_hint().0 + BLOCK + 1);
    let mut starts = vec![0];
    let mut all = text.peekable();
    while let Some(unit) = all.next() {
        match unit {
            0x20 | 0x09 => {}
            0x0D | 0x0A => {
                if unit == 0x0D {
                    all.next_if_eq(&0x0A);
                }
                units.push(0x0A);
                starts.push(units.len());
            }
            other => units.push(other),
        }
    }
    units.push(END_OF_FILE);
    units.resize(units.len() + BLOCK, 0);
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let hash = |start: usize| {
        units[start..start + BLOCK].iter().fold(0u64, |hash, unit| {
            hash.wrapping_mul(FACTOR).wrapping_add(u64::from(*unit))
        })
    };
    let number = |start: usize| {
        let hash = hash(start);
        let count = seen.entry(hash).or_default();
        *count += 1;
        format!("{hash:x}:{count}")
    };
    starts.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Language;

    fn of(text: &str, encoding: Encoding) -> Vec<String> {
        let language = Language::Text("text");
        let file = SourceFile::new("a".to_owned(), language, text.to_owned(), false);
        line_hashes(&file.encoded(encoding))
    }

    /// The vectors by which the upload action tests its own (`src/fingerprints.test.ts` of github/codeql-action, MIT licence).
    #[test]
    fn hashes_are_those_of_code_scanning() {
        let four = "271789c17abda88f 54703d4cd895b18 180aee12dab6264 a23a3dc5e078b07b";
        let six = "8b7cf3e952e7aeb2 b1ae1287ec4718d9 bff680108adb0fcc c6805c5e1288b612 b86d3392aea1be30 e6ceba753e1a442";
        let seven = "e9496ae3ebfced30 fb7c023a8b9ccb3f ce8ba1a563dcdaca e20e36e16fcb0cc8 b3edc88f2938467e c8e28b0b4002a3a0 \
                     c129715d7a2bc9a3";
        let assignments = "e54938cc54b302f1 bb609acbe9138d60 1131fd5871777f34 5c482a0f8b35ea28 54517377da7028d2 2c644846cb18d53e \
                           f1b89f20de0d133 c129715d7a2bc9a3";
        for (text, expected) in [
            ("", "c129715d7a2bc9a3"),
            (" a\nb\n  \t\tc\n d", four),
            (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End", six),
            (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", seven),
            (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", seven),
            (
                " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
                seven,
            ),
            (
                " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
                seven,
            ),
            (
                "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
                assignments,
            ),
        ] {
            let expected = expected.split_whitespace().map(|hash| format!("{hash}:1"));
            assert_eq!(
                of(text, Encoding::Utf8),
                expected.collect::<Vec<_>>(),
                "{text:?}"
            );
        }
        let repeated = of(&"Lorem ipsum dolor sit amet.\n".repeat(10), Encoding::Utf8);
        let expected = [
            "a7f2ff13bc495cf2:1",
            "a7f2ff13bc495cf2:2",
            "a7f2ff13bc495cf2:3",
            "a7f2ff13bc495cf2:4",
            "a7f2ff13bc495cf2:5",
            "a7f2ff13bc495cf2:6",
            "a7f2ff1481e87703:1",
            "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1",
            "cc97dc7b1d7d8f7b:1",
            "c129715d7a2bc9a3:1",
        ];
        assert_eq!(repeated, expected);
    }

    /// As the action's own code computes it for such files.
    #[test]
    fn byte_order_marks_count() {
        let plain = of("a\nb", Encoding::Utf8);
        let marked = of("a\nb", Encoding::Utf8Marked);
        assert_eq!(marked, of("\u{feff}a\nb", Encoding::Utf8));
        assert_ne!(marked[0], plain[0]);
        assert_eq!(marked[1], plain[1]);
        assert_eq!(of("a", Encoding::Utf16), Vec::<String>::new());
    }
}
