//! A hostile tree: whatever its names, code and configuration hold, a report of it says no more than what was found.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use oktalint::printable::{is_hidden, printable};
use oktalint::report::inert::inert;
use quick_xml::events::Event;
use scraper::{Html, Node};
use serde_json::Value as Json;

use crate::support::{Folder, strings};

/// What would be a command, markup or a control somewhere.
const PAYLOADS: [&str; 12] = [
    "::error file=a.cs,line=1::FORGED",
    "%0A::error title=x,line=1::FORGED",
    "a\n::error::FORGED\r\n::set-env name=x::FORGED",
    "##[error]FORGED ##vso[task.setvariable variable=x]FORGED",
    "\u{1b}]0;FORGED\u{7}\u{1b}[2J\u{9b}31m",
    "</script><script>alert(1)</script></style><style>",
    "\"><img src=x onerror=alert(1)> ' onfocus='alert(1)",
    "]]>&lt;'&#0;&bogus;\u{fffe}\u{ffff}\u{1}--><!--",
    "[x](http://evil.example) <b>`|`|** ~~__ @octocat #1 www.evil.example $x$ a@evil.example",
    "</details><details open>|||\\|",
    "\u{202e}FORGED\u{2066}\u{200b}\u{2028}\u{e0041}x",
    "- ![x](javascript:x) <http://evil.example> # FORGED\n# FORGED",
];

/// Every way in which a check or a plan can be written.
const RUNS: [&[&str]; 14] = [
    &["check", "--format", "text"],
    &["check", "--format", "text", "--verbose"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--format", "markdown"],
    &["check", "--format", "gitlab"],
    &["check", "--format", "junit"],
    &["check", "--format", "html"],
    &["plan", "--format", "text"],
    &["plan", "--format", "json"],
    &["plan", "--format", "markdown"],
    &["plan", "--format", "terraform"],
    &["plan", "--format", "okta-api"],
];

/// A string as JSON, JavaScript and TOML write it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string")
}

/// The tree, which no test changes.
static TREE: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::with(&[]);
    let mut config = String::new();
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let name = quoted(payload);
        let route = quoted(&format!(
            "https://acme.okta.com/api/v1/users/{payload}/{payload}"
        ));
        let old = quoted(&format!(
            "https://acme.okta.com/api/v1/policies/{payload}/app"
        ));
        let comment = payload.replace(['\n', '\r', '\u{2028}'], " ");
        let source = format!(
            "const calls = {{ {name}: {{ {name}: () => {{\n  fetch({route}, {{ method: {name} }});\n  fetch({route});\n  \
             fetch({old}); // {comment}\n  fetch('https://acme.okta.com/api/v1/users');\n}} }} }};\n\
             export const other = () => fetch('https://acme.okta.com/api/v1/' + window.name);\n"
        );
        folder.write(&format!("{payload}-{at}.js"), source.as_bytes());
        folder.write(
            &format!("{payload}-broken.cs"),
            b"class Okta { void M( { } } = ) okta ;",
        );
        config.push_str(&format!(
            "[[token]]\nname = {name}\ncredential = \"oauth-service\"\nscopes = [{name}]\npaths = [\"**/*-{at}.js\"]\n"
        ));
        let settings = format!(
            r#"{{ "okta": {{ "client": {{ "oktaDomain": "https://acme.okta.com", "clientId": {name}, "scopes": [{name}] }} }} }}"#
        );
        folder.write(&format!("{payload}/appsettings.json"), settings.as_bytes());
    }
    folder.write("oktalint.toml", config.as_bytes());
    folder
});

pub fn check(format: &str) -> String {
    TREE.run(&["check", "--format", format]).out
}

/// Every kind of text that a report takes from a tree is there, or the tests below say nothing.
#[test]
fn the_tree_reaches_every_part_of_a_report() {
    let report = TREE.report(&[]);
    for part in [
        "calls",
        "findings",
        "declarations",
        "unresolved",
        "problems",
    ] {
        let text = report[part].to_string();
        assert_ne!(report[part], Json::Array(Vec::new()), "{part}");
        assert!(text.contains("alert(1)"), "{part}: {text}");
    }
    let count = |part: &str, field: &str, wanted: &str| {
        let values = strings(&report[part], field);
        values
            .into_iter()
            .filter(|one| one.contains(wanted))
            .count()
    };
    assert!(count("calls", "enclosing", "::error") > 0);
    assert!(count("calls", "path", "<script>") > 0);
    assert!(count("calls", "token", "octocat") > 0);
    assert!(count("findings", "message", "\u{202e}") > 0);
    assert_eq!(
        report["requirements"].as_array().map(Vec::len),
        Some(PAYLOADS.len())
    );
}

#[test]
fn no_report_steers_a_terminal_or_the_service_that_runs_a_job() {
    for arguments in RUNS {
        let run = TREE.run(arguments);
        assert!(run.status < 2, "{arguments:?}: {}", run.err);
        for text in [&run.out, &run.err] {
            let hidden = text.chars().find(|c| *c != '\n' && is_hidden(*c));
            assert_eq!(hidden, None, "{arguments:?}");
            for line in text.lines() {
                assert!(!line.contains("##["), "{arguments:?}: {line}");
                assert!(!line.contains("##vso["), "{arguments:?}: {line}");
                let is_command = line.trim_start().starts_with("::");
                assert!(
                    !is_command || arguments.contains(&"github"),
                    "{arguments:?}: {line}"
                );
            }
        }
    }
}

#[test]
fn what_programs_read_is_whole() {
    let report = TREE.report(&[]);
    let found = report["findings"].as_array().expect("findings");
    let files = |of: Vec<&str>| of.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let expected = files(strings(&report["findings"], "file"));
    assert!(expected.len() >= PAYLOADS.len());

    let sarif: Json = serde_json::from_str(&check("sarif")).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), found.len());

    let gitlab: Json = serde_json::from_str(&check("gitlab")).expect("JSON");
    let violations = gitlab.as_array().expect("a list");
    assert_eq!(violations.len(), found.len());
    let paths = violations
        .iter()
        .filter_map(|one| one["location"]["path"].as_str());
    assert_eq!(files(paths.collect()), expected);

    for format in ["json", "okta-api"] {
        let plan: Json =
            serde_json::from_str(&TREE.run(&["plan", "--format", format]).out).expect("JSON");
        assert_eq!(strings(&plan["tokens"], "token"), PAYLOADS, "{format}");
    }
    let hcl: hcl_edit::structure::Body = TREE
        .run(&["plan", "--format", "terraform"])
        .out
        .parse()
        .expect("HCL");
    let apps = hcl.blocks().filter(|block| {
        let labels = block.labels.first();
        labels.is_some_and(|label| label.as_str() == "okta_app_oauth")
    });
    assert_eq!(apps.count(), PAYLOADS.len());
}

/// A workflow command as GitHub's runner reads it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Command {
    name: String,
    file: String,
    line: String,
    title: String,
}

fn unescaped(property: &str) -> String {
    let codes = [
        ("%3A", ":"),
        ("%2C", ","),
        ("%0A", "\n"),
        ("%0D", "\r"),
        ("%25", "%"),
    ];
    codes
        .iter()
        .fold(property.to_owned(), |text, (code, c)| text.replace(code, c))
}

fn command(line: &str) -> Command {
    let (info, _) = line[2..].split_once("::").expect("a command has an end");
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let properties: BTreeMap<&str, String> = properties
        .split(',')
        .filter_map(|one| one.split_once('='))
        .map(|(key, value)| (key, unescaped(value)))
        .collect();
    let of = |key| properties.get(key).cloned().unwrap_or_default();
    Command {
        name: name.to_owned(),
        file: of("file"),
        line: of("line"),
        title: of("title"),
    }
}

#[test]
fn workflow_commands_are_those_of_the_findings() {
    let report = TREE.report(&[]);
    let mut expected: BTreeMap<&str, Vec<Command>> = BTreeMap::new();
    for finding in report["findings"].as_array().expect("findings") {
        let of = |field: &str| finding[field].as_str().unwrap_or_default();
        let level = of("level");
        expected.entry(level).or_default().push(Command {
            name: if level == "note" { "notice" } else { level }.to_owned(),
            file: inert(&printable(of("file"))).into_owned(),
            line: finding["line"].to_string(),
            title: format!("oktalint: {}", of("rule")),
        });
    }
    let expected: Vec<Command> = ["error", "warning", "note"]
        .iter()
        .filter_map(|level| expected.remove(level))
        .flat_map(|commands| commands.into_iter().take(10))
        .collect();
    let out = check("github");
    let commands: Vec<Command> = out
        .lines()
        .filter(|line| line.trim_start().starts_with("::"))
        .map(command)
        .filter(|command| command.name != "group" && command.name != "endgroup")
        .collect();
    assert_eq!(commands, expected);
    assert!(commands.len() >= 20, "{out}");
}

#[test]
fn junit_is_xml_of_known_elements() {
    let text = check("junit");
    let is_xml = |c: char| !matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    assert!(text.chars().all(is_xml));
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut cases = 0;
    let mut said = String::new();
    loop {
        let event = reader.read_event().expect("XML");
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let known = ["testsuites", "testsuite", "testcase", "failure", "skipped"];
                assert!(known.contains(&name.as_str()), "{name}");
                cases += usize::from(name == "testcase");
                for attribute in element.attributes() {
                    let attribute = attribute.expect("an attribute");
                    said.push_str(
                        &quick_xml::escape::unescape(&attribute.value).expect("known entities"),
                    );
                }
            }
            Event::Eof => break,
            Event::End(_) | Event::Text(_) | Event::Decl(_) | Event::GeneralRef(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(text.contains(&format!("tests=\"{cases}\"")), "{cases}");
    for payload in PAYLOADS {
        let shown = printable(payload)
            .replace('\u{fffe}', "\\u{fffe}")
            .replace('\u{ffff}', "\\u{ffff}");
        assert!(said.contains(&shown), "{payload:?}");
    }
}

/// Elements, attributes and text of a page.
fn parts(page: &Html) -> (BTreeSet<String>, BTreeSet<String>, String) {
    let (mut elements, mut attributes, mut text) =
        (BTreeSet::new(), BTreeSet::new(), String::new());
    for node in page.tree.nodes() {
        match node.value() {
            Node::Element(element) => {
                elements.insert(element.name().to_owned());
                attributes.extend(element.attrs().map(|(name, _)| name.to_owned()));
            }
            Node::Text(piece) => text.push_str(piece),
            _ => {}
        }
    }
    (elements, attributes, text)
}

fn set(words: &str) -> BTreeSet<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

fn select(selector: &str) -> scraper::Selector {
    scraper::Selector::parse(selector).expect("a selector")
}

#[test]
fn the_page_has_its_own_elements_only() {
    let page = Html::parse_document(&check("html"));
    assert_eq!(page.errors, Vec::<String>::new());
    let (elements, attributes, text) = parts(&page);
    let known = set(
        "html head meta title style body a header nav main footer script section article p h1 h2 h3 h4 ul ol li dl dt dd div span code pre \
         mark strong details summary table caption thead tbody tr th td search label input select option button output",
    );
    assert_eq!(&elements - &known, BTreeSet::new());
    let known = set(
        "lang charset content http-equiv name id class href tabindex role scope colspan hidden type value for autocomplete spellcheck \
         aria-label aria-labelledby data-is data-token data-verdict data-level",
    );
    assert_eq!(&attributes - &known, BTreeSet::new());
    for payload in PAYLOADS {
        let shown = printable(payload)
            .replace('\u{fffe}', "\\u{fffe}")
            .replace('\u{ffff}', "\\u{ffff}");
        assert!(text.contains(&shown), "{payload:?}");
    }
    let one = |name| {
        let selector = select(name);
        let mut found = page.select(&selector);
        let first = found.next().expect(name);
        assert!(found.next().is_none(), "{name}");
        first
    };
    let script: String = one("script").text().collect();
    assert_eq!(script, include_str!("../../src/report/html/filter.js"));
    let style: String = one("style").text().collect();
    assert_eq!(style, include_str!("../../src/report/html/style.css"));
    let policy = one("meta[http-equiv]").attr("content").expect("a policy");
    assert!(
        policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
        "{policy}"
    );
    let ids: Vec<&str> = page
        .select(&select("[id]"))
        .filter_map(|element| element.attr("id"))
        .collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len());
    for link in page.select(&select("a")) {
        let target = link.attr("href").and_then(|href| href.strip_prefix('#'));
        assert!(target.is_some_and(|id| unique.contains(id)), "{target:?}");
    }
}

/// Markdown as GitHub reads it.
fn rendered(markdown: &str) -> Html {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.render.r#unsafe = true;
    Html::parse_fragment(&comrak::markdown_to_html(markdown, &options))
}

#[test]
fn markdown_stays_what_it_is() {
    let calls = TREE.report(&[])["calls"].as_array().map_or(0, Vec::len);
    for (markdown, least) in [
        (check("markdown"), calls),
        (
            TREE.run(&["plan", "--format", "markdown"]).out,
            PAYLOADS.len(),
        ),
    ] {
        let page = rendered(&markdown);
        let (elements, attributes, text) = parts(&page);
        let known = set(
            "html body h1 h2 h3 p table thead tbody tr th td br strong details summary span ul li code",
        );
        assert_eq!(&elements - &known, BTreeSet::new());
        assert_eq!(attributes, BTreeSet::new());
        for table in page.select(&select("table")) {
            let columns = table.select(&select("th")).count();
            for row in table.select(&select("tbody tr")) {
                assert_eq!(row.select(&select("td")).count(), columns, "{}", row.html());
            }
        }
        assert!(page.select(&select("td")).count() > least);
        for heading in page.select(&select("h1, summary")) {
            let heading: String = heading.text().collect();
            assert!(!heading.contains("FORGED"), "{heading}");
        }
        // Names and numbers that GitHub would link stand in one text with what makes them links.
        for node in page.tree.nodes() {
            let Some(piece) = node.value().as_text() else {
                continue;
            };
            let links = |mark: char| {
                let mut behind = piece.split(mark).skip(1);
                behind.any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            };
            assert!(!links('@') && !links('#') && !links('$'), "{:?}", &**piece);
        }
        for payload in PAYLOADS {
            assert!(text.contains(&*printable(payload)), "{payload:?}");
        }
    }
}
