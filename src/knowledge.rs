//! What the program knows of operations, from the catalog and the roles.

use crate::call::Call;
use crate::catalog::{Catalog, OperationId, Segment, TokenNeed};
use crate::judge::{Knowledge, Nearest, OperationFacts};

/// Neighbours of an unknown route that are named.
const MOST_NEAREST: usize = 5;

/// What the program carries.
pub struct Embedded;

impl Knowledge for Embedded {
    fn operation(&self, id: OperationId) -> OperationFacts {
        facts(Catalog::embedded(), id)
    }

    fn nearest(&self, call: &Call) -> Vec<Nearest> {
        let segments: Vec<Segment<'_>> = call
            .path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| {
                if segment.contains("{}") {
                    Segment::Unknown
                } else {
                    Segment::Literal(segment)
                }
            })
            .collect();
        Catalog::embedded()
            .nearest(call.method, &segments, MOST_NEAREST)
            .into_iter()
            .map(|near| Nearest {
                operation: self.operation(near.operation),
                reason: near.reason,
            })
            .collect()
    }
}

/// An operation and what it asks of a token.
pub fn facts(catalog: &Catalog, id: OperationId) -> OperationFacts {
    let operation = catalog.get(id);
    OperationFacts {
        operation_id: operation.operation_id.clone(),
        api: operation.api.clone(),
        method: operation.method.to_string(),
        path: operation.path.clone(),
        scopes: operation.scopes.clone(),
        credentials: operation.credentials.clone(),
        api_token_when: operation.token.as_ref().and_then(TokenNeed::required_when),
        roles: Vec::new(),
        permissions: Vec::new(),
        role_basis: None,
        lifecycle: (!operation.lifecycle.is_empty()).then(|| operation.lifecycle.clone()),
        deprecated: operation.deprecated,
        last_published: operation.last_published.clone(),
    }
}
