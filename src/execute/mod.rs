//! Carries out a saved plan: re-check, write down, delete, write down. Emits events; prints nothing.
//!
//! This is the only folder beside `provider/` that names the deleting trait. What is deleted is exactly what the plan
//! says, less what changed, became protected or is gone; nothing given here can add to it.

mod accept;
mod attempt;
mod bounds;
mod cancel;
mod chunk;
mod clock;
mod commit;
mod context;
mod error;
mod event;
mod meter;
mod probe;
mod recheck;
mod refresh;
mod session;
mod settle;

pub use accept::{Acceptance, Accepted, accept};
pub use cancel::Cancel;
pub use clock::{Clock, SystemClock};
pub use commit::{commit, resume};
pub use context::{Context, ExecuteOptions, Platform, Protection};
pub use error::{ExecuteError, Refusal};
pub use event::{CopyTotals, Ending, Event, Phase, Summary};
pub use meter::MaxErrors;
pub use probe::{NoProbe, Probe, Step};

#[cfg(test)]
mod tests;
