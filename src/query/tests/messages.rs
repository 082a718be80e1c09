//! What a person is told about a mistake.

use super::samples::now;
use crate::query::{MAX_QUERY_BYTES, parse};

/// The message about a text: place, message, label and hint, as lines.
fn told(text: &str) -> String {
    let fault = parse(text, now()).expect_err(text);
    let span = fault.span.clone().expect("a place");
    assert_eq!(fault.source.as_ref().expect("a source").name.as_ref(), "query");
    let place = text.get(span).expect("a place inside the text");
    format!("{place} | {} | {} | {}", fault.message, fault.label.unwrap_or_default(), fault.hint.unwrap_or_default())
}

#[test]
fn fields_and_words_are_suggested() {
    let cases = [
        (
            "udpated_at:<-1d",
            "udpated_at | unknown field `udpated_at` | not a field of a video | did you mean `updated_at`?",
        ),
        ("State:active", "State | unknown field `State` | not a field of a video | did you mean `state`?"),
        (
            "a has_digital_master:true",
            "has_digital_master | unknown field `has_digital_master` | not a field of a video | did you mean `has_master`?",
        ),
        (
            "delivery_type:remote",
            "delivery_type | unknown field `delivery_type` | not a field of a video | did you mean `delivery`?",
        ),
        ("title:x", "title | unknown field `title` | not a field of a video | did you mean `name`?"),
        ("-tag:x", "tag | unknown field `tag` | not a field of a video | did you mean `tags`?"),
        ("state:actve", "actve | unknown state `actve` | not a state | did you mean `active`?"),
        ("state:active,Blocked", "Blocked | unknown state `Blocked` | not a state | did you mean `inactive`?"),
        (
            "media_type:hologram",
            "hologram | unknown media_type `hologram` | not a media_type | `media_type` is one of video, audio, image, attached",
        ),
        (
            "delivery:*cloud*",
            "*cloud* | no delivery matches the pattern | holds for nothing | `delivery` is one of dynamic_origin, static_origin, live_origin, remote, stored, other",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text:?}");
    }
}

#[test]
fn a_field_that_is_like_none_gets_the_whole_list() {
    let told = told("https://example.com/x");
    assert!(told.starts_with("https | unknown field `https` | not a field of a video | a custom field is `custom_fields.https`; a text with a colon goes in quotes; the fields are id, name,"), "{told}");
}

#[test]
fn values_are_explained() {
    let order = "`<`, `>` and `..` work on created_at, updated_at, published_at, duration, size";
    let forms = "write `2024-01-31`, `2024-01-31T10:00:00Z`, `-180d`, `-36h` or `now`";
    let cases = [
        (
            "name:<5".to_owned(),
            format!("<5 | `name` has no order | a text | {order}; to find the text itself, put it in quotes"),
        ),
        (
            "tags:a..b".to_owned(),
            format!("a..b | `tags` has no order | a list of tags | {order}; to find the text itself, put it in quotes"),
        ),
        ("has_master:>true".to_owned(), format!(">true | `has_master` has no order | true or false | {order}")),
        ("created_at:soon".to_owned(), format!("soon | `soon` is not a time | not a time | {forms}")),
        ("state:<active".to_owned(), format!("<active | `state` has no order | one of a few words | {order}")),
        ("custom_fields:>5".to_owned(), format!(">5 | `custom_fields` has no order | a group of fields | {order}")),
        ("created_at:soon..now".to_owned(), format!("soon | `soon` is not a time | not a time | {forms}")),
        ("created_at:-1d..soon".to_owned(), format!("soon | `soon` is not a time | not a time | {forms}")),
        ("created_at:Tuesday".to_owned(), format!("Tuesday | `Tuesday` is not a time | not a time | {forms}")),
        ("created_at:20240131".to_owned(), format!("20240131 | `20240131` is not a time | not a time | {forms}")),
        ("created_at:2024-02-30".to_owned(), format!("2024-02-30 | `2024-02-30` is not a time | not a time | {forms}")),
    ];
    for (text, expected) in cases {
        assert_eq!(told(&text), expected, "{text:?}");
    }
}

#[test]
fn values_that_are_nearly_right_are_completed() {
    let cases = [
        (
            "has_master:yes",
            "yes | `has_master` is true or false, not `yes` | neither true nor false | did you mean `has_master:true`?",
        ),
        (
            "has_master:0",
            "0 | `has_master` is true or false, not `0` | neither true nor false | did you mean `has_master:false`?",
        ),
        (
            "has_master:perhaps",
            "perhaps | `has_master` is true or false, not `perhaps` | neither true nor false | write `has_master:true` or `has_master:false`",
        ),
        ("updated_at:<180d", "180d | `180d` is not a time | not a time | did you mean `-180d`?"),
        (
            "updated_at:<-6months",
            "-6months | `-6months` is not a time | not a time | the units of an age are `w`, `d`, `h`, `m` (minutes) and `s`, such as `-180d`",
        ),
        ("updated_at:<2024/01/31", "2024/01/31 | `2024/01/31` is not a time | not a time | did you mean `2024-01-31`?"),
        (
            "updated_at:<2024-01-31T10:00:00",
            "2024-01-31T10:00:00 | `2024-01-31T10:00:00` is not a time | not a time | add the time zone: `2024-01-31T10:00:00Z`",
        ),
        ("updated_at:>yesterday", "yesterday | `yesterday` is not a time | not a time | write the date: `2024-06-29`"),
        ("updated_at:<Today", "Today | `Today` is not a time | not a time | write the date: `2024-06-30`"),
        ("updated_at:<NOW", "NOW | `NOW` is not a time | not a time | did you mean `now`?"),
        (
            "updated_at:<-99999999999d",
            "-99999999999d | `-99999999999d` is not a time | not a time | the time is out of range",
        ),
        (
            "updated_at:-180d",
            "-180d | `-180d` is a single instant | before or after? | write `updated_at:<-180d` for earlier or `updated_at:>-180d` for later",
        ),
        (
            "duration:>90",
            "90 | `90` is not a running time | not a running time | write a number with a unit, such as `90s`, `10m` or `2h`",
        ),
        (
            "size:>5gigs",
            "5gigs | `5gigs` is not a size | not a size | write a number with a unit, such as `500MB` or `1.5GB`",
        ),
        ("size:>5 GB a", "5 GB | a space between a number and its unit | two terms | write `5GB`"),
        (
            "size:5GB..1GB",
            "5GB..1GB | a range that ends before it starts | holds for nothing | did you mean `size:1000000000..5000000000`?",
        ),
        (
            "created_at:2024-02-01..2024-01-01",
            "2024-02-01..2024-01-01 | a range that ends before it starts | holds for nothing | did you mean `created_at:2024-01-01..2024-02-01`?",
        ),
        (
            "created_at:2024-01-01..2024-02-01,2024-03-01",
            "2024-01-01..2024-02-01 | a range in a list of values | a range | join conditions with `OR`",
        ),
        (
            "size:>1GB..2GB",
            ">1GB..2GB | a comparison with a range | a range | write either the comparison or the range",
        ),
        ("size:..", ".. | a range without an end | open on both sides | write `size:*` for any value"),
        ("size:>1GB,2GB", ">1GB,2GB | a comparison with more than one value | a list | compare with one value"),
        ("size:5*", "5* | `size` cannot be matched by a pattern | a pattern | `*` works on texts and tags"),
        ("tags:a,*", "* | `*` in a list of values | any value | `tags:*` alone means that there is a value"),
        (
            "custom_fields:x",
            "x | `custom_fields` needs the name of a field | which field? | write `custom_fields.NAME:value`",
        ),
        (
            "name:\"\"",
            "\"\" | `name` is compared with an empty text | empty | write `-name:*` for videos that have none",
        ),
        (
            "name:*\"*\"",
            "\"*\" | a literal `*` inside a pattern | in quotes | take the star out of the quotes: there it stands for any text, a star included",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text:?}");
    }
}

#[test]
fn the_shape_of_a_query_is_explained() {
    let cases = [
        ("state:", "state: | `state` has no value | nothing follows | write `state:value`, or `state:*` for any value"),
        (
            "state: active",
            "state: | `state` has no value | nothing follows | write the value directly after the colon, without a space",
        ),
        ("tags:(a b)", "tags: | `tags` has no value | nothing follows | list values with commas: `tags:a,b`"),
        (
            "tags:a, b",
            ", | a value is missing beside the comma | nothing here | write values without spaces between them: `tags:a,b`",
        ),
        (
            "tags:,b",
            ", | a value is missing beside the comma | nothing here | write values without spaces between them: `tags:a,b`",
        ),
        (
            ":x",
            ": | no field before `:` | the name is missing | write `name:value`, or quote a text that holds a colon",
        ),
        ("a (b OR c", "( | this parenthesis is not closed | opened here | add the closing `)`"),
        ("a b)", ") | a parenthesis closes nothing | was never opened | remove it, or add `(` before the group"),
        ("a (", "( | this parenthesis is not closed | opened here | add the closing `)`"),
        (") a", ") | a parenthesis closes nothing | was never opened | remove it, or add `(` before the group"),
        ("a ()", "() | an empty group | nothing inside | remove the parentheses, or write a condition between them"),
        ("ä \"b", "\" | this quote is not closed | opened here | add the closing `\"`"),
        (
            r#"name:"C:\x""#,
            "\\ | a single backslash in quotes | escapes nothing | write `\\\\` for a backslash and `\\\"` for a quote",
        ),
        (
            "a OR",
            "OR | `OR` has nothing after it | a condition must follow | add a condition, or write `\"OR\"` to find the word",
        ),
        (
            "AND a",
            "AND | `AND` has nothing before it | a condition must come first | add a condition, or write `\"AND\"` to find the word",
        ),
        (
            "a OR OR b",
            "OR | `OR` has nothing after it | a condition must follow | add a condition, or write `\"OR\"` to find the word",
        ),
        (
            "state:active or tags:x",
            "or | `or` is a word here, not an operator | operators are upper case | write `OR`, or `\"or\"` to find the word",
        ),
        (
            "or tags:x",
            "or | `or` is a word here, not an operator | operators are upper case | write `OR`, or `\"or\"` to find the word",
        ),
        (
            "tags:x not",
            "not | `not` is a word here, not an operator | operators are upper case | write `NOT`, or `\"not\"` to find the word",
        ),
        (
            "a NOT",
            "NOT | `NOT` has nothing after it | a condition must follow | add a condition, or write `\"NOT\"` to find the word",
        ),
        (
            "a - b",
            "- | nothing follows `-` | stands alone | write `-term` without a space, or `\"-\"` to find the character",
        ),
        ("state=active", "state=active | no colon after `state` | not a condition | did you mean `state:active`?"),
        ("size>5GB", "size>5GB | no colon after `size` | not a condition | did you mean `size:>5GB`?"),
        ("*", "* | `*` without a field | no field | leave the query empty to mean every video"),
        (
            "*news*",
            "*news* | `*` without a field | no field | write `name:*news*`; a word alone is found anywhere in a text without `*`",
        ),
        (
            "updated_at:<days_ago(5)",
            "( | a parenthesis directly after a text | opens a group | put a space before the group, or quote a text that holds a parenthesis",
        ),
        (
            "a\"b\"",
            "\" | a quote in the middle of a word | starts a quoted text | put a space before the quote, or quote the whole text",
        ),
        (
            "news(a OR b)",
            "( | a parenthesis directly after a text | opens a group | put a space before the group, or quote a text that holds a parenthesis",
        ),
        (
            "\"a b\"c",
            "c | text directly after a quote | belongs to nothing | put a space after the closing quote, or write `\\\"` for a quote inside the text",
        ),
        ("a \"\"", "\"\" | an empty text finds nothing | empty | leave the query empty to mean every video"),
        (
            "\"name\":x",
            "\"name\" | a field name in quotes | not a field name | write the name of the field without quotes: `name:value`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text:?}");
    }
}

#[test]
fn only_a_number_and_its_unit_are_taken_for_a_size_with_a_space_in_it() {
    for text in
        ["size:>5 news", "size:>5 2024", "size:>5GB GB", "size:>5 \"GB\"", "name:*5 GB", "size:>5 (GB)", "GB size:>5"]
    {
        assert!(parse(text, now()).is_ok(), "{text:?}");
    }
}

#[test]
fn hostile_nesting_and_length_are_refused() {
    let group = "-".repeat(64) + "name:a,b*";
    for text in ["(".repeat(60_000), "-".repeat(60_000) + "a", "NOT ".repeat(10_000) + "a", group] {
        let fault = parse(&text, now()).expect_err("too deep");
        assert_eq!((fault.code, fault.message.as_str()), ("query-too-large", "nested more than 64 levels deep"));
    }
    assert!(parse(&("+".repeat(60_000) + "a"), now()).is_ok());
    assert!(parse(&(format!("{}a{}", "(".repeat(64), ")".repeat(64))), now()).is_ok());
    assert!(parse(&(format!("{}a{}", "(".repeat(65), ")".repeat(65))), now()).is_err());
    assert!(parse(&"(a) -b ".repeat(500), now()).is_ok(), "what stands side by side is not nested");
    assert!(parse(&" ".repeat(MAX_QUERY_BYTES), now()).is_ok());
    assert!(parse(&" ".repeat(MAX_QUERY_BYTES + 1), now()).is_err());
    let deepest = parse(&("-".repeat(63) + "name:a,b*"), now()).expect("deep enough");
    assert_eq!(parse(&deepest.to_string(), now()).map(|query| query.root), Ok(deepest.root));
    assert!(parse(&(format!("{}a{}", "(".repeat(60), ")".repeat(60))), now()).is_ok());
    let fault = parse(&"a ".repeat(MAX_QUERY_BYTES), now()).expect_err("too long");
    assert_eq!(fault.message, "the query has 131072 bytes, and at most 65536 are read");
    assert_eq!(fault.source, None);
}
