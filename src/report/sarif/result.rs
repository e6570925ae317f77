//! Results of SARIF: a finding, the way to its request, and how it stands.

use std::collections::HashMap;

use serde_json::{Value as Json, json};

use super::Options;
use super::message::{link, plain, sentence};
use super::place::physical;
use super::rule::level;
use crate::call::{Call, CallKind, Location};
use crate::judge::{Finding, Judgement, Standing, Suppression, SuppressionKind};
use crate::lints;
use crate::report::Extent;
use crate::report::line_hash::line_hashes;
use crate::words::list;

/// Related places that a message links: code scanning keeps a hundred.
const MOST_RELATED: usize = 100;

/// Steps of a code flow: code scanning keeps a thousand.
const MOST_STEPS: usize = 1_000;

/// Makes results of findings.
pub struct Results<'a> {
    judgement: &'a Judgement,
    options: &'a Options,
    /// By path; computed once a file.
    hashes: HashMap<String, Vec<String>>,
}

impl<'a> Results<'a> {
    pub fn new(judgement: &'a Judgement, options: &'a Options) -> Results<'a> {
        Results {
            judgement,
            options,
            hashes: HashMap::new(),
        }
    }

    /// A finding as a result.
    pub fn result(&mut self, finding: &Finding) -> Json {
        let call = finding.call.and_then(|at| self.judgement.calls.get(at));
        let call = call.map(|judged| &judged.call);
        let related = call.map(related).unwrap_or_default();
        let rule_index = lints::all()
            .iter()
            .position(|page| page.id == finding.lint.id);
        let mut result = json!({
            "ruleId": finding.lint.id,
            "ruleIndex": rule_index,
            "level": level(finding.level),
            "message": { "text": message(finding, call, &related) },
            "locations": [{ "physicalLocation": self.physical(&finding.location) }],
            "partialFingerprints": self.fingerprints(finding),
        });
        if !related.is_empty() {
            let places = related.iter().zip(1..).map(|(place, id)| {
                let mut place = self.place(place.location, &place.what);
                place["id"] = json!(id);
                place
            });
            result["relatedLocations"] = places.collect();
        }
        if let Some(call) = call.filter(|call| !call.trace.is_empty()) {
            result["codeFlows"] = json!([{ "threadFlows": [{ "locations": self.flow(call) }] }]);
        }
        if self.options.extent == Extent::All {
            self.add_standing(&mut result, &finding.standing);
        }
        result
    }

    fn fingerprints(&mut self, finding: &Finding) -> Json {
        let mut fingerprints = json!({ "oktaOperation/v1": finding.fingerprint });
        if let Some(hash) = self.line_hash(&finding.location) {
            fingerprints["primaryLocationLineHash"] = json!(hash);
        }
        fingerprints
    }

    fn line_hash(&mut self, location: &Location) -> Option<String> {
        let file = &location.file;
        let hashes = self
            .hashes
            .entry(file.path.clone())
            .or_insert_with(|| line_hashes(file));
        hashes.get(location.start().line as usize - 1).cloned()
    }

    /// The way from the literal to the request.
    fn flow(&self, call: &Call) -> Vec<Json> {
        let written = match call.kind {
            CallKind::Url => "the path is written here",
            CallKind::Sdk => "the operation is called here",
        };
        let steps = call.trace.iter();
        let steps = steps.map(|step| (&step.location, step.what.as_str()));
        std::iter::once((&call.location, written))
            .chain(steps)
            .take(MOST_STEPS)
            .map(|(location, what)| json!({ "location": self.place(location, what) }))
            .collect()
    }

    fn place(&self, location: &Location, what: &str) -> Json {
        json!({
            "physicalLocation": self.physical(location),
            "message": { "text": plain(what) },
        })
    }

    fn physical(&self, location: &Location) -> Json {
        physical(location, &self.options.working_directory)
    }

    /// Says how a finding stands, for readers that know of it.
    fn add_standing(&self, result: &mut Json, standing: &Standing) {
        let has_baseline = self.judgement.delta.is_some();
        match standing {
            Standing::Open if has_baseline => result["baselineState"] = json!("new"),
            Standing::Open => {}
            Standing::Existing => result["baselineState"] = json!("unchanged"),
            Standing::Suppressed(suppression) => {
                result["suppressions"] = json!([self.suppression(suppression)]);
            }
        }
    }

    fn suppression(&self, suppression: &Suppression) -> Json {
        let mut json = json!({
            "kind": match suppression.kind {
                SuppressionKind::Comment => "inSource",
                SuppressionKind::Approval => "external",
            },
            "status": "accepted",
            "location": { "physicalLocation": self.physical(&suppression.location) },
        });
        if !suppression.reason.is_empty() {
            json["justification"] = json!(plain(&suppression.reason));
        }
        json
    }
}

/// A place that belongs to a result.
struct Related<'a> {
    location: &'a Location,
    what: String,
}

/// Where the request is made, and what lies on the way there; each place once.
fn related(call: &Call) -> Vec<Related<'_>> {
    let place = |location: &Location| (location.file.path.clone(), location.span);
    let mut related: Vec<Related> = Vec::new();
    for step in call.trace.iter().take(MOST_RELATED - 1) {
        let here = place(&step.location);
        match related
            .iter_mut()
            .find(|known| place(known.location) == here)
        {
            Some(known) => known.what = format!("{}, then {}", known.what, step.what),
            None => related.push(Related {
                location: &step.location,
                what: step.what.clone(),
            }),
        }
    }
    if let Some(request) = &call.request {
        let here = place(request);
        if !related.iter().any(|known| place(known.location) == here) {
            related.push(Related {
                location: request,
                what: "requested here".to_owned(),
            });
        }
    }
    related
}

/// What is said, what to do, and the way to the request. The first sentence is the title of the alert.
fn message(finding: &Finding, call: Option<&Call>, related: &[Related]) -> String {
    let mut message = plain(&finding.message);
    if let Some(help) = &finding.help {
        message.push(' ');
        message.push_str(&sentence(help));
    }
    if !related.is_empty() {
        let links = related.iter().zip(1..);
        let links = links.map(|(place, id)| link(&place.what, id));
        let subject = match call.map(|call| call.kind) {
            Some(CallKind::Url) => "The path",
            _ => "The call",
        };
        message.push_str(&format!(" {subject} is {}.", list(links, "and")));
    }
    message
}
