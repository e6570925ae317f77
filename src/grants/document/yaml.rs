//! YAML, by the events of its parser.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Broken, Key, Node, Value};
use crate::ir::Span;
use crate::syntax::MAX_DEPTH;

/// Larger files are not settings that people write.
const MAX_BYTES: usize = 1024 * 1024;

/// Reads the documents of a YAML file. An alias shares the node that it stands for.
///
/// # Errors
/// It is not YAML, too large, or nested too deeply.
pub(in super::super) fn yaml(text: &str) -> Result<Vec<Rc<Node>>, Broken> {
    if text.len() > MAX_BYTES {
        return Err(Broken { line: None });
    }
    let mut builder = Builder::new(text);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| broken(error.marker()))?;
        let span_of = builder.span(&span.start, &span.end);
        match event {
            Event::MappingStart(anchor, _) => {
                builder.open(anchor, span_of, Held::Map(Vec::new(), None))
            }
            Event::SequenceStart(anchor, _) => {
                builder.open(anchor, span_of, Held::List(Vec::new()))
            }
            Event::MappingEnd | Event::SequenceEnd => builder.close(span_of),
            Event::Scalar(text, style, anchor, _) => {
                let is_null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let value = match is_null {
                    true => Value::Null,
                    false => Value::Text(text.into_owned()),
                };
                builder.add(
                    anchor,
                    Rc::new(Node {
                        span: span_of,
                        value,
                    }),
                );
            }
            Event::Alias(anchor) => builder.alias(anchor, span_of),
            Event::DocumentStart(_) => builder.anchors.clear(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        if builder.open.len() > MAX_DEPTH {
            return Err(broken(&span.start));
        }
    }
    Ok(builder.documents)
}

fn broken(at: &Marker) -> Broken {
    Broken {
        line: u32::try_from(at.line()).ok(),
    }
}

/// A map or list that is not closed yet.
struct Open {
    anchor: usize,
    span: Span,
    held: Held,
}

enum Held {
    List(Vec<Rc<Node>>),
    /// … and the key whose value is to come.
    Map(Vec<(Key, Rc<Node>)>, Option<Key>),
}

struct Builder {
    /// Byte offset of each character; empty where they are the same.
    offsets: Vec<usize>,
    end: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    documents: Vec<Rc<Node>>,
}

impl Builder {
    fn new(text: &str) -> Self {
        let offsets = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().map(|(at, _)| at).collect(),
        };
        Builder {
            offsets,
            end: text.len(),
            open: Vec::new(),
            anchors: HashMap::new(),
            documents: Vec::new(),
        }
    }

    fn span(&self, start: &Marker, end: &Marker) -> Span {
        let offset = |marker: &Marker| match self.offsets.is_empty() {
            true => marker.index().min(self.end),
            false => self
                .offsets
                .get(marker.index())
                .copied()
                .unwrap_or(self.end),
        };
        Span::new(offset(start), offset(end))
    }

    fn open(&mut self, anchor: usize, span: Span, held: Held) {
        self.open.push(Open { anchor, span, held });
    }

    fn close(&mut self, end: Span) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let node = Node {
            span: Span {
                start: open.span.start,
                end: end.end,
            },
            value: match open.held {
                Held::List(items) => Value::List(items),
                Held::Map(entries, _) => Value::Map(entries),
            },
        };
        self.add(open.anchor, Rc::new(node));
    }

    fn alias(&mut self, anchor: usize, span: Span) {
        let known = self.anchors.get(&anchor).cloned();
        // An alias within what it stands for.
        let node = known.unwrap_or_else(|| {
            Rc::new(Node {
                span,
                value: Value::Null,
            })
        });
        self.add(0, node);
    }

    fn add(&mut self, anchor: usize, node: Rc<Node>) {
        // The parser counts anchors from 1.
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut().map(|open| &mut open.held) {
            None => self.documents.push(node),
            Some(Held::List(items)) => items.push(node),
            Some(Held::Map(entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => {
                    *key = Some(Key {
                        name: node.text().unwrap_or_default().to_owned(),
                        span: node.span,
                    });
                }
            },
        }
    }
}
