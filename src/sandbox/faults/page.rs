//! What a fault does to a page of a listing, and the videos that it puts before all others.

use serde_json::{Map, Value, json};

use super::call::Dialect;
use crate::sandbox::library::change::Change;
use crate::sandbox::library::rng::Rng;
use crate::sandbox::library::shelf::Shelf;

/// The items of the body of a page.
pub(super) fn items(dialect: Dialect, body: &mut Value) -> Option<&mut Vec<Value>> {
    match dialect {
        Dialect::Brightcove => body.as_array_mut(),
        Dialect::Apsara => {
            let key = if body.get("MediaList").is_some() { "/MediaList" } else { "/VideoList/Video" };
            body.pointer_mut(key)?.as_array_mut()
        }
    }
}

/// Takes so many items off the end.
pub(super) fn shorten(list: &mut Vec<Value>, items: usize) {
    list.truncate(list.len().saturating_sub(items));
}

/// Puts items of the page before in the place of the last ones.
pub(super) fn repeat(list: &mut Vec<Value>, before: &[Value], items: usize) {
    let repeated: Vec<Value> = before.iter().rev().take(items.min(list.len())).cloned().collect();
    shorten(list, repeated.len());
    list.extend(repeated);
}

/// New videos: by turns older and newer than all others, so that some come first in whatever order is asked for.
pub(super) fn inserted(shelf: &Shelf, items: usize, draw: &mut Rng) -> Option<Change> {
    let oldest = shelf.by_created().next().map(|(_, item)| item.created_at)?;
    let newest = shelf.by_created().last().map(|(_, item)| item.created_at)?;
    let hour = jiff::SignedDuration::from_hours(1);
    let videos: Vec<Map<String, Value>> = (0..items)
        .filter_map(|number| {
            let time = if number % 2 == 0 { oldest.checked_sub(hour) } else { newest.checked_add(hour) }.ok()?;
            let time = time.to_string();
            let id = format!("9{:012}", draw.below(1_000_000_000_000));
            let video = json!({
                "id": id,
                "name": format!("Inserted {id}"),
                "state": "ACTIVE",
                "complete": true,
                "delivery_type": "dynamic_origin",
                "created_at": time,
                "updated_at": time,
                "tags": ["inserted"],
            });
            video.as_object().cloned()
        })
        .collect();
    (!videos.is_empty()).then_some(Change::Imported { videos })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Dialect, items, repeat, shorten};

    fn list(value: &Value) -> Vec<Value> {
        value.as_array().cloned().unwrap_or_default()
    }

    #[test]
    fn pages_are_shortened_and_repeated_at_their_end() {
        let mut page = list(&json!([4, 5, 6]));
        repeat(&mut page, &list(&json!([1, 2, 3])), 2);
        assert_eq!(Value::from(page.clone()), json!([4, 3, 2]));
        shorten(&mut page, 5);
        assert!(page.is_empty());
        let mut first = list(&json!([1, 2]));
        repeat(&mut first, &[], 2);
        assert_eq!(Value::from(first), json!([1, 2]), "there is no page before the first");
    }

    #[test]
    fn the_items_of_a_page_are_found_in_both_dialects() {
        let count = |dialect, mut body: Value| items(dialect, &mut body).map(|list| list.len());
        assert_eq!(count(Dialect::Brightcove, json!([1, 2])), Some(2));
        assert_eq!(count(Dialect::Apsara, json!({ "Total": 9, "MediaList": [1] })), Some(1));
        assert_eq!(count(Dialect::Apsara, json!({ "VideoList": { "Video": [1, 2, 3] } })), Some(3));
        assert_eq!(count(Dialect::Apsara, json!({ "Code": "InternalError" })), None);
    }
}
