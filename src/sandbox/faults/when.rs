//! Which requests a section is about, and which of them it hits.

use super::call::{Call, Dialect};
use super::sort::Sort;
use crate::sandbox::library::rng::Rng;

/// What a section is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum On {
    Any,
    Sort(Sort),
    /// An operation of the `ApsaraVideo` dialect.
    Operation(String),
}

/// Which of the requests that it is about a section hits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hits {
    /// So many after so many.
    After { after: u64, times: u64 },
    /// Each with this probability, after so many and at most so often.
    Chance { chance: f64, after: u64, times: u64 },
}

/// Which requests a section is about, and which of them it hits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct When {
    pub(super) on: On,
    pub(super) dialect: Option<Dialect>,
    /// Requests that name one of these; all when empty.
    pub(super) ids: Vec<String>,
    pub(super) hits: Hits,
}

/// What a section has seen so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    seen: u64,
    hit: u64,
}

impl When {
    /// Whether the section is about this request.
    pub(super) fn concerns(&self, call: &Call) -> bool {
        let sort = match &self.on {
            On::Any => true,
            On::Sort(sort) => call.is(*sort),
            On::Operation(name) => call.operation.as_ref() == Some(name),
        };
        sort && self.dialect.is_none_or(|dialect| dialect == call.dialect)
            && (self.ids.is_empty() || self.ids.iter().any(|id| call.ids.contains(id)))
    }

    /// Counts a request that the section is about, and says whether it hits it. `section` tells sections of one seed apart.
    pub(super) fn hits(&self, count: &mut Count, seed: u64, section: u64) -> bool {
        let number = count.seen;
        count.seen += 1;
        let (hit, times) = match self.hits {
            Hits::After { after, times } => (number >= after, times),
            Hits::Chance { chance, after, times } => {
                let mut rng = Rng::new(seed, 0xfa17 + section, number);
                (number >= after && rng.unit() < chance, times)
            }
        };
        let hit = hit && count.hit < times;
        count.hit += u64::from(hit);
        hit
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Hits, On, When};

    fn hits(hits: Hits, seed: u64) -> String {
        let when = When { on: On::Any, dialect: None, ids: Vec::new(), hits };
        let mut count = Count::default();
        (0..12).map(|_| if when.hits(&mut count, seed, 0) { 'x' } else { '.' }).collect()
    }

    #[test]
    fn a_section_passes_some_hits_some_and_is_over() {
        assert_eq!(hits(Hits::After { after: 2, times: 3 }, 1), "..xxx.......");
        assert_eq!(hits(Hits::After { after: 0, times: u64::MAX }, 1), "xxxxxxxxxxxx");
    }

    #[test]
    fn chance_is_decided_by_the_seed_and_the_number_of_the_request() {
        let half = Hits::Chance { chance: 0.5, after: 0, times: u64::MAX };
        assert_eq!(hits(half, 1), hits(half, 1));
        assert_ne!(hits(half, 1), hits(half, 2));
        assert!(hits(half, 1).contains('x') && hits(half, 1).contains('.'));
        assert_eq!(hits(Hits::Chance { chance: 1.0, after: 3, times: 2 }, 1), "...xx.......");
        assert_eq!(hits(Hits::Chance { chance: 0.0, after: 0, times: u64::MAX }, 1), "............");
    }
}
