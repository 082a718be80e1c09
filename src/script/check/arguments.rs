//! Arguments that a function never takes, where their kind is certain.

use rhai::Expr;

use super::calls::{Called, DELETING};
use super::kinds::Kind;
use super::walk::Walk;
use crate::script::functions::known_options;
use crate::script::tree::{argument_text, offset, one_line};

/// What an argument must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Text,
    Number,
    Time,
    Reason,
    Closure,
}

/// Methods of listings that take a closure.
const TAKES_CLOSURE: [&str; 5] = ["filter", "each", "sort_by", "sum", "group_by"];

/// Functions with the place of an argument, the receiver counted, and what it must be.
const ARGUMENTS: [(&str, usize, Wanted); 21] = [
    ("search", 0, Wanted::Text),
    ("search_native", 0, Wanted::Text),
    ("video", 0, Wanted::Text),
    ("find_video", 0, Wanted::Text),
    ("quote", 0, Wanted::Text),
    ("date", 0, Wanted::Text),
    ("bytes", 0, Wanted::Text),
    ("read_lines", 0, Wanted::Text),
    ("read_csv", 0, Wanted::Text),
    ("read_json", 0, Wanted::Text),
    ("param", 0, Wanted::Text),
    ("has_tag", 1, Wanted::Text),
    ("known", 1, Wanted::Text),
    ("value_or", 1, Wanted::Text),
    ("days_ago", 0, Wanted::Number),
    ("hours_ago", 0, Wanted::Number),
    ("seconds", 0, Wanted::Number),
    ("minutes", 0, Wanted::Number),
    ("hours", 0, Wanted::Number),
    ("show_bytes", 0, Wanted::Number),
    ("days_since", 0, Wanted::Time),
];

/// The longest argument that a hint repeats, in bytes.
const SHOWN: usize = 60;

impl Walk<'_> {
    /// Reports arguments that the function never takes.
    pub(super) fn check_arguments(&mut self, called: &Called<'_>) {
        let name = called.call.name.as_str();
        for (_, place, wanted) in ARGUMENTS.iter().filter(|(function, ..)| *function == name) {
            self.check_argument(called, *place, *wanted);
        }
        if DELETING.contains(&name) && called.kinds.len() > 1 {
            self.check_argument(called, called.kinds.len() - 1, Wanted::Reason);
        }
        if called.receiver == Some(&Kind::Videos) && TAKES_CLOSURE.contains(&name) {
            self.check_argument(called, 1, Wanted::Closure);
        }
        if let ("contains", [Kind::List(item), kind]) = (name, called.kinds)
            && item.never_compare(kind)
        {
            let message = format!("a list of {} never holds {}", plural(item), kind.described());
            let hint = match argument(called, 1) {
                Some(Expr::IntegerConstant(number, _)) if matches!(**item, Kind::Text) => {
                    Some(format!("write \"{number}\""))
                }
                _ => None,
            };
            self.wrong(called, 1, message, hint);
        }
    }

    fn check_argument(&mut self, called: &Called<'_>, place: usize, wanted: Wanted) {
        let Some(kind) = called.kinds.get(place).filter(|kind| !wanted.fits(kind)) else { return };
        let name = called.call.name.as_str();
        let expr = argument(called, place);
        let taken = match wanted {
            Wanted::Reason => format!("a reason (text) or options #{{ {} }} last", known_options(name).join(", ")),
            _ => wanted.described().to_owned(),
        };
        let message = format!("`{name}` takes {taken}, not {}", kind.described());
        let hint = match (wanted, kind, expr) {
            (Wanted::Time, _, Some(Expr::StringConstant(text, _))) => {
                Some(format!("write {name}(date({:?}))", text.as_str()))
            }
            (Wanted::Time, ..) => Some("write days_since(v.updated_at), or another moment".to_owned()),
            (Wanted::Number, _, Some(Expr::StringConstant(text, _))) if text.trim().parse::<i64>().is_ok() => {
                Some(format!("write {name}({})", text.trim()))
            }
            (Wanted::Reason, Kind::Number | Kind::Time | Kind::Duration | Kind::Flag, Some(expr)) => {
                Some(format!("put words before it: \"…\" + {}", self.written(expr)))
            }
            (Wanted::Closure, ..) => Some(format!("name the video first: .{name}(|v| …)")),
            (Wanted::Text, Kind::Flag, _) if name == "search" => {
                Some("a query is one text: search(\"state:active\")".to_owned())
            }
            _ => None,
        };
        self.wrong(called, place, message, hint);
    }

    /// An argument as it is written, where that is short.
    fn written(&self, expr: &Expr) -> String {
        let start = offset(self.source, expr.start_position());
        let text = start.map_or("…", |start| argument_text(&self.source.text, start));
        if text.len() > SHOWN { "…".to_owned() } else { one_line(text) }
    }

    /// An error that underlines the argument, where its place is known.
    fn wrong(&mut self, called: &Called<'_>, place: usize, message: String, hint: Option<String>) {
        let at = argument(called, place).map(Expr::start_position).filter(|at| offset(self.source, *at).is_some());
        let mut found = self.error("wrong-type", message, at.unwrap_or(called.at));
        found.hint = hint;
        self.found.push(found);
    }
}

/// The expression of an argument; the receiver is none.
fn argument<'a>(called: &Called<'a>, place: usize) -> Option<&'a Expr> {
    let less = usize::from(called.receiver.is_some());
    called.call.args.get(place.checked_sub(less)?)
}

impl Wanted {
    const fn described(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Time => "a Time",
            Self::Reason => "a reason",
            Self::Closure => "a closure",
        }
    }

    /// Whether a value of this kind may be taken.
    const fn fits(self, kind: &Kind) -> bool {
        matches!(
            (self, kind),
            (_, Kind::Unknown)
                | (Self::Text, Kind::Text | Kind::Word(..))
                | (Self::Number, Kind::Number)
                | (Self::Time, Kind::Time)
                | (Self::Reason, Kind::Text | Kind::Word(..) | Kind::Map)
        )
    }
}

/// What to call the items of a list.
fn plural(item: &Kind) -> &'static str {
    match item {
        Kind::Text | Kind::Word(..) => "texts",
        Kind::Asset => "files",
        Kind::Video => "videos",
        _ => "such values",
    }
}
