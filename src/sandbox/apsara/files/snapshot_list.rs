//! `ListSnapshots`: the pictures of one sort, page by page.

use serde_json::{Map, Value, json};

use super::{find, show};
use crate::model::AssetKind;
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::Snapshot;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::rng::Rng;

/// Most pictures on a page.
const MOST: u64 = 100;

/// `ListSnapshots`: covers unless `SnapshotType` says otherwise.
pub(in crate::sandbox::apsara) fn list_snapshots(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let signer = show::Signer::read(params, desk.clock.now())?;
    params.required("VideoId")?;
    let sort = params.text("SnapshotType").map_or(Some(Snapshot::Cover), Snapshot::of_word);
    let sort = sort.ok_or_else(|| Fault::invalid("SnapshotType"))?;
    let (page, size) = (params.number("PageNo", 1)?.max(1), params.number("PageSize", 20)?);
    if !(1..=MOST).contains(&size) {
        return Err(Fault::invalid("PageSize"));
    }
    desk.vault.read(|_, shelf| {
        let media = find::one(shelf, params)?;
        if matches!(media.status(), "Uploading" | "UploadFail") || media.item().hides(AssetKind::Snapshot) {
            return Err(Fault::new(400, "Forbidden.IllegalStatus", "Status of the video is illegal."));
        }
        let all = media.snapshots(sort);
        if all.is_empty() {
            return Err(Fault::no_such_resource());
        }
        let skip = usize::try_from((page - 1).saturating_mul(size)).unwrap_or(usize::MAX);
        let shown = (1..).zip(&all).skip(skip).take(usize::try_from(size).unwrap_or(0));
        let list: Vec<Value> = shown.map(|(index, one)| json!({ "Index": index, "Url": signer.sign(one) })).collect();
        let job = Rng::of_text(0x0b5e, &format!("{}/{}", media.id(), sort.word())).hex(32);
        let answer = json!({
            "Total": all.len(),
            "Regular": null,
            "JobId": job,
            "CreationTime": media.creation_time(),
            "Snapshots": { "Snapshot": list },
        });
        Ok(Map::from_iter([("MediaSnapshot".to_owned(), answer)]))
    })?
}
