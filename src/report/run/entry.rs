//! An entry of a run together with what the plan says of it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::model::{Action, AssetId, AssetKind, Platform, VideoId};
use crate::plan::{Entry, Plan};
use crate::store::{EntryRecord, EntryState};

/// What became of one planned entry.
#[derive(Debug, Clone, Copy)]
pub struct RunEntry<'a> {
    /// What the journal has of it.
    pub record: &'a EntryRecord,
    /// What the plan has of it; `None` when the plan is not at hand.
    pub planned: Option<&'a Entry>,
}

impl<'a> RunEntry<'a> {
    /// Puts the entries of a journal and of a plan together by their number.
    #[must_use]
    pub fn join(records: &'a [EntryRecord], plan: Option<&'a Plan>) -> Vec<Self> {
        let planned: BTreeMap<u32, &Entry> =
            plan.into_iter().flat_map(|plan| &plan.entries).map(|entry| (entry.seq, entry)).collect();
        records.iter().map(|record| Self { record, planned: planned.get(&record.seq).copied() }).collect()
    }

    /// Bytes that the platform keeps for a while although the deletion is done.
    pub(super) fn freed_later(&self, platform: Platform) -> u64 {
        match self.planned {
            Some(entry)
                if platform == Platform::Brightcove
                    && entry.action == Action::DeleteMaster
                    && self.record.state == EntryState::Deleted =>
            {
                entry.bytes.unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// Whether a person has to look at it.
    pub(super) const fn needs_attention(&self) -> bool {
        matches!(
            self.record.state,
            EntryState::Failed | EntryState::InDoubt | EntryState::Drifted | EntryState::Protected
        )
    }
}

#[derive(Serialize)]
struct VideoRef<'a> {
    id: &'a VideoId,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct FileRef<'a> {
    id: &'a AssetId,
    kind: AssetKind,
    label: Option<&'a str>,
}

impl Serialize for RunEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let video = self.planned.map(|entry| VideoRef { id: &entry.video.id, name: entry.video.name.as_deref() });
        let asset = self.planned.and_then(|entry| entry.asset.as_ref());
        let asset = asset.map(|asset| FileRef { id: &asset.id, kind: asset.kind, label: asset.label.as_deref() });
        let mut fields = serializer.serialize_struct("RunEntry", 6)?;
        fields.serialize_field("seq", &self.record.seq)?;
        fields.serialize_field("action", &self.planned.map(|entry| entry.action))?;
        fields.serialize_field("video", &video)?;
        fields.serialize_field("asset", &asset)?;
        fields.serialize_field("state", &self.record.state)?;
        fields.serialize_field("error", &self.record.error)?;
        fields.end()
    }
}
