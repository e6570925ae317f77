//! Okta's hosts.

use super::Surface;

/// Domains under which Okta serves orgs.
///
/// Source: Okta's OpenAPI documents (`servers`), and Okta's help pages on preview, EMEA and public-sector cells.
const DOMAINS: [&str; 8] = [
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
    "trexcloud.com",
    "trex-govcloud.com",
    "okta-miltest.com",
];

/// Names under those domains that serve documents or downloads, not an org.
const NO_ORG: [&str; 10] = [
    "developer",
    "help",
    "support",
    "www",
    "trust",
    "status",
    "devforum",
    "toolkit",
    "static",
    "global.oktacdn",
];

/// Whether a host serves an Okta org: under one of Okta's domains, or one of the project's custom domains.
pub fn is_okta_host(host: &str, custom: &[String]) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if custom
        .iter()
        .any(|own| own.trim_end_matches('.').eq_ignore_ascii_case(&host))
    {
        return true;
    }
    DOMAINS.iter().any(|domain| {
        host == *domain
            || host
                .strip_suffix(domain)
                .and_then(|rest| rest.strip_suffix('.'))
                .is_some_and(|org| !org.is_empty() && !NO_ORG.contains(&org))
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
