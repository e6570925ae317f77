//! One round: link, interpret, resolve, and say which names are worth looking for in files that sifting dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use foldhash::HashMap;

use crate::call::Analysis;
use crate::ir::Text;
use crate::library::{Family, Generations, Libraries, LibraryId, Role, manifest};
use crate::words::of_identifier;

use super::Options;
use super::interp::Interpreter;
use super::modules::ModulePaths;
use super::packages::Packages;
use super::program::Program;
use super::resolve::{Hosts, resolve};
use super::settings::settings;
use super::unit::Unit;

/// Single words shorter than this occur everywhere.
const SHORTEST_WORD: usize = 8;

/// Runs one round; gives the units back, because linking takes them.
pub fn run(units: Vec<Unit>, options: &Options<'_>) -> (Analysis, Vec<Text>, Vec<Unit>) {
    let mut paths = ModulePaths::default();
    for (id, unit) in (0u32..).zip(&units) {
        paths.add_file(&unit.file.path, id);
    }
    let mut packages = Packages::default();
    for (path, text) in options.manifests {
        paths.add_manifest(path, text);
        packages.add_manifest(path, text);
    }
    let program = Program::link(units, paths, packages, generations(options));
    let mut interpreter = Interpreter::new(&program, options.wrappers);
    interpreter.run();
    let (calls, unresolved) = resolve(
        &mut interpreter,
        &Hosts {
            custom: options.org_hosts,
        },
    );
    let names = names_to_seek(&interpreter, &program);
    let settings = settings(&interpreter, &program);
    let problems = interpreter.problems();
    drop(interpreter);
    let analysis = Analysis {
        calls,
        settings,
        unresolved,
        problems,
        ..Analysis::default()
    };
    (analysis, names, program.units)
}

/// Folder → library → major versions, from the manifests.
fn generations(options: &Options<'_>) -> BTreeMap<String, HashMap<LibraryId, Generations>> {
    let libraries = Libraries::embedded();
    let mut all: BTreeMap<String, HashMap<LibraryId, Generations>> = BTreeMap::new();
    for (path, text) in options.manifests {
        let folder = path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .to_owned();
        for dependency in manifest::read(Path::new(path), text) {
            let Some(major) = dependency.major else {
                continue;
            };
            for library in libraries.by_package(dependency.family, &dependency.package) {
                all.entry(folder.clone())
                    .or_default()
                    .entry(library)
                    .or_insert(major);
            }
        }
    }
    all
}

/// How the end of an import of this file looks: `/client'`, whatever the way to it.
fn specifiers(path: &str) -> Vec<Text> {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or(path);
    let stem = match file.split('.').next().unwrap_or(file) {
        "index" => parts.next().unwrap_or_default(),
        stem => stem,
    };
    let ends = ["'", "\"", ".js'", ".js\""];
    if stem.is_empty() {
        return Vec::new();
    }
    ends.iter()
        .map(|end| Text::from(format!("/{stem}{end}")))
        .collect()
}

/// Functions whose requests callers complete, and types that hand out an SDK client.
fn names_to_seek(interpreter: &Interpreter<'_>, program: &Program) -> Vec<Text> {
    let mut names: BTreeSet<Text> = BTreeSet::new();
    for (file, name) in interpreter.open_names() {
        let unit = &program.units[file as usize];
        if unit.family == Some(Family::EcmaScript) {
            names.extend(specifiers(&unit.file.path));
        }
        if name.len() >= SHORTEST_WORD || of_identifier(&name).len() > 1 {
            names.insert(name);
        }
    }
    // With a global using, a file may name an SDK type and nothing else.
    let libraries = Libraries::embedded();
    for unit in &program.units {
        for import in unit.module.imports.iter().filter(|import| import.global) {
            let Some(family) = unit.family else { continue };
            for library in libraries.by_module(family, &import.module) {
                let library = libraries.library(library);
                if library.role == Role::Okta {
                    names.extend(
                        library
                            .exports
                            .keys()
                            .filter(|name| name.ends_with("Api") || name.ends_with("Client"))
                            .cloned(),
                    );
                }
            }
        }
    }
    names.into_iter().collect()
}
