//! Policies that try to get out, or to take everything: each ends in an error that names the bound, or does no harm.

use std::sync::mpsc;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use super::fixture::{compile, library, now};
use crate::script::{Limits, Outcome, RunOptions, run};

/// A guard, not a measure: what no bound ends would never come back.
const LONGEST: Duration = Duration::from_mins(1);

/// A name, a policy, and the code of the error that it ends in; none for one that does no harm.
type Attack = (&'static str, &'static str, &'static str);

const ATTACKS: [Attack; 77] = [
    ("nest-list", "let a = []; loop { a = [a]; }", "too-deep"),
    ("nest-list-moved", "let a = []; loop { a = [take(a)]; }", "too-deep"),
    ("nest-map", "let a = #{}; loop { a = #{a: a, b: 1}; }", "too-deep"),
    ("nest-in-function", "fn wrap(x) { [[[[[x]]]]] } let a = 1; loop { a = wrap(a); }", "too-deep"),
    ("nest-captured", "let a = 1; let f = || { a = [a]; }; loop { f.call(); }", "too-deep"),
    ("nest-reduce", "let a = []; a.pad(10000, 1); a.reduce(|s, x| [s], []);", "too-deep"),
    ("nest-closure", "let f = Fn(\"x\"); loop { f = Fn(\"x\").curry(f); }", "too-deep"),
    ("double-closure", "let f = Fn(\"x\"); loop { f = f.curry(f); }", "too-much-memory"),
    ("nest-chain", "let v = search(); loop { v = v.filter(Fn(\"f\").curry(v)); }", "too-deep"),
    ("long-chain", "let v = search(); loop { v = v.take(5); }", "too-many-steps"),
    (
        "captured-lists",
        "let a = []; a.pad(100000, 0); let fs = []; loop { let b = a; fs.push(|| b); }",
        "too-much-memory",
    ),
    (
        "captured-texts",
        "let s = \"\"; s.pad(1000000, \"a\"); let m = []; loop { let t = s; t += \"b\"; m.push(Fn(\"x\").curry(t)); }",
        "too-much-memory",
    ),
    (
        "pad-with-closure",
        "let s = []; s.pad(10000, \"a\"); let f = Fn(\"x\").curry(s); let a = []; a.pad(1000000, f);",
        "too-much-memory",
    ),
    (
        "large-keys",
        "let s = \"\"; s.pad(1000000, \"a\"); let m = #{}; let i = 0; loop { m[s + i] = 1; i += 1; }",
        "too-much-memory",
    ),
    (
        "texts-in-map",
        "let s = \"\"; s.pad(1000000, \"a\"); let a = []; a.pad(100000, 0); a.map(|x| s + x);",
        "too-much-memory",
    ),
    (
        "group-keys",
        "let s = \"\"; s.pad(4000000, \"a\"); let n = 0; loop { search().group_by(|v| { n += 1; let fs = s + n; fs }); }",
        "too-much-memory",
    ),
    ("replace-multiplies", "let s = \"\"; s.pad(1000000, \"a\"); let t = s; s.replace(\"a\", t);", "too-large"),
    ("replace-letter", "let s = \"\"; s.pad(1000000, \"a\"); let t = s; s.replace('a', t);", "too-large"),
    ("replace-empty", "let s = \"\"; s.pad(4000, \"a\"); let t = s; s.replace(\"\", t);", "too-large"),
    ("doubling-text", "let s = \"x\"; loop { s += s; }", "too-large"),
    ("doubling-interpolated", "let s = \"x\"; loop { s = `${s}${s}`; }", "too-large"),
    ("doubling-list", "let a = [1]; loop { a += a; }", "too-large"),
    ("doubling-append", "let a = [1]; loop { a.append(a); }", "too-large"),
    ("doubling-insert", "let a = [[1]]; loop { a.insert(0, [a[0], a[0]]); a[0] += a[0]; }", "too-large"),
    ("many-texts", "let s = \"\"; s.pad(1000, \"a\"); let a = []; loop { a.push(s); }", "too-large"),
    ("many-texts-nested", "let s = \"\"; s.pad(10000, \"a\"); let a = [[]]; loop { a[0].push([s]); }", "too-large"),
    ("pad-list", "let a = []; a.pad(9223372036854775807, [1, [2, 3]]);", "too-large"),
    ("pad-text", "let s = \"x\"; s.pad(9223372036854775807, \"abc\");", "too-large"),
    ("pad-text-overflow", "let a = [1]; a.pad(4611686018427387904, \"aaaaaaaa\");", "too-large"),
    ("blob", "blob(9223372036854775807);", "too-large"),
    ("many-settings", "let i = 0; loop { param(\"a\" + i, i); i += 1; }", "too-many-settings"),
    ("large-setting", "let s = \"\"; s.pad(100000, \"a\"); param(\"n\", s);", "too-large"),
    ("large-setting-name", "let s = \"\"; s.pad(100000, \"a\"); param(s, 1);", "too-large"),
    ("endless-searches", "loop { search().take(1).count(); }", "too-many-questions"),
    ("endless-lookups", "loop { video(\"a\"); }", "too-many-questions"),
    ("endless-misses", "loop { find_video(\"zzz\"); }", "too-many-questions"),
    ("endless-count", "loop { count(); }", "too-many-questions"),
    ("search-in-filter", "search().filter(|v| { loop { search().count(); } true }).count();", "too-many-questions"),
    ("query-brackets", "let s = \"\"; s.pad(100000, \"(\"); search(s).count();", "too-large"),
    ("endless-range", "for i in 0..9223372036854775807 { }", "too-many-operations"),
    ("endless-steps", "for i in range(0, 9223372036854775807, 1) { }", "too-many-operations"),
    ("endless-filter", "search().filter(|v| { loop { } true }).count();", "too-many-operations"),
    ("endless-caught", "loop { try { loop { } } catch (e) { } }", "too-many-operations"),
    ("endless-comparison", "let a = [3, 1, 2]; a.sort(|x, y| { loop { } });", "too-many-operations"),
    ("endless-dedup", "let a = [1, 1]; a.dedup(|x, y| { loop { } });", "too-many-operations"),
    ("print-flood", "loop { print(\"x\"); }", "too-many-operations"),
    ("recursion", "fn f(n) { f(n + 1) } f(1);", "too-deep"),
    ("mutual-recursion", "fn f(n) { g(n) } fn g(n) { f(n) } f(1);", "too-deep"),
    ("closure-recursion", "fn f(x) { Fn(\"f\").call(x) } f(1);", "too-deep"),
    ("module-metadata", "get_fn_metadata_list();", ""),
    ("eval-by-name", "Fn(\"eval\").call(\"1\");", "script"),
    ("debug-by-name", "Fn(\"debug\").call(1);", "script"),
    ("sleep-by-name", "Fn(\"sleep\").call(1);", "not-supported"),
    ("computed-delete", "Fn(\"delete\" + \"_everything\").call(1);", "wrong-type"),
    ("throw-large", "let s = \"\"; s.pad(1000, \"a\"); throw s;", "thrown"),
    ("min-by-minus-one", "let m = -9223372036854775807 - 1; m / -1;", "arithmetic"),
    ("min-rest-minus-one", "let m = -9223372036854775807 - 1; m % -1;", "arithmetic"),
    ("negate-min", "let m = -9223372036854775807 - 1; -m;", "arithmetic"),
    ("absolute-min", "let m = -9223372036854775807 - 1; m.abs();", "arithmetic"),
    ("power", "let x = 10; x ** 1000;", "arithmetic"),
    ("size-overflow", "let x = 9999999999; x * TB;", "arithmetic"),
    ("divide-by-zero", "let x = 0; 1 / x;", "arithmetic"),
    ("shifts", "let x = 1; x << 64; x << -64; x >> 9223372036854775807; x << (-9223372036854775807 - 1);", ""),
    ("days-far", "days_ago(9000000000000000000);", "time-range"),
    ("days-float", "days_ago(1e300);", "time-range"),
    ("hours-min", "hours_ago(-9223372036854775807 - 1);", "time-range"),
    ("date-far", "date(\"9999999-01-01\");", "bad-date"),
    (
        "seconds-far",
        "seconds(9223372036854775807) + seconds(9223372036854775807); now() - seconds(9223372036854775807);",
        "time-range",
    ),
    (
        "nan",
        "let n = 0.0 / 0.0; if n == n || n > 1 || n < 1 { throw \"nan\" } search().filter(|v| days_since(v.created_at) > n).each(|v| delete_video(v));",
        "",
    ),
    (
        "nan-sorted",
        "let n = 0.0 / 0.0; let a = []; for i in 0..300 { a.push(if i % 2 == 0 { n } else { 1.0 * i }); } a.sort();",
        "",
    ),
    ("take-negative", "search().take(-1);", "negative-count"),
    (
        "contradicting-sort",
        "let a = []; for i in 0..500 { a.push(i * 7919 % 5003); } let n = 0; a.sort(|x, y| { n += 1; if n % 3 == 0 { 1 } else { -1 } });",
        "",
    ),
    (
        "mixed-sort",
        "let n = 0; search().sort_by(|v| { n += 1; if n == 1 { \"a\" } else if n == 2 { 1 } else { 1.5 } }).count();",
        "",
    ),
    ("json-depth", "let s = \"\"; s.pad(100000, \"[\"); parse_json(s);", "thrown"),
    ("read-without-folder", "read_lines(\"/etc/passwd\");", "no-folder"),
    (
        "tags-are-copies",
        "for v in search(\"id:a\") { let t = v.tags; t.push(\"x\"); t[0] = \"y\"; if v.tags.len() != 1 || t == v.tags { throw \"changed\" } }",
        "",
    ),
    (
        "native-is-a-copy",
        "for v in search(\"id:a\") { let n = v.native; n.id = \"2\"; if v.native.id == \"2\" { throw \"changed\" } }",
        "",
    ),
];

/// Policies that are refused before they run.
const REFUSED: [(&str, &str); 16] = [
    ("eval", "eval(\"1\");"),
    ("this", "[1].for_each(|| { this = [this]; });"),
    ("sleep", "sleep(1);"),
    ("set-field", "for v in search() { v.name = \"x\"; }"),
    ("set-native", "let t = 1; GB = 2;"),
    ("shadow-delete", "fn delete_video(v) { 1 } delete_video(1);"),
    ("shadow-keep", "fn keep(v) { 1 }"),
    ("shadow-now", "fn now() { 1 }"),
    ("operator", "fn ==(a, b) { true }"),
    ("import-computed", "import \"a\" + \"b\" as x;"),
    ("import-parent", "import \"../x\" as x;"),
    ("bidi-name", "let a\u{202e}b = 1;"),
    ("zero-width", "let a\u{200b}b = 1;"),
    ("nul", "let a = 1;\0"),
    ("open-text", "let x = \"aaa"),
    ("open-list", "let x = [1, 2"),
];

fn limits() -> Limits {
    Limits { operations: 200_000, questions: 500, messages: 10, ..Limits::default() }
}

/// Runs a policy on a thread that is given up when it does not end.
fn ended(text: &'static str, limits: Limits) -> Option<Result<Outcome, &'static str>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let result = match compile(text) {
            Err(found) => Err(found.first().map_or("none", |first| first.code)),
            Ok(policy) => {
                let options = RunOptions { limits, ..RunOptions::at(now()) };
                run(&policy, Arc::new(library()), options).map_err(|diagnostic| diagnostic.code)
            }
        };
        let _ = tell.send(result);
    });
    told.recv_timeout(LONGEST).ok()
}

#[test]
fn every_attack_ends_in_its_error_or_does_no_harm() {
    let mut wrong = Vec::new();
    for (name, text, code) in ATTACKS {
        let mut limits = limits();
        // The memory is that of the whole process, other tests included: only these get little.
        if code == "too-much-memory" {
            limits.memory_bytes = 16 << 20;
        }
        let found = match ended(text, limits) {
            None => "it never ended",
            Some(Err(code)) => code,
            Some(Ok(outcome)) if outcome.proposals.is_empty() => "",
            Some(Ok(_)) => "it proposed something",
        };
        if found != code {
            wrong.push(format!("{name}: {found:?}, not {code:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_not_given_to_policies_is_refused_before_they_run() {
    let taken: Vec<&str> = REFUSED.iter().filter(|(_, text)| compile(text).is_ok()).map(|(name, _)| *name).collect();
    assert_eq!(taken, [""; 0]);
}

#[test]
fn a_text_of_any_shape_is_refused_without_a_crash() {
    let wide = |word: &str, times: usize| word.repeat(times);
    let texts = [
        wide("(", 200_000),
        wide("let x = #{a:", 5_000),
        wide("x.a", 3_000),
        wide("if true {} else ", 500),
        wide("`${", 2_000),
        wide("|x| ", 1_000),
        wide("throw ", 1_000),
        wide("switch 1 { 1 => ", 500),
        wide("try { ", 1_000),
        format!("{}b();", wide("a::", 3_000)),
        wide("1 ?? ", 1_500),
        wide("1 in ", 1_500),
        format!("let {} = 1;", wide("a", 200_000)),
        wide("delete_vidoe(1);\n", 2_000),
        format!("{}{}", wide("/*", 5_001), wide("x", 10_000)),
        wide(" ", 300 << 10),
    ];
    for text in &texts {
        let found = compile(text).err().expect("it must be refused");
        assert!((1..=50).contains(&found.len()), "{} mistakes", found.len());
    }
}

#[test]
fn output_is_bounded_and_says_so() {
    let text = "let s = \"\"; s.pad(100000, \"a\"); for i in 0..100 { print(s); }";
    let outcome = ended(text, limits()).expect("it ends").expect("it is harmless");
    assert_eq!(outcome.messages.len(), 11);
    assert!(outcome.messages.iter().all(|message| message.text.len() < 1_100));
    assert_eq!(
        outcome.messages.last().map(|last| last.text.as_str()),
        Some("10 messages were shown; further ones are left out")
    );
}

#[test]
fn reasons_are_cut() {
    static LAST: OnceLock<&str> = OnceLock::new();
    let text = LAST
        .get_or_init(|| "let s = \"\"; s.pad(1000000, \"é\"); search().each(|v| { delete_video(v, s); keep(v, s); });");
    let outcome = ended(text, limits()).expect("it ends").expect("it is harmless");
    assert_eq!(outcome.proposals.len(), 3);
    assert!(outcome.proposals.iter().all(|proposal| proposal.reason.text.ends_with("… (1999000 bytes more)")));
    assert!(outcome.keeps.iter().all(|keep| keep.reason.text.len() < 1_100));
}

#[test]
fn keeps_are_bounded() {
    let text = "let i = 0; loop { keep(video(\"a\"), \"\" + i); i += 1; }";
    let limits = Limits { proposals: 20, ..limits() };
    assert_eq!(ended(text, limits).expect("it ends").err(), Some("too-many-keeps"));
}

/// The files of a folder with something of every kind that must not be read.
#[cfg(target_os = "linux")]
#[test]
fn files_that_are_not_files_are_refused_at_once() {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use crate::script::{Policy, PolicySource};

    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("policies");
    fs::create_dir_all(dir.join("inside")).unwrap();
    fs::write(root.path().join("secret.txt"), "s3cret").unwrap();
    symlink("../secret.txt", dir.join("link")).unwrap();
    symlink("..", dir.join("up")).unwrap();
    symlink("/dev/zero", dir.join("zero")).unwrap();
    symlink("/proc/self/environ", dir.join("environ")).unwrap();
    symlink("loop", dir.join("loop")).unwrap();
    fs::write(dir.join("bytes"), [0xff, 0xfe]).unwrap();
    fs::write(dir.join("bomb.json"), "[{\"a\":[]},".repeat(500_000)).unwrap();
    fs::write(dir.join("deep.json"), "[".repeat(100_000)).unwrap();
    fs::write(dir.join("bomb.csv"), "a\n".repeat(1_000_010)).unwrap();
    assert!(Command::new("mkfifo").arg(dir.join("pipe")).status().unwrap().success());
    let attempts = [
        ("../secret.txt", "outside-folder"),
        ("inside/../../secret.txt", "outside-folder"),
        ("/etc/passwd", "outside-folder"),
        ("..\\\\secret.txt", "outside-folder"),
        ("C:\\\\secret.txt", "outside-folder"),
        ("", "outside-folder"),
        ("link", "outside-folder"),
        ("up/secret.txt", "outside-folder"),
        ("zero", "outside-folder"),
        ("environ", "outside-folder"),
        ("~/secret.txt", "no-such-file"),
        ("file:///etc/passwd", "no-such-file"),
        ("%2e%2e/secret.txt", "no-such-file"),
        ("BYTES", "no-such-file"),
        ("loop", "unreadable-file"),
        ("nul\\x00byte", "unreadable-file"),
        ("inside", "not-a-file"),
        ("pipe", "not-a-file"),
        ("bytes", "not-utf8"),
        ("bomb.json", "too-large"),
        ("deep.json", "bad-json"),
        ("bomb.csv", "too-large"),
    ];
    let mut found = Vec::new();
    for (path, _) in attempts {
        let reader = if path.ends_with("json") {
            "read_json"
        } else if path.ends_with("csv") {
            "read_csv"
        } else {
            "read_lines"
        };
        fs::write(dir.join("p.rhai"), format!("{reader}(\"{path}\");")).unwrap();
        let policy = Policy::compile(&PolicySource::load(&dir.join("p.rhai")).unwrap()).unwrap();
        let Err(error) = run(&policy, Arc::new(library()), RunOptions::at(now())) else { panic!("it must be refused") };
        assert!(!format!("{error:?}").contains("s3cret"));
        found.push((path, error.code));
    }
    assert_eq!(found, attempts);
    for name in ["pipe", "zero", "inside"] {
        fs::remove_file(dir.join("m.rhai")).ok();
        symlink(name, dir.join("m.rhai")).unwrap();
        fs::write(dir.join("p.rhai"), "import \"m\" as m;").unwrap();
        assert!(PolicySource::load(&dir.join("p.rhai")).is_err());
    }
}
