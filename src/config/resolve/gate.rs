//! The parts of the configuration that are about the gate: what fails a run, other levels for some files, and what was let in.

use std::ops::Range;
use std::sync::Arc;

use time::{Date, Month};
use toml::Spanned;

use super::super::Config;
use super::super::error::nearest_help;
use super::super::file::{ApproveEntry, GateEntry, OverrideEntry};
use super::super::gate::{
    Approval, Approved, DEFAULT_PRIVILEGED, FailOn, Gate, Override, Privileges, name_globs,
};
use super::Resolver;
use crate::call::Location;
use crate::catalog::Catalog;
use crate::ir::Span;
use crate::roles::Roles;

impl Resolver<'_> {
    pub(super) fn gate(&mut self, entry: GateEntry, base: &Config) -> Gate {
        let fail_on = match &entry.fail_on {
            // The schema has held the names already.
            Some(names) => {
                FailOn::new(names.iter().map(|name| name.get_ref().as_str())).unwrap_or_default()
            }
            None => FailOn::default(),
        };
        let mut are_well_formed = true;
        for glob in entry.privileged.iter().flatten().chain(&entry.allow) {
            are_well_formed &= self.name_glob(glob).is_some();
        }
        let privileged: Vec<&str> = match &entry.privileged {
            Some(globs) => globs.iter().map(|glob| glob.get_ref().as_str()).collect(),
            None => DEFAULT_PRIVILEGED.to_vec(),
        };
        let allowed: Vec<&str> = entry
            .allow
            .iter()
            .map(|glob| glob.get_ref().as_str())
            .collect();
        Gate {
            fail_on,
            baseline: entry.baseline.map(|path| base.base.join(path.get_ref())),
            privileges: are_well_formed
                .then(|| Privileges::new(&privileged, &allowed).ok())
                .flatten()
                .unwrap_or_default(),
        }
    }

    pub(super) fn overrides(&mut self, entries: Vec<OverrideEntry>) -> Vec<Override> {
        let overrides = entries.into_iter().map(|entry| Override {
            paths: self.globs(&entry.paths),
            levels: entry
                .lints
                .into_iter()
                .map(|(id, level)| (id.into_inner(), level))
                .collect(),
        });
        overrides.collect()
    }

    pub(super) fn approvals(&mut self, entries: Vec<ApproveEntry>) -> Vec<Approval> {
        entries
            .into_iter()
            .filter_map(|entry| self.approval(entry))
            .collect()
    }

    fn approval(&mut self, entry: ApproveEntry) -> Option<Approval> {
        for (what, text) in [("reason", &entry.reason), ("by", &entry.by)] {
            if text.get_ref().trim().is_empty() {
                let message = format!("an approval without `{what}`");
                self.mistake("bad-approval", text.span(), &message, "empty", None);
            }
        }
        let (what, span) = match (&entry.operation, &entry.scope, &entry.role) {
            (Some(operation), None, None) => (self.operation(operation)?, operation.span()),
            (None, Some(scope), None) => {
                let kept = self.scopes(std::slice::from_ref(scope));
                (Approved::Scope(kept.into_iter().next()?), scope.span())
            }
            (None, None, Some(role)) => (self.role(role)?, role.span()),
            (operation, scope, role) => {
                let given = [operation, scope, role].into_iter().flatten();
                let span = given.last().map_or(entry.reason.span(), Spanned::span);
                let message = "an approval is of one `operation`, `scope` or `role`";
                self.mistake("bad-approval", span, message, "this approval", None);
                return None;
            }
        };
        Some(Approval {
            what,
            paths: entry.paths.map(|paths| self.globs(&paths)),
            reason: entry.reason.into_inner(),
            by: entry.by.into_inner(),
            expires: entry.expires.and_then(|expires| self.date(&expires)),
            location: Location {
                file: Arc::clone(self.source),
                span: Span::new(span.start, span.end),
            },
        })
    }

    /// Operations by a glob; one that matches none is a slip of the pen.
    fn operation(&mut self, name: &Spanned<String>) -> Option<Approved> {
        self.name_glob(name)?;
        let globs = name_globs(&[name.get_ref()]).ok()?;
        let operations = Catalog::embedded().operations();
        let matches = operations.iter().any(|one| {
            let request = format!("{} {}", one.method.as_str(), one.path);
            globs.is_match(&one.operation_id) || globs.is_match(request)
        });
        if !matches {
            let help = nearest_help(
                name.get_ref(),
                operations.iter().map(|one| one.operation_id.as_str()),
            );
            let message = format!("Okta has no operation `{}`", name.get_ref());
            self.mistake(
                "unknown-operation",
                name.span(),
                &message,
                "matches none",
                help,
            );
            return None;
        }
        Some(Approved::Operation {
            name: name.get_ref().clone(),
            globs,
        })
    }

    fn role(&mut self, name: &Spanned<String>) -> Option<Approved> {
        let roles = Roles::embedded();
        if let Some(role) = roles.role(&name.get_ref().to_ascii_uppercase()) {
            return Some(Approved::Role(role.type_id.clone()));
        }
        let names = roles.standard().iter().map(|role| role.type_id.as_str());
        let help = nearest_help(name.get_ref(), names);
        let message = format!("Okta has no standard role `{}`", name.get_ref());
        let label = "not a type of standard role";
        self.mistake("unknown-role", name.span(), &message, label, help);
        None
    }

    fn date(&mut self, expires: &Spanned<toml::value::Datetime>) -> Option<Date> {
        let date = expires.get_ref().date.and_then(|date| {
            let month = Month::try_from(date.month).ok()?;
            Date::from_calendar_date(i32::from(date.year), month, date.day).ok()
        });
        if date.is_none() {
            let help = "write a day: `expires = 2027-06-30`".to_owned();
            self.mistake(
                "bad-date",
                expires.span(),
                "not a day",
                "not a day",
                Some(help),
            );
        }
        date
    }

    fn name_glob(&mut self, glob: &Spanned<String>) -> Option<()> {
        if !self.can_be_compiled(glob) {
            return None;
        }
        match name_globs(&[glob.get_ref()]) {
            Ok(_) => Some(()),
            Err(error) => {
                self.bad_name_glob(glob.span(), &error);
                None
            }
        }
    }

    fn bad_name_glob(&mut self, span: Range<usize>, error: &globset::Error) {
        let help = "`*` stands for anything".to_owned();
        let label = error.kind().to_string();
        self.mistake(
            "bad-glob",
            span,
            "not a well-formed glob",
            &label,
            Some(help),
        );
    }
}
