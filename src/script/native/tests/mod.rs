//! What is read from scripts, and that it decides as the interpreter does.

mod same;

use std::collections::BTreeMap;

use super::{Closure, Natives};
use crate::script::engine;
use crate::script::limits::Limits;

/// What is known of the closures of a script, in no order.
fn read(text: &str) -> Vec<Closure> {
    let ast = engine::full(&Limits::default()).compile(text).expect("a script");
    Natives::of(&ast, &BTreeMap::new()).closures.values().map(|closure| closure.as_ref().clone()).collect()
}

/// How a verdict is told: wholly, in part, or not at all.
fn told(closure: &str) -> &'static str {
    let verdict = read(&format!("search().filter({closure});")).into_iter().next().map(|closure| closure.verdict);
    match verdict {
        Some(verdict) if verdict.is_whole() => "wholly",
        Some(_) => "in part",
        None => "not at all",
    }
}

#[test]
fn what_only_asks_the_video_is_told_without_the_interpreter() {
    for closure in [
        "|v| v.state == \"active\" && v.has_master && !v.is_clip && v.name != \"x\" && days_since(v.updated_at) > 100",
        "|v| v.created_at < days_ago(90) || v.size >= 5 * GB",
        "|v| \"old\" in v.tags && !v.has_tag(\"keep\") && v.tags.len() > 2",
        "|v| v.name.to_lower().contains(\"draft\") && !v.name.starts_with(\"x\")",
        "|v| v.state in [\"inactive\", \"failed\"]",
        "|v| v.custom_fields.subject == \"sport\"",
        "|v| v.duration > minutes(10) && v.duration.hours < 2.5",
        "|v| now() - v.updated_at > hours(48)",
        "|v| { let age = days_since(v.updated_at); age > 30 && age % 7 == 0 }",
        "|v| { if v.has_master { return v.complete; } v.state != \"active\" }",
        "|v| if v.has_master { v.complete } else { false }",
        "|v| known(v, \"size\") && (v.name ?? \"\") != \"\"",
    ] {
        assert_eq!(told(closure), "wholly", "{closure}");
    }
}

#[test]
fn after_what_only_the_interpreter_can_tell_nothing_is_told() {
    for (closure, how) in [
        ("|v| v.has_master && assets(v).len() > 2 && v.is_clip", "in part"),
        ("|v| assets(v).len() > 2 && v.is_clip", "not at all"),
        ("|v| v.native.n == 3", "not at all"),
        ("|v| { print(v.name); v.has_master }", "not at all"),
        ("|w, v| v.has_master", "wholly"),
        ("|v, w| v.has_master", "not at all"),
        ("|v| v.name.made_up()", "not at all"),
        ("|v| v.made_up == 1", "not at all"),
        ("|v| references(v).is_empty() && v.has_master", "not at all"),
    ] {
        assert_eq!(told(closure), how, "{closure}");
    }
}

#[test]
fn a_script_with_a_function_of_that_name_is_left_to_the_interpreter() {
    let text = "fn days_since(t) { 7 } search().filter(|v| days_since(v.updated_at) > 5);";
    assert!(read(text).is_empty());
}

#[test]
fn variables_stand_still_only_where_nothing_changes_them() {
    let fixed = |before: &str, after: &str| {
        let text = format!("{before} search().filter(|v| v.size > limit || v.name == word); {after}");
        let term = format!("{:?}", read(&text).first().map(|closure| &closure.verdict));
        (!term.contains("Captured(0)"), !term.contains("Captured(1)"))
    };
    let before = "let limit = param(\"limit\", 5); let word = \"w\";";
    assert_eq!(fixed(before, ""), (true, true));
    assert_eq!(fixed(before, "print(word); count(word);"), (true, true));
    for (after, still) in [
        ("limit = 6;", (false, true)),
        ("limit += 1;", (false, true)),
        ("if true { let limit = 1; }", (false, true)),
        ("for limit in 1..3 {}", (false, true)),
        ("fn rule(limit) { 1 }", (false, true)),
        ("[1].map(|limit| limit);", (false, true)),
        ("[1].map(curry(|limit, x| x, 7));", (false, true)),
        ("word.make_upper();", (true, false)),
        ("make_upper(word);", (true, false)),
        ("word[0] = 'x';", (true, false)),
        ("try { } catch (limit) { }", (false, true)),
    ] {
        assert_eq!(fixed(before, after), still, "{after}");
    }
    assert_eq!(fixed("let limit = count(); let word = \"w\" + 1;", ""), (false, true));
    assert_eq!(fixed("let limit = 5; let word = \"w\" + 1;", "word.make_upper();"), (true, false));
}

#[test]
fn functions_of_a_script_are_read_where_they_are_called() {
    let told = |functions: &str, closure: &str| {
        let found = read(&format!("{functions} search().filter({closure});"));
        found.first().map_or("not at all", |closure| if closure.verdict.is_whole() { "wholly" } else { "in part" })
    };
    let old = "fn old(v, n) { let age = days_since(v.updated_at); if age > n { return true; } v.is_clip }";
    assert_eq!(told(old, "|v| old(v, 30)"), "wholly");
    assert_eq!(told(old, "|v| v.has_master && !old(v, v.size)"), "wholly");
    assert_eq!(told(old, "|v| v.has_master && old(v)"), "in part");
    assert_eq!(told(old, "|v| v.old(30)"), "not at all");
    assert_eq!(told("fn deep(v, n) { v.size > param(\"days\", 3, \"days\") }", "|v| deep(v, 1)"), "not at all");
    assert_eq!(told("fn endless(v) { endless(v) }", "|v| endless(v)"), "not at all");
    assert_eq!(told("fn two(a, b) { a.size > b.size }", "|v| two(v, v)"), "not at all");
    assert_eq!(told("fn date(text) { now() }", "|v| v.updated_at < date(\"2020-01-01\")"), "not at all");
    let doubled = "fn a(n) { n + n } fn b(n) { a(n) + a(n) } fn c(n) { b(n) + b(n) } fn d(n) { c(n) + c(n) } \
                   fn e(n) { d(n) + d(n) } fn f(n) { e(n) + e(n) } fn g(n) { f(n) + f(n) }";
    assert_eq!(told(doubled, "|v| c(v.size) > 5"), "wholly");
    assert_eq!(told(doubled, "|v| g(v.size) > 5"), "not at all", "what it means would grow without bound");
}

#[test]
fn what_means_the_same_again_and_again_does_not_grow_without_bound() {
    let doubled = |count: usize| {
        let next = |number: usize| format!("let a{number} = a{0} + a{0};", number - 1);
        (1..=count).map(next).collect::<Vec<_>>().join(" ")
    };
    let body = |count| format!("let a0 = v.name.len(); {} if a{count} > 0 {{ delete_video(v); }}", doubled(count));
    assert_eq!(done(&body(5)), "wholly");
    assert_eq!(done(&body(200)), "not at all");
    let top = |count: usize| {
        let text = format!("let a0 = 1; {} search().filter(|v| v.size > a{count});", doubled(count));
        read(&text).first().map(|closure| closure.verdict.parts())
    };
    assert!(top(5).is_some_and(|parts| parts > 60));
    assert!(top(200).is_some_and(|parts| parts < 10), "it is captured as any other variable");
}

#[test]
fn what_no_video_can_tell_is_not_called_told() {
    for condition in [
        "days_ago(1.5) > v.created_at",
        "seconds(1.5) < v.duration",
        "v.size > 1.5 * GB",
        "v.duration / 2 > seconds(5)",
        "v.duration + \"\" == \"x\"",
        "v.tags == []",
        "v.tags != [\"a\"]",
        "known(v, \"renditions\")",
        "v.name > true",
        "() == ()",
    ] {
        assert_eq!(told(&format!("|v| {condition}")), "not at all", "{condition}");
        assert_eq!(told(&format!("|v| v.has_master && {condition}")), "in part", "{condition}");
    }
    assert_eq!(done("delete_video(v, `${v.duration} long`);"), "not at all");
}

/// How a body is done: wholly without the interpreter, in part, or not at all.
fn done(body: &str) -> &'static str {
    match read(&format!("search().each(|v| {{ {body} }});")).first().map(|closure| &closure.acts) {
        Some(acts) if acts.is_whole() => "wholly",
        Some(acts) if acts.tells() => "in part",
        _ => "not at all",
    }
}

#[test]
fn what_only_proposes_is_done_without_the_interpreter() {
    for body in [
        "delete_video(v);",
        "v.delete_master(\"old\")",
        "if v.has_master { delete_master(v); } else if v.is_clip { delete_video(v); }",
        "if !v.has_master { return; } keep(v, `seen by ${v.name}`);",
        "let age = days_since(v.updated_at); if age > 5 { if age < 9 { delete_video(v, \"after \" + age + \" days\"); } }",
        "quarantine(v, #{ days: 7, reason: v.name + \", \" + v.updated_at });",
    ] {
        assert_eq!(done(body), "wholly", "{body}");
    }
}

#[test]
fn a_body_is_left_to_the_interpreter_from_where_it_does_more() {
    for (body, how) in [
        ("if v.has_master { print(1); }", "in part"),
        ("if !v.has_master { return; } print(1);", "in part"),
        ("if v.has_master { delete_master(v); } print(1);", "not at all"),
        ("delete_master(v); print(1);", "not at all"),
        ("delete_video(v, assets(v).len());", "not at all"),
        ("delete_video(v, \"x\", 1);", "not at all"),
        ("let n = assets(v).len(); if v.has_master { delete_video(v); }", "not at all"),
        ("let v = video(\"x\"); delete_video(v);", "not at all"),
        ("let v = v.name; delete_video(v);", "not at all"),
        ("odd::tidy(v);", "not at all"),
        ("v.tidy();", "not at all"),
        ("delete_images(v);", "not at all"),
    ] {
        assert_eq!(done(body), how, "{body}");
    }
    assert!(read("fn keep(v, why) { } search().each(|v| keep(v, \"x\"));").is_empty());
}

#[test]
fn who_decides_is_told_by_line() {
    let text = "search()\n.filter(|v| v.has_master)\n.filter(|v| v.is_clip && assets(v).len() > 1)\n\
                .filter(|v| references(v).len() > 1)\n.each(|v| { if v.complete { delete_video(v); } });\n\
                for v in search() { if v.has_master { delete_master(v); print(1); } }";
    let policy = crate::script::tests::fixture::compile(text).expect("a policy");
    let told: Vec<String> = policy.steps().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2, filter: decided without the interpreter",
            "line 3, filter: its first conditions are decided without the interpreter",
            "line 4, filter: interpreted for every video",
            "line 5, each: done without the interpreter",
            "line 6, for: the interpreter is left out for videos that its conditions pass over",
        ]
    );
    assert!(policy.interpreted().steps().iter().all(|step| step.decided == super::Decided::Interpreted));
}
