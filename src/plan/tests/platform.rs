//! What hangs on words and ways of one platform: masters that play, copies in a content network, storage classes.

use std::sync::Arc;

use super::{NETWORKED, Setting, at, entries, files, forced, kept, plan, plan_in, propose, video};
use crate::model::{Action, Asset, AssetId, AssetKind, Assets, Known, MediaType, Video};
use crate::plan::{Draft, Fingerprint, KeepSource, Refreshing};

#[test]
fn a_master_that_viewers_get_is_the_last_source() {
    let mut video = video("1");
    let proposal = |video: &Video| propose(Action::DeleteMaster, video, &files(video, &[("r1", 1)]), None);
    for plays in [Known::Value(true), Known::Absent, Known::unknown("not given")] {
        video.plays_from_master = plays;
        let plan_of = |proposal| plan(vec![proposal]);
        assert_eq!(kept(&plan_of(proposal(&video)))[0].0, KeepSource::Shield);
        assert!(plan_of(forced(proposal(&video))).entries[0].warnings[0].contains("viewers get the master itself"));
    }
    let whole = propose(Action::DeleteVideo, &video, &files(&video, &[("r1", 1)]), None);
    assert_eq!(entries(&plan(vec![whole])), ["delete_video 1"], "what goes whole need not play");
}

#[test]
fn a_master_that_was_not_seen_is_not_compared() {
    let mut unseen = video("1");
    unseen.has_master = Known::unknown("a listing does not tell");
    let (with, mut without) = (video("1"), video("1"));
    without.has_master = Known::Value(false);
    let fields = |planned: &Video, found: &Video| -> Vec<&str> {
        let drifts = Fingerprint::of(planned).drift(&Fingerprint::of(found));
        drifts.into_iter().map(|drift| drift.field).collect()
    };
    assert!(fields(&unseen, &with).is_empty() && fields(&unseen, &without).is_empty());
    assert_eq!(fields(&with, &without), ["has_master"]);
    assert_eq!(fields(&with, &unseen), ["has_master"], "what cannot be seen any more has drifted");
}

#[test]
fn the_addresses_of_what_goes_are_recorded_once_and_only_when_wanted() {
    let mut whole = video("1");
    whole.copies = vec!["https://c/1.jpg".into()];
    let mut assets = files(&whole, &[]);
    let mut played = Asset::bare(AssetId::new("r1").expect("an id"), whole.id.clone(), AssetKind::Rendition);
    played.copies = vec!["https://c/1.m3u8".into(), "https://c/1.jpg".into()];
    assets.set(AssetKind::Rendition, Known::Value(vec![Arc::new(played)]));
    let unread = video("2");
    let proposals = vec![
        propose(Action::DeleteVideo, &whole, &assets, None),
        propose(Action::DeleteVideo, &unread, &Assets::new(unread.id.clone()), None),
    ];
    let plan_with = |enabled| {
        let refreshing = Refreshing { enabled, left_today: Some(5) };
        let setting = Setting { refreshing, capabilities: &NETWORKED, ..Setting::default() };
        plan_in(&setting, Draft { proposals: proposals.clone(), ..Draft::default() })
    };
    let on = plan_with(true);
    assert_eq!(on.entries[0].copies, ["https://c/1.jpg", "https://c/1.m3u8"]);
    assert!(on.entries[1].warnings[0].starts_with("its play addresses are not known"));
    assert_eq!(on.refresh.map(|refresh| (refresh.enabled, refresh.addresses)), Some((true, 2)));
    let off = plan_with(false);
    assert!(off.entries.iter().all(|entry| entry.copies.is_empty() && entry.warnings.is_empty()));
    assert_eq!(off.refresh.map(|refresh| (refresh.enabled, refresh.addresses)), Some((false, 0)));
    assert!(on.entries[0].warnings.is_empty(), "its play addresses are known");
    let refreshing = Refreshing { enabled: true, left_today: None };
    let without = plan_in(&Setting { refreshing, ..Setting::default() }, Draft { proposals, ..Draft::default() });
    assert_eq!(without.refresh, None, "this platform has no content network");
    assert!(without.entries.iter().all(|entry| entry.copies.is_empty() && entry.warnings.is_empty()));
}

#[test]
fn an_early_deletion_in_a_class_with_a_minimum_warns() {
    let mut young = video("1");
    young.created_at = Known::Value(at("2025-12-20T00:00:00Z"));
    young.storage_class = Known::Value("IA".into());
    let setting = Setting { capabilities: &NETWORKED, ..Setting::default() };
    let proposals = vec![propose(Action::DeleteVideo, &young, &files(&young, &[("r1", 1)]), None)];
    let plan = plan_in(&setting, Draft { proposals, ..Draft::default() });
    assert!(plan.entries[0].warnings[0].starts_with("stored as IA, which is charged for at least 30 days"));
}

#[test]
fn what_the_platform_is_at_work_on_is_shielded_and_what_needs_a_second_look_warns() {
    let mut checking = video("1");
    checking.status = Known::Value("Checking".into());
    let mut blocked = video("2");
    blocked.status = Known::Value("Blocked".into());
    let whole = |video: &Video| propose(Action::DeleteVideo, video, &files(video, &[]), None);
    let plan_of = |proposals| plan(proposals);
    let found = plan_of(vec![whole(&checking), whole(&blocked)]);
    assert_eq!(entries(&found), ["delete_video 2"]);
    assert_eq!(kept(&found), [(KeepSource::Shield, "it waits for its review")]);
    assert_eq!(found.entries[0].warnings, ["it was blocked by a review"]);
    let by_force = plan_of(vec![forced(whole(&checking))]);
    assert_eq!(by_force.entries[0].warnings, ["forced although it waits for its review"]);
}

#[test]
fn what_a_listing_says_of_a_video_is_not_its_size_and_of_a_picture_it_is() {
    let mut video = video("1");
    video.size = Known::Value(700);
    let unread = Assets::new(video.id.clone());
    let whole = |video: &Video| plan(vec![propose(Action::DeleteVideo, video, &unread, None)]);
    let sum = whole(&video).totals[&Action::DeleteVideo];
    assert_eq!((sum.bytes, sum.bytes_unknown), (0, 1), "the source file alone would be too little");
    video.media_type = Known::Value(MediaType::Image);
    assert_eq!(whole(&video).entries[0].bytes, Some(700));
}
