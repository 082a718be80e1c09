//! What a credential permits, in the platform's words.

use std::collections::BTreeSet;

/// One permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    VideoRead,
    VideoUpdate,
    VideoDelete,
    AssetDelete,
    PlaylistRead,
    PlaylistUpdate,
    PlaylistDelete,
}

impl Scope {
    const fn word(self) -> &'static str {
        match self {
            Self::VideoRead => "video-cloud/video/read",
            Self::VideoUpdate => "video-cloud/video/update",
            Self::VideoDelete => "video-cloud/video/delete",
            Self::AssetDelete => "video-cloud/asset/delete",
            Self::PlaylistRead => "video-cloud/playlist/read",
            Self::PlaylistUpdate => "video-cloud/playlist/update",
            Self::PlaylistDelete => "video-cloud/playlist/delete",
        }
    }
}

/// The permissions of a credential, such as `video-cloud/video/read`. By default all that the sandbox knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Exactly these permissions; `video-cloud/video/all` stands for the four of a video.
    #[must_use]
    pub fn only(words: &[&str]) -> Self {
        Self(words.iter().map(|word| (*word).to_owned()).collect())
    }

    /// Whether the permission is there. Masters need their own one, whatever else is there.
    pub(super) fn permit(&self, scope: Scope) -> bool {
        let word = scope.word();
        let all = word.rsplit_once('/').map(|(group, _)| format!("{group}/all"));
        self.0.contains(word) || all.is_some_and(|all| self.0.contains(&all))
    }
}

impl Default for Scopes {
    fn default() -> Self {
        Self::only(&["video-cloud/video/all", "video-cloud/asset/delete", "video-cloud/playlist/all"])
    }
}
