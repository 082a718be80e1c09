//! The query language: one language for all platforms, evaluated exactly on the fetched object.
//!
//! A platform's own search is at most a prefilter: what it may be asked is decided in the provider, from
//! [`Query::required`]. Nothing here does I/O and nothing here reads a clock.

mod ast;
mod check;
mod condition;
mod error;
mod lexer;
mod listing;
mod literal;
mod matcher;
mod moment;
mod names;
mod outline;
mod parse;
mod pattern;
mod print;
mod quote;
mod token;
mod verdict;

#[cfg(test)]
mod tests;

pub use ast::{Comparison, Expr, Field, Literal, Query, Term, Test};
pub use listing::{Listing, Order};
pub use matcher::{Matcher, eval};
pub use parse::{MAX_QUERY_BYTES, parse};
pub use quote::quote;
pub use verdict::{Cause, Undecided, Verdict};
