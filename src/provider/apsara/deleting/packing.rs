//! Packs targets into requests that the platform takes. What it could not take is refused here and never sent.

use std::collections::BTreeMap;

use super::unlisted::Of;
use super::{MOST, Named};
use crate::model::{Action, AssetRef, Target};
use crate::provider::apsara::files::{SNAPSHOT_TYPES, is_unfinished};
use crate::provider::apsara::item::{Item, is_plain};
use crate::provider::apsara::wire::SOURCE;
use crate::provider::{Error, ErrorKind};

/// One request, with the places of its targets.
#[derive(Debug)]
pub(super) enum Request<'a> {
    /// `DeleteVideo`.
    Videos(Vec<Named<'a>>),
    /// `DeleteMezzanines`, forced or not: the force is of the whole request.
    Masters { force: bool, named: Vec<Named<'a>> },
    /// `DeleteAttachedMedia`.
    Attached(Vec<Named<'a>>),
    /// `DeleteMultipartUpload`, one video a request.
    Upload(Named<'a>),
    /// `DeleteImage` by address, one a request: its answer names none.
    Poster(Named<'a>),
    /// A request whose answer names none, told by a reading.
    Unlisted { of: Of<'a>, named: Vec<Named<'a>> },
    /// Nothing is sent.
    None { place: usize, refusal: Error },
}

/// What may share a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group<'a> {
    Videos,
    Masters { force: bool },
    Attached,
    Unlisted(Of<'a>),
}

/// Packs targets into requests; every target is in exactly one of them.
pub(super) fn pack(targets: &[Target]) -> Vec<Request<'_>> {
    let mut requests = Vec::new();
    let mut groups: BTreeMap<Group<'_>, Vec<Named<'_>>> = BTreeMap::new();
    for (place, target) in targets.iter().enumerate() {
        match destination(place, target) {
            Ok(Destination::Shared(group, id)) => groups.entry(group).or_default().push(Named { place, id }),
            Ok(Destination::Alone(request)) => requests.push(request),
            Err(refusal) => requests.push(Request::None { place, refusal }),
        }
    }
    for (group, named) in groups {
        for part in named.chunks(MOST) {
            let named = part.to_vec();
            requests.push(match group {
                Group::Videos => Request::Videos(named),
                Group::Masters { force } => Request::Masters { force, named },
                Group::Attached => Request::Attached(named),
                Group::Unlisted(of) => Request::Unlisted { of, named },
            });
        }
    }
    requests
}

enum Destination<'a> {
    Shared(Group<'a>, &'a str),
    Alone(Request<'a>),
}

fn destination(place: usize, target: &Target) -> Result<Destination<'_>, Error> {
    if !target.action.is_deletion() {
        return Err(Error::new(ErrorKind::Refused, format!("{target} is no deletion")));
    }
    let video = match (Item::of(&target.video)?, target.action) {
        (Item::Media(id), _) => id,
        (Item::Image(id), Action::DeleteVideo) => return Ok(Destination::Shared(Group::Unlisted(Of::Images), id)),
        (Item::Attached(id), Action::DeleteVideo) => return Ok(Destination::Shared(Group::Attached, id)),
        (Item::Image(_) | Item::Attached(_), _) => {
            return Err(refused(target, "it is a single file: only the whole item can be deleted"));
        }
    };
    Ok(match (target.action, &target.asset) {
        (Action::DeleteVideo, _) => Destination::Shared(Group::Videos, video),
        (Action::DeleteMaster, asset) if is_unfinished(asset.as_ref()) => {
            Destination::Alone(Request::Upload(Named { place, id: video }))
        }
        (Action::DeleteMaster, _) => Destination::Shared(Group::Masters { force: target.options.force }, video),
        (Action::DeleteRendition, Some(asset)) => {
            Destination::Shared(Group::Unlisted(Of::Streams(video)), job(target, asset)?)
        }
        (Action::DeleteSnapshot, Some(asset)) => {
            Destination::Shared(Group::Unlisted(Of::Snapshots(video)), snapshot(target, asset)?)
        }
        (Action::DeletePoster, Some(asset)) => {
            let id = asset.id.as_str();
            if !id.starts_with("https://") && !id.starts_with("http://") {
                return Err(refused(target, "its id is not the address of a picture"));
            }
            Destination::Alone(Request::Poster(Named { place, id }))
        }
        (_, None) => return Err(refused(target, "the plan does not say which file")),
        _ => return Err(refused(target, "ApsaraVideo VOD has no such files")),
    })
}

fn job<'a>(target: &Target, asset: &'a AssetRef) -> Result<&'a str, Error> {
    match asset.id.as_str() {
        SOURCE => Err(refused(
            target,
            "it is the master itself, played as the original quality, and no job made it; delete_master deletes it",
        )),
        id if is_plain(id) => Ok(id),
        _ => Err(refused(target, "its id is not the id of a transcoding job")),
    }
}

fn snapshot<'a>(target: &Target, asset: &'a AssetRef) -> Result<&'a str, Error> {
    let id = asset.id.as_str();
    if SNAPSHOT_TYPES.contains(&id) {
        Ok(id)
    } else {
        Err(refused(target, "it is no snapshot type that can be deleted"))
    }
}

fn refused(target: &Target, why: &str) -> Error {
    Error::new(ErrorKind::Refused, format!("{target} cannot be deleted: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AssetId, AssetKind, TargetOptions, VideoId};

    fn target(action: Action, video: &str, asset: Option<(&str, Option<&str>)>, force: bool) -> Target {
        let kind = action.kind().unwrap_or(AssetKind::Master);
        let asset = asset.map(|(id, label)| AssetRef {
            id: AssetId::new(id).expect("an id"),
            kind,
            label: label.map(str::to_owned),
        });
        let options = TargetOptions { force, ..TargetOptions::default() };
        Target { action, video: VideoId::new(video).expect("an id"), asset, options }
    }

    /// Each request as its kind with the places in it.
    fn shapes(targets: &[Target]) -> Vec<String> {
        let places = |named: &[Named<'_>]| named.iter().map(|one| one.place).collect::<Vec<_>>();
        pack(targets)
            .iter()
            .map(|request| match request {
                Request::Videos(named) => format!("videos {:?}", places(named)),
                Request::Masters { force, named } => format!("masters force={force} {:?}", places(named)),
                Request::Attached(named) => format!("attached {:?}", places(named)),
                Request::Upload(named) => format!("upload [{}]", named.place),
                Request::Poster(named) => format!("poster [{}]", named.place),
                Request::Unlisted { of, named } => format!("{of:?} {:?}", places(named)),
                Request::None { place, .. } => format!("refused [{place}]"),
            })
            .collect()
    }

    #[test]
    fn forced_and_unforced_masters_and_unfinished_uploads_never_share_a_request() {
        let master = Some(("master", Some("a.mp4")));
        let targets = [
            target(Action::DeleteMaster, "a", master, false),
            target(Action::DeleteMaster, "b", master, true),
            target(Action::DeleteMaster, "c", Some(("master", Some("unfinished upload"))), true),
            target(Action::DeleteMaster, "d", Some(("master", None)), false),
        ];
        assert_eq!(shapes(&targets), ["upload [2]", "masters force=false [0, 3]", "masters force=true [1]"]);
    }

    #[test]
    fn streams_and_snapshots_are_one_request_a_video_and_posters_one_each() {
        let rendition = |video, job| target(Action::DeleteRendition, video, Some((job, None)), false);
        let snapshot = |video, kind| target(Action::DeleteSnapshot, video, Some((kind, None)), false);
        let poster = |url| target(Action::DeletePoster, "a", Some((url, None)), false);
        assert_eq!(
            shapes(&[rendition("a", "j1"), rendition("b", "j2"), rendition("a", "j3"), rendition("a", "source")]),
            ["refused [3]", "Streams(\"a\") [0, 2]", "Streams(\"b\") [1]"]
        );
        assert_eq!(
            shapes(&[snapshot("a", "CoverSnapshot"), snapshot("a", "NormalSnapshot"), snapshot("a", "WebVttSnapshot")]),
            ["refused [2]", "Snapshots(\"a\") [0, 1]"]
        );
        assert_eq!(shapes(&[poster("https://p/1.jpg"), poster("cover")]), ["poster [0]", "refused [1]"]);
    }

    #[test]
    fn items_that_are_no_videos_have_requests_of_their_own() {
        let whole = |id| target(Action::DeleteVideo, id, None, false);
        assert_eq!(
            shapes(&[whole("a"), whole("image:b"), whole("attached:c"), whole("d"), whole("image:x,y")]),
            ["refused [4]", "videos [0, 3]", "attached [2]", "Images [1]"]
        );
        let part = target(Action::DeleteMaster, "image:b", Some(("master", None)), false);
        assert_eq!(shapes(&[part]), ["refused [0]"]);
        for id in ["a", "image:b", "attached:c"] {
            let marks = [Action::Quarantine, Action::Release].map(|action| target(action, id, None, true));
            assert_eq!(
                shapes(&marks),
                ["refused [0]", "refused [1]"],
                "{id}: nothing that is no deletion is sent as one"
            );
        }
    }

    #[test]
    fn a_request_never_has_more_ids_than_the_platform_takes() {
        let targets: Vec<Target> =
            (0..45).map(|place| target(Action::DeleteVideo, &format!("v{place}"), None, false)).collect();
        let sizes: Vec<usize> = pack(&targets)
            .iter()
            .map(|request| if let Request::Videos(named) = request { named.len() } else { 0 })
            .collect();
        assert_eq!(sizes, [20, 20, 5]);
    }
}
