//! Narrowing a listing on the platform loses no match, and is told as it is done.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Runtime;
use vodsweep::model::{FieldValue, Known, Video, VideoField};
use vodsweep::provider::Library;
use vodsweep::query::{Listing, Matcher, Query, parse, quote};
use vodsweep::sandbox::ServeOptions;

use super::stage::{Served, UNPACED, videos};

/// Conditions that every library has something to say to, beside those that its own values give.
const WRITTEN: &[&str] = &[
    "tags:archive",
    "tags:Archive",
    "tags:archived",
    "tags:run",
    "tags:sports,news",
    "tags:keep",
    "tags:do-not-delete",
    "tags:*arch*",
    "tags:*",
    "tags:4k",
    "tags:récit",
    "state:active",
    "state:inactive,pending",
    "state:deleted",
    "delivery:stored",
    "delivery:remote",
    "has_master:true",
    "has_master:false",
    "complete:true",
    "complete:false",
    "is_clip:true",
    "is_clip:false",
    "clip_source_id:*",
    "shared_in:true",
    "published_at:*",
    "folder:*",
    "created_at:<-365d",
    "updated_at:>-90d",
    "created_at:2020-01-01..2023-06-30",
    "updated_at:..2024-01-01",
    "published_at:2019-01-01..",
    "duration:>10m",
    "name:*news*",
    "marathon",
    "custom_fields.department:Legal",
    "custom_fields.rights:*",
];

fn now() -> jiff::Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("a time")
}

/// Conditions that this video meets, from its own values.
fn met_by(video: &Video) -> Vec<String> {
    let mut all = Vec::new();
    for field in VideoField::ALL {
        let Known::Value(value) = field.of(video) else { continue };
        let name = field.name();
        match value {
            FieldValue::Text(text) if !text.is_empty() => all.push(format!("{name}:{}", quote(text))),
            FieldValue::Tags(tags) => all.extend(tags.iter().map(|tag| format!("{name}:{}", quote(tag)))),
            FieldValue::Word(word) => all.push(format!("{name}:{word}")),
            FieldValue::Bool(flag) => all.push(format!("{name}:{flag}")),
            FieldValue::Time(time) => {
                let day = time.strftime("%Y-%m-%d");
                all.extend([format!("{name}:{day}"), format!("{name}:<={time}"), format!("{name}:>={day}")]);
                all.extend([format!("{name}:{time}"), format!("{name}:{time}..{time}"), format!("{name}:..{day}")]);
            }
            FieldValue::Duration(millis) => all.push(format!("{name}:<={millis}ms")),
            FieldValue::Map(map) => {
                all.extend(map.iter().map(|(key, value)| format!("custom_fields.{key}:{}", quote(value))));
            }
            FieldValue::Text(_) | FieldValue::Bytes(_) => {}
        }
    }
    all.retain(|text| parse(text, now()).is_ok());
    all
}

/// Queries of which most have matches: their conditions are mostly met by one and the same video.
fn queries(library: &[Arc<Video>]) -> BoxedStrategy<String> {
    let met: Arc<Vec<Vec<String>>> = Arc::new(library.iter().map(|video| met_by(video)).collect());
    let of_one = (any::<Index>(), vec(any::<Index>(), 1..4)).prop_map(move |(video, picks)| {
        let own = video.get(met.as_slice());
        picks.iter().map(|pick| pick.get(own).clone()).collect::<Vec<_>>()
    });
    let written = || select(WRITTEN).prop_map(str::to_owned);
    let either = (written(), written()).prop_map(|(one, other)| format!("({one} OR -{other})"));
    let none_of = (written(), written()).prop_map(|(one, other)| format!("-({one} {other})"));
    let not = written().prop_map(|one| format!("-{one}"));
    let more = prop_oneof![
        4 => Just(String::new()),
        2 => written(),
        1 => not,
        1 => either,
        1 => none_of,
    ];
    (of_one, more, any::<bool>())
        .prop_map(|(mut parts, more, first)| {
            if !more.is_empty() {
                parts.insert(if first { 0 } else { parts.len() }, more);
            }
            parts.join(" ")
        })
        .boxed()
}

/// The search parameters of the last listing request, decoded.
fn last_search(served: &Served) -> Vec<(String, String)> {
    let requests = served.server.requests();
    let last = requests.iter().rev().find(|one| one.target.contains("/videos?limit=")).expect("a listing");
    let url = reqwest::Url::parse(&format!("http://localhost{}", last.target)).expect("an address");
    let search = url.query_pairs().filter(|(name, _)| name == "q" || name == "query");
    search.map(|(name, text)| (name.into_owned(), text.into_owned())).collect()
}

#[test]
fn no_match_is_lost_and_what_is_sent_is_told() {
    let runtime = Runtime::new().expect("a runtime");
    let served = runtime.block_on(Served::new(300, ServeOptions { record: true, ..ServeOptions::default() }));
    let provider = served.provider(UNPACED);
    let library = runtime.block_on(videos(provider.list(Listing::default())));
    assert_eq!(library.len(), 300);
    let (narrowed, with_matches) = (Cell::new(0), Cell::new(0));
    let check = |text: String| {
        let query: Query = parse(&text, now()).map_err(|fault| TestCaseError::fail(format!("{text}: {fault:?}")))?;
        let matcher = Matcher::new(&query);
        let wanted: Vec<_> = library.iter().filter(|video| matcher.test(video).is_true()).collect();
        let query = Arc::new(query);
        let listing = Listing { query: Some(Arc::clone(&query)), ..Listing::default() };
        let found: HashSet<_> =
            runtime.block_on(videos(provider.list(listing))).iter().map(|video| video.id.clone()).collect();
        let lost: Vec<_> = wanted.iter().map(|video| &video.id).filter(|id| !found.contains(*id)).collect();
        let told = provider.pushdown(&query);
        if !lost.is_empty() {
            return Err(TestCaseError::fail(format!("{text} lost {lost:?} by {:?}", told.sent)));
        }
        if told.sent != last_search(&served) {
            return Err(TestCaseError::fail(format!("{text}: told {:?}, sent {:?}", told.sent, last_search(&served))));
        }
        narrowed.set(narrowed.get() + usize::from(!told.sent.is_empty()));
        with_matches.set(with_matches.get() + usize::from(!wanted.is_empty()));
        Ok(())
    };
    let mut runner = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    runner.run(&queries(&library), check).unwrap_or_else(|fault| panic!("{fault}"));
    for text in WRITTEN {
        check((*text).to_owned()).unwrap_or_else(|fault| panic!("{fault}"));
    }
    assert!(narrowed.get() > 30 && with_matches.get() > 50, "{narrowed:?} narrowed, {with_matches:?} with matches");
}

/// Conditions that only the other dialect has something to say to.
const WRITTEN_FOR_APSARA: &[&str] = &[
    "media_type:*",
    "media_type:image",
    "media_type:audio,attached",
    "-media_type:audio",
    "size:>1GB",
    "size:<=1GB size:>1MB",
    "status:Normal,Blocked",
    "status:Transcoding",
    "state:failed",
    "(state:failed OR size:<1MB)",
    "(tags:archive OR created_at:<-365d)",
    "created_at:>=2020-01-01 created_at:<2024-01-01",
    "category:*",
    "category:News",
    "category:\"Town halls\",日本,Archive",
    "category:Nowhere",
    "category:News,Nowhere",
    "-category:News",
    "(category:Sports OR state:failed)",
    "media_type:* category:\"Raw footage\"",
    "storage_class:IA",
    "media_type:* state:pending",
    "media_type:* size:>1B",
    "media_type:* updated_at:>2020-01-01",
    "original_filename:*a*",
];

#[test]
fn no_match_is_lost_on_apsara() {
    let runtime = Runtime::new().expect("a runtime");
    let served = runtime.block_on(Served::new(300, ServeOptions::default()));
    let provider = vodsweep::provider::Connection::apsara(served.apsara()).expect("a provider").library();
    let list = |text: &str| {
        let query = Arc::new(parse(text, now()).expect("a query"));
        let listing = Listing { query: Some(query), ..Listing::default() };
        runtime.block_on(videos(provider.list(listing)))
    };
    // With what is looked up, so that conditions on it can hold.
    let library = list("media_type:* (has_master:* OR -has_master:*)");
    assert!(library.len() > 300, "{}", library.len());
    let with_matches = Cell::new(0);
    let check = |text: String| {
        let query: Query = parse(&text, now()).map_err(|fault| TestCaseError::fail(format!("{text}: {fault:?}")))?;
        let (matcher, all) = (Matcher::new(&query), query.names_field(VideoField::MediaType));
        let playable = |video: &Video| {
            use vodsweep::model::MediaType;
            matches!(video.media_type.get(), Some(MediaType::Video | MediaType::Audio))
        };
        let wanted: Vec<_> =
            library.iter().filter(|video| (all || playable(video)) && matcher.test(video).is_true()).collect();
        let found: HashSet<_> = list(&text).iter().map(|video| video.id.clone()).collect();
        let missing: Vec<_> = wanted.iter().map(|video| &video.id).filter(|id| !found.contains(*id)).collect();
        if !missing.is_empty() {
            return Err(TestCaseError::fail(format!(
                "{text} missing {missing:?} by {:?}",
                provider.pushdown(&query).sent
            )));
        }
        with_matches.set(with_matches.get() + usize::from(!wanted.is_empty()));
        Ok(())
    };
    for text in WRITTEN.iter().chain(WRITTEN_FOR_APSARA) {
        check((*text).to_owned()).unwrap_or_else(|fault| panic!("{fault}"));
    }
    let mut runner = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    runner.run(&queries(&library), check).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(with_matches.get() > 50, "{with_matches:?} with matches");
    // The categories were read by now, and a listing is narrowed by them to what matches.
    let told = provider.pushdown(&parse("category:News", now()).expect("a query"));
    assert!(told.sent.iter().any(|(_, text)| text.starts_with("CateId = ")), "{told:?}");
    let news = list("category:News");
    assert!(!news.is_empty() && news.iter().all(|video| video.category == Known::Value("News".into())), "{news:?}");
}
