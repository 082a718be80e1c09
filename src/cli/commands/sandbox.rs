//! `sandbox`: the built-in platform.

use std::time::Duration;

use jiff::Timestamp;

use crate::cli::args::{SandboxCommand, TextFormat};
use crate::cli::{Exit, Failure, Session, inventory, recorded};
use crate::model::{Account, Platform, Secret};
use crate::provider::apsara::account_id;
use crate::recording::{Recording, is_recording};
use crate::sandbox::{Error, Faults, PlaybackSummary, ResetOptions, Sandbox, ServeOptions};

/// Carries out one of the sandbox commands.
///
/// # Errors
/// Fails when the state folder or the port cannot be used.
pub(in crate::cli) fn run(session: &Session, command: &SandboxCommand) -> Result<Exit, Failure> {
    match command {
        SandboxCommand::Reset { videos, seed, as_of } => reset(session, *videos, *seed, *as_of),
        SandboxCommand::Serve { port, enforce_limits, trouble, faults, latency } => {
            let options = ServeOptions {
                port: *port,
                enforce_limits: *enforce_limits,
                troubles: trouble.clone(),
                faults: faults.as_deref().map(read_faults).transpose()?.unwrap_or_default(),
                latency: Duration::from_millis(*latency),
                ..ServeOptions::default()
            };
            serve(session, options)
        }
        SandboxCommand::Status { format } => status(session, *format),
        SandboxCommand::Import { file } => import(session, file),
    }
}

fn failed(error: &Error) -> Failure {
    Failure::from_error(Exit::Failed, error)
}

fn reset(session: &Session, videos: u32, seed: u64, as_of: Option<Timestamp>) -> Result<Exit, Failure> {
    let now = Timestamp::now();
    if let Some(future) = as_of.filter(|as_of| *as_of > now) {
        return Err(Failure::new(Exit::Usage, format!("--as-of {future} has not come yet: no video was made then")));
    }
    let options = ResetOptions { videos: u64::from(videos), seed, now: as_of.unwrap_or(now) };
    let sandbox = Sandbox::reset(&session.state_dir, options).map_err(|error| failed(&error))?;
    forget(session, &sandbox)?;
    session.terminal.say(&format!("the sandbox has a new library of {videos} videos (seed {seed})"));
    Ok(Exit::Done)
}

/// Throws away what was seen of a library that is another one now.
fn forget(session: &Session, sandbox: &Sandbox) -> Result<(), Failure> {
    let status = sandbox.status().map_err(|error| failed(&error))?;
    let key = Secret::new(status.access_key_id);
    let accounts = [
        (Platform::Brightcove, status.account_id.clone()),
        (Platform::Apsara, account_id(&status.region, &key, Some(&status.account_id))),
    ];
    let accounts = accounts.map(|(platform, account_id)| Account { name: "sandbox".to_owned(), platform, account_id });
    inventory::forget(&session.state_dir, &accounts).map_err(|error| Failure::from_error(Exit::Failed, &error))
}

fn read_faults(file: &std::path::Path) -> Result<Faults, Failure> {
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::new(Exit::Usage, format!("failed to read the faults in {}: {error}", file.display()))
            .hint("`vodsweep sandbox serve --help` shows how such a file is written")
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
    Faults::parse(&text).map_err(|error| wrong(&error))
}

fn serve(session: &Session, options: ServeOptions) -> Result<Exit, Failure> {
    session.runtime().block_on(async {
        let sandbox = Sandbox::open(&session.state_dir, Timestamp::now()).map_err(|error| failed(&error))?;
        let mut server = sandbox.serve(options).await.map_err(|error| failed(&error))?;
        // Others may find it only as long as it answers.
        let announcement = sandbox.announce(&server).map_err(|error| failed(&error))?;
        session.terminal.result(&format!("listening on http://{}\n", server.addr()))?;
        session.terminal.say("Ctrl-C ends it");
        session.interrupt.raised().await;
        drop(announcement);
        server.shutdown();
        server.join().await.map_err(|error| failed(&error))?;
        Ok(Exit::Done)
    })
}

fn status(session: &Session, format: TextFormat) -> Result<Exit, Failure> {
    let sandbox = Sandbox::open(&session.state_dir, Timestamp::now()).map_err(|error| failed(&error))?;
    let status = sandbox.status().map_err(|error| failed(&error))?;
    let fail = |error: serde_json::Error| Failure::from_error(Exit::Failed, &error);
    let value = serde_json::to_value(&status).map_err(fail)?;
    let text = match (format, value.as_object()) {
        (TextFormat::Table, Some(facts)) => facts
            .iter()
            .map(|(name, value)| match value {
                serde_json::Value::String(text) => format!("{name:18} {text}\n"),
                other => format!("{name:18} {other}\n"),
            })
            .collect(),
        _ => format!("{value:#}\n"),
    };
    session.terminal.result(&text)?;
    Ok(Exit::Done)
}

fn import(session: &Session, file: &std::path::Path) -> Result<Exit, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(Exit::Usage, format!("failed to read {}: {error}", file.display())))?;
    if is_recording(&text) {
        return play_back(session, file, &text);
    }
    let sandbox = Sandbox::open(&session.state_dir, Timestamp::now()).map_err(|error| failed(&error))?;
    let summary = sandbox.import(&text).map_err(|error| {
        let mut failure = Failure::from_error(Exit::Usage, &error);
        failure.concerning(&file.display().to_string());
        failure.hint("it has to be a JSON array of videos as Brightcove's GET /videos returns it")
    })?;
    forget(session, &sandbox)?;
    session.terminal.say(&format!(
        "{} videos imported, {} of them in place of earlier ones",
        summary.added + summary.replaced,
        summary.replaced
    ));
    Ok(Exit::Done)
}

/// Takes over a recording in place of the library.
fn play_back(session: &Session, file: &std::path::Path, text: &str) -> Result<Exit, Failure> {
    let recording = Recording::from_json(text).map_err(|error| recorded::unreadable(file, &error))?;
    let PlaybackSummary { videos, left_out } = Sandbox::play_back(&session.state_dir, &recording, Timestamp::now())
        .map_err(|error| {
            // Everything is looked at first; what fails after that may have taken the old library with it.
            if !matches!(error, Error::NotRecorded { .. }) {
                return failed(&error).hint("the library of the sandbox may be gone: import again, or reset it");
            }
            let mut failure = Failure::from_error(Exit::Usage, &error);
            failure.concerning(&file.display().to_string());
            failure.hint("the library of the sandbox is as it was")
        })?;
    let sandbox = Sandbox::open(&session.state_dir, Timestamp::now()).map_err(|error| failed(&error))?;
    forget(session, &sandbox)?;
    let account = match recording.header.platform {
        Platform::Brightcove => "sandbox",
        Platform::Apsara => "sandbox-apsara",
    };
    session.terminal.say(&format!(
        "the sandbox is the recording of {} now, with its {videos} videos; plan on it with --account {account}",
        recording.header.created_at.strftime("%Y-%m-%d"),
    ));
    if left_out > 0 {
        session
            .terminal
            .say(&format!("{left_out} pictures and auxiliary files were left out: it holds videos and sound"));
    }
    if recording.trailer.coverage.missing.is_none_or(|missing| missing > 0) {
        session.terminal.complain(
            "warning: the recording is incomplete, and the sandbox counts only what is in it; plan with --recording to have \
             it counted as the platform did",
        );
    }
    Ok(Exit::Done)
}
