use std::path::Path;

use crate::ir::Module;

/// Which grammar a script is read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// JavaScript and JSX.
    JavaScript,
    TypeScript,
    Tsx,
}

impl Dialect {
    pub fn of(path: &Path) -> Dialect {
        match path.extension().and_then(|e| e.to_str()) {
            Some("tsx") => Dialect::Tsx,
            Some("ts" | "mts" | "cts") => Dialect::TypeScript,
            _ => Dialect::JavaScript,
        }
    }
}

pub fn lower(_source: &str, _dialect: Dialect) -> Module {
    Module::default()
}
