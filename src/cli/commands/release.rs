//! `release`: plans to take videos out of quarantine. It holds no deleting type; `commit` carries it out.

use crate::cli::args::{ReleaseArgs, Sizes};
use crate::cli::in_quarantine::{Plans, conclude, read};
use crate::cli::{Exit, Failure, Opened, Session};
use crate::model::{Action, VideoId};
use crate::plan::{self, Draft, Held};
use crate::provider::Lookup;
use crate::store::{RunId, Store};

/// Plans.
///
/// # Errors
/// Fails when there is no such run, when an id is none, and when the journal or the library cannot be read.
pub(in crate::cli) fn run(session: &Session, args: &ReleaseArgs) -> Result<Exit, Failure> {
    let store = session.store()?;
    let (opened, (draft, seen)) = match &args.run {
        Some(name) => {
            let record = store.find_run(name).map_err(|error| Failure::from_error(Exit::Usage, &error))?;
            let opened = session.open_for(&record.account)?;
            let account = opened.account();
            if (record.account.platform, &record.account.account_id) != (account.platform, &account.account_id) {
                let message = format!("run {} was on {}, not on {account}", record.id, record.account);
                return Err(Failure::new(Exit::Refused, message).hint("choose its account with --account"));
            }
            let marked = marked_by(&store, &record.id)?;
            let draft = recorded(session, &opened, &store, &marked)?;
            (opened, draft)
        }
        None if args.all => {
            let opened = session.open()?;
            let records =
                store.quarantines(&opened.account()).map_err(|error| Failure::from_error(Exit::Failed, &error))?;
            let marked: Vec<_> = records.into_iter().map(|record| (record.video, record.run, record.seq)).collect();
            let draft = recorded(session, &opened, &store, &marked)?;
            (opened, draft)
        }
        None => {
            let opened = session.open()?;
            let draft = named(session, &opened, &args.videos)?;
            (opened, draft)
        }
    };
    for kept in &draft.kept {
        session.terminal.complain(&format!("not released: {}: {}", kept.video.id, kept.reason));
    }
    if draft.proposals.is_empty() {
        session.terminal.say("nothing can be released");
    }
    conclude(session, &opened, &args.grace, (&[], Sizes::Known), ("release", draft, Vec::new(), seen))
}

/// The entries of a run that put, or may have put, a video into quarantine.
fn marked_by(store: &Store, run: &RunId) -> Result<Vec<(VideoId, RunId, u32)>, Failure> {
    let fail = |error| Failure::from_error(Exit::Failed, &error);
    let record = store.find_run(run.as_str()).map_err(fail)?;
    let states = store.entries(&record).map_err(fail)?;
    let plan = store.plan_of_run(run).map_err(fail)?;
    let marked = plan.entries.iter().filter(|entry| entry.action == Action::Quarantine).filter(|entry| {
        states.iter().any(|one| one.seq == entry.seq && (one.state.is_done() || one.state.is_unsettled()))
    });
    Ok(marked.map(|entry| (entry.video.id.clone(), run.clone(), entry.seq)).collect())
}

/// The releases of what runs put into quarantine, as far as it still carries their mark.
fn recorded(
    session: &Session,
    opened: &Opened,
    store: &Store,
    marked: &[(VideoId, RunId, u32)],
) -> Result<(Draft, u64), Failure> {
    let ids: Vec<VideoId> = marked.iter().map(|(video, ..)| video.clone()).collect();
    let found = read(session, opened, &ids)?;
    let mut plans = Plans::new(store);
    let mut draft = Draft::default();
    let mut seen = 0;
    for ((id, run, seq), lookup) in marked.iter().zip(found) {
        let Lookup::Found(video) = lookup else {
            draft.kept.push(plan::gone(id));
            continue;
        };
        seen += 1;
        let Some(entry) = plans.of(run)?.entries.iter().find(|entry| entry.seq == *seq) else { continue };
        match (Held { run: run.as_str(), entry }).release(&video) {
            Ok(proposal) => draft.proposals.push(proposal),
            Err(kept) => draft.kept.push(kept),
        }
    }
    Ok((draft, seen))
}

/// The releases of videos that were named, whoever put them into quarantine.
fn named(session: &Session, opened: &Opened, names: &[String]) -> Result<(Draft, u64), Failure> {
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        let id = VideoId::new(name.clone())
            .map_err(|error| Failure::new(Exit::Usage, format!("{name:?} is no id of a video: {error}")))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut draft = Draft::default();
    let mut seen = 0;
    for (id, lookup) in ids.iter().zip(read(session, opened, &ids)?) {
        match lookup {
            Lookup::Gone => draft.kept.push(plan::gone(id)),
            Lookup::Found(video) => {
                seen += 1;
                match plan::release(&video) {
                    Ok(proposal) => draft.proposals.push(proposal),
                    Err(kept) => draft.kept.push(kept),
                }
            }
        }
    }
    Ok((draft, seen))
}
