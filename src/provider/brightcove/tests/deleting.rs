//! What the answers to a deletion prove.

use super::stub::{Reply, Stub, delete, hangs_up, id, nobody, refusal, reply, web_page, whole};
use crate::model::{Action, AssetId, AssetKind, AssetRef, Target, TargetOptions};
use crate::provider::{Deletion, ErrorKind};

const LINE: &str = "DELETE /videos/1";
const UNLINK: &str = "DELETE /videos/1/references";

/// How a deletion ends that is always answered so, and how often it was sent.
async fn ends(answer: Reply) -> (Deletion, usize) {
    let stub = Stub::new(move |line, _| (line == LINE).then(|| answer.clone())).await;
    (delete(&stub.provider(), whole("1")).await, stub.times(LINE))
}

fn unlinking() -> Target {
    Target { options: TargetOptions { unlink_playlists: true, ..TargetOptions::default() }, ..whole("1") }
}

#[tokio::test]
async fn a_success_is_done_and_a_404_is_not_there() {
    assert!(matches!(ends(reply(204, "")).await, (Deletion::Done, 1)));
    assert!(matches!(ends(reply(200, "")).await, (Deletion::Done, 1)));
    assert!(matches!(ends(refusal(404, "RESOURCE_NOT_FOUND")).await, (Deletion::NotThere, 1)));
}

#[tokio::test]
async fn a_refusal_in_the_words_of_the_platform_changed_nothing() {
    for (answer, kind) in [
        (refusal(409, "CONCURRENT_UPDATE"), ErrorKind::Busy),
        (refusal(403, "NOT_AVAILABLE"), ErrorKind::Busy),
        (refusal(400, "SHARED_VIDEO"), ErrorKind::Refused),
        (refusal(412, "PRE_CONDITION_FAILED"), ErrorKind::Refused),
    ] {
        let (Deletion::Refused(error), 1) = ends(answer).await else { panic!("refused once: {kind:?}") };
        assert_eq!(error.kind, kind);
    }
}

#[tokio::test]
async fn an_answer_that_proves_nothing_leaves_doubt_and_is_not_repeated() {
    for answer in [
        refusal(500, "INTERNAL_ERROR"),
        refusal(503, "SERVICE_UNAVAILABLE"),
        reply(504, ""),
        web_page(502),
        web_page(200),
        refusal(408, "TIMEOUT"),
        reply(302, ""),
        reply(200, "It works!"),
        reply(200, "null"),
    ] {
        let shown = format!("{answer:?}");
        let (ended, sent) = ends(answer).await;
        assert!(matches!(ended, Deletion::InDoubt(_)), "{shown}: {ended:?}");
        assert_eq!(sent, 1, "{shown}");
    }
}

#[tokio::test]
async fn a_deletion_turned_away_by_a_gateway_was_not_sent() {
    let (Deletion::NotSent(error), 1) = ends(web_page(403)).await else { panic!("not sent") };
    assert_eq!(error.kind, ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_throttled_deletion_was_not_sent_and_is_left_to_the_caller() {
    assert!(matches!(ends(refusal(429, "TOO_MANY_REQUESTS")).await, (Deletion::NotSent(_), 1)));
}

#[tokio::test]
async fn a_connection_that_breaks_after_sending_leaves_doubt() {
    let (url, task) = hangs_up().await;
    let stub = Stub::new(|_, _| None).await;
    let Deletion::InDoubt(error) = delete(&stub.provider_at(&url), whole("1")).await else { panic!("in doubt") };
    assert_eq!(error.kind, ErrorKind::Interrupted);
    task.abort();
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_sent_nothing() {
    let stub = Stub::new(|_, _| None).await;
    let Deletion::NotSent(error) = delete(&stub.provider_at(&nobody().await), whole("1")).await else {
        panic!("not sent")
    };
    assert_eq!(error.kind, ErrorKind::Unreachable);
}

#[tokio::test]
async fn a_referenced_video_names_its_playlists() {
    for (status, names) in [(409, Some(r#"{"playlists":["5",6]}"#)), (400, None)] {
        let stub = Stub::new(move |line, _| match line {
            LINE => Some(refusal(status, "REFERENCES_EXIST")),
            "GET /videos/1/references" => names.map(|names| reply(200, names)),
            _ => None,
        })
        .await;
        let Deletion::Refused(error) = delete(&stub.provider(), whole("1")).await else { panic!("refused") };
        let expected = if names.is_some() { vec!["5".to_owned(), "6".to_owned()] } else { Vec::new() };
        assert_eq!(error.kind, ErrorKind::Referenced(expected));
        assert!(error.message.contains("unlink_playlists"), "{error}");
        assert_eq!(stub.times(UNLINK), 0, "nothing is taken out of a playlist unasked");
    }
}

#[tokio::test]
async fn playlists_are_cleared_only_after_a_refusal() {
    let stub = Stub::new(|line, _| (line == LINE).then(|| reply(204, ""))).await;
    assert!(matches!(delete(&stub.provider(), unlinking()).await, Deletion::Done));
    assert_eq!(stub.times(UNLINK), 0);
}

#[tokio::test]
async fn a_lost_answer_to_the_unlinking_is_settled_by_the_deletion() {
    let stub = Stub::new(|line, before| match line {
        LINE => Some(if before == 0 { refusal(409, "REFERENCES_EXIST") } else { reply(204, "") }),
        UNLINK => Some(refusal(500, "UNKNOWN")),
        _ => None,
    })
    .await;
    assert!(matches!(delete(&stub.provider(), unlinking()).await, Deletion::Done));
    assert_eq!((stub.times(LINE), stub.times(UNLINK)), (2, 1));
}

#[tokio::test]
async fn what_may_have_become_of_the_playlists_is_told() {
    let ended = |unlinked: Reply, second: Reply| async move {
        let stub = Stub::new(move |line, before| match line {
            LINE => Some(if before == 0 { refusal(409, "REFERENCES_EXIST") } else { second.clone() }),
            UNLINK => Some(unlinked.clone()),
            "GET /videos/1/references" => Some(reply(200, r#"{"playlists":["5"]}"#)),
            _ => None,
        })
        .await;
        delete(&stub.provider(), unlinking()).await
    };
    let lost = ended(refusal(500, "UNKNOWN"), refusal(409, "REFERENCES_EXIST")).await;
    assert!(
        matches!(&lost, Deletion::Refused(error) if error.message.contains("playlists 5 is not known")),
        "{lost:?}"
    );
    let busy = ended(reply(204, ""), refusal(409, "CONCURRENT_UPDATE")).await;
    assert!(
        matches!(&busy, Deletion::Refused(error) if error.message.contains("removed from its manual playlists 5")),
        "{busy:?}"
    );
    let doubt = ended(reply(204, ""), refusal(500, "UNKNOWN")).await;
    assert!(
        matches!(&doubt, Deletion::InDoubt(error) if error.message.contains("removed from its manual playlists 5")),
        "{doubt:?}"
    );
    let refused = ended(refusal(403, "NOT_AVAILABLE"), reply(204, "")).await;
    assert!(matches!(&refused, Deletion::Refused(error) if error.kind == ErrorKind::Busy), "{refused:?}");
    let turned_away = ended(web_page(403), reply(204, "")).await;
    assert!(matches!(turned_away, Deletion::NotSent(_)), "{turned_away:?}");
}

fn track(name: &str) -> Target {
    Target {
        action: Action::DeleteTextTrack,
        video: id("1"),
        asset: Some(AssetRef { id: AssetId::new(name).expect("an id"), kind: AssetKind::TextTrack, label: None }),
        options: TargetOptions::default(),
    }
}

#[tokio::test]
async fn a_text_track_is_deleted_by_writing_the_others() {
    let stub = Stub::new(|line, _| match line {
        "GET /videos/1" => Some(reply(200, r#"{"id":"1","text_tracks":[{"id":"a"},{"id":"b"}]}"#)),
        "PATCH /videos/1" => Some(reply(202, "{}")),
        _ => None,
    })
    .await;
    let provider = stub.provider();
    assert!(matches!(delete(&provider, track("a")).await, Deletion::Done));
    assert!(matches!(delete(&provider, track("c")).await, Deletion::NotThere));
    assert_eq!(stub.times("PATCH /videos/1"), 1);
}

#[tokio::test]
async fn text_tracks_that_cannot_be_read_are_not_written() {
    for tracks in [r#"[{"id":"a"},{"label":"no id"}]"#, "7", r#"[{"id":"a"},7]"#] {
        let body = format!(r#"{{"id":"1","text_tracks":{tracks}}}"#);
        let stub = Stub::new(move |line, _| (line == "GET /videos/1").then(|| reply(200, body.clone()))).await;
        let ended = delete(&stub.provider(), track("a")).await;
        assert!(matches!(ended, Deletion::Refused(_) | Deletion::NotSent(_)), "{tracks}: {ended:?}");
        assert_eq!(stub.times("PATCH /videos/1"), 0);
    }
}

#[tokio::test]
async fn an_id_that_means_more_than_one_video_is_never_sent() {
    let stub = Stub::new(|_, _| Some(reply(204, ""))).await;
    for odd in ["1,2", "ref:x", "../1", "1/assets"] {
        let ended = delete(&stub.provider(), whole(odd)).await;
        assert!(matches!(ended, Deletion::Refused(_)), "{odd}: {ended:?}");
    }
    assert!(stub.seen().is_empty());
}
