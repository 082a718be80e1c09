//! Pages that do not fit together.

use std::collections::BTreeSet;

use super::bench::{Ask, BOTH, Bench};
use crate::sandbox::faults::call::Dialect;

fn page(bench: &Bench, dialect: Dialect, number: usize) -> Vec<String> {
    let body = bench.ask(dialect, Ask::List(number)).json();
    let (list, id) = match dialect {
        Dialect::Brightcove => (&body, "id"),
        Dialect::Apsara => (&body["MediaList"], "MediaId"),
    };
    list.as_array().unwrap().iter().map(|item| item[id].as_str().unwrap().to_owned()).collect()
}

fn counted(bench: &Bench, dialect: Dialect) -> u64 {
    let body = bench.ask(dialect, Ask::Count).json();
    body["count"].as_u64().or(body["Total"].as_u64()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_page_lacks_items_while_the_count_stays() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"list\"\nafter = 1\ndoes = \"short_page\"\nitems = 3").await;
        let whole = page(&bench, dialect, 0);
        let count = counted(&bench, dialect);
        assert_eq!(page(&bench, dialect, 0), whole[..7]);
        assert_eq!(counted(&bench, dialect), count);
        assert_eq!(page(&bench, dialect, 0), whole);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_repeats_items_of_the_one_before() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"list\"\nafter = 2\ndoes = \"duplicates\"\nitems = 4").await;
        let right = page(&bench, dialect, 1);
        let first = page(&bench, dialect, 0);
        let wrong = page(&bench, dialect, 1);
        assert_eq!(wrong[..6], right[..6]);
        assert!(wrong[6..].iter().all(|id| first.contains(id)), "{wrong:?}");
        assert_eq!(page(&bench, dialect, 1), right);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_videos_move_all_others() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"list\"\nafter = 2\ndoes = \"shuffle\"\nitems = 2").await;
        let count = counted(&bench, dialect);
        let before: Vec<String> = [page(&bench, dialect, 0), page(&bench, dialect, 1)].concat();
        let after: Vec<String> = [page(&bench, dialect, 0), page(&bench, dialect, 1)].concat();
        assert_ne!(before, after);
        assert_eq!(counted(&bench, dialect), count + 2);
        let both: BTreeSet<&String> = before.iter().chain(&after).collect();
        assert!(both.len() > before.len());
    }
}
