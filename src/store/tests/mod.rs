//! Facts about the state folder.

mod chain;
mod journal;
mod lock;
mod opening;
mod plans;
#[cfg(unix)]
mod power;
mod quarantines;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{Account, Action, Platform, TargetOptions, VideoId};
use crate::plan::{Entry, EntryVideo, Fingerprint, LibraryView, Plan, Reason, SCHEMA, Tool};

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_232_760 + seconds).unwrap()
}

pub(super) fn account() -> Account {
    Account { name: "main".into(), platform: Platform::Brightcove, account_id: "57838016001".into() }
}

/// A plan that deletes so many videos, of 100 bytes each except every third, whose size is unknown.
pub(super) fn plan(id: &str, entries: u32) -> Plan {
    Plan {
        schema: SCHEMA.into(),
        id: format!("sha256:{id}"),
        created_at: at(-60),
        expires_at: at(86_400),
        tool: Tool { name: "vodsweep".into(), version: "0".into() },
        account: account(),
        policies: Vec::new(),
        library: LibraryView { videos_total: None, videos_seen: 0, complete: true, inventory_age_seconds: None },
        limits: Vec::new(),
        blocked: false,
        blocked_because: Vec::new(),
        entries: (1..=entries).map(entry).collect(),
        kept: Vec::new(),
        refresh: None,
        unknown: Vec::new(),
        totals: BTreeMap::new(),
    }
}

fn entry(seq: u32) -> Entry {
    Entry {
        seq,
        action: Action::DeleteVideo,
        video: EntryVideo {
            id: VideoId::new(format!("{seq}")).unwrap(),
            name: None,
            state: None,
            created_at: None,
            updated_at: None,
            tags: Vec::new(),
        },
        asset: None,
        bytes: (!seq.is_multiple_of(3)).then_some(100),
        bytes_later: None,
        reasons: vec![Reason { policy: "old.rhai".into(), line: 1, text: "old".into() }],
        fingerprint: Fingerprint {
            updated_at: None,
            state: None,
            tags: None,
            has_master: None,
            delivery: None,
            shared_out: None,
            content: String::new(),
            size: None,
            unknown: Vec::new(),
        },
        options: TargetOptions::default(),
        warnings: Vec::new(),
        copies: Vec::new(),
        files: Vec::new(),
    }
}
