//! Names for calls that stay when lines move.

use std::collections::HashMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::facts::OperationFacts;
use crate::call::Call;

/// The fingerprint of each call.
///
/// It is made of what is called, the function around it, and the how-many-eth such call it is. The file takes part only
/// where a call stands in no function, so that moving a file changes little.
pub fn fingerprints<'a>(
    calls: impl IntoIterator<Item = (&'a Call, &'a [OperationFacts])>,
) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    calls
        .into_iter()
        .map(|(call, operations)| {
            let key = key(call, operations);
            let occurrence = seen.entry(key.clone()).or_default();
            *occurrence += 1;
            hash(&format!("{key}\n{occurrence}"))
        })
        .collect()
}

/// A short hash of a key, as hexadecimal digits.
pub fn hash(key: &str) -> String {
    const BYTES: usize = 10;
    let mut text = String::with_capacity(BYTES * 2);
    for byte in &Sha256::digest(key.as_bytes())[..BYTES] {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn key(call: &Call, operations: &[OperationFacts]) -> String {
    let mut key = String::new();
    for operation in operations {
        let _ = writeln!(key, "{} {}", operation.api, operation.operation_id);
    }
    if operations.is_empty() {
        let method = call.method.map_or("*", |method| method.as_str());
        let _ = writeln!(key, "{method} {}", call.path);
    }
    match call.enclosing.is_empty() {
        true => key.push_str(&call.location.file.path),
        false => key.push_str(&call.enclosing),
    }
    key
}
