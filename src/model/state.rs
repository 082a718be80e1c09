//! Words for what a video is and how it is delivered, the same on every platform.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that queries, scripts and plans use.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Finds the value by its word, ignoring ASCII case.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str().eq_ignore_ascii_case(word))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// The life stage of a video, in words shared by all platforms.
    VideoState {
        /// Published and playable as far as its schedule allows.
        Active = "active",
        /// Kept but not playable.
        Inactive = "inactive",
        /// Being uploaded, transcoded, checked, or not yet accepted.
        Pending = "pending",
        /// Ingest failed.
        Failed = "failed",
        /// Deleted, but still listed by the platform.
        Deleted = "deleted",
        /// A state that this program has no word for.
        Other = "other",
    }
}

words! {
    /// How a video reaches its viewers.
    Delivery {
        /// Brightcove Dynamic Delivery: packaged on request from fragmented files.
        DynamicOrigin = "dynamic_origin",
        /// Brightcove legacy ingest: discrete rendition files.
        StaticOrigin = "static_origin",
        /// A live source.
        LiveOrigin = "live_origin",
        /// Files hosted elsewhere.
        Remote = "remote",
        /// Stored files of ApsaraVideo.
        Stored = "stored",
        /// A delivery that this program has no word for; the platform itself may say `unknown`.
        Other = "other",
    }
}

words! {
    /// What sort of item of a library it is.
    MediaType {
        /// A video.
        Video = "video",
        /// Sound only.
        Audio = "audio",
        /// A still picture that is an item of its own.
        Image = "image",
        /// Auxiliary media of `ApsaraVideo`: a watermark, a subtitle file, material for editing.
        Attached = "attached",
    }
}
