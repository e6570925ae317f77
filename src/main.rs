//! The command line: hands the arguments to the library and sets the exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    oktalint::cli::run(std::env::args_os())
}
