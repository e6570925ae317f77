//! What the name of a package means in a file: a manifest may give it another name, a name may be one of the project's own, and
//! the project may be the package itself.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use foldhash::HashMap;

use crate::library::manifest::{self, Origin};
use crate::library::{Family, Libraries, Role};

use super::modules::{join, normalise};

/// The packages of a project's manifests.
#[derive(Default)]
pub struct Packages {
    /// Folder of a manifest → name in code → package.
    crates: BTreeMap<String, HashMap<String, Package>>,
    npm: BTreeMap<String, HashMap<String, Package>>,
    /// Folder of an SDK's own manifest.
    sdks: BTreeMap<String, Sdk>,
}

struct Package {
    name: String,
    origin: Origin,
}

/// An SDK whose own repository this is.
struct Sdk {
    package: String,
    /// The folder in it that has its sources.
    sources: String,
}

impl Packages {
    /// Learns a manifest.
    pub fn add_manifest(&mut self, path: &str, text: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folders = match name {
            "Cargo.toml" => &mut self.crates,
            "package.json" => &mut self.npm,
            _ => return,
        };
        let known = folders.entry(folder.to_owned()).or_default();
        for dependency in manifest::read(Path::new(path), text) {
            let package = Package {
                name: dependency.package,
                origin: dependency.origin,
            };
            known.insert(dependency.local, package);
        }
        if name == "package.json"
            && let Some(own) = manifest::npm_package(text)
            && is_sdk(&own.name)
        {
            let sdk = Sdk {
                sources: own
                    .main
                    .split('/')
                    .find(|part| *part != ".")
                    .unwrap_or_default()
                    .to_owned(),
                package: own.name,
            };
            self.sdks.insert(folder.to_owned(), sdk);
        }
    }

    /// The module that a name in a file at `path` means, by its package's own name; empty if it is none of others.
    pub fn module_name<'m>(&self, path: &str, family: Family, module: &'m str) -> Cow<'m, str> {
        match family {
            Family::Rust => self.crate_name(path, module),
            Family::EcmaScript if module.starts_with('.') => match self.own_sdk(path, module) {
                Some(package) => Cow::Owned(package.to_owned()),
                None => Cow::Borrowed(module),
            },
            Family::EcmaScript => self.npm_name(path, module),
            Family::DotNet | Family::Python => Cow::Borrowed(module),
        }
    }

    /// The SDK that a relative import reaches from outside its sources: from its tests and samples.
    pub fn own_sdk(&self, path: &str, module: &str) -> Option<&str> {
        if self.sdks.is_empty() || !module.starts_with('.') {
            return None;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let target = normalise(&join(folder, module));
        above(path).find_map(|root| {
            let sdk = self.sdks.get(root)?;
            let sources = join(root, &sdk.sources);
            let is_inside =
                |path: &str| path == sources || path.starts_with(&format!("{sources}/"));
            let is_target = target == root || is_inside(&target);
            (is_target && !is_inside(path)).then_some(sdk.package.as_str())
        })
    }

    fn crate_name<'m>(&self, path: &str, module: &'m str) -> Cow<'m, str> {
        let first = module.split("::").next().unwrap_or(module);
        let mut folders = above(path).filter_map(|folder| self.crates.get(folder));
        let Some(own) = folders.next() else {
            return Cow::Borrowed(module);
        };
        let mut found = own.get(first);
        while found.is_some_and(|package| package.origin == Origin::Workspace) {
            match folders.next() {
                Some(workspace) => found = workspace.get(first).or(found),
                None => break,
            }
        }
        match found {
            Some(package) if package.origin == Origin::Own => Cow::Borrowed(""),
            Some(package) => {
                let name = package.name.replace('-', "_");
                if name == first {
                    Cow::Borrowed(module)
                } else {
                    Cow::Owned(format!("{name}{}", &module[first.len()..]))
                }
            }
            // An HTTP client may come by way of another crate; an SDK's name alone is no SDK.
            None if is_okta_crate(first) => Cow::Borrowed(""),
            None => Cow::Borrowed(module),
        }
    }

    fn npm_name<'m>(&self, path: &str, module: &'m str) -> Cow<'m, str> {
        let end = match module.split_once('/') {
            Some((scope, rest)) if scope.starts_with('@') => {
                scope.len() + 1 + rest.find('/').unwrap_or(rest.len())
            }
            Some((name, _)) => name.len(),
            None => module.len(),
        };
        let (name, rest) = module.split_at(end);
        let found = above(path).find_map(|folder| self.npm.get(folder)?.get(name));
        match found {
            Some(package) if package.name != name => Cow::Owned(format!("{}{rest}", package.name)),
            _ => Cow::Borrowed(module),
        }
    }
}

/// The folders above a file, nearest first.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let parent = |path: &str| path.rfind('/').map_or(0, |at| at);
    std::iter::successors(Some(&path[..parent(path)]), move |folder| {
        (!folder.is_empty()).then(|| &folder[..parent(folder)])
    })
}

/// Whether an npm package is one of Okta's SDKs.
pub fn is_sdk(package: &str) -> bool {
    let libraries = Libraries::embedded();
    let found = libraries.by_package(Family::EcmaScript, package);
    found
        .iter()
        .any(|id| libraries.library(*id).role == Role::Okta)
}

fn is_okta_crate(name: &str) -> bool {
    let libraries = Libraries::embedded();
    let found = libraries.by_module(Family::Rust, name);
    found
        .iter()
        .any(|id| libraries.library(*id).role == Role::Okta)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(manifests: &[(&str, &str)]) -> Packages {
        let mut packages = Packages::default();
        for (path, text) in manifests {
            packages.add_manifest(path, text);
        }
        packages
    }

    #[test]
    fn a_crate_goes_by_the_name_that_its_manifest_gives_it() {
        let packages = packages(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\nokta = \"0.7\"\ndirectory = { package = \"okta\", version = \"0.7\" }\n",
            ),
            (
                "a/Cargo.toml",
                "[package]\nname = \"a\"\n[dependencies]\nokta-api = { package = \"okta\", version = \"0.7\" }\nreqwest = \"0.12\"\n",
            ),
            (
                "b/Cargo.toml",
                "[package]\nname = \"b\"\n[dependencies]\nokta = { workspace = true }\ndirectory.workspace = true\n",
            ),
            (
                "c/Cargo.toml",
                "[package]\nname = \"c\"\n[dependencies]\nokta = { path = \"../okta\" }\n",
            ),
        ]);
        let name = |path, module| {
            packages
                .module_name(path, Family::Rust, module)
                .into_owned()
        };
        assert_eq!(name("a/src/main.rs", "okta_api::users"), "okta::users");
        assert_eq!(name("a/src/main.rs", "okta::users"), "");
        assert_eq!(name("a/src/main.rs", "reqwest"), "reqwest");
        assert_eq!(name("a/src/main.rs", "hyper"), "hyper");
        assert_eq!(name("b/src/main.rs", "okta"), "okta");
        assert_eq!(name("b/src/main.rs", "directory::Client"), "okta::Client");
        assert_eq!(name("c/src/main.rs", "okta"), "");
        assert_eq!(
            Packages::default().module_name("x.rs", Family::Rust, "okta"),
            "okta"
        );
    }

    #[test]
    fn an_npm_package_may_have_another_name() {
        let packages = packages(&[(
            "package.json",
            r#"{"dependencies": {"okta": "npm:@okta/okta-sdk-nodejs@^7", "@a/b": "1"}}"#,
        )]);
        let name = |module| {
            packages
                .module_name("src/a.ts", Family::EcmaScript, module)
                .into_owned()
        };
        assert_eq!(name("okta"), "@okta/okta-sdk-nodejs");
        assert_eq!(name("okta/src/x"), "@okta/okta-sdk-nodejs/src/x");
        assert_eq!(name("@a/b/c"), "@a/b/c");
        assert_eq!(name("./okta"), "./okta");
    }

    #[test]
    fn the_tests_of_an_sdk_use_it_by_its_path() {
        let packages = packages(&[(
            "sdk/package.json",
            r#"{"name": "@okta/okta-sdk-nodejs", "main": "./src/index.js"}"#,
        )]);
        let sdk = Some("@okta/okta-sdk-nodejs");
        assert_eq!(
            packages.own_sdk("sdk/test/unit/a.js", "../../src/http"),
            sdk
        );
        assert_eq!(packages.own_sdk("sdk/test/a.js", ".."), sdk);
        assert_eq!(packages.own_sdk("sdk/test/unit/a.js", "../utils"), None);
        assert_eq!(packages.own_sdk("sdk/src/client.js", "./http"), None);
        assert_eq!(packages.own_sdk("other/a.js", "./src"), None);
    }
}
