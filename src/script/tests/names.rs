//! Names that do not exist are found before a run, with what was probably meant.

use super::fixture::{compile, place};
use crate::model::Diagnostic;

fn mistakes(text: &str) -> Vec<Diagnostic> {
    compile(text).err().unwrap_or_default()
}

fn only(text: &str) -> (&'static str, (usize, usize), String) {
    let mut found = mistakes(text);
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    let found = found.remove(0);
    (found.code, place(&found), found.hint.unwrap_or_default())
}

fn hint(name: &str) -> String {
    format!("did you mean `{name}`?")
}

#[test]
fn a_function_that_does_not_exist_is_found_with_a_suggestion() {
    let text = "for v in search() {\n    if v.id == \"1\" { delete_videos(v); }\n}";
    assert_eq!(only(text), ("unknown-function", (2, 22), hint("delete_video")));
    assert_eq!(only("prnt(1);"), ("unknown-function", (1, 1), hint("print")));
    assert_eq!(only("sleep(1);").0, "unknown-function");
    assert_eq!(only("search().fliter(|v| true);"), ("unknown-function", (1, 10), hint("filter")));
    assert_eq!(only("delete_video();").0, "wrong-arity");
    assert_eq!(only("search(\"a\", #{}, 3);").0, "wrong-arity");
}

#[test]
fn a_field_that_does_not_exist_is_found_wherever_the_kind_is_known() {
    for text in [
        "for v in search() { if v.udpated_at < now() { keep(v); } }",
        "search().filter(|v| v.udpated_at < now()).each(|v| keep(v));",
        "let v = video(\"1\"); print(v.udpated_at);",
        "let l = search().to_array(); print(l[0].udpated_at);",
        "let n = 3; search().filter(|v| v.udpated_at < days_ago(n)).count();",
        "for v in search() { for a in assets(v) { print(a.video.udpated_at); } }",
    ] {
        let (code, _, suggestion) = only(text);
        assert_eq!((code, suggestion), ("unknown-field", hint("updated_at")), "{text}");
    }
    assert_eq!(only("for v in search() { assets(v).rendition.len(); }").2, hint("renditions"));
    assert_eq!(only("for v in search() { assets(v).master?.byte; }").2, hint("bytes"));
    assert_eq!(only("for v in search() { assets(v).renditions.filter(|r| r.hieght > 1); }").2, hint("height"));
    assert_eq!(only("search().each(|v| delete_renditions(v, |r| r.widht > 9));").2, hint("width"));
    assert_eq!(only("for v in search() { known(v, \"upadted_at\"); }").2, hint("updated_at"));
}

#[test]
fn maps_and_values_of_no_certain_kind_raise_no_false_alarm() {
    for text in [
        "let m = #{ a: 1 }; print(m.a); print(m.b);",
        "for v in search() { print(v.custom_fields.anything); print(v.native.schedule); }",
        "fn f(x) { x.whatever } for v in search(\"id:1\") { f(v); }",
        "for row in [#{ id: 1 }] { print(row.id.foo); }",
        "let t = \"x\"; print(t.len()); print([1, 2].map(|x| x * 2)); print(1..3);",
        "let f = |x| x + 1; print(f.call(2));",
        "let last = 0; for v in search(\"id:1\") { if last == \"x\" { print(1); } last = v.name; }",
        "fn f(m) { m.wombat(3) } f(#{ wombat: |x| x });",
        "let n = 0; search(\"id:1\").each(|v| { n += 1; }); print(n == 3);",
    ] {
        assert_eq!(mistakes(text), [], "{text}");
    }
}

#[test]
fn text_is_not_a_target_and_videos_cannot_be_changed() {
    assert_eq!(only("delete_video(\"123\");"), ("wrong-type", (1, 1), "get it with video(\"123\")".into()));
    assert_eq!(only("delete_video(search(\"id:1\"));").2, "write .each(|v| delete_video(v))");
    assert_eq!(only("for v in search() { v.name = \"x\"; }").0, "read-only");
    assert_eq!(only("for v in search() { delete_asset(v); }").0, "wrong-type");
    assert_eq!(only("for v in search(\"id:1\") { delete_video(v, #{ forse: true }); }").2, hint("force"));
    assert_eq!(only("for v in search() { if v.updated_at < \"2024\" { keep(v); } }").0, "mixed-comparison");
    assert_eq!(only("for v in search() { if v.size > \"5GB\" { keep(v); } }").0, "mixed-comparison");
}

#[test]
fn a_literal_query_is_checked_where_it_stands() {
    assert_eq!(only("search(\"state:active upadted_at:<-3d\");"), ("query-field", (1, 22), hint("updated_at")));
    let (code, at, _) = only("let n = 3;\nsearch(\"state:active upadted_at:<\" + days_ago(n));");
    assert_eq!((code, at), ("query-field", (2, 22)));
    assert_eq!(mistakes("search(\"state:active updated_at:<\" + days_ago(3) + \" size:>\" + 5);"), []);
}

#[test]
fn several_mistakes_are_reported_together() {
    let found = mistakes("for v in search() {\n  print(v.nam);\n  delete_vidoe(v);\n  undefined_fn();\n}");
    let codes: Vec<_> = found.iter().map(|found| (found.code, place(found).0)).collect();
    assert_eq!(codes, [("unknown-field", 2), ("unknown-function", 3), ("unknown-function", 4)]);
}

#[test]
fn a_text_that_does_not_parse_shows_its_place() {
    let found = mistakes("let x = ;");
    assert_eq!((found[0].code, place(&found[0])), ("syntax", (1, 9)));
    assert_eq!(mistakes("print(nothing);")[0].code, "unknown-variable");
}

#[test]
fn careless_policies_are_warned_about() {
    let codes = |text: &str| compile(text).unwrap().warnings().iter().map(|found| found.code).collect::<Vec<_>>();
    assert_eq!(codes("// x\nsearch().each(|v| delete_video(v));"), ["unconditional-delete"]);
    assert_eq!(codes("// x\nfor v in search() { delete_video(v); }"), ["unconditional-delete"]);
    assert_eq!(codes("search(\"id:1\").each(|v| delete_video(v));"), ["missing-header"]);
    assert!(codes("// x\nsearch().filter(|v| v.is_clip).each(|v| delete_video(v));").is_empty());
    assert!(codes("// x\nfor v in search() { if v.is_clip { delete_video(v); } }").is_empty());
}
