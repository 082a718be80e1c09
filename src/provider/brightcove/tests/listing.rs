//! Pages that overlap, come short, or cannot be read.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};

use super::stub::{Reply, Stub, refusal, reply};
use crate::provider::{Counted, ErrorKind, Library, Page};
use crate::query::Listing;

/// A page of these videos.
fn page(numbers: impl IntoIterator<Item = u64>) -> String {
    let videos: Vec<_> = numbers.into_iter().map(|number| format!(r#"{{"id":"{number}"}}"#)).collect();
    format!("[{}]", videos.join(","))
}

/// A server that counts `count` and gives, for an order and an offset, the page that `pages` writes.
async fn serving(count: u64, pages: impl Fn(&str, u64) -> Reply + Send + Sync + 'static) -> Stub {
    Stub::new(move |line, _| {
        if line.starts_with("GET /counts/videos") {
            return Some(reply(200, format!(r#"{{"count":{count}}}"#)));
        }
        let query = line.strip_prefix("GET /videos?")?;
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        Some(pages(value("sort")?, value("offset")?.parse().ok()?))
    })
    .await
}

async fn listed(stub: &Stub) -> Vec<Page> {
    stub.provider().list(Listing::default()).try_collect().await.expect("pages")
}

/// How many distinct videos the pages have, each of them once.
fn distinct(pages: &[Page]) -> u64 {
    let ids: Vec<_> = pages.iter().flat_map(|page| &page.videos).map(|video| video.id.clone()).collect();
    let distinct: HashSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "every id once");
    distinct.len() as u64
}

#[tokio::test]
async fn a_short_page_in_the_middle_is_not_the_end() {
    let stub = serving(300, |sort, offset| {
        let all = page(offset..(offset + 100).min(300));
        let short = if sort == "created_at" && offset == 100 { page(100..150) } else { all };
        reply(200, if offset >= 300 { "[]".to_owned() } else { short })
    })
    .await;
    assert_eq!(distinct(&listed(&stub).await), 300);
}

#[tokio::test]
async fn a_video_on_two_pages_is_given_once() {
    let stub = serving(200, |_, offset| match offset {
        0 => reply(200, page(0..100)),
        100 => reply(200, page(99..200)),
        _ => reply(200, "[]"),
    })
    .await;
    assert_eq!(distinct(&listed(&stub).await), 200);
}

#[tokio::test]
async fn a_count_that_is_too_high_ends_the_listing_and_is_told() {
    for beyond in [reply(200, "[]"), refusal(400, "BAD_VALUE")] {
        let stub = serving(205, move |_, offset| match offset {
            0 => reply(200, page(0..100)),
            100 => reply(200, page(100..200)),
            200 => reply(200, page(200..203)),
            _ => beyond.clone(),
        })
        .await;
        let pages = listed(&stub).await;
        assert_eq!(distinct(&pages), 203);
        assert_eq!(pages.last().map(|page| page.counted), Some(Counted::Exactly(205)));
        assert!(stub.seen().len() < 20, "{:?}", stub.seen());
    }
}

#[tokio::test]
async fn a_count_that_is_too_low_hides_nothing() {
    let stub =
        serving(100, |_, offset| reply(200, if offset < 300 { page(offset..offset + 100) } else { "[]".into() }));
    assert_eq!(distinct(&listed(&stub.await).await), 300);
}

#[tokio::test]
async fn a_server_that_repeats_its_last_page_for_ever_is_left() {
    let stub = serving(100, |_, _| reply(200, page(0..100))).await;
    assert_eq!(distinct(&listed(&stub).await), 100);
    assert!(stub.seen().len() < 20);
}

#[tokio::test]
async fn a_count_far_too_high_does_not_keep_us_reading_and_shows() {
    let stub = serving(1_000_000, |_, _| reply(200, "[]")).await;
    let pages = listed(&stub).await;
    assert_eq!(distinct(&pages), 0);
    assert_eq!(pages.last().map(|page| page.counted), Some(Counted::Exactly(1_000_000)));
    assert!(stub.seen().len() < 80, "{} requests", stub.seen().len());
}

#[tokio::test]
async fn an_empty_library_has_no_videos() {
    let pages = listed(&serving(0, |_, _| reply(200, "[]")).await).await;
    assert_eq!(distinct(&pages), 0);
    assert!(pages.iter().all(|page| page.counted == Counted::Exactly(0)));
}

#[tokio::test]
async fn an_element_that_cannot_be_read_fails_its_page_and_is_named() {
    for odd in [r#"{"name":"no id"}"#, r#"{"id":""}"#, r#"{"id":1.5}"#, "7", "null", r#"{"id":null}"#] {
        let body = format!(r#"[{{"id":"1"}},{{"id":"2"}},{odd}]"#);
        let stub = serving(3, move |_, _| reply(200, body.clone())).await;
        let mut pages = stub.provider().list(Listing::default());
        let error = pages.next().await.expect("an answer").expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Malformed, "{odd}");
        assert!(error.message.contains("element 2 of the page from 0 on"), "{error}");
        assert!(pages.next().await.is_none(), "an error ends the listing");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_list_is_an_error() {
    for odd in ["{}", "[", "", "null", "7"] {
        let stub = serving(3, move |_, _| reply(200, odd)).await;
        let error = stub.provider().list(Listing::default()).next().await.expect("an answer").expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Malformed, "{odd}");
    }
}

#[tokio::test]
async fn a_page_that_fails_ends_the_listing_with_its_error() {
    let stub =
        serving(
            300,
            |_, offset| {
                if offset == 200 { refusal(500, "UNKNOWN") } else { reply(200, page(offset..offset + 100)) }
            },
        );
    let pages: Vec<_> = stub.await.provider().list(Listing::default()).collect().await;
    let (last, before) = pages.split_last().expect("pages");
    assert_eq!(last.as_ref().expect_err("an error").kind, ErrorKind::Unavailable);
    assert!(before.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_server_that_does_not_count_by_version_2_is_asked_by_version_1() {
    let stub = serving(2, |_, _| reply(200, page(1..3))).await;
    let provider = stub.provider();
    let now = jiff::Timestamp::UNIX_EPOCH;
    let query = Arc::new(crate::query::parse("state:active has_master:true delivery:remote", now).expect("a query"));
    let before = provider.pushdown(&query);
    assert!(before.pushed.iter().any(|part| part.contains("if this server counts")), "{before:?}");
    let listing = Listing { query: Some(Arc::clone(&query)), ..Listing::default() };
    let pages: Vec<Page> = provider.list(listing).try_collect().await.expect("pages");
    assert_eq!(distinct(&pages), 2);
    assert!(stub.seen().iter().any(|line| line.ends_with("&q=%2Bstate%3AACTIVE")), "{:?}", stub.seen());
    assert_eq!(provider.pushdown(&query).sent, [("q".to_owned(), "+state:ACTIVE".to_owned())]);
}

#[tokio::test]
async fn a_native_search_that_cannot_be_counted_is_read_until_nothing_comes() {
    let stub = serving(250, |_, offset| {
        reply(200, if offset < 250 { page(offset..(offset + 100).min(250)) } else { "[]".into() })
    })
    .await;
    let listing = Listing { native: Some("+a b".into()), ..Listing::default() };
    let pages: Vec<Page> = stub.provider().list(listing).try_collect().await.expect("pages");
    assert_eq!(distinct(&pages), 250);
    assert!(pages.iter().all(|page| page.counted == Counted::Unknown));
    assert!(stub.seen().iter().any(|line| line.ends_with("&query=%2Ba+b")), "{:?}", stub.seen());
}
