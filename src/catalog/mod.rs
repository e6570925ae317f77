//! The catalog of Okta operations: what exists, and what it asks of a token.
