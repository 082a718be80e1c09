//! What of a query is sent, and that a true match is never lost by it.

mod properties;

use jiff::Timestamp;

use super::{Chosen, choose};
use crate::model::MediaType;
use crate::provider::apsara::categories::Categories;
use crate::provider::apsara::search::Search;
use crate::query::{Query, parse};

fn query(text: &str) -> Query {
    parse(text, "2026-01-01T00:00:00Z".parse::<Timestamp>().expect("a time")).expect("a query")
}

/// A name with one category, others with one and two, and no more.
fn categories() -> Categories {
    Categories::of(&[("News", &[10]), ("Old News", &[11]), ("Twin", &[12, 13])])
}

fn chosen(text: &str) -> Chosen {
    choose(Some(&query(text)), None, Some(&categories()))
}

/// The `Match` text of the search for one sort of items; empty when everything of it is listed.
fn of(kind: MediaType, text: &str) -> String {
    let chosen = chosen(text);
    let search = chosen.searches.iter().find(|search| search.kind == kind).expect("a search of this sort");
    search.text().unwrap_or_default()
}

fn sent(text: &str) -> String {
    of(MediaType::Video, text)
}

fn kinds(text: &str) -> Vec<MediaType> {
    chosen(text).searches.iter().map(|search| search.kind).collect()
}

#[test]
fn conditions_that_survive_the_search_are_sent() {
    assert_eq!(sent("state:active"), "Status in ('Normal')");
    assert_eq!(
        sent("state:PENDING,inactive"),
        "Status in ('Uploading','UploadSucc','Transcoding','Checking','Blocked')"
    );
    assert_eq!(sent("state:failed"), "Status in ('UploadFail','TranscodeFail','ProduceFail')");
    assert_eq!(sent("status:Normal,Blocked"), "Status in ('Normal','Blocked')");
    assert_eq!(sent("size:>5000"), "Size = [5000,)");
    assert_eq!(sent("size:5000"), "Size = [5000,5000]");
    assert_eq!(sent("size:1000,7000"), "Size = [1000,7000]");
    assert_eq!(sent("duration:<90.5s"), "Duration = (,92]");
    assert_eq!(sent("duration:90.5s"), "Duration = [89,92]");
    assert_eq!(sent("created_at:2024-01-31"), "CreationTime = ['2024-01-30T23:59:59Z','2024-02-01T00:00:01Z']");
    assert_eq!(sent("updated_at:<2024-01-31"), "ModificationTime = (,'2024-02-01T00:00:01Z']");
    assert_eq!(sent("updated_at:>2024-01-31T10:00:00.5Z"), "ModificationTime = ['2024-01-31T09:59:59Z',)");
    assert_eq!(sent("id:5aed81b74ba84920be578cdfe004af4b"), "VideoId = '5aed81b74ba84920be578cdfe004af4b'");
    assert_eq!(sent("id:a1,b2"), "VideoId in ('a1','b2')");
    assert_eq!(sent("tags:archive"), "Tags in ('archive','Archive','ARCHIVE')");
    assert_eq!(sent("tags:2019"), "Tags = '2019'");
    assert_eq!(sent("name:\"Evening News\""), "Title = 'Evening News'");
    assert_eq!(sent("category:News"), "CateId = 10");
    assert_eq!(sent("category:News,\"Old News\""), "(CateId = 10 or CateId = 11)");
    assert_eq!(sent("(category:News OR state:active)"), "(CateId = 10 or Status in ('Normal'))");
    assert_eq!(sent("state:active size:>5000"), "Status in ('Normal') and Size = [5000,)");
    assert_eq!(sent("(state:active OR size:>5000)"), "(Status in ('Normal') or Size = [5000,))");
    assert_eq!(sent("(id:a1 OR (id:b2 OR tags:2019))"), "(VideoId = 'a1' or VideoId = 'b2' or Tags = '2019')");
}

#[test]
fn conditions_that_the_search_could_get_wrong_are_not_sent() {
    for text in [
        "-tags:keep",
        "-state:active",
        "tags:do-not-delete",
        "tags:the",
        "tags:a",
        "tags:größe",
        "tags:新闻",
        "tags:ok,\"it's\"",
        "tags:*",
        "tags:new*",
        "name:*ball*",
        "name:it's",
        "name:\"The end\"",
        "name:\"a，b\"",
        "news",
        "-category:News",
        "category:news",
        "category:Twin",
        "category:News,Twin",
        "category:News,Elsewhere",
        "category:*",
        "category:New*",
        "(category:Twin OR state:active)",
        "reference_id:ref-47",
        "storage_class:IA",
        "state:other",
        "state:active,deleted",
        "status:normal",
        "status:Sleeping",
        "id:\"a,b\"",
        "id:\"a'b\"",
        "has_master:true",
        "original_filename:x",
        "custom_fields.x:y",
        "published_at:>2020-01-01",
        "(state:active OR has_master:true)",
        "(state:active OR (tags:archive size:>5))",
        "size:>=0",
    ] {
        assert_eq!(sent(text), "", "{text}");
    }
}

#[test]
fn two_conditions_on_one_field_become_one_range() {
    assert_eq!(
        sent("created_at:>=2020-01-01 created_at:<2021-01-01"),
        "CreationTime = ['2019-12-31T23:59:59Z','2021-01-02T00:00:01Z']"
    );
    assert_eq!(sent("size:>10 size:>20 size:<=30 size:<40"), "Size = [20,30]");
    // What contradicts is tested here; how an empty range is taken is not documented.
    assert_eq!(sent("size:>20 size:<10"), "Size = [20,)");
}

#[test]
fn a_query_says_which_sorts_are_listed() {
    use MediaType::{Attached, Audio, Image, Video};
    assert_eq!(kinds("state:active"), [Video, Audio]);
    assert_eq!(kinds("media_type:image"), [Image]);
    assert_eq!(kinds("media_type:*"), [Video, Audio, Image, Attached]);
    assert_eq!(kinds("-media_type:audio"), [Video, Image, Attached]);
    assert_eq!(kinds("(media_type:audio OR tags:x) media_type:audio,video"), [Video, Audio]);
    assert_eq!(kinds("(media_type:audio OR media_type:attached) state:active"), [Audio, Attached]);
    assert_eq!(kinds("media_type:audio media_type:video"), []);
    assert_eq!(choose(None, None, None).searches.len(), 2);
}

#[test]
fn each_sort_is_asked_in_its_own_words() {
    use MediaType::{Attached, Audio, Image, Video};
    assert_eq!(of(Audio, "id:a1,b2 media_type:*"), "(AudioId = 'a1' or AudioId = 'b2')");
    assert_eq!(of(Image, "id:\"image:i1\" media_type:*"), "ImageId = 'i1'");
    assert_eq!(of(Attached, "id:\"attached:m1\" media_type:*"), "MediaId = 'm1'");
    assert_eq!(kinds("id:\"image:i1\",v1 media_type:*"), [Video, Audio, Image]);
    assert_eq!(of(Image, "state:active media_type:*"), "Status in ('Normal')");
    assert_eq!(of(Image, "state:pending media_type:*"), "");
    assert_eq!(of(Image, "size:>5 duration:>5s updated_at:>2020-01-01 media_type:*"), "");
    assert_eq!(of(Attached, "updated_at:>2020-01-01 media_type:*"), "ModificationTime = ['2019-12-31T23:59:59Z',)");
    assert_eq!(of(Video, "(media_type:image OR state:active) media_type:*"), "Status in ('Normal')");
    assert_eq!(of(Image, "(media_type:image OR state:active) media_type:*"), "");
}

#[test]
fn what_is_kept_here_says_why() {
    let report = chosen("state:active -tags:keep category:Twin,News media_type:video").report;
    assert_eq!(report.pushed, ["state:active", "media_type:video"]);
    assert_eq!(
        report.kept_here,
        [
            "-tags:keep: the search documents no negation",
            "category:Twin,News: the search knows categories by number, and there are several of this name"
        ]
    );
    assert_eq!(chosen("-tags:keep").report.sent, []);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(report.sent, [pair("SearchType", "video"), pair("Match", "Status in ('Normal')")]);
    let report = chosen("size:>5 media_type:video,image").report;
    assert_eq!(report.pushed, ["size:>5, of some sorts of items only", "media_type:video,image"]);
    assert_eq!(report.kept_here, ["size:>5: of image items the search knows it of videos and sound only"]);
}

#[test]
fn a_category_is_told_with_a_proviso_before_the_categories_were_read() {
    let unread = |text: &str| choose(Some(&query(text)), None, None);
    let first = unread("category:News state:active media_type:video");
    assert!(first.by_category);
    let [news, active, _] = first.report.pushed.as_slice() else { panic!("{:?}", first.report) };
    assert!(news.starts_with("category:News, by the number") && active == "state:active", "{news}");
    assert_eq!(first.searches.first().and_then(Search::text).as_deref(), Some("Status in ('Normal')"));
    assert!(!chosen("category:News").by_category, "nothing is left to be read");
    assert!(unread("(category:News OR state:active)").by_category);
    for text in [
        "state:active",
        "-category:News",
        "category:*",
        "category:New*",
        "(category:News OR has_master:true)",
        "category:News media_type:attached",
    ] {
        assert!(!unread(text).by_category, "{text} does not hang on the number of a category");
    }
    assert!(!choose(Some(&query("category:News")), Some("Title = 'x'"), None).by_category);
}

#[test]
fn auxiliary_files_are_not_asked_for_by_category() {
    let both = chosen("category:News media_type:video,attached").report;
    assert_eq!(both.pushed, ["category:News, of some sorts of items only", "media_type:video,attached"]);
    assert_eq!(both.kept_here, ["category:News: of attached items such an item can have several categories"]);
    assert_eq!(of(MediaType::Image, "category:News media_type:image"), "CateId = 10");
}

#[test]
fn a_text_that_would_become_too_long_is_cut_by_whole_conditions() {
    let many = |count: usize| (0..count).map(|number| format!("{number:032x}")).collect::<Vec<_>>().join(",");
    let hundred = sent(&format!("id:{}", many(100)));
    assert!(hundred.starts_with("VideoId in ('") && hundred.len() < super::LONGEST, "{}", hundred.len());
    assert_eq!(sent(&format!("state:active id:{}", many(101))), "Status in ('Normal')");
    let words: Vec<String> = (0..60).map(|number| format!("tags:word{number}x,other{number}y")).collect();
    let text = sent(&format!("{} state:active", words.join(" ")));
    assert!(text.len() <= super::LONGEST && text.ends_with("'OTHER51Y') and Status in ('Normal')"), "{text}");
}

#[test]
fn the_platforms_own_text_is_passed_on_as_it_is() {
    let chosen = choose(Some(&query("state:active")), Some("Title = 'x' and Size = (1,]"), None);
    assert_eq!(chosen.searches.len(), 1);
    let text = chosen.searches.first().and_then(Search::text);
    assert_eq!(text.as_deref(), Some("Title = 'x' and Size = (1,]"));
    assert_eq!(chosen.report.kept_here, ["state:active: the native text is sent instead"]);
}
