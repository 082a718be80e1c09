//! What conditions say about a video.

use super::samples::{holds, read, verdict, video};
use crate::model::{Known, Video, VideoField, VideoId};
use crate::query::{Cause, Comparison, Expr, Field, Literal, Term, Test, Undecided, Verdict, eval};

fn absent(field: VideoField) -> Verdict {
    Verdict::Undecided(Undecided { field: Field::Video(field), cause: Cause::Absent })
}

fn unknown(field: VideoField, reason: &str) -> Verdict {
    Verdict::Undecided(Undecided { field: Field::Video(field), cause: Cause::Unknown(reason.into()) })
}

#[test]
fn an_empty_query_means_every_video() {
    assert!(holds("", &video()));
    assert!(holds("  \n", &Video::unknown(VideoId::new("1").unwrap(), "not read")));
}

#[test]
fn texts_compare_exactly_and_tags_words_and_patterns_without_case() {
    let video = video();
    assert!(holds("reference_id:ref-42", &video));
    assert!(!holds("reference_id:REF-42", &video));
    assert!(holds("tags:KEEP", &video));
    assert!(holds("tags:other,SPORT", &video));
    assert!(holds("state:Active", &video));
    assert!(holds("name:*news*six", &video));
    assert!(!holds("name:news*", &video));
    assert!(holds("original_filename:*.mp4", &video));
    assert!(holds("tags:ke*", &video));
    assert!(holds("custom_fields.subject:Football", &video));
    assert!(!holds("custom_fields.subject:football", &video));
    assert!(holds("custom_fields.subject:foot*", &video));
}

#[test]
fn flags_are_true_or_false_and_both_can_be_asked_for() {
    let video = video(); // has a master, and is no clip
    assert!(holds("has_master:true is_clip:false", &video));
    assert!(!holds("has_master:false", &video));
    assert!(!holds("is_clip:true", &video));
    assert!(holds("-has_master:false has_master:true,false", &video));
}

#[test]
fn a_long_list_of_values_is_searched_whole() {
    let ids: Vec<_> = (6290..6310).rev().map(|id| id.to_string()).collect();
    assert!(holds(&format!("id:{}", ids.join(",")), &video()));
    assert!(!holds("id:1,2,63011,630", &video()));
}

#[test]
fn a_bare_word_is_found_in_name_tags_id_and_reference_id() {
    let mut video = video();
    for word in ["news", "SPORT", "630", "ef-4", "\"at six\""] {
        assert!(holds(word, &video), "{word}");
    }
    assert!(!holds("football", &video));
    assert!(holds("-football", &video));
    video.description = Known::Value("About Football".into());
    assert!(holds("football", &video));
    video.description = Known::unknown("cut off");
    assert_eq!(verdict("football", &video), unknown(VideoField::Description, "cut off"));
    assert!(holds("news", &video), "an unknown text does not hide a known one");
}

#[test]
fn a_day_is_whole() {
    let video = video(); // changed on 2024-01-31 at ten
    assert!(holds("updated_at:2024-01-31", &video));
    assert!(!holds("updated_at:<2024-01-31", &video));
    assert!(!holds("updated_at:>2024-01-31", &video));
    assert!(holds("updated_at:<=2024-01-31", &video));
    assert!(holds("updated_at:>=2024-01-31", &video));
    assert!(holds("updated_at:2024-01-30..2024-01-31", &video));
    assert!(holds("updated_at:2024-01-31..2024-02-01", &video));
    assert!(!holds("updated_at:2024-02-01..", &video));
    assert!(holds("updated_at:..2024-01-31", &video));
    assert!(!holds("updated_at:..2024-01-30", &video));
}

#[test]
fn an_instant_is_exact() {
    let video = video();
    assert!(holds("updated_at:2024-01-31T10:00:00Z", &video));
    assert!(holds("updated_at:2024-01-31T11:00:00+01:00", &video));
    assert!(!holds("updated_at:<2024-01-31T10:00:00Z", &video));
    assert!(holds("updated_at:<=2024-01-31T10:00:00Z", &video));
    assert!(!holds("updated_at:2024-01-31T10:00:00.001Z", &video));
    assert!(holds("updated_at:2024-01-31T10:00:00Z..2024-01-31T10:00:00Z", &video), "a range of one instant");
}

#[test]
fn an_age_counts_back_from_now() {
    let video = video(); // changed 151 days and two hours ago
    assert!(holds("updated_at:<-151d", &video));
    assert!(!holds("updated_at:<-152d", &video));
    assert!(holds("updated_at:>-3626h", &video) == holds("updated_at:<-3626h", &video), "exactly that old");
    assert!(holds("updated_at:-52w..-1d", &video));
    assert!(holds("updated_at:<now", &video));
    assert!(holds("updated_at:<=-30m updated_at:<-10s", &video));
}

#[test]
fn running_times_and_sizes_have_an_order() {
    let mut video = video();
    video.size = Known::Value(5_000_000_000);
    assert!(holds("duration:90s", &video));
    assert!(holds("duration:>1m duration:<2m", &video));
    assert!(holds("size:5GB", &video));
    assert!(holds("size:>=5GB size:<=5GB -size:>5GB", &video));
    assert!(holds("size:1GB..5GB", &video));
    assert!(holds("size:1GB,5GB", &video));
    assert!(holds("size:5GB..5GB duration:90s..90s", &video), "a range of one value");
    assert!(!holds("size:>4.9GiB", &video));
}

#[test]
fn a_verdict_is_true_or_false_or_neither() {
    let video = video();
    let known = |text: &str| {
        let verdict = verdict(text, &video);
        (verdict.is_true(), verdict.is_false(), verdict.undecided().is_some())
    };
    assert_eq!(known("state:active"), (true, false, false));
    assert_eq!(known("state:failed"), (false, true, false));
    assert_eq!(known("size:5GB"), (false, false, true));
}

#[test]
fn an_absent_value_is_equal_to_nothing() {
    let mut video = video();
    assert_eq!(verdict("folder:x", &video), Verdict::False);
    assert!(holds("-folder:x", &video));
    assert!(holds("-folder:*", &video));
    assert!(holds("-shared_out:true", &video));
    assert!(holds("-custom_fields.owner:*", &video));
    video.tags = Known::Absent;
    assert!(holds("-tags:keep -tags:*", &video));
}

#[test]
fn an_absent_value_has_no_order_in_either_polarity() {
    let video = video();
    assert_eq!(verdict("published_at:<-180d", &video), absent(VideoField::PublishedAt));
    assert_eq!(verdict("-published_at:<-180d", &video), absent(VideoField::PublishedAt));
    assert_eq!(verdict("NOT published_at:2023-01-01..", &video), absent(VideoField::PublishedAt));
    assert!(holds("published_at:<-180d OR state:active", &video));
    assert_eq!(verdict("published_at:<-180d state:inactive", &video), Verdict::False);
}

#[test]
fn an_unknown_value_satisfies_nothing_in_either_polarity() {
    let video = video();
    for condition in ["size:>1GB", "size:5GB", "size:*", "size:..1GB"] {
        let undecided = unknown(VideoField::Size, "the listing gives no sizes");
        assert_eq!(verdict(condition, &video), undecided, "{condition}");
        assert_eq!(verdict(&format!("-{condition}"), &video), undecided, "-{condition}");
        assert_eq!(verdict(&format!("NOT -{condition}"), &video), undecided);
        assert_eq!(verdict(&format!("{condition} state:failed"), &video), Verdict::False);
        assert_eq!(verdict(&format!("{condition} OR state:active"), &video), Verdict::True);
    }
    let nothing = Video::unknown(VideoId::new("1").unwrap(), "not read");
    assert_eq!(
        verdict("-custom_fields.a:b", &nothing).undecided().unwrap().to_string(),
        "`custom_fields.a` is unknown: not read"
    );
}

#[test]
fn an_empty_text_or_list_is_not_present() {
    let mut video = video();
    video.name = Known::Value("".into());
    video.tags = Known::Value(Vec::new());
    video.custom_fields = Known::Value(std::collections::BTreeMap::new());
    for field in ["name", "tags", "custom_fields"] {
        assert!(holds(&format!("-{field}:*"), &video), "{field}");
    }
    assert!(holds("id:* has_master:* state:* duration:*", &video));
}

#[test]
fn an_expression_that_no_text_gives_satisfies_nothing() {
    let misfits = [
        (VideoField::HasMaster, Test::AnyOf(vec![Literal::Text("true".into())])),
        (VideoField::Name, Test::Compare(Comparison::Less, Literal::Bytes(5))),
        (VideoField::CustomFields, Test::AnyOf(vec![Literal::Text("x".into())])),
        (VideoField::Duration, Test::Range(Some(Literal::Bool(true)), None)),
    ];
    for (field, test) in misfits {
        let expr = Expr::Term(Term::Field { field: Field::Video(field), test });
        assert_eq!(eval(&expr, &video()), unknown(field, "the test does not fit the field"));
    }
}

#[test]
fn a_pattern_that_no_text_gives_is_matched_with_the_word() {
    let like = |pattern: &str| {
        let test = Test::Like(vec![pattern.into()]);
        eval(&Expr::Term(Term::Field { field: Field::Video(VideoField::State), test }), &video())
    };
    assert_eq!((like("ACT*"), like("in*")), (Verdict::True, Verdict::False));
}

#[test]
fn operators_bind_not_then_and_then_or() {
    let video = video();
    assert!(holds("state:failed has_master:true OR tags:keep", &video));
    assert!(!holds("state:failed (has_master:true OR tags:keep)", &video));
    assert!(holds("NOT state:failed AND +tags:keep", &video));
    assert!(holds("-(state:failed OR tags:other) news", &video));
    assert_eq!(read("-a b"), read("(-a) b"));
}
