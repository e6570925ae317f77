//! Extension methods: those that the project declares, and those that a library gives to values of other types.

use std::collections::BTreeMap;

use crate::analysis::program::FunctionKey;
use crate::analysis::summary::Given;
use crate::analysis::value::Value;
use crate::ir::{FunctionKind, Text, TypeRef};
use crate::library::{Action, Family, LibraryId, Signature, TypeKey};

use super::guess::looks_like_path;
use super::methods::MOST_BY_NAME;
use super::{Interpreter, Place};

impl Interpreter<'_> {
    /// An extension method (C#), by name and receiver: the project's, else a library's.
    pub(super) fn extension_call(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
    ) -> Option<Value> {
        if self.family() != Some(Family::DotNet) {
            return None;
        }
        if let Some(value) = self.project_extension(receiver, name, given, place) {
            return Some(value);
        }
        if let Some((library, signature)) = self.library_extension(place.site.file, name) {
            let whole = Some(receiver);
            return Some(self.apply(
                &signature,
                library,
                whole,
                given,
                type_arguments,
                place,
                name,
            ));
        }
        self.text_extension(receiver, name, given, type_arguments, place)
    }

    fn project_extension(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        place: Place,
    ) -> Option<Value> {
        let keys = self.declared_extensions(name, false);
        if keys.is_empty() {
            return None;
        }
        let mut all = Vec::with_capacity(given.len() + 1);
        all.push(Given {
            name: None,
            value: receiver.clone(),
            span: place.name,
            is_spread: false,
        });
        all.extend(given.iter().cloned());
        let keys = self.best_overloads(keys, all.len());
        Some(self.call_project(keys, None, &all, Some(place)))
    }

    /// A property that an extension block adds to a type which has none of that name.
    pub(super) fn extension_property(
        &mut self,
        receiver: &Value,
        name: &Text,
        place: Place,
    ) -> Option<Value> {
        if self.family() != Some(Family::DotNet) {
            return None;
        }
        let keys = self.declared_extensions(name, true);
        let has_own = |this: &mut Self| match receiver {
            Value::Instance(instance) => {
                this.methods_of(instance.ty, name).is_some()
                    || this.field_value(instance.ty, name).is_some()
            }
            Value::External(external) => {
                let ty = this.libraries.ty(external.ty);
                ty.properties.contains_key(name) || ty.members.contains_key(name)
            }
            Value::Text(_) | Value::Symbol(_) | Value::Hole(_) => false,
            _ => true,
        };
        if keys.is_empty() || has_own(self) {
            return None;
        }
        let whole = Given {
            name: None,
            value: receiver.clone(),
            span: place.name,
            is_spread: false,
        };
        Some(self.call_project(keys, None, &[whole], Some(place)))
    }

    /// Extension methods of this name that the project declares, or properties.
    fn declared_extensions(&self, name: &Text, properties: bool) -> Vec<FunctionKey> {
        let program = self.program;
        let named = program
            .extensions_by_name
            .get(name)
            .map_or(&[][..], Vec::as_slice);
        let fits = |key: &FunctionKey| {
            let function = program.function(*key);
            function.is_some_and(|function| (function.kind == FunctionKind::Getter) == properties)
        };
        let found = named.iter().copied().filter(fits);
        found.take(MOST_BY_NAME).collect()
    }

    /// A library's extension method of any type, by the file's imports or without one.
    fn library_extension(&self, file: u32, name: &Text) -> Option<(LibraryId, Signature)> {
        let family = self.family()?;
        if let Some((library, signature)) = self.libraries.global_extension(family, name) {
            return Some((library, signature.clone()));
        }
        let mut imported = self.imported_libraries(file, family);
        imported.find_map(|id| {
            let signature = self.libraries.library(id).extensions.get(name)?;
            Some((id, signature.clone()))
        })
    }

    /// A method that a library gives to text: that of the type which is made of the text.
    fn text_extension(
        &mut self,
        receiver: &Value,
        name: &Text,
        given: &[Given],
        type_arguments: &[TypeRef],
        place: Place,
    ) -> Option<Value> {
        if !matches!(receiver, Value::Text(_) | Value::Hole(_) | Value::Symbol(_)) {
            return None;
        }
        let family = self.family()?;
        let found: Option<(TypeKey, bool)> = self
            .imported_libraries(place.site.file, family)
            .flat_map(|id| &self.libraries.library(id).text_types)
            .find_map(|ty| {
                let member = self.libraries.member(*ty, name, None)?;
                Some((*ty, matches!(member.action, Action::Request(_))))
            });
        let (ty, sends) = found?;
        // A client of unknown type that gets the URL is no URL itself.
        let takes_path = || {
            let mut patterns = given.iter().flat_map(|given| given.value.patterns());
            patterns.any(|pattern| looks_like_path(&pattern.shape()))
        };
        if sends && !matches!(receiver, Value::Text(_)) && takes_path() {
            return None;
        }
        let text = Given {
            name: None,
            value: receiver.clone(),
            span: place.name,
            is_spread: false,
        };
        match self.make_external(ty, None, &[text], BTreeMap::new(), place) {
            Value::External(made) => self.call_external(&made, name, given, type_arguments, place),
            _ => None,
        }
    }

    /// The libraries that a file imports.
    fn imported_libraries(&self, file: u32, family: Family) -> impl Iterator<Item = LibraryId> {
        let imports = self.program.imports(file);
        imports.flat_map(move |import| self.libraries.by_module(family, &import.module))
    }
}
