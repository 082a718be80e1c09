//! What a recording must never hold, and what has to survive.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_assume, prop_oneof, proptest};
use serde_json::json;

use super::*;
use crate::model::{AssetId, VideoId, VideoState};
use crate::recording::RecordedItem;

/// Letters that no made-up word has, so that what is found of a text was not made up.
const FOREIGN: &str = "[qxwyhjcQXWYHJC新闻ö]{1,9}";

fn words() -> impl Strategy<Value = String> {
    vec(FOREIGN, 1..5).prop_map(|words| words.join(" "))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => words(),
        1 => (FOREIGN, FOREIGN).prop_map(|(one, other)| format!("{one}_{other}.mp4")),
        1 => ("[qxwyhjc]{4,9}", "[qxwyhjc]{4,9}").prop_map(|(one, other)| format!("{one}@{other}.org")),
        1 => ("[qxwyhjc]{4,9}", "[qxwyhjc]{4,9}").prop_map(|(host, path)| format!("https://{host}.org/{path}?qjx={path}")),
        1 => words().prop_map(|inner| json!({ inner.clone(): { "status": inner, "id": [inner, 1] } }).to_string()),
    ]
}

/// A video and its files in which every text that somebody wrote is one of these. The signatures are longer than any word.
fn library(texts: &[String]) -> (Video, Assets) {
    let at = |place: usize| texts.get(place % texts.len()).cloned().unwrap_or_default();
    let id = VideoId::new("6300000000001").expect("an id");
    let mut video = Video::unknown(id.clone(), &format!("the platform answered {}", at(0)));
    video.name = Known::Value(at(0).into());
    video.description = Known::Value(at(1).into());
    video.reference_id = Known::Value(at(2).into());
    video.original_filename = Known::Value(at(3).into());
    video.category = Known::Value(at(4).into());
    video.state = Known::Value(VideoState::Active);
    video.custom_fields = Known::Value(BTreeMap::from([("subject".into(), at(5).into())]));
    video.thumbnail_url = Known::Value(format!("https://{}/a.jpg?token=qqjjxxqqjjxx", at(6).replace(' ', "-")).into());
    video.status = Known::Value(format!("{}: {}", at(7), at(8)).into());
    video.native = json!({
        "id": "6300000000001", "name": at(0), "description": at(1), "account_id": "57838016001",
        "created_by": { "type": "user", "id": "wwyyhh", "email": at(2) },
        "custom_fields": { "subject": at(5) }, "ad_keys": at(6), "cue_points": [{ "id": at(7), "name": at(8) }],
        "images": { "poster": { "src": "https://hhyyww.org/p.jpg?sig=qqjjxxqqjjxx", "sources": [] } },
        "UserData": json!({ at(3): at(4), "phone": 491_511_234_567_u64 }).to_string(), "state": "ACTIVE",
        "Status": format!("- {}", at(1)), "geo": { "countries": ["us"] }, "note": [at(2), { "status": at(7) }],
    })
    .to_string()
    .into();
    let mut master = Asset::bare(AssetId::new("m").expect("an id"), id.clone(), AssetKind::Master);
    master.label = Known::Value(at(3).into());
    master.bytes = Known::Value(5);
    master.copies = vec![format!("https://wwhhyy.org/{}", at(1).replace(' ', "-")).into()];
    master.native =
        json!({ "name": at(3), "size": 5, "remote_url": "https://wwhhyy.org/x?sig=qqjjxxqqjjxx" }).to_string().into();
    let mut assets = Assets::unknown(id, KindSet::ALL, &format!("GET https://hhyyww.org/{} failed", at(2)));
    assets.set(AssetKind::Master, Known::Value(vec![Arc::new(master)]));
    (video, assets)
}

fn scrubber(keep: &[&str]) -> Scrubber {
    let keep: Vec<String> = keep.iter().map(|name| (*name).to_owned()).collect();
    Scrubber::new(Key::of_seed(7), Rules::new(&keep, keep.is_empty()).expect("rules"))
}

fn written(scrubber: &mut Scrubber, (video, assets): &(Video, Assets)) -> String {
    let (video, assets) = (scrubber.video(video), scrubber.assets(assets));
    serde_json::to_string(&RecordedItem::new(&video, &assets)).expect("JSON")
}

/// Every run of letters of a text, without case.
fn runs(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|sign: char| !sign.is_alphabetic()).map(str::to_lowercase).collect::<Vec<_>>();
    runs.into_iter().filter(|run| run.chars().count() > 3 && !["https", "status"].contains(&run.as_str()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_the_texts_of_a_library_is_in_its_recording(texts in vec(text(), 9..12)) {
        let recording = written(&mut scrubber(&[]), &library(&texts));
        let lower = recording.to_lowercase();
        for text in &texts {
            prop_assert!(text.chars().count() <= 3 || !recording.contains(text.as_str()), "{text} in {recording}");
            for run in runs(text) {
                prop_assert!(!lower.contains(&run), "{run} in {recording}");
            }
        }
        for secret in ["57838016001", "wwyyhh", "qqjjxxqqjjxx", "hhyyww", "wwhhyy", "491511234567"] {
            prop_assert!(!recording.contains(secret), "{secret} in {recording}");
        }
    }

    #[test]
    fn no_signature_is_in_a_recording_whatever_is_kept(texts in vec(text(), 9..12)) {
        let all = ["name", "description", "reference_id", "original_filename", "custom_fields", "category", "urls",
            "labels", "native", "tags", "id", "facts"];
        let recording = written(&mut scrubber(&all), &library(&texts));
        prop_assert!(!recording.contains("qqjjxxqqjjxx") && !recording.contains("qjx="), "{recording}");
        prop_assert!(!recording.contains("57838016001"), "{recording}");
    }

    #[test]
    fn equal_texts_stay_equal_and_different_ones_different(texts in vec(words(), 2..40)) {
        let mut scrubber = scrubber(&[]);
        let mut made: HashMap<String, String> = HashMap::new();
        for text in &texts {
            let one = scrubber.text(Part::Name, text).to_string();
            prop_assert_eq!(scrubber.text(Part::Native, text).to_string(), one.clone());
            if let Some(other) = made.insert(one, text.clone()) {
                prop_assert_eq!(&other, text);
            }
        }
    }

    #[test]
    fn a_part_stays_a_part(before in words(), part in words(), after in words()) {
        let mut scrubber = scrubber(&[]);
        let whole = scrubber.text(Part::Description, &format!("{before} {part}, {after}"));
        prop_assert!(whole.contains(scrubber.text(Part::Name, &part).as_ref()));
    }

    #[test]
    fn what_is_written_is_what_is_read(texts in vec(text(), 9..12)) {
        let mut scrubber = scrubber(&[]);
        let (video, assets) = library(&texts);
        let (video, assets) = (scrubber.video(&video), scrubber.assets(&assets));
        let text = serde_json::to_string(&RecordedItem::new(&video, &assets)).expect("JSON");
        let item: RecordedItem = serde_json::from_str(&text).expect("an item");
        prop_assert_eq!(item.into_model().expect("it does not contradict itself"), (video, assets));
    }

    #[test]
    fn an_address_stays_one_and_so_does_an_e_mail_address(local in "[a-z]{1,9}", host in "[a-z]{1,9}", path in "[a-z]{1,9}") {
        let mut scrubber = scrubber(&[]);
        let url = scrubber.url(&format!("https://me:secret@{host}.org/{path}.mp4?sig=1#x")).to_string();
        prop_assert!(url.starts_with("https://") && url.contains(".example.com/") && url.split('.').next_back() == Some("mp4"), "{url}");
        prop_assert!(!url.contains(['?', '#', '@']), "{url}");
        let mail = scrubber.text(Part::Name, &format!("{local}@{host}.org")).to_string();
        prop_assert!(mail.ends_with("@example.com") && mail.matches('@').count() == 1, "{mail}");
        prop_assume!(local != host);
        let other = scrubber.text(Part::Name, &format!("{host}@{local}.org"));
        prop_assert!(other.as_ref() != mail, "{other}");
    }
}

#[test]
fn tags_are_kept_but_for_addresses_in_them() {
    let mut scrubber = Scrubber::new(Key::of_seed(1), Rules::default());
    assert_eq!(scrubber.text(Part::Tags, "legal-hold").as_ref(), "legal-hold");
    assert!(scrubber.text(Part::Tags, "owner:ann@acme.org").ends_with("@example.com"));
    assert_eq!(scrubber.counts(), [PartCount { field: Part::Tags, count: Count { kept: 1, scrubbed: 1, removed: 0 } }]);
}

#[test]
fn one_custom_field_can_be_kept_alone() {
    let rules = Rules::new(&["custom_fields.subject".to_owned()], false).expect("rules");
    let mut scrubber = Scrubber::new(Key::of_seed(1), rules);
    assert_eq!(scrubber.custom_field("subject", "sport").as_ref(), "sport");
    assert_ne!(scrubber.custom_field("owner", "sport").as_ref(), "sport");
    assert_eq!(scrubber.custom_field("owner", "true").as_ref(), "true", "a flag tells nothing");
}

#[test]
fn the_objects_of_a_platform_agree_with_what_is_read_of_them() {
    let mut scrubber = Scrubber::new(Key::of_seed(1), Rules::default());
    let mut video = Video::unknown(VideoId::new("1").expect("an id"), "");
    video.name = Known::Value("Holiday 2021".into());
    video.tags = Known::Value(vec!["a".into()]);
    video.native =
        r#"{"name":"Holiday 2021","id":"1","tags":["a"],"created_by":{"type":"user","email":"x@y.z"}}"#.into();
    let video = scrubber.video(&video);
    let native: serde_json::Value = serde_json::from_str(&video.native).expect("JSON");
    assert_eq!(native["name"], video.name.value().expect("a name").as_ref());
    assert_eq!((&native["id"], &native["tags"][0]), (&json!("1"), &json!("a")));
    assert_eq!(native["created_by"]["type"], "user");
    assert!(native["created_by"]["email"].as_str().is_some_and(|mail| mail.ends_with("@example.com")));
}

#[test]
fn a_reason_of_ours_is_kept_and_one_that_quotes_is_not() {
    let mut scrubber = Scrubber::new(Key::of_seed(1), Rules::default());
    let ours = "a listing of Brightcove gives no sizes; look at the assets";
    assert_eq!(scrubber.reason(ours).as_ref(), ours);
    for foreign in ["GET https://x.org answered: forbidden", "Brightcove gave a name \"Ann\"", "Ann is not allowed"] {
        assert_eq!(scrubber.reason(foreign).as_ref(), NOT_TOLD);
    }
}
