//! Changes that leave a program what it is leave its calls what they are.

mod change;
mod generated;
mod tokens;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oktalint::analysis::{Input, Options, analyse};
use oktalint::call::{Confidence, SourceFile};
use oktalint::catalog::Catalog;
use oktalint::files::{FileRules, path_globs};
use oktalint::syntax::Language;

use change::{Dice, RENAMED};
use tokens::Source;

/// The files of an application, by path.
type Files = Vec<(String, String)>;
/// Calls by file, function, kind and operations, and how many there are.
type Calls = BTreeMap<String, usize>;
/// A change that leaves a program what it is.
type Change = fn(&Source<'_>, &mut Dice) -> String;

/// The calls of an application.
fn calls(files: &[(String, String)]) -> Calls {
    let names = FileRules::embedded().manifests.iter().map(String::as_str);
    let is_manifest = path_globs(names).expect("globs of the program");
    let (mut inputs, mut manifests) = (Vec::new(), Vec::new());
    for (path, text) in files {
        let (path, text) = (path.clone(), text.clone());
        let name = Path::new(&path).file_name().expect("a file").to_owned();
        if is_manifest.is_match(&name) {
            manifests.push((path, text));
        } else if let Some(language) = Language::of(Path::new(&path)) {
            let file = Arc::new(SourceFile::new(path, language, text, false));
            inputs.push(Input { file });
        }
    }
    let options = Options {
        manifests: &manifests,
        ..Options::default()
    };
    let analysis = analyse(inputs, &options, &mut |_| Vec::new());
    let catalog = Catalog::embedded();
    let mut calls = Calls::new();
    for call in &analysis.calls {
        if call.confidence == Confidence::Possible {
            continue;
        }
        let ids = call
            .operations
            .iter()
            .map(|id| &catalog.get(*id).operation_id);
        let mut operations: Vec<&str> = ids.map(String::as_str).collect();
        operations.sort_unstable();
        let (file, kind) = (&call.location.file.path, call.kind);
        let enclosing = call.enclosing.replace(RENAMED, "");
        let said = format!("{file}: {enclosing}: {kind:?} {}", operations.join("|"));
        *calls.entry(said).or_default() += 1;
    }
    calls
}

fn read(root: &Path) -> Files {
    let entries = walkdir::WalkDir::new(root).sort_by_file_name();
    let files = entries
        .into_iter()
        .map(|entry| entry.expect("fixtures can be listed"))
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below the root");
            let text = std::fs::read_to_string(entry.path()).expect("fixtures are text");
            (path.to_string_lossy().replace('\\', "/"), text)
        })
        .collect()
}

/// Each application of the fixtures, by its name.
fn applications() -> Vec<(String, Files)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut folders: Vec<PathBuf> = vec![root.join("example-app")];
    for entry in root.join("calls").read_dir().expect("fixtures are there") {
        folders.push(entry.expect("an entry").path());
    }
    folders.sort();
    let name = |folder: &Path| {
        folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    folders
        .iter()
        .map(|folder| (name(folder), read(folder)))
        .collect()
}

/// The application with a change made in every file that it can be made in, and in how many it changed something.
fn changed(files: &[(String, String)], change: Change, dice: &mut Dice) -> (Files, usize) {
    let mut count = 0;
    let one = |(path, text): &(String, String)| {
        let changed = Source::read(path, text).map(|source| change(&source, dice));
        count += usize::from(changed.as_ref().is_some_and(|changed| changed != text));
        (path.clone(), changed.unwrap_or_else(|| text.clone()))
    };
    (files.iter().map(one).collect(), count)
}

/// What calls have become others, with `-` and `+`.
fn difference(before: &Calls, after: &Calls) -> Vec<String> {
    let lost = before
        .iter()
        .filter(|(call, count)| after.get(*call) != Some(count));
    let new = after
        .iter()
        .filter(|(call, count)| before.get(*call) != Some(count));
    lost.map(|(call, count)| format!("- {count} {call}"))
        .chain(new.map(|(call, count)| format!("+ {count} {call}")))
        .collect()
}

/// Makes a change in every application; it must change some files, and the calls of none.
fn assert_same(change: Change, at_least: usize) {
    let mut wrong = Vec::new();
    let mut total = 0;
    for (name, files) in applications() {
        let before = calls(&files);
        let (files, count) = changed(&files, change, &mut Dice(1));
        total += count;
        let difference = difference(&before, &calls(&files));
        if !difference.is_empty() {
            wrong.push(format!("{name}:\n{}", difference.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(total >= at_least, "only {total} files were changed");
}

#[test]
fn fixtures_reformatted() {
    assert_same(change::reformatted, 80);
}

#[test]
fn fixtures_with_comments() {
    assert_same(change::commented, 80);
}

#[test]
fn fixtures_with_carriage_returns() {
    assert_same(change::with_carriage_returns, 80);
}

#[test]
fn fixtures_with_members_in_another_order() {
    assert_same(change::reordered, 20);
}

#[test]
fn fixtures_with_locals_renamed() {
    assert_same(change::renamed, 30);
}

#[test]
fn fixtures_in_another_folder() {
    const FOLDER: &str = "some/other place/";
    for (name, files) in applications() {
        let before = calls(&files);
        let moved = |(path, text): &(String, String)| (format!("{FOLDER}{path}"), text.clone());
        let moved: Files = files.iter().map(moved).collect();
        let after = calls(&moved).into_iter();
        let after: Calls = after
            .map(|(call, count)| (call.replace(FOLDER, ""), count))
            .collect();
        assert_eq!(difference(&before, &after), Vec::<String>::new(), "{name}");
    }
}

/// Files that have nothing to do with Okta, though some of their names are those of the applications.
const UNRELATED: [(&str, &str); 4] = [
    (
        "unrelated/shop.ts",
        "export class UserService { constructor(private http: Shop) {} get(id: string) { return this.http.get('/orders/' + id); } }\n\
         export const client = { request: (path: string) => path, users: [] };\nexport function send(path: string) { return path; }\n",
    ),
    (
        "unrelated/Shop.cs",
        "namespace Unrelated.Shop;\npublic class UserService { public string Get(string id) => id; public string BaseUrl => \"/orders\"; }\n\
         public class Client { public void Send(string path) { } }\n",
    ),
    (
        "unrelated/shop.rs",
        "pub struct Client { base: String }\nimpl Client { pub fn get(&self, path: &str) -> String { format!(\"{}{path}\", self.base) } }\n\
         pub fn send(path: &str) -> &str { path }\n",
    ),
    (
        "unrelated/shop.py",
        "def users():\n    return get('/orders')\n",
    ),
];

#[test]
fn fixtures_beside_unrelated_files() {
    let unrelated = UNRELATED.map(|(path, text)| (path.to_owned(), text.to_owned()));
    for (name, mut files) in applications() {
        let before = calls(&files);
        files.extend(unrelated.clone());
        assert_eq!(
            difference(&before, &calls(&files)),
            Vec::<String>::new(),
            "{name}"
        );
    }
}
