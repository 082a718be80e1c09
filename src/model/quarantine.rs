//! The mark of a video that was put into quarantine: a tag that carries the last day on which it is kept.
//!
//! The tag is all that the platform remembers, so it also says what a release has to restore. It is at most 32 characters
//! long, which every platform takes.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Action, Known, Target, Text, Video, VideoState};

const PREFIX: &str = "vodsweep-until-";

/// Follows the day when the video was not shown before, so that a release does not publish it.
const WAS_HIDDEN: &str = "-hidden";

/// What the mark on a quarantined video says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarantine {
    /// The last day, in UTC, on which it is kept.
    pub until: Date,
    /// Whether it was not shown to viewers before it was put into quarantine, or nobody could tell: a release must not
    /// publish it then.
    pub was_inactive: bool,
}

/// What a quarantine or a release writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// All tags that the video has from then on.
    pub tags: Vec<Text>,
    /// Its state from then on, where that changes; only for platforms that can hide a video.
    pub state: Option<VideoState>,
}

impl Quarantine {
    /// The mark for this video until a day, from its state right before.
    #[must_use]
    pub fn new(video: &Video, until: Date) -> Self {
        Self { until, was_inactive: video.state.get() != Some(VideoState::Active) }
    }

    /// The tag that carries the mark: `vodsweep-until-2026-12-21`.
    #[must_use]
    pub fn tag(self) -> String {
        let Self { until, was_inactive } = self;
        format!("{PREFIX}{until}{}", if was_inactive { WAS_HIDDEN } else { "" })
    }

    /// Whether a tag is a mark of ours, readable or not.
    #[must_use]
    pub fn is_mark(tag: &str) -> bool {
        tag.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
    }

    /// The mark of a video: absent when it has none, unknown when its tags or its mark cannot be read. Of several marks
    /// the one that keeps it longest counts.
    #[must_use]
    pub fn of(video: &Video) -> Known<Self> {
        let tags = match &video.tags {
            Known::Value(tags) => tags,
            Known::Absent => return Known::Absent,
            Known::Unknown(reason) => return Known::Unknown(reason.clone()),
        };
        let mut found: Option<Self> = None;
        for tag in tags.iter().filter(|tag| Self::is_mark(tag)) {
            let Some(mark) = Self::read(tag) else {
                return Known::unknown(format!("its quarantine tag {tag:?} cannot be read"));
            };
            found = match found {
                Some(other) if other.until >= mark.until => Some(other),
                _ => Some(mark),
            };
        }
        found.into()
    }

    fn read(tag: &str) -> Option<Self> {
        let rest = tag.get(PREFIX.len()..)?;
        let end = rest.len().checked_sub(WAS_HIDDEN.len());
        let suffixed = end
            .and_then(|end| Some((rest.get(..end)?, rest.get(end..)?)))
            .filter(|(_, suffix)| suffix.eq_ignore_ascii_case(WAS_HIDDEN));
        let (day, was_inactive) = suffixed.map_or((rest, false), |(day, _)| (day, true));
        // Only the form that is written: a date that is read loosely could end a quarantine early.
        let until: Date = day.parse().ok()?;
        (until.to_string() == day).then_some(Self { until, was_inactive })
    }

    /// Whether the day until which it is kept has passed, in UTC.
    #[must_use]
    pub fn is_over(self, now: Timestamp) -> bool {
        now.to_zoned(TimeZone::UTC).date() > self.until
    }

    /// What carrying out a quarantine or a release writes to a video that was just read; every other tag stays.
    ///
    /// # Errors
    /// Says why it cannot be done: the tags or the mark cannot be read, so that something would be lost.
    pub fn written(target: &Target, video: &Video) -> Result<Marked, String> {
        let tags = match &video.tags {
            Known::Value(tags) => tags.as_slice(),
            Known::Absent => &[],
            Known::Unknown(reason) => return Err(format!("its tags are unknown: {reason}")),
        };
        let mut tags: Vec<Text> = tags.iter().filter(|tag| !Self::is_mark(tag)).cloned().collect();
        let state = match (target.action, target.options.until, Self::of(video)) {
            (_, _, Known::Unknown(reason)) => return Err(reason.as_ref().to_owned()),
            (Action::Quarantine, _, Known::Value(mark)) => {
                return Err(format!("it is in quarantine until {}", mark.until));
            }
            (Action::Quarantine, Some(until), Known::Absent) => {
                let mark = Self::new(video, until);
                tags.push(mark.tag().into());
                (!mark.was_inactive).then_some(VideoState::Inactive)
            }
            (Action::Release, _, Known::Value(mark)) => (!mark.was_inactive).then_some(VideoState::Active),
            (Action::Release, _, Known::Absent) => return Err("it is not in quarantine".to_owned()),
            (Action::Quarantine, None, _) => return Err("the plan does not say until when".to_owned()),
            (action, ..) => return Err(format!("{action} is no quarantine")),
        };
        Ok(Marked { tags, state })
    }

    /// Whether a reading shows that a quarantine or a release was carried out.
    #[must_use]
    pub fn shows(target: &Target, video: &Video) -> bool {
        match (target.action, Self::of(video)) {
            (Action::Quarantine, Known::Value(mark)) => target.options.until == Some(mark.until),
            (Action::Release, Known::Absent) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::VideoId;

    fn video(tags: &[&str]) -> Video {
        let tags = Known::Value(tags.iter().map(|tag| (*tag).into()).collect());
        Video { tags, ..Video::unknown(VideoId::new("1").expect("an id"), "not asked") }
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for was_inactive in [false, true] {
            let mark = Quarantine { until: day("2026-12-21"), was_inactive };
            assert_eq!(Quarantine::of(&video(&["news", &mark.tag()])), Known::Value(mark));
            assert_eq!(Quarantine::of(&video(&[&mark.tag().to_uppercase()])), Known::Value(mark));
        }
        assert!(Quarantine { until: day("2026-12-21"), was_inactive: true }.tag().len() <= 32);
    }

    #[test]
    fn a_video_that_was_hidden_before_is_remembered_as_such() {
        let hidden = Video { state: Known::Value(VideoState::Inactive), ..video(&[]) };
        assert_eq!(Quarantine::new(&hidden, day("2026-12-21")).tag(), "vodsweep-until-2026-12-21-hidden");
        assert!(Quarantine::new(&video(&[]), day("2026-12-21")).was_inactive, "of an unknown state");
        let shown = Video { state: Known::Value(VideoState::Active), ..video(&[]) };
        assert_eq!(Quarantine::new(&shown, day("2026-12-21")).tag(), "vodsweep-until-2026-12-21");
    }

    #[test]
    fn what_cannot_be_read_is_unknown_and_the_longest_of_several_counts() {
        assert_eq!(Quarantine::of(&video(&["vodsweep"])), Known::Absent);
        for odd in ["vodsweep-until-", "vodsweep-until-soon", "vodsweep-until-2026-13-01"] {
            assert!(Quarantine::of(&video(&[odd])).is_unknown(), "{odd}");
        }
        assert!(Quarantine::of(&video(&["vodsweep-until-20261221"])).is_unknown());
        assert!(Quarantine::of(&Video::unknown(VideoId::new("1").expect("an id"), "not asked")).is_unknown());
        let both = video(&["vodsweep-until-2027-01-05", "vodsweep-until-2026-12-21"]);
        assert_eq!(Quarantine::of(&both).value().map(|mark| mark.until), Some(day("2027-01-05")));
    }

    #[test]
    fn a_release_restores_what_a_quarantine_changed() {
        let target = |action, until| Target {
            action,
            video: VideoId::new("1").expect("an id"),
            asset: None,
            options: crate::model::TargetOptions { until, ..crate::model::TargetOptions::default() },
        };
        let quarantine = target(Action::Quarantine, Some(day("2026-12-21")));
        for before in [VideoState::Active, VideoState::Inactive] {
            let shown = Video { state: Known::Value(before), ..video(&["News", "b"]) };
            let marked = Quarantine::written(&quarantine, &shown).expect("a change");
            let state = Known::Value(marked.state.unwrap_or(before));
            assert_eq!(state, Known::Value(VideoState::Inactive));
            let hidden = Video { tags: Known::Value(marked.tags), state, ..shown.clone() };
            assert!(Quarantine::shows(&quarantine, &hidden) && !Quarantine::shows(&quarantine, &shown));
            assert!(Quarantine::written(&quarantine, &hidden).is_err());
            let release = target(Action::Release, None);
            let released = Quarantine::written(&release, &hidden).expect("a change");
            assert_eq!(released.state.unwrap_or(VideoState::Inactive), before);
            assert_eq!(Known::Value(released.tags), shown.tags);
            assert!(Quarantine::written(&release, &shown).is_err());
        }
        let unread = Video::unknown(VideoId::new("1").expect("an id"), "not asked");
        assert!(Quarantine::written(&quarantine, &unread).is_err());
        assert!(Quarantine::written(&target(Action::Quarantine, None), &video(&[])).is_err());
        assert!(Quarantine::written(&target(Action::DeleteVideo, None), &video(&[])).is_err());
    }

    #[test]
    fn it_is_over_only_after_its_last_day() {
        let mark = Quarantine { until: day("2026-12-21"), was_inactive: false };
        assert!(!mark.is_over("2026-12-21T23:59:59Z".parse().expect("a time")));
        assert!(mark.is_over("2026-12-22T00:00:00Z".parse().expect("a time")));
    }
}
