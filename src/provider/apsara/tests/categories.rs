//! How the categories are read, and what a listing makes of them.

use std::time::{Duration, Instant};

use futures_util::TryStreamExt;

use super::listing::{library, listing};
use super::stub::{Reply, Seen, Stub, refusal, reply};
use crate::provider::{Library, Page};

const SEARCH: &str = "SearchMedia";
const GET: &str = "GetCategories";

/// A category: its number, its name, the number above it.
type Category = (i64, &'static str, i64);

/// Two levels; one name in two places.
const TREE: [Category; 6] =
    [(1, "News", -1), (2, "Archive", -1), (3, "Sports", 1), (4, "Twin", 1), (5, "Twin", 2), (6, "Deep", 3)];

/// A page of the categories below the one asked for.
fn page(tree: &[Category], seen: &Seen) -> Reply {
    let number = |name: &str| seen.param(name).parse::<usize>().expect("a number");
    let below = |id: i64| tree.iter().filter(move |(_, _, parent)| *parent == id);
    let asked: i64 = seen.param("CateId").parse().expect("a number");
    let listed: Vec<String> = below(asked)
        .skip((number("PageNo") - 1) * number("PageSize"))
        .take(number("PageSize"))
        .map(|(id, name, _)| format!(r#"{{"CateId":{id},"CateName":"{name}","SubTotal":{}}}"#, below(*id).count()))
        .collect();
    let (total, listed) = (below(asked).count(), listed.join(","));
    reply(200, format!(r#"{{"RequestId":"r","SubTotal":{total},"SubCategories":{{"Category":[{listed}]}}}}"#))
}

/// A library of a few items that answers so about its categories.
async fn with(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Stub {
    let library = library(3, 2);
    Stub::new(move |seen, before| if seen.operation == GET { Some(answer(seen)) } else { library(seen, before) }).await
}

/// What the items of a query are asked for.
async fn searched(stub: &Stub, text: &str) -> Vec<String> {
    let before = stub.times(SEARCH);
    let _: Vec<Page> = stub.provider().list(listing(text)).try_collect().await.expect("pages");
    stub.of(SEARCH).iter().skip(before).map(|seen| seen.param("Match").to_owned()).collect()
}

#[tokio::test]
async fn a_category_is_asked_for_by_its_number() {
    let stub = with(|seen| page(&TREE, seen)).await;
    assert_eq!(searched(&stub, "category:News").await, ["CateId = 1", "CateId = 1"]);
    assert_eq!(searched(&stub, "category:Deep,Sports media_type:video").await, ["(CateId = 6 or CateId = 3)"]);
    assert_eq!(searched(&stub, "category:Twin media_type:video").await, [""]);
    assert_eq!(searched(&stub, "category:Nowhere state:active media_type:video").await, ["Status in ('Normal')"]);
}

#[tokio::test]
async fn the_categories_are_read_once_and_only_for_a_query_that_hangs_on_them() {
    let stub = with(|seen| page(&TREE, seen)).await;
    let provider = stub.provider();
    let list = async |text: &str| {
        let _: Vec<Page> = provider.list(listing(text)).try_collect().await.expect("pages");
    };
    for text in ["state:active", "-category:News", "category:*", "category:N*"] {
        list(text).await;
    }
    assert_eq!(stub.times(GET), 0);
    let query = listing("category:News").query.expect("a query");
    assert!(provider.pushdown(&query).pushed.concat().contains("if the list of categories can be read"));
    assert_eq!(stub.times(GET), 0, "telling what is sent sends nothing");
    let query_of_two = listing("category:News");
    let (listed, counted) = tokio::join!(list("category:Sports"), provider.count(&query_of_two));
    assert_eq!((listed, counted.is_ok()), ((), true));
    list("category:Twin").await;
    let asked: Vec<String> = stub.of(GET).iter().map(|seen| seen.param("CateId").to_owned()).collect();
    assert_eq!(asked.len(), 4, "only where something is below: {asked:?}");
    assert_eq!(provider.pushdown(&query).pushed, ["category:News"]);
}

#[tokio::test]
async fn what_was_read_long_ago_is_read_again() {
    let stub = with(|seen| page(&[(1, "News", -1)], seen)).await;
    let (shared, start) = (stub.provider().shared, Instant::now());
    for (after, read) in [(0, 1), (59, 1), (61, 2), (100, 2), (200, 3)] {
        shared.categories.fresh(&shared.vod, start + Duration::from_secs(after)).await;
        assert_eq!(stub.times(GET), read, "after {after} seconds");
    }
}

#[tokio::test]
async fn long_lists_are_paged_to_their_end() {
    let many: Vec<Category> = (1..=230).map(|id| (id, if id == 230 { "Last" } else { "Other" }, -1)).collect();
    let stub = with(move |seen| page(&many, seen)).await;
    assert_eq!(searched(&stub, "category:Last media_type:video").await, ["CateId = 230"]);
    assert_eq!(stub.times(GET), 3);
}

#[tokio::test]
async fn numbers_as_texts_and_a_plain_list_are_read_too() {
    let stub = with(|seen| {
        let top = r#"{"SubTotal":"1","SubCategories":[{"CateId":"7","CateName":"News"}]}"#;
        reply(200, if seen.param("CateId") == "-1" { top } else { r#"{"SubTotal":0}"# })
    })
    .await;
    assert_eq!(searched(&stub, "category:News media_type:video").await, ["CateId = 7"]);
    assert_eq!(stub.times(GET), 2, "what does not tell what is below it is asked");
}

#[tokio::test]
async fn categories_that_cannot_be_read_in_full_are_not_asked_for() {
    let item = |id: &str, more: &str| format!(r#"{{"CateId":{id},"CateName":"News"{more}}}"#);
    let top = |total: &str, items: &str| {
        reply(200, format!(r#"{{"RequestId":"r","SubTotal":{total},"SubCategories":{{"Category":[{items}]}}}}"#))
    };
    let (plain, loops) = (item("1", r#","SubTotal":0"#), item("1", r#","SubTotal":1"#));
    for (answer, reason) in [
        (refusal(403, "NoPermission"), "vod:GetCategories"),
        (refusal(400, "InvalidParameter"), "could not be read"),
        (reply(200, r#"{"RequestId":"r"}"#), "could not be read"),
        (top("2", &plain), "could not be read"),
        (top("1", &format!("{plain},7")), "could not be read"),
        (top("1", r#"{"CateId":1}"#), "could not be read"),
        (top("1", r#"{"CateId":"x","CateName":"News"}"#), "could not be read"),
        (top("1", &loops), "could not be read"),
        (top("2001", &plain), "too many"),
    ] {
        let given = answer.clone();
        let stub = with(move |_| given.clone()).await;
        let provider = stub.provider();
        let pages: Vec<Page> = provider.list(listing("category:News state:active")).try_collect().await.expect("pages");
        assert_eq!(pages.iter().map(|page| page.videos.len()).sum::<usize>(), 5, "{answer:?}");
        assert!(stub.of(SEARCH).iter().all(|seen| seen.param("Match") == "Status in ('Normal')"), "{answer:?}");
        let told = provider.pushdown(&listing("category:News").query.expect("a query")).kept_here.concat();
        assert!(told.contains(reason), "{answer:?}: {told}");
    }
}
