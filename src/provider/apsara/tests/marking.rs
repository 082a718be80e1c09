//! What the answers to a quarantine and a release prove.

use std::sync::Arc;

use serde_json::{Value, json};

use super::stub::{Reply, Seen, Stub, config, hangs_up, nobody, refusal, reply, web_page};
use crate::model::{Action, Delivery, Known, Target, TargetOptions, Video, VideoId};
use crate::provider::apsara::Apsara;
use crate::provider::{Deleter, Deletion, Marking, Verification};

fn video(id: &str, tags: &[&str]) -> Video {
    let tags = Known::Value(tags.iter().map(|tag| (*tag).into()).collect());
    let delivery = Known::Value(Delivery::Stored);
    Video { tags, delivery, ..Video::unknown(VideoId::new(id).expect("an id"), "not asked") }
}

fn marking(action: Action, video: Video) -> Marking {
    let until = (action == Action::Quarantine).then(|| "2026-12-21".parse().expect("a day"));
    let options = TargetOptions { until, ..TargetOptions::default() };
    Marking { target: Target { action, video: video.id.clone(), asset: None, options }, video: Arc::new(video) }
}

fn quarantine(id: &str) -> Marking {
    marking(Action::Quarantine, video(id, &["a", "封面"]))
}

fn ok(members: &str) -> Reply {
    reply(200, format!(r#"{{"RequestId":"r"{members}}}"#))
}

fn words(ended: &[Deletion]) -> Vec<&'static str> {
    ended
        .iter()
        .map(|one| match one {
            Deletion::Done => "done",
            Deletion::NotThere => "not there",
            Deletion::Refused(_) => "refused",
            Deletion::NotSent(_) => "not sent",
            Deletion::InDoubt(_) => "in doubt",
        })
        .collect()
}

async fn marked(
    markings: &[Marking],
    script: impl Fn(&Seen, usize) -> Option<Reply> + Send + Sync + 'static,
) -> (Vec<Deletion>, Vec<Seen>) {
    let stub = Stub::new(script).await;
    let ended = stub.provider().mark(markings).await;
    assert_eq!(ended.len(), markings.len());
    (ended, stub.seen())
}

fn content(seen: &Seen) -> Value {
    serde_json::from_str(seen.param("UpdateContent")).expect("JSON")
}

#[tokio::test]
async fn one_request_names_tags_and_nothing_else() {
    let markings = [
        quarantine("a"),
        marking(
            Action::Release,
            video("b", &["vodsweep-until-2026-12-01", "keep", "vodsweep-until-2026-12-02-hidden"]),
        ),
    ];
    let (ended, seen) = marked(&markings, |_, _| Some(ok(""))).await;
    assert_eq!(words(&ended), ["done"; 2]);
    let [request] = seen.as_slice() else { panic!("one request, not {seen:?}") };
    assert_eq!((request.operation.as_str(), request.params.len()), ("UpdateVideoInfos", 1));
    let wanted = json!([
        { "VideoId": "a", "Tags": "a,封面,vodsweep-until-2026-12-21-hidden" },
        { "VideoId": "b", "Tags": "keep" },
    ]);
    assert_eq!(content(request), wanted);
}

#[tokio::test]
async fn the_lists_of_the_answer_are_attributed_and_the_rest_is_done() {
    let answer = ok(r#","ForbiddenVideoIds":["B"],"NonExistVideoIds":{"VideoId":["c"]},"NonExistReferenceIds":null"#);
    let (ended, _) = marked(&["a", "b", "c", "d"].map(quarantine), move |_, _| Some(answer.clone())).await;
    assert_eq!(words(&ended), ["done", "refused", "not there", "done"]);
    let Deletion::Refused(error) = &ended[1] else { panic!("refused") };
    assert!(error.message.contains("video b") && error.message.contains("permission"), "{error}");
    let strange = ok(r#","NonExistVideoIds":["x"]"#);
    let (ended, _) = marked(&[quarantine("a")], move |_, _| Some(strange.clone())).await;
    assert_eq!(words(&ended), ["in doubt"]);
}

#[tokio::test]
async fn an_answer_that_proves_nothing_leaves_all_in_doubt_and_is_not_repeated() {
    for answer in [
        refusal(503, "ServiceUnavailable"),
        refusal(500, "InternalError"),
        web_page(502),
        reply(200, "{}"),
        reply(200, r#"{"RequestId":"r","Code":"InternalError"}"#),
        ok(r#","ForbiddenVideoIds":7"#),
    ] {
        let told = format!("{answer:?}");
        let (ended, seen) = marked(&["a", "b"].map(quarantine), move |_, _| Some(answer.clone())).await;
        assert_eq!((words(&ended), seen.len()), (vec!["in doubt"; 2], 1), "{told}");
    }
    for (answer, word) in [
        (refusal(400, "Throttling.User"), "not sent"),
        (refusal(403, "NoPermission"), "refused"),
        (refusal(400, "CountExceededMax"), "refused"),
    ] {
        let (ended, seen) = marked(&["a", "b"].map(quarantine), move |_, _| Some(answer.clone())).await;
        assert_eq!((words(&ended), seen.len()), (vec![word; 2], 1));
    }
    let (url, task) = hangs_up().await;
    let lost = Apsara::new(config(&url)).expect("a provider").mark(&[quarantine("a")]).await;
    assert_eq!(words(&lost), ["in doubt"]);
    task.abort();
    let unsent = Apsara::new(config(&nobody().await)).expect("a provider").mark(&[quarantine("a")]).await;
    assert_eq!(words(&unsent), ["not sent"]);
}

#[tokio::test]
async fn when_something_does_not_exist_a_reading_tells_what() {
    let script = |seen: &Seen, _: usize| match seen.operation.as_str() {
        "BatchGetMediaInfos" => Some(ok(
            r#","MediaInfos":[{"MediaId":"a","MediaInfo":{"MediaId":"a","Title":"A","Status":"Normal"}}],"NonExistMediaIds":["b"]"#,
        )),
        _ => None,
    };
    let (ended, seen) = marked(&["a", "b"].map(quarantine), script).await;
    assert_eq!(words(&ended), ["in doubt", "not there"], "{ended:?}");
    assert_eq!(seen.iter().filter(|one| one.operation == "UpdateVideoInfos").count(), 1);
    let (ended, _) = marked(&[quarantine("a")], |_, _| None).await;
    assert_eq!(words(&ended), ["not there"]);
}

#[tokio::test]
async fn the_last_tag_is_gone_only_when_it_is_seen_to_be() {
    for (tags, word) in [("", "done"), ("vodsweep-until-2026-12-01", "in doubt")] {
        let info = json!({ "RequestId": "r", "MediaInfos": [
            { "MediaId": "a", "MediaInfo": { "MediaId": "a", "Title": "A", "Status": "Normal", "Tags": tags } },
        ] });
        let script = move |seen: &Seen, _: usize| match seen.operation.as_str() {
            "UpdateVideoInfos" => Some(ok("")),
            _ => Some(reply(200, info.to_string())),
        };
        let release = marking(Action::Release, video("a", &["vodsweep-until-2026-12-01"]));
        let (ended, seen) = marked(&[release], script).await;
        assert_eq!(words(&ended), [word], "{ended:?}");
        assert_eq!(content(&seen[0]), json!([{ "VideoId": "a", "Tags": "" }]));
    }
}

#[tokio::test]
async fn requests_stay_within_what_the_platform_and_an_address_take() {
    let short: Vec<Marking> = (0..45).map(|number| quarantine(&format!("v{number}"))).collect();
    let (ended, seen) = marked(&short, |_, _| Some(ok(""))).await;
    assert!(words(&ended).iter().all(|word| *word == "done"));
    let sizes = |seen: &[Seen]| {
        let mut sizes: Vec<usize> = seen.iter().map(|one| content(one).as_array().map_or(0, Vec::len)).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(&seen), [5, 20, 20]);
    let wide: Vec<String> = (0..15).map(|number| format!("{}{number:02}", "封".repeat(10))).collect();
    let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
    let long: Vec<Marking> =
        (0..20).map(|number| marking(Action::Quarantine, video(&format!("v{number}"), &wide))).collect();
    let (ended, seen) = marked(&long, |_, _| Some(ok(""))).await;
    assert!(words(&ended).iter().all(|word| *word == "done"));
    assert_eq!(sizes(&seen).iter().sum::<usize>(), 20);
    assert!(seen.iter().all(|one| one.line.len() < 7_000), "{:?}", sizes(&seen));
}

#[tokio::test]
async fn what_would_lose_something_is_refused_before_it_is_sent() {
    let tags: Vec<String> = (0..16).map(|number| number.to_string()).collect();
    let sixteen: Vec<&str> = tags.iter().map(String::as_str).collect();
    let long = "x".repeat(33);
    let of = |video| marking(Action::Quarantine, video);
    let unread = Video { tags: Known::unknown("not asked"), ..video("a", &[]) };
    let picture = Video { delivery: Known::Value(Delivery::Remote), ..video("image:a", &[]) };
    let other = Marking { target: quarantine("a").target, video: quarantine("b").video };
    for (one, said) in [
        (of(video("a", &sixteen)), "16 tags"),
        (of(video("a", &[&long])), "32 bytes"),
        (of(video("a", &["a,b"])), "comma"),
        (of(unread), "tags are unknown"),
        (of(picture), "only videos and audio"),
        (of(video("a,b", &[])), "id"),
        (of(video("image:a", &[])), "id"),
        (other, "what was read is b"),
        (of(video("a", &["vodsweep-until-2026-12-01"])), "until 2026-12-01"),
        (marking(Action::Release, video("a", &["a"])), "not in quarantine"),
        (marking(Action::DeleteVideo, video("a", &[])), ""),
    ] {
        let (ended, seen) = marked(&[one], |_, _| Some(ok(""))).await;
        let [Deletion::Refused(error)] = ended.as_slice() else { panic!("{said}: {ended:?}") };
        assert!(error.message.contains(said) && seen.is_empty(), "{said}: {error}");
    }
    let (ended, seen) = marked(&[quarantine("a"), quarantine("a")], |_, _| Some(ok(""))).await;
    assert_eq!((words(&ended), seen.len()), (vec!["done", "refused"], 1));
    let fifteen = of(video("a", &sixteen[1..]));
    assert_eq!(words(&marked(&[fifteen], |_, _| Some(ok(""))).await.0), ["done"]);
}

#[tokio::test]
async fn a_mark_is_never_deleted_as_if_it_were_a_file() {
    let stub = Stub::new(|_, _| Some(ok(""))).await;
    let provider = stub.provider();
    for action in [Action::Quarantine, Action::Release] {
        let ended = provider.delete(&[marking(action, video("a", &[])).target]).await;
        assert_eq!(words(&ended), ["refused"]);
        assert_eq!((provider.batch(action), provider.verification(action)), (20, Verification::Prompt));
    }
    assert!(stub.seen().is_empty());
}
