//! The deleting half: [`Deleter`] for a Brightcove account.
//!
//! One target a request, although the platform takes ten videos: what it does when one of ten is refused is not
//! documented, and an outcome that cannot be attributed is worth less than the calls saved.

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt};

use super::client::{Acknowledged, Doomed};
use super::{Brightcove, Shared, wire};
use crate::model::{Action, AssetRef, Known, Target};
use crate::provider::{Deleter, Deletion, Error, ErrorKind, Marking, Verification};

#[async_trait]
impl Deleter for Brightcove {
    fn batch(&self, _action: Action) -> usize {
        1
    }

    fn verification(&self, action: Action) -> Verification {
        match action {
            // Masters have a grace period of ten days; a changed video may be accepted (202) before it is changed.
            Action::DeleteMaster | Action::DeleteTextTrack => Verification::Delayed,
            _ => Verification::Prompt,
        }
    }

    async fn delete(&self, targets: &[Target]) -> Vec<Deletion> {
        let wide = self.shared.cms.http.pace().concurrency();
        stream::iter(targets.to_vec())
            .map(|target| async move { self.shared.delete(&target).await })
            .buffered(wide)
            .collect()
            .await
    }

    async fn mark(&self, markings: &[Marking]) -> Vec<Deletion> {
        let wide = self.shared.cms.http.pace().concurrency();
        stream::iter(markings.to_vec())
            .map(|marking| async move { self.shared.mark(&marking).await })
            .buffered(wide)
            .collect()
            .await
    }
}

impl Shared {
    async fn delete(&self, target: &Target) -> Deletion {
        if !target.action.is_deletion() {
            return Deletion::Refused(Error::new(ErrorKind::Refused, format!("{target} is no deletion")));
        }
        let video = target.video.as_str();
        match (target.action, &target.asset) {
            (Action::DeleteVideo, _) => self.delete_video(target).await,
            (Action::DeleteMaster, _) => settle(self.cms.delete(video, Doomed::Master).await),
            (Action::DeleteTextTrack, Some(asset)) => self.delete_text_track(target, asset).await,
            (action, Some(asset)) => match doomed(action, asset) {
                Some(doomed) => settle(self.cms.delete(video, doomed).await),
                None => Deletion::Refused(refused(target, "Brightcove Video Cloud cannot delete it")),
            },
            (_, None) => Deletion::Refused(refused(target, "the plan does not say which file")),
        }
    }

    async fn delete_video(&self, target: &Target) -> Deletion {
        let video = target.video.as_str();
        let first = settle(self.cms.delete(video, Doomed::Video).await);
        let Deletion::Refused(error) = first else { return first };
        if !matches!(error.kind, ErrorKind::Referenced(_)) {
            return Deletion::Refused(error);
        }
        // Best effort: the deletion is refused with or without the names.
        let playlists = self.cms.references(video).await.unwrap_or_default();
        if !target.options.unlink_playlists {
            let message = if playlists.is_empty() {
                format!("{}; unlink_playlists removes it from them", error.message)
            } else {
                format!(
                    "video {video} is in the manual playlists {}; unlink_playlists removes it from them",
                    playlists.join(", ")
                )
            };
            return Deletion::Refused(Error { kind: ErrorKind::Referenced(playlists), message, ..error });
        }
        self.unlink_and_delete(target, &playlists).await
    }

    /// Takes a video out of its manual playlists and deletes it. What may have become of the playlists is never left
    /// out of an error: they do not come back.
    async fn unlink_and_delete(&self, target: &Target, playlists: &[String]) -> Deletion {
        let video = target.video.as_str();
        let lost = match settle(self.cms.delete(video, Doomed::References).await) {
            Deletion::Done | Deletion::NotThere => None,
            // The deletion was refused before, so it is the next answer that tells how this ended.
            Deletion::InDoubt(error) => Some(error),
            Deletion::Refused(error) => return Deletion::Refused(error),
            Deletion::NotSent(error) => return Deletion::NotSent(error),
        };
        let names = if playlists.is_empty() { String::new() } else { format!(" {}", playlists.join(", ")) };
        let before = match &lost {
            None => format!("video {video} was removed from its manual playlists{names}, but is not deleted"),
            Some(error) => format!(
                "whether video {video} was removed from its manual playlists{names} is not known ({}), and it is not \
                 known to be deleted",
                error.message
            ),
        };
        let told = |error: Error| Error { message: format!("{before}: {}", error.message), ..error };
        match settle(self.cms.delete(video, Doomed::Video).await) {
            Deletion::Refused(error) => Deletion::Refused(told(error)),
            Deletion::NotSent(error) => Deletion::NotSent(told(error)),
            Deletion::InDoubt(error) => Deletion::InDoubt(told(error)),
            ended @ (Deletion::Done | Deletion::NotThere) => ended,
        }
    }

    /// Writes the text tracks that remain. One at a time: two writers that both read first would undo each other.
    async fn delete_text_track(&self, target: &Target, asset: &AssetRef) -> Deletion {
        let video = target.video.as_str();
        let mut removed = self.removed_tracks.lock().await;
        let raws = match self.cms.videos_by_id(&[video]).await {
            Ok(raws) => raws,
            Err(error) if error.kind == ErrorKind::NotFound => return Deletion::NotThere,
            Err(error) => return Deletion::NotSent(error),
        };
        let native = raws.first().map_or("{}", |raw| raw.get());
        let (found, tracks) = match (wire::video(native), wire::text_tracks(native)) {
            (Ok(found), Known::Value(tracks)) => (found, tracks),
            (Ok(_), Known::Absent) => return Deletion::NotThere,
            (Ok(_), Known::Unknown(reason)) => {
                return Deletion::NotSent(Error::new(ErrorKind::Malformed, reason.as_ref()));
            }
            (Err(error), _) => return Deletion::NotSent(error),
        };
        let mut there = false;
        let mut remaining = Vec::with_capacity(tracks.len());
        for raw in tracks {
            let Some(track) = wire::text_track(&found, raw.get()) else {
                return Deletion::Refused(refused(target, "a text track of the video cannot be read"));
            };
            there |= track.id == asset.id;
            // An earlier change may be accepted but not visible yet; what it removed must not come back.
            let gone = removed.contains(&(target.video.clone(), track.id.clone()));
            if track.id != asset.id && !gone {
                remaining.push(raw);
            }
        }
        if !there {
            return Deletion::NotThere;
        }
        let ended = settle(self.cms.set_text_tracks(video, &remaining).await);
        if matches!(ended, Deletion::Done | Deletion::InDoubt(_)) {
            removed.insert((target.video.clone(), asset.id.clone()));
        }
        ended
    }
}

/// Where a file is deleted. A picture whose id is its label has no id of its own.
fn doomed(action: Action, asset: &AssetRef) -> Option<Doomed<'_>> {
    let id = asset.id.as_str();
    let label = asset.label.as_deref();
    Some(match action {
        Action::DeleteRendition => Doomed::Rendition(id),
        Action::DeletePoster if label != Some(id) && id != "poster" => Doomed::Poster(id),
        Action::DeleteThumbnail if label != Some(id) && id != "thumbnail" => Doomed::Thumbnail(id),
        Action::DeletePoster | Action::DeleteThumbnail => Doomed::ImageSource(id),
        Action::DeleteImage => Doomed::ImageSource(label.unwrap_or(id)),
        Action::DeleteAudioTrack => Doomed::AudioTrack(id),
        Action::DeleteManifest => match label? {
            "hls" => Doomed::HlsManifest(id),
            "dash" => Doomed::DashManifest(id),
            _ => return None,
        },
        Action::DeleteVideo
        | Action::DeleteMaster
        | Action::DeleteTextTrack
        | Action::DeleteSnapshot
        | Action::Quarantine
        | Action::Release => return None,
    })
}

fn refused(target: &Target, why: &str) -> Error {
    Error::new(ErrorKind::Refused, format!("{target} cannot be deleted: {why}"))
}

/// What an answer, or the lack of one, proves about the deletion.
fn settle(answer: Result<Acknowledged, Error>) -> Deletion {
    match answer {
        Ok(Acknowledged::Done) => Deletion::Done,
        Ok(Acknowledged::NotThere) => Deletion::NotThere,
        Err(error) => Deletion::failed(error),
    }
}
