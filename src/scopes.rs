//! OAuth scopes: which covers which. Okta documents that `okta.X.manage` includes `okta.X.read`.

/// How the names of Okta's own scopes begin. Others, such as `openid` or those of a custom authorization server, are anybody's.
const OKTA: &str = "okta.";
const MANAGE: &str = ".manage";
const READ: &str = ".read";

/// How the names of scopes end that are about the caller's own user.
const OWN: &str = ".self";

/// Whether a granted scope gives what the needed one gives.
pub fn covers(granted: &str, needed: &str) -> bool {
    // What holds for every user holds for the caller too.
    let (granted, needed) = match needed.strip_suffix(OWN) {
        Some(needed) => (granted.strip_suffix(OWN).unwrap_or(granted), needed),
        None => (granted, needed),
    };
    granted == needed
        || granted
            .strip_suffix(MANAGE)
            .zip(needed.strip_suffix(READ))
            .is_some_and(|(granted, needed)| granted == needed)
}

/// Whether a name can only be that of one of Okta's own scopes.
pub fn is_oktas(name: &str) -> bool {
    name.starts_with(OKTA)
}

/// Whether a scope lets its token change things.
pub fn is_manage(scope: &str) -> bool {
    scope.ends_with(MANAGE)
}

/// The scope that only reads what this one manages.
pub fn read_only(scope: &str) -> Option<String> {
    Some(format!("{}{READ}", scope.strip_suffix(MANAGE)?))
}

/// The needed scopes that no granted one covers, in their order.
pub fn missing(granted: &[String], needed: &[String]) -> Vec<String> {
    let lacks = |needed: &&String| !granted.iter().any(|granted| covers(granted, needed));
    needed.iter().filter(lacks).cloned().collect()
}

/// The scopes without those that another one covers, sorted.
pub fn least<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let all: std::collections::BTreeSet<&str> = scopes.into_iter().collect();
    let is_covered = |scope: &&&str| {
        all.iter()
            .any(|other| other != *scope && covers(other, scope))
    };
    all.iter()
        .filter(|scope| !is_covered(scope))
        .map(|scope| (*scope).to_owned())
        .collect()
}
