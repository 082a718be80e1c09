//! What reading keeps.

use std::collections::HashSet;

use vodsweep::model::{AssetKind, Delivery, KindSet, Known, MediaType, Platform, VideoId};
use vodsweep::provider::Lookup;
use vodsweep::query::{Listing, Order};

use super::stage::{Stage, exactly, pages};

super::on_every_provider!(
    a_listing_has_every_video_once,
    videos_come_in_the_order_asked_and_missing_ones_are_gone,
    exactly_the_kinds_asked_for_are_looked_up,
    the_master_is_there_as_the_video_says,
    stored_videos_have_sized_renditions,
);

super::where_brightcove_is_spoken!(
    the_renditions_of_live_videos_are_unknown,
    files_of_shared_in_videos_are_unknown,
    remote_videos_have_manifests,
    playlists_are_named,
);

async fn a_listing_has_every_video_once(stage: &Stage) {
    for order in [Order::Created, Order::RecentlyUpdated] {
        let listing = Listing { order, ..Listing::default() };
        assert_eq!(stage.library.count(&listing).await.expect("a count"), exactly(stage.total));
        let pages = pages(stage.library.list(listing)).await;
        let ids: Vec<_> = pages.iter().flat_map(|page| &page.videos).map(|video| video.id.clone()).collect();
        assert_eq!(ids.len(), stage.total);
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "every id once");
        assert_eq!(pages.last().expect("a page").counted, exactly(ids.len()));
    }
}

async fn videos_come_in_the_order_asked_and_missing_ones_are_gone(stage: &Stage) {
    let mut ids: Vec<VideoId> = stage.videos().await.iter().rev().map(|video| video.id.clone()).take(23).collect();
    let missing = VideoId::new("999").expect("an id");
    ids.insert(0, missing.clone());
    ids.insert(12, missing.clone());
    ids.push(ids[3].clone());
    let found = stage.library.videos(&ids).await.expect("an answer");
    assert_eq!(found.len(), ids.len());
    for (id, lookup) in ids.iter().zip(found) {
        match lookup {
            Lookup::Found(video) => assert_eq!(video.id, *id),
            Lookup::Gone => assert_eq!(*id, missing),
        }
    }
    assert!(stage.library.videos(&[]).await.expect("an answer").is_empty());
    let alone = stage.library.videos(&[missing]).await.expect("an answer");
    assert!(matches!(alone.as_slice(), [Lookup::Gone]));
}

async fn exactly_the_kinds_asked_for_are_looked_up(stage: &Stage) {
    for video in stage.videos().await.iter().step_by(17) {
        for kinds in [KindSet::NONE, KindSet::SIZED, KindSet::of(AssetKind::TextTrack), KindSet::ALL] {
            let assets = stage.library.assets(video, kinds).await.expect("assets");
            assert_eq!(assets.looked_up(), kinds);
            assert_eq!(assets.video, video.id);
            assert!(assets.iter().all(|asset| asset.video == video.id && kinds.contains(asset.kind)));
        }
    }
}

async fn the_master_is_there_as_the_video_says(stage: &Stage) {
    for wanted in [true, false] {
        let videos = stage.matching(&format!("has_master:{wanted}")).await;
        assert!(videos.len() > 4, "{} with has_master:{wanted}", videos.len());
        for video in videos.iter().take(4) {
            assert_eq!(video.has_master.get(), Some(wanted));
            let assets = stage.library.assets(video, KindSet::of(AssetKind::Master)).await.expect("assets");
            let master = assets.master();
            // What was uploaded only in part is a file too, and is no master yet.
            let whole = master.value().filter(|file| file.bytes.value().is_some());
            assert_eq!(whole.is_some(), wanted, "{}", video.id);
            assert!(whole.is_none_or(|master| master.bytes.get() > Some(0)));
        }
    }
}

async fn stored_videos_have_sized_renditions(stage: &Stage) {
    for delivery in [Delivery::StaticOrigin, Delivery::DynamicOrigin, Delivery::Stored] {
        let ours = |video: &vodsweep::model::Video| {
            video.delivery.get() == Some(delivery)
                && video.media_type.get() == Some(MediaType::Video)
                && video.shared_in.get() == Some(false)
                && video.complete.get() == Some(true)
        };
        let mut sized = 0;
        for video in stage.videos().await.into_iter().filter(|video| ours(video)).take(4) {
            let kinds = KindSet::of(AssetKind::Rendition);
            let assets = stage.library.assets(&video, kinds).await.expect("assets");
            let ids: HashSet<_> = assets.iter().map(|asset| &asset.id).collect();
            assert!(!ids.is_empty() && ids.len() == assets.iter().count(), "{} has them once", video.id);
            sized += usize::from(assets.bytes_of(kinds).get() > Some(0));
            assert!(assets.iter().any(|asset| asset.playable.get() == Some(true)));
        }
        let there = stage.library.capabilities().platform == Platform::Apsara;
        assert_eq!(sized > 0, there == (delivery == Delivery::Stored), "{delivery}");
    }
}

async fn the_renditions_of_live_videos_are_unknown(stage: &Stage) {
    for video in stage.some(2, |video| video.delivery.get() == Some(Delivery::LiveOrigin)).await {
        let assets = stage.library.assets(&video, KindSet::of(AssetKind::Rendition)).await.expect("assets");
        assert!(assets.of(AssetKind::Rendition).is_unknown());
    }
}

async fn files_of_shared_in_videos_are_unknown(stage: &Stage) {
    for video in stage.some(2, |video| video.shared_in.get() == Some(true)).await {
        assert!(video.has_master.is_unknown());
        let assets = stage.library.assets(&video, KindSet::ALL).await.expect("assets");
        assert!(KindSet::ALL.iter().all(|kind| assets.get(kind).is_some_and(Known::is_unknown)), "{}", video.id);
    }
}

async fn remote_videos_have_manifests(stage: &Stage) {
    let (video, manifest) = stage.deletable(AssetKind::Manifest).await;
    assert_eq!(video.delivery.get(), Some(Delivery::Remote));
    assert!(matches!(manifest.label.value().map(AsRef::as_ref), Some("hls" | "dash")));
}

async fn playlists_are_named(stage: &Stage) {
    let (_, playlists) = stage.linked(true).await;
    assert!(playlists.iter().all(|id| !id.is_empty()));
    stage.linked(false).await;
}
