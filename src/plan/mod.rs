//! From proposals to a plan: normalise, shield, protect, limit, and write down.
//!
//! Everything here is a pure function of its inputs and the moment it is given. A plan is the only thing that a
//! commit takes, so what this folder decides is what can be deleted.

mod build;
mod charge;
mod diff;
mod digest;
mod document;
mod error;
mod explanation;
mod fingerprint;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod grace;
mod limits;
mod load;
mod normalise;
mod proposal;
mod protect;
mod schema;
mod shield;

pub use build::{Context, Draft, Refreshing, build};
pub use diff::{Change, Delta, PlanDiff};
pub use document::{
    ActionTotals, Blocked, Entry, EntryAsset, EntryVideo, FileRecord, KeepSource, Kept, KeptVideo, LibraryView,
    LimitCheck, Plan, PolicyRecord, Reason, Refresh, SCHEMA, Tool, Totals, UnknownNote,
};
pub use error::{LimitError, PlanError};
pub use explanation::{Answer, ClauseLook, ConditionLook, Explanation, ListingLook, Looked, SearchLook};
pub use fingerprint::{Drift, Fingerprint};
pub use grace::{Held, gone, release, too_late};
pub use limits::{Limits, Share, Usage};
pub use proposal::{Keep, Proposal, Unreadable};
pub use protect::{ProtectedId, Protection, parse_protected_ids};
pub use schema::schema;
pub use shield::{Shields, in_grace};

#[cfg(test)]
mod tests;
