//! The SDK tables say what the SDKs do.
//!
//! The facts are tables read from the SDKs' own sources, one row a generation, class and method. They are not part of this
//! repository: where they lie beside it (`../shared/facts/sdk/`), every row is held against the tables; the values spelled out
//! here are tested everywhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use oktalint::catalog::{Catalog, Method, normal_path};
use oktalint::library::{
    Action, Export, Family, Generations, Libraries, LibraryId, Returns, Signature, TypeKey,
};

const DOTNET: (Family, &str) = (Family::DotNet, "Okta.Sdk");
const NODE: (Family, &str) = (Family::EcmaScript, "@okta/okta-sdk-nodejs");
const AUTH_DOTNET: (Family, &str) = (Family::DotNet, "Okta.Auth.Sdk");
const AUTH_JS: (Family, &str) = (Family::EcmaScript, "@okta/okta-auth-js");
const PYTHON: (Family, &str) = (Family::Python, "okta");
const RUST: (Family, &str) = (Family::Rust, "okta");

/// A row of the facts.
#[derive(serde::Deserialize)]
struct Row {
    class: String,
    accessor: Option<String>,
    method: String,
    kind: Option<String>,
    http: String,
    path: String,
    #[serde(rename = "currentOperationId")]
    current: Option<String>,
    last: Option<String>,
    returns: Option<String>,
    returns_kind: Option<String>,
}

#[derive(serde::Deserialize)]
struct Facts {
    generations: BTreeMap<String, Rows>,
}

#[derive(serde::Deserialize)]
struct Rows {
    entries: Vec<Row>,
}

fn facts(file: &str) -> Option<Facts> {
    read(file)
}

fn read<T: serde::de::DeserializeOwned>(file: &str) -> Option<T> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/facts/sdk");
    let text = std::fs::read_to_string(folder.join(file)).ok()?;
    Some(serde_json::from_str(&text).expect("the facts are as described"))
}

impl Rows {
    /// Its rows, but of a method that changed between two minor versions only the newest: what is written in a manifest names
    /// a major version.
    fn newest(&self) -> Vec<&Row> {
        let version = |row: &Row| -> Vec<u32> {
            let numbers = row.last.iter().flat_map(|last| last.split('.'));
            numbers.map(|number| number.parse().unwrap_or(0)).collect()
        };
        let mut newest: BTreeMap<(&str, &str), &Row> = BTreeMap::new();
        for row in &self.entries {
            let known = newest.entry((&row.class, &row.method)).or_insert(row);
            if version(known) < version(row) {
                *known = row;
            }
        }
        newest.into_values().collect()
    }
}

fn library((family, package): (Family, &str)) -> LibraryId {
    match Libraries::embedded().by_package(family, package).as_slice() {
        [id] => *id,
        found => panic!("{package}: {} libraries", found.len()),
    }
}

fn major(version: &str) -> Option<Generations> {
    let major = version.parse().expect("a major version");
    Some(Generations {
        first: major,
        last: major,
    })
}

fn exported(library: LibraryId, name: &str) -> Option<TypeKey> {
    match Libraries::embedded().export(library, name)? {
        Export::Type(key) | Export::Instance(key) => Some(*key),
        Export::Function(_) => None,
    }
}

/// The type of a client's property or accessor method.
fn accessor(client: TypeKey, name: &str, generation: Option<Generations>) -> Option<TypeKey> {
    let signature = Libraries::embedded().member(client, name, generation)?;
    match signature.returns {
        Returns::Type(key) => Some(key),
        _ => None,
    }
}

fn route(signature: &Signature) -> Option<String> {
    match &signature.action {
        Action::Operation { verb, path } => Some(format!("{verb} {path}")),
        _ => None,
    }
}

fn name_of(ty: TypeKey) -> &'static str {
    Libraries::embedded().ty(ty).name.as_str()
}

/// What the catalog has for a request that it has no template of: verb and path sent, path in the catalog.
const OTHER_PATHS: [(&str, &str); 2] = [
    // A literal in place of a parameter.
    (
        "POST /api/v1/apps/google/{}/oauth2/callback",
        "/api/v1/apps/{}/{}/oauth2/callback",
    ),
    (
        "POST /api/v1/apps/office365/{}/oauth2/callback",
        "/api/v1/apps/{}/{}/oauth2/callback",
    ),
];

/// Verb and path that the tables should give for a row, parameters as `{}`.
fn wanted(row: &Row) -> String {
    let path = normal_path(&row.path);
    let sent = format!("{} {path}", row.http);
    let mut others = OTHER_PATHS.iter();
    match others.find(|(from, _)| *from == sent) {
        Some((_, path)) => format!("{} {path}", row.http),
        None => sent,
    }
}

/// Today's name of a row's operation. What is told apart by a query alone (`expire_password?tempPassword=true`) is the operation
/// of its path, though its purpose has a path of its own since.
fn current(row: &Row) -> Option<&str> {
    match row.current.as_deref() {
        Some("expirePasswordWithTempPassword") if row.path.contains('?') => Some("expirePassword"),
        current => current,
    }
}

/// What holds of every row, whatever the SDK: the member does what the row says, and that is the operation it is called today.
fn check(row: &Row, ty: Option<TypeKey>, generation: Option<Generations>) -> Result<(), String> {
    let libraries = Libraries::embedded();
    let ty = ty.ok_or("no such type")?;
    let signature = libraries
        .member(ty, &row.method, generation)
        .ok_or("no such member")?;
    let route = route(signature).ok_or("no operation")?;
    if route != wanted(row) {
        return Err(format!("{route}, not {}", wanted(row)));
    }
    let is_property = row.kind.as_deref() == Some("model_property");
    if signature.is_property != is_property {
        return Err(format!("a property: {}", signature.is_property));
    }
    let catalog = Catalog::embedded();
    let today = row
        .http
        .parse::<Method>()
        .ok()
        .zip(route.split_once(' '))
        .and_then(|(method, (_, path))| catalog.by_route(method, path))
        .map(|id| catalog.get(id));
    match (current(row), today) {
        (Some(current), Some(today)) if today.operation_id == current => Ok(()),
        (Some(current), today) => Err(format!(
            "today {:?}, not {current}",
            today.map(|today| &today.operation_id)
        )),
        // Whatever no document lists now may still be kept by hand, but is no operation of the management API.
        (None, Some(today)) if today.api == "management" => {
            Err(format!("still there: {}", today.operation_id))
        }
        (None, _) => Ok(()),
    }
}

struct Report {
    rows: usize,
    text: String,
}

impl Report {
    fn new() -> Report {
        Report {
            rows: 0,
            text: String::new(),
        }
    }

    fn add(&mut self, row: &Row, generation: &str, result: Result<(), String>) {
        self.rows += 1;
        if let Err(why) = result {
            let _ = writeln!(
                self.text,
                "{generation} {}.{}: {why}",
                row.class, row.method
            );
        }
    }

    fn finish(self, at_least: usize) {
        assert!(self.rows >= at_least, "only {} rows", self.rows);
        assert!(
            self.text.is_empty(),
            "{} of {} rows differ\n{}",
            self.text.lines().count(),
            self.rows,
            self.text
        );
    }
}

#[test]
fn every_row_of_the_dotnet_facts() {
    let Some(facts) = facts("dotnet.json") else {
        return;
    };
    let library = library(DOTNET);
    let client = exported(library, "IOktaClient").expect("the legacy client");
    let mut report = Report::new();
    for (version, rows) in &facts.generations {
        let generation = major(version);
        for row in rows.newest() {
            let ty = match &row.accessor {
                Some(name) => accessor(client, name, generation),
                None => exported(library, &row.class),
            };
            let by_interface = exported(library, &format!("I{}", row.class));
            let result = check(row, ty, generation).and_then(|()| {
                if by_interface != ty || ty.map(name_of) != Some(row.class.as_str()) {
                    return Err(format!(
                        "{:?} by its interface, {:?} by itself",
                        by_interface.map(name_of),
                        ty.map(name_of)
                    ));
                }
                Ok(())
            });
            report.add(row, version, result);
        }
    }
    report.finish(7000);
}

#[test]
fn every_row_of_the_node_facts() {
    let Some(facts) = facts("nodejs.json") else {
        return;
    };
    let library = library(NODE);
    let client = exported(library, "Client").expect("the client");
    let mut report = Report::new();
    for (version, rows) in &facts.generations {
        let generation = major(version);
        for row in rows.newest() {
            let ty = match &row.accessor {
                Some(name) => accessor(client, name, generation),
                None => exported(library, &row.class),
            };
            let result = check(row, ty, generation)
                .and_then(|()| check_returns(library, row, ty, generation));
            report.add(row, version, result);
        }
    }
    report.finish(3000);
}

/// What a method gives back, where it is a type that has members of its own.
fn check_returns(
    library: LibraryId,
    row: &Row,
    ty: Option<TypeKey>,
    generation: Option<Generations>,
) -> Result<(), String> {
    let libraries = Libraries::embedded();
    let (Some(name), Some(kind), Some(ty)) = (&row.returns, &row.returns_kind, ty) else {
        return Ok(());
    };
    let Some(wanted) = exported(library, name).filter(|key| {
        let ty = libraries.ty(*key);
        name != "Collection" && !(ty.members.is_empty() && ty.bases.is_empty())
    }) else {
        return Ok(());
    };
    let wanted = match kind.as_str() {
        "collection" => Returns::Many(wanted),
        _ => Returns::Type(wanted),
    };
    let signature = libraries.member(ty, &row.method, generation);
    match signature.map(|signature| &signature.returns) {
        Some(returns) if *returns == wanted => Ok(()),
        returns => Err(format!("gives {returns:?}, not {kind} of {name}")),
    }
}

#[test]
fn every_row_of_the_rust_facts() {
    let Some(mut facts) = facts("rust.json") else {
        return;
    };
    let library = library(RUST);
    let client = exported(library, "Client").expect("the client");
    let mut report = Report::new();
    for (version, rows) in &mut facts.generations {
        for row in &mut rows.entries {
            // The facts leave out the query that tells these two apart; it is in the crate's source.
            match row.method.as_str() {
                "expire_password" => row.current = Some("expirePassword".to_owned()),
                "expire_password_and_get_temporary" => row.path.push_str("?tempPassword=true"),
                _ => {}
            }
            let name = row.accessor.as_deref().expect("an accessor");
            let ty = accessor(client, name, None);
            report.add(row, version, check(row, ty, None));
        }
    }
    report.finish(324);
}

#[test]
fn every_row_of_the_python_facts() {
    let Some(facts) = facts("python.json") else {
        return;
    };
    let library = library(PYTHON);
    let client = exported(library, "Client");
    let mut report = Report::new();
    for (version, rows) in &facts.generations {
        let generation = major(version);
        for row in rows.newest() {
            // The classes of 1 and 2 are bases of the client and nothing else.
            if !matches!(version.as_str(), "1" | "2") {
                let class = exported(library, &row.class);
                report.add(row, version, check(row, class, generation));
            }
            // The client has a method as the newest of the classes has it.
            let last = |row: &Row| row.last.clone();
            let is_newest = rows
                .entries
                .iter()
                .filter(|other| other.method == row.method)
                .all(|other| last(other) <= last(row));
            let is_plain = row.kind.as_deref().is_none_or(|kind| kind == "plain");
            if version != "0" && is_newest && is_plain {
                report.add(row, version, check(row, client, generation));
            }
        }
    }
    report.finish(3000);
}

#[test]
fn the_python_client_means_what_its_generation_does() {
    let client = exported(library(PYTHON), "Client").expect("the client");
    let route_of = |name: &str, version: Option<&str>| {
        let generation = version.and_then(major);
        let found = Libraries::embedded().member(client, name, generation);
        found.and_then(route).unwrap_or_default()
    };
    assert_eq!(route_of("update_user", Some("2")), "PUT /api/v1/users/{}");
    assert_eq!(route_of("update_user", Some("3")), "POST /api/v1/users/{}");
    assert_eq!(route_of("update_user", None), "POST /api/v1/users/{}");
    assert_eq!(
        route_of("list_users_with_http_info", Some("3")),
        "GET /api/v1/users"
    );
    assert_eq!(
        route_of("get_o_auth_2_token_for_application", Some("2")),
        "GET /api/v1/apps/{}/tokens/{}"
    );
    assert_eq!(route_of("nothing_of_it", None), "");
}

/// A method of an SDK whose facts have no generations.
#[derive(serde::Deserialize)]
struct AuthenticationMethod {
    method: String,
    http: String,
    path: String,
}

#[test]
fn every_row_of_the_dotnet_authentication_facts() {
    #[derive(serde::Deserialize)]
    struct Facts {
        dotnet: Rows,
    }
    #[derive(serde::Deserialize)]
    struct Rows {
        entries: Vec<AuthenticationMethod>,
    }
    let Some(facts) = read::<Facts>("authn_sdks.json") else {
        return;
    };
    let client = exported(library(AUTH_DOTNET), "IAuthenticationClient").expect("the client");
    assert!(facts.dotnet.entries.len() >= 20);
    for row in &facts.dotnet.entries {
        let wanted = format!("{} {}", row.http, normal_path(&row.path));
        assert_eq!(member(client, &row.method), wanted, "{}", row.method);
        assert_eq!(api_of(&wanted), "authn", "{}", row.method);
    }
}

#[test]
fn every_row_of_the_sign_in_library_facts() {
    let Some(facts) = facts("auth_js.json") else {
        return;
    };
    let library = library(AUTH_JS);
    let client = exported(library, "OktaAuth").expect("the client");
    let mut count = 0;
    for row in facts.generations.values().flat_map(|rows| &rows.entries) {
        let ty = match row.class.strip_prefix("OktaAuth.") {
            Some(name) => accessor(client, name, None),
            None => Some(client),
        };
        // What the issuer decides is not in the tables.
        let Some(ty) = ty else {
            assert_eq!(row.class, "OktaAuth.token");
            continue;
        };
        // The library sends POST where the API has GET; the tables have what is meant.
        let http = match row.method.as_str() {
            "getEmailChallenge" => "GET",
            _ => &row.http,
        };
        let wanted = format!("{http} {}", normal_path(&row.path));
        assert_eq!(member(ty, &row.method), wanted, "{}", row.method);
        if row.class == "OktaAuth.myaccount" {
            assert_eq!(api_of(&wanted), "myaccount", "{}", row.method);
            let Some(Export::Function(function)) =
                Libraries::embedded().export(library, &row.method)
            else {
                panic!("{} is a function of the module as well", row.method);
            };
            assert_eq!(route(function), Some(wanted), "{}", row.method);
        }
        count += 1;
    }
    assert!(count >= 30, "{count}");
}

fn member(ty: TypeKey, name: &str) -> String {
    let signature = Libraries::embedded().member(ty, name, None);
    signature.and_then(route).unwrap_or_default()
}

/// The API that a route belongs to; empty if it is none's.
fn api_of(route: &str) -> &'static str {
    let catalog = Catalog::embedded();
    let operation = route
        .split_once(' ')
        .and_then(|(verb, path)| catalog.by_route(verb.parse().ok()?, path));
    operation.map_or("", |id| catalog.get(id).api.as_str())
}

/// Follows `Type.member.member` and says what the last one does, and what it gives.
fn follow(package: (Family, &str), chain: &str, version: Option<&str>) -> String {
    let libraries = Libraries::embedded();
    let library = library(package);
    let generation = version.and_then(major);
    let mut parts = chain.split('.').peekable();
    let Some(mut ty) = parts.next().and_then(|name| exported(library, name)) else {
        return "no such type".to_owned();
    };
    while let Some(name) = parts.next() {
        let signature = match name {
            "each" => libraries.ty(ty).iterate.as_ref(),
            name => libraries.member(ty, name, generation),
        };
        let Some(signature) = signature else {
            return format!("no {name}");
        };
        let (next, gives) = match signature.returns {
            Returns::Type(key) => (Some(key), format!(" -> {}", name_of(key))),
            Returns::Many(key) => (Some(key), format!(" -> {}*", name_of(key))),
            Returns::Receiver => (Some(ty), " -> self".to_owned()),
            Returns::TypeArguments => (None, " -> <>".to_owned()),
            _ => (None, String::new()),
        };
        if parts.peek().is_none() {
            let property = if signature.is_property { "." } else { "" };
            return match &signature.action {
                Action::Operation { verb, path } => format!("{property}{verb} {path}{gives}"),
                Action::Request(request) => {
                    format!("{:?} {:?} {:?}", request.verb, request.url, request.whole)
                }
                _ => format!("{property}{gives}"),
            };
        }
        match next {
            Some(next) => ty = next,
            None => return format!("{name} gives nothing known"),
        }
    }
    String::new()
}

#[test]
fn names_follow_their_generation() {
    for (package, chain, version, wanted) in [
        // The same name, another verb.
        (NODE, "Client.updateUser", "6", "PUT /api/v1/users/{}"),
        (
            NODE,
            "Client.userApi.updateUser",
            "8",
            "POST /api/v1/users/{}",
        ),
        (
            DOTNET,
            "IOktaClient.Users.UpdateUserAsync",
            "5",
            "PUT /api/v1/users/{}",
        ),
        (
            DOTNET,
            "UserApi.UpdateUserAsync",
            "6",
            "PUT /api/v1/users/{}",
        ),
        (
            DOTNET,
            "UserApi.UpdateUserAsync",
            "10",
            "POST /api/v1/users/{}",
        ),
        (
            DOTNET,
            "GroupsClient.GetRoleAsync",
            "5",
            "GET /api/v1/groups/{}/roles/{}",
        ),
        // A class that later releases split.
        (
            DOTNET,
            "UserApi.SuspendUserAsync",
            "9",
            "POST /api/v1/users/{}/lifecycle/suspend",
        ),
        (
            DOTNET,
            "UserLifecycleApi.SuspendUserAsync",
            "10",
            "POST /api/v1/users/{}/lifecycle/suspend",
        ),
        // Suffixes and interfaces say nothing of the operation.
        (
            DOTNET,
            "IUserApi.GetUserWithHttpInfoAsync",
            "10",
            "GET /api/v1/users/{}",
        ),
        (
            DOTNET,
            "IUserApiAsync.GetUserAsync",
            "10",
            "GET /api/v1/users/{}",
        ),
        (DOTNET, "IUserApi.ListUsers", "10", "GET /api/v1/users"),
        // The token request of the SDK itself.
        (
            DOTNET,
            "OAuthApi.GetBearerTokenAsync",
            "10",
            "POST /oauth2/v1/token",
        ),
        // Irregular names of the first generations.
        (
            NODE,
            "Client.endAllUserSessions",
            "3",
            "DELETE /api/v1/users/{}/sessions",
        ),
        (
            DOTNET,
            "IOktaClient.Groups.RemoveGroupUserAsync",
            "1",
            "DELETE /api/v1/groups/{}/users/{}",
        ),
        // Hosts of their own.
        (
            NODE,
            "Client.disasterRecoveryApi.getDRStatus",
            "8",
            "GET /api/v1/dr/status",
        ),
    ] {
        let found = follow(package, chain, Some(version));
        assert!(
            found.starts_with(wanted),
            "{chain} {version}: {found}, not {wanted}"
        );
    }
}

#[test]
fn models_properties_and_enumerators_call() {
    for (package, chain, wanted) in [
        (
            DOTNET,
            "IOktaClient.Users.each",
            "GET /api/v1/users -> User*",
        ),
        (
            DOTNET,
            "IOktaClient.Groups.each",
            "GET /api/v1/groups -> Group*",
        ),
        (
            DOTNET,
            "IOktaClient.Applications.each",
            "GET /api/v1/apps -> Application*",
        ),
        (
            DOTNET,
            "IOktaClient.Logs.each",
            "GET /api/v1/logs -> LogEvent*",
        ),
        (
            DOTNET,
            "IUser.Groups",
            ".GET /api/v1/users/{}/groups -> Group*",
        ),
        (
            DOTNET,
            "IUser.Factors",
            ".GET /api/v1/users/{}/factors -> UserFactor*",
        ),
        (
            DOTNET,
            "IUser.Roles",
            ".GET /api/v1/users/{}/roles -> Role*",
        ),
        (
            DOTNET,
            "IUser.AppLinks",
            ".GET /api/v1/users/{}/appLinks -> AppLink*",
        ),
        (
            DOTNET,
            "IGroup.Users",
            ".GET /api/v1/groups/{}/users -> User*",
        ),
        (
            DOTNET,
            "IUser.DeactivateOrDeleteAsync",
            "DELETE /api/v1/users/{}",
        ),
        (
            DOTNET,
            "IOktaClient.Users.GetUserAsync.SuspendAsync",
            "POST /api/v1/users/{}/lifecycle/suspend",
        ),
        (
            DOTNET,
            "IOpenIdConnectApplication.DeactivateAsync",
            "POST /api/v1/apps/{}/lifecycle/deactivate",
        ),
        (NODE, "Client.getUser.delete", "DELETE /api/v1/users/{}"),
        (
            NODE,
            "Client.listUsers.suspend",
            "POST /api/v1/users/{}/lifecycle/suspend",
        ),
        (
            NODE,
            "Client.getGroup.removeUser",
            "DELETE /api/v1/groups/{}/users/{}",
        ),
        (
            NODE,
            "Client.createApplication.activate",
            "POST /api/v1/apps/{}/lifecycle/activate",
        ),
        (
            RUST,
            "Client.new_from_env.users.suspend",
            "POST /api/v1/users/{}/lifecycle/suspend",
        ),
        (RUST, "Client.new.groups.list_all", "GET /api/v1/groups"),
        (
            AUTH_JS,
            "OktaAuth.signInWithCredentials",
            "POST /api/v1/authn -> AuthnTransaction",
        ),
        (
            AUTH_JS,
            "OktaAuth.tx.resume.cancel",
            "POST /api/v1/authn/cancel -> AuthnTransaction",
        ),
        (
            AUTH_JS,
            "OktaAuth.session.get.refresh",
            "POST /api/v1/sessions/me/lifecycle/refresh",
        ),
        (
            AUTH_JS,
            "OktaAuth.myaccount.getEmails.delete",
            "DELETE /idp/myaccount/emails/{}",
        ),
        (
            AUTH_DOTNET,
            "IAuthenticationClient.AuthenticateAsync",
            "POST /api/v1/authn",
        ),
    ] {
        let found = follow(package, chain, None);
        assert!(found == wanted, "{chain}: {found}, not {wanted}");
    }
}

#[test]
fn escape_hatches_send_what_they_are_given() {
    let verb = |verb: &str| format!("[Constant({verb:?})]");
    let first = r#"[Argument { index: 0, path: [] }]"#;
    for (package, chain, wanted) in [
        (DOTNET, "IOktaClient.GetAsync", verb("GET")),
        (DOTNET, "IOktaClient.GetCollection", verb("GET")),
        (DOTNET, "IOktaClient.PostAsync", verb("POST")),
        (DOTNET, "IOktaClient.CreateScoped.PutAsync", verb("PUT")),
        (DOTNET, "IOktaClient.DeleteAsync", verb("DELETE")),
        (
            DOTNET,
            "IUserApi.AsynchronousClient.PostAsync",
            verb("POST"),
        ),
        (DOTNET, "IAsynchronousClient.PatchAsync", verb("PATCH")),
        (DOTNET, "ApiClient.GetAsync", verb("GET")),
        (AUTH_DOTNET, "IAuthenticationClient.PostAsync", verb("POST")),
        (AUTH_JS, "OktaAuth.tx.postToTransaction", verb("POST")),
        (NODE, "Client.http.getJson", verb("GET")),
        (NODE, "Client.http.postJson", verb("POST")),
        (NODE, "Client.http.post", verb("POST")),
        (NODE, "Client.http.postJsonNoContent", verb("POST")),
        (NODE, "Client.http.postFormDataFile", verb("POST")),
        (NODE, "Client.http.put", verb("PUT")),
        (NODE, "Client.http.putJson", verb("PUT")),
        (NODE, "Client.http.putJsonNoContent", verb("PUT")),
        (NODE, "Client.http.delete", verb("DELETE")),
        (
            NODE,
            "Client.http.http",
            r#"[Argument { index: 1, path: ["method"] }, Argument { index: 1, path: ["httpMethod"] }]"#.to_owned(),
        ),
        (
            NODE,
            "Client.http.json",
            r#"[Argument { index: 1, path: ["method"] }, Argument { index: 1, path: ["httpMethod"] }]"#.to_owned(),
        ),
    ] {
        let found = follow(package, chain, None);
        let wanted = format!("{wanted} {first}");
        assert!(found.starts_with(&wanted), "{chain}: {found}, not {wanted}");
    }
    let found = follow(NODE, "Client.requestExecutor.fetch", None);
    assert!(
        found.contains(r#"path: ["method"] }] [Argument { index: 0, path: ["url"] }]"#),
        "{found}"
    );
}

#[test]
fn other_packages_of_okta_are_no_sdk() {
    let libraries = Libraries::embedded();
    for (family, package) in [
        (Family::DotNet, "Okta.AspNet"),
        (Family::DotNet, "Okta.AspNetCore"),
        (Family::DotNet, "Okta.Core"),
        (Family::DotNet, "Okta.Idx.Sdk"),
        (Family::DotNet, "Okta.Xamarin"),
        (Family::EcmaScript, "@okta/jwt-verifier"),
        (Family::EcmaScript, "@okta/oidc-middleware"),
        (Family::EcmaScript, "@okta/okta-react-native"),
        (Family::EcmaScript, "@okta/okta-signin-widget"),
        (Family::Rust, "okta-jwt-verifier"),
        (Family::Rust, "okta_jwt_verifier"),
    ] {
        assert!(
            libraries.by_package(family, package).is_empty(),
            "{package}"
        );
        assert!(libraries.by_module(family, package).is_empty(), "{package}");
    }
    // They hand out what the sign-in library makes, and are no package of its versions.
    for framework in ["@okta/okta-angular", "@okta/okta-react", "@okta/okta-vue"] {
        let by_package = libraries.by_package(Family::EcmaScript, framework);
        assert!(by_package.is_empty(), "{framework}");
        let by_module = libraries.by_module(Family::EcmaScript, framework);
        assert_eq!(by_module, [library(AUTH_JS)], "{framework}");
    }
    // A subpath is its package's; a namespace is not its parent's.
    assert_eq!(
        libraries.by_module(Family::EcmaScript, "@okta/okta-auth-js/core"),
        [library(AUTH_JS)]
    );
    assert_eq!(
        libraries.by_module(Family::DotNet, "Okta.Sdk.Abstractions"),
        [library(AUTH_DOTNET)]
    );
}

#[test]
fn files_are_sorted_and_without_duplicates() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/sdk");
    let mut named = Vec::new();
    let mut texts = String::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("it is text");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        if name == "operations.txt" {
            assert!(lines.is_sorted_by(|a, b| a < b), "{name}");
            named = lines
                .iter()
                .filter_map(|line| line.split(' ').next())
                .map(ToOwned::to_owned)
                .collect();
            continue;
        }
        let types: Vec<&str> = lines
            .iter()
            .filter_map(|line| line.strip_prefix("type "))
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert!(types.is_sorted_by(|a, b| a < b), "types of {name}");
        let mut rows: Vec<&str> = Vec::new();
        for line in lines {
            if line.starts_with("type ") {
                rows.clear();
            } else if line.starts_with(' ') {
                assert!(!rows.contains(&line), "{name}: {line} twice");
                rows.push(line);
            }
        }
        texts.push_str(&text);
    }
    assert!(named.len() > 900, "{}", named.len());
    let words: std::collections::HashSet<&str> = texts.split_whitespace().collect();
    for name in &named {
        assert!(words.contains(name.as_str()), "{name} is used by no table");
    }
}
