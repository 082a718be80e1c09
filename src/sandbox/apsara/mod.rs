//! The `ApsaraVideo` VOD dialect (API 2017-03-21) over the emulated library.

mod asked;
mod credentials;
mod deleting;
mod desk;
mod fault;
mod files;
mod gateway;
mod limits;
mod media;
mod named;
mod nonces;
mod operation;
mod params;
mod refresh;
mod reply;
mod search;
mod signature;
mod troubles;
mod updating;
mod wished;

#[cfg(test)]
mod tests;

pub(super) use credentials::Temporary;
pub(super) use gateway::{Gateway, Named};
pub(super) use named::NamedCall;
pub(super) use operation::names as operations;
pub use refresh::RefreshAllowance;
#[cfg(test)]
pub(super) use signature::signer::{Signer, pairs};
pub use troubles::{BadAnswer, Trouble};
