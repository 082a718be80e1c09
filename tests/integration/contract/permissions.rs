//! Access keys that lack an operation.

use std::collections::BTreeSet;

use vodsweep::model::{AssetKind, KindSet};
use vodsweep::provider::{Deletion, ErrorKind, Lookup, Presence};
use vodsweep::query::Listing;
use vodsweep::sandbox::ServeOptions;

use super::stage::{Served, Stage, file, whole};

async fn without(operations: &[&str]) -> Stage {
    let denied = operations.iter().map(|name| (*name).to_owned()).collect();
    Stage::of_apsara(Served::new(60, ServeOptions { record: true, denied, ..ServeOptions::default() }).await)
}

#[tokio::test]
async fn what_a_batch_may_not_tell_is_looked_up_video_by_video() {
    let (stage, full) = (without(&["BatchGetMediaInfos"]).await, without(&[]).await);
    let (videos, wanted) = (stage.videos().await, full.videos().await);
    let found = stage.library.assets_of(&videos, KindSet::SIZED).await;
    let expected = full.library.assets_of(&wanted, KindSet::SIZED).await;
    let mut compared = 0;
    for ((one, other), video) in found.into_iter().zip(expected).zip(&videos) {
        let (one, other) = (one.expect("assets"), other.expect("assets"));
        assert_eq!(one.master().map(|file| file.bytes.clone()), other.master().map(|file| file.bytes.clone()));
        if let (Some(one), Some(other)) = (one.of(AssetKind::Rendition).value(), other.of(AssetKind::Rendition).value())
        {
            let ids = |list: &[std::sync::Arc<vodsweep::model::Asset>]| -> BTreeSet<String> {
                list.iter().map(|file| file.id.to_string()).collect()
            };
            assert_eq!(ids(one), ids(other), "{}", video.id);
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared} compared");
    let ids: Vec<_> = videos.iter().map(|video| video.id.clone()).collect();
    let again = stage.library.videos(&ids).await.expect("an answer");
    assert!(again.iter().all(|lookup| matches!(lookup, Lookup::Found(_))));
    assert_eq!(stage.matching("has_master:true").await.len(), full.matching("has_master:true").await.len());
}

#[tokio::test]
async fn every_deletion_names_the_permission_that_it_needs() {
    let stage = without(&["DeleteVideo", "DeleteStream", "DeleteMezzanines", "DeleteImage"]).await;
    let video = stage.some(1, |_| true).await.remove(0);
    let mut expected = vec![(whole(&video), "vod:DeleteVideo")];
    for (kind, permission) in [
        (AssetKind::Rendition, "vod:DeleteStream"),
        (AssetKind::Master, "vod:DeleteMezzanines"),
        (AssetKind::Snapshot, "vod:DeleteImage"),
        (AssetKind::Poster, "vod:DeleteImage"),
    ] {
        let (_, asset) = stage.deletable(kind).await;
        expected.push((file(&asset), permission));
    }
    for (target, permission) in expected {
        let Deletion::Refused(error) = stage.delete(&target).await else { panic!("{target} is refused") };
        assert_eq!(error.kind, ErrorKind::MissingPermission(permission.to_owned()), "{target}");
        assert_eq!(stage.library.presence(&target).await.expect("an answer"), Presence::Present, "{target}");
    }
}

#[tokio::test]
async fn listing_without_permission_names_the_permission() {
    let stage = without(&["SearchMedia"]).await;
    let error = stage.library.count(&Listing::default()).await.expect_err("refused");
    assert_eq!(error.kind, ErrorKind::MissingPermission("vod:SearchMedia".to_owned()));
}
