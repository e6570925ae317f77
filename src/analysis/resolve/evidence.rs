//! Why a request is taken to be Okta's, and how sure that is.

use crate::analysis::program::{FileId, Program, names_okta};
use crate::analysis::summary::{Basis, Target, Template};
use crate::analysis::value::{Piece, Value};
use crate::call::Confidence;

use super::Resolved;
use super::route::Host;

/// What points to Okta.
#[derive(Debug, Default)]
pub struct Evidence {
    sdk: Option<String>,
    host: bool,
    ssws: bool,
    /// A base URL, client, receiver or wrapper named for Okta.
    name: Option<String>,
    /// The function, type or file around the request is named for Okta, or its file sends SSWS tokens.
    around: Option<String>,
    distinctive: bool,
    /// Nothing says to whom a relative URL goes but the page it is on.
    bare_client: bool,
    /// The request's own function is test code.
    pub in_test: bool,
}

impl Evidence {
    /// Everything that points to Okta.
    pub fn of(program: &Program, template: &Template, resolved: &Resolved) -> Evidence {
        let mut evidence = Evidence::default();
        match &template.target {
            Target::Operation { library, .. } => {
                let libraries = crate::library::Libraries::embedded();
                evidence.sdk = Some(libraries.library(*library).name.to_string());
            }
            Target::Url(url) => {
                evidence.bare_client =
                    resolved.is_bare && url.basis == Basis::Client && url.base.is_none();
            }
        }
        evidence.host = resolved.host == Host::Okta;
        evidence.ssws = resolved.sends_ssws;
        evidence.distinctive = resolved.distinctive;
        if template.names.iter().any(|name| name == "Okta SDK") {
            evidence.sdk = Some("Okta SDK".to_owned());
        }
        let mut names = resolved.names.iter().chain(&template.names);
        evidence.name = names.find(|name| names_okta(name)).map(ToString::to_string);
        if evidence.name.is_none() {
            let headers = template.authorization.as_ref();
            evidence.name = headers.and_then(|value| header_of_okta(value, 0));
        }
        let mut at = Some(template);
        while let Some(template) = at {
            evidence.look_around(
                program,
                template.site.file,
                &program.symbol_path(template.function),
            );
            evidence.in_test |= program.function(template.function).is_some_and(|f| {
                f.attributes
                    .iter()
                    .any(|a| a.name == "cfg_test" || a.name == "test")
            });
            at = template.parent.as_deref();
        }
        evidence
    }

    fn look_around(&mut self, program: &Program, file: FileId, symbol: &str) {
        if self.around.is_some() {
            return;
        }
        let unit = &program.units[file as usize];
        if unit.has_ssws {
            self.around = Some(format!("`{}` sends SSWS tokens", unit.file.path));
        } else if names_okta(symbol) {
            self.around = Some(format!("it is in `{symbol}`"));
        } else if unit.names_okta {
            self.around = Some(format!(
                "`{}` is named for Okta or imports its SDK",
                unit.file.path
            ));
        }
    }

    /// How sure it is that the request goes to Okta.
    pub fn confidence(&self) -> Confidence {
        if self.sdk.is_some() || self.host || self.ssws {
            Confidence::Certain
        } else if self.name.is_some()
            || self.distinctive
            || (self.around.is_some() && !self.bare_client)
        {
            Confidence::Likely
        } else {
            Confidence::Possible
        }
    }

    /// Whether the request itself points to Okta, not only what stands around it or the path it has.
    pub fn is_direct(&self) -> bool {
        self.sdk.is_some() || self.host || self.ssws || self.name.is_some()
    }

    /// The reasons for a person, most telling first.
    pub fn sentences(&self) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(sdk) = &self.sdk {
            all.push(format!("called through {sdk}"));
        }
        if self.host {
            all.push("the host is Okta's".to_owned());
        }
        if self.ssws {
            all.push("an SSWS token is sent with it".to_owned());
        }
        if let Some(name) = &self.name {
            all.push(format!("`{name}` is named for Okta"));
        }
        if self.distinctive {
            all.push("only Okta has such a path".to_owned());
        }
        all.extend(self.around.clone());
        all
    }
}

/// A header that is named for Okta, among those of a request.
fn header_of_okta(value: &Value, depth: usize) -> Option<String> {
    const DEEPEST: usize = 6;
    if depth > DEEPEST {
        return None;
    }
    match value {
        Value::Object(entries) => {
            let named = entries.keys().find(|name| names_okta(name));
            named.map(ToString::to_string)
        }
        Value::Union(values) => values
            .iter()
            .find_map(|value| header_of_okta(value, depth + 1)),
        _ => None,
    }
}

/// Whether a header value, or any part of a headers object, says SSWS.
pub(super) fn mentions_ssws(value: &Value, depth: usize) -> bool {
    const DEEPEST: usize = 6;
    if depth > DEEPEST {
        return false;
    }
    match value {
        Value::Text(patterns) => patterns
            .iter()
            .flat_map(|pattern| &pattern.pieces)
            .any(|piece| match piece {
                Piece::Literal { text, .. } => text.contains("SSWS"),
                _ => false,
            }),
        Value::Object(entries) => entries
            .values()
            .any(|value| mentions_ssws(value, depth + 1)),
        Value::List(values) | Value::Union(values) => {
            values.iter().any(|value| mentions_ssws(value, depth + 1))
        }
        Value::External(external) => external
            .state
            .values()
            .any(|value| mentions_ssws(value, depth + 1)),
        _ => false,
    }
}
