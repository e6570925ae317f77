//! Where results and messages go, and whether they are coloured.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::Failure;
use super::unfinished::Unfinished;
use crate::report::inert::inert;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal
    Auto,
    Always,
    Never,
}

/// The two streams of the process.
#[derive(Debug)]
pub struct Output {
    color: ColorChoice,
    pub quiet: bool,
    pub verbose: bool,
}

impl Output {
    pub fn new(color: ColorChoice, quiet: bool, verbose: bool) -> Output {
        Output {
            color,
            quiet,
            verbose,
        }
    }

    /// Whether results on standard output are coloured.
    pub fn colors_results(&self) -> bool {
        self.colors(io::stdout().is_terminal())
    }

    /// Writes results to standard output, as far as somebody reads them.
    pub fn results(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            // Nobody reads the results any more, which is their right, and changes neither the gate nor what goes into files.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }

    /// Writes results to a file, which holds either all of them or what it held before.
    pub fn results_to(
        &self,
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        replace(path, write).map_err(|error| {
            let path = path.display();
            Failure(miette::miette!(
                code = "oktalint::output",
                help = "its folder must exist, be writable and have room",
                "cannot write `{path}`: {error}"
            ))
        })
    }

    /// Writes results into a file, or to standard output without one or where it is named.
    pub fn results_in(
        &self,
        file: Option<&Path>,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match file.filter(|file| !is_standard_output(file)) {
            Some(file) => self.results_to(file, write),
            None => self.results(write),
        }
    }

    /// A message that is not a result; kept back by --quiet.
    pub fn note(&self, message: &str) {
        if !self.quiet {
            // There is nowhere left to say that standard error is closed.
            let _ = writeln!(io::stderr().lock(), "oktalint: {}", inert(message));
        }
    }

    /// A message for --verbose.
    pub fn detail(&self, message: &str) {
        if self.verbose {
            self.note(message);
        }
    }

    /// Why the run failed.
    pub fn error(&self, report: &miette::Report) {
        let theme = match self.colors(io::stderr().is_terminal()) {
            true => GraphicalTheme::unicode(),
            false => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(100)
            .with_links(false);
        let mut text = String::new();
        if handler.render_report(&mut text, report.as_ref()).is_err() {
            text = format!("{report}\n");
        }
        let _ = io::stderr().lock().write_all(inert(&text).as_bytes());
    }

    fn colors(&self, is_terminal: bool) -> bool {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if is_set("NO_COLOR") => false,
            ColorChoice::Auto if is_set("FORCE_COLOR") => true,
            ColorChoice::Auto => {
                is_terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// What else stands in the file that is standard output may not be lost, and renaming would lose it.
fn is_standard_output(path: &Path) -> bool {
    let names = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
    names.iter().any(|name| path.as_os_str() == *name)
}

/// Writes beside the file, then renames: who reads it meanwhile, or after a run that was stopped, never sees half a report.
fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let fill = |file: &File| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    };
    let (target, permissions) = match path.metadata() {
        // Renaming would put a file in the place of a pipe or device.
        Ok(metadata) if !metadata.is_file() => {
            let file = File::options().write(true).open(path)?;
            return fill(&file);
        }
        Ok(metadata) => (path.canonicalize()?, Some(metadata.permissions())),
        Err(_) => (path.to_owned(), None),
    };
    let Some(name) = target.file_name() else {
        return File::create(&target).and_then(|file| fill(&file));
    };
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.tmp", std::process::id()));
    let (unfinished, file) = Unfinished::create(target.with_file_name(beside))?;
    if let Some(permissions) = permissions {
        // Who may read the report is not changed by writing it anew.
        file.set_permissions(permissions)?;
    }
    fill(&file)?;
    unfinished.rename(&target)
}
