//! What a plan keeps of the files that go: nothing else will remain of them.

use std::sync::Arc;

use super::{files, plan, propose, video};
use crate::model::{Action, AssetKind, Assets, Known, Video};
use crate::plan::Plan;

/// Files of a video with the platform's own objects, one of them with a signed address.
fn described(video: &Video) -> Assets {
    let mut assets = files(video, &[("r1", 1)]);
    for (kind, native) in [
        (AssetKind::Master, r#"{"id":"m","size":5000}"#),
        (
            AssetKind::Rendition,
            r#"{"id":"r1","src":"https://p/r1.mp4?Signature=x","note":"{\"u\":\"http://p/a?token=y\"}"}"#,
        ),
    ] {
        let Known::Value(found) = assets.of(kind) else { panic!("no {kind}") };
        let mut file = found[0].as_ref().clone();
        file.native = native.into();
        assets.set(kind, Known::Value(vec![Arc::new(file)]));
    }
    assets
}

fn natives(plan: &Plan) -> Vec<Vec<(&str, &str)>> {
    plan.entries
        .iter()
        .map(|entry| entry.files.iter().map(|file| (file.kind.as_str(), file.native.as_ref())).collect())
        .collect()
}

#[test]
fn the_files_that_go_are_kept_as_the_platform_described_them_without_signatures() {
    let video = video("1");
    let assets = described(&video);
    let master = ("master", r#"{"id":"m","size":5000}"#);
    let rendition = ("rendition", r#"{"id":"r1","src":"https://p/r1.mp4","note":"{\"u\":\"http://p/a\"}"}"#);
    let whole = plan(vec![propose(Action::DeleteVideo, &video, &assets, None)]);
    assert_eq!(natives(&whole), [[master, rendition]]);
    let one = plan(vec![propose(Action::DeleteMaster, &video, &assets, None)]);
    assert_eq!(natives(&one), [[master]]);
    assert_eq!(Plan::from_json(&one.to_json().expect("text")).expect("a plan"), one);
    assert!(one.is_intact());
}

#[test]
fn a_plan_without_files_is_written_as_before() {
    let video = video("1");
    // Nothing was said of these files beside their ids and sizes.
    let plan = plan(vec![propose(Action::DeleteVideo, &video, &files(&video, &[("r1", 1)]), None)]);
    let text = plan.to_json().expect("text");
    assert!(!text.contains("\"files\""), "{text}");
    assert_eq!(Plan::from_json(&text).expect("a plan"), plan, "and what was written before is still read");
}
