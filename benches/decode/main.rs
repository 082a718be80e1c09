//! The time that it takes to translate one page of a listing.

mod page;

use std::hint::black_box;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use vodsweep::provider::brightcove::decode_page;

use page::{VIDEOS, page};

fn main() {
    divan::main();
}

#[divan::bench]
fn decode_a_page_of_a_hundred_videos(bencher: Bencher<'_, '_>) {
    let body = page(0);
    bencher.counter(ItemsCount::new(VIDEOS)).counter(BytesCount::of_str(&body)).bench_local(|| {
        match decode_page(black_box(&body)) {
            Ok(videos) => videos.len(),
            Err(fault) => panic!("{fault}"),
        }
    });
}

/// What a detour over values of unknown shape would cost before anything is translated.
#[divan::bench]
fn parse_a_page_into_json_values(bencher: Bencher<'_, '_>) {
    let body = page(0);
    bencher
        .counter(ItemsCount::new(VIDEOS))
        .counter(BytesCount::of_str(&body))
        .bench_local(|| serde_json::from_str::<serde_json::Value>(black_box(&body)).is_ok());
}
