//! What `check` finds beside names and kinds, and above all what it does not.

use super::fixture::place;
use crate::model::Diagnostic;
use crate::script::{Policy, PolicySource};

fn found(text: &str) -> Vec<Diagnostic> {
    Policy::inspect(&PolicySource::from_text("p.rhai", &format!("// x\n{text}"), &[]))
}

fn codes(text: &str) -> Vec<&'static str> {
    found(text).iter().map(|found| found.code).collect()
}

/// The hint of the one finding of a filter.
fn narrowed(search: &str, condition: &str) -> Option<String> {
    let found = found(&format!("{search}.filter(|v| {condition}).each(|v| keep(v));"));
    assert!(found.iter().all(|found| found.code == "narrow-search"), "{condition}: {found:#?}");
    found.into_iter().next()?.hint
}

#[test]
fn a_deletion_without_a_condition_is_found_in_either_form() {
    for text in [
        "for v in search() { delete_video(v); }",
        "for v in search(\"\") { delete_master(v); }",
        "search().each(|v| delete_video(v));",
        "search().with_assets().each(|v| { for r in assets(v).renditions { delete_asset(r); } });",
    ] {
        assert_eq!(codes(text), ["unconditional-delete"], "{text}");
    }
    for text in [
        "for v in search() { if v.is_clip { delete_video(v); } }",
        "search().take(5).each(|v| delete_video(v));",
        "search(\"state:failed\").each(|v| delete_video(v));",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn what_follows_a_way_out_is_never_reached() {
    let text = "for v in search(\"id:1\") {\n  if v.is_clip { continue; } else { break; }\n  keep(v);\n}";
    let found = found(text);
    assert_eq!((found[0].code, place(&found[0])), ("unreachable-code", (4, 3)));
    assert_eq!(codes("fn f() { return 1; 2 } print(f());"), ["unreachable-code"]);
    assert_eq!(codes("search(\"id:1\").each(|v| { throw \"x\"; keep(v); });"), ["unreachable-code"]);
    for text in [
        "for v in search(\"id:1\") { if v.is_clip { continue; } keep(v); }",
        "fn f(v) { if v { return 1; } 2 } print(f(true));",
        "for v in search(\"id:1\") { keep(v); break; }",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn what_nothing_reads_is_found() {
    for (text, code) in [
        ("let a = 1;", "unused-variable"),
        ("let a = 1; a = 2;", "unused-variable"),
        ("let a = 1; a += 2;", "unused-variable"),
        ("fn f() { let a = 1; 2 } print(f());", "unused-variable"),
        ("search(\"id:1\").each(|v| { let a = v.name; keep(v); });", "unused-variable"),
        ("let a = param(\"a\", 1); print(1);", "unused-setting"),
        ("param(\"a\", 1); print(1);", "unused-setting"),
        ("fn f() { 1 } print(1);", "unused-function"),
    ] {
        assert_eq!(codes(text), [code], "{text}");
    }
    for text in [
        "let a = 1; print(a);",
        "let _a = 1;",
        "let a = 1; search(\"id:1\").each(|v| keep(v, \"r\" + a));",
        "let a = 1; print(`${a}`);",
        "let a = #{}; for v in search(\"id:1\") { a[v.id] = true; } print(a);",
        "fn f(x) { x } print([1].map(f));",
        "fn f(x) { x } print([1].map(Fn(\"f\")));",
        "fn f(x, unused) { x } print(f(1, 2));",
        "for i in 0..3 { print(\"x\"); }",
        "let a = if true_or_not() { 1 } else { 2 }; fn true_or_not() { count() > 1 } print(a);",
        "let a = 1; let b = |x| x + a; print(b.call(1));",
        "let a = 1; { let a = a + 1; print(a); }",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn a_module_may_hold_what_only_others_call() {
    let source = PolicySource::from_text(
        "p",
        "// x\nimport \"y\" as y;\nprint(y::f());",
        &[("y", "fn f() { 1 }\nfn g() { 2 }")],
    );
    assert_eq!(Policy::inspect(&source), []);
}

#[test]
fn a_condition_that_never_changes_is_found() {
    let filter = |condition: &str| codes(&format!("search(\"id:1\").filter(|v| {condition}).each(|v| keep(v));"));
    for condition in [
        "true",
        "v.name == \"a\" && v.name == \"b\" && v.tags.len() > 1",
        "v.tags.len() > 1 && v.status == \"a\" && v.status == \"b\"",
        "v.state != \"active\" || v.state != \"failed\"",
        "v.tags.len() >= 0",
        "v.tags.len() < 0",
        "1 > 2",
        "v.updated_at == v.updated_at",
        "v.is_clip && false",
        "assets(v).bytes < 0",
    ] {
        let found = filter(condition);
        assert!(found.contains(&"constant-condition"), "{condition}: {found:?}");
    }
    assert_eq!(codes("if 1 == 1 { print(1); }"), ["constant-condition"]);
    for text in [
        "let n = 0; while true { n += 1; if n > 3 { break; } }",
        "let n = 0; loop { n += 1; if n > 3 { break; } }",
        "let n = 1; print(n > 2 && n < 5 || n == 7 || n == 8);",
        "for v in search() { if v.tags.len() > 0 && assets(v).bytes >= 0 && v.native.size < 0 { keep(v); } }",
        "let a = 1; let b = 2; print(a == b && a != 3 && b != 3);",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn a_case_that_a_state_never_is_is_found() {
    let text = |cases: &str| format!("for v in search() {{ switch v.state {{ {cases} }} }}");
    assert_eq!(codes(&text("\"active\" => keep(v), \"inactiv\" => delete_video(v), _ => ()")), ["unknown-word"]);
    assert_eq!(codes(&text("\"active\" | \"failed\" => { keep(v, \"odd\"); } _ => { }")), [""; 0]);
    assert_eq!(codes("for v in search() { switch v.name { \"x\" => keep(v), _ => () } }"), [""; 0]);
}

#[test]
fn an_argument_of_another_kind_is_found() {
    for text in [
        "print(days_ago(\"30\"));",
        "for v in search() { print(days_since(v.name)); }",
        "for v in search() { print(date(v.created_at)); }",
        "print(bytes(5));",
        "for v in search() { if v.has_tag(5) { keep(v); } }",
        "for v in search(\"id:1\") { delete_video(v, #{ reason: 5 }); }",
        "let t = true; search(\"id:1\").filter(t == false).each(|v| keep(v));",
        "search(count() > 1).each(|v| keep(v));",
    ] {
        assert_eq!(codes(text), ["wrong-type"], "{text}");
    }
    for text in [
        "let n = param(\"n\", 30); print(days_ago(n));",
        "fn f(x) { days_ago(x) } print(f(30));",
        "for v in search(\"id:1\") { delete_video(v, v.status); }",
        "for v in search(\"id:1\") { delete_renditions(v, |r| r.width > 5); }",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn a_size_needs_a_unit() {
    let of = |condition: &str| codes(&format!("for v in search() {{ if {condition} {{ keep(v); }} }}"));
    assert_eq!(of("assets(v).bytes > 500"), ["size-without-unit"]);
    assert_eq!(of("2 < v.size"), ["size-without-unit"]);
    assert_eq!(of("assets(v).master?.bytes >= 20"), ["size-without-unit"]);
    for condition in
        ["assets(v).bytes > 0", "v.size > 1 * KB", "v.size > 5_000", "v.native.bytes > 5", "v.tags.len() > 5"]
    {
        assert_eq!(of(condition), [""; 0], "{condition}");
    }
}

#[test]
fn a_condition_that_the_query_decides_alike_is_advised() {
    let hint = |condition: &str| narrowed("search(\"is_clip:true\")", condition);
    let add = |terms: &str| Some(format!("add to the query: {terms}, and leave the filter out"));
    assert_eq!(hint("v.state == \"active\""), add("state:active"));
    assert_eq!(hint("\"active\" != v.state"), add("-state:active"));
    assert_eq!(hint("v.has_tag(\"a b\")"), add("tags:\"a b\""));
    assert_eq!(hint("!v.has_tag(\"keep\")"), add("-tags:keep"));
    assert_eq!(hint("days_since(v.updated_at) > 365"), add("updated_at:<=-366d"));
    assert_eq!(hint("days_since(v.updated_at) >= 365"), add("updated_at:<=-365d"));
    assert_eq!(hint("days_since(v.updated_at) < 7"), add("updated_at:>-7d"));
    assert_eq!(hint("v.created_at < days_ago(30)"), add("created_at:<-30d"));
    assert_eq!(hint("v.status == \"a:b\" && v.state != \"failed\""), add("status:\"a:b\" -state:failed"));
    let some = hint("v.state == \"active\" && v.tags.len() == 0").unwrap();
    assert_eq!(some, "add to the query: state:active, and leave this condition out");
}

#[test]
fn a_condition_that_means_something_else_in_a_query_is_left_alone() {
    for condition in [
        "v.has_master",
        "!v.is_clip",
        "\"x\" in v.tags",
        "v.tags.contains(\"x\")",
        "v.tags.len() == 0 && v.state == \"active\"",
        "v.state == \"active\" || v.is_clip",
        "v.media_type == \"audio\"",
        "v.name == \"\"",
        "v.updated_at < now()",
        "v.custom_fields.x == \"y\"",
        "days_since(v.updated_at) == 3",
    ] {
        assert_eq!(narrowed("search(\"is_clip:true\")", condition), None, "{condition}");
    }
    for search in [
        "search(\"is_clip:true OR is_clip:false\")",
        "search(\"is_clip:true\", #{ limit: 3 })",
        "search(\"is_clip:true\").take(3)",
        "search_native(\"x\")",
        "search(param(\"q\", \"\"))",
    ] {
        assert_eq!(narrowed(search, "v.state == \"active\""), None, "{search}");
    }
    assert_eq!(codes("for v in search() { if v.state == \"active\" { keep(v); } }"), [""; 0]);
}

#[test]
fn a_comment_allows_a_warning_on_its_line_or_the_next() {
    let line = "for v in search() { delete_video(v); }";
    for text in [
        format!("{line} // vodsweep: allow(unconditional-delete)"),
        format!("// vodsweep: allow(unconditional-delete)\n{line}"),
        format!("// vodsweep: allow(unconditional-delete)\n// because\n\n{line}"),
        format!("// vodsweep: allow-file(unconditional-delete)\nprint(1);\n{line}"),
    ] {
        assert_eq!(codes(&text), [""; 0], "{text}");
    }
    let two = format!("// vodsweep: allow(unused-variable, unconditional-delete)\nlet a = 1; {line}");
    assert_eq!(codes(&two), [""; 0]);
    assert_eq!(
        codes(&format!("// vodsweep: allow(unconditional-delete)\nprint(1);\n{line}")),
        ["unused-allow", "unconditional-delete"]
    );
}

#[test]
fn a_comment_that_allows_nothing_is_found() {
    let said = |text: &str| -> Vec<String> {
        found(text).into_iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
    };
    assert_eq!(
        said("print(1); // vodsweep: allow(no-effect)"),
        ["unused-allow: there is no `no-effect` to allow here"]
    );
    assert_eq!(said("print(1); // vodsweep: allow(no-efect)"), ["unused-allow: there is no finding `no-efect`"]);
    assert_eq!(
        said("print(1); // vodsweep: allow-file(no-effect)"),
        ["unused-allow: `allow-file` stands at the top of the file"]
    );
    assert_eq!(said("print(1); // vodsweep: alow(x)"), ["unused-allow: this comment cannot be understood"]);
    let errors = said("print(nothing_there()); // vodsweep: allow(unknown-function)");
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[1].contains("errors cannot be allowed"), "{errors:?}");
    let header =
        Policy::inspect(&PolicySource::from_text("p", "// vodsweep: allow-file(missing-header)\nprint(1);", &[]));
    assert_eq!(header, []);
}

#[test]
fn a_comment_that_is_left_open_is_a_mistake_and_quotes_in_a_raw_text_open_none() {
    let compile = |text: &str| Policy::compile(&PolicySource::from_text("p.rhai", text, &[]));
    let open = compile("// K.\nsearch(\"is_clip:true\").each(|v| keep(v)); /* more\n").err().unwrap();
    assert_eq!((open.len(), open[0].code), (1, "unclosed-comment"));
    let raw = "// K.\nlet a = #\"say \"x /* y\"#;\nsearch(\"is_clip:true\").each(|v| keep(v, a));\n";
    assert!(super::super::brackets::open_comment(raw).is_some(), "what is looked at first is mistaken");
    assert!(compile(raw).is_ok(), "{:?}", compile(raw).err());
}
