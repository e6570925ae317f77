//! What the lints found, most severe first, each with its line of code.

use maud::{Markup, html};

use super::{Shown, badge, place, prose};
use crate::call::Call;
use crate::judge::{Finding, Judgement};
use crate::report::describe;
use crate::report::excerpt::Excerpt;

pub(super) fn part(judgement: &Judgement) -> Markup {
    let findings = describe::most_severe_first(judgement);
    html! {
        @if findings.is_empty() { p { "No lint has anything to say." } }
        ol.findings {
            @for (at, one) in findings.iter().enumerate() {
                li id=(id(at)) { (finding(one, judgement)) }
            }
        }
    }
}

/// The anchor of a finding, by its place in the order of this part.
pub(super) fn id(at: usize) -> String {
    format!("finding-{}", at + 1)
}

fn finding(finding: &Finding, judgement: &Judgement) -> Markup {
    let call = finding.call.and_then(|at| judgement.calls.get(at));
    let excerpt = Excerpt::around(&finding.location);
    let [before, marked, behind] = excerpt.line();
    html! {
        h3 { (badge(finding.level.name())) " " (finding.lint.id) }
        p { (prose(&finding.message)) }
        p.place { (place(&finding.location)) }
        pre tabindex="0" aria-label="The line of code" {
            code { (Shown(before.trim_start())) mark { (Shown(marked)) } (Shown(behind)) }
        }
        @if let Some(help) = &finding.help { p { strong { "What to do: " } (prose(help)) } }
        @if let Some(judged) = call { (way(&judged.call)) }
    }
}

/// How a URL came to be requested, and why that is taken for a call of Okta.
fn way(call: &Call) -> Markup {
    html! {
        @if !call.trace.is_empty() || !call.evidence.is_empty() {
            details {
                summary { "Why this is a call of Okta" }
                ul.places {
                    @for evidence in &call.evidence { li { (prose(evidence)) } }
                    @for step in &call.trace {
                        li { (place(&step.location)) " " (Shown(&step.what)) }
                    }
                }
            }
        }
    }
}
