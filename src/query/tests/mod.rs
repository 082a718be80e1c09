//! Tests of the language as a whole.

mod meaning;
mod messages;
mod properties;
mod reading;
mod samples;
mod unknowns;
