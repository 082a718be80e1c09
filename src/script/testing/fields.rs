//! Sets the fields of videos and files by the names that policies read them by.

use super::given::Given;
use crate::model::{Asset, Delivery, MediaType, Video, VideoField, VideoState, closest};
use crate::script::error::{Fault, Outcome};

/// Sets one field of a video. Its id is not set here.
pub(super) fn set_video(video: &mut Video, given: &Given<'_>) -> Outcome<()> {
    use VideoField as F;
    if given.name == "native" {
        video.native = given.native()?;
        return Ok(());
    }
    let Some(field) = F::parse(given.name) else {
        return Err(no_field("a Video", given.name, F::ALL.iter().map(|field| field.name()).chain(["native"])).into());
    };
    let words = field.words();
    match field {
        F::Id => return Err(Fault::new("read-only", "the id of a video cannot be changed").into()),
        F::Name => video.name = given.known(Given::text)?,
        F::Description => video.description = given.known(Given::text)?,
        F::State => video.state = given.known(|given| given.word(VideoState::parse, &words))?,
        F::CreatedAt => video.created_at = given.known(Given::time)?,
        F::UpdatedAt => video.updated_at = given.known(Given::time)?,
        F::PublishedAt => video.published_at = given.known(Given::time)?,
        F::Duration => video.duration = given.known(Given::duration)?,
        F::Tags => video.tags = given.known(Given::tags)?,
        F::ReferenceId => video.reference_id = given.known(Given::text)?,
        F::Folder => video.folder = given.known(Given::text)?,
        F::CustomFields => video.custom_fields = given.known(Given::map)?,
        F::OriginalFilename => video.original_filename = given.known(Given::text)?,
        F::Delivery => video.delivery = given.known(|given| given.word(Delivery::parse, &words))?,
        F::HasMaster => video.has_master = given.known(Given::flag)?,
        F::Complete => video.complete = given.known(Given::flag)?,
        F::IsClip => video.is_clip = given.known(Given::flag)?,
        F::ClipSourceId => video.clip_source_id = given.known(Given::text)?,
        F::SharedIn => video.shared_in = given.known(Given::flag)?,
        F::SharedOut => video.shared_out = given.known(Given::flag)?,
        F::ThumbnailUrl => video.thumbnail_url = given.known(Given::text)?,
        F::Size => video.size = given.known(Given::bytes)?,
        F::StorageClass => video.storage_class = given.known(Given::text)?,
        F::Category => video.category = given.known(Given::text)?,
        F::Status => video.status = given.known(Given::text)?,
        F::MediaType => video.media_type = given.known(|given| given.word(MediaType::parse, &words))?,
        F::PlaysFromMaster => video.plays_from_master = given.known(Given::flag)?,
    }
    Ok(())
}

/// The fields of a file that a test can give.
const OF_ASSET: [&str; 17] = [
    "id",
    "kind",
    "label",
    "bytes",
    "status",
    "format",
    "definition",
    "codec",
    "width",
    "height",
    "bitrate",
    "duration",
    "created_at",
    "superseded",
    "encrypted",
    "playable",
    "native",
];

/// Sets one field of a file. Its id and kind are not set here.
pub(super) fn set_asset(asset: &mut Asset, given: &Given<'_>) -> Outcome<()> {
    match given.name {
        "label" => asset.label = given.known(Given::text)?,
        "bytes" => asset.bytes = given.known(Given::bytes)?,
        "status" => asset.status = given.known(Given::text)?,
        "format" => asset.format = given.known(Given::text)?,
        "definition" => asset.definition = given.known(Given::text)?,
        "codec" => asset.codec = given.known(Given::text)?,
        "width" => asset.width = given.known(Given::pixels)?,
        "height" => asset.height = given.known(Given::pixels)?,
        "bitrate" => asset.bitrate = given.known(Given::count)?,
        "duration" => asset.duration = given.known(Given::duration)?,
        "created_at" => asset.created_at = given.known(Given::time)?,
        "superseded" => asset.superseded = given.known(Given::flag)?,
        "encrypted" => asset.encrypted = given.known(Given::flag)?,
        "playable" => asset.playable = given.known(Given::flag)?,
        "native" => asset.native = given.native()?,
        other => return Err(no_field("an Asset", other, OF_ASSET).into()),
    }
    Ok(())
}

fn no_field<'a>(owner: &str, name: &str, all: impl IntoIterator<Item = &'a str>) -> Fault {
    let all: Vec<&str> = all.into_iter().collect();
    let fault = Fault::new("unknown-field", format!("{owner} has no field `{name}`"));
    match closest(name, all.iter().copied()) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault.hint(format!("it has: {}", all.join(", "))),
    }
}
