//! The files of a video: reading them, and deleting what the platform lets one delete.

use axum::extract::{Path, State};
use serde_json::Value;

use super::error::{ApiError, Reply, no_content, ok};
use super::scope::Scope;
use super::service::{Caller, Service, find};
use super::videos::shared;
use super::{render, render_files as show};
use crate::model::AssetKind;
use crate::sandbox::library::change::Change;
use crate::sandbox::library::files::{FileKey, Files, ManifestSort};
use crate::sandbox::library::item::{Delivery, Item};

/// Account and video of a path.
pub(super) type Video = Path<(String, String)>;
/// Account, video and file of a path.
pub(super) type VideoFile = Path<(String, String, String)>;

/// Answers with what `view` makes of a video and its files.
fn view(
    service: &Service,
    caller: &Caller,
    name: &str,
    view: impl FnOnce(&Item, &Files) -> Result<Value, ApiError>,
) -> Reply {
    caller.may(Scope::VideoRead)?;
    service.vault.read(|_, shelf| {
        let item = find(shelf, name)?;
        Ok(ok(&view(item, &shelf.files(item))?))
    })?
}

/// Fails where it was not known, when the library was recorded, what files of a kind there are.
fn told(item: &Item, kind: AssetKind) -> Result<(), ApiError> {
    if item.hides(kind) {
        return Err(ApiError::not_available(format!("The {kind} files were unknown when the library was recorded")));
    }
    Ok(())
}

/// Whether the old ingest made the files of a video, or somebody else serves them.
const fn discrete(item: &Item) -> bool {
    matches!(item.delivery, Delivery::Static | Delivery::Remote)
}

/// Deletes the file that `choose` finds; where there is none it says how the platform answers.
fn delete(
    service: &Service,
    name: &str,
    choose: impl FnOnce(&Item, &Files) -> Result<Option<String>, ApiError>,
) -> Reply {
    service.vault.write(service.clock.now(), |shelf| {
        let chosen = find(shelf, name).and_then(|item| {
            if item.shared_in() {
                return Err(shared());
            }
            Ok((item, choose(item, &shelf.files(item))?))
        });
        match chosen {
            Ok((item, Some(file))) => (Ok(no_content()), Some(Change::FileDeleted { video: item.id.clone(), file })),
            Ok((_, None)) => (Ok(no_content()), None),
            Err(error) => (Err(error), None),
        }
    })?
}

/// `GET /digital_master`: 204 when there is none.
pub(super) async fn master(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    caller.may(Scope::VideoRead)?;
    service.vault.read(|_, shelf| {
        let item = find(shelf, &name)?;
        told(item, AssetKind::Master)?;
        let master = shelf.files(item).master;
        Ok(master.map_or_else(no_content, |master| ok(&show::master(&caller.account, item, &master))))
    })?
}

/// `DELETE /digital_master`: 204 also when it is already gone.
pub(super) async fn delete_master(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    caller.may(Scope::AssetDelete)?;
    delete(&service, &name, |_, files| Ok(files.master.as_ref().map(|_| FileKey::Master.text())))
}

/// `GET /sources`
pub(super) async fn sources(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    view(&service, &caller, &name, |item, files| {
        told(item, AssetKind::Rendition)?;
        Ok(show::sources(item, files).into())
    })
}

/// `GET /images`
pub(super) async fn images(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    view(&service, &caller, &name, |_, files| Ok(render::images(&files.images)))
}

/// `GET /assets`
pub(super) async fn all(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    view(&service, &caller, &name, |item, files| Ok(show::assets(&caller.account, item, files).into()))
}

/// `GET /assets/renditions`: discrete files only.
pub(super) async fn renditions(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    view(&service, &caller, &name, |item, files| {
        told(item, AssetKind::Rendition)?;
        let listed = files.renditions.iter().filter(|_| discrete(item));
        Ok(listed.map(|one| show::rendition(&caller.account, item, one)).collect())
    })
}

/// `GET /assets/renditions/{id}`
pub(super) async fn rendition(caller: Caller, State(service): State<Service>, Path((_, name, id)): VideoFile) -> Reply {
    view(&service, &caller, &name, |item, files| {
        let found = files.renditions.iter().find(|one| one.id == id && discrete(item));
        found.map(|one| show::rendition(&caller.account, item, one)).ok_or_else(ApiError::not_found)
    })
}

/// `DELETE /assets/renditions/{id}`: remote files, and discrete ones of the old ingest.
pub(super) async fn delete_rendition(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name, id)): VideoFile,
) -> Reply {
    caller.may(Scope::VideoUpdate)?;
    delete(&service, &name, |item, files| {
        if !discrete(item) {
            return Err(ApiError::not_available("Renditions of Dynamic Delivery videos cannot be deleted"));
        }
        let found = files.renditions.iter().any(|one| one.id == id);
        if found { Ok(Some(FileKey::Rendition(&id).text())) } else { Err(ApiError::not_found()) }
    })
}

/// `GET /assets/dynamic_renditions`: files of dynamic delivery only.
pub(super) async fn dynamic_renditions(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name)): Video,
) -> Reply {
    view(&service, &caller, &name, |item, files| {
        told(item, AssetKind::Rendition)?;
        let listed = files.renditions.iter().filter(|_| !discrete(item));
        Ok(listed.map(|one| show::dynamic_rendition(item, one)).collect())
    })
}

/// `GET /assets/poster` and `/assets/thumbnail`: one object.
pub(super) async fn still(caller: Caller, State(service): State<Service>, Path((_, name, label)): VideoFile) -> Reply {
    if let Some(sort) = manifest_sort(&label) {
        return view(&service, &caller, &name, |item, files| {
            told(item, AssetKind::Manifest)?;
            let listed = files.manifests.iter().filter(|one| one.sort == sort);
            Ok(listed.map(|one| show::manifest(&caller.account, item, one)).collect())
        });
    }
    let label = still_label(&label)?;
    view(&service, &caller, &name, |item, files| {
        told(item, if label == "poster" { AssetKind::Poster } else { AssetKind::Thumbnail })?;
        let found = files.images.iter().find(|one| one.label == label);
        found.and_then(|one| show::still(&caller.account, item, one)).ok_or_else(ApiError::not_found)
    })
}

/// `DELETE /assets/poster/{id}`, `/assets/thumbnail/{id}` and `/assets/{manifest}/{id}`.
pub(super) async fn delete_asset(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name, kind, id)): Path<(String, String, String, String)>,
) -> Reply {
    caller.may(Scope::VideoUpdate)?;
    if let Some(sort) = manifest_sort(&kind) {
        return delete(&service, &name, |_, files| {
            let found = files.manifests.iter().any(|one| one.sort == sort && one.id == id);
            if found { Ok(Some(FileKey::Manifest(&id).text())) } else { Err(ApiError::not_found()) }
        });
    }
    let label = still_label(&kind)?;
    delete(&service, &name, |_, files| {
        let found = files.images.iter().any(|one| one.label == label && one.asset_id.as_deref() == Some(id.as_str()));
        if found { Ok(Some(FileKey::Image(label).text())) } else { Err(ApiError::not_found()) }
    })
}

fn still_label(word: &str) -> Result<&'static str, ApiError> {
    ["poster", "thumbnail"].into_iter().find(|label| *label == word).ok_or_else(ApiError::not_found)
}

fn manifest_sort(word: &str) -> Option<ManifestSort> {
    Some(match word {
        "hls_manifest" => ManifestSort::Hls,
        "dash_manifests" => ManifestSort::Dash,
        "hds_manifest" => ManifestSort::Hds,
        "ism_manifest" => ManifestSort::Ism,
        "ismc_manifest" => ManifestSort::Ismc,
        _ => return None,
    })
}

/// `GET /audio_tracks`
pub(super) async fn audio_tracks(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    view(&service, &caller, &name, |item, files| {
        told(item, AssetKind::AudioTrack)?;
        Ok(files.audio_tracks.iter().map(|one| show::audio_track(item, one)).collect())
    })
}

/// `GET /audio_tracks/{id}`
pub(super) async fn audio_track(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name, id)): VideoFile,
) -> Reply {
    view(&service, &caller, &name, |item, files| {
        let found = files.audio_tracks.iter().find(|one| one.id == id);
        found.map(|one| show::audio_track(item, one)).ok_or_else(ApiError::not_found)
    })
}

/// `DELETE /audio_tracks/{id}`
pub(super) async fn delete_audio_track(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name, id)): VideoFile,
) -> Reply {
    caller.may(Scope::VideoUpdate)?;
    delete(&service, &name, |_, files| {
        let found = files.audio_tracks.iter().any(|one| one.id == id);
        if found { Ok(Some(FileKey::Audio(&id).text())) } else { Err(ApiError::not_found()) }
    })
}

/// `DELETE /image_sources/{label}`
pub(super) async fn delete_image(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name, label)): VideoFile,
) -> Reply {
    caller.may(Scope::VideoUpdate)?;
    delete(&service, &name, |_, files| {
        let found = files.images.iter().any(|one| one.label == label);
        if found { Ok(Some(FileKey::Image(&label).text())) } else { Err(ApiError::not_found()) }
    })
}
