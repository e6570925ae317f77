//! Reads the SDK tables.

use super::Libraries;

pub(super) fn load(_libraries: &mut Libraries) {}
