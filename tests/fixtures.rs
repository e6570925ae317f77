//! Small applications with the expected calls written beside the line that makes them.
//!
//! `//~ op` expects a call of `op` to be reported on this line, `a|b` one call that may be either, `a, b` two calls, `?` a request
//! that is listed as unresolved. A line without such a comment must have nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use oktalint::analysis::{Input, Options, analyse};
use oktalint::call::{Confidence, SourceFile};
use oktalint::catalog::Catalog;
use oktalint::files::{FileRules, path_globs};
use oktalint::syntax::Language;

type Found = BTreeMap<(String, u32), Vec<String>>;

fn expected(files: &[Arc<SourceFile>]) -> Found {
    let mut expected = Found::new();
    for file in files {
        for (number, line) in (1u32..).zip(file.text.lines()) {
            if let Some((_, wanted)) = line
                .split_once("~ ")
                .filter(|(code, _)| code.ends_with("//") || code.ends_with('#'))
            {
                let mut operations: Vec<String> = wanted
                    .split(',')
                    .map(|one| sorted(one.trim().split('|')))
                    .collect();
                operations.sort();
                expected.insert((file.path.clone(), number), operations);
            }
        }
    }
    expected
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.join("|")
}

fn found(files: Vec<Arc<SourceFile>>, manifests: Vec<(String, String)>) -> Found {
    let options = Options {
        manifests: &manifests,
        ..Options::default()
    };
    let inputs = files.into_iter().map(|file| Input { file }).collect();
    let analysis = analyse(inputs, &options, &mut |_| Vec::new());
    let catalog = Catalog::embedded();
    let mut found = Found::new();
    for call in analysis
        .calls
        .iter()
        .filter(|call| call.confidence > Confidence::Possible)
    {
        let names = sorted(
            call.operations
                .iter()
                .map(|id| catalog.get(*id).operation_id.as_str()),
        );
        let key = (call.location.file.path.clone(), call.location.start().line);
        found.entry(key).or_default().push(if names.is_empty() {
            format!("unknown {}", call.path)
        } else {
            names
        });
    }
    for unresolved in &analysis.unresolved {
        let key = (
            unresolved.location.file.path.clone(),
            unresolved.location.start().line,
        );
        found.entry(key).or_default().push("?".to_owned());
    }
    found.values_mut().for_each(|operations| operations.sort());
    found
}

fn read(root: &Path) -> (Vec<Arc<SourceFile>>, Vec<(String, String)>) {
    let mut files = Vec::new();
    let mut manifests = Vec::new();
    let names = FileRules::embedded().manifests.iter().map(String::as_str);
    let manifests_named = path_globs(names).expect("globs of the program");
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.expect("fixtures can be listed");
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry
            .path()
            .strip_prefix(root)
            .expect("below the root")
            .to_string_lossy()
            .replace('\\', "/");
        let text = std::fs::read_to_string(entry.path()).expect("fixtures are text");
        if manifests_named.is_match(entry.file_name()) {
            manifests.push((path, text));
        } else if let Some(language) = Language::of(entry.path()) {
            files.push(Arc::new(SourceFile::new(path, language, text, false)));
        }
    }
    (files, manifests)
}

#[test]
fn every_fixture_reports_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/calls");
    let mut report = String::new();
    let mut count = 0;
    let only = std::env::var("FIXTURE").unwrap_or_default();
    for entry in std::fs::read_dir(&root).expect("fixtures are there") {
        let entry = entry.expect("fixtures can be listed");
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.contains(&only) {
            continue;
        }
        let (files, manifests) = read(&entry.path());
        let wanted = expected(&files);
        let got = found(files, manifests);
        for key in wanted
            .keys()
            .chain(got.keys().filter(|key| !wanted.contains_key(*key)))
        {
            count += 1;
            let (wanted, got) = (wanted.get(key), got.get(key));
            if wanted != got {
                let show = |names: Option<&Vec<String>>| {
                    names.map_or("nothing".to_owned(), |names| names.join(", "))
                };
                let _ = writeln!(
                    report,
                    "{name}/{}:{} wanted {}, got {}",
                    key.0,
                    key.1,
                    show(wanted),
                    show(got)
                );
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert!(
        !only.is_empty() || count > 100,
        "only {count} expectations were found"
    );
}

#[test]
fn the_order_of_files_changes_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/calls");
    let (files, manifests) = read(&root);
    let forwards = found(files.clone(), manifests.clone());
    let backwards = found(
        files.into_iter().rev().collect(),
        manifests.into_iter().rev().collect(),
    );
    assert!(forwards.len() > 100, "only {}", forwards.len());
    assert_eq!(forwards, backwards);
}
