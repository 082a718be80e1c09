//! `explain` from outside.

use serde_json::Value;

use crate::world::World;

const NOW: [&str; 2] = ["--now", "2026-06-01"];

/// A policy with a search, a filter and a condition in its body.
const POLICY: &str = r#"// Masters of unchanged videos.
let least = param("least", 1, "renditions that must be there");

search("state:active has_master:true updated_at:<" + days_ago(365))
    .filter(|v| assets(v).renditions.len() >= least)
    .each(|v| {
        if v.has_tag("keep-master") || !(days_since(v.updated_at) > 400) {
            keep(v, "wanted");
        } else {
            delete_master(v, "unchanged for " + days_since(v.updated_at) + " days");
        }
    });
"#;

fn explained(world: &World, what: &str, video: &str) -> Value {
    world.json(&[&["explain", what, video, "--format", "json"], &NOW[..]].concat())
}

fn first(list: &Value) -> String {
    list[0]["video"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn why_a_video_is_in_the_plan_is_told_in_the_order_it_was_decided() {
    let world = World::new();
    world.write("old.rhai", POLICY);
    let plan = world.json(&[&["plan", "old.rhai", "--format", "json", "--out", "p.json"], &NOW[..]].concat());
    let video = first(&plan["entries"]);
    let told = explained(&world, "old.rhai", &video);
    assert_eq!(told["answer"], "planned");
    assert_eq!(told["entries"][0], plan["entries"][0]);
    let verdicts: Vec<(&Value, &Value)> =
        told["conditions"].as_array().expect("a list").iter().map(|c| (&c["line"], &c["verdict"])).collect();
    assert_eq!(verdicts, [(&5.into(), &true.into()), (&7.into(), &false.into()), (&7.into(), &true.into())]);
    assert!(told["searches"][0]["clauses"].as_array().expect("a list").iter().all(|c| c["verdict"] == true));
    let text = world.ok(&[&["explain", "old.rhai", &video], &NOW[..]].concat());
    assert!(text.starts_with(&format!("Video {video} ")) && text.contains("It is in the plan."), "{text}");
    assert!(text.contains("days_since(v.updated_at) > 400"), "{text}");
    // Of a saved plan only what it says is known.
    let saved = explained(&world, "p.json", &video);
    assert_eq!((&saved["answer"], &saved["conditions"]), (&"planned".into(), &serde_json::json!([])));
}

#[test]
fn why_a_video_is_not_in_the_plan_is_told_too() {
    let world = World::new();
    world.write("old.rhai", POLICY);
    let of = |query: &str| {
        world.json(&["search", query, "--format", "json", "--limit", "1"])[0]["id"].as_str().expect("an id").to_owned()
    };
    let inactive = of("state:inactive");
    let told = explained(&world, "old.rhai", &inactive);
    assert_eq!(
        (&told["answer"], &told["searches"][0]["clauses"][0]["verdict"]),
        (&"not_matched".into(), &false.into())
    );
    assert_eq!(told["searches"][0]["clauses"][0]["found"], "state is inactive");
    let matched = of("state:active has_master:true updated_at:<2024-01-01");
    let unlikely = [&["explain", "old.rhai", &matched, "--set", "least=1000", "--format", "json"], &NOW[..]].concat();
    let told = world.json(&unlikely);
    assert_eq!(told["answer"], "not_proposed");
    let condition = &told["conditions"][0];
    assert_eq!((&condition["verdict"], &condition["times"]), (&false.into(), &1.into()));
    assert!(condition["found"].as_str().expect("values").ends_with(" >= 1000"), "{condition}");
    let text = world.ok(&["explain", "old.rhai", &matched, "--set", "least=1000"]);
    assert!(text.contains("not tested  v.has_tag(\"keep-master\")"), "{text}");
}

#[test]
fn a_video_that_is_not_there_is_an_error_with_a_way_to_find_one() {
    let world = World::new();
    world.write("old.rhai", POLICY);
    let ran = world.run(&["explain", "old.rhai", "no-such-video"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("the library has no video no-such-video") && ran.err.contains("search"), "{}", ran.err);
    let ran = world.run(&["explain", "old.rhai", "", "--format", "json"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
}

#[test]
fn a_saved_plan_is_not_planned_again_so_options_of_planning_are_refused() {
    let world = World::new();
    world.write("old.rhai", POLICY);
    world.plan("old.rhai", "p.json");
    for option in [&["--set", "least=1"][..], &["--sizes", "known"], &["--limit", "entries=1"], &["--live"]] {
        let ran = world.run(&[&["explain", "p.json", "1"], option].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{option:?}: {}", ran.err);
        let told = ran.err.contains("nothing is planned again") && ran.err.contains("explain the policy");
        assert!(told, "{option:?}: {}", ran.err);
    }
}
