//! Brings an inventory up to date: everything is listed, or what changed since the last sync.
//!
//! A platform tells what changed and how many videos there are, and not which were deleted. As long as the number is
//! that of the videos held, none was; else everything is listed again.

use std::sync::Arc;

use futures_util::StreamExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::inventory::{Draft, Ending, Inventory, InventoryError, Snapshot, Synced, Taken};
use crate::model::VideoField;
use crate::provider::{Counted, Error, Library};
use crate::query::{Comparison, Expr, Field, Listing, Literal, Order, Query, Term, Test};

/// Why a sync failed. What was held is held.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum SyncError {
    /// The platform.
    #[error("sync the inventory")]
    Library(#[from] Error),
    /// The file.
    #[error(transparent)]
    Inventory(#[from] InventoryError),
}

/// What a sync listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Listed {
    /// What changed from this time on.
    Changes(Timestamp),
    /// Everything.
    Everything(Why),
}

/// Why everything was listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Why {
    /// Nothing was held.
    First,
    /// It was asked for.
    Wanted,
    /// The last sync was not complete.
    Incomplete,
    /// Videos were deleted while the last sync listed everything.
    Moved,
    /// The platform counts more changes than it lists.
    Short,
    /// The platform cannot be asked for what changed since.
    NoChanges,
    /// The platform does not count its videos, so that deletions would go unnoticed.
    NoCount,
    /// The platform counts more or fewer videos than would be held.
    Differs {
        /// By the platform.
        counted: u64,
        /// With the changes.
        held: u64,
    },
}

/// What a sync did.
#[derive(Debug)]
pub(in crate::cli) struct Outcome {
    /// What the inventory says of itself now.
    pub(in crate::cli) synced: Synced,
    /// What was listed.
    pub(in crate::cli) listed: Listed,
    /// What became of it.
    pub(in crate::cli) taken: Taken,
    /// How many videos were held before.
    pub(in crate::cli) before: u64,
}

/// How far a sync came: videos read, and how many there are.
pub(in crate::cli) type Progress<'a> = &'a dyn Fn(u64, Option<u64>);

/// Syncs an inventory at the time `at`.
///
/// # Errors
/// Fails when a page cannot be read or the inventory cannot be written; then it is as it was.
pub(in crate::cli) async fn sync(
    library: &dyn Library,
    inventory: &Inventory,
    full: bool,
    at: Timestamp,
    progress: Progress<'_>,
) -> Result<Outcome, SyncError> {
    // What is to be replaced as a whole need not be readable.
    let base = if full { None } else { inventory.snapshot()? };
    let before = base.as_ref().map_or(0, |base| base.synced().held);
    let why = match base {
        None if full => Why::Wanted,
        None => Why::First,
        Some(base) if !base.synced().complete => Why::Incomplete,
        Some(base) if base.synced().moved => Why::Moved,
        Some(base) => match changes(library, inventory, &base, at, progress).await? {
            Ok(outcome) => return Ok(outcome),
            Err(why) => why,
        },
    };
    let mut draft = inventory.begin()?;
    let read = read(library, Listing::default(), &mut draft, progress).await?;
    let counted = match read.counted {
        Some(counted) => Some(counted),
        None => number(library.total().await?),
    };
    let moved = counted.is_some_and(|counted| counted < read.most_counted);
    let taken = draft.taken();
    let synced = draft.finish(ending(library, at, counted, moved).await)?;
    Ok(Outcome { synced, listed: Listed::Everything(why), taken, before })
}

/// Takes in what changed since the last sync, or tells why that is not enough.
async fn changes(
    library: &dyn Library,
    inventory: &Inventory,
    base: &Arc<Snapshot>,
    at: Timestamp,
    progress: Progress<'_>,
) -> Result<Result<Outcome, Why>, SyncError> {
    let from = base.synced().changes_from();
    let query = changed_since(from);
    if library.pushdown(&query).pushed.is_empty() {
        return Ok(Err(Why::NoChanges));
    }
    let before = base.synced().held;
    let listing = Listing { query: Some(Arc::new(query)), order: Order::RecentlyUpdated, ..Listing::default() };
    let mut draft = inventory.begin_changes(base)?;
    let read = read(library, listing, &mut draft, progress).await?;
    if read.counted.is_some_and(|counted| read.seen < counted) {
        return Ok(Err(Why::Short));
    }
    // After the changes were read: what was made since then is found by the next sync.
    let Some(counted) = number(library.total().await?) else { return Ok(Err(Why::NoCount)) };
    let held = draft.held();
    if held != counted {
        return Ok(Err(Why::Differs { counted, held }));
    }
    let taken = draft.taken();
    let synced = draft.finish(ending(library, at, Some(counted), false).await)?;
    Ok(Ok(Outcome { synced, listed: Listed::Changes(from), taken, before }))
}

/// How a listing was read.
#[derive(Default)]
struct Read {
    /// Videos that came.
    seen: u64,
    /// The last count; `None` when there was none.
    counted: Option<u64>,
    /// The highest count on the way.
    most_counted: u64,
}

/// Reads a listing into a draft.
async fn read(
    library: &dyn Library,
    listing: Listing,
    draft: &mut Draft<'_>,
    progress: Progress<'_>,
) -> Result<Read, SyncError> {
    let (mut pages, mut read) = (library.list(listing), Read::default());
    while let Some(page) = pages.next().await {
        let page = page?;
        draft.take(&page.videos)?;
        read.seen += page.videos.len() as u64;
        read.counted = number(page.counted);
        read.most_counted = read.most_counted.max(read.counted.unwrap_or(0));
        progress(read.seen, read.counted);
    }
    Ok(read)
}

async fn ending(library: &dyn Library, at: Timestamp, counted: Option<u64>, moved: bool) -> Ending {
    let skew = library.clock_skew().await.unwrap_or(SignedDuration::ZERO);
    Ending { at, skew, counted, moved }
}

const fn number(counted: Counted) -> Option<u64> {
    match counted {
        Counted::Exactly(count) => Some(count),
        Counted::Unknown => None,
    }
}

/// Everything that changed at this time or later.
fn changed_since(from: Timestamp) -> Query {
    let test = Test::Compare(Comparison::AtLeast, Literal::Time { from, to: from });
    Query::of(Expr::Term(Term::Field { field: Field::Video(VideoField::UpdatedAt), test }))
}
