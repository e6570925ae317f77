//! `oktalint init`: what it writes holds at once, and it never writes over anything.

use std::path::Path;

use serde_json::Value as Json;

use crate::support::{Folder, LIST_USERS, POOR_TOKEN, Run, oktalint, project, strings};

const SERVICE: &str = "import { Client } from '@okta/okta-sdk-nodejs';\n\
     const client = new Client({ orgUrl, authorizationMode: 'PrivateKey', clientId, privateKey, scopes: ['okta.users.read', 'okta.apps.read'] });\n\
     export const all = () => client.userApi.listUsers();\n\
     export const off = (userId: string) => client.userApi.deactivateUser({ userId });\n";

const DESK: &str = "const headers = { Authorization: `SSWS ${token}` };\n\
     export const reset = (id: string) =>\n\
       fetch(`https://acme.okta.com/api/v1/users/${id}/lifecycle/reset_factors`, { method: 'POST', headers });\n";

/// The lines that are no comments.
fn said(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// The rules of the findings right after `init`.
fn rules_after(folder: &Folder, path: &str) -> Vec<String> {
    let report = folder.report(&[path]);
    let rules = strings(&report["findings"], "rule").into_iter();
    rules.map(str::to_owned).collect()
}

/// The text with what the reader may say of roles and permissions said.
fn with_roles(text: &str) -> String {
    let keys = ["# roles = ", "# permissions = ", "# resource_set = "];
    let lines = text.lines().map(|line| {
        let is_offer = keys.iter().any(|key| line.starts_with(key));
        line.strip_prefix("# ").filter(|_| is_offer).unwrap_or(line)
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_client_in_code_becomes_a_token_with_the_scopes_of_its_calls() {
    let folder = Folder::with(&[("sync/src/users.ts", SERVICE)]);
    let run = folder.run(&["init", "sync"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{}", run.err);
    let text = folder.read("sync/oktalint.toml");
    assert_eq!(
        said(&text),
        "[[token]]\nname = \"sync\"\ncredential = \"oauth-service\"\nscopes = [\n    \
         \"okta.users.manage\", # deactivateUser at src/users.ts:4\n]\n"
    );
    for part in [
        "# Asked for, and needed by no call that was seen: okta.apps.read",
        "# Needed, and not asked for where the token is set up: okta.users.manage",
        "#   src/users.ts:2: Client works in mode PrivateKey",
        "# roles = [\"USER_ADMIN\"]",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    for part in [
        "wrote sync/oktalint.toml: 1 token for 2 calls",
        "oktalint check sync",
        "oktalint baseline write",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    let rules = rules_after(&folder, "sync");
    assert!(
        !rules.iter().any(|rule| rule.starts_with("missing-")),
        "{rules:?}"
    );
    assert_eq!(folder.run(&["init", "--quiet", "sync/src"]).err, "");
}

#[test]
fn several_tokens_get_the_paths_of_their_calls() {
    let folder = Folder::with(&[
        ("services/sync/src/users.ts", SERVICE),
        ("services/desk/reset.ts", DESK),
    ]);
    assert_eq!(folder.run(&["init"]).status, 0);
    let text = folder.read("oktalint.toml");
    for part in [
        "[[token]]\nname = \"sync\"\n",
        "[[token]]\nname = \"desk\"\npaths = [\"services/desk/**\"]\n",
        "#   services/desk/reset.ts:3: fetch sends an SSWS token\ncredential = \"api-token\"\n",
        "# It has no scopes. As an OAuth 2.0 service app it would need:\n# scopes = [\n#     \"okta.users.manage\",",
        "# It has no `paths`: calls that no other token's paths cover use it.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let report = folder.report(&[]);
    assert_eq!(strings(&report["calls"], "token"), ["desk", "sync", "sync"]);
    assert_eq!(
        strings(&report["calls"], "verdict"),
        ["allowed", "allowed", "allowed"]
    );
}

#[test]
fn clients_that_ask_for_different_scopes_are_different_tokens() {
    let reader = SERVICE
        .replace(", 'okta.apps.read'", "")
        .lines()
        .take(3)
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    let folder = Folder::with(&[("writer/users.ts", SERVICE), ("reader/users.ts", &reader)]);
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(
        said(&text).contains("name = \"reader\"\npaths = [\"reader/**\"]\ncredential = \"oauth-service\"\nscopes = [\n    \"okta.users.read\","),
        "{text}"
    );
    let rules = rules_after(&folder, ".");
    assert!(!rules.contains(&"missing-scope".to_owned()), "{rules:?}");
}

#[test]
fn calls_that_may_use_either_token_are_said() {
    let typed = "import { Client } from '@okta/okta-sdk-nodejs';\n\
         export const all = (client: Client) => client.groupApi.listGroups();\n";
    let folder = Folder::with(&[
        ("sync/users.ts", SERVICE),
        ("desk/reset.ts", DESK),
        ("other/groups.ts", typed),
    ]);
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(
        text.contains(
            "# Nothing tells which token 1 of them use; if it is another, write `paths`.\n"
        ),
        "{text}"
    );
    let rules = rules_after(&folder, ".");
    assert!(
        !rules.iter().any(|rule| rule.starts_with("missing-")),
        "{rules:?}"
    );
}

#[test]
fn settings_files_say_the_kind_of_token() {
    let settings = "{ \"Okta\": { \"Client\": { \"OktaDomain\": \"https://acme.okta.com\", \"Token\": \"x\" } } }\n";
    let folder = Folder::with(&[("Users.cs", LIST_USERS), ("appsettings.json", settings)]);
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(text.contains("credential = \"api-token\""), "{text}");
    assert!(
        text.contains("#   appsettings.json:1: okta.client\n"),
        "{text}"
    );
}

#[test]
fn what_is_not_known_is_said_to_be_a_guess() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(
        text.contains("Nothing says which kind of token this is. A guess"),
        "{text}"
    );
    assert!(
        text.contains("\ncredential = \"oauth-service\"\n"),
        "{text}"
    );
    // Some operations take one kind of token only, which settles it.
    let sessions = LIST_USERS.replace("/users\"", "/users/1/factors/questions\"");
    let folder = Folder::with(&[("Users.cs", &sessions)]);
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(text.contains("takes no other kind of token"), "{text}");
    assert!(text.contains("\ncredential = \"api-token\"\n"), "{text}");
}

#[test]
fn calls_about_ones_own_account_are_made_with_a_users_token() {
    let own = LIST_USERS.replace("api/v1/users", "idp/myaccount/profile");
    let folder = Folder::with(&[("Profile.cs", &own)]);
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(text.contains("\ncredential = \"oauth-user\"\n"), "{text}");
    assert!(rules_after(&folder, ".").is_empty());
}

#[test]
fn infrastructure_names_the_token_and_roles_that_are_too_few_are_said() {
    let infrastructure = r#"
resource "okta_app_oauth" "directory" {
  label = "Directory"
  type  = "service"
}
resource "okta_app_oauth_role_assignment" "directory" {
  client_id = okta_app_oauth.directory.client_id
  type      = "READ_ONLY_ADMIN"
}
"#;
    let folder = Folder::with(&[("src/users.ts", SERVICE), ("infra/main.tf", infrastructure)]);
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(
        text.contains(
            "# Named as infra/main.tf:2: okta_app_oauth.directory\nname = \"directory\"\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("grants less than its calls need.\nroles = [\"USER_ADMIN\"]\n"),
        "{text}"
    );
    let rules = rules_after(&folder, ".");
    assert!(!rules.contains(&"missing-role".to_owned()), "{rules:?}");
    // What contradicts it is not lost.
    assert!(
        rules.contains(&"conflicting-declaration".to_owned()),
        "{rules:?}"
    );
}

#[test]
fn places_that_could_not_be_resolved_get_a_hint() {
    let source = r#"using System.Net.Http;

class Gateway(HttpClient okta)
{
    Gateway() { okta.BaseAddress = new("https://acme.okta.com"); }
    Task<string> Get(Settings settings) => okta.GetStringAsync(settings.Next());
    Task<string> All() => okta.GetStringAsync("/api/v1/users");
}
"#;
    let folder = Folder::with(&[("Gateway.cs", source)]);
    let unresolved = folder.report(&[])["unresolved"].clone();
    assert_eq!(unresolved.as_array().map(Vec::len), Some(1), "{unresolved}");
    folder.run(&["init"]);
    let text = folder.read("oktalint.toml");
    assert!(
        text.contains("# 1 place where something is asked of Okta"),
        "{text}"
    );
    assert!(text.contains("#   Gateway.cs:6: "), "{text}");
    assert!(text.contains("# [[wrapper]]\n"), "{text}");
}

#[test]
fn nothing_is_written_where_nothing_calls_okta() {
    let folder = Folder::with(&[("a.ts", "export const a = 1;\n")]);
    let run = folder.run(&["init"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""));
    assert!(
        run.err
            .contains("no call of Okta's API was found in 1 file"),
        "{}",
        run.err
    );
    assert!(!folder.path().join("oktalint.toml").exists());
    let run = folder.run(&["init", "--stdout"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""));
}

#[test]
fn a_file_that_is_there_stays() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS), ("oktalint.toml", POOR_TOKEN)]);
    let run = folder.run(&["init"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("oktalint::init::exists"), "{}", run.err);
    assert!(run.err.contains("oktalint init --stdout"), "{}", run.err);
    assert_eq!(folder.read("oktalint.toml"), POOR_TOKEN);
    let run = folder.run(&["init", "--stdout"]);
    assert_eq!(run.status, 0);
    assert!(run.out.contains("credential = "), "{}", run.out);
    assert_eq!(folder.read("oktalint.toml"), POOR_TOKEN);
}

#[cfg(unix)]
#[test]
fn a_link_is_not_written_through() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let link = folder.path().join("oktalint.toml");
    std::os::unix::fs::symlink("elsewhere.toml", &link).expect("link");
    assert_eq!(folder.run(&["init"]).status, 2);
    assert!(!folder.path().join("elsewhere.toml").exists());
    let left = folder.path().read_dir().expect("folder").count();
    assert_eq!(left, 2, "nothing else was left behind");
}

#[test]
fn only_the_configuration_is_left_behind() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    folder.run(&["init"]);
    let left = folder.path().read_dir().expect("folder").count();
    assert_eq!(left, 2);
}

#[test]
fn a_folder_that_cannot_be_read_ends_with_2() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    for path in ["no-such-folder", "Users.cs"] {
        let run = folder.run(&["init", path]);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{path}");
        assert!(run.err.contains(path), "{}", run.err);
    }
}

#[test]
fn a_configuration_above_is_named() {
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("a/Users.cs", LIST_USERS)]);
    let run = folder.run(&["init", "a"]);
    assert_eq!(run.status, 0);
    assert!(
        run.err
            .contains("holds no longer for what is below this folder"),
        "{}",
        run.err
    );
}

#[cfg(unix)]
#[test]
fn names_of_files_write_nothing_into_the_configuration() {
    const EVIL: &str = "x\n[[token]]\nname = \"evil\"\u{1b}[31m\u{202e}*]\\\"";
    let users = format!("{EVIL}/users.ts");
    let folder = Folder::with(&[
        (users.as_str(), SERVICE),
        ("desk/reset.ts", DESK),
        ("desk/more.ts", DESK),
        ("desk/yet.ts", DESK),
    ]);
    let run = folder.run(&["init"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = folder.read("oktalint.toml");
    assert_eq!(text.matches("\n[[token]]\n").count(), 2, "{text}");
    let is_hidden = |c: char| c != '\n' && oktalint::printable::is_hidden(c);
    assert!(!text.contains(is_hidden), "{text}");
    let report = folder.report(&[]);
    let verdicts = strings(&report["calls"], "verdict");
    assert!(
        verdicts.iter().all(|verdict| *verdict == "allowed"),
        "{text}\n{report}"
    );
    assert!(!strings(&report["calls"], "token").contains(&"evil"));
}

/// Every small application of the project: what is written for it passes, with and without the roles that it offers.
#[test]
fn a_check_right_after_misses_no_scope_and_no_role() {
    let mut written = 0;
    for kind in ["fixtures/calls", "fixtures/lints"] {
        let mut applications = Vec::new();
        folders(&project().join(kind), &mut applications);
        for application in applications {
            written += usize::from(holds_for(&application));
        }
    }
    assert!(written > 40, "{written}");
}

fn folders(below: &Path, into: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> = below.read_dir().expect("folder").flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries.into_iter().filter(|entry| entry.path().is_dir()) {
        let is_pair = ["fails", "passes"]
            .iter()
            .any(|name| entry.path().join(name).is_dir());
        match is_pair {
            true => folders(&entry.path(), into),
            false => into.push(entry.path()),
        }
    }
}

fn holds_for(application: &Path) -> bool {
    let folder = Folder::with(&[]);
    copy(application, folder.path());
    let _ = std::fs::remove_file(folder.path().join("oktalint.toml"));
    let run = Run::of(oktalint(folder.path()).arg("init"));
    let name = application.display();
    assert_eq!(run.status, 0, "{name}: {}", run.err);
    let file = folder.path().join("oktalint.toml");
    if !file.exists() {
        return false;
    }
    let text = folder.read("oktalint.toml");
    for text in [text.clone(), with_roles(&text)] {
        folder.write("oktalint.toml", text.as_bytes());
        let report: Json = folder.report(&[]);
        for rule in strings(&report["findings"], "rule") {
            let is_missing = rule == "missing-scope" || rule == "missing-role";
            assert!(!is_missing, "{name}\n{text}\n{:#}", report["findings"]);
        }
    }
    true
}

fn copy(from: &Path, to: &Path) {
    for entry in from.read_dir().expect("folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            std::fs::create_dir(&to).expect("folder");
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("file");
        }
    }
}
