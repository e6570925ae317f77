use crate::ir::Module;

pub fn language(_name: &str, _ending: &str) -> Option<&'static str> {
    None
}

pub fn lower(_source: &str, _language: &'static str) -> Module {
    Module::default()
}
