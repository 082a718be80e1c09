//! The planner: from what scripts asked for to the plan that is shown, saved and committed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::charge::charged_anyway;
use super::normalise::{VideoWishes, Wish, by_video};
use super::shield::{Playback, against_quarantine, in_grace, on_last_playable};
use super::{
    ActionTotals, Blocked, Entry, EntryAsset, EntryVideo, FileRecord, Fingerprint, Keep, KeepSource, Kept, KeptVideo,
    LibraryView, Limits, Plan, PolicyRecord, Proposal, Protection, Refresh, SCHEMA, Shields, Tool, Totals, UnknownNote,
    Unreadable, Usage,
};
use crate::model::{
    Account, Action, Asset, AssetKind, Assets, Capabilities, KindSet, Known, MediaType, Video, VideoId, unsigned,
};

/// Everything that scripts asked for, in any order.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Deletions, quarantines and releases.
    pub proposals: Vec<Proposal>,
    /// Videos that are shielded by a script.
    pub keeps: Vec<Keep>,
    /// Videos that a rule could not be decided for.
    pub unreadable: Vec<Unreadable>,
    /// What is known to stay before anything is decided; listed as it is.
    pub kept: Vec<Kept>,
}

/// Everything else that decides about a plan.
#[derive(Debug)]
pub struct Context<'a> {
    /// The library.
    pub account: &'a Account,
    /// What its platform can do.
    pub capabilities: &'a Capabilities,
    /// The scripts that were run.
    pub policies: Vec<PolicyRecord>,
    /// What was seen of the library.
    pub library: LibraryView,
    /// Whether an incomplete listing is accepted.
    pub allow_incomplete: bool,
    /// The limits.
    pub limits: Limits,
    /// Entries that the account's runs deleted or put into quarantine in the last 24 hours.
    pub deleted_last_day: u64,
    /// What the account protects.
    pub protection: Protection,
    /// The built-in shields.
    pub shields: Shields,
    /// What is asked of the content network afterwards.
    pub refreshing: Refreshing,
    /// What was learned of files beside the scripts. What is not needed any more is dropped while the plan is made.
    pub assets: BTreeMap<VideoId, Assets>,
    /// The moment of planning.
    pub now: Timestamp,
    /// How long the plan is valid.
    pub valid_for: SignedDuration,
}

impl<'a> Context<'a> {
    /// How long a plan may be committed.
    pub const VALID_FOR: SignedDuration = SignedDuration::from_hours(24);

    /// The defaults of an account without a configuration of its own: nothing is protected beyond the built-in shields, no
    /// content network is asked, and the plan is valid for a day.
    #[must_use]
    pub fn new(account: &'a Account, capabilities: &'a Capabilities, library: LibraryView, now: Timestamp) -> Self {
        Self {
            account,
            capabilities,
            policies: Vec::new(),
            library,
            allow_incomplete: false,
            limits: Limits::default(),
            deleted_last_day: 0,
            protection: Protection::default(),
            shields: Shields::default(),
            refreshing: Refreshing::default(),
            assets: BTreeMap::new(),
            now,
            valid_for: Self::VALID_FOR,
        }
    }
}

/// What an account wants of the content network after its deletions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refreshing {
    /// Whether it is asked to drop the copies of what was deleted.
    pub enabled: bool,
    /// Addresses that the platform still takes today, where it says.
    pub left_today: Option<u64>,
}

/// Makes the plan. The order of proposals does not matter.
#[must_use]
pub fn build(draft: Draft, mut context: Context<'_>) -> Plan {
    let assets = std::mem::take(&mut context.assets);
    let keeps = keeps_by_video(&draft.keeps);
    let mut kept: Vec<Kept> = draft.kept;
    let mut entries: Vec<Entry> = Vec::new();
    let mut met = BTreeSet::new();
    for group in by_video(draft.proposals, assets) {
        let whole = if let Some(reason) = keeps.get(&group.video.id) {
            met.insert(group.video.id.clone());
            Some((KeepSource::Keep, reason.clone()))
        } else {
            context.protection.protects(&group.video, context.now).map(|reason| (KeepSource::Protection, reason))
        };
        // What undoes is never in the way of what protects.
        let (undoing, wishes) = group.wishes.into_iter().partition(|wish| wish.action == Action::Release);
        let group = VideoWishes { wishes, ..group };
        let undoing = VideoWishes { wishes: undoing, video: Arc::clone(&group.video), assets: group.assets.clone() };
        decide(undoing, &context, &mut entries, &mut kept);
        match whole {
            Some((source, reason)) => {
                kept.extend(group.wishes.iter().map(|wish| keep(&group.video, wish, source, reason.clone())));
            }
            None => decide(group, &context, &mut entries, &mut kept),
        }
    }
    for keep in draft.keeps {
        if met.insert(keep.video.id.clone()) {
            let reason = keep.reason.text;
            kept.push(Kept {
                video: kept_video(&keep.video),
                source: KeepSource::Keep,
                reason,
                action: None,
                asset: None,
            });
        }
    }
    for (seq, entry) in (1..).zip(entries.iter_mut()) {
        entry.seq = seq;
    }
    kept.sort_by(|a, b| {
        (&a.video, a.action, &a.asset, a.source, &a.reason).cmp(&(&b.video, b.action, &b.asset, b.source, &b.reason))
    });
    kept.dedup();
    finish(entries, kept, unknown_notes(draft.unreadable), context)
}

fn finish(entries: Vec<Entry>, kept: Vec<Kept>, unknown: Vec<UnknownNote>, context: Context<'_>) -> Plan {
    let totals = totals(&entries);
    let limits = context.limits.check(&Usage::of(&entries, context.library.videos_total, context.deleted_last_day));
    let blocked_because = causes(&limits, &context);
    let refresh = context.capabilities.refreshes.then(|| refresh(&entries, &context));
    Plan {
        schema: SCHEMA.to_owned(),
        id: String::new(),
        created_at: context.now,
        expires_at: context.now.checked_add(context.valid_for).unwrap_or(Timestamp::MAX),
        tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        account: context.account.clone(),
        policies: context.policies,
        library: context.library,
        limits,
        blocked: !blocked_because.is_empty(),
        blocked_because,
        entries,
        kept,
        refresh,
        unknown,
        totals,
    }
    .sealed()
}

fn causes(limits: &[super::LimitCheck], context: &Context<'_>) -> Vec<Blocked> {
    let mut causes: Vec<Blocked> = limits
        .iter()
        .filter(|limit| limit.exceeded)
        .map(|limit| Blocked(format!("the limit {} is exceeded", limit.name)))
        .collect();
    if !context.library.complete && !context.allow_incomplete {
        causes.push(Blocked(
            "the listing was incomplete: fewer distinct videos were read than the platform counted".to_owned(),
        ));
    }
    causes
}

/// Decides about the wishes for one video that nothing keeps as a whole.
fn decide(group: VideoWishes, context: &Context<'_>, entries: &mut Vec<Entry>, kept: &mut Vec<Kept>) {
    let VideoWishes { video, assets, wishes } = group;
    let (possible, impossible): (Vec<_>, Vec<_>) = wishes
        .into_iter()
        .map(|wish| (impossible(&wish, &video, &assets, context), wish))
        .partition(|(why, _)| why.is_none());
    kept.extend(
        impossible.into_iter().filter_map(|(why, wish)| Some(keep(&video, &wish, KeepSource::Capability, why?))),
    );
    let marked = against_quarantine(&video);
    let (possible, again): (Vec<_>, Vec<_>) =
        possible.into_iter().partition(|(_, wish)| wish.action != Action::Quarantine || marked.is_none());
    kept.extend(again.iter().filter_map(|(_, wish)| Some(keep(&video, wish, KeepSource::Shield, marked.clone()?))));
    let graced = in_grace(&video, context.now);
    let shielded = context.shields.on_video(&video, context.now).or_else(|| at_work(&video, context));
    let mut taken: Vec<(Wish, Vec<String>)> = Vec::new();
    for (_, wish) in possible {
        match graced.as_ref().or(shielded.as_ref()) {
            _ if wish.action == Action::Release => taken.push((wish, Vec::new())),
            Some(reason) if graced.is_some() => kept.push(keep(&video, &wish, KeepSource::Shield, reason.clone())),
            Some(reason) if !wish.options.force => {
                kept.push(keep(&video, &wish, KeepSource::Shield, reason.clone()));
            }
            Some(reason) => taken.push((wish, vec![format!("forced although {reason}")])),
            None => taken.push((wish, Vec::new())),
        }
    }
    shield_quarantined(&video, &mut taken, kept);
    if context.shields.last_playable {
        shield_last_playable(&video, &assets, &mut taken, kept);
    }
    for (wish, mut warnings) in taken {
        if wish.action != Action::Release {
            let cautions = context.capabilities.remarks_on(&video).filter(|remark| !remark.shields);
            warnings.extend(cautions.map(|remark| remark.text.to_owned()));
        }
        if wish.action == Action::Quarantine && !context.capabilities.quarantine_hides {
            let title = context.capabilities.platform.title();
            warnings.push(format!("{title} has no way to hide it: it stays playable until it is deleted"));
        }
        warnings.extend(charged_anyway(wish.action, &video, context.capabilities.minimum_storage, context.now));
        let mut addresses = Vec::new();
        if context.capabilities.refreshes && context.refreshing.enabled {
            addresses = copies(&wish, &video, &assets);
            if wish.action == Action::DeleteVideo && assets.of(AssetKind::Rendition).value().is_none() {
                warnings.push(
                    "its play addresses are not known, so the content network keeps what it has of them".to_owned(),
                );
            }
        }
        entries.push(entry(&video, &assets, wish, warnings, addresses));
    }
}

/// Why the video must be left alone while the platform is at work on it.
fn at_work(video: &Video, context: &Context<'_>) -> Option<String> {
    if !context.shields.ingesting {
        return None;
    }
    context.capabilities.remarks_on(video).find(|remark| remark.shields).map(|remark| remark.text.to_owned())
}

/// Where the content network may keep copies of what a wish deletes, each address once.
fn copies(wish: &Wish, video: &Video, assets: &Assets) -> Vec<String> {
    let found: BTreeSet<&str> = match (&wish.asset, wish.action) {
        (_, Action::DeleteVideo) => {
            let files = assets.iter().flat_map(|asset| &asset.copies);
            video.copies.iter().chain(files).map(AsRef::as_ref).collect()
        }
        (Some(asset), _) => asset.copies.iter().map(AsRef::as_ref).collect(),
        (None, _) => BTreeSet::new(),
    };
    found.into_iter().map(str::to_owned).collect()
}

/// What the plan as a whole asks of the content network.
fn refresh(entries: &[Entry], context: &Context<'_>) -> Refresh {
    let addresses: BTreeSet<&str> = entries.iter().flat_map(|entry| &entry.copies).map(String::as_str).collect();
    let Refreshing { enabled, left_today } = context.refreshing;
    Refresh { enabled, addresses: addresses.len() as u64, left_today }
}

/// Why a wish cannot be carried out at all; `None` when it can.
fn impossible(wish: &Wish, video: &Video, assets: &Assets, context: &Context<'_>) -> Option<String> {
    if let Some(refusal) = context.capabilities.refusal(wish.action, video) {
        return Some(refusal);
    }
    if wish.action.kind().is_none() || wish.asset.is_some() {
        return None;
    }
    match (assets.master(), video.has_master.get()) {
        (Known::Absent, _) | (_, Some(false)) => Some("it has no master".to_owned()),
        (Known::Unknown(reason), _) => Some(format!("its master could not be looked up: {reason}")),
        (Known::Value(_), _) => None,
    }
}

/// Takes out the deletions of files of a video that goes into quarantine: what a release brings back is whole.
fn shield_quarantined(video: &Video, taken: &mut Vec<(Wish, Vec<String>)>, kept: &mut Vec<Kept>) {
    if !taken.iter().any(|(wish, _)| wish.action == Action::Quarantine) {
        return;
    }
    let reason = "it goes into quarantine, in which nothing of it is deleted";
    let (quarantine, files) = taken.drain(..).partition(|(wish, _)| wish.action == Action::Quarantine);
    *taken = quarantine;
    let files: Vec<(Wish, Vec<String>)> = files;
    kept.extend(files.iter().map(|(wish, _)| keep(video, wish, KeepSource::Shield, reason.to_owned())));
}

/// Takes out what would leave the video without anything to play or to transcode from.
///
/// Where several renditions are proposed and none would remain, the largest stays. What was forced goes, and
/// its entry says so.
fn shield_last_playable(video: &Video, assets: &Assets, taken: &mut Vec<(Wish, Vec<String>)>, kept: &mut Vec<Kept>) {
    if taken.iter().any(|(wish, _)| wish.action == Action::DeleteVideo) {
        return;
    }
    loop {
        let playback = playback_after(video, assets, taken);
        let candidate = taken
            .iter()
            .enumerate()
            .filter(|(_, (wish, _))| !wish.options.force && is_source(wish))
            .filter_map(|(index, (wish, _))| Some((index, wish, on_last_playable(wish.action, video, playback)?)))
            .max_by_key(|(_, wish, _)| {
                let bytes = wish.asset.as_ref().and_then(|asset| asset.bytes.get()).unwrap_or(0);
                (wish.action == Action::DeleteRendition, bytes, wish.asset.as_ref().map(|asset| asset.id.clone()))
            })
            .map(|(index, _, reason)| (index, reason));
        let Some((index, reason)) = candidate else { break };
        let (wish, _) = taken.remove(index);
        kept.push(keep(video, &wish, KeepSource::Shield, reason.to_owned()));
    }
    let playback = playback_after(video, assets, taken);
    for (wish, warnings) in taken.iter_mut().filter(|(wish, _)| wish.options.force && is_source(wish)) {
        if let Some(reason) = on_last_playable(wish.action, video, playback) {
            warnings.push(format!("forced although {reason}"));
        }
    }
}

/// Whether the wish takes away something that the video plays or could be transcoded from.
fn is_source(wish: &Wish) -> bool {
    match wish.action {
        Action::DeleteMaster => true,
        Action::DeleteRendition => wish.asset.as_ref().is_none_or(|asset| asset.playable.get() != Some(false)),
        _ => false,
    }
}

fn playback_after(video: &Video, assets: &Assets, taken: &[(Wish, Vec<String>)]) -> Playback {
    // Where viewers get the master, it may be listed among the renditions too, and goes with the master.
    let master_goes = taken.iter().any(|(wish, _)| wish.action == Action::DeleteMaster);
    if master_goes && video.plays_from_master.get() != Some(false) {
        return Playback::Unknown;
    }
    let Known::Value(renditions) = assets.of(AssetKind::Rendition) else { return Playback::Unknown };
    let goes = |id| {
        taken.iter().any(|(wish, _)| {
            wish.action == Action::DeleteRendition && wish.asset.as_ref().is_some_and(|asset| &asset.id == id)
        })
    };
    let remaining = renditions.iter().filter(|file| file.playable.get() == Some(true) && !goes(&file.id)).count();
    Playback::Remaining(remaining)
}

fn entry(video: &Video, assets: &Assets, wish: Wish, mut warnings: Vec<String>, copies: Vec<String>) -> Entry {
    let whole = || assets.bytes_of(KindSet::SIZED).get().or_else(|| whole_size(video));
    let bytes = match &wish.asset {
        Some(asset) => asset.bytes.get(),
        None if wish.action.is_deletion() => whole(),
        None => Some(0),
    };
    let files = match &wish.asset {
        Some(asset) => file(asset).into_iter().collect(),
        None if wish.action == Action::DeleteVideo => assets.iter().filter_map(|asset| file(asset)).collect(),
        None => Vec::new(),
    };
    let bytes_later = if wish.action == Action::Quarantine { whole() } else { None };
    if wish.options.unlink_playlists {
        warnings.push("it is removed from every manual playlist first".to_owned());
    }
    Entry {
        seq: 0,
        action: wish.action,
        video: EntryVideo {
            id: video.id.clone(),
            name: video.name.value().map(ToString::to_string),
            state: video.state.get(),
            created_at: video.created_at.get(),
            updated_at: video.updated_at.get(),
            tags: video.tags.value().map(|tags| tags.iter().map(ToString::to_string).collect()).unwrap_or_default(),
        },
        asset: wish.asset.map(|asset| EntryAsset {
            id: asset.id.clone(),
            kind: asset.kind,
            label: asset.label.value().map(ToString::to_string),
            bytes: asset.bytes.get(),
        }),
        bytes,
        bytes_later,
        reasons: wish.reasons,
        fingerprint: Fingerprint::of(video),
        options: wish.options,
        warnings,
        copies,
        files,
    }
}

/// What the platform said of a file; `None` where it was not looked up.
fn file(asset: &Asset) -> Option<FileRecord> {
    let native = match unsigned(&asset.native) {
        Cow::Borrowed(_) => Arc::clone(&asset.native),
        Cow::Owned(cut) => cut.into(),
    };
    (native.trim() != "{}").then(|| FileRecord { id: asset.id.clone(), kind: asset.kind, native })
}

/// The size of an item without parts. What a listing gives for a video is its source file alone, which would count too
/// little.
fn whole_size(video: &Video) -> Option<u64> {
    match video.media_type.get() {
        Some(MediaType::Image | MediaType::Attached) => video.size.get(),
        _ => None,
    }
}

fn keeps_by_video(keeps: &[Keep]) -> BTreeMap<VideoId, String> {
    let mut reasons: BTreeMap<VideoId, BTreeSet<&str>> = BTreeMap::new();
    for keep in keeps {
        reasons.entry(keep.video.id.clone()).or_default().insert(&keep.reason.text);
    }
    reasons.into_iter().map(|(id, texts)| (id, texts.into_iter().collect::<Vec<_>>().join("; "))).collect()
}

fn kept_video(video: &Video) -> KeptVideo {
    KeptVideo { id: video.id.clone(), name: video.name.value().map(ToString::to_string) }
}

fn keep(video: &Video, wish: &Wish, source: KeepSource, reason: String) -> Kept {
    let asset = wish.asset.as_ref().map(|asset| asset.id.clone());
    Kept { video: kept_video(video), source, reason, action: Some(wish.action), asset }
}

fn unknown_notes(unreadable: Vec<Unreadable>) -> Vec<UnknownNote> {
    let mut notes: Vec<UnknownNote> = unreadable
        .into_iter()
        .map(|note| UnknownNote {
            video: KeptVideo { id: note.video, name: note.name },
            field: note.field,
            policy: note.policy,
            line: note.line,
            message: note.message,
        })
        .collect();
    notes.sort_by(|a, b| (&a.video, &a.field, &a.policy, a.line).cmp(&(&b.video, &b.field, &b.policy, b.line)));
    notes.dedup();
    notes
}

fn totals(entries: &[Entry]) -> Totals {
    let mut totals = Totals::new();
    for entry in entries {
        let sum: &mut ActionTotals = totals.entry(entry.action).or_default();
        sum.count += 1;
        match entry.bytes {
            Some(bytes) => sum.bytes = sum.bytes.saturating_add(bytes),
            None => sum.bytes_unknown += 1,
        }
    }
    totals
}
