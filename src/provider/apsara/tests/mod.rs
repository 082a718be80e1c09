//! The client against a server that misbehaves as told.

mod calls;
mod categories;
mod checks;
mod deleting;
mod files;
mod listing;
mod marking;
mod presence;
mod reading;
mod refreshing;
mod refusals;
pub(super) mod stub;
