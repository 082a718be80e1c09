//! What a fault does to a request.

use std::time::Duration;

/// What a fault does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Does {
    /// Something else is answered; with `applied` the request is carried out all the same.
    Answer { bad: Bad, applied: bool },
    /// It is acknowledged and not carried out.
    Ignore,
    /// The token that was good is not any more.
    ExpireToken,
    /// The port is closed for so long, and all connections with it.
    Refuse(Duration),
    /// The connection is reset before the request is carried out.
    ResetBefore,
    /// The request is carried out and the connection reset.
    ResetAfter,
    /// The connection is reset, and the request carried out right before the n-th further one.
    ApplyLate { requests: u64 },
    /// Nothing happens on the connection for so long.
    Stall { time: Duration, applied: bool },
    /// The body comes in so many pieces, with pauses between.
    Slow { pieces: usize, pause: Duration },
    /// The answer is cut.
    Truncate(Cut),
    /// A page lacks items.
    ShortPage { items: usize },
    /// A page has items of the page before instead of its own.
    Duplicates { items: usize },
    /// New videos appear before all others.
    Shuffle { items: usize },
}

/// What is answered instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bad {
    TooMany {
        retry_after: Option<Duration>,
    },
    Internal,
    Unavailable,
    GatewayTimeout,
    Busy,
    NotFound,
    MissingScope,
    /// HTML of a gateway.
    Page {
        status: u16,
    },
    /// Any of the platform's errors.
    Error {
        status: u16,
        code: String,
        message: String,
    },
    /// 200 with something else.
    Garbage(Shape),
}

/// What is in an answer that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Not JSON.
    Text,
    /// JSON of another shape.
    Json,
    /// An empty list.
    List,
    /// `null`.
    Null,
    /// No body at all.
    Empty,
}

impl Shape {
    pub(super) const WORDS: [(&'static str, Self); 5] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("list", Self::List),
        ("null", Self::Null),
        ("empty", Self::Empty),
    ];

    pub(super) const fn body(self) -> &'static str {
        match self {
            Self::Text => "It works!",
            Self::Json => r#"{"status":"ok"}"#,
            Self::List => "[]",
            Self::Null => "null",
            Self::Empty => "",
        }
    }
}

/// Where an answer is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The connection ends in the middle of the body; in the middle of the head when there is no body.
    Body,
    /// The text ends in the middle, and the length says so too.
    Json,
}

impl Cut {
    pub(super) const WORDS: [(&'static str, Self); 2] = [("body", Self::Body), ("json", Self::Json)];
}

impl Does {
    /// The words of a file of faults, in the order of the manual.
    pub(super) const WORDS: [&'static str; 22] = [
        "too_many_requests",
        "internal_error",
        "unavailable",
        "gateway_timeout",
        "busy",
        "not_found",
        "missing_scope",
        "web_page",
        "error",
        "garbage",
        "ignore",
        "expire_token",
        "refuse",
        "reset_before",
        "reset_after",
        "apply_late",
        "stall",
        "slow",
        "truncate",
        "short_page",
        "duplicates",
        "shuffle",
    ];

    /// Its own word.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Answer { bad, .. } => match bad {
                Bad::TooMany { .. } => "too_many_requests",
                Bad::Internal => "internal_error",
                Bad::Unavailable => "unavailable",
                Bad::GatewayTimeout => "gateway_timeout",
                Bad::Busy => "busy",
                Bad::NotFound => "not_found",
                Bad::MissingScope => "missing_scope",
                Bad::Page { .. } => "web_page",
                Bad::Error { .. } => "error",
                Bad::Garbage(_) => "garbage",
            },
            Self::Ignore => "ignore",
            Self::ExpireToken => "expire_token",
            Self::Refuse(_) => "refuse",
            Self::ResetBefore => "reset_before",
            Self::ResetAfter => "reset_after",
            Self::ApplyLate { .. } => "apply_late",
            Self::Stall { .. } => "stall",
            Self::Slow { .. } => "slow",
            Self::Truncate(_) => "truncate",
            Self::ShortPage { .. } => "short_page",
            Self::Duplicates { .. } => "duplicates",
            Self::Shuffle { .. } => "shuffle",
        }
    }

    /// Whether it only makes sense on a listing.
    pub(super) const fn is_about_pages(&self) -> bool {
        matches!(self, Self::ShortPage { .. } | Self::Duplicates { .. } | Self::Shuffle { .. })
    }
}
