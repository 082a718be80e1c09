//! Identifiers of platform objects, kept as text and never empty.
//!
//! Brightcove ids are digits that may exceed 2^53, ApsaraVideo ids are hex: both are opaque here.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The error of making an id from empty or blank text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id must not be empty")]
pub struct EmptyId;

macro_rules! text_id {
    ($name:ident, $what:literal) => {
        #[doc = concat!("The platform's identifier of ", $what, ": opaque, never empty.")]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Makes an id from text as the platform gave it.
            ///
            /// # Errors
            /// Fails when the text is empty or only white space.
            pub fn new(text: impl Into<Arc<str>>) -> Result<Self, EmptyId> {
                let text = text.into();
                if text.trim().is_empty() {
                    return Err(EmptyId);
                }
                Ok(Self(text))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = EmptyId;

            fn try_from(text: String) -> Result<Self, EmptyId> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = EmptyId;

            fn try_from(text: &str) -> Result<Self, EmptyId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }
    };
}

text_id!(VideoId, "a video");
text_id!(AssetId, "an asset of a video");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_never_blank() {
        assert_eq!(VideoId::new(""), Err(EmptyId));
        assert_eq!(AssetId::new("  "), Err(EmptyId));
        assert!(serde_json::from_str::<VideoId>("\"\"").is_err());
    }

    #[test]
    fn a_long_numeric_id_survives_unchanged() {
        let id = VideoId::new("1698990613556232930").expect("not empty");
        assert_eq!(id.to_string(), "1698990613556232930");
    }
}
