//! Which members of the platforms' own objects are what. Whatever is not in this table is replaced.
//!
//! Names are compared without case and underscores, so that `created_at` and `CreatedAt` are one. A name counts only in
//! an object whose own name is known: in what customers store by themselves, `status` can be anything.

use super::part::Part;

/// What a member of an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    /// An id of the platform.
    Id,
    /// A word of a fixed set, a time or a number as text.
    Fact,
    /// The id of an account.
    Account,
    /// An address.
    Url,
    /// A digest of a file.
    Digest,
    /// Text of one of our parts.
    Text(Part),
    /// Custom fields.
    CustomFields,
    /// An object, or a list of objects, of the platform itself.
    Object,
    /// Like `Object`, with names that are labels.
    Labelled,
    /// Who did something: nothing of it is a known word but the sort.
    Person,
    /// Anything else.
    Other,
}

const IDS: &[&str] = &[
    "id",
    "videoid",
    "audioid",
    "imageid",
    "mediaid",
    "jobid",
    "cateid",
    "parentid",
    "assetid",
    "renditionid",
    "digitalmasterid",
    "folderid",
    "clipsourcevideoid",
    "sourceid",
    "templateid",
    "templategroupid",
    "workflowid",
    "appid",
    "watermarkid",
    "originid",
    "cdnoriginid",
    "playbackrightsid",
];
const FACTS: &[&str] = &[
    "state",
    "status",
    "createdat",
    "updatedat",
    "publishedat",
    "uploadedat",
    "startsat",
    "endsat",
    "deliverytype",
    "economics",
    "projection",
    "kind",
    "srclang",
    "mimetype",
    "type",
    "container",
    "videocontainer",
    "codec",
    "videocodec",
    "codecname",
    "mediatype",
    "language",
    "lang",
    "variant",
    "audioconfiguration",
    "profile",
    "profiles",
    "level",
    "pixfmt",
    "samplefmt",
    "samplerate",
    "channels",
    "channellayout",
    "index",
    "size",
    "filesize",
    "duration",
    "videoduration",
    "encodingrate",
    "bitrate",
    "fps",
    "avgfps",
    "width",
    "height",
    "starttime",
    "creationtime",
    "modificationtime",
    "storageclass",
    "restorestatus",
    "restoreexpiration",
    "downloadswitch",
    "preprocessstatus",
    "auditstatus",
    "mediasource",
    "transcodemode",
    "regionid",
    "region",
    "businesstype",
    "imagetype",
    "format",
    "definition",
    "encrypt",
    "encrypttype",
    "streamtype",
    "specification",
    "narrowbandtype",
    "outputtype",
    "drm",
    "extxversion",
    "controllertype",
    "hdrtype",
    "bitdepth",
    "jobtype",
    "total",
    "countries",
];
const URLS: &[&str] = &[
    "src",
    "url",
    "coverurl",
    "fileurl",
    "playurl",
    "snapshots",
    "snapshot",
    "spritesnapshots",
    "spritesnapshot",
    "remoteurl",
    "remotestreamname",
    "streamingurl",
];
const OBJECTS: &[&str] = &[
    "sources",
    "texttracks",
    "sharing",
    "schedule",
    "geo",
    "video",
    "audio",
    "image",
    "attachedmedia",
    "mezzanine",
    "mezzanineinfo",
    "playinfolist",
    "playinfo",
    "categories",
    "category",
    "videostreamlist",
    "videostream",
    "audiostreamlist",
    "audiostream",
    "mediainfo",
];

/// What a member with this name is, in an object whose name is known.
pub(super) fn member(name: &str) -> Member {
    let name: String = name.chars().filter(|sign| *sign != '_').flat_map(char::to_lowercase).collect();
    let name = name.as_str();
    let is_in = |list: &[&str]| list.contains(&name);
    match name {
        "name" | "title" => Member::Text(Part::Name),
        "description" | "longdescription" => Member::Text(Part::Description),
        "tags" => Member::Text(Part::Tags),
        "referenceid" => Member::Text(Part::ReferenceId),
        "originalfilename" | "filename" | "currentfilename" => Member::Text(Part::OriginalFilename),
        "catename" => Member::Text(Part::Category),
        "label" => Member::Text(Part::Labels),
        "customfields" => Member::CustomFields,
        "accountid" | "byid" => Member::Account,
        "createdby" | "updatedby" => Member::Person,
        "filemd5" => Member::Digest,
        "images" => Member::Labelled,
        _ if is_in(IDS) => Member::Id,
        _ if is_in(FACTS) => Member::Fact,
        _ if is_in(URLS) => Member::Url,
        _ if is_in(OBJECTS) => Member::Object,
        _ => Member::Other,
    }
}

/// Whether a text can be an id of a platform: no blank, and nothing that an address has.
pub(super) fn is_id(text: &str) -> bool {
    let signs = |sign: u8| sign.is_ascii_alphanumeric() || b"_.:/-".contains(&sign);
    text.len() <= 64 && text.bytes().all(signs) && !text.contains("://")
}

/// Whether a text is a word, number or time of a platform. Words of one case are sets that platforms fix; a key is no
/// such word.
pub(super) fn is_fact(text: &str) -> bool {
    let signs = |sign: u8| sign.is_ascii_alphanumeric() || b"_.:/+-".contains(&sign);
    text.len() <= 40 && text.bytes().all(signs) && !text.contains("://") && !super::text::is_token(text)
}
