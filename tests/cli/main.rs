//! The program as its users meet it: a process with arguments, two streams and an exit status.

mod arguments;
mod config;
mod declared;
mod docs;
mod formats;
mod hostile;
mod init;
mod injection;
mod lints;
mod manual;
mod progress;
mod reports;
mod story;
mod support;
mod walk;
