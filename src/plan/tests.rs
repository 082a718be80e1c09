//! What the planner decides, told as facts.

mod bounds;
mod changes;
mod differences;
mod evidence;
mod explanations;
mod notes;
mod platform;
mod playing;
mod quarantine;

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::{Just, Strategy, any, proptest};
use proptest::{prop_assert_eq, sample};

use super::{
    Context, Draft, Keep, KeepSource, LibraryView, Limits, Plan, PlanError, Proposal, Protection, Reason, Refreshing,
    Shields, build,
};
use crate::model::{
    Account, Action, Asset, AssetId, AssetKind, Assets, Capabilities, Delivery, Known, MinimumStorage, Platform,
    Remark, Rule, TargetOptions, Video, VideoField, VideoId, VideoState,
};

static RULES: [Rule; 3] = [
    Rule { action: Action::DeleteVideo, deliveries: &[], shared_in: true, otherwise: "" },
    Rule { action: Action::DeleteMaster, deliveries: &[], shared_in: false, otherwise: "" },
    Rule {
        action: Action::DeleteRendition,
        deliveries: &[Delivery::StaticOrigin],
        shared_in: false,
        otherwise: "dynamic renditions cannot be deleted one by one",
    },
];

const CAPABILITIES: Capabilities = Capabilities {
    rules: &RULES,
    minimum_storage: &[MinimumStorage { class: "IA", days: 30, master_only: false }],
    remarks: &[
        Remark { field: VideoField::Status, word: "Checking", text: "it waits for its review", shields: true },
        Remark { field: VideoField::Status, word: "Blocked", text: "it was blocked by a review", shields: false },
    ],
    ..Capabilities::none(Platform::Brightcove)
};

/// The same with a content network.
static NETWORKED: Capabilities = Capabilities { platform: Platform::Apsara, refreshes: true, ..CAPABILITIES };

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn video(id: &str) -> Video {
    let mut video = Video::unknown(VideoId::new(id).expect("an id"), "not given");
    video.name = Known::Value(format!("title {id}").into());
    video.state = Known::Value(VideoState::Active);
    video.created_at = Known::Value(at("2020-01-01T00:00:00Z"));
    video.updated_at = Known::Value(at("2021-01-01T00:00:00Z"));
    video.delivery = Known::Value(Delivery::StaticOrigin);
    video.complete = Known::Value(true);
    video.has_master = Known::Value(true);
    video.shared_in = Known::Value(false);
    video.shared_out = Known::Value(false);
    video.tags = Known::Value(Vec::new());
    video.plays_from_master = Known::Value(false);
    video
}

fn file(video: &Video, kind: AssetKind, id: &str, bytes: u64) -> Arc<Asset> {
    let mut asset = Asset::bare(AssetId::new(id).expect("an id"), video.id.clone(), kind);
    asset.bytes = Known::Value(bytes);
    Arc::new(asset)
}

fn files(video: &Video, renditions: &[(&str, u64)]) -> Assets {
    let mut assets = Assets::new(video.id.clone());
    assets.set(AssetKind::Master, Known::Value(vec![file(video, AssetKind::Master, "m", 5_000)]));
    let renditions = renditions.iter().map(|(id, bytes)| file(video, AssetKind::Rendition, id, *bytes)).collect();
    assets.set(AssetKind::Rendition, Known::Value(renditions));
    assets
}

fn reason(line: u32, text: &str) -> Reason {
    Reason { policy: "p.rhai".to_owned(), line, text: text.to_owned() }
}

fn propose(action: Action, video: &Video, assets: &Assets, asset: Option<&str>) -> Proposal {
    let asset = asset.map(|id| Arc::clone(assets.iter().find(|file| file.id.as_str() == id).expect("a file")));
    Proposal {
        action,
        video: Arc::new(video.clone()),
        asset,
        assets: Some(assets.clone()),
        reason: reason(3, "old"),
        options: TargetOptions::default(),
    }
}

fn forced(mut proposal: Proposal) -> Proposal {
    proposal.options.force = true;
    proposal
}

struct Setting {
    limits: Limits,
    protection: Protection,
    shields: Shields,
    capabilities: &'static Capabilities,
    refreshing: Refreshing,
    library: LibraryView,
    allow_incomplete: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            protection: Protection::default(),
            shields: Shields::default(),
            capabilities: &CAPABILITIES,
            refreshing: Refreshing::default(),
            library: LibraryView {
                videos_total: Some(1_000),
                videos_seen: 1_000,
                complete: true,
                inventory_age_seconds: None,
            },
            allow_incomplete: false,
        }
    }
}

fn plan_in(setting: &Setting, draft: Draft) -> Plan {
    let account = Account { name: "main".to_owned(), platform: Platform::Brightcove, account_id: "1".to_owned() };
    let now = at("2026-01-01T00:00:00Z");
    let context = Context {
        allow_incomplete: setting.allow_incomplete,
        limits: setting.limits.clone(),
        protection: setting.protection.clone(),
        shields: setting.shields.clone(),
        refreshing: setting.refreshing,
        ..Context::new(&account, setting.capabilities, setting.library.clone(), now)
    };
    build(draft, context)
}

fn plan(proposals: Vec<Proposal>) -> Plan {
    plan_in(&Setting::default(), Draft { proposals, ..Draft::default() })
}

fn entries(plan: &Plan) -> Vec<String> {
    plan.entries
        .iter()
        .map(|entry| match &entry.asset {
            None => format!("{} {}", entry.action, entry.video.id),
            Some(asset) => format!("{} {}/{}", entry.action, entry.video.id, asset.id),
        })
        .collect()
}

fn kept(plan: &Plan) -> Vec<(KeepSource, &str)> {
    plan.kept.iter().map(|kept| (kept.source, kept.reason.as_str())).collect()
}

#[test]
fn deleting_a_video_absorbs_the_deletion_of_its_files() {
    let video = video("1");
    let assets = files(&video, &[("r1", 10), ("r2", 20)]);
    let plan = plan(vec![
        propose(Action::DeleteRendition, &video, &assets, Some("r1")),
        propose(Action::DeleteVideo, &video, &assets, None),
        propose(Action::DeleteMaster, &video, &assets, None),
    ]);
    assert_eq!(entries(&plan), ["delete_video 1"]);
    assert_eq!(plan.entries[0].bytes, Some(5_030));
    assert!(!plan.blocked);
}

#[test]
fn equal_proposals_merge_and_keep_all_reasons() {
    let video = video("1");
    let assets = files(&video, &[("r1", 10)]);
    let mut second = propose(Action::DeleteMaster, &video, &assets, Some("m"));
    second.reason = reason(1, "large");
    let plan = plan(vec![propose(Action::DeleteMaster, &video, &assets, None), second.clone(), second]);
    assert_eq!(entries(&plan), ["delete_master 1/m"]);
    assert_eq!(plan.entries[0].reasons, [reason(1, "large"), reason(3, "old")]);
}

#[test]
fn a_kept_video_has_no_entry_whatever_the_order() {
    let video = video("1");
    let assets = files(&video, &[]);
    let draft = Draft {
        proposals: vec![forced(propose(Action::DeleteVideo, &video, &assets, None))],
        keeps: vec![Keep { video: Arc::new(video.clone()), reason: reason(9, "still needed") }],
        ..Draft::default()
    };
    let plan = plan_in(&Setting::default(), draft);
    assert!(plan.entries.is_empty());
    assert_eq!(kept(&plan), [(KeepSource::Keep, "still needed")]);
}

#[test]
fn force_does_not_override_protection() {
    let mut setting = Setting::default();
    setting.protection.ids = super::parse_protected_ids("1,,case 7").expect("ids");
    let video = video("1");
    let proposals = vec![forced(propose(Action::DeleteVideo, &video, &files(&video, &[]), None))];
    let plan = plan_in(&setting, Draft { proposals, ..Draft::default() });
    assert!(plan.entries.is_empty());
    assert_eq!(kept(&plan), [(KeepSource::Protection, "case 7")]);
}

#[test]
fn a_query_that_cannot_be_decided_protects() {
    let query = crate::query::parse("tags:keep", at("2026-01-01T00:00:00Z")).expect("a query");
    let mut setting = Setting::default();
    setting.protection.query = Some(("tags:keep".to_owned(), crate::query::Matcher::new(&query)));
    let mut one = video("1");
    one.tags = Known::unknown("not given");
    let proposals = vec![propose(Action::DeleteVideo, &one, &files(&one, &[]), None)];
    let plan = plan_in(&setting, Draft { proposals, ..Draft::default() });
    assert_eq!(kept(&plan), [(KeepSource::Protection, "whether it matches the protected query tags:keep is unknown")]);
}

#[test]
fn what_the_platform_cannot_do_is_kept_with_its_reason() {
    let mut dynamic = video("1");
    dynamic.delivery = Known::Value(Delivery::DynamicOrigin);
    let assets = files(&dynamic, &[("r1", 1), ("r2", 2)]);
    let mut shared = video("2");
    shared.shared_in = Known::Value(true);
    let plan = plan(vec![
        forced(propose(Action::DeleteRendition, &dynamic, &assets, Some("r1"))),
        forced(propose(Action::DeleteMaster, &shared, &files(&shared, &[("r", 1)]), None)),
    ]);
    assert!(plan.entries.is_empty());
    assert_eq!(
        kept(&plan),
        [
            (KeepSource::Capability, "dynamic renditions cannot be deleted one by one"),
            (KeepSource::Capability, "the master belongs to the account that shared the video in"),
        ]
    );
}

#[test]
fn the_last_source_of_a_video_is_shielded() {
    let video = video("1");
    let without = files(&video, &[]);
    let plan_of = |proposal| plan(vec![proposal]);
    assert!(plan_of(propose(Action::DeleteMaster, &video, &without, None)).entries.is_empty());
    let unknown = Assets::unknown(video.id.clone(), crate::model::KindSet::of(AssetKind::Rendition), "time-out");
    let mut half = without.clone();
    half.absorb(unknown);
    assert!(plan_of(propose(Action::DeleteMaster, &video, &half, None)).entries.is_empty());
    let with = files(&video, &[("r1", 1)]);
    assert_eq!(plan_of(propose(Action::DeleteMaster, &video, &with, None)).entries.len(), 1);
    let forced_plan = plan_of(forced(propose(Action::DeleteMaster, &video, &without, None)));
    assert_eq!(
        forced_plan.entries[0].warnings,
        ["forced although it has no playable rendition, so its master is the last source"]
    );
}

#[test]
fn of_all_renditions_the_largest_stays() {
    let video = video("1");
    let assets = files(&video, &[("r1", 10), ("r2", 30), ("r3", 20)]);
    let all = ["r1", "r2", "r3"];
    let proposals = all.map(|id| propose(Action::DeleteRendition, &video, &assets, Some(id))).to_vec();
    assert_eq!(entries(&plan(proposals.clone())), ["delete_rendition 1/r1", "delete_rendition 1/r3"]);
    let with_master = [proposals, vec![propose(Action::DeleteMaster, &video, &assets, None)]].concat();
    assert_eq!(entries(&plan(with_master)), ["delete_master 1/m", "delete_rendition 1/r1", "delete_rendition 1/r3"]);
    let forced_all = all.map(|id| forced(propose(Action::DeleteRendition, &video, &assets, Some(id)))).to_vec();
    let plan = plan(forced_all);
    assert_eq!(plan.entries.len(), 3);
    assert!(plan.entries.iter().all(|entry| entry.warnings.len() == 1));
}

#[test]
fn live_shared_out_and_fresh_videos_are_shielded_and_so_is_what_is_unknown_of_them() {
    let mut live = video("1");
    live.delivery = Known::Value(Delivery::LiveOrigin);
    let mut shared = video("2");
    shared.shared_out = Known::Value(true);
    let mut fresh = video("3");
    fresh.complete = Known::Value(false);
    fresh.updated_at = Known::Value(at("2025-12-31T12:00:00Z"));
    let mut dateless = video("4");
    dateless.complete = Known::Value(false);
    dateless.updated_at = Known::unknown("not given");
    let mut unknown = video("5");
    unknown.shared_out = Known::unknown("not given");
    let mut stale = video("6");
    stale.complete = Known::Value(false);
    let videos = [live, shared, fresh, dateless, unknown, stale];
    let proposals =
        videos.iter().map(|video| propose(Action::DeleteVideo, video, &files(video, &[]), None)).collect::<Vec<_>>();
    assert_eq!(entries(&plan(proposals.clone())), ["delete_video 6"]);
    let plan = plan(proposals.into_iter().map(forced).collect());
    assert_eq!(plan.entries.len(), 6);
    assert!(plan.entries.iter().take(5).all(|entry| entry.warnings[0].starts_with("forced although")));
}

#[test]
fn a_plan_over_a_limit_is_blocked_whole_and_keeps_every_entry() {
    let videos: Vec<Video> = (0..101).map(|id| video(&id.to_string())).collect();
    let proposals = videos.iter().map(|video| propose(Action::DeleteVideo, video, &files(video, &[]), None)).collect();
    let plan = plan(proposals);
    assert!(plan.blocked);
    assert_eq!(plan.entries.len(), 101);
    assert_eq!(plan.blocked_because[0].0, "the limit share is exceeded");
}

#[test]
fn an_incomplete_listing_blocks_unless_it_is_accepted() {
    let mut setting = Setting::default();
    setting.library.complete = false;
    assert!(plan_in(&setting, Draft::default()).blocked);
    setting.allow_incomplete = true;
    let plan = plan_in(&setting, Draft::default());
    assert!(!plan.blocked && !plan.library.complete);
}

#[test]
fn an_edited_truncated_or_foreign_plan_is_refused() {
    let video = video("1");
    let text = plan(vec![propose(Action::DeleteVideo, &video, &files(&video, &[]), None)]).to_json().expect("text");
    assert!(Plan::from_json(&text).is_ok());
    let edited = text.replace("\"id\": \"1\"", "\"id\": \"2\"");
    assert!(matches!(Plan::from_json(&edited), Err(PlanError::Digest)));
    assert!(matches!(Plan::from_json(&text[..text.len() / 2]), Err(PlanError::Json(_))));
    assert!(matches!(Plan::from_json("{\"schema\": \"other/9\"}"), Err(PlanError::Schema { .. })));
    assert!(matches!(Plan::from_json("[]"), Err(PlanError::Schema { .. })));
}

#[test]
fn a_plan_that_was_changed_in_memory_is_not_intact() {
    let video = video("1");
    let mut plan = plan(vec![propose(Action::DeleteVideo, &video, &files(&video, &[]), None)]);
    assert!(plan.is_intact());
    plan.entries[0].video.id = VideoId::new("2").expect("an id");
    assert!(!plan.is_intact());
}

#[test]
fn a_sealed_plan_that_contradicts_itself_is_refused() {
    let video = video("1");
    let mut plan = plan(vec![propose(Action::DeleteVideo, &video, &files(&video, &[]), None)]);
    plan.entries[0].action = Action::DeleteMaster;
    let text = plan.sealed().to_json().expect("text");
    assert!(matches!(Plan::from_json(&text), Err(PlanError::Inconsistent(_))));
}

#[test]
fn a_plan_with_something_unknown_in_it_is_refused_before_a_run_is_opened() {
    let video = video("1");
    let plan = plan(vec![propose(Action::DeleteVideo, &video, &files(&video, &[]), None)]);
    for (place, value) in [("/policies", "x"), ("/entries/0/options", "y"), ("/entries/0/video", "z")] {
        let mut document = serde_json::to_value(&plan).expect("JSON");
        let object = document.pointer_mut(place).expect("a place");
        match object {
            serde_json::Value::Object(members) => drop(members.insert("also".to_owned(), value.into())),
            other => *other = serde_json::json!([{ "path": value, "sha256": "", "params": {}, "also": 1 }]),
        }
        let error = Plan::from_json(&super::fuzz::sealed(document)).expect_err("something unknown");
        assert!(error.to_string().contains("does not know"), "{place}: {error}");
    }
}

fn proposals() -> impl Strategy<Value = Vec<Proposal>> {
    let one = (0..4_u8, 0..4_usize, any::<bool>(), 1..4_u32).prop_map(|(id, what, force, line)| {
        let video = video(&id.to_string());
        let assets = files(&video, &[("r1", 1), ("r2", 2)]);
        let (action, asset) = [
            (Action::DeleteVideo, None),
            (Action::DeleteMaster, None),
            (Action::DeleteRendition, Some("r1")),
            (Action::DeleteRendition, Some("r2")),
        ][what];
        let mut proposal = propose(action, &video, &assets, asset);
        proposal.options.force = force;
        proposal.reason.line = line;
        proposal
    });
    proptest::collection::vec(one, 0..12)
}

proptest! {
    #[test]
    fn the_order_of_proposals_does_not_matter(
        (original, shuffled) in proposals().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle()))
    ) {
        prop_assert_eq!(plan(original).id, plan(shuffled).id);
    }

    #[test]
    fn a_saved_plan_loads_as_it_was(list in proposals()) {
        let plan = plan(list);
        let loaded = Plan::from_json(&plan.to_json().expect("text")).expect("loads");
        prop_assert_eq!(loaded, plan);
    }

    #[test]
    fn no_change_of_a_saved_plan_goes_unnoticed(list in proposals(), at in any::<sample::Index>()) {
        let text = plan(list).to_json().expect("text");
        let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = digits[at.index(digits.len())];
        let mut edited = text.clone();
        let other = if &text[at..=at] == "7" { "8" } else { "7" };
        edited.replace_range(at..=at, other);
        proptest::prop_assert!(Plan::from_json(&edited).is_err());
    }
}
