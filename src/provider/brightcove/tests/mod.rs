//! The provider against a server that misbehaves as told.

mod credentials;
mod deleting;
mod fields;
mod files;
mod listing;
mod marking;
mod refusals;
mod stub;
