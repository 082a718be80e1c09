//! Why a report could not be made.

use std::io;

/// The error of writing a report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The place that it was written to refused it.
    #[error("write the report")]
    Write(#[source] io::Error),
    /// A row could not be written as CSV.
    #[error("write the report as CSV")]
    Csv(#[from] csv::Error),
}
