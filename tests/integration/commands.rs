//! The smaller commands, and what the program says to mistakes.

use crate::crash::Platform;
use crate::world::World;

#[test]
fn check_says_nothing_about_the_ready_made_policies() {
    let world = World::new();
    let ran = world.run(&["check", "scripts"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(ran.err, "11 scripts checked, 0 errors, 0 warnings\n");
}

#[test]
fn the_built_in_accounts_are_listed_without_a_configuration() {
    let world = World::new();
    let list = world.json(&["accounts", "--format", "json"]);
    assert_eq!(list[0]["name"], "sandbox");
    assert_eq!(list[0]["default"], true);
    assert_eq!(list[1]["name"], "sandbox-apsara");
}

#[test]
fn an_unknown_key_of_the_configuration_is_shown_with_its_place() {
    let world = World::new();
    world.write("vodsweep.toml", "default_account = \"main\"\n[accounts.main]\nplatfrom = \"brightcove\"\n");
    let ran = world.run(&["accounts"]);
    assert_eq!(ran.code, 2);
    for part in ["platfrom", "vodsweep.toml", "did you mean platform?"] {
        assert!(ran.err.contains(part), "no {part} in\n{}", ran.err);
    }
}

#[test]
fn a_protection_that_cannot_be_read_stops_everything() {
    let world = World::new();
    let config =
        "default_account = \"sandbox\"\n[accounts.sandbox]\nplatform = \"sandbox\"\n[accounts.sandbox.protect]\n";
    for (line, said) in [("ids_file = \"gone.txt\"", "gone.txt"), ("query = \"tagz:keep\"", "tagz")] {
        world.write("vodsweep.toml", format!("{config}{line}\n"));
        let ran = world.run(&["plan", "scripts/old_masters.rhai"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
        assert!(ran.out.is_empty());
    }
}

#[test]
fn the_plan_follows_its_schema() {
    let world = World::new();
    let schema = world.json(&["schema", "plan"]);
    let keys =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let entry = &schema["$defs"]["Entry"]["properties"];
    // What only one platform has is in the plans of that platform only, and what only a quarantine has in none of these.
    for (account, missing, missing_of_entry) in
        [("sandbox", &["refresh"][..], &["copies", "bytes_later"][..]), ("sandbox-apsara", &[], &["bytes_later"])]
    {
        world.write("six.rhai", "// Six.\nsearch(\"state:inactive\").take(6).each(|v| delete_video(v));\n");
        let plan = world.json(&["plan", "six.rhai", "--account", account, "--format", "json"]);
        for (schema, value, missing) in
            [(&schema["properties"], &plan, missing), (entry, &plan["entries"][0], missing_of_entry)]
        {
            let mut wanted = keys(schema);
            wanted.retain(|key| !missing.contains(&key.as_str()));
            assert_eq!(wanted, keys(value), "{account}");
        }
    }
}

#[test]
fn the_printed_references_name_what_there_is() {
    let world = World::new();
    let api = world.ok(&["api"]);
    for name in ["delete_video(", "search(", "updated_at", "value_or("] {
        assert!(api.contains(name), "no {name}");
    }
    assert!(world.ok(&["man"]).contains(".TH vodsweep"));
    assert!(world.ok(&["completions", "bash"]).contains("_vodsweep"));
}

#[test]
fn a_search_lists_exactly_what_matches_and_shows_how_it_asks() {
    let world = World::new();
    let list = world.json(&["search", "state:inactive -tags:keep", "--format", "json"]);
    let list = list.as_array().expect("a list");
    assert!(!list.is_empty());
    assert!(list.iter().all(|video| video["state"] == "inactive"));
    let text = world.ok(&["search", "state:inactive -tags:keep", "--explain-query"]);
    assert!(text.contains("the platform is asked: ") && text.contains("decided here only: -tags:keep"), "{text}");
    assert!(text.contains(" candidates in 1 call\n"), "{text}");
    let ran = world.run(&["search", "stat:active"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("state"), "{}", ran.err);
}

#[test]
fn what_a_policy_asks_of_the_platform_and_decides_here_is_explained_by_line() {
    let world = World::new();
    world.write(
        "policy.rhai",
        concat!(
            "let days = param(\"days\", 200, \"days\");\n",
            "search(\"-tags:keep\")\n",
            "    .filter(|v| v.state == \"inactive\" && days_since(v.updated_at) > days)\n",
            "    .filter(|v| references(v).is_empty())\n",
            "    .each(|v| if v.has_master { delete_master(v, \"old\"); });\n",
        ),
    );
    let text = world.ok(&["plan", "policy.rhai", "--explain-query", "--now", "2026-01-01"]);
    let shown: Vec<&str> = text.lines().collect();
    assert_eq!(shown[0], "query: -tags:keep");
    assert_eq!(
        shown[shown.len() - 3..],
        [
            "line 3, filter: decided without the interpreter",
            "line 4, filter: interpreted for every video",
            "line 5, each: done without the interpreter",
        ],
        "{text}"
    );
}

#[test]
fn doctor_tests_an_account_and_prints_the_request_that_grants_deleting() {
    let platform = Platform::start(&[]);
    let ran = platform.world.run(&["doctor"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for part in ["/v4/client_credentials", "video-cloud/asset/delete", "account-id", "video-cloud/video/read"] {
        assert!(ran.out.contains(part), "no {part} in\n{}", ran.out);
    }
    let deletes = platform.proxy.seen().iter().filter(|(method, _)| method == "DELETE").count();
    assert_eq!(deletes, 0);
    platform.world.write("secret.txt", "wrong");
    let ran = platform.world.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
}

#[test]
fn an_export_that_is_not_one_is_refused_with_the_place() {
    let world = World::new();
    for (text, said) in [("[{\"id\": \"1\"}]", "name"), ("{\"id\": \"1\"}", "list"), ("[{", "JSON")] {
        world.write("export.json", text);
        let ran = world.run(&["sandbox", "import", "export.json"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(said) && ran.err.contains("export.json"), "{}", ran.err);
    }
}

#[test]
fn a_library_as_of_a_day_is_the_same_whenever_it_is_made_and_none_is_of_the_future() {
    let listed = || {
        let world = World::new();
        world.ok(&["sandbox", "reset", "--videos", "20", "--as-of", "2025-03-01"]);
        world.ok(&["search", "", "--format", "csv"])
    };
    let first = listed();
    assert!(first.lines().count() > 10 && !first.contains(",2026-"), "{first}");
    assert_eq!(first, listed());
    let ran = World::new().run(&["sandbox", "reset", "--as-of", "2999-01-01"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("--as-of 2999-01-01T00:00:00Z has not come yet"), "{}", ran.err);
}
