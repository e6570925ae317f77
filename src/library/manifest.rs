//! Project manifests: which packages a folder depends on, and in which major versions.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value as Json;

use super::{Family, Generations};

/// A dependency that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    pub family: Family,
    /// The name that code imports it by.
    pub local: String,
    /// As its registry spells it.
    pub package: String,
    pub origin: Origin,
    /// The major versions asked for; `None` where the manifest leaves that to another file.
    pub major: Option<Generations>,
}

/// Where a dependency comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The language's public registry, or a repository.
    Public,
    /// A folder of the project, or a registry of its own.
    Own,
    /// The manifest of the workspace says.
    Workspace,
}

/// A package's own manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NpmPackage {
    pub name: String,
    /// The file that an import of it means.
    pub main: String,
}

/// What a `package.json` says of the package itself.
pub fn npm_package(text: &str) -> Option<NpmPackage> {
    let manifest = serde_json::from_str::<Json>(text).ok()?;
    let part = |key: &str| manifest.get(key).and_then(Json::as_str);
    Some(NpmPackage {
        name: part("name")?.to_owned(),
        main: part("main").unwrap_or("index.js").to_owned(),
    })
}

/// The dependencies of a manifest, told apart by its name. What can't be read has none.
pub fn read(path: &Path, text: &str) -> Vec<Dependency> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    match name {
        "package.json" => npm(text),
        "Cargo.toml" => cargo(text),
        "pyproject.toml" | "Pipfile" | "setup.py" | "setup.cfg" => python(text),
        _ if name.ends_with(".txt") || name.ends_with(".in") => python(text),
        _ => nuget(text),
    }
}

/// An element of an MSBuild file or of `packages.config` that names a package, with a version in a child element, if that is how it
/// is written.
static NUGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?is)<(?:PackageReference|PackageVersion|GlobalPackageReference|package)\s+(?P<attributes>[^<>]*?)(?:/>|>\s*(?:<Version>(?P<version>[^<]*)</Version>)?)"#,
    )
    .expect("the pattern is part of the program")
});
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?P<name>Include|Update|id|VersionOverride|Version)\s*=\s*["'](?P<value>[^"']*)["']"#)
        .expect("the pattern is part of the program")
});

fn nuget(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    for element in NUGET.captures_iter(text) {
        let mut package = None;
        let mut version = element.name("version").map(|version| version.as_str());
        for attribute in ATTRIBUTE.captures_iter(&element["attributes"]) {
            let value = attribute.name("value").map(|value| value.as_str());
            match attribute["name"].to_ascii_lowercase().as_str() {
                "include" | "update" | "id" => package = value,
                _ => version = value,
            }
        }
        if let Some(package) = package {
            found.push(Dependency {
                family: Family::DotNet,
                local: package.trim().to_owned(),
                package: package.trim().to_owned(),
                origin: Origin::Public,
                major: version.and_then(majors),
            });
        }
    }
    found
}

fn npm(text: &str) -> Vec<Dependency> {
    let Ok(manifest) = serde_json::from_str::<Json>(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for section in [
        "dependencies",
        "devDependencies",
        "peerDependencies",
        "optionalDependencies",
    ] {
        for (name, version) in manifest
            .get(section)
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
        {
            let version = version.as_str().unwrap_or_default();
            // `"okta": "npm:@okta/okta-sdk-nodejs@^7"`: another name for it.
            let (package, version) = match version.strip_prefix("npm:") {
                Some(alias) => match alias.rfind('@').filter(|at| *at > 0) {
                    Some(at) => (&alias[..at], &alias[at + 1..]),
                    None => (alias, ""),
                },
                None => (name.as_str(), version),
            };
            found.push(Dependency {
                family: Family::EcmaScript,
                local: name.clone(),
                package: package.to_owned(),
                origin: Origin::Public,
                major: majors(version),
            });
        }
    }
    found
}

fn cargo(text: &str) -> Vec<Dependency> {
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let mut tables: Vec<&toml::Value> = vec![];
    let mut holders = vec![&manifest];
    holders.extend(manifest.get("workspace").and_then(toml::Value::as_table));
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    holders.extend(
        targets
            .into_iter()
            .flat_map(|targets| targets.values())
            .filter_map(toml::Value::as_table),
    );
    for holder in holders {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            tables.extend(holder.get(section));
        }
    }
    let mut found = Vec::new();
    for (name, value) in tables
        .into_iter()
        .filter_map(toml::Value::as_table)
        .flatten()
    {
        let part = |key: &str| value.get(key).and_then(toml::Value::as_str);
        found.push(Dependency {
            family: Family::Rust,
            local: name.replace('-', "_"),
            package: part("package").unwrap_or(name).to_owned(),
            origin: if part("path").is_some() || part("registry").is_some() {
                Origin::Own
            } else if value.get("workspace").is_some() {
                Origin::Workspace
            } else {
                Origin::Public
            },
            major: value.as_str().or_else(|| part("version")).and_then(majors),
        });
    }
    found
}

/// A requirement as Python's packaging writes it (`okta[x]>=2.0`), in a line of its own or quoted; and as a key of a table with the
/// version as its value.
static PYTHON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?m)(?:^|["'])[ \t]*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?:\[[^\]\n]*\])?[ \t]*"#,
        r#"(?P<operator>===?|~=|>=|<=?)[ \t]*(?P<version>[0-9][A-Za-z0-9.*+!-]*)"#,
        r#"|^[ \t]*["']?(?P<key>[A-Za-z0-9][A-Za-z0-9._-]*)["']?[ \t]*=[ \t]*(?:\{[^}\n]*?version[ \t]*=[ \t]*)?"#,
        r#"["'](?P<comparison>[~^=<>]*)[ \t]*(?P<value>[0-9][^"'\n]*)["']"#,
    ))
    .expect("the pattern is part of the program")
});

fn python(text: &str) -> Vec<Dependency> {
    let found = PYTHON.captures_iter(text).filter_map(|found| {
        let name = found.name("name").or_else(|| found.name("key"))?;
        let operator = found
            .name("operator")
            .or_else(|| found.name("comparison"))?;
        let version = found.name("version").or_else(|| found.name("value"))?;
        Some(Dependency {
            family: Family::Python,
            local: name.as_str().replace('-', "_"),
            // Names that differ in case and in these are one to the registry.
            package: name.as_str().to_ascii_lowercase().replace(['_', '.'], "-"),
            origin: Origin::Public,
            major: match operator.as_str() {
                "<" => below(version.as_str()),
                _ => majors(version.as_str()),
            },
        })
    });
    found.collect()
}

/// The major versions below a version: those before it, and its own unless it is the first of its major.
fn below(version: &str) -> Option<Generations> {
    let end = majors(version)?.first;
    let is_first = !version
        .split_once('.')
        .is_some_and(|(_, rest)| rest.contains(|c: char| ('1'..='9').contains(&c)));
    Some(Generations {
        first: 0,
        last: if is_first { end.saturating_sub(1) } else { end },
    })
}

/// The major versions that a requirement allows, as far as it names them: `^6.5`, `[7.0.0,9)`, `6 || 7`.
fn majors(version: &str) -> Option<Generations> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let all: Vec<u16> = version
        .split(|c: char| !is_part(c) && !c.is_ascii_alphabetic() && c != '-' && c != '+')
        .filter_map(|part| {
            let part = part.trim_start_matches(['v', 'V']);
            part.split('.').next()?.parse().ok()
        })
        .collect();
    // The end of a range is outside it: only alternatives add to the first.
    let last = match version.contains("||") {
        true => all.iter().max(),
        false => all.first(),
    };
    Some(Generations {
        first: *all.iter().min()?,
        last: *last?.max(all.iter().min()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, text: &str) -> Vec<(String, Option<(u16, u16)>)> {
        let found = read(Path::new(name), text).into_iter();
        found
            .map(|one| {
                (
                    one.package,
                    one.major.map(|major| (major.first, major.last)),
                )
            })
            .collect()
    }

    #[test]
    fn msbuild_and_packages_config() {
        let project = r#"<Project><ItemGroup>
            <PackageReference Include="Okta.Sdk" Version="5.6.0" />
            <PackageReference Version='[7.0.0,9.0)' Include='Acme.Thing' PrivateAssets="all"/>
            <PackageReference Include="Split">
              <Version>2.1</Version>
            </PackageReference>
            <PackageReference Include="Central" />
            <!-- <Other Include="No" Version="1" /> -->
        </ItemGroup></Project>"#;
        assert_eq!(
            one("a/App.csproj", project),
            [
                ("Okta.Sdk".into(), Some((5, 5))),
                ("Acme.Thing".into(), Some((7, 7))),
                ("Split".into(), Some((2, 2))),
                ("Central".into(), None),
            ]
        );
        assert_eq!(
            one(
                "packages.config",
                "<packages><package id=\"Okta.Sdk\" version=\"3.0.1\" /></packages>"
            ),
            [("Okta.Sdk".into(), Some((3, 3)))]
        );
        assert_eq!(
            one(
                "Directory.Packages.props",
                "<PackageVersion Include=\"Okta.Sdk\" Version=\"10.0.3\" />"
            ),
            [("Okta.Sdk".into(), Some((10, 10)))]
        );
    }

    #[test]
    fn npm_with_ranges_and_aliases() {
        let manifest = r#"{"dependencies": {"@okta/okta-sdk-nodejs": "^6.5.0", "okta": "npm:@okta/okta-sdk-nodejs@~7.1"},
            "devDependencies": {"x": "6 || 7", "y": "workspace:*", "z": ">=4.1 <6"}}"#;
        assert_eq!(
            one("package.json", manifest),
            [
                ("@okta/okta-sdk-nodejs".into(), Some((6, 6))),
                ("@okta/okta-sdk-nodejs".into(), Some((7, 7))),
                ("x".into(), Some((6, 7))),
                ("y".into(), None),
                ("z".into(), Some((4, 4))),
            ]
        );
    }

    #[test]
    fn cargo_with_renames_workspaces_and_targets() {
        let manifest = "[dependencies]\nokta_api = { package = \"okta\", version = \"0.7\" }\n\
                        [workspace.dependencies]\nreqwest = \"0.12\"\n\
                        [target.'cfg(unix)'.dev-dependencies]\nother = { workspace = true }\n";
        assert_eq!(
            one("Cargo.toml", manifest),
            [
                ("okta".into(), Some((0, 0))),
                ("reqwest".into(), Some((0, 0))),
                ("other".into(), None),
            ]
        );
    }

    #[test]
    fn python_requirements_and_tables() {
        let requirements = "# okta==9\nokta<1.0.0\nrequests[socks] >= 2.31 ; x\n-r other.txt\nOkta_Thing~=3.1\nhttpx\n";
        assert_eq!(
            one("requirements-dev.txt", requirements),
            [
                ("okta".into(), Some((0, 0))),
                ("requests".into(), Some((2, 2))),
                ("okta-thing".into(), Some((3, 3))),
            ]
        );
        let project = "[project]\nversion = \"7.1\"\ndependencies = [\"okta>=2.9,<3\", 'x']\n\
                       [tool.poetry.dependencies]\nokta = \"^3.1\"\nhttpx = { extras = [\"a\"], version = \"0.27\" }\n";
        assert_eq!(
            one("pyproject.toml", project),
            [
                ("version".into(), Some((7, 7))),
                ("okta".into(), Some((2, 2))),
                ("okta".into(), Some((3, 3))),
                ("httpx".into(), Some((0, 0))),
            ]
        );
        assert_eq!(
            one("setup.py", "setup(install_requires=['okta<2.1'])"),
            [("okta".into(), Some((0, 2)))]
        );
    }

    #[test]
    fn what_cannot_be_read_has_no_dependencies() {
        assert!(one("package.json", "{").is_empty());
        assert!(one("Cargo.toml", "[[").is_empty());
        assert!(one("a.csproj", "<PackageReference Include=").is_empty());
    }
}
