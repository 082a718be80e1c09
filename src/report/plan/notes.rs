//! What a person has to know before agreeing to a plan.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{Action, ByteSize, Platform};
use crate::plan::{Plan, Refresh};
use crate::report::number::{counted, grouped};

/// Every consequence and every warning of an entry, one sentence each.
pub(super) fn warnings(plan: &Plan) -> Vec<String> {
    let mut notes = Vec::new();
    let count = |action: Action| plan.totals.get(&action).map_or(0, |totals| totals.count);
    if plan.deletes() {
        notes.push("deletions are permanent: the platform has no recycle bin and no undelete".to_owned());
    }
    let videos = count(Action::DeleteVideo);
    if videos > 0 {
        notes.push(format!(
            "{} with every rendition, picture and track, and whatever plays them goes dark",
            counted(videos, "video goes", "videos go")
        ));
    }
    let masters = count(Action::DeleteMaster);
    if masters > 0 {
        notes.push(format!(
            "{} a master: without it a video can never be transcoded again",
            counted(masters, "video loses", "videos lose")
        ));
        if plan.account.platform == Platform::Brightcove {
            notes.push(
                "Brightcove removes the files of a deleted master after a grace of 10 days, and the bill follows 2 \
                 to 4 days later"
                    .to_owned(),
            );
        }
    }
    notes.extend(quarantines(plan));
    let released = count(Action::Release);
    if released > 0 {
        let videos = counted(released, "video comes", "videos come");
        notes.push(format!("{videos} out of quarantine, shown or hidden as before"));
    }
    let shared = plan.entries.iter().filter(|entry| entry.fingerprint.shared_out == Some(true)).count();
    if shared > 0 {
        let shared = counted(u64::try_from(shared).unwrap_or(u64::MAX), "entry is", "entries are");
        notes.push(format!("{shared} on videos that are shared out: other accounts lose their copies too"));
    }
    let unlinked = plan.entries.iter().filter(|entry| entry.options.unlink_playlists).count();
    if unlinked > 0 {
        let unlinked = counted(u64::try_from(unlinked).unwrap_or(u64::MAX), "video is", "videos are");
        notes.push(format!("{unlinked} taken out of every manual playlist first, which cannot be undone either"));
    }
    let unknown = plan.limits.iter().map(|limit| limit.unknown).sum::<u64>();
    if unknown > 0 {
        let sizes = counted(unknown, "entry is", "entries are");
        let supposed = plan.limits.iter().map(|limit| limit.unknown_as).max().unwrap_or(0);
        notes.push(match supposed {
            0 => format!("{sizes} of unknown size: the limit bytes cannot count what they free"),
            size => format!("{sizes} of unknown size: the limit bytes takes each as {}", ByteSize(size)),
        });
    }
    notes.extend(plan.refresh.filter(|_| plan.deletes()).and_then(refresh));
    notes.extend(of_entries(plan));
    notes
}

/// What goes into quarantine, day by day, and what its deletion would free.
fn quarantines(plan: &Plan) -> Vec<String> {
    let mut days: BTreeMap<Date, (u64, u64, u64)> = BTreeMap::new();
    for entry in &plan.entries {
        let Some(until) = entry.options.until else { continue };
        let (count, bytes, unknown) = days.entry(until).or_default();
        *count += 1;
        match entry.bytes_later {
            Some(later) => *bytes = bytes.saturating_add(later),
            None => *unknown += 1,
        }
    }
    let told = days.into_iter().map(|(until, (count, bytes, unknown))| {
        let size = match (count - unknown, unknown) {
            (0, _) => "of unknown size".to_owned(),
            (_, 0) => ByteSize(bytes).to_string(),
            (_, unknown) => format!("{} and {} of unknown size", ByteSize(bytes), grouped(unknown)),
        };
        let videos = counted(count, "video", "videos");
        let go = if count == 1 { "goes" } else { "go" };
        format!("{videos} ({size}) {go} into quarantine until {until}; nothing is deleted before")
    });
    told.collect()
}

/// What becomes of the copies in the content network.
fn refresh(refresh: Refresh) -> Option<String> {
    if !refresh.enabled {
        return Some(
            "the content network is not asked to drop its copies (refresh_cdn = false): what was played lately may \
             play on until they expire"
                .to_owned(),
        );
    }
    let addresses = counted(refresh.addresses, "address", "addresses");
    match refresh.left_today {
        _ if refresh.addresses == 0 => None,
        None => Some(format!("the content network will be asked to drop {addresses}; today's allowance is not known")),
        Some(left) if left < refresh.addresses => Some(format!(
            "the content network will be asked to drop {addresses}, but takes only {} more today: copies of the others \
             stay until they expire, and the run lists them",
            grouped(left)
        )),
        Some(left) => {
            Some(format!("the content network will be asked to drop {addresses} of the {} left today", grouped(left)))
        }
    }
}

/// The warnings of the entries, equal ones once with their number and the first entry.
fn of_entries(plan: &Plan) -> Vec<String> {
    let mut groups: BTreeMap<&str, (u64, u32)> = BTreeMap::new();
    for entry in &plan.entries {
        for warning in &entry.warnings {
            groups.entry(warning).or_insert((0, entry.seq)).0 += 1;
        }
    }
    groups
        .into_iter()
        .map(|(warning, (count, first))| match count {
            1 => format!("{warning} (entry {first})"),
            _ => format!("{warning} ({} entries, first is {first})", grouped(count)),
        })
        .collect()
}
