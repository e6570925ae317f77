use crate::ir::Module;

/// The module as compact pseudo-code, for tests and for looking at a frontend's work.
pub fn print(_module: &Module) -> String {
    String::new()
}
