//! What a platform can delete, as data.

use super::{Action, Delivery, Known, Platform, Video};

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
pub struct Capabilities {
    /// The platform.
    pub platform: Platform,
    /// What can be deleted. An action without a rule cannot be done at all.
    pub rules: &'static [Rule],
    /// Whether videos can be held by manual playlists.
    pub playlists: bool,
    /// Whether `search_native` has a language to pass through.
    pub native_search: bool,
}

impl Capabilities {
    /// The reason why the platform cannot do this to this video; `None` when it can.
    #[must_use]
    pub fn refusal(&self, action: Action, video: &Video) -> Option<String> {
        let title = self.platform.title();
        let Some(rule) = self.rules.iter().find(|rule| rule.action == action) else {
            return Some(format!("{title} cannot delete a {}", action.noun()));
        };
        if !rule.shared_in {
            match &video.shared_in {
                Known::Value(true) => {
                    return Some(format!("the {} belongs to the account that shared the video in", action.noun()));
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
