//! What the objects of the platform are read as, well-formed and odd.

use super::field::Field;
use super::media::found;
use super::{answered, attached_info, image_info, media_info, media_mezzanine, mezzanine, page, video_info};
use crate::model::{Delivery, Known, MediaType, Video, VideoState};
use crate::provider::ErrorKind;

const ID: &str = "5aed81b74ba84920be578cdfe004af4b";

/// The fields that all readings of a video have.
const COMMON: &str = r#""Title":"Evening news","Tags":"news,Sport","CateId":10,"CateName":"News","Status":"Normal",
    "CreationTime":"2019-01-31T02:02:59Z","ModificationTime":"2020-03-01T10:00:00Z","ReferenceId":"ref-4711",
    "CoverURL":"https://cdn.example.com/cover.jpg?auth_key=1-2-3","StorageClass":"Standard","DownloadSwitch":"on",
    "StorageLocation":"outin-1.oss-cn-shanghai.aliyuncs.com","AppId":"app-1000000""#;

fn listed(fields: &str) -> Video {
    let raw = format!(
        r#"{{"MediaId":"{ID}","MediaType":"video","CreationTime":"2019-01-31T02:02:59Z","Video":{{"VideoId":"{ID}",{fields}}}}}"#
    );
    found(MediaType::Video, &raw).expect("a video")
}

/// What a plan compares a later reading with, and more, as text; the master is told by some readings only.
fn agreed(video: &Video) -> String {
    let texts = (&video.name, &video.description, &video.reference_id, &video.category, &video.folder, &video.tags);
    let words = (&video.state, &video.status, &video.delivery, &video.complete, &video.custom_fields);
    format!("{texts:?} {words:?} {:?} {:?} {:?}", video.created_at, video.updated_at, video.shared_out)
}

fn known(text: &str) -> Known<crate::model::Text> {
    Known::Value(text.into())
}

#[test]
fn an_element_of_a_listing_gives_every_field() {
    let video = listed(&format!(
        r#"{COMMON},"Size":1048576,"Duration":135.6,"TranscodeMode":"FastTranscode",
        "Snapshots":["https://cdn.example.com/1.jpg?k=a","https://cdn.example.com/1.jpg?k=b"],
        "SpriteSnapshots":["https://cdn.example.com/s.jpg"]"#
    ));
    assert_eq!(video.id.as_str(), ID);
    assert_eq!(video.name, known("Evening news"));
    assert_eq!(video.description, Known::Absent);
    assert_eq!(video.status, known("Normal"));
    assert_eq!(video.state, Known::Value(VideoState::Active));
    assert_eq!(video.complete, Known::Value(true));
    assert_eq!(video.tags, Known::Value(vec!["news".into(), "Sport".into()]));
    assert_eq!(video.category, known("News"));
    assert_eq!(video.reference_id, known("ref-4711"));
    assert_eq!(video.created_at, Known::Value("2019-01-31T02:02:59Z".parse().expect("a time")));
    assert_eq!(video.updated_at, Known::Value("2020-03-01T10:00:00Z".parse().expect("a time")));
    assert_eq!(video.published_at, Known::Absent);
    assert_eq!((video.size.get(), video.duration.get()), (Some(1_048_576), Some(135_600)));
    assert_eq!(video.storage_class, known("Standard"));
    assert_eq!(video.media_type, Known::Value(MediaType::Video));
    assert_eq!(video.delivery, Known::Value(Delivery::Stored));
    assert_eq!(video.plays_from_master, Known::Value(false));
    assert_eq!(video.thumbnail_url, known("https://cdn.example.com/cover.jpg"));
    let copies: Vec<&str> = video.copies.iter().map(AsRef::as_ref).collect();
    let plain = ["https://cdn.example.com/cover.jpg", "https://cdn.example.com/1.jpg", "https://cdn.example.com/s.jpg"];
    assert_eq!(copies, plain);
    assert!(video.has_master.is_unknown() && video.original_filename.is_unknown());
    assert!(video.native.starts_with(r#"{"VideoId""#), "the video's own object: {}", video.native);
    let signed = ["auth_key", "?k="].iter().any(|part| video.native.contains(part));
    assert!(!signed && video.native.contains(r#""CoverURL":"https://cdn.example.com/cover.jpg""#), "{}", video.native);
}

#[test]
fn every_reading_of_an_unchanged_video_agrees_but_for_the_master() {
    for fields in [
        COMMON.to_owned(),
        format!(r#"{COMMON},"Description":"","UserData":"{{}}""#),
        r#""Status":"Normal","CreationTime":"2019-01-31T02:02:59Z""#.into(),
    ] {
        let listing = listed(&format!(r#"{fields},"Size":7,"Duration":1.5"#));
        let info = video_info(&format!(
            r#"{{"VideoId":"{ID}",{fields},"Size":7,"Duration":1.5,"Snapshots":{{"Snapshot":[]}}}}"#
        ));
        let detailed = media_info(&format!(
            r#"{{"MediaId":"{ID}","MediaInfo":{{"MediaId":"{ID}",{fields}}},"MezzanineInfo":{{"Status":"Normal","Size":7,
            "Duration":"1.5","FileName":"a.mp4"}},"PlayInfoList":[]}}"#
        ))
        .expect("a video");
        assert_eq!(agreed(&listing), agreed(&info.expect("a video")));
        assert_eq!(agreed(&listing), agreed(&detailed));
        assert_eq!(detailed.has_master, Known::Value(true));
        assert_eq!((detailed.size.get(), detailed.duration.get()), (Some(7), Some(1_500)));
        assert_eq!(detailed.original_filename, known("a.mp4"));
        let native: serde_json::Value = serde_json::from_str(&detailed.native).expect("still one object");
        assert_eq!((&native["MediaId"], &native["MezzanineInfo"]["FileName"]), (&ID.into(), &"a.mp4".into()));
    }
}

#[test]
fn a_status_says_what_became_of_the_item() {
    let read = |word: &str| {
        let video = listed(&format!(r#""Status":"{word}""#));
        (video.state.get(), video.complete.get())
    };
    assert_eq!(read("Blocked"), (Some(VideoState::Inactive), None));
    assert_eq!(read("Checking"), (Some(VideoState::Pending), None));
    for word in ["Uploading", "UploadSucc", "Transcoding"] {
        assert_eq!(read(word), (Some(VideoState::Pending), Some(false)), "{word}");
    }
    for word in ["UploadFail", "TranscodeFail", "ProduceFail", "SomethingFail"] {
        assert_eq!(read(word), (Some(VideoState::Failed), Some(false)), "{word}");
    }
    for word in ["Deleted", "normal", "Sleeping"] {
        assert_eq!(read(word), (Some(VideoState::Other), Some(false)), "{word}");
    }
}

#[test]
fn an_object_without_its_status_was_withheld_and_nothing_missing_in_it_is_none() {
    for fields in [r#""Title":"x""#, r#""Status":"","Title":"x""#, r#""Status":null,"Title":"x""#] {
        let video = listed(fields);
        assert_eq!(video.name, known("x"));
        assert!(video.state.is_unknown() && video.status.is_unknown() && video.complete.is_unknown());
        assert!(video.tags.is_unknown() && video.description.is_unknown() && video.reference_id.is_unknown());
        assert!(video.category.is_unknown() && video.thumbnail_url.is_unknown());
    }
    for inner in ["null", "7", "[]", r#"{"Title":"a","Title":"b"}"#] {
        let raw = format!(r#"{{"MediaId":"{ID}","CreationTime":"2019-01-31T02:02:59Z","Video":{inner}}}"#);
        let bare = found(MediaType::Video, &raw).expect("a video");
        assert!(bare.name.is_unknown(), "{inner}");
    }
    let raw = format!(r#"{{"MediaId":"{ID}","MediaType":"video","CreationTime":"2019-01-31T02:02:59Z"}}"#);
    let bare = found(MediaType::Video, &raw).expect("a video");
    assert!(bare.tags.is_unknown() && bare.updated_at.is_unknown() && bare.size.is_unknown());
    assert_eq!(bare.created_at, Known::Value("2019-01-31T02:02:59Z".parse().expect("a time")));
}

#[test]
fn what_always_has_a_value_is_unknown_when_it_is_missing() {
    let video = listed(r#""Status":"Normal""#);
    assert_eq!(video.tags, Known::Value(vec![]));
    assert!(video.description.is_absent() && video.reference_id.is_absent() && video.category.is_absent());
    assert!(video.updated_at.is_unknown() && video.size.is_unknown() && video.duration.is_unknown());
    assert!(video.storage_class.is_unknown() && video.plays_from_master.is_unknown());
}

#[test]
fn one_odd_field_spoils_nothing_else() {
    let odd = listed(
        r#""Title":{"a":1},"Status":"Normal","Size":"big","Duration":-1,"CreationTime":"yesterday","Tags":7.5,
        "ModificationTime":1580000000,"Snapshots":{"a":1,"b":2},"CateName":["x"],"StorageClass":false"#,
    );
    assert!(odd.name.is_unknown() && odd.size.is_unknown() && odd.duration.is_unknown());
    assert!(odd.created_at.is_unknown() && odd.updated_at.is_unknown() && odd.category.is_unknown());
    assert!(odd.tags.is_unknown());
    assert_eq!(odd.state, Known::Value(VideoState::Active));
}

#[test]
fn numbers_come_as_text_and_zero_is_not_measured() {
    let video = listed(r#""Status":"Normal","Size":"9007199254740993","Duration":"61.05""#);
    assert_eq!((video.size.get(), video.duration.get()), (Some(9_007_199_254_740_993), Some(61_050)));
    assert_eq!(listed(r#""Status":"Normal","Size":12.0"#).size.get(), Some(12));
    for odd in ["0", "\"0\"", "-5", "1.5", "1e3", "\"\"", "null", "99999999999999999999", "[]", "true"] {
        let video = listed(&format!(r#""Status":"Uploading","Size":{odd}"#));
        assert!(video.size.is_unknown(), "{odd}: {:?}", video.size);
    }
    for odd in ["0", "\"0.0\"", "\"NaN\"", "\"inf\"", "1e40", "\"\"", "null", "{}"] {
        let video = listed(&format!(r#""Status":"Uploading","Duration":{odd}"#));
        assert!(video.duration.is_unknown(), "{odd}: {:?}", video.duration);
    }
}

#[test]
fn lists_are_read_in_each_of_their_forms() {
    fn texts(raw: &str) -> Known<Vec<String>> {
        serde_json::from_str::<Field<'_>>(raw).expect("JSON").texts("list")
    }
    let two = Known::Value(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(texts(r#"["a","b"]"#), two);
    assert_eq!(texts(r#"{"Snapshot":["a","b"]}"#), two);
    assert_eq!(texts(r#"{"Snapshot":["a",null,"b"]}"#), two);
    assert_eq!(texts(r#""a""#), Known::Value(vec!["a".to_owned()]));
    assert_eq!(texts(r#"{"Snapshot":"a"}"#), Known::Value(vec!["a".to_owned()]));
    for empty in ["[]", "{}", "null", r#""""#, r#"{"Snapshot":[]}"#, r#"{"Snapshot":null}"#] {
        assert_eq!(texts(empty), Known::Value(vec![]), "{empty}");
    }
    for odd in ["7", r#"{"a":["x"],"b":["y"]}"#, r#"[["a"]]"#, "true"] {
        assert!(texts(odd).is_unknown(), "{odd}");
    }
}

#[test]
fn tags_are_joined_with_commas_or_a_list() {
    let tags = |raw: &str| listed(&format!(r#""Status":"Normal","Tags":{raw}"#)).tags;
    assert_eq!(tags(r#"" a , b c ,,""#), Known::Value(vec!["a".into(), "b c".into()]));
    assert_eq!(tags(r#"["a","b,c"]"#), Known::Value(vec!["a".into(), "b".into(), "c".into()]));
    assert_eq!(tags(r#""""#), Known::Value(vec![]));
}

#[test]
fn only_a_missing_id_makes_an_item_an_error() {
    for odd in [
        "{}",
        r#"{"MediaId":""}"#,
        r#"{"MediaId":null,"Video":{"Title":"x"}}"#,
        r#"{"MediaId":" "}"#,
        "7",
        "null",
        "[]",
    ] {
        let error = found(MediaType::Video, odd).expect_err("no id");
        assert_eq!(error.kind, ErrorKind::Malformed, "{odd}");
    }
    let inner = found(MediaType::Video, r#"{"Video":{"VideoId":"inner"}}"#).expect("a video");
    assert_eq!(inner.id.as_str(), "inner");
    assert_eq!(found(MediaType::Video, r#"{"MediaId":17}"#).expect("a video").id.as_str(), "17");
}

#[test]
fn sound_is_a_stored_item_with_its_own_type() {
    let raw =
        r#"{"MediaId":"a1","MediaType":"audio","Audio":{"AudioId":"a1","Status":"Normal","Size":5,"Duration":2.0}}"#;
    let audio = found(MediaType::Audio, raw).expect("sound");
    assert_eq!((audio.id.as_str(), audio.media_type.get()), ("a1", Some(MediaType::Audio)));
    assert_eq!(audio.delivery, Known::Value(Delivery::Stored));
    assert!(audio.has_master.is_unknown());
}

#[test]
fn a_picture_reads_the_same_in_a_listing_and_alone() {
    let fields = r#""ImageId":"i1","Title":"Logo","Tags":"a","CateName":"Pictures","Status":"Normal",
        "URL":"https://cdn.example.com/i.png?x=1","CreationTime":"2019-01-31T02:02:59Z""#;
    let raw = format!(
        r#"{{"MediaId":"i1","MediaType":"image","Image":{{{fields},"ModificationTime":"2024-01-01T00:00:00Z"}}}}"#
    );
    let listed = found(MediaType::Image, &raw).expect("a picture");
    let alone = image_info(&format!(
        r#"{{{fields},"ImageType":"default","Mezzanine":{{"FileSize":"8932","OriginalFileName":"logo.png"}}}}"#
    ))
    .expect("a picture");
    assert_eq!(listed.id.as_str(), "image:i1");
    assert_eq!(agreed(&listed), agreed(&alone));
    assert_eq!(alone.updated_at, Known::Absent);
    assert_eq!((listed.size.is_unknown(), alone.size.get()), (true, Some(8_932)));
    assert_eq!(alone.original_filename, known("logo.png"));
    assert_eq!(alone.media_type, Known::Value(MediaType::Image));
    assert_eq!((alone.delivery.get(), alone.has_master.get()), (Some(Delivery::Other), None));
    assert_eq!(listed.copies, ["https://cdn.example.com/i.png".into()]);
}

#[test]
fn auxiliary_media_reads_the_same_in_a_listing_and_alone() {
    let fields = r#""MediaId":"m1","Title":"Mark","Status":"Normal","URL":"https://cdn.example.com/m.png",
        "Categories":[{"CateId":1,"CateName":"Marks"},{"CateId":2,"CateName":"Old"}],
        "CreationTime":"2019-01-31T02:02:59Z","ModificationTime":"2024-01-01T00:00:00Z""#;
    let listed =
        found(MediaType::Attached, &format!(r#"{{"MediaId":"m1","AttachedMedia":{{{fields}}}}}"#)).expect("one");
    let alone = attached_info(&format!(r#"{{{fields},"Type":"watermark"}}"#)).expect("one");
    assert_eq!(listed.id.as_str(), "attached:m1");
    assert_eq!(agreed(&listed), agreed(&alone));
    assert_eq!(alone.category, known("Marks,Old"));
    assert!(alone.updated_at.value().is_some());
}

#[test]
fn the_status_of_the_source_file_says_whether_it_is_kept() {
    let kept = |word: &str| mezzanine(Some(&format!(r#"{{"Status":"{word}"}}"#))).has_master;
    assert_eq!(kept("Normal"), Known::Value(true));
    for word in ["Deleted", "Uploading", "UploadFail"] {
        assert_eq!(kept(word), Known::Value(false), "{word}");
    }
    assert!(kept("Frozen").is_unknown() && kept("").is_unknown());
    for odd in [None, Some("{}"), Some("[]"), Some(r#"{"Status":{}}"#), Some(r#"{"Status":null}"#)] {
        assert!(mezzanine(odd).has_master.is_unknown(), "{odd:?}");
    }
    let (id, source) =
        media_mezzanine(r#"{"MediaInfo":{"MediaId":"v"},"MezzanineInfo":{"Status":"Normal"}}"#).expect("one");
    assert_eq!((id.as_str(), source.has_master.get()), ("v", Some(true)));
}

#[test]
fn a_page_needs_a_list_or_a_count() {
    assert!(page(MediaType::Video, r#"{"Total":0}"#).expect("a page").videos.is_empty());
    let found = page(MediaType::Video, r#"{"Total":"7","ScrollToken":"t","MediaList":{"Media":[{"MediaId":"a"}]}}"#);
    let found = found.expect("a page");
    assert_eq!((found.total, found.token.as_deref(), found.videos.len()), (Some(7), Some("t"), 1));
    assert_eq!(page(MediaType::Video, r#"{"MediaList":[]}"#).expect("a page").total, None);
    for odd in ["{}", "[]", "7", "", r#"{"RequestId":"r"}"#, r#"{"Total":3,"MediaList":7}"#] {
        assert_eq!(page(MediaType::Video, odd).expect_err("no page").kind, ErrorKind::Malformed, "{odd}");
    }
    let error =
        page(MediaType::Video, r#"{"Total":2,"MediaList":[{"MediaId":"a"},{"Title":"x"}]}"#).expect_err("no id");
    assert!(error.message.contains("element 1"), "{error}");
}

#[test]
fn an_answer_by_ids_tells_three_lists_in_any_form() {
    let body = r#"{"MediaInfos":[{"MediaId":"a"}],"NonExistMediaIds":["b"],"ForbiddenMediaIds":{"MediaId":["c"]}}"#;
    let answer = answered(body).expect("an answer");
    assert_eq!(answer.items, [r#"{"MediaId":"a"}"#]);
    assert!(answer.missing.contains("b") && answer.forbidden.contains("c"));
    let joined = answered(r#"{"VideoList":{"Video":[]},"NonExistVideoIds":"b, c"}"#).expect("an answer");
    assert!(joined.items.is_empty() && joined.missing.contains("b") && joined.missing.contains("c"));
    assert!(answered(r#"{"VideoList":7}"#).is_err() && answered("[]").is_err());
}
