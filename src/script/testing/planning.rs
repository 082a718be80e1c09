//! Runs a policy over the library of a test and plans what it asked for: with the same planner as `plan` does.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use super::record::PolicyRun;
use super::world::World;
use crate::model::{Diagnostic, VideoId};
use crate::plan::{Context, Limits, Plan, ProtectedId, Protection, Refreshing, Shields, build};
use crate::query::{self, Matcher};
use crate::script::catalog::Catalog;
use crate::script::drafting::{Drafted, look_up};
use crate::script::memory::MemoryCatalog;
use crate::script::policy::Policy;
use crate::script::run::{RunOptions, run};

/// How long one policy may work in a test.
pub(super) const TIME: Duration = Duration::from_mins(1);

/// What the configuration of an account says, as far as it decides about a plan.
pub(super) struct Account {
    pub(super) limits: Limits,
    pub(super) shields: Shields,
    /// Queries of what is protected. They are read with the clock of the run.
    pub(super) protected: Vec<String>,
    pub(super) ids: BTreeMap<VideoId, ProtectedId>,
    pub(super) folders: Vec<String>,
    pub(super) deleted_last_day: u64,
}

impl Default for Account {
    /// As an account without settings has it, except for what is measured by the size of the library: that of a test is
    /// so small that the share and the survivors would block every plan.
    fn default() -> Self {
        let mut limits = Limits::default();
        for (name, value) in [("share", "100%"), ("survivors", "0")] {
            // Both are limits that there are.
            let _ = limits.set(name, value);
        }
        Self {
            limits,
            shields: Shields::default(),
            protected: Vec::new(),
            ids: BTreeMap::new(),
            folders: Vec::new(),
            deleted_last_day: 0,
        }
    }
}

impl Account {
    fn protection(&self, now: Timestamp) -> Result<Protection, Box<Diagnostic>> {
        let mut protection = Protection { folders: self.folders.iter().cloned().collect(), ..Protection::default() };
        protection.add(self.ids.clone());
        if !self.protected.is_empty() {
            let parts =
                self.protected.iter().map(|text| query::parse(text, now).map(|query| query.root).map_err(Box::new));
            let either = query::Expr::Or(parts.collect::<Result<_, _>>()?);
            protection.query = Some((self.protected.join(" OR "), Matcher::of(&either)));
        }
        Ok(protection)
    }
}

/// Everything of a world that a plan is made of, so that no lock is held while the policy runs.
struct Planning {
    catalog: Arc<MemoryCatalog>,
    now: Timestamp,
    limits: Limits,
    shields: Shields,
    protection: Protection,
    deleted_last_day: u64,
    cancel: Arc<AtomicBool>,
}

impl Planning {
    fn of(world: &World) -> Result<Self, Box<Diagnostic>> {
        let catalog = world.catalog();
        let state = world.state();
        Ok(Self {
            catalog,
            now: state.now,
            limits: state.account.limits.clone(),
            shields: state.account.shields.clone(),
            protection: state.account.protection(state.now)?,
            deleted_last_day: state.account.deleted_last_day,
            cancel: Arc::clone(&world.cancel),
        })
    }

    fn plan(self, policy: &Policy, mut options: RunOptions, run_: &mut PolicyRun) -> Result<Plan, Box<Diagnostic>> {
        options.cancel = Arc::clone(&self.cancel);
        options.limits.time = TIME;
        let unreadable = |message: String| Box::new(Diagnostic::error("library", message));
        let total = self.catalog.total().map_err(|error| unreadable(error.message))?;
        let catalog: Arc<dyn Catalog> = Arc::clone(&self.catalog) as _;
        let mut outcome = run(policy, catalog, options)?;
        run_.messages = std::mem::take(&mut outcome.messages);
        let mut drafted = Drafted::default();
        drafted.add(policy, outcome);
        let library = drafted.library(total);
        let stopped = || self.cancel.load(Ordering::Relaxed);
        let assets = look_up(self.catalog.as_ref(), &drafted.draft.proposals, true, &stopped)
            .ok_or_else(|| Box::new(Diagnostic::error("interrupted", "the test was stopped")))?;
        let capabilities = self.catalog.capabilities();
        let context = Context {
            policies: drafted.policies,
            limits: self.limits,
            deleted_last_day: self.deleted_last_day,
            protection: self.protection,
            shields: self.shields,
            refreshing: Refreshing { enabled: capabilities.refreshes, left_today: None },
            assets,
            ..Context::new(self.catalog.account(), capabilities, library, self.now)
        };
        Ok(build(drafted.draft, context))
    }
}

/// Runs a policy in a world and keeps a record of it there.
///
/// # Errors
/// Fails as the policy does.
pub(super) fn run_policy(
    world: &World,
    policy: Arc<Policy>,
    params: BTreeMap<String, String>,
) -> Result<PolicyRun, Box<Diagnostic>> {
    let mut record =
        PolicyRun { policy: Arc::clone(&policy), plan: None, messages: Vec::new(), conditions: Vec::new() };
    let recorder = world.recorder.map(|recorder| Arc::new(recorder()));
    let traced = recorder.as_ref().map(|recorder| Arc::new(policy.traced(recorder)));
    let policy = traced.unwrap_or(policy);
    let options = RunOptions { params, recorder: recorder.clone(), ..RunOptions::at(world.now()) };
    let planned = Planning::of(world).and_then(|planning| planning.plan(&policy, options, &mut record));
    record.conditions = recorder.map(|recorder| recorder.conditions()).unwrap_or_default();
    let result = planned.map(|plan| record.plan = Some(Arc::new(plan)));
    world.state().runs.push(record.clone());
    result.map(|()| record)
}
