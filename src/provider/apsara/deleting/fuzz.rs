//! What the fuzzer asks of the answers to deletions.

use serde_json::Value;

use super::Named;
use super::answer::{Acknowledged, Lists};

/// What is no acknowledgement is not taken for one, and an id that was not deleted is in one of the lists.
pub(in super::super) fn acknowledged(body: &str) {
    let said: Value = serde_json::from_str(body).unwrap_or_default();
    let proves = said.get("RequestId").is_some_and(|id| !id.is_null()) && said.get("Code").is_none_or(Value::is_null);
    assert!(proves || serde_json::from_str::<Acknowledged>(body).is_err(), "{body} is no acknowledgement");
    let Ok(lists) = serde_json::from_str::<Lists>(body) else { return };
    assert!(proves, "{body} is no acknowledgement");
    let named = [Named { place: 0, id: "a" }];
    let others = lists.name_others(&named);
    for (name, list) in [
        ("ForbiddenVideoIds", &lists.forbidden_video_ids),
        ("UnRemoveableVideoIds", &lists.unremovable_video_ids),
        ("NonExistVideoIds", &lists.non_exist_video_ids),
        ("NonExistMediaIds", &lists.non_exist_media_ids),
    ] {
        for id in said.get(name).map(texts).unwrap_or_default() {
            assert!(list.has(id.trim()) || id.contains(',') || id.trim().is_empty(), "{name} lost {id}");
            assert!(
                others || id.trim().eq_ignore_ascii_case("a") || id.contains(',') || id.trim().is_empty(),
                "{id} was not asked for"
            );
        }
    }
}

/// Every text of a list, however it is wrapped.
fn texts(list: &Value) -> Vec<&str> {
    match list {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(object) => object.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
