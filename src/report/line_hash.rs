//! The hash by which GitHub code scanning follows an alert through changes of its file: `primaryLocationLineHash`.
//!
//! As the upload action computes it: over the file's UTF-16 units without spaces and tabs, with `\n` for every line end, closed
//! by 0xFFFF and zeros. A line's hash covers the 100 units from its first one on, over line ends.

use std::collections::HashMap;

const BLOCK: usize = 100;
const FACTOR: u64 = 37;
const END_OF_FILE: u16 = 0xFFFF;

/// The hash of each line: hexadecimal, a colon, and how often that hash has occurred in the file so far.
pub fn line_hashes(text: &str) -> Vec<String> {
    let mut units: Vec<u16> = Vec::with_capacity(text.len() + BLOCK + 1);
    let mut starts = vec![0];
    let mut all = text.encode_utf16().peekable();
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

    /// What the upload action computes for these texts.
    #[test]
    fn hashes_are_those_of_code_scanning() {
        let four = [
            "271789c17abda88f:1",
            "54703d4cd895b18:1",
            "180aee12dab6264:1",
            "a23a3dc5e078b07b:1",
        ];
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(line_hashes(" a\nb\n  \t\tc\n d"), four);
        assert_eq!(line_hashes(" a\r\nb\r  \t\tc\r\n d"), four);
    }

    #[test]
    fn repeated_lines_are_counted() {
        let text = "x\n".repeat(300);
        let hashes = line_hashes(&text);
        assert_eq!(hashes.len(), 301);
        assert!(hashes[0].ends_with(":1") && hashes[1].ends_with(":2"));
        assert_eq!(hashes[0].split(':').next(), hashes[1].split(':').next());
    }
}
