//! `/videos`: listing, searching, counting, reading, changing, deleting.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::error::{ApiError, Reply, no_content, ok};
use super::render;
use super::scope::Scope;
use super::search::Ask;
use super::service::{Caller, Page, Params, Service, find};
use crate::sandbox::library::change::Change;
use crate::sandbox::library::patch;
use crate::sandbox::library::shelf::Shelf;

/// Most ids in one request.
const MOST_IDS: usize = 10;

fn ask(params: &Params) -> Ask {
    let get = |name: &str| params.get(name).filter(|text| !text.is_empty()).cloned();
    Ask { q: get("q"), query: get("query"), sort: get("sort"), folder: None }
}

/// One page of what a question finds.
pub(super) fn page(service: &Service, caller: &Caller, ask: &Ask, page: Page) -> Reply {
    let videos = service.vault.read(|_, shelf| {
        let found = service.engine.find(shelf, ask, service.clock.now())?;
        let items = found.iter().skip(page.offset).take(page.limit).filter_map(|&at| shelf.at(at));
        Ok::<_, ApiError>(items.map(|item| render::video(&caller.account, shelf, item)).collect())
    })??;
    Ok(ok(&videos))
}

/// `GET /videos`
pub(super) async fn list(caller: Caller, State(service): State<Service>, Query(params): Query<Params>) -> Reply {
    caller.may(Scope::VideoRead)?;
    page(&service, &caller, &ask(&params), Page::of(&params)?)
}

/// `GET /counts/videos`
pub(super) async fn count(caller: Caller, State(service): State<Service>, Query(params): Query<Params>) -> Reply {
    caller.may(Scope::VideoRead)?;
    let ask = Ask { sort: None, ..ask(&params) };
    let count = service.vault.read(|_, shelf| {
        if ask == Ask::default() {
            return Ok::<_, ApiError>(shelf.live());
        }
        Ok(service.engine.find(shelf, &ask, service.clock.now())?.len())
    })??;
    Ok(ok(&json!({ "count": count })))
}

/// The names in a path of several videos.
fn names(text: &str) -> Result<Vec<&str>, ApiError> {
    let names: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > MOST_IDS {
        return Err(ApiError::illegal_path());
    }
    if names.len() > 1 && names.iter().any(|name| name.starts_with("ref:")) {
        return Err(ApiError::bad_request("a reference id cannot be mixed with other ids"));
    }
    Ok(names)
}

/// `GET /videos/{ids}`: one id gives an object, several give a list of those that exist.
pub(super) async fn get(
    caller: Caller,
    State(service): State<Service>,
    Path((_, text)): Path<(String, String)>,
) -> Reply {
    caller.may(Scope::VideoRead)?;
    let names = names(&text)?;
    service.vault.read(|_, shelf| {
        let show = |item| render::video(&caller.account, shelf, item);
        if let [name] = names.as_slice() {
            return Ok(ok(&show(find(shelf, name)?)));
        }
        Ok(ok(&names.iter().filter_map(|name| find(shelf, name).ok()).map(show).collect()))
    })?
}

/// `DELETE /videos/{ids}`: all or, when a manual playlist holds one of them, none. Unknown ids count as deleted.
pub(super) async fn delete(
    caller: Caller,
    State(service): State<Service>,
    Path((_, text)): Path<(String, String)>,
) -> Reply {
    caller.may(Scope::VideoDelete)?;
    let names = names(&text)?;
    service.vault.write(service.clock.now(), |shelf| {
        let videos: Vec<String> =
            names.iter().filter_map(|name| find(shelf, name).ok()).map(|item| item.id.clone()).collect();
        let holders: Vec<&str> = videos.iter().flat_map(|id| shelf.references(id)).collect();
        if !holders.is_empty() {
            return (Err(ApiError::references_exist(&holders)), None);
        }
        let change = (!videos.is_empty()).then_some(Change::VideosDeleted { videos });
        (Ok(no_content()), change)
    })?
}

/// `PATCH /videos/{id}`: sets the fields that are named and no others, all or none. A video that is switched off keeps
/// its files and lists them here; it is players that no longer get it.
pub(super) async fn update(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name)): Path<(String, String)>,
    body: String,
) -> Reply {
    caller.may(Scope::VideoUpdate)?;
    let fields: Map<String, Value> =
        serde_json::from_str(&body).map_err(|_| ApiError::bad_value("the body is not a JSON object"))?;
    patch::check(&fields)?;
    let id = service.vault.write(service.clock.now(), |shelf| match find(shelf, &name) {
        Ok(item) if item.shared_in() && fields.contains_key("text_tracks") => (Err(shared()), None),
        Ok(item) => (Ok(item.id.clone()), Some(Change::Patched { video: item.id.clone(), fields })),
        Err(error) => (Err(error), None),
    })??;
    service.vault.read(|_, shelf| Ok(ok(&render::video(&caller.account, shelf, find(shelf, &id)?))))?
}

/// The files of a copy belong to the account that shared it.
pub(super) fn shared() -> ApiError {
    ApiError::not_available("The assets of a shared video cannot be changed")
}

/// `GET /videos/{id}/references`: the manual playlists that hold it.
pub(super) async fn references(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name)): Path<(String, String)>,
) -> Reply {
    caller.may(Scope::VideoRead)?;
    let show = |shelf: &Shelf| {
        let playlists = shelf.references(&find(shelf, &name)?.id);
        Ok::<Response, ApiError>(ok(&json!({ "playlists": playlists })))
    };
    service.vault.read(|_, shelf| show(shelf))?
}

/// `DELETE /videos/{id}/references`: takes it out of all manual playlists.
pub(super) async fn clear_references(
    caller: Caller,
    State(service): State<Service>,
    Path((_, name)): Path<(String, String)>,
) -> Reply {
    caller.may(Scope::VideoDelete)?;
    service.vault.write(service.clock.now(), |shelf| match find(shelf, &name) {
        Ok(item) => (Ok(no_content()), Some(Change::ReferencesCleared { video: item.id.clone() })),
        Err(error) => (Err(error), None),
    })?
}
