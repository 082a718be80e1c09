//! Conditions on a video that a query can decide alike, for values that are absent or unknown too.
//!
//! A filter keeps a video whose value is unknown and says so, and so does a query. An order with an absent value holds
//! in neither. What differs in any of this is left out here: flags, because an absent one is an error in a script;
//! `x in v.tags`, because it tells upper from lower case; anything that is only known when the policy runs.

use jiff::Timestamp;
use rhai::{Expr, FnCallExpr};

use super::paths::{comparison, last_link, path, turned};
use crate::model::{FieldType, VideoField};
use crate::query::{parse, quote};

/// The most days that a term names: beyond this a moment may be none.
const MOST_DAYS: i64 = 100_000;

/// The condition on the video of that name as a term of the query language; `None` where no term means the same.
pub(super) fn term(condition: &Expr, video: &str) -> Option<String> {
    let term = match condition {
        Expr::FnCall(call, _) if call.name == "!" => format!("-{}", tagged(call.args.first()?, video)?),
        Expr::Dot(..) => tagged(condition, video)?,
        other => compared(other, video)?,
    };
    // What the query language would refuse is no advice.
    parse(&term, Timestamp::UNIX_EPOCH).is_ok().then_some(term)
}

/// `v.has_tag("x")`.
fn tagged(condition: &Expr, video: &str) -> Option<String> {
    let Expr::Dot(pair, ..) = condition else { return None };
    let (Expr::Variable(name, ..), Expr::MethodCall(call, _)) = (&pair.lhs, last_link(condition)) else { return None };
    let direct = matches!(pair.rhs, Expr::MethodCall(..)) && name.1.as_str() == video && call.name == "has_tag";
    let [Expr::StringConstant(tag, _)] = call.args.as_slice() else { return None };
    (direct && tag.is_ascii() && !tag.is_empty()).then(|| format!("tags:{}", quote(tag)))
}

fn compared(condition: &Expr, video: &str) -> Option<String> {
    let (left, operator, right) = comparison(condition)?;
    side(left, operator, right, video).or_else(|| side(right, turned(operator), left, video))
}

fn side(left: &Expr, operator: &str, right: &Expr, video: &str) -> Option<String> {
    if let Expr::FnCall(call, _) = left {
        return aged(call, operator, right, video);
    }
    let field = field(left, video)?;
    match (field.kind(), right) {
        (FieldType::Word | FieldType::Text, Expr::StringConstant(text, _)) => {
            let is_word = field.kind() == FieldType::Word;
            let known = if is_word { field.words().contains(&text.as_str()) } else { !text.is_empty() };
            let minus = if operator == "!=" { "-" } else { "" };
            (known && matches!(operator, "==" | "!=")).then(|| format!("{minus}{}:{}", field.name(), quote(text)))
        }
        (FieldType::Time, Expr::FnCall(call, _)) if !matches!(operator, "==" | "!=") => {
            let unit = match call.name.as_str() {
                "days_ago" => "d",
                "hours_ago" => "h",
                _ => return None,
            };
            let count = whole(call.args.first()?)?;
            Some(format!("{}:{operator}-{count}{unit}", field.name()))
        }
        _ => None,
    }
}

/// `days_since(v.updated_at) > 365`, in whole days: more than 365 of them have passed when 366 have.
fn aged(call: &FnCallExpr, operator: &str, right: &Expr, video: &str) -> Option<String> {
    let [moment] = call.args.as_slice() else { return None };
    let field = field(moment, video).filter(|field| call.name == "days_since" && field.kind() == FieldType::Time)?;
    let days = whole(right)?;
    let (sign, days) = match operator {
        ">" => ("<=", days + 1),
        ">=" => ("<=", days),
        "<" => (">", days),
        "<=" => (">", days + 1),
        _ => return None,
    };
    Some(format!("{}:{sign}-{days}d", field.name()))
}

/// The field of the video that an expression reads. Which media are listed hangs on whether the query names
/// `media_type`, so that no condition on it can be moved there.
fn field(expr: &Expr, video: &str) -> Option<VideoField> {
    match path(expr)?.as_slice() {
        [owner, field] if *owner == video => VideoField::parse(field).filter(|field| *field != VideoField::MediaType),
        _ => None,
    }
}

fn whole(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::IntegerConstant(number, _) if (0..=MOST_DAYS).contains(number) => Some(*number),
        _ => None,
    }
}
