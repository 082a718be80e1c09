//! What a query says about a video: yes, no, or that it cannot be said.

use std::fmt;

use crate::model::Missing;

use super::Field;

/// Whether a query holds for a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It hangs on a value that is not there. Such a video does not match, negated or not.
    Undecided(Undecided),
}

/// The value that a verdict hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The field that was tested.
    pub field: Field,
    /// What is wrong with its value.
    pub cause: Cause,
}

/// Why a value could not be tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// There is no value, and only a value has an order.
    Absent,
    /// The value could not be obtained, for this reason.
    Unknown(Missing),
}

impl Verdict {
    /// Whether the query is known to hold: the only verdict that lets a rule act.
    #[must_use]
    pub const fn is_true(&self) -> bool {
        matches!(self, Self::True)
    }

    /// Whether the query is known not to hold.
    #[must_use]
    pub const fn is_false(&self) -> bool {
        matches!(self, Self::False)
    }

    /// The value that is missing for a decision.
    #[must_use]
    pub const fn undecided(&self) -> Option<&Undecided> {
        match self {
            Self::Undecided(undecided) => Some(undecided),
            Self::True | Self::False => None,
        }
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Verdict {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Undecided(undecided) => Self::Undecided(undecided),
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Absent => write!(f, "`{}` has no value", self.field),
            Cause::Unknown(reason) => write!(f, "`{}` is unknown: {reason}", self.field),
        }
    }
}
