//! Carries out a saved plan: re-check, write down, delete, write down. Emits events; prints nothing.

mod event;

pub use event::{Ending, Event, Phase, Summary};
