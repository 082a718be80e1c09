//! `due`: plans the deletion of what was quarantined and whose grace has passed. It holds no deleting type.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::cli::args::DueArgs;
use crate::cli::in_quarantine::{Plans, conclude, read};
use crate::cli::{Exit, Failure, Session};
use crate::model::{Action, VideoId};
use crate::plan::{Draft, Held, KeepSource, Kept, KeptVideo, PolicyRecord};
use crate::provider::Lookup;

/// Plans.
///
/// # Errors
/// Fails when the journal or the library cannot be read.
pub(in crate::cli) fn run(session: &Session, args: &DueArgs) -> Result<Exit, Failure> {
    let opened = session.open()?;
    let store = session.store()?;
    let records = store.quarantines(&opened.account()).map_err(|error| Failure::from_error(Exit::Failed, &error))?;
    let ids: Vec<VideoId> = records.iter().map(|record| record.video.clone()).collect();
    let found = read(session, &opened, &ids)?;
    let capabilities = opened.library().capabilities();
    let mut plans = Plans::new(&store);
    let mut draft = Draft::default();
    let mut policies: Vec<PolicyRecord> = Vec::new();
    let mut taken = BTreeSet::new();
    let mut later: BTreeMap<Date, u64> = BTreeMap::new();
    let mut seen = 0;
    for (record, lookup) in records.iter().zip(found) {
        let Lookup::Found(video) = lookup else { continue };
        seen += 1;
        let plan = plans.of(&record.run)?;
        let Some(entry) = plan.entries.iter().find(|entry| entry.seq == record.seq) else { continue };
        if let Some(run) = &record.unsettled {
            draft.kept.push(Kept {
                video: KeptVideo { id: video.id.clone(), name: entry.video.name.clone() },
                source: KeepSource::Shield,
                reason: format!("run {run} did not finish with it; `vodsweep resume {run}` settles it"),
                action: Some(Action::DeleteVideo),
                asset: None,
            });
            continue;
        }
        let held = Held { run: record.run.as_str(), entry };
        match held.due(&video, capabilities, session.now) {
            Ok(proposals) => {
                draft.proposals.extend(proposals);
                if taken.insert(record.run.clone()) {
                    policies.extend(
                        plan.policies.iter().filter(|policy| !policies.contains(policy)).cloned().collect::<Vec<_>>(),
                    );
                }
            }
            Err(kept) => {
                if let (true, Some(until)) = (held.waits(&video, capabilities, session.now), held.until()) {
                    *later.entry(until).or_default() += 1;
                }
                draft.kept.push(kept);
            }
        }
    }
    let nothing = draft.proposals.is_empty();
    let exit = conclude(session, &opened, &args.grace, (&args.limit, args.sizes), ("due", draft, policies, seen))?;
    if nothing {
        session.terminal.say(&match later.first_key_value() {
            Some((until, count)) => {
                let videos = if *count == 1 { "video is".to_owned() } else { "videos are".to_owned() };
                let day = until.tomorrow().unwrap_or(*until);
                format!("nothing is due; the next {count} {videos} due from {day} on")
            }
            None => "nothing is due".to_owned(),
        });
    }
    Ok(exit)
}
