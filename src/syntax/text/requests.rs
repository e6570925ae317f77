//! Files of request lines, headers and bodies: `.http`, `.rest`, `.hurl`.

use std::collections::HashMap;
use std::ops::Range;

use crate::ir::{RawRequest, Span, Text};

use super::MOST_REQUESTS;
use super::pieces::{self, Marks, Piece};
use super::vocabulary::Vocabulary;

/// Reads the requests of a file.
pub(super) fn lower(source: &str) -> Vec<RawRequest> {
    let mut reader = Reader::default();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        reader.line(source, at..at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
        if reader.requests.len() >= MOST_REQUESTS {
            break;
        }
    }
    reader.finish();
    reader.requests
}

/// A request that is being read.
struct Open {
    pieces: Vec<Piece>,
    verb: &'static str,
    span: Range<usize>,
    authorization: Option<String>,
}

#[derive(Default)]
struct Reader {
    open: Option<Open>,
    /// Behind the headers: up to the next separator nothing is a request.
    in_body: bool,
    variables: HashMap<String, Vec<Piece>>,
    requests: Vec<RawRequest>,
}

impl Reader {
    fn line(&mut self, source: &str, range: Range<usize>) {
        let line = source.get(range.clone()).unwrap_or_default();
        let text = line.trim();
        if text.starts_with("###") {
            self.finish();
            self.in_body = false;
        } else if text.is_empty() {
            self.in_body = self.open.is_some();
            self.finish();
        } else if text.starts_with('#') || text.starts_with("//") {
        } else if let Some(variable) = text.strip_prefix('@') {
            self.variable(source, variable, range);
        } else if self.open.is_some() {
            self.header(source, line, range);
        } else if let Some((verb, target)) = request_line(text) {
            let start = range.start + offset(line, target);
            let span = start..start + target.len();
            self.open = Some(Open {
                pieces: pieces::split(source, span.clone(), Marks::default()),
                verb,
                span,
                authorization: None,
            });
        } else if !self.in_body
            && let Some(target) = bare_target(text)
        {
            let start = range.start + offset(line, target);
            let span = start..start + target.len();
            self.open = Some(Open {
                pieces: pieces::split(source, span.clone(), Marks::default()),
                verb: "GET",
                span,
                authorization: None,
            });
        }
    }

    fn variable(&mut self, source: &str, variable: &str, range: Range<usize>) {
        if let Some((name, value)) = variable.split_once('=') {
            let value = value.trim();
            let line = source.get(range.clone()).unwrap_or_default();
            let start = range.start + offset(line, value);
            let pieces = pieces::split(source, start..start + value.len(), Marks::default());
            self.variables.insert(name.trim().to_owned(), pieces);
        }
    }

    /// A header, or a line that continues the URL's query.
    fn header(&mut self, source: &str, line: &str, range: Range<usize>) {
        let Some(open) = &mut self.open else { return };
        let text = line.trim();
        if text.starts_with(['?', '&']) {
            let start = range.start + offset(line, text);
            open.pieces.extend(pieces::split(
                source,
                start..start + text.len(),
                Marks::default(),
            ));
        } else if let Some((name, value)) = text.split_once(':')
            && name.trim().eq_ignore_ascii_case("authorization")
        {
            open.authorization = Some(value.trim().to_owned());
        }
    }

    fn finish(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mut target = Vec::with_capacity(open.pieces.len());
        let mut names = Vec::new();
        for piece in open.pieces {
            match &piece {
                Piece::Hole { name, .. } if self.variables.contains_key(name) => {
                    names.push(Text::from(name.as_str()));
                    target.extend(self.variables.get(name).into_iter().flatten().cloned());
                }
                _ => target.push(piece),
            }
        }
        if pieces::shape(&target).is_some() {
            self.requests.push(RawRequest {
                url: pieces::expression(&target),
                verb: Some(Text::new_static(open.verb)),
                authorization: open.authorization.map(Text::from),
                names,
                span: Span::new(open.span.start, open.span.end),
            });
        }
    }
}

/// Where a part of a line begins in it.
fn offset(line: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize)
}

/// `POST https://… HTTP/1.1`
fn request_line(line: &str) -> Option<(&'static str, &str)> {
    let (verb, rest) = line.split_once([' ', '\t'])?;
    let verb = Vocabulary::embedded().verb(verb)?;
    Some((verb, without_version(rest.trim())))
}

/// A URL alone is asked for with `GET`.
fn bare_target(line: &str) -> Option<&str> {
    let target = without_version(line);
    let is_url = ["http://", "https://", "{{"]
        .iter()
        .any(|start| target.starts_with(start));
    is_url.then_some(target)
}

fn without_version(target: &str) -> &str {
    match target.rsplit_once(' ') {
        Some((target, version)) if version.starts_with("HTTP/") => target.trim_end(),
        _ => target,
    }
}
