//! Facts about traced runs.

use std::path::Path;
use std::sync::Arc;

use super::fixture::{compile, library, now};
use crate::model::VideoId;
use crate::script::{Outcome, Policy, PolicySource, Recorder, RunOptions, run};

fn ran(policy: &Policy, recorder: Option<Arc<Recorder>>) -> Result<Outcome, String> {
    let options = RunOptions { recorder, ..RunOptions::at(now()) };
    run(policy, Arc::new(library()), options)
        .map_err(|diagnostic| format!("{}: {}", diagnostic.code, diagnostic.message))
}

/// What is noted of a policy for a video: line, text, sides and verdict of every condition.
fn noted(text: &str, video: &str) -> Vec<String> {
    let recorder = Arc::new(Recorder::of_video(VideoId::new(video).unwrap()));
    let policy = compile(text).unwrap().traced(&recorder);
    ran(&policy, Some(Arc::clone(&recorder))).unwrap();
    let show = |side: &Option<String>| side.clone().unwrap_or_else(|| "_".to_owned());
    let conditions = recorder.conditions().into_iter();
    conditions
        .map(|(site, note)| {
            let [left, right] = &note.sides;
            format!("{}: {} | {} | {} | {:?}", site.line, site.text, show(left), show(right), note.verdict)
        })
        .collect()
}

#[test]
fn every_condition_is_noted_with_its_values() {
    let text = "// x\nfor v in search() {\n  if v.state == \"active\" && !(days_since(v.updated_at) < 3) || v.has_tag(\"x\") {\n    delete_video(v);\n  }\n}";
    assert_eq!(
        noted(text, "a"),
        [
            "3: v.state == \"active\" | \"active\" | _ | Some(true)",
            "3: days_since(v.updated_at) < 3 | 10 | _ | Some(false)",
            "3: v.has_tag(\"x\") | _ | _ | None",
        ]
    );
}

#[test]
fn closures_and_their_conditions_are_noted() {
    let text =
        "// x\nsearch().filter(|v| v.has_master).filter(|v| (v.tags.len() + 1) * 2 > 3)\n  .each(|v| delete_video(v));";
    assert_eq!(
        noted(text, "a"),
        ["2: v.has_master | _ | _ | Some(true)", "2: (v.tags.len() + 1) * 2 > 3 | 4 | _ | Some(true)",]
    );
}

/// Texts in which it is hard to tell where a condition ends.
const HARD: &[&str] = &[
    "for v in search() { let old = v.updated_at < days_ago(3); if old { delete_video(v) } }",
    "for v in search() { if ((v.tags.len() + 1) * (2 + 1)) == 6 && (v.state == \"active\") == true { delete_video(v) } }",
    "for v in search() { switch v.state { \"active\" if v.tags.len() > 0 => delete_video(v), _ => () } }",
    "for v in search() { if v.state in [\"active\", \"failed\"] && \"x\" !in v.tags { delete_video(v) } }",
    "for v in search() { if v.name == \"a) && (\" || `x${v.id == \"a\"}y` != \"\" { delete_video(v, `b ${v.id == \"b\"}`) } }",
    "let n = 0; while n < 3 // && {\n { n += 1; } do { n -= 1; } while n > 0; for v in search() { if n == 0 { delete_video(v) } }",
    "fn old(v) { days_since(v.updated_at) > 3 } search().filter(|v| old(v) && v.tags.some(|t| t == \"News\")).each(|v| delete_video(v));",
    "search().filter(|v| if v.has_master { v.is_clip != true } else { false }).each(|v| if v.size > 1 { delete_video(v) } else { keep(v) });",
    "for v in search() { let a = [v.id == \"a\", v.id != \"a\"]; if a[0] || (a[1] && !a[0]) { delete_video(v) } }",
    "for v in search() { if (if v.has_master { 1 } else { 2 }) > 1 || v.tags.len() == #{ a: 1 }.a { delete_video(v) } }",
    "for v in search() { if assets(v).master?.bytes > 1 && assets(v).renditions.filter(|r| r.bytes > 0).len() > 0 { delete_master(v) } }",
    "for v in search() { if days_since(v.published_at) ?? 5 > 3 { delete_video(v) } }",
];

#[test]
fn a_traced_policy_proposes_what_the_policy_proposes() {
    let mut policies: Vec<Policy> = HARD.iter().map(|text| compile(text).expect(text)).collect();
    for entry in std::fs::read_dir(Path::new("scripts")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "rhai") && !path.to_string_lossy().ends_with(".test.rhai") {
            policies.push(Policy::compile(&PolicySource::load(&path).unwrap()).unwrap());
        }
    }
    assert!(policies.len() > HARD.len());
    for policy in policies {
        let name = policy.source().text().text.clone();
        let recorder = Arc::new(Recorder::of_all());
        let traced = policy.traced(&recorder);
        assert!(!recorder.conditions().is_empty() || !name.contains(" > "), "nothing is noted of {name}");
        let shown = |outcome: Result<Outcome, String>| {
            outcome.map(|outcome| format!("{:?} {:?} {:?}", outcome.proposals, outcome.keeps, outcome.unreadable))
        };
        assert_eq!(shown(ran(&traced, Some(recorder))), shown(ran(&policy, None)), "{name}");
    }
}
