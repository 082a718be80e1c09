//! A JSON object as a struct of fields.

use serde::Deserialize;

use crate::provider::{Error, ErrorKind};

/// Reads an object. An array is refused, of which the fields would be taken by their places.
pub(in super::super) fn object<'a, T: Deserialize<'a>>(raw: &'a str) -> Result<T, Error> {
    let malformed = || Error::new(ErrorKind::Malformed, "it is not a readable object");
    if !raw.trim_start().starts_with('{') {
        return Err(malformed());
    }
    serde_json::from_str(raw).map_err(|cause| Error { source: Some(Box::new(cause)), ..malformed() })
}
