//! The bytes of a commit's files, from `git cat-file --batch`.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Entry, Repository, command};
use crate::store::Store;
use crate::walk::File;

/// The files of a commit, as a store. A file's path is its path in the tree.
#[derive(Debug)]
pub struct Blobs {
    repository: Repository,
    /// Path → object.
    objects: HashMap<PathBuf, String>,
    /// Readers that nobody uses at the moment: there are as many as threads have ever read at once.
    idle: Mutex<Vec<Reader>>,
    /// Files that could not be read.
    lost: AtomicUsize,
}

impl Blobs {
    /// The files of these entries.
    pub fn new(repository: Repository, entries: &[Entry]) -> Blobs {
        let objects = entries
            .iter()
            .map(|entry| (PathBuf::from(&entry.path), entry.object.clone()));
        Blobs {
            repository,
            objects: objects.collect(),
            idle: Mutex::default(),
            lost: AtomicUsize::new(0),
        }
    }

    /// The number of files that could not be read so far.
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }

    fn read_object(&self, object: &str, most: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
        let mut reader = self.reader()?;
        let is_there = reader.read(object, most, buffer)?;
        self.give_back(reader);
        match is_there {
            true => Ok(()),
            false => Err(io::Error::other("its object is missing in this clone")),
        }
    }

    fn reader(&self) -> io::Result<Reader> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.map_or_else(|| Reader::start(&self.repository), Ok)
    }

    fn give_back(&self, reader: Reader) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(reader);
    }
}

impl Store for Blobs {
    fn read(&self, file: &File, most: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
        let object = self
            .objects
            .get(&file.path)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let read = self.read_object(object, most, buffer);
        if read.is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        read
    }
}

/// A running `git cat-file --batch`; ended when dropped.
#[derive(Debug)]
struct Reader {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Reader {
    fn start(repository: &Repository) -> io::Result<Reader> {
        let mut child = command(repository.top())
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let questions = child.stdin.take();
        let answers = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Reader {
            child,
            questions,
            answers: BufReader::new(answers),
        })
    }

    /// Appends the begin of an object. `false`: git does not have it.
    ///
    /// # Errors
    /// git ended, as it does on an object that is broken.
    fn read(&mut self, object: &str, most: u64, buffer: &mut Vec<u8>) -> io::Result<bool> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{object}\n").as_bytes())?;
        questions.flush()?;
        let mut header = String::new();
        self.answers.read_line(&mut header)?;
        // `OBJECT blob SIZE`, or `OBJECT missing`.
        let mut words = header.split_ascii_whitespace().skip(1);
        if words.next() != Some("blob") {
            return match header.is_empty() {
                true => Err(io::Error::other("its object is broken in this clone")),
                false => Ok(false),
            };
        }
        let size: u64 = words
            .next()
            .and_then(|size| size.parse().ok())
            .ok_or_else(|| io::Error::other("git answers what it should not"))?;
        let start = buffer.len() as u64;
        (&mut self.answers)
            .take(size.min(most))
            .read_to_end(buffer)?;
        let read = buffer.len() as u64 - start;
        if read < size.min(most) {
            return Err(io::Error::other("its object is broken in this clone"));
        }
        // The rest of the object, and the line end behind it.
        let rest = size - read + 1;
        io::copy(&mut (&mut self.answers).take(rest), &mut io::sink())?;
        Ok(true)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It ends by itself when nobody asks any more.
        self.questions = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
