//! Files that are being written: whatever ends the program meanwhile, they do not stay.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The file that is being written. Who holds the lock decides alone what becomes of it.
static CURRENT: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A file under a name of its own until it is complete. It is removed if it is dropped before, or if a signal ends the program.
#[derive(Debug)]
pub struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// Makes a file that is not there yet.
    ///
    /// # Errors
    /// It is there, or can't be made.
    pub fn create(path: PathBuf) -> io::Result<(Unfinished, File)> {
        #[cfg(unix)]
        signals::remove_when_stopped();
        let mut current = current();
        let file = File::create_new(&path)?;
        *current = Some(path.clone());
        Ok((Unfinished { path }, file))
    }

    /// Gives the file its name, in the place of what has it.
    ///
    /// # Errors
    /// It can't have that name.
    pub fn rename(self, target: &Path) -> io::Result<()> {
        let mut current = current();
        std::fs::rename(&self.path, target)?;
        *current = None;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut current = current();
        if current.take().is_some() {
            // What led here is the error to tell.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn current() -> MutexGuard<'static, Option<PathBuf>> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
pub mod signals {
    //! What the program does about signals.

    use std::sync::atomic::AtomicBool;
    use std::sync::{Arc, Once, mpsc};
    use std::thread;

    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::current;

    /// Makes a limit on the size of files an error of writing, which can be told, instead of the end of the program.
    pub fn outlive_limits() {
        // Without it, the run ends as it would have.
        let _ = signal_hook::flag::register(SIGXFSZ, Arc::<AtomicBool>::default());
    }

    /// From now on, a signal that ends the program removes the file that is being written first.
    pub fn remove_when_stopped() {
        static STARTED: Once = Once::new();
        STARTED.call_once(|| {
            let (ready, is_ready) = mpsc::channel();
            let watch = move || {
                // Here, since a signal that is taken and that no thread answers would be lost.
                let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
                    return;
                };
                // Nobody waits any more only if nobody lives any more.
                let _ = ready.send(());
                for signal in signals.forever() {
                    // Held to the end: no other file is begun.
                    let mut current = current();
                    if let Some(path) = current.take() {
                        let _ = std::fs::remove_file(path);
                    }
                    // The caller sees what it would see of a program that does not care for signals.
                    let _ = emulate_default_handler(signal);
                }
            };
            let started = thread::Builder::new()
                .name("signals".to_owned())
                .spawn(watch);
            if started.is_ok() {
                // No answer: signals keep their meaning, and may leave the file.
                let _ = is_ready.recv();
            }
        });
    }
}
