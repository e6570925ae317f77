//! Declared types: what a name in a type position stands for, and the value of something that only its type is known of.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::program::{FileId, TypeId, last_name};
use crate::analysis::value::{ExternalValue, Instance, Origin, Pattern, Piece, Symbol, Value};
use crate::ir::{ExportValue, ExprKind, ImportKind, Pattern as Binding, Text, TypeKind, TypeRef};
use crate::library::{Export, Family, Generations, GenericKind, LibraryId, TypeKey};

use super::Interpreter;
use super::bounds::Bound;

/// Aliases and generic arguments followed inside one another, at most.
const DEEPEST: usize = 10;

/// What a type is, as far as it matters.
#[derive(Clone, Debug)]
pub(super) enum Known {
    External(TypeKey, LibraryId, Option<Generations>),
    Project(TypeId),
    Many(Box<Known>),
    Strings(Vec<Text>),
    Object(FileId, Vec<(Text, TypeRef)>),
    Unknown,
}

impl Interpreter<'_> {
    /// The value of something declared with this type that a caller may know better.
    pub(super) fn typed(
        &mut self,
        file: FileId,
        ty: Option<&TypeRef>,
        symbol: Rc<Symbol>,
    ) -> Value {
        let Some(ty) = ty else {
            return Value::Symbol(symbol);
        };
        if let Some(either) = self.union_parts(file, ty, &symbol) {
            return either;
        }
        if let Some(result) = self.result_type(file, ty) {
            let known = self.known(file, &result, 0);
            // A type of the project says little where any object can have it: what the function makes is seen where it is written.
            let is_telling = match known {
                Known::External(..) => true,
                Known::Project(_) => self.family() == Some(Family::DotNet),
                _ => false,
            };
            if is_telling {
                self.results
                    .insert((symbol.root, symbol.path.clone()), known);
            }
            return Value::Symbol(symbol);
        }
        let known = self.known(file, ty, 0);
        self.value_of(&known, symbol, 0)
    }

    /// What a function of a declared type returns; `None` if it is no function's type.
    fn result_type(&self, file: FileId, ty: &TypeRef) -> Option<TypeRef> {
        match ty {
            TypeRef::Function(result) => Some((**result).clone()),
            TypeRef::Named { name, arguments } => {
                let is_function = self.is_kind(file, last_name(name), GenericKind::Function);
                arguments.last().filter(|_| is_function).cloned()
            }
            TypeRef::Union(parts) => parts.iter().find_map(|part| self.result_type(file, part)),
            _ => None,
        }
    }

    /// What a function that a caller brings returns, as far as its declared type says.
    pub(super) fn result_of_symbol(&mut self, symbol: &Symbol) -> Option<Value> {
        let known = self.results.get(&(symbol.root, symbol.path.clone()))?;
        let known = known.clone();
        self.value_of_known(&known, symbol.name.clone())
    }

    fn value_of(&mut self, known: &Known, symbol: Rc<Symbol>, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Symbol(symbol);
        }
        match known {
            Known::External(ty, _, generation) => Value::External(Rc::new(ExternalValue {
                ty: *ty,
                generation: *generation,
                state: BTreeMap::new(),
                name: symbol.name.clone(),
                symbol: Some(symbol),
            })),
            Known::Project(ty) => match self.enum_texts(*ty) {
                Some(texts) => Value::Symbol(with_domain(&symbol, texts)),
                None => Value::Instance(Rc::new(Instance {
                    ty: *ty,
                    made: None,
                    fields: BTreeMap::new(),
                    symbol: Some(symbol),
                    is_this: false,
                })),
            },
            Known::Many(inner) => match symbol.member(&Text::new_static("[]")) {
                Some(element) => {
                    Value::Many(Rc::new(self.value_of(inner, Rc::new(element), depth + 1)))
                }
                None => Value::Symbol(symbol),
            },
            Known::Strings(texts) => {
                let origin = Origin {
                    file: self.file(),
                    span: crate::ir::Span::default(),
                };
                let patterns = texts.iter().map(|text| literal(text, origin)).collect();
                Value::Symbol(with_domain(&symbol, patterns))
            }
            Known::Object(file, entries) => {
                let mut object = BTreeMap::new();
                for (name, ty) in entries {
                    if let Some(part) = symbol.member(name) {
                        let known = self.known(*file, ty, depth + 1);
                        object.insert(
                            name.clone(),
                            self.value_of(&known, Rc::new(part), depth + 1),
                        );
                    }
                }
                // What a caller passes decides; the declared parts only say what it has at least.
                Value::Object(Rc::new(object))
            }
            Known::Unknown => Value::Symbol(symbol),
        }
    }

    /// A value with the type that its declaration gives it, where the value itself tells less.
    pub(super) fn declared(
        &mut self,
        ty: Option<&TypeRef>,
        value: Value,
        pattern: &Binding,
    ) -> Value {
        let Some(ty) = ty else { return value };
        let name = match (&value, pattern) {
            (Value::Hole(name), Binding::Name { name: variable, .. }) => {
                if name.is_empty() {
                    variable.clone()
                } else {
                    name.clone()
                }
            }
            (Value::Hole(name), _) => name.clone(),
            // Clients that are put into it elsewhere.
            (Value::Object(entries), _) if entries.is_empty() => {
                let known = self.known(self.file(), ty, 0);
                return self.clients_in(&known).unwrap_or(value);
            }
            (Value::Symbol(symbol), _) => return self.typed(self.file(), Some(ty), symbol.clone()),
            _ => return value,
        };
        self.value_of_type(ty, name).unwrap_or(value)
    }

    /// A collection of a library's clients of which nothing but the type is known.
    pub(super) fn clients_in(&mut self, known: &Known) -> Option<Value> {
        match known {
            Known::Many(element) if matches!(**element, Known::External(..)) => {
                self.value_of_known(known, Text::default())
            }
            _ => None,
        }
    }

    /// An instance of a type that nothing else is known of; `None` for types that say nothing.
    pub(super) fn value_of_type(&mut self, ty: &TypeRef, name: Text) -> Option<Value> {
        let known = self.known(self.file(), ty, 0);
        self.value_of_known(&known, name)
    }

    pub(super) fn value_of_known(&mut self, known: &Known, name: Text) -> Option<Value> {
        match known {
            Known::External(ty, _, generation) => Some(Value::External(Rc::new(ExternalValue {
                ty: *ty,
                generation: *generation,
                state: BTreeMap::new(),
                name,
                symbol: None,
            }))),
            Known::Project(ty) => match self.enum_texts(*ty) {
                Some(texts) => Some(Value::text(texts)),
                None => Some(Value::Instance(Rc::new(Instance {
                    ty: *ty,
                    made: None,
                    fields: BTreeMap::new(),
                    symbol: None,
                    is_this: false,
                }))),
            },
            Known::Many(inner) => Some(Value::Many(Rc::new(self.value_of_known(inner, name)?))),
            Known::Strings(texts) => {
                let origin = Origin {
                    file: self.file(),
                    span: crate::ir::Span::default(),
                };
                Some(Value::text(
                    texts.iter().map(|text| literal(text, origin)).collect(),
                ))
            }
            Known::Object(file, entries) => {
                let mut object = BTreeMap::new();
                for (name, ty) in entries.clone() {
                    let known = self.known(*file, &ty, 1);
                    let value = self.value_of_known(&known, name.clone());
                    object.insert(name.clone(), value.unwrap_or_else(|| Value::hole(name)));
                }
                Some(Value::Object(Rc::new(object)))
            }
            Known::Unknown => None,
        }
    }

    /// What a type as written in a file is.
    pub(super) fn known(&mut self, file: FileId, ty: &TypeRef, depth: usize) -> Known {
        if depth > DEEPEST {
            return Known::Unknown;
        }
        match ty {
            TypeRef::Named { name, arguments } => {
                let simple = last_name(name);
                match self.type_named(file, name) {
                    Some(Known::Project(id)) => self.alias_of(id, depth),
                    // `string`: the table only has its static helpers, a value is plain text.
                    Some(Known::External(key, ..)) if self.libraries.is_text_helper(key) => {
                        Known::Unknown
                    }
                    Some(known) => known,
                    None if !arguments.is_empty()
                        && self.is_kind(file, simple, GenericKind::Transparent) =>
                    {
                        self.known(file, &arguments[0], depth + 1)
                    }
                    None if self.is_kind(file, simple, GenericKind::Collection) => {
                        match arguments.last() {
                            Some(element) => {
                                Known::Many(Box::new(self.known(file, element, depth + 1)))
                            }
                            None => Known::Unknown,
                        }
                    }
                    None => Known::Unknown,
                }
            }
            TypeRef::Array(element) => Known::Many(Box::new(self.known(file, element, depth + 1))),
            TypeRef::Union(parts) => self.known_union(file, parts, depth),
            TypeRef::Literal(text) => Known::Strings(vec![text.clone()]),
            TypeRef::Object(entries) => Known::Object(file, entries.clone()),
            TypeRef::Function(_) | TypeRef::TypeOf(_) | TypeRef::Other => Known::Unknown,
        }
    }

    /// Whether a generic type of a file's language is of this kind.
    fn is_kind(&self, file: FileId, name: &str, kind: GenericKind) -> bool {
        let family = self.program.units[file as usize].family;
        family.is_some_and(|family| self.libraries.generic_kind(family, name) == Some(kind))
    }

    /// A union of literals is the set of them; of other types, the first that is known (a union of two known types is
    /// told apart at the call by [`Interpreter::union_parts`]).
    fn known_union(&mut self, file: FileId, parts: &[TypeRef], depth: usize) -> Known {
        let mut texts = Vec::new();
        let mut first = Known::Unknown;
        for part in parts {
            match self.known(file, part, depth + 1) {
                Known::Strings(more) => texts.extend(more),
                Known::Unknown => {}
                known => {
                    if matches!(first, Known::Unknown) {
                        first = known;
                    }
                }
            }
        }
        if matches!(first, Known::Unknown) && !texts.is_empty() {
            Known::Strings(texts)
        } else {
            first
        }
    }

    /// The alternatives of a declared union, for parameters that may be either of two clients.
    pub(super) fn union_parts(
        &mut self,
        file: FileId,
        ty: &TypeRef,
        symbol: &Rc<Symbol>,
    ) -> Option<Value> {
        let TypeRef::Union(parts) = ty else {
            return None;
        };
        let mut values = Vec::new();
        for part in parts {
            let known = self.known(file, part, 0);
            if matches!(
                known,
                Known::External(..) | Known::Project(_) | Known::Many(_)
            ) {
                values.push(self.value_of(&known, symbol.clone(), 0));
            }
        }
        (values.len() > 1).then(|| Value::join_all(values))
    }

    fn alias_of(&mut self, id: TypeId, depth: usize) -> Known {
        let program = self.program;
        let alias = program.declaration(id).and_then(|(file, ty)| {
            (ty.kind == TypeKind::Alias)
                .then(|| ty.alias.as_ref().map(|alias| (file, alias)))
                .flatten()
        });
        match alias {
            Some((file, alias)) => self.known(file, alias, depth + 1),
            None => Known::Project(id),
        }
    }

    /// What a possibly qualified type name means in a file.
    pub(super) fn type_named(&mut self, file: FileId, name: &str) -> Option<Known> {
        let program = self.program;
        let family = program.units[file as usize].family?;
        let simple = last_name(name);
        if simple == "Self" || simple.is_empty() {
            return self.frames.last()?.owner.map(Known::Project);
        }
        if simple.len() < name.len() {
            let qualifier = name[..name.len() - simple.len()].trim_end_matches(['.', ':']);
            if let Some(known) = self.qualified_type(file, family, qualifier, simple) {
                return Some(known);
            }
            // A qualifier that is no library may be a namespace of the project.
            if matches!(family, Family::EcmaScript | Family::Python) {
                return None;
            }
            let known = program
                .visible_type(file, simple)
                .or_else(|| program.only_type(file, simple));
            return known.map(Known::Project);
        }
        if family == Family::Rust
            && let Some(known) = self.used_library_type(file, simple)
        {
            return Some(known);
        }
        if let Some(id) = program.visible_type(file, simple) {
            return Some(Known::Project(id));
        }
        for import in program.imports(file) {
            if import.local == simple && !import.local.is_empty() {
                let exported = match &import.kind {
                    ImportKind::Named(name) => name.clone(),
                    ImportKind::Default => Text::new_static("default"),
                    _ => continue,
                };
                if let Some(known) = self.imported_type(file, family, &import.module, &exported) {
                    return Some(known);
                }
            }
        }
        for import in program.imports(file) {
            if import.kind == ImportKind::Glob && !import.module.is_empty() {
                if family == Family::Python
                    && let Some(target) = program.imported_file(file, &import.module)
                    && let Some(known) = self.exported_type(target, simple)
                {
                    return Some(known);
                }
                if let Some(known) = self.library_type(file, family, &import.module, simple) {
                    return Some(known);
                }
            }
        }
        if let Some((library, Export::Type(key))) = self.libraries.global(family, simple) {
            return Some(Known::External(
                *key,
                library,
                self.program.generation(file, library),
            ));
        }
        match family {
            Family::EcmaScript | Family::Python => None,
            _ => program.only_type(file, simple).map(Known::Project),
        }
    }

    /// The type of a library that a `use` of a Rust file brings under this name: a type of another file that is called the same is not meant.
    fn used_library_type(&self, file: FileId, simple: &str) -> Option<Known> {
        self.program
            .imports(file)
            .find_map(|import| match &import.kind {
                ImportKind::Named(name) if import.local == simple => {
                    self.library_type(file, Family::Rust, &import.module, name)
                }
                _ => None,
            })
    }

    fn qualified_type(
        &mut self,
        file: FileId,
        family: Family,
        qualifier: &str,
        simple: &str,
    ) -> Option<Known> {
        if let Some(known) = self.library_type(file, family, qualifier, simple) {
            return Some(known);
        }
        let first = qualifier.split(['.', ':']).next().unwrap_or(qualifier);
        let import = self
            .program
            .imports(file)
            .find(|import| import.local == first)?;
        let rest = &qualifier[first.len()..];
        let module = match &import.kind {
            ImportKind::Named(name) if family == Family::Rust => {
                format!("{}::{name}{rest}", import.module)
            }
            ImportKind::Named(name) if family == Family::Python && import.module.ends_with('.') => {
                format!("{}{name}{rest}", import.module)
            }
            ImportKind::Named(name) if matches!(family, Family::DotNet | Family::Python) => {
                format!("{}.{name}{rest}", import.module)
            }
            ImportKind::Namespace if family == Family::Python => format!("{}{rest}", import.module),
            _ => import.module.to_string(),
        };
        self.imported_type(file, family, &module, simple)
    }

    /// A type that a module exports, be it a file of the project or a library.
    pub(super) fn imported_type(
        &mut self,
        file: FileId,
        family: Family,
        module: &str,
        name: &str,
    ) -> Option<Known> {
        if matches!(family, Family::EcmaScript | Family::Python) {
            let program = self.program;
            if let Some(target) = program.imported_file(file, module) {
                let known = self.exported_type(target, name);
                // A package of the project may have the name of a library: which folders are packages is not always known.
                if known.is_some() || family != Family::Python {
                    return known;
                }
            }
        }
        if let Some(known) = self.library_type(file, family, module, name) {
            return Some(known);
        }
        match family {
            Family::EcmaScript | Family::Python => None,
            _ => self.program.only_type(file, name).map(Known::Project),
        }
    }

    fn exported_type(&mut self, file: FileId, name: &str) -> Option<Known> {
        let asked = (file, Text::from(name));
        if let Err(known) = self.exported_types.begin(&asked) {
            if self.exported_types.was_cut() {
                self.hit(Bound::Depth);
            }
            return known;
        }
        let known = self.find_exported_type(file, name);
        self.exported_types.end(asked, &known);
        known
    }

    fn find_exported_type(&mut self, file: FileId, name: &str) -> Option<Known> {
        let program = self.program;
        let family = program.units[file as usize].family;
        let own = |name: &str| {
            program
                .types_named(family, name)
                .find(|id| program.ty(*id).parts.iter().any(|(part, _)| *part == file))
        };
        for export in &program.units[file as usize].module.exports {
            match &export.value {
                ExportValue::Local(local) if export.name == name => {
                    return match own(local) {
                        Some(id) => Some(self.alias_of(id, 0)),
                        None => self.type_named(file, local),
                    };
                }
                ExportValue::From {
                    module,
                    name: inner,
                } if export.name == name => {
                    return self.imported_type(file, Family::EcmaScript, module, inner);
                }
                ExportValue::Value(value) if export.name == name => {
                    if let ExprKind::Name(local) = &value.kind {
                        return own(local).map(Known::Project);
                    }
                }
                _ => {}
            }
        }
        for export in &program.units[file as usize].module.exports {
            if let ExportValue::All { module } = &export.value
                && export.name == "*"
                && let Some(known) = self.imported_type(file, Family::EcmaScript, module, name)
            {
                return Some(known);
            }
        }
        if let Some(id) = own(name) {
            return Some(self.alias_of(id, 0));
        }
        // What a Python file imports it exports, too.
        match family {
            Some(Family::Python) => self.type_named(file, name),
            _ => None,
        }
    }

    /// A type that a library exports under one of its module names.
    fn library_type(
        &self,
        file: FileId,
        family: Family,
        module: &str,
        name: &str,
    ) -> Option<Known> {
        let module = &*self.program.module_name(file, module);
        for library in self.libraries.by_module(family, module) {
            if let Some(Export::Type(key) | Export::Instance(key)) =
                self.libraries.export(library, name)
            {
                return Some(Known::External(
                    *key,
                    library,
                    self.generation_of(file, library, module),
                ));
            }
        }
        None
    }

    /// The major versions of a library in use: what the nearest manifest says, else what the module's name tells.
    pub(super) fn generation_of(
        &self,
        file: FileId,
        library: LibraryId,
        module: &str,
    ) -> Option<Generations> {
        self.program.generation(file, library).or_else(|| {
            self.libraries
                .library(library)
                .generation_by_module
                .get(module)
                .copied()
        })
    }

    /// The strings that an enum's members are, if they are strings (or are printed by name).
    fn enum_texts(&mut self, id: TypeId) -> Option<Vec<Pattern>> {
        let program = self.program;
        let (file, ty) = program.declaration(id)?;
        if ty.kind != TypeKind::Enum {
            return None;
        }
        let by_name = program.units[file as usize].family == Some(Family::DotNet);
        let texts: Vec<Pattern> = ty
            .fields
            .iter()
            .take(crate::analysis::value::MOST_ALTERNATIVES)
            .filter_map(|field| {
                let origin = Origin {
                    file,
                    span: field.span,
                };
                match field.value.as_ref().map(|value| &value.kind) {
                    Some(ExprKind::Str(text)) => Some(literal(text, origin)),
                    _ if by_name => Some(literal(&field.name, origin)),
                    _ => None,
                }
            })
            .collect();
        (!texts.is_empty()).then_some(texts)
    }
}

fn literal(text: &Text, origin: Origin) -> Pattern {
    Pattern {
        pieces: vec![Piece::Literal {
            text: text.clone(),
            origin,
        }],
    }
}

fn with_domain(symbol: &Symbol, texts: Vec<Pattern>) -> Rc<Symbol> {
    let mut symbol = symbol.clone();
    symbol.domain = Some(Rc::new(texts));
    Rc::new(symbol)
}
