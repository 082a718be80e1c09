//! From script files to a plan: what `plan` and `watch` have in common.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::args::{PlanningArgs, Sizes};
use super::config::AccountConfig;
use super::session::{ended_protections, protection};
use super::{Exit, Failure, Interrupt, Opened, Session};
use crate::model::{Diagnostic, VideoId};
use crate::plan::{
    Context, Draft, Explanation, LibraryView, Limits, Plan, PolicyRecord, Protection, Refreshing, build,
};
use crate::script::{
    Catalog, Drafted, FileSink, LookedAhead, Outcome, Policy, PolicySource, Recorder, RunOptions, Seen, Sink, look_up,
    run, seen_as,
};

/// How many ids a notice names.
const NAMED: usize = 5;

/// Everything that planning needs beside the scripts.
pub(super) struct Planning<'a> {
    /// The account.
    pub(super) config: &'a AccountConfig,
    /// The library.
    pub(super) catalog: Arc<dyn Catalog>,
    /// The options.
    pub(super) args: &'a PlanningArgs,
    /// The clock.
    pub(super) now: Timestamp,
    /// What the account's runs deleted in the last 24 hours.
    pub(super) deleted_last_day: u64,
    /// What the account wants of the content network afterwards.
    pub(super) refreshing: Refreshing,
    /// Ctrl-C.
    pub(super) interrupt: &'a Interrupt,
    /// Who hears what scripts say.
    pub(super) messages: Sink,
    /// Who hears what is worth knowing of the protections.
    pub(super) notice: &'a dyn Fn(&str),
    /// Notes the conditions of traced policies.
    pub(super) recorder: Option<Arc<Recorder>>,
    /// Who hears which files scripts read.
    pub(super) files: Option<FileSink>,
    /// How old the inventory is that is read; `None` when the platform is.
    pub(super) inventory_age_seconds: Option<u64>,
}

/// What the account wants of the content network, and what is left of the day's allowance where the platform tells and
/// may be asked.
pub(super) fn refreshing(session: &Session, opened: &Opened, ask: bool) -> Result<Refreshing, Failure> {
    let library = opened.library();
    if !opened.config.refresh_cdn || !library.capabilities().refreshes {
        return Ok(Refreshing::default());
    }
    if !ask {
        return Ok(Refreshing { enabled: true, left_today: None });
    }
    let quota = session.runtime().block_on(async {
        tokio::select! {
            quota = library.refresh_quota() => Ok(quota),
            () = session.interrupt.raised() => Err(Failure::new(Exit::Interrupted, "interrupted")),
        }
    })?;
    // A key that may not ask can plan all the same; the plan says that the allowance is not known.
    let quota = quota.unwrap_or_else(|error| {
        session.terminal.complain(&format!("warning: {error}"));
        None
    });
    Ok(Refreshing { enabled: true, left_today: quota.map(|quota| quota.addresses) })
}

/// Reads and compiles policies.
///
/// # Errors
/// A file that cannot be found is a mistake of the call; everything else is one of the policy.
pub(super) fn compile(scripts: &[PathBuf]) -> Result<Vec<Policy>, Failure> {
    if let Some(twice) =
        scripts.iter().enumerate().find(|(at, path)| scripts.iter().take(*at).any(|other| other == *path))
    {
        return Err(Failure::new(Exit::Usage, format!("the script {} is given twice", twice.1.display())));
    }
    let mut policies = Vec::with_capacity(scripts.len());
    let mut mistakes = Vec::new();
    for path in scripts {
        match compile_one(path)? {
            Ok(policy) => policies.push(policy),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(policies) } else { Err(Failure::from_diagnostics(Exit::Policy, mistakes)) }
}

fn compile_one(path: &Path) -> Result<Result<Policy, Vec<Diagnostic>>, Failure> {
    Ok(load(path)?.map_err(|diagnostic| vec![*diagnostic]).and_then(|source| Policy::compile(&source)))
}

/// Reads a script with what it imports.
///
/// # Errors
/// Fails when the file cannot be found.
pub(super) fn load(path: &Path) -> Result<Result<PolicySource, Box<Diagnostic>>, Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| {
        Failure::new(Exit::Usage, format!("failed to read the script {}: {error}", path.display()))
            .hint("name the path of a policy, such as scripts/old_masters.rhai")
    })?;
    if metadata.is_dir() {
        let message = format!("failed to read the script {}: it is a folder", path.display());
        return Err(Failure::new(Exit::Usage, message).hint("name the scripts in it"));
    }
    Ok(PolicySource::load(path))
}

/// Protected ids that no video of the library has: they may be misspelt, and then protect nothing.
fn strays(protection: &Protection, seen: &Seen) -> Option<String> {
    // An item that is no video may be listed without the sort that its id begins with.
    let is_seen = |id: &VideoId| {
        let sorts = ["", "image:", "attached:"].into_iter();
        sorts.filter_map(|sort| VideoId::new(format!("{sort}{id}")).ok()).any(|id| seen.contains(&seen_as(&id)))
    };
    let all: Vec<&str> = protection.ids.keys().filter(|id| !is_seen(id)).map(VideoId::as_str).collect();
    let named = all.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match all.len() {
        0 => None,
        1 => Some(format!("a protected id belongs to no video of the library: {named}")),
        many if many > NAMED => {
            Some(format!("{many} protected ids belong to no video of the library: {named} and {} more", many - NAMED))
        }
        many => Some(format!("{many} protected ids belong to no video of the library: {named}")),
    }
}

impl Planning<'_> {
    /// Runs the policies and makes the plan. Nothing is written and nothing is deleted.
    ///
    /// # Errors
    /// Fails on a setting or limit that cannot be, on a policy that fails, and when the library cannot be read.
    pub(super) fn plan(&self, policies: &[Policy]) -> Result<Plan, Failure> {
        let settings = self.settings(policies)?;
        self.check()?;
        let total = self.catalog.total().map_err(|error| super::unreadable(&error))?;
        let mut drafted = Drafted::default();
        for policy in policies {
            drafted.add(policy, self.run(policy, &settings)?);
        }
        // Only a plan that read every video can tell that an id belongs to none.
        if total.is_some_and(|total| drafted.seen.len() as u64 >= total)
            && let Some(notice) = strays(&protection(self.config, self.now)?, &drafted.seen)
        {
            (self.notice)(&notice);
        }
        let LookedAhead { asked, lookups, unused } = drafted.looked_ahead;
        tracing::debug!(asked, before_that = lookups, unused, "lookups of files");
        let library = LibraryView { inventory_age_seconds: self.inventory_age_seconds, ..drafted.library(total) };
        // The rest takes memory that the plan may need.
        drop(drafted.seen);
        self.made(drafted.draft, drafted.policies, library)
    }

    /// Finds mistakes of the call and the configuration before any platform is asked.
    fn check(&self) -> Result<(), Failure> {
        self.limits()?;
        if let Some(notice) = ended_protections(&protection(self.config, self.now)?, self.now) {
            (self.notice)(&notice);
        }
        Ok(())
    }

    /// Makes the plan of what was asked for, by scripts or by a command of its own.
    ///
    /// # Errors
    /// Fails on a limit that cannot be, and when the protection cannot be read.
    pub(super) fn made(
        &self,
        draft: Draft,
        policies: Vec<PolicyRecord>,
        library: LibraryView,
    ) -> Result<Plan, Failure> {
        let limits = self.limits()?;
        let protection = protection(self.config, self.now)?;
        let sizes = self.args.sizes != Some(Sizes::Known);
        let assets = look_up(self.catalog.as_ref(), &draft.proposals, sizes, &|| self.interrupt.is_raised())
            .ok_or_else(|| Failure::new(Exit::Interrupted, "interrupted; nothing was saved"))?;
        let context = Context {
            policies,
            allow_incomplete: self.args.allow_incomplete,
            limits,
            deleted_last_day: self.deleted_last_day,
            protection,
            shields: self.config.shields.clone(),
            refreshing: self.refreshing,
            assets,
            ..Context::new(self.catalog.account(), self.catalog.capabilities(), library, self.now)
        };
        Ok(build(draft, context))
    }

    /// Plans once more with every condition noted, and tells what led to the end for one video.
    ///
    /// # Errors
    /// Fails as [`Planning::plan`] does, and when the library has no such video.
    pub(super) fn explain(self, policies: &[Policy], video: &VideoId) -> Result<Explanation, Failure> {
        let recorder = Arc::new(Recorder::of_video(video.clone()));
        let traced: Vec<Policy> = policies.iter().map(|policy| policy.traced(&recorder)).collect();
        let planning = Self { recorder: Some(Arc::clone(&recorder)), ..self };
        let plan = planning.plan(&traced)?;
        let read = match recorder.video() {
            Some(read) => Some(read),
            None => planning.catalog.video(video).map_err(|error| super::unreadable(&error))?,
        };
        let read = read.ok_or_else(|| {
            Failure::new(Exit::Failed, format!("the library has no video {video}"))
                .hint("vodsweep search 'name:*word*' finds ids")
        })?;
        Ok(Explanation::of(&read, recorder.looked(), &plan, planning.now))
    }

    fn limits(&self) -> Result<Limits, Failure> {
        let mut limits = self.config.limits.clone();
        for (place, (name, value)) in self.args.limit.iter().enumerate() {
            if self.args.limit.iter().take(place).any(|(earlier, _)| earlier == name) {
                return Err(Failure::new(Exit::Usage, format!("--limit {name} is given twice")));
            }
            limits.set_for_this_plan(name, value).map_err(|error| Failure::from_error(Exit::Usage, &error))?;
        }
        Ok(limits)
    }

    /// What `--set` says, by policy: each gets the settings that it has, and one that nobody has is a mistake.
    fn settings(&self, policies: &[Policy]) -> Result<BTreeMap<String, String>, Failure> {
        let mut settings = BTreeMap::new();
        for (name, value) in &self.args.set {
            if settings.insert(name.clone(), value.clone()).is_some() {
                return Err(Failure::new(Exit::Usage, format!("--set {name} is given twice")));
            }
        }
        let open = policies.iter().any(Policy::has_open_settings);
        let names: Vec<&str> =
            policies.iter().flat_map(Policy::settings).map(|setting| setting.name.as_str()).collect();
        match settings.keys().find(|name| !open && !names.contains(&name.as_str())) {
            None => Ok(settings),
            Some(stray) => {
                let failure = Failure::new(Exit::Usage, format!("no policy of this plan has a setting {stray:?}"));
                Err(match (crate::model::closest(stray, names.iter().copied()), names.is_empty()) {
                    (Some(near), _) => failure.hint(format!("did you mean {near}?")),
                    (None, true) => failure.hint("there are no settings"),
                    (None, false) => failure.hint(format!("there are {}", names.join(", "))),
                })
            }
        }
    }

    fn run(&self, policy: &Policy, settings: &BTreeMap<String, String>) -> Result<Outcome, Failure> {
        let mine =
            |name: &str| policy.has_open_settings() || policy.settings().iter().any(|setting| setting.name == name);
        let options = RunOptions {
            params: settings.iter().filter(|(name, _)| mine(name)).map(|(n, v)| (n.clone(), v.clone())).collect(),
            cancel: self.interrupt.flag(),
            on_message: Some(self.messages.clone()),
            recorder: self.recorder.clone(),
            on_file: self.files.clone(),
            ..RunOptions::at(self.now)
        };
        run(policy, Arc::clone(&self.catalog), options).map_err(|diagnostic| self.failed(*diagnostic))
    }

    /// Tells apart what is the policy's fault, the call's, the platform's and the user's wish.
    fn failed(&self, diagnostic: Diagnostic) -> Failure {
        let exit = match diagnostic.code {
            _ if self.interrupt.is_raised() => Exit::Interrupted,
            "library" => Exit::Failed,
            "wrong-parameter" | "unknown-parameter" => Exit::Usage,
            _ => Exit::Policy,
        };
        Failure::from_diagnostics(exit, vec![diagnostic])
    }
}
