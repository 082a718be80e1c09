//! `check`: levels, forms, and what is looked at.

use crate::world::World;

const LOOSE: &str = "// Removes everything.\nfor v in search() { delete_video(v); }\n";
const WRONG: &str = "// Keeps clips.\nfor v in serch() { keep(v); }\n";

fn loose() -> World {
    let world = World::new();
    world.write("p/loose.rhai", LOOSE);
    world
}

#[test]
fn a_warning_fails_only_where_it_is_denied() {
    let world = loose();
    let code = |args: &[&str]| world.run(&[&["check", "p"], args].concat()).code;
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--deny", "warnings"]), 7);
    assert_eq!(code(&["--deny", "unconditional-delete"]), 7);
    assert_eq!(code(&["--deny", "no-effect"]), 0);
    assert_eq!(code(&["--deny", "warnings", "--allow", "unconditional-delete"]), 0);
    let ran = world.run(&["check", "p", "--allow", "unconditional-delete"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", "1 script checked, 0 errors, 0 warnings\n"));
    world.write("p/wrong.rhai", WRONG);
    let ran = world.run(&["check", "p"]);
    assert_eq!(ran.code, 7);
    assert!(ran.err.ends_with("2 scripts checked, 1 error, 1 warning\n"), "{}", ran.err);
}

#[test]
fn a_kind_of_finding_that_does_not_exist_is_a_wrong_call() {
    let world = loose();
    let ran = world.run(&["check", "p", "--deny", "no-efect"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "error: there is no finding `no-efect`\n  hint: did you mean `no-effect`?\n");
    let ran = world.run(&["check", "p", "--allow", "unknown-field"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(world.run(&["check", "--explain", "nonsense"]).code, 2);
    assert_eq!(world.run(&["check"]).code, 2);
}

#[test]
fn every_form_has_the_place_and_the_code() {
    let world = loose();
    let list = world.json(&["check", "p", "--format", "json"]);
    let expected = serde_json::json!([{
        "code": "unconditional-delete",
        "severity": "warning",
        "message": "`delete_video` for every video of the library",
        "path": "p/loose.rhai",
        "line": 2,
        "column": 21,
        "end_line": 2,
        "end_column": 33,
        "hint": "give search a query, or add .filter(…) or an if",
    }]);
    assert_eq!(list, expected);
    let sarif = world.json(&["check", "p", "--format", "sarif"]);
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "unconditional-delete");
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unconditional-delete");
    let github = world.ok(&["check", "p", "--format", "github"]);
    assert!(
        github.starts_with("::warning file=p/loose.rhai,line=2,col=21,title=unconditional-delete::`delete_video`"),
        "{github}"
    );
    assert!(world.ok(&["check", "p"]).contains("[p/loose.rhai:2:21]"));
    assert_eq!(world.json(&["check", "scripts", "--format", "json"]), serde_json::json!([]));
}

#[test]
fn a_kind_of_finding_is_explained_with_a_bad_and_a_good_example() {
    let world = World::new();
    let text = world.ok(&["check", "--explain", "unconditional-delete"]);
    for part in ["unconditional-delete (warning)", "bad:\n    // Removes everything.", "good:\n    // Removes failed"] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    assert!(world.ok(&["check", "--explain", "all"]).lines().count() > 40);
}

#[test]
fn a_module_is_looked_at_as_a_part_of_the_policy_that_imports_it() {
    let world = World::new();
    world.write(
        "p/a.rhai",
        "// Keeps.\nimport \"lib/rules\" as rules;\nfor v in search(\"id:1\") { rules::guard(v); }\n",
    );
    world.write("p/lib/rules.rhai", "fn guard(v) { if v.stat == \"active\" { keep(v); } }\nfn other(v) { keep(v) }\n");
    let ran = world.run(&["check", "p"]);
    assert_eq!(ran.err, "1 script checked, 0 errors, 0 warnings\n", "{}", ran.out);
    world.write("p/lib/rules.rhai", "fn guard(v) { let a = 1; keep(v); }\n");
    let list = world.json(&["check", "p", "--format", "json"]);
    assert_eq!((&list[0]["path"], &list[0]["code"]), (&"p/lib/rules.rhai".into(), &"unused-variable".into()));
    assert_eq!(list.as_array().map(Vec::len), Some(1));
}
