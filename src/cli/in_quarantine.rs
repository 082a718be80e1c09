//! What `due` and `release` have in common: the quarantines of the journal, read again from the platform.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::args::{GraceArgs, PlanningArgs, ReadingArgs, Sizes};
use super::commands::{exit_of, render, save};
use super::planning::{Planning, refreshing};
use super::{Exit, Failure, Opened, ProviderCatalog, Session, advice, messages};
use crate::model::VideoId;
use crate::plan::{Draft, LibraryView, Plan, PolicyRecord};
use crate::provider::{Error, Lookup};
use crate::script::Catalog as _;
use crate::store::{RunId, Store};

/// Plans of runs, each read once.
pub(super) struct Plans<'a> {
    store: &'a Store,
    read: BTreeMap<RunId, Plan>,
}

impl<'a> Plans<'a> {
    pub(super) const fn new(store: &'a Store) -> Self {
        Self { store, read: BTreeMap::new() }
    }

    /// The plan that a run carried out.
    ///
    /// # Errors
    /// Fails when the journal cannot be read.
    pub(super) fn of(&mut self, run: &RunId) -> Result<&Plan, Failure> {
        if !self.read.contains_key(run) {
            let plan = self.store.plan_of_run(run).map_err(|error| Failure::from_error(Exit::Failed, &error))?;
            self.read.insert(run.clone(), plan);
        }
        self.read.get(run).ok_or_else(|| Failure::new(Exit::Failed, format!("failed to read the plan of run {run}")))
    }
}

/// Reads videos by id, in the platform's largest read batches. An id without a video is gone; a failed reading fails all.
pub(super) fn read(session: &Session, opened: &Opened, ids: &[VideoId]) -> Result<Vec<Lookup>, Failure> {
    let library = opened.library();
    let reading = async {
        let mut found = Vec::with_capacity(ids.len());
        for handful in ids.chunks(library.read_batch().max(1)) {
            let lookups = library.videos(handful).await?;
            found.extend(lookups);
        }
        Ok(found)
    };
    let found: Result<Vec<Lookup>, Error> = session.runtime().block_on(async {
        tokio::select! {
            found = reading => Ok(found),
            () = session.interrupt.raised() => {
                Err(Failure::new(Exit::Interrupted, "interrupted; nothing was saved"))
            }
        }
    })?;
    found.map_err(|error| {
        let failure = Failure::new(Exit::Failed, format!("failed to read the videos in quarantine: {error}"));
        match advice(&error) {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    })
}

/// Makes the plan of what was drafted, saves it and shows it, as `plan` does.
///
/// # Errors
/// Fails on a limit or a protection that cannot be read, and when the plan cannot be saved.
pub(super) fn conclude(
    session: &Session,
    opened: &Opened,
    args: &GraceArgs,
    limited: (&[(String, String)], Sizes),
    drafted: (&str, Draft, Vec<PolicyRecord>, u64),
) -> Result<Exit, Failure> {
    let (name, draft, policies, seen) = drafted;
    let catalog = ProviderCatalog::new(opened.library(), session.runtime().handle().clone(), session.interrupt.clone());
    let deletes = draft.proposals.iter().any(|proposal| proposal.action.is_deletion());
    let videos_total = match catalog.total() {
        Ok(total) => total,
        // Without an entry that a limit counts, nobody has to know how large the library is.
        Err(error) if !deletes && !error.interrupted => None,
        Err(error) => return Err(super::unreadable(&error)),
    };
    let (limit, sizes) = limited;
    let planning_args = PlanningArgs {
        set: Vec::new(),
        limit: limit.to_vec(),
        sizes: Some(sizes),
        allow_incomplete: false,
        recording: None,
        reading: ReadingArgs::default(),
    };
    let notice = |text: &str| session.terminal.complain(&format!("warning: {text}"));
    let planning = Planning {
        config: &opened.config,
        catalog: Arc::new(catalog),
        args: &planning_args,
        now: session.now,
        deleted_last_day: super::commands::deleted_last_day(session, &opened.account())?,
        refreshing: if deletes { refreshing(session, opened, true)? } else { crate::plan::Refreshing::default() },
        interrupt: &session.interrupt,
        messages: messages::to_stderr(session),
        notice: &notice,
        recorder: None,
        files: None,
        inventory_age_seconds: None,
    };
    let library = LibraryView { videos_total, videos_seen: seen, complete: true, inventory_age_seconds: None };
    let plan = planning.made(draft, policies, library)?;
    let path = save(session, args.out.as_deref(), name.as_ref(), &plan)?;
    let text = render(session, &plan, Some(&path), args.format, false)?;
    session.terminal.result(&text)?;
    Ok(exit_of(&plan, args.detailed_exitcode))
}
