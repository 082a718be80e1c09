//! Counts requests and says which of them go wrong.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use axum::response::Response;
use serde_json::Value;

use super::call::Call;
use super::does::Does;
use super::event::Event;
use super::file::Faults;
use super::when::Count;
use crate::sandbox::library::rng::Rng;

/// A request that is carried out later.
pub(super) type Late = Pin<Box<dyn Future<Output = Response> + Send>>;

/// The faults of a server, and what they have seen so far.
pub(in crate::sandbox) struct Engine {
    faults: Faults,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    faults: Vec<Count>,
    events: Vec<Count>,
    /// Events and insertions so far, so that each draws its own numbers.
    draws: u64,
    /// Requests that wait to be carried out, with the number of further requests before each.
    late: Vec<(u64, Late)>,
    /// The items of the page before, by listing.
    pages: HashMap<String, Vec<Value>>,
}

/// What becomes of one request.
pub(super) struct Turn<'a> {
    /// Requests from before that are carried out now.
    pub(super) late: Vec<Late>,
    /// What somebody does right before, each with the numbers that decide its choices.
    pub(super) events: Vec<(&'a Event, Rng)>,
    pub(super) does: Option<&'a Does>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("faults", &self.faults).finish_non_exhaustive()
    }
}

impl Engine {
    pub(in crate::sandbox) fn new(faults: Faults) -> Self {
        let counts = |number: usize| vec![Count::default(); number];
        let seen =
            Seen { faults: counts(faults.sections.len()), events: counts(faults.events.len()), ..Seen::default() };
        Self { faults, seen: Mutex::new(seen) }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request in every section that is about it, and says what becomes of it.
    pub(super) fn turn(&self, call: &Call) -> Turn<'_> {
        let mut counts = self.seen();
        let seed = self.faults.seed;
        let mut does = None;
        for ((fault, count), section) in self.faults.sections.iter().zip(&mut counts.faults).zip(0..) {
            if fault.when.concerns(call) && fault.when.hits(count, seed, section) {
                does = does.or(Some(&fault.does));
            }
        }
        let mut happening = Vec::new();
        for (((when, event), count), section) in self.faults.events.iter().zip(&mut counts.events).zip(1_000..) {
            if when.concerns(call) && when.hits(count, seed, section) {
                happening.push(event);
            }
        }
        let events = happening.into_iter().map(|event| (event, counts.draw(seed))).collect();
        Turn { late: counts.due(), events, does }
    }

    /// The numbers for one choice.
    pub(super) fn draw(&self) -> Rng {
        self.seen().draw(self.faults.seed)
    }

    /// Keeps a request until so many more have come.
    pub(super) fn postpone(&self, requests: u64, late: Late) {
        self.seen().late.push((requests, late));
    }

    /// Gives the items of the page before this one, and keeps those of this one.
    pub(super) fn page_before(&self, call: &Call, items: &[Value]) -> Vec<Value> {
        let listing = format!("{} {}", call.dialect.word(), call.listing);
        self.seen().pages.insert(listing, items.to_vec()).unwrap_or_default()
    }

    /// Whether pages have to be kept at all.
    pub(super) fn keeps_pages(&self) -> bool {
        self.faults.sections.iter().any(|fault| matches!(fault.does, Does::Duplicates { .. }))
    }
}

impl Seen {
    fn draw(&mut self, seed: u64) -> Rng {
        self.draws += 1;
        Rng::new(seed, 0xe7e7, self.draws)
    }

    fn due(&mut self) -> Vec<Late> {
        self.late.iter_mut().for_each(|(left, _)| *left = left.saturating_sub(1));
        let (due, waiting) = std::mem::take(&mut self.late).into_iter().partition(|(left, _)| *left == 0);
        self.late = waiting;
        let due: Vec<(u64, Late)> = due;
        due.into_iter().map(|(_, late)| late).collect()
    }
}
