//! The operations on the copies that the content network keeps.
//!
//! There is no such network here: a refresh changes nothing but the day's quota and the list of tasks. Every domain
//! counts as one of the account.

mod book;
mod paths;
mod tasks;

use serde_json::{Map, Value, json};

pub use book::RefreshAllowance;
pub(super) use book::Refreshes;
use paths::Paths;

use super::desk::Desk;
use super::operation::Answer;
use super::params::Params;
use tasks::Wanted;

/// `RefreshVodObjectCaches`.
pub(super) fn refresh_vod_object_caches(desk: &Desk, params: &Params) -> Answer {
    let paths = Paths::of(params)?;
    params.flag("Force")?;
    let ids = desk.refreshes.submit(&paths, desk.clock.now())?;
    Ok(object([("RefreshTaskId", Value::String(ids.join(",")))]))
}

/// `DescribeVodRefreshQuota`: numbers as texts, and one name in lower case.
#[expect(clippy::unnecessary_wraps, reason = "all operations have one shape")]
pub(super) fn describe_vod_refresh_quota(desk: &Desk, _: &Params) -> Answer {
    let quota = desk.refreshes.quota(desk.clock.now());
    // Neither is used here; these are what a new account has.
    let (preload, block) = (500, 300);
    let facts = [
        ("UrlQuota", quota.allowed.urls),
        ("UrlRemain", quota.left.urls),
        ("DirQuota", quota.allowed.directories),
        ("DirRemain", quota.left.directories),
        ("PreloadQuota", preload),
        ("PreloadRemain", preload),
        ("BlockQuota", block),
        ("blockRemain", block),
    ];
    Ok(object(facts.map(|(name, number)| (name, Value::String(number.to_string())))))
}

/// `DescribeVodRefreshTasks`.
pub(super) fn describe_vod_refresh_tasks(desk: &Desk, params: &Params) -> Answer {
    let now = desk.clock.now();
    let wanted = Wanted::of(params, now)?;
    let found: Vec<Value> = desk.refreshes.tasks(now).iter().rev().filter_map(|task| wanted.shows(task, now)).collect();
    let total = found.len();
    let page: Vec<Value> = found.into_iter().skip(wanted.skipped()).take(wanted.page_size).collect();
    Ok(object([
        ("TotalCount", json!(total)),
        ("PageNumber", json!(wanted.page)),
        ("PageSize", json!(wanted.page_size)),
        ("Tasks", json!({ "Task": page })),
    ]))
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
