//! The HTTP client that every platform shares: pace, time-outs, retries and what can be told of a failure.
//!
//! It knows no platform: it never reads a body and never decides what a status means beyond "slow down".

mod address;
mod answer;
mod call;
mod client;
mod observer;
mod pace;
mod retry;
mod schedule;
mod tally;
mod tls;

pub(crate) use address::segment;
pub use address::{AddressError, check_address};
pub use answer::Answer;
pub(crate) use call::Call;
pub use client::{Http, HttpConfig};
pub use observer::{Observer, Recorder, Sent};
pub use pace::{Pace, PaceConfig, Turn};
pub use retry::{Repeat, RetryPolicy};
pub use schedule::Schedule;
pub use tally::{Tally, TallyCounts};
