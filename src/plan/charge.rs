//! Deletions that free a file and not the bill: a storage class with a minimum duration is charged to its end.

use jiff::{SignedDuration, Timestamp};

use crate::model::{Action, MinimumStorage, Video};

/// The warning for deleting a file of such a class early; `None` when there is nothing to pay for.
///
/// A platform does not say when a file came into its class. Moving it there is a change of the video, so the later of
/// creation and last change is the latest moment at which it can have been.
pub(super) fn charged_anyway(
    action: Action,
    video: &Video,
    classes: &[MinimumStorage],
    now: Timestamp,
) -> Option<String> {
    let word = video.storage_class.value()?;
    let class = classes.iter().find(|class| class.class.eq_ignore_ascii_case(word))?;
    let concerned = match action {
        Action::DeleteVideo | Action::DeleteMaster => true,
        Action::DeleteRendition => !class.master_only,
        _ => false,
    };
    if !concerned {
        return None;
    }
    let rule = format!("stored as {word}, which is charged for at least {} days", class.days);
    let span = SignedDuration::from_hours(i64::from(class.days) * 24);
    let is_young = |since: Option<Timestamp>| since.map(|since| now.duration_since(since) < span);
    let created = video.created_at.get();
    let touched = created.max(video.updated_at.get());
    match (is_young(created), is_young(touched)) {
        (Some(true), _) => Some(format!("{rule}: it is younger, and the rest is charged all the same")),
        (Some(false), Some(true)) => {
            Some(format!("{rule}: if that was its last change, the rest is charged all the same"))
        }
        (Some(false), _) => None,
        (None, _) => Some(format!("{rule}: its age is unknown, so the rest may be charged all the same")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Known, VideoId};

    const CLASSES: &[MinimumStorage] = &[
        MinimumStorage { class: "IA", days: 30, master_only: false },
        MinimumStorage { class: "SourceArchive", days: 60, master_only: true },
    ];

    fn warning(action: Action, class: &str, created: &str, updated: &str) -> Option<String> {
        let time = |text: &str| text.parse().map_or(Known::unknown("test"), Known::Value);
        let video = Video {
            storage_class: Known::Value(class.into()),
            created_at: time(created),
            updated_at: time(updated),
            ..Video::unknown(VideoId::new("1").expect("an id"), "test")
        };
        charged_anyway(action, &video, CLASSES, "2026-03-01T00:00:00Z".parse().expect("a time"))
    }

    #[test]
    fn a_young_file_is_charged_to_the_end_of_the_minimum() {
        let found = warning(Action::DeleteVideo, "IA", "2026-02-20T00:00:00Z", "2026-02-25T00:00:00Z");
        let wanted =
            "stored as IA, which is charged for at least 30 days: it is younger, and the rest is charged all the same";
        assert_eq!(found.as_deref(), Some(wanted));
    }

    #[test]
    fn a_late_change_may_have_been_the_move() {
        let found = warning(Action::DeleteVideo, "ia", "2020-02-20T00:00:00Z", "2026-02-20T00:00:00Z");
        assert!(found.expect("a warning").contains("if that was its last change"));
        assert_eq!(warning(Action::DeleteVideo, "IA", "2020-02-20T00:00:00Z", "2026-01-01T00:00:00Z"), None);
    }

    #[test]
    fn the_minimum_is_over_when_its_last_day_is() {
        let created = |time| warning(Action::DeleteVideo, "IA", time, time).is_some();
        assert!(created("2026-01-30T00:00:01Z"));
        assert!(!created("2026-01-30T00:00:00Z"), "thirty days to the second");
    }

    #[test]
    fn an_unknown_age_warns() {
        let found = warning(Action::DeleteVideo, "IA", "?", "2020-01-01T00:00:00Z");
        assert!(found.expect("a warning").contains("its age is unknown"));
    }

    #[test]
    fn only_what_is_in_the_class_is_concerned() {
        let young = |action, class| warning(action, class, "2026-02-20T00:00:00Z", "2026-02-20T00:00:00Z").is_some();
        assert!(young(Action::DeleteMaster, "SourceArchive") && young(Action::DeleteRendition, "IA"));
        assert!(!young(Action::DeleteRendition, "SourceArchive") && !young(Action::DeletePoster, "IA"));
        assert!(!young(Action::DeleteVideo, "Standard"));
    }
}
