//! Listings as they are asked for and given: two sorts of items, failures, and what is looked up on the way.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};

use super::stub::{Reply, Seen, Stub, refusal, reply};
use crate::model::Known;
use crate::provider::{Counted, ErrorKind, Library, Page};
use crate::query::{Listing, parse};

/// A page of `SearchMedia` with these ids.
fn page(kind: &str, total: u64, ids: impl IntoIterator<Item = String>) -> Reply {
    let (object, own) = if kind == "audio" { ("Audio", "AudioId") } else { ("Video", "VideoId") };
    let items: Vec<_> = ids
        .into_iter()
        .map(|id| {
            format!(
                r#"{{"MediaId":"{id}","MediaType":"{kind}","CreationTime":"2020-01-01T00:00:00Z",
                "{object}":{{"{own}":"{id}","Status":"Normal","Title":"{id}"}}}}"#
            )
        })
        .collect();
    reply(200, format!(r#"{{"RequestId":"r","Total":{total},"ScrollToken":"t","MediaList":[{}]}}"#, items.join(",")))
}

/// A library of so many videos and sounds.
pub(super) fn library(videos: u64, sounds: u64) -> impl Fn(&Seen, usize) -> Option<Reply> + Send + Sync + 'static {
    move |seen, _| {
        (seen.operation == "SearchMedia").then(|| {
            let kind = seen.param("SearchType");
            let total = if kind == "audio" { sounds } else { videos };
            let size: u64 = seen.param("PageSize").parse().expect("a number");
            let first = (seen.param("PageNo").parse::<u64>().expect("a number") - 1) * size;
            page(kind, total, (first..(first + size).min(total)).map(|number| format!("{kind}{number}")))
        })
    }
}

pub(super) fn listing(text: &str) -> Listing {
    let query = parse(text, jiff::Timestamp::UNIX_EPOCH).expect("a query");
    Listing { query: Some(Arc::new(query)), ..Listing::default() }
}

async fn listed(stub: &Stub, listing: Listing) -> Vec<Page> {
    stub.provider().list(listing).try_collect().await.expect("pages")
}

fn ids(pages: &[Page]) -> Vec<&str> {
    pages.iter().flat_map(|page| &page.videos).map(|video| video.id.as_str()).collect()
}

#[tokio::test]
async fn videos_and_sound_are_one_listing_with_one_count() {
    let stub = Stub::new(library(230, 120)).await;
    let pages = listed(&stub, Listing::default()).await;
    assert_eq!(ids(&pages).len(), 350);
    assert!(pages.iter().all(|page| page.counted == Counted::Exactly(350)), "from the first page on");
    assert_eq!(stub.times("SearchMedia"), 5, "no question but for the pages");
    assert_eq!(stub.provider().count(&Listing::default()).await.expect("a count"), Counted::Exactly(350));
}

#[tokio::test]
async fn only_the_sorts_that_can_match_are_asked_for() {
    let stub = Stub::new(library(10, 20)).await;
    let sound = listing("media_type:audio state:active");
    assert_eq!(ids(&listed(&stub, sound.clone()).await).len(), 20);
    assert_eq!(stub.provider().count(&sound).await.expect("a count"), Counted::Exactly(20));
    for seen in stub.seen() {
        assert_eq!((seen.param("SearchType"), seen.param("Match")), ("audio", "Status in ('Normal')"));
    }
    assert_eq!(ids(&listed(&stub, listing("media_type:audio media_type:video")).await).len(), 0);
    assert_eq!(stub.times("SearchMedia"), 2, "nothing is asked where nothing can match");
}

#[tokio::test]
async fn a_native_text_is_sent_as_it_is() {
    let stub = Stub::new(library(3, 3)).await;
    let native = Listing { native: Some("Title = 'a b' and Size = (1,]".into()), ..Listing::default() };
    assert_eq!(ids(&listed(&stub, native).await).len(), 3);
    let [seen] = stub.seen().try_into().expect("one question");
    let seen: Seen = seen;
    assert_eq!((seen.param("SearchType"), seen.param("Match")), ("video", "Title = 'a b' and Size = (1,]"));
}

#[tokio::test]
async fn one_page_is_read_ahead_of_the_reader() {
    let stub = Stub::new(library(1_000, 0)).await;
    let mut pages = stub.provider().list(listing("media_type:video"));
    pages.next().await.expect("a page").expect("a page");
    while stub.times("SearchMedia") < 2 {
        tokio::task::yield_now().await;
    }
    drop(pages);
    assert_eq!(stub.times("SearchMedia"), 2);
}

#[tokio::test]
async fn a_page_that_fails_ends_the_listing_with_its_error() {
    let library = library(500, 0);
    let stub = Stub::new(move |seen, before| {
        if seen.param("PageNo") == "3" { Some(refusal(400, "ErrorMatchSyntax")) } else { library(seen, before) }
    })
    .await;
    let pages: Vec<_> = stub.provider().list(listing("media_type:video")).collect().await;
    let (last, before) = pages.split_last().expect("pages");
    let error = last.as_ref().expect_err("an error");
    assert_eq!((&error.kind, error.code.as_deref()), (&ErrorKind::Refused, Some("ErrorMatchSyntax")));
    assert!(before.len() == 2 && before.iter().all(Result::is_ok));
}

#[tokio::test]
async fn an_item_without_an_id_fails_its_page_and_is_named() {
    let stub = Stub::new(|_, _| Some(reply(200, r#"{"Total":2,"MediaList":[{"MediaId":"a"},{"Video":{}}]}"#))).await;
    let mut pages = stub.provider().list(listing("media_type:video"));
    let error = pages.next().await.expect("an answer").expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Malformed);
    assert!(error.message.contains("page 1") && error.message.contains("element 1"), "{error}");
    assert!(pages.next().await.is_none(), "an error ends the listing");
}

#[tokio::test]
async fn an_expired_token_begins_anew_without_repeating_a_video() {
    let library = library(350, 0);
    let stub =
        Stub::new(
            move |seen, before| {
                if before == 2 { Some(refusal(400, "InvalidScrollToken.Expired")) } else { library(seen, before) }
            },
        )
        .await;
    let pages = listed(&stub, listing("media_type:video")).await;
    let mut ids = ids(&pages);
    assert_eq!(ids.len(), 350);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 350);
    assert_eq!(stub.of("SearchMedia").iter().filter(|seen| seen.param("PageNo") == "1").count(), 2);
}

/// What `BatchGetMediaInfos` answers for a library in which every third video has no master and the fifth is gone.
fn details(seen: &Seen) -> Reply {
    let (mut there, mut gone) = (Vec::new(), Vec::new());
    for id in seen.param("MediaIds").split(',') {
        if id == "video5" {
            gone.push(format!(r#""{id}""#));
            continue;
        }
        there.push(format!(r#"{{"MediaId":"{id}","MediaInfo":{{}},"MezzanineInfo":{}}}"#, mezzanine(id)));
    }
    reply(200, format!(r#"{{"MediaInfos":[{}],"NonExistMediaIds":[{}]}}"#, there.join(","), gone.join(",")))
}

fn mezzanine(id: &str) -> String {
    let number: u64 = id.trim_start_matches("video").parse().expect("a number");
    let status = if number.is_multiple_of(3) { "Deleted" } else { "Normal" };
    format!(r#"{{"Status":"{status}","FileName":"{id}.mp4"}}"#)
}

#[tokio::test]
async fn what_a_query_names_and_a_listing_does_not_tell_is_looked_up_twenty_at_a_time() {
    let library = library(150, 0);
    let stub =
        Stub::new(
            move |seen, before| {
                if seen.operation == "BatchGetMediaInfos" { Some(details(seen)) } else { library(seen, before) }
            },
        )
        .await;
    let pages = listed(&stub, listing("media_type:video has_master:true")).await;
    let videos: Vec<_> = pages.iter().flat_map(|page| &page.videos).collect();
    assert_eq!(videos.len(), 149, "one is gone meanwhile");
    assert_eq!(pages.last().map(|page| page.counted), Some(Counted::Exactly(149)), "and is not missed");
    let kept = videos.iter().filter(|video| video.has_master == Known::Value(true)).count();
    assert_eq!((kept, videos.iter().filter(|video| video.has_master == Known::Value(false)).count()), (99, 50));
    assert!(videos.iter().all(|video| video.original_filename == Known::Value(format!("{}.mp4", video.id).into())));
    assert_eq!(stub.times("BatchGetMediaInfos"), 8, "five for a hundred and three for fifty");
    assert_eq!(stub.times("GetMezzanineInfo"), 0);
}

#[tokio::test]
async fn only_videos_that_can_still_match_are_looked_up() {
    let library = library(100, 0);
    let stub =
        Stub::new(
            move |seen, before| {
                if seen.operation == "BatchGetMediaInfos" { Some(details(seen)) } else { library(seen, before) }
            },
        )
        .await;
    let pages = listed(&stub, listing("media_type:video name:video1*,video22 original_filename:*")).await;
    assert_eq!(ids(&pages).len(), 100, "candidates stay candidates");
    let asked: Vec<String> =
        stub.of("BatchGetMediaInfos").iter().map(|seen| seen.param("MediaIds").to_owned()).collect();
    let [asked] = asked.as_slice() else { panic!("one batch: {asked:?}") };
    assert_eq!(asked.split(',').count(), 12);
    listed(&stub, listing("media_type:video state:active")).await;
    assert_eq!(stub.times("BatchGetMediaInfos"), 1, "nothing is looked up that is not named");
}

#[tokio::test]
async fn a_key_without_the_batch_operation_asks_for_each_video() {
    let library = library(30, 0);
    let stub = Stub::new(move |seen, before| match seen.operation.as_str() {
        "BatchGetMediaInfos" => Some(refusal(403, "Forbidden.RAM")),
        "GetMezzanineInfo" => match seen.param("VideoId") {
            "video5" => Some(refusal(404, "InvalidVideo.NotFound")),
            "video7" => Some(refusal(404, "InvalidFile.NotFound")),
            "video8" => Some(refusal(403, "Forbidden.IllegalStatus")),
            id => Some(reply(200, format!(r#"{{"Mezzanine":{}}}"#, mezzanine(id)))),
        },
        _ => library(seen, before),
    })
    .await;
    let provider = stub.provider();
    for _ in 0..2 {
        let pages: Vec<Page> =
            provider.list(listing("media_type:video has_master:true")).try_collect().await.expect("pages");
        let of = |id: &str| {
            let video = pages.iter().flat_map(|page| &page.videos).find(|video| video.id.as_str() == id);
            video.map(|video| video.has_master.clone())
        };
        assert_eq!((of("video1"), of("video3")), (Some(Known::Value(true)), Some(Known::Value(false))));
        assert_eq!((of("video5"), of("video7")), (None, Some(Known::Value(false))));
        assert!(of("video8").expect("it is there").is_unknown());
    }
    assert!(stub.times("BatchGetMediaInfos") <= 2, "the refusal is remembered: {}", stub.times("BatchGetMediaInfos"));
    assert_eq!(stub.times("GetMezzanineInfo"), 60);
}

#[tokio::test]
async fn a_video_that_the_answer_leaves_out_or_forbids_stays_and_is_unknown() {
    let library = library(3, 0);
    let stub = Stub::new(move |seen, before| {
        let body = r#"{"MediaInfos":[{"MediaId":"video0","MezzanineInfo":{"Status":"Normal"}}],"ForbiddenMediaIds":["video1"]}"#;
        if seen.operation == "BatchGetMediaInfos" { Some(reply(200, body)) } else { library(seen, before) }
    })
    .await;
    let pages = listed(&stub, listing("media_type:video has_master:false")).await;
    let masters: Vec<_> = pages.iter().flat_map(|page| &page.videos).map(|video| &video.has_master).collect();
    let [Known::Value(true), Known::Unknown(forbidden), Known::Unknown(left_out)] = masters.as_slice() else {
        panic!("{masters:?}")
    };
    assert!(forbidden.contains("another application") && left_out.contains("left it out"));
}
