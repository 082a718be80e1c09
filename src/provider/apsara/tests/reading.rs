//! Items that are read again by id: in order, in batches, and never taken for gone by mistake.

use super::stub::{Reply, Seen, Stub, refusal, reply, web_page};
use crate::model::{Known, VideoId};
use crate::provider::{Error, ErrorKind, Library, Lookup};

fn ids(names: &[&str]) -> Vec<VideoId> {
    names.iter().map(|name| VideoId::new(*name).expect("an id")).collect()
}

async fn read(stub: &Stub, names: &[&str]) -> Result<Vec<String>, Error> {
    let found = stub.provider().videos(&ids(names)).await?;
    Ok(found
        .iter()
        .map(|lookup| match lookup {
            Lookup::Found(video) => video.id.to_string(),
            Lookup::Gone => "gone".to_owned(),
        })
        .collect())
}

/// Answers for ids that begin with `v`, and says of all others that they do not exist.
fn infos(seen: &Seen) -> Option<Reply> {
    let (asked, list, id, missing) = match seen.operation.as_str() {
        "BatchGetMediaInfos" => ("MediaIds", "MediaInfos", "MediaId", "NonExistMediaIds"),
        "GetVideoInfos" => ("VideoIds", "VideoList", "VideoId", "NonExistVideoIds"),
        "GetImageInfos" => ("ImageIds", "ImageInfo", "ImageId", "NonExistImageIds"),
        "GetAttachedMediaInfo" => ("MediaIds", "AttachedMediaList", "MediaId", "NonExistMediaIds"),
        _ => return None,
    };
    let (there, gone): (Vec<&str>, Vec<&str>) = seen.param(asked).split(',').partition(|name| name.starts_with('v'));
    assert!(there.len() + gone.len() <= 20, "{}", seen.line);
    if there.is_empty() {
        return Some(refusal(404, "InvalidVideo.NotFound"));
    }
    // In another order than asked for.
    let items: Vec<_> = there.iter().rev().map(|name| format!(r#"{{"{id}":"{name}","Status":"Normal"}}"#)).collect();
    let gone: Vec<_> = gone.iter().map(|name| format!(r#""{name}""#)).collect();
    Some(reply(200, format!(r#"{{"{list}":[{}],"{missing}":[{}]}}"#, items.join(","), gone.join(","))))
}

#[tokio::test]
async fn items_come_in_the_order_asked_whatever_their_sort() {
    let stub = Stub::new(|seen, _| infos(seen)).await;
    let asked = ["v2", "image:v1", "x1", "attached:v9", "v1", "v2", "image:x", "attached:x"];
    let found = read(&stub, &asked).await.expect("an answer");
    assert_eq!(found, ["v2", "image:v1", "gone", "attached:v9", "v1", "v2", "gone", "gone"]);
    assert_eq!(stub.seen().len(), 3, "one question for each sort");
    let media = stub.of("BatchGetMediaInfos");
    assert_eq!(media.first().expect("a question").param("MediaIds"), "v1,v2,x1", "each id once");
}

#[tokio::test]
async fn twenty_ids_go_into_one_question() {
    let stub = Stub::new(|seen, _| infos(seen)).await;
    let names: Vec<String> = (0..45).map(|number| format!("v{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(read(&stub, &names).await.expect("an answer"), names);
    assert_eq!(stub.times("BatchGetMediaInfos"), 3);
    assert_eq!(stub.provider().read_batch(), 20);
}

#[tokio::test]
async fn a_404_means_that_none_of_the_ids_exists() {
    let stub = Stub::new(|seen, _| infos(seen)).await;
    assert_eq!(read(&stub, &["a", "b"]).await.expect("an answer"), ["gone", "gone"]);
    assert_eq!(read(&stub, &[]).await.expect("an answer"), Vec::<String>::new());
}

#[tokio::test]
async fn an_id_that_is_not_mentioned_or_forbidden_is_never_gone() {
    for body in [r#"{"MediaInfos":[]}"#, "{}", r#"{"MediaInfos":[{"MediaId":"other"}],"NonExistMediaIds":["w"]}"#] {
        let stub = Stub::new(move |_, _| Some(reply(200, body))).await;
        let error = read(&stub, &["v1"]).await.expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Malformed, "{body}");
        assert!(error.message.contains("v1"), "{error}");
    }
    let forbidden = r#"{"MediaInfos":[],"ForbiddenMediaIds":["v1"]}"#;
    let stub = Stub::new(move |_, _| Some(reply(200, forbidden))).await;
    let error = read(&stub, &["v1"]).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(error.message.contains("another application"), "{error}");
    for odd in ["[]", "", "null", r#"{"MediaInfos":7}"#, r#"{"NonExistMediaIds":{"a":1,"b":2}}"#] {
        let stub = Stub::new(move |_, _| Some(reply(200, odd))).await;
        assert_eq!(read(&stub, &["v1"]).await.expect_err("an error").kind, ErrorKind::Malformed, "{odd}");
    }
}

#[tokio::test]
async fn one_failed_question_fails_the_whole_reading() {
    let stub =
        Stub::new(|seen, _| if seen.operation == "GetImageInfos" { Some(web_page(502)) } else { infos(seen) }).await;
    assert_eq!(read(&stub, &["v1", "image:v2"]).await.expect_err("an error").kind, ErrorKind::Unavailable);
}

#[tokio::test]
async fn an_id_that_would_name_several_is_refused_and_nothing_is_sent() {
    let stub = Stub::new(|seen, _| infos(seen)).await;
    for odd in ["v1,v2", "v 1", "image:", "image:v1,v2", "v1'", "a/b", "image:attached:v1"] {
        assert_eq!(read(&stub, &["v1", odd]).await.expect_err("an error").kind, ErrorKind::Refused, "{odd}");
    }
    assert_eq!(stub.seen().len(), 0);
}

#[tokio::test]
async fn a_key_without_the_batch_operation_reads_the_same_by_two_others() {
    let stub = Stub::new(|seen, _| match (seen.operation.as_str(), seen.param("VideoId")) {
        ("BatchGetMediaInfos", _) => Some(refusal(403, "Forbidden.RAM")),
        ("GetMezzanineInfo", "v3") => Some(refusal(404, "InvalidVideo.NotFound")),
        ("GetMezzanineInfo", _) => Some(reply(200, r#"{"Mezzanine":{"Status":"Normal","FileName":"a.mp4"}}"#)),
        _ => infos(seen),
    })
    .await;
    let provider = stub.provider();
    for _ in 0..2 {
        let found = provider.videos(&ids(&["v1", "x", "v3"])).await.expect("an answer");
        let [Lookup::Found(video), Lookup::Gone, Lookup::Gone] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((&video.has_master, video.id.as_str()), (&Known::Value(true), "v1"));
        assert_eq!(video.original_filename, Known::Value("a.mp4".into()));
    }
    assert_eq!(stub.times("BatchGetMediaInfos"), 1, "the refusal is remembered");
    assert_eq!((stub.times("GetVideoInfos"), stub.times("GetMezzanineInfo")), (2, 4));
}

#[tokio::test]
async fn there_are_no_playlists() {
    let stub = Stub::new(|seen, _| infos(seen)).await;
    let video = VideoId::new("v1").expect("an id");
    assert_eq!(stub.provider().references(&video).await.expect("a list"), Vec::<String>::new());
    assert_eq!(stub.seen().len(), 0);
}
