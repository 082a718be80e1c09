//! The query language: one language for all platforms, evaluated exactly on the fetched object.
//!
//! A platform's own search is at most a prefilter: what it may be asked is decided in the provider, from
//! [`Query::required`]. Nothing here does I/O and nothing here reads a clock.

mod ast;
mod listing;

pub use ast::{Comparison, Expr, Field, Literal, Query, Term, Test};
pub use listing::{Listing, Order};
