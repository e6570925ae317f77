//! Reads the HTTP client tables.

use super::Libraries;

pub(super) fn load(_libraries: &mut Libraries) {}
