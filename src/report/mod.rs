//! What a run found, as text for people and as JSON and SARIF for programs. No decision is made here.

pub mod contract;
pub mod diff;
pub mod escape;
mod excerpt;
pub mod json;
mod line_hash;
pub mod sarif;
pub mod text;

pub use escape::write_json;
