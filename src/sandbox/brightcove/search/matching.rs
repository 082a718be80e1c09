//! Whether a video matches a search, and how well.

use jiff::Timestamp;

use super::ast::{Clauses, Exact, Flag, Node, Number, Place};
use super::index::Words;
use super::words::{Word, occurrences};
use crate::sandbox::brightcove::render::{creator_type, delivery_type, state_word};
use crate::sandbox::library::item::{Creator, Delivery, Item, State};

/// A video and its words.
pub(super) struct Subject<'a> {
    pub(super) item: &'a Item,
    pub(super) words: &'a Words,
    pub(super) now: Timestamp,
}

impl Subject<'_> {
    /// How well the video matches; `None` when it does not. Only words add to it, weighted by where they stand.
    pub(super) fn score(&self, clauses: &Clauses) -> Option<u32> {
        let mut total = 0;
        for node in &clauses.must {
            total += self.node(node)?;
        }
        if clauses.must_not.iter().any(|node| self.node(node).is_some()) {
            return None;
        }
        let scores: Vec<u32> = clauses.should.iter().filter_map(|node| self.node(node)).collect();
        if clauses.must.is_empty() && !clauses.should.is_empty() && scores.is_empty() {
            return None;
        }
        Some(total + scores.iter().sum::<u32>())
    }

    fn node(&self, node: &Node) -> Option<u32> {
        let holds = |yes: bool| yes.then_some(0);
        match node {
            Node::Group(clauses) => self.score(clauses),
            Node::Text { place, words, phrase, literal } => {
                let score = self.text(place, words, *phrase, literal);
                (score > 0).then_some(score)
            }
            Node::Is { field, values } => {
                let found = self.exact(*field);
                holds(found.is_some_and(|found| values.iter().any(|value| value.eq_ignore_ascii_case(&found))))
            }
            Node::Flag { field, value } => holds(self.flag(*field) == *value),
            Node::Range { field, low, high } => holds(self.number(*field).is_some_and(|n| *low <= n && n <= *high)),
            Node::Never => None,
        }
    }

    fn text(&self, place: &Place, wanted: &[Word], phrase: bool, literal: &str) -> u32 {
        let all = self.words;
        let count = |text: &[Word]| u32::try_from(occurrences(text, wanted, phrase)).unwrap_or(u32::MAX);
        let each = |texts: &[Box<[Word]>]| texts.iter().map(|text| count(text)).sum::<u32>();
        let custom = || all.custom.iter().map(|(_, text)| count(text)).sum::<u32>();
        let texts = || count(&all.name) * 3 + count(&all.description) + count(&all.long_description);
        match place {
            Place::Anywhere => {
                let id = self.item.id == literal || self.item.reference_id.as_deref() == Some(literal);
                texts() + each(&all.tags) * 2 + custom() + u32::from(id) * 10
            }
            Place::Text => texts(),
            Place::Name => count(&all.name),
            Place::Description => count(&all.description),
            Place::LongDescription => count(&all.long_description),
            Place::Tags => each(&all.tags),
            Place::Labels => each(&all.labels),
            Place::AnyCustomField => custom(),
            Place::CustomField(name) => {
                all.custom.iter().filter(|(field, _)| field == name).map(|(_, text)| count(text)).sum()
            }
        }
    }

    fn exact(&self, field: Exact) -> Option<String> {
        let item = self.item;
        match field {
            Exact::Id => Some(item.id.clone()),
            Exact::ReferenceId => item.reference_id.clone(),
            Exact::OriginalFilename => item.original_filename.clone(),
            Exact::State => Some(state_word(item.state).to_owned()),
            Exact::DeliveryType => Some(delivery_type(item.delivery).to_owned()),
            Exact::FolderId => item.folder_id.clone(),
            Exact::ClipSource => item.clip_source.clone(),
            Exact::CreatedByType => Some(creator_type(&item.creator).to_owned()),
            Exact::CreatedByEmail => match &item.creator {
                Creator::User(email) => Some(email.clone()),
                _ => None,
            },
            Exact::Economics => Some("AD_SUPPORTED".to_owned()),
            Exact::SharedById => item.sharing.as_ref()?.from.as_ref().map(|(account, _)| account.clone()),
            Exact::SharedSourceId => item.sharing.as_ref()?.from.as_ref().map(|(_, video)| video.clone()),
        }
    }

    fn flag(&self, field: Flag) -> bool {
        let item = self.item;
        match field {
            Flag::Complete => item.complete,
            Flag::HasMaster => item.has_master,
            Flag::HasTextTracks => !item.text_tracks.is_empty(),
            Flag::HasImages => item.complete && item.delivery != Delivery::Unknown,
            Flag::SharedIn => item.shared_in(),
            Flag::SharedOut => item.sharing.as_ref().is_some_and(|sharing| sharing.to.is_some()),
            Flag::Playable => self.playable(),
            Flag::IsClip => item.clip_source.is_some(),
            Flag::Absent => false,
        }
    }

    /// Active, within its schedule, and with something to play.
    fn playable(&self) -> bool {
        let item = self.item;
        let scheduled = item.schedule.is_none_or(|schedule| {
            schedule.starts_at.is_none_or(|start| start <= self.now)
                && schedule.ends_at.is_none_or(|end| self.now <= end)
        });
        item.state == State::Active && item.complete && item.delivery != Delivery::Unknown && scheduled
    }

    fn number(&self, field: Number) -> Option<i64> {
        let item = self.item;
        let count = |number: u64| i64::try_from(number).ok();
        match field {
            Number::CreatedAt => Some(item.created_at.as_millisecond()),
            Number::UpdatedAt => Some(item.updated_at.as_millisecond()),
            Number::PublishedAt => item.published_at.map(Timestamp::as_millisecond),
            Number::StartsAt => item.schedule?.starts_at.map(Timestamp::as_millisecond),
            Number::EndsAt => item.schedule?.ends_at.map(Timestamp::as_millisecond),
            Number::Duration => item.duration_ms.and_then(count),
            Number::PlaysTotal => count(item.plays.0),
            Number::PlaysTrailingWeek => count(item.plays.1),
        }
    }
}
