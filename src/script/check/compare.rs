//! Comparisons that always come out the same: values of different kinds, and words that a field never has.

use rhai::{Expr, FnCallExpr};

use super::calls::Called;
use super::kinds::Kind;
use super::walk::Walk;
use crate::model::closest;

const COMPARING: [&str; 6] = ["<", "<=", ">", ">=", "==", "!="];

impl Walk<'_> {
    /// Reports a comparison that is not one.
    pub(super) fn check_comparison(&mut self, called: &Called<'_>) {
        let operator = called.call.name.as_str();
        let [left, right] = called.kinds else { return };
        if !COMPARING.contains(&operator) {
            return;
        }
        if left.never_compare(right) {
            let message = format!("{} is never compared with {}", left.described(), right.described());
            let hint = hint(called.call, left, right);
            let found = self.error("mixed-comparison", message, called.at).hint(hint);
            self.found.push(found);
            return;
        }
        for (kind, other) in [(left, called.call.args.get(1)), (right, called.call.args.first())] {
            self.check_word(kind, other);
        }
    }

    /// Reports the texts of `field in ["…", "…"]` that the field never has.
    pub(super) fn check_listed(&mut self, called: &Called<'_>) {
        if let ("contains", [_, kind], Some(Expr::Array(texts, _))) =
            (called.call.name.as_str(), called.kinds, called.call.args.first())
        {
            for text in texts {
                self.check_word(kind, Some(text));
            }
        }
    }

    fn check_word(&mut self, kind: &Kind, other: Option<&Expr>) {
        let (Kind::Word(field, words), Some(Expr::StringConstant(text, at))) = (kind, other) else { return };
        if words.contains(&text.as_str()) {
            return;
        }
        let found = self.error("unknown-word", format!("`{field}` is never {:?}", text.as_str()), *at);
        let all = words.join(", ");
        self.found.push(match closest(text, words.iter().copied()) {
            Some(near) => found.hint(format!("did you mean {near:?}? it is one of: {all}")),
            None => found.hint(format!("it is one of: {all}")),
        });
    }
}

fn hint(call: &FnCallExpr, left: &Kind, right: &Kind) -> String {
    let (first, second) = (call.args.first(), call.args.get(1));
    let hint = match (left, right) {
        (Kind::List(_), Kind::Text | Kind::Word(..)) => return in_list(call, first, second),
        (Kind::Text | Kind::Word(..), Kind::List(_)) => return in_list(call, second, first),
        (Kind::Time, _) | (_, Kind::Time) => "write date(\"2024-01-31\") or days_ago(180)",
        (Kind::Duration, _) | (_, Kind::Duration) => "write seconds(90), minutes(10) or hours(2)",
        (Kind::Number, Kind::Text) | (Kind::Text, Kind::Number) => "write a number; a size is 5 * GB or bytes(\"5GB\")",
        (Kind::Video, Kind::Text) | (Kind::Text, Kind::Video) => "write v.id == \"…\", or another of its fields",
        _ => "both sides must be of one kind",
    };
    hint.to_owned()
}

/// How to ask whether a list holds a text.
fn in_list(call: &FnCallExpr, list: Option<&Expr>, text: Option<&Expr>) -> String {
    let not = if call.name == "!=" { "!" } else { "" };
    let text = match text {
        Some(Expr::StringConstant(text, _)) => format!("{:?}", text.as_str()),
        Some(Expr::Variable(name, ..)) => name.1.to_string(),
        _ => "\"…\"".to_owned(),
    };
    match list {
        Some(Expr::Dot(pair, ..)) if matches!(&pair.rhs, Expr::Property(name, _) if name.2 == "tags") => {
            let video = match &pair.lhs {
                Expr::Variable(name, ..) => name.1.as_str(),
                _ => "video",
            };
            format!("write {not}{video}.has_tag({text})")
        }
        _ => format!("write {not}list.contains({text})"),
    }
}
