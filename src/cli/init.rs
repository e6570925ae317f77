//! `oktalint init`.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::output::Output;
use super::scan::scan;
use super::{Failure, Status};
use crate::config::{Config, FILE_NAME};
use crate::init::{Draft, draft};
use crate::judge::Judgement;
use crate::printable::printable;
use crate::words::count;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder to look at; the configuration is written into it
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Print the configuration, and write nothing
    #[arg(long)]
    stdout: bool,

    /// Number of threads; as many as there are processors by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let folder = &arguments.path;
    if folder.is_file() {
        return Err(Failure(miette::miette!(
            code = "oktalint::init::no_folder",
            help = "name the folder that the configuration is for",
            "`{}` is a file",
            folder.display()
        )));
    }
    let target = folder.join(FILE_NAME);
    // Whatever is there, be it a link to nowhere, somebody put it there.
    if !arguments.stdout && target.symlink_metadata().is_ok() {
        return Err(exists(&target));
    }
    let working_directory = std::env::current_dir()
        .map_err(|error| miette::miette!("the working directory is not readable: {error}"))?;
    let base = std::path::absolute(folder)
        .map_err(|error| miette::miette!("cannot use `{}`: {error}", folder.display()))?;
    let config = Config::none(&base);
    let roots = [folder.clone()];
    let outcome = scan(
        &config,
        &roots,
        &working_directory,
        arguments.threads,
        &crate::judge::Against::default(),
        output,
    )?;
    let base = config.base.clone();
    let drafted =
        draft(&outcome.judgement, &base, &working_directory).map_err(miette::Report::new)?;
    let Some(draft) = drafted else {
        output.note(&nothing(&outcome.judgement));
        return Ok(Status::Clean);
    };
    if arguments.stdout {
        output.results(|out| out.write_all(draft.text.as_bytes()))?;
        return Ok(Status::Clean);
    }
    create(&target, draft.text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(&target),
        _ => Failure(miette::miette!(
            code = "oktalint::output",
            "cannot write `{}`: {error}",
            target.display()
        )),
    })?;
    output.note(&next_steps(
        &draft,
        folder,
        &target,
        shadowed(&base).as_deref(),
    ));
    Ok(Status::Clean)
}

fn exists(target: &Path) -> Failure {
    Failure(miette::miette!(
        code = "oktalint::init::exists",
        help = "it stays as it is; `oktalint init --stdout` prints what would be written, to compare with it",
        "`{}` is there already",
        target.display()
    ))
}

fn nothing(judgement: &Judgement) -> String {
    let files = count(judgement.files_seen, "file");
    let declared = match judgement.declarations.len() {
        0 => String::new(),
        number => format!(
            "; what {} of tokens say is read without one",
            count(number, "declaration")
        ),
    };
    format!(
        "no call of Okta's API was found in {files}, so there is no token to declare, and no {FILE_NAME} was written{declared}"
    )
}

/// The configuration of a folder above, which no longer holds for this one.
fn shadowed(base: &Path) -> Option<PathBuf> {
    Config::find(base.parent()?)
}

fn next_steps(draft: &Draft, folder: &Path, target: &Path, shadowed: Option<&Path>) -> String {
    let show = |path: &Path| printable(&path.to_string_lossy()).into_owned();
    let tokens = count(draft.tokens, "token");
    let mut said = format!(
        "wrote {}: {tokens} for {}",
        show(target),
        count(draft.calls, "call")
    );
    if draft.unresolved > 0 {
        let places = count(draft.unresolved, "place");
        said +=
            &format!("; {places} of which it is not known what they call are listed at its end");
    }
    if let Some(above) = shadowed {
        said += &format!(
            "\n  {} holds no longer for what is below this folder",
            show(above)
        );
    }
    let path = match folder {
        folder if folder == Path::new(".") => String::new(),
        folder => format!(" {}", show(folder)),
    };
    said += &format!(
        "\nnext:
  read the file, and correct names, kinds of tokens and paths
  oktalint check{path}            holds every call against it
  oktalint plan{path}             says what each token must be allowed at least, and why
  oktalint baseline write         lets existing findings be, so that only new ones fail
  the README's part \"In CI\"       has recipes for pull requests on GitHub and GitLab, and for pre-commit"
    );
    said
}

/// Writes a file that is not there yet, as a whole: under another name first, which then becomes this one unless somebody was faster.
fn create(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = target.with_file_name(format!(".{FILE_NAME}.{}.tmp", std::process::id()));
    let written = fill(&beside, bytes).and_then(|()| std::fs::hard_link(&beside, target));
    match written {
        Ok(()) => std::fs::remove_file(&beside),
        Err(error) => {
            // The first error is the one to tell; a file that was never made can't be removed.
            let _ = std::fs::remove_file(&beside);
            match error.kind() {
                io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied => fill(target, bytes),
                _ => Err(error),
            }
        }
    }
}

/// Neither a file that is there nor a link is written through.
fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    let written = file.write_all(bytes);
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written
}
