//! From an error of the engine to a message with the script's name, line and place, and what to do.

use rhai::{EvalAltResult, Position};

use super::api::api;
use super::error::{Fault, Raised, Stop, innermost};
use super::functions::kind_of;
use super::source::PolicySource;
use super::syntax::lower;
use super::tree::{offset, word_len};
use crate::model::{ByteSize, Diagnostic, SourceText, Video, VideoField, closest};

/// Shows an error of a running policy; `current` is the video that it was given last.
pub(super) fn run_error(policy: &PolicySource, error: &EvalAltResult, current: Option<&Video>) -> Diagnostic {
    let mut diagnostic = match Raised::of(error) {
        Some(raised) => {
            let diagnostic = of_raised(&raised);
            match raised {
                Raised::Unknown(_, at, name) | Raised::Catalog(_, at, name) if !at.is_none() => {
                    place(diagnostic, policy.named(name.as_deref().unwrap_or_default()), at)
                }
                _ => located(diagnostic, policy, error),
            }
        }
        None => located(of_engine(innermost(error)), policy, error),
    };
    if let Some(video) = current.filter(|_| diagnostic.notes.is_empty()) {
        diagnostic.notes.push(format!("while looking at video {} ({})", video.id, video.title()));
    }
    diagnostic.notes.extend(callers(error));
    diagnostic
}

/// Puts a message at the place of the error.
pub(super) fn located(diagnostic: Diagnostic, policy: &PolicySource, error: &EvalAltResult) -> Diagnostic {
    let inner = innermost(error).position();
    place(diagnostic, source_of(policy, error), if inner.is_none() { error.position() } else { inner })
}

fn of_raised(raised: &Raised) -> Diagnostic {
    match raised {
        Raised::Unknown(value, ..) => {
            let name = value.name.as_deref().unwrap_or("no name known");
            let what = &value.field;
            Diagnostic::error(
                "unknown-value",
                format!("`{what}` of video {} is unknown: {}", value.video, value.reason),
            )
            .hint(decide(what))
            .note(format!("video {} ({name})", value.video))
        }
        Raised::Catalog(error, ..) if error.interrupted => Diagnostic::error("interrupted", "the script was stopped"),
        Raised::Catalog(error, ..) => {
            let mut diagnostic = Diagnostic::error("library", format!("the library cannot be read: {}", error.message));
            diagnostic.hint.clone_from(&error.hint);
            diagnostic
        }
        Raised::Stopped(Stop::Cancelled) => Diagnostic::error("interrupted", "the script was stopped"),
        Raised::Stopped(Stop::Operations(most)) => {
            Diagnostic::error("too-many-operations", format!("more than {most} operations without a further video"))
                .hint("is there a loop that never ends?")
        }
        Raised::Stopped(Stop::Proposals(most)) => {
            Diagnostic::error("too-many-proposals", format!("more than {most} proposals"))
                .hint("is there a loop inside a loop over the library?")
        }
        Raised::Stopped(Stop::Keeps(most)) => Diagnostic::error("too-many-keeps", format!("more than {most} keeps"))
            .hint("is there a loop inside a loop over the library?"),
        Raised::Stopped(Stop::Memory(most)) => {
            Diagnostic::error("too-much-memory", format!("the script took more than {} of memory", size(*most)))
                .hint("walk a listing with .each(…), which keeps nothing in memory")
        }
        Raised::Stopped(Stop::Nesting(most)) => {
            Diagnostic::error("too-deep", format!("a value is nested more than {most} deep, or holds itself"))
                .hint("keep what is gathered in one flat list")
        }
        Raised::Stopped(Stop::Questions(most)) => {
            Diagnostic::error("too-many-questions", format!("more than {most} questions to the library"))
                .hint("list once before the loop: let all = search(…).to_array();")
        }
        Raised::Stopped(Stop::Time(most)) => {
            Diagnostic::error("too-slow", format!("the script itself took more than {} s", most.as_secs()))
                .hint("is there a loop inside a loop? a search narrows what has to be looked at")
        }
    }
}

fn size(bytes: usize) -> String {
    ByteSize(u64::try_from(bytes).unwrap_or(u64::MAX)).to_string()
}

/// How a script can decide about an unknown value.
fn decide(what: &str) -> String {
    let chain = "search(…).filter(…).each(…) keeps such a video and goes on";
    if VideoField::parse(what).is_some() {
        format!(
            "decide on purpose: known(video, \"{what}\") or value_or(video, \"{what}\", default); or write a chain: {chain}"
        )
    } else if kind_of(what).is_some() {
        format!("decide on purpose: if known(video, \"{what}\") {{ … }}; or write a chain: {chain}")
    } else {
        format!("write a chain: {chain}")
    }
}

fn of_engine(error: &EvalAltResult) -> Diagnostic {
    use EvalAltResult as E;
    match error {
        E::ErrorRuntime(value, _) => match value.clone().try_cast::<Fault>() {
            Some(fault) => {
                let mut diagnostic = Diagnostic::error(fault.code, fault.message);
                diagnostic.hint = fault.hint;
                diagnostic
            }
            None if value.is_unit() => Diagnostic::error("thrown", "the script threw an error"),
            None => Diagnostic::error("thrown", value.to_string()),
        },
        E::ErrorFunctionNotFound(signature, _) => {
            Diagnostic::error("wrong-type", format!("there is no function {}", readable(signature)))
                .hint("the number or the kinds of its arguments do not fit; see `vodsweep api`")
        }
        E::ErrorStackOverflow(_) => Diagnostic::error("too-deep", "functions call each other too deeply")
            .hint("is there a function that calls itself without an end?"),
        E::ErrorDataTooLarge(what, _) => too_large(what),
        E::ErrorTooManyVariables(..) => Diagnostic::error("too-many-variables", "a function has too many variables")
            .hint("put what belongs together into a map or a list"),
        E::ErrorTooManyModules(..) => Diagnostic::error("too-many-modules", "too many modules are imported"),
        E::ErrorArithmetic(what, _) => Diagnostic::error("arithmetic", lower(what)),
        E::ErrorPropertyNotFound(..) | E::ErrorDotExpr(..) => no_field(error).unwrap_or_else(|| {
            Diagnostic::error("unknown-field", lower(&plain(error)))
                .hint("use `?.` where the value before the dot may be absent")
        }),
        _ => Diagnostic::error("script", lower(&plain(error))),
    }
}

/// A field that a value of ours does not have, with the one that was meant.
fn no_field(error: &EvalAltResult) -> Option<Diagnostic> {
    let text = plain(error);
    let mut quoted = text.split('\'').skip(1).step_by(2);
    let (field, owner) = (quoted.next()?, quoted.next()?);
    let reference = api();
    let mut fields = reference.fields.iter().filter(|known| known.owner == owner).map(|known| known.name).peekable();
    fields.peek()?;
    let article = if owner.starts_with('A') { "an" } else { "a" };
    let found = Diagnostic::error("unknown-field", format!("{article} {owner} has no field `{field}`"));
    Some(match closest(field, fields) {
        Some(near) => found.hint(format!("did you mean `{near}`?")),
        None => found.hint("`vodsweep api` lists the fields"),
    })
}

/// The engine adds up the texts inside a list or a map, and then speaks of a text.
fn too_large(what: &str) -> Diagnostic {
    let message = match what {
        "Length of string" => "a text, or the texts of an array or map together, are too large",
        "Size of array/BLOB" => "an array is too large",
        "Size of object map" => "a map is too large",
        _ => return Diagnostic::error("too-large", lower(&format!("{what} is too large"))),
    };
    Diagnostic::error("too-large", message).hint("walk a listing with .each(…), which keeps nothing in memory")
}

/// The engine's own words without the place, which is shown beside them.
fn plain(error: &EvalAltResult) -> String {
    let text = error.to_string();
    text.split(" (line ").next().unwrap_or_default().to_owned()
}

/// `delete (vodsweep::…::VideoValue, i64)` in the words of the reference.
fn readable(signature: &str) -> String {
    let words = signature.replace("&str | ImmutableString | String", "text");
    words.replace("i64", "number").replace("f64", "number").replace("string", "text").replace(" (", "(")
}

fn source_of<'a>(policy: &'a PolicySource, error: &EvalAltResult) -> &'a SourceText {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, name, inner, _) => match inner.as_ref() {
            EvalAltResult::ErrorInFunctionCall(..) | EvalAltResult::ErrorInModule(..) => source_of(policy, inner),
            _ => policy.named(name),
        },
        EvalAltResult::ErrorInModule(name, inner, _) => match inner.as_ref() {
            EvalAltResult::ErrorInFunctionCall(..) | EvalAltResult::ErrorInModule(..) => source_of(policy, inner),
            _ => policy.named(name),
        },
        _ => policy.text(),
    }
}

/// The calls that an error passed through.
pub(super) fn callers(error: &EvalAltResult) -> Vec<String> {
    let mut notes = Vec::new();
    let mut rest = error;
    while let EvalAltResult::ErrorInFunctionCall(name, _, inner, at) = rest {
        if let (false, Some(line)) = (name.starts_with("anon$"), at.line()) {
            notes.insert(0, format!("in `{name}`, called on line {line}"));
        }
        rest = inner;
    }
    notes
}

/// Puts a message at a place of a text.
pub(super) fn place(diagnostic: Diagnostic, source: &SourceText, at: Position) -> Diagnostic {
    let start = offset(source, at).unwrap_or(0);
    diagnostic.at(source, start..start + word_len(&source.text, start))
}
