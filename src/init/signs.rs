//! What in a repository says which kind of token its calls use.

use std::collections::BTreeSet;

use crate::call::Location;
use crate::config::CredentialName;
use crate::grants::Declaration;
use crate::grants::modes::likely_mode_of;
use crate::judge::Judgement;

/// One place that says what kind of token is used.
#[derive(Clone, Debug)]
pub struct Sign<'a> {
    pub credential: CredentialName,
    /// For a person: `Configuration is told mode PrivateKey`.
    pub what: String,
    pub location: &'a Location,
    /// The scopes that are asked for there, where all of them are known.
    pub asked: Option<BTreeSet<String>>,
    pub kind: SignKind,
}

/// Where a sign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignKind {
    /// An SDK's client is set up here.
    Client,
    /// A request sends it.
    Request,
    /// A settings file, or the environment of a deployment.
    Settings,
}

/// All signs outside of test code: those in code first, each by file and place.
pub fn signs(judgement: &Judgement) -> Vec<Sign<'_>> {
    let mut signs = Vec::new();
    let clients = judgement.settings.iter();
    for client in clients.filter(|one| !one.is_sign_in && !one.in_test) {
        let Some(mode) = likely_mode_of(client) else {
            continue;
        };
        let asked = client
            .scopes
            .as_ref()
            .filter(|_| mode.credential.is_oauth());
        signs.push(Sign {
            credential: mode.credential,
            what: format!("{} works in mode {}", client.symbol, mode.name),
            location: &client.location,
            asked: asked.map(|scopes| scopes.iter().map(|(name, _)| name.clone()).collect()),
            kind: SignKind::Client,
        });
    }
    let mut seen = BTreeSet::new();
    for judged in judgement.calls.iter().filter(|one| !one.call.in_test) {
        let call = &judged.call;
        if call.sends_api_token && seen.insert(&call.location.file.path) {
            signs.push(Sign {
                credential: CredentialName::ApiToken,
                what: format!("{} sends an SSWS token", call.symbol),
                location: &call.location,
                asked: None,
                kind: SignKind::Request,
            });
        }
    }
    for one in &judgement.declarations {
        let is_settings = !one.is_granted && one.name.is_none() && !one.location.file.in_test;
        let Some(credential) = one.credential.filter(|_| is_settings) else {
            continue;
        };
        let asked = one.scopes.as_ref().filter(|_| credential.is_oauth());
        signs.push(Sign {
            credential,
            what: what(one),
            location: &one.location,
            asked: asked.map(|scopes| scopes.iter().map(|scope| scope.name.clone()).collect()),
            kind: SignKind::Settings,
        });
    }
    signs
}

/// What a declaration is of, without its file, which is said beside it.
pub fn what(one: &Declaration) -> String {
    let file = format!(" in {}", one.location.file.path);
    one.what.strip_suffix(&file).unwrap_or(&one.what).to_owned()
}
