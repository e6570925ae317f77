//! `oktalint --version`.

use super::output::Output;
use super::{Failure, Status};
use crate::catalog::provenance::provenance;

pub fn run(output: &Output) -> Result<Status, Failure> {
    output.results(|out| {
        writeln!(out, "oktalint {}", env!("CARGO_PKG_VERSION"))?;
        if output.verbose {
            for set in provenance() {
                let release = if set.release.is_empty() {
                    "-"
                } else {
                    set.release.as_str()
                };
                let date = if set.date.is_empty() {
                    "-"
                } else {
                    set.date.as_str()
                };
                writeln!(
                    out,
                    "{:24} {release:12} {date:12} {:5} entries  sha256 {}",
                    set.name, set.entries, set.sha256
                )?;
            }
        }
        Ok(())
    })?;
    Ok(Status::Clean)
}
