//! From what policies asked for to what the planner takes: the same for a plan of a library and for a plan in a test.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalog::Catalog;
use super::foresight::LookedAhead;
use super::policy::Policy;
use super::run::Outcome;
use super::session::Seen;
use crate::model::{Action, AssetKind, Assets, KindSet, Video, VideoId};
use crate::plan::{Draft, LibraryView, PolicyRecord, Proposal};

/// How many videos' files are looked up together: whole batches of every platform.
const LOOKUP_BATCH: usize = 200;

/// What several policies asked for together.
#[derive(Debug, Default)]
pub struct Drafted {
    /// For the planner.
    pub draft: Draft,
    /// The policies with the settings that they used.
    pub policies: Vec<PolicyRecord>,
    /// The videos that were read; see [`Outcome::seen`].
    pub seen: Seen,
    /// What was looked up of files before the policies asked.
    pub looked_ahead: LookedAhead,
    incomplete: bool,
}

impl Drafted {
    /// Adds what a policy asked for.
    pub fn add(&mut self, policy: &Policy, outcome: Outcome) {
        self.incomplete |= outcome.is_incomplete();
        self.looked_ahead = self.looked_ahead.and(outcome.looked_ahead);
        self.seen.extend(outcome.seen.iter().copied());
        self.policies.push(PolicyRecord {
            path: policy.source().name().to_owned(),
            sha256: policy.source().sha256().to_owned(),
            params: outcome.params,
        });
        self.draft.proposals.extend(outcome.proposals);
        self.draft.keeps.extend(outcome.keeps);
        self.draft.unreadable.extend(outcome.unreadable);
    }

    /// What was seen of a library that has so many videos.
    #[must_use]
    pub fn library(&self, total: Option<u64>) -> LibraryView {
        LibraryView {
            // Pictures and the like are counted only where a policy reads them.
            videos_total: total.map(|total| total.max(self.seen.len() as u64)),
            videos_seen: self.seen.len() as u64,
            complete: !self.incomplete,
            inventory_age_seconds: None,
        }
    }
}

/// Looks up the files that the planner has to know: what a shield hangs on always, sizes when they are wanted. Gives
/// `None` when it was stopped.
#[must_use]
pub fn look_up(
    catalog: &dyn Catalog,
    proposals: &[Proposal],
    sizes: bool,
    stopped: &dyn Fn() -> bool,
) -> Option<BTreeMap<VideoId, Assets>> {
    let mut wanted: BTreeMap<&VideoId, (&Arc<Video>, KindSet)> = BTreeMap::new();
    for proposal in proposals {
        let needed = match proposal.action {
            Action::DeleteMaster | Action::DeleteRendition => KindSet::SIZED,
            Action::DeleteVideo | Action::Quarantine if sizes => KindSet::SIZED,
            _ => KindSet::NONE,
        };
        let known = proposal.assets.as_ref().map_or(KindSet::NONE, Assets::looked_up);
        let entry = wanted.entry(&proposal.video.id).or_insert((&proposal.video, KindSet::NONE));
        entry.1 = entry.1.with(needed.without(known));
    }
    let mut by_kinds: BTreeMap<Vec<&str>, (KindSet, Vec<Arc<Video>>)> = BTreeMap::new();
    for (video, kinds) in wanted.into_values().filter(|(_, kinds)| !kinds.is_empty()) {
        let key = kinds.iter().map(AssetKind::as_str).collect();
        by_kinds.entry(key).or_insert_with(|| (kinds, Vec::new())).1.push(Arc::clone(video));
    }
    let mut found = BTreeMap::new();
    for (kinds, videos) in by_kinds.into_values() {
        for batch in videos.chunks(LOOKUP_BATCH) {
            if stopped() {
                return None;
            }
            found.extend(catalog.assets(batch, kinds).into_iter().map(|assets| (assets.video.clone(), assets)));
        }
    }
    Some(found)
}
