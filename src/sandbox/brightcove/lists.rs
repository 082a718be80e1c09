//! What surrounds the videos: playlists, folders, labels, shares, ingest jobs, custom fields.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::assets::{Video, VideoFile};
use super::error::{ApiError, Reply, json_response, no_content, ok};
use super::render::time;
use super::scope::Scope;
use super::search::Ask;
use super::service::{Caller, Page, Params, Service, find};
use super::videos;
use crate::sandbox::library::change::{Change, Folder, Playlist};
use crate::sandbox::library::item::Delivery;

/// For how long finished ingest jobs are listed.
const JOBS_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

fn playlist(account: &str, list: &Playlist) -> Value {
    let mut value = json!({
        "id": list.id,
        "account_id": account,
        "name": list.name,
        "description": null,
        "favorite": false,
        "reference_id": null,
        "type": list.smart.as_deref().unwrap_or("EXPLICIT"),
        "search": list.search,
        "created_at": time(list.created_at),
        "updated_at": time(list.updated_at),
    });
    if let (None, Some(map)) = (&list.smart, value.as_object_mut()) {
        map.insert("video_ids".to_owned(), json!(list.videos));
    }
    value
}

/// `GET /playlists`
pub(super) async fn playlists(caller: Caller, State(service): State<Service>, Query(params): Query<Params>) -> Reply {
    caller.may(Scope::PlaylistRead)?;
    let page = Page::of(&params)?;
    let lists = service.vault.read(|_, shelf| {
        let mut lists: Vec<&Playlist> = shelf.playlists().iter().collect();
        match params.get("sort").map(String::as_str) {
            Some("name") => lists.sort_by(|a, b| a.name.cmp(&b.name)),
            Some("-name") => lists.sort_by(|a, b| b.name.cmp(&a.name)),
            Some("updated_at") => lists.sort_by_key(|list| list.updated_at),
            _ => lists.sort_by_key(|list| std::cmp::Reverse(list.updated_at)),
        }
        lists.into_iter().skip(page.offset).take(page.limit).map(|list| playlist(&caller.account, list)).collect()
    })?;
    Ok(ok(&lists))
}

/// `GET /counts/playlists`
pub(super) async fn count_playlists(caller: Caller, State(service): State<Service>) -> Reply {
    caller.may(Scope::PlaylistRead)?;
    Ok(ok(&json!({ "count": service.vault.read(|_, shelf| shelf.playlists().len())? })))
}

/// `GET /playlists/{id}`
pub(super) async fn get_playlist(caller: Caller, State(service): State<Service>, Path((_, id)): Video) -> Reply {
    caller.may(Scope::PlaylistRead)?;
    service.vault.read(|_, shelf| {
        let found = shelf.playlists().iter().find(|list| list.id == id).ok_or_else(ApiError::not_found)?;
        Ok(ok(&playlist(&caller.account, found)))
    })?
}

/// `PATCH /playlists/{id}`: `name` and, for a manual one, `video_ids`.
pub(super) async fn update_playlist(
    caller: Caller,
    State(service): State<Service>,
    Path((_, id)): Video,
    body: String,
) -> Reply {
    caller.may(Scope::PlaylistUpdate)?;
    let fields: Value = serde_json::from_str(&body).map_err(|_| ApiError::bad_value("the body is not JSON"))?;
    let now = service.clock.now();
    service.vault.write(now, |shelf| {
        let Some(old) = shelf.playlists().iter().find(|list| list.id == id) else {
            return (Err(ApiError::not_found()), None);
        };
        let mut new = Playlist { updated_at: now, ..old.clone() };
        if let Some(name) = fields.get("name").and_then(Value::as_str) {
            name.clone_into(&mut new.name);
        }
        if let Some(ids) = fields.get("video_ids").and_then(Value::as_array) {
            let ids: Vec<String> = ids.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            if new.smart.is_some() || ids.iter().any(|id| shelf.get(id).is_none()) {
                return (Err(ApiError::invalid("video_ids is not valid")), None);
            }
            new.videos = ids;
        }
        (Ok(ok(&playlist(&caller.account, &new))), Some(Change::PlaylistSet { playlist: new }))
    })?
}

/// `DELETE /playlists/{id}`
pub(super) async fn delete_playlist(caller: Caller, State(service): State<Service>, Path((_, id)): Video) -> Reply {
    caller.may(Scope::PlaylistDelete)?;
    service.vault.write(service.clock.now(), |shelf| {
        if shelf.playlists().iter().any(|list| list.id == id) {
            return (Ok(no_content()), Some(Change::PlaylistDeleted { playlist: id }));
        }
        (Err(ApiError::not_found()), None)
    })?
}

/// `GET /folders`
pub(super) async fn folders(caller: Caller, State(service): State<Service>) -> Reply {
    caller.may(Scope::VideoRead)?;
    let folders = service.vault.read(|_, shelf| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, item) in shelf.by_created().filter(|(_, item)| item.deleted_at.is_none()) {
            if let Some(folder) = &item.folder_id {
                *counts.entry(folder).or_default() += 1;
            }
        }
        let show = |folder: &Folder| {
            json!({
                "id": folder.id,
                "account_id": caller.account,
                "name": folder.name,
                "video_count": counts.get(folder.id.as_str()).copied().unwrap_or(0),
                "created_at": time(folder.created_at),
                "updated_at": time(folder.created_at),
            })
        };
        shelf.folders().iter().map(show).collect()
    })?;
    Ok(ok(&folders))
}

/// `GET /folders/{id}/videos`
pub(super) async fn folder_videos(
    caller: Caller,
    State(service): State<Service>,
    Path((_, id)): Video,
    Query(params): Query<Params>,
) -> Reply {
    caller.may(Scope::VideoRead)?;
    if !service.vault.read(|_, shelf| shelf.folders().iter().any(|folder| folder.id == id))? {
        return Err(ApiError::not_found());
    }
    let ask = Ask { folder: Some(id), sort: params.get("sort").cloned(), ..Ask::default() };
    videos::page(&service, &caller, &ask, Page::of(&params)?)
}

/// `PUT` and `DELETE /folders/{id}/videos/{video}`: moves a video in or out.
fn file_in(caller: &Caller, service: &Service, folder: String, video: &str, into: bool) -> Reply {
    caller.may(Scope::VideoUpdate)?;
    service.vault.write(service.clock.now(), |shelf| {
        let known = shelf.folders().iter().any(|one| one.id == folder);
        let Some(item) = find(shelf, video).ok().filter(|_| known) else { return (Err(ApiError::not_found()), None) };
        let inside = item.folder_id.as_ref() == Some(&folder);
        let video = item.id.clone();
        let change = (inside != into).then(|| Change::Moved { video, folder: into.then_some(folder) });
        (Ok(no_content()), change)
    })?
}

/// `PUT /folders/{id}/videos/{video}`
pub(super) async fn put_in_folder(
    caller: Caller,
    State(service): State<Service>,
    Path((_, folder, video)): VideoFile,
) -> Reply {
    file_in(&caller, &service, folder, &video, true)
}

/// `DELETE /folders/{id}/videos/{video}`
pub(super) async fn take_out_of_folder(
    caller: Caller,
    State(service): State<Service>,
    Path((_, folder, video)): VideoFile,
) -> Reply {
    file_in(&caller, &service, folder, &video, false)
}

/// `GET /labels`
pub(super) async fn labels(caller: Caller, State(service): State<Service>) -> Reply {
    caller.may(Scope::VideoRead)?;
    let labels: BTreeSet<String> = service.vault.read(|_, shelf| {
        let live = shelf.by_created().filter(|(_, item)| item.deleted_at.is_none());
        live.flat_map(|(_, item)| item.labels.iter().cloned()).collect()
    })?;
    Ok(ok(&json!({ "account_id": caller.account, "labels": labels, "version": 1 })))
}

/// `GET /videos/{id}/shares`
pub(super) async fn shares(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    caller.may(Scope::VideoRead)?;
    service.vault.read(|_, shelf| {
        let item = find(shelf, &name)?;
        let to = item.sharing.as_ref().and_then(|sharing| sharing.to.as_ref());
        let share = |affiliate: &String| {
            json!({
                "affiliate_id": affiliate,
                "affiliate_video_id": null,
                "video_id": item.id,
                "status": "COMPLETE",
                "shared_at": time(item.created_at),
                "updated_at": time(item.created_at),
            })
        };
        Ok(ok(&to.map(share).into_iter().collect()))
    })?
}

/// `DELETE /videos/{id}/shares/{affiliate}`: done in the background, so 202.
pub(super) async fn unshare(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name, affiliate)): VideoFile,
) -> Reply {
    caller.may(Scope::VideoDelete)?;
    service.vault.write(service.clock.now(), |shelf| {
        let item = find(shelf, &name);
        let shared = |to: Option<&String>| to == Some(&affiliate);
        match item {
            Ok(item) if shared(item.sharing.as_ref().and_then(|one| one.to.as_ref())) => {
                let change = Change::Unshared { video: item.id.clone() };
                (Ok(json_response(StatusCode::ACCEPTED, &json!({}))), Some(change))
            }
            _ => (Err(ApiError::not_found()), None),
        }
    })?
}

/// `GET /videos/{id}/ingest_jobs`: dynamic delivery only, and only of the last seven days.
pub(super) async fn ingest_jobs(caller: Caller, State(service): State<Service>, Path((_, name)): Video) -> Reply {
    caller.may(Scope::VideoRead)?;
    let now = service.clock.now();
    service.vault.read(|_, shelf| {
        let item = find(shelf, &name)?;
        let recent = now.duration_since(item.created_at) < JOBS_FOR;
        let ours = item.delivery == Delivery::Dynamic && !item.shared_in();
        let job = json!({
            "id": format!("job-{}", item.id),
            "account_id": caller.account,
            "video_id": item.id,
            "state": if item.complete { "finished" } else { "processing" },
            "error_code": null,
            "error_message": null,
            "priority": "normal",
            "submitted_at": time(item.created_at),
            "started_at": time(item.created_at),
            "updated_at": time(item.updated_at),
        });
        Ok(ok(&[job].into_iter().filter(|_| recent && ours).collect()))
    })?
}

fn custom_field(id: &str, name: &str) -> Value {
    json!({ "id": id, "display_name": name, "description": "", "type": "string", "required": false })
}

/// `GET /video_fields`
pub(super) async fn video_fields(caller: Caller) -> Reply {
    caller.may(Scope::VideoRead)?;
    let custom = [custom_field("department", "Department"), custom_field("rights", "Rights")];
    let standard = [json!({ "id": "name", "display_name": "Name", "required": true })];
    Ok(ok(&json!({ "custom_fields": custom, "standard_fields": standard, "max_custom_fields": 10 })))
}
