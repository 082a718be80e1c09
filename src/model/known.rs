//! Values that a platform gave, did not have, or failed to give.

use std::sync::Arc;

/// Why a value is unknown, as a fragment for people: `the asset lookup failed: …`.
pub type Missing = Arc<str>;

/// A value as far as the platform let us see it.
///
/// `Absent` means that the platform says there is none (`null`, an empty answer). `Unknown` means that
/// it could not be learned; an unknown value never satisfies a rule, in either polarity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known<T> {
    /// The platform gave this value.
    Value(T),
    /// The platform says that there is no value.
    Absent,
    /// The value could not be obtained, for this reason.
    Unknown(Missing),
}

impl<T> Known<T> {
    /// An unknown value with its reason.
    pub fn unknown(reason: impl Into<Missing>) -> Self {
        Self::Unknown(reason.into())
    }

    /// The value when there is one; `None` for both absent and unknown.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// Whether the value could not be obtained.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether the platform says that there is none.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Borrows the inside.
    pub fn as_ref(&self) -> Known<&T> {
        match self {
            Self::Value(value) => Known::Value(value),
            Self::Absent => Known::Absent,
            Self::Unknown(reason) => Known::Unknown(Arc::clone(reason)),
        }
    }

    /// Changes the value, keeping absent and unknown as they are.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Value(value) => Known::Value(change(value)),
            Self::Absent => Known::Absent,
            Self::Unknown(reason) => Known::Unknown(reason),
        }
    }
}

impl<T: Copy> Known<T> {
    /// The value by copy when there is one.
    pub fn get(&self) -> Option<T> {
        self.value().copied()
    }
}

impl<T> From<Option<T>> for Known<T> {
    /// `None` becomes absent: use it only where the platform answered.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}
