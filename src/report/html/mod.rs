//! The report as one page for a security reviewer: self-contained, and whole without scripts.

mod calls;
mod changes;
mod findings;
mod plan;
mod requirements;
mod rest;
mod scopes;

use std::io;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::describe;
use super::escape::Shown;
use crate::Outcome;
use crate::call::Location;
use crate::catalog;
use crate::judge::Judgement;
use crate::lints::Level;
use crate::plan::Plan;
use crate::words::count;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("filter.js");

/// Writes the report. `plan` is that of the same judgement.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome, plan: &Plan) -> io::Result<()> {
    out.write_all(page(outcome, plan).into_string().as_bytes())
}

/// A part of the page, which has a heading and a link to it.
struct Part {
    id: &'static str,
    title: &'static str,
    body: Markup,
}

fn page(outcome: &Outcome, plan: &Plan) -> Markup {
    let parts: Vec<Part> = parts(&outcome.judgement, plan)
        .into_iter()
        .flatten()
        .collect();
    let (style, script) = (lines(STYLE), lines(SCRIPT));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&style, &script));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "oktalint: what this application may do in Okta" }
                style { (PreEscaped(&style)) }
            }
            body {
                a.skip href="#report" { "Skip to the report" }
                header { (head(outcome)) }
                nav aria-label="Parts of the report" {
                    ul {
                        @for part in &parts {
                            li { a href=(format!("#{}", part.id)) { (part.title) } }
                        }
                    }
                }
                main #report tabindex="-1" {
                    @for part in &parts {
                        section aria-labelledby=(part.id) {
                            h2 id=(part.id) { (part.title) }
                            (part.body)
                        }
                    }
                }
                footer { (foot()) }
                script { (PreEscaped(&script)) }
            }
        }
    }
}

/// The parts that there is something to say in.
fn parts(judgement: &Judgement, plan: &Plan) -> [Option<Part>; 9] {
    let part = |id, title, body: Option<Markup>| body.map(|body| Part { id, title, body });
    [
        part(
            "changes",
            "Changes against the baseline",
            changes::part(judgement),
        ),
        part(
            "requirements",
            "What each token must be allowed",
            requirements::part(judgement),
        ),
        part("findings", "Findings", Some(findings::part(judgement))),
        part("calls", "Operations and call sites", calls::part(judgement)),
        part("scopes", "Scope by scope", scopes::part(plan)),
        part("plan", "Least privilege, and why", plan::part(plan)),
        part(
            "declared",
            "Declared in the repository",
            rest::declarations(judgement),
        ),
        part(
            "unresolved",
            "Requests whose target could not be known",
            rest::unresolved(judgement),
        ),
        part(
            "problems",
            "Files that could not be read in full",
            rest::problems(judgement),
        ),
    ]
}

fn head(outcome: &Outcome) -> Markup {
    let judgement = &outcome.judgement;
    let figure = |number: usize, noun: &str| {
        let words = count(number, noun);
        let noun = words
            .split_once(' ')
            .map_or("", |(_, noun)| noun)
            .to_owned();
        html! { div { dt { (noun) } dd { (number) } } }
    };
    let of_level = |level: Level| figure(judgement.count(level), level.name());
    html! {
        p.product { "oktalint" }
        h1 { "What this application may do in Okta" }
        p {
            "Which operations of Okta's API the source calls, what its tokens must be allowed for them, and which calls fail."
        }
        dl.figures {
            (figure(judgement.calls.len(), "call"))
            (of_level(Level::Error))
            (of_level(Level::Warning))
            (of_level(Level::Note))
            (figure(judgement.unresolved.len(), "unresolved request"))
        }
        p.fine { (describe::summary(outcome)) "." }
    }
}

fn foot() -> Markup {
    html! {
        p {
            "The report is a lower bound: a request that is only known at run time is not seen. Roles are documented by Okta for about half \
             of the operations, and inferred for the others; the plan says which."
        }
        p.fine {
            "oktalint " (env!("CARGO_PKG_VERSION")) ", Okta's API documents of release " (Shown(&catalog::release())) ". \
             oktalint is not affiliated with Okta, Inc."
        }
    }
}

/// Nothing is loaded, and of scripts and styles only those of this page run, whatever else should stand in it.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(style)),
        base64(&Sha256::digest(script))
    )
}

/// A file as browsers read it, whatever line ends it was checked out with: the policy names its hash.
fn lines(file: &str) -> String {
    file.replace("\r\n", "\n")
}

/// Bytes in base 64, as RFC 4648 has it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            match digit > three.len() {
                true => text.push('='),
                false => text.push(char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize])),
            }
        }
    }
    text
}

/// A table in a frame that scrolls, also by keyboard. `id` is that of its caption.
fn table(id: &str, caption: &str, columns: &[&str], body: &Markup) -> Markup {
    html! {
        div.frame role="group" aria-labelledby=(id) tabindex="0" {
            table {
                caption id=(id) { (Shown(caption)) }
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                (body)
            }
        }
    }
}

/// A sentence in which names stand between backticks.
fn prose(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    // They come in pairs, unless a name has one.
    let is_paired = parts.len() % 2 == 1;
    html! {
        @if is_paired {
            @for (at, part) in parts.iter().enumerate() {
                @if at % 2 == 1 { code { (Shown(part)) } } @else { (Shown(part)) }
            }
        } @else { (Shown(text)) }
    }
}

/// Names, each as one that could be typed.
fn names(names: &[String]) -> Markup {
    html! {
        ul.names { @for name in names { li { code { (Shown(name)) } } } }
    }
}

/// Places or operations; what is more than a few is folded away.
fn some(items: &[String]) -> Markup {
    const SHOWN: usize = 6;
    let (shown, more) = items.split_at(items.len().min(SHOWN));
    let list = |items: &[String]| {
        html! { ul.places { @for item in items { li { code { (Shown(item)) } } } } }
    };
    html! {
        (list(shown))
        @if !more.is_empty() {
            details { summary { (more.len()) " more" } (list(more)) }
        }
    }
}

/// A place, of which line and column stay on one line.
fn place(location: &Location) -> Markup {
    html! { code { (Shown(&location.file.path)) span.at { ":" (location.start()) } } }
}

/// A word on a ground that its meaning colours.
fn badge(word: &str) -> Markup {
    html! { span.badge data-is=(word) { (word) } }
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xFF, 0xEF, 0xBE]), "/+++");
    }
}
