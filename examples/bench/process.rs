//! Starts the processes of the benchmark and talks to them: a job goes in by standard input, its figures come out.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use crate::Failure;
use crate::job::{Job, Way};
use crate::measured::{Counts, Measured, Stopwatch};
use crate::server::Endpoint;
use crate::{alternatives, planning};

/// A server in a process of its own; it ends when this is dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) endpoint: Endpoint,
}

impl Served {
    /// Serves a new library and waits until it can be asked.
    ///
    /// # Errors
    /// Fails when the process ends before it serves.
    pub(crate) fn start(videos: u64, latency_ms: u64) -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--videos", &videos.to_string(), "--latency-ms", &latency_ms.to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let endpoint = serde_json::from_str(&line).map_err(|error| format!("the server did not begin: {error}"))?;
        Ok(Self { child, endpoint })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Does a job in a process of its own.
///
/// # Errors
/// Fails when the job does; the process has said why.
pub(crate) fn measure(job: &Job) -> Result<Measured, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    let mut child = command.arg("measure").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().ok_or("the client has no input")?;
    input.write_all(&serde_json::to_vec(job)?)?;
    drop(input);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{} on {} failed", job.policy.name(), job.platform).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The other end of [`measure`].
///
/// # Errors
/// Fails when the job does.
pub(crate) fn answer() -> Result<(), Failure> {
    let job: Job = serde_json::from_reader(io::stdin())?;
    let stopwatch = Stopwatch::start();
    let counts: Counts = match job.way {
        Way::Vodsweep => planning::plan(&job)?,
        Way::Sequential => alternatives::sequential(&job.endpoint)?,
        Way::Concurrent => alternatives::concurrent(&job.endpoint)?,
    };
    println!("{}", serde_json::to_string(&stopwatch.stop(counts))?);
    Ok(())
}
