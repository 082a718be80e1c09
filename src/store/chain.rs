//! The log of a run as a chain of records, so that a change of any of them shows. What is digested is said at [`Record`].

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{CopyRecord, EntryState, Operator, RunId, RunState};
use crate::model::Account;
use crate::plan::{Plan, Tool};

/// One thing that the log of a run says.
///
/// # What is digested
///
/// Each record is one line of JSON text. Its digest is `sha256:` and the hex SHA-256 of these bytes, in UTF-8: the whole
/// digest of the record before it (nothing for the first), one line feed, the text of the record. In Python, for the
/// lines that `vodsweep runs export RUN --format jsonl` writes after its header:
///
/// ```text
/// head = ""
/// for line in lines:
///     step = json.loads(line)
///     head = "sha256:" + hashlib.sha256((head + "\n" + step["record"]).encode()).hexdigest()
///     assert head == step["digest"]
/// ```
///
/// The first record, of the kind `opened`, names the run, its plan and the digest of the plan's text, the account, the
/// scripts, the program, and who opened it where. A record of the kind `intent` holds the digest of the platform's own
/// object of the video (`sha256:` and the hex SHA-256 of its text), as it was read right before the call.
///
/// # What it proves
///
/// The chain has no key. It shows every change that is not followed by a new computation of all later digests. Whoever can
/// write the whole database can do that computation; then only a digest that was noted elsewhere tells. That is why a
/// commit shows the digest of its last record, and why `vodsweep runs verify RUN --head DIGEST` compares with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Record {
    /// The run was opened: the first record. It begins the first session.
    Opened(Box<Opened>),
    /// A later session took the run up again.
    Begun {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Operator,
    },
    /// A session ended. One that was killed has no such record.
    Ended {
        /// When.
        at: Timestamp,
        /// How far the run had come.
        state: RunState,
    },
    /// A deleting call is about to be made for an entry.
    Intent {
        /// When.
        at: Timestamp,
        /// The entry's number in the plan.
        seq: u32,
        /// The digest of the video's own object as read right before; `null` when the platform gave none.
        evidence: Option<String>,
    },
    /// An entry came to another state.
    Outcome {
        /// When.
        at: Timestamp,
        /// The entry's number in the plan.
        seq: u32,
        /// Its state.
        state: EntryState,
        /// Why, when it did not end in a deletion.
        error: Option<String>,
    },
    /// The content network was asked to drop copies.
    Copies {
        /// When.
        at: Timestamp,
        /// What became of each address.
        copies: Vec<CopyRecord>,
    },
}

/// What the first record binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The run.
    pub run: RunId,
    /// The plan's id.
    pub plan: String,
    /// The digest of the plan's text as the journal keeps it.
    pub plan_text: String,
    /// The library.
    pub account: Account,
    /// When the run was opened.
    pub started_at: Timestamp,
    /// By whom.
    pub by: Operator,
    /// What made the plan.
    pub planned_with: Tool,
    /// The scripts that the plan came from.
    pub policies: Vec<ScriptDigest>,
    /// What was written of the run before there was a chain; absent for a run that was opened with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
}

/// A script and the digest of its text and of everything that it imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptDigest {
    /// Its path as the user wrote it.
    pub path: String,
    /// The hex digest.
    pub sha256: String,
}

/// The unchained steps of a run that an older version opened, bound as they were when this version took it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// How many.
    pub steps: u64,
    /// Their digest.
    pub digest: String,
}

impl Opened {
    pub(super) fn of(plan: &Plan, run: &RunId, text: &str, started_at: Timestamp, by: &Operator) -> Self {
        let scripts = plan.policies.iter();
        Self {
            run: run.clone(),
            plan: plan.id.clone(),
            plan_text: digest_of(text),
            account: plan.account.clone(),
            started_at,
            by: by.clone(),
            planned_with: plan.tool.clone(),
            policies: scripts
                .map(|script| ScriptDigest { path: script.path.clone(), sha256: script.sha256.clone() })
                .collect(),
            earlier: None,
        }
    }
}

/// The digest of a text by itself.
pub(super) fn digest_of(text: &str) -> String {
    named(Sha256::digest(text.as_bytes()).as_slice())
}

/// The digest of a record that follows one with this digest; nothing comes before the first.
pub(super) fn link(before: &str, record: &str) -> String {
    let digest = Sha256::new().chain_update(before).chain_update("\n").chain_update(record).finalize();
    named(digest.as_slice())
}

/// A digest as it is written.
pub(super) fn named(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from("sha256:"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
