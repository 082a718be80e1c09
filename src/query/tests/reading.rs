//! What texts mean, and how expressions are written.

use super::samples::{now, read};
use crate::model::VideoField;
use crate::query::{Expr, Field, Query, parse, quote};

/// The canonical form of a text.
fn canonical(text: &str) -> String {
    read(text).to_string()
}

#[test]
fn a_query_has_one_canonical_form() {
    let forms = [
        ("", ""),
        ("  a   AND b ", "a b"),
        ("+a -b NOT c", "a -b -c"),
        ("a OR b c", "a OR (b c)"),
        ("(a OR b) c", "(a OR b) c"),
        ("a (b c)", "a (b c)"),
        ("((a))", "a"),
        ("--a", "--a"),
        ("state:ACTIVE,Inactive", "state:active,inactive"),
        ("has_master:TRUE", "has_master:true"),
        ("delivery:*_origin", "delivery:dynamic_origin,static_origin,live_origin"),
        ("size:>=1.5GB", "size:>=1500000000"),
        ("duration:..10m", "duration:..600000ms"),
        ("updated_at:<-180d", "updated_at:<2024-01-02T12:00:00Z"),
        ("updated_at:..now", "updated_at:..2024-06-30T12:00:00Z"),
        ("created_at:2024-01-31..", "created_at:2024-01-31.."),
        ("created_at:\"2024-01-01\"..\"2024-02-01\"", "created_at:2024-01-01..2024-02-01"),
        ("created_at:2024-01-31T10:00:00+02:00", "created_at:2024-01-31T08:00:00Z"),
        ("created_at:2024-01-31\"T10:00:00Z\"..2024-02-01", "created_at:2024-01-31T10:00:00Z..2024-02-01"),
        ("name:**word**", "name:*word*"),
        ("name:*\"two words\"*", "name:*\"two words\"*"),
        ("name:**", "name:*"),
        ("name:*\"\"", "name:*"),
        ("name:\"*\"", "name:\"*\""),
        ("name:a*,b", "name:b OR name:a*"),
        ("custom_fields.subject:x", "custom_fields.subject:x"),
        ("custom_fields.\"odd name\":\"x y\"", "custom_fields.\"odd name\":\"x y\""),
        ("\"AND\" \"or\" \"-\"", "\"AND\" \"or\" \"-\""),
        (r#"name:"say \"hi\" \\o/""#, r#"name:"say \"hi\" \\o/""#),
        ("size:5GB \"b\" gb", "size:5000000000 \"b\" gb"),
        ("size:5GB b -size:<1KB b", "size:5000000000 \"b\" -size:<1000 \"b\""),
        ("war and peace", "war \"and\" peace"),
        ("reference_id:\"a,b\"", "reference_id:\"a,b\""),
    ];
    for (text, expected) in forms {
        assert_eq!(canonical(text), expected, "{text:?}");
        assert_eq!(canonical(expected), expected, "{text:?} is stable");
    }
}

#[test]
fn a_query_keeps_its_text() {
    let query = parse(" state:Active ", now()).unwrap();
    assert_eq!(&*query.text, " state:Active ");
    assert_eq!(query.to_string(), "state:active");
    assert_eq!(Query::of(query.root).text.as_ref(), "state:active");
}

#[test]
fn shapes_that_no_text_gives_keep_their_meaning_when_printed() {
    let word = || read("a");
    assert_eq!(Expr::And(vec![word()]).to_string(), "a");
    assert_eq!(Expr::Or(Vec::new()).to_string(), "-id:*");
    assert_eq!(Expr::And(vec![Expr::And(Vec::new()), word()]).to_string(), "id:* a");
    assert_eq!(Expr::And(vec![Expr::Or(Vec::new()), word()]).to_string(), "-id:* a");
    assert_eq!(Expr::Or(vec![Expr::And(vec![word()]), word()]).to_string(), "a OR a");
    assert_eq!(Expr::Not(Box::new(Expr::Or(vec![Expr::And(vec![word(), word()])]))).to_string(), "-(a a)");
}

#[test]
fn the_required_conditions_are_those_of_the_outermost_conjunction() {
    let query = parse("a (state:active -tags:keep) (b OR c)", now()).unwrap();
    let required: Vec<_> = query.required().into_iter().map(ToString::to_string).collect();
    assert_eq!(required, ["a", "state:active", "-tags:keep", "b OR c"]);
    assert_eq!(parse("a OR b", now()).unwrap().required().len(), 1);
    assert!(parse("", now()).unwrap().required().is_empty());
}

#[test]
fn a_query_lists_the_fields_that_it_reads() {
    let query = parse("state:active -(media_type:audio OR state:failed) custom_fields.x:*", now()).unwrap();
    let fields = [Field::Video(VideoField::State), Field::Video(VideoField::MediaType), Field::Custom("x".into())];
    assert_eq!(query.fields(), fields);
    assert!(query.names_field(VideoField::MediaType));
    assert!(!query.names_field(VideoField::Tags));
    let word = parse("news", now()).unwrap();
    assert_eq!(word.fields().len(), 5);
    assert!(!word.names_field(VideoField::Name));
}

#[test]
fn a_quoted_text_is_one_value_everywhere() {
    for text in ["two words", "a,b", "-x", "<5", "a..b", "*", "(", "\\", "\"", "OR", "a:b", "line\nbreak"] {
        assert_eq!(read(&quote(text)), read(&format!("(({}))", quote(text))));
        assert!(parse(&format!("name:{} tags:{0},{0}", quote(text)), now()).is_ok(), "{text:?}");
    }
}
