//! Whatever is decided without the interpreter is what the interpreter decides: over random rules and libraries.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use crate::model::{Known, Millis, Text, Video, VideoId, VideoState};
use crate::script::tests::fixture::{compile, days_ago, library_of, now, video, wishes};
use crate::script::{LookedAhead, Outcome, Policy, PolicySource, RunOptions, Seen, run};

/// A value; with holes it may be none or unknown.
fn known<T>(value: impl Strategy<Value = T> + 'static, holes: bool) -> BoxedStrategy<Known<T>>
where
    T: std::fmt::Debug + Clone + 'static,
{
    let value = value.prop_map(Known::Value);
    if !holes {
        return value.boxed();
    }
    prop_oneof![6 => value, 1 => Just(Known::Absent), 1 => Just(Known::unknown("the page did not tell"))].boxed()
}

fn texts() -> impl Strategy<Value = Text> + Clone + 'static {
    prop::sample::select(vec!["", "a", "A news", "draft 7", "Äpfel", "active"]).prop_map(Text::from)
}

fn a_video(holes: bool) -> impl Strategy<Value = Video> {
    let times = || known((-5_i64..40).prop_map(days_ago), holes);
    let flags = || known(any::<bool>(), holes);
    (
        (
            known(texts(), holes),
            known(texts(), holes),
            known(prop::sample::select(vec![VideoState::Active, VideoState::Inactive]), holes),
        ),
        (times(), times(), times()),
        (flags(), flags(), flags()),
        known(prop::collection::vec(texts(), 0..3), holes),
        known((0_u32..200_000).prop_map(Millis::from), holes),
        known(0_u64..20, holes),
        known(prop::collection::btree_map(Just(Text::from("subject")), texts(), 0..2), holes),
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

fn library(holes: bool) -> impl Strategy<Value = Vec<Video>> {
    prop::collection::vec(a_video(holes), 1..8).prop_map(|videos| {
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
        (of(TIME), 1_i64..4).prop_map(|(a, n)| format!("days_since({a}) % {n} == 0")),
        (of(&["v.size", "v.size + turn", "turn", "days", "7 / turn"]), of(ORDER))
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
            "stale(v, days)",
            "both(v, v.size, word)",
            "label(v, 7) > \"b\"",
        ])
        .prop_map(str::to_owned),
        // What only the interpreter can tell; that this includes what fails, a test of its own says.
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
        1 => condition().prop_map(|a| format!("{{ let name = v.name; let v = v; name == word || {{ {a} }} }}")),
    ]
}

/// The last argument of a proposing function.
fn reason() -> impl Strategy<Value = String> {
    let part = of(&[
        "v.name",
        "days_since(v.updated_at)",
        "v.created_at",
        "v.has_master",
        "v.duration",
        "v.size",
        "v.tags",
        "v.duration.minutes",
        "word",
        "days",
        "cutoff",
        "turn",
    ]);
    prop_oneof![
        2 => Just("\"x\"".to_owned()),
        2 => part.clone().prop_map(|part| format!("\"after \" + {part} + \" days\"")),
        1 => of(&["v.name + word", "word + days", "label(v, days)", "v.reference_id", "v.updated_at + word"]).prop_map(str::to_owned),
        2 => (part.clone(), part).prop_map(|(a, b)| format!("`${{{a}}} of ${{{b}}}`")),
    ]
}

/// A call of a proposing function.
fn proposal() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (of(&["delete_video", "delete_master", "keep", "quarantine"]), reason())
            .prop_map(|(name, reason)| format!("{name}(v, {reason});")),
        1 => reason().prop_map(|reason| format!("tidy(v, {reason});")),
        1 => of(&["delete_video(v);", "delete_master(v);", "keep(v);", "v.quarantine();"]).prop_map(str::to_owned),
        1 => (reason(), of(&["days: 3", "days: turn + 1", "force: v.is_clip", "force: true"]))
            .prop_map(|(reason, option)| format!("quarantine(v, #{{ reason: {reason}, {option} }});")),
    ]
}

/// The body of `.each`.
fn body() -> impl Strategy<Value = String> {
    let condition = || condition().boxed();
    let proposal = || proposal().boxed();
    prop_oneof![
        (condition(), proposal()).prop_map(|(a, does)| format!("if {a} {{ {does} }}")),
        (condition(), proposal(), proposal()).prop_map(|(a, does, more)| format!("if {a} {{ LEAVE; }} {does} {more}")),
        (condition(), condition(), proposal(), proposal()).prop_map(|(a, b, does, more)| {
            format!("if {a} {{ {does} }} else if {b} {{ {more} }} if {b} {{ print(v.id); }}")
        }),
        (condition(), condition()).prop_map(|(a, b)| format!(
            "let n = days_since(v.created_at); if {a} {{ if {b} {{ keep(v, `${{n}}`); }} }}"
        )),
        proposal(),
    ]
}

fn script(filter: &str, body: &str) -> String {
    let (body, looped) = (body.replace("LEAVE", "return"), body.replace("LEAVE", "continue"));
    format!(
        "let days = param(\"days\", 20, \"days\"); let word = \"a\"; let cutoff = days_ago(days); let turn = 1;\n\
         fn odd(v) {{ let n = 0; for tag in v.tags {{ n += 1; }} n % 2 == 1 || v.name == \"a\" }}\n\
         fn stale(v, most) {{ let age = days_since(v.updated_at); if age > most {{ return true; }} v.is_clip }}\n\
         fn both(v, days, word) {{ stale(v, days) && v.name != word }}\n\
         fn label(v, n) {{ if v.complete {{ v.name + n }} else {{ `${{v.id}} ${{n}}` }} }}\n\
         fn tidy(v, why) {{ if v.complete {{ return; }} if stale(v, 9) {{ keep(v); return; }} delete_video(v, why); }}\n\
         let left = search().filter(|v| {filter});\n\
         turn += 1;\n\
         print(left.each(|v| {{ {body} }}));\n\
         search().each(|v| {{ {body} }});\n\
         for v in search() {{ if v.state == \"active\" {{ continue; }} {looped} }}\n"
    )
}

/// Runs a policy with and without the interpreter, which must come to the same; gives whether it ran to its end.
fn same(policy: &Policy, text: &str, videos: &[Video], options: &RunOptions) -> bool {
    let ran = |policy: &Policy| {
        let outcome = run(policy, Arc::new(library_of(videos.to_vec())), options.clone());
        let seen = |outcome: &Outcome| outcome.seen.iter().copied().collect::<BTreeSet<u64>>();
        // How much is foreseen hangs on how much is known without the interpreter.
        let plain = |outcome| Outcome { seen: Seen::default(), looked_ahead: LookedAhead::default(), ..outcome };
        let outcome = outcome.map(|outcome| (seen(&outcome), plain(outcome)));
        (format!("{outcome:#?}"), outcome.is_ok())
    };
    let (native, interpreted) = (ran(policy), ran(&policy.interpreted()));
    if let Some((a, b)) = native.0.lines().zip(interpreted.0.lines()).find(|(a, b)| a != b) {
        panic!("{a}\n{b}\n{text}");
    }
    assert_eq!(native.0.lines().count(), interpreted.0.lines().count(), "{text}");
    native.1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_policy_decides_alike_with_and_without_the_interpreter(
        filter in filter(), body in body(), videos in prop_oneof![2 => library(false), 1 => library(true)],
    ) {
        let text = script(&filter, &body);
        // What the checks refuse is never run.
        let Ok(policy) = compile(&text) else { return Ok(()) };
        same(&policy, &text, &videos, &RunOptions::at(now()));
    }
}

#[test]
fn what_fails_fails_alike_with_and_without_the_interpreter() {
    for body in [
        "delete_video(v); delete_master(v, #{ force: v.size });",
        "keep(v); quarantine(v, #{ days: v.size - 7 });",
        "quarantine(v, #{ days: 1 - turn });",
        "quarantine(v, #{ days: 3, reason: v.updated_at });",
        "keep(v, v.tags);",
        "delete_master(v, #{ force: v.name });",
        "if days_since(v.updated_at) % (turn - 2) == 1 { delete_video(v); }",
        "if 9_000_000_000_000_000_000 * days > 1 { delete_video(v); }",
        "delete_video(v, v.name * 2);",
    ] {
        let text = script("true", body);
        let Ok(policy) = compile(&text) else {
            eprintln!("REFUSED {body}");
            continue;
        };
        let mut video = video("a", 3);
        video.size = Known::Value(7);
        assert!(!same(&policy, &text, &[video], &RunOptions::at(now())), "{body}");
    }
}

#[test]
fn bounds_hold_alike_with_and_without_the_interpreter() {
    let limit = |change: fn(&mut RunOptions)| {
        let mut options = RunOptions::at(now());
        change(&mut options);
        options
    };
    let videos = ["a", "b"].map(|id| {
        let mut video = video(id, 3);
        video.name = Known::Value("a name of sixty characters, or a little less than so many".into());
        video
    });
    for (body, options) in [
        ("delete_video(v, \"x\")", limit(|options| options.limits.proposals = 1)),
        ("keep(v, \"x\")", limit(|options| options.limits.proposals = 1)),
        ("delete_video(v, v.name + v.name)", limit(|options| options.limits.string_bytes = 100)),
        ("delete_video(v, v.name)", limit(|options| options.limits.reason_bytes = 10)),
        ("if v.name.to_upper() != \"\" { delete_video(v) }", limit(|options| options.limits.string_bytes = 20)),
    ] {
        for text in [format!("search().each(|v| {body});"), format!("for v in search() {{ {body}; }}")] {
            let policy = compile(&text).unwrap_or_else(|found| panic!("{body}: {found:#?}"));
            let ran = |policy| {
                let outcome = run(policy, Arc::new(library_of(videos.to_vec())), options.clone());
                // Where a closure stands is all that the engine tells of a bound that is reached in it.
                outcome.map(|outcome| wishes(&outcome)).map_err(|found| (found.code, found.message))
            };
            assert_eq!(ran(&policy), ran(&policy.interpreted()), "{text}");
        }
    }
}

/// Runs a policy with a module `m` with and without the interpreter; gives its proposals, or the code of its error.
fn with_module(text: &str, module: &str) -> Result<Vec<String>, &'static str> {
    let policy = Policy::compile(&PolicySource::from_text("p.rhai", text, &[("m", module)]));
    let policy = policy.unwrap_or_else(|found| panic!("{text}: {found:#?}"));
    let (videos, options) = ([video("a", 3), video("b", 9)], RunOptions::at(now()));
    same(&policy, text, &videos, &options);
    let outcome = run(&policy, Arc::new(library_of(videos.to_vec())), options);
    outcome.map(|outcome| wishes(&outcome)).map_err(|found| found.code)
}

#[test]
fn a_call_means_the_function_that_the_engine_finds() {
    // A closure is called in the script that walks, which may have a function of the same name.
    let module = "fn helper(v) { keep(v, \"m\"); } fn is_it(n) { false } fn apply(f) { search().each(f); } \
                  fn pick(f) { search().filter(f) }";
    for text in [
        "import \"m\" as m; fn helper(v) { delete_video(v, \"main\"); } m::apply(|v| { helper(v) });",
        "import \"m\" as m; fn is_it(n) { true } m::pick(|v| is_it(v.name)).each(|v| delete_video(v, \"x\"));",
        "import \"m\" as m; fn helper(v) { delete_video(v, \"main\"); } m::apply(|v| { for w in search() { helper(w) } });",
    ] {
        assert_eq!(with_module(text, module), Ok(Vec::new()), "{text}");
    }
    // One that was made in a module cannot be called elsewhere.
    let text = "import \"m\" as m; search().each(m::closure(\"a\"));";
    assert!(with_module(text, "fn closure(x) { |v| { delete_video(v, x); } }").is_err());
    // A function for one type is not meant by a plain call.
    for text in [
        "fn drop(v) { keep(v, \"no\"); } fn int.drop(v) { delete_video(v, \"x\"); } search().each(|v| { drop(v) });",
        "fn ok(n) { false } fn string.ok(n) { true } search().filter(|v| ok(v.name)).each(|v| delete_video(v));",
    ] {
        assert_eq!(with_module(text, ""), Ok(Vec::new()), "{text}");
    }
}

#[test]
fn closures_that_cannot_be_called_fail_alike_with_and_without_the_interpreter() {
    for text in [
        "search().each(|a, v| delete_video(v, \"x\"));",
        "let f = |v| { delete_video(v, \"x\") }; search().each(f.curry(1));",
        "let f = |a, b, v| { delete_video(v, \"x\") }; search().each(f.curry(1));",
        "search().filter(|a, v| v.state == \"active\").each(|v| delete_video(v, \"x\"));",
        "fn f(v) { g(v) } fn g(v) { h(v) } fn h(v) { i(v) } fn i(v) { delete_video(v, \"x\") } \
         fn deep(n) { if n == 0 { search().each(|v| f(v)); } else { deep(n - 1) } } deep(18);",
        "fn deep(n) { if n == 0 { for v in search() { delete_video(v); } } else { deep(n - 1) } } deep(30);",
    ] {
        assert!(with_module(text, "").is_err(), "{text}");
    }
    let text = "let f = |a, v| { delete_video(v, a) }; search().each(f.curry(\"x\"));";
    assert_eq!(with_module(text, "").map(|wishes| wishes.len()), Ok(2));
    // However deep it is called from.
    for depth in 0..24 {
        let text = format!(
            "fn f(v) {{ g(v) }} fn g(v) {{ delete_video(v, \"x\") }} fn deep(n) {{ if n == 0 {{ \
             search().filter(|v| v.has_master).each(|v| f(v)); for v in search() {{ f(v); }} }} else {{ deep(n - 1) }} }} \
             deep({depth});"
        );
        let _ = with_module(&text, "");
    }
}

#[test]
fn what_a_call_changes_in_its_place_is_no_longer_what_it_was() {
    for text in [
        "let n = 4; n.set_bit(5, true); search().each(|v| { if v.id.len() < n { delete_video(v, \"n\" + n) } });",
        "let n = 4; n.set_bit(0, true); for v in search() { if v.id.len() * 5 <= n { delete_video(v, \"n\" + n) } }",
        "let d = 2; set_bits(d, 0..12, 1000); search().each(|v| if v.updated_at > days_ago(d) { delete_video(v) });",
        "let s = 4; search().filter(|v| { s.set_bit(0, true); true }).each(|v| delete_video(v, \"n\" + s));",
        "let s = \"a\"; call(Fn(\"append\"), s, \"b\"); for v in search() { delete_video(v, s) }",
        "let s = \"a\"; let f = Fn(\"clear\"); call(f, s); search().each(|v| delete_video(v, s));",
        "let n = 4; call(Fn(\"set_bit\"), n, 0, true); for v in search() { delete_video(v, \"n\" + n) }",
    ] {
        assert_eq!(with_module(text, "").map(|wishes| wishes.len()), Ok(2), "{text}");
    }
}

#[test]
fn fractions_compare_alike_with_and_without_the_interpreter() {
    let numbers = [
        "0.1 + 0.2",
        "0.3",
        "1.0000000000000002",
        "1",
        "0.0000000000000001",
        "0",
        "-0.0",
        "9007199254740993",
        "9007199254740990.0",
        "9007199254740999.0",
        "1.0e308 * 10.0",
        "-1.0e308 * 10.0",
        "1.0e308 * 10.0 * 0.0",
        "0.25",
        "3",
    ];
    for one in numbers {
        for other in numbers {
            let text = format!(
                "let a = 1; a = {one}; let b = 1; b = {other}; search().each(|v| {{ if a < b {{ keep(v, \"<\"); }} \
                 if a <= b {{ keep(v, \"<=\"); }} if a > b {{ keep(v, \">\"); }} if a >= b {{ keep(v, \">=\"); }} \
                 if a == b {{ keep(v, \"==\"); }} if a != b {{ keep(v, \"!=\"); }} }});"
            );
            assert!(with_module(&text, "").is_ok(), "{text}");
        }
    }
}

#[test]
fn what_stands_for_no_value_is_told_alike_with_and_without_the_interpreter() {
    for (text, left) in [
        (
            "fn cut(n) { if n.len() > 90 { return n; } () } \
          search().each(|v| { let d = cut(v.name) ?? \"none\"; if d != \"none\" { delete_video(v, \"x\"); } });",
            0,
        ),
        (
            "fn f(n) { if n == \"a\" { () } else { n } } search().each(|v| if (f(\"a\") ?? \"z\") != \"z\" { delete_video(v); });",
            0,
        ),
        ("search().each(|v| if (v.name ?? \"z\") != \"z\" && v.created_at < today() { delete_video(v); });", 2),
    ] {
        assert_eq!(with_module(text, "").map(|wishes| wishes.len()), Ok(left), "{text}");
    }
}

#[test]
fn a_module_proposes_alike_with_and_without_the_interpreter() {
    let module = "fn tidy(videos) {\n videos.each(|v| if v.has_master {\n  delete_master(v);\n });\n\
                  for v in videos {\n  if v.state == \"active\" { keep(v, `${v.name} plays`); }\n }\n}";
    let text =
        "import \"lib/x\" as x;\nx::tidy(search());\nsearch().each(|v| if v.has_master {\n  delete_master(v);\n });";
    let policy = Policy::compile(&PolicySource::from_text("p.rhai", text, &[("lib/x", module)])).expect("a policy");
    assert!(same(&policy, text, &[video("a", 3), video("b", 9)], &RunOptions::at(now())));
    let outcome = run(&policy, Arc::new(library_of(vec![video("a", 3)])), RunOptions::at(now())).expect("a plan");
    let reasons: Vec<_> =
        outcome.proposals.iter().map(|wish| (wish.reason.policy.as_str(), wish.reason.line)).collect();
    assert_eq!(reasons, [("lib/x", 2), ("p.rhai", 3)]);
}

#[test]
fn what_can_be_told_is_told_and_takes_nothing_of_the_interpreter() {
    let conditions = "if !v.has_master { return false; } ".repeat(60);
    let old = format!("fn old(v, n) {{ {conditions} days_since(v.updated_at) > n }}");
    let videos = vec![video("a", 3), video("b", 9)];
    for walk in [
        "search().filter(|v| old(v, 5)).each(|v| delete_video(v, `${v.name} is old`));",
        "search().each(|v| if old(v, days) { delete_video(v, \"unchanged for \" + days_since(v.updated_at) + \" days\"); });",
        "for v in search() { if !old(v, days) { continue; } delete_video(v); }",
    ] {
        let text = format!("{old} let days = 5; {walk}");
        let policy = compile(&text).unwrap_or_else(|found| panic!("{text}: {found:#?}"));
        let ran = |policy| {
            let mut options = RunOptions::at(now());
            (options.limits.operations, options.limits.operations_per_item) = (100, 0);
            let outcome = run(policy, Arc::new(library_of(videos.clone())), options);
            outcome.map(|outcome| wishes(&outcome)).map_err(|found| found.code)
        };
        assert_eq!(ran(&policy), Ok(vec!["delete_video b".to_owned()]), "{text}");
        assert_eq!(ran(&policy.interpreted()), Err("too-many-operations"), "{text}");
    }
}
