//! Finds the items that a request names, by id or by the owner's own id.

use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::shelf::Shelf;

/// The item that `VideoId` or `ReferenceId` names.
pub(in crate::sandbox::apsara) fn one<'a>(shelf: &'a Shelf, params: &Params) -> Result<Media<'a>, Fault> {
    let found = match (params.text("VideoId"), params.text("ReferenceId")) {
        (Some(id), _) => Media::find(shelf, id),
        (None, Some(reference)) => Media::find_by_reference(shelf, reference),
        (None, None) => return Err(Fault::missing_parameter("VideoId")),
    };
    found.ok_or_else(Fault::video_not_found)
}

/// The items of a request that names several.
#[derive(Debug)]
pub(in crate::sandbox::apsara) struct Several<'a> {
    /// Those that exist, each once.
    pub(in crate::sandbox::apsara) items: Vec<Media<'a>>,
    /// Ids that do not exist.
    pub(in crate::sandbox::apsara) missing_ids: Vec<&'a str>,
    /// Own ids that do not exist.
    pub(in crate::sandbox::apsara) missing_references: Vec<&'a str>,
}

/// The names in a request for several items.
#[derive(Debug)]
pub(in crate::sandbox::apsara) struct Names<'a> {
    ids: Vec<&'a str>,
    references: Vec<&'a str>,
}

impl<'a> Names<'a> {
    /// Most items in one request. Whether both lists share this is not documented; here they do, so that a client
    /// that works here works either way.
    const MOST: usize = 20;

    /// Reads the list `ids` and the list `ReferenceIds`; one of them must be there. Too many fail with `{ids}ExceededMax`.
    pub(in crate::sandbox::apsara) fn read(params: &'a Params, ids: &str) -> Result<Self, Fault> {
        let names = Self { ids: params.list(ids), references: params.list("ReferenceIds") };
        match names.ids.len() + names.references.len() {
            0 => Err(Fault::missing_parameter(ids)),
            1..=Self::MOST => Ok(names),
            _ => Err(Fault::exceeded(ids)),
        }
    }

    /// Looks them up.
    pub(in crate::sandbox::apsara) fn find(&self, library: &'a Shelf) -> Several<'a> {
        let mut found = Several { items: Vec::new(), missing_ids: Vec::new(), missing_references: Vec::new() };
        for &id in &self.ids {
            match Media::find(library, id) {
                Some(media) => found.add(media),
                None => found.missing_ids.push(id),
            }
        }
        for &reference in &self.references {
            match Media::find_by_reference(library, reference) {
                Some(media) => found.add(media),
                None => found.missing_references.push(reference),
            }
        }
        found
    }
}

impl<'a> Several<'a> {
    fn add(&mut self, media: Media<'a>) {
        if !self.items.iter().any(|known| known.id() == media.id()) {
            self.items.push(media);
        }
    }
}
