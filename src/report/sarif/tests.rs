//! Reports of findings that no fixture has: too many of them, and any at all.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Options, Report};
use crate::Outcome;
use crate::call::{
    Call, CallKind, Confidence, FileProblem, Location, Resolution, SourceFile, TraceStep,
};
use crate::ir::Span;
use crate::judge::{
    Finding, JudgedCall, Judgement, Standing, Suppression, SuppressionKind, Verdict,
};
use crate::lints::{self, Level};
use crate::report::Extent;
use crate::syntax::Language;
use crate::walk::Skipped;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/sarif-2.1.0.json");
    let text = std::fs::read_to_string(path).expect("the schema of SARIF");
    let schema: Json = serde_json::from_str(&text).expect("JSON");
    jsonschema::validator_for(&schema).expect("a JSON Schema")
});

fn options(extent: Extent) -> Options {
    Options {
        extent,
        category: "oktalint".to_owned(),
        working_directory: "/repo".to_owned(),
    }
}

/// The report of a judgement, and what it says it lacks.
fn report(judgement: Judgement, extent: Extent) -> (Json, Option<String>) {
    let outcome = Outcome {
        judgement,
        skipped: Skipped::default(),
        elapsed_ms: 0,
    };
    let report = Report::new(&outcome, &options(extent)).expect("JSON");
    let mut text = Vec::new();
    report.write(&mut text).expect("writing to memory");
    let log = serde_json::from_slice(&text).expect("JSON");
    (log, report.left_out)
}

fn location(path: &str, text: &str, span: Span) -> Location {
    let language = Language::CSharp;
    let file = SourceFile::new(path.to_owned(), language, text.to_owned(), false);
    Location {
        file: Arc::new(file),
        span,
    }
}

fn finding(level: Level, message: &str, location: &Location) -> Finding {
    Finding {
        lint: &lints::all()[0],
        level,
        message: message.to_owned(),
        label: String::new(),
        help: Some(message.to_owned()),
        location: location.clone(),
        call: None,
        fingerprint: "f".to_owned(),
        standing: Standing::Open,
    }
}

fn levels(log: &Json) -> Vec<&str> {
    let results = log["runs"][0]["results"].as_array().expect("results");
    results
        .iter()
        .map(|result| result["level"].as_str().expect("a level"))
        .collect()
}

#[test]
fn of_too_many_results_the_most_severe_stay_and_it_is_said() {
    let here = location("a.cs", "call()", Span::new(0, 4));
    let notes = (0..25_000).map(|_| finding(Level::Note, "A note.", &here));
    let mut findings: Vec<Finding> = notes.collect();
    findings.insert(12_500, finding(Level::Warning, "A warning.", &here));
    findings.push(finding(Level::Error, "An error.", &here));
    let judgement = Judgement {
        findings,
        ..Judgement::default()
    };
    let (log, left_out) = report(judgement, Extent::Open);
    let levels = levels(&log);
    assert_eq!(levels.len(), 25_000);
    assert_eq!((levels[12_500], levels[24_999]), ("warning", "error"));
    let left_out = left_out.expect("something is left out");
    assert!(
        left_out.contains("25002") && left_out.contains("25000"),
        "{left_out}"
    );
    let notes = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notes[0]["message"]["text"], left_out.as_str());
}

#[test]
fn a_report_of_a_great_size_is_cut() {
    // Text that does not compress, in 8,000 results of some 2 kB.
    let mut state = 1u64;
    let mut random = || {
        let mut text = String::new();
        while text.len() < 1_900 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            text.push(char::from(b'A' + (state >> 59) as u8 % 26));
            text.push(char::from(b'a' + (state >> 40) as u8 % 26));
        }
        text
    };
    let here = location("a.cs", "call()", Span::new(0, 4));
    let level = |at: usize| match at % 4 {
        0 => Level::Error,
        _ => Level::Warning,
    };
    let findings: Vec<Finding> = (0..8_000)
        .map(|at| finding(level(at), &random(), &here))
        .collect();
    let judgement = Judgement {
        findings,
        ..Judgement::default()
    };
    let outcome = Outcome {
        judgement,
        skipped: Skipped::default(),
        elapsed_ms: 0,
    };
    let report = Report::new(&outcome, &options(Extent::Open)).expect("JSON");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    report.write(&mut encoder).expect("writing to memory");
    let size = encoder.finish().expect("writing to memory").len();
    assert!((5_000_000..10_000_000).contains(&size), "{size}");
    let mut text = Vec::new();
    report.write(&mut text).expect("writing to memory");
    let log: Json = serde_json::from_slice(&text).expect("JSON");
    let levels = levels(&log);
    let errors = levels.iter().filter(|level| **level == "error").count();
    assert_eq!(errors, 2_000);
    assert!(levels.len() > errors && report.left_out.is_some());
}

/// Text with what may go wrong: astral and hidden characters, brackets and backslashes, line ends.
fn text() -> impl Strategy<Value = String> {
    let char = prop_oneof![
        any::<char>(),
        prop::sample::select(vec![
            '[', ']', '(', ')', '\\', '\n', '\r', '𝒳', '\u{202e}', '\u{feff}', '/', '.', ':', '%',
        ]),
    ];
    prop::collection::vec(char, 0..40).prop_map(|chars| chars.into_iter().collect())
}

fn path() -> impl Strategy<Value = String> {
    (prop::sample::select(vec!["", "/", "../", "//"]), text())
        .prop_map(|(begin, text)| format!("{begin}a{text}"))
}

fn any_location() -> impl Strategy<Value = Location> {
    (path(), text(), any::<(u8, u8)>()).prop_map(|(path, text, (start, length))| {
        let start = usize::from(start);
        location(&path, &text, Span::new(start, start + usize::from(length)))
    })
}

fn any_call() -> impl Strategy<Value = JudgedCall> {
    let trace = prop::collection::vec((any_location(), text()), 0..4);
    (any_location(), prop::option::of(any_location()), trace).prop_map(
        |(location, request, trace)| {
            let step = |(location, what)| TraceStep { location, what };
            JudgedCall {
                call: Call {
                    location,
                    request,
                    kind: CallKind::Url,
                    symbol: String::new(),
                    enclosing: String::new(),
                    resolution: Resolution::Unknown,
                    confidence: Confidence::Certain,
                    sends_api_token: false,
                    evidence: Vec::new(),
                    operations: Vec::new(),
                    method: None,
                    path: String::new(),
                    query: Vec::new(),
                    undocumented: false,
                    trace: trace.into_iter().map(step).collect(),
                    in_test: false,
                },
                fingerprint: String::new(),
                operations: Vec::new(),
                nearest: Vec::new(),
                token: None,
                verdict: Verdict::Unknown,
            }
        },
    )
}

fn any_judgement() -> impl Strategy<Value = Judgement> {
    let parts = (any_call(), text(), any_location(), text(), any::<u8>());
    (parts, path()).prop_map(|((call, message, location, reason, standing), path)| {
        let standing = match standing % 3 {
            0 => Standing::Open,
            1 => Standing::Existing,
            _ => Standing::Suppressed(Suppression {
                kind: SuppressionKind::Comment,
                reason,
                location: location.clone(),
            }),
        };
        let problem = FileProblem {
            path,
            line: None,
            what: message.clone(),
        };
        let finding = Finding {
            call: Some(0),
            standing,
            ..finding(Level::Error, &message, &call.call.location)
        };
        Judgement {
            calls: vec![call],
            findings: vec![finding],
            problems: vec![problem],
            ..Judgement::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_finding_is_valid(judgement in any_judgement()) {
        let (log, left_out) = report(judgement, Extent::All);
        let errors: Vec<String> = SCHEMA.iter_errors(&log).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{:#?}", errors);
        prop_assert_eq!(left_out, None);
        let result = &log["runs"][0]["results"][0];
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let place = |line: &str, column: &str| (region[line].as_u64(), region[column].as_u64());
        prop_assert!(place("startLine", "startColumn") <= place("endLine", "endColumn"), "{}", region);
        let message = result["message"]["text"].as_str().expect("a message");
        prop_assert!(!message.contains(crate::printable::is_hidden));
        let related = result["relatedLocations"].as_array().map_or(0, Vec::len);
        let links = message.match_indices('[').filter(|(at, _)| !message[..*at].ends_with('\\'));
        prop_assert_eq!(links.count(), related, "{}", message);
        prop_assert_ne!(&log["runs"][0]["invocations"][0]["toolExecutionNotifications"], &json!([]));
    }
}
