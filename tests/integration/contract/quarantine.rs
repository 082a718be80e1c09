//! What a quarantine and a release keep.

use std::sync::Arc;

use vodsweep::model::{Action, Known, Quarantine, Target, TargetOptions, Text, Video, VideoId, VideoState};
use vodsweep::provider::{Deletion, ErrorKind, Lookup, Marking};
use vodsweep::sandbox::{BadAnswer, Scopes, ServeOptions, Trouble};

use super::stage::{Served, Stage};

super::on_every_provider!(
    a_quarantine_is_seen_and_a_release_undoes_it,
    many_are_marked_and_answered_in_order,
    a_video_that_vanished_is_not_there,
    what_is_marked_or_not_marked_already_stays_as_it_is,
    a_mark_is_never_carried_out_as_a_deletion,
);

fn target(action: Action, video: &VideoId) -> Target {
    let until = (action == Action::Quarantine).then(|| "2026-12-21".parse().expect("a day"));
    let options = TargetOptions { until, ..TargetOptions::default() };
    Target { action, video: video.clone(), asset: None, options }
}

fn marking(action: Action, video: &Arc<Video>) -> Marking {
    Marking { target: target(action, &video.id), video: Arc::clone(video) }
}

async fn read(stage: &Stage, id: &VideoId) -> Arc<Video> {
    let mut found = stage.library.videos(std::slice::from_ref(id)).await.expect("an answer");
    let Some(Lookup::Found(video)) = found.pop() else { panic!("{id} is there") };
    video
}

async fn mark(stage: &Stage, action: Action, video: &Arc<Video>) -> Deletion {
    let mut answers = stage.deleter.mark(&[marking(action, video)]).await;
    assert_eq!(answers.len(), 1, "one answer a marking");
    answers.remove(0)
}

/// Everything that a marking must leave alone. The platform's own object has tags and times in it too.
fn rest(video: &Video) -> Video {
    Video {
        state: Known::Absent,
        tags: Known::Absent,
        updated_at: Known::Absent,
        status: Known::Absent,
        native: "".into(),
        ..video.clone()
    }
}

fn tags(video: &Video) -> Vec<Text> {
    video.tags.value().expect("tags").clone()
}

/// The first videos that can be put into quarantine and are in a state, some with tags and some without.
async fn markable(stage: &Stage, wanted: VideoState) -> Vec<Arc<Video>> {
    let capabilities = stage.library.capabilities();
    let fits = |video: &&Arc<Video>, tagged: bool| {
        video.state.get() == Some(wanted)
            && tags(video).is_empty() != tagged
            && capabilities.refusal(Action::Quarantine, video).is_none()
    };
    let all = stage.videos().await;
    let found: Vec<Arc<Video>> = [true, false]
        .into_iter()
        .filter_map(|tagged| all.iter().find(|video| fits(video, tagged)))
        .map(Arc::clone)
        .collect();
    assert!(!found.is_empty() && !tags(&found[0]).is_empty(), "the library has such videos");
    let mut again = Vec::new();
    for video in found {
        again.push(read(stage, &video.id).await);
    }
    again
}

async fn a_quarantine_is_seen_and_a_release_undoes_it(stage: &Stage) {
    for state in [VideoState::Active, VideoState::Inactive] {
        for before in markable(stage, state).await {
            let quarantine = target(Action::Quarantine, &before.id);
            let ended = mark(stage, Action::Quarantine, &before).await;
            assert!(matches!(ended, Deletion::Done), "{}: {ended:?}", before.id);
            let hidden = read(stage, &before.id).await;
            assert!(Quarantine::shows(&quarantine, &hidden), "{:?}", hidden.tags);
            let shown = if stage.library.capabilities().quarantine_hides { VideoState::Inactive } else { state };
            assert_eq!(hidden.state.get(), Some(shown));
            let known = Quarantine::of(&hidden).value().copied().expect("a mark");
            assert_eq!(known.was_inactive, state == VideoState::Inactive);
            let mut expected = tags(&before);
            expected.push(known.tag().into());
            assert_eq!((tags(&hidden), rest(&hidden)), (expected, rest(&before)));
            let ended = mark(stage, Action::Release, &hidden).await;
            assert!(matches!(ended, Deletion::Done), "{}: {ended:?}", before.id);
            let released = read(stage, &before.id).await;
            assert_eq!((&released.state, &released.tags), (&before.state, &before.tags));
            assert_eq!(rest(&released), rest(&before));
        }
    }
}

async fn many_are_marked_and_answered_in_order(stage: &Stage) {
    let capabilities = stage.library.capabilities();
    let mut videos = stage.videos().await;
    videos.retain(|video| {
        capabilities.refusal(Action::Quarantine, video).is_none()
            && matches!(video.state.get(), Some(VideoState::Active | VideoState::Inactive))
    });
    videos.truncate(stage.deleter.batch(Action::Quarantine).clamp(3, 20));
    let mut markings: Vec<Marking> = videos.iter().map(|video| marking(Action::Quarantine, video)).collect();
    let nobody = VideoId::new("999").expect("an id");
    let gone = Arc::new(Video { id: nobody, ..Video::clone(&videos[1]) });
    markings[1] = marking(Action::Quarantine, &gone);
    let answers = stage.deleter.mark(&markings).await;
    assert_eq!(answers.len(), markings.len());
    for (place, answer) in answers.iter().enumerate() {
        let fits = if place == 1 { matches!(answer, Deletion::NotThere) } else { matches!(answer, Deletion::Done) };
        assert!(fits, "{place}: {answer:?}");
    }
    for (place, video) in videos.iter().enumerate() {
        let marked = Quarantine::of(&*read(stage, &video.id).await).value().is_some();
        assert_eq!(marked, place != 1, "{}", video.id);
    }
}

async fn a_video_that_vanished_is_not_there(stage: &Stage) {
    let video = markable(stage, VideoState::Active).await.remove(0);
    let gone = Arc::new(Video { id: VideoId::new("999").expect("an id"), ..Video::clone(&video) });
    let ended = mark(stage, Action::Quarantine, &gone).await;
    assert!(matches!(ended, Deletion::NotThere), "{ended:?}");
    assert_eq!(stage.videos().await.len(), stage.total);
}

async fn what_is_marked_or_not_marked_already_stays_as_it_is(stage: &Stage) {
    let video = markable(stage, VideoState::Active).await.remove(0);
    assert!(matches!(mark(stage, Action::Release, &video).await, Deletion::Refused(_)));
    assert_eq!(read(stage, &video.id).await, video);
    assert!(matches!(mark(stage, Action::Quarantine, &video).await, Deletion::Done));
    let hidden = read(stage, &video.id).await;
    assert!(matches!(mark(stage, Action::Quarantine, &hidden).await, Deletion::Refused(_)));
    assert_eq!(read(stage, &video.id).await, hidden);
}

async fn a_mark_is_never_carried_out_as_a_deletion(stage: &Stage) {
    let before = stage.videos().await;
    for action in [Action::Quarantine, Action::Release] {
        let ended = stage.delete(&target(action, &before[0].id)).await;
        assert!(matches!(&ended, Deletion::Refused(error) if error.kind == ErrorKind::Refused), "{ended:?}");
    }
    for action in [Action::DeleteVideo, Action::DeleteMaster] {
        let ended = mark(stage, action, &before[0]).await;
        assert!(matches!(ended, Deletion::Refused(_)), "{ended:?}");
    }
    assert_eq!(stage.videos().await, before, "nothing was deleted or changed");
}

/// A library with one more video that has so many tags.
async fn tagged(stage: &Stage, count: usize) -> Arc<Video> {
    let tags: Vec<String> = (0..count).map(|number| format!("t{number}")).collect();
    let video = serde_json::json!([{
        "id": "4242", "name": "Tagged", "created_at": "2020-01-01T00:00:00Z", "state": "ACTIVE", "complete": true,
        "delivery_type": "dynamic_origin", "tags": tags,
    }]);
    let served = stage.served.as_ref().expect("a server");
    served.sandbox.import(&video.to_string()).expect("an import");
    let videos = stage.videos().await;
    let found = videos.into_iter().find(|video| video.name == Known::Value("Tagged".into())).expect("the video");
    read(stage, &found.id).await
}

#[tokio::test]
async fn a_video_with_as_many_tags_as_the_platform_takes_is_refused_and_unchanged() {
    for (stage, most) in [(Stage::brightcove().await, 1_200), (Stage::apsara().await, 16)] {
        let full = tagged(&stage, most).await;
        assert_eq!(tags(&full).len(), most);
        let Deletion::Refused(error) = mark(&stage, Action::Quarantine, &full).await else { panic!("it is refused") };
        assert!(error.message.contains(&format!("{most} tags")), "{error}");
        assert_eq!(read(&stage, &full.id).await, full);
        let almost = tagged(&stage, most - 1).await;
        assert!(matches!(mark(&stage, Action::Quarantine, &almost).await, Deletion::Done));
        let marked = read(&stage, &almost.id).await;
        assert_eq!((tags(&marked).len(), &tags(&marked)[..most - 1]), (most, tags(&almost).as_slice()));
    }
}

#[tokio::test]
async fn a_lost_answer_is_in_doubt_until_the_platform_is_asked() {
    for applied in [true, false] {
        let trouble = Trouble {
            operation: "UpdateVideoInfos".to_owned(),
            after: 0,
            times: 1,
            applied,
            answer: BadAnswer::fault(503, "ServiceUnavailable", "Try again later."),
        };
        let options = ServeOptions { record: true, troubles: vec![trouble], ..ServeOptions::default() };
        let stage = Stage::of_apsara(Served::new(60, options).await);
        let video = markable(&stage, VideoState::Active).await.remove(0);
        let ended = mark(&stage, Action::Quarantine, &video).await;
        assert!(matches!(ended, Deletion::InDoubt(_)), "{ended:?}");
        let requests = stage.served.as_ref().expect("a server").server.requests();
        let sent = requests.iter().filter(|one| one.operation.as_deref() == Some("UpdateVideoInfos")).count();
        assert_eq!(sent, 1, "it is never repeated blindly");
        let shown = Quarantine::shows(&target(Action::Quarantine, &video.id), &*read(&stage, &video.id).await);
        assert_eq!(shown, applied);
    }
}

#[tokio::test]
async fn what_the_credentials_lack_is_named_and_nothing_changes() {
    let scopes = Scopes::only(&["video-cloud/video/read", "video-cloud/video/delete"]);
    let denied = vec!["UpdateVideoInfos".to_owned()];
    for (stage, permission) in [
        (
            Stage::of(Served::new(60, ServeOptions { scopes, ..ServeOptions::default() }).await),
            "video-cloud/video/update",
        ),
        (
            Stage::of_apsara(Served::new(60, ServeOptions { denied, ..ServeOptions::default() }).await),
            "vod:UpdateVideoInfos",
        ),
    ] {
        let video = markable(&stage, VideoState::Active).await.remove(0);
        let Deletion::Refused(error) = mark(&stage, Action::Quarantine, &video).await else { panic!("it is refused") };
        assert_eq!(error.kind, ErrorKind::MissingPermission(permission.to_owned()));
        assert_eq!(read(&stage, &video.id).await, video);
    }
}
