//! What a script selects although something is unknown, it selects whatever the unknown turns out to be.

use std::collections::BTreeSet;

use super::fixture::{days_ago, library_of, run_on, video};
use crate::model::{Known, Text, Video, VideoState};

/// Videos a library.
const VIDEOS: usize = 120;
/// Other values that the unknown ones are tried with.
const COMPLETIONS: usize = 4;

const CONDITIONS: [&str; 34] = [
    "v.updated_at < days_ago(100)",
    "!(v.updated_at >= days_ago(100))",
    "v.updated_at != date(\"2025-01-01\")",
    "if v.updated_at > days_ago(100) { false } else { true }",
    "switch v.state { \"active\" => false, _ => true }",
    "(v.category ?? \"none\") == \"none\"",
    "!(v.state in [\"active\", \"failed\"])",
    "v.state != \"active\"",
    "`${v.name}`.len() < 9",
    "(\"\" + v.name).len() < 9",
    "!v.has_tag(\"keep\")",
    "!v.tags.contains(\"keep\")",
    "v.tags.is_empty()",
    "v.tags.len() == 0",
    "v.tags.all(|t| t != \"keep\")",
    "v.tags.filter(|t| t == \"keep\").len() == 0",
    "v.category == ()",
    "v.category != \"x\"",
    "v.size == () || v.size < 5",
    "!(v.size > 5)",
    "!(v.duration > seconds(50))",
    "v.duration?.seconds != 50.0",
    "days_since(v.created_at) > 100",
    "!(days_since(v.created_at) <= 100)",
    "v.custom_fields.subject != \"sport\"",
    "!v.has_master",
    "v.has_master != true",
    "[v].filter(|w| !(w.size > 5)).len() == 1",
    "v.updated_at < days_ago(100) && !(v.size > 5)",
    "v.state == \"failed\" || v.updated_at < days_ago(300)",
    "!(v.state == \"active\" && v.size > 5)",
    "{ let young = true; try { young = v.updated_at > days_ago(100); } catch { young = false; } !young }",
    "{ let at = v.updated_at; !(at > days_ago(100)) }",
    "count(\"id:\" + v.id + \" state:active\") == 0",
];

fn told<T>(rng: &mut fastrand::Rng, value: T) -> Known<T> {
    if rng.u8(..) < 40 { Known::Absent } else { Known::Value(value) }
}

/// A video of which everything that the conditions ask for is known.
fn whole(rng: &mut fastrand::Rng, number: usize) -> Video {
    let mut video = video(&format!("v{number}"), 0);
    let age = |rng: &mut fastrand::Rng| days_ago(rng.i64(1..500));
    video.updated_at = Known::Value(age(rng));
    let (created, published) = (age(rng), age(rng));
    video.created_at = told(rng, created);
    video.published_at = told(rng, published);
    let state = rng.choice(VideoState::ALL).expect("a state");
    video.state = Known::Value(*state);
    let tags: Vec<Text> = if rng.bool() { vec!["keep".into()] } else { Vec::new() };
    video.tags = told(rng, tags);
    let name = if rng.bool() { "short" } else { "a longer title" };
    video.name = Known::Value(name.into());
    let category: Text = if rng.bool() { "x" } else { "y" }.into();
    video.category = told(rng, category);
    let (size, duration) = (rng.u64(0..10), rng.u64(0..100_000));
    video.size = told(rng, size);
    video.duration = told(rng, duration);
    video.has_master = Known::Value(rng.bool());
    let subject: Text = if rng.bool() { "sport" } else { "news" }.into();
    video.custom_fields = told(rng, [("subject".into(), subject)].into());
    video
}

/// The video with the fields of a mask taken from another.
fn mixed(video: &Video, other: &Video, mask: u16) -> Video {
    let mut video = video.clone();
    let other = other.clone();
    let takes = |bit: u16| mask & (1 << bit) != 0;
    macro_rules! take {
        ($($bit:literal $field:ident)+) => { $(if takes($bit) { video.$field = other.$field; })+ };
    }
    take!(0 updated_at 1 created_at 2 published_at 3 state 4 tags 5 name 6 category 7 size 8 duration);
    take!(9 has_master 10 custom_fields);
    video
}

fn selected(videos: Vec<Video>, condition: &str) -> BTreeSet<String> {
    let text = format!("search().filter(|v| {condition}).each(|v| delete_video(v));");
    let outcome = run_on(library_of(videos), &text).unwrap_or_else(|error| panic!("{condition}: {error:#?}"));
    outcome.proposals.iter().map(|proposal| proposal.video.id.to_string()).collect()
}

#[test]
fn what_is_selected_despite_unknown_values_is_selected_whatever_they_turn_out_to_be() {
    let mut rng = fastrand::Rng::with_seed(7);
    let mut deleted = 0;
    for condition in CONDITIONS {
        let videos: Vec<Video> = (0..VIDEOS).map(|number| whole(&mut rng, number)).collect();
        let masks: Vec<u16> = videos.iter().map(|_| rng.u16(..) & rng.u16(..)).collect();
        let nothing = |video: &Video| Video::unknown(video.id.clone(), "not read");
        let forgotten = videos.iter().zip(&masks).map(|(video, mask)| mixed(video, &nothing(video), *mask));
        let chosen = selected(forgotten.collect(), condition);
        deleted += chosen.len();
        for _ in 0..COMPLETIONS {
            let completed = videos.iter().zip(&masks).enumerate();
            let completed = completed.map(|(number, (video, mask))| mixed(video, &whole(&mut rng, number), *mask));
            let then = selected(completed.collect(), condition);
            let lost: Vec<_> = chosen.difference(&then).collect();
            assert!(lost.is_empty(), "{condition}: {lost:?} would not be selected with other values");
        }
    }
    assert!(deleted > CONDITIONS.len() * 10, "the conditions select something: {deleted}");
}
