//! Inputs that fuzzing found worth keeping, replayed: none of them may crash or hang the program.

mod targets;

use std::panic::catch_unwind;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use targets::TARGETS;

/// As much as the program gives the threads in which its frontends recurse. Bytes.
const STACK: usize = 16 << 20;
/// What takes longer has a cost that grows faster than its size.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn kept_inputs_are_survived() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let threads = TARGETS.map(|(name, target)| {
        let folder = corpus.join(name);
        thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || replay(&folder, target))
            .expect("a thread")
    });
    let mut failed: Vec<String> = Vec::new();
    for thread in threads {
        failed.extend(thread.join().expect("panics are caught"));
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The inputs on which the target fails.
fn replay(folder: &Path, target: targets::Target) -> Vec<String> {
    let mut failed = Vec::new();
    let mut count = 0;
    for entry in folder.read_dir().expect("every target has inputs") {
        let path = entry.expect("an entry").path();
        let data = std::fs::read(&path).expect("an input");
        let started = Instant::now();
        let survived = catch_unwind(|| target(&data)).is_ok();
        if !survived || started.elapsed() > LONGEST {
            failed.push(path.display().to_string());
        }
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
    failed
}
