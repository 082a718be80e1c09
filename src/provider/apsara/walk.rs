//! How a search is walked to its end: what to ask next, from what came so far. Nothing here sends anything.
//!
//! Pages may come short, empty or twice, and the number of items may change while they are read. A page is asked for
//! with the token of the page before. Where the platform ends a walk by itself, or its token, the walk goes on from the
//! time of the last item.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::client::Params;
use super::search::{Bound, Range, Search};
use super::wire::Found;
use crate::model::{MediaType, Video, VideoId};
use crate::provider::{Counted, Error, ErrorKind};
use crate::query::Order;

/// The largest page (documented).
const PAGE: u64 = 100;
/// A walk with a token reaches so many videos or sounds (documented).
const REACH: u64 = 2_000_000;
/// Pictures and auxiliary media are paged without a token, so far (documented).
const STILL_REACH: u64 = 5_000;
/// So many empty pages in a row are the end, whatever the count says.
const EMPTIES: u32 = 3;
/// So many pages in a row with nothing new are the end: a server may repeat its last page for ever.
const REPEATS: u32 = 3;
/// So often a walk goes on from the same place after its token expired; for how long one holds is not documented.
const RESTARTS: u32 = 3;

/// Everything that a video's fields are read from; without this only id, time and sort are given.
const FIELDS: &str = "Title,Description,Tags,CateId,CateName,Status,Size,Duration,CreationTime,ModificationTime,CoverURL,\
                      Snapshots,SpriteSnapshots,DownloadSwitch,MediaSource,PreprocessStatus,TranscodeMode,\
                      StorageLocation,StorageClass,RestoreStatus,RestoreExpiration,ReferenceId,AppId";
const IMAGE_FIELDS: &str =
    "Title,Description,Tags,CateId,CateName,Status,URL,CreationTime,ModificationTime,StorageLocation,AppId";
const ATTACHED_FIELDS: &str = "Title,Description,Tags,BusinessType,Categories,Status,URL,CreationTime,ModificationTime,\
                               StorageLocation,AppId";

/// The one field that a walk may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    OldestFirst,
    NewestFirst,
    RecentlyChanged,
}

/// One pass over a search, or over the part of it that begins at a time.
#[derive(Debug)]
struct Pass {
    sort: Sort,
    /// Whether it is the second one, in the other order.
    again: bool,
    /// The time that the pass goes on from.
    from: Option<Timestamp>,
    /// The number of the next page.
    page: u64,
    token: Option<String>,
    /// What this pass met; `None` in the first, which is the same as what the walk met.
    met: Option<HashSet<VideoId>>,
    total: Option<u64>,
    empties: u32,
    repeats: u32,
    last_was_full: bool,
    /// The time of the item that is furthest in the order.
    furthest: Option<Timestamp>,
}

#[derive(Debug)]
enum Stage {
    Walking(Pass),
    Stuck(String),
    Ended,
}

/// The walk over one search.
#[derive(Debug)]
pub(super) struct Walk {
    search: Search,
    stage: Stage,
    seen: HashSet<VideoId>,
    counted: Counted,
    restarts: u32,
}

impl Walk {
    pub(super) fn new(search: Search, order: Order) -> Self {
        // Only the listing tells when a picture changed; the order never changes which items are found.
        let sort = match order {
            Order::RecentlyUpdated if !is_still(search.kind) => Sort::RecentlyChanged,
            _ => Sort::OldestFirst,
        };
        let stage = Stage::Walking(Pass::new(sort));
        Self { search, stage, seen: HashSet::new(), counted: Counted::Unknown, restarts: 0 }
    }

    /// The sort of items that is walked.
    pub(super) fn kind(&self) -> MediaType {
        self.search.kind
    }

    /// How many items the whole search has, as last told.
    pub(super) fn counted(&self) -> Counted {
        self.counted
    }

    /// Takes in the number of items of a page that is read ahead of its turn.
    pub(super) fn expect(&mut self, total: Option<u64>) {
        self.counted = total.map_or(Counted::Unknown, Counted::Exactly);
    }

    /// What to ask next; `None` at the end.
    ///
    /// # Errors
    /// Fails when the platform does not let the walk go further.
    pub(super) fn request(&self) -> Result<Option<Params<'static>>, Error> {
        match &self.stage {
            Stage::Walking(pass) => Ok(Some(self.parameters(pass))),
            Stage::Stuck(message) => Err(Error::new(ErrorKind::Refused, message.clone())),
            Stage::Ended => Ok(None),
        }
    }

    /// Takes a page in, and gives what is new on it.
    pub(super) fn accept(&mut self, found: Found) -> Vec<Arc<Video>> {
        let Stage::Walking(pass) = &mut self.stage else { return Vec::new() };
        let windowed = pass.from.is_some();
        let mut videos = found.videos;
        let full = videos.len() as u64 >= PAGE;
        let mut unmet = 0_u64;
        pass.advance(&videos);
        if let Some(met) = &mut pass.met {
            unmet += videos.iter().filter(|video| met.insert(video.id.clone())).count() as u64;
        }
        let empty = videos.is_empty();
        videos.retain(|video| self.seen.insert(video.id.clone()));
        if pass.met.is_none() {
            unmet = videos.len() as u64;
        }
        pass.empties = if empty { pass.empties + 1 } else { 0 };
        pass.repeats = if empty || unmet > 0 { 0 } else { pass.repeats + 1 };
        pass.last_was_full = full;
        pass.page += 1;
        pass.token = found.token.or_else(|| pass.token.take());
        pass.total = found.total;
        if !windowed {
            self.counted = found.total.map_or(Counted::Unknown, Counted::Exactly);
        }
        self.turn();
        videos
    }

    /// Goes on after the token of the pass expired: without one, from the time that was reached.
    ///
    /// # Errors
    /// Gives the error back when that happens again and again at the same place.
    pub(super) fn restart(&mut self, expired: Error) -> Result<(), Error> {
        let Stage::Walking(pass) = &self.stage else { return Err(expired) };
        // The platform's own text cannot be narrowed, so such a search begins at its beginning.
        let from = if self.search.native.is_some() { None } else { pass.furthest };
        self.restarts = if from == pass.from { self.restarts + 1 } else { 0 };
        if self.restarts > RESTARTS {
            return Err(expired);
        }
        self.stage = Stage::Walking(Pass { again: pass.again, ..Pass::another(pass.sort, from) });
        Ok(())
    }

    /// Decides how to go on after a page.
    fn turn(&mut self) {
        let Stage::Walking(pass) = &self.stage else { return };
        let seen = self.seen.len();
        let complete = matches!(self.counted, Counted::Exactly(count) if seen as u64 >= count);
        let at_reach = pass.page > self.reach() / PAGE;
        if !(pass.is_over(seen) || (pass.again && complete) || (at_reach && pass.has_met_all(seen))) {
            if at_reach {
                self.stage = self.further(pass);
            }
            return;
        }
        // What shifted or stood in another place on every page is found in the other order.
        self.stage = if pass.again || complete || self.counted == Counted::Unknown {
            Stage::Ended
        } else {
            let other = if pass.sort == Sort::OldestFirst { Sort::NewestFirst } else { Sort::OldestFirst };
            Stage::Walking(Pass { again: true, ..Pass::another(other, None) })
        };
    }

    /// Goes on beyond what one walk reaches, from the time of its last item.
    fn further(&self, pass: &Pass) -> Stage {
        let kind = self.search.kind;
        let reach = self.reach();
        if self.search.native.is_some() {
            return Stage::Stuck(format!(
                "the native text finds more than the {reach} items that one search can be walked"
            ));
        }
        match pass.furthest {
            None => {
                Stage::Stuck(format!("the times of {kind} items are missing, so a walk beyond {reach} cannot go on"))
            }
            Some(time) if pass.from == Some(time) => {
                let what = pass.sort.field();
                Stage::Stuck(format!(
                    "more than {reach} {kind} items have the same {what}, {time}, so they cannot be walked"
                ))
            }
            Some(time) => Stage::Walking(Pass { again: pass.again, ..Pass::another(pass.sort, Some(time)) }),
        }
    }

    fn reach(&self) -> u64 {
        if is_still(self.search.kind) { STILL_REACH } else { REACH }
    }

    fn parameters(&self, pass: &Pass) -> Params<'static> {
        let mut params = kind_and_fields(self.search.kind);
        let mut search = self.search.clone();
        if let Some(from) = pass.from {
            search.narrow(pass.sort.range(from));
        }
        params.extend(search.text().map(|text| ("Match", Cow::Owned(text))));
        params.push(("SortBy", pass.sort.text().into()));
        params.push(("PageNo", pass.page.to_string().into()));
        params.push(("PageSize", PAGE.to_string().into()));
        if let Some(token) = pass.token.as_ref().filter(|_| !is_still(self.search.kind)) {
            params.push(("ScrollToken", token.clone().into()));
        }
        params
    }
}

impl Pass {
    /// The first pass.
    fn new(sort: Sort) -> Self {
        Self {
            sort,
            again: false,
            from: None,
            page: 1,
            token: None,
            met: None,
            total: None,
            empties: 0,
            repeats: 0,
            last_was_full: false,
            furthest: None,
        }
    }

    /// A later pass, which meets again what was seen before.
    fn another(sort: Sort, from: Option<Timestamp>) -> Self {
        Self { from, met: Some(HashSet::new()), furthest: from, ..Self::new(sort) }
    }

    /// Notes how far in the order the page came.
    fn advance(&mut self, videos: &[Arc<Video>]) {
        for video in videos {
            let (time, further): (_, fn(Timestamp, Timestamp) -> Timestamp) = match self.sort {
                Sort::OldestFirst => (video.created_at.get(), Ord::max),
                Sort::NewestFirst => (video.created_at.get(), Ord::min),
                Sort::RecentlyChanged => (video.updated_at.get(), Ord::min),
            };
            if let Some(time) = time {
                self.furthest = Some(self.furthest.map_or(time, |so_far| further(so_far, time)));
            }
        }
    }

    /// Whether the pass met as many items as it has. `seen` is what the whole walk has met.
    fn has_met_all(&self, seen: usize) -> bool {
        let met = self.met.as_ref().map_or(seen, HashSet::len);
        self.total.is_some_and(|total| met as u64 >= total)
    }

    /// Whether nothing more is to be expected.
    fn is_over(&self, seen: usize) -> bool {
        if self.empties >= EMPTIES || self.repeats >= REPEATS {
            return true;
        }
        if self.total.is_none() {
            return self.empties > 0;
        }
        // A full page may have another one behind it, although the count says no.
        self.has_met_all(seen) && !self.last_was_full
    }
}

impl Sort {
    fn text(self) -> &'static str {
        match self {
            Self::OldestFirst => "CreationTime:Asc",
            Self::NewestFirst => "CreationTime:Desc",
            Self::RecentlyChanged => "ModificationTime:Desc",
        }
    }

    fn field(self) -> &'static str {
        match self {
            Self::OldestFirst | Self::NewestFirst => "CreationTime",
            Self::RecentlyChanged => "ModificationTime",
        }
    }

    /// What stands at this time or behind it in the order.
    fn range(self, time: Timestamp) -> Range {
        let end = Some(Bound::Time(time));
        match self {
            Self::OldestFirst => Range { field: self.field(), low: end, high: None },
            Self::NewestFirst | Self::RecentlyChanged => Range { field: self.field(), low: None, high: end },
        }
    }
}

fn is_still(kind: MediaType) -> bool {
    matches!(kind, MediaType::Image | MediaType::Attached)
}

fn kind_and_fields(kind: MediaType) -> Params<'static> {
    let fields = match kind {
        MediaType::Video | MediaType::Audio => FIELDS,
        MediaType::Image => IMAGE_FIELDS,
        MediaType::Attached => ATTACHED_FIELDS,
    };
    vec![("SearchType", kind.as_str().into()), ("Fields", fields.into())]
}

/// A search that is asked for nothing but its number of items.
pub(super) fn counting(search: &Search) -> Params<'static> {
    let mut params: Params<'static> = vec![("SearchType", search.kind.as_str().into())];
    params.extend(search.text().map(|text| ("Match", Cow::Owned(text))));
    params.push(("PageNo", "1".into()));
    params.push(("PageSize", "1".into()));
    params
}

#[cfg(test)]
mod tests;
