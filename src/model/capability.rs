//! What a platform can delete, as data.

use super::{Action, Delivery, FieldValue, Known, Platform, Video, VideoField};

/// One thing that a platform allows, and for which videos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The action it is about.
    pub action: Action,
    /// The deliveries it works for; empty means any.
    pub deliveries: &'static [Delivery],
    /// Whether it works on a video that another account shared in.
    pub shared_in: bool,
    /// Why it does not work elsewhere, and what to do instead: `dynamic renditions … ; retranscode …`.
    pub otherwise: &'static str,
}

/// Everything that a platform declares about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a platform")]
pub struct Capabilities {
    /// The platform.
    pub platform: Platform,
    /// What can be deleted. An action without a rule cannot be done at all.
    pub rules: &'static [Rule],
    /// Whether videos can be held by manual playlists.
    pub playlists: bool,
    /// Whether `search_native` has a language to pass through.
    pub native_search: bool,
    /// Fields that a listing tells only when its query names them, because each video costs a further call.
    pub looked_up: &'static [VideoField],
    /// Storage classes with a minimum duration that is charged in full.
    pub minimum_storage: &'static [MinimumStorage],
    /// Whether a content network keeps copies of what was deleted until it is asked to drop them.
    pub refreshes: bool,
    /// What some words of the platform mean for whoever deletes.
    pub remarks: &'static [Remark],
    /// Whether a video in quarantine cannot be played. Where the platform has no way to hide one, it is only marked.
    pub quarantine_hides: bool,
}

/// What it means for a deletion that a field of the video has a certain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remark {
    /// A field with a text: `status`, `storage_class`.
    pub field: VideoField,
    /// The platform's word.
    pub word: &'static str,
    /// What it means, as a sentence that starts with "it".
    pub text: &'static str,
    /// Whether it shields the video, so that only an explicit `force` deletes; else it is a warning.
    pub shields: bool,
}

/// A storage class in which a file is charged for a minimum time, however early it is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinimumStorage {
    /// The platform's word for the class.
    pub class: &'static str,
    /// The minimum in days.
    pub days: u32,
    /// Whether only the master is in the class.
    pub master_only: bool,
}

impl Capabilities {
    /// A platform that can do nothing, as the ground for others: `Capabilities { rules, ..Capabilities::none(platform) }`.
    #[must_use]
    pub const fn none(platform: Platform) -> Self {
        Self {
            platform,
            rules: &[],
            playlists: false,
            native_search: false,
            looked_up: &[],
            minimum_storage: &[],
            refreshes: false,
            remarks: &[],
            quarantine_hides: false,
        }
    }

    /// What the platform's words about this video mean for a deletion.
    pub fn remarks_on<'a>(&'a self, video: &'a Video) -> impl Iterator<Item = &'a Remark> {
        self.remarks.iter().filter(
            |remark| matches!(remark.field.of(video), Known::Value(FieldValue::Text(word)) if word == remark.word),
        )
    }

    /// The reason why the platform cannot do this to this video; `None` when it can.
    #[must_use]
    pub fn refusal(&self, action: Action, video: &Video) -> Option<String> {
        let title = self.platform.title();
        let Some(rule) = self.rules.iter().find(|rule| rule.action == action) else {
            return Some(match action {
                Action::Quarantine | Action::Release => format!("{title} has no way to quarantine a video"),
                _ => format!("{title} cannot delete a {}", action.noun()),
            });
        };
        if !rule.shared_in {
            match &video.shared_in {
                Known::Value(true) => {
                    let what = if action.is_deletion() { action.noun() } else { "video" };
                    return Some(format!("the {what} belongs to the account that shared the video in"));
                }
                Known::Unknown(reason) => {
                    return Some(format!("whether the video is shared in is unknown: {reason}"));
                }
                Known::Value(false) | Known::Absent => {}
            }
        }
        if rule.deliveries.is_empty() {
            return None;
        }
        match &video.delivery {
            Known::Value(delivery) if rule.deliveries.contains(delivery) => None,
            Known::Value(_) => Some(rule.otherwise.to_owned()),
            Known::Absent => Some("how the video is delivered is not known".to_owned()),
            Known::Unknown(reason) => Some(format!("how the video is delivered is unknown: {reason}")),
        }
    }
}
