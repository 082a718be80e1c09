//! Plans, runs and videos for the tests of this folder.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{Account, Action, AssetKind, Known, Platform, TargetOptions, Video, VideoState};
use crate::plan::{
    ActionTotals, Entry, EntryAsset, EntryVideo, Fingerprint, KeepSource, Kept, KeptVideo, LibraryView, LimitCheck,
    Plan, PolicyRecord, Reason, SCHEMA, Tool, UnknownNote,
};

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("a valid time")
}

pub(crate) fn now() -> Timestamp {
    time("2026-06-01T12:00:00Z")
}

pub(crate) fn account() -> Account {
    Account { name: "main".to_owned(), platform: Platform::Brightcove, account_id: "57838016001".to_owned() }
}

pub(crate) fn video(id: &str) -> Video {
    let mut video = Video::unknown(id.try_into().expect("an id"), "not read");
    video.name = Known::Value("Evening news".into());
    video.state = Known::Value(VideoState::Inactive);
    video.updated_at = Known::Value(time("2024-01-01T00:00:00Z"));
    video.tags = Known::Value(vec!["news".into()]);
    video
}

pub(crate) fn entry(seq: u32, id: &str, title: &str) -> Entry {
    Entry {
        seq,
        action: Action::DeleteVideo,
        video: EntryVideo {
            id: id.try_into().expect("an id"),
            name: Some(title.to_owned()),
            state: Some(VideoState::Inactive),
            created_at: Some(time("2019-03-01T00:00:00Z")),
            updated_at: Some(time("2024-01-01T00:00:00Z")),
            tags: vec!["news".to_owned()],
        },
        asset: None,
        bytes: Some(1_400_000_000),
        bytes_later: None,
        reasons: vec![reason("inactive for a year")],
        fingerprint: Fingerprint::of(&video(id)),
        options: TargetOptions::default(),
        warnings: Vec::new(),
        copies: Vec::new(),
        files: Vec::new(),
    }
}

pub(crate) fn reason(text: &str) -> Reason {
    Reason { policy: "scripts/old.rhai".to_owned(), line: 7, text: text.to_owned() }
}

fn file(mut entry: Entry, kind: AssetKind, label: Option<&str>) -> Entry {
    entry.action = Action::on(kind);
    entry.asset = Some(EntryAsset {
        id: "master-1".try_into().expect("an id"),
        kind,
        label: label.map(str::to_owned),
        bytes: entry.bytes,
    });
    entry
}

pub(crate) fn plan() -> Plan {
    let mut old = entry(2, "1698990613556232930", "第三回 全国高校サッカー選手権大会 決勝戦ハイライト 🎉 完全版");
    old.reasons = vec![reason("unchanged for 882 days, plays from its renditions"), reason("larger than 1 GB")];
    old.warnings = vec!["the last playable source goes, because the script says force".to_owned()];
    old.options.force = true;
    let mut unsized_entry = entry(3, "6300000000003", "Interview (raw)");
    unsized_entry.bytes = None;
    unsized_entry.video.state = None;
    let entries = vec![
        entry(1, "6300000000001", "Evening news of 1 March 2019"),
        file(old, AssetKind::Master, None),
        file(unsized_entry, AssetKind::Rendition, Some("1080p")),
    ];
    Plan { entries, totals: totals(), kept: kept(), unknown: unknown(), ..empty_plan() }
}

fn totals() -> BTreeMap<Action, ActionTotals> {
    BTreeMap::from([
        (Action::DeleteVideo, ActionTotals { count: 1, bytes: 1_400_000_000, bytes_unknown: 0 }),
        (Action::DeleteMaster, ActionTotals { count: 1, bytes: 1_400_000_000, bytes_unknown: 0 }),
        (Action::DeleteRendition, ActionTotals { count: 1, bytes: 0, bytes_unknown: 1 }),
    ])
}

fn kept() -> Vec<Kept> {
    let kept = |id: &str, name: &str, source, reason: &str| Kept {
        video: KeptVideo { id: id.try_into().expect("an id"), name: Some(name.to_owned()) },
        source,
        reason: reason.to_owned(),
        action: Some(Action::DeleteVideo),
        asset: None,
    };
    vec![
        kept("11", "Board meeting", KeepSource::Protection, "tags:keep,legal-hold"),
        kept("12", "AGM 2020", KeepSource::Protection, "tags:keep,legal-hold"),
        kept("13", "Live channel", KeepSource::Shield, "live source"),
    ]
}

fn unknown() -> Vec<UnknownNote> {
    vec![UnknownNote {
        video: KeptVideo { id: "21".try_into().expect("an id"), name: Some("Trailer".to_owned()) },
        field: "master".to_owned(),
        policy: "scripts/old.rhai".to_owned(),
        line: Some(6),
        message: "the files belong to the account that shared it in".to_owned(),
    }]
}

pub(crate) fn empty_plan() -> Plan {
    let limit = |name: &str, allowed: serde_json::Number, actual: serde_json::Number| LimitCheck {
        name: name.to_owned(),
        allowed,
        actual: Some(actual),
        exceeded: false,
        set_for_this_plan: false,
        unknown: 0,
        unknown_as: 0,
    };
    Plan {
        schema: SCHEMA.to_owned(),
        id: format!("sha256:{}", "3f2a9c1b7d04e815".repeat(4)),
        created_at: time("2026-06-01T11:00:00Z"),
        expires_at: time("2026-06-02T11:00:00Z"),
        tool: Tool { name: "vodsweep".to_owned(), version: "0.1.0".to_owned() },
        account: account(),
        policies: vec![PolicyRecord {
            path: "scripts/old.rhai".to_owned(),
            sha256: "00".repeat(32),
            params: BTreeMap::from([("days".to_owned(), serde_json::json!(365))]),
        }],
        library: LibraryView {
            videos_total: Some(12_345),
            videos_seen: 12_345,
            complete: true,
            inventory_age_seconds: None,
        },
        limits: vec![
            limit("entries", 1_000.into(), 3.into()),
            limit("share", serde_json::Number::from_f64(0.1).expect("finite"), 0.into()),
            limit("bytes", 5_000_000_000_000_u64.into(), 2_800_000_000_u64.into()),
            limit("survivors", 1.into(), 12_344.into()),
        ],
        blocked: false,
        blocked_because: Vec::new(),
        entries: Vec::new(),
        kept: Vec::new(),
        refresh: None,
        unknown: Vec::new(),
        totals: BTreeMap::new(),
    }
}
