//! Recordings: any text as one, a good one with values changed, and addresses whose signature must not be in one.

use serde_json::Value;

use super::videos::nothing;
use super::{Input, mutated};
use crate::model::Known;
use crate::recording::{Key, Recording, Rules, Scrubber};

/// A recording of one video.
const GOOD: &str = include_str!("../../tests/fixtures/fuzz/recording.json");
/// What opens something; no recording may hold it.
const SECRET: &str = "hunter2XYZZY";

/// Reading a recording, and making one.
pub(super) fn recording(data: &[u8]) {
    let (text, mut input) = Input::text_first(data);
    read(&text);
    if let Ok(good) = serde_json::from_str::<Value>(GOOD) {
        read(&mutated(good, &mut input).to_string());
    }
    scrub(&text);
}

/// Whatever is accepted is of no account that can be committed to, and can be played back or says why not.
fn read(text: &str) {
    let Ok(recording) = Recording::from_json(text) else { return };
    let account = recording.account();
    assert!(account.account_id.starts_with("recording-"), "{account} could be committed to");
    for item in recording.videos {
        let _ = item.into_model();
    }
}

/// The text as a part of a signature, before what must not be told.
fn scrub(text: &str) {
    let signature: String = text.chars().filter(|c| !c.is_whitespace() && !"\"'<>".contains(*c)).collect();
    // Another address begins something new.
    if signature.contains("//") {
        return;
    }
    let mut video = nothing("6301");
    let address = format!("https://media.acme.org/x?{signature}{SECRET}");
    video.tags = Known::Value(vec![address.as_str().into()]);
    video.description = Known::Value(format!("see {address} there").as_str().into());
    video.thumbnail_url = Known::Value(address.as_str().into());
    let made = Scrubber::new(Key::of_seed(1), Rules::default()).video(&video);
    let made = format!("{:?} {:?} {:?}", made.tags, made.description, made.thumbnail_url);
    assert!(!made.contains(SECRET) && !made.contains("acme"), "{address} is told as {made}");
}
