//! One test of one field in the words of the search, or why it is not sent.

use jiff::{SignedDuration, Timestamp};

use crate::model::{MediaType, VideoField};
use crate::provider::apsara::categories::Categories;
use crate::provider::apsara::search::{Bound, Range};
use crate::provider::apsara::wire::{ATTACHED, IMAGE};
use crate::query::{Comparison, Literal, Test};

/// `VideoId in (…)` takes so many (documented).
const MOST_IDS: usize = 100;
/// The largest number that the platform's type for sizes holds.
const LARGEST: u64 = i64::MAX.unsigned_abs();
/// Words that full-text searches commonly ignore: asking for one alone could match nothing.
const IGNORED: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
];
/// Every documented status of a video or sound.
const STATUSES: [&str; 9] = [
    "Uploading",
    "UploadFail",
    "UploadSucc",
    "Transcoding",
    "TranscodeFail",
    "Checking",
    "Blocked",
    "Normal",
    "ProduceFail",
];
/// Every documented status of pictures and auxiliary media.
const STILL_STATUSES: [&str; 3] = ["Uploading", "Normal", "UploadFail"];

/// One condition in the words of the search.
pub(super) enum Asked {
    /// At least one of these holds.
    AnyOf(Vec<String>),
    Range(Range),
    /// Items of this sort never match.
    Never,
    /// Something that is not known before the categories were read.
    ByCategory,
}

/// What is asked, or why it is not.
pub(super) type Answer = Result<Asked, &'static str>;

/// What the search is asked for a test of one field.
pub(super) fn ask_field(field: VideoField, test: &Test, kind: MediaType, categories: Option<&Categories>) -> Answer {
    let still = matches!(kind, MediaType::Image | MediaType::Attached);
    match field {
        VideoField::Id => ask_id(test, kind),
        VideoField::State => ask_state(test, kind),
        VideoField::Status => ask_status(test, kind),
        VideoField::CreatedAt => times("CreationTime", test),
        VideoField::UpdatedAt if kind == MediaType::Image => Err("it is not known of pictures"),
        VideoField::UpdatedAt => times("ModificationTime", test),
        VideoField::Size | VideoField::Duration if still => Err("the search knows it of videos and sound only"),
        VideoField::Size => sizes(test),
        VideoField::Duration => durations(test),
        VideoField::Tags => ask_tags(test),
        VideoField::Name => ask_text("Title", test),
        VideoField::Description => ask_text("Description", test),
        VideoField::Category if kind == MediaType::Attached => Err("such an item can have several categories"),
        VideoField::Category => ask_category(test, categories),
        VideoField::HasMaster | VideoField::OriginalFilename => {
            Err("the search does not know it; it is looked up for each video that everything else holds for")
        }
        VideoField::StorageClass | VideoField::ReferenceId => Err("whether the search knows it is not documented"),
        _ => Err("the search cannot be asked about it"),
    }
}

/// The texts of a test for equality.
fn texts(test: &Test) -> Result<Vec<&str>, &'static str> {
    match test {
        Test::AnyOf(values) => values
            .iter()
            .map(|literal| match literal {
                Literal::Text(value) => Ok(value.as_ref()),
                _ => Err("the search cannot compare it"),
            })
            .collect(),
        Test::Present => Err("the search cannot tell whether there is a value"),
        Test::Like(_) => Err("the search has no wildcards"),
        Test::Compare(..) | Test::Range(..) => Err("the search cannot order it"),
    }
}

/// Equality, or one of several.
fn one_of(field: &str, values: &[&str]) -> Asked {
    Asked::AnyOf(vec![match values {
        [only] => format!("{field} = '{only}'"),
        _ => among(field, values),
    }])
}

fn among(field: &str, values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    format!("{field} in ({})", quoted.join(","))
}

/// Ids of another sort cannot be of this one: their prefix is ours and tells the sort.
fn ask_id(test: &Test, kind: MediaType) -> Answer {
    let (field, prefix) = match kind {
        MediaType::Video => ("VideoId", ""),
        MediaType::Audio => ("AudioId", ""),
        MediaType::Image => ("ImageId", IMAGE),
        MediaType::Attached => ("MediaId", ATTACHED),
    };
    let ids: Vec<&str> = texts(test)?.into_iter().filter_map(|id| id.strip_prefix(prefix)).collect();
    let ids: Vec<&str> = ids.into_iter().filter(|id| !id.starts_with(IMAGE) && !id.starts_with(ATTACHED)).collect();
    let plain =
        |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !ids.iter().all(plain) {
        return Err("one of the values is no id of ApsaraVideo");
    }
    match (kind, ids.as_slice()) {
        (_, []) => Ok(Asked::Never),
        (_, [_]) => Ok(one_of(field, &ids)),
        (_, many) if many.len() > MOST_IDS => Err("the search takes a hundred ids at most"),
        (MediaType::Video, _) => Ok(one_of(field, &ids)),
        // Only videos are documented to be found by several ids at once.
        _ => Ok(Asked::AnyOf(ids.iter().map(|id| format!("{field} = '{id}'")).collect())),
    }
}

/// A category is asked for by its number, and only by one at a time.
fn ask_category(test: &Test, categories: Option<&Categories>) -> Answer {
    let names = texts(test)?;
    let Some(categories) = categories else { return Ok(Asked::ByCategory) };
    let number = |name: &&str| categories.number(name).map(|number| format!("CateId = {number}"));
    names.iter().map(number).collect::<Result<_, _>>().map(Asked::AnyOf)
}

/// A state is asked for by every documented status that means it.
fn ask_state(test: &Test, kind: MediaType) -> Answer {
    let mut words = Vec::new();
    for state in texts(test)? {
        words.extend_from_slice(match state.to_ascii_lowercase().as_str() {
            "active" => &["Normal"][..],
            "inactive" => &["Blocked"],
            "pending" => &["Uploading", "UploadSucc", "Transcoding", "Checking"],
            "failed" => &["UploadFail", "TranscodeFail", "ProduceFail"],
            _ => return Err("no status of ApsaraVideo is documented to mean it"),
        });
    }
    statuses(&words, kind)
}

fn ask_status(test: &Test, kind: MediaType) -> Answer {
    let words = texts(test)?;
    if words.iter().all(|word| STATUSES.contains(word)) {
        statuses(&words, kind)
    } else {
        Err("ApsaraVideo documents no such status")
    }
}

fn statuses(words: &[&str], kind: MediaType) -> Answer {
    let still = matches!(kind, MediaType::Image | MediaType::Attached);
    if still && !words.iter().all(|word| STILL_STATUSES.contains(word)) {
        return Err("not every such status is documented");
    }
    // Documented for several values only, so one is asked for as a list too.
    Ok(Asked::AnyOf(vec![among("Status", words)]))
}

/// A whole tag that is a single plain word is a word of the comma-joined text, however the search splits it. Whether the
/// search minds case is not documented, and tags compare without: the usual spellings are all asked for.
fn ask_tags(test: &Test) -> Answer {
    let mut spellings: Vec<String> = Vec::new();
    for tag in texts(test)? {
        if !is_word(tag) {
            return Err("the search may split or ignore such a word");
        }
        let lower = tag.to_ascii_lowercase();
        let capital = lower.get(..1).unwrap_or_default().to_ascii_uppercase() + lower.get(1..).unwrap_or_default();
        for spelling in [tag.to_owned(), lower, capital, tag.to_ascii_uppercase()] {
            if !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
    }
    Ok(one_of("Tags", &spellings.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// A text that equals the value holds each of its words whole, so a fuzzy search for them finds it. A part of a word is
/// not asked for: the search may not see into words.
fn ask_text(field: &str, test: &Test) -> Answer {
    let values = texts(test)?;
    if values.iter().all(|value| value.len() <= 128 && value.split(' ').all(is_word)) {
        Ok(one_of(field, &values))
    } else {
        Err("the search may split or ignore such words")
    }
}

/// Letters and digits only: no quote to escape, for which no way is documented, and nothing to split at.
fn is_word(text: &str) -> bool {
    text.len() >= 2
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !IGNORED.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// The span from the lowest to the highest value that can pass a test that orders.
fn span<T: Ord>(
    test: &Test,
    read: impl Fn(&Literal) -> Option<(T, T)>,
) -> Result<(Option<T>, Option<T>), &'static str> {
    const WRONG: &str = "the search cannot compare it";
    let low = |value: &Literal| read(value).map(|(low, _)| low).ok_or(WRONG);
    let high = |value: &Literal| read(value).map(|(_, high)| high).ok_or(WRONG);
    Ok(match test {
        Test::Compare(Comparison::Less | Comparison::AtMost, value) => (None, Some(high(value)?)),
        Test::Compare(Comparison::Greater | Comparison::AtLeast, value) => (Some(low(value)?), None),
        Test::Range(from, to) => (from.as_ref().map(low).transpose()?, to.as_ref().map(high).transpose()?),
        Test::AnyOf(values) => {
            let lows: Vec<T> = values.iter().map(low).collect::<Result<_, _>>()?;
            let highs: Vec<T> = values.iter().map(high).collect::<Result<_, _>>()?;
            (lows.into_iter().min(), highs.into_iter().max())
        }
        Test::Present => return Err("the search cannot tell whether there is a value"),
        Test::Like(_) => return Err("the search has no wildcards"),
    })
}

fn numbers(test: &Test) -> Result<(Option<u64>, Option<u64>), &'static str> {
    span(test, |value| match value {
        Literal::Bytes(number) | Literal::Duration(number) => Some((*number, *number)),
        _ => None,
    })
}

fn sizes(test: &Test) -> Answer {
    let (low, high) = numbers(test)?;
    range("Size", low, high)
}

/// Running times are searched in seconds with a fraction, so they are widened by a second on both sides.
fn durations(test: &Test) -> Answer {
    let (low, high) = numbers(test)?;
    let low = low.map(|millis| (millis / 1_000).saturating_sub(1));
    range("Duration", low, high.map(|millis| millis.div_ceil(1_000).saturating_add(1)))
}

fn range(field: &'static str, low: Option<u64>, high: Option<u64>) -> Answer {
    if low.is_some_and(|low| low > LARGEST) {
        return Err("the number is out of reach of the search");
    }
    let low = low.filter(|low| *low > 0).map(Bound::Number);
    let high = high.filter(|high| *high <= LARGEST).map(Bound::Number);
    if low.is_none() && high.is_none() {
        return Err("it holds for every number that the search has");
    }
    Ok(Asked::Range(Range { field, low, high }))
}

/// A range of moments, widened outward to whole seconds and one more: the platform keeps no fractions.
fn times(field: &'static str, test: &Test) -> Answer {
    let (low, high) = span(test, |value| match value {
        Literal::Time { from, to } => Some((*from, *to)),
        _ => None,
    })?;
    let low = low.map(|time| second_around(time, -1)).transpose()?.map(Bound::Time);
    let high = high.map(|time| second_around(time, 2)).transpose()?.map(Bound::Time);
    Ok(Asked::Range(Range { field, low, high }))
}

/// The whole second that many seconds away; only years with four digits can be written.
fn second_around(time: Timestamp, seconds: i64) -> Result<Timestamp, &'static str> {
    const FAR: &str = "the date is out of reach of the search";
    let floor = Timestamp::from_second(time.as_millisecond().div_euclid(1_000)).map_err(|_| FAR)?;
    let moved = floor.checked_add(SignedDuration::from_secs(seconds)).map_err(|_| FAR)?;
    if (0..253_402_300_800).contains(&moved.as_second()) { Ok(moved) } else { Err(FAR) }
}
