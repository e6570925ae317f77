//! Which token is asked about: one of the configuration, or one that the arguments describe.

use std::path::Path;

use crate::config::{Config, CredentialName, Token};

/// Which token is asked about.
#[derive(Debug, clap::Args)]
pub struct TokenArguments {
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
}

impl TokenArguments {
    /// Whether the arguments say anything about a token.
    pub fn are_given(&self) -> bool {
        let described = [&self.scopes, &self.roles, &self.permissions];
        self.token.is_some()
            || self.credential.is_some()
            || described.iter().any(|names| names.is_some())
    }

    /// The token.
    ///
    /// # Errors
    /// The configuration can't be read or does not declare it, or a scope, role or permission does not exist.
    pub fn token(&self, config: Option<&Path>) -> Result<Token, miette::Report> {
        match &self.token {
            Some(name) => configured(config, name),
            None => self.described(),
        }
    }

    /// A token as the arguments describe it, checked as one of the configuration is.
    fn described(&self) -> Result<Token, miette::Report> {
        let credential = self.credential.unwrap_or(match &self.scopes {
            Some(_) => CredentialName::OauthService,
            None => CredentialName::ApiToken,
        });
        Token::described(
            credential,
            self.scopes.as_deref(),
            self.roles.as_deref(),
            self.permissions.as_deref(),
        )
        .map_err(miette::Report::new)
    }
}

fn configured(config: Option<&Path>, name: &str) -> Result<Token, miette::Report> {
    let working_directory = std::env::current_dir()
        .map_err(|error| miette::miette!("the working directory is not readable: {error}"))?;
    let file = config
        .map(Path::to_owned)
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
