//! What each fuzz target does with its bytes: `fuzz/` feeds them what it makes up, `tests/corpus.rs` the inputs that were kept.
//!
//! Inputs are readable: a source begins with a line that names its file, a program has such a line before each of its files.

mod findings;

use std::path::Path;
use std::sync::Arc;

use oktalint::Outcome;
use oktalint::analysis::{self, Input, Options};
use oktalint::call::{Analysis, SourceFile};
use oktalint::catalog::{Catalog, Method, Surface, import, path::Written};
use oktalint::config::Config;
use oktalint::explain_403;
use oktalint::grants::{Declaration, exports, settings, terraform};
use oktalint::judge::{Against, judge};
use oktalint::knowledge::Embedded;
use oktalint::ops;
use oktalint::plan::{self, Plan};
use oktalint::report::text::{Detail, Style};
use oktalint::report::{Extent, json, sarif, text as report_text, write_json};
use oktalint::syntax::{self, Language, print::print};

pub use findings::report;

/// Begins the line that names a file of a program.
const FILE: &str = "=== ";

/// A target by its name.
pub type Target = fn(&[u8]);

/// Every target.
pub const TARGETS: [(&str, Target); 13] = [
    ("csharp", csharp),
    ("ecmascript", ecmascript),
    ("python", python),
    ("rust", rust),
    ("markup", markup),
    ("text", text),
    ("program", program),
    ("grants", grants),
    ("config", config),
    ("import", import),
    ("route", route),
    ("report", report),
    ("list", list),
];

/// The C# frontend.
pub fn csharp(data: &[u8]) {
    lower(data, |language| language == Language::CSharp);
}

/// The frontend of JavaScript and TypeScript, with and without JSX.
pub fn ecmascript(data: &[u8]) {
    lower(data, |language| {
        matches!(language, Language::JavaScript | Language::TypeScript)
    });
}

/// The Python frontend.
pub fn python(data: &[u8]) {
    lower(data, |language| language == Language::Python);
}

/// The Rust frontend.
pub fn rust(data: &[u8]) {
    lower(data, |language| language == Language::Rust);
}

/// Components, pages and Razor.
pub fn markup(data: &[u8]) {
    lower(data, |language| language == Language::Markup);
}

/// Every language that is read as text.
pub fn text(data: &[u8]) {
    lower(data, |language| matches!(language, Language::Text(_)));
}

fn lower(data: &[u8], is_meant: impl Fn(Language) -> bool) {
    let text = String::from_utf8_lossy(data);
    let Some((name, source)) = text.split_once('\n') else {
        return;
    };
    let path = Path::new(name);
    let Some(language) = Language::of(path).filter(|language| is_meant(*language)) else {
        return;
    };
    for (_, module) in syntax::lower(language, path, source) {
        print(&module);
        for problem in &module.problems {
            let end = problem.span.end as usize;
            assert!(end <= source.len(), "a problem lies outside of the source");
        }
    }
}

/// Several files, all the way to every report.
pub fn program(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut sources = Vec::new();
    let mut manifests = Vec::new();
    let mut infrastructure = Vec::new();
    let mut config = Config::none(Path::new("/project"));
    for file in text.split(FILE) {
        let Some((name, text)) = file.split_once('\n') else {
            continue;
        };
        let file = |language| source_file(name, language, text);
        match Language::of(Path::new(name)) {
            _ if name == "oktalint.toml" => {
                let parsed = Config::parse(text, Path::new(name), Path::new("/project"));
                config = parsed.unwrap_or(config);
            }
            None => manifests.push((name.to_owned(), text.to_owned())),
            Some(language) if terraform::is_terraform(name) => infrastructure.push(file(language)),
            Some(language) => sources.push(Input {
                file: file(language),
            }),
        }
    }
    let options = Options {
        manifests: &manifests,
        wrappers: &config.wrappers,
        org_hosts: &config.org_hosts,
        progress: None,
    };
    let analysis = analysis::analyse(sources, &options, &mut |_| Vec::new());
    write_reports(&outcome(declared(analysis, &infrastructure), &config));
}

fn source_file(name: &str, language: Language, text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(
        name.to_owned(),
        language,
        text.to_owned(),
        false,
    ))
}

fn declared(mut analysis: Analysis, infrastructure: &[Arc<SourceFile>]) -> Analysis {
    let (mut declarations, problems) = settings::read(&analysis.files);
    let (granted, broken) = terraform::read(infrastructure);
    declarations.extend(granted);
    analysis.declarations = declarations;
    analysis.problems.extend(problems);
    analysis.problems.extend(broken);
    analysis
}

fn outcome(analysis: Analysis, config: &Config) -> Outcome {
    Outcome {
        judgement: judge(
            analysis,
            config,
            Path::new("/project"),
            &Embedded,
            &Against::default(),
        ),
        skipped: Default::default(),
        elapsed_ms: 0,
    }
}

/// Writes every report; those for programs must be well-formed, and a SARIF region must lie somewhere.
fn write_reports(outcome: &Outcome) {
    let mut out = Vec::new();
    json::write(&mut out, outcome, Extent::All).expect("writing to memory");
    serde_json::from_slice::<serde_json::Value>(&out).expect("the JSON report is JSON");
    out.clear();
    let options = sarif::Options {
        extent: Extent::All,
        category: "oktalint".to_owned(),
        working_directory: "/project".to_owned(),
    };
    let report = sarif::Report::new(outcome, &options).expect("the SARIF report is JSON");
    report.write(&mut out).expect("writing to memory");
    let log: serde_json::Value = serde_json::from_slice(&out).expect("the SARIF report is JSON");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
        let at = |name: &str| place["region"][name].as_u64().expect("a number");
        let (start, end) = (
            (at("startLine"), at("startColumn")),
            (at("endLine"), at("endColumn")),
        );
        assert!(start.0 > 0 && start.1 > 0 && start <= end, "{place}");
    }
    for (detail, color) in [(Detail::Verbose, true), (Detail::Quiet, false)] {
        let style = Style { color, detail };
        report_text::write(&mut out, outcome, style).expect("writing to memory");
    }
    write_plan(&Plan::of_judgement(&outcome.judgement, true));
}

fn write_plan(plan: &Plan) {
    let mut out = Vec::new();
    plan::text::write(&mut out, plan).expect("writing to memory");
    plan::markdown::write(&mut out, plan).expect("writing to memory");
    plan::terraform::write(&mut out, plan).expect("writing to memory");
    plan::okta_api::write(&mut out, plan).expect("writing to memory");
    write_json(&mut out, plan).expect("writing to memory");
}

/// The readers of settings, Terraform and saved answers: what the repository says of its tokens, up to the reports.
pub fn grants(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Some((name, source)) = text.split_once('\n') else {
        return;
    };
    let language = Language::of(Path::new(name)).unwrap_or(Language::Text("json"));
    let file = source_file(name, language, source);
    let files = [file];
    let mut declarations: Vec<Declaration> = Vec::new();
    if terraform::is_terraform(name) {
        declarations.extend(terraform::read(&files).0);
    } else if settings::is_settings(name) {
        declarations.extend(settings::read(&files).0);
    } else {
        declarations.extend(exports::read(&files[0]).unwrap_or_default());
    }
    let analysis = Analysis {
        declarations,
        files: files.to_vec(),
        ..Analysis::default()
    };
    write_reports(&outcome(analysis, &Config::none(Path::new("/project"))));
}

/// The configuration, and how its mistakes are shown.
pub fn config(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let base = Path::new("/project");
    match Config::parse(&text, Path::new("oktalint.toml"), base) {
        Ok(config) => {
            config.token_of("src/Users.cs");
            write_reports(&outcome(Analysis::default(), &config));
        }
        Err(error) => {
            let _ = format!("{:?}", miette::Report::new(error));
        }
    }
}

/// Okta's OpenAPI documents.
pub fn import(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // An error is an answer.
    let _ = import::parse("management", &text, Path::new("management.yaml"));
}

/// The path matcher: a verb and a URL or path.
pub fn route(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (verb, url) = text.split_once(' ').unwrap_or(("", &text));
    let method: Option<Method> = verb.parse().ok();
    let written = Written::of(url);
    let segments = written.segments();
    let catalog = Catalog::embedded();
    for surface in [Surface::Org, Surface::Opa] {
        for candidate in catalog.matches(&segments, surface) {
            assert_eq!(catalog.get(candidate.operation).surface, surface);
        }
    }
    catalog.undocumented(method, &segments);
    assert!(catalog.nearest(method, &segments, 5).len() <= 5);
    let _ = written.query_pairs().count();
    let list = ops::mentioned(&text);
    ops::answer(catalog, list.entries);
}

/// Lists of operations and what Okta answered when it refused: what people paste.
pub fn list(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(list) = ops::parse(&text) {
        let answer = ops::answer(Catalog::embedded(), list.entries);
        write_plan(&Plan::of_list(&answer));
    }
    let evidence = explain_403::read(&text, None);
    let explanation = explain_403::explain(&evidence, None, None);
    let mut out = Vec::new();
    explain_403::write(&mut out, &explanation).expect("writing to memory");
    write_json(&mut out, &explanation).expect("writing to memory");
}
