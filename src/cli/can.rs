//! `oktalint can`.

use std::path::PathBuf;

use super::output::Output;
use super::{Failure, Status};
use crate::can::{self, Answer, Possibility};
use crate::config::{Config, CredentialName, Token};
use crate::report::write_json;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The HTTP verb
    method: String,

    /// The path, with ids or with placeholders for them: /api/v1/users/{id}
    path: String,

    /// A token of the configuration
    #[arg(long, value_name = "NAME", conflicts_with_all = ["credential", "scopes", "roles", "permissions"])]
    token: Option<String>,

    /// The kind of the token; api-token if no scopes are given, oauth-service if some are
    #[arg(long, value_name = "KIND")]
    credential: Option<CredentialName>,

    /// OAuth 2.0 scopes of the token
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', num_args = 0..)]
    scopes: Option<Vec<String>>,

    /// Standard admin roles behind the token
    #[arg(long, value_name = "ROLE", value_delimiter = ',', num_args = 0..)]
    roles: Option<Vec<String>>,

    /// Permissions of its custom admin roles
    #[arg(long, value_name = "PERMISSION", value_delimiter = ',', num_args = 0..)]
    permissions: Option<Vec<String>>,

    /// Use this configuration instead of the nearest oktalint.toml upward from the working directory
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// How to print the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Text,
    Json,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let token = match &arguments.token {
        Some(name) => configured(arguments, name)?,
        None => described(arguments)?,
    };
    let answer =
        can::answer(&arguments.method, &arguments.path, &token).map_err(miette::Report::new)?;
    output.results(|out| match arguments.format {
        Kind::Text => write_text(out, &answer),
        Kind::Json => write_json(out, &answer),
    })?;
    Ok(match answer.verdict {
        Possibility::Allowed => Status::Clean,
        _ => Status::Findings,
    })
}

fn configured(arguments: &Arguments, name: &str) -> Result<Token, miette::Report> {
    let working_directory = std::env::current_dir()
        .map_err(|error| miette::miette!("the working directory is not readable: {error}"))?;
    let file = arguments
        .config
        .clone()
        .or_else(|| Config::find(&working_directory));
    let Some(file) = file else {
        return Err(miette::miette!(
            code = "oktalint::can::no_configuration",
            help = "describe the token instead: --scopes … --roles …",
            "there is no oktalint.toml that could declare token `{name}`"
        ));
    };
    let config = Config::load(&file).map_err(miette::Report::new)?;
    let names: Vec<String> = config
        .tokens
        .iter()
        .map(|token| token.name.clone())
        .collect();
    let mut tokens = config.tokens.into_iter();
    tokens.find(|token| token.name == name).ok_or_else(|| {
        let help = format!("it declares: {}", names.join(", "));
        miette::miette!(
            code = "oktalint::can::unknown_token",
            help = help,
            "`{}` declares no token `{name}`",
            file.display()
        )
    })
}

/// A token as the arguments describe it, checked as one of the configuration is.
fn described(arguments: &Arguments) -> Result<Token, miette::Report> {
    let credential = arguments.credential.unwrap_or(match &arguments.scopes {
        Some(_) => CredentialName::OauthService,
        None => CredentialName::ApiToken,
    });
    Token::described(
        credential,
        arguments.scopes.as_deref(),
        arguments.roles.as_deref(),
        arguments.permissions.as_deref(),
    )
    .map_err(miette::Report::new)
}

fn write_text(out: &mut dyn std::io::Write, answer: &Answer) -> std::io::Result<()> {
    writeln!(out, "{}", answer.verdict.name())?;
    if let Some(operation) = &answer.operation {
        writeln!(out, "  {}", operation.title())?;
    }
    for reason in &answer.reasons {
        writeln!(out, "  {reason}")?;
    }
    Ok(())
}
