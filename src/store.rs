//! Where the bytes of a tree's files come from.

use std::io::{self, Read};

use crate::walk::File;

/// Something that files are read from.
pub trait Store: Sync {
    /// Appends at most so many bytes of a file to the buffer.
    ///
    /// # Errors
    /// The file can't be read.
    fn read(&self, file: &File, most: u64, buffer: &mut Vec<u8>) -> io::Result<()>;
}

/// The file system.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Store for Disk {
    fn read(&self, file: &File, most: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
        let open = std::fs::File::open(&file.path)?;
        open.take(most).read_to_end(buffer).map(drop)
    }
}
