//! `doctor`: whether an account works, and what to do when it does not.

use crate::cli::args::{DoctorArgs, TextFormat};
use crate::cli::session::{ended_protections, protection};
use crate::cli::{Exit, Failure, Reached, Session};
use crate::provider::apsara;
use crate::provider::brightcove::{self, BrightcoveConfig};
use crate::provider::{self, Verdict};
use crate::report::{self, Finding, Status};

/// Tests the selected account. It reads, and never deletes to find out whether it could.
///
/// # Errors
/// Fails when the account cannot be opened at all.
pub(in crate::cli) fn run(session: &Session, args: &DoctorArgs) -> Result<Exit, Failure> {
    let opened = session.open()?;
    let mut findings = vec![finding("account", Status::Ok, opened.account().to_string(), None)];
    findings.push(match protection(&opened.config, session.now) {
        Ok(read) => match ended_protections(&read, session.now) {
            Some(notice) => finding("protection", Status::Warn, notice, None),
            None => finding("protection", Status::Ok, "what the configuration protects can be read".to_owned(), None),
        },
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
            checks = checked(&opened.reached) => Ok(checks),
            () = session.interrupt.raised() => Err(Failure::new(Exit::Interrupted, "interrupted")),
        }
    })?;
    findings.extend(checks.into_iter().map(|check| told(check, &opened.reached)));
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

async fn checked(reached: &Reached) -> Vec<provider::Finding> {
    match reached {
        Reached::Brightcove(config) => brightcove::check(config.clone()).await,
        Reached::Apsara(config) => apsara::check(config.clone()).await,
    }
}

/// A finding of the platform, with what to do about it.
fn told(check: provider::Finding, reached: &Reached) -> Finding {
    let permissions = match reached {
        Reached::Brightcove(config) => brightcove_permissions(config, &check),
        Reached::Apsara(_) => apsara_permissions(&check),
    };
    let (status, advice) = match check.verdict {
        Verdict::Fine => (Status::Ok, None),
        Verdict::Notice => (Status::Warn, permissions),
        Verdict::Broken => {
            let settings = match reached {
                Reached::Brightcove(_) => "check client_id, client_secret and endpoints of the account",
                Reached::Apsara(_) => {
                    "check region, access_key_id, access_key_secret, security_token and endpoint of the account"
                }
            };
            (Status::Fail, permissions.or_else(|| Some(settings.to_owned())))
        }
        Verdict::CannotBeChecked => (Status::Skipped, permissions),
    };
    finding(check.subject, status, check.detail, advice)
}

/// How to get credentials that have every permission. The API tells of none, so it is said where nothing can be checked.
fn brightcove_permissions(config: &BrightcoveConfig, check: &provider::Finding) -> Option<String> {
    if check.verdict != Verdict::CannotBeChecked || check.subject == "quarantine" {
        return None;
    }
    let request = brightcove::credentials_request(&config.account.account_id)?;
    Some(format!(
        "Studio cannot grant video-cloud/asset/delete. An administrator makes credentials that have every permission \
         with this request:\n{request}"
    ))
}

/// The RAM policy that grants what is missing, or what a commit needs where that cannot be checked.
fn apsara_permissions(check: &provider::Finding) -> Option<String> {
    if !check.missing.is_empty() {
        let missing: Vec<&str> = check.missing.iter().map(String::as_str).collect();
        let policy = apsara::ram_policy(&missing);
        return Some(format!("attach this RAM policy to the key's user; it grants what is missing:\n{policy}"));
    }
    if check.subject == "quarantine" {
        let policy = apsara::ram_policy(&apsara::QUARANTINE_PERMISSIONS);
        return Some(format!("where it is wanted, this RAM policy for the key that commits grants it:\n{policy}"));
    }
    (check.verdict == Verdict::CannotBeChecked).then(|| {
        let every = [apsara::PLAN_PERMISSIONS.as_slice(), &apsara::COMMIT_PERMISSIONS].concat();
        format!(
            "two keys are safest. This RAM policy is for the one that plans; it can delete nothing:\n{}\nand this one \
             for the key that commits:\n{}",
            apsara::ram_policy(&apsara::PLAN_PERMISSIONS),
            apsara::ram_policy(&every)
        )
    })
}
