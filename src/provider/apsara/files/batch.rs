//! One answer of `BatchGetMediaInfos`, by video.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::answered;
use crate::model::Text;
use crate::provider::Error;
use crate::provider::apsara::client::Raw;
use crate::provider::apsara::wire::{self, Field};

/// An element of `MediaInfos`.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "PascalCase", default)]
pub(super) struct Entry<'a> {
    media_id: Field<'a>,
    media_info: Field<'a>,
    pub(super) mezzanine_info: Field<'a>,
    pub(super) play_info_list: Field<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "PascalCase", default)]
struct Info<'a> {
    media_id: Field<'a>,
    status: Field<'a>,
}

/// What an answer says of one video.
pub(super) enum Said<'a> {
    /// It is there.
    Described(&'a Entry<'a>),
    /// It does not exist.
    Missing,
    /// It may not be seen.
    Forbidden,
    /// It is not mentioned, which proves nothing.
    Nothing,
}

/// A whole answer.
pub(super) struct Batch<'a> {
    entries: HashMap<Text, Entry<'a>>,
    missing: HashSet<String>,
    forbidden: HashSet<String>,
}

impl<'a> Batch<'a> {
    /// Reads an answer; an element that cannot be read is one that is not mentioned.
    pub(super) fn read(body: &'a Raw, what: &str) -> Result<Self, Error> {
        let answer = answered(body, what)?;
        let mut entries = HashMap::new();
        for entry in answer.items.iter().filter_map(|raw| wire::object::<Entry<'_>>(raw).ok()) {
            let id = entry.media_id.or(entry.info().media_id).text("MediaId");
            if let Some(id) = id.value() {
                entries.entry(id.clone()).or_insert(entry);
            }
        }
        Ok(Self { entries, missing: answer.missing, forbidden: answer.forbidden })
    }

    pub(super) fn of(&self, id: &str) -> Said<'_> {
        match self.entries.get(id) {
            _ if self.forbidden.contains(id) => Said::Forbidden,
            Some(entry) => Said::Described(entry),
            None if self.missing.contains(id) => Said::Missing,
            None => Said::Nothing,
        }
    }
}

impl<'a> Entry<'a> {
    fn info(&self) -> Info<'a> {
        self.media_info.raw().and_then(|raw| wire::object(raw).ok()).unwrap_or_default()
    }

    /// The platform's word for the state of the video, where it can be read.
    pub(super) fn status(&self) -> Option<Text> {
        self.info().status.text("Status").value().cloned()
    }
}
