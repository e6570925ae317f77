//! What an application asks for: settings of Okta's SDKs in files and in the environment.
//!
//! Which files, keys and variables there are is data: `rules/grants/settings.toml`. Of a secret it is only kept that it is set.

mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use super::document::{self, Broken, Node, Value};
use super::{Declaration, Declared};
use crate::call::{FileProblem, Location, SourceFile};
use crate::ir::Span;
use rules::{Format, Meaning, Rules, Settings};

/// Values of one file that are looked at: an alias in YAML may stand for many, over and over.
const MOST_VALUES: usize = 100_000;

/// How a value begins or holds what something else fills in: `${SCOPES}`, `{{ .Values.scopes }}`, `#{scopes}#`, `$SCOPES`.
const PLACEHOLDERS: [&str; 4] = ["${", "{{", "#{", "$("];

/// Whether a file may hold settings, by its name.
pub fn is_settings(path: &str) -> bool {
    Rules::embedded().format(path).is_some()
}

/// Reads files of settings. Those that say nothing of Okta are passed over, and so are templates that are no YAML or JSON yet.
pub fn read(files: &[Arc<SourceFile>]) -> (Vec<Declaration>, Vec<FileProblem>) {
    let rules = Rules::embedded();
    let mut declarations = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        let Some(format) = rules.format(&file.path) else {
            continue;
        };
        if !mentions_okta(&file.text) {
            continue;
        }
        match parse(format, &file.text) {
            Ok(documents) => {
                let mut reader = Reader {
                    rules,
                    file,
                    left: MOST_VALUES,
                    is_cut: false,
                    found: Vec::new(),
                };
                for document in &documents {
                    reader.document(format, document);
                }
                if reader.is_cut {
                    problems.push(FileProblem {
                        path: file.path.clone(),
                        line: None,
                        what: format!(
                            "more than {MOST_VALUES} values: only the first are looked at"
                        ),
                    });
                }
                declarations.extend(reader.found);
            }
            Err(_) if file.text.contains("{{") => {}
            Err(broken) => problems.push(FileProblem {
                path: file.path.clone(),
                line: broken.line,
                what: format!("not well-formed {}", format.name()),
            }),
        }
    }
    (declarations, problems)
}

fn mentions_okta(text: &str) -> bool {
    let word = b"okta";
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

fn parse(format: Format, text: &str) -> Result<Vec<Rc<Node>>, Broken> {
    match format {
        Format::Json => document::json(text).map(|one| vec![one]),
        Format::Yaml => document::yaml(text),
        Format::Variables => Ok(vec![document::variables(text)]),
        Format::Properties => Ok(vec![document::properties(text)]),
    }
}

/// Reads one file.
struct Reader<'a> {
    rules: &'static Rules,
    file: &'a Arc<SourceFile>,
    left: usize,
    /// There were more.
    is_cut: bool,
    found: Vec<Declaration>,
}

/// A setting by its name, in lower case with `.` between the parts of a path and `_` between those of a variable.
type Named<'n> = (String, Span, &'n Node);

impl Reader<'_> {
    fn document(&mut self, format: Format, document: &Node) {
        let mut nested = Vec::new();
        match format {
            Format::Variables => self.variables("", entries(document)),
            Format::Properties | Format::Json | Format::Yaml => {
                self.flatten(document, "", 0, &mut nested);
                for settings in &self.rules.settings {
                    if let Some(prefix) = &settings.nested {
                        let what = prefix.trim_end_matches('.');
                        self.settings(settings, prefix, what, "", &nested);
                    }
                }
                self.environments(document, &mut Vec::new());
            }
        }
    }

    /// Whether one more value may be looked at.
    fn spend(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.is_cut = true,
        }
        !self.is_cut
    }

    /// The settings below a map whose names may belong to an SDK.
    fn flatten<'n>(&mut self, node: &'n Node, path: &str, depth: usize, into: &mut Vec<Named<'n>>) {
        // Paths of settings are short; anything deeper is something else.
        const DEEPEST: usize = 8;
        for (key, value) in node.entries() {
            if depth >= DEEPEST || !self.spend() {
                return;
            }
            // .NET writes a path in one key with `:`.
            let name = key.name.replace(':', ".").to_ascii_lowercase();
            let name = match path {
                "" => name,
                _ => format!("{path}.{name}"),
            };
            let nested = |settings: &Settings| {
                let prefix = settings.nested.as_deref().unwrap_or_default();
                name.starts_with(prefix) || prefix.starts_with(&format!("{name}."))
            };
            if !self.rules.settings.iter().any(nested) {
                continue;
            }
            into.push((name.clone(), key.span, value));
            self.flatten(value, &name, depth + 1, into);
        }
    }

    /// Environments anywhere in a document; `path` is what they are in.
    fn environments(&mut self, node: &Node, path: &mut Vec<String>) {
        let kind = node.get("kind").and_then(Node::text);
        let holder = kind.and_then(|kind| self.rules.variables.kinds.get(kind));
        for (key, value) in node.entries() {
            if !self.spend() || path.len() >= crate::syntax::MAX_DEPTH {
                return;
            }
            let keys = &self.rules.variables.keys;
            let is_environment = keys.iter().any(|is| is.eq_ignore_ascii_case(&key.name))
                || holder == Some(&key.name);
            if is_environment {
                self.variables(&path.join("."), entries(value));
            }
            path.push(key.name.clone());
            self.environments(value, path);
            path.pop();
        }
        for item in node.list().unwrap_or_default() {
            if !self.spend() || path.len() >= crate::syntax::MAX_DEPTH {
                return;
            }
            // What a list holds is told apart by its name, as containers are.
            let name = item.get("name").and_then(Node::text);
            path.push(name.unwrap_or("-").to_owned());
            self.environments(item, path);
            path.pop();
        }
    }

    /// Environment variables that are set in one place.
    fn variables(&mut self, place: &str, entries: Vec<Entry<'_>>) {
        let mut named = Vec::new();
        let mut texts = Vec::new();
        for entry in entries {
            if !self.spend() {
                return;
            }
            match entry {
                Entry::Pair(name, span, value) => named.push((name.to_owned(), span, value)),
                Entry::Line(name, span, node) => texts.push((name.to_owned(), span, node)),
            }
        }
        let own: Vec<Named<'_>> = texts
            .iter()
            .map(|(name, span, node)| (name.clone(), *span, node))
            .collect();
        named.extend(own);
        for (name, _, _) in &mut named {
            // ASP.NET has `__` between the parts of a path.
            *name = name.to_ascii_lowercase().replace("__", "_");
        }
        for settings in &self.rules.settings {
            let prefix = settings.variables.to_ascii_lowercase();
            let what = format!("{}*", settings.variables);
            self.settings(settings, &prefix, &what, place, &named);
        }
    }

    /// Declares what one SDK would take from some of the settings.
    fn settings(
        &mut self,
        settings: &Settings,
        prefix: &str,
        what: &str,
        place: &str,
        named: &[Named<'_>],
    ) {
        let mut location = None;
        let mut set = BTreeSet::new();
        let mut mode = None;
        let mut scopes: Option<Vec<Declared>> = None;
        let mut is_part = false;
        for (name, span, value) in named {
            let Some(key) = name.strip_prefix(prefix) else {
                continue;
            };
            let Some(meaning) = meaning(settings, key) else {
                continue;
            };
            if value.is_empty() {
                continue;
            }
            location.get_or_insert(*span);
            set.insert(meaning);
            match meaning {
                Meaning::Mode => mode = value.text(),
                Meaning::Scopes => match self.scopes(value) {
                    Some(more) => scopes.get_or_insert_default().extend(more),
                    None => is_part = true,
                },
                Meaning::Token | Meaning::AccessToken | Meaning::PrivateKey | Meaning::ClientId => {
                }
            }
        }
        set.remove(&Meaning::ClientId);
        let (Some(location), false) = (location, set.is_empty()) else {
            return;
        };
        let credential = match mode {
            Some(mode) => self.rules.mode(mode),
            None => settings
                .credentials
                .iter()
                .find(|credential| set.contains(&credential.set))
                .map(|credential| credential.credential),
        };
        let of = match place {
            "" => String::new(),
            place => format!(" of {place}"),
        };
        self.found.push(Declaration {
            what: format!("{what}{of} in {}", self.file.path),
            location: self.location(location),
            name: None,
            credential,
            scopes: scopes.filter(|_| !is_part),
            roles: None,
            permissions: None,
            resources: Vec::new(),
            is_granted: false,
        });
    }

    /// The scopes of a value: a list, or text with blanks or commas between them. `None` if something else fills them in.
    fn scopes(&self, value: &Node) -> Option<Vec<Declared>> {
        if let Some(items) = value.list() {
            let each = items.iter().map(|item| self.scopes(item));
            return Some(
                each.collect::<Option<Vec<_>>>()?
                    .into_iter()
                    .flatten()
                    .collect(),
            );
        }
        let text = value.text()?;
        let is_filled_in = PLACEHOLDERS.iter().any(|mark| text.contains(mark));
        if is_filled_in || text.starts_with('$') {
            return None;
        }
        let separate = text.split(|c: char| c == ',' || c.is_whitespace());
        let separate = separate.filter(|name| !name.is_empty());
        let declared = separate.map(|name| Declared {
            name: name.to_owned(),
            location: self.location(self.place_of(name, value.span)),
        });
        Some(declared.collect())
    }

    /// Where a part of a value is written; all of it if it is written in another way.
    fn place_of(&self, part: &str, whole: Span) -> Span {
        let (start, end) = (whole.start as usize, whole.end as usize);
        let written = self.file.text.get(start..end).unwrap_or_default();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':');
        let mut at = 0;
        while let Some(found) = written.get(at..).and_then(|rest| rest.find(part)) {
            let begin = at + found;
            let before = written
                .get(..begin)
                .and_then(|before| before.chars().next_back());
            let after = written
                .get(begin + part.len()..)
                .and_then(|after| after.chars().next());
            // `okta.users.read` is not the beginning of `okta.users.read.self`.
            if !before.is_some_and(is_part) && !after.is_some_and(is_part) {
                return Span::new(start + begin, start + begin + part.len());
            }
            at = begin + part.len();
        }
        whole
    }

    fn location(&self, span: Span) -> Location {
        Location {
            file: Arc::clone(self.file),
            span,
        }
    }
}

/// What a key means. Lists of .NET may have a key for each item: `scopes.0`, `scopes_0`.
fn meaning(settings: &Settings, key: &str) -> Option<Meaning> {
    let known = |key: &str| settings.keys.get(key).copied();
    known(key).or_else(|| {
        let (list, index) = key.rsplit_once(['.', '_'])?;
        let is_index = !index.is_empty() && index.chars().all(|c| c.is_ascii_digit());
        known(list).filter(|meaning| is_index && *meaning == Meaning::Scopes)
    })
}

/// A variable in one of the ways that environments are written.
enum Entry<'n> {
    Pair(&'n str, Span, &'n Node),
    /// `NAME=value` in one text.
    Line(&'n str, Span, Node),
}

fn entries(node: &Node) -> Vec<Entry<'_>> {
    match &node.value {
        Value::Map(_) => node
            .entries()
            .into_iter()
            .map(|(key, value)| Entry::Pair(&key.name, key.span, value))
            .collect(),
        Value::List(items) => items.iter().filter_map(|item| listed(item)).collect(),
        Value::Text(_) | Value::Null => Vec::new(),
    }
}

fn listed(item: &Node) -> Option<Entry<'_>> {
    if let Some((name, value)) = item.text().and_then(|text| text.split_once('=')) {
        let node = Node {
            span: item.span,
            value: Value::Text(value.trim().to_owned()),
        };
        return Some(Entry::Line(name.trim(), item.span, node));
    }
    let name = item.get("name")?.text()?;
    // `valueFrom` and the like: it is set, and nobody knows to what.
    Some(Entry::Pair(
        name,
        item.span,
        item.get("value").unwrap_or(item),
    ))
}
