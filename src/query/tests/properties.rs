//! What holds for every query and every video.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use super::samples::{now, video};
use crate::model::{FieldType, Known, Text, Video, VideoField, VideoId, VideoState};
use crate::query::{Comparison, Expr, Field, Literal, Query, Term, Test, Verdict, eval, parse, quote};

pub(super) fn text() -> impl Strategy<Value = Text> {
    let odd = vec(prop_oneof![any::<char>(), select(" \"\\*,.:()<>-+ aZ".chars().collect::<Vec<_>>())], 1..8);
    let usual = select(vec!["keep", "Keep", "news", "6301", "OR", "not", "a..b", "two words", "x,y", "ref-42"]);
    prop_oneof![odd.prop_map(|chars| chars.into_iter().collect::<String>().into()), usual.prop_map(Text::from)]
}

/// A pattern with at least one `*` and something else.
fn pattern() -> impl Strategy<Value = Text> {
    let piece = text().prop_map(|text| text.replace('*', "x"));
    (vec(piece, 1..4), any::<bool>(), any::<bool>()).prop_map(|(pieces, before, after)| {
        let stars = |wanted: bool| if wanted { "*" } else { "" };
        let last = stars(after || (pieces.len() == 1 && !before));
        format!("{}{}{last}", stars(before), pieces.join("*")).into()
    })
}

fn time() -> impl Strategy<Value = Literal> {
    let instant = (0_i64..2_000_000_000, 0_i32..1_000_000_000).prop_map(|(second, nano)| {
        let at = Timestamp::new(second, nano).unwrap();
        Literal::Time { from: at, to: at }
    });
    let day = (0_i64..23_000).prop_map(|day| {
        let from = Timestamp::from_second(day * 86_400).unwrap();
        Literal::Time { from, to: Timestamp::new(day * 86_400 + 86_399, 999_999_999).unwrap() }
    });
    prop_oneof![instant, day]
}

fn number(wrap: fn(u64) -> Literal) -> impl Strategy<Value = Literal> {
    prop_oneof![0_u64..200_000, 0_u64..(1 << 53)].prop_map(wrap)
}

fn ordered(value: impl Strategy<Value = Literal> + Clone + 'static) -> impl Strategy<Value = Test> {
    let comparison = select(vec![Comparison::Less, Comparison::AtMost, Comparison::Greater, Comparison::AtLeast]);
    let start = |literal: &Literal| match literal {
        Literal::Time { from, .. } => from.as_nanosecond(),
        Literal::Duration(number) | Literal::Bytes(number) => i128::from(*number),
        _ => 0,
    };
    let range = (value.clone(), value.clone(), 0..3).prop_map(move |(a, b, open)| {
        let (low, high) = if start(&a) <= start(&b) { (a, b) } else { (b, a) };
        Test::Range((open != 1).then_some(low), (open != 2).then_some(high))
    });
    prop_oneof![
        (comparison, value.clone()).prop_map(|(comparison, value)| Test::Compare(comparison, value)),
        range,
        vec(value, 1..4).prop_map(Test::AnyOf),
    ]
}

fn texts() -> impl Strategy<Value = Test> {
    prop_oneof![
        vec(text().prop_map(Literal::Text), 1..4).prop_map(Test::AnyOf),
        vec(pattern(), 1..3).prop_map(Test::Like),
    ]
}

fn test_of(field: VideoField) -> proptest::strategy::BoxedStrategy<Test> {
    let typed = match field.kind() {
        FieldType::Text | FieldType::Tags => texts().boxed(),
        FieldType::Word => {
            vec(select(field.words()).prop_map(|word| Literal::Text(word.into())), 1..3).prop_map(Test::AnyOf).boxed()
        }
        FieldType::Bool => vec(any::<bool>().prop_map(Literal::Bool), 1..3).prop_map(Test::AnyOf).boxed(),
        FieldType::Time => ordered(time().boxed()).boxed(),
        FieldType::Duration => ordered(number(Literal::Duration).boxed()).boxed(),
        FieldType::Bytes => ordered(number(Literal::Bytes).boxed()).boxed(),
        FieldType::Map => Just(Test::Present).boxed(),
    };
    prop_oneof![4 => typed, 1 => Just(Test::Present)].boxed()
}

fn term() -> impl Strategy<Value = Expr> {
    let field = select(VideoField::ALL)
        .prop_flat_map(|field| test_of(field).prop_map(move |test| Term::Field { field: Field::Video(field), test }));
    let name = prop_oneof![Just(Text::from("subject")), text()];
    let custom = (name, texts()).prop_map(|(name, test)| Term::Field { field: Field::Custom(name), test });
    prop_oneof![4 => field, 1 => custom, 1 => text().prop_map(Term::Word)].prop_map(Expr::Term)
}

pub(super) fn expr() -> impl Strategy<Value = Expr> {
    term().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Expr::And),
            vec(inner.clone(), 2..4).prop_map(Expr::Or),
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
        ]
    })
}

fn known<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Known<T>> {
    prop_oneof![3 => value.prop_map(Known::Value), 1 => Just(Known::Absent), 1 => Just(Known::unknown("not read"))]
}

fn some_video() -> impl Strategy<Value = Video> {
    let moment = || (0_i64..2_000_000_000).prop_map(|second| Timestamp::from_second(second).unwrap());
    let texts = (known(text()), known(text()), known(vec(text(), 0..3)), known(text()));
    let rest = (known(moment()), known(moment()), known(0_u64..200_000), known(0_u64..200_000));
    let flags = (known(any::<bool>()), known(any::<bool>()), known(select(VideoState::ALL)));
    (texts, rest, flags).prop_map(|(texts, rest, flags)| {
        let mut video = video();
        (video.name, video.description, video.tags, video.reference_id) = texts;
        (video.created_at, video.updated_at, video.duration, video.size) = rest;
        (video.has_master, video.shared_in, video.state) = flags;
        video
    })
}

/// The same video, read worse.
fn forget(mut video: Video, which: u8) -> Video {
    let nothing = Video::unknown(VideoId::new("1").unwrap(), "forgotten");
    if which & 1 != 0 {
        (video.name, video.state, video.size) = (nothing.name, nothing.state, nothing.size);
    }
    if which & 2 != 0 {
        (video.tags, video.updated_at) = (nothing.tags, nothing.updated_at);
    }
    if which & 4 != 0 {
        (video.has_master, video.custom_fields) = (nothing.has_master, nothing.custom_fields);
    }
    if which & 8 != 0 {
        (video.duration, video.description) = (nothing.duration, nothing.description);
    }
    video
}

fn decided(verdict: &Verdict) -> Option<bool> {
    match verdict {
        Verdict::True => Some(true),
        Verdict::False => Some(false),
        Verdict::Undecided(_) => None,
    }
}

fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}

/// Texts that look like queries, right and wrong.
fn scribble() -> impl Strategy<Value = String> {
    let scraps = select(vec![
        "state:",
        "active",
        "(",
        ")",
        "-",
        "+",
        " ",
        "\"",
        "\\",
        "*",
        "..",
        ",",
        "<",
        ">=",
        "AND",
        "OR",
        "NOT",
        "é",
        "新",
        "updated_at:",
        "size:",
        "5GB",
        "-180d",
        "2024-01-31",
        "T10:00:00Z",
        "custom_fields.",
        ":",
        "now",
        "or",
    ]);
    vec(prop_oneof![8 => scraps.prop_map(str::to_owned), 1 => any::<String>()], 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_what_was_printed_gives_the_same_query(root in expr()) {
        let query = Query::of(root);
        let again = parse(&query.text, now());
        prop_assert_eq!(again, Ok(query));
    }

    #[test]
    fn no_text_makes_the_parser_panic_and_every_place_is_inside_the_text(text in scribble()) {
        match parse(&text, now()) {
            Ok(query) => {
                let again = parse(&query.to_string(), now()).map(|query| query.root);
                prop_assert_eq!(again, Ok(query.root));
            }
            Err(fault) => {
                let span = fault.span.clone().expect("a place");
                prop_assert!(text.get(span.clone()).is_some(), "{:?} in {:?}", span, text);
                prop_assert!(!fault.message.is_empty() && fault.hint.is_some(), "{:?}", fault);
            }
        }
    }

    #[test]
    fn a_quoted_text_is_that_text(text in text()) {
        let word = parse(&quote(&text), now()).map(|query| query.root);
        prop_assert_eq!(word, Ok(Expr::Term(Term::Word(text.clone()))));
        let value = Test::AnyOf(vec![Literal::Text(text.clone())]);
        let named = parse(&format!("name:{}", quote(&text)), now()).map(|query| query.root);
        prop_assert_eq!(named, Ok(Expr::Term(Term::Field { field: Field::Video(VideoField::Name), test: value })));
    }

    #[test]
    fn a_negation_is_the_opposite_or_as_undecided(expr in expr(), video in some_video()) {
        let plain = eval(&expr, &video);
        prop_assert_eq!(eval(&not(expr), &video), !plain);
    }

    #[test]
    fn de_morgan_holds_for_verdicts(a in expr(), b in expr(), video in some_video()) {
        let verdict = |expr: Expr| decided(&eval(&expr, &video));
        let neither = verdict(not(Expr::Or(vec![a.clone(), b.clone()])));
        prop_assert_eq!(neither, verdict(Expr::And(vec![not(a.clone()), not(b.clone())])));
        let not_both = verdict(not(Expr::And(vec![a.clone(), b.clone()])));
        prop_assert_eq!(not_both, verdict(Expr::Or(vec![not(a), not(b)])));
    }

    #[test]
    fn a_test_of_an_unknown_value_holds_in_neither_polarity(term in term()) {
        let nothing = Video::unknown(VideoId::new("1").unwrap(), "not read");
        let on_id = matches!(&term, Expr::Term(Term::Field { field: Field::Video(VideoField::Id), .. } | Term::Word(_)));
        if !on_id {
            prop_assert!(eval(&term, &nothing).undecided().is_some());
            prop_assert!(eval(&not(term), &nothing).undecided().is_some());
        }
    }

    #[test]
    fn knowing_less_never_changes_a_verdict_to_its_opposite(expr in expr(), video in some_video(), which in 0_u8..16) {
        let less = decided(&eval(&expr, &forget(video.clone(), which)));
        prop_assert!(less.is_none() || less == decided(&eval(&expr, &video)));
    }

    #[test]
    fn a_match_satisfies_every_required_condition(root in expr(), video in some_video()) {
        let query = Query::of(root);
        let all = query.required().into_iter().all(|part| eval(part, &video).is_true());
        prop_assert_eq!(eval(&query.root, &video).is_true(), all);
    }
}
