//! Whole answers: a page of a listing, and the items that were asked for by id.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;

use super::field::Field;
use super::media;
use super::object::object;
use crate::model::{Known, MediaType, Video};
use crate::provider::{Error, ErrorKind};

/// A page of `SearchMedia`.
#[derive(Debug, Clone)]
pub(in super::super) struct Found {
    pub(in super::super) videos: Vec<Arc<Video>>,
    /// How many items the search has, as far as it was told.
    pub(in super::super) total: Option<u64>,
    /// What the next page is asked with.
    pub(in super::super) token: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Page<'a> {
    total: Field<'a>,
    scroll_token: Field<'a>,
    media_list: Field<'a>,
}

/// Translates a page; one element that cannot be read fails the page, because an item left out is one not protected.
///
/// # Errors
/// Fails when it is no page: neither a list nor a count in it.
pub(in super::super) fn page(kind: MediaType, body: &str) -> Result<Found, Error> {
    let page: Page<'_> = object(body)?;
    let total = page.total.number("Total").get();
    if page.media_list.raw().is_none() && total.is_none() {
        return Err(Error::new(ErrorKind::Malformed, "the answer holds neither items nor their number"));
    }
    let list = page.media_list.list("MediaList");
    let Known::Value(list) = list else {
        return Err(Error::new(ErrorKind::Malformed, "the items of the answer are no list"));
    };
    let videos = list.into_iter().enumerate().map(|(index, raw)| {
        media::found(kind, raw).map(Arc::new).map_err(|cause| {
            let message = format!("element {index} cannot be read: {}", cause.message);
            Error { source: cause.source, ..Error::new(ErrorKind::Malformed, message) }
        })
    });
    let token = page.scroll_token.text("ScrollToken").value().map(|token| token.as_ref().to_owned());
    Ok(Found { videos: videos.collect::<Result<_, _>>()?, total, token })
}

/// The answer to a question for items by id.
#[derive(Debug)]
pub(in super::super) struct Answered<'a> {
    /// The items as raw JSON.
    pub(in super::super) items: Vec<&'a str>,
    /// The ids that do not exist.
    pub(in super::super) missing: HashSet<String>,
    /// The ids that may not be seen: usually they belong to an application of the account that the key may not use.
    pub(in super::super) forbidden: HashSet<String>,
}

/// The operations give the same three lists under different names.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Infos<'a> {
    #[serde(alias = "VideoList", alias = "MediaInfos", alias = "ImageInfo", alias = "AttachedMediaList")]
    items: Field<'a>,
    #[serde(alias = "NonExistVideoIds", alias = "NonExistMediaIds", alias = "NonExistImageIds")]
    missing: Field<'a>,
    #[serde(alias = "ForbiddenVideoIds", alias = "ForbiddenMediaIds", alias = "ForbiddenImageIds")]
    forbidden: Field<'a>,
}

/// Reads the answer to a question for items by id.
pub(in super::super) fn answered(body: &str) -> Result<Answered<'_>, Error> {
    let infos: Infos<'_> = object(body)?;
    let ids = |field: Field<'_>, name| match field.texts(name) {
        // Ids hold no commas, and elsewhere the API joins them with commas.
        Known::Value(texts) => {
            Ok(texts.iter().flat_map(|text| text.split(',')).map(|id| id.trim().to_owned()).collect())
        }
        _ => Err(no_list(name)),
    };
    let Known::Value(items) = infos.items.list("items") else { return Err(no_list("items")) };
    Ok(Answered {
        items,
        missing: ids(infos.missing, "ids that do not exist")?,
        forbidden: ids(infos.forbidden, "forbidden ids")?,
    })
}

fn no_list(name: &str) -> Error {
    Error::new(ErrorKind::Malformed, format!("the {name} of the answer are no list"))
}
