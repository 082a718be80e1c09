//! The tokens by which a long list is read to its end.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::engine::Ask;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::library::rng::Rng;

/// For how long a token is good. The platform's own time is not documented.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Most tokens that are remembered.
const MOST: usize = 100_000;

/// Where a token was given.
#[derive(Debug, Clone)]
pub(super) struct Position {
    pub(super) ask: Arc<Ask>,
    pub(super) start: usize,
    made_at: Timestamp,
}

/// The tokens that were given.
#[derive(Debug, Default)]
pub(super) struct Scrolls {
    positions: HashMap<String, Position>,
    oldest_first: VecDeque<String>,
    given: u64,
}

impl Scrolls {
    /// Gives a token of 32 characters for a position.
    pub(super) fn give(&mut self, ask: &Arc<Ask>, start: usize, now: Timestamp) -> String {
        self.forget(now);
        self.given += 1;
        let token = Rng::of_text(self.given, &now.to_string()).hex(32);
        self.positions.insert(token.clone(), Position { ask: Arc::clone(ask), start, made_at: now });
        self.oldest_first.push_back(token.clone());
        token
    }

    /// Where a token was given; one that nobody knows is taken for one that is too old.
    pub(super) fn find(&self, token: &str, now: Timestamp) -> Result<Position, Fault> {
        let known = self.positions.get(token).filter(|position| !position.is_over(now));
        known
            .cloned()
            .ok_or_else(|| Fault::new(400, "InvalidScrollToken.Expired", "The specified ScrollToken has expired."))
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some(oldest) = self.oldest_first.front() {
            let over = self.positions.get(oldest).is_none_or(|position| position.is_over(now));
            if !over && self.oldest_first.len() < MOST {
                return;
            }
            self.positions.remove(oldest);
            self.oldest_first.pop_front();
        }
    }
}

impl Position {
    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.made_at) >= GOOD_FOR
    }
}
