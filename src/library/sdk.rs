//! Reads the SDK tables (`rules/sdk/`) into [`Libraries`].

mod table;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use super::{
    Action, Export, ExternalType, Generations, Libraries, Library, Member, Returns, Role,
    Signature, TypeKey,
};
use crate::ir::Text;
use table::{Does, Gives, MemberRow, Route, Slot, Table, TableError};

const OPERATIONS: &str = include_str!("../../rules/sdk/operations.txt");

/// The texts of the tables, by name.
pub(super) fn data() -> Vec<(String, &'static str)> {
    let name = |file: &str| format!("sdk/{}", file.trim_end_matches(".txt"));
    let tables = TABLES.iter().map(|(file, text)| (name(file), *text));
    tables
        .chain([("sdk/operations".to_owned(), OPERATIONS)])
        .collect()
}

const TABLES: [(&str, &str); 6] = [
    (
        "okta-auth-js.txt",
        include_str!("../../rules/sdk/okta-auth-js.txt"),
    ),
    (
        "okta-auth-sdk-dotnet.txt",
        include_str!("../../rules/sdk/okta-auth-sdk-dotnet.txt"),
    ),
    (
        "okta-rust.txt",
        include_str!("../../rules/sdk/okta-rust.txt"),
    ),
    (
        "okta-sdk-dotnet.txt",
        include_str!("../../rules/sdk/okta-sdk-dotnet.txt"),
    ),
    (
        "okta-sdk-nodejs.txt",
        include_str!("../../rules/sdk/okta-sdk-nodejs.txt"),
    ),
    (
        "okta-sdk-python.txt",
        include_str!("../../rules/sdk/okta-sdk-python.txt"),
    ),
];

/// A table that cannot be used.
#[derive(Debug, thiserror::Error)]
enum LoadError {
    #[error("rules/sdk/{file}: {source}")]
    Format { file: String, source: TableError },
    #[error("rules/sdk/{file}: no type {name}")]
    UnknownType { file: String, name: String },
    #[error("rules/sdk/{file}: no operation {name}")]
    UnknownOperation { file: String, name: String },
}

/// Operation names and what calling them does; made once, because several SDKs and classes share an operation.
type Operations<'a> = HashMap<&'a str, Action>;

pub(super) fn load(libraries: &mut Libraries) {
    let loaded = operations(OPERATIONS).and_then(|operations| {
        TABLES
            .iter()
            .try_for_each(|(file, text)| add(libraries, &operations, file, text))
    });
    // The tables are part of the program: a test reads them all.
    debug_assert!(loaded.is_ok(), "{loaded:?}");
}

fn operations(text: &str) -> Result<Operations<'_>, LoadError> {
    table::operations(text)
        .map(|row| {
            let (name, route) = row.map_err(|source| LoadError::Format {
                file: "operations.txt".to_owned(),
                source,
            })?;
            Ok((name, action(&route)))
        })
        .collect()
}

fn action(route: &Route<'_>) -> Action {
    Action::Operation {
        verb: Text::new(route.verb),
        path: Text::new(route.path),
    }
}

/// Adds one SDK.
fn add(
    libraries: &mut Libraries,
    operations: &Operations<'_>,
    file: &str,
    text: &str,
) -> Result<(), LoadError> {
    let table = table::table(text).map_err(|source| LoadError::Format {
        file: file.to_owned(),
        source,
    })?;
    let Some(family) = table.family else {
        return Ok(());
    };
    let library = libraries.add_library(Library {
        name: Text::new(table.library),
        family,
        role: Role::Okta,
        packages: table.packages.iter().map(Text::new).collect(),
        modules: table
            .modules
            .iter()
            .map(|(name, _)| Text::new(name))
            .collect(),
        exports: BTreeMap::new(),
        globals: BTreeMap::new(),
        component_members: Vec::new(),
        is_sign_in: table.is_sign_in,
        extensions: BTreeMap::new(),
        global_extensions: BTreeMap::new(),
        text_types: Vec::new(),
        suffixes: table.suffixes.iter().map(Text::new).collect(),
        interface_prefix: table.interface_prefix.map(Text::new),
        generation_by_module: table
            .modules
            .iter()
            .filter(|(_, generations)| *generations != Generations::ALL)
            .map(|(name, generations)| (Text::new(name), *generations))
            .collect(),
    });
    // Types name each other freely, so all have their key before the first member is read.
    let mut keys = HashMap::with_capacity(table.types.len());
    for ty in &table.types {
        let key = libraries.add_type(ExternalType {
            library,
            name: Text::new(ty.name),
            bases: Vec::new(),
            members: HashMap::with_capacity(ty.members.len()),
            construct: None,
            call: None,
            iterate: None,
            properties: BTreeMap::new(),
        });
        keys.insert(ty.name, key);
    }
    let linker = Linker {
        file,
        table: &table,
        operations,
        keys,
    };
    for ty in &table.types {
        let key = linker.key(ty.name)?;
        linker.fill(ty, key, &mut libraries.types[key.0 as usize])?;
    }
    let (exports, globals) = linker.exports()?;
    let members = table.component_members.iter();
    let members = members
        .map(|(module, name, ty)| Ok((Text::new(module), Text::new(name), linker.key(ty)?)))
        .collect::<Result<_, LoadError>>()?;
    let library = &mut libraries.libraries[usize::from(library.0)];
    library.exports = exports;
    library.globals = globals;
    library.component_members = members;
    Ok(())
}

/// Exported names.
type Exports = BTreeMap<Text, Export>;

/// Resolves the names of one table.
struct Linker<'a> {
    file: &'a str,
    table: &'a Table<'a>,
    operations: &'a Operations<'a>,
    keys: HashMap<&'a str, TypeKey>,
}

impl Linker<'_> {
    fn key(&self, name: &str) -> Result<TypeKey, LoadError> {
        self.keys
            .get(name)
            .copied()
            .ok_or_else(|| LoadError::UnknownType {
                file: self.file.to_owned(),
                name: name.to_owned(),
            })
    }

    /// What its modules export, and what is there without an import.
    fn exports(&self) -> Result<(Exports, Exports), LoadError> {
        let mut exports = BTreeMap::new();
        for ty in self.table.types.iter().filter(|ty| ty.is_exported) {
            let export = Export::Type(self.key(ty.name)?);
            for (from, to) in &self.table.aliases {
                if let Some(stem) = ty.name.strip_suffix(from) {
                    exports.insert(Text::from_iter([stem, to]), export.clone());
                }
            }
            exports.insert(Text::new(ty.name), export);
        }
        let named = |(name, ty): &(&str, &str)| Ok((Text::new(name), Export::Type(self.key(ty)?)));
        for export in &self.table.exports {
            let (name, export) = named(export)?;
            exports.insert(name, export);
        }
        for row in &self.table.functions {
            if let Slot::Method(name) = row.slot {
                let function = Export::Function(Box::new(self.signature(row)?));
                exports.insert(Text::new(name), function);
            }
        }
        let globals = self
            .table
            .globals
            .iter()
            .map(named)
            .collect::<Result<_, _>>()?;
        Ok((exports, globals))
    }

    fn fill(
        &self,
        row: &table::TypeRow<'_>,
        key: TypeKey,
        ty: &mut ExternalType,
    ) -> Result<(), LoadError> {
        for base in &row.bases {
            ty.bases.push(self.key(base)?);
        }
        ty.construct = Some(Signature {
            returns: Returns::Type(key),
            ..Signature::default()
        });
        for member in &row.members {
            let signature = self.signature(member)?;
            let name = match member.slot {
                Slot::Method(name) | Slot::Property(name) => Text::new(name),
                Slot::Regular => match member.does {
                    Does::Operation(operation) => self.table.naming.method(operation),
                    _ => continue,
                },
                Slot::Construct => {
                    ty.construct = Some(Signature {
                        returns: Returns::Type(key),
                        ..signature
                    });
                    continue;
                }
                Slot::Call => {
                    ty.call = Some(signature);
                    continue;
                }
                Slot::Iterate => {
                    ty.iterate = Some(signature);
                    continue;
                }
                Slot::Setter(property, state) => {
                    ty.properties.insert(Text::new(property), state);
                    continue;
                }
            };
            // Thousands of members, most of them in one range of versions: room for more would be most of the memory.
            let members = ty
                .members
                .entry(name)
                .or_insert_with(|| Vec::with_capacity(member.generations.len()));
            members.extend(member.generations.iter().map(|generations| Member {
                generations: *generations,
                signature: signature.clone(),
            }));
        }
        // Newest first: where a range of versions fits several, the newest counts.
        for members in ty.members.values_mut() {
            members.sort_by_key(|member| std::cmp::Reverse(member.generations));
        }
        Ok(())
    }

    fn signature(&self, row: &MemberRow<'_>) -> Result<Signature, LoadError> {
        let action =
            match &row.does {
                Does::Nothing => Action::None,
                Does::Operation(name) => self.operations.get(name).cloned().ok_or_else(|| {
                    LoadError::UnknownOperation {
                        file: self.file.to_owned(),
                        name: (*name).to_owned(),
                    }
                })?,
                Does::Route(route) => action(route),
                Does::Request(request) => Action::Request(request.clone()),
            };
        Ok(Signature {
            action,
            returns: match row.returns {
                Gives::Unknown => Returns::Unknown,
                Gives::Receiver => Returns::Receiver,
                Gives::Type(name) => Returns::Type(self.key(name)?),
                Gives::Many(name) => Returns::Many(self.key(name)?),
                Gives::TypeArguments => Returns::TypeArguments,
            },
            sets: row.sets.clone(),
            is_in_place: false,
            is_property: matches!(row.slot, Slot::Property(_)),
        })
    }
}
