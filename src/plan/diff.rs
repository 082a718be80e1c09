//! What changed from one plan to another. Pure: it compares two documents and knows nothing of files.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Entry, Plan, Totals};
use crate::model::{Action, AssetId, VideoId};

/// Everything in which two plans differ. Entries are the same when they do the same to the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanDiff {
    /// Id of the plan compared with.
    pub before: String,
    /// Id of the plan compared.
    pub after: String,
    /// Entries that only the later plan has, in its order.
    pub added: Vec<Entry>,
    /// Entries that only the earlier plan has, in its order.
    pub removed: Vec<Entry>,
    /// Entries that both have with different facts, in the order of the later plan.
    pub changed: Vec<Change>,
    /// Entries that are the same in both, their number in the plan aside.
    pub unchanged: u64,
    /// Differences of the sums by action; only actions that differ.
    pub totals: BTreeMap<Action, Delta>,
}

/// An entry that both plans have, with different facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What differs: `bytes`, `reasons`, `options`, `until`, `warnings`, `video`, `asset`.
    pub fields: Vec<&'static str>,
    /// The earlier entry.
    pub before: Entry,
    /// The later entry.
    pub after: Entry,
}

/// By how much the sums of an action differ, later less earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Delta {
    /// Entries.
    pub count: i64,
    /// Bytes of those whose size is known.
    pub bytes: i64,
    /// Entries whose size is unknown.
    pub bytes_unknown: i64,
}

type Key<'a> = (Action, &'a VideoId, Option<&'a AssetId>);

impl PlanDiff {
    /// Compares an earlier plan with a later one.
    #[must_use]
    pub fn between(before: &Plan, after: &Plan) -> Self {
        let earlier: BTreeMap<Key<'_>, &Entry> = before.entries.iter().map(|entry| (key(entry), entry)).collect();
        let later: BTreeMap<Key<'_>, &Entry> = after.entries.iter().map(|entry| (key(entry), entry)).collect();
        let mut diff = Self {
            before: before.id.clone(),
            after: after.id.clone(),
            added: Vec::new(),
            removed: before.entries.iter().filter(|entry| !later.contains_key(&key(entry))).cloned().collect(),
            changed: Vec::new(),
            unchanged: 0,
            totals: deltas(&before.totals, &after.totals),
        };
        for entry in &after.entries {
            match earlier.get(&key(entry)) {
                None => diff.added.push(entry.clone()),
                Some(old) => {
                    let fields = changed_fields(old, entry);
                    if fields.is_empty() {
                        diff.unchanged += 1;
                    } else {
                        diff.changed.push(Change { fields, before: (*old).clone(), after: entry.clone() });
                    }
                }
            }
        }
        diff
    }

    /// Whether both plans do the same for the same reasons.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

fn key(entry: &Entry) -> Key<'_> {
    (entry.action, &entry.video.id, entry.asset.as_ref().map(|asset| &asset.id))
}

fn changed_fields(before: &Entry, after: &Entry) -> Vec<&'static str> {
    let video = before.video != after.video || before.fingerprint != after.fingerprint;
    let asked = |entry: &Entry| (entry.options.force, entry.options.unlink_playlists);
    let differences = [
        ("bytes", (before.bytes, before.bytes_later) != (after.bytes, after.bytes_later)),
        ("reasons", before.reasons != after.reasons),
        ("options", asked(before) != asked(after)),
        ("until", before.options.until != after.options.until),
        ("warnings", before.warnings != after.warnings),
        ("video", video),
        ("asset", before.asset != after.asset),
    ];
    differences.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

fn deltas(before: &Totals, after: &Totals) -> BTreeMap<Action, Delta> {
    let counted = |sum: u64| i64::try_from(sum).unwrap_or(i64::MAX);
    let less = |after: u64, before: u64| counted(after) - counted(before);
    let mut deltas = BTreeMap::new();
    for action in Action::ALL {
        let old = before.get(&action).copied().unwrap_or_default();
        let new = after.get(&action).copied().unwrap_or_default();
        if old != new {
            let delta = Delta {
                count: less(new.count, old.count),
                bytes: less(new.bytes, old.bytes),
                bytes_unknown: less(new.bytes_unknown, old.bytes_unknown),
            };
            deltas.insert(action, delta);
        }
    }
    deltas
}
