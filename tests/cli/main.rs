//! The program as its users meet it: a process with arguments, two streams and an exit status.

mod arguments;
mod bombs;
mod bounds;
mod config;
mod declared;
mod docs;
mod formats;
mod hostile;
mod init;
mod injection;
mod limits;
mod lints;
mod manual;
mod nesting;
mod progress;
mod reports;
mod sarif;
mod stops;
mod story;
mod support;
mod trees;
mod walk;
