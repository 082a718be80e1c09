//! `repl` through a pipe: what is typed, what is shown, and that nothing comes of a proposal.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};

use crate::world::{Ran, World, ran};

/// The clock of these tests, so that ages stay the same.
const NOW: &str = "--now=2026-06-01";

fn feed(mut command: Command, input: &str) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    ran(&child.wait_with_output().expect("it ends"))
}

fn repl(world: &World, input: &str) -> Ran {
    feed(world.command(&["repl", NOW]), input)
}

/// What a session shows that does everything right.
fn shown(world: &World, input: &str) -> String {
    let ran = repl(world, input);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.out
}

#[test]
fn values_of_every_kind_are_shown_in_one_line_or_aligned() {
    let world = World::new();
    insta::assert_snapshot!(shown(&world, "1 + 1\n2 * GB\n12 * KB / 1000\n\"a \\\"b\\\"\"\n'x'\n1.5\n2 > 1\n\
        date(\"2024-01-31\")\nminutes(90)\n[1, \"b\", days_ago(2)]\n#{ b: [1, 2], a: #{ c: () } }\n|v| v\n\
        let quiet = 5;\nbytes(\"1.5GB\")\n[]\n#{}\n"), @r#"
    2
    2000000000 (2.0 GB)
    12
    "a \"b\""
    x
    1.5
    true
    2024-01-31 00:00 UTC, 2 y ago
    1h 30m 0s
    [1, "b", 2026-05-30 00:00 UTC, 2 d ago]
      a  #{ c: () }
      b  [1, 2]
    a closure
    1500000000 (1.5 GB)
    []
    #{}
    "#);
}

#[test]
fn variables_functions_and_closures_stay_between_inputs() {
    let world = World::new();
    insta::assert_snapshot!(shown(&world, ":vars\nlet a = 40;\nconst TWO = 2;\nfn double(x) {\n    x * 2\n}\n\
        let plus = |x| x + 1;\na + TWO\ndouble(a)\nplus.call(a)\n[1, 2].map(plus)\nlet a = \"again\";\na\n:vars\n:clear\n\
        :vars\n"), @r#"
    nothing yet: let old = search("state:inactive");
    42
    80
    41
    [2, 3]
    "again"
    TWO   number, constant
    a     text
    plus  closure
    fn double(x)
    nothing yet: let old = search("state:inactive");
    "#);
}

#[test]
fn a_search_shows_its_first_rows_and_what_the_platform_counts() {
    let world = World::new();
    let text = shown(&world, "search()\n");
    let lines: Vec<&str> = text.lines().collect();
    // A long list of tags takes a second line.
    let rows = lines.iter().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).count();
    assert_eq!(rows, 20, "{text}");
    assert!(lines[0].starts_with("id ") && lines[0].contains("title"), "{text}");
    assert_eq!(
        lines[lines.len() - 1],
        "the first 20; there are more, and the platform counts 600 candidates; .count() counts the matches"
    );
    let text = shown(
        &world,
        "search(\"state:inactive\").take(2)\nlet two = search(\"state:inactive\").take(2).to_array();\ntwo\n",
    );
    assert_eq!(text.lines().filter(|line| *line == "2 videos").count(), 2, "{text}");
    let text = shown(&world, "search(\"name:nothing-is-called-so\")\n");
    assert_eq!(text, "No video matches.\n0 videos\n");
}

#[test]
fn a_listing_is_not_walked_to_its_end_to_be_shown() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "1500"]);
    let text = shown(&world, "search().filter(|v| v.id == \"none\")\nsearch(\"\", #{ sort: \"name\" })\n");
    insta::assert_snapshot!(text, @"
    0 matches among the first 1,000 candidates; the platform counts 1,500 candidates, and .count() reads
    all of them
    not shown: its order needs every candidate to be read; the platform counts 1,500 candidates, and
    .to_array() reads all of them
    ");
    let text = shown(&world, "search().filter(|v| v.id == \"none\").count()\n");
    assert_eq!(text, "0\n");
}

#[test]
fn a_video_is_shown_with_every_field_and_its_files_as_a_table() {
    let world = World::new();
    let text = shown(
        &world,
        "let v = search(\"state:active has_master:true\").take(1).to_array()[0];\nv\nassets(v)\nassets(v).master\n",
    );
    for part in [
        "\nVideo ",
        "  id ",
        "  state              active\n",
        "  updated_at         2",
        " ago\n",
        "kind ",
        "master ",
        " of video ",
    ] {
        assert!(format!("\n{text}").contains(part), "no {part:?} in\n{text}");
    }
    let sized =
        feed(world.command(&["repl", NOW, "--sizes", "fetch"]), "search(\"state:active has_master:true\").take(1)\n");
    let unsized_text = shown(&world, "search(\"state:active has_master:true\").take(1)\n");
    assert!(unsized_text.contains(" ? ") && sized.out.contains("B "), "{unsized_text}\n{}", sized.out);
}

#[test]
fn proposals_are_shown_and_discarded() {
    let world = World::new();
    let text = shown(
        &world,
        "let two = search(\"state:inactive\").take(2).to_array();\n\
         for v in two {\n    if v.state == \"inactive\" {\n        delete_video(v);\n    }\n}\n\
         keep(two[0], \"mine\");\n1\n",
    );
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("  would delete video ") && lines[0].ends_with(": v.state == \"inactive\""), "{text}");
    assert!(lines[1].starts_with("  would delete video "), "{text}");
    assert_eq!(lines[2], "discarded: nothing is planned here; a policy proposes, and `vodsweep plan` plans it");
    assert!(lines[3].starts_with("  would keep video ") && lines[3].ends_with("): mine"), "{text}");
    assert_eq!(lines[5], "1", "what was proposed before is forgotten\n{text}");
    assert!(!world.path(".vodsweep/plans").exists(), "nothing is saved");
}

#[test]
fn mistakes_are_shown_at_their_place_and_the_session_goes_on() {
    let world = World::new();
    let ran = repl(
        &world,
        "let a = 1;\nserch(\"x\")\nsearch(\"stat:x\")\nfn f() {\n    throw \"no\"\n}\nf()\nb\na\nlet x = (1;\n",
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, "1\n"), "{}", ran.err);
    insta::assert_snapshot!(ran.err, @r#"
    unknown-function

      × there is no function `serch`
       ╭─[repl:1:1]
     1 │ serch("x")
       · ─────
       ╰────
      help: did you mean `search`?
    query-field

      × unknown field `stat`
       ╭─[repl:1:9]
     1 │ search("stat:x")
       ·         ──┬─
       ·           ╰── not a field of a video
       ╰────
      help: did you mean `state`?
    thrown

      × no
       ╭─[repl:2:5]
     1 │ fn f() {
     2 │     throw "no"
       ·     ─────
     3 │ }
       ╰────
      note: in `f`
    unknown-variable

      × there is no variable `b`
       ╭─[repl:1:1]
     1 │ b
       · ─
       ╰────
      help: declare it: let b = …; a text stands in double quotes: "b"
    syntax

      × `(` is never closed
       ╭─[repl:1:9]
     1 │ let x = (1;
       ·         ┬
       ·         ╰── opened here
       ╰────
      help: close it with `)`
    "#);
}

#[test]
fn imports_and_lists_are_read_below_the_folder() {
    let world = World::new();
    world.write("lib/age.rhai", "fn old(v) {\n    days_since(v.updated_at) > 365\n}\n");
    world.write("ids.txt", "one\ntwo\n");
    let text = shown(
        &world,
        "import \"lib/age\" as age;\nage::old(#{ updated_at: days_ago(400) })\nread_lines(\"ids.txt\")\n\
         fn is_old(v) {\n    v.updated_at < days_ago(365)\n}\n[#{ updated_at: days_ago(400) }].filter(|v| is_old(v)).len()\n",
    );
    assert_eq!(text, "true\n[\"one\", \"two\"]\n1\n");
}

#[test]
fn a_policy_is_loaded_with_its_settings_and_nothing_comes_of_it() {
    let world = World::new();
    let ran = feed(
        world.command(&["repl", NOW, "--set", "days=30"]),
        ":load scripts/stale_videos.rhai\ndays\n:load gone.rhai\n",
    );
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("would delete video ") && ran.out.contains("\n  and "), "{}", ran.out);
    assert!(ran.out.ends_with("\n30\n"), "{}", ran.out);
    assert!(ran.err.contains("gone.rhai"), "{}", ran.err);
    let twice = feed(world.command(&["repl", "--set", "a=1", "--set", "a=2"]), "1\n");
    assert_eq!(twice.code, 2);
}

#[test]
fn commands_tell_what_there_is() {
    let world = World::new();
    let ran = repl(&world, ":help search\n:help duration\n:help Time\n:help serch\n:hlp\n:quit\n1\n");
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out, @"
    search([query[, #{ sort, limit }]]) -> Videos
        A lazy listing of the videos that match.
    Video.duration
        Running time.
    Asset.duration
        Running time.
    Time.year                 The year, in UTC.
    Time.month                The month, from 1.
    Time.day                  The day of the month.
    Time.hour                 The hour of the day.
    Time.minute               The minute of the hour.
    Time.date                 The day as text: 2024-01-31.
    ");
    insta::assert_snapshot!(ran.err, @r#"
    error: the reference has nothing named "serch"
      hint: did you mean :help search?
    error: there is no command :hlp
      hint: did you mean :help?
    "#);
    let overview = shown(&world, ":help\n");
    for part in [":load FILE", "delete_video", "Assets"] {
        assert!(overview.contains(part), "{overview}");
    }
}

#[test]
fn what_a_script_says_is_beside_the_results() {
    let world = World::new();
    let ran = repl(&world, "print(\"one\");\nwarn(\"two\");\n3\n:time 4\n");
    assert_eq!((ran.code, ran.out.as_str()), (0, "3\n4\n"));
    assert!(ran.err.starts_with("one\nwarning: two\n0."), "{}", ran.err);
    assert!(ran.err.ends_with(" s\n"), "{}", ran.err);
}

#[test]
fn nothing_is_opened_before_an_expression_needs_it() {
    let world = World::new();
    shown(&world, "1 + 1\nlet lazy = search(\"state:active\");\n");
    assert!(!world.path(".vodsweep").exists(), "the sandbox is made when a listing is read");
    world.write(
        "vodsweep.toml",
        "default_account = \"main\"\n[accounts.main]\nplatform = \"brightcove\"\naccount_id = \"1\"\n\
         client_id = \"env:NO_SUCH_ID\"\nclient_secret = \"env:NO_SUCH_SECRET\"\n",
    );
    let ran = repl(&world, "1 + 1\ncount()\n2 + 2\n");
    assert_eq!((ran.code, ran.out.as_str()), (1, "2\n4\n"));
    assert!(ran.err.contains("NO_SUCH_ID"), "{}", ran.err);
}

#[test]
fn another_program_can_drive_it_statement_by_statement() {
    let world = World::new();
    let mut command = world.command(&["repl"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    for (statement, wanted) in [("1 + 1;\n", "2\n"), ("40\n    + 2\n\n", "42\n")] {
        input.write_all(statement.as_bytes()).expect("it reads");
        let mut line = String::new();
        output.read_line(&mut line).expect("it answers");
        assert_eq!(line, wanted);
    }
    drop(input);
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("it ends");
    assert_eq!((rest.as_str(), child.wait().expect("it ends").code()), ("", Some(0)));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_loop_in_a_pipe() {
    let world = World::new();
    let mut command = world.command(&["repl"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"0;\nfor v in search() { for w in search() { for x in search() { } } }\n1\n").expect("it reads");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    output.read_line(&mut line).expect("it answers");
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(stopped.success());
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(130), "{}", String::from_utf8_lossy(&ended.stderr));
}
