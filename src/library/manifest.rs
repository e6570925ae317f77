//! Stopgap.
use super::{Family, Generations};
use std::path::Path;
pub struct Dependency {
    pub family: Family,
    pub package: String,
    pub major: Option<Generations>,
}
pub fn is_manifest(n: &str) -> bool {
    n.ends_with(".csproj") || n.ends_with("package.json") || n.ends_with("Cargo.toml")
}
pub fn read(_p: &Path, t: &str) -> Vec<Dependency> {
    let mut v = vec![];
    for (fam, pkg, pat) in [
        (
            Family::DotNet,
            "Okta.Sdk",
            r#"Include="Okta.Sdk" Version="(\d+)"#,
        ),
        (
            Family::EcmaScript,
            "@okta/okta-sdk-nodejs",
            r#""@okta/okta-sdk-nodejs": "[^0-9]*(\d+)"#,
        ),
    ] {
        if let Some(c) = regex::Regex::new(pat).unwrap().captures(t) {
            let m: u16 = c[1].parse().unwrap();
            v.push(Dependency {
                family: fam,
                package: pkg.into(),
                major: Some(Generations { first: m, last: m }),
            });
        }
    }
    v
}
