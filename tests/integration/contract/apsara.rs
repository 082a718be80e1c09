//! What only ApsaraVideo VOD has: batches, masters that play, superseded renditions, items that are no videos, a content
//! network.

use std::collections::BTreeSet;

use vodsweep::model::{Action, Asset, AssetKind, KindSet, Known, Target, TargetOptions, Video, VideoId};
use vodsweep::provider::{Copies, Deletion, ErrorKind, Lookup, Presence};
use vodsweep::sandbox::{BadAnswer, RefreshAllowance, ServeOptions, Trouble};

use super::stage::{Served, Stage, file, whole};

async fn serving(options: ServeOptions) -> Stage {
    Stage::of_apsara(Served::new(250, ServeOptions { record: true, ..options }).await)
}

async fn plain() -> Stage {
    serving(ServeOptions::default()).await
}

/// How often each operation was called since the beginning.
fn calls(stage: &Stage, operation: &str) -> usize {
    let requests = stage.served.as_ref().expect("a server").server.requests();
    requests.iter().filter(|request| request.operation.as_deref() == Some(operation)).count()
}

/// The first file of a kind that passes a test.
async fn some_file(stage: &Stage, kind: AssetKind, test: impl Fn(&Video, &Asset) -> bool) -> (Video, Asset) {
    let videos = stage.videos().await;
    for (video, found) in videos.iter().zip(stage.library.assets_of(&videos, KindSet::of(kind)).await) {
        let assets = found.expect("assets");
        if let Some(asset) = assets.iter().find(|asset| test(video, asset)) {
            return (Video::clone(video), Asset::clone(asset));
        }
    }
    panic!("the library has no such {kind}");
}

#[tokio::test]
async fn twenty_videos_are_deleted_by_one_request() {
    let stage = plain().await;
    let videos = stage.some(20, |_| true).await;
    let targets: Vec<Target> = videos.iter().map(|video| whole(video)).collect();
    let answers = stage.deleter.delete(&targets).await;
    assert!(answers.iter().all(|answer| matches!(answer, Deletion::Done)), "{answers:?}");
    assert_eq!((calls(&stage, "DeleteVideo"), stage.deleter.batch(Action::DeleteVideo)), (1, 20));
    let ids: Vec<VideoId> = videos.iter().map(|video| video.id.clone()).collect();
    let again = stage.library.videos(&ids).await.expect("an answer");
    assert!(again.iter().all(|lookup| matches!(lookup, Lookup::Gone)));
}

#[tokio::test]
async fn the_files_of_twenty_videos_take_one_request() {
    let stage = plain().await;
    let videos = stage.some(60, |_| true).await;
    assert_eq!(stage.library.assets_of(&videos, KindSet::SIZED).await.len(), 60);
    assert_eq!(calls(&stage, "BatchGetMediaInfos"), 3);
    assert_eq!(calls(&stage, "GetPlayInfo") + calls(&stage, "GetMezzanineInfo"), 0);
}

#[tokio::test]
async fn a_master_that_plays_goes_only_by_force() {
    let stage = plain().await;
    let plays = |video: &Video, _: &Asset| video.plays_from_master.get() == Some(true);
    let (_, master) = some_file(&stage, AssetKind::Master, plays).await;
    let target = file(&master);
    let Deletion::Refused(error) = stage.delete(&target).await else { panic!("it is refused") };
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(error.message.contains("force"), "{error}");
    assert_eq!(stage.library.presence(&target).await.expect("an answer"), Presence::Present);
    let options = TargetOptions { force: true, ..TargetOptions::default() };
    let forced = Target { options, ..target.clone() };
    assert!(matches!(stage.delete(&forced).await, Deletion::Done));
    assert_eq!(stage.library.presence(&target).await.expect("an answer"), Presence::Gone);
}

#[tokio::test]
async fn superseded_and_encrypted_renditions_are_seen_and_can_go() {
    let stage = plain().await;
    for test in
        [|asset: &Asset| asset.superseded.get() == Some(true), |asset: &Asset| asset.encrypted.get() == Some(true)]
    {
        let (_, asset) = some_file(&stage, AssetKind::Rendition, |_, asset| test(asset)).await;
        assert!(matches!(stage.delete(&file(&asset)).await, Deletion::Done));
        assert_eq!(stage.library.presence(&file(&asset)).await.expect("an answer"), Presence::Gone);
    }
}

#[tokio::test]
async fn an_unfinished_upload_can_go_without_its_video() {
    let stage = plain().await;
    let broken_off = |_: &Video, asset: &Asset| asset.status.value().is_some_and(|word| word.as_ref() == "Uploading");
    let (video, upload) = some_file(&stage, AssetKind::Master, broken_off).await;
    assert!(matches!(stage.delete(&file(&upload)).await, Deletion::Done));
    assert_eq!(calls(&stage, "DeleteMultipartUpload"), 1);
    let left = stage.library.videos(&[video.id]).await.expect("an answer");
    assert!(matches!(left.as_slice(), [Lookup::Found(_)]), "the video stays");
}

#[tokio::test]
async fn pictures_and_attached_media_are_items_of_their_own() {
    let stage = plain().await;
    for (word, prefix, operation) in
        [("image", "image:", "DeleteImage"), ("attached", "attached:", "DeleteAttachedMedia")]
    {
        let items = stage.matching(&format!("media_type:{word}")).await;
        assert!(items.len() > 2, "{} of {word}", items.len());
        assert!(items.iter().all(|item| item.id.as_str().starts_with(prefix)), "{:?}", items[0].id);
        let targets: Vec<Target> = items.iter().take(2).map(|item| whole(item)).collect();
        let answers = stage.deleter.delete(&targets).await;
        assert!(answers.iter().all(|answer| matches!(answer, Deletion::Done)), "{answers:?}");
        assert_eq!(calls(&stage, operation), 1, "both in one request");
        assert_eq!(stage.matching(&format!("media_type:{word}")).await.len(), items.len() - 2);
        let ids = [items[0].id.clone(), items[2].id.clone()];
        let found = stage.library.videos(&ids).await.expect("an answer");
        assert!(matches!(found.as_slice(), [Lookup::Gone, Lookup::Found(_)]), "{found:?}");
        for action in [Action::DeleteMaster, Action::DeleteRendition] {
            assert!(stage.library.capabilities().refusal(action, &items[0]).is_some());
        }
    }
    assert!(stage.videos().await.iter().all(|video| !video.id.as_str().contains(':')), "none is among the videos");
}

#[tokio::test]
async fn a_failed_deletion_is_in_doubt_until_the_platform_is_asked() {
    let failed = |applied| Trouble {
        operation: "DeleteVideo".to_owned(),
        after: 0,
        times: 1,
        applied,
        answer: BadAnswer::fault(503, "DeleteVideoFailed", "Try again later."),
    };
    for applied in [true, false] {
        let stage = serving(ServeOptions { troubles: vec![failed(applied)], ..ServeOptions::default() }).await;
        let target = whole(&stage.some(1, |_| true).await[0]);
        assert!(matches!(stage.delete(&target).await, Deletion::InDoubt(_)));
        assert_eq!(calls(&stage, "DeleteVideo"), 1, "it is never repeated blindly");
        let wanted = if applied { Presence::Gone } else { Presence::Present };
        assert_eq!(stage.library.presence(&target).await.expect("an answer"), wanted);
    }
}

#[tokio::test]
async fn a_throttled_deletion_was_certainly_not_applied() {
    let trouble = Trouble {
        operation: "DeleteVideo".to_owned(),
        after: 0,
        times: 2,
        applied: false,
        answer: BadAnswer::Throttled { retry_after_ms: Some(5) },
    };
    let stage = serving(ServeOptions { troubles: vec![trouble], ..ServeOptions::default() }).await;
    let target = whole(&stage.some(1, |_| true).await[0]);
    let Deletion::NotSent(error) = stage.delete(&target).await else { panic!("it was not applied") };
    assert_eq!(error.kind, ErrorKind::Throttled(Some(std::time::Duration::from_millis(5))));
    assert_eq!(calls(&stage, "DeleteVideo"), 1);
    assert_eq!(stage.library.presence(&target).await.expect("an answer"), Presence::Present);
}

#[tokio::test]
async fn copies_are_dropped_within_the_allowance_and_the_rest_is_told() {
    let allowance = RefreshAllowance { urls: 3, directories: 1 };
    let stage = serving(ServeOptions { refresh_allowance: allowance, ..ServeOptions::default() }).await;
    let quota = stage.library.refresh_quota().await.expect("a quota").expect("this platform has one");
    assert_eq!((quota.addresses, quota.folders), (3, 1));
    let copies: Vec<Copies> = (0..5)
        .map(|n| Copies {
            video: VideoId::new(format!("{n:032x}")).expect("an id"),
            addresses: vec![format!("https://vod.sandbox.invalid/{n:032x}/a.mp4")],
        })
        .collect();
    let refreshed = stage.deleter.refresh(&copies).await;
    assert_eq!((refreshed.asked.len(), refreshed.left.len()), (3, 2), "{refreshed:?}");
    assert!(refreshed.left.iter().all(|(_, reason)| !reason.is_empty()));
    let left = stage.library.refresh_quota().await.expect("a quota").expect("this platform has one");
    assert_eq!(left.addresses, 0);
}

#[tokio::test]
async fn recorded_addresses_carry_no_signature() {
    let stage = plain().await;
    let videos = stage.some(60, |_| true).await;
    let mut addresses = BTreeSet::new();
    for assets in stage.library.assets_of(&videos, KindSet::SIZED).await {
        addresses.extend(assets.expect("assets").iter().flat_map(|asset| asset.copies.clone()));
    }
    addresses.extend(videos.iter().flat_map(|video| video.copies.clone()));
    assert!(addresses.len() > 50);
    assert!(addresses.iter().all(|address| address.starts_with("https://") && !address.contains('?')));
}

#[tokio::test]
async fn every_way_of_reading_a_video_sees_the_same() {
    let stage = plain().await;
    let videos = stage.videos().await;
    let ids: Vec<VideoId> = videos.iter().map(|video| video.id.clone()).collect();
    let again = stage.library.videos(&ids).await.expect("an answer");
    for (listed, lookup) in videos.iter().zip(again) {
        let Lookup::Found(read) = lookup else { panic!("{} is there", listed.id) };
        let (planned, found) = (vodsweep::plan::Fingerprint::of(listed), vodsweep::plan::Fingerprint::of(&read));
        assert_eq!(planned.drift(&found), [], "{}", listed.id);
        assert!(matches!(read.has_master, Known::Value(_)), "a re-check sees the master");
    }
}

#[tokio::test]
async fn both_dialects_know_the_same_videos() {
    let apsara = plain().await;
    let brightcove = Stage::of(Served::new(250, ServeOptions::default()).await);
    let titles = |videos: Vec<std::sync::Arc<Video>>| -> BTreeSet<String> {
        videos.iter().map(|video| video.name.value().map(ToString::to_string).unwrap_or_default()).collect()
    };
    for query in [
        "media_type:video",
        "media_type:video state:inactive duration:>1s",
        "media_type:video tags:archive",
        "media_type:video created_at:<2022-01-01 -tags:keep",
        "media_type:video duration:>10m",
        "media_type:video name:*interview*",
    ] {
        let (one, other) = (titles(apsara.matching(query).await), titles(brightcove.matching(query).await));
        assert!(!one.is_empty(), "{query}");
        assert_eq!(one, other, "{query}");
    }
}
