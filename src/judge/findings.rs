//! What the lints have to say: of calls, of tokens, of places, of what is new, and of what lets findings be.

use std::sync::Arc;

use time::Date;

use super::comment::{Comment, Directive};
use super::delta::{Comparison, TokenDelta};
use super::fingerprint::hash;
use super::lint::{
    CHECKS, Case, Complaint, DECLARATION_CHECKS, DeclarationCase, FILE_CHECKS, NEW_CHECKS, NewCase,
    PlaceComplaint, SETTINGS_CHECKS, SettingsCase, TOKEN_CHECKS, TokenCase,
};
use super::{Finding, JudgedCall, OperationFacts, Standing, TokenRequirement, standing};
use crate::call::{Call, ClientSettings, Location, SourceFile};
use crate::config::{Approval, Config, Token, nearest};
use crate::grants::Declaration;
use crate::lints::{self, Level};

/// What findings are made with.
pub struct Lints<'a> {
    pub config: &'a Config,
    /// A path of a report as globs of the configuration see it.
    pub path_of: &'a dyn Fn(&str) -> String,
}

impl Lints<'_> {
    /// What lints have to say about calls.
    pub fn of_calls(&self, calls: &[JudgedCall]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, judged) in calls.iter().enumerate() {
            if judged.call.in_test && !self.config.include_tests {
                continue;
            }
            let token = judged.token.as_ref();
            let tokens = &self.config.tokens;
            let case = Case {
                call: &judged.call,
                operations: &judged.operations,
                nearest: &judged.nearest,
                token: token.and_then(|name| tokens.iter().find(|token| token.name == *name)),
            };
            for (id, check) in CHECKS {
                if self.level(id, &judged.call.location) == Level::Off {
                    continue;
                }
                let complaint = check(&case);
                findings.extend(complaint.and_then(|said| self.of_call(id, at, judged, said)));
            }
        }
        findings
    }

    /// What lints have to say about calls that are new; `tokens` is how what tokens need has changed.
    pub fn of_new_calls(
        &self,
        calls: &[JudgedCall],
        comparison: &Comparison,
        tokens: &[TokenDelta],
        base: &str,
    ) -> Vec<Finding> {
        let mut left: Vec<TokenDelta> = tokens.to_vec();
        let mut findings = Vec::new();
        for (at, judged) in calls.iter().enumerate() {
            let counts = !judged.call.in_test || self.config.include_tests;
            if !comparison.is_new(at) || !counts {
                continue;
            }
            let of_token = left.iter_mut().find(|delta| delta.token == judged.token);
            let brought = of_token.map(|delta| {
                let brought = delta.brought_by(&judged.operations);
                delta.take(&brought);
                brought
            });
            let case = NewCase {
                base,
                operations: &judged.operations,
                privileges: &self.config.gate.privileges,
                token: judged.token.as_deref(),
                brought: &brought.unwrap_or_default(),
            };
            let said = NEW_CHECKS.iter().find_map(|(id, check)| {
                let is_on = self.level(id, &judged.call.location) > Level::Off;
                let complaint = is_on.then(|| check(&case))??;
                self.of_call(id, at, judged, complaint)
            });
            findings.extend(said);
        }
        findings
    }

    /// What lints have to say about a token as a whole, where calls use it.
    pub fn of_token(
        &self,
        token: &Token,
        requirement: &TokenRequirement,
        calls: &[&JudgedCall],
    ) -> Vec<Finding> {
        if calls.is_empty() {
            return Vec::new();
        }
        let operations: Vec<&[OperationFacts]> = calls
            .iter()
            .map(|judged| judged.operations.as_slice())
            .collect();
        let case = TokenCase {
            token,
            requirement,
            calls: &operations,
        };
        let mut findings = Vec::new();
        for (id, check) in TOKEN_CHECKS {
            let key = format!("{id}\n{}", token.name);
            findings.extend(self.of_places(id, &key, check(&case)));
        }
        findings
    }

    /// What lints have to say about what settings or infrastructure say of a token. `declared` is the configuration as it is written.
    pub fn of_declaration(&self, declaration: &Declaration, declared: &Config) -> Vec<Finding> {
        if declaration.location.file.in_test && !self.config.include_tests {
            return Vec::new();
        }
        let named = |token: &&Token| declaration.name.as_ref() == Some(&token.name);
        let case = DeclarationCase {
            declaration,
            declared: declared.tokens.iter().find(named),
        };
        let mut findings = Vec::new();
        for (id, check) in DECLARATION_CHECKS {
            let key = format!("{id}\n{}", declaration.what);
            findings.extend(self.of_places(id, &key, check(&case)));
        }
        findings
    }

    /// What lints have to say about a file.
    pub fn of_file(&self, file: &Arc<SourceFile>) -> Vec<Finding> {
        if file.in_test && !self.config.include_tests {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for (id, check) in FILE_CHECKS {
            let key = format!("{id}\n{}", (self.path_of)(&file.path));
            findings.extend(self.of_places(id, &key, check(file)));
        }
        findings
    }

    /// What lints have to say about what an SDK's client is told. `declared` is the configuration as it is written.
    pub fn of_settings(&self, settings: &ClientSettings, declared: &Config) -> Vec<Finding> {
        if settings.in_test && !self.config.include_tests {
            return Vec::new();
        }
        let path = (self.path_of)(&settings.location.file.path);
        let case = SettingsCase {
            settings,
            declared: declared.token_of(&path).map(|at| &declared.tokens[at]),
        };
        let mut findings = Vec::new();
        for (id, check) in SETTINGS_CHECKS {
            let key = format!("{id}\n{path}");
            findings.extend(self.of_places(id, &key, check(&case)));
        }
        findings
    }

    /// What there is to say about approvals that hold no more, or that no call is about.
    pub fn of_approvals(
        &self,
        used: &std::collections::BTreeSet<usize>,
        today: Option<Date>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, approval) in self.config.approvals.iter().enumerate() {
            let (id, said) = match (standing::holds(approval, today), used.contains(&at)) {
                (false, _) => ("expired-approval", expired(approval)),
                (true, false) => ("unused-approval", unused_approval(approval)),
                (true, true) => continue,
            };
            let place = PlaceComplaint {
                about: approval.what.name().to_owned(),
                location: approval.location.clone(),
                complaint: said,
            };
            findings.extend(self.of_places(id, id, vec![place]));
        }
        findings
    }

    /// What there is to say about comments that are meant to let findings be. Those that say it well are returned.
    pub fn of_comments(&self, comments: Vec<Comment>) -> (Vec<Comment>, Vec<Finding>) {
        let mut good = Vec::new();
        let mut findings = Vec::new();
        for comment in comments {
            match self.mistake(&comment.directive) {
                None => good.push(comment),
                Some(said) => {
                    findings.extend(self.of_comment("invalid-suppression", &comment, said))
                }
            }
        }
        (good, findings)
    }

    /// What there is to say about comments that name lints in vain.
    pub fn of_unused_comments(
        &self,
        comments: &[Comment],
        unused: Vec<(usize, Vec<String>)>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, lints) in unused {
            let Some(comment) = comments.get(at) else {
                continue;
            };
            let file = &comment.location.file;
            let is_on = |lint: &&String| self.level(lint, &comment.location) > Level::Off;
            let lints: Vec<&String> = lints.iter().filter(is_on).collect();
            if lints.is_empty() || (file.in_test && !self.config.include_tests) {
                continue;
            }
            let said = Complaint {
                message: format!(
                    "This comment allows {}, and there is nothing to allow.",
                    crate::words::list(&lints, "and")
                ),
                label: "lets nothing be".to_owned(),
                help: Some("remove the comment, or move it to the line of the call".to_owned()),
                is_certain: true,
                is_inferred: false,
            };
            findings.extend(self.of_comment("unused-suppression", comment, said));
        }
        findings
    }

    /// What is wrong with a directive.
    fn mistake(&self, directive: &Directive) -> Option<Complaint> {
        let said = |message: String, label: &str, help: Option<String>| Complaint {
            message,
            label: label.to_owned(),
            help,
            is_certain: true,
            is_inferred: false,
        };
        let form = || {
            Some("write `oktalint: allow(LINT) REASON` on the line or above it, or `oktalint: allow-file(LINT) REASON`".to_owned())
        };
        match directive {
            Directive::Malformed(why) => {
                let message = format!("This comment allows nothing: {why}.");
                Some(said(message, "not understood", form()))
            }
            Directive::Allow { lints, reason, .. } => {
                if let Some(unknown) = lints.iter().find(|id| lints::find(id).is_none()) {
                    let ids = lints::all().iter().map(|page| page.id);
                    let help = nearest(unknown, ids).map(|id| format!("did you mean `{id}`?"));
                    let message =
                        format!("This comment allows nothing: there is no lint `{unknown}`.");
                    return Some(said(message, "unknown lint", help));
                }
                (reason.is_empty() && self.config.require_reason).then(|| {
                    said(
                        "This comment allows nothing: it does not say why.".to_owned(),
                        "no reason behind it",
                        form(),
                    )
                })
            }
        }
    }

    fn of_comment(&self, id: &str, comment: &Comment, said: Complaint) -> Vec<Finding> {
        let file = &comment.location.file;
        if file.in_test && !self.config.include_tests {
            return Vec::new();
        }
        let key = format!("{id}\n{}", (self.path_of)(&file.path));
        let place = PlaceComplaint {
            about: file.text
                [comment.location.span.start as usize..comment.location.span.end as usize]
                .to_owned(),
            location: comment.location.clone(),
            complaint: said,
        };
        self.of_places(id, &key, vec![place])
    }

    fn of_call(
        &self,
        id: &str,
        at: usize,
        judged: &JudgedCall,
        complaint: Complaint,
    ) -> Option<Finding> {
        let call: &Call = &judged.call;
        let level = self.level(id, &call.location);
        let lint = lints::find(id)?;
        (level > Level::Off).then(|| Finding {
            lint,
            level: complaint.level(level),
            message: complaint.message,
            label: complaint.label,
            help: complaint.help,
            location: call.location.clone(),
            call: Some(at),
            fingerprint: hash(&format!("{id}\n{}", judged.fingerprint)),
            standing: Standing::Open,
        })
    }

    /// Complaints about places as findings; `key` tells where they come from.
    fn of_places(&self, id: &str, key: &str, complaints: Vec<PlaceComplaint>) -> Vec<Finding> {
        let findings = complaints.into_iter().filter_map(|said| {
            let level = self.level(id, &said.location);
            let lint = lints::find(id)?;
            (level > Level::Off).then(|| Finding {
                lint,
                level: said.complaint.level(level),
                fingerprint: hash(&format!("{key}\n{}", said.about)),
                message: said.complaint.message,
                label: said.complaint.label,
                help: said.complaint.help,
                location: said.location,
                call: None,
                standing: Standing::Open,
            })
        });
        findings.collect()
    }

    fn level(&self, id: &str, location: &Location) -> Level {
        self.config.level(id, &(self.path_of)(&location.file.path))
    }
}

fn expired(approval: &Approval) -> Complaint {
    let expires = approval.expires.map(|date| date.to_string());
    Complaint {
        message: format!(
            "The approval of {} by {} ended with {}.",
            approval.what.name(),
            approval.by,
            expires.unwrap_or_default()
        ),
        label: "holds no more".to_owned(),
        help: Some(
            "look at the calls again: renew `expires`, or remove them and the entry".to_owned(),
        ),
        is_certain: true,
        is_inferred: false,
    }
}

fn unused_approval(approval: &Approval) -> Complaint {
    Complaint {
        message: format!(
            "No call is one that the approval of {} is about.",
            approval.what.name()
        ),
        label: "lets nothing in".to_owned(),
        help: Some("remove the entry, so that it lets nothing in later on".to_owned()),
        is_certain: true,
        is_inferred: false,
    }
}
