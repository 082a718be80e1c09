//! What the reader of files understands, and what it says about the rest.

use std::time::Duration;

use crate::sandbox::Faults;
use crate::sandbox::faults::does::{Bad, Cut, Does, Shape};
use crate::sandbox::faults::sort::Sort;
use crate::sandbox::faults::when::{Hits, On};

fn does(text: &str) -> Does {
    let text = format!("[[fault]]\non = \"list\"\ndoes = {text}");
    Faults::parse(&text).unwrap_or_else(|mistake| panic!("{text}: {mistake}")).sections.remove(0).does
}

#[test]
fn every_fault_is_read_with_its_usual_measures() {
    let answer = |bad| Does::Answer { bad, applied: false };
    let second = Duration::from_secs(1);
    for (text, wanted) in [
        ("\"too_many_requests\"", answer(Bad::TooMany { retry_after: None })),
        ("\"too_many_requests\"\nretry_after_seconds = 1", answer(Bad::TooMany { retry_after: Some(second) })),
        ("\"internal_error\"\napplied = true", Does::Answer { bad: Bad::Internal, applied: true }),
        ("\"web_page\"", answer(Bad::Page { status: 502 })),
        ("\"garbage\"", answer(Bad::Garbage(Shape::Text))),
        ("\"garbage\"\nshape = \"list\"", answer(Bad::Garbage(Shape::List))),
        ("\"refuse\"\nmilliseconds = 1000", Does::Refuse(second)),
        ("\"apply_late\"", Does::ApplyLate { requests: 1 }),
        ("\"stall\"\nmilliseconds = 1000", Does::Stall { time: second, applied: false }),
        ("\"slow\"", Does::Slow { pieces: 8, pause: Duration::ZERO }),
        ("\"truncate\"", Does::Truncate(Cut::Body)),
        ("\"truncate\"\ncut = \"json\"", Does::Truncate(Cut::Json)),
        ("\"short_page\"", Does::ShortPage { items: 1 }),
        ("\"duplicates\"\nitems = 5", Does::Duplicates { items: 5 }),
        ("\"shuffle\"", Does::Shuffle { items: 2 }),
    ] {
        assert_eq!(does(text), wanted, "{text}");
    }
}

#[test]
fn every_word_is_read_as_itself() {
    for word in Does::WORDS {
        let more = match word {
            "error" => "\ncode = \"Odd\"",
            "refuse" | "stall" => "\nmilliseconds = 1",
            _ => "",
        };
        assert_eq!(does(&format!("\"{word}\"{more}")).word(), word);
    }
}

#[test]
fn a_section_says_which_requests_it_hits() {
    let when =
        |text: &str| Faults::parse(&format!("[[fault]]\ndoes = \"ignore\"\n{text}")).unwrap().sections.remove(0).when;
    assert_eq!(when("on = \"any\"").on, On::Any);
    assert_eq!(when("on = \"delete_master\"").on, On::Sort(Sort::DeleteMaster));
    assert_eq!(when("on = \"DeleteStream\"").on, On::Operation("DeleteStream".to_owned()));
    assert_eq!(when("on = \"any\"").hits, Hits::After { after: 0, times: 1 });
    assert_eq!(when("on = \"any\"\nafter = 2\ntimes = \"always\"").hits, Hits::After { after: 2, times: u64::MAX });
    assert_eq!(when("on = \"any\"\nchance = 0.25").hits, Hits::Chance { chance: 0.25, after: 0, times: u64::MAX });
    assert_eq!(when("on = \"any\"\nids = [\"6\"]").ids, ["6"]);
    assert!(Faults::parse("").unwrap().is_empty());
}

#[test]
fn a_mistake_is_told_with_its_line_and_what_was_meant() {
    let told = |text: &str| Faults::parse(text).unwrap_err().to_string();
    let fault = |lines: &str| told(&format!("seed = 2\n\n[[fault]]\n{lines}"));
    for (lines, said) in [
        ("on = \"delte\"\ndoes = \"ignore\"", r#"line 4: on "delte" is not known; did you mean "delete"?"#),
        (
            "on = \"DeleteStreams\"\ndoes = \"ignore\"",
            r#"line 4: on "DeleteStreams" is not known; did you mean "DeleteStream"?"#,
        ),
        (
            "on = \"any\"\ndoes = \"reset_befor\"",
            r#"line 5: does "reset_befor" is not known; did you mean "reset_before"?"#,
        ),
        ("on = \"any\"\ndoes = \"ignore\"\npieces = 3", r#"line 6: pieces means nothing to does = "ignore""#),
        (
            "on = \"any\"\ndoes = \"ignore\"\naftr = 3",
            r#"line 6: the field "aftr" is not known; did you mean "after"?"#,
        ),
        ("does = \"ignore\"", "line 3: on is missing"),
        ("on = \"any\"", "line 3: does is missing"),
        ("on = \"any\"\nchance = 2.0\ndoes = \"ignore\"", "line 5: chance = 2.0: write a number from 0 to 1"),
        (
            "on = \"any\"\ntimes = 0\ndoes = \"ignore\"",
            r#"line 5: times = 0: write a whole number from 1 on, or "always""#,
        ),
        ("on = \"any\"\ndoes = \"stall\"", r#"line 3: milliseconds is missing: how long does "stall" last?"#),
        ("on = \"any\"\ndoes = \"error\"", r#"line 3: code is missing, such as "BAD_VALUE""#),
        ("on = \"any\"\ndoes = \"web_page\"\nstatus = 99", "line 6: status = 99: write an HTTP status from 200 to 599"),
        (
            "on = \"read\"\ndoes = \"short_page\"",
            r#"line 3: does = "short_page" is about pages, so it needs on = "list""#,
        ),
        ("on = \"any\"\nids = []\ndoes = \"ignore\"", "line 3: ids is empty; leave it out, or name some"),
    ] {
        assert_eq!(fault(lines), said, "{lines}");
    }
    let event = |lines: &str| told(&format!("[[event]]\n{lines}"));
    let whom = r#"line 1: say whom it happens to by one of target = "asked", videos = N and ids = […]"#;
    assert_eq!(event("on = \"any\"\ndoes = \"touch\""), whom);
    assert_eq!(event("on = \"any\"\ndoes = \"touch\"\nvideos = 1\nids = [\"6\"]"), whom);
    assert_eq!(
        event("on = \"any\"\ndoes = \"tag\"\nvideos = 1"),
        r#"line 1: tag is missing: which one does "tag" mean?"#
    );
    assert_eq!(
        event("on = \"any\"\ndoes = \"rmove\"\nvideos = 1"),
        r#"line 3: does "rmove" is not known; did you mean "remove"?"#
    );
    assert!(told("[[fault]]\non = ").starts_with("line 2: "));
    assert!(told("[[falt]]\non = \"any\"").starts_with("line 1: "), "{}", told("[[falt]]\non = \"any\""));
}
