//! From bytes to maybe: one pass over a file's raw bytes says whether it can matter at all. Most files end here, unparsed.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;
use regex::bytes::{Regex, RegexBuilder};

use crate::call::{Encoding, FileProblem, SourceFile};
use crate::files::{DataKind, FileRules};
use crate::store::Store;
use crate::syntax::Language;
use crate::walk::{File, Skipped};

/// What to look for.
#[derive(Clone, Debug)]
pub struct Sift {
    /// Each holds some of the needles.
    patterns: Vec<Regex>,
    /// Files that only describe data do not pass.
    drops_data: bool,
}

/// A pattern of so many needles of such a length stays far below the limit on a compiled pattern. A needle that is longer is
/// looked for by its begin, which admits no less.
const NEEDLES_IN_PATTERN: usize = 256;
const LONGEST_NEEDLE: usize = 64;

impl Sift {
    /// Looks for what `rules/files.toml` names.
    pub fn okta() -> Sift {
        let needles: Vec<&str> = FileRules::embedded()
            .needles
            .iter()
            .map(String::as_str)
            .collect();
        Sift {
            drops_data: true,
            ..Sift::new(&needles)
        }
    }

    /// Looks for these names, in any ASCII case.
    pub fn new(needles: &[&str]) -> Sift {
        let patterns = needles.chunks(NEEDLES_IN_PATTERN).map(pattern).collect();
        Sift {
            patterns,
            drops_data: false,
        }
    }

    /// Whether a file that only describes data may use what one of the needles names: calls it, reads it, or declares something of
    /// such a type. An attribute, a directive or a comment does not.
    fn admits_data(&self, bytes: &[u8]) -> bool {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let is_use = |start: usize, end: usize| {
            let rest = &bytes[end..];
            let spaced = rest.trim_ascii_start();
            let is_whole = !bytes[..start].last().is_some_and(is_part);
            let is_used = rest.starts_with(b".")
                || spaced.starts_with(b"(")
                || spaced.starts_with(b"<")
                || spaced.len() < rest.len() && spaced.first().is_some_and(is_part);
            is_whole && is_used
        };
        let uses = |pattern: &Regex| {
            let mut lines = Lines::of(bytes);
            let mut found = pattern.find_iter(bytes);
            found.any(|found| {
                lines.kind(found.start()) == LineKind::Code && is_use(found.start(), found.end())
            })
        };
        !self.drops_data && self.patterns.iter().any(uses)
    }

    /// Whether one of the needles occurs.
    pub fn admits(&self, bytes: &[u8]) -> bool {
        self.patterns.iter().any(|pattern| pattern.is_match(bytes))
    }
}

/// One pattern for all of these needles. On a few of them the search for literals behind it is many times faster than an
/// automaton over every byte.
fn pattern(needles: &[&str]) -> Regex {
    let needles: Vec<String> = needles.iter().map(|needle| escaped(needle)).collect();
    RegexBuilder::new(&needles.join("|"))
        .unicode(false)
        .case_insensitive(true)
        .build()
        .expect("an alternation of a bounded number of short literals")
}

/// The begin of a needle as a pattern for its bytes.
fn escaped(needle: &str) -> String {
    let mut pattern = String::new();
    for byte in needle.bytes().take(LONGEST_NEEDLE) {
        match byte.is_ascii_alphanumeric() {
            true => pattern.push(char::from(byte)),
            false => pattern.push_str(&format!("\\x{byte:02X}")),
        }
    }
    pattern
}

/// The files that have not been admitted so far. The analysis may come back for more of them, with names that it
/// has learnt.
pub struct Reserve<'a> {
    store: &'a dyn Store,
    files: Vec<File>,
    max_bytes: u64,
}

/// Files that passed a sift.
#[derive(Debug, Default)]
pub struct Admitted {
    /// In the order of their paths.
    pub sources: Vec<Arc<SourceFile>>,
    pub problems: Vec<FileProblem>,
    /// Files that passed, and were then seen to be unreadable as source.
    pub skipped: Skipped,
}

impl<'a> Reserve<'a> {
    /// A reserve of all these files of a store.
    pub fn new(store: &'a dyn Store, files: Vec<File>, max_bytes: u64) -> Reserve<'a> {
        Reserve {
            store,
            files,
            max_bytes,
        }
    }

    /// Reads every file of the reserve and takes out those that pass. Runs on the current thread pool; the result does
    /// not depend on the number of threads.
    pub fn admit(&mut self, sift: &Sift) -> Admitted {
        let outcomes: Vec<Outcome> = self
            .files
            .par_iter()
            .map(|file| examine(self.store, file, sift, self.max_bytes))
            .collect();
        let mut admitted = Admitted::default();
        let mut outcomes = outcomes.into_iter();
        self.files.retain(|file| {
            let outcome = outcomes.next().unwrap_or(Outcome::Dropped);
            let stays = matches!(outcome, Outcome::Dropped);
            admitted.take(file, outcome);
            stays
        });
        admitted
    }
}

enum Outcome {
    /// None of the needles occurs.
    Dropped,
    Source {
        source: SourceFile,
        /// What had to be replaced to read it as text.
        note: Option<&'static str>,
    },
    Binary,
    Minified,
    Report,
    Unreadable(std::io::Error),
}

impl Admitted {
    fn take(&mut self, file: &File, outcome: Outcome) {
        let problem = |what: String| FileProblem {
            path: file.name.clone(),
            line: None,
            what,
        };
        match outcome {
            Outcome::Dropped => {}
            Outcome::Source { source, note } => {
                self.problems
                    .extend(note.map(|note| problem(note.to_owned())));
                self.sources.push(Arc::new(source));
            }
            Outcome::Binary => self.skipped.binary += 1,
            Outcome::Minified => self.skipped.minified += 1,
            Outcome::Report => self.skipped.report += 1,
            Outcome::Unreadable(error) => {
                self.problems
                    .push(problem(format!("cannot be read: {error}")));
            }
        }
    }
}

thread_local! {
    /// Files are read into one buffer a thread: most are dropped at once, and allocating for each would cost as much as the search.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn examine(store: &dyn Store, file: &File, sift: &Sift, max_bytes: u64) -> Outcome {
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        match store.read(file, max_bytes, buffer) {
            Err(error) => Outcome::Unreadable(error),
            Ok(()) => judge_bytes(file, sift, buffer),
        }
    })
}

fn judge_bytes(file: &File, sift: &Sift, bytes: &[u8]) -> Outcome {
    let Some(language) = file.language else {
        return Outcome::Dropped;
    };
    let decoded = utf16(bytes);
    let bytes = decoded.as_ref().map_or(bytes, |(text, _)| text.as_bytes());
    if !sift.admits(bytes) {
        return Outcome::Dropped;
    }
    if language == Language::CSharp && is_data(bytes) && !sift.admits_data(bytes) {
        return Outcome::Dropped;
    }
    if memchr::memchr(0, bytes).is_some() {
        return Outcome::Binary;
    }
    if is_minified(bytes) {
        return Outcome::Minified;
    }
    if language == Language::Text("json") && is_report(bytes) {
        return Outcome::Report;
    }
    let encoding = match bytes.starts_with(UTF8_MARK) {
        _ if decoded.is_some() => Encoding::Utf16,
        true => Encoding::Utf8Marked,
        false => Encoding::Utf8,
    };
    let bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let was_valid =
        matches!(text, std::borrow::Cow::Borrowed(_)) && decoded.as_ref().is_none_or(|(_, ok)| *ok);
    let text = text.into_owned();
    Outcome::Source {
        source: SourceFile::new(file.name.clone(), language, text, file.in_test).encoded(encoding),
        note: (!was_valid)
            .then_some("not valid in its encoding: unreadable characters were replaced"),
    }
}

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text of a file with a UTF-16 byte order mark, and whether it was well formed.
fn utf16(bytes: &[u8]) -> Option<(String, bool)> {
    let (rest, little_endian) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (rest, true),
        [0xFE, 0xFF, rest @ ..] => (rest, false),
        _ => return None,
    };
    let units = rest.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little_endian {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        }
    });
    let mut well_formed = rest.len().is_multiple_of(2);
    let text = char::decode_utf16(units)
        .map(|unit| {
            unit.unwrap_or_else(|_| {
                well_formed = false;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Some((text, well_formed))
}

/// Whether lines are so long on average that no person wrote them.
fn is_minified(bytes: &[u8]) -> bool {
    let rules = FileRules::embedded();
    bytes.len() >= rules.minified_min_bytes
        && bytes.len() / (memchr::memchr_iter(b'\n', bytes).count() + 1) > rules.minified_mean_line
}

/// Whether all that C# does is to describe data which is serialised.
fn is_data(bytes: &[u8]) -> bool {
    static ACTS: LazyLock<Regex> = LazyLock::new(|| {
        let acts = &FileRules::embedded().data.acts;
        let acts: Vec<String> = acts.iter().map(|act| escaped(act)).collect();
        RegexBuilder::new(&acts.join("|"))
            .unicode(false)
            .build()
            .expect("an alternation of a few short literals")
    });
    let kinds = &FileRules::embedded().data.kinds;
    let occurs = |mark: &String| {
        let mut lines = Lines::of(bytes);
        let mut found = memchr::memmem::find_iter(bytes, mark);
        found.any(|at| lines.kind(at) != LineKind::Comment)
    };
    let is_kind = |kind: &DataKind| kind.marks.iter().all(occurs) && !kind.acts.iter().any(occurs);
    let mut lines = Lines::of(bytes);
    let mut acts = ACTS.find_iter(bytes);
    kinds.iter().any(is_kind) && acts.all(|act| lines.kind(act.start()) == LineKind::Comment)
}

/// What a line of C# begins with, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Comment,
    /// An attribute or a directive: it says a name, and does nothing with it.
    Said,
    Code,
}

/// The lines of a file, for places that are asked for in ascending order: each byte is looked at once.
struct Lines<'a> {
    bytes: &'a [u8],
    /// The place that was asked for last.
    at: usize,
    kind: LineKind,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Lines<'a> {
        let kind = kind_of(bytes);
        Lines { bytes, at: 0, kind }
    }

    /// The line that a place is on.
    fn kind(&mut self, at: usize) -> LineKind {
        if let Some(end) = memchr::memrchr(b'\n', &self.bytes[self.at..at]) {
            self.kind = kind_of(&self.bytes[self.at + end + 1..]);
        }
        self.at = at;
        self.kind
    }
}

fn kind_of(line: &[u8]) -> LineKind {
    let line = line.trim_ascii_start();
    if line.starts_with(b"//") {
        LineKind::Comment
    } else if line.starts_with(b"[") || line.starts_with(b"using ") {
        LineKind::Said
    } else {
        LineKind::Code
    }
}

/// Whether a program wrote it about code: what it quotes is said where it stands.
fn is_report(bytes: &[u8]) -> bool {
    let begins = |mark: &String| {
        let written = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
        let mut mark = mark.bytes();
        written.zip(&mut mark).all(|(one, other)| *one == other) && mark.len() == 0
    };
    FileRules::embedded().reports.iter().any(begins)
}

/// Reads manifests, in order; what can't be read is passed over, because a manifest only ever adds knowledge.
pub fn read_manifests(store: &dyn Store, files: &[File], max_bytes: u64) -> Vec<(String, String)> {
    let read = |file: &File| {
        let mut bytes = Vec::new();
        store.read(file, max_bytes, &mut bytes).ok()?;
        let text = utf16(&bytes).map_or_else(
            || {
                let bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(&bytes);
                String::from_utf8_lossy(bytes).into_owned()
            },
            |(text, _)| text,
        );
        Some((file.name.clone(), text))
    };
    files.par_iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Disk;

    fn outcome(bytes: &[u8]) -> Outcome {
        let file = File {
            name: "a.cs".to_owned(),
            path: "a.cs".into(),
            language: Some(Language::CSharp),
            in_test: false,
        };
        judge_bytes(&file, &Sift::okta(), bytes)
    }

    fn text(bytes: &[u8]) -> (String, bool) {
        match outcome(bytes) {
            Outcome::Source { source, note } => (source.text, note.is_some()),
            _ => panic!("not admitted"),
        }
    }

    #[test]
    fn needles_match_in_any_case() {
        let sift = Sift::okta();
        assert!(sift.admits(b"var OKTAclient"));
        assert!(sift.admits(b"\"/Api/V1/users\""));
        assert!(sift.admits(b"Authorization: ssws "));
        assert!(!sift.admits(b"okt a /api/v2"));
        assert!(Sift::new(&["DirectoryGateway"]).admits(b"new directorygateway()"));
    }

    #[test]
    fn any_names_can_be_looked_for() {
        let many: Vec<String> = (0..5_000).map(|n| format!("name_{n}_$(é.*")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let sift = Sift::new(&many);
        assert!(sift.admits("x.NAME_4999_$(é.*".as_bytes()));
        assert!(!sift.admits("x.name_5000_$(é.*".as_bytes()));
        assert!(!Sift::new(&[]).admits(b"anything"));
        // Only the begin of a name counts that is longer than names are.
        let long = "n".repeat(100_000);
        assert!(Sift::new(&[&long]).admits(&long.as_bytes()[..100]));
        assert!(!Sift::new(&[&long]).admits(b"nn"));
    }

    #[test]
    fn byte_order_marks_decide_the_encoding() {
        assert_eq!(text(b"\xEF\xBB\xBFokta"), ("okta".to_owned(), false));
        assert_eq!(text(b"\xFF\xFEo\0k\0t\0a\0"), ("okta".to_owned(), false));
        assert_eq!(text(b"\xFE\xFF\0o\0k\0t\0a"), ("okta".to_owned(), false));
    }

    #[test]
    fn invalid_text_is_read_with_a_note() {
        assert_eq!(text(b"okta \xFF"), ("okta \u{FFFD}".to_owned(), true));
        let (read, noted) = text(b"\xFF\xFEo\0k\0t\0a\0\x00\xD8");
        assert_eq!((read.as_str(), noted), ("okta\u{FFFD}", true));
        let (_, noted) = text(b"\xFF\xFEo\0k\0t\0a\0x");
        assert!(noted);
    }

    #[test]
    fn binary_and_minified_files_are_not_source() {
        assert!(matches!(outcome(b"okta\0"), Outcome::Binary));
        let minified = format!("okta({})", "x".repeat(5000));
        assert!(matches!(outcome(minified.as_bytes()), Outcome::Minified));
        let written = format!("okta(\n{})", "x,\n".repeat(2000));
        assert!(matches!(
            outcome(written.as_bytes()),
            Outcome::Source { .. }
        ));
        assert!(matches!(outcome(b"nothing here\0"), Outcome::Dropped));
    }

    #[test]
    fn what_only_describes_data_waits_until_its_name_is_learnt() {
        let data = b"using Okta.Sdk.Model;\n/// <see cref=\"/api/v1/users\"/>\n[JsonConverter(typeof(UserConverter))]\n[DataContract]\nclass User { [DataMember] public string Id { get; set; } User other; }";
        assert!(matches!(outcome(data), Outcome::Dropped));
        let file = |name: &str| File {
            name: name.to_owned(),
            path: name.into(),
            language: Language::of(std::path::Path::new(name)),
            in_test: false,
        };
        let learnt = |name: &str| judge_bytes(&file("a.cs"), &Sift::new(&[name]), data);
        assert!(matches!(learnt("User"), Outcome::Source { .. }));
        // An attribute, a directive and the end of another name use nothing.
        for name in ["UserConverter", "Model", "tring"] {
            assert!(matches!(learnt(name), Outcome::Dropped), "{name}");
        }
        // Marks in a comment are none, and a long line is read once.
        let commented = b"using Okta.Sdk; // x\n// [DataContract] [DataMember]\nclass Users { }";
        assert!(matches!(outcome(commented), Outcome::Source { .. }));
        let long = format!(
            "[DataContract] [DataMember]\n// okta {}",
            "Api".repeat(1 << 20)
        );
        assert!(is_data(long.as_bytes()));
        let long = format!(
            "[DataContract] [DataMember]\n[okta {}",
            "User".repeat(1 << 20)
        );
        assert!(!Sift::new(&["User"]).admits_data(long.as_bytes()));
        // A class that stands for texts is data, an enumeration may be a part of a path.
        let texts = |kind: &str| {
            format!(
                "namespace Okta\n[JsonConverter(typeof(StringEnumConverter))]\npublic {kind} Kind {{ }}"
            )
        };
        assert!(is_data(texts("class").as_bytes()));
        assert!(!is_data(texts("enum").as_bytes()));
        let other = judge_bytes(&file("a.ts"), &Sift::okta(), data);
        assert!(matches!(other, Outcome::Source { .. }));
        for act in [
            "void Run() { new UserApi().DeleteUser(Id); }",
            "void Run(IUsersClient users) => users.ListUsers();",
            "public string Path = \"/api/v1/users\";",
            "const string Users = \"users\";",
            "static string Of(this User user) => user.Id;",
        ] {
            let acting = format!(
                "using Okta; [DataContract] class User {{ [DataMember] public string Id; {act} }}"
            );
            assert!(
                matches!(outcome(acting.as_bytes()), Outcome::Source { .. }),
                "{act}"
            );
        }
    }

    #[test]
    fn a_reserve_gives_up_a_file_once() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).expect("write");
            File {
                name: name.to_owned(),
                path,
                language: Some(Language::CSharp),
                in_test: false,
            }
        };
        let files = vec![
            file("a.cs", "okta"),
            file("b.cs", "new Gateway()"),
            file("c.cs", "nothing"),
        ];
        let mut reserve = Reserve::new(&Disk, files, 1024);
        let names = |admitted: Admitted| {
            let sources = admitted.sources.iter();
            sources.map(|s| s.path.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(reserve.admit(&Sift::okta())), ["a.cs"]);
        assert_eq!(names(reserve.admit(&Sift::new(&["gateway"]))), ["b.cs"]);
        assert_eq!(
            names(reserve.admit(&Sift::new(&["okta", "gateway"]))),
            [""; 0]
        );
    }
}
