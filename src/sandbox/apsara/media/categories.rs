//! `GetCategories`.

use serde_json::{Map, Value, json};

use super::category::{Category, ROOT, categories};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;

/// `GetCategories`: a category, or the root without one, and a page of what is directly below it.
pub(in crate::sandbox::apsara) fn get_categories(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let asked = params.text("CateId").map_or(Ok(ROOT), |text| text.parse().map_err(|_| Fault::invalid("CateId")))?;
    let (number, size) = (params.number("PageNo", 1)?, params.number("PageSize", 10)?);
    let before = number.checked_sub(1).and_then(|before| usize::try_from(before.checked_mul(size)?).ok());
    let before = before.ok_or_else(|| Fault::invalid("PageNo"))?;
    let size = usize::try_from(size).ok().filter(|size| (1..=100).contains(size));
    let size = size.ok_or_else(|| Fault::invalid("PageSize"))?;
    // The other type, of material for editing, has none here.
    let of_videos = params.text("Type").is_none_or(|kind| kind == "default");
    desk.vault.read(|_, shelf| {
        let all = if of_videos { categories(shelf) } else { Vec::new() };
        let below = |id: i64| all.iter().filter(move |one| one.parent == id);
        let mut answer = Map::new();
        if asked != ROOT {
            let missing = || Fault::new(404, "InvalidCategory.NotFound", "The category does not exist.");
            let found = all.iter().find(|one| one.id == asked).ok_or_else(missing)?;
            answer.insert("Category".to_owned(), typed(found));
        }
        let page: Vec<Value> = below(asked)
            .skip(before)
            .take(size)
            .map(|one| {
                let mut shown = typed(one);
                if let Some(object) = shown.as_object_mut() {
                    object.insert("SubTotal".to_owned(), json!(below(one.id).count()));
                }
                shown
            })
            .collect();
        answer.insert("SubTotal".to_owned(), json!(below(asked).count()));
        answer.insert("SubCategories".to_owned(), json!({ "Category": page }));
        Ok(answer)
    })?
}

fn typed(category: &Category) -> Value {
    let mut shown = category.json();
    if let Some(object) = shown.as_object_mut() {
        object.insert("Type".to_owned(), json!("default"));
    }
    shown
}
