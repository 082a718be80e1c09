//! `runs verify`: whether the journal is what was written.

use super::failed;
use crate::cli::args::{TextFormat, VerifyArgs};
use crate::cli::{Exit, Failure, Session};
use crate::report::{self, Noted, Verified};
use crate::store::{Audit, RunId, Store, StoreError};

/// Examines one run or all of them.
///
/// # Errors
/// Fails when there is no such run or the journal cannot be read; a journal that does not fit is a result.
pub(super) fn run(session: &Session, store: &Store, args: &VerifyArgs) -> Result<Exit, Failure> {
    let head = args.head.as_deref().map(whole_digest).transpose()?;
    let runs = match &args.run {
        Some(name) => vec![find(store, name).map_err(|error| Failure::from_error(Exit::Usage, &error))?],
        None => store.run_ids("").map_err(|error| failed(&error))?,
    };
    let mut verified = Vec::with_capacity(runs.len());
    for run in runs {
        let audit = store.audit(&run).map_err(|error| failed(&error))?;
        let noted = head.as_deref().map(|head| noted(store, &audit, head)).transpose();
        verified.push(Verified::new(audit, noted.map_err(|error| failed(&error))?));
    }
    let text = match args.format {
        TextFormat::Table => report::verified_table(&verified, &session.terminal.out),
        TextFormat::Json => report::verified_json(&verified).map_err(|error| failed(&error))?,
    };
    session.terminal.result(&text)?;
    Ok(if verified.iter().all(|run| run.intact) { Exit::Done } else { Exit::Failed })
}

/// The run that a name means. Its row is not read: it may be what was changed.
fn find(store: &Store, name: &str) -> Result<RunId, StoreError> {
    let mut found = store.run_ids(name)?;
    if let Some(exact) = found.iter().position(|run| run.as_str() == name) {
        return Ok(found.swap_remove(exact));
    }
    match found.pop() {
        None => Err(StoreError::NoSuchRun(name.to_owned())),
        Some(only) if found.is_empty() => Ok(only),
        Some(last) => {
            let candidates = std::iter::once(last).chain(found.into_iter().rev()).collect();
            Err(StoreError::AmbiguousRun { prefix: name.to_owned(), candidates })
        }
    }
}

/// Where the digest that was noted stands in the log.
fn noted(store: &Store, audit: &Audit, head: &str) -> Result<Noted, StoreError> {
    if audit.head.as_deref() == Some(head) {
        return Ok(Noted::Head);
    }
    Ok(store.record_with_digest(&audit.run, head)?.map_or(Noted::Missing, Noted::Earlier))
}

/// A part of a digest proves little, so all of it is asked for.
fn whole_digest(text: &str) -> Result<String, Failure> {
    let digits = text.trim().to_ascii_lowercase();
    let digits = digits.strip_prefix("sha256:").unwrap_or(&digits);
    if digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Ok(format!("sha256:{digits}"));
    }
    Err(Failure::new(Exit::Usage, "--head needs the whole digest: sha256: and 64 hex digits")
        .hint("it is shown at the end of a commit and by `vodsweep runs RUN`"))
}
