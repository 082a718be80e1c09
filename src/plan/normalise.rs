//! Proposals of all scripts, put together by video: duplicates merged, absorbed ones dropped.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Proposal, Reason};
use crate::model::{Action, Asset, AssetId, Assets, TargetOptions, Video, VideoId};

/// One thing that is wished for, with everybody who wished it.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) action: Action,
    pub(super) asset: Option<Arc<Asset>>,
    pub(super) reasons: Vec<Reason>,
    pub(super) options: TargetOptions,
}

/// All wishes for one video.
#[derive(Debug, Clone)]
pub(super) struct VideoWishes {
    pub(super) video: Arc<Video>,
    pub(super) assets: Assets,
    pub(super) wishes: Vec<Wish>,
}

/// Groups proposals by video, merges equal ones and lets `delete_video` absorb the rest of its video.
///
/// `looked_up` is what was learned of files beside the scripts. The result does not depend on the order of
/// the proposals.
pub(super) fn by_video(proposals: Vec<Proposal>, mut looked_up: BTreeMap<VideoId, Assets>) -> Vec<VideoWishes> {
    let mut groups: BTreeMap<VideoId, (Arc<Video>, Assets, Vec<Proposal>)> = BTreeMap::new();
    for mut proposal in proposals {
        let id = proposal.video.id.clone();
        let found = proposal.assets.take();
        let group = groups.entry(id.clone()).or_insert_with(|| {
            let assets = looked_up.remove(&id).unwrap_or_else(|| Assets::new(id));
            (Arc::clone(&proposal.video), assets, Vec::new())
        });
        // The earlier reading of a video wins: what changed after a rule looked at it is drift, and the order of scripts
        // does not matter, not even where two readings of one moment told different things.
        if read_before(&proposal.video, &group.0) {
            group.0 = Arc::clone(&proposal.video);
        }
        if let Some(found) = found {
            let missing = found.looked_up().without(group.1.looked_up());
            for kind in missing.iter() {
                if let Some(list) = found.get(kind) {
                    group.1.set(kind, list.clone());
                }
            }
        }
        group.2.push(proposal);
    }
    let mut groups: Vec<VideoWishes> = groups
        .into_values()
        .map(|(video, assets, proposals)| {
            let wishes = merge(proposals, &assets);
            VideoWishes { video, assets, wishes }
        })
        .collect();
    groups.sort_by(|a, b| order_of(&a.video).cmp(&order_of(&b.video)));
    groups
}

fn read_before(one: &Video, other: &Video) -> bool {
    (one.updated_at.get(), &one.native) < (other.updated_at.get(), &other.native)
}

/// Oldest first; a video of unknown age comes last.
fn order_of(video: &Video) -> (bool, Option<jiff::Timestamp>, &VideoId) {
    let created = video.created_at.get();
    (created.is_none(), created, &video.id)
}

fn merge(proposals: Vec<Proposal>, assets: &Assets) -> Vec<Wish> {
    let whole = proposals.iter().any(|proposal| proposal.action == Action::DeleteVideo);
    let mut wishes: BTreeMap<(Action, Option<AssetId>), Wish> = BTreeMap::new();
    for proposal in proposals {
        if whole && proposal.action != Action::DeleteVideo {
            continue;
        }
        let asset = match (proposal.action, proposal.asset) {
            (Action::DeleteMaster, None) => assets.master().value().map(|master| Arc::clone(master)),
            (_, asset) => asset,
        };
        let key = (proposal.action, asset.as_ref().map(|asset| asset.id.clone()));
        let wish = wishes.entry(key).or_insert_with(|| Wish {
            action: proposal.action,
            asset,
            reasons: Vec::new(),
            options: TargetOptions::default(),
        });
        wish.options.force |= proposal.options.force;
        wish.options.unlink_playlists |= proposal.options.unlink_playlists;
        // Of several days the last counts: nobody who asked for a quarantine loses a day of it.
        wish.options.until = wish.options.until.max(proposal.options.until);
        wish.reasons.push(proposal.reason);
    }
    let mut wishes: Vec<Wish> = wishes.into_values().collect();
    for wish in &mut wishes {
        wish.reasons.sort();
        wish.reasons.dedup();
    }
    wishes
}
