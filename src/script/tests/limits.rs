//! Scripts that loop, recurse, allocate or take too long end with an error that names the bound.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::fixture::{compile, failure, go, library, library_of, now, place, video};
use crate::script::{RunOptions, run};

#[test]
fn endless_scripts_end_in_a_clear_error() {
    assert_eq!(failure("loop { }").code, "too-many-operations");
    assert_eq!(failure("let n = 0; while true { n += 1; }").code, "too-many-operations");
    assert_eq!(failure("try { loop { } } catch { }").code, "too-many-operations");
    assert_eq!(failure("fn f(n) { f(n + 1) } f(1);").code, "too-deep");
    assert_eq!(failure("let s = \"x\"; loop { s += s; }").code, "too-large");
    assert_eq!(failure("let a = [1]; loop { a += a; }").code, "too-large");
}

#[test]
fn an_error_shows_its_place_and_the_video() {
    let diagnostic = failure("let n = 0;\nfor v in search() {\n    let x = 1 / n;\n}");
    assert_eq!(diagnostic.code, "arithmetic");
    assert_eq!(place(&diagnostic).0, 3);
    assert_eq!(diagnostic.notes, ["while looking at video a (Title a)"]);
}

#[test]
fn an_error_in_a_function_names_its_callers() {
    let diagnostic = failure("fn f(v) {\n    1 / 0\n}\nlet n = 1;\nf(n);");
    assert_eq!(place(&diagnostic).0, 2);
    assert_eq!(diagnostic.notes, ["in `f`, called on line 5"]);
}

#[test]
fn the_budget_is_for_each_video() {
    let policy = compile("for v in search() { let n = 0; while n < 2_000 { n += 1; } }").unwrap();
    let mut options = RunOptions::at(now());
    options.limits.operations = 20_000;
    let videos = (0..50).map(|n| video(&format!("v{n}"), 1)).collect();
    assert!(run(&policy, Arc::new(library_of(videos)), options).is_ok());
}

#[test]
fn a_cancelled_script_stops() {
    for text in ["loop { }", "for v in search() { }"] {
        let mut options = RunOptions::at(now());
        options.cancel = Arc::new(AtomicBool::new(true));
        let diagnostic = run(&compile(text).unwrap(), Arc::new(library()), options).unwrap_err();
        assert_eq!(diagnostic.code, "interrupted");
    }
}

#[test]
fn nothing_waits_or_reads_a_clock() {
    assert!(compile("sleep(1);").is_err());
    assert!(compile("timestamp();").is_err());
    assert!(compile("eval(\"1\");").is_err());
    assert_eq!(failure("Fn(\"sleep\").call(1);").code, "not-supported");
    assert_eq!(go("let t = now(); if t == now() { keep(video(\"a\")); }").keeps.len(), 1);
}

#[test]
fn deep_nesting_is_an_error_and_never_a_crash() {
    for text in
        ["(".repeat(20_000), "[".repeat(20_000), "if true {".repeat(5_000), "!".repeat(20_000), "-".repeat(20_000)]
    {
        assert!(compile(&text).is_err());
    }
    let sum = vec!["1"; 5_000].join("+\n");
    assert_eq!(compile(&format!("let x = {sum};")).err().unwrap()[0].code, "too-deep");
    assert_eq!(failure("fn f() { search().each(|v| f()); } f();").code, "too-deep");
    assert_eq!(failure("fn f() { for v in search().filter(|v| f()) { v.id; } true } f();").code, "too-deep");
}

#[test]
fn a_policy_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<crate::script::Policy>();
    shared::<crate::script::Outcome>();
}

#[test]
fn an_endless_loop_after_the_walk_ends_too() {
    assert_eq!(failure("for v in search() { } loop { }").code, "too-many-operations");
}

#[test]
fn proposals_are_bounded() {
    let mut options = RunOptions::at(now());
    options.limits.proposals = 2;
    let policy = compile("search().each(|v| delete_video(v, \"x\"));").unwrap();
    assert_eq!(run(&policy, Arc::new(library()), options).unwrap_err().code, "too-many-proposals");
}
