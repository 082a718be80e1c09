//! The functions that native conditions know.

/// A function over values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum Function {
    Now,
    Today,
    /// A moment so many units ago.
    Ago(i64),
    /// Whole days since a moment.
    DaysSince,
    /// A span of so many units.
    Span(i64),
    /// A span in units, as a fraction.
    InUnits(i64),
    /// Whether a video has a tag, whatever its case.
    HasTag,
    /// Whether a field of the video is not unknown.
    Known,
    Contains,
    StartsWith,
    EndsWith,
    ToLower,
    ToUpper,
    Len,
    IsEmpty,
}

const DAY_MILLIS: i64 = 86_400_000;
const HOUR_MILLIS: i64 = 3_600_000;

/// Functions by name and number of arguments. A method's first argument is what stands before the dot.
const FUNCTIONS: [(&str, usize, Function); 17] = [
    ("now", 0, Function::Now),
    ("today", 0, Function::Today),
    ("days_ago", 1, Function::Ago(DAY_MILLIS)),
    ("hours_ago", 1, Function::Ago(HOUR_MILLIS)),
    ("days_since", 1, Function::DaysSince),
    ("seconds", 1, Function::Span(1_000)),
    ("minutes", 1, Function::Span(60_000)),
    ("hours", 1, Function::Span(HOUR_MILLIS)),
    ("has_tag", 2, Function::HasTag),
    ("known", 2, Function::Known),
    ("contains", 2, Function::Contains),
    ("starts_with", 2, Function::StartsWith),
    ("ends_with", 2, Function::EndsWith),
    ("to_lower", 1, Function::ToLower),
    ("to_upper", 1, Function::ToUpper),
    ("len", 1, Function::Len),
    ("is_empty", 1, Function::IsEmpty),
];

/// What a property of a value is, for values that are no videos.
const PROPERTIES: [(&str, Function); 5] = [
    ("seconds", Function::InUnits(1_000)),
    ("minutes", Function::InUnits(60_000)),
    ("hours", Function::InUnits(HOUR_MILLIS)),
    ("len", Function::Len),
    ("is_empty", Function::IsEmpty),
];

/// The function of that name and number of arguments.
pub(super) fn function(name: &str, arguments: usize) -> Option<Function> {
    FUNCTIONS.iter().find(|(known, count, _)| (*known, *count) == (name, arguments)).map(|(_, _, function)| *function)
}

/// The property of that name.
pub(super) fn property(name: &str) -> Option<Function> {
    PROPERTIES.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

/// Whether a native condition would take a call of that name for a function of its own.
pub(super) fn is_native(name: &str) -> bool {
    FUNCTIONS.iter().any(|(known, ..)| *known == name)
}
