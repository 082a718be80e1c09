//! Pages of a list.

use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;

/// How far pages reach without a token.
pub(super) const PLAIN: usize = 5_000;
/// How far pages reach with one.
pub(super) const SCROLLED: usize = 2_000_000;
/// Most entries of a page.
const LARGEST: u64 = 100;

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) start: usize,
    pub(super) size: usize,
}

impl Page {
    /// Reads `PageNo` (from 1) and `PageSize` (1 to 100, 10 by default).
    pub(super) fn of(params: &Params) -> Result<Self, Fault> {
        let (number, size) = (params.number("PageNo", 1)?, params.number("PageSize", 10)?);
        if !(1..=LARGEST).contains(&size) {
            return Err(Fault::invalid("PageSize"));
        }
        let start = number.checked_sub(1).and_then(|before| usize::try_from(before.checked_mul(size)?).ok());
        let start = start.ok_or_else(|| Fault::invalid("PageNo"))?;
        Ok(Self { start, size: usize::try_from(size).unwrap_or(10) })
    }

    /// What of a list is on this page when no more than `most` can be read.
    pub(super) fn of_list<T>(self, list: &[T], most: usize) -> &[T] {
        let end = self.start.saturating_add(self.size).min(list.len()).min(most);
        list.get(self.start..end).unwrap_or_default()
    }

    /// Whether it can be reached from where a token was given: at most a hundred entries away, and the next page always.
    pub(super) const fn is_near(self, start: usize) -> bool {
        let away = self.start.abs_diff(start);
        away < 100 || away <= self.size
    }
}
