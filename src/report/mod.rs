//! What a run found, in a format for each reader: people, code hosts, CI services, programs. No decision is made here.

pub mod contract;
mod describe;
pub mod diff;
pub mod escape;
mod excerpt;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod inert;
pub mod json;
pub mod junit;
mod line_hash;
pub mod markdown;
pub mod sarif;
pub mod text;

pub use escape::write_json;

/// Which findings a report has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Those that are held against the code.
    Open,
    /// Also those that a baseline, a comment or an approval lets be.
    All,
}
