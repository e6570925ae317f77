//! One line on a terminal while a scan takes long, gone when it ends.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::output::Output;
use crate::progress::{Counts, Progress};
use crate::words::count;

/// A scan that ends sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(150);

/// The line. It is cleared when this is dropped.
pub struct Line {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// A line that shows these counts, where somebody may want to see them.
    pub fn of(progress: &Arc<Progress>, output: &Output) -> Option<Line> {
        let is_terminal = io::stderr().is_terminal();
        if !is_wanted(is_terminal, output.quiet, |name| std::env::var_os(name)) {
            return None;
        }
        let progress = Arc::clone(progress);
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::Builder::new().spawn(move || show(&progress, &stopped));
        Some(Line {
            stop: Some(stop),
            // A scan that can't show how far it is goes on all the same.
            thread: thread.ok(),
        })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It draws and nothing else: whatever became of it, the scan is done.
            let _ = thread.join();
        }
    }
}

fn show(progress: &Progress, stopped: &mpsc::Receiver<()>) {
    let started = Instant::now();
    let mut shown = 0;
    let mut wait = PATIENCE;
    while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        wait = BETWEEN;
        let line = line(progress.counts(), started.elapsed());
        draw(&line, shown);
        shown = line.len();
    }
    if shown > 0 {
        draw("", shown);
        draw("", 0);
    }
}

/// Draws a line over the one that was there. Blanks do what an escape sequence would, on every terminal.
fn draw(line: &str, over: usize) {
    let mut err = io::stderr().lock();
    // There is nowhere to say that standard error is closed.
    let _ = write!(err, "\r{line:over$}").and_then(|()| err.flush());
}

fn line(counts: Counts, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    let read = count(counts.read, "file");
    if counts.rounds == 0 {
        return format!("oktalint: {read} read ({seconds} s)");
    }
    let (parsed, admitted, rounds) = (counts.parsed, counts.admitted, counts.rounds);
    format!("oktalint: {read} read, {parsed} of {admitted} parsed, round {rounds} ({seconds} s)")
}

/// Whether somebody looks at standard error, and wants more than results.
fn is_wanted(is_terminal: bool, quiet: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_ci = variable("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let is_dumb = variable("TERM").is_some_and(|term| term == "dumb");
    is_terminal && !quiet && !is_ci && !is_dumb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_for_people_at_a_terminal() {
        let with = |name: &'static str, value: &'static str| {
            move |asked: &str| (asked == name).then(|| OsString::from(value))
        };
        assert!(is_wanted(true, false, with("TERM", "xterm")));
        assert!(is_wanted(true, false, with("CI", "")));
        assert!(!is_wanted(false, false, with("TERM", "xterm")));
        assert!(!is_wanted(true, true, with("TERM", "xterm")));
        assert!(!is_wanted(true, false, with("TERM", "dumb")));
        assert!(!is_wanted(true, false, with("CI", "true")));
        assert!(!is_wanted(true, false, with("CI", "1")));
    }

    #[test]
    fn the_line_says_how_far_it_is() {
        let counts = Counts {
            read: 1,
            ..Counts::default()
        };
        assert_eq!(
            line(counts, Duration::from_secs(2)),
            "oktalint: 1 file read (2 s)"
        );
        let counts = Counts {
            read: 52_000,
            admitted: 20_000,
            parsed: 19_999,
            rounds: 3,
        };
        let long = line(counts, Duration::from_secs(3_600));
        assert_eq!(
            long,
            "oktalint: 52000 files read, 19999 of 20000 parsed, round 3 (3600 s)"
        );
        assert!(long.len() < 80);
    }
}
