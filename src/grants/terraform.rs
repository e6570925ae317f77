//! What infrastructure as code grants: the resources of Terraform's Okta provider, and the provider's own token.
//!
//! A folder is a module: names hold within it, whatever the file. What the pieces of a module say about one principal (an OAuth
//! app, a user, a group) becomes one declaration. JSON syntax (`*.tf.json`) and the modules that a module calls are not followed.

mod principal;
mod rules;
#[cfg(test)]
mod tests;
mod value;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use super::document::without_mark;
use super::{Declaration, Declared, resource_path};
use crate::call::{FileProblem, Location, SourceFile};
use crate::roles::CUSTOM;
use principal::{Given, Principal, Read};
use rules::{Grant, Rules};
use value::{Each, Evaluator, Names, Piece, Reference, Text, Value, Written, place};

/// Larger files are not written by hand; the parser's time grows with the square of an object's keys.
const MAX_BYTES: usize = 512 * 1024;

/// Whether a file, by its path, is of Terraform.
pub fn is_terraform(path: &str) -> bool {
    [".tf", ".tfvars"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// Reads `*.tf` and `*.tfvars` files. Folders in which nothing is said of Okta are passed over.
pub fn read(files: &[Arc<SourceFile>]) -> (Vec<Declaration>, Vec<FileProblem>) {
    let mut modules: BTreeMap<&str, Vec<&Arc<SourceFile>>> = BTreeMap::new();
    for file in files {
        modules.entry(folder(&file.path)).or_default().push(file);
    }
    let mut problems = Vec::new();
    let mut declarations = Vec::new();
    for mut sources in modules.into_values() {
        if !sources.iter().any(|file| file.text.contains("okta")) {
            continue;
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        let mut parsed = Vec::new();
        for file in sources {
            match parse(file) {
                Ok(body) => parsed.push((file, body)),
                Err(problem) => problems.push(problem),
            }
        }
        declarations.extend(Module::new(&parsed).declarations());
    }
    (declarations, problems)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_values(file: &SourceFile) -> bool {
    file.path.ends_with(".tfvars")
}

fn parse(file: &SourceFile) -> Result<Body, FileProblem> {
    let problem = |line, what| FileProblem {
        path: file.path.clone(),
        line,
        what,
    };
    if file.text.len() > MAX_BYTES {
        let what = format!("larger than {MAX_BYTES} bytes, not read as Terraform");
        return Err(problem(None, what));
    }
    hcl_edit::parser::parse_body(&without_mark(&file.text)).map_err(|error| {
        let line = u32::try_from(error.location().line()).ok();
        problem(line, "not well-formed Terraform".to_owned())
    })
}

/// A `resource` block.
struct Resource<'a> {
    file: &'a Arc<SourceFile>,
    kind: &'a str,
    name: &'a str,
    block: &'a Block,
}

impl<'a> Resource<'a> {
    fn address(&self) -> String {
        format!("{}.{}", self.kind, self.name)
    }

    fn attribute(&self, name: &str) -> Option<Written<'a>> {
        attribute(self.file, self.block, name)
    }

    fn location(&self) -> Location {
        let labels = self
            .block
            .labels
            .iter()
            .rev()
            .find_map(|label| label.span());
        place(self.file, labels.or_else(|| self.block.span()))
    }
}

fn attribute<'a>(file: &'a Arc<SourceFile>, block: &'a Block, name: &str) -> Option<Written<'a>> {
    let attribute = block.body.get_attribute(name)?;
    let expression = &attribute.value;
    (!matches!(expression, Expression::Null(_))).then_some(Written { file, expression })
}

/// The files of one folder.
struct Module<'a> {
    rules: &'static Rules,
    names: Names<'a>,
    resources: Vec<Resource<'a>>,
    by_address: HashMap<String, usize>,
    providers: Vec<(&'a Arc<SourceFile>, &'a Block)>,
}

impl<'a> Module<'a> {
    fn new(files: &'a [(&'a Arc<SourceFile>, Body)]) -> Self {
        let mut module = Module {
            rules: Rules::embedded(),
            names: Names::new(),
            resources: Vec::new(),
            by_address: HashMap::new(),
            providers: Vec::new(),
        };
        for (file, body) in files.iter().filter(|(file, _)| !is_values(file)) {
            for block in body.blocks() {
                module.block(file, block);
            }
        }
        module.take_values(files);
        module
    }

    fn block(&mut self, file: &'a Arc<SourceFile>, block: &'a Block) {
        let label = |at: usize| block.labels.get(at).map(|label| label.as_str());
        match (block.ident.value().as_str(), label(0), label(1)) {
            ("locals", ..) => {
                for attribute in block.body.attributes() {
                    let name = format!("local.{}", attribute.key.value().as_str());
                    let expression = &attribute.value;
                    self.names.insert(name, Some(Written { file, expression }));
                }
            }
            ("variable", Some(name), _) => {
                let default = attribute(file, block, "default");
                self.names.insert(format!("var.{name}"), default);
            }
            ("provider", Some(name), _) if name == self.rules.provider.name => {
                self.providers.push((file, block));
            }
            ("resource", Some(kind), Some(name)) => {
                let resource = Resource {
                    file,
                    kind,
                    name,
                    block,
                };
                let address = resource.address();
                self.by_address.insert(address, self.resources.len());
                self.resources.push(resource);
            }
            _ => {}
        }
    }

    /// A variable that files of values set has that value, if they agree; they stand for environments, and nobody knows which is used.
    fn take_values(&mut self, files: &'a [(&'a Arc<SourceFile>, Body)]) {
        let mut set: HashMap<String, Option<Written<'a>>> = HashMap::new();
        for (file, body) in files.iter().filter(|(file, _)| is_values(file)) {
            for attribute in body.attributes() {
                let name = format!("var.{}", attribute.key.value().as_str());
                let expression = &attribute.value;
                let written = Some(Written { file, expression });
                set.entry(name)
                    .and_modify(|other| *other = None)
                    .or_insert(written);
            }
        }
        self.names.extend(set);
    }

    fn declarations(&self) -> Vec<Declaration> {
        let mut principals: BTreeMap<String, Principal> = BTreeMap::new();
        for resource in &self.resources {
            let Some(grant) = self.rules.grant(resource.kind) else {
                continue;
            };
            let given = self.given(resource, grant);
            for key in &given.to {
                let principal = principals
                    .entry(key.clone())
                    .or_insert_with(|| self.principal(key, resource));
                given.add_to(principal);
            }
        }
        let own = self.providers.iter();
        let own = own.filter_map(|(file, block)| self.provider(file, block));
        let granted = principals.into_values().map(Principal::into_declaration);
        let mut declarations: Vec<Declaration> = own.chain(granted).collect();
        declarations.sort_by(|a, b| {
            let place = |of: &'_ Declaration| (of.location.file.path.clone(), of.location.span);
            place(a).cmp(&place(b))
        });
        declarations
    }

    /// A principal by its address, or by the id that is written for it.
    fn principal(&self, key: &str, granted_by: &Resource<'a>) -> Principal {
        let Some(resource) = self.resource(key) else {
            return Principal::new(key.to_owned(), granted_by.location());
        };
        let mut principal = Principal::new(key.to_owned(), resource.location());
        if let Some(rule) = self.rules.principal(resource.kind) {
            // Instances of one resource are told apart by their keys.
            let instance = key
                .split_once("[\"")
                .map(|(_, key)| key.trim_end_matches("\"]"));
            principal.name = Some(instance.unwrap_or(resource.name).to_owned());
            let kind = rule.kind.as_ref().and_then(|kind| resource.attribute(kind));
            let kind = kind.and_then(|kind| match self.value(kind, None) {
                Value::Text(text) => text.known(),
                _ => None,
            });
            principal.credential =
                kind.and_then(|kind| rule.kinds.get(&kind).copied().or(rule.otherwise));
        }
        principal
    }

    /// A resource by its address, whichever of its instances is meant.
    fn resource(&self, address: &str) -> Option<&Resource<'a>> {
        let bare = address.split_once('[').map_or(address, |(bare, _)| bare);
        self.resources.get(*self.by_address.get(bare)?)
    }

    fn value(&self, written: Written<'a>, each: Option<&Each>) -> Value {
        Evaluator::new(&self.names, each).evaluate(written)
    }

    /// What a resource gives, and to whom.
    fn given(&self, resource: &Resource<'a>, grant: &Grant) -> Given {
        let each = resource.attribute("for_each");
        let each = each.map(|written| Each::new(self.value(written, None)));
        let (to, is_each) = self.recipients(resource, grant, each.as_ref());
        // Which of its instances gets what is not known if both differ.
        let each = each.as_ref().filter(|_| !is_each);
        let value = |name: &Option<String>| {
            let written = resource.attribute(name.as_deref()?)?;
            Some(self.value(written, each))
        };
        let mut given = Given {
            to,
            ..Given::default()
        };
        if grant.scopes.is_some() {
            given.scopes = Some(value(&grant.scopes).and_then(|value| names(&value)));
        }
        let roles = value(&grant.role).and_then(|value| names(&value));
        let is_custom = |role: &Declared| role.name == CUSTOM;
        if grant.custom_role.is_some() {
            // Where the resource has no role of its own, it is always a custom one.
            let custom = match (&grant.role, &roles) {
                (Some(_), None) => None,
                (Some(_), Some(roles)) => Some(roles.iter().any(is_custom)),
                (None, _) => Some(true),
            };
            given.permissions = Some(match custom {
                None => None,
                Some(false) => Some(Vec::new()),
                Some(true) => value(&grant.custom_role).and_then(|role| self.permissions(&role)),
            });
        }
        if grant.role.is_some() {
            given.roles = Some(roles.map(|mut roles| {
                roles.retain(|role| !is_custom(role));
                roles
            }));
        }
        if let Some(set) = value(&grant.resource_set) {
            given.resources.extend(self.resources_of(&set));
        }
        let targets = &self.rules.targets;
        for (attribute, base) in [
            (&grant.groups, &targets.groups),
            (&grant.apps, &targets.apps),
        ] {
            for target in value(attribute).iter().flat_map(Value::visible_texts) {
                given.resources.push(format!("{base}{}", target.shape()));
            }
        }
        given
    }

    /// The addresses or ids of those who get something, and whether each instance of the resource may be for another of them.
    fn recipients(
        &self,
        resource: &Resource<'a>,
        grant: &Grant,
        each: Option<&Each>,
    ) -> (Vec<String>, bool) {
        let unknown = || vec![resource.address()];
        let Some(written) = resource.attribute(&grant.principal) else {
            return (unknown(), false);
        };
        let value = self.value(written, each);
        let texts = value.visible_texts();
        let is_each = texts.len() != self.value(written, None).visible_texts().len()
            || texts.iter().any(|text| has_any(text));
        let mut keys: Vec<String> = texts.into_iter().filter_map(key).collect();
        keys.sort();
        keys.dedup();
        if keys.is_empty() {
            keys = unknown();
        }
        (keys, is_each)
    }

    /// The permissions of custom roles of this module.
    fn permissions(&self, roles: &Value) -> Read {
        let mut found = Vec::new();
        for role in roles.texts()? {
            let role = self.resource(&reference(role)?.address)?;
            let rule = &self.rules.custom_role;
            if role.kind != rule.resource {
                return None;
            }
            found.extend(names(
                &self.value(role.attribute(&rule.permissions)?, None),
            )?);
        }
        Some(found)
    }

    /// What resource sets of this module hold.
    fn resources_of(&self, sets: &Value) -> Vec<String> {
        let rule = &self.rules.resource_set;
        let sets = sets.visible_texts().into_iter().filter_map(|set| {
            let set = self.resource(&reference(set)?.address)?;
            (set.kind == rule.resource).then_some(set)
        });
        let lists =
            sets.flat_map(|set| rule.resources.iter().filter_map(|list| set.attribute(list)));
        let mut found = Vec::new();
        for list in lists {
            let value = self.value(list, None);
            found.extend(
                value
                    .visible_texts()
                    .into_iter()
                    .map(|text| resource_path(&text.shape())),
            );
        }
        found
    }

    /// The token of the provider itself, if the block says anything about it.
    fn provider(&self, file: &'a Arc<SourceFile>, block: &'a Block) -> Option<Declaration> {
        let rule = &self.rules.provider;
        let set = |name: &str| attribute(file, block, name);
        let credential = rule
            .credentials
            .iter()
            .find(|credential| set(&credential.attribute).is_some())?;
        let alias = set("alias").and_then(|alias| match self.value(alias, None) {
            Value::Text(text) => text.known(),
            _ => None,
        });
        let scopes = set(&rule.scopes).and_then(|scopes| {
            let mut found = Vec::new();
            for text in self.value(scopes, None).texts()? {
                let all = text.known()?;
                let separate = all.split(|c: char| c == ',' || c.is_whitespace());
                let separate = separate.filter(|name| !name.is_empty());
                found.extend(separate.map(|name| Declared {
                    name: name.to_owned(),
                    location: text.location.clone(),
                }));
            }
            Some(found)
        });
        let span = block.labels.first().and_then(|label| label.span());
        Some(Declaration {
            what: match &alias {
                Some(alias) => format!("provider.{}.{alias}", rule.name),
                None => format!("provider.{}", rule.name),
            },
            location: place(file, span.or_else(|| block.span())),
            name: Some(match alias {
                Some(alias) => format!("{}.{alias}", rule.token),
                None => rule.token.clone(),
            }),
            credential: Some(credential.credential),
            scopes,
            roles: None,
            permissions: None,
            resources: Vec::new(),
            is_granted: false,
        })
    }
}

/// The resource that a text is an attribute of, alone or as the end of a URL.
fn reference(text: &Text) -> Option<&Reference> {
    match text.pieces.last()? {
        Piece::Reference(reference) => Some(reference),
        Piece::Literal(_) | Piece::Unknown => None,
    }
}

fn has_any(text: &Text) -> bool {
    reference(text).is_some_and(|reference| reference.is_any)
}

/// What tells a principal from others: the address of its resource, or its id, which may end a URL.
fn key(text: &Text) -> Option<String> {
    if let Some(reference) = reference(text) {
        return Some(reference.address.clone());
    }
    let shape = text.shape();
    let id = shape.rsplit('/').next()?;
    (!id.is_empty() && !id.contains("{}")).then(|| id.to_owned())
}

/// The names in a value; `None` if not all of them are known.
fn names(value: &Value) -> Read {
    let declared = |text: &Text| {
        Some(Declared {
            name: text.known()?,
            location: text.location.clone(),
        })
    };
    value.texts()?.into_iter().map(declared).collect()
}
