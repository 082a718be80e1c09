//! One item of a library, as one reading of the platform saw it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Delivery, Known, MediaType, Millis, VideoId, VideoState};

/// Shared immutable text.
pub type Text = Arc<str>;

/// The platform's own object as JSON text, unparsed.
pub type Native = Arc<str>;

/// One video as the platform described it at one moment; never changed after it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    /// The platform's id.
    pub id: VideoId,
    /// The title.
    pub name: Known<Text>,
    /// The short description.
    pub description: Known<Text>,
    /// The life stage in our words.
    pub state: Known<VideoState>,
    /// The life stage in the platform's own word.
    pub status: Known<Text>,
    /// When the item was created.
    pub created_at: Known<Timestamp>,
    /// When anything about the item last changed, by people or by the platform.
    pub updated_at: Known<Timestamp>,
    /// When the item was first published.
    pub published_at: Known<Timestamp>,
    /// Running time.
    pub duration: Known<Millis>,
    /// Tags in the platform's order and case; they compare without case.
    pub tags: Known<Vec<Text>>,
    /// The customer's own id.
    pub reference_id: Known<Text>,
    /// The folder's id.
    pub folder: Known<Text>,
    /// Custom fields that have a value.
    pub custom_fields: Known<BTreeMap<Text, Text>>,
    /// The name of the uploaded file.
    pub original_filename: Known<Text>,
    /// How it is delivered.
    pub delivery: Known<Delivery>,
    /// Whether the platform keeps the source file.
    pub has_master: Known<bool>,
    /// Whether at least one playable rendition was ever made (Brightcove `complete`).
    pub complete: Known<bool>,
    /// Whether it was cut from another video.
    pub is_clip: Known<bool>,
    /// The video it was cut from.
    pub clip_source_id: Known<Text>,
    /// Whether it is a copy shared in by another account, which owns the files.
    pub shared_in: Known<bool>,
    /// Whether other accounts hold shared copies of it.
    pub shared_out: Known<bool>,
    /// Address of the thumbnail picture.
    pub thumbnail_url: Known<Text>,
    /// Bytes that a listing gives: on `ApsaraVideo` those of the source file, on Brightcove none.
    pub size: Known<u64>,
    /// The platform's storage class.
    pub storage_class: Known<Text>,
    /// The platform's category.
    pub category: Known<Text>,
    /// What sort of item it is.
    pub media_type: Known<MediaType>,
    /// Whether viewers get the master itself (`ApsaraVideo` `NoTranscode`, `AsyncTranscode`): without it nothing plays.
    pub plays_from_master: Known<bool>,
    /// The ids of the renditions that viewers can play. Absent where a change of them shows in `updated_at`, unknown where
    /// they have to be looked up to be sure.
    pub playable: Known<Vec<Text>>,
    /// Addresses, without query strings, at which a content network may keep copies of its pictures.
    pub copies: Vec<Text>,
    /// The platform's own object.
    pub native: Native,
}

impl Video {
    /// A video of which nothing but the id is known: every other value is unknown for `reason`.
    #[must_use]
    pub fn unknown(id: VideoId, reason: &str) -> Self {
        let missing: Text = reason.into();
        macro_rules! unknown {
            () => {
                Known::Unknown(Arc::clone(&missing))
            };
        }
        Self {
            id,
            name: unknown!(),
            description: unknown!(),
            state: unknown!(),
            status: unknown!(),
            created_at: unknown!(),
            updated_at: unknown!(),
            published_at: unknown!(),
            duration: unknown!(),
            tags: unknown!(),
            reference_id: unknown!(),
            folder: unknown!(),
            custom_fields: unknown!(),
            original_filename: unknown!(),
            delivery: unknown!(),
            has_master: unknown!(),
            complete: unknown!(),
            is_clip: unknown!(),
            clip_source_id: unknown!(),
            shared_in: unknown!(),
            shared_out: unknown!(),
            thumbnail_url: unknown!(),
            size: unknown!(),
            storage_class: unknown!(),
            category: unknown!(),
            media_type: unknown!(),
            plays_from_master: unknown!(),
            playable: unknown!(),
            copies: Vec::new(),
            native: "{}".into(),
        }
    }

    /// The title for people: the name, or the id where there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        match self.name.value() {
            Some(name) if !name.trim().is_empty() => name,
            _ => self.id.as_str(),
        }
    }

    /// Whether it carries the tag, ignoring case; unknown when the tags are.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> Known<bool> {
        let wanted = tag.to_lowercase();
        self.tags.as_ref().map(|tags| tags.iter().any(|tag| tag.to_lowercase() == wanted))
    }
}
