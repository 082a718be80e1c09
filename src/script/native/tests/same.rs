//! Whatever is decided without the interpreter is what the interpreter decides: over random rules and libraries.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use crate::model::{Known, Millis, Text, Video, VideoId, VideoState};
use crate::script::tests::fixture::{compile, days_ago, library_of, now, video};
use crate::script::{Outcome, RunOptions, Seen, run};

/// A value that is there, is none or is unknown.
fn known<T: std::fmt::Debug + Clone + 'static>(value: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Known<T>> {
    prop_oneof![
        6 => value.prop_map(Known::Value),
        1 => Just(Known::Absent),
        1 => Just(Known::unknown("the page did not tell")),
    ]
    .boxed()
}

fn texts() -> impl Strategy<Value = Text> + Clone + 'static {
    prop::sample::select(vec!["", "a", "A news", "draft 7", "Äpfel", "active"]).prop_map(Text::from)
}

fn a_video() -> impl Strategy<Value = Video> {
    let times = || known((-5_i64..40).prop_map(days_ago));
    let flags = || known(any::<bool>());
    (
        (known(texts()), known(texts()), known(prop::sample::select(vec![VideoState::Active, VideoState::Inactive]))),
        (times(), times(), times()),
        (flags(), flags(), flags()),
        known(prop::collection::vec(texts(), 0..3)),
        known((0_u32..200_000).prop_map(Millis::from)),
        known(0_u64..20),
        known(prop::collection::btree_map(Just(Text::from("subject")), texts(), 0..2)),
    )
        .prop_map(|(texts, times, flags, tags, duration, size, custom)| {
            let mut video = video("x", 3);
            (video.name, video.reference_id, video.state) = texts;
            (video.created_at, video.updated_at, video.published_at) = times;
            (video.has_master, video.is_clip, video.complete) = flags;
            (video.tags, video.duration, video.size, video.custom_fields) = (tags, duration, size, custom);
            video
        })
}

fn library() -> impl Strategy<Value = Vec<Video>> {
    prop::collection::vec(a_video(), 1..8).prop_map(|videos| {
        let named = |(number, mut video): (usize, Video)| {
            video.id = VideoId::new(format!("v{number}")).expect("an id");
            video
        };
        videos.into_iter().enumerate().map(named).collect()
    })
}

fn of(list: &'static [&'static str]) -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(list)
}

const TEXT: &[&str] = &["v.name", "v.reference_id", "v.state", "v.custom_fields.subject", "v.custom_fields.none"];
const TIME: &[&str] = &["v.created_at", "v.updated_at", "v.published_at", "v.created_at + hours(30)"];
const ORDER: &[&str] = &["<", "<=", ">", ">=", "==", "!="];
const EQUAL: &[&str] = &["==", "!="];

/// One condition on `v`; `days`, `word`, `cutoff` and `turn` are variables of the script.
fn atom() -> impl Strategy<Value = String> {
    let text = of(&["\"a\"", "\"A news\"", "\"active\"", "\"\"", "word", "()"]);
    prop_oneof![
        (of(TEXT), of(ORDER), text.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (of(EQUAL), of(TEXT), of(TEXT)).prop_map(|(op, a, b)| format!("{a} {op} {b}")),
        (of(TIME), of(ORDER), of(&["days_ago(9)", "days_ago(days)", "cutoff", "now()", "()", "date(\"2025-12-20\")"]))
            .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (of(TIME), of(ORDER), of(&["9", "days", "turn", "9.5", "()"]))
            .prop_map(|(a, op, b)| format!("days_since({a}) {op} {b}")),
        (of(TIME), of(ORDER)).prop_map(|(a, op)| format!("now() - {a} {op} hours(200)")),
        (of(TIME), 0_i64..4).prop_map(|(a, n)| format!("days_since({a}) % {n} == 0")),
        (of(&["v.size", "v.size + turn", "turn", "days", "v.size * 9_000_000_000_000_000_000", "7 / turn"]), of(ORDER))
            .prop_map(|(a, op)| format!("{a} {op} 9")),
        (of(ORDER), of(&["minutes(1)", "minutes(turn)", "()", "seconds(90) + seconds(1)"]))
            .prop_map(|(op, b)| format!("v.duration {op} {b}")),
        (of(&["seconds", "minutes"]), of(ORDER)).prop_map(|(unit, op)| format!("v.duration.{unit} {op} 1")),
        of(&[
            "v.has_master",
            "v.is_clip",
            "v.complete",
            "v.is_clip == false",
            "v.is_clip != v.complete",
            "v.has_master == ()"
        ])
        .prop_map(str::to_owned),
        of(&[
            "\"a\" in v.tags",
            "word !in v.tags",
            "v.tags.contains(\"A news\")",
            "v.has_tag(\"a NEWS\")",
            "v.has_tag(word)",
            "v.tags.len() > 1",
            "v.tags.is_empty()",
            "v.tags.len == 0",
        ])
        .prop_map(str::to_owned),
        of(&[
            "v.name.contains(\"a\")",
            "\"news\" in v.name",
            "v.name.to_lower().contains(word)",
            "v.name.to_upper().starts_with(\"A\")",
            "v.name.ends_with(word)",
            "v.name.len() > 3",
            "v.name.is_empty()",
            "v.state in [\"active\", \"failed\"]",
            "(v.name ?? \"a\") == \"a\"",
            "known(v, \"size\")",
            "known(v, \"master\")",
        ])
        .prop_map(str::to_owned),
        // What only the interpreter can tell.
        of(&["odd(v)", "v.native.n == 3", "{ turn += 1; turn > 3 }", "assets(v).master != ()"]).prop_map(str::to_owned),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    atom().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} && {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("if {a} {{ {b} }} else {{ {c} }}")),
        ]
    })
}

/// The body of a filter.
fn filter() -> impl Strategy<Value = String> {
    let condition = || condition().boxed();
    prop_oneof![
        4 => condition().prop_map(|a| a),
        1 => (condition(), condition()).prop_map(|(a, b)| format!("{{ if {a} {{ return false; }} {b} }}")),
        1 => (condition(), condition()).prop_map(|(a, b)| format!("{{ if {a} {{ return {b}; }} {a} }}")),
        1 => condition().prop_map(|a| format!("{{ let age = days_since(v.updated_at); {a} && age > 9 }}")),
        1 => condition().prop_map(|a| format!("{{ {a}; }}")),
        1 => condition().prop_map(|a| format!("{{ let v = v.name; let name = v; name == word || {{ {a} }} }}")),
    ]
}

/// The body of `.each`.
fn body() -> impl Strategy<Value = String> {
    let condition = || condition().boxed();
    prop_oneof![
        condition().prop_map(|a| format!("if {a} {{ delete_video(v, \"x\"); }}")),
        condition().prop_map(|a| format!("if {a} {{ LEAVE; }} delete_master(v, \"x\");")),
        (condition(), condition()).prop_map(|(a, b)| {
            format!("if {a} {{ delete_master(v, \"x\"); }} else if {b} {{ keep(v, \"x\"); }} if {b} {{ print(v.id); }}")
        }),
        (condition(), condition()).prop_map(|(a, b)| format!(
            "let n = days_since(v.created_at); if {a} {{ if {b} {{ keep(v, `${{n}}`); }} }}"
        )),
    ]
}

fn script(filter: &str, body: &str) -> String {
    let (body, looped) = (body.replace("LEAVE", "return"), body.replace("LEAVE", "continue"));
    format!(
        "let days = param(\"days\", 20, \"days\"); let word = \"a\"; let cutoff = days_ago(days); let turn = 1;\n\
         fn odd(v) {{ v.id.len() % 2 == 1 || v.name == \"a\" }}\n\
         let left = search().filter(|v| {filter});\n\
         turn += 1;\n\
         print(left.each(|v| {{ {body} }}));\n\
         search().each(|v| {{ {body} }});\n\
         for v in search() {{ if v.state == \"active\" {{ continue; }} {looped} }}\n"
    )
}

/// All of an outcome, in an order.
fn told(outcome: Outcome) -> (BTreeSet<u64>, String) {
    let Outcome { seen, .. } = &outcome;
    let seen = seen.iter().copied().collect();
    (seen, format!("{:#?}", Outcome { seen: Seen::default(), ..outcome }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_policy_decides_alike_with_and_without_the_interpreter(
        filter in filter(), body in body(), videos in library(),
    ) {
        let text = script(&filter, &body);
        // What the checks refuse is never run.
        let Ok(policy) = compile(&text) else { return Ok(()) };
        let ran = |policy| {
            let outcome = run(policy, Arc::new(library_of(videos.clone())), RunOptions::at(now()));
            outcome.map(told).map_err(|diagnostic| format!("{diagnostic:#?}"))
        };
        prop_assert_eq!(ran(&policy), ran(&policy.interpreted()), "{}", text);
    }
}
