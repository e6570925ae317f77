//! Trees that nobody keeps: special files, odd bytes, very many and very deep folders, files that change while they are read.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value as Json;

use crate::support::{Folder, LIST_USERS, Run, files_with_calls, oktalint, strings};

/// The report of a run that must go well, whatever is beside the healthy files.
fn healthy_report(folder: &Folder) -> Json {
    let run = folder.run(&["check", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    run.json()
}

#[cfg(unix)]
#[test]
fn special_files_are_not_opened() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let path = |name: &str| folder.path().join(name);
    let made = Command::new("mkfifo").arg(path("Pipe.cs")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    let _socket = std::os::unix::net::UnixListener::bind(path("Socket.cs")).expect("a socket");
    // Only root may make a device; a link to one needs nobody.
    let _ = Command::new("mknod")
        .arg(path("Zero.cs"))
        .args(["c", "1", "5"])
        .output();
    std::os::unix::fs::symlink("/dev/zero", path("Link.cs")).expect("a link");
    let report = healthy_report(&folder);
    assert_eq!(files_with_calls(&report), ["Users.cs"]);
    assert_eq!(report["summary"]["files_seen"], 1);
}

#[cfg(unix)]
#[test]
fn links_that_lead_round_or_nowhere_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("a/b/Users.cs", LIST_USERS)]);
    let link = |to: &str, name: &str| symlink(to, folder.path().join(name)).expect("a link");
    link("self.cs", "self.cs");
    link("other.cs", "one.cs");
    link("one.cs", "other.cs");
    link("..", "a/up");
    link("../..", "a/b/top");
    link("/", "a/root");
    link("/no/such/file.cs", "gone.cs");
    assert_eq!(files_with_calls(&healthy_report(&folder)), ["a/b/Users.cs"]);
}

#[test]
fn odd_bytes_are_no_end() {
    let folder = Folder::with(&[
        ("Users.cs", LIST_USERS),
        ("Windows.cs", &LIST_USERS.replace('\n', "\r\n")),
        ("OldMac.cs", &LIST_USERS.replace('\n', "\r")),
    ]);
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xFEFF)
            .chain(LIST_USERS.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    let mut cut = wide(u16::to_le_bytes);
    cut.pop();
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend(LIST_USERS.as_bytes());
    for (name, bytes) in [
        ("Big.cs", &*wide(u16::to_be_bytes)),
        ("Little.cs", &wide(u16::to_le_bytes)),
        ("Cut.cs", &cut),
        ("Marked.cs", &marked),
        ("Empty.cs", b""),
        ("OnlyMark.cs", b"\xFF\xFE"),
        ("OddMark.cs", b"\xFE\xFF\x00"),
        ("Nul.cs", &[0; 1_000_000]),
        ("NulOkta.ts", b"okta\0\0\0\0\0\0"),
        ("Surrogates.cs", b"\xFF\xFEo\0k\0t\0a\0\x00\xD8\x00\xD8\x00\xDC"),
        ("Invalid.ts", b"// okta \xC3\x28 \xF0\x28\x8C\x28 \xFF\nfetch(\"https://acme.okta.com/api/v1/users/\xFF\");\n"),
    ] {
        folder.write(name, bytes);
    }
    let report = healthy_report(&folder);
    assert_eq!(
        files_with_calls(&report),
        [
            "Big.cs",
            "Cut.cs",
            "Invalid.ts",
            "Little.cs",
            "Marked.cs",
            "OldMac.cs",
            "Users.cs",
            "Windows.cs"
        ]
    );
    let mut noted: Vec<&str> = strings(&report["problems"], "file");
    noted.dedup();
    assert_eq!(noted, ["Cut.cs", "Invalid.ts", "Surrogates.cs"]);
}

/// Nothing of such a file is read by default; one that is to be read all the same is, and is then seen to be written by a program.
#[test]
fn very_large_files_and_very_long_lines() {
    const SPARSE: u64 = 200 << 20;
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let sparse = std::fs::File::create(folder.path().join("Sparse.cs")).expect("a file");
    sparse
        .set_len(SPARSE)
        .expect("a file system with sparse files");
    let line = format!("class Okta {{ string S = \"{}\"; }}", "x".repeat(7 << 20));
    folder.write("Line.cs", line.as_bytes());
    folder.write("Line.py", line.as_bytes());
    let report = healthy_report(&folder);
    assert_eq!(files_with_calls(&report), ["Users.cs"]);
    assert_eq!(strings(&report["problems"], "file"), ["Sparse.cs"]);
    folder.write(
        "oktalint.toml",
        format!("[files]\nmax_bytes = {}\n", SPARSE * 2).as_bytes(),
    );
    let report = healthy_report(&folder);
    assert_eq!(files_with_calls(&report), ["Users.cs"]);
    assert_eq!(report["problems"], serde_json::json!([]));
}

/// As above with 200 MB that are really there; it takes half a gigabyte, so only where that is asked for.
#[test]
fn a_line_of_200_megabytes() {
    if std::env::var_os("OKTALINT_TEST_LARGE").is_none() {
        return;
    }
    let folder = Folder::with(&[
        ("Users.cs", LIST_USERS),
        ("oktalint.toml", "[files]\nmax_bytes = 1000000000\n"),
    ]);
    let line = format!("var okta = \"{}\";", "x".repeat(200 << 20));
    for name in [
        "Line.cs",
        "Line.ts",
        "Line.rs",
        "Line.py",
        "Line.json",
        "Line.html",
    ] {
        folder.write(name, line.as_bytes());
    }
    assert_eq!(files_with_calls(&healthy_report(&folder)), ["Users.cs"]);
}

/// Half of the files come, go, shrink and grow while the other half is to be found.
#[test]
fn files_that_change_while_they_are_read() {
    let folder = Folder::with(&[]);
    let steady: Vec<String> = (0..200).map(|n| format!("Steady{n:03}.cs")).collect();
    for name in &steady {
        folder.write(name, LIST_USERS.as_bytes());
    }
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !is_over.load(Ordering::Relaxed) {
                let path = folder.path().join(format!("Moving{}.cs", n % 50));
                // Each of these may fail: the file may not be there.
                match n % 4 {
                    0 => drop(std::fs::write(&path, LIST_USERS.repeat(50))),
                    1 => drop(
                        std::fs::File::options()
                            .write(true)
                            .open(&path)
                            .and_then(|file| file.set_len(40)),
                    ),
                    2 => drop(std::fs::remove_file(&path)),
                    _ => drop(std::fs::create_dir(&path).and_then(|()| std::fs::remove_dir(&path))),
                }
                n += 7;
            }
        });
        for _ in 0..5 {
            let report = healthy_report(&folder);
            let found = files_with_calls(&report);
            let missing: Vec<&String> = steady
                .iter()
                .filter(|name| !found.contains(&name.as_str()))
                .collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn fifty_thousand_files_in_a_folder() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let many = folder.path().join("many");
    std::fs::create_dir(&many).expect("a folder");
    for n in 0..50_000 {
        std::fs::write(many.join(format!("{n}.cs")), "class Nothing { }\n").expect("a file");
    }
    std::fs::write(many.join("Users.cs"), LIST_USERS).expect("a file");
    let report = healthy_report(&folder);
    assert_eq!(files_with_calls(&report), ["Users.cs", "many/Users.cs"]);
    assert_eq!(report["summary"]["files_seen"], 50_002);
}

/// Deeper than a path can say, and deeper than there may be open folders.
#[cfg(unix)]
#[test]
fn folders_without_an_end() {
    const LEVELS: usize = 1_000;
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let top = folder.path().join("d");
    std::fs::create_dir(&top).expect("a folder");
    // A path can't be that long, but a whole tree can be moved to the lower end of another.
    for _ in 0..3 {
        let above = folder.path().join("above");
        let mut lowest = above.clone();
        for _ in 0..LEVELS {
            lowest.push("d");
        }
        std::fs::create_dir_all(&lowest).expect("folders");
        std::fs::rename(&top, lowest.join("d")).expect("a move");
        std::fs::write(lowest.join("Users.cs"), LIST_USERS).expect("a file");
        std::fs::rename(&above, &top).expect("a move");
    }
    let report = healthy_report(&folder);
    let found = files_with_calls(&report);
    assert!(found.len() >= 2 && found.contains(&"Users.cs"), "{found:?}");
    let problems = strings(&report["problems"], "what");
    assert!(
        problems.iter().any(|what| what.contains("cannot be read")),
        "what can't be reached is said: {problems:?}"
    );
    remove(folder.path());
}

/// The library's own way of removing a folder holds one open for each level.
fn remove(folder: &Path) {
    let removed = Command::new("rm").arg("-rf").arg(folder).status();
    assert!(removed.is_ok_and(|status| status.success()));
}

/// A root that goes away is no reason to hang or to crash, nor is a working directory that is not there any more.
#[cfg(unix)]
#[test]
fn a_working_directory_that_is_gone() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let gone = folder.path().join("gone");
    std::fs::create_dir(&gone).expect("a folder");
    let program = oktalint(folder.path()).get_program().to_owned();
    let mut shell = assert_cmd::Command::new("sh");
    shell
        .current_dir(&gone)
        .args(["-c", "rmdir ../gone; exec \"$0\" check"])
        .arg(program);
    let run = Run::of(&mut shell);
    assert_eq!(run.status, 2, "{}", run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
}
