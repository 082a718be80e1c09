//! The orders in which things can be listed.

use std::cmp::Ordering;

use crate::sandbox::apsara::fault::Fault;

/// Most fields of an order for pages.
const MOST: usize = 3;

/// One field of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    /// Whether it is the time of the last change, else that of creation.
    pub(super) by_change: bool,
    pub(super) descending: bool,
}

impl Order {
    /// The order when none is asked for.
    pub(super) const NEWEST: Self = Self { by_change: false, descending: true };

    /// Reads `CreationTime:Asc,ModificationTime:Desc`. A field without a direction is descending, as the default is;
    /// that is not documented.
    pub(super) fn parse(text: &str) -> Result<Vec<Self>, Fault> {
        let orders = text.split(',').map(|one| Self::one(one.trim())).collect::<Option<Vec<_>>>();
        let orders = orders.ok_or_else(|| Fault::invalid("SortBy"))?;
        if orders.len() > MOST { Err(too_many()) } else { Ok(orders) }
    }

    fn one(text: &str) -> Option<Self> {
        let (name, direction) = text.split_once(':').unwrap_or((text, "Desc"));
        let by_change = match name {
            "CreationTime" => false,
            "ModificationTime" => true,
            _ => return None,
        };
        let descending = match direction {
            "Desc" => true,
            "Asc" => false,
            _ => return None,
        };
        Some(Self { by_change, descending })
    }

    /// Compares two pairs of times, in whole seconds as they are shown.
    pub(super) fn compare(self, a: (i64, i64), b: (i64, i64)) -> Ordering {
        let order = if self.by_change { a.1.cmp(&b.1) } else { a.0.cmp(&b.0) };
        if self.descending { order.reverse() } else { order }
    }
}

/// The order has more fields than it may have.
pub(super) fn too_many() -> Fault {
    Fault::new(400, "SortByExceededMax", "The number of fields in SortBy exceeds the maximum.")
}
