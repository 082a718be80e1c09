//! `new`, the templates, and what editors are given.

use crate::world::World;

/// The templates as the help lists them.
const TEMPLATES: [&str; 6] = ["old-masters", "renditions", "failed", "untagged", "quarantine", "blank"];

#[test]
fn every_template_is_checked_without_a_finding_its_tests_pass_and_it_can_be_planned() {
    let world = World::new();
    let help = world.ok(&["new", "--help"]);
    for template in TEMPLATES {
        assert!(help.contains(&format!("- {template}:")), "{template} is not in\n{help}");
        world.ok(&["new", &format!("mine/{template}"), "--template", template]);
    }
    let ran = world.run(&["check", "mine", "--deny", "warnings"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", "6 scripts checked, 0 errors, 0 warnings\n"));
    let ran = world.run(&["test", "mine", "--coverage"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let listed = world.ok(&["test", "mine", "--list"]);
    for template in TEMPLATES {
        assert!(listed.matches(&format!("mine/{template}::")).count() >= 3, "{template} has too few tests\n{listed}");
        assert!(!world.read(&format!("mine/{template}.test.rhai")).contains("NAME"));
        let plan = world.run(&["plan", &format!("mine/{template}.rhai"), "--limit", "share=100%"]);
        assert!([0, 4].contains(&plan.code), "{template}: {}{}", plan.out, plan.err);
    }
}

#[test]
fn a_new_policy_says_what_to_do_next_and_takes_no_file_away() {
    let world = World::new();
    insta::assert_snapshot!(world.ok(&["new", "scripts/old news.rhai"]), @"
    wrote scripts/old news.rhai, a policy
    wrote scripts/old news.test.rhai, its tests

    Say in it what is to go, then:
      vodsweep check 'scripts/old news.rhai'    finds mistakes, without network
      vodsweep test 'scripts/old news.rhai'     runs its tests, without network
      vodsweep watch 'scripts/old news.rhai'    plans again on every save, and never commits
    ");
    assert!(world.read("scripts/old news.test.rhai").starts_with("// Tests of old news.rhai: "));
    let policy = world.read("scripts/old news.rhai");
    let ran = world.run(&["new", "scripts/old news", "--template", "failed"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "error: scripts/old news.rhai is there already, and nothing was written\n  hint: choose another name, or remove it first\n"
    );
    assert_eq!(world.read("scripts/old news.rhai"), policy);
    world.write("half.test.rhai", "mine");
    let ran = world.run(&["new", "half"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(!world.path("half.rhai").exists() && world.read("half.test.rhai") == "mine");
    for name in ["a.test", "scripts/", "..", " ", "x ", "_x"] {
        let ran = world.run(&["new", name]);
        assert_eq!(ran.code, 2, "{name}");
        assert!(ran.err.contains("cannot be the name of a policy"), "{}", ran.err);
    }
}

#[test]
fn the_reference_has_a_form_for_people_programs_wikis_and_editors() {
    let world = World::new();
    let table = world.ok(&["api"]);
    let json = world.json(&["api", "--format", "json"]);
    let markdown = world.ok(&["api", "--format", "markdown"]);
    let rhai = world.ok(&["api", "--format", "rhai"]);
    for function in json["functions"].as_array().expect("a list") {
        let (signature, doc) = (function["signature"].as_str().expect("text"), function["doc"].as_str().expect("text"));
        for (form, text) in [("table", &table), ("markdown", &markdown), ("rhai", &rhai)] {
            assert!(text.contains(signature) && text.contains(doc), "{signature} is not in {form}");
        }
    }
    assert!(rhai.contains("\nmodule static;\n"));
    assert!(rhai.contains("\nfn search(query: String, options: Map) -> Videos;\n"), "{rhai}");
    assert_eq!(world.ok(&["api", "--write", "editor"]), "wrote editor/vodsweep.d.rhai\n");
    assert_eq!(world.read("editor/vodsweep.d.rhai"), rhai);
    world.ok(&["api", "--write", "editor"]);
    assert_eq!(world.run(&["api", "--write", "editor", "--format", "json"]).code, 2);
}

#[test]
fn manual_pages_have_examples() {
    let world = World::new();
    let page = world.ok(&["man", "runs", "verify"]);
    assert!(page.contains(".SH EXAMPLES") && page.contains("vodsweep runs verify"), "{page}");
    let told = world.ok(&["man", "--out", "man1"]);
    let pages: Vec<String> = std::fs::read_dir(world.path("man1"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(told, format!("wrote {} pages into man1\n", pages.len()));
    for name in ["vodsweep.1", "vodsweep-plan.1", "vodsweep-runs-verify.1", "vodsweep-sandbox-serve.1"] {
        assert!(pages.contains(&name.to_owned()), "no {name} in {pages:?}");
    }
    for name in pages.iter().filter(|name| *name != "vodsweep.1") {
        let page = world.read(&format!("man1/{name}"));
        assert!(page.contains(".SH EXAMPLES") && page.starts_with(".ie"), "{name}\n{page}");
    }
    assert!(world.ok(&["man"]).contains("vodsweep runs verify"), "the whole page has the parts of commands");
    let ran = world.run(&["man", "plam"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("did you mean plan?"), "{}", ran.err);
}
