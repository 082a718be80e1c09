//! Operations on several things at once: how many may be named, and which of them did not exist.

use serde_json::{Map, Value, json};

use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::rng::Rng;

/// Most ids of one request.
const MOST: usize = 20;

/// The ids in a parameter. The code for too many is documented for `VideoIds` and follows its pattern for others.
pub(super) fn ids<'a>(params: &'a Params, name: &str) -> Result<Vec<&'a str>, Fault> {
    let ids = params.list(name);
    if ids.len() > MOST {
        let message = format!("The number of {name} exceeds the maximum of {MOST}.");
        return Err(Fault::new(400, format!("{name}ExceededMax"), message));
    }
    Ok(ids)
}

/// Tells what did not exist. When nothing is missing the list is empty for some requests and left out for others.
pub(super) fn put_missing(answer: &mut Map<String, Value>, name: &str, asked: &[&str], missing: &[&str]) {
    let empty_list = Rng::of_text(0xa961, &asked.concat()).chance(500);
    if !missing.is_empty() || empty_list {
        answer.insert(name.to_owned(), json!(missing));
    }
}
