//! Requests that were read off the text of a file that has a syntax, too: they count where the program was not seen to use their URL.

use foldhash::HashMap;

use crate::analysis::program::{FileId, FunctionKey};
use crate::analysis::summary::Target;
use crate::analysis::value::{Pattern, Piece, Value};
use crate::ir::Span;

use super::{Frame, Interpreter};

impl Interpreter<'_> {
    /// Records what the text says and the program does not, when everything has run.
    pub(super) fn leftover_requests(&mut self) {
        let units = &self.program.units;
        let has_both = |file: &FileId| {
            let unit = &units[*file as usize];
            unit.family.is_some() && !unit.module.raw_requests.is_empty()
        };
        let files = 0..u32::try_from(units.len()).unwrap_or(u32::MAX);
        let files: Vec<FileId> = files.filter(has_both).collect();
        if files.is_empty() {
            return;
        }
        let mut used = self.used_texts();
        for file in files {
            let mut spans = used.remove(&file).unwrap_or_default();
            spans.sort_unstable();
            spans.dedup();
            self.frames
                .push(Frame::new(FunctionKey::top(file), false, None, None));
            self.raw_requests(file, |place| !overlaps(&spans, place));
            self.frames.pop();
        }
    }

    /// Where the texts stand that the requests seen so far are made of, and what mocks were told.
    fn used_texts(&self) -> HashMap<FileId, Vec<Span>> {
        let mut used: HashMap<FileId, Vec<Span>> = HashMap::default();
        let templates = self.templates.iter().chain(&self.described);
        let urls = templates.filter_map(|template| match &template.target {
            Target::Url(url) => Some(std::iter::once(&url.url).chain(&url.base)),
            Target::Operation { .. } => None,
        });
        for pattern in urls.flatten().chain(&self.mocked).flat_map(Value::patterns) {
            note_literals(&pattern, &mut used, 0);
        }
        used
    }
}

/// The literals of a pattern, and of what a symbol in it is if no caller fills it.
fn note_literals(pattern: &Pattern, used: &mut HashMap<FileId, Vec<Span>>, depth: usize) {
    const DEEPEST: usize = 4;
    for piece in &pattern.pieces {
        match piece {
            Piece::Literal { origin, .. } => {
                used.entry(origin.file).or_default().push(origin.span);
            }
            Piece::Symbol(symbol) if depth < DEEPEST => {
                for pattern in symbol.domain.iter().flat_map(|domain| domain.iter()) {
                    note_literals(pattern, used, depth + 1);
                }
            }
            Piece::Symbol(_) | Piece::Hole(_) => {}
        }
    }
}

/// Whether one of the places, which are sorted and apart from each other, shares text with another place.
fn overlaps(places: &[Span], place: Span) -> bool {
    let behind = places.partition_point(|other| other.start < place.end);
    let last = places[..behind].last();
    last.is_some_and(|other| other.end > place.start)
}
