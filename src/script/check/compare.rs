//! Comparisons that always come out the same: values of different kinds, and words that a field never has.

use std::ops::Range;

use rhai::{Expr, FnCallExpr};

use super::calls::Called;
use super::kinds::Kind;
use super::paths::{constant, path};
use super::walk::Walk;
use crate::model::{Diagnostic, SourceText, closest};
use crate::script::lex::piece_len;
use crate::script::tree::offset;

const COMPARING: [&str; 6] = ["<", "<=", ">", ">=", "==", "!="];

impl Walk<'_> {
    /// Reports a comparison that is not one.
    pub(super) fn check_comparison(&mut self, called: &Called<'_>) {
        let operator = called.call.name.as_str();
        let [left, right] = called.kinds else { return };
        if matches!((operator, left, right), ("&" | "|", Kind::Flag, Kind::Flag)) {
            self.warn_eager(called);
        }
        if !COMPARING.contains(&operator) {
            return;
        }
        if left.never_compare(right) {
            let message = format!("{} is never compared with {}", left.described(), right.described());
            let hint = hint(called.call, left, right);
            let found = Diagnostic::error("mixed-comparison", message).at(self.source, self.compared(called));
            self.found.push(found.hint(hint));
            return;
        }
        for (kind, other) in [(left, called.call.args.get(1)), (right, called.call.args.first())] {
            self.check_word(kind, other);
        }
        self.check_size(called);
    }

    /// The place of a comparison: its sign, with the literal behind it.
    pub(super) fn compared(&self, called: &Called<'_>) -> Range<usize> {
        let start = offset(self.source, called.at).unwrap_or(0);
        let sign = start + piece_len(&self.source.text, start);
        let literal = called.call.args.get(1).filter(|right| constant(right).is_some());
        let end = literal.and_then(|right| offset(self.source, right.start_position()));
        start..end.map_or(sign, |at| at + piece_len(&self.source.text, at))
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
        let start = offset(self.source, *at).unwrap_or(0);
        let span = start..start + piece_len(&self.source.text, start);
        self.found.push(unknown_word(self.source, field, words, text, span));
    }
}

/// A word that a field of fixed words never has.
pub(super) fn unknown_word(
    source: &SourceText,
    field: &str,
    words: &[&'static str],
    text: &str,
    span: Range<usize>,
) -> Diagnostic {
    let found = Diagnostic::error("unknown-word", format!("`{field}` is never {text:?}")).at(source, span);
    let all = words.join(", ");
    match closest(text, words.iter().copied()) {
        Some(near) => found.hint(format!("did you mean {near:?}? it is one of: {all}")),
        None => found.hint(format!("it is one of: {all}")),
    }
}

fn hint(call: &FnCallExpr, left: &Kind, right: &Kind) -> String {
    let (first, second) = (call.args.first(), call.args.get(1));
    let hint = match (left, right) {
        (Kind::List(_), Kind::Text | Kind::Word(..)) => return in_list(call, first, second),
        (Kind::Text | Kind::Word(..), Kind::List(_)) => return in_list(call, second, first),
        (Kind::Time, Kind::Text) => return date(second),
        (Kind::Text, Kind::Time) => return date(first),
        (Kind::Time, Kind::Number) => return age(first),
        (Kind::Number, Kind::Time) => return age(second),
        (Kind::Time, _) | (_, Kind::Time) => "write date(\"2024-01-31\") or days_ago(180)",
        (Kind::Duration, _) | (_, Kind::Duration) => "write seconds(90), minutes(10) or hours(2)",
        (Kind::Number, Kind::Text) | (Kind::Text, Kind::Number) => "write a number; a size is 5 * GB or bytes(\"5GB\")",
        (Kind::Video, Kind::Text) | (Kind::Text, Kind::Video) => "write v.id == \"…\", or another of its fields",
        _ => "both sides must be of one kind",
    };
    hint.to_owned()
}

/// How to write a moment instead of a text.
fn date(text: Option<&Expr>) -> String {
    match text {
        Some(Expr::StringConstant(text, _)) if text.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("write date({:?})", text.as_str())
        }
        _ => "write date(\"2024-01-31\") or days_ago(180)".to_owned(),
    }
}

/// How to compare the age of a moment with a number of days.
fn age(moment: Option<&Expr>) -> String {
    let moment = moment.and_then(path).map_or_else(|| "…".to_owned(), |words| words.join("."));
    format!("write days_since({moment}) to compare its age in days")
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
