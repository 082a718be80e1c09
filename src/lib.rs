//! A policy-driven cleanup engine for video libraries on VOD platforms.

#![forbid(unsafe_code)]

pub mod cli;
pub mod execute;
pub mod model;
pub mod plan;
pub mod provider;
pub mod query;
pub mod report;
pub mod sandbox;
pub mod script;
pub mod store;
pub mod watch;
