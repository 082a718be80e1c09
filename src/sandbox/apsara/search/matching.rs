//! Whether something in the library meets a condition.

use std::borrow::Cow;

use super::field::Field;
use super::parse::{Bound, Node};
use crate::sandbox::apsara::media::{APP, About, Attached, Media, Picture};

/// Something that can be found.
#[derive(Debug, Clone)]
pub(super) enum Subject<'a> {
    /// A video or sound.
    Media(Media<'a>),
    Picture(Picture),
    Attached(Attached),
}

impl Subject<'_> {
    /// Whether it meets a condition. A field without a value meets none.
    pub(super) fn meets(&self, node: &Node) -> bool {
        match node {
            Node::All(nodes) => nodes.iter().all(|one| self.meets(one)),
            Node::Any(nodes) => nodes.iter().any(|one| self.meets(one)),
            Node::OneOf { field, values } => {
                self.text(*field).is_some_and(|found| values.iter().any(|value| *value == *found))
            }
            // How the platform cuts words is not documented: a word may lie within another, and order does not matter.
            Node::Contains { field, values } => self.text(*field).is_some_and(|found| {
                let found = found.to_lowercase();
                values.iter().any(|words| words.iter().all(|word| found.contains(word.as_str())))
            }),
            Node::Between { field, low, high } => self.number(*field).is_some_and(|found| within(found, *low, *high)),
        }
    }

    /// When it was made and last changed, in seconds.
    pub(super) fn seconds(&self) -> (i64, i64) {
        let (created, updated) = match self {
            Self::Media(media) => (media.item().created_at, media.item().updated_at),
            Self::Picture(Picture { about, .. }) | Self::Attached(Attached { about, .. }) => {
                (about.created_at, about.updated_at)
            }
        };
        (created.as_second(), updated.as_second())
    }

    fn text(&self, field: Field) -> Option<Cow<'_, str>> {
        if field == Field::AppId {
            return Some(APP.into());
        }
        let media = match self {
            Self::Media(media) => media,
            Self::Attached(attached) if field == Field::BusinessType => return Some(attached.business_type.into()),
            Self::Picture(Picture { id, about, .. }) | Self::Attached(Attached { id, about, .. }) => {
                return about_text(id, about, field);
            }
        };
        let item = media.item();
        Some(match field {
            Field::Id => media.id().into(),
            Field::Title => item.name.as_str().into(),
            Field::Tags => media.tags().into(),
            Field::Description => item.description.as_deref()?.into(),
            Field::Status => media.status().into(),
            Field::MediaSource => media.media_source().into(),
            Field::PreprocessStatus => media.preprocess_status().into(),
            Field::StorageLocation => media.storage_location().into(),
            Field::ReferenceId => item.reference_id.as_deref()?.into(),
            _ => return None,
        })
    }

    fn number(&self, field: Field) -> Option<i64> {
        let whole = |number: u64| i64::try_from(number).ok()?.checked_mul(1000);
        match (field, self) {
            (Field::CreationTime, _) => self.seconds().0.checked_mul(1000),
            (Field::ModificationTime, _) => self.seconds().1.checked_mul(1000),
            (Field::CateId, Self::Media(media)) => whole(media.category()?.0),
            (Field::CateId, Self::Picture(Picture { about, .. }) | Self::Attached(Attached { about, .. })) => {
                whole(about.category()?)
            }
            (Field::Size, Self::Media(media)) => whole(media.size()?),
            (Field::Duration, Self::Media(media)) => i64::try_from(media.item().duration_ms?).ok(),
            _ => None,
        }
    }
}

/// A text of something that is neither video nor sound.
fn about_text<'a>(id: &'a str, about: &'a About, field: Field) -> Option<Cow<'a, str>> {
    Some(match field {
        Field::Id => id.into(),
        Field::Title => about.title.as_str().into(),
        Field::Tags => about.tags.as_str().into(),
        Field::Description => about.description?.into(),
        Field::Status => About::STATUS.into(),
        Field::StorageLocation => about.storage_location.as_str().into(),
        _ => return None,
    })
}

fn within(found: i64, low: Option<Bound>, high: Option<Bound>) -> bool {
    let above = low.is_none_or(|low| found > low.value || (low.included && found == low.value));
    above && high.is_none_or(|high| found < high.value || (high.included && found == high.value))
}
