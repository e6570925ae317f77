//! From lowered files to calls: link, interpret, resolve.
//!
//! [`analyse`] works in rounds. The first takes the files that sifting kept. What it learns (wrappers whose requests only
//! their callers complete, names that hand out an SDK client) are new names worth looking for; files that hold one come
//! in for the next round, until nothing new turns up or the bound is reached.

mod interp;
mod modules;
mod packages;
mod program;
mod resolve;
mod rounds;
mod settings;
mod summary;
mod unit;
mod value;
mod visit;

use std::path::Path;
use std::sync::Arc;

use foldhash::HashSet;
use rayon::prelude::*;

use crate::call::{Analysis, FileProblem, SourceFile};
use crate::config::Wrapper;
use crate::ir::Text;
use crate::progress::Progress;

use unit::Unit;

/// Stack for the interpreter, which recurses over expressions and calls; its depth is bounded to fit.
const STACK_BYTES: usize = 1 << 30;
/// Most rounds of bringing in files by name.
const MOST_ROUNDS: usize = 3;
/// Files that one thread lowers before it offers the rest to others.
const FILES_AT_ONCE: usize = 4;

/// A file to analyse.
#[derive(Clone, Debug)]
pub struct Input {
    pub file: Arc<SourceFile>,
}

/// What the analysis is told beside the sources.
#[derive(Debug, Default)]
pub struct Options<'a> {
    /// Path and text of project manifests, by path.
    pub manifests: &'a [(String, String)],
    pub wrappers: &'a [Wrapper],
    /// Hosts of Okta orgs below no domain of Okta; lower case.
    pub org_hosts: &'a [String],
    /// Who counts how far it is.
    pub progress: Option<&'a Progress>,
}

/// Finds the calls in a project. `sources` are the files that sifting kept; `more` brings the other files that hold one of the
/// given names.
pub fn analyse(
    sources: Vec<Input>,
    options: &Options<'_>,
    more: &mut dyn FnMut(&[&str]) -> Vec<Input>,
) -> Analysis {
    // Most trees have no file to look at: they need neither the catalog nor the tables of libraries.
    if sources.is_empty() {
        return Analysis::default();
    }
    let mut units = lower(sources, options.progress);
    let mut searched: HashSet<Text> = HashSet::default();
    let mut result = Analysis::default();
    for round in 0..MOST_ROUNDS {
        units.sort_by(|a, b| a.file.path.cmp(&b.file.path));
        let (found, names, returned) = interpret(units, options);
        units = returned;
        result = found;
        let new: Vec<Text> = names
            .into_iter()
            .filter(|name| !searched.contains(name))
            .collect();
        if new.is_empty() {
            break;
        }
        searched.extend(new.iter().cloned());
        let names: Vec<&str> = new.iter().map(Text::as_str).collect();
        let mut files = more(&names);
        let known: HashSet<&str> = units.iter().map(|unit| unit.file.path.as_str()).collect();
        files.retain(|input| !known.contains(input.file.path.as_str()));
        if files.is_empty() {
            break;
        }
        if round + 1 == MOST_ROUNDS {
            result.problems.extend(files.iter().map(too_late));
            break;
        }
        units.extend(lower(files, options.progress));
    }
    // A page with scripts in it is one file and several units, one behind the other.
    result.files = units.iter().map(|unit| Arc::clone(&unit.file)).collect();
    result.files.dedup_by(|a, b| a.path == b.path);
    result.files_parsed = result.files.len();
    result.bytes_parsed = result.files.iter().map(|file| file.text.len() as u64).sum();
    for unit in &units {
        result
            .problems
            .extend(unit.module.problems.iter().map(|problem| FileProblem {
                path: unit.file.path.clone(),
                line: Some(unit.file.position(problem.span.start).line),
                what: problem.what.to_string(),
            }));
    }
    // Nobody needs them any more, and there are as many nodes as a large program has: another thread may throw them away.
    rayon::spawn(move || drop(units));
    result
}

/// A file that holds a name which the last round has learnt.
fn too_late(input: &Input) -> FileProblem {
    FileProblem {
        path: input.file.path.clone(),
        line: None,
        what: format!(
            "not read: it calls what sends requests to Okta, but that was only seen in the last of {MOST_ROUNDS} rounds"
        ),
    }
}

fn lower(sources: Vec<Input>, progress: Option<&Progress>) -> Vec<Unit> {
    sources
        .into_par_iter()
        // Files differ much in size: without it one thread is left with a long row of them at the end.
        .with_max_len(FILES_AT_ONCE)
        .flat_map_iter(|Input { file }| {
            let modules = crate::syntax::lower(file.language, Path::new(&file.path), &file.text);
            progress.inspect(|progress| progress.parsed());
            modules
                .into_iter()
                .map(move |(language, module)| Unit::new(file.clone(), language, module))
        })
        .collect()
}

/// Links and interprets on a stack of its own.
fn interpret(units: Vec<Unit>, options: &Options<'_>) -> (Analysis, Vec<Text>, Vec<Unit>) {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || rounds::run(units, options));
        match worker.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => {
                let mut analysis = Analysis::default();
                analysis.problems.push(FileProblem {
                    path: String::new(),
                    line: None,
                    what: format!("the analysis could not start: {error}"),
                });
                (analysis, Vec::new(), Vec::new())
            }
        }
    })
}
