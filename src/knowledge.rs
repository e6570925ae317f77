//! What the program knows of operations, from the catalog and the roles.

use crate::call::Call;
use crate::catalog::{Catalog, Operation, OperationId, Segment, TokenNeed, path};
use crate::judge::{Knowledge, Nearest, OperationFacts};
use crate::roles::{Principal, Roles};

/// Neighbours of an unknown route that are named.
const MOST_NEAREST: usize = 5;

/// The query parameter that says which type of policies a request is about.
const POLICY_TYPE: &str = "type";

/// What the program carries.
pub struct Embedded;

impl Knowledge for Embedded {
    fn operation(&self, id: OperationId, call: &Call) -> OperationFacts {
        let request = Request {
            path: &call.path,
            query: &call.query,
        };
        facts(Catalog::embedded(), id, &request)
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
        let catalog = Catalog::embedded();
        catalog
            .nearest(call.method, &segments, MOST_NEAREST)
            .into_iter()
            .map(|near| Nearest {
                operation: facts(catalog, near.operation, &Request::default()),
                reason: near.reason,
            })
            .collect()
    }
}

/// What is known of a request beside its operation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// The path as written; empty if it isn't known.
    pub path: &'a str,
    pub query: &'a [(String, String)],
}

impl Request<'_> {
    /// The type of the policies that it is about.
    fn policy_type(&self) -> Option<&str> {
        let mut query = self.query.iter();
        query
            .find(|(name, _)| name == POLICY_TYPE)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the operation's first parameter is the caller.
    fn is_on_caller(&self, template: &str) -> bool {
        let pairs = path::segments_of(template).zip(path::segments_of(self.path));
        let mut parameters = pairs.filter(|(name, _)| name.starts_with('{'));
        parameters
            .next()
            .is_some_and(|(_, value)| Roles::embedded().caller_ids().any(|me| me == value))
    }
}

/// An operation and what it asks of a token, in a request.
pub fn facts(catalog: &Catalog, id: OperationId, request: &Request<'_>) -> OperationFacts {
    let roles = Roles::embedded();
    let operation = catalog.get(id);
    let mut access = roles.access(operation, request.policy_type());
    let mut self_scopes = Vec::new();
    if access.on_self && request.is_on_caller(&operation.path) {
        access.principal = Principal::Caller;
        self_scopes = roles.self_scopes(&operation.scopes);
    }
    OperationFacts {
        operation_id: operation.operation_id.clone(),
        api: operation.api.clone(),
        method: operation.method.to_string(),
        path: operation.path.clone(),
        scopes: operation.scopes.clone(),
        credentials: operation.credentials.clone(),
        api_token_when: operation.token.as_ref().and_then(TokenNeed::required_when),
        self_scopes,
        risk: roles.risk(operation, request.query).map(str::to_owned),
        access,
        lifecycle: lifecycle(operation),
        deprecated: operation.deprecated,
        last_published: operation.last_published.clone(),
    }
}

fn lifecycle(operation: &Operation) -> Option<String> {
    (!operation.lifecycle.is_empty()).then(|| operation.lifecycle.clone())
}
