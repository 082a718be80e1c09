//! A plan to and from its file.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::digest::{LongList, digest, digest_with};
use super::{Plan, PlanError, SCHEMA};
use crate::model::{Action, AssetKind};

impl Plan {
    /// Reads and verifies a plan document.
    ///
    /// # Errors
    /// Fails on JSON that is not complete, another schema, a digest that does not match, and content that
    /// contradicts itself.
    pub fn from_json(text: &str) -> Result<Self, PlanError> {
        let document: Value = serde_json::from_str(text).map_err(PlanError::Json)?;
        let found = document.get("schema").and_then(Value::as_str).unwrap_or("none").to_owned();
        if found != SCHEMA {
            return Err(PlanError::Schema { found, expected: SCHEMA });
        }
        if document.get("id").and_then(Value::as_str) != Some(digest(&document).as_str()) {
            return Err(PlanError::Digest);
        }
        let plan: Self = serde_json::from_value(document).map_err(PlanError::Content)?;
        plan.verify()?;
        // What is not understood is neither shown nor carried out, and the journal could not keep it: `resume` would
        // find another plan there.
        if !plan.is_intact() {
            let message = "it holds something that this version of the program does not know; plan again";
            return Err(PlanError::Inconsistent(message.to_owned()));
        }
        Ok(plan)
    }

    /// Checks that the content says what it does: numbers in order, files where actions need them.
    fn verify(&self) -> Result<(), PlanError> {
        for (index, entry) in self.entries.iter().enumerate() {
            if usize::try_from(entry.seq).ok() != Some(index + 1) {
                return Err(PlanError::Inconsistent(format!("entry {} is out of order", entry.seq)));
            }
            let kind: Option<AssetKind> = entry.asset.as_ref().map(|asset| asset.kind);
            if kind != entry.action.kind() {
                let action: Action = entry.action;
                return Err(PlanError::Inconsistent(format!("entry {} is a {action} of another kind", entry.seq)));
            }
            if entry.options.until.is_some() != (entry.action == Action::Quarantine) {
                let which = if entry.options.until.is_some() { "has a day and is no quarantine" } else { "has no day" };
                return Err(PlanError::Inconsistent(format!("entry {} {which}", entry.seq)));
            }
            if entry.reasons.is_empty() {
                return Err(PlanError::Inconsistent(format!("entry {} has no reason", entry.seq)));
            }
        }
        if !self.blocked && self.limits.iter().any(|limit| limit.exceeded) {
            return Err(PlanError::Inconsistent("a limit is exceeded and it is not blocked".to_owned()));
        }
        Ok(())
    }

    /// Whether the content still has the digest that the id says, for a plan that was kept elsewhere than in its file.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.digest().is_ok_and(|digest| digest == self.id)
    }

    /// Gives the plan the id that its content has.
    #[must_use]
    pub(super) fn sealed(mut self) -> Self {
        self.id = self.digest().unwrap_or_default();
        self
    }

    /// The digest of the content, for which no second copy of the entries is made.
    fn digest(&self) -> serde_json::Result<String> {
        let rest = serde_json::to_value(self.without_lists())?;
        digest_with(
            &rest,
            vec![list("entries", &self.entries), list("kept", &self.kept), list("unknown", &self.unknown)],
        )
    }

    /// Everything that is short, whatever the library.
    fn without_lists(&self) -> Self {
        Self {
            schema: self.schema.clone(),
            id: String::new(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            tool: self.tool.clone(),
            account: self.account.clone(),
            policies: self.policies.clone(),
            library: self.library.clone(),
            limits: self.limits.clone(),
            blocked: self.blocked,
            blocked_because: self.blocked_because.clone(),
            entries: Vec::new(),
            kept: Vec::new(),
            refresh: self.refresh,
            unknown: Vec::new(),
            totals: self.totals.clone(),
        }
    }

    /// Writes the document as text: indented, keys in the order of the schema, a newline at the end.
    ///
    /// # Errors
    /// Fails where writing does.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    /// The document as text, as [`Plan::write_json`] writes it.
    ///
    /// # Errors
    /// Fails only when memory does.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// The first hex digits of the id, as `--confirm` takes them.
    #[must_use]
    pub fn short_id(&self) -> &str {
        let hex = self.id.strip_prefix("sha256:").unwrap_or(&self.id);
        hex.get(..12).unwrap_or(hex)
    }

    /// Bytes of all entries whose size is known.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.totals.values().map(|totals| totals.bytes).fold(0, u64::saturating_add)
    }
}

fn list<'a>(key: &'static str, items: &'a [impl Serialize]) -> LongList<'a> {
    (key, Box::new(items.iter().map(serde_json::to_value)))
}
