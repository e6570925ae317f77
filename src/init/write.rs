//! The draft as the text of an `oktalint.toml`. Names come from a repository that may be hostile: values are escaped as TOML strings, and
//! comments hold no character that could end them.

use std::fmt::Write as _;

use super::Content;
use super::token::{DraftRoles, DraftToken};
use crate::config::CredentialName;
use crate::printable::{is_hidden, printable};
use crate::words::{count, list};

/// Places and names that one comment lists.
const MOST_LISTED: usize = 5;
/// The longest line of a comment. Characters.
const LONGEST_COMMENT: usize = 300;

const HEAD: &str = "\
# The Okta tokens of this repository, and what each may do.
# Drafted by `oktalint init` from the calls in the code and from what code, settings files and infrastructure say of tokens.
# Correct it: names and paths are yours to choose. `oktalint schema config` prints what may stand here.
";

/// The text of the configuration.
pub fn text(content: &Content) -> String {
    let mut text = Text(HEAD.to_owned());
    top(&mut text, content);
    for (at, token) in content.tokens.iter().enumerate() {
        token_table(&mut text, token, at == 0 && content.tokens.len() > 1);
    }
    if !content.others.is_empty() {
        text.gap();
        text.comment("Declared too, and no call was seen to use it. A token that has its name has what it grants:");
        text.items(&content.others);
    }
    unresolved(&mut text, content);
    text.0
}

/// Lines of TOML.
struct Text(String);

impl Text {
    fn gap(&mut self) {
        self.0.push('\n');
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// One line, whatever it says.
    fn comment(&mut self, said: &str) {
        let said = comment(said);
        self.line(&format!("# {said}"));
    }

    /// Comments that list the first of many below another comment.
    fn items(&mut self, items: &[String]) {
        for item in items.iter().take(MOST_LISTED) {
            self.comment(&format!("  {item}"));
        }
        if let Some(more @ 1..) = items.len().checked_sub(MOST_LISTED) {
            self.comment(&format!("  and {more} more"));
        }
    }
}

/// What may stand above the tables.
fn top(text: &mut Text, content: &Content) {
    text.gap();
    text.comment("Host names of your org that are not below a domain of Okta:");
    text.line("# org_hosts = [\"login.example.com\"]");
    if let Some((glob, places)) = &content.apart {
        let places = count(*places, "place");
        text.comment(&format!(
            "What is no part of the application. {places} below, of which it is not known what they call, would be left out by:"
        ));
        text.line(&format!("# exclude = [{}]", string(glob)));
    }
}

fn token_table(text: &mut Text, token: &DraftToken, is_fallback: bool) {
    text.gap();
    let calls = count(token.calls, "call");
    let files = count(token.files, "file");
    text.comment(&format!("{calls} in {files}."));
    if is_fallback {
        text.comment("It has no `paths`: calls that no other token's paths cover use it.");
    }
    if token.unclear > 0 {
        text.comment(&format!(
            "Nothing tells which token {} of them use; if it is another, write `paths`.",
            token.unclear
        ));
    }
    text.line("[[token]]");
    if let Some(from) = &token.name_from {
        text.comment(&format!("Named as {from}"));
    }
    text.line(&format!("name = {}", string(&token.name)));
    if !token.paths.is_empty() {
        text.line(&format!("paths = {}", array(&token.paths)));
    }
    credential(text, token);
    scopes(text, token);
    roles(text, &token.roles, token.credential);
    if token.unknown > 0 {
        text.comment(&format!(
            "Not counted: {} of which it is not known what they call; `oktalint check` shows them.",
            count(token.unknown, "call")
        ));
    }
}

fn credential(text: &mut Text, token: &DraftToken) {
    match (token.is_known, token.credential_from.is_empty()) {
        (true, _) => text.comment("The kind of token, from"),
        (false, false) => {
            text.comment("Nothing says for sure which kind of token this is. A guess, since")
        }
        (false, true) => text
            .comment("Nothing says which kind of token this is. A guess, since all calls take it"),
    }
    text.items(&token.credential_from);
    if !token.is_known {
        text.comment("It is one of api-token, oauth-service, oauth-user and none.");
    }
    text.line(&format!("credential = {}", string(token.credential.name())));
    if !token.impossible.is_empty() {
        let impossible: Vec<String> = token.impossible.iter().cloned().collect();
        text.comment("This kind of token can't make all of its calls:");
        text.items(&impossible);
    }
}

fn scopes(text: &mut Text, token: &DraftToken) {
    if token.scopes.is_empty() {
        if token.credential.is_oauth() {
            text.comment("No call is known to need an OAuth 2.0 scope.");
        }
        return;
    }
    // An API token has none, and what it would need is worth knowing all the same.
    let mark = match token.credential.is_oauth() {
        true => {
            text.comment("What its calls need, whatever was granted:");
            ""
        }
        false => {
            text.comment("It has no scopes. As an OAuth 2.0 service app it would need:");
            "# "
        }
    };
    text.line(&format!("{mark}scopes = ["));
    for one in &token.scopes {
        let more = match one.more {
            0 => String::new(),
            more => format!(" and {} more", count(more, "operation")),
        };
        let sure = if one.is_sure { "" } else { "perhaps: " };
        let why = comment(&format!("{sure}{}{more}", one.operation));
        text.line(&format!("{mark}    {}, # {why}", string(&one.scope)));
    }
    text.line(&format!("{mark}]"));
    if !token.asked_in_vain.is_empty() {
        let names = list(&token.asked_in_vain, "and");
        text.comment(&format!(
            "Asked for, and needed by no call that was seen: {names}"
        ));
    }
    if !token.not_asked.is_empty() {
        let names = list(&token.not_asked, "and");
        text.comment(&format!(
            "Needed, and not asked for where the token is set up: {names}"
        ));
    }
}

fn roles(text: &mut Text, roles: &DraftRoles, credential: CredentialName) {
    if credential == CredentialName::None
        || roles.standard.is_empty() && roles.permissions.is_empty()
    {
        return;
    }
    let basis = match roles.is_inferred {
        true => "in part inferred, not documented",
        false => "documented",
    };
    let alone = match &roles.alone {
        Some(alone) => format!("; alone {alone}"),
        None => String::new(),
    };
    let mut mark = "# ";
    if !roles.standard.is_empty() {
        let names = list(&roles.standard, "and");
        text.comment(&format!("Roles that suffice: {names}{alone} ({basis})."));
        match &roles.too_little {
            Some(what) => {
                text.comment(&format!("{what} grants less than its calls need."));
                mark = "";
            }
            None => text.comment("Source code does not show which it has: write those, and calls are held against them too."),
        }
        text.line(&format!("{mark}roles = {}", array(&roles.standard)));
    }
    if !roles.permissions.is_empty() {
        let but = match roles.beyond_custom.as_slice() {
            [] => String::new(),
            beyond => format!(
                ", though not for {}",
                list(beyond.iter().take(MOST_LISTED), "and")
            ),
        };
        text.comment(&format!("Or a custom role{but}:"));
        text.line(&format!("# permissions = {}", array(&roles.permissions)));
        let resources: Vec<String> = roles.resources.iter().cloned().collect();
        text.line(&format!("# resource_set = {}", array(&resources)));
    }
}

/// Requests whose target is not known, and how a helper is declared.
fn unresolved(text: &mut Text, content: &Content) {
    if content.unresolved.is_empty() {
        return;
    }
    text.gap();
    let number = count(content.unresolved.len(), "place");
    text.comment(&format!(
        "{number} where something is asked of Okta, and it is not known what:"
    ));
    let places: Vec<String> = content
        .unresolved
        .iter()
        .map(|(file, line, why)| format!("{file}:{line}: {why}"))
        .collect();
    text.items(&places);
    text.comment(
        "If a helper of yours sends these requests, declare it, and its callers are seen:",
    );
    text.line("# [[wrapper]]");
    text.line("# callee = \"OktaGateway.Send\" # the type and method, or the function");
    text.line("# path = 0 # the argument that is the path, by position or name; or `url`");
    text.line("# base = \"/api/v1\" # what it puts before the path");
    text.line("# verb_argument = 1 # the argument that is the verb; or `verb`");
}

fn array(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| string(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A TOML string in which nothing is hidden.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // Writing to a string can't fail.
            _ if is_hidden(c) => drop(write!(quoted, "\\U{:08X}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Text for behind a `#`: one line of bounded length.
fn comment(said: &str) -> String {
    let said = printable(said);
    let mut cut: String = said.chars().take(LONGEST_COMMENT).collect();
    if cut.len() < said.len() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn strings_and_comments_survive_any_text(value in any::<String>(), said in any::<String>()) {
            let text = format!("# {}\nkey = {} # {}\n", comment(&said), string(&value), comment(&value));
            let table: toml::Table = toml::from_str(&text).expect("well formed");
            prop_assert_eq!(table.len(), 1);
            prop_assert_eq!(table["key"].as_str(), Some(value.as_str()));
        }
    }

    #[test]
    fn a_comment_ends_where_its_line_does() {
        let said = comment("a\nevil = true\r\u{85}\u{2028}b\u{202e}\u{1b}[0m");
        assert_eq!(said.lines().count(), 1);
        assert!(!said.contains(is_hidden), "{said}");
    }
}
