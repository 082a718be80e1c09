//! Policies that say something else than they seem to say: refused or warned about before they run.

use super::fixture::{compile, failure, go, place, wishes};
use crate::model::Diagnostic;
use crate::script::{Policy, PolicySource};

fn only(text: &str) -> Diagnostic {
    let mut found = compile(text).err().unwrap_or_default();
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    found.remove(0)
}

fn code_and_hint(text: &str) -> (&'static str, String) {
    let found = only(text);
    (found.code, found.hint.unwrap_or_default())
}

fn warnings(text: &str) -> Vec<&'static str> {
    let text = format!("// x\n{text}");
    let policy = compile(&text).unwrap_or_else(|found| panic!("{found:#?}"));
    policy.warnings().iter().map(|found| found.code).collect()
}

#[test]
fn tags_are_never_compared_with_a_text() {
    let found = |condition: &str| code_and_hint(&format!("search().filter(|v| {condition}).each(|v| keep(v));"));
    assert_eq!(found("v.tags == \"keep\""), ("mixed-comparison", "write v.has_tag(\"keep\")".into()));
    assert_eq!(found("v.tags != \"keep\""), ("mixed-comparison", "write !v.has_tag(\"keep\")".into()));
    assert_eq!(found("\"keep\" == v.tags").0, "mixed-comparison");
    assert_eq!(found("v != \"123\"").0, "mixed-comparison");
    assert_eq!(found("v.custom_fields != \"x\"").0, "mixed-comparison");
    assert!(
        compile("for v in search() { if v.tags == [] || v.tags[0] == \"x\" || \"x\" in v.tags { keep(v); } }").is_ok()
    );
}

#[test]
fn tags_are_not_compared_with_a_text_that_is_only_known_when_it_runs() {
    for condition in ["a != b", "b == a", "a < b", "c == b", "b != c"] {
        let text = format!("fn f(a, b, c) {{ {condition} }} let v = video(\"a\"); f(v.tags, \"keep\", v);");
        assert_eq!(failure(&text).code, "mixed-comparison", "{condition}");
    }
    let shown =
        "fn f(a, b) { a == b } let v = video(\"a\"); if f(v.tags, [\"News\"]) && !f(v, ()) && f(v, v) { keep(v); }";
    assert_eq!(go(shown).keeps.len(), 1);
}

#[test]
fn a_word_that_a_field_never_has_is_found() {
    let (code, hint) = code_and_hint("for v in search() { if v.state != \"Active\" { delete_video(v); } }");
    assert_eq!(code, "unknown-word");
    assert!(hint.starts_with("did you mean \"active\"? it is one of: active, inactive, pending"), "{hint}");
    for text in [
        "search().filter(|v| v.state == \"pendng\").each(|v| keep(v));",
        "search().filter(|v| \"remotely\" != v.delivery).each(|v| keep(v));",
        "search().filter(|v| v.media_type == \"sound\").each(|v| keep(v));",
        "search().filter(|v| v.state in [\"active\", \"Inactive\"]).each(|v| keep(v));",
        "for v in search() { let s = v.state; if s == \"live\" { keep(v); } }",
        "for v in search() { for a in assets(v) { if a.kind == \"Master\" { delete_asset(a); } } }",
    ] {
        assert_eq!(only(text).code, "unknown-word", "{text}");
    }
    assert!(compile("for v in search() { if v.state == \"active\" && v.status != \"Odd\" { keep(v); } }").is_ok());
}

#[test]
fn the_name_of_a_built_in_function_is_taken() {
    let found = only("// fn days_ago\nlet x = \"fn days_ago\";\nfn days_ago(n) { 0 }");
    assert_eq!((found.code, place(&found)), ("reserved-name", (3, 4)));
    assert!(found.message.starts_with("`days_ago` is"));
    for text in ["fn delete_video(v) { }", "fn keep(a, b, c) { }", "fn print(x) { }", "fn has_tag(v) { true }"] {
        assert_eq!(only(text).code, "reserved-name", "{text}");
    }
    let source = PolicySource::from_text("p", "import \"y\" as y;", &[("y", "fn days_ago(n) { n }")]);
    let found = Policy::compile(&source).err().unwrap();
    assert_eq!((found[0].code, found[0].source.as_ref().unwrap().name.as_ref()), ("reserved-name", "y"));
    assert!(compile("fn stale(v) { days_since(v.updated_at) > 3 }").is_ok());
}

#[test]
fn a_setting_has_one_default() {
    let found = only("let a = param(\"days\", 365, \"\");\nlet b = param(\"days\", \"30\", \"\");");
    assert_eq!((found.code, place(&found)), ("conflicting-setting", (2, 9)));
    assert_eq!(only("let a = param(\"days\", 365); let b = param(\"days\", 30);").code, "conflicting-setting");
    assert!(compile("let a = param(\"days\", 365); let b = param(\"days\", 365);").is_ok());
    assert_eq!(failure("let a = param(\"min\", 1 * GB); let b = param(\"min\", 2 * GB);").code, "conflicting-setting");
}

#[test]
fn what_has_no_effect_is_warned_about() {
    assert_eq!(warnings("search(\"id:1\").filter(|v| v.is_clip);"), ["no-effect"]);
    assert_eq!(warnings("search(\"id:1\");"), ["no-effect"]);
    assert_eq!(warnings("if count() > 1 { search(\"id:1\").take(3); }"), ["no-effect"]);
    assert_eq!(warnings("fn f() { search(\"id:1\"); 3 } f();"), ["no-effect"]);
    assert_eq!(warnings("fn f() { search(\"id:1\") } for v in f() { keep(v); }"), [""; 0]);
    assert_eq!(
        warnings("let l = if count() > 1 { search(\"id:1\") } else { search(\"id:2\") }; l.each(|v| keep(v));"),
        [""; 0]
    );
    assert_eq!(warnings(""), ["empty-policy"]);
    assert_eq!(warnings("fn f() { 1 }"), ["empty-policy"]);
}

#[test]
fn a_listing_for_every_video_is_warned_about() {
    assert_eq!(warnings("for v in search(\"id:1\") { for w in search(\"id:2\") { keep(w); } }"), ["nested-search"]);
    assert_eq!(
        warnings("search().filter(|v| search(\"clip_source_id:\" + v.id).count() == 0).each(|v| keep(v));"),
        ["nested-search"]
    );
    assert_eq!(warnings("for v in search(\"id:1\") { keep(v); } for w in search(\"id:2\") { keep(w); }"), [""; 0]);
}

#[test]
fn a_statement_without_its_end_is_shown_where_it_ends() {
    let found = only("let a = 1 // one\n\nlet b = 2;");
    assert_eq!((place(&found), found.hint.as_deref()), ((1, 9), Some("a statement ends with ;")));
    let found = only("let a = days_since((1;\n\nprint(a);");
    assert_eq!((place(&found), found.message.as_str()), ((1, 20), "`(` is never closed"));
    assert_eq!(place(&only("search(\"id:1\").each(|v| {\n keep(v);\n")), (1, 25));
}

#[test]
fn what_follows_each_is_told_that_it_comes_last() {
    let found = only("search().each(|v| keep(v)).take(2);");
    assert_eq!((found.code, found.hint.as_deref()), ("after-each", Some("`.each(…)` must come last")));
    let late = failure("let n = search().each(|v| keep(v)); fn f(n) { n.take(2) } f(n);");
    assert_eq!(late.notes, ["in `f`, called on line 1"]);
}

#[test]
fn words_in_messages_fit_what_they_count() {
    assert_eq!(only("days_ago();").message, "`days_ago` takes 1 argument, not 0");
    assert_eq!(failure("let a = [\"xxxxxxxx\"]; loop { a += a; }").code, "too-large");
    assert!(failure("let a = [\"xxxxxxxx\"]; loop { a += a; }").message.contains("array"));
    assert!(failure("let a = [1]; loop { a += a; }").message.contains("array"));
    let options = failure("delete_video(video(\"a\"), 5);").message;
    assert!(options.contains("#{ reason, force, unlink_playlists }"), "{options}");
}

#[test]
fn a_wish_that_is_repeated_is_stored_once() {
    let outcome =
        go("for n in 0..50 { for v in search(\"id:a,b\") { delete_video(v, \"same\"); keep(v, \"same\"); } }");
    assert_eq!(wishes(&outcome), ["delete_video a", "delete_video b"]);
    assert_eq!(outcome.keeps.len(), 2);
    let outcome = go("let v = video(\"a\"); for n in 0..25 { delete_video(v, \"because \" + n); }");
    assert_eq!(outcome.proposals.len(), 20);
    assert_eq!(outcome.proposals[19].reason.text, "because 19 and 5 more reasons");
    let outcome = go("let v = video(\"a\"); delete_video(v, \"x\"); delete_video(v, #{ reason: \"x\", force: true });");
    assert_eq!(outcome.proposals.len(), 2);
}

#[test]
fn a_quarantine_is_checked_like_a_deletion() {
    let found = |call: &str| code_and_hint(&format!("for v in search(\"id:1\") {{ {call} }}"));
    assert_eq!(found("quarantin(v);"), ("unknown-function", "did you mean `quarantine`?".into()));
    assert_eq!(found("quarantine(v, #{ day: 5 });"), ("unknown-option", "did you mean `days`?".into()));
    assert_eq!(found("quarantine(\"1\");"), ("wrong-type", "get it with video(\"1\")".into()));
    assert_eq!(found("quarantine(assets(v).master);").0, "wrong-type");
    assert_eq!(found("quarantine(v, 30, \"old\");").0, "wrong-arity");
    assert_eq!(warnings("search().each(|v| quarantine(v));"), ["unconditional-delete"]);
}
