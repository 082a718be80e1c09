//! Connections that break, hang or dribble, and a port that is closed.

use std::time::{Duration, Instant};

use super::bench::{Ask, BOTH, Bench, Got};

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_comes_before_or_after_the_request_is_carried_out() {
    for dialect in BOTH {
        for (word, applied) in [("reset_before", false), ("reset_after", true)] {
            let bench = Bench::new(&format!("[[fault]]\non = \"delete_video\"\ndoes = \"{word}\"")).await;
            let id = bench.free();
            assert_eq!(bench.ask(dialect, Ask::Delete(&id)), Got::Reset, "{word} {dialect:?}");
            assert_eq!(bench.is_gone(&id), applied, "{word} {dialect:?}");
            assert_eq!(bench.faulted(), [(word, 0)]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_request_is_carried_out_right_before_a_further_one() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"delete_video\"\ndoes = \"apply_late\"\nrequests = 2").await;
        let id = bench.free();
        assert_eq!(bench.ask(dialect, Ask::Delete(&id)), Got::Reset);
        let there = |got: Got| matches!(got, Got::Answer { status: 200, .. });
        assert!(there(bench.ask(dialect, Ask::Read(&id))) && !bench.is_gone(&id));
        assert!(!there(bench.ask(dialect, Ask::Read(&id))) && bench.is_gone(&id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_port_refuses_and_opens_again() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"delete_video\"\ndoes = \"refuse\"\nmilliseconds = 150").await;
        let id = bench.free();
        let begun = Instant::now();
        let idle = std::net::TcpStream::connect(bench.server.addr()).unwrap();
        assert_eq!(bench.ask(dialect, Ask::Delete(&id)), Got::Reset);
        assert_eq!(bench.ask(dialect, Ask::Read(&id)), Got::Refused);
        let mut byte = [0];
        let dropped = std::io::Read::read(&mut &idle, &mut byte);
        assert!(matches!(dropped, Ok(0) | Err(_)), "existing connections end too");
        while bench.ask(dialect, Ask::Read(&id)) == Got::Refused {
            std::thread::yield_now();
        }
        assert!(begun.elapsed() >= Duration::from_millis(150));
        assert!(matches!(bench.ask(dialect, Ask::Read(&id)), Got::Answer { status: 200, .. }));
        assert!(!bench.is_gone(&id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stall_ends_with_the_answer_or_with_a_gateway_that_gave_up() {
    for (dialect, good) in BOTH.into_iter().zip([204, 200]) {
        for applied in [false, true] {
            let does = format!("does = \"stall\"\nmilliseconds = 60\napplied = {applied}");
            let bench = Bench::new(&format!("[[fault]]\non = \"delete_video\"\n{does}")).await;
            let id = bench.free();
            let begun = Instant::now();
            let got = bench.ask(dialect, Ask::Delete(&id));
            assert!(begun.elapsed() >= Duration::from_millis(60));
            assert_eq!(got.short().0, if applied { good } else { 504 });
            assert_eq!(bench.is_gone(&id), applied);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_body_is_whole_in_the_end() {
    for dialect in BOTH {
        let does = "does = \"slow\"\npieces = 5\nmilliseconds = 10";
        let bench = Bench::new(&format!("[[fault]]\non = \"list\"\nafter = 1\n{does}")).await;
        let quick = bench.ask(dialect, Ask::List(0));
        let begun = Instant::now();
        let slow = bench.ask(dialect, Ask::List(0));
        assert!(begun.elapsed() >= Duration::from_millis(50));
        let items = |got: &Got| got.json().as_array().or(got.json()["MediaList"].as_array()).map(Vec::len);
        assert_eq!((items(&quick), items(&slow)), (Some(10), Some(10)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_cut_on_the_wire_or_in_its_text() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"list\"\ndoes = \"truncate\"").await;
        let Got::Cut(text) = bench.ask(dialect, Ask::List(0)) else { panic!("it is cut") };
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK") && !body.is_empty(), "the head is whole: {head}");
        let bench = Bench::new("[[fault]]\non = \"list\"\ndoes = \"truncate\"\ncut = \"json\"").await;
        let got = bench.ask(dialect, Ask::List(0));
        let Got::Answer { status: 200, body, .. } = &got else { panic!("{got:?}") };
        assert!(!body.is_empty() && got.json().is_null(), "its length is right and its text is not");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_body_is_cut_in_its_head() {
    for (dialect, cut) in BOTH.into_iter().zip(["body", "json"]) {
        let text = format!("[[fault]]\non = \"delete_video\"\ndoes = \"truncate\"\ncut = \"{cut}\"");
        let bench = Bench::new(&text).await;
        let id = bench.free();
        let got = bench.ask(dialect, Ask::Delete(&id));
        let whole = matches!(&got, Got::Answer { status: 200, .. } if got.json().is_null());
        assert!(whole || got == Got::Cut("HTTP/1.1 2".to_owned()), "{got:?}");
        assert!(bench.is_gone(&id), "what is cut is the answer");
    }
}
