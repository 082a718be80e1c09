//! Sizes: read from text, and shown for people. `KB`, `MB`, `GB` and `TB` are written as numbers by the parser.

use rhai::{Engine, INT};

use crate::model::ByteSize;
use crate::script::error::{Fault, Outcome};

/// The units that scripts can write as names, in bytes.
pub(crate) const UNITS: [(&str, INT); 4] =
    [("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000)];

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("bytes", |text: &str| -> Outcome<INT> {
        let size = ByteSize::parse(text).map_err(|error| Fault::new("bad-size", error.to_string()))?;
        INT::try_from(size.0).map_err(|_| Fault::new("bad-size", format!("{text:?} is too large")).into())
    });
    engine.register_fn("bytes", |count: INT| count);
    engine.register_fn("show_bytes", |count: INT| ByteSize(u64::try_from(count).unwrap_or(0)).to_string());
}
