//! What about an operation is privileged.

use super::facts::OperationFacts;
use crate::config::{Privileges, RISKY_CALL, SUPER_ADMIN_ONLY};

/// The privileges that an operation takes: scopes, or the names of the lints and operations that the configuration counts for such.
pub fn privileges(operation: &OperationFacts, of: &Privileges) -> Vec<String> {
    let request = format!("{} {}", operation.method, operation.path);
    if of.is_allowed(&operation.operation_id) || of.is_allowed(&request) {
        return Vec::new();
    }
    let mut names: Vec<&str> = operation.scopes.iter().map(String::as_str).collect();
    if operation.access.is_super_admin_only() {
        names.push(SUPER_ADMIN_ONLY);
    }
    if operation.risk.is_some() {
        names.push(RISKY_CALL);
    }
    names.push(&operation.operation_id);
    names.push(&request);
    let privileged = names.into_iter().filter(|name| of.is_privileged(name));
    privileged.map(str::to_owned).collect()
}
