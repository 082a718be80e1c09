//! `DeleteDynamicImage`: the records of animated pictures; their files stay on the platform.

use serde_json::{Map, Value};

use super::{files_deleted, write};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::files::dynamic_image::{DynamicImage, dynamic_images};
use crate::sandbox::apsara::files::find;
use crate::sandbox::apsara::params::Params;

/// Most animated pictures in one request.
const MOST: usize = 10;

/// `DeleteDynamicImage`: all of a video when no ids are given, unless these are too many for one request. The code
/// for too many and for none is not documented.
pub(in crate::sandbox::apsara) fn delete_dynamic_image(
    desk: &Desk,
    params: &Params,
) -> Result<Map<String, Value>, Fault> {
    params.required("VideoId")?;
    let ids = params.list("DynamicImageIds");
    write(desk, |shelf| {
        let media = find::one(shelf, params)?;
        let mut chosen = dynamic_images(&media);
        chosen.retain(|one| ids.is_empty() || ids.contains(&one.id.as_str()));
        if ids.len() > MOST || chosen.len() > MOST {
            return Err(Fault::exceeded("DynamicImageIds"));
        }
        if chosen.is_empty() {
            return Err(Fault::no_such_resource());
        }
        Ok((Map::new(), files_deleted(&media, chosen.iter().map(DynamicImage::key).collect())))
    })
}
