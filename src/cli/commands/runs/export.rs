//! `runs export`: everything that is known of a run, for other programs and for sheets.

use std::io::{self, Write};

use super::{believed, failed};
use crate::cli::args::{ExportArgs, ExportFormat};
use crate::cli::{Exit, Failure, Session};
use crate::plan::Plan;
use crate::report::{self, RunEntry};
use crate::store::{Audit, RunRecord, Store, write_atomically_with};

/// Records that are read at once.
const PAGE: usize = 200;

/// Writes the export to a file or to standard output.
///
/// # Errors
/// Fails when there is no such run, the journal cannot be read, or the place cannot be written.
pub(super) fn run(session: &Session, store: &Store, args: &ExportArgs) -> Result<Exit, Failure> {
    let run = store.find_run(&args.run).map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    let audit = store.audit(&run.id).map_err(|error| failed(&error))?;
    let plan = store.plan_of_run(&run.id).map_err(|error| failed(&error))?;
    let source = Source { store, run: &run, plan: &plan, audit: &audit };
    if let Some(path) = &args.out {
        write_atomically_with(path, |out| source.write(args.format, out)).map_err(|error| failed(&error))?;
        return Ok(believed(session, &audit));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match source.write(args.format, &mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Failed, format!("failed to write the export: {error}")))
        }
        _ => Ok(believed(session, &audit)),
    }
}

/// What is exported.
struct Source<'a> {
    store: &'a Store,
    run: &'a RunRecord,
    plan: &'a Plan,
    audit: &'a Audit,
}

impl Source<'_> {
    fn write(&self, format: ExportFormat, out: &mut dyn Write) -> io::Result<()> {
        match format {
            ExportFormat::Jsonl => self.lines(out),
            ExportFormat::Csv => {
                let entries = self.store.entries(self.run).map_err(io::Error::other)?;
                report::run_csv(self.run, &RunEntry::join(&entries, Some(self.plan)), out).map_err(io::Error::other)
            }
        }
    }

    /// The log as it was when it was examined; what is appended meanwhile is left for the next export.
    fn lines(&self, out: &mut dyn Write) -> io::Result<()> {
        let text = self.store.plan_text(&self.run.id).map_err(io::Error::other)?;
        out.write_all(report::export_header(self.run, &text, self.audit)?.as_bytes())?;
        for step in self.store.unchained_steps(&self.run.id).map_err(io::Error::other)? {
            out.write_all(report::export_unchained(&step)?.as_bytes())?;
        }
        let mut next = 0;
        loop {
            let page = self.store.log(&self.run.id, next, PAGE).map_err(io::Error::other)?;
            for record in page.iter().filter(|record| record.n < self.audit.records) {
                out.write_all(report::export_record(record, self.plan)?.as_bytes())?;
            }
            match page.last() {
                Some(last) if last.n + 1 < self.audit.records => next = last.n + 1,
                _ => return Ok(()),
            }
        }
    }
}
