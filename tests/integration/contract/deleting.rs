//! What deleting keeps.

use vodsweep::model::{Action, Asset, AssetKind, Target, TargetOptions, VideoId};
use vodsweep::provider::{Deletion, ErrorKind, Lookup, Presence};

use super::stage::{Stage, exactly, file, whole};

super::on_every_provider!(
    a_deleted_video_is_gone_from_every_reading,
    a_deleted_master_leaves_the_video,
    deleted_pictures_are_gone,
    a_deleted_rendition_or_manifest_is_gone,
    one_deleted_file_leaves_its_neighbours,
    many_targets_are_answered_in_order,
    what_is_not_there_is_no_error,
);

super::where_brightcove_is_spoken!(
    deleted_tracks_are_gone,
    several_targets_are_answered_in_order,
    a_video_in_a_playlist_is_refused,
    a_video_in_a_playlist_is_deleted_when_it_may_be_taken_out,
);

/// Deletes a target that is there; afterwards it is not, and deleting it again is no error.
async fn deletes(stage: &Stage, target: &Target) {
    assert_eq!(stage.library.presence(target).await.expect("an answer"), Presence::Present, "{target}");
    let first = stage.delete(target).await;
    assert!(matches!(first, Deletion::Done), "{target}: {first:?}");
    assert_eq!(stage.library.presence(target).await.expect("an answer"), Presence::Gone, "{target}");
    let again = stage.delete(target).await;
    assert!(matches!(again, Deletion::Done | Deletion::NotThere), "{target}: {again:?}");
}

async fn deletes_a(stage: &Stage, kind: AssetKind) -> VideoId {
    let (video, asset) = stage.deletable(kind).await;
    deletes(stage, &file(&asset)).await;
    video.id.clone()
}

async fn a_deleted_video_is_gone_from_every_reading(stage: &Stage) {
    let (video, _) = stage.linked(false).await;
    deletes(stage, &whole(&video)).await;
    let found = stage.library.videos(std::slice::from_ref(&video.id)).await.expect("an answer");
    assert!(matches!(found.as_slice(), [Lookup::Gone]));
    let left = stage.videos().await;
    assert_eq!(left.len(), stage.total - 1);
    assert!(left.iter().all(|other| other.id != video.id));
    let listing = vodsweep::query::Listing::default();
    assert_eq!(stage.library.count(&listing).await.expect("a count"), exactly(left.len()));
}

async fn a_deleted_master_leaves_the_video(stage: &Stage) {
    let id = deletes_a(stage, AssetKind::Master).await;
    let found = stage.library.videos(&[id]).await.expect("an answer");
    let [Lookup::Found(video)] = found.as_slice() else { panic!("the video is there") };
    assert_eq!(video.has_master.get(), Some(false));
}

async fn deleted_pictures_are_gone(stage: &Stage) {
    for kind in [AssetKind::Poster, AssetKind::Thumbnail, AssetKind::Image, AssetKind::Snapshot] {
        if stage.can(Action::on(kind)) {
            deletes_a(stage, kind).await;
        }
    }
}

async fn deleted_tracks_are_gone(stage: &Stage) {
    deletes_a(stage, AssetKind::AudioTrack).await;
    deletes_a(stage, AssetKind::TextTrack).await;
}

async fn a_deleted_rendition_or_manifest_is_gone(stage: &Stage) {
    for kind in [AssetKind::Rendition, AssetKind::Manifest] {
        if stage.can(Action::on(kind)) {
            deletes_a(stage, kind).await;
        }
    }
}

async fn one_deleted_file_leaves_its_neighbours(stage: &Stage) {
    use vodsweep::model::KindSet;

    for kind in [AssetKind::TextTrack, AssetKind::Rendition] {
        let kinds = KindSet::of(kind);
        for video in stage.videos().await {
            if stage.library.capabilities().refusal(Action::on(kind), &video).is_some() {
                continue;
            }
            let before = stage.library.assets(&video, kinds).await.expect("assets");
            let all: Vec<_> = before.iter().cloned().collect();
            let [first, second, ..] = all.as_slice() else { continue };
            deletes(stage, &file(first)).await;
            assert_eq!(stage.library.presence(&file(second)).await.expect("an answer"), Presence::Present);
            // Text tracks are in the video's own object, so it is read again.
            let found = stage.library.videos(std::slice::from_ref(&video.id)).await.expect("an answer");
            let [Lookup::Found(video)] = found.as_slice() else { panic!("the video is there") };
            if stage.served.is_some() {
                let after = stage.library.assets(video, kinds).await.expect("assets");
                let left: Vec<_> = after.iter().map(|asset| &asset.id).collect();
                assert_eq!(left, all[1..].iter().map(|asset| &asset.id).collect::<Vec<_>>());
            }
            break;
        }
    }
}

async fn many_targets_are_answered_in_order(stage: &Stage) {
    let nobody = VideoId::new("999").expect("an id");
    let mut targets = Vec::new();
    for video in stage.videos().await {
        if stage.library.references(&video.id).await.expect("playlists").is_empty() {
            targets.push(whole(&video));
        }
    }
    targets.truncate(stage.deleter.batch(Action::DeleteVideo).clamp(2, 20));
    let last = targets.len() - 1;
    targets[last].video = nobody;
    let answers = stage.deleter.delete(&targets).await;
    assert_eq!(answers.len(), targets.len());
    let (missing, deleted) = answers.split_last().expect("answers");
    assert!(matches!(missing, Deletion::NotThere | Deletion::Done), "{missing:?}");
    assert!(deleted.iter().all(|answer| matches!(answer, Deletion::Done)), "{deleted:?}");
    for target in &targets {
        assert_eq!(stage.library.presence(target).await.expect("an answer"), Presence::Gone, "{target}");
    }
}

async fn several_targets_are_answered_in_order(stage: &Stage) {
    let (linked, _) = stage.linked(true).await;
    let (free, _) = stage.linked(false).await;
    let targets = [whole(&linked), whole(&free), whole(&linked)];
    let answers = stage.deleter.delete(&targets).await;
    assert!(matches!(answers.as_slice(), [Deletion::Refused(_), Deletion::Done, Deletion::Refused(_)]), "{answers:?}");
}

async fn a_video_in_a_playlist_is_refused(stage: &Stage) {
    let (video, playlists) = stage.linked(true).await;
    let target = whole(&video);
    let Deletion::Refused(error) = stage.delete(&target).await else { panic!("it is refused") };
    assert_eq!(error.kind, ErrorKind::Referenced(playlists.clone()));
    assert!(playlists.iter().all(|id| error.message.contains(id)), "{error}");
    assert_eq!(stage.library.presence(&target).await.expect("an answer"), Presence::Present);
    assert_eq!(stage.library.references(&video.id).await.expect("playlists"), playlists);
}

async fn a_video_in_a_playlist_is_deleted_when_it_may_be_taken_out(stage: &Stage) {
    let (video, _) = stage.linked(true).await;
    let options = TargetOptions { unlink_playlists: true, ..TargetOptions::default() };
    deletes(stage, &Target { options, ..whole(&video) }).await;
}

async fn what_is_not_there_is_no_error(stage: &Stage) {
    let (video, _) = stage.linked(false).await;
    let nobody = VideoId::new("999").expect("an id");
    let there = Target { video: nobody.clone(), ..whole(&video) };
    let mut targets = vec![there];
    for kind in AssetKind::ALL {
        if stage.can(Action::on(kind)) {
            let mut asset = Asset::bare(stage.strange_file(kind), nobody.clone(), kind);
            if kind == AssetKind::Manifest {
                asset.label = vodsweep::model::Known::Value("hls".into());
            }
            targets.push(file(&asset));
            let (holder, _) = stage.deletable(kind).await;
            // A video has one master whatever its id, and snapshots of a few sorts: there is always something to delete.
            if !matches!(kind, AssetKind::Master | AssetKind::Snapshot) {
                asset.video = holder.id.clone();
                targets.push(file(&asset));
            }
        }
    }
    for target in &targets {
        assert_eq!(stage.library.presence(target).await.expect("an answer"), Presence::Gone, "{target}");
        let ended = stage.delete(target).await;
        assert!(matches!(ended, Deletion::Done | Deletion::NotThere), "{target}: {ended:?}");
    }
    assert_eq!(stage.videos().await.len(), stage.total);
}
