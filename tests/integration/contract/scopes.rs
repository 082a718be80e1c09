//! Credentials that lack an operation.

use vodsweep::model::AssetKind;
use vodsweep::provider::{Deletion, ErrorKind, Presence};
use vodsweep::query::Listing;
use vodsweep::sandbox::{Scopes, ServeOptions};

use super::stage::{Served, Stage, file, whole};

async fn with(scopes: &[&str]) -> Stage {
    let options = ServeOptions { record: true, scopes: Scopes::only(scopes), ..ServeOptions::default() };
    Stage::of(Served::new(60, options).await)
}

#[tokio::test]
async fn a_master_that_may_not_be_deleted_names_its_own_operation() {
    let stage = with(&["video-cloud/video/all"]).await;
    let (_, master) = stage.deletable(AssetKind::Master).await;
    let target = file(&master);
    let Deletion::Refused(error) = stage.delete(&target).await else { panic!("it is refused") };
    assert_eq!(error.kind, ErrorKind::MissingPermission("video-cloud/asset/delete".to_owned()));
    assert!(error.message.contains("video-cloud/asset/delete"), "{error}");
    assert_eq!(stage.library.presence(&target).await.expect("an answer"), Presence::Present);
    let tokens = stage.served.expect("a server").server.requests();
    assert_eq!(tokens.iter().filter(|one| one.target.ends_with("/access_token")).count(), 2, "one renewal");
}

#[tokio::test]
async fn every_deletion_names_the_operation_that_it_needs() {
    let stage = with(&["video-cloud/video/read"]).await;
    let (video, _) = stage.linked(false).await;
    let mut expected = vec![(whole(&video), "video-cloud/video/delete")];
    for kind in [AssetKind::Rendition, AssetKind::Image, AssetKind::TextTrack, AssetKind::AudioTrack] {
        let (_, asset) = stage.deletable(kind).await;
        expected.push((file(&asset), "video-cloud/video/update"));
    }
    for (target, operation) in expected {
        let Deletion::Refused(error) = stage.delete(&target).await else { panic!("{target} is refused") };
        assert_eq!(error.kind, ErrorKind::MissingPermission(operation.to_owned()), "{target}");
    }
}

#[tokio::test]
async fn reading_without_permission_names_the_operation() {
    let stage = with(&["video-cloud/video/delete"]).await;
    let error = stage.library.count(&Listing::default()).await.expect_err("refused");
    assert_eq!(error.kind, ErrorKind::MissingPermission("video-cloud/video/read".to_owned()));
}
