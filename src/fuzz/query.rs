//! Queries: a text, and after a NUL byte the videos that it is tested on.

use jiff::Timestamp;

use super::Input;
use super::videos::{forget, nothing, video};
use crate::model::{Video, VideoField};
use crate::provider::{apsara, brightcove};
use crate::query::{Expr, Field, MAX_QUERY_BYTES, Matcher, Query, Term, eval, parse};

/// 2024-06-30T12:00:00Z
const NOW: i64 = 1_719_748_800;

/// Reading, printing and evaluating a query.
pub(super) fn query(data: &[u8]) {
    let (text, mut input) = Input::text_first(data);
    let now = Timestamp::from_second(NOW).unwrap_or_default();
    let query = match parse(&text, now) {
        Ok(query) => query,
        Err(fault) => {
            assert!(!fault.message.is_empty(), "a mistake without words in {text:?}");
            if text.len() <= MAX_QUERY_BYTES {
                let Some(span) = fault.span.clone() else { panic!("a mistake without a place: {fault:?}") };
                assert!(text.get(span.clone()).is_some(), "{span:?} is not in {text:?}");
            }
            return;
        }
    };
    let printed = query.to_string();
    let again = parse(&printed, now).map(|again| again.root);
    assert_eq!(again.as_ref(), Ok(&query.root), "{text:?} was printed as {printed:?}");
    let matcher = Matcher::new(&query);
    for _ in 0..3 {
        let video = video(&mut input);
        means_one_thing(&query, &matcher, &video, input.byte());
        if matcher.test(&video).is_true() {
            brightcove::fuzz::finds(&query, &video);
            apsara::fuzz::finds(&query, &video);
        }
    }
    unknown_is_undecided(&query.root);
}

fn means_one_thing(query: &Query, matcher: &Matcher, video: &Video, which: u8) {
    let verdict = eval(&query.root, video);
    assert_eq!(verdict, eval(&query.root, video), "the same question has two answers");
    assert_eq!(verdict.is_true(), matcher.test(video).is_true(), "the prepared query finds otherwise");
    assert_eq!(verdict.is_false(), matcher.test(video).is_false(), "the prepared query refuses otherwise");
    let opposite = eval(&Expr::Not(Box::new(query.root.clone())), video);
    assert!(!(verdict.is_true() && opposite.is_true()), "selected in both polarities: {video:?}");
    assert_eq!(opposite, !verdict.clone(), "a negation is not the opposite");
    let all = query.required().into_iter().all(|part| eval(part, video).is_true());
    assert_eq!(verdict.is_true(), all, "the required conditions are not those of a match");
    let less = eval(&query.root, &forget(video.clone(), which));
    let kept =
        less.undecided().is_some() || less.is_true() == verdict.is_true() && less.is_false() == verdict.is_false();
    assert!(kept, "knowing less than {video:?} turned {verdict:?} into {less:?}");
}

/// A condition on a video of which nothing is known holds in neither polarity. Only its id is known.
fn unknown_is_undecided(expr: &Expr) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(unknown_is_undecided),
        Expr::Not(inner) => unknown_is_undecided(inner),
        Expr::Term(Term::Word(_) | Term::Field { field: Field::Video(VideoField::Id), .. }) => {}
        Expr::Term(Term::Field { .. }) => {
            let verdict = eval(expr, &nothing("6301"));
            assert!(verdict.undecided().is_some(), "{expr} says {verdict:?} of what is unknown");
        }
    }
}
