//! Unknown means keep: what is selected although something is unknown is selected whatever the unknown turns out to be.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use super::properties::{expr, text};
use super::samples::{holds, video};
use crate::model::{Delivery, Known, MediaType, Video, VideoId, VideoState};
use crate::query::eval;

/// How many groups of fields can be forgotten.
const FIELDS: u32 = 25;

fn told<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Known<T>> {
    prop_oneof![3 => value.prop_map(Known::Value), 1 => Just(Known::Absent)]
}

/// A video of which everything is known.
fn whole() -> impl Strategy<Value = Video> {
    let moment = || (0_i64..2_000_000_000).prop_map(|second| Timestamp::from_second(second).unwrap());
    let texts = (vec(told(text()), 9), told(vec(text(), 0..3)), told(vec((text(), text()), 0..2)));
    let numbers = (told(moment()), told(moment()), told(moment()), told(0_u64..200_000), told(0_u64..200_000));
    let flags = vec(told(any::<bool>()), 6);
    let deliveries =
        vec![Delivery::StaticOrigin, Delivery::DynamicOrigin, Delivery::LiveOrigin, Delivery::Stored, Delivery::Other];
    let words = (
        told(select(VideoState::ALL)),
        told(select(deliveries)),
        told(select(vec![MediaType::Video, MediaType::Audio])),
    );
    (texts, numbers, flags, words).prop_map(|((texts, tags, custom), numbers, flags, words)| {
        let mut video = video();
        let mut texts = texts.into_iter();
        for slot in [
            &mut video.name,
            &mut video.description,
            &mut video.status,
            &mut video.reference_id,
            &mut video.folder,
            &mut video.original_filename,
            &mut video.clip_source_id,
            &mut video.storage_class,
            &mut video.category,
        ] {
            *slot = texts.next().unwrap();
        }
        video.tags = tags;
        video.custom_fields = custom.map(|pairs| pairs.into_iter().collect());
        (video.created_at, video.updated_at, video.published_at, video.duration, video.size) = numbers;
        let mut flags = flags.into_iter();
        for slot in [
            &mut video.has_master,
            &mut video.complete,
            &mut video.is_clip,
            &mut video.shared_in,
            &mut video.shared_out,
            &mut video.plays_from_master,
        ] {
            *slot = flags.next().unwrap();
        }
        (video.state, video.delivery, video.media_type) = words;
        video
    })
}

/// The first video with the fields of a mask taken from the second.
fn mixed(first: &Video, second: &Video, mask: u32) -> Video {
    let mut video = first.clone();
    let mut bit = 0;
    macro_rules! take {
        ($($field:ident)+) => {
            $(
                if mask & (1 << bit) != 0 {
                    video.$field = second.$field.clone();
                }
                bit += 1;
            )+
        };
    }
    take!(name description state status created_at updated_at published_at duration tags reference_id folder);
    take!(custom_fields original_filename delivery has_master complete is_clip clip_source_id shared_in shared_out);
    take!(thumbnail_url size storage_class category media_type);
    assert_eq!(bit, FIELDS);
    video
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_verdict_despite_unknown_values_stands_whatever_they_turn_out_to_be(
        query in expr(), whole in whole(), others in vec(whole(), 3), mask in 0_u32..(1 << FIELDS),
    ) {
        let nothing = Video::unknown(VideoId::new("6301").unwrap(), "not read");
        let verdict = eval(&query, &mixed(&whole, &nothing, mask));
        if verdict.undecided().is_some() {
            return Ok(());
        }
        for other in &others {
            let completed = eval(&query, &mixed(&whole, other, mask));
            prop_assert_eq!(&completed, &verdict, "{:?}", query);
        }
    }
}

#[test]
fn nested_conditions_on_an_unknown_value_select_in_no_polarity() {
    let mut video = video();
    video.updated_at = Known::unknown("cut off");
    video.tags = Known::unknown("cut off");
    video.folder = Known::unknown("cut off");
    for query in [
        "updated_at:<-1d",
        "-updated_at:<-1d",
        "updated_at:2020-01-01..2024-01-01",
        "-updated_at:2020-01-01..",
        "updated_at:*",
        "-updated_at:*",
        "-tags:keep",
        "-tags:k*",
        "NOT (tags:keep OR tags:other)",
        "NOT (tags:keep state:active)",
        "-(-(-tags:keep))",
        "state:active (-tags:keep OR -folder:x)",
        "-folder:x,y",
        "-(folder:x OR state:failed)",
        "-\"no such word\"",
    ] {
        assert!(!holds(query, &video), "{query}");
    }
    assert!(holds("-tags:keep OR state:active", &video), "what is certain anyway is selected");
    assert!(!holds("tags:keep state:failed", &video));
}
