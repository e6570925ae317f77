//! oktalint: what an application's Okta token must be allowed to do, read from its source.
//!
//! One way through the house: walk → sift → syntax → link → resolve → judge → report.

pub mod call;
pub mod catalog;
pub mod ir;
pub mod library;
pub mod roles;
pub mod syntax;
