//! A session of one text after the other: what stays, what starts anew, and how far a listing is read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::fixture::{files, library, library_of, now, video};
use crate::model::{Diagnostic, Known, Rest, Shown};
use crate::script::{MemoryCatalog, Repl, ReplOptions};

fn options(cancel: &Arc<AtomicBool>) -> ReplOptions {
    ReplOptions {
        now: now(),
        params: BTreeMap::new(),
        folder: PathBuf::from("."),
        sizes: false,
        cancel: Arc::clone(cancel),
        on_message: Arc::new(|_| {}),
    }
}

fn session(catalog: MemoryCatalog) -> Repl {
    Repl::new(Arc::new(catalog), options(&Arc::default()))
}

fn value(repl: &mut Repl, text: &str) -> Option<Shown> {
    repl.run(text).unwrap_or_else(|found| panic!("{text}: {found:#?}")).value
}

fn mistake(repl: &mut Repl, text: &str) -> Diagnostic {
    repl.run(text).expect_err(text).remove(0)
}

fn number(number: i64) -> Shown {
    Shown::Plain(number.to_string())
}

#[test]
fn what_one_text_makes_the_next_one_has() {
    let mut repl = session(library());
    assert_eq!(value(&mut repl, "let a = 1; fn f(x) { x + 1 }"), None);
    assert_eq!(value(&mut repl, "let g = |x| f(x) + a;"), None);
    assert_eq!(value(&mut repl, "g.call(1)"), Some(number(3)));
    assert_eq!(
        value(&mut repl, "fn f(x) { x * 10 } f(2)"),
        Some(number(20)),
        "a later function takes the place of an earlier one"
    );
    assert_eq!(value(&mut repl, "let lazy = search(\"state:active\");"), None);
    assert_eq!(value(&mut repl, "lazy.count()"), Some(number(3)));
    let names: Vec<String> = repl.variables().into_iter().map(|variable| variable.name).collect();
    assert_eq!(names, ["a", "g", "lazy"]);
    assert_eq!(repl.functions(), ["f(x)"]);
    repl.clear();
    assert_eq!(mistake(&mut repl, "a").code, "unknown-variable");
    assert_eq!(mistake(&mut repl, "f(1)").code, "unknown-function");
}

#[test]
fn a_variable_that_is_made_again_is_one_variable() {
    let mut repl = session(library());
    for round in 0..600 {
        value(&mut repl, &format!("let a = {round};"));
    }
    assert_eq!(value(&mut repl, "a"), Some(number(599)));
    assert_eq!(repl.variables().len(), 1);
}

#[test]
fn every_text_has_its_whole_budget() {
    let mut repl = session(library());
    for _ in 0..4 {
        value(&mut repl, "let n = 0; while n < 60000 { n += 1; }");
    }
    assert_eq!(mistake(&mut repl, "loop { }").code, "too-many-operations");
    assert_eq!(value(&mut repl, "1"), Some(number(1)));
}

#[test]
fn what_was_stopped_leaves_the_session_usable() {
    let cancel = Arc::new(AtomicBool::new(true));
    let mut repl = Repl::new(Arc::new(library()), options(&cancel));
    assert_eq!(mistake(&mut repl, "let a = 1; loop { }").code, "interrupted");
    cancel.store(false, Ordering::Relaxed);
    assert_eq!(value(&mut repl, "2"), Some(number(2)));
}

#[test]
fn proposals_are_handed_over_once_with_their_condition_as_the_reason() {
    let mut repl = session(library());
    let answer = repl.run("for v in search() {\n    if v.id == \"b\" { delete_video(v); }\n}").expect("it runs");
    let told: Vec<(&str, &str)> =
        answer.proposals.iter().map(|wish| (wish.video.id.as_str(), wish.reason.text.as_str())).collect();
    assert_eq!(told, [("b", "v.id == \"b\"")]);
    assert!(repl.run("1").expect("it runs").proposals.is_empty());
    let answer = repl.run("if 1 < 2 { keep(video(\"a\")); }").expect("it runs");
    assert_eq!(answer.keeps[0].reason.text, "1 < 2");
}

#[test]
fn an_error_is_shown_in_the_text_that_it_is_about() {
    let mut repl = session(library());
    value(&mut repl, "let a = 1;\nlet b = 2;");
    value(&mut repl, "fn boom() {\n    throw \"no\";\n}");
    let found = mistake(&mut repl, "let c = 3;\nboom();");
    let (source, span) = (found.source.expect("a text"), found.span.expect("a place"));
    assert_eq!(source.text.as_ref(), "fn boom() {\n    throw \"no\";\n}");
    assert_eq!(source.position_of(span.start), (2, 5));
    assert_eq!(found.notes, ["in `boom`"]);
    let found = mistake(&mut repl, "a + b;\nserch()");
    assert_eq!((found.source.expect("a text").text.as_ref(), found.span), ("a + b;\nserch()", Some(7..12)));
    let found = mistake(&mut repl, "(a + b;\n");
    assert_eq!((found.source.expect("a text").text.as_ref(), found.span), ("(a + b;\n", Some(0..1)));
    assert_eq!(value(&mut repl, "a"), Some(number(1)), "variables of a text that failed later stay");
    assert_eq!(value(&mut repl, "c"), Some(number(3)));
}

#[test]
fn only_the_first_candidates_are_read_to_show_a_listing() {
    let many = (0..1_200).map(|n| video(&format!("v{n:04}"), 10)).collect();
    let mut repl = session(MemoryCatalog::new(&super::fixture::CAPABILITIES, many));
    let mut shown = |text: &str| match value(&mut repl, text) {
        Some(Shown::Videos(videos, rest)) => (videos.len(), rest),
        other => panic!("{other:?}"),
    };
    assert_eq!(shown("search()"), (20, Rest::More(Some(1_200))));
    assert_eq!(shown("search().take(20)"), (20, Rest::None));
    assert_eq!(shown("search().filter(|v| v.id == \"v0007\")"), (1, Rest::NotRead(1_000, Some(1_200))));
    assert_eq!(shown("search(\"\", #{ sort: \"id\" })"), (0, Rest::NotSorted(Some(1_200))));
    assert_eq!(shown("search().take(30).sort_by(|v| v.id)"), (20, Rest::More(Some(1_200))));
    assert_eq!(shown("search().to_array()"), (20, Rest::Of(1_200)));
    assert_eq!(value(&mut repl, "search().filter(|v| v.id == \"v1100\").count()"), Some(number(1)));
}

#[test]
fn values_are_shown_by_their_kind() {
    let mut odd = video("b", 400);
    odd.size = Known::unknown("not told");
    let mut repl = session(library_of(vec![video("a", 10), odd]));
    assert_eq!(value(&mut repl, "1 * GB"), Some(Shown::Bytes(1_000_000_000)));
    assert_eq!(value(&mut repl, "let big = 2 * GB; 1 + 1"), Some(number(2)));
    assert_eq!(value(&mut repl, "assets(video(\"a\")).bytes"), Some(Shown::Bytes(2_000_000_400)));
    assert!(matches!(value(&mut repl, "video(\"a\")"), Some(Shown::Video(video)) if video.id.as_str() == "a"));
    assert!(matches!(value(&mut repl, "assets(video(\"a\")).master"), Some(Shown::Asset(_))));
    assert!(
        matches!(value(&mut repl, "assets(video(\"a\"))"), Some(Shown::Assets(files, none)) if files.len() == 5 && none.is_empty())
    );
    assert!(
        matches!(value(&mut repl, "#{ a: search() }"), Some(Shown::Map(entries, 1)) if matches!(entries[0].1, Shown::Plain(_)))
    );
    assert_eq!(mistake(&mut repl, "video(\"b\").size").code, "unknown-value");
}

#[test]
fn sizes_are_looked_up_where_they_are_wanted() {
    let catalog = MemoryCatalog::new(&super::fixture::CAPABILITIES, vec![video("a", 10)]).with_assets(files("a"));
    let options = ReplOptions { sizes: true, ..options(&Arc::default()) };
    let mut repl = Repl::new(Arc::new(catalog), options);
    let Some(Shown::Videos(videos, Rest::None)) = value(&mut repl, "search()") else { panic!("videos") };
    assert_eq!(videos[0].size, Known::Value(2_000_000_400));
}
