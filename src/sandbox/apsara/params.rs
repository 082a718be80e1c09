//! The parameters of an operation, decoded: names are exact, lists are joined by commas.

use std::collections::BTreeMap;

use super::fault::Fault;

/// The parameters of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Params(BTreeMap<String, String>);

impl Params {
    /// Decoded parameters; of several with one name the last counts.
    pub(super) fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// A value; one that is empty counts as not there.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// A value, also an empty one.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A value that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Fault> {
        self.text(name).ok_or_else(|| Fault::missing_parameter(name))
    }

    /// A list joined by commas, without blanks and without repetitions, in the order given.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for part in self.text(name).unwrap_or_default().split(',').map(str::trim) {
            if !part.is_empty() && !found.contains(&part) {
                found.push(part);
            }
        }
        found
    }

    /// A number, or the default when it is not there.
    pub(super) fn number(&self, name: &str, default: u64) -> Result<u64, Fault> {
        self.text(name).map_or(Ok(default), |text| text.parse().map_err(|_| Fault::invalid(name)))
    }

    /// A flag in any letter case, false when it is not there.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Fault> {
        match self.text(name) {
            None => Ok(false),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Some(_) => Err(Fault::invalid(name)),
        }
    }
}
