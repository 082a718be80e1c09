//! What an account protects from every policy.
//!
//! Protection is judged on the fetched video and never by a platform's search, at plan and again at commit.
//! A protection that cannot be decided protects.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::model::{Known, Video, VideoId};
use crate::query::{Matcher, Verdict};

/// One protected id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProtectedId {
    /// From when on it is no longer protected; `None` for ever.
    pub until: Option<Timestamp>,
    /// Why, in the words of whoever protected it.
    pub reason: Option<String>,
}

/// Everything that an account's configuration protects.
#[derive(Debug, Clone, Default)]
pub struct Protection {
    /// A query with its text.
    pub query: Option<(String, Matcher)>,
    /// Ids, from a file or inline; see [`Protection::add`].
    pub ids: BTreeMap<VideoId, ProtectedId>,
    /// Folder ids.
    pub folders: BTreeSet<String>,
    /// The real moment, where policies are given another: no id is free before its end by both clocks.
    pub clock: Option<Timestamp>,
}

impl ProtectedId {
    /// Whether it still protects.
    #[must_use]
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// The one that protects longer; a reason is not lost.
    fn or_longer(self, other: Self) -> Self {
        let end = |id: &Self| (id.until.is_none(), id.until);
        let (mut long, short) = if end(&other) > end(&self) { (other, self) } else { (self, other) };
        long.reason = long.reason.or(short.reason);
        long
    }
}

impl Protection {
    /// Adds protected ids. Where one is listed twice, the longer protection counts.
    pub fn add(&mut self, ids: BTreeMap<VideoId, ProtectedId>) {
        for (id, protected) in ids {
            put(&mut self.ids, id, protected);
        }
    }

    /// The ids whose protection has ended, with its end.
    #[must_use]
    pub fn ended(&self, now: Timestamp) -> Vec<(&VideoId, Timestamp)> {
        let now = self.earlier(now);
        let ended = |id: &ProtectedId| id.until.filter(|_| !id.is_active(now));
        self.ids.iter().filter_map(|(id, protected)| Some((id, ended(protected)?))).collect()
    }

    /// Why the video is protected at this moment; `None` when it is not.
    #[must_use]
    pub fn protects(&self, video: &Video, now: Timestamp) -> Option<String> {
        if let Some(id) = self.id_of(video, self.earlier(now)) {
            let reason = id.reason.as_deref().unwrap_or("its id is protected");
            return Some(match id.until {
                Some(until) => format!("{reason} (until {until})"),
                None => reason.to_owned(),
            });
        }
        if !self.folders.is_empty() {
            match &video.folder {
                Known::Value(folder) if self.folders.contains(folder.as_ref()) => {
                    return Some(format!("its folder {folder} is protected"));
                }
                Known::Unknown(reason) => return Some(format!("its folder is unknown: {reason}")),
                Known::Value(_) | Known::Absent => {}
            }
        }
        let (text, matcher) = self.query.as_ref()?;
        match matcher.test(video) {
            Verdict::True => Some(format!("it matches the protected query {text}")),
            Verdict::Undecided(_) => Some(format!("whether it matches the protected query {text} is unknown")),
            Verdict::False => None,
        }
    }

    /// What protects the video's id. Platforms write ids in one case only and people copy them in another; an item that
    /// is no video may be listed with its sort in front or without.
    fn id_of(&self, video: &Video, now: Timestamp) -> Option<&ProtectedId> {
        let id = video.id.as_str();
        let lower = id.to_ascii_lowercase();
        let bare = bare(&lower);
        let found = [id, lower.as_str(), bare].into_iter().filter_map(|id| self.ids.get(id));
        found.into_iter().find(|protected| protected.is_active(now))
    }

    fn earlier(&self, now: Timestamp) -> Timestamp {
        self.clock.map_or(now, |clock| clock.min(now))
    }
}

fn put(ids: &mut BTreeMap<VideoId, ProtectedId>, id: VideoId, protected: ProtectedId) {
    let longest = match ids.remove(&id) {
        Some(other) => other.or_longer(protected),
        None => protected,
    };
    ids.insert(id, longest);
}

/// The id without the sort that items carry which are no videos: `image:…`.
fn bare(id: &str) -> &str {
    id.strip_prefix("image:").or_else(|| id.strip_prefix("attached:")).unwrap_or(id)
}

/// Reads a list of protected ids: one a line, then optionally an end date and a reason, separated by commas.
///
/// `#` starts a comment. A date without a time protects to the end of that day in UTC. An id that is listed twice is
/// protected as long as the longer of the two says. Ids are kept in lower case.
///
/// # Errors
/// Names the line that cannot be read; a list that cannot be read protects nothing and must stop the plan.
pub fn parse_protected_ids(text: &str) -> Result<BTreeMap<VideoId, ProtectedId>, String> {
    let mut ids = BTreeMap::new();
    // Spreadsheets put a byte order mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        let content = line.split('#').next().unwrap_or_default().trim();
        if content.is_empty() {
            continue;
        }
        let fail = |message: &str| format!("line {}: {message}", index + 1);
        let mut parts = content.splitn(3, ',').map(str::trim);
        let id = parts.next().unwrap_or_default();
        // Stricter than a platform need be: an id with a stray character in it would protect nothing.
        let id = &id.to_ascii_lowercase();
        let bare = bare(id);
        if bare.is_empty() || !bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            return Err(fail(&format!("{id:?} is not a video id; write id, end date, reason")));
        }
        let id = VideoId::new(id.as_str()).map_err(|error| fail(&error.to_string()))?;
        let until = match parts.next().filter(|date| !date.is_empty()) {
            None => None,
            Some(date) => Some(end_of(date).ok_or_else(|| {
                fail(&format!("{date:?} is not a date; write 2027-01-31 or leave it empty: id,,reason"))
            })?),
        };
        let reason = parts.next().filter(|reason| !reason.is_empty()).map(str::to_owned);
        put(&mut ids, id, ProtectedId { until, reason });
    }
    Ok(ids)
}

fn end_of(date: &str) -> Option<Timestamp> {
    if let Ok(time) = date.parse::<Timestamp>() {
        return Some(time);
    }
    let day: jiff::civil::Date = date.parse().ok()?;
    // 9999-12-31 is how people write "for ever".
    if day == jiff::civil::Date::MAX {
        return Some(Timestamp::MAX);
    }
    Some(day.tomorrow().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn video(id: &str) -> Video {
        Video::unknown(VideoId::new(id).expect("an id"), "not asked")
    }

    #[test]
    fn an_id_is_protected_until_the_end_of_its_day() {
        let ids = parse_protected_ids("# legal\n42, 2027-01-31, case 7, appeal\n43\n").expect("a list");
        let protection = Protection { ids, ..Protection::default() };
        assert_eq!(
            protection.protects(&video("42"), at("2027-01-31T23:59:59Z")).as_deref(),
            Some("case 7, appeal (until 2027-02-01T00:00:00Z)")
        );
        assert_eq!(protection.protects(&video("42"), at("2027-02-01T00:00:00Z")), None);
        assert!(protection.protects(&video("43"), at("2099-01-01T00:00:00Z")).is_some());
        assert_eq!(protection.protects(&video("44"), at("2026-01-01T00:00:00Z")), None);
    }

    #[test]
    fn an_id_that_is_named_twice_is_protected_as_long_as_either_says() {
        for text in ["42\n42,2020-01-31\n", "42,2020-01-31\n42\n"] {
            assert_eq!(parse_protected_ids(text).expect("a list").get("42").expect("an id").until, None, "{text}");
        }
        let mut protection = Protection::default();
        for text in ["42,2027-01-31", "42,2028-01-31,later", "42,2026-01-31"] {
            protection.add(parse_protected_ids(text).expect("a list"));
        }
        let reason = protection.protects(&video("42"), at("2027-06-01T00:00:00Z"));
        assert_eq!(reason.as_deref(), Some("later (until 2028-02-01T00:00:00Z)"));
    }

    #[test]
    fn a_byte_order_mark_does_not_hide_the_first_id_and_a_stray_character_is_refused() {
        let ids = parse_protected_ids("\u{feff}42\n").expect("a list");
        assert!(ids.contains_key("42"));
        assert!(parse_protected_ids("image:4a2b,,shown elsewhere").expect("a list").contains_key("image:4a2b"));
        assert!(parse_protected_ids("image:").is_err());
        assert!(parse_protected_ids("4\u{200b}2").is_err());
        assert!(parse_protected_ids("\"42\"").is_err());
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        assert!(parse_protected_ids("42,soon").expect_err("no date").starts_with("line 1: \"soon\" is not a date"));
        assert!(parse_protected_ids("\n4 2").expect_err("no id").starts_with("line 2: \"4 2\" is not a video id"));
    }

    #[test]
    fn an_unknown_folder_is_protected_when_folders_are() {
        let protection = Protection { folders: ["f1".to_owned()].into(), ..Protection::default() };
        assert!(protection.protects(&video("1"), at("2026-01-01T00:00:00Z")).is_some());
        let mut elsewhere = video("1");
        elsewhere.folder = Known::Absent;
        assert_eq!(protection.protects(&elsewhere, at("2026-01-01T00:00:00Z")), None);
    }

    #[test]
    fn of_two_dates_for_one_id_the_longer_protection_counts() {
        let lines = ["42,2027-01-31,short", "42,2099-01-01", "42,2026-06-01,shorter"];
        for turn in 0..3 {
            let mut text: Vec<&str> = lines.to_vec();
            text.rotate_left(turn);
            let protection =
                Protection { ids: parse_protected_ids(&text.join("\n")).expect("a list"), ..Protection::default() };
            let why = protection.protects(&video("42"), at("2098-01-01T00:00:00Z")).expect("protected");
            assert!(why.ends_with("(until 2099-01-02T00:00:00Z)"), "{text:?}: {why}");
        }
        let mut protection = Protection::default();
        protection.add(parse_protected_ids("42,,case 7").expect("a list"));
        protection.add(parse_protected_ids("42,2026-01-01").expect("a list"));
        assert_eq!(protection.protects(&video("42"), at("2098-01-01T00:00:00Z")).as_deref(), Some("case 7"));
    }

    #[test]
    fn of_two_reasons_for_the_same_end_the_first_stands_and_none_is_lost() {
        let why = |text: &str| {
            let protection = Protection { ids: parse_protected_ids(text).expect("a list"), ..Protection::default() };
            protection.protects(&video("42"), at("2026-01-01T00:00:00Z")).expect("protected")
        };
        assert_eq!(why("42,,case 7\n42,,case 9"), "case 7");
        assert_eq!(why("42,,case 7\n42"), "case 7");
        assert_eq!(why("42\n42,,case 7"), "case 7");
    }

    #[test]
    fn an_id_protects_in_either_case_and_with_or_without_its_sort() {
        let mut protection = Protection::default();
        protection.add(parse_protected_ids("4A2B\nimage:77ff").expect("a list"));
        let now = at("2026-01-01T00:00:00Z");
        for id in ["4a2b", "4A2B", "image:4a2b", "attached:4a2b", "image:77ff"] {
            assert!(protection.protects(&video(id), now).is_some(), "{id}");
        }
        assert_eq!(protection.protects(&video("77ff"), now), None);
    }

    #[test]
    fn a_clock_set_ahead_ends_no_protection() {
        let clock = Some(at("2026-01-01T00:00:00Z"));
        let ids = parse_protected_ids("42,2027-01-31\n43,2025-01-31\n44,9999-12-31").expect("a list");
        let protection = Protection { ids, clock, ..Protection::default() };
        assert!(protection.protects(&video("42"), at("2040-01-01T00:00:00Z")).is_some());
        assert!(protection.protects(&video("44"), at("2040-01-01T00:00:00Z")).is_some());
        assert_eq!(protection.protects(&video("43"), at("2040-01-01T00:00:00Z")), None);
        assert!(protection.protects(&video("43"), at("2024-01-01T00:00:00Z")).is_some(), "nor one set back");
        let ended = protection.ended(at("2040-01-01T00:00:00Z"));
        assert_eq!(ended.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["43"]);
    }
}
