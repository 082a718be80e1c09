//! The orders in which videos can be listed.

use std::cmp::Ordering;

use crate::sandbox::library::item::Item;

/// By what videos are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Name,
    ReferenceId,
    CreatedAt,
    PublishedAt,
    UpdatedAt,
    StartsAt,
    EndsAt,
    State,
    PlaysTotal,
    PlaysTrailingWeek,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Sort {
    pub(super) key: Key,
    pub(super) descending: bool,
}

impl Sort {
    /// The order when neither a search nor an order is asked for.
    pub(super) const NEWEST_CHANGE: Self = Self { key: Key::UpdatedAt, descending: true };

    /// Reads the `sort` parameter.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let key = match name {
            "name" => Key::Name,
            "reference_id" => Key::ReferenceId,
            "created_at" => Key::CreatedAt,
            "published_at" => Key::PublishedAt,
            "updated_at" => Key::UpdatedAt,
            "schedule_starts_at" | "schedule.starts_at" => Key::StartsAt,
            "schedule_ends_at" | "schedule.ends_at" => Key::EndsAt,
            "state" => Key::State,
            "plays_total" => Key::PlaysTotal,
            "plays_trailing_week" => Key::PlaysTrailingWeek,
            _ => return None,
        };
        Some(Self { key, descending })
    }

    /// Compares two videos; missing values come first.
    pub(super) fn compare(self, a: &Item, b: &Item) -> Ordering {
        let order = match self.key {
            Key::Name => a.name.cmp(&b.name),
            Key::ReferenceId => a.reference_id.cmp(&b.reference_id),
            Key::CreatedAt => a.created_at.cmp(&b.created_at),
            Key::PublishedAt => a.published_at.cmp(&b.published_at),
            Key::UpdatedAt => a.updated_at.cmp(&b.updated_at),
            Key::StartsAt => starts(a).cmp(&starts(b)),
            Key::EndsAt => ends(a).cmp(&ends(b)),
            Key::State => a.state.cmp(&b.state),
            Key::PlaysTotal => a.plays.0.cmp(&b.plays.0),
            Key::PlaysTrailingWeek => a.plays.1.cmp(&b.plays.1),
        };
        if self.descending { order.reverse() } else { order }
    }
}

fn starts(item: &Item) -> Option<jiff::Timestamp> {
    item.schedule.and_then(|schedule| schedule.starts_at)
}

fn ends(item: &Item) -> Option<jiff::Timestamp> {
    item.schedule.and_then(|schedule| schedule.ends_at)
}
