//! The comparable words of every video, cut once and kept until the library changes.

use super::words::{Word, words};
use crate::sandbox::library::item::Item;

/// The words of one video, by where they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) name: Box<[Word]>,
    pub(super) description: Box<[Word]>,
    pub(super) long_description: Box<[Word]>,
    pub(super) tags: Box<[Box<[Word]>]>,
    pub(super) labels: Box<[Box<[Word]>]>,
    pub(super) custom: Box<[(String, Box<[Word]>)]>,
}

impl Words {
    /// Cuts the texts of a video into words.
    pub(super) fn of(item: &Item) -> Self {
        let cut = |text: &str| words(text).into_boxed_slice();
        Self {
            name: cut(&item.name),
            description: cut(item.description.as_deref().unwrap_or_default()),
            long_description: cut(item.long_description.as_deref().unwrap_or_default()),
            tags: item.tags.iter().map(|tag| cut(tag)).collect(),
            labels: item.labels.iter().map(|label| cut(label)).collect(),
            custom: item.custom_fields.iter().map(|(name, value)| (name.clone(), cut(value))).collect(),
        }
    }
}
