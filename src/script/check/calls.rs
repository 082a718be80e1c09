//! Calls: does the function exist, does it take that many arguments, and can these be its arguments.

use rhai::{Expr, FnCallExpr, Position};

use super::kinds::{CHAIN, Kind};
use super::names::{is_word, written};
use super::queries;
use super::walk::Walk;
use crate::model::{Diagnostic, VideoField, closest};
use crate::script::functions::{kind_of, known_options, wrong_days};
use crate::script::tree::offset;

/// Functions whose first argument is a video.
const ON_VIDEO: [&str; 9] = [
    "delete_video",
    "delete_master",
    "delete_renditions",
    "delete_images",
    "quarantine",
    "keep",
    "assets",
    "known",
    "value_or",
];

/// Functions that propose a deletion, at once or later.
pub(super) const DELETING: [&str; 6] =
    ["delete_video", "delete_master", "delete_asset", "delete_renditions", "delete_images", "quarantine"];

/// Names that other languages have for what is called differently here.
const HABITS: [(&str, &str); 16] = [
    ("length", "len()"),
    ("size", "len()"),
    ("includes", "contains(…)"),
    ("has", "contains(…)"),
    ("startsWith", "starts_with(…)"),
    ("startswith", "starts_with(…)"),
    ("endsWith", "ends_with(…)"),
    ("endswith", "ends_with(…)"),
    ("lower", "to_lower()"),
    ("toLowerCase", "to_lower()"),
    ("upper", "to_upper()"),
    ("append", "push(…)"),
    ("add", "push(…)"),
    ("println", "print(…)"),
    ("log", "print(…)"),
    ("str", "to_string()"),
];

/// The variable whose field is read at an offset.
fn owner(text: &str, field: usize) -> &str {
    let before = text.get(..field).unwrap_or_default().trim_end_matches(['.', '?']);
    let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    let is_alone = !before.get(..start).unwrap_or_default().ends_with(['.', ':']);
    before.get(start..).filter(|name| is_alone && !name.is_empty()).unwrap_or("v")
}

/// What is written here instead of a name of another language.
fn habit(name: &str, receiver: Option<&Kind>) -> Option<String> {
    if matches!(name, "delete" | "remove" | "del" | "destroy" | "purge") {
        return Some(match receiver {
            Some(Kind::Asset) => "write delete_asset(…), which proposes to delete a file".to_owned(),
            _ => "write delete_video(…), which proposes to delete a video".to_owned(),
        });
    }
    HABITS.iter().find(|(habit, _)| *habit == name).map(|(_, here)| format!("write {here}"))
}

/// A call of a script with what is known of it.
pub(super) struct Called<'a> {
    pub(super) call: &'a FnCallExpr,
    pub(super) at: Position,
    /// The kind of what stands before the dot.
    pub(super) receiver: Option<&'a Kind>,
    /// The kinds of the arguments, the receiver first.
    pub(super) kinds: &'a [Kind],
}

impl Walk<'_> {
    /// Reports what is wrong with a call.
    pub(super) fn check_call(&mut self, called: &Called<'_>) {
        if called.call.is_operator_call() || !is_word(&called.call.name) {
            self.check_comparison(called);
            return;
        }
        let own = self.functions.contains_key(&(called.call.name.to_string(), called.kinds.len()));
        if self.check_name(called) && !own {
            self.check_target(called);
            self.check_arguments(called);
            self.check_literals(called);
            self.check_listed(called);
            self.check_nested(called);
            self.check_condition(called);
        }
    }

    fn check_name(&mut self, called: &Called<'_>) -> bool {
        let name = called.call.name.as_str();
        if matches!(called.receiver, Some(Kind::Map)) {
            return true;
        }
        if let (true, Some(Kind::Number), true) = (self.after_each, called.receiver, CHAIN.contains(&name)) {
            let message = format!("`.{name}` cannot follow `.each(…)`, which ends a chain");
            let found = self.error("after-each", message, called.at).hint("`.each(…)` must come last");
            self.found.push(found);
            return false;
        }
        if let (Some(Kind::Videos), false) = (called.receiver, CHAIN.contains(&name)) {
            let found = self.error("unknown-function", format!("Videos have no `.{}`", written(name)), called.at);
            self.suggest(found, name, CHAIN, "to_array() gives a plain list");
            return false;
        }
        let native = self.vocabulary.names();
        let given = called.kinds.len();
        let own = |count: usize| self.functions.contains_key(&(name.to_owned(), count));
        let as_method = called.receiver.is_some() && own(given - 1);
        if own(given) || as_method || native.get(name).is_some_and(|counts| counts.contains(&given)) {
            return true;
        }
        let mut counts: Vec<usize> = native.get(name).into_iter().flatten().copied().collect();
        counts.extend(self.functions.keys().filter(|(own, _)| own == name).map(|(_, count)| *count));
        counts.sort_unstable();
        counts.dedup();
        let may_be_key = matches!(called.receiver, Some(Kind::Unknown));
        if counts.is_empty() && may_be_key && closest(name, native.keys().map(String::as_str)).is_none() {
            // A map can hold a function under any name.
        } else if counts.is_empty() && self.vocabulary.lacks(name) {
            let found = self.error("not-in-tests", format!("`{name}` is for policies, and this is a test"), called.at);
            self.found.push(found.hint("a test runs a policy: let plan = run_policy();"));
        } else if counts.is_empty() {
            let found = self.error("unknown-function", format!("there is no function `{}`", written(name)), called.at);
            let all: Vec<String> = native.keys().chain(self.functions.keys().map(|(name, _)| name)).cloned().collect();
            let words = all.iter().map(String::as_str).filter(|name| is_word(name) && !name.starts_with("anon"));
            match habit(name, called.receiver) {
                Some(hint) => self.found.push(found.hint(hint)),
                None => self.suggest(found, name, words.map(written), "`vodsweep api` lists the functions"),
            }
        } else {
            let less = usize::from(called.receiver.is_some());
            let takes: Vec<String> = counts.iter().map(|count| count.saturating_sub(less).to_string()).collect();
            let word = if takes == ["1"] { "argument" } else { "arguments" };
            let message = format!("`{}` takes {} {word}, not {}", written(name), takes.join(" or "), given - less);
            let found = self.error("wrong-arity", message, called.at);
            self.found.push(found);
        }
        false
    }

    fn check_target(&mut self, called: &Called<'_>) {
        let name = called.call.name.as_str();
        let wanted = if ON_VIDEO.contains(&name) {
            Kind::Video
        } else if name == "delete_asset" {
            Kind::Asset
        } else {
            return;
        };
        let Some(kind) = called.kinds.first().filter(|kind| **kind != wanted && **kind != Kind::Unknown) else {
            return;
        };
        let title = wanted.described();
        let mut found =
            self.error("wrong-type", format!("`{name}` takes {title}, not {}", kind.described()), called.at);
        let literal = called.call.args.first().filter(|_| called.receiver.is_none());
        found.hint = match (literal, kind) {
            (Some(Expr::StringConstant(text, _)), _) if wanted == Kind::Video => {
                Some(format!("get it with video({:?})", text.as_str()))
            }
            (_, Kind::Videos) => Some(format!("write .each(|v| {name}(v))")),
            (_, Kind::List(_) | Kind::Assets) => Some("walk it: for item in list { … }".to_owned()),
            (_, Kind::Video) => Some("delete_video(video) deletes a whole video".to_owned()),
            _ => None,
        };
        self.found.push(found);
    }

    fn check_literals(&mut self, called: &Called<'_>) {
        let name = called.call.name.as_str();
        let less = usize::from(called.receiver.is_some());
        let args = &called.call.args;
        match name {
            "search" | "count" if called.receiver.is_none() => {
                let mistake = args.first().and_then(|query| queries::mistake(self.source, query));
                self.found.extend(mistake);
                self.check_options(name, args.get(1), ("option", &["sort", "limit"]));
            }
            "add_video" => self.check_options(name, args.first(), ("field", &Kind::Video.settable())),
            "change_video" => self.check_options(name, args.get(1 - less), ("field", &Kind::Video.settable())),
            "add_asset" => self.check_options(name, args.get(1 - less), ("field", &Kind::Asset.settable())),
            "known" | "value_or" => {
                if let Some(Expr::StringConstant(field, at)) = args.get(1 - less)
                    && VideoField::parse(field).is_none()
                    && (name != "known" || kind_of(field).is_none())
                {
                    self.unknown_field(&Kind::Video, field, *at);
                }
            }
            _ if DELETING.contains(&name) => {
                self.check_options(name, args.last(), ("option", known_options(name)));
                self.check_days(name, args.last());
                self.check_reason(name, args.last());
            }
            _ => {}
        }
    }

    fn check_options(&mut self, function: &str, argument: Option<&Expr>, (what, known): (&str, &[&'static str])) {
        let Some(Expr::Map(map, _)) = argument else { return };
        for (key, _) in &map.0 {
            if !known.contains(&key.name.as_str()) {
                let message = format!("`{function}` has no {what} `{}`", key.name);
                let found = self.error("unknown-option", message, key.pos);
                self.suggest(found, &key.name, known.iter().copied(), &format!("it has: {}", known.join(", ")));
            }
        }
    }

    /// Reports a literal that is no reason.
    fn check_reason(&mut self, function: &str, argument: Option<&Expr>) {
        let Some(Expr::Map(map, _)) = argument else { return };
        for (_, value) in map.0.iter().filter(|(key, _)| key.name == "reason") {
            if let Expr::IntegerConstant(_, at) | Expr::FloatConstant(_, at) | Expr::BoolConstant(_, at) = value {
                let found = self.error("wrong-type", format!("`{function}` takes a text as `reason`"), *at);
                self.found.push(found.hint("say in words why it goes: reason: \"unchanged for a year\""));
            }
        }
    }

    /// Reports a literal that is no length of a quarantine.
    fn check_days(&mut self, function: &str, argument: Option<&Expr>) {
        let Some(Expr::Map(map, _)) = argument else { return };
        for (_, value) in map.0.iter().filter(|(key, _)| function == "quarantine" && key.name == "days") {
            let found = match value {
                Expr::IntegerConstant(days, at) => {
                    wrong_days(*days).map(|fault| self.error("wrong-days", fault.message, *at))
                }
                Expr::FloatConstant(_, at) | Expr::StringConstant(_, at) | Expr::BoolConstant(_, at) => {
                    let text = "`quarantine` takes a whole number as `days`".to_owned();
                    Some(self.error("wrong-type", text, *at))
                }
                _ => None,
            };
            self.found.extend(found);
        }
    }

    /// Reports a field that a kind does not have.
    pub(super) fn unknown_field(&mut self, kind: &Kind, name: &str, at: Position) {
        let Some(title) = kind.title() else { return };
        if *kind == Kind::Video && Kind::Assets.fields().contains(&name) {
            let found = self.error("unknown-field", format!("a Video has no field `{name}`; its files have"), at);
            let video = offset(self.source, at).map_or("v", |start| owner(&self.source.text, start));
            self.found.push(found.hint(format!("write assets({video}).{name}")));
            return;
        }
        let article = if title.starts_with('A') { "an" } else { "a" };
        let found = self.error("unknown-field", format!("{article} {title} has no field `{name}`"), at);
        let fields = kind.fields();
        let all = if fields.is_empty() { "walk it with for or .each(…)".to_owned() } else { fields.join(", ") };
        self.suggest(found, name, fields.iter().copied(), &format!("it has: {all}"));
    }

    /// Reports a field that no value of the language has.
    pub(super) fn unknown_property(&mut self, kind: &Kind, name: &str, at: Position) {
        let native = self.vocabulary.names();
        if !kind.is_plain() || native.contains_key(&format!("get${name}")) {
            return;
        }
        let found = self.error("unknown-field", format!("{} has no field `{name}`", kind.described()), at);
        let methods = native.keys().map(String::as_str).filter(|name| is_word(name));
        let method =
            habit(name, None).or_else(|| closest(name, methods).map(|near| format!("did you mean `{near}()`?")));
        self.found.push(found.hint(method.unwrap_or_else(|| "`vodsweep api` lists what there is".to_owned())));
    }

    fn suggest<'n>(
        &mut self,
        found: Diagnostic,
        typed: &str,
        names: impl IntoIterator<Item = &'n str>,
        otherwise: &str,
    ) {
        let hint = match closest(typed, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => otherwise.to_owned(),
        };
        self.found.push(found.hint(hint));
    }
}
