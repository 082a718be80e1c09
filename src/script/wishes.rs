//! The proposals of a run as they are gathered: the same wish is stored once, however often a loop repeats it.
//!
//! What a closure proposed before it failed can be taken back, so everything here can be cut off at a mark.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::plan::{Proposal, Reason};

/// Different reasons that are kept for one target.
const REASONS: usize = 20;

/// Proposals in the order asked.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    list: Vec<Proposal>,
    /// Places in the list by the hash of what is deleted.
    targets: HashMap<u64, Vec<usize>>,
    /// Reasons beyond those kept, as the place of the last one kept and a hash.
    more: Vec<(usize, u64)>,
    known: HashSet<(usize, u64)>,
}

/// A point that can be returned to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    list: usize,
    more: usize,
}

impl Wishes {
    /// How much is stored.
    pub(super) fn stored(&self) -> usize {
        self.list.len() + self.more.len()
    }

    /// The present end.
    pub(super) fn mark(&self) -> Mark {
        Mark { list: self.list.len(), more: self.more.len() }
    }

    /// Adds a proposal unless the same one is there.
    pub(super) fn add(&mut self, proposal: Proposal) {
        let places = self.targets.entry(target(&proposal)).or_default();
        let mut alike = 0;
        for place in places.iter() {
            let Some(stored) = self.list.get_mut(*place) else { continue };
            if stored.options == proposal.options {
                alike += 1;
                if stored.reason == proposal.reason {
                    learn(stored, proposal);
                    return;
                }
            }
        }
        // A wish with other options says something new, whatever its reason.
        if alike > 0
            && places.len() >= REASONS
            && let Some(last) = places.last()
        {
            let entry = (*last, hash(&proposal.reason));
            if self.known.insert(entry) {
                self.more.push(entry);
            }
            return;
        }
        places.push(self.list.len());
        self.list.push(proposal);
    }

    /// Takes back everything since a mark.
    pub(super) fn cut(&mut self, mark: Mark) {
        while self.more.len() > mark.more {
            if let Some(entry) = self.more.pop() {
                self.known.remove(&entry);
            }
        }
        while self.list.len() > mark.list {
            let Some(proposal) = self.list.pop() else { return };
            let key = target(&proposal);
            if let Some(places) = self.targets.get_mut(&key) {
                places.pop();
                if places.is_empty() {
                    self.targets.remove(&key);
                }
            }
        }
    }

    /// The proposals; the last reason of a target tells how many were left out.
    pub(super) fn into_list(mut self) -> Vec<Proposal> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for (place, _) in self.more {
            *counts.entry(place).or_default() += 1;
        }
        for (place, count) in counts {
            if let Some(proposal) = self.list.get_mut(place) {
                let word = if count == 1 { "reason" } else { "reasons" };
                proposal.reason.text = format!("{} and {count} more {word}", proposal.reason.text);
            }
        }
        self.list
    }
}

/// Another reading of the same video may have looked at its files. Of two readings the earlier stays: what changed after a
/// rule looked at the video is drift.
fn learn(stored: &mut Proposal, later: Proposal) {
    if stored.assets.is_none() {
        stored.assets = later.assets;
    }
    if later.video.updated_at.get() < stored.video.updated_at.get() {
        stored.video = later.video;
    }
}

fn target(proposal: &Proposal) -> u64 {
    let mut hasher = DefaultHasher::new();
    proposal.action.hash(&mut hasher);
    proposal.video.id.hash(&mut hasher);
    proposal.asset.as_ref().map(|asset| &asset.id).hash(&mut hasher);
    hasher.finish()
}

/// A hash of a reason.
pub(super) fn hash(reason: &Reason) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&reason.policy, reason.line, &reason.text).hash(&mut hasher);
    hasher.finish()
}
