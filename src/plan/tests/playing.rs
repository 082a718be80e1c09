//! What is left to play: which deletions of files take a source away, and which do not.

use std::sync::Arc;

use super::{entries, files, forced, kept, plan, propose, video};
use crate::model::{Action, Asset, AssetId, AssetKind, Assets, Known, Video};
use crate::plan::KeepSource;

/// The video's master, and renditions that are known to play or not to.
fn told(video: &Video, renditions: &[(&str, bool)]) -> Assets {
    let file = |(id, playable): &(&str, bool)| {
        let id = AssetId::new(*id).expect("an id");
        let mut asset = Asset::bare(id, video.id.clone(), AssetKind::Rendition);
        asset.playable = Known::Value(*playable);
        Arc::new(asset)
    };
    let mut assets = files(video, &[]);
    assets.set(AssetKind::Rendition, Known::Value(renditions.iter().map(file).collect()));
    assets
}

#[test]
fn a_rendition_that_does_not_play_is_no_source_and_counts_as_none() {
    let video = video("1");
    let assets = told(&video, &[("hls", false), ("mp4", true)]);
    let rendition = |id| propose(Action::DeleteRendition, &video, &assets, Some(id));
    let found = plan(vec![rendition("hls")]);
    assert_eq!((entries(&found), kept(&found)), (vec!["delete_rendition 1/hls".to_owned()], vec![]));
    let found = plan(vec![rendition("mp4")]);
    assert_eq!(kept(&found), [(KeepSource::Shield, "it is the last playable rendition")]);
    let none_plays = told(&video, &[("hls", false)]);
    let found = plan(vec![forced(propose(Action::DeleteRendition, &video, &none_plays, Some("hls")))]);
    assert!(found.entries[0].warnings.is_empty(), "nothing that plays goes with it: {:?}", found.entries[0].warnings);
}

#[test]
fn a_rendition_may_go_where_viewers_get_the_master_unless_that_goes_too() {
    let mut video = video("1");
    video.plays_from_master = Known::Value(true);
    let assets = files(&video, &[("r1", 1), ("r2", 2)]);
    let rendition = propose(Action::DeleteRendition, &video, &assets, Some("r1"));
    assert_eq!(entries(&plan(vec![rendition.clone()])), ["delete_rendition 1/r1"]);
    let both = plan(vec![rendition, forced(propose(Action::DeleteMaster, &video, &assets, None))]);
    assert_eq!(entries(&both), ["delete_master 1/m"]);
    assert_eq!(kept(&both), [(KeepSource::Shield, "whether another playable rendition remains is unknown")]);
}
