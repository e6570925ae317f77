//! The report depends on the files, not on who lists them first, nor on how many threads read them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assert_cmd::Command;
use oktalint::Outcome;
use oktalint::analysis::{self, Input, Options};
use oktalint::call::SourceFile;
use oktalint::config::Config;
use oktalint::files::{FileRules, path_globs};
use oktalint::judge::{Against, judge};
use oktalint::knowledge::Embedded;
use oktalint::report::{Extent, json, sarif};
use oktalint::syntax::Language;

/// The files below a folder, relative to it, in the order of their names.
fn files_below(root: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root).sort_by_file_name();
    let files = entries
        .into_iter()
        .map(|entry| entry.expect("fixtures can be listed"))
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below the root");
            path.to_owned()
        })
        .collect()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The same files in another order, another one for each seed.
fn shuffled<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut state = seed;
    let mut keyed: Vec<(u64, T)> = items
        .iter()
        .map(|item| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33, item.clone())
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, item)| item).collect()
}

/// A folder that holds the fixtures, made file by file in this order.
fn tree(files: &[PathBuf]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    for file in files {
        let to = folder.path().join(file);
        fs::create_dir_all(to.parent().expect("a parent")).expect("folder");
        fs::copy(fixtures().join(file), to).expect("copy");
    }
    folder
}

/// The JSON report but the time that it took, and the SARIF report.
fn reports(folder: &Path, roots: &[&str], threads: &str) -> (String, String) {
    let out = tempfile::tempdir().expect("temporary folder");
    let (json, sarif) = (out.path().join("a.json"), out.path().join("a.sarif"));
    Command::cargo_bin("oktalint")
        .expect("the program is built")
        .current_dir(folder)
        .args(["check", "--quiet", "--exit-zero", "--include-tests"])
        .args(["--min-confidence", "possible", "--threads", threads])
        .arg(format!("--format=json={}", json.display()))
        .arg(format!("--format=sarif={}", sarif.display()))
        .args(roots)
        .assert()
        .success();
    let read = |path: &Path| fs::read_to_string(path).expect("a report");
    (without_time(&read(&json)), read(&sarif))
}

fn without_time(json: &str) -> String {
    let lines = json.lines().filter(|line| !line.contains("\"elapsed_ms\""));
    lines.collect::<Vec<_>>().join("\n")
}

/// Says where two texts begin to differ; whole reports would fill the screen.
fn assert_same(one: &str, other: &str, what: &str) {
    let mut lines = one.lines().zip(other.lines()).enumerate();
    if let Some((at, (one, other))) = lines.find(|(_, (one, other))| one != other) {
        panic!("{what}, line {}:\n{one}\n{other}", at + 1);
    }
    assert_eq!(one.len(), other.len(), "{what}: one is longer");
}

#[test]
fn threads_and_the_order_of_a_folder_change_nothing() {
    let files = files_below(&fixtures());
    let folder = tree(&files);
    let (json, sarif) = reports(folder.path(), &["."], "1");
    assert!(json.contains("\"listUsers\"") && sarif.contains("\"ruleId\""));
    for (seed, threads) in [(1, "2"), (2, "8")] {
        // File systems list a folder in the order of creation, or by a hash that another folder has otherwise.
        let folder = tree(&shuffled(&files, seed));
        let (other_json, other_sarif) = reports(folder.path(), &["."], threads);
        let what = format!("{threads} threads");
        assert_same(&json, &other_json, &what);
        assert_same(&sarif, &other_sarif, &what);
    }
}

#[test]
fn the_order_of_roots_changes_nothing() {
    let folder = tree(&files_below(&fixtures()));
    let roots = ["calls", "lints", "example-app", "calls/ts-wrapper", "."];
    let (json, sarif) = reports(folder.path(), &roots, "2");
    let turned: Vec<&str> = roots.into_iter().rev().collect();
    let (other_json, other_sarif) = reports(folder.path(), &turned, "2");
    assert_same(&json, &other_json, "roots turned round");
    assert_same(&sarif, &other_sarif, "roots turned round");
}

/// Sources and manifests of all fixtures, as one program.
struct Project {
    sources: Vec<Arc<SourceFile>>,
    manifests: Vec<(String, String)>,
}

impl Project {
    fn of_fixtures() -> Project {
        let names = FileRules::embedded().manifests.iter().map(String::as_str);
        let is_manifest = path_globs(names).expect("globs of the program");
        let mut project = Project {
            sources: Vec::new(),
            manifests: Vec::new(),
        };
        for file in files_below(&fixtures()) {
            let name = file.to_string_lossy().replace('\\', "/");
            let Ok(text) = fs::read_to_string(fixtures().join(&file)) else {
                continue;
            };
            if is_manifest.is_match(file.file_name().expect("a file")) {
                project.manifests.push((name, text));
            } else if let Some(language) = Language::of(&file) {
                let source = SourceFile::new(name, language, text, false);
                project.sources.push(Arc::new(source));
            }
        }
        project
    }

    fn shuffled(&self, seed: u64) -> Project {
        Project {
            sources: shuffled(&self.sources, seed),
            manifests: shuffled(&self.manifests, seed),
        }
    }

    fn reports(&self) -> (String, String) {
        let inputs = self.sources.iter().map(|file| Input {
            file: Arc::clone(file),
        });
        let options = Options {
            manifests: &self.manifests,
            ..Options::default()
        };
        let analysis = analysis::analyse(inputs.collect(), &options, &mut |_| Vec::new());
        let (config, base) = (Config::none(Path::new("/project")), Path::new("/project"));
        let outcome = Outcome {
            judgement: judge(analysis, &config, base, &Embedded, &Against::default()),
            skipped: Default::default(),
            elapsed_ms: 0,
        };
        let (mut json, mut sarif) = (Vec::new(), Vec::new());
        json::write(&mut json, &outcome, Extent::All).expect("writing to memory");
        let options = sarif::Options {
            extent: Extent::All,
            category: "oktalint".to_owned(),
            working_directory: "/project".to_owned(),
        };
        let report = sarif::Report::new(&outcome, &options).expect("SARIF is JSON");
        report.write(&mut sarif).expect("writing to memory");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (text(json), text(sarif))
    }
}

#[test]
fn the_order_of_files_and_manifests_changes_nothing() {
    let project = Project::of_fixtures();
    let (json, sarif) = project.reports();
    assert!(json.contains("\"listUsers\""));
    for seed in 1..4 {
        let (other_json, other_sarif) = project.shuffled(seed).reports();
        assert_same(&json, &other_json, &format!("order {seed}"));
        assert_same(&sarif, &other_sarif, &format!("order {seed}"));
    }
}
