//! What searches find, on videos made for the question.

use jiff::Timestamp;
use serde_json::json;

use super::engine::{Ask, Engine, Refusal};
use crate::sandbox::library::Plan;
use crate::sandbox::library::change::{Change, Entry};
use crate::sandbox::library::shelf::Shelf;

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn shelf() -> Shelf {
    let mut shelf = Shelf::generate(Plan { seed: 1, videos: 0, anchor: now() });
    let video = |id: &str, name: &str, tags: &[&str], created: &str| json!({"id": id, "name": name, "tags": tags, "created_at": created, "delivery_type": "dynamic_origin"});
    let videos = [
        video("1", "Running in the park", &["archived", "do-not-delete"], "2024-01-01T00:00:00Z"),
        video("2", "Of runs and walks", &["keep"], "2025-01-01T00:00:00Z"),
        video("3", "Video of owls", &["legal-hold", "a"], "2025-12-30T12:00:00Z"),
    ];
    let videos = videos.into_iter().map(|video| video.as_object().unwrap().clone()).collect();
    shelf.apply(Entry { at: now(), change: Change::Imported { videos }, by_event: false });
    shelf
}

fn run(ask: &Ask) -> Result<Vec<String>, Refusal> {
    let shelf = shelf();
    let found = Engine::default().find(&shelf, ask, now())?;
    Ok(found.iter().map(|&at| shelf.at(at).unwrap().id.clone()).collect())
}

fn v1(text: &str) -> Vec<String> {
    run(&Ask { q: Some(text.to_owned()), sort: Some("created_at".to_owned()), ..Ask::default() }).unwrap()
}

fn v2(text: &str) -> Vec<String> {
    run(&Ask { query: Some(text.to_owned()), sort: Some("created_at".to_owned()), ..Ask::default() }).unwrap()
}

#[test]
fn words_are_stemmed_also_in_quotes() {
    assert_eq!(v2("name:run"), ["1", "2"]);
    assert_eq!(v2("tags:archive"), ["1"]);
    assert_eq!(v2("+tags:\"archiving\""), ["1"]);
    assert_eq!(v2("name:vid"), Vec::<String>::new());
}

#[test]
fn common_words_and_punctuation_do_not_count() {
    assert_eq!(v2("+tags:\"do delete\""), ["1"]);
    assert_eq!(v2("+tags:legal-hold"), ["3"]);
    assert_eq!(v2("+the +name:owl"), ["3"]);
}

#[test]
fn boolean_words_and_groups_combine() {
    assert_eq!(v2("(tags:keep) OR (name:owls)"), ["2", "3"]);
    assert_eq!(v2("(name:run) AND (NOT tags:keep)"), ["1"]);
    assert_eq!(v2("name:run AND tags:keep"), ["2"]);
    assert_eq!(v2("+name:run -tags:keep"), ["1"]);
    assert_eq!(v2("+state:ACTIVE name:owl"), ["1", "2", "3"]);
    assert_eq!(v2("-tags:keep"), ["1", "3"]);
}

#[test]
fn both_ends_of_a_range_belong_to_it() {
    assert_eq!(v2("created_at:[* TO 2025-01-01T00:00:00.000Z]"), ["1", "2"]);
    assert_eq!(v2("plays_total:[0 TO 0]"), ["1", "2", "3"]);
}

#[test]
fn a_malformed_date_silently_finds_nothing() {
    assert_eq!(v2("created_at:[* TO yesterday]"), Vec::<String>::new());
    assert_eq!(v2("name:run OR created_at:NOW"), Vec::<String>::new());
}

#[test]
fn a_short_text_in_the_older_language_finds_everything() {
    assert_eq!(v1("ab"), ["1", "2", "3"]);
    assert_eq!(v1("owl"), ["3"]);
}

#[test]
fn the_older_language_knows_lists_and_relative_dates() {
    assert_eq!(v1("tags:keep,archived"), ["1", "2"]);
    assert_eq!(v1("+created_at:-2days.."), ["3"]);
    assert_eq!(v1("+created_at:..2025-01-01"), ["1", "2"]);
    assert_eq!(v1("id:1 id:3"), ["1", "3"]);
}

#[test]
fn malformed_searches_are_refused() {
    let older = |text: &str| run(&Ask { q: Some(text.to_owned()), ..Ask::default() });
    let newer = |text: &str| run(&Ask { query: Some(text.to_owned()), ..Ask::default() });
    for text in ["\"open", "tags:", "tags:a,", "created_at:soon", "owl +"] {
        assert!(matches!(older(text), Err(Refusal::Search(_))), "{text}");
    }
    for text in ["\"open", "(name:a", "name:a)", "a OR", "AND a", "created_at:[* TO"] {
        assert!(matches!(newer(text), Err(Refusal::Search(_))), "{text}");
    }
    let sort = Some("size".to_owned());
    assert_eq!(run(&Ask { sort, ..Ask::default() }), Err(Refusal::Sort));
}

#[test]
fn without_an_order_the_best_match_comes_first() {
    let query = Some("run owls tags:keep".to_owned());
    assert_eq!(run(&Ask { query, ..Ask::default() }).unwrap().first().map(String::as_str), Some("2"));
}

#[test]
fn deleted_videos_are_found_by_state_for_ten_days() {
    let mut shelf = shelf();
    let at = "2025-12-30T00:00:00Z".parse().unwrap();
    shelf.apply(Entry { at, change: Change::VideosDeleted { videos: vec!["1".to_owned()] }, by_event: false });
    let count = |query: Option<&str>, now: &str| {
        let ask = Ask { query: query.map(str::to_owned), ..Ask::default() };
        Engine::default().find(&shelf, &ask, now.parse().unwrap()).unwrap().len()
    };
    assert_eq!(count(None, "2026-01-01T00:00:00Z"), 2);
    assert_eq!(count(Some("state:DELETED"), "2026-01-01T00:00:00Z"), 1);
    assert_eq!(count(Some("state:DELETED"), "2026-01-09T00:00:01Z"), 0);
}
