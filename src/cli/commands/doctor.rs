//! `doctor`: whether an account works, and what to do when it does not.

use crate::cli::args::{DoctorArgs, TextFormat};
use crate::cli::session::protection;
use crate::cli::{Exit, Failure, Session};
use crate::provider::brightcove::{self, BrightcoveConfig, Verdict};
use crate::report::{self, Finding, Status};

/// Tests the selected account. It reads, and never deletes to find out whether it could.
///
/// # Errors
/// Fails when the account cannot be opened at all.
pub(in crate::cli) fn run(session: &Session, args: &DoctorArgs) -> Result<Exit, Failure> {
    let opened = session.open()?;
    let mut findings = vec![finding("account", Status::Ok, opened.account().to_string(), None)];
    findings.push(match protection(&opened.config, session.now) {
        Ok(_) => finding("protection", Status::Ok, "what the configuration protects can be read".to_owned(), None),
        Err(failure) => {
            finding("protection", Status::Fail, failure.render(&session.terminal.err).trim().to_owned(), None)
        }
    });
    findings.push(match session.store() {
        Ok(_) => finding("state folder", Status::Ok, session.state_dir.display().to_string(), None),
        Err(failure) => {
            finding("state folder", Status::Fail, failure.render(&session.terminal.err).trim().to_owned(), None)
        }
    });
    let checks = session.runtime().block_on(async {
        tokio::select! {
            checks = brightcove::check(opened.platform.clone()) => Ok(checks),
            () = session.interrupt.raised() => Err(Failure::new(Exit::Interrupted, "interrupted")),
        }
    })?;
    findings.extend(checks.into_iter().map(|check| told(check, &opened.platform)));
    let text = match args.format {
        TextFormat::Table => report::findings_table(&findings, &session.terminal.out),
        TextFormat::Json => {
            report::findings_json(&findings).map_err(|error| Failure::from_error(Exit::Failed, &error))?
        }
    };
    session.terminal.result(&text)?;
    let failed = findings.iter().any(|finding| finding.status == Status::Fail);
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

fn finding(name: &str, status: Status, detail: String, advice: Option<String>) -> Finding {
    Finding { name: name.to_owned(), status, detail, advice }
}

/// A finding of the platform, with what to do about it.
fn told(check: brightcove::Finding, platform: &BrightcoveConfig) -> Finding {
    let (status, advice) = match check.verdict {
        Verdict::Fine => (Status::Ok, None),
        Verdict::Notice => (Status::Warn, None),
        Verdict::Broken => {
            (Status::Fail, Some("check client_id, client_secret and endpoints of the account".to_owned()))
        }
        Verdict::CannotBeChecked => {
            let advice = brightcove::credentials_request(&platform.account.account_id).map(|request| {
                format!(
                    "Studio cannot grant video-cloud/asset/delete. An administrator makes credentials that have every \
                     permission with this request:\n{request}"
                )
            });
            (Status::Skipped, advice)
        }
    };
    finding(check.subject, status, check.detail, advice)
}
