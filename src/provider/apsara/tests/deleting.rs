//! What the answers to a deletion prove.

use super::stub::{Reply, Seen, Stub, config, hangs_up, nobody, refusal, reply, web_page};
use crate::model::{Action, AssetId, AssetRef, Target, TargetOptions, VideoId};
use crate::provider::apsara::Apsara;
use crate::provider::{Deleter, Deletion, ErrorKind, Verification};

fn target(action: Action, video: &str, asset: Option<(&str, Option<&str>)>, force: bool) -> Target {
    let asset = asset.zip(action.kind()).map(|((id, label), kind)| AssetRef {
        id: AssetId::new(id).expect("an id"),
        kind,
        label: label.map(str::to_owned),
    });
    let options = TargetOptions { force, ..TargetOptions::default() };
    Target { action, video: VideoId::new(video).expect("an id"), asset, options }
}

pub(super) fn whole(video: &str) -> Target {
    target(Action::DeleteVideo, video, None, false)
}

pub(super) fn master(video: &str, label: Option<&str>, force: bool) -> Target {
    target(Action::DeleteMaster, video, Some(("master", label)), force)
}

pub(super) fn part(action: Action, video: &str, id: &str) -> Target {
    target(action, video, Some((id, None)), false)
}

fn ok(members: &str) -> Reply {
    reply(200, format!(r#"{{"RequestId":"r"{members}}}"#))
}

/// The endings in a word each.
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

/// How the targets end on a server with this script, and what it was asked.
async fn deleted(
    targets: &[Target],
    script: impl Fn(&Seen, usize) -> Option<Reply> + Send + Sync + 'static,
) -> (Vec<Deletion>, Vec<Seen>) {
    let stub = Stub::new(script).await;
    let ended = stub.provider().delete(targets).await;
    assert_eq!(ended.len(), targets.len());
    (ended, stub.seen())
}

/// How the targets end when every request is answered so.
async fn ends(targets: &[Target], answer: Reply) -> Vec<&'static str> {
    words(&deleted(targets, move |_, _| Some(answer.clone())).await.0)
}

#[tokio::test]
async fn the_three_lists_of_a_deletion_are_attributed_and_the_rest_is_done() {
    for (forbidden, missing) in [
        (r#"["b"]"#, r#"["c"]"#),
        (r#"{"VideoId":["b"]}"#, r#"{"VideoId":"c"}"#),
        (r#""b""#, r#""c,""#),
        (r#"["B"]"#, r#"{"NonExistVideoId":["C"]}"#),
    ] {
        let answer = ok(&format!(
            r#","ForbiddenVideoIds":{forbidden},"NonExistVideoIds":{missing},"NonExistReferenceIds":null"#
        ));
        let (ended, seen) = deleted(&["a", "b", "c", "d"].map(whole), move |_, _| Some(answer.clone())).await;
        assert_eq!(words(&ended), ["done", "refused", "not there", "done"], "{forbidden}");
        let [request] = seen.as_slice() else { panic!("one request, not {seen:?}") };
        assert_eq!((request.operation.as_str(), request.param("VideoIds")), ("DeleteVideo", "a,b,c,d"));
        let Deletion::Refused(error) = &ended[1] else { panic!("refused") };
        assert_eq!(error.kind, ErrorKind::Refused, "one forbidden video does not end a run");
        assert!(error.message.contains("video b") && error.message.contains("permission"), "{error}");
    }
    assert_eq!(ends(&["a", "b"].map(whole), ok("")).await, ["done"; 2]);
    for empty in ["[]", "null", "{}", "\"\"", r#"{"VideoId":[]}"#] {
        let answer = ok(&format!(r#","ForbiddenVideoIds":{empty},"NonExistVideoIds":{empty}"#));
        assert_eq!(ends(&[whole("a")], answer).await, ["done"], "{empty}");
    }
}

#[tokio::test]
async fn when_none_exists_all_are_not_there() {
    assert_eq!(ends(&["a", "b"].map(whole), refusal(404, "InvalidVideo.NotFound")).await, ["not there"; 2]);
    let masters = ["a", "b"].map(|id| master(id, None, false));
    assert_eq!(ends(&masters, refusal(404, "InvalidVideo.NotFound")).await, ["not there"; 2]);
}

#[tokio::test]
async fn an_answer_that_proves_nothing_leaves_all_in_doubt_and_is_not_repeated() {
    for answer in [
        refusal(503, "DeleteVideoFailed"),
        refusal(500, "InternalError"),
        refusal(503, "ServiceUnAvailable"),
        web_page(502),
        web_page(200),
        reply(200, ""),
        reply(200, "{}"),
        reply(200, "[]"),
        reply(200, r#"["r"]"#),
        reply(504, ""),
        reply(302, ""),
        ok(r#","Code":"InternalError""#),
        ok(r#","ForbiddenVideoIds":7"#),
        ok(r#","NonExistVideoIds":[{"VideoId":"a"}]"#),
        ok(r#","ForbiddenVideoIds":["c"]"#),
    ] {
        let shown = format!("{answer:?}");
        let (ended, seen) = deleted(&["a", "b"].map(whole), move |_, _| Some(answer.clone())).await;
        assert_eq!(words(&ended), ["in doubt"; 2], "{shown}");
        assert_eq!(seen.len(), 1, "{shown}");
    }
    let mixed = ok(r#","NonExistVideoIds":["a","stranger"]"#);
    assert_eq!(ends(&["a", "b"].map(whole), mixed).await, ["not there", "in doubt"]);
}

#[tokio::test]
async fn what_never_reached_the_platform_was_not_sent() {
    let gone = Apsara::new(config(&nobody().await)).expect("a provider");
    assert_eq!(words(&gone.delete(&["a", "b"].map(whole)).await), ["not sent"; 2]);
    let (url, task) = hangs_up().await;
    let broken = Apsara::new(config(&url)).expect("a provider");
    assert_eq!(words(&broken.delete(&["a", "b"].map(whole)).await), ["in doubt"; 2]);
    task.abort();
    assert_eq!(ends(&[whole("a")], web_page(403)).await, ["not sent"]);
    for code in ["InvalidAccessKeyId.NotFound", "OperationDenied.Suspended", "InvalidApi.NotFound"] {
        assert_eq!(ends(&[whole("a")], refusal(403, code)).await, ["not sent"], "{code}");
    }
    let (ended, _) = deleted(&[whole("a")], |_, _| Some(refusal(403, "Forbidden.RAM"))).await;
    let [Deletion::Refused(error)] = ended.as_slice() else { panic!("refused: {ended:?}") };
    assert_eq!(error.kind, ErrorKind::MissingPermission("vod:DeleteVideo".to_owned()));
}

#[tokio::test]
async fn a_throttled_deletion_was_not_sent_and_is_left_to_the_caller() {
    let (ended, seen) = deleted(&[whole("a")], |_, _| Some(refusal(400, "Throttling.User"))).await;
    assert_eq!((words(&ended), seen.len()), (vec!["not sent"], 1));
    assert_eq!(ends(&[whole("a")], refusal(503, "Throttling")).await, ["not sent"]);
}

#[tokio::test]
async fn a_master_that_plays_goes_only_by_force_which_is_never_assumed() {
    let targets = [master("a", None, false), master("b", None, true), master("c", None, false)];
    let (ended, mut seen) = deleted(&targets, |seen, _| {
        Some(if seen.param("Force") == "true" { ok("") } else { ok(r#","UnRemoveableVideoIds":["c"]"#) })
    })
    .await;
    assert_eq!(words(&ended), ["done", "done", "refused"]);
    let Deletion::Refused(error) = &ended[2] else { panic!("refused") };
    assert!(error.message.contains("NoTranscode") && error.message.contains("force"), "{error}");
    seen.sort_by_key(|seen| seen.param("VideoIds").to_owned());
    let asked: Vec<_> = seen.iter().map(|seen| (seen.param("VideoIds"), seen.params.get("Force"))).collect();
    assert_eq!(asked, [("a,c", None), ("b", Some(&"true".to_owned()))]);
    let missing = ok(r#","NonExistVideoIds":["a"]"#);
    assert_eq!(ends(&[master("a", None, false)], missing).await, ["not there"]);
}

#[tokio::test]
async fn an_unfinished_upload_is_dropped_part_by_part_and_believed() {
    let targets = [master("a", Some("unfinished upload"), true), master("b", Some("unfinished upload"), false)];
    let stub = Stub::new(|seen, _| match (seen.operation.as_str(), seen.param("MediaId")) {
        ("DeleteMultipartUpload", "a") => Some(ok("")),
        ("DeleteMultipartUpload", _) => Some(refusal(400, "InvalidMultipartUpload.NotFound")),
        _ => Some(ok(r#","Mezzanine":{"Status":"Uploading"}"#)),
    })
    .await;
    let provider = stub.provider();
    assert_eq!(words(&provider.delete(&targets).await), ["done", "not there"]);
    assert!(stub.seen().iter().all(|seen| seen.param("MediaType") == "video"));
    // The record may go on saying that it is uploading.
    let seen = crate::provider::apsara::files::presence(&provider.shared, &targets[0]).await;
    assert_eq!(seen.expect("an answer"), crate::provider::Presence::Gone);
    assert_eq!(ends(&targets[..1], refusal(400, "InvalidStorage.NotFound")).await, ["refused"]);
}

fn streams(jobs: &[&str]) -> Reply {
    let list: Vec<String> = jobs.iter().map(|job| format!(r#"{{"JobId":"{job}"}}"#)).collect();
    ok(&format!(r#","PlayInfoList":{{"PlayInfo":[{}]}}"#, list.join(",")))
}

fn renditions<const N: usize>(jobs: [&str; N]) -> [Target; N] {
    jobs.map(|job| part(Action::DeleteRendition, "v", job))
}

#[tokio::test]
async fn streams_go_in_one_request_and_a_reading_tells_which_went() {
    let (ended, seen) = deleted(&renditions(["j1", "j2"]), |seen, _| match seen.operation.as_str() {
        "DeleteStream" => Some(ok("")),
        _ => Some(streams(&["j2", "j3"])),
    })
    .await;
    assert_eq!(words(&ended), ["done", "in doubt"]);
    assert_eq!((seen.len(), seen[0].param("JobIds"), seen[0].param("VideoId")), (2, "j1,j2", "v"));
    for reading in [refusal(403, "Forbidden.RAM"), reply(200, "{}"), web_page(502)] {
        let (ended, _) = deleted(&renditions(["j1"]), move |seen, _| match seen.operation.as_str() {
            "DeleteStream" => Some(ok("")),
            _ => Some(reading.clone()),
        })
        .await;
        assert_eq!(words(&ended), ["in doubt"], "a reading that fails proves nothing");
    }
    let (ended, _) = deleted(&renditions(["j1"]), |seen, _| match seen.operation.as_str() {
        "DeleteStream" => Some(ok("")),
        _ => Some(refusal(404, "InvalidVideo.NoneStream")),
    })
    .await;
    assert_eq!(words(&ended), ["done"]);
}

#[tokio::test]
async fn the_last_stream_of_a_blocked_video_is_done_when_acknowledged_and_unlisted() {
    let (ended, _) = deleted(&renditions(["j1"]), |seen, _| match seen.operation.as_str() {
        "DeleteStream" => Some(ok("")),
        "GetPlayInfo" => Some(refusal(403, "Forbidden.IllegalStatus")),
        _ => Some(ok(r#","MediaInfos":[{"MediaId":"v","MediaInfo":{"Status":"Blocked"},"PlayInfoList":[]}]"#)),
    })
    .await;
    assert_eq!(words(&ended), ["done"]);
}

#[tokio::test]
async fn one_unknown_stream_does_not_decide_about_the_others() {
    // The platform refuses the whole request; what it read shows is sent again, each alone.
    let (ended, seen) = deleted(&renditions(["j1", "j2", "j3"]), |seen, before| match seen.operation.as_str() {
        "DeleteStream" if seen.param("JobIds") == "j3" => Some(refusal(503, "DeleteStreamFailed")),
        "DeleteStream" if seen.param("JobIds").contains(',') => Some(refusal(404, "InvalidStream.NotFound")),
        "DeleteStream" => Some(ok("")),
        _ => Some(if before == 0 { streams(&["j2", "j3"]) } else { streams(&["j3"]) }),
    })
    .await;
    assert_eq!(words(&ended), ["not there", "done", "in doubt"]);
    let sent: Vec<_> =
        seen.iter().filter(|seen| seen.operation == "DeleteStream").map(|seen| seen.param("JobIds")).collect();
    assert_eq!((sent.len(), sent[0]), (3, "j1,j2,j3"));

    assert_eq!(ends(&renditions(["j1"]), refusal(404, "InvalidStream.NotFound")).await, ["not there"]);
    assert_eq!(ends(&renditions(["j1", "j2"]), refusal(404, "InvalidVideo.NotFound")).await, ["not there"; 2]);
    // The reading fails too.
    assert_eq!(ends(&renditions(["j1", "j2"]), refusal(404, "InvalidStream.NotFound")).await, ["in doubt"; 2]);
    assert_eq!(ends(&renditions(["j1", "j2"]), refusal(503, "DeleteStreamFailed")).await, ["in doubt"; 2]);
}

#[tokio::test]
async fn what_is_no_rendition_of_a_job_is_never_sent() {
    let (ended, seen) = deleted(&renditions(["source", "a,b", "a b"]), |_, _| Some(ok(""))).await;
    assert_eq!(words(&ended), ["refused"; 3]);
    assert!(matches!(&ended[0], Deletion::Refused(error) if error.message.contains("master itself")), "{ended:?}");
    let odd = [whole("a,b"), whole("image:"), whole("image:a,b"), master("attached:a", None, true)];
    let (more, unseen) = deleted(&odd, |_, _| Some(ok(""))).await;
    assert_eq!(words(&more), ["refused"; 4]);
    let mut bare = master("a", None, false);
    bare.action = Action::DeleteRendition;
    bare.asset = None;
    let thumbnail = part(Action::DeleteThumbnail, "a", "t");
    let (most, none) = deleted(&[bare, thumbnail], |_, _| Some(ok(""))).await;
    assert_eq!(words(&most), ["refused"; 2]);
    assert!(seen.is_empty() && unseen.is_empty() && none.is_empty());
}

#[tokio::test]
async fn snapshots_of_a_video_go_together_and_an_unknown_type_alone() {
    let kinds = ["CoverSnapshot", "NormalSnapshot"];
    let targets = kinds.map(|kind| part(Action::DeleteSnapshot, "v", kind));
    let (ended, seen) = deleted(&targets, |_, _| Some(ok(""))).await;
    assert_eq!((words(&ended), seen.len()), (vec!["done"; 2], 1));
    let request = &seen[0];
    assert_eq!((request.param("DeleteImageType"), request.param("VideoId")), ("VideoId", "v"));
    assert_eq!(request.param("ImageType"), "CoverSnapshot,NormalSnapshot");

    let (ended, seen) = deleted(&targets, |seen, _| match (seen.operation.as_str(), seen.param("SnapshotType")) {
        ("ListSnapshots", "CoverSnapshot") => Some(ok(r#","MediaSnapshot":{"Total":1}"#)),
        ("ListSnapshots", _) => Some(refusal(404, "NoSuchResource")),
        _ if seen.param("ImageType").contains(',') => Some(refusal(404, "NoSuchResource")),
        _ => Some(ok("")),
    })
    .await;
    assert_eq!(words(&ended), ["done", "not there"]);
    assert_eq!(seen.last().map(|seen| seen.param("ImageType")), Some("CoverSnapshot"));
}

#[tokio::test]
async fn a_poster_is_deleted_by_its_address_encoded_once_more() {
    let poster = part(Action::DeletePoster, "v", "https://p/a,b/c%20d.jpg");
    let (ended, seen) = deleted(std::slice::from_ref(&poster), |_, _| Some(ok(""))).await;
    assert_eq!(words(&ended), ["done"]);
    assert_eq!(seen[0].param("DeleteImageType"), "ImageURL");
    assert_eq!(seen[0].param("ImageURLs"), "https%3A%2F%2Fp%2Fa%2Cb%2Fc%2520d.jpg");
    assert_eq!(ends(std::slice::from_ref(&poster), refusal(404, "NoSuchResource")).await, ["not there"]);
    assert_eq!(ends(&[poster], refusal(500, "InternalError")).await, ["in doubt"]);
}

#[tokio::test]
async fn images_go_together_and_a_reading_tells_which_went() {
    let targets = ["image:a", "image:b"].map(whole);
    let (ended, seen) = deleted(&targets, |seen, _| match seen.operation.as_str() {
        "DeleteImage" => Some(ok("")),
        _ => Some(ok(r#","ImageInfo":[{"ImageId":"b"}],"NonExistImageIds":["a"]"#)),
    })
    .await;
    assert_eq!(words(&ended), ["done", "in doubt"]);
    assert_eq!((seen[0].param("DeleteImageType"), seen[0].param("ImageIds")), ("ImageId", "a,b"));
    let (ended, _) = deleted(&targets, |seen, _| match seen.operation.as_str() {
        "DeleteImage" => Some(ok("")),
        _ => Some(ok(r#","NonExistImageIds":["a"]"#)),
    })
    .await;
    assert_eq!(words(&ended), ["in doubt"; 2], "an answer that forgets one is not trusted about the other");
    assert_eq!(ends(&targets[..1], refusal(404, "NoSuchResource")).await, ["not there"]);
}

#[tokio::test]
async fn auxiliary_files_that_could_not_be_deleted_are_looked_for() {
    let targets = ["attached:a", "attached:b", "attached:c", "attached:d"].map(whole);
    let (ended, seen) = deleted(&targets, |seen, _| match (seen.operation.as_str(), seen.param("MediaIds")) {
        ("DeleteAttachedMedia", _) => Some(ok(r#","NonExistMediaIds":["b","c","d"]"#)),
        (_, "b") => Some(ok(r#","NonExistMediaIds":["b"]"#)),
        (_, "c") => Some(ok(r#","AttachedMediaList":[{"MediaId":"c"}]"#)),
        _ => Some(web_page(200)),
    })
    .await;
    assert_eq!(words(&ended), ["done", "not there", "refused", "in doubt"]);
    assert_eq!(seen[0].param("MediaIds"), "a,b,c,d");
}

#[tokio::test]
async fn one_call_may_hold_targets_of_every_sort() {
    let targets = [whole("a"), whole("image:b"), whole("attached:c"), whole("x,y"), whole("d")];
    let (ended, seen) = deleted(&targets, |seen, _| match seen.operation.as_str() {
        "DeleteVideo" => Some(ok(r#","NonExistVideoIds":["d"]"#)),
        "GetImageInfos" => Some(refusal(404, "NoSuchResource")),
        _ => Some(ok("")),
    })
    .await;
    assert_eq!(words(&ended), ["done", "done", "done", "refused", "not there"]);
    assert_eq!(seen.iter().filter(|seen| seen.operation == "DeleteVideo").count(), 1);
}

#[tokio::test]
async fn a_batch_is_what_one_request_takes_and_pictures_prove_nothing() {
    let stub = Stub::new(|_, _| None).await;
    let provider = stub.provider();
    assert_eq!((provider.batch(Action::DeleteVideo), provider.batch(Action::DeleteThumbnail)), (20, 1));
    assert_eq!(provider.verification(Action::DeleteVideo), Verification::Prompt);
    assert_eq!(provider.verification(Action::DeletePoster), Verification::Delayed);
}
