//! What was looked up of a video's files so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Asset, AssetKind, KindSet, Known, VideoId};

/// The files of one video, by kind. A kind that was not looked up yet is not in the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// The video they belong to.
    pub video: VideoId,
    by_kind: BTreeMap<AssetKind, Known<Vec<Arc<Asset>>>>,
}

impl Assets {
    /// Nothing looked up yet.
    #[must_use]
    pub fn new(video: VideoId) -> Self {
        Self { video, by_kind: BTreeMap::new() }
    }

    /// Every kind unknown, for the same reason.
    #[must_use]
    pub fn unknown(video: VideoId, kinds: KindSet, reason: &str) -> Self {
        let mut assets = Self::new(video);
        for kind in kinds.iter() {
            assets.set(kind, Known::unknown(reason));
        }
        assets
    }

    /// Records what was found of one kind, in place of what was known before.
    pub fn set(&mut self, kind: AssetKind, found: Known<Vec<Arc<Asset>>>) {
        self.by_kind.insert(kind, found);
    }

    /// Takes over everything that the other lookup found.
    pub fn absorb(&mut self, other: Self) {
        self.by_kind.extend(other.by_kind);
    }

    /// What was found of a kind; `None` when it was not looked up. An empty list means: there are none.
    #[must_use]
    pub fn get(&self, kind: AssetKind) -> Option<&Known<Vec<Arc<Asset>>>> {
        self.by_kind.get(&kind)
    }

    /// The kinds that were looked up.
    #[must_use]
    pub fn looked_up(&self) -> KindSet {
        self.by_kind.keys().fold(KindSet::NONE, |set, kind| set.with(KindSet::of(*kind)))
    }

    /// The files of a kind; unknown when they were not looked up.
    #[must_use]
    pub fn of(&self, kind: AssetKind) -> Known<&[Arc<Asset>]> {
        match self.by_kind.get(&kind) {
            Some(Known::Value(list)) => Known::Value(list.as_slice()),
            Some(Known::Absent) => Known::Value(&[]),
            Some(Known::Unknown(reason)) => Known::Unknown(Arc::clone(reason)),
            None => Known::unknown(format!("the {kind} files were not looked up")),
        }
    }

    /// The master: absent when there is none.
    #[must_use]
    pub fn master(&self) -> Known<&Arc<Asset>> {
        match self.of(AssetKind::Master) {
            Known::Value(list) => list.first().into(),
            Known::Absent => Known::Absent,
            Known::Unknown(reason) => Known::Unknown(reason),
        }
    }

    /// Every file that was found, in listing order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Asset>> {
        self.by_kind.values().filter_map(Known::value).flatten()
    }

    /// Bytes of the given kinds together; unknown as soon as one of the sizes is.
    #[must_use]
    pub fn bytes_of(&self, kinds: KindSet) -> Known<u64> {
        let mut sum = 0_u64;
        for kind in kinds.iter() {
            match self.of(kind) {
                Known::Value(list) => {
                    for asset in list {
                        match &asset.bytes {
                            Known::Value(bytes) => sum = sum.saturating_add(*bytes),
                            Known::Absent => {
                                return Known::unknown(format!("the platform gives no size for {kind} {}", asset.id));
                            }
                            Known::Unknown(reason) => return Known::Unknown(Arc::clone(reason)),
                        }
                    }
                }
                Known::Absent => {}
                Known::Unknown(reason) => return Known::Unknown(reason),
            }
        }
        Known::Value(sum)
    }
}
