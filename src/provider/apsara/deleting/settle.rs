//! What an answer, or the lack of one, proves about a deletion.

use super::{Ended, Named};
use crate::provider::apsara::files::again;
use crate::provider::{Deletion, Error};

/// The same end for every target of a request that failed as a whole.
pub(super) fn settle_all(named: &[Named<'_>], error: &Error) -> Ended {
    named.iter().map(|one| (one.place, Deletion::failed(again(error)))).collect()
}

/// Nobody knows how the targets ended.
pub(super) fn doubt_all(named: &[Named<'_>], error: &Error) -> Ended {
    named.iter().map(|one| (one.place, Deletion::InDoubt(again(error)))).collect()
}

/// There was nothing to delete.
pub(super) fn none_there(named: &[Named<'_>]) -> Ended {
    named.iter().map(|one| (one.place, Deletion::NotThere)).collect()
}

/// The ids of a request, as the platform wants lists.
pub(super) fn joined(named: &[Named<'_>]) -> String {
    named.iter().map(|one| one.id).collect::<Vec<_>>().join(",")
}
