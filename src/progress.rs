//! How far a scan is, for who waits for it. Counting costs an atomic addition a file; who shows it reads the counts when it likes.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::store::Store;
use crate::walk::File;

/// Counts of a scan that goes on. They only grow.
#[derive(Debug, Default)]
pub struct Progress {
    read: AtomicUsize,
    admitted: AtomicUsize,
    parsed: AtomicUsize,
    rounds: AtomicUsize,
}

/// The counts at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files read; in a second round most are read again.
    pub read: usize,
    /// Files that are parsed, or will be.
    pub admitted: usize,
    pub parsed: usize,
    /// How often files were looked for.
    pub rounds: usize,
}

impl Progress {
    /// Files were looked for once more, and so many passed.
    pub fn round(&self, admitted: usize) {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        self.admitted.fetch_add(admitted, Ordering::Relaxed);
    }

    /// A file was parsed.
    pub fn parsed(&self) {
        self.parsed.fetch_add(1, Ordering::Relaxed);
    }

    /// The counts now.
    pub fn counts(&self) -> Counts {
        let count = |of: &AtomicUsize| of.load(Ordering::Relaxed);
        Counts {
            read: count(&self.read),
            admitted: count(&self.admitted),
            parsed: count(&self.parsed),
            rounds: count(&self.rounds),
        }
    }
}

/// A store whose reads are counted.
pub struct Watched<'a> {
    pub store: &'a dyn Store,
    pub progress: &'a Progress,
}

impl Store for Watched<'_> {
    fn read(&self, file: &File, most: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
        self.progress.read.fetch_add(1, Ordering::Relaxed);
        self.store.read(file, most, buffer)
    }
}
