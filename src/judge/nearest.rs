//! For a route that is not known: the operations that may have been meant.

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::OperationFacts;

/// An operation near to a route that is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Nearest {
    #[serde(flatten)]
    pub operation: OperationFacts,
    /// What differs: another verb, a missing segment, the spelling.
    pub reason: String,
}

/// A help line that names the nearest operations.
pub fn help(nearest: &[Nearest]) -> Option<String> {
    const SHOWN: usize = 3;
    let shown: Vec<String> = nearest
        .iter()
        .take(SHOWN)
        .map(|near| format!("{} ({})", near.operation.title(), near.reason))
        .collect();
    (!shown.is_empty()).then(|| format!("nearest: {}", shown.join("; ")))
}
