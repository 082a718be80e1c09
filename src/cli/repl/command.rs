//! What begins with a colon: it is about the session, and no expression.

use std::fmt::Write as _;

use crate::model::closest;
use crate::report::clean;
use crate::script::{Repl, Words, api, signatures};

/// A command of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command<'a> {
    /// Tells what there is, or about one function or type.
    Help(&'a str),
    /// Lists variables and functions.
    Vars,
    /// Forgets them.
    Clear,
    /// Runs a file.
    Load(&'a str),
    /// Runs an expression and tells how long it took.
    Time(&'a str),
    /// Ends the session.
    Quit,
}

/// The commands as they are typed, and what they do.
pub(super) const COMMANDS: [(&str, &str); 6] = [
    (":help [NAME]", "this list; what the reference says of a function, or the fields of a type"),
    (":vars", "the variables and functions of this session"),
    (":clear", "forgets them"),
    (":load FILE", "runs a file as if it were typed; what it proposes is discarded"),
    (":time EXPRESSION", "tells how long it takes"),
    (":quit", "ends, as Ctrl-D does"),
];

/// The name of a command without its colon and arguments.
pub(super) fn name(usage: &str) -> &str {
    usage.trim_start_matches(':').split(' ').next().unwrap_or_default()
}

/// Reads a command.
pub(super) fn parse(text: &str) -> Result<Command<'_>, String> {
    let text = text.trim().trim_start_matches(':').trim_end_matches(';');
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let needs = |what: &str| format!("error: :{word} needs {what}");
    let alone = |command| match rest {
        "" => Ok(command),
        rest => Err(format!("error: :{word} takes nothing, not {:?}", clean(rest))),
    };
    match word {
        "help" | "h" | "?" => Ok(Command::Help(rest)),
        "vars" => alone(Command::Vars),
        "clear" => alone(Command::Clear),
        "quit" | "q" | "exit" => alone(Command::Quit),
        "load" if rest.is_empty() => Err(needs("the path of a file: :load scripts/old_masters.rhai")),
        "load" => Ok(Command::Load(rest.trim_matches('"'))),
        "time" if rest.is_empty() => Err(needs("an expression: :time count(\"state:active\")")),
        "time" => Ok(Command::Time(rest)),
        other => {
            let near = closest(other, COMMANDS.iter().map(|(usage, _)| name(usage)));
            let hint =
                near.map_or_else(|| ":help lists the commands".to_owned(), |near| format!("did you mean :{near}?"));
            Err(format!("error: there is no command :{}\n  hint: {hint}", clean(other)))
        }
    }
}

/// What there is to know, of everything or of one name.
pub(super) fn help(about: &str, words: &Words) -> Result<String, String> {
    let about = about.trim_end_matches("()").trim_start_matches('.');
    if about.is_empty() {
        return Ok(overview());
    }
    let mut text = String::new();
    for function in signatures(about) {
        let _ = writeln!(text, "{}\n    {}", function.signature, function.doc);
    }
    let reference = api();
    for field in reference.fields.iter().filter(|field| field.name == about) {
        let _ = writeln!(text, "{}.{}\n    {}", field.owner, field.name, field.doc);
    }
    let is_new = text.is_empty();
    let of_type = reference.fields.iter().filter(|field| field.owner.eq_ignore_ascii_case(about));
    for field in of_type.filter(|field| field.owner == about || is_new) {
        let _ = writeln!(text, "{}.{:<20} {}", field.owner, field.name, field.doc);
    }
    for own in words.functions.iter().filter(|own| own.split('(').next() == Some(about)) {
        let _ = writeln!(text, "{own}\n    a function of this session");
    }
    for own in words.variables.iter().filter(|own| own.name == about) {
        let _ = writeln!(text, "{}\n    a variable of this session: {}", own.name, own.kind);
    }
    if !text.is_empty() {
        return Ok(text);
    }
    let names = reference.functions.iter().map(|function| function.name);
    let names = names.chain(reference.fields.iter().flat_map(|field| [field.name, field.owner]));
    let hint = closest(about, names).map_or_else(
        || ":help lists what there is, and `vodsweep api` all functions".to_owned(),
        |near| format!("did you mean :help {near}?"),
    );
    Err(format!("error: the reference has nothing named {:?}\n  hint: {hint}", clean(about)))
}

fn overview() -> String {
    let mut text = String::from(
        "Type an expression of a policy: search(\"state:inactive\").take(5)\n\
         A list of videos is shown by its first 20; deletions that it proposes are shown and discarded.\n\n",
    );
    for (usage, does) in COMMANDS {
        let _ = writeln!(text, "{usage:18} {does}");
    }
    let reference = api();
    text.push_str("\nFunctions\n");
    let mut line = String::from(" ");
    for function in reference.functions {
        if line.len() + function.name.len() > 78 {
            let _ = writeln!(text, "{line}");
            line = String::from(" ");
        }
        let _ = write!(line, " {}", function.name);
    }
    let _ = writeln!(text, "{line}\n\nTypes\n  Video Videos Asset Assets Time Duration");
    text
}

/// The variables and functions of a session.
pub(super) fn variables(repl: &Repl) -> String {
    let variables = repl.variables();
    let functions = repl.functions();
    if variables.is_empty() && functions.is_empty() {
        return "nothing yet: let old = search(\"state:inactive\");\n".to_owned();
    }
    let columns = variables.iter().map(|variable| variable.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for variable in variables {
        let constant = if variable.constant { ", constant" } else { "" };
        let _ = writeln!(text, "{:<columns$}  {}{constant}", variable.name, variable.kind);
    }
    for function in functions {
        let _ = writeln!(text, "fn {function}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_list_is_known() {
        for (usage, _) in COMMANDS {
            let typed = usage.replace("[NAME]", "search").replace("FILE", "a.rhai").replace("EXPRESSION", "1");
            assert!(parse(&typed).is_ok(), "{usage}");
        }
    }

    #[test]
    fn a_misspelt_command_is_answered_with_the_one_meant() {
        assert_eq!(parse(":laod x"), Err("error: there is no command :laod\n  hint: did you mean :load?".to_owned()));
        assert!(parse(":load").is_err() && parse(":vars x").is_err() && parse(":time").is_err());
    }

    #[test]
    fn the_help_of_a_name_is_the_text_of_the_reference() {
        let words = Words::default();
        let text = help("search", &words).expect("a function");
        assert_eq!(
            text,
            "search([query[, #{ sort, limit }]]) -> Videos\n    A lazy listing of the videos that match.\n"
        );
        assert!(help("duration", &words).expect("a field").starts_with("Video.duration\n"));
        assert!(help("Asset", &words).expect("a type").contains("Asset.label"));
        assert!(help("serch", &words).expect_err("no such").contains("did you mean :help search?"));
    }
}
