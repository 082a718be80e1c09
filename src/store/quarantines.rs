//! Which videos the journal has in quarantine: the last thing that was done to each counts.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{RunId, Store, StoreError};
use crate::model::{Account, Action, VideoId};

/// The entry that put a video into quarantine, as far as the journal knows the last thing that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineRecord {
    /// The video.
    pub video: VideoId,
    /// The run that put it there.
    pub run: RunId,
    /// The number of its entry.
    pub seq: u32,
    /// A run that may have done something to it since, and did not finish with it.
    pub unsettled: Option<RunId>,
}

impl Store {
    /// The videos of an account that are in quarantine by the journal, in the order of their ids. What is not settled does
    /// not end a quarantine, but is told.
    pub fn quarantines(&self, account: &Account) -> Result<Vec<QuarantineRecord>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached(
                "SELECT e.video, e.run, e.seq, e.action, e.state IN ('in_flight', 'in_doubt')
                 FROM entries e JOIN runs r ON r.id = e.run
                 WHERE r.platform = ?1 AND r.account_id = ?2
                   AND e.action IN ('quarantine', 'release', 'delete_video')
                   AND e.state IN ('quarantined', 'released', 'deleted', 'in_flight', 'in_doubt')
                 ORDER BY e.at, r.started_at, e.run, e.seq",
            )
            .map_err(|e| self.failed(e))?;
        let rows = select
            .query_map(params![account.platform.as_str(), account.account_id], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get(4)?))
            })
            .map_err(|e| self.failed(e))?;
        let mut held: BTreeMap<VideoId, QuarantineRecord> = BTreeMap::new();
        for row in rows {
            let (video, run, seq, action, unsettled): (String, String, u32, String, bool) =
                row.map_err(|e| self.failed(e))?;
            let Ok(video) = VideoId::new(video) else { continue };
            let run = RunId(run);
            match (Action::parse(&action), unsettled) {
                (Some(Action::Quarantine), false) => {
                    let record = QuarantineRecord { video: video.clone(), run, seq, unsettled: None };
                    held.insert(video, record);
                }
                (_, false) => drop(held.remove(&video)),
                (_, true) => {
                    if let Some(record) = held.get_mut(&video) {
                        record.unsettled = Some(run);
                    }
                }
            }
        }
        Ok(held.into_values().collect())
    }
}
