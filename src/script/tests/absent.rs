//! A value that is none has no order: what follows from asking for one, in either polarity, deletes nothing.

use super::fixture::{CAPABILITIES, go, library_of, run_on, video, wishes};
use crate::model::{Assets, Known, VideoState};
use crate::script::{MemoryCatalog, Outcome};

/// `a` was published 100 days ago, `b` never was.
fn published() -> MemoryCatalog {
    let mut one = video("a", 500);
    one.published_at = Known::Value(super::fixture::days_ago(100));
    library_of(vec![one, video("b", 500)])
}

fn run(text: &str) -> Outcome {
    run_on(published(), text).unwrap_or_else(|diagnostic| panic!("{text}: {diagnostic:#?}"))
}

#[test]
fn a_negated_order_of_an_absent_value_deletes_nothing_and_says_so() {
    for text in [
        "search().filter(|v| !(v.published_at > days_ago(30))).each(|v| delete_video(v));",
        "search().filter(|v| !(days_ago(30) < v.published_at)).each(|v| delete_video(v));",
        "search().filter(|v| !(days_since(v.published_at) < 30)).each(|v| delete_video(v));",
        "search().filter(|v| !(v.published_at?.year >= 2026)).each(|v| delete_video(v));",
        "search().each(|v| if v.published_at > days_ago(30) { keep(v); } else { delete_video(v); });",
        "for v in search() { if !(v.published_at > days_ago(30)) { delete_video(v); } }",
        "for v in search() { if v.published_at > days_ago(30) { print(v); } else { delete_video(v); } }",
        "for v in search().to_array() { if !(v.published_at > days_ago(30)) { delete_video(v); } }",
        "fn fresh(v) { v.published_at > days_ago(30) } for v in search() { if !fresh(v) { delete_video(v); } }",
        "let old = []; for v in search() { if !(v.published_at > days_ago(30)) { old.push(v); } } for v in old { \
         delete_video(v); }",
        "let by = search().group_by(|v| v.published_at > days_ago(30)); for v in by[\"false\"] { delete_video(v); }",
    ] {
        let outcome = run(text);
        assert_eq!(wishes(&outcome), ["delete_video a"], "{text}");
        let note = &outcome.unreadable[0];
        assert_eq!((note.video.as_str(), note.field.as_str()), ("b", "published_at"), "{text}");
        assert_eq!(note.message, "it has no value, and only a value has an order");
        assert!(note.line.is_some());
    }
}

#[test]
fn a_condition_that_does_not_hang_on_the_absent_value_deletes() {
    for text in [
        "search().filter(|v| v.published_at == () || !(v.published_at > days_ago(30))).each(|v| delete_video(v));",
        "search().filter(|v| v.state == \"active\" || !(v.published_at > days_ago(30))).each(|v| delete_video(v));",
        "for v in search() { if (v.published_at ?? days_ago(90)) < days_ago(30) { delete_video(v); } }",
        "for v in search() { v.published_at > days_ago(30); } for v in search() { delete_video(v); }",
    ] {
        let outcome = run(text);
        assert_eq!(wishes(&outcome), ["delete_video a", "delete_video b"], "{text}");
        assert!(outcome.unreadable.is_empty(), "{text}");
    }
}

#[test]
fn an_order_that_does_not_hold_is_no_note() {
    let outcome = run("search().filter(|v| v.published_at < days_ago(30)).each(|v| delete_video(v));");
    assert_eq!(wishes(&outcome), ["delete_video a"]);
    assert!(outcome.unreadable.is_empty());
}

#[test]
fn numbers_lengths_texts_and_files_without_a_value_have_no_order_either() {
    let mut one = video("a", 500);
    one.duration = Known::Absent;
    one.native = r#"{"id":"a"}"#.into();
    for condition in [
        "!(v.size > 5)",
        "!(5 < v.size)",
        "!(v.size > 0.5)",
        "!(v.duration > seconds(5))",
        "!(v.duration?.seconds > 5)",
        "!(v.category < \"m\")",
        "!(v.native.views > 5)",
        "!(v.custom_fields.rank > 5)",
        "!(assets(v).master?.bytes > 5)",
    ] {
        let mut files = Assets::new(super::fixture::id("a"));
        files.set(crate::model::AssetKind::Master, Known::Value(Vec::new()));
        let catalog = MemoryCatalog::new(&CAPABILITIES, vec![one.clone()]).with_assets(files);
        let outcome = run_on(catalog, &format!("for v in search() {{ if {condition} {{ delete_video(v); }} }}"));
        assert!(outcome.as_ref().is_ok_and(|outcome| outcome.proposals.is_empty()), "{condition}: {outcome:?}");
        assert_eq!(outcome.unwrap().unreadable.len(), 1, "{condition}");
    }
}

#[test]
fn an_absent_value_of_another_video_keeps_the_one_it_decides_about() {
    let text = "for v in search(\"id:a\") { let w = find_video(\"b\"); if !(w.published_at > days_ago(30)) { \
                delete_video(v); } }";
    let outcome = run(text);
    assert!(outcome.proposals.is_empty());
    assert_eq!(outcome.unreadable[0].video.as_str(), "a");
}

/// `a` and `c` have a date, of `b` it could not be read.
fn partly() -> MemoryCatalog {
    let mut hidden = video("b", 1);
    hidden.updated_at = Known::unknown("cut off");
    hidden.state = Known::unknown("cut off");
    let mut failed = video("c", 800);
    failed.state = Known::Value(VideoState::Failed);
    library_of(vec![video("a", 500), hidden, failed])
}

#[test]
fn a_video_of_unknown_place_is_neither_first_nor_last() {
    for sort in ["updated_at", "-updated_at"] {
        let text = format!(
            "let n = 0; for v in search(\"\", #{{ sort: \"{sort}\" }}) {{ n += 1; if n > 1 {{ delete_video(v); }} }}"
        );
        let outcome = run_on(partly(), &text).unwrap();
        assert_eq!(outcome.proposals.len(), 1, "{sort}");
        assert_ne!(outcome.proposals[0].video.id.as_str(), "b");
        assert_eq!(outcome.unreadable[0].video.as_str(), "b");
    }
}

#[test]
fn a_number_that_left_videos_out_decides_about_no_other_video() {
    for none in ["search(\"state:inactive\").count() == 0", "count(\"state:inactive\") == 0"] {
        let chain = format!("search(\"id:a\").filter(|v| {none}).each(|v| delete_video(v));");
        let outcome = run_on(partly(), &chain).unwrap();
        assert!(outcome.proposals.is_empty(), "{none}");
        assert!(outcome.unreadable.iter().any(|note| note.video.as_str() == "a"), "{:?}", outcome.unreadable);
        let plain = format!("for v in search(\"id:a\") {{ if {none} {{ delete_video(v); }} }}");
        assert_eq!(run_on(partly(), &plain).unwrap_err().code, "unknown-value", "{none}");
    }
    let told = run_on(partly(), "let n = search(\"state:failed\").count(); print(n);").unwrap();
    let said: Vec<&str> = told.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(said, ["1 video is left out of this number, because of unknown values", "1"]);
    assert!(go("if search().count() == 3 { keep(video(\"a\")); }").keeps.len() == 1, "all of them were counted");
}
