//! What the content network was asked to drop after a run's deletions, and what it may keep still.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::chain::Record;
use super::log::Tail;
use super::{RunId, Store, StoreError};
use crate::model::VideoId;

/// One address at which a copy was, or still is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyRecord {
    /// The video that was deleted, or to which the deleted file belonged.
    pub video: VideoId,
    /// The address, without a query string.
    pub address: String,
    /// Whether the content network agreed to drop it.
    pub asked: bool,
    /// Why it was not asked or did not agree; `null` when it did.
    pub reason: Option<String>,
}

impl Store {
    /// Writes down what became of these addresses, in place of what was known of them. Durable when it returns.
    pub fn record_copies(&self, run: &RunId, copies: &[CopyRecord], at: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.failed(e))?;
        for copy in copies {
            transaction
                .prepare_cached(
                    "INSERT INTO copies (run, address, video, asked, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (run, address)
                     DO UPDATE SET asked = excluded.asked, reason = excluded.reason, at = excluded.at",
                )
                .and_then(|mut insert| {
                    insert.execute(params![
                        run.as_str(),
                        copy.address,
                        copy.video.as_str(),
                        copy.asked,
                        copy.reason,
                        at.as_microsecond(),
                    ])
                })
                .map_err(|e| self.failed(e))?;
        }
        Tail::of(&transaction, run)
            .and_then(|mut tail| tail.append(&Record::Copies { at, copies: copies.to_vec() }))
            .map_err(|e| self.failed(e))?;
        transaction.commit().map_err(|e| self.failed(e))
    }

    /// Whether the content network may keep copies of something that the run deleted.
    pub fn has_left_copies(&self, run: &RunId) -> Result<bool, StoreError> {
        self.connection()
            .query_row("SELECT EXISTS (SELECT 1 FROM copies WHERE run = ?1 AND asked = 0)", [run.as_str()], |row| {
                row.get(0)
            })
            .map_err(|e| self.failed(e))
    }

    /// Every address of a run that was dealt with, by video.
    pub fn copies(&self, run: &RunId) -> Result<Vec<CopyRecord>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached("SELECT video, address, asked, reason FROM copies WHERE run = ?1 ORDER BY video, address")
            .map_err(|e| self.failed(e))?;
        let rows = select
            .query_map([run.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .map_err(|e| self.failed(e))?;
        rows.map(|row| {
            let (video, address, asked, reason) = row.map_err(|e| self.failed(e))?;
            let video = VideoId::try_from(video).map_err(|_| StoreError::Unreadable {
                path: self.path().to_path_buf(),
                run: run.clone(),
                what: "a video without an id".to_owned(),
            })?;
            Ok(CopyRecord { video, address, asked, reason })
        })
        .collect()
    }
}
