//! What an upload to code scanning takes: a report beyond it is refused as a whole.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::judge::Finding;
use crate::words::count;

/// Results of a run.
const MOST_RESULTS: usize = 25_000;

/// Results that are shown, the most severe ones.
const MOST_SHOWN: usize = 5_000;

/// Bytes of a compressed report. The limit is ten million or a little more; compressors differ in the last percents.
const MOST_BYTES: usize = 9_500_000;

/// The findings of a report.
pub struct Chosen<'a> {
    /// In their order.
    pub findings: Vec<&'a Finding>,
    /// What is left out, or will not be shown.
    pub left_out: Option<String>,
}

/// Writes the report with as many findings as an upload takes, and says what it lacks.
///
/// # Errors
/// The report can't be written.
pub fn within(
    wanted: Vec<&Finding>,
    mut write: impl FnMut(&Chosen<'_>) -> io::Result<Vec<u8>>,
) -> io::Result<(Vec<u8>, Option<String>)> {
    within_bytes(wanted, MOST_BYTES, &mut write)
}

fn within_bytes(
    wanted: Vec<&Finding>,
    most_bytes: usize,
    write: &mut dyn FnMut(&Chosen<'_>) -> io::Result<Vec<u8>>,
) -> io::Result<(Vec<u8>, Option<String>)> {
    let mut number = wanted.len().min(MOST_RESULTS);
    loop {
        let chosen = Chosen {
            findings: most_severe(&wanted, number),
            left_out: left_out(wanted.len(), number),
        };
        let text = write(&chosen)?;
        let size = compressed(&text, most_bytes)?;
        if size <= most_bytes || number == 0 {
            return Ok((text, chosen.left_out));
        }
        // Somewhat fewer than would do if all were of one size.
        number = (number * 9 / 10) * most_bytes / size;
    }
}

/// So many of the findings, in their order: what is held against the code first, and of that the most severe.
fn most_severe<'a>(findings: &[&'a Finding], number: usize) -> Vec<&'a Finding> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|at| {
        let finding = findings[*at];
        std::cmp::Reverse((finding.standing.is_open(), finding.level))
    });
    order.truncate(number);
    order.sort_unstable();
    order.into_iter().map(|at| findings[at]).collect()
}

fn left_out(all: usize, number: usize) -> Option<String> {
    let results = count(all, "result");
    if number < all {
        return Some(format!(
            "Of {results}, the {number} most severe are in the SARIF report: an upload to code scanning takes no more."
        ));
    }
    (number > MOST_SHOWN)
        .then(|| format!("Of {results}, code scanning shows the {MOST_SHOWN} most severe."))
}

/// How large the text is when it is compressed; of a text that fits as it is, its own size.
fn compressed(text: &[u8], enough: usize) -> io::Result<usize> {
    if text.len() <= enough {
        return Ok(text.len());
    }
    let mut encoder = GzEncoder::new(Counter(0), Compression::default());
    encoder.write_all(text)?;
    Ok(encoder.finish()?.0)
}

/// Counts what is written.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
