//! Calls to copy, for the long help and the manual pages of every command. A test parses each of them.

/// A call with what it does.
pub(in crate::cli) type Example = (&'static str, &'static str);

/// The examples of a command by its words: `runs verify`.
pub(in crate::cli) fn examples(command: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(name, _)| *name == command).map_or(&[], |(_, examples)| examples)
}

/// The examples as the end of a help text.
pub(super) fn listed(examples: &[Example]) -> String {
    let lines: Vec<String> = examples.iter().map(|(does, call)| format!("  # {does}\n  {call}")).collect();
    format!("Examples:\n{}", lines.join("\n"))
}

/// By command, in the order of the help.
pub(super) const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "new",
        &[
            ("The shortest policy with everything in it, and its tests", "vodsweep new scripts/my_policy"),
            ("A policy about old masters", "vodsweep new scripts/old_news --template old-masters"),
        ],
    ),
    (
        "plan",
        &[
            ("Plan on the built-in sandbox", "vodsweep plan scripts/old_masters.rhai"),
            (
                "Plan on an account with another setting, and keep the plan here",
                "vodsweep plan scripts/old_masters.rhai --account main --set days=180 --out masters.json",
            ),
            ("End with 3 when there is something to do", "vodsweep plan scripts/*.rhai --detailed-exitcode --quiet"),
            ("See what the platform is asked", "vodsweep plan scripts/stale_videos.rhai --explain-query"),
            ("From the inventory, without network", "vodsweep plan scripts/old_masters.rhai --offline --max-age 12h"),
        ],
    ),
    (
        "show",
        &[
            ("A saved plan with every entry", "vodsweep show masters.json --all"),
            ("For a ticket", "vodsweep show masters.json --format markdown"),
        ],
    ),
    ("diff", &[("What changed since yesterday", "vodsweep diff yesterday.json today.json")]),
    (
        "commit",
        &[
            ("Look at it once more, then type the account's name", "vodsweep commit masters.json"),
            (
                "Without a terminal, by the beginning of the plan's id",
                "vodsweep commit masters.json --confirm 3f9a0c2d",
            ),
        ],
    ),
    (
        "due",
        &[("Plan the deletion of what its grace has passed of", "vodsweep due --out due.json --limit entries=500")],
    ),
    (
        "release",
        &[
            ("Give one video back", "vodsweep release 6300000000001"),
            ("Give back what a run hid", "vodsweep release --run 20260131 --out back.json"),
        ],
    ),
    ("resume", &[("Settle and finish the latest run", "vodsweep resume")]),
    (
        "runs",
        &[
            ("All runs", "vodsweep runs"),
            ("One run in full, by the beginning of its name", "vodsweep runs 20260131 --format json"),
        ],
    ),
    (
        "runs verify",
        &[(
            "The whole journal, against a head that was noted elsewhere",
            "vodsweep runs verify 20260131 --head 9c1185a5",
        )],
    ),
    ("runs export", &[("As a sheet", "vodsweep runs export 20260131 --format csv --out run.csv")]),
    ("watch", &[("Plan again on every save", "vodsweep watch scripts/old_masters.rhai --set days=90")]),
    (
        "check",
        &[
            ("Every policy of a folder; warnings are errors", "vodsweep check scripts --deny warnings"),
            ("What a finding means", "vodsweep check --explain unused-variable"),
            ("For code review", "vodsweep check scripts --format sarif > findings.sarif"),
        ],
    ),
    (
        "explain",
        &[
            ("Why a policy takes or leaves a video", "vodsweep explain scripts/old_masters.rhai 6300000000001"),
            ("Why it is in a saved plan", "vodsweep explain masters.json 6300000000001"),
        ],
    ),
    (
        "test",
        &[
            ("Every test of a folder", "vodsweep test scripts"),
            (
                "Some of them, with the conditions that none saw both ways",
                "vodsweep test --filter old_masters --coverage",
            ),
            ("For a build server", "vodsweep test scripts --junit results.xml"),
        ],
    ),
    (
        "repl",
        &[
            ("Try expressions on the built-in sandbox", "vodsweep repl"),
            ("One expression from a pipe", "echo 'count(\"state:inactive\")' | vodsweep repl --account main"),
        ],
    ),
    (
        "search",
        &[
            ("What is switched off and large", "vodsweep search 'state:inactive size:>1GB' --limit 20"),
            ("How much it stores", "vodsweep search 'updated_at:<-365d' --sum"),
            ("Ids for another program", "vodsweep search 'tags:expired' --format csv"),
        ],
    ),
    (
        "sync",
        &[
            ("What changed since the last time, or everything the first time", "vodsweep sync --account main"),
            ("List everything again", "vodsweep sync --full --format json"),
        ],
    ),
    (
        "record",
        &[
            ("A library to take along, without what tells whose it is", "vodsweep record --out library.json"),
            (
                "A few videos for a test, with their real titles",
                "vodsweep record 'tags:news' --limit 20 --keep name -o news.json",
            ),
        ],
    ),
    ("accounts", &[("What is configured", "vodsweep accounts --format json")]),
    ("doctor", &[("Whether an account can be used", "vodsweep doctor --account main")]),
    ("sandbox", &[("A library of another size", "vodsweep sandbox reset --videos 5000")]),
    (
        "sandbox reset",
        &[("The same library for everybody, today and later", "vodsweep sandbox reset --seed 7 --as-of 2026-06-01")],
    ),
    (
        "sandbox serve",
        &[
            ("For another client of these platforms", "vodsweep sandbox serve --port 8080 --enforce-limits"),
            ("With everything that can go wrong", "vodsweep sandbox serve --faults faults.toml --latency 20"),
        ],
    ),
    ("sandbox status", &[("Its credentials and addresses", "vodsweep sandbox status --format json")]),
    ("sandbox import", &[("Real videos from an export", "vodsweep sandbox import videos.json")]),
    ("schema", &[("For a program that reads plans", "vodsweep schema plan > plan.schema.json")]),
    (
        "api",
        &[
            ("Everything that scripts can use", "vodsweep api"),
            ("For an editor with Rhai's language server", "vodsweep api --write .rhai"),
        ],
    ),
    (
        "completions",
        &[
            ("For bash", "vodsweep completions bash > ~/.local/share/bash-completion/completions/vodsweep"),
            ("For fish", "vodsweep completions fish > ~/.config/fish/completions/vodsweep.fish"),
        ],
    ),
    (
        "man",
        &[
            ("Read the page of a command", "vodsweep man plan | man -l -"),
            ("Install all of them", "vodsweep man --out ~/.local/share/man/man1"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory as _, FromArgMatches as _};

    use super::*;
    use crate::cli::args::{Cli, command};

    /// The words of a call as a shell reads them, from the program's name to a pipe or a redirection.
    fn words(call: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut open = None;
        let mut fresh = true;
        for c in call.chars() {
            match (open, c) {
                (Some(quote), c) if c == quote => open = None,
                (None, '\'' | '"') => {
                    open = Some(c);
                    if fresh {
                        found.push(String::new());
                        fresh = false;
                    }
                }
                (None, ' ') => fresh = true,
                (_, c) => {
                    if fresh {
                        found.push(String::new());
                        fresh = false;
                    }
                    found.last_mut().expect("a word").push(c);
                }
            }
        }
        let own = found.iter().skip_while(|word| *word != "vodsweep");
        own.take_while(|word| !["|", ">"].contains(&word.as_str())).cloned().collect()
    }

    fn paths(command: &Command, before: &str, found: &mut Vec<String>) {
        for part in command.get_subcommands() {
            let path = format!("{before}{}", part.get_name());
            found.push(path.clone());
            paths(part, &format!("{path} "), found);
        }
    }

    #[test]
    fn every_example_is_a_call_of_its_command() {
        for (name, examples) in EXAMPLES {
            for (does, call) in *examples {
                let words = words(call);
                let parsed = command().try_get_matches_from(&words).and_then(|found| Cli::from_arg_matches(&found));
                assert!(parsed.is_ok(), "{call}\n{}", parsed.expect_err("an error"));
                assert_eq!(words[1..].join(" ").find(name), Some(0), "{call} is no example of {name}");
                assert!(!does.ends_with('.') && does.starts_with(char::is_uppercase), "{does}");
            }
        }
    }

    #[test]
    fn every_command_has_an_example_in_its_long_help() {
        let mut all = Vec::new();
        paths(&Cli::command(), "", &mut all);
        let listed: Vec<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
        let mut sorted = listed.clone();
        sorted.sort_unstable();
        all.sort();
        assert_eq!(sorted, all);
        let mut command = command();
        command.build();
        for name in all {
            let part = name.split(' ').try_fold(&mut command, |at, word| at.find_subcommand_mut(word));
            let help = part.expect("a command").render_long_help().to_string();
            let (_, call) = examples(&name)[0];
            assert!(help.contains(call), "{name}:\n{help}");
        }
    }
}
