//! The fresh look at each video right before it is touched. It can only take entries away.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::Context;
use super::chunk::Work;
use super::session::{Halt, Session, lost};
use crate::model::{Action, AssetId, AssetKind, Assets, KindSet, Known, Quarantine, Video, VideoId};
use crate::plan::{Drift, Entry, Fingerprint};
use crate::provider::{Error, ErrorKind, Lookup};
use crate::store::EntryState;

/// How long after an own change the platform may still move a video's time of change because of it.
const AFTERMATH: SignedDuration = SignedDuration::from_mins(5);

/// What was read of one video.
type Reading = Result<Lookup, Error>;

/// What a fresh reading means for an entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is as the plan saw it.
    Proceed,
    /// It ends here, without a call.
    End(EntryState, Option<String>),
}

/// Decides about an entry from a fresh reading of its video.
///
/// `ours_until` is how late a change of the video may be the run's own; `None` where the run did not change it.
pub(super) fn judge(
    entry: &Entry,
    lookup: &Lookup,
    ours_until: Option<Timestamp>,
    shielded: &dyn Fn(&Entry, &Video) -> Option<String>,
) -> Verdict {
    let Lookup::Found(video) = lookup else {
        return match entry.action {
            Action::Release => Verdict::End(EntryState::Failed, Some(lost(entry))),
            _ => Verdict::End(EntryState::AlreadyGone, None),
        };
    };
    // What undoes is never in the way of what protects.
    if entry.action != Action::Release
        && let Some(reason) = shielded(entry, video)
    {
        return Verdict::End(EntryState::Protected, Some(reason));
    }
    drifted(&drifts(entry, video, ours_until))
}

fn drifted(drifts: &[Drift]) -> Verdict {
    if drifts.is_empty() {
        return Verdict::Proceed;
    }
    let changes: Vec<String> = drifts.iter().map(told).collect();
    Verdict::End(EntryState::Drifted, Some(format!("changed since the plan: {}", changes.join("; "))))
}

/// A drift in words. A digest tells nobody what changed.
fn told(drift: &Drift) -> String {
    match drift.field {
        "content" => "title, description, reference id, folder, category or custom fields are others now".to_owned(),
        field => format!("{field} was {} and is now {}", drift.planned, drift.found),
    }
}

fn drifts(entry: &Entry, video: &Video, ours_until: Option<Timestamp>) -> Vec<Drift> {
    let found = Fingerprint::of(video);
    if let Some(until) = ours_until {
        let mut drifts = entry.fingerprint.drift_beside_own_changes(&found);
        if let Some(updated) = found.updated_at.filter(|updated| *updated > until) {
            let planned = entry.fingerprint.updated_at.map_or_else(|| "unknown".to_owned(), |at| at.to_string());
            drifts.push(Drift { field: "updated_at", planned, found: format!("{updated}, after what this run did") });
        }
        return drifts;
    }
    let mut drifts = entry.fingerprint.drift(&found);
    // A listing need not tell of the master, but a plan to delete it saw it.
    if entry.action == Action::DeleteMaster && entry.fingerprint.has_master.is_none() && found.has_master == Some(false)
    {
        drifts.push(Drift { field: "has_master", planned: "true".to_owned(), found: "false".to_owned() });
    }
    drifts
}

/// How the file that an entry deletes differs from the planned one, where the fresh look at the files shows it.
fn file_drift(entry: &Entry, files: Option<&Assets>) -> Option<Drift> {
    let (planned, kind) = (entry.asset.as_ref()?, entry.action.kind()?);
    let Known::Value(list) = files?.of(kind) else { return None };
    let found = list.iter().find(|file| file.id == planned.id)?.bytes.get();
    let told = |bytes: Option<u64>| bytes.map_or_else(|| "unknown".to_owned(), |bytes| bytes.to_string());
    (planned.bytes != found).then(|| Drift {
        field: "bytes of the file",
        planned: told(planned.bytes),
        found: told(found),
    })
}

/// Reads the videos again and ends every entry that must not go on; gives the videos as they were read.
///
/// `None` means that the session came to a halt and nothing was learned.
pub(super) async fn recheck<'a>(
    session: &Session<'a>,
    works: &mut [Work<'a>],
) -> Option<BTreeMap<VideoId, Arc<Video>>> {
    let ids: Vec<VideoId> = works.iter().map(|work| work.video.clone()).collect();
    let mut readings = read(session, &ids).await?;
    let mut files = BTreeMap::new();
    if session.context.options.last_playable {
        files = look_up_playable(session, works, &mut readings).await?;
    }
    let skew = session.context.platform.library.clock_skew().await.unwrap_or_default().abs();
    let tolerance = AFTERMATH.checked_add(skew).unwrap_or(SignedDuration::MAX);
    let mut found = BTreeMap::new();
    for (work, reading) in works.iter_mut().zip(readings) {
        match reading {
            Ok(lookup) => {
                let ours = session.changed_by_us(&work.video);
                let ours_until = ours.map(|at| at.checked_add(tolerance).unwrap_or(Timestamp::MAX));
                keep_unchanged(session, work, &lookup, (ours_until, files.get(&work.video)));
                if let Lookup::Found(video) = lookup {
                    found.insert(video.id.clone(), video);
                }
            }
            Err(error) => {
                for entry in work.entries.drain(..) {
                    let state = if session.is_doubted(entry) { EntryState::InDoubt } else { EntryState::Failed };
                    session.end(entry, state, Some(format!("it could not be read again: {}", in_full(&error))));
                }
            }
        }
    }
    Some(found)
}

fn keep_unchanged<'a>(
    session: &Session<'a>,
    work: &mut Work<'a>,
    lookup: &Lookup,
    (ours_until, files): (Option<Timestamp>, Option<&Assets>),
) {
    let doomed = if session.context.options.last_playable { last_sources(&work.entries, lookup) } else { Vec::new() };
    let context = session.context;
    let shielded = |entry: &Entry, video: &Video| {
        (context.protection)(entry, video).or_else(|| context.against_grace(entry, video))
    };
    let judged = |entry: &Entry| match judge(entry, lookup, ours_until, &shielded) {
        Verdict::Proceed => drifted(file_drift(entry, files).as_slice()),
        ended @ Verdict::End(..) => ended,
    };
    work.entries.retain(|entry| match judged(entry) {
        // A lost call that was applied all the same, and only shows now.
        _ if came_true(session, entry, lookup) => {
            session.end(entry, EntryState::done(entry.action), None);
            false
        }
        Verdict::Proceed if doomed.contains(&entry.seq) && !entry.options.force => {
            let reason = "the fresh reading does not show that anything else is left to play from".to_owned();
            session.end(entry, EntryState::Protected, Some(reason));
            false
        }
        Verdict::Proceed => true,
        Verdict::End(state, error) => {
            session.end(entry, state, error);
            false
        }
    });
}

/// Whether the reading shows the mark, or its end, that an earlier call of unknown effect was to write.
fn came_true(session: &Session<'_>, entry: &Entry, lookup: &Lookup) -> bool {
    let Lookup::Found(video) = lookup else { return false };
    !entry.action.is_deletion() && session.is_doubted(entry) && Quarantine::shows(&entry.target(), video)
}

/// Looks up what plays of the videos that lose a source and of which the reading could not tell. What cannot be looked up
/// stays unknown. Gives the files that were found, in which a file that was replaced shows.
async fn look_up_playable(
    session: &Session<'_>,
    works: &[Work<'_>],
    readings: &mut [Reading],
) -> Option<BTreeMap<VideoId, Assets>> {
    let loses_source = |work: &Work<'_>| {
        let source = |entry: &&Entry| matches!(entry.action, Action::DeleteMaster | Action::DeleteRendition);
        work.entries.iter().any(|entry| source(entry) && !entry.options.force)
    };
    let open: Vec<(usize, Arc<Video>)> = works
        .iter()
        .zip(readings.iter())
        .enumerate()
        .filter(|(_, (work, _))| loses_source(work))
        .filter_map(|(place, (_, reading))| match reading {
            Ok(Lookup::Found(video)) if video.playable.is_unknown() => Some((place, Arc::clone(video))),
            _ => None,
        })
        .collect();
    let mut files = BTreeMap::new();
    if open.is_empty() {
        return Some(files);
    }
    let videos: Vec<Arc<Video>> = open.iter().map(|(_, video)| Arc::clone(video)).collect();
    // Where what plays has to be looked up, the same request tells of the master.
    let kinds = KindSet::of(AssetKind::Rendition).with(KindSet::of(AssetKind::Master));
    let found = session.unless_halted(session.context.platform.library.assets_of(&videos, kinds)).await?;
    for ((place, video), found) in open.into_iter().zip(found) {
        let Ok(assets) = found else { continue };
        let list = assets.of(AssetKind::Rendition).map(<[_]>::to_vec);
        files.insert(video.id.clone(), assets);
        let Known::Value(list) = list else { continue };
        let plays = list.iter().filter(|file| file.playable.get() == Some(true));
        let playable = Known::Value(plays.map(|file| file.id.as_str().into()).collect());
        if let Some(reading) = readings.get_mut(place) {
            *reading = Ok(Lookup::Found(Arc::new(Video { playable, ..Video::clone(&video) })));
        }
    }
    Some(files)
}

/// The entries that would take away the last of what the video plays, by the fresh reading; all that could, where that
/// is unknown.
fn last_sources(entries: &VecDeque<&Entry>, lookup: &Lookup) -> Vec<u32> {
    let Lookup::Found(video) = lookup else { return Vec::new() };
    let playable = match &video.playable {
        Known::Value(playable) => playable,
        Known::Absent => return Vec::new(),
        Known::Unknown(_) => {
            let source = |entry: &&&Entry| matches!(entry.action, Action::DeleteMaster | Action::DeleteRendition);
            return entries.iter().filter(source).map(|entry| entry.seq).collect();
        }
    };
    let plays = |id: &AssetId| playable.iter().any(|playable| playable.as_ref() == id.as_str());
    let takes = |entry: &&&Entry| match (&entry.action, &entry.asset) {
        (Action::DeleteMaster, _) => true,
        (Action::DeleteRendition, Some(asset)) => plays(&asset.id),
        _ => false,
    };
    let renditions = entries.iter().filter(|entry| entry.action == Action::DeleteRendition).filter(takes).count();
    if renditions < playable.len() { Vec::new() } else { entries.iter().filter(takes).map(|entry| entry.seq).collect() }
}

/// Reads videos in one request; when that keeps failing, each for itself, so that one video cannot hold up others.
async fn read(session: &Session<'_>, ids: &[VideoId]) -> Option<Vec<Reading>> {
    let mut attempt = 1;
    let error = loop {
        match session.unless_halted(lookups(session.context, ids)).await? {
            Ok(lookups) => return Some(lookups.into_iter().map(Ok).collect()),
            Err(error) if error.is_transient() && attempt < session.context.options.attempts => {
                let pause = session.pause_for(attempt, &error)?;
                if !session.pause(pause).await {
                    return None;
                }
                attempt += 1;
            }
            Err(error) => break error,
        }
    };
    if ends_the_run(session, &error) {
        return None;
    }
    if ids.len() == 1 {
        return Some(vec![Err(error)]);
    }
    let mut readings = Vec::with_capacity(ids.len());
    for id in ids {
        match session.unless_halted(lookups(session.context, std::slice::from_ref(id))).await? {
            Ok(lookups) => readings.extend(lookups.into_iter().map(Ok)),
            Err(error) if ends_the_run(session, &error) => return None,
            Err(error) => readings.push(Err(error)),
        }
    }
    Some(readings)
}

/// Reads videos and makes sure that each answer belongs to its question.
pub(super) async fn lookups(context: &Context, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
    let lookups = context.platform.library.videos(ids).await?;
    let fits = lookups.len() == ids.len()
        && lookups.iter().zip(ids).all(|(lookup, id)| match lookup {
            Lookup::Found(video) => video.id == *id,
            Lookup::Gone => true,
        });
    if fits {
        Ok(lookups)
    } else {
        Err(Error::new(ErrorKind::Malformed, "the answer holds other videos than were asked for"))
    }
}

/// Halts the session on an error that every further request would meet too.
fn ends_the_run(session: &Session<'_>, error: &Error) -> bool {
    let ends = stops_everything(error) || error.kind == ErrorKind::Unreachable;
    if ends {
        session.halt(Halt::Stopped(in_full(error)));
    }
    ends
}

/// Whether an error has its cause in the account and not in the video.
pub(super) const fn stops_everything(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Credentials | ErrorKind::MissingPermission(_) | ErrorKind::Configuration)
}

/// An error with its causes, for the journal.
pub(super) fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
