//! Why a video is in a plan, or why it is not. Pure: it puts together what was noted while the plan was made.

use jiff::Timestamp;
use serde::Serialize;

use super::{Blocked, Entry, Kept, KeptVideo, Plan, UnknownNote};
use crate::model::{ByteSize, FieldValue, Known, Video, VideoId};
use crate::query::{self, Expr, Field, Query, Verdict};

/// A listing that a policy began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingLook {
    /// The policy.
    pub policy: String,
    /// Its query as the policy made it; empty for the whole library.
    pub query: String,
    /// Whether it is in the platform's own language, which cannot be decided here.
    pub native: bool,
}

/// A condition in a policy, and how it came out for the video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConditionLook {
    /// The script.
    pub policy: String,
    /// The line in it, from 1.
    pub line: u32,
    /// The condition as written, on one line.
    pub text: String,
    /// How it came out last; `null` when it was not tested for this video, or hung on an unknown value.
    pub verdict: Option<bool>,
    /// A comparison with the values that it was made with: `400 > 365`.
    pub found: Option<String>,
    /// How often it was tested for this video.
    pub times: u64,
}

/// What was noted of a video while policies ran.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// The listings that were begun.
    pub listings: Vec<ListingLook>,
    /// The conditions, in the order written.
    pub conditions: Vec<ConditionLook>,
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is in the plan.
    Planned,
    /// It is in the plan, which is blocked.
    Blocked,
    /// A deletion was proposed, and it is kept.
    Kept,
    /// A value that decides about it is unknown, so it is kept.
    Unknown,
    /// No listing of the policies gives it.
    NotMatched,
    /// A listing gives it, and no condition led to a proposal.
    NotProposed,
    /// A listing matches it, and the policy did not get to it.
    NotReached,
    /// A saved plan does not name it.
    NotInPlan,
}

/// A part of a query, and what the video has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseLook {
    /// The part.
    pub text: String,
    /// Whether it holds; `null` when that cannot be decided.
    pub verdict: Option<bool>,
    /// What the video has in the fields that it names: `state is active`.
    pub found: String,
}

/// A listing, and what it says of the video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchLook {
    /// The policy.
    pub policy: String,
    /// The query; empty for the whole library.
    pub query: String,
    /// Whether the query matches; `null` when that cannot be decided here.
    pub verdict: Option<bool>,
    /// Its parts that must all hold.
    pub clauses: Vec<ClauseLook>,
}

/// Why a video is in a plan, or why it is not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The video.
    pub video: KeptVideo,
    /// The answer in one word.
    pub answer: Answer,
    /// The listings of the policies.
    pub searches: Vec<SearchLook>,
    /// The conditions of the policies, in the order written.
    pub conditions: Vec<ConditionLook>,
    /// What the plan does with it.
    pub entries: Vec<Entry>,
    /// What was proposed and is not done, and why.
    pub kept: Vec<Kept>,
    /// Values that could not be read and decide about it.
    pub unknown: Vec<UnknownNote>,
    /// Why the plan cannot be committed.
    pub blocked_because: Vec<Blocked>,
}

impl Explanation {
    /// Explains a plan that was just made, for a video as it was read.
    #[must_use]
    pub fn of(video: &Video, looked: Looked, plan: &Plan, now: Timestamp) -> Self {
        let searches: Vec<SearchLook> = looked.listings.iter().map(|listing| search(listing, video, now)).collect();
        let mut found = Self { searches, conditions: looked.conditions, ..Self::from_plan(&video.id, plan) };
        found.video.name = video.name.value().map(|name| name.as_ref().to_owned());
        if found.answer == Answer::NotInPlan {
            found.answer = found.why_not();
        }
        found
    }

    /// Explains what a saved plan says of a video.
    #[must_use]
    pub fn from_plan(video: &VideoId, plan: &Plan) -> Self {
        let entries: Vec<Entry> = plan.entries.iter().filter(|entry| entry.video.id == *video).cloned().collect();
        let kept: Vec<Kept> = plan.kept.iter().filter(|kept| kept.video.id == *video).cloned().collect();
        let unknown: Vec<UnknownNote> = plan.unknown.iter().filter(|note| note.video.id == *video).cloned().collect();
        let name = entries.first().and_then(|entry| entry.video.name.clone());
        let name = name.or_else(|| kept.first().and_then(|kept| kept.video.name.clone()));
        let name = name.or_else(|| unknown.first().and_then(|note| note.video.name.clone()));
        let answer = match (entries.is_empty(), kept.is_empty(), unknown.is_empty()) {
            (false, ..) if plan.blocked => Answer::Blocked,
            (false, ..) => Answer::Planned,
            (true, false, _) => Answer::Kept,
            (true, true, false) => Answer::Unknown,
            (true, true, true) => Answer::NotInPlan,
        };
        Self {
            video: KeptVideo { id: video.clone(), name },
            answer,
            searches: Vec::new(),
            conditions: Vec::new(),
            entries,
            kept,
            unknown,
            blocked_because: if answer == Answer::Blocked { plan.blocked_because.clone() } else { Vec::new() },
        }
    }

    fn why_not(&self) -> Answer {
        if self.conditions.iter().any(|condition| condition.times > 0) {
            Answer::NotProposed
        } else if self.searches.iter().any(|search| search.verdict == Some(true)) {
            Answer::NotReached
        } else {
            Answer::NotMatched
        }
    }
}

fn search(listing: &ListingLook, video: &Video, now: Timestamp) -> SearchLook {
    let look = |verdict, clauses| SearchLook {
        policy: listing.policy.clone(),
        query: listing.query.clone(),
        verdict,
        clauses,
    };
    if listing.native {
        return look(None, Vec::new());
    }
    if listing.query.trim().is_empty() {
        return look(Some(true), Vec::new());
    }
    // A query that the policy could list by can be read again.
    let Ok(query) = query::parse(&listing.query, now) else { return look(None, Vec::new()) };
    let clauses = query.required().into_iter().map(|part| clause(part, video)).collect();
    look(decided(&query::eval(&query.root, video)), clauses)
}

fn clause(part: &Expr, video: &Video) -> ClauseLook {
    let fields = Query::of(part.clone()).fields();
    let found = fields.iter().map(|field| value(field, video)).collect::<Vec<_>>().join(", ");
    ClauseLook { text: part.to_string(), verdict: decided(&query::eval(part, video)), found }
}

fn decided(verdict: &Verdict) -> Option<bool> {
    match verdict {
        Verdict::True => Some(true),
        Verdict::False => Some(false),
        Verdict::Undecided(_) => None,
    }
}

/// What the video has in a field, as a few words.
fn value(field: &Field, video: &Video) -> String {
    let text = match field {
        Field::Video(known) => known.of(video).map(|value| shown(&value)),
        Field::Custom(name) => match &video.custom_fields {
            Known::Value(fields) => {
                fields.get(name).map_or(Known::Absent, |value| Known::Value(value.as_ref().to_owned()))
            }
            Known::Absent => Known::Absent,
            Known::Unknown(why) => Known::Unknown(why.clone()),
        },
    };
    match text {
        Known::Value(text) => format!("{field} is {text}"),
        Known::Absent => format!("{field} has no value"),
        Known::Unknown(why) => format!("{field} is unknown: {why}"),
    }
}

fn shown(value: &FieldValue<'_>) -> String {
    match value {
        FieldValue::Text(text) => format!("{text:?}"),
        FieldValue::Word(word) => (*word).to_owned(),
        FieldValue::Bool(flag) => flag.to_string(),
        FieldValue::Time(at) => at.to_string(),
        FieldValue::Duration(millis) => format!("{} s", millis / 1000),
        FieldValue::Bytes(bytes) => ByteSize(*bytes).to_string(),
        FieldValue::Tags([]) => "empty".to_owned(),
        FieldValue::Tags(tags) => tags.join(", "),
        FieldValue::Map(fields) => {
            fields.iter().map(|(name, value)| format!("{name}={value:?}")).collect::<Vec<_>>().join(", ")
        }
    }
}
