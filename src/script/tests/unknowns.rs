//! Values that are unknown or absent.

use super::fixture::{failure, go, library, library_of, place, run_on, unknown_files, video, wishes};
use crate::model::Known;
use crate::script::CatalogError;

fn partly_unknown() -> crate::script::MemoryCatalog {
    let mut hidden = video("b", 400);
    hidden.updated_at = Known::unknown("the page had no date");
    library_of(vec![video("a", 500), hidden, video("c", 800)])
}

#[test]
fn an_unknown_value_in_a_chain_keeps_that_video_in_either_polarity() {
    for rule in ["days_since(v.updated_at) > 365", "!(days_since(v.updated_at) < 365)"] {
        let text = format!("search().filter(|v| {rule}).each(|v| delete_video(v));");
        let outcome = run_on(partly_unknown(), &text).unwrap();
        assert_eq!(wishes(&outcome), ["delete_video a", "delete_video c"]);
        let note = &outcome.unreadable[0];
        assert_eq!((note.video.as_str(), note.field.as_str(), note.line), ("b", "updated_at", Some(1)));
        assert_eq!(note.message, "the page had no date");
    }
}

#[test]
fn what_was_proposed_before_an_unknown_value_is_taken_back() {
    let outcome = run_on(partly_unknown(), "search().each(|v| { delete_master(v); v.updated_at; });").unwrap();
    assert_eq!(wishes(&outcome), ["delete_master a", "delete_master c"]);
}

#[test]
fn an_unknown_value_in_a_loop_stops_the_plan_and_cannot_be_caught() {
    let text = "for v in search() {\n    try { if v.updated_at < now() { delete_video(v); } } catch { keep(v); }\n}";
    let diagnostic = *run_on(partly_unknown(), text).unwrap_err();
    assert_eq!(diagnostic.code, "unknown-value");
    assert_eq!(place(&diagnostic), (2, 16));
    assert!(diagnostic.hint.unwrap().contains("known(video, \"updated_at\")"));
    assert_eq!(diagnostic.notes, ["video b (Title b)"]);
}

#[test]
fn a_query_that_hangs_on_an_unknown_value_is_noted() {
    let outcome = run_on(partly_unknown(), "search(\"updated_at:<-365d\").each(|v| delete_video(v));").unwrap();
    assert_eq!(wishes(&outcome), ["delete_video a", "delete_video c"]);
    assert_eq!(outcome.unreadable[0].line, None);
    let absent = run_on(library(), "search(\"published_at:<-365d\").each(|v| delete_video(v));").unwrap();
    assert!(absent.proposals.is_empty() && absent.unreadable.is_empty());
}

#[test]
fn a_script_can_decide_about_unknown_values() {
    let outcome = run_on(
        partly_unknown(),
        "for v in search() { if known(v, \"updated_at\") { delete_video(v); } }
         for v in search() { if value_or(v, \"updated_at\", now()) == now() { keep(v); } }",
    )
    .unwrap();
    assert_eq!(wishes(&outcome), ["delete_video a", "delete_video c"]);
    assert_eq!(outcome.keeps[0].video.id.as_str(), "b");
}

#[test]
fn files_that_could_not_be_looked_up_are_never_none() {
    let catalog = library_of(vec![video("a", 1)]).with_assets(unknown_files("a"));
    let text = "search().filter(|v| assets(v).renditions.len() == 0).each(|v| delete_video(v));";
    let outcome = run_on(catalog, text).unwrap();
    assert!(outcome.proposals.is_empty());
    assert_eq!(outcome.unreadable[0].field, "rendition");
    let looped = |text: &str| run_on(library_of(vec![video("a", 1)]).with_assets(unknown_files("a")), text);
    let diagnostic = *looped("for v in search() { delete_renditions(v); }").unwrap_err();
    assert!(diagnostic.hint.unwrap().contains("known(video, \"rendition\")"));
    let decided =
        looped("for v in search() { if known(v, \"renditions\") { delete_renditions(v); } else { keep(v); } }");
    assert_eq!(decided.unwrap().keeps.len(), 1);
    assert_eq!(
        looped("for v in search() { for a in assets(v) { delete_asset(a); } }").unwrap_err().code,
        "unknown-value"
    );
}

#[test]
fn absent_values_are_unit() {
    let outcome =
        go("for v in search() { if v.published_at == () && v.published_at?.year == () { keep(v, \"never\"); } }");
    assert_eq!(outcome.keeps.len(), 3);
    assert!(go("for v in search() { if v.published_at < now() { delete_video(v); } }").proposals.is_empty());
    assert!(go("for v in search() { if days_since(v.published_at) > 1 { delete_video(v); } }").proposals.is_empty());
}

#[test]
fn a_page_that_could_not_be_read_fails_the_plan() {
    let error = CatalogError { message: "page 2: 503".into(), hint: Some("try later".into()), interrupted: false };
    let catalog = library().failing_after(1, error);
    let diagnostic = *run_on(catalog, "try { search().each(|v| delete_video(v)); } catch { }").unwrap_err();
    assert_eq!(diagnostic.message, "the library cannot be read: page 2: 503");
    assert_eq!(diagnostic.hint.as_deref(), Some("try later"));
    let error = CatalogError { message: "page 2: 503".into(), hint: None, interrupted: false };
    assert_eq!(run_on(library().failing_after(1, error), "for v in search() { }").unwrap_err().code, "library");
}

#[test]
fn a_missing_video_is_an_error_or_unit() {
    assert_eq!(failure("video(\"nope\");").code, "no-such-video");
    assert_eq!(go("if find_video(\"nope\") == () { keep(video(\"a\")); }").keeps.len(), 1);
    assert_eq!(failure("find_video(\" \");").code, "empty-id");
}
