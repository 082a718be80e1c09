//! What ends a script early, in the shape in which it travels through the engine.
//!
//! What must not be caught by a script's `try` (an unknown value, a failed page, a limit) travels as a termination;
//! a [`Fault`] is an ordinary error of a call.

use std::time::Duration;

use rhai::{Dynamic, EvalAltResult, NativeCallContext, Position};

use super::catalog::CatalogError;
use crate::model::{Missing, VideoId};

/// The result of a function given to scripts.
pub(super) type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Why a script was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Ctrl-C.
    Cancelled,
    /// More operations than this without being given a video.
    Operations(u64),
    /// More memory than this.
    Memory(usize),
    /// Values nested deeper than this.
    Nesting(usize),
    /// More questions to the library than this.
    Questions(u64),
    /// More proposals than this.
    Proposals(usize),
    /// More keeps than this.
    Keeps(usize),
    /// More time than this.
    Time(Duration),
}

/// A value that could not be obtained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnknownValue {
    /// The video concerned.
    pub(super) video: VideoId,
    /// Its title as far as known.
    pub(super) name: Option<String>,
    /// The field or kind of file.
    pub(super) field: String,
    /// Why.
    pub(super) reason: Missing,
}

/// What a script cannot catch.
#[derive(Debug, Clone)]
pub(super) enum Raised {
    /// A value could not be obtained; the place where it was asked for.
    Unknown(UnknownValue, Position, Option<String>),
    /// The library could not be read.
    Catalog(CatalogError, Position, Option<String>),
    /// The script was stopped.
    Stopped(Stop),
}

impl Raised {
    #[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
    pub(super) fn into_error(self) -> Box<EvalAltResult> {
        let at = match &self {
            Self::Unknown(_, at, _) | Self::Catalog(_, at, _) => *at,
            Self::Stopped(_) => Position::NONE,
        };
        EvalAltResult::ErrorTerminated(Dynamic::from(self), at).into()
    }

    /// A failed reading, where a script asked for it.
    #[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
    pub(super) fn catalog(error: CatalogError, context: &NativeCallContext<'_>) -> Box<EvalAltResult> {
        Self::Catalog(error, context.call_position(), context.call_source().map(str::to_owned)).into_error()
    }

    /// What was raised inside an error of the engine.
    pub(super) fn of(error: &EvalAltResult) -> Option<Self> {
        match innermost(error) {
            EvalAltResult::ErrorTerminated(token, _) => token.clone().try_cast::<Self>(),
            _ => None,
        }
    }
}

/// A call that cannot be done, with what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// A stable code.
    pub(super) code: &'static str,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) hint: Option<String>,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<Fault> for Box<EvalAltResult> {
    fn from(fault: Fault) -> Self {
        EvalAltResult::ErrorRuntime(Dynamic::from(fault), Position::NONE).into()
    }
}

/// The error that started it all, inside the calls that it passed through.
pub(super) fn innermost(error: &EvalAltResult) -> &EvalAltResult {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) | EvalAltResult::ErrorInModule(_, inner, _) => {
            innermost(inner)
        }
        other => other,
    }
}
