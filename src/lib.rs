//! A policy-driven cleanup engine for video libraries on VOD platforms.
//!
//! A person writes a *policy*, a Rhai script that searches a library and proposes deletions. Running it yields a
//! [`plan::Plan`]: what would go, how many bytes, and why. A plan is a file; only [`execute::commit`] deletes, and only
//! what an accepted plan says.
//!
//! # The parts, in the order of a deletion
//!
//! 1. [`script::Policy::compile`] checks a policy, [`script::run`] runs it over a read-only [`script::Catalog`].
//! 2. [`plan::build`] turns what it proposed into a sealed plan: [`plan::Limits`], [`plan::Protection`] and
//!    [`plan::Shields`] decide here.
//! 3. [`report`] shows plans and runs as tables, JSON, CSV and Markdown.
//! 4. [`execute::accept`] checks a saved plan, [`execute::commit`] carries it out: every video is read again, every
//!    intent is in the [`store::Store`] before its call and every outcome after it.
//! 5. [`provider::Connection`] opens a library; [`provider::Library`] reads, and a second trait deletes.
//!
//! Beside them: [`query`], the language of `search("…")`; [`sandbox`], a platform on loopback to try everything on;
//! [`watch`], hot reload; [`cli`], the program.
//!
//! # Embedding
//!
//! `examples/embed.rs` runs a policy over a library in memory and prints the plan. `examples/own_provider.rs` makes a
//! folder of files a library that can be planned and committed. Both run with `cargo run --example NAME`.
//!
//! [`guide`] leads from nothing to a policy that is tested, explained and carried out. [`architecture`] says how the parts
//! fit and why each dependency is there; [`safety`] what is promised about deletions, which test proves it, and what
//! cannot be promised; [`performance`] what a plan and a commit cost, and how to measure it; [`script_api`] what policies
//! can call and read.

#[doc = include_str!("architecture.md")]
pub mod architecture {}

#[doc = include_str!("guide.md")]
pub mod guide {}

#[doc = include_str!("performance.md")]
pub mod performance {}

#[doc = include_str!("safety.md")]
pub mod safety {}

#[doc = include_str!("script_api.md")]
#[expect(clippy::doc_markdown, reason = "its words are those of the reference, which is plain text as well")]
pub mod script_api {}

pub mod cli;
pub mod execute;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod inventory;
pub mod model;
pub mod plan;
pub mod provider;
pub mod query;
pub mod recording;
pub mod report;
pub mod sandbox;
pub mod script;
pub mod store;
pub mod watch;
