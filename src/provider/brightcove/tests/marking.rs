//! What the answers to a quarantine and a release prove.

use std::sync::Arc;

use super::stub::{Reply, Stub, delete, hangs_up, id, nobody, refusal, reply, web_page};
use crate::model::{Action, Known, Target, TargetOptions, Video, VideoState};
use crate::provider::brightcove::{Brightcove, decode_page};
use crate::provider::{Deleter, Deletion, ErrorKind, Marking, Verification};

const LINE: &str = "PATCH /videos/1";

/// A video as the platform shows it.
fn shown(video: &str, state: &str, tags: &[&str]) -> String {
    serde_json::json!({
        "id": video, "name": "A", "state": state, "tags": tags, "delivery_type": "dynamic_origin", "sharing": null,
    })
    .to_string()
}

fn video(state: &str, tags: &[&str]) -> Video {
    let page = format!("[{}]", shown("1", state, tags));
    decode_page(&page).expect("a page").remove(0)
}

fn target(action: Action) -> Target {
    let until = (action == Action::Quarantine).then(|| "2026-12-21".parse().expect("a day"));
    Target { action, video: id("1"), asset: None, options: TargetOptions { until, ..TargetOptions::default() } }
}

fn quarantine(video: Video) -> Marking {
    Marking { target: target(Action::Quarantine), video: Arc::new(video) }
}

async fn mark(provider: &Brightcove, marking: Marking) -> Deletion {
    let mut answers = provider.mark(&[marking]).await;
    assert_eq!(answers.len(), 1);
    answers.remove(0)
}

/// How a quarantine ends that is answered so, and how often it was sent.
async fn ends(answer: Reply) -> (Deletion, usize) {
    let stub = Stub::new(move |line, _| (line == LINE).then(|| answer.clone())).await;
    let ended = mark(&stub.provider(), quarantine(video("ACTIVE", &["a", "B"]))).await;
    (ended, stub.times(LINE))
}

#[tokio::test]
async fn one_request_writes_what_changes_and_nothing_else() {
    for (marking, body) in [
        (
            quarantine(video("ACTIVE", &["a", "B"])),
            r#"{"tags":["a","B","vodsweep-until-2026-12-21"],"state":"INACTIVE"}"#,
        ),
        (quarantine(video("INACTIVE", &[])), r#"{"tags":["vodsweep-until-2026-12-21-hidden"]}"#),
        (
            Marking {
                target: target(Action::Release),
                video: Arc::new(video("INACTIVE", &["vodsweep-until-2026-12-21", "a"])),
            },
            r#"{"tags":["a"],"state":"ACTIVE"}"#,
        ),
        (
            Marking {
                target: target(Action::Release),
                video: Arc::new(video("INACTIVE", &["vodsweep-until-2026-12-21-hidden"])),
            },
            r#"{"tags":[]}"#,
        ),
    ] {
        let stub = Stub::new(|line, _| (line == LINE).then(|| reply(202, ""))).await;
        let _ = mark(&stub.provider(), marking).await;
        assert_eq!(stub.bodies(LINE), [body]);
    }
}

#[tokio::test]
async fn only_an_answer_that_shows_the_change_is_an_acknowledgement() {
    let marked = ["a", "B", "vodsweep-until-2026-12-21"];
    let folded = ["vodsweep-until-2026-12-21", "b", "A"];
    for tags in [marked, folded] {
        assert!(matches!(ends(reply(200, shown("1", "INACTIVE", &tags))).await, (Deletion::Done, 1)));
    }
    for answer in [
        reply(200, shown("1", "ACTIVE", &marked)),
        reply(200, shown("1", "INACTIVE", &["a", "vodsweep-until-2026-12-21"])),
        reply(200, shown("1", "ACTIVE", &["a", "B"])),
        reply(200, shown("2", "INACTIVE", &marked)),
        reply(200, "{}"),
        reply(200, "[]"),
        reply(200, "null"),
        reply(202, "{}"),
        reply(202, ""),
        reply(204, ""),
        web_page(200),
        web_page(502),
        refusal(500, "UNKNOWN"),
        refusal(503, "TIMEOUT"),
        reply(504, ""),
    ] {
        let told = format!("{answer:?}");
        let (ended, sent) = ends(answer).await;
        assert!(matches!(ended, Deletion::InDoubt(_)), "{told}: {ended:?}");
        assert_eq!(sent, 1, "{told}");
    }
}

#[tokio::test]
async fn refusals_change_nothing_and_a_missing_video_is_not_there() {
    for (answer, kind) in [
        (refusal(422, "VALIDATION_ERROR"), ErrorKind::Refused),
        (refusal(422, "ILLEGAL_FIELD"), ErrorKind::Refused),
        (refusal(409, "CONCURRENT_UPDATE"), ErrorKind::Busy),
        (refusal(403, "NOT_AVAILABLE"), ErrorKind::Busy),
    ] {
        let (Deletion::Refused(error), 1) = ends(answer).await else { panic!("refused") };
        assert_eq!(error.kind, kind);
    }
    assert!(matches!(ends(refusal(404, "RESOURCE_NOT_FOUND")).await, (Deletion::NotThere, 1)));
    assert!(matches!(ends(refusal(429, "TOO_MANY_REQUESTS")).await, (Deletion::NotSent(_), 1)));
    let (Deletion::Refused(error), 2) = ends(refusal(401, "UNAUTHORIZED")).await else { panic!("refused") };
    assert_eq!(error.kind, ErrorKind::MissingPermission("video-cloud/video/update".to_owned()));
}

#[tokio::test]
async fn a_lost_answer_leaves_doubt_and_a_lost_request_none() {
    let stub = Stub::new(|_, _| None).await;
    let (url, task) = hangs_up().await;
    let ended = mark(&stub.provider_at(&url), quarantine(video("ACTIVE", &[]))).await;
    assert!(matches!(&ended, Deletion::InDoubt(error) if error.kind == ErrorKind::Interrupted), "{ended:?}");
    task.abort();
    let ended = mark(&stub.provider_at(&nobody().await), quarantine(video("ACTIVE", &[]))).await;
    assert!(matches!(&ended, Deletion::NotSent(error) if error.kind == ErrorKind::Unreachable), "{ended:?}");
}

#[tokio::test]
async fn what_would_lose_something_is_refused_before_it_is_sent() {
    let stub = Stub::new(|_, _| Some(reply(200, "{}"))).await;
    let provider = stub.provider();
    let active = || video("ACTIVE", &["a"]);
    let many: Vec<String> = (0..1_200).map(|number| format!("t{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let unread = Video { tags: Known::unknown("not asked"), ..active() };
    let stateless = Video { state: Known::unknown("not asked"), ..active() };
    let pending = Video { state: Known::Value(VideoState::Pending), ..active() };
    let shared = Video { shared_in: Known::Value(true), ..active() };
    let other = Video { id: id("2"), ..active() };
    let release = Marking { target: target(Action::Release), video: Arc::new(active()) };
    let twice = quarantine(video("INACTIVE", &["vodsweep-until-2026-12-01"]));
    let deletion = Marking { target: target(Action::DeleteVideo), video: Arc::new(active()) };
    for (marking, said) in [
        (quarantine(video("ACTIVE", &many)), "1200 tags"),
        (quarantine(video("ACTIVE", &["a,b"])), "comma"),
        (quarantine(unread), "tags are unknown"),
        (quarantine(stateless), "state is unknown"),
        (quarantine(pending), "pending"),
        (quarantine(shared), "shared"),
        (quarantine(other), "video 2"),
        (release, "not in quarantine"),
        (twice, "until 2026-12-01"),
        (deletion, "no quarantine"),
    ] {
        let ended = mark(&provider, marking).await;
        assert!(matches!(&ended, Deletion::Refused(error) if error.message.contains(said)), "{said}: {ended:?}");
    }
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn a_mark_is_never_deleted_as_if_it_were_a_file() {
    let stub = Stub::new(|_, _| Some(reply(204, ""))).await;
    for action in [Action::Quarantine, Action::Release] {
        let ended = delete(&stub.provider(), target(action)).await;
        assert!(matches!(&ended, Deletion::Refused(error) if error.message.contains("no deletion")), "{ended:?}");
        assert_eq!(stub.provider().verification(action), Verification::Prompt);
    }
    assert!(stub.seen().is_empty());
}
