//! Which path leads to which endpoint.

use axum::Router;
use axum::routing::{delete, get, post, put};

use super::error::ApiError;
use super::oauth::access_token;
use super::service::Service;
use super::{assets, lists, videos};

/// All endpoints of the dialect.
pub(super) fn router(service: Service) -> Router {
    let account = Router::new()
        .route("/videos", get(videos::list))
        .route("/counts/videos", get(videos::count))
        .route("/videos/{video}", get(videos::get).delete(videos::delete).patch(videos::update))
        .nest("/videos/{video}", video())
        .route("/playlists", get(lists::playlists))
        .route("/counts/playlists", get(lists::count_playlists))
        .route(
            "/playlists/{playlist}",
            get(lists::get_playlist).patch(lists::update_playlist).delete(lists::delete_playlist),
        )
        .route("/folders", get(lists::folders))
        .route("/folders/{folder}/videos", get(lists::folder_videos))
        .route("/folders/{folder}/videos/{video}", put(lists::put_in_folder).delete(lists::take_out_of_folder))
        .route("/labels", get(lists::labels))
        .route("/video_fields", get(lists::video_fields));
    Router::new()
        .route("/v4/access_token", post(access_token))
        .nest("/v1/accounts/{account}", account)
        .fallback(|| async { ApiError::not_found() })
        .method_not_allowed_fallback(|| async { ApiError::not_allowed() })
        .with_state(service)
}

/// The endpoints below one video.
fn video() -> Router<Service> {
    Router::new()
        .route("/digital_master", get(assets::master).delete(assets::delete_master))
        .route("/sources", get(assets::sources))
        .route("/images", get(assets::images))
        .route("/image_sources/{label}", delete(assets::delete_image))
        .route("/assets", get(assets::all))
        .route("/assets/renditions", get(assets::renditions))
        .route("/assets/renditions/{rendition}", get(assets::rendition).delete(assets::delete_rendition))
        .route("/assets/dynamic_renditions", get(assets::dynamic_renditions))
        .route("/assets/{kind}", get(assets::still))
        .route("/assets/{kind}/{asset}", delete(assets::delete_asset))
        .route("/audio_tracks", get(assets::audio_tracks))
        .route("/audio_tracks/{track}", get(assets::audio_track).delete(assets::delete_audio_track))
        .route("/references", get(videos::references).delete(videos::clear_references))
        .route("/shares", get(lists::shares))
        .route("/shares/{affiliate}", delete(lists::unshare))
        .route("/ingest_jobs", get(lists::ingest_jobs))
}
