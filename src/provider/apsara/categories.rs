//! The categories of a library: a search is asked for their numbers, and a query knows them by name.
//!
//! Categories are renamed, so what was read is good for a short time only. One that is renamed between this reading and
//! the end of a walk can still hide its items from that walk, as an item can that is moved meanwhile.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::client::{Raw, Vod};
use super::operation::Operation;
use super::wire::{self, Field};
use crate::model::{Known, Text};
use crate::provider::{Error, ErrorKind};

/// The number that stands for the parent of what has none (documented).
const ROOT: &str = "-1";
/// The largest page (documented).
const PAGE: &str = "100";
/// Categories are on this many levels (documented).
const LEVELS: u32 = 3;
/// So many are read at most: beyond that, reading them takes longer than it saves.
const MOST: usize = 2_000;
/// How long a reading counts: a plan of several listings shares one, and the next plan of a long watch makes its own.
const GOOD_FOR: Duration = Duration::from_mins(1);

const NOT_PERMITTED: &str =
    "the search knows categories by number, and the access key may not read them (vod:GetCategories)";
const NOT_READ: &str = "the search knows categories by number, and the list of categories could not be read";
const TOO_MANY: &str = "the search knows categories by number, and there are too many of them to be read";
const NONE: &str = "the search knows categories by number, and there is none of this name";
const SEVERAL: &str = "the search knows categories by number, and there are several of this name";

/// The numbers of categories by name, or why they are not known.
#[derive(Debug)]
pub(super) struct Categories(Result<HashMap<Text, Vec<u64>>, &'static str>);

impl Categories {
    /// The number of the only category with this name, or why there is no such number.
    pub(super) fn number(&self, name: &str) -> Result<u64, &'static str> {
        match self.0.as_ref().map_err(|reason| *reason)?.get(name).map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some(_) => Err(SEVERAL),
            None => Err(NONE),
        }
    }

    #[cfg(any(test, fuzzing))]
    pub(super) fn of(named: &[(&str, &[u64])]) -> Self {
        Self(Ok(named.iter().map(|(name, numbers)| ((*name).into(), numbers.to_vec())).collect()))
    }

    async fn read(vod: &Vod) -> Self {
        Self(tree(vod).await)
    }
}

/// The categories as last read; nothing is read before somebody asks.
#[derive(Default)]
pub(super) struct LastRead(Mutex<Option<(Instant, Arc<Categories>)>>);

impl LastRead {
    /// What was read before, however long ago; `None` while nothing is known.
    pub(super) fn known(&self) -> Option<Arc<Categories>> {
        self.0.try_lock().ok()?.as_ref().map(|(_, categories)| Arc::clone(categories))
    }

    /// The categories as they are `now`, or were a moment ago. Whoever asks meanwhile waits for the same reading.
    pub(super) async fn fresh(&self, vod: &Vod, now: Instant) -> Arc<Categories> {
        let mut last = self.0.lock().await;
        if let Some((_, categories)) = last.as_ref().filter(|(read, _)| now.saturating_duration_since(*read) < GOOD_FOR)
        {
            return Arc::clone(categories);
        }
        let categories = Arc::new(Categories::read(vod).await);
        *last = Some((now, Arc::clone(&categories)));
        categories
    }
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Answer<'a> {
    sub_total: Field<'a>,
    sub_categories: Field<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Wire<'a> {
    cate_id: Field<'a>,
    cate_name: Field<'a>,
    sub_total: Field<'a>,
}

struct Category {
    name: Text,
    /// How many are directly below it, where that is told.
    below: Known<u64>,
}

/// Reads all levels. Everything or nothing: a category left out could be the second one of a name. Without a type,
/// those of videos, sound and pictures are expected (not documented); those of material are never asked for by category.
async fn tree(vod: &Vod) -> Result<HashMap<Text, Vec<u64>>, &'static str> {
    let mut named: HashMap<Text, Vec<u64>> = HashMap::new();
    let mut seen = HashSet::new();
    let (mut parents, mut level) = (vec![ROOT.to_owned()], 0);
    while !parents.is_empty() {
        level += 1;
        let found: Vec<BTreeMap<u64, Category>> = stream::iter(parents)
            .map(|parent| async move { below(vod, &parent).await })
            .buffered(vod.concurrency())
            .try_collect()
            .await?;
        parents = Vec::new();
        for (id, category) in found.into_iter().flatten() {
            if !seen.insert(id) {
                // In two places at once, or above itself.
                return Err(NOT_READ);
            }
            match category.below {
                Known::Value(0) => {}
                Known::Absent if level >= LEVELS => {}
                Known::Value(_) | Known::Absent | Known::Unknown(_) => parents.push(id.to_string()),
            }
            named.entry(category.name).or_default().push(id);
        }
        if seen.len() > MOST {
            return Err(TOO_MANY);
        }
    }
    Ok(named)
}

/// Reads what is directly below a category, by number.
async fn below(vod: &Vod, parent: &str) -> Result<BTreeMap<u64, Category>, &'static str> {
    let mut found = BTreeMap::new();
    for page in 1_u64.. {
        let params = vec![("CateId", parent.into()), ("PageNo", page.to_string().into()), ("PageSize", PAGE.into())];
        let what = format!("reading the categories below {parent}, page {page}");
        let answer: Raw = vod.read(Operation::GetCategories, params, &what).await.map_err(|error| reason(&error))?;
        let (total, listed) = listed(answer.get()).ok_or(NOT_READ)?;
        let before = found.len();
        found.extend(listed);
        match usize::try_from(total) {
            Ok(total) if total <= MOST => {
                if found.len() == total {
                    break;
                }
                if found.len() == before {
                    return Err(NOT_READ);
                }
            }
            _ => return Err(TOO_MANY),
        }
    }
    Ok(found)
}

/// The number of categories that an answer speaks of, and those on its page; `None` when it cannot be read.
fn listed(body: &str) -> Option<(u64, Vec<(u64, Category)>)> {
    let answer: Answer<'_> = wire::object(body).ok()?;
    let total = answer.sub_total.number("SubTotal").get()?;
    let Known::Value(raws) = answer.sub_categories.list("SubCategories") else { return None };
    let category = |raw: &str| {
        let wire: Wire<'_> = wire::object(raw).ok()?;
        let name = wire.cate_name.text("CateName").value()?.clone();
        Some((wire.cate_id.number("CateId").get()?, Category { name, below: wire.sub_total.number("SubTotal") }))
    };
    Some((total, raws.into_iter().map(category).collect::<Option<_>>()?))
}

fn reason(error: &Error) -> &'static str {
    tracing::warn!(%error, "a category is looked for among everything that is listed");
    if matches!(error.kind, ErrorKind::MissingPermission(_)) { NOT_PERMITTED } else { NOT_READ }
}
