//! Okta's hosts, as `rules/catalog/hosts.toml` has them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Surface;

pub(super) const TEXT: &str = include_str!("../../rules/catalog/hosts.toml");

static EMBEDDED: LazyLock<Hosts> = LazyLock::new(|| {
    toml::from_str(TEXT)
        .expect("rules/catalog/hosts.toml is part of the program and held by a test")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    domains: Vec<String>,
    no_org: Vec<String>,
    base_path: Vec<String>,
}

/// Segments of an operation's path that the base URL of a client may hold already.
pub fn base_path() -> &'static [String] {
    &EMBEDDED.base_path
}

/// Whether a host serves an Okta org: under one of Okta's domains, or one of the project's custom domains.
pub fn is_okta_host(host: &str, custom: &[String]) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if custom
        .iter()
        .any(|own| own.trim_end_matches('.').eq_ignore_ascii_case(&host))
    {
        return true;
    }
    EMBEDDED.domains.iter().any(|domain| {
        host == *domain
            || host
                .strip_suffix(domain.as_str())
                .and_then(|rest| rest.strip_suffix('.'))
                .is_some_and(|org| !org.is_empty() && !EMBEDDED.no_org.iter().any(|no| no == org))
    })
}

/// Which host family a host belongs to; `None` if it is not Okta's.
pub fn surface_of(host: &str, custom: &[String]) -> Option<Surface> {
    if !is_okta_host(host, custom) {
        return None;
    }
    let host = host.to_ascii_lowercase();
    Some(if host.contains(".pam.") {
        Surface::Opa
    } else if host.starts_with("drapp.") {
        Surface::DisasterRecovery
    } else {
        Surface::Org
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_orgs_are_told_from_others() {
        let custom = ["login.acme.example".to_owned()];
        for host in [
            "acme.okta.com",
            "dev-1.oktapreview.com",
            "acme.okta-emea.com",
            "a.okta-gov.com",
            "a.okta.mil",
            "LOGIN.acme.example",
        ] {
            assert!(is_okta_host(host, &custom), "{host}");
        }
        for host in [
            "notokta.com",
            "okta.com.evil.example",
            "developer.okta.com",
            "acme.example",
            "",
        ] {
            assert!(!is_okta_host(host, &custom), "{host}");
        }
        assert_eq!(surface_of("acme.pam.okta.com", &[]), Some(Surface::Opa));
    }
}
