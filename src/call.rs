//! What the analysis finds: calls of Okta operations, and requests whose target could not be known.
//!
//! These are the types that stages behind `resolve` share. They are not the JSON report itself
//! (`report::json` writes that), so that either may change without the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Method, OperationId};

/// A file of the scan, and where its lines begin.
#[derive(Debug)]
pub struct SourceFile {
    /// Relative to the working directory, with `/`.
    pub path: String,
    pub language: crate::syntax::Language,
    pub text: String,
    /// Byte offset of each line's first byte; never empty.
    line_starts: Vec<u32>,
    /// The path says that this is test code, a mock or a recording.
    pub in_test: bool,
    encoding: Encoding,
}

/// How the bytes of a file are its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Utf8,
    /// With a byte order mark, which is no part of the text.
    Utf8Marked,
    Utf16,
}

impl SourceFile {
    /// Keeps a file's text and finds its lines.
    pub fn new(
        path: String,
        language: crate::syntax::Language,
        text: String,
        in_test: bool,
    ) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| clamp(at + 1)));
        SourceFile {
            path,
            language,
            text,
            line_starts,
            in_test,
            encoding: Encoding::default(),
        }
    }

    /// The file, if its bytes are so encoded.
    pub fn encoded(self, encoding: Encoding) -> Self {
        SourceFile { encoding, ..self }
    }

    /// How the file's bytes are its text.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// One-based line and column of a byte offset; the column counts characters (Unicode scalar values).
    pub fn position(&self, offset: u32) -> Position {
        let line = self
            .line_starts
            .partition_point(|start| *start <= offset)
            .max(1);
        let start = self.line_starts[line - 1] as usize;
        let mut end = (offset as usize).min(self.text.len()).max(start);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.text[start..end].chars().count() + 1;
        Position {
            line: clamp(line),
            column: clamp(column),
        }
    }

    /// The text of a one-based line, without its line end.
    pub fn line(&self, line: u32) -> &str {
        let at = (line.max(1) as usize - 1).min(self.line_starts.len() - 1);
        let start = self.line_starts[at] as usize;
        let end = self
            .line_starts
            .get(at + 1)
            .map_or(self.text.len(), |next| *next as usize);
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }
}

fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One-based line and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A place in a file.
#[derive(Clone, Debug)]
pub struct Location {
    pub file: Arc<SourceFile>,
    pub span: crate::ir::Span,
}

impl Location {
    /// Where the place begins.
    pub fn start(&self) -> Position {
        self.file.position(self.span.start)
    }

    /// Where the place ends: the column is one past its last character.
    pub fn end(&self) -> Position {
        self.file.position(self.span.end)
    }
}

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallKind {
    /// A method of an Okta SDK.
    Sdk,
    /// A URL in a request.
    Url,
}

impl CallKind {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            CallKind::Sdk => "sdk",
            CallKind::Url => "url",
        }
    }
}

/// How sure it is which operation is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resolution {
    /// One operation.
    Exact,
    /// One of several, or all of them in turn.
    OneOf,
    /// None that the catalog knows.
    Unknown,
}

impl Resolution {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Resolution::Exact => "exact",
            Resolution::OneOf => "one-of",
            Resolution::Unknown => "unknown",
        }
    }
}

/// How sure it is that the call goes to Okta at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A path that any application might have, and nothing that points to Okta.
    Possible,
    /// The path is one that only Okta has, or the request comes from something named or configured for Okta.
    Likely,
    /// An Okta SDK's type, Okta's host, or an SSWS token.
    Certain,
}

impl Confidence {
    /// The name used in reports and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// One step on the way from a literal to the request.
#[derive(Clone, Debug)]
pub struct TraceStep {
    pub location: Location,
    /// For a person: "path literal", "passed to `send`", "requested here".
    pub what: String,
}

/// A call of an Okta operation.
#[derive(Clone, Debug)]
pub struct Call {
    /// Where the operation can be read: the method's name for an SDK call, the path literal for a URL.
    pub location: Location,
    /// Where the request is made, if that is elsewhere.
    pub request: Option<Location>,
    pub kind: CallKind,
    /// What is called, as a person would say it: `UserApi.ListUsers`, `HttpClient.PostAsync`.
    pub symbol: String,
    /// The function around it: `UserService.Create`; empty at the top of a file.
    pub enclosing: String,
    pub resolution: Resolution,
    pub confidence: Confidence,
    /// An API token is sent with it, as can be seen from the request.
    pub sends_api_token: bool,
    /// Why it is taken for a call to Okta, most telling first.
    pub evidence: Vec<String>,
    /// Sorted; one if exact, none if unknown.
    pub operations: Vec<OperationId>,
    /// The verb, where it is known.
    pub method: Option<Method>,
    /// The path as far as it is known, `{}` for what is not; empty for SDK calls.
    pub path: String,
    /// Query parameters as written (`activate=true`), unknown values as `{}`.
    pub query: Vec<(String, String)>,
    /// For an unknown route: it was seen once, though no document lists it.
    pub undocumented: bool,
    pub trace: Vec<TraceStep>,
    pub in_test: bool,
}

/// A request to Okta whose target could not be known.
#[derive(Clone, Debug)]
pub struct Unresolved {
    pub location: Location,
    /// For a person: "the path comes from a response", "the method's name is computed".
    pub why: String,
}

/// What a program tells an SDK's client about its token, at one place.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    pub location: Location,
    /// The type that is told: `Configuration`.
    pub symbol: String,
    /// It signs people in, and calls nothing else for them.
    pub is_sign_in: bool,
    /// It is told more than can be seen.
    pub is_open: bool,
    /// What is set. Only of the mode its value is kept, where it is known: the others are secrets, or have a field of their own.
    pub given: BTreeMap<Setting, Option<String>>,
    /// The scopes that are asked for, and where each is written; `None` if none are set or not all of them are known.
    pub scopes: Option<Vec<(String, Location)>>,
    pub in_test: bool,
}

/// A setting of an SDK's client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// How it authorizes, as the SDK names it: `SSWS`, `PrivateKey`, `BearerToken`.
    Mode,
    Scopes,
    Token,
    ClientId,
    ClientSecret,
    PrivateKey,
    AccessToken,
}

impl Setting {
    /// The name that messages use.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Mode => "the mode",
            Setting::Scopes => "the scopes",
            Setting::Token => "the API token",
            Setting::ClientId => "the client id",
            Setting::ClientSecret => "the client secret",
            Setting::PrivateKey => "the private key",
            Setting::AccessToken => "the access token",
        }
    }
}

/// A file that could not be read or parsed in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileProblem {
    pub path: String,
    /// One-based line, where there is one.
    pub line: Option<u32>,
    pub what: String,
}

/// What the analysis of a tree found.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Sorted by file, place, operation.
    pub calls: Vec<Call>,
    pub unresolved: Vec<Unresolved>,
    /// The files that were parsed.
    pub files: Vec<Arc<SourceFile>>,
    /// What settings files and infrastructure say of tokens, by file and place.
    pub declarations: Vec<crate::grants::Declaration>,
    /// What is told to SDKs' clients about their tokens, by file and place.
    pub settings: Vec<ClientSettings>,
    pub problems: Vec<FileProblem>,
    pub files_seen: usize,
    pub files_parsed: usize,
    pub bytes_parsed: u64,
}
