//! Which file an import means. ECMAScript: relative paths, the path aliases of tsconfig, packages of the same repository. Python: relative
//! and absolute packages.

use std::collections::BTreeMap;

use foldhash::HashMap;
use serde_json::Value as Json;

use super::packages::is_sdk;
use super::program::FileId;

/// Endings that an import may leave out, in the order in which they are tried.
const ENDINGS: [&str; 9] = [
    "", ".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cjs", ".vue",
];
/// Files that stand for their folder.
const INDEXES: [&str; 5] = [
    "/index.ts",
    "/index.tsx",
    "/index.js",
    "/index.mjs",
    "/index.jsx",
];

/// The project's files by path, and the aliases that lead to them.
#[derive(Default)]
pub struct ModulePaths {
    files: HashMap<String, FileId>,
    /// Last path component without its ending → paths and files.
    by_stem: HashMap<String, Vec<(String, FileId)>>,
    /// Folder of a tsconfig → its aliases: pattern, targets relative to the folder.
    aliases: BTreeMap<String, Vec<(String, Vec<String>)>>,
    /// Name of a package of this repository → its folder.
    packages: HashMap<String, String>,
}

impl ModulePaths {
    /// Learns a file.
    pub fn add_file(&mut self, path: &str, id: FileId) {
        self.files.insert(path.to_owned(), id);
        self.by_stem
            .entry(stem(path).to_owned())
            .or_default()
            .push((path.to_owned(), id));
    }

    /// Learns the aliases of a `tsconfig.json` or `jsconfig.json`, or the name of a `package.json`; what can't be read is passed over.
    pub fn add_manifest(&mut self, path: &str, text: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name == "package.json" {
            if let Ok(json) = serde_json::from_str::<Json>(text)
                && let Some(package) = json.get("name").and_then(Json::as_str)
                // An SDK's own repository: its name stands for what the tables say.
                && !is_sdk(package)
            {
                self.packages.insert(package.to_owned(), folder.to_owned());
            }
        } else if name.ends_with(".json")
            && (name.starts_with("tsconfig") || name.starts_with("jsconfig"))
            && let Ok(json) = serde_json::from_str::<Json>(&without_comments(text))
        {
            let options = json.get("compilerOptions");
            let base = options
                .and_then(|o| o.get("baseUrl"))
                .and_then(Json::as_str)
                .unwrap_or(".");
            let root = normalise(&join(folder, base));
            let entry = self.aliases.entry(folder.to_owned()).or_default();
            for (pattern, targets) in options
                .and_then(|o| o.get("paths"))
                .and_then(Json::as_object)
                .into_iter()
                .flatten()
            {
                let targets = targets
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Json::as_str);
                entry.push((
                    pattern.clone(),
                    targets
                        .map(|target| normalise(&join(&root, target)))
                        .collect(),
                ));
            }
            if options.is_some_and(|o| o.get("baseUrl").is_some()) {
                entry.push(("*".to_owned(), vec![join(&root, "*")]));
            }
        }
    }

    /// The file that `specifier`, imported in the file at `from`, means; `None` for packages that are not in the project.
    pub fn resolve(&self, from: &str, specifier: &str) -> Option<FileId> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        if specifier.starts_with('.') {
            return self.at(&normalise(&join(folder, specifier)));
        }
        let mut above = Some(folder);
        while let Some(folder) = above {
            for (pattern, targets) in self.aliases.get(folder).into_iter().flatten() {
                if let Some(rest) = alias_rest(pattern, specifier)
                    && let Some(found) = targets
                        .iter()
                        .find_map(|target| self.at(&target.replacen('*', rest, 1)))
                {
                    return Some(found);
                }
            }
            above = (!folder.is_empty())
                .then(|| folder.rsplit_once('/').map_or("", |(parent, _)| parent));
        }
        if let Some(found) = self.in_package(specifier) {
            return Some(found);
        }
        self.by_suffix(specifier)
    }

    /// The file that a Python module's name, `..a.b` or `a.b`, means in the file at `from`.
    ///
    /// An absolute name is looked up in the folders above the file that are no packages themselves, nearest first, and in their `src`.
    pub fn resolve_python(&self, from: &str, module: &str) -> Option<FileId> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = module.trim_start_matches('.');
        let path = name.replace('.', "/");
        let dots = module.len() - name.len();
        if dots > 0 {
            let mut package = folder;
            for _ in 1..dots {
                if package.is_empty() {
                    return None;
                }
                package = package.rsplit_once('/').map_or("", |(above, _)| above);
            }
            return self.python_at(package, &path);
        }
        if name.is_empty() {
            return None;
        }
        let mut root = folder;
        loop {
            if !self.files.contains_key(&join(root, "__init__.py"))
                && let Some(found) = self
                    .python_at(root, &path)
                    .or_else(|| self.python_at(&join(root, "src"), &path))
            {
                return Some(found);
            }
            if root.is_empty() {
                return None;
            }
            root = root.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }

    /// The file of a module inside the package that a file is the head of: `b` of `a/__init__.py`.
    pub fn python_submodule(&self, package: &str, name: &str) -> Option<FileId> {
        let folder = package.strip_suffix("__init__.py")?;
        self.python_at(folder.trim_end_matches('/'), name)
    }

    fn python_at(&self, folder: &str, path: &str) -> Option<FileId> {
        let at = |path: &str| self.files.get(path).copied();
        if path.is_empty() {
            return at(&join(folder, "__init__.py"));
        }
        let path = join(folder, path);
        at(&format!("{path}.py")).or_else(|| at(&format!("{path}/__init__.py")))
    }

    fn at(&self, path: &str) -> Option<FileId> {
        let with = |path: &str, ending: &str| self.files.get(&format!("{path}{ending}")).copied();
        // `./x.js` in a TypeScript project means `./x.ts`.
        let bare = [".js", ".mjs", ".cjs", ".jsx"]
            .iter()
            .find_map(|ending| path.strip_suffix(ending));
        ENDINGS
            .iter()
            .chain(&INDEXES)
            .find_map(|ending| with(path, ending))
            .or_else(|| bare.and_then(|bare| ENDINGS.iter().find_map(|ending| with(bare, ending))))
    }

    fn in_package(&self, specifier: &str) -> Option<FileId> {
        let mut name = specifier;
        loop {
            if let Some(folder) = self.packages.get(name) {
                let rest = &specifier[name.len()..];
                let inside = |middle: &str| self.at(&join(folder, &format!("{middle}{rest}")));
                return inside("")
                    .or_else(|| inside("src"))
                    .or_else(|| inside("lib"));
            }
            name = &name[..name.rfind('/')?];
        }
    }

    /// An alias that no configuration explains (`@/services/okta`, `~/x`, `src/x`): the only file whose path ends so.
    fn by_suffix(&self, specifier: &str) -> Option<FileId> {
        let rest = specifier
            .strip_prefix("@/")
            .or_else(|| specifier.strip_prefix("~/"))
            .or_else(|| {
                specifier
                    .strip_prefix("src/")
                    .or_else(|| specifier.strip_prefix("app/"))
                    .map(|_| specifier)
            })?;
        let candidates = self.by_stem.get(stem(rest))?;
        let suffix = format!("/{rest}");
        let mut found = candidates.iter().filter(|(path, _)| {
            ENDINGS.iter().chain(&INDEXES).any(|ending| {
                path.strip_suffix(ending)
                    .is_some_and(|path| format!("/{path}").ends_with(&suffix))
            })
        });
        let first = found.next()?.1;
        found.next().is_none().then_some(first)
    }
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

pub(super) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    }
}

/// Resolves `.` and `..`. What is checked may lie outside the working directory: then its paths begin with `/` or `..`.
pub(super) fn normalise(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    let root = if is_absolute { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

fn alias_rest<'a>(pattern: &str, specifier: &'a str) -> Option<&'a str> {
    match pattern.split_once('*') {
        Some((before, after)) => specifier.strip_prefix(before)?.strip_suffix(after),
        None => (pattern == specifier).then_some(""),
    }
}

/// tsconfig files are JSON with comments and trailing commas.
fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut in_string = false;
    while let Some(c) = rest.next() {
        if in_string {
            plain.push(c);
            if c == '\\' {
                plain.extend(rest.next());
            } else if c == '"' {
                in_string = false;
            }
            continue;
        }
        match (c, rest.peek()) {
            ('"', _) => {
                in_string = true;
                plain.push(c);
            }
            ('/', Some('/')) => while rest.next_if(|c| *c != '\n').is_some() {},
            ('/', Some('*')) => {
                let mut last = ' ';
                for c in rest.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            ('}' | ']', _) => {
                let end = plain.trim_end().len();
                if plain[..end].ends_with(',') {
                    plain.truncate(end - 1);
                }
                plain.push(c);
            }
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[&str], manifests: &[(&str, &str)]) -> ModulePaths {
        let mut paths = ModulePaths::default();
        for (id, path) in (0u32..).zip(files) {
            paths.add_file(path, id);
        }
        for (path, text) in manifests {
            paths.add_manifest(path, text);
        }
        paths
    }

    #[test]
    fn relative_imports_leave_out_endings_and_index_files() {
        let paths = project(&["src/a.ts", "src/lib/index.ts", "b.js"], &[]);
        assert_eq!(paths.resolve("src/a.ts", "./lib"), Some(1));
        assert_eq!(paths.resolve("src/lib/index.ts", "../a.js"), Some(0));
        assert_eq!(paths.resolve("src/a.ts", "../b"), Some(2));
        assert_eq!(paths.resolve("src/a.ts", "lodash"), None);
    }

    #[test]
    fn files_outside_the_working_directory_import_each_other() {
        let paths = project(
            &["/srv/app/a.ts", "/srv/b.ts", "../app/a.ts", "../../b.ts"],
            &[],
        );
        assert_eq!(paths.resolve("/srv/app/a.ts", "../b"), Some(1));
        assert_eq!(paths.resolve("/srv/b.ts", "./app/a"), Some(0));
        assert_eq!(paths.resolve("/srv/b.ts", "../../../srv/b"), Some(1));
        assert_eq!(paths.resolve("../app/a.ts", "../../b"), Some(3));
        assert_eq!(paths.resolve("../../b.ts", "./app/a"), None);
        assert_eq!(paths.resolve("../app/x.ts", "./a"), Some(2));
    }

    #[test]
    fn aliases_come_from_the_nearest_tsconfig_with_comments() {
        let config = "{ // base\n \"compilerOptions\": { \"baseUrl\": \".\", \"paths\": { \"@app/*\": [\"src/*\"], }, } }";
        let paths = project(
            &["web/src/okta/client.ts", "web/main.ts"],
            &[("web/tsconfig.json", config)],
        );
        assert_eq!(paths.resolve("web/main.ts", "@app/okta/client"), Some(0));
        assert_eq!(paths.resolve("web/main.ts", "src/okta/client"), Some(0));
    }

    #[test]
    fn packages_of_the_same_repository_and_plain_aliases_are_found() {
        let paths = project(
            &["packages/okta/src/index.ts", "app/src/x.ts"],
            &[("packages/okta/package.json", "{\"name\": \"@acme/okta\"}")],
        );
        assert_eq!(paths.resolve("app/src/x.ts", "@acme/okta"), Some(0));
        assert_eq!(paths.resolve("packages/okta/src/index.ts", "@/x"), Some(1));
    }

    #[test]
    fn python_modules_are_relative_or_below_a_folder_that_is_no_package() {
        let mut paths = ModulePaths::default();
        let files = [
            "app/__init__.py",
            "app/okta/__init__.py",
            "app/okta/users.py",
            "app/client.py",
            "tools/run.py",
            "tools/helper.py",
            "src/lib/core.py",
        ];
        for (id, path) in (0u32..).zip(files) {
            paths.add_file(path, id);
        }
        let from = |file: &str, module: &str| paths.resolve_python(file, module);
        assert_eq!(from("app/okta/users.py", "."), Some(1));
        assert_eq!(from("app/okta/users.py", "..client"), Some(3));
        assert_eq!(from("app/okta/users.py", ".....client"), None);
        assert_eq!(from("app/okta/users.py", "app.client"), Some(3));
        assert_eq!(from("app/okta/users.py", "okta"), None);
        assert_eq!(from("tools/run.py", "helper"), Some(5));
        assert_eq!(from("tools/run.py", "lib.core"), Some(6));
        assert_eq!(
            paths.python_submodule("app/okta/__init__.py", "users"),
            Some(2)
        );
        assert_eq!(paths.python_submodule("app/okta/users.py", "users"), None);
    }
}
