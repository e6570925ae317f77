//! Those whom a module grants something, and what each of its resources adds.

use crate::call::Location;
use crate::config::CredentialName;
use crate::grants::{Declaration, Declared};

/// A list of which all, nothing or only a part is known.
#[derive(Default)]
pub(super) enum Said {
    #[default]
    Nothing,
    All(Vec<Declared>),
    Part,
}

impl Said {
    pub fn add(&mut self, more: Read) {
        *self = match (std::mem::take(self), more) {
            (Said::Part, _) | (_, None) => Said::Part,
            (Said::Nothing, Some(names)) => Said::All(names),
            (Said::All(mut names), Some(more)) => {
                for name in more {
                    if !names.iter().any(|known| known.name == name.name) {
                        names.push(name);
                    }
                }
                Said::All(names)
            }
        };
    }

    pub fn into_names(self) -> Read {
        match self {
            Said::All(names) => Some(names),
            Said::Nothing | Said::Part => None,
        }
    }
}

/// Names that one attribute lists; `None` if not all of them can be read.
pub(super) type Read = Option<Vec<Declared>>;

/// Who is granted something.
pub(super) struct Principal {
    pub what: String,
    pub name: Option<String>,
    pub credential: Option<CredentialName>,
    pub location: Location,
    pub scopes: Said,
    pub roles: Said,
    pub permissions: Said,
    pub resources: Vec<String>,
}

impl Principal {
    pub fn new(what: String, location: Location) -> Self {
        Principal {
            what,
            name: None,
            credential: None,
            location,
            scopes: Said::Nothing,
            roles: Said::Nothing,
            permissions: Said::Nothing,
            resources: Vec::new(),
        }
    }

    pub fn into_declaration(self) -> Declaration {
        Declaration {
            what: self.what,
            location: self.location,
            name: self.name,
            credential: self.credential,
            scopes: self.scopes.into_names(),
            roles: self.roles.into_names(),
            permissions: self.permissions.into_names(),
            resources: self.resources,
            is_granted: true,
        }
    }
}

/// What one resource gives.
#[derive(Default)]
pub(super) struct Given {
    /// Addresses or ids of those who get it.
    pub to: Vec<String>,
    pub scopes: Option<Read>,
    pub roles: Option<Read>,
    pub permissions: Option<Read>,
    pub resources: Vec<String>,
}

impl Given {
    pub fn add_to(&self, principal: &mut Principal) {
        let all = [
            (&self.scopes, &mut principal.scopes),
            (&self.roles, &mut principal.roles),
            (&self.permissions, &mut principal.permissions),
        ];
        for (given, said) in all {
            if let Some(given) = given {
                said.add(given.clone());
            }
        }
        for resource in &self.resources {
            if !principal.resources.contains(resource) {
                principal.resources.push(resource.clone());
            }
        }
    }
}
