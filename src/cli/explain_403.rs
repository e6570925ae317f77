//! `oktalint explain-403`.

use std::path::PathBuf;

use super::output::Output;
use super::scan::{Scan, ScanOptions};
use super::token::TokenArguments;
use super::{Failure, Status};
use crate::catalog::Method;
use crate::config::{Config, Token};
use crate::explain_403::{self, CallSite, Evidence};
use crate::report::inert::write_inert;
use crate::report::write_json;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What Okta answered: its JSON, the response's headers, an SDK's exception, with or without the log around it; `-` for standard
    /// input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,

    /// Files and folders in which the calls of the request are looked for
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The request that was refused, if the text does not tell: "POST /api/v1/users"
    #[arg(long, value_name = "REQUEST")]
    request: Option<String>,

    #[command(flatten)]
    token: TokenArguments,

    #[command(flatten)]
    scan: ScanOptions,

    /// How to print the explanation
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Text,
    Json,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let request = arguments.request.as_deref().map(request).transpose()?;
    let name = arguments.file.display();
    let text = super::ops::read(&arguments.file).map_err(|error| {
        miette::miette!(
            code = "oktalint::explain_403::unreadable",
            help = "the error is a text file, or `-` for standard input",
            "cannot read `{name}`: {error}"
        )
    })?;
    let evidence = explain_403::read(&text, request);
    if !evidence.tells() {
        return Err(Failure(miette::miette!(
            code = "oktalint::explain_403::no_error",
            help = "paste the JSON body with its errorCode, the response's status and headers, or the exception of an SDK",
            "no error of Okta's is recognisable in `{name}`"
        )));
    }
    let scanned = scan(arguments, &evidence, output)?;
    let token = match arguments.token.are_given() {
        true => Some(arguments.token.token(arguments.scan.config.as_deref())?),
        false => scanned.as_ref().and_then(only_token),
    };
    let sites = scanned.map(|(_, sites)| sites);
    let explanation = explain_403::explain(&evidence, token.as_ref(), sites);
    output.results(|out| match arguments.format {
        Kind::Text => write_inert(out, |out| explain_403::write(out, &explanation)),
        Kind::Json => write_json(out, &explanation),
    })?;
    Ok(Status::Clean)
}

/// `POST /api/v1/users`.
fn request(written: &str) -> Result<(Method, &str), miette::Report> {
    let parts = written.trim().split_once(char::is_whitespace);
    let parsed = parts.and_then(|(verb, path)| Some((verb.parse().ok()?, path.trim())));
    parsed.ok_or_else(|| {
        miette::miette!(
            code = "oktalint::explain_403::no_request",
            help = "write a verb and a path: --request \"POST /api/v1/users\"",
            "`{written}` is no request"
        )
    })
}

/// Looks for the calls, if there is something to look into.
fn scan(
    arguments: &Arguments,
    evidence: &Evidence,
    output: &Output,
) -> Result<Option<(Config, Vec<CallSite>)>, miette::Report> {
    if arguments.paths.is_empty() {
        return Ok(None);
    }
    let scan = Scan {
        paths: arguments.paths.clone(),
        options: arguments.scan.clone(),
    };
    let (config, outcome) = scan.run(output)?;
    let sites = explain_403::call_sites(&outcome.judgement, evidence, config.include_tests);
    Ok(Some((config, sites)))
}

/// The token of all calls, if they have the same.
fn only_token((config, sites): &(Config, Vec<CallSite>)) -> Option<Token> {
    let name = sites.first()?.token.as_deref()?;
    let is_only = sites.iter().all(|site| site.token.as_deref() == Some(name));
    let mut tokens = config.tokens.iter().filter(|_| is_only);
    tokens.find(|token| token.name == name).cloned()
}
