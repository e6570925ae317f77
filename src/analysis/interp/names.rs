//! What a name means where it stands: variables, members of the type around it, the file's own names, imports.

use std::rc::Rc;

use crate::analysis::program::{FileId, FunctionKey, TypeId, last_name};
use crate::analysis::summary::Summary;
use crate::analysis::value::{ExternalValue, FunctionValue, Value};
use crate::ir::{ExportValue, ImportKind, Text};
use crate::library::{Export, Family, LibraryId};

use super::bounds::Bound;
use super::types::Known;
use super::{Interpreter, Run, VariablePlace};

/// Re-exports followed one after another, at most.
const DEEPEST: usize = 10;

impl Interpreter<'_> {
    /// The value of a bare name.
    pub(super) fn name(&mut self, name: &Text) -> Value {
        if let Some((_, value)) = self.variable_named(name) {
            return self.settled(value);
        }
        let family = self.family();
        if let Some(value) = self.implicit_member(name) {
            return value;
        }
        if let Some(value) = self.block_constant(name) {
            return value;
        }
        let file = self.file();
        if let Some(value) = self.module_name(file, name) {
            return self.settled(value);
        }
        if let Some(value) = self.imported_name(file, name) {
            return value;
        }
        if let Some(known) = self.type_named(file, name) {
            return self.type_value(known, name);
        }
        if let Some(family) = family {
            if let Some((library, export)) = self.libraries.global(family, name) {
                return self.export_value(file, library, export, name, "");
            }
            if family == Family::Rust
                && let Some([key]) = self.program.functions_by_name.get(name).map(Vec::as_slice)
            {
                return function_value(*key);
            }
        }
        Value::hole(name.clone())
    }

    /// A variable in scope, and where it lives.
    pub(super) fn variable_named(&self, name: &Text) -> Option<(VariablePlace, Value)> {
        let mut at = self.frames.len();
        while at > 0 {
            at -= 1;
            let frame = &self.frames[at];
            for (scope, names) in frame.scopes.iter().enumerate().rev() {
                if let Some(value) = names.get(name) {
                    return Some((VariablePlace::Scope { frame: at, scope }, value.clone()));
                }
            }
            if !frame.is_nested {
                let value = frame.module_variables.get(name)?;
                return Some((VariablePlace::Module { frame: at }, value.clone()));
            }
        }
        None
    }

    /// A local function is analysed when it is first used, so that it sees the variables assigned by then.
    fn settled(&mut self, value: Value) -> Value {
        if let Value::Function(function) = &value
            && function.summary.is_none()
            && self.program.parents.contains_key(&function.function)
            && let Some(summary) = self.local_summary(function.function)
        {
            let mut function = (**function).clone();
            function.summary = Some(summary);
            return Value::Function(Rc::new(function));
        }
        value
    }

    /// What a local function of an enclosing frame does.
    pub(super) fn local_summary(&mut self, key: FunctionKey) -> Option<Rc<Summary>> {
        if self.program.function(key)?.owner.is_some() {
            return None;
        }
        let mut at = self.frames.len();
        while at > 0 {
            at -= 1;
            if let Some(summary) = self.frames[at].locals.get(&key) {
                return Some(summary.clone());
            }
            if !self.frames[at].is_nested {
                break;
            }
        }
        if !self.program.parents.contains_key(&key) {
            return Some(self.summary(key));
        }
        if !self.running.insert(key) {
            return None;
        }
        let summary = self.analyse(key, Run::Nested).summary;
        self.running.remove(&key);
        self.frame_mut().locals.insert(key, summary.clone());
        Some(summary)
    }

    /// In C#, in the body of a Python class, and for `Self`, a bare name may be a member of the type around it.
    fn implicit_member(&mut self, name: &Text) -> Option<Value> {
        let owner = self.frame().owner?;
        match self.family()? {
            Family::DotNet => {
                let this = self.frame().this.clone().unwrap_or(Value::Class(owner));
                self.own_member(owner, &this, name)
                    .or_else(|| self.outer_member(owner, name))
            }
            Family::Rust if name == "Self" => Some(Value::Class(owner)),
            // In the body of a class, but not in its methods, its own names are in scope.
            Family::Python if self.frame().function.is_top() => self.field_value(owner, name),
            _ => None,
        }
    }

    /// A constant of the `mod` blocks around a function, the innermost first. It is written in capitals: other names are not
    /// looked for in every type of the file.
    fn block_constant(&mut self, name: &Text) -> Option<Value> {
        if self.family() != Some(Family::Rust) || name.contains(char::is_lowercase) {
            return None;
        }
        let key = self.frame().function;
        let program = self.program;
        let at = program.function(key)?.span;
        let mut around: Vec<_> = program
            .types_with_field(key.file, name)
            .filter(|(span, _)| span.start <= at.start && at.end <= span.end)
            .collect();
        around.sort_by_key(|(span, _)| span.end - span.start);
        let found = around.into_iter();
        found
            .map(|(_, ty)| ty)
            .find_map(|ty| self.field_value(ty, name))
    }

    /// A static member of the types around a nested one.
    fn outer_member(&mut self, owner: TypeId, name: &Text) -> Option<Value> {
        let mut at = owner;
        for _ in 0..DEEPEST {
            at = self.program.outer_type(at)?;
            if self.program.ty(at).methods.contains_key(name)
                || self.field_value(at, name).is_some()
            {
                return self.static_member(at, name);
            }
        }
        self.hit(Bound::Depth);
        None
    }

    /// A name of a file's top level, also while the top level is still being run.
    pub(super) fn module_name(&mut self, file: FileId, name: &Text) -> Option<Value> {
        let top = FunctionKey::top(file);
        // An initialiser of a field is run as if it stood there, too, in a frame of its own.
        let running = self
            .frames
            .iter()
            .rev()
            .filter(|frame| frame.function == top);
        let here = running
            .flat_map(|frame| frame.scopes.iter().rev())
            .find_map(|scope| scope.get(name).cloned());
        here.or_else(|| self.module_scope(file).get(name).cloned())
    }

    fn imported_name(&mut self, file: FileId, name: &Text) -> Option<Value> {
        let program = self.program;
        let family = program.units[file as usize].family?;
        for import in program.imports(file) {
            match &import.kind {
                ImportKind::Named(exported) if import.local == *name => {
                    return self.imported_value(file, family, &import.module, exported);
                }
                ImportKind::Default if import.local == *name => {
                    let module = &import.module;
                    return self.imported_value(file, family, module, "default");
                }
                ImportKind::Namespace if import.local == *name => {
                    return Some(self.module_value(file, &import.module));
                }
                ImportKind::Members => {
                    let ty = self.type_named(file, &import.module);
                    if let Some(Known::Project(id)) = ty
                        && let Some(value) = self.own_member(id, &Value::Class(id), name)
                    {
                        return Some(value);
                    }
                }
                ImportKind::Glob if family == Family::Python => {
                    if let Some(target) = program.imported_file(file, &import.module) {
                        if let Some(value) = self.exported_value(target, name) {
                            return Some(value);
                        }
                    } else if let Some(value) =
                        self.library_value(file, family, &import.module, name)
                    {
                        return Some(value);
                    }
                }
                ImportKind::Glob if family == Family::Rust && !import.module.is_empty() => {
                    let module = program.module_name(file, &import.module);
                    for library in self.libraries.by_module(family, &module) {
                        if let Some(export) = self.libraries.export(library, name) {
                            return Some(self.export_value(
                                file,
                                library,
                                export,
                                name,
                                &import.module,
                            ));
                        }
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `require('m')`, `import * as m from 'm'`.
    pub(super) fn module_value(&mut self, file: FileId, module: &str) -> Value {
        let program = self.program;
        match program.imported_file(file, module) {
            Some(target) => Value::Module(crate::analysis::program::ModuleKey(target)),
            None => Value::ExternalModule(Text::from(&*program.module_name(file, module))),
        }
    }

    /// What `module` exports under a name.
    pub(super) fn imported_value(
        &mut self,
        file: FileId,
        family: Family,
        module: &str,
        name: &str,
    ) -> Option<Value> {
        let program = self.program;
        if matches!(family, Family::EcmaScript | Family::Python) {
            if let Some(target) = program.imported_file(file, module) {
                let value = self.exported_value(target, name);
                // A package of the project may have the name of a library: which folders are packages is not always known.
                if value.is_some() || family != Family::Python {
                    return value;
                }
            }
            if family == Family::Python {
                return self.python_import(file, module, name);
            }
        }
        let name_in_file = module;
        let module = &*self.program.module_name(file, module);
        let libraries = self.libraries.by_module(family, module);
        for library in &libraries {
            if let Some(export) = self.libraries.export(*library, name) {
                return Some(self.export_value(file, *library, export, name, module));
            }
        }
        match family {
            // `import okta from '@okta/…'` of a module without a default export is the module itself.
            Family::EcmaScript if name == "default" && !libraries.is_empty() => {
                Some(Value::ExternalModule(Text::from(module)))
            }
            Family::EcmaScript => Some(Value::hole(name)),
            // `use reqwest::blocking;` names a module.
            _ if !self
                .libraries
                .by_module(family, &format!("{module}::{name}"))
                .is_empty() =>
            {
                Some(Value::ExternalModule(Text::from(format!(
                    "{module}::{name}"
                ))))
            }
            _ => match self.program.only_type(file, name) {
                Some(id) => Some(Value::Class(id)),
                None => match self.program.functions_by_name.get(name).map(Vec::as_slice) {
                    Some([key]) => Some(function_value(*key)),
                    _ => {
                        let program = self.program;
                        let files: Vec<FileId> = program
                            .files_binding(family, name)
                            .filter(|file| {
                                let path = &program.units[*file as usize].file.path;
                                module_ends_with(path, name_in_file)
                            })
                            .collect();
                        files
                            .into_iter()
                            .find_map(|target| self.module_name(target, &Text::from(name)))
                    }
                },
            },
        }
    }

    /// `from module import name` of no file of the project: a module of it, or of a library.
    fn python_import(&mut self, file: FileId, module: &str, name: &str) -> Option<Value> {
        let dotted = match module.ends_with('.') {
            true => format!("{module}{name}"),
            false => format!("{module}.{name}"),
        };
        if let Some(target) = self.program.imported_file(file, &dotted) {
            return Some(Value::Module(crate::analysis::program::ModuleKey(target)));
        }
        let value = self.library_value(file, Family::Python, module, name);
        Some(value.unwrap_or_else(
            || match self.libraries.has_module(Family::Python, &dotted) {
                true => Value::ExternalModule(Text::from(dotted)),
                false => Value::hole(name),
            },
        ))
    }

    /// What a library's module exports under a name.
    fn library_value(
        &self,
        file: FileId,
        family: Family,
        module: &str,
        name: &str,
    ) -> Option<Value> {
        let libraries = self.libraries.by_module(family, module);
        libraries.into_iter().find_map(|library| {
            let export = self.libraries.export(library, name)?;
            Some(self.export_value(file, library, export, name, module))
        })
    }

    /// What a file of the project exports under a name.
    pub(super) fn exported_value(&mut self, file: FileId, name: &str) -> Option<Value> {
        let asked = (file, Text::from(name));
        if let Err(known) = self.exported_values.begin(&asked) {
            if self.exported_values.was_cut() {
                self.hit(Bound::Depth);
            }
            return known;
        }
        let value = self.find_exported_value(file, name);
        self.exported_values.end(asked, &value);
        value
    }

    fn find_exported_value(&mut self, file: FileId, name: &str) -> Option<Value> {
        let program = self.program;
        for export in &program.units[file as usize].module.exports {
            if export.name != name {
                continue;
            }
            return match &export.value {
                ExportValue::Local(local) => self.top_value(file, local),
                ExportValue::Value(_) => {
                    self.module_name(file, &Text::from(format!("export {name}")))
                }
                ExportValue::From { module, name } => {
                    self.imported_value(file, Family::EcmaScript, module, name)
                }
                ExportValue::All { module } => Some(self.module_value(file, module)),
            };
        }
        // `module.exports = { a, b }` and `module.exports = X`.
        if let Some(whole) = self.module_name(file, &Text::new_static("export =")) {
            return Some(if name == "default" || name == "=" {
                whole
            } else {
                self.member_value(&whole, &Text::from(name))
            });
        }
        for export in &program.units[file as usize].module.exports {
            if let ExportValue::All { module } = &export.value
                && export.name == "*"
                && let Some(target) = program.imported_file(file, module)
                && let Some(value) = self.exported_value(target, name)
            {
                return Some(value);
            }
        }
        match name {
            "=" => Some(Value::Module(crate::analysis::program::ModuleKey(file))),
            "default" => None,
            name => self
                .top_value(file, &Text::from(name))
                .or_else(|| self.submodule(file, name)),
        }
    }

    /// A Python module in the package that a file is the head of.
    fn submodule(&self, file: FileId, name: &str) -> Option<Value> {
        let unit = &self.program.units[file as usize];
        if unit.family != Some(Family::Python) {
            return None;
        }
        let found = self.program.paths.python_submodule(&unit.file.path, name)?;
        Some(Value::Module(crate::analysis::program::ModuleKey(found)))
    }

    /// A name as seen from a file's top level: its bindings, types and imports.
    fn top_value(&mut self, file: FileId, name: &Text) -> Option<Value> {
        if let Some(value) = self.module_name(file, name) {
            return Some(value);
        }
        if let Some(value) = self.imported_name(file, name) {
            return Some(value);
        }
        let program = self.program;
        let own = program
            .types_named(program.units[file as usize].family, name)
            .find(|id| program.ty(*id).parts.iter().any(|(part, _)| *part == file));
        own.map(Value::Class)
    }

    /// A type's name used as a value.
    pub(super) fn type_value(&self, known: Known, name: &Text) -> Value {
        match known {
            Known::Project(id) => Value::Class(id),
            Known::External(key, library, _) => Value::ExternalType(key, library),
            _ => Value::hole(name.clone()),
        }
    }

    /// A library's export as a value.
    pub(super) fn export_value(
        &self,
        file: FileId,
        library: LibraryId,
        export: &Export,
        name: &str,
        module: &str,
    ) -> Value {
        match export {
            Export::Type(key) => Value::ExternalType(*key, library),
            Export::Function(signature) => {
                Value::ExternalFunction(Rc::new((**signature).clone()), library, Text::from(name))
            }
            Export::Instance(key) => Value::External(Rc::new(ExternalValue {
                ty: *key,
                generation: self.generation_of(file, library, module),
                state: std::collections::BTreeMap::new(),
                name: Text::from(name),
                symbol: None,
            })),
        }
    }

    /// A dotted name that starts with no variable may be a qualified type: `Okta.Sdk.Api.UserApi`, `okta::Client`.
    pub(super) fn qualified(&mut self, name: &str) -> Option<Value> {
        let file = self.file();
        match self.family()? {
            Family::DotNet => {
                let known = self.type_named(file, name)?;
                Some(self.type_value(known, &Text::from(name)))
            }
            Family::Rust => {
                let path = name.replace('.', "::");
                let (module, simple) = path.rsplit_once("::")?;
                let first = module.split("::").next().unwrap_or(module);
                let import = self
                    .program
                    .imports(file)
                    .find(|import| import.local == first)
                    .cloned();
                let module = match import {
                    Some(import) => match &import.kind {
                        ImportKind::Named(name) if import.module.is_empty() => {
                            format!("{name}{}", &module[first.len()..])
                        }
                        ImportKind::Named(name) => {
                            format!("{}::{name}{}", import.module, &module[first.len()..])
                        }
                        _ => module.to_owned(),
                    },
                    None => module.to_owned(),
                };
                let own_name = self.program.module_name(file, &module);
                for library in self.libraries.by_module(Family::Rust, &own_name) {
                    if let Some(export) = self.libraries.export(library, simple) {
                        return Some(self.export_value(file, library, export, simple, &own_name));
                    }
                }
                let is_own = ["crate", "self", "super"]
                    .iter()
                    .any(|own| module.starts_with(own));
                let simple = Text::from(last_name(simple));
                let is_known = is_own
                    || self
                        .program
                        .imports(file)
                        .any(|import| import.local == first);
                if !is_known && !module.is_empty() {
                    // A module of this crate, by its file's or folder's name.
                    let found = self.imported_value(file, Family::Rust, &module, &simple);
                    return found.filter(|value| !value.is_hole());
                }
                self.imported_value(file, Family::Rust, &module, &simple)
            }
            Family::EcmaScript | Family::Python => None,
        }
    }
}

/// A function of the project as a value.
pub(super) fn function_value(key: FunctionKey) -> Value {
    Value::Function(Rc::new(FunctionValue {
        function: key,
        receiver: None,
        summary: None,
        substitutions: Vec::new(),
    }))
}

/// Whether a Rust module path may mean this file: its last part is the file's, or its folder's, name.
fn module_ends_with(path: &str, module: &str) -> bool {
    let last = last_name(module);
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.rsplit('/').next() == Some(last)
        || (matches!(last, "crate" | "super" | "self") && !last.is_empty())
}
