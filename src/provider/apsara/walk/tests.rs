//! Walks over platforms that behave as told, without sending anything.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::Walk;
use crate::model::{Known, MediaType, Video, VideoId};
use crate::provider::apsara::search::Search;
use crate::provider::apsara::wire::Found;
use crate::provider::{Counted, Error, ErrorKind};
use crate::query::Order;

type Asked = BTreeMap<&'static str, String>;

fn item(number: u64, second: i64) -> Arc<Video> {
    let mut video = Video::unknown(VideoId::new(format!("v{number}")).expect("an id"), "not given");
    video.created_at = Known::Value(Timestamp::from_second(second).expect("a time"));
    video.updated_at = video.created_at.clone();
    Arc::new(video)
}

/// Items with a second between each.
fn items(count: u64) -> Vec<Arc<Video>> {
    (0..count).map(|number| item(number, 1_500_000_000 + i64::try_from(number).expect("small"))).collect()
}

fn found(videos: Vec<Arc<Video>>, total: Option<u64>, page: u64) -> Found {
    Found { videos, total, token: Some(format!("token-{page}")) }
}

/// What a platform that does everything as documented answers.
fn serve(items: &[Arc<Video>], asked: &Asked) -> Found {
    let mut matching: Vec<Arc<Video>> = items.to_vec();
    if let Some(text) = asked.get("Match") {
        let (field, bounds) = text.split_once(" = ").expect("a window");
        assert!(asked["SortBy"].starts_with(field), "the window is of the field that is sorted by");
        let end = |text: &str| text.trim_matches(['[', ']', '(', ')', '\'']).parse::<Timestamp>().ok();
        let (low, high) = bounds.split_once(',').expect("a window");
        let (low, high) = (end(low), end(high));
        matching.retain(|video| {
            let time = video.created_at.get().expect("a time");
            low.is_none_or(|low| time >= low) && high.is_none_or(|high| time <= high)
        });
    }
    matching.sort_by_key(|video| (video.created_at.get(), video.id.clone()));
    if asked["SortBy"].ends_with("Desc") {
        matching.reverse();
    }
    let page: usize = asked["PageNo"].parse().expect("a number");
    let total = matching.len() as u64;
    found(matching.into_iter().skip((page - 1) * 100).take(100).collect(), Some(total), page as u64)
}

struct Walked {
    ids: Vec<VideoId>,
    asked: Vec<Asked>,
    counted: Counted,
    end: Result<(), Error>,
}

fn walk(kind: MediaType, order: Order, serve: impl FnMut(&Asked, usize) -> Result<Found, Error>) -> Walked {
    walk_over(Search::all(kind), order, serve)
}

fn walk_over(search: Search, order: Order, mut serve: impl FnMut(&Asked, usize) -> Result<Found, Error>) -> Walked {
    let mut walk = Walk::new(search, order);
    let (mut ids, mut asked): (Vec<VideoId>, Vec<Asked>) = (Vec::new(), Vec::new());
    let end = loop {
        let params: Asked = match walk.request() {
            Ok(Some(params)) => params.into_iter().map(|(name, value)| (name, value.into_owned())).collect(),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        match serve(&params, asked.len()) {
            Ok(found) => ids.extend(walk.accept(found).iter().map(|video| video.id.clone())),
            Err(error) => {
                if let Err(error) = walk.restart(error) {
                    break Err(error);
                }
            }
        }
        asked.push(params);
        assert!(asked.len() < 2_000, "it does not end");
    };
    let distinct: HashSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "every id once");
    Walked { ids, asked, counted: walk.counted(), end }
}

fn videos(serve: impl FnMut(&Asked, usize) -> Result<Found, Error>) -> Walked {
    walk(MediaType::Video, Order::Created, serve)
}

fn expired() -> Error {
    Error { code: Some("InvalidScrollToken.Expired".to_owned()), ..Error::new(ErrorKind::Refused, "expired") }
}

#[test]
fn each_page_is_asked_for_with_the_token_of_the_page_before() {
    let all = items(250);
    let walked = videos(|asked, _| Ok(serve(&all, asked)));
    assert_eq!(walked.ids.len(), 250);
    let pages: Vec<_> = walked
        .asked
        .iter()
        .map(|asked| (asked["PageNo"].as_str(), asked.get("ScrollToken").map_or("", String::as_str)))
        .collect();
    assert_eq!(pages, [("1", ""), ("2", "token-1"), ("3", "token-2")]);
    let first = walked.asked.first().expect("a request");
    assert_eq!((first["SortBy"].as_str(), first["PageSize"].as_str()), ("CreationTime:Asc", "100"));
    assert_eq!((first["SearchType"].as_str(), first.get("Match")), ("video", None));
    assert!(first["Fields"].split(',').any(|field| field == "Tags") && !first["Fields"].contains(' '));
}

#[test]
fn a_full_last_page_may_have_another_behind_it() {
    let all = items(300);
    let walked = videos(|asked, _| Ok(serve(&all, asked)));
    assert_eq!((walked.ids.len(), walked.asked.len()), (300, 4));
    // The count says 100, and it is wrong.
    let low = videos(|asked, _| Ok(Found { total: Some(100), ..serve(&all, asked) }));
    assert_eq!(low.ids.len(), 300);
}

#[test]
fn short_and_empty_pages_in_the_middle_are_not_the_end() {
    let all = items(500);
    let walked = videos(|asked, before| {
        let mut found = serve(&all, asked);
        match before {
            1 => found.videos.truncate(40),
            2 => found.videos.clear(),
            _ => {}
        }
        Ok(found)
    });
    assert_eq!(walked.ids.len(), 500, "what was left out is found in the other order");
    assert!(walked.asked.iter().any(|asked| asked["SortBy"] == "CreationTime:Desc"));
    assert_eq!(walked.asked.iter().filter(|asked| !asked.contains_key("ScrollToken")).count(), 2);
}

#[test]
fn pages_that_overlap_give_each_video_once() {
    let all = items(300);
    let walked = videos(|asked, before| {
        let mut found = serve(&all, asked);
        if before > 0 {
            found.videos.splice(0..0, all.get(90..100).expect("items").iter().cloned());
        }
        Ok(found)
    });
    assert_eq!(walked.ids.len(), 300);
}

#[test]
fn the_newest_count_is_told() {
    let all = items(250);
    let totals = [Some(250), Some(260), Some(240)];
    let walked =
        videos(|asked, before| Ok(Found { total: totals.get(before).copied().flatten(), ..serve(&all, asked) }));
    assert_eq!((walked.ids.len(), walked.asked.len(), walked.counted), (250, 3, Counted::Exactly(240)));
}

#[test]
fn a_count_that_is_too_high_ends_the_walk_and_shows() {
    let all = items(205);
    let walked = videos(|asked, _| Ok(Found { total: Some(1_000_000), ..serve(&all, asked) }));
    assert_eq!((walked.ids.len(), walked.counted), (205, Counted::Exactly(1_000_000)));
    assert!(walked.asked.len() < 20, "{} requests", walked.asked.len());
}

#[test]
fn a_server_that_repeats_a_page_for_ever_is_left() {
    let all = items(100);
    for total in [Some(100), Some(5_000), None] {
        let walked = videos(|_, _| Ok(found(all.clone(), total, 1)));
        assert_eq!(walked.ids.len(), 100);
        assert!(walked.asked.len() < 20, "{} requests", walked.asked.len());
    }
}

#[test]
fn without_a_count_the_first_empty_page_is_the_end() {
    let all = items(230);
    let walked = videos(|asked, _| Ok(Found { total: None, ..serve(&all, asked) }));
    assert_eq!((walked.ids.len(), walked.asked.len(), walked.counted), (230, 4, Counted::Unknown));
}

#[test]
fn an_empty_library_takes_one_question() {
    let walked = videos(|asked, _| Ok(serve(&[], asked)));
    assert_eq!((walked.ids.len(), walked.asked.len(), walked.counted), (0, 1, Counted::Exactly(0)));
}

#[test]
fn after_a_token_expired_the_walk_goes_on_from_the_time_that_it_reached() {
    let all = items(450);
    for order in [Order::Created, Order::RecentlyUpdated] {
        let walked = walk(
            MediaType::Video,
            order,
            |asked, before| {
                if before == 3 { Err(expired()) } else { Ok(serve(&all, asked)) }
            },
        );
        assert_eq!((walked.ids.len(), walked.counted), (450, Counted::Exactly(450)));
        let pages: Vec<_> = walked.asked.iter().map(|asked| asked["PageNo"].as_str()).collect();
        assert_eq!(pages, ["1", "2", "3", "4", "1", "2"]);
        let anew = walked.asked.get(4).expect("a request");
        assert!(!anew.contains_key("ScrollToken") && anew.contains_key("Match"));
    }
    let impatient = videos(|asked, _| if asked["PageNo"] == "2" { Err(expired()) } else { Ok(serve(&all, asked)) });
    assert_eq!(impatient.ids.len(), 450, "each token gets it further");
}

#[test]
fn a_token_that_always_expires_at_the_same_place_is_an_error() {
    let all: Vec<_> = (0..450).map(|number| item(number, 1_500_000_000)).collect();
    let never = videos(|asked, _| if asked["PageNo"] == "2" { Err(expired()) } else { Ok(serve(&all, asked)) });
    assert_eq!(never.end.expect_err("an end").code.as_deref(), Some("InvalidScrollToken.Expired"));
    assert_eq!((never.ids.len(), never.asked.len()), (100, 9));
}

#[test]
fn a_native_text_cannot_be_narrowed_and_begins_at_its_beginning() {
    let all = items(450);
    let search = Search { native: Some("Title = 'x'".to_owned()), ..Search::all(MediaType::Video) };
    let walked = walk_over(search, Order::Created, |asked, before| {
        assert_eq!(asked["Match"], "Title = 'x'");
        let everything: Asked =
            asked.iter().filter(|(name, _)| **name != "Match").map(|(name, value)| (*name, value.clone())).collect();
        if before == 3 { Err(expired()) } else { Ok(serve(&all, &everything)) }
    });
    assert_eq!((walked.ids.len(), walked.asked.len()), (450, 9));
}

#[test]
fn pictures_beyond_the_reach_are_read_from_the_last_time_on() {
    // Three pictures a second, so that the last second of a pass is split.
    let all: Vec<_> =
        (0..12_000).map(|number| item(number, 1_500_000_000 + i64::try_from(number / 3).expect("small"))).collect();
    let walked = walk(MediaType::Image, Order::RecentlyUpdated, |asked, _| Ok(serve(&all, asked)));
    assert!(walked.end.is_ok());
    assert_eq!((walked.ids.len(), walked.counted), (12_000, Counted::Exactly(12_000)));
    for asked in &walked.asked {
        assert!(asked["PageNo"].parse::<u64>().is_ok_and(|page| page <= 50) && !asked.contains_key("ScrollToken"));
        assert_eq!(asked["SortBy"], "CreationTime:Asc");
    }
    assert_eq!(walked.asked.iter().filter(|asked| asked["PageNo"] == "1").count(), 3);
}

#[test]
fn more_pictures_of_one_second_than_can_be_reached_are_an_error() {
    let all: Vec<_> = (0..5_100).map(|number| item(number, 1_500_000_000)).collect();
    let walked = walk(MediaType::Image, Order::Created, |asked, _| Ok(serve(&all, asked)));
    let error = walked.end.expect_err("an end");
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(error.message.contains("more than 5000 image items have the same CreationTime"), "{error}");
    let exactly = walk(MediaType::Image, Order::Created, |asked, _| Ok(serve(all.get(..5_000).expect("items"), asked)));
    assert!(exactly.end.is_ok() && exactly.ids.len() == 5_000);
}

#[test]
fn the_order_decides_what_is_read_first() {
    let all = items(3);
    let walked = walk(MediaType::Video, Order::RecentlyUpdated, |asked, _| Ok(serve(&all, asked)));
    assert_eq!(walked.asked.first().expect("a request")["SortBy"], "ModificationTime:Desc");
}

/// What a bad server does to a page.
#[derive(Debug, Clone)]
enum Quirk {
    None,
    Short(usize),
    Empty,
    Repeated,
    Total(Option<u64>),
    Expired,
}

fn quirk() -> impl Strategy<Value = Quirk> {
    prop_oneof![
        4 => Just(Quirk::None),
        1 => (0_usize..100).prop_map(Quirk::Short),
        1 => Just(Quirk::Empty),
        1 => Just(Quirk::Repeated),
        1 => proptest::option::of(0_u64..2_000).prop_map(Quirk::Total),
        1 => Just(Quirk::Expired),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_walk_ends_and_a_faultless_one_is_complete(
        count in 0_u64..900,
        spread in 1_u64..200,
        quirks in vec(quirk(), 0..12),
        recent in any::<bool>(),
    ) {
        let all: Vec<_> =
            (0..count).map(|number| item(number, i64::try_from(number / spread).unwrap_or_default())).collect();
        let mut last: Option<Vec<Arc<Video>>> = None;
        let order = if recent { Order::RecentlyUpdated } else { Order::Created };
        let walked = walk(MediaType::Video, order, |asked, before| {
            let mut found = serve(&all, asked);
            match quirks.get(before).unwrap_or(&Quirk::None) {
                Quirk::None => {}
                Quirk::Short(length) => found.videos.truncate(*length),
                Quirk::Empty => found.videos.clear(),
                Quirk::Repeated => found.videos = last.clone().unwrap_or(found.videos),
                Quirk::Total(total) => found.total = *total,
                Quirk::Expired => return Err(expired()),
            }
            last = Some(found.videos.clone());
            Ok(found)
        });
        let faultless = quirks.iter().all(|quirk| matches!(quirk, Quirk::None));
        prop_assert!(walked.ids.len() as u64 <= count);
        if faultless {
            prop_assert_eq!(walked.ids.len() as u64, count);
            prop_assert_eq!(walked.asked.len() as u64, count / 100 + 1);
        }
        if walked.end.is_ok() && (walked.ids.len() as u64) < count {
            // What is missing shows: by the count, or by a server that claimed fewer.
            let claimed_fewer = quirks.iter().any(|quirk| matches!(quirk, Quirk::Total(_)));
            prop_assert!(claimed_fewer || walked.counted == Counted::Exactly(count));
        }
    }
}
