//! The project as one program: every lowered file, its types merged over files, and the tables that find them by name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};

use crate::ir::{self, FnId, FunctionKind, Import, ImportKind, Text, TypeKind, TypeRef};
use crate::library::{Family, Generations, Libraries, LibraryId, TypeKey};

use super::modules::ModulePaths;
use super::packages::Packages;
use super::unit::Unit;

/// Index of a file in the program.
pub type FileId = u32;

/// A file seen as a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleKey(pub FileId);

/// A function of the program. The top-level statements of a file count as one, with [`FunctionKey::TOP`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionKey {
    pub file: FileId,
    pub function: FnId,
}

impl FunctionKey {
    /// The id that stands for a file's top-level statements.
    const TOP: FnId = FnId(u32::MAX);

    /// The top-level statements of a file.
    pub fn top(file: FileId) -> Self {
        FunctionKey {
            file,
            function: Self::TOP,
        }
    }

    /// Whether it stands for a file's top-level statements.
    pub fn is_top(self) -> bool {
        self.function == Self::TOP
    }
}

/// A type of the program, all its parts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// A type and all its parts.
pub struct ProjectType {
    pub name: Text,
    pub family: Option<Family>,
    /// File and index in that file's module, in file order.
    pub parts: Vec<(FileId, ir::TypeId)>,
    /// Direct subtypes and implementers.
    pub subtypes: Vec<TypeId>,
    /// Methods, accessors and constructors by name, over all parts. Constructors are under the empty name.
    pub methods: BTreeMap<Text, Vec<FunctionKey>>,
    /// Field → methods (not constructors) that assign it.
    pub assigned_in: BTreeMap<Text, BTreeSet<FunctionKey>>,
}

/// The types of one simple name, the first one where several are meant.
#[derive(Default)]
struct Namesakes {
    all: Vec<TypeId>,
    /// By a file that declares a part.
    by_file: HashMap<FileId, TypeId>,
    /// Of .NET, by namespace.
    by_namespace: HashMap<Text, TypeId>,
}

/// All files.
pub struct Program {
    pub units: Vec<Unit>,
    pub types: Vec<ProjectType>,
    types_by_name: HashMap<Text, Namesakes>,
    type_of_part: HashMap<(FileId, ir::TypeId), TypeId>,
    /// A nested type → the type around it.
    outer_types: HashMap<TypeId, TypeId>,
    /// Free functions by name.
    pub functions_by_name: HashMap<Text, Vec<FunctionKey>>,
    /// Files of a language whose top level binds a name.
    top_bindings: HashMap<Text, Vec<FileId>>,
    /// Methods by name, over all types.
    pub methods_by_name: HashMap<Text, Vec<FunctionKey>>,
    /// Those of them that extend another type: few, where many types have a method of one name.
    pub extensions_by_name: HashMap<Text, Vec<FunctionKey>>,
    /// A nested function → the function around it.
    pub parents: HashMap<FunctionKey, FunctionKey>,
    /// C# `global using` directives of all files.
    global_imports: Vec<Import>,
    pub paths: ModulePaths,
    packages: Packages,
    /// Folder → library → the major versions that its manifest asks for.
    pub generations: BTreeMap<String, HashMap<LibraryId, Generations>>,
}

impl Program {
    /// Merges lowered files into a program.
    pub fn link(
        units: Vec<Unit>,
        paths: ModulePaths,
        packages: Packages,
        generations: BTreeMap<String, HashMap<LibraryId, Generations>>,
    ) -> Program {
        let mut program = Program {
            units,
            types: Vec::new(),
            types_by_name: HashMap::new(),
            type_of_part: HashMap::new(),
            outer_types: HashMap::new(),
            functions_by_name: HashMap::new(),
            top_bindings: HashMap::new(),
            methods_by_name: HashMap::new(),
            extensions_by_name: HashMap::new(),
            parents: HashMap::new(),
            global_imports: Vec::new(),
            paths,
            packages,
            generations,
        };
        program.collect_types();
        program.collect_outer_types();
        program.collect_functions();
        program.collect_subtypes();
        program
    }

    /// The function that a key names; `None` for a file's top-level statements.
    pub fn function(&self, key: FunctionKey) -> Option<&ir::Function> {
        self.units[key.file as usize]
            .module
            .functions
            .get(key.function.0 as usize)
    }

    /// The type that a function belongs to; for a nested function, that of the function around it.
    pub fn owner(&self, key: FunctionKey) -> Option<TypeId> {
        let mut at = key;
        loop {
            if let Some(owner) = self.function(at)?.owner {
                return self.type_of_part.get(&(at.file, owner)).copied();
            }
            at = *self.parents.get(&at)?;
        }
    }

    /// The type with this id.
    pub fn ty(&self, id: TypeId) -> &ProjectType {
        &self.types[id.0 as usize]
    }

    /// The declared parts of a type.
    pub fn parts(&self, id: TypeId) -> impl Iterator<Item = (FileId, &ir::Type)> {
        self.ty(id)
            .parts
            .iter()
            .map(|(file, ty)| (*file, self.units[*file as usize].module.ty(*ty)))
    }

    /// The first part that is no extension block.
    pub fn declaration(&self, id: TypeId) -> Option<(FileId, &ir::Type)> {
        self.parts(id)
            .find(|(_, ty)| ty.kind != TypeKind::Extension)
            .or_else(|| self.parts(id).next())
    }

    /// Project types with this simple name and of this language family.
    pub fn types_named(&self, family: Option<Family>, name: &str) -> impl Iterator<Item = TypeId> {
        let found = self.types_by_name.get(name);
        found
            .map_or(&[][..], |named| named.all.as_slice())
            .iter()
            .copied()
            .filter(move |id| self.ty(*id).family == family)
    }

    /// The type in which a type is declared.
    pub fn outer_type(&self, id: TypeId) -> Option<TypeId> {
        self.outer_types.get(&id).copied()
    }

    /// The type declared at this place of a file.
    pub fn type_of_part(&self, file: FileId, ty: ir::TypeId) -> Option<TypeId> {
        self.type_of_part.get(&(file, ty)).copied()
    }

    /// The imports that hold in a file: its own and the project's global ones.
    pub fn imports(&self, file: FileId) -> impl Iterator<Item = &Import> {
        let unit = &self.units[file as usize];
        let global = if unit.family == Some(Family::DotNet) {
            self.global_imports.as_slice()
        } else {
            &[]
        };
        unit.module.imports.iter().chain(global)
    }

    /// The project type that a bare type name means in a file, by the language's rules as far as they matter: declared in the same
    /// file, in a namespace that is visible, or the only one of that name.
    pub fn visible_type(&self, file: FileId, name: &str) -> Option<TypeId> {
        let named = self.types_by_name.get(name)?;
        if let Some(own) = named.by_file.get(&file) {
            return Some(*own);
        }
        let unit = &self.units[file as usize];
        match unit.family {
            Some(Family::DotNet) => {
                let globs = self
                    .imports(file)
                    .filter(|import| import.kind == ImportKind::Glob)
                    .map(|import| import.module.as_str());
                let own = unit.module.namespace.as_deref().unwrap_or_default();
                let around = own.match_indices('.').map(|(end, _)| &own[..end]);
                around
                    .chain(["", own])
                    .chain(globs)
                    .filter_map(|namespace| named.by_namespace.get(namespace))
                    .min()
                    .copied()
            }
            Some(Family::Rust) => self.only_type(file, name),
            _ => None,
        }
    }

    /// The types of a file that declare a field of this name, each with the place of that part.
    pub fn types_with_field<'p>(
        &'p self,
        file: FileId,
        name: &'p str,
    ) -> impl Iterator<Item = (ir::Span, TypeId)> + 'p {
        let types = &self.units[file as usize].module.types;
        (0u32..)
            .map(ir::TypeId)
            .zip(types)
            .filter_map(move |(id, ty)| {
                let declares = ty.fields.iter().any(|field| field.name == *name);
                let id = declares.then(|| self.type_of_part(file, id))??;
                Some((ty.span, id))
            })
    }

    /// The files of a family whose top level binds this name.
    pub fn files_binding(&self, family: Family, name: &str) -> impl Iterator<Item = FileId> {
        let found = self.top_bindings.get(name).map_or(&[][..], Vec::as_slice);
        let of_family = move |file: &FileId| self.units[*file as usize].family == Some(family);
        found.iter().copied().filter(of_family)
    }

    /// The file of the project that an import of a file means; `None` for a package of others.
    pub fn imported_file(&self, file: FileId, module: &str) -> Option<FileId> {
        let unit = &self.units[file as usize];
        let path = &unit.file.path;
        if unit.family == Some(Family::Python) {
            return self.paths.resolve_python(path, module);
        }
        if self.packages.own_sdk(path, module).is_some() {
            return None;
        }
        self.paths.resolve(path, module)
    }

    /// The type that `module.Name` means in a Python file, if the module is one of the project's.
    pub fn qualified_python_type(&self, file: FileId, name: &str, simple: &str) -> Option<TypeId> {
        let qualifier = name.strip_suffix(simple)?.trim_end_matches('.');
        let mut imports = self.imports(file);
        let import = imports.find(|import| import.local == qualifier)?;
        let module = match &import.kind {
            ImportKind::Named(name) if import.module.ends_with('.') => {
                format!("{}{name}", import.module)
            }
            ImportKind::Named(name) => format!("{}.{name}", import.module),
            _ => import.module.to_string(),
        };
        let target = self.imported_file(file, &module)?;
        let named = self.types_by_name.get(simple)?;
        named.by_file.get(&target).copied()
    }

    /// The module that a name in a file means, by its package's own name.
    pub fn module_name<'m>(&self, file: FileId, module: &'m str) -> Cow<'m, str> {
        let unit = &self.units[file as usize];
        match unit.family {
            Some(family) => self.packages.module_name(&unit.file.path, family, module),
            None => Cow::Borrowed(module),
        }
    }

    /// A project type by simple name alone, when there is just one.
    pub fn only_type(&self, file: FileId, name: &str) -> Option<TypeId> {
        let mut found = self.types_named(self.units[file as usize].family, name);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The major versions of a library that the nearest manifest above a file asks for.
    pub fn generation(&self, file: FileId, library: LibraryId) -> Option<Generations> {
        let mut folder = self.units[file as usize].file.path.as_str();
        loop {
            folder = folder.rfind('/').map_or("", |at| &folder[..at]);
            if let Some(found) = self.generations.get(folder).and_then(|of| of.get(&library)) {
                return Some(*found);
            }
            if folder.is_empty() {
                return None;
            }
        }
    }

    /// What every component has from libraries that a file of the project imports.
    pub fn component_members(&self) -> HashMap<Text, (LibraryId, TypeKey)> {
        let mut members = HashMap::new();
        let imported: BTreeSet<&Text> = self.units.iter().flat_map(Unit::modules).collect();
        for (id, library) in Libraries::embedded().libraries() {
            for (module, name, ty) in &library.component_members {
                if imported.contains(module) {
                    members.insert(name.clone(), (id, *ty));
                }
            }
        }
        members
    }

    /// `Type.Method`, `function`, or empty for a file's top level: the symbol path of a function.
    pub fn symbol_path(&self, key: FunctionKey) -> String {
        let mut names = Vec::new();
        let mut at = key;
        while let Some(function) = self.function(at) {
            if !function.name.is_empty() {
                names.push(function.name.to_string());
            }
            // A nested function has the type that the one around it has.
            if let Some(parent) = self.parents.get(&at) {
                at = *parent;
                continue;
            }
            if let Some(owner) = function.owner {
                let module = &self.units[at.file as usize].module;
                names.push(module.ty(owner).name.to_string());
            }
            break;
        }
        names.reverse();
        names.join(".")
    }

    fn collect_types(&mut self) {
        let mut by_key: HashMap<(Option<Family>, Text, Text, FileId), TypeId> = HashMap::new();
        // Extension blocks come last: the type they extend may be declared in a later file.
        for extensions in [false, true] {
            for (file, unit) in (0u32..).zip(&self.units) {
                for (index, ty) in (0u32..).map(ir::TypeId).zip(&unit.module.types) {
                    if (ty.kind == TypeKind::Extension) != extensions || ty.name.is_empty() {
                        continue;
                    }
                    let namespace = ty
                        .namespace
                        .clone()
                        .or_else(|| unit.module.namespace.clone())
                        .unwrap_or_default();
                    // .NET merges the parts of a type over files; elsewhere a name is the file's own.
                    let scope = if unit.family == Some(Family::DotNet) {
                        u32::MAX
                    } else {
                        file
                    };
                    let name = match foreign_name(unit, &self.packages, ty) {
                        Some(path) => path,
                        None => ty.name.clone(),
                    };
                    let key = (unit.family, namespace, name.clone(), scope);
                    let known = by_key.get(&key).copied().or_else(|| {
                        let named = self.types_by_name.get(&name).filter(|_| extensions)?;
                        let mut all = named.all.iter().copied();
                        all.find(|id| self.types[id.0 as usize].family == unit.family)
                    });
                    let id = known.unwrap_or_else(|| {
                        let id = TypeId(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
                        self.types.push(ProjectType {
                            name: name.clone(),
                            family: unit.family,
                            parts: Vec::new(),
                            subtypes: Vec::new(),
                            methods: BTreeMap::new(),
                            assigned_in: BTreeMap::new(),
                        });
                        let named = self.types_by_name.entry(name.clone()).or_default();
                        named.all.push(id);
                        if unit.family == Some(Family::DotNet) {
                            named.by_namespace.entry(key.1.clone()).or_insert(id);
                        }
                        id
                    });
                    by_key.insert(key, id);
                    let first = self.types_by_name.entry(name).or_default();
                    let first = first.by_file.entry(file).or_insert(id);
                    *first = id.min(*first);
                    self.types[id.0 as usize].parts.push((file, index));
                    self.type_of_part.insert((file, index), id);
                }
            }
        }
    }

    fn collect_outer_types(&mut self) {
        for (file, unit) in (0u32..).zip(&self.units) {
            let mut types: Vec<(ir::Span, ir::TypeId)> = (0u32..)
                .map(ir::TypeId)
                .zip(&unit.module.types)
                .map(|(id, ty)| (ty.span, id))
                .collect();
            types.sort_by_key(|(span, id)| (span.start, std::cmp::Reverse(span.end), id.0));
            let mut around: Vec<(ir::Span, ir::TypeId)> = Vec::new();
            for (span, id) in types {
                while around.last().is_some_and(|(outer, _)| outer.end < span.end) {
                    around.pop();
                }
                if let Some((_, outer)) = around.last()
                    && let Some(inner) = self.type_of_part.get(&(file, id))
                    && let Some(outer) = self.type_of_part.get(&(file, *outer))
                    && inner != outer
                {
                    self.outer_types.insert(*inner, *outer);
                }
                around.push((span, id));
            }
        }
    }

    fn collect_functions(&mut self) {
        for (file, unit) in (0u32..).zip(&self.units) {
            self.global_imports.extend(
                unit.module
                    .imports
                    .iter()
                    .filter(|import| import.global)
                    .cloned(),
            );
            for statement in &unit.module.top {
                if let ir::Stmt::Let {
                    pattern: ir::Pattern::Name { name, .. },
                    ..
                } = statement
                {
                    self.top_bindings
                        .entry(name.clone())
                        .or_default()
                        .push(file);
                }
            }
            for (id, function) in (0u32..).map(FnId).zip(&unit.module.functions) {
                let key = FunctionKey { file, function: id };
                let contents = unit.contents(id);
                for nested in &contents.nested {
                    let function = *nested;
                    self.parents.insert(FunctionKey { file, function }, key);
                }
                let is_nameless =
                    function.name.is_empty() && function.kind != FunctionKind::Constructor;
                if is_nameless || function.kind == FunctionKind::Lambda {
                    continue;
                }
                match function
                    .owner
                    .and_then(|owner| self.type_of_part.get(&(file, owner)).copied())
                {
                    Some(owner) => {
                        let owner = &mut self.types[owner.0 as usize];
                        let name = if function.kind == FunctionKind::Constructor {
                            Text::default()
                        } else {
                            function.name.clone()
                        };
                        owner.methods.entry(name).or_default().push(key);
                        if function.kind != FunctionKind::Constructor {
                            for field in &contents.assigned {
                                let methods = owner.assigned_in.entry(field.clone());
                                methods.or_default().insert(key);
                            }
                        }
                        if function.is_extension {
                            self.extensions_by_name
                                .entry(function.name.clone())
                                .or_default()
                                .push(key);
                        }
                        self.methods_by_name
                            .entry(function.name.clone())
                            .or_default()
                            .push(key);
                    }
                    None if function.kind == FunctionKind::Function => {
                        self.functions_by_name
                            .entry(function.name.clone())
                            .or_default()
                            .push(key);
                    }
                    None => {}
                }
            }
        }
    }

    fn collect_subtypes(&mut self) {
        for id in (0..u32::try_from(self.types.len()).unwrap_or(u32::MAX)).map(TypeId) {
            let mut bases = Vec::new();
            for (file, part) in self.parts(id) {
                for base in &part.bases {
                    if let TypeRef::Named { name, .. } = base {
                        let simple = last_name(name);
                        let is_python = self.ty(id).family == Some(Family::Python);
                        bases.extend(match is_python && simple.len() < name.len() {
                            true => self.qualified_python_type(file, name, simple),
                            false => self
                                .visible_type(file, simple)
                                .or_else(|| self.only_type(file, simple)),
                        });
                    }
                }
            }
            for base in bases {
                // Types come in the order of their ids: one that is there already is the last.
                if base != id && self.types[base.0 as usize].subtypes.last() != Some(&id) {
                    self.types[base.0 as usize].subtypes.push(id);
                }
            }
        }
    }
}

/// The path of a library's type that a block extends (`impl Trait for okta::Client`): such a type is none of the project's,
/// whatever else has its simple name.
fn foreign_name(unit: &Unit, packages: &Packages, ty: &ir::Type) -> Option<Text> {
    let Some(TypeRef::Named { name, .. }) = ty.alias.as_ref() else {
        return None;
    };
    let (module, _) = name
        .rsplit_once("::")
        .filter(|_| ty.kind == TypeKind::Extension)?;
    let module = packages.module_name(&unit.file.path, unit.family?, module);
    let libraries = Libraries::embedded().by_module(unit.family?, &module);
    (!libraries.is_empty()).then(|| name.clone())
}

/// Whether a name says Okta.
pub fn names_okta(name: &str) -> bool {
    name.as_bytes()
        .windows(4)
        .any(|window| window.eq_ignore_ascii_case(b"okta"))
}

/// The last part of a dotted or `::` name.
pub fn last_name(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::call::SourceFile;
    use crate::syntax::Language;

    #[test]
    fn a_symbol_path_names_the_type_once() {
        let text = "class People\n{\n    void Run() { void Send() { var f = () => { void Inner() { } }; } }\n    \
                    System.Action act = () => { };\n}\n";
        let path = "People.cs";
        let language = Language::of(Path::new(path)).expect("C# is known");
        let mut modules = crate::syntax::lower(language, Path::new(path), text);
        let (language, module) = modules.remove(0);
        let file = SourceFile::new(path.to_owned(), language, text.to_owned(), false);
        let units = vec![Unit::new(Arc::new(file), language, module)];
        let program = Program::link(
            units,
            ModulePaths::default(),
            Packages::default(),
            BTreeMap::new(),
        );
        let functions = program.units[0].module.functions.len();
        let mut paths: Vec<String> = (0..u32::try_from(functions).unwrap_or_default())
            .map(|id| {
                program.symbol_path(FunctionKey {
                    file: 0,
                    function: FnId(id),
                })
            })
            .collect();
        paths.sort();
        assert_eq!(
            paths,
            [
                "People",
                "People.Run",
                "People.Run.Send",
                "People.Run.Send",
                "People.Run.Send.Inner"
            ]
        );
        assert!(!program.ty(TypeId(0)).methods.contains_key("Send"));
    }
}
