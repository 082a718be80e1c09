//! Which part of a query Brightcove's search can answer without losing a true match.
//!
//! Its search is stemmed, splits words at punctuation, ignores common words and knows no "absent": only conditions
//! that survive all of that are sent, and everything is tested again on the fetched object.

use jiff::{SignedDuration, Timestamp};

use super::client::Search;
use crate::model::{Text, VideoField};
use crate::provider::Pushdown;
use crate::query::{Comparison, Expr, Field, Literal, Query, Term, Test};

/// Words that the search ignores: asking for one would match nothing or everything.
const IGNORED: [&str; 35] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    "null", "now",
];

/// One condition in the words of either search language; `None` where the language cannot ask it.
struct Asked {
    v1: Option<String>,
    v2: Option<String>,
}

/// Added to what is asked in version 2 before anybody looked whether the server counts by it.
const PROVISO: &str = ", if this server counts by `query`; else it is asked by `q` what `q` can ask";

/// What is sent, and the account of it for people.
pub(super) struct Chosen {
    pub(super) search: Search,
    pub(super) report: Pushdown,
}

/// Chooses the language that can ask more of the conditions, and says what is asked.
///
/// Version 1 wins a tie, because only for it the platform documents counts. `v2` says whether this server was seen to
/// count by version 2, `None` that nobody looked yet; completeness of a listing is judged by counts.
pub(super) fn choose(query: Option<&Query>, native: Option<&str>, v2: Option<bool>) -> Chosen {
    let required = query.map(Query::required).unwrap_or_default();
    if let Some(native) = native {
        let kept_here = required.iter().map(|expr| format!("{expr}: the native text is sent instead")).collect();
        let sent = vec![("query".to_owned(), native.to_owned())];
        let report = Pushdown { sent, pushed: Vec::new(), kept_here };
        return Chosen { search: Some(("query", native.to_owned())), report };
    }
    let asked: Vec<(&Expr, Result<Asked, &str>)> = required.into_iter().map(|expr| (expr, ask(expr))).collect();
    let count = |pick: fn(&Asked) -> bool| asked.iter().filter(|(_, one)| one.as_ref().is_ok_and(pick)).count();
    let second = v2 != Some(false) && count(|one| one.v2.is_some()) > count(|one| one.v1.is_some());
    let mut report = Pushdown::default();
    let mut parts = Vec::new();
    for (expr, one) in asked {
        let here = match one {
            Ok(one) => match if second { one.v2 } else { one.v1 } {
                Some(part) => {
                    parts.push(part);
                    let proviso = if second && v2.is_none() { PROVISO } else { "" };
                    report.pushed.push(format!("{expr}{proviso}"));
                    continue;
                }
                None => "the search language that asks more of this query cannot ask it",
            },
            Err(reason) => reason,
        };
        report.kept_here.push(format!("{expr}: {here}"));
    }
    let name = if second { "query" } else { "q" };
    let search = (!parts.is_empty()).then(|| (name, parts.join(" ")));
    report.sent = search.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
    Chosen { search, report }
}

fn ask(expr: &Expr) -> Result<Asked, &'static str> {
    match expr {
        Expr::Term(Term::Field { field: Field::Video(field), test }) => ask_field(*field, test),
        Expr::Term(Term::Field { field: Field::Custom(_), .. }) => {
            Err("the search compares custom fields by word stem")
        }
        Expr::Term(Term::Word(_)) => Err("the search has no match within a word"),
        Expr::Not(_) => Err("the search matches too much, so its opposite would lose matches"),
        Expr::Or(_) | Expr::And(_) => Err("alternatives are tested here"),
    }
}

fn ask_field(field: VideoField, condition: &Test) -> Result<Asked, &'static str> {
    let both = |part: String| Ok(Asked { v1: Some(part.clone()), v2: Some(part) });
    let second = |part: String| Ok(Asked { v1: None, v2: Some(part) });
    let first = |part: String| Ok(Asked { v1: Some(part), v2: None });
    match field {
        VideoField::CreatedAt | VideoField::UpdatedAt | VideoField::PublishedAt => ask_time(field.name(), condition),
        VideoField::State => match word(condition)? {
            "active" => both("+state:ACTIVE".to_owned()),
            "inactive" => both("+state:INACTIVE".to_owned()),
            "pending" => both("+state:PENDING".to_owned()),
            "deleted" => both("+state:DELETED".to_owned()),
            _ => Err("Brightcove has no such state"),
        },
        VideoField::Delivery => match word(condition)? {
            name @ ("dynamic_origin" | "static_origin" | "live_origin" | "remote") => {
                second(format!("+delivery_type:{name}"))
            }
            _ => Err("Brightcove has no such delivery"),
        },
        VideoField::HasMaster => second(format!("+has_digital_master:{}", flag(condition)?)),
        VideoField::Complete => both(format!("+complete:{}", flag(condition)?)),
        VideoField::IsClip => first(format!("+is_clip:{}", flag(condition)?)),
        VideoField::ClipSourceId => first(format!("+clip_source_video_id:{}", digits(condition)?)),
        VideoField::Id => both(format!("+id:{}", digits(condition)?)),
        VideoField::Folder => second(format!("+folder_id:{}", hex(condition)?)),
        VideoField::ReferenceId => both(format!("+reference_id:{}", plain(condition)?)),
        VideoField::Tags => both(format!("+tags:{}", plain(condition)?)),
        VideoField::Duration => Err("the documentation disagrees about the unit"),
        VideoField::Name | VideoField::Description => Err("the search compares it by word stem"),
        _ => Err("Brightcove cannot be asked about it"),
    }
}

/// The one literal of a test for equality.
fn single(condition: &Test) -> Result<&Literal, &'static str> {
    match condition {
        Test::AnyOf(values) => match values.as_slice() {
            [one] => Ok(one),
            _ => Err("several values are tested here"),
        },
        Test::Present => Err("the search cannot tell whether there is a value"),
        Test::Like(_) => Err("the search has no wildcards"),
        Test::Compare(..) | Test::Range(..) => Err("the search cannot order it"),
    }
}

fn single_text(condition: &Test) -> Result<&Text, &'static str> {
    match single(condition)? {
        Literal::Text(text) => Ok(text),
        _ => Err("the search cannot compare it"),
    }
}

fn word(condition: &Test) -> Result<&str, &'static str> {
    // Words are one of a fixed set, compared without case.
    let text = single_text(condition)?;
    let known =
        ["active", "inactive", "pending", "deleted", "dynamic_origin", "static_origin", "live_origin", "remote"];
    Ok(known.into_iter().find(|word| word.eq_ignore_ascii_case(text)).unwrap_or(text))
}

fn flag(condition: &Test) -> Result<bool, &'static str> {
    match single(condition)? {
        Literal::Bool(value) => Ok(*value),
        _ => Err("the search cannot compare it"),
    }
}

fn digits(condition: &Test) -> Result<&str, &'static str> {
    let text = single_text(condition)?;
    let fits = text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(text) } else { Err("Brightcove ids are digits") }
}

fn hex(condition: &Test) -> Result<&str, &'static str> {
    let text = single_text(condition)?;
    let fits = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if fits { Ok(text) } else { Err("Brightcove folder ids are 24 hexadecimal digits") }
}

/// One word that the search neither splits nor ignores. Shorter than three characters, it would return every video.
fn plain(condition: &Test) -> Result<&str, &'static str> {
    let text = single_text(condition)?;
    let fits = text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if fits && !IGNORED.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        Ok(text)
    } else {
        Err("the search splits or ignores such a word")
    }
}

/// A range of moments, widened outward to whole seconds and one more: whether bounds are included is not documented.
fn ask_time(name: &str, condition: &Test) -> Result<Asked, &'static str> {
    let (from, to) = match condition {
        Test::Compare(Comparison::Less | Comparison::AtMost, Literal::Time { to, .. }) => (None, Some(*to)),
        Test::Compare(Comparison::Greater | Comparison::AtLeast, Literal::Time { from, .. }) => (Some(*from), None),
        Test::Range(low, high) => (bound(low.as_ref(), true)?, bound(high.as_ref(), false)?),
        _ => match single(condition)? {
            Literal::Time { from, to } => (Some(*from), Some(*to)),
            _ => return Err("the search cannot compare it"),
        },
    };
    let low = from.map(|time| second_around(time, -1)).transpose()?;
    let high = to.map(|time| second_around(time, 2)).transpose()?;
    let (first_low, first_high) = (low.as_deref().unwrap_or_default(), high.as_deref().unwrap_or_default());
    let (open_low, open_high) = (low.as_deref().unwrap_or("*"), high.as_deref().unwrap_or("*"));
    Ok(Asked {
        v1: Some(format!("+{name}:{first_low}..{first_high}")),
        v2: Some(format!("+{name}:[{open_low} TO {open_high}]")),
    })
}

fn bound(literal: Option<&Literal>, low: bool) -> Result<Option<Timestamp>, &'static str> {
    match literal {
        None => Ok(None),
        Some(Literal::Time { from, to }) => Ok(Some(if low { *from } else { *to })),
        Some(_) => Err("the search cannot compare it"),
    }
}

/// The whole second that many seconds away, as text. A malformed date would silently match nothing, so only years with four
/// digits are sent.
fn second_around(time: Timestamp, seconds: i64) -> Result<String, &'static str> {
    const FAR: &str = "the date is out of reach of the search";
    let floor = Timestamp::from_second(time.as_millisecond().div_euclid(1_000)).map_err(|_| FAR)?;
    let moved = floor.checked_add(SignedDuration::from_secs(seconds)).map_err(|_| FAR)?;
    let text = moved.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let fits = text.len() == 20 && text.as_str() >= "1970";
    if fits { Ok(text) } else { Err(FAR) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn sent(text: &str, v2: bool) -> String {
        let query = parse(text, "2026-01-01T00:00:00Z".parse().expect("time")).expect("query");
        choose(Some(&query), None, Some(v2)).search.map(|(name, text)| format!("{name}={text}")).unwrap_or_default()
    }

    #[test]
    fn conditions_that_survive_the_search_are_sent() {
        assert_eq!(sent("state:active", true), "q=+state:ACTIVE");
        assert_eq!(sent("tags:archive is_clip:true", true), "q=+tags:archive +is_clip:true");
        assert_eq!(sent("state:ACTIVE has_master:true", true), "query=+state:ACTIVE +has_digital_master:true");
        assert_eq!(
            sent("has_master:true updated_at:<2024-01-31", true),
            "query=+has_digital_master:true +updated_at:[* TO 2024-02-01T00:00:01Z]"
        );
        assert_eq!(sent("created_at:2024-01-31", true), "q=+created_at:2024-01-30T23:59:59Z..2024-02-01T00:00:01Z");
        assert_eq!(sent("updated_at:>2024-01-31T10:00:00.5Z", true), "q=+updated_at:2024-01-31T09:59:59Z..");
    }

    #[test]
    fn conditions_that_the_search_could_get_wrong_are_not_sent() {
        for text in [
            "-tags:keep",
            "tags:do-not-delete",
            "tags:the",
            "tags:ab",
            "name:holiday",
            "holiday",
            "folder:xyz",
            "tags:*",
            "state:active OR state:inactive",
            "state:failed",
            "duration:>10m",
            "tags:one,two",
            "id:12",
        ] {
            assert_eq!(sent(text, true), "", "{text}");
        }
    }

    #[test]
    fn without_counts_by_version_2_only_version_1_is_used() {
        assert_eq!(sent("state:active has_master:true delivery:remote", false), "q=+state:ACTIVE");
        assert_eq!(sent("has_master:true", false), "");
    }

    #[test]
    fn what_is_kept_here_says_why() {
        let query = parse("state:active -tags:keep", "2026-01-01T00:00:00Z".parse().expect("time")).expect("query");
        let report = choose(Some(&query), None, Some(true)).report;
        assert_eq!(report.pushed, ["state:active"]);
        assert_eq!(report.kept_here, ["-tags:keep: the search matches too much, so its opposite would lose matches"]);
    }
}
