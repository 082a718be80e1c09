//! From proposals to a plan: normalise, shield, protect, limit, and write down.
//!
//! Everything here is a pure function of its inputs and the moment it is given. A plan is the only thing that a
//! commit takes, so what this folder decides is what can be deleted.

mod document;
mod fingerprint;
mod proposal;

pub use document::{
    ActionTotals, Blocked, Entry, EntryAsset, EntryVideo, KeepSource, Kept, KeptVideo, LibraryView, LimitCheck, Plan,
    PolicyRecord, Reason, SCHEMA, Tool, Totals, UnknownNote,
};
pub use fingerprint::{Drift, Fingerprint};
pub use proposal::{Keep, Proposal, Unreadable};
