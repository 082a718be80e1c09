//! Words of a fixed set as a test writes them: an action, a kind of file, a source of keeping.

use crate::model::closest;
use crate::script::error::Fault;

/// Finds what a word means.
///
/// # Errors
/// Fails on a word that is not of the set, with the nearest one that is.
pub(super) fn word<T>(
    what: &str,
    written: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[&'static str],
) -> Result<T, Fault> {
    parse(written).ok_or_else(|| {
        let fault = Fault::new("unknown-word", format!("there is no {what} {written:?}"));
        match closest(written, all.iter().copied()) {
            Some(near) => fault.hint(format!("did you mean {near:?}?")),
            None => fault.hint(format!("there are: {}", all.join(", "))),
        }
    })
}
