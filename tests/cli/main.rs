//! The program as its users meet it: a process with arguments, two streams and an exit status.

mod arguments;
mod bombs;
mod config;
mod declared;
mod docs;
mod formats;
mod hostile;
mod lints;
mod nesting;
mod support;
mod trees;
mod walk;
