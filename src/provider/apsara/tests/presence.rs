//! What proves that a target is gone.

use super::deleting::{master, part, whole};
use super::stub::{Reply, Seen, Stub, refusal, reply, web_page};
use crate::model::{Action, Target};
use crate::provider::apsara::files::{presence, presences};
use crate::provider::{Error, ErrorKind, Presence};

async fn seen(
    target: Target,
    script: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static,
) -> Result<Presence, Error> {
    let stub = Stub::new(move |seen, _| script(seen)).await;
    presence(&stub.provider().shared, &target).await
}

async fn always(target: Target, answer: Reply) -> Option<Presence> {
    seen(target, move |_| Some(answer.clone())).await.ok()
}

#[tokio::test]
async fn a_video_is_gone_only_when_the_platform_says_so() {
    let there = r#"{"RequestId":"r","VideoList":[{"VideoId":"v","Status":"Normal"}]}"#;
    assert_eq!(always(whole("v"), reply(200, there)).await, Some(Presence::Present));
    let wrapped = r#"{"RequestId":"r","VideoList":{"Video":[{"VideoId":"v","Status":"Normal"}]}}"#;
    assert_eq!(always(whole("v"), reply(200, wrapped)).await, Some(Presence::Present));
    for gone in [
        reply(200, r#"{"RequestId":"r","VideoList":[],"NonExistVideoIds":["v"]}"#),
        reply(200, r#"{"RequestId":"r","NonExistVideoIds":{"VideoId":["v"]}}"#),
        reply(200, r#"{"RequestId":"r","VideoList":[{"VideoId":"v","Status":"Deleted"}]}"#),
        refusal(404, "InvalidVideo.NotFound"),
    ] {
        assert_eq!(always(whole("v"), gone.clone()).await, Some(Presence::Gone), "{gone:?}");
    }
    for nothing in [
        reply(200, r#"{"RequestId":"r"}"#),
        reply(200, r#"{"RequestId":"r","VideoList":[{"VideoId":"other"}],"NonExistVideoIds":["another"]}"#),
        reply(404, ""),
        web_page(404),
        refusal(404, "InvalidApi.NotFound"),
        refusal(404, "InvalidAccessKeyId.NotFound"),
        reply(200, r#"{"RequestId":"r","NonExistVideoIds":7}"#),
    ] {
        assert_eq!(always(whole("v"), nothing.clone()).await, None, "{nothing:?}");
    }
}

#[tokio::test]
async fn images_and_auxiliary_files_are_looked_for_by_operations_of_their_own() {
    let found = |operation: &'static str, body: &'static str| {
        move |seen: &Seen| (seen.operation == operation).then(|| reply(200, body))
    };
    let image = r#"{"RequestId":"r","ImageInfo":[{"ImageId":"i"}]}"#;
    assert_eq!(seen(whole("image:i"), found("GetImageInfos", image)).await.ok(), Some(Presence::Present));
    let none = r#"{"RequestId":"r","NonExistImageIds":["i"]}"#;
    assert_eq!(seen(whole("image:i"), found("GetImageInfos", none)).await.ok(), Some(Presence::Gone));
    let attached = r#"{"RequestId":"r","AttachedMediaList":[{"MediaId":"m"}]}"#;
    assert_eq!(seen(whole("attached:m"), found("GetAttachedMediaInfo", attached)).await.ok(), Some(Presence::Present));
    let none = r#"{"RequestId":"r","AttachedMediaList":[],"NonExistMediaIds":["m"]}"#;
    assert_eq!(seen(whole("attached:m"), found("GetAttachedMediaInfo", none)).await.ok(), Some(Presence::Gone));
    assert_eq!(always(whole("image:i"), reply(200, r#"{"RequestId":"r"}"#)).await, None);
}

#[tokio::test]
async fn a_master_is_gone_when_it_says_deleted_or_has_no_file() {
    let with = |status: &str| reply(200, format!(r#"{{"RequestId":"r","Mezzanine":{{"Status":"{status}"}}}}"#));
    assert_eq!(always(master("v", None, false), with("Normal")).await, Some(Presence::Present));
    assert_eq!(always(master("v", None, false), with("Deleted")).await, Some(Presence::Gone));
    for code in ["InvalidFile.NotFound", "InvalidVideo.NotFound"] {
        assert_eq!(always(master("v", None, false), refusal(404, code)).await, Some(Presence::Gone), "{code}");
    }
    let begun = || master("v", Some("unfinished upload"), false);
    assert_eq!(always(begun(), with("Uploading")).await, Some(Presence::Present));
    assert_eq!(always(begun(), with("Normal")).await, Some(Presence::Gone));
    assert_eq!(always(begun(), reply(200, r#"{"RequestId":"r","Mezzanine":{}}"#)).await, None);
    assert_eq!(always(begun(), reply(200, r#"{"RequestId":"r"}"#)).await, None);
}

#[tokio::test]
async fn a_rendition_of_a_blocked_video_is_looked_for_in_the_other_list() {
    let rendition = || part(Action::DeleteRendition, "v", "j1");
    let play = |list: &str| reply(200, format!(r#"{{"RequestId":"r","PlayInfoList":{{"PlayInfo":{list}}}}}"#));
    assert_eq!(always(rendition(), play(r#"[{"JobId":"j1"}]"#)).await, Some(Presence::Present));
    assert_eq!(always(rendition(), play(r#"[{"JobId":"j2"}]"#)).await, Some(Presence::Gone));
    for odd in ["{}", r#"{"JobId":["j1"]}"#, r#"{"Definition":"HD"}"#, "7"] {
        assert_eq!(always(rendition(), play(&format!("[{odd}]"))).await, None, "{odd} may be the one");
    }
    // A stream that was planned by a number is looked for by it.
    let numbered = || part(Action::DeleteRendition, "v", "7");
    for (list, expected) in [
        (r#"[{"JobId":7}]"#, Presence::Present),
        (r#"[{"JobId":"7"}]"#, Presence::Present),
        (r#"[{"JobId":8},{"JobId":null,"Definition":"OD"}]"#, Presence::Gone),
    ] {
        assert_eq!(always(numbered(), play(list)).await, Some(expected), "{list}");
    }
    assert_eq!(always(rendition(), refusal(404, "InvalidVideo.NoneStream")).await, Some(Presence::Gone));
    assert_eq!(always(rendition(), reply(200, r#"{"RequestId":"r"}"#)).await, None);
    for (list, expected) in [
        (r#"[{"JobId":"j1"}]"#, Some(Presence::Present)),
        (r#"[{"JobId":"j2"}]"#, Some(Presence::Gone)),
        ("[]", None),
        ("null", None),
    ] {
        let body = format!(
            r#"{{"RequestId":"r","MediaInfos":[{{"MediaId":"v","MediaInfo":{{"Status":"Blocked"}},"PlayInfoList":{list}}}]}}"#
        );
        let found = seen(rendition(), move |seen| match seen.operation.as_str() {
            "GetPlayInfo" => Some(refusal(403, "Forbidden.IllegalStatus")),
            _ => Some(reply(200, body.clone())),
        });
        assert_eq!(found.await.ok(), expected, "{list}");
    }
}

#[tokio::test]
async fn snapshots_and_covers_are_looked_for_where_they_are_listed() {
    let snapshot = || part(Action::DeleteSnapshot, "v", "NormalSnapshot");
    let some = reply(200, r#"{"RequestId":"r","MediaSnapshot":{"Total":3}}"#);
    assert_eq!(always(snapshot(), some).await, Some(Presence::Present));
    let none = reply(200, r#"{"RequestId":"r","MediaSnapshot":{"Total":"0","Snapshots":{"Snapshot":[]}}}"#);
    assert_eq!(always(snapshot(), none).await, Some(Presence::Gone));
    assert_eq!(always(snapshot(), refusal(404, "NoSuchResource")).await, Some(Presence::Gone));

    let poster = || part(Action::DeletePoster, "v", "https://p/c.jpg");
    for (cover, expected) in [
        (r#","CoverURL":"https://p/c.jpg?auth=2""#, Presence::Present),
        (r#","CoverURL":"https://p/other.jpg""#, Presence::Gone),
        ("", Presence::Gone),
    ] {
        let body = format!(r#"{{"RequestId":"r","VideoList":[{{"VideoId":"v"{cover}}}]}}"#);
        assert_eq!(always(poster(), reply(200, body)).await, Some(expected), "{cover}");
    }
}

/// What each operation says of items of which those with an even number exist.
fn of_many(seen: &Seen) -> Option<Reply> {
    let (parameter, list, own, missing) = match seen.operation.as_str() {
        "GetVideoInfos" => ("VideoIds", "VideoList", "VideoId", "NonExistVideoIds"),
        "GetImageInfos" => ("ImageIds", "ImageInfo", "ImageId", "NonExistImageIds"),
        "GetAttachedMediaInfo" => ("MediaIds", "AttachedMediaList", "MediaId", "NonExistMediaIds"),
        "GetMezzanineInfo" => return Some(reply(200, r#"{"RequestId":"r","Mezzanine":{"Status":"Deleted"}}"#)),
        _ => return None,
    };
    let even = |id: &&str| id.ends_with(['0', '2', '4', '6', '8']);
    let (there, gone): (Vec<&str>, Vec<&str>) = seen.param(parameter).split(',').partition(even);
    let there: Vec<String> = there.iter().rev().map(|id| format!(r#"{{"{own}":"{id}","Status":"Normal"}}"#)).collect();
    let (there, gone) = (there.join(","), gone.join(r#"",""#));
    let gone = if gone.is_empty() { String::new() } else { format!(r#""{gone}""#) };
    Some(reply(200, format!(r#"{{"RequestId":"r","{list}":[{there}],"{missing}":[{gone}]}}"#)))
}

/// So many videos, images and auxiliary files in turn, and two masters.
fn many(count: usize) -> Vec<Target> {
    let wholes =
        (0..count).flat_map(|number| ["v", "image:i", "attached:m"].map(|kind| whole(&format!("{kind}{number}"))));
    let mut targets: Vec<Target> = wholes.collect();
    targets.insert(1, master("v2", None, false));
    targets.push(master("v4", None, false));
    targets
}

#[tokio::test]
async fn whole_items_are_looked_for_twenty_at_a_time_and_told_in_their_order() {
    let stub = Stub::new(|seen, _| of_many(seen)).await;
    let mut targets = many(45);
    targets.push(whole("v7"));
    let looked = presences(&stub.provider().shared, &targets).await;
    assert_eq!(looked.len(), targets.len());
    for (target, presence) in targets.iter().zip(&looked) {
        let even = target.video.as_str().ends_with(['0', '2', '4', '6', '8']);
        let expected = if target.asset.is_none() && even { Presence::Present } else { Presence::Gone };
        assert_eq!(presence.as_ref().ok(), Some(&expected), "{target}");
    }
    for operation in ["GetVideoInfos", "GetImageInfos", "GetAttachedMediaInfo"] {
        assert_eq!(stub.times(operation), 3, "{operation}");
    }
    assert_eq!((stub.times("GetMezzanineInfo"), stub.seen().len()), (2, 11));
    let stub = Stub::new(|seen, _| of_many(seen)).await;
    assert!(presences(&stub.provider().shared, &[]).await.is_empty() && stub.seen().is_empty());
}

#[tokio::test]
async fn a_request_that_fails_fails_for_its_own_targets_only() {
    let stub = Stub::new(|seen, _| {
        let ids = || seen.param("VideoIds").split(',');
        match seen.operation.as_str() {
            "GetVideoInfos" if ids().any(|id| id == "v0") => Some(refusal(400, "InvalidParameter")),
            "GetVideoInfos" if ids().any(|id| id == "v30") => Some(reply(200, r#"{"RequestId":"r","VideoList":[]}"#)),
            "GetImageInfos" => Some(refusal(403, "NoPermission")),
            "GetAttachedMediaInfo" => Some(refusal(404, "InvalidVideo.NotFound")),
            _ => of_many(seen),
        }
    })
    .await;
    let mut targets: Vec<Target> = (0..50).map(|number| whole(&format!("v{number}"))).collect();
    targets.extend([
        whole("image:i1"),
        whole("attached:m1"),
        whole("attached:m2"),
        whole("a,b"),
        master("v1", None, false),
    ]);
    let looked = presences(&stub.provider().shared, &targets).await;
    let kinds: Vec<Option<ErrorKind>> =
        looked.iter().map(|presence| presence.as_ref().err().map(|error| error.kind.clone())).collect();
    let (videos, rest) = kinds.split_at(50);
    for (kind, expected) in videos.chunks(20).zip([Some(ErrorKind::Refused), Some(ErrorKind::Malformed), None]) {
        assert!(kind.iter().all(|kind| *kind == expected), "{kind:?}");
    }
    let forbidden = ErrorKind::MissingPermission("vod:GetImageInfos".to_owned());
    assert_eq!(rest, [Some(forbidden), None, None, Some(ErrorKind::Refused), None]);
    let gone = looked.iter().filter(|presence| matches!(presence, Ok(Presence::Gone))).count();
    assert_eq!(gone, 5 + 2 + 1, "odd videos, both auxiliary files, the master");
}
