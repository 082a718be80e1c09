//! What searches find, on videos made for the question and on generated ones.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{get_video_list, search_media};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::bench::{Bench, clip, now, params};
use crate::sandbox::apsara::params::Params;
use crate::sandbox::clock::Clock;
use crate::sandbox::library::change::Change;
use crate::sandbox::library::shelf::media_id;

fn clips() -> Bench {
    let bench = Bench::new(0);
    let mut park = clip("1", "Running in the park", "2024-01-01T00:00:00.500Z");
    park["tags"] = json!(["News", "sport"]);
    park["duration"] = json!(90_500);
    let mut walks = clip("2", "Of runs and walks", "2025-01-01T00:00:00Z");
    walks["state"] = json!("INACTIVE");
    walks["duration"] = json!(60_000);
    walks["description"] = json!("It's \"quoted\"");
    let mut owls = clip("3", "年度总结会议", "2025-06-01T00:00:00Z");
    owls["tags"] = json!(["news"]);
    owls["updated_at"] = json!("2025-12-31T00:00:00Z");
    bench.import(&json!([park, walks, owls]));
    bench
}

/// The numbers of the clips that an expression finds.
fn find(bench: &Bench, text: &str) -> Result<Vec<u8>, Fault> {
    let asked = params([("Match", text), ("SortBy", "CreationTime:Asc")]);
    let answer = search_media(&bench.desk, &asked)?;
    let number = |id: &str| (1..4_u8).find(|number| media_id(&number.to_string()) == id).unwrap();
    let list = answer["MediaList"].as_array().unwrap();
    assert_eq!(answer["Total"], list.len());
    Ok(list.iter().map(|one| number(one["MediaId"].as_str().unwrap())).collect())
}

fn ids(answer: &Map<String, Value>) -> Vec<String> {
    let list = answer["MediaList"].as_array().unwrap();
    list.iter().map(|one| one["MediaId"].as_str().unwrap().to_owned()).collect()
}

fn code(answer: Result<Map<String, Value>, Fault>) -> (u16, String) {
    let fault = answer.unwrap_err();
    (fault.status.as_u16(), fault.code)
}

fn page(number: usize, size: usize, token: Option<&str>) -> Params {
    let mut pairs = vec![("PageNo", number.to_string()), ("PageSize", size.to_string())];
    pairs.push(("SortBy", "CreationTime:Asc".to_owned()));
    pairs.extend(token.map(|token| ("ScrollToken", token.to_owned())));
    Params::new(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

#[test]
fn the_documented_expressions_are_understood() {
    let bench = clips();
    let id = media_id("2");
    let both = format!("VideoId in ('{id}', '{}')", media_id("3"));
    let cases: [(&str, &[u8]); 18] = [
        ("", &[1, 2, 3]),
        ("Title = 'PARK'", &[1]),
        ("Title = 'walks runs'", &[2]),
        ("Title in ('park','总结')", &[1, 3]),
        ("Tags = 'news'", &[1, 3]),
        ("Tags in ('sport','nothing')", &[1]),
        ("Status in ('Normal')", &[1, 3]),
        ("Status in (\"Normal\",\"Blocked\") AND Title = \"run\"", &[1, 2]),
        ("CreationTime = ('2024-01-01T00:00:00Z',)", &[2, 3]),
        ("CreationTime = ['2024-01-01T00:00:00Z','2025-01-01T00:00:00Z')", &[1]),
        ("CreationTime=[,'2025-01-01T00:00:00Z']", &[1, 2]),
        ("ModificationTime = ('2025-12-01T00:00:00Z',]", &[3]),
        ("Duration = [60,90.5)", &[2]),
        ("Duration = (60,90.5]", &[1]),
        ("(Title = 'park' or Tags = 'news') and Status in ('Normal')", &[1, 3]),
        ("((Title = 'park') OR Title = 'walks')", &[1, 2]),
        ("AppId in ('app-1000000') and MediaSource in ('general','editing','short_video')", &[1, 2, 3]),
        ("CateId = 10", &[]),
    ];
    for (text, found) in cases {
        assert_eq!(find(&bench, text).unwrap(), found, "{text}");
    }
    assert_eq!(find(&bench, &format!("VideoId = '{id}'")).unwrap(), [2]);
    assert_eq!(find(&bench, &both).unwrap(), [2, 3]);
    assert_eq!(find(&bench, "Description = 'It''s'").unwrap_err().code, "ErrorMatchSyntax");
    assert_eq!(find(&bench, "Description = \"It's\"").unwrap(), [2]);
}

#[test]
fn what_is_not_documented_is_refused() {
    let bench = clips();
    let ids: Vec<String> = (0..101).map(|number| format!("'{number:032}'")).collect();
    let deep = "(".repeat(100_000);
    let cases = [
        "Title != 'a'",
        "not Title = 'a'",
        "Title = 'a' or Title = 'b'",
        "(Title = 'a' and Title = 'b' or Title = 'c')",
        "Unknown = 'a'",
        "StorageClass in ('IA')",
        "ReferenceId = 'a'",
        "TranscodeMode = 'FastTranscode'",
        "AudioId = 'a'",
        "BusinessType = 'watermark'",
        "Title = ('a','b')",
        "CateId in ('1')",
        "CateId = '1'",
        "Size = 5",
        "Size = (,)",
        "Size = (1)",
        "Size = (1,2",
        "Size = ('1','2')",
        "Size = (1.2.3,)",
        "Size = (99999999999999999999,)",
        "CreationTime = ('yesterday',)",
        "CreationTime = '2024-01-01T00:00:00Z'",
        "Title = a",
        "Title = 'a",
        "Title = 'a' Title = 'b'",
        "Title in ()",
        "Title in ('a',)",
        "Title in 'a'",
        "Title = 'a' and",
        "(Title = 'a'",
        "Title = 'a')",
        "title = 'a'",
        "Title = ‘a’",
        "=",
        &format!("VideoId in ({})", ids.join(",")),
        &deep,
    ];
    for text in cases {
        let fault = find(&bench, text).unwrap_err();
        assert_eq!((fault.status.as_u16(), fault.code.as_str()), (400, "ErrorMatchSyntax"), "{text}");
    }
    assert_eq!(find(&bench, &format!("VideoId in ({})", ids[1..].join(","))).unwrap(), Vec::<u8>::new());
}

#[test]
fn only_the_fields_that_were_named_come_back() {
    let bench = clips();
    let plain = search_media(&bench.desk, &params([("Match", "Title = 'park'")])).unwrap();
    let id = media_id("1");
    let basic = json!({
        "MediaId": id, "MediaType": "video", "CreationTime": "2024-01-01T00:00:00Z", "Video": { "VideoId": id },
    });
    assert_eq!(plain["MediaList"], json!([basic]));
    let asked = [("Match", "Title = 'park'"), ("Fields", "Title, Status,Nonsense,UserData,Duration")];
    let named = search_media(&bench.desk, &params(asked)).unwrap();
    let video = json!({ "VideoId": id, "Title": "Running in the park", "Status": "Normal", "Duration": 90.5 });
    assert_eq!(named["MediaList"][0]["Video"], video);
}

#[test]
fn the_newest_come_first_unless_another_order_is_asked_for() {
    let bench = clips();
    let order = |sort: &str| {
        let answer = search_media(&bench.desk, &params([("SortBy", sort)])).unwrap();
        ids(&answer).iter().map(|id| (1..4).find(|n| media_id(&n.to_string()) == *id).unwrap()).collect::<Vec<i32>>()
    };
    assert_eq!(order(""), [3, 2, 1]);
    assert_eq!(order("CreationTime:Asc"), [1, 2, 3]);
    assert_eq!(order("ModificationTime:Desc,CreationTime:Asc"), [3, 2, 1]);
    let refused = |sort: &str| code(search_media(&bench.desk, &params([("SortBy", sort)]))).1;
    assert_eq!(refused("Size:Asc"), "InvalidParameter");
    assert_eq!(refused("CreationTime:Up"), "InvalidParameter");
    let four = ["CreationTime:Asc"; 4].join(",");
    assert_eq!(refused(&four), "SortByExceededMax");
}

#[test]
fn pages_end_after_five_thousand_and_total_is_the_truth() {
    let bench = Bench::new(5_050);
    let length = |number, size| {
        let answer = search_media(&bench.desk, &page(number, size, None)).unwrap();
        assert_eq!(answer["Total"], 5_050);
        ids(&answer).len()
    };
    assert_eq!((length(1, 100), length(50, 100), length(51, 100)), (100, 100, 0));
    assert_eq!(length(167, 30), 20);
    assert_eq!(code(search_media(&bench.desk, &page(1, 101, None))).1, "InvalidParameter");
    assert_eq!(code(search_media(&bench.desk, &page(0, 10, None))).1, "InvalidParameter");
    let list = |number: &str| get_video_list(&bench.desk, &params([("PageNo", number), ("PageSize", "100")]));
    assert_eq!(list("50").unwrap()["VideoList"]["Video"].as_array().unwrap().len(), 100);
    assert_eq!(code(list("51")), (400, "VideoListExceededMax".to_owned()));
}

#[test]
fn tokens_lead_through_the_whole_library() {
    let bench = Bench::new(5_250);
    let mut seen = Vec::new();
    let mut token: Option<String> = None;
    for number in 1.. {
        let answer = search_media(&bench.desk, &page(number, 100, token.as_deref())).unwrap();
        if ids(&answer).is_empty() {
            break;
        }
        seen.extend(ids(&answer));
        let next = answer["ScrollToken"].as_str().unwrap();
        assert_eq!(next.len(), 32);
        token = Some(next.to_owned());
    }
    assert_eq!(seen.len(), 5_250);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 5_250);
    // The token remembers its search, so nothing but the page has to be said again.
    let rest = params([("PageNo", "53"), ("PageSize", "100"), ("ScrollToken", token.as_deref().unwrap())]);
    assert_eq!(ids(&search_media(&bench.desk, &rest).unwrap()), seen[5_200..]);
}

#[test]
fn a_token_reaches_a_hundred_entries_far() {
    let bench = Bench::new(400);
    let first = search_media(&bench.desk, &page(2, 20, None)).unwrap();
    let token = first["ScrollToken"].as_str().unwrap();
    let reach = |number| search_media(&bench.desk, &page(number, 20, Some(token)));
    assert_eq!(ids(&reach(6).unwrap()).len(), 20);
    assert_eq!(ids(&reach(1).unwrap()).len(), 20);
    assert_eq!(code(reach(7)), (400, "InvalidParameter".to_owned()));
}

#[test]
fn a_token_is_for_its_own_search_and_one_order() {
    let bench = Bench::new(100);
    let first = search_media(&bench.desk, &page(1, 20, None)).unwrap();
    let token = first["ScrollToken"].as_str().unwrap();
    let with = |name, value| search_media(&bench.desk, &params([("ScrollToken", token), (name, value)]));
    assert_eq!(code(with("Match", "Title = 'a'")).1, "InvalidParameter");
    assert_eq!(code(with("SearchType", "audio")).1, "InvalidParameter");
    assert_eq!(code(with("SortBy", "CreationTime:Asc,ModificationTime:Asc")).1, "SortByExceededMax");
    assert_eq!(with("SortBy", "CreationTime:Asc").unwrap()["Total"], 100);
}

#[test]
fn a_token_is_good_for_ten_minutes() {
    let bench = Bench::new(100);
    let first = search_media(&bench.desk, &page(1, 20, None)).unwrap();
    let token = first["ScrollToken"].as_str().unwrap();
    let after = |minutes: i64| {
        let later = now() + jiff::SignedDuration::from_mins(minutes);
        let desk = Desk { clock: Clock::starting_at(later), ..bench.desk.clone() };
        search_media(&desk, &page(2, 20, Some(token)))
    };
    assert_eq!(ids(&after(9).unwrap()).len(), 20);
    assert_eq!(code(after(11)), (400, "InvalidScrollToken.Expired".to_owned()));
    let unknown = "0".repeat(32);
    assert_eq!(code(search_media(&bench.desk, &page(2, 20, Some(&unknown)))).1, "InvalidScrollToken.Expired");
}

#[test]
fn pages_move_up_when_something_is_deleted() {
    let bench = Bench::new(100);
    let first = search_media(&bench.desk, &page(1, 20, None)).unwrap();
    let before = ids(&search_media(&bench.desk, &page(2, 20, None)).unwrap());
    let oldest = bench.desk.vault.read(|_, shelf| shelf.by_created().next().unwrap().1.id.clone()).unwrap();
    bench.change(Change::VideosDeleted { videos: vec![oldest] });
    let token = first["ScrollToken"].as_str();
    let after = search_media(&bench.desk, &page(2, 20, token)).unwrap();
    assert_eq!(after["Total"], 99);
    assert_eq!(ids(&after)[..19], before[1..]);
}

#[test]
fn sound_pictures_and_attached_media_are_found_by_their_type() {
    let bench = Bench::new(100);
    let of = |kind: &str, text: &str, fields: &str| {
        search_media(
            &bench.desk,
            &params([("SearchType", kind), ("Match", text), ("Fields", fields), ("PageSize", "100")]),
        )
    };
    let total = |kind: &str, text: &str| of(kind, text, "").unwrap()["Total"].as_u64().unwrap();
    assert_eq!((total("audio", ""), total("image", ""), total("attached", "")), (8, 40, 12));
    let audio = of("audio", "Status in ('Normal')", "Title,Size").unwrap();
    let (first, sound) = (&audio["MediaList"][0], &audio["MediaList"][0]["Audio"]);
    assert_eq!((&first["MediaType"], &sound["AudioId"]), (&json!("audio"), &first["MediaId"]));
    assert_eq!(total("audio", &format!("AudioId = '{}'", first["MediaId"].as_str().unwrap())), 1);
    let image = of("image", "Title = 'logo'", "Title,URL,Size").unwrap();
    let found = image["MediaList"].as_array().unwrap();
    assert!(!found.is_empty() && found.len() < 40);
    assert!(found.iter().all(|one| one["Image"]["Title"].as_str().unwrap().starts_with("Logo")));
    assert!(found.iter().all(|one| one["Image"]["URL"].is_string() && one["Image"].get("Size").is_none()));
    let by_use = |word: &str| total("attached", &format!("BusinessType = '{word}'"));
    assert_eq!(by_use("watermark") + by_use("subtitle") + by_use("material"), 12);
    assert!(of("attached", "", "BusinessType").unwrap()["MediaList"][0]["AttachedMedia"]["BusinessType"].is_string());
    assert_eq!(code(of("image", "Size = (1,)", "")).1, "ErrorMatchSyntax");
    assert_eq!(code(of("podcast", "", "")).1, "InvalidParameter");
    let token = of("image", "", "").unwrap()["ScrollToken"].as_str().unwrap().to_owned();
    assert_eq!(code(search_media(&bench.desk, &params([("ScrollToken", &token)]))).1, "InvalidParameter");
}

#[test]
fn the_older_list_takes_its_conditions_one_by_one() {
    let bench = clips();
    let titles = |pairs: [(&str, &str); 2]| {
        let answer = get_video_list(&bench.desk, &params(pairs)).unwrap();
        let list = answer["VideoList"]["Video"].as_array().unwrap().clone();
        assert_eq!(answer["Total"], list.len());
        list.iter().map(|one| one["Title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles([("Status", "Blocked,Checking"), ("SortBy", "")]), ["Of runs and walks"]);
    let window = [("StartTime", "2024-06-01T00:00:00Z"), ("EndTime", "2025-01-01T00:00:00Z")];
    assert_eq!(titles(window), ["Of runs and walks"]);
    let sorted = titles([("SortBy", "CreationTime:Asc"), ("PageSize", "10")]);
    assert_eq!(sorted.first().map(String::as_str), Some("Running in the park"));
    let refused = |name: &str, value: &str| code(get_video_list(&bench.desk, &params([(name, value)])));
    assert_eq!(refused("Status", "Transcoding"), (404, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(refused("StartTime", "soon"), (400, "InvalidParameter".to_owned()));
    assert_eq!(refused("CateId", "x").1, "InvalidParameter");
    let many: Vec<String> = (0..21).map(|number| format!("reference-{number}")).collect();
    assert_eq!(refused("ReferenceIds", &many.join(",")).1, "ReferenceIdsExceededMax");
}
