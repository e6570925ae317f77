//! Reports of findings that no lint would make: any text, any place, any file name.

use std::path::Path;
use std::sync::Arc;

use oktalint::Outcome;
use oktalint::call::{Call, CallKind, Confidence, FileProblem, Location, Resolution, SourceFile};
use oktalint::call::{TraceStep, Unresolved};
use oktalint::ir::Span;
use oktalint::judge::{Finding, JudgedCall, Judgement, Standing, Verdict};
use oktalint::lints::{self, Level};
use oktalint::syntax::Language;

/// Reports of arbitrary findings.
pub fn report(data: &[u8]) {
    let mut bytes = Bytes(data);
    let mut judgement = Judgement::default();
    let files: Vec<Arc<SourceFile>> = (0..1 + bytes.byte() % 3)
        .map(|_| file(&mut bytes))
        .collect();
    for _ in 0..bytes.byte() % 4 {
        judgement.calls.push(call(&mut bytes, &files));
    }
    for _ in 0..bytes.byte() % 6 {
        judgement.findings.push(finding(&mut bytes, &files));
    }
    for _ in 0..bytes.byte() % 3 {
        judgement.unresolved.push(Unresolved {
            location: location(&mut bytes, &files),
            why: bytes.text(),
        });
        judgement.problems.push(FileProblem {
            path: bytes.text(),
            line: Some(u32::from(bytes.byte())),
            what: bytes.text(),
        });
    }
    super::write_reports(&Outcome {
        judgement,
        skipped: Default::default(),
        elapsed_ms: 0,
    });
}

/// Bytes that are spent one after the other; nothing is left at the end but zeros.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    fn number(&mut self) -> u32 {
        // Mostly small: most texts are short.
        match self.byte() {
            255 => u32::from_be_bytes(std::array::from_fn(|_| self.byte())),
            small => u32::from(small),
        }
    }

    /// Up to the next `|`.
    fn text(&mut self) -> String {
        let end = self.0.iter().position(|byte| *byte == b'|');
        let (text, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest.get(1..).unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }
}

fn file(bytes: &mut Bytes<'_>) -> Arc<SourceFile> {
    let (path, text) = (bytes.text(), bytes.text());
    let language = Language::of(Path::new(&path)).unwrap_or(Language::CSharp);
    Arc::new(SourceFile::new(path, language, text, false))
}

fn location(bytes: &mut Bytes<'_>, files: &[Arc<SourceFile>]) -> Location {
    let file = &files[usize::from(bytes.byte()) % files.len()];
    let start = bytes.number();
    Location {
        file: Arc::clone(file),
        span: Span {
            start,
            end: start.saturating_add(bytes.number()),
        },
    }
}

fn call(bytes: &mut Bytes<'_>, files: &[Arc<SourceFile>]) -> JudgedCall {
    let step = TraceStep {
        location: location(bytes, files),
        what: bytes.text(),
    };
    JudgedCall {
        call: Call {
            location: location(bytes, files),
            request: Some(location(bytes, files)),
            kind: CallKind::Url,
            symbol: bytes.text(),
            enclosing: bytes.text(),
            resolution: Resolution::Unknown,
            confidence: Confidence::Certain,
            evidence: vec![bytes.text()],
            operations: Vec::new(),
            method: None,
            path: bytes.text(),
            query: Vec::new(),
            undocumented: bytes.byte() % 2 == 1,
            sends_api_token: false,
            trace: vec![step],
            in_test: false,
        },
        fingerprint: bytes.text(),
        operations: Vec::new(),
        nearest: Vec::new(),
        token: Some(bytes.text()),
        verdict: Verdict::Unknown,
    }
}

fn finding(bytes: &mut Bytes<'_>, files: &[Arc<SourceFile>]) -> Finding {
    let lints = lints::all();
    Finding {
        lint: &lints[usize::from(bytes.byte()) % lints.len()],
        level: [Level::Error, Level::Warning, Level::Note][usize::from(bytes.byte()) % 3],
        message: bytes.text(),
        label: bytes.text(),
        help: Some(bytes.text()),
        location: location(bytes, files),
        call: Some(usize::from(bytes.byte() % 5)),
        fingerprint: bytes.text(),
        standing: Standing::Open,
    }
}
