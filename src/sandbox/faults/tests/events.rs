//! What somebody else does to the library in the meantime.

use serde_json::Value;

use super::bench::{Ask, BOTH, Bench};
use crate::sandbox::Deed;
use crate::sandbox::faults::call::Dialect;

fn video(bench: &Bench, id: &str) -> Value {
    bench.ask(Dialect::Brightcove, Ask::Read(id)).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_changes_what_is_asked_for_right_before() {
    for dialect in BOTH {
        for (does, field, wanted) in [
            ("\"tag\"\ntag = \"keep\"", "tags", "keep"),
            ("\"rename\"\nname = \"Other\"", "name", "Other"),
            ("\"activate\"", "state", "ACTIVE"),
            ("\"deactivate\"", "state", "INACTIVE"),
            ("\"share\"", "sharing", "\"to_external_acct\":true"),
            ("\"untag\"", "tags", "[]"),
        ] {
            let text = format!("[[event]]\non = \"files\"\ntarget = \"asked\"\ndoes = {does}");
            let bench = Bench::new(&text).await;
            let id = bench.free();
            let before = video(&bench, &id);
            bench.ask(dialect, Ask::Files(&id));
            let after = video(&bench, &id);
            assert!(after[field].to_string().contains(wanted), "{does} {}", after[field]);
            assert_ne!(before["updated_at"], after["updated_at"], "{does}");
            let happened = bench.happened(&id);
            assert!(matches!(happened.as_slice(), [one] if one.deed == Deed::Changed && one.by_event), "{happened:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_touches_or_takes_away() {
    for dialect in BOTH {
        for (does, gone) in [
            ("touch", Vec::new()),
            ("remove", vec![Deed::Deleted]),
            ("remove_master", vec![Deed::FileDeleted("master".to_owned())]),
        ] {
            let bench = Bench::new(&format!("[[event]]\non = \"files\"\ntarget = \"asked\"\ndoes = \"{does}\"")).await;
            let id = bench.free();
            let before = video(&bench, &id);
            bench.ask(dialect, Ask::Files(&id));
            let after = video(&bench, &id);
            assert_ne!(before["updated_at"], after["updated_at"]);
            let deeds: Vec<Deed> =
                bench.happened(&id).into_iter().map(|one| one.deed).filter(|deed| *deed != Deed::Changed).collect();
            assert_eq!(deeds, gone, "{does}");
            assert_eq!(after["id"] == Value::Null, does == "remove");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_removes_all_renditions() {
    let bench = Bench::new("[[event]]\non = \"files\"\ntarget = \"asked\"\ndoes = \"remove_renditions\"").await;
    let id = bench.free();
    bench.ask(Dialect::Brightcove, Ask::Files(&id));
    let happened = bench.happened(&id);
    assert!(!happened.is_empty());
    assert!(happened.iter().all(|one| matches!(&one.deed, Deed::FileDeleted(file) if file.starts_with("rendition:"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_puts_videos_into_a_playlist() {
    let bench = Bench::new("[[event]]\non = \"files\"\ntarget = \"asked\"\ndoes = \"add_to_playlist\"").await;
    let id = bench.free();
    bench.ask(Dialect::Apsara, Ask::Files(&id));
    let lists = bench.ask_brightcove_path(&format!("/videos/{id}/references")).json();
    assert_eq!(lists["playlists"].as_array().map(Vec::len), Some(1));
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Delete(&id)).short(), (409, "REFERENCES_EXIST".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seed_chooses_the_same_videos_every_time() {
    async fn victims(seed: u64) -> Vec<String> {
        let text = format!("seed = {seed}\n[[event]]\non = \"count\"\nafter = 1\nvideos = 3\ndoes = \"remove\"");
        let bench = Bench::new(&text).await;
        bench.ask(Dialect::Apsara, Ask::Count);
        assert!(bench.sandbox.happened().unwrap().is_empty());
        bench.ask(Dialect::Apsara, Ask::Count);
        bench.sandbox.happened().unwrap().into_iter().map(|one| one.video).collect()
    }
    let chosen = victims(1).await;
    assert_eq!(chosen.len(), 3);
    assert_eq!(victims(1).await, chosen);
    assert_ne!(victims(2).await, chosen);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_told_by_the_ids_of_either_dialect() {
    let ids = Bench::new("").await.ids();
    let media = crate::sandbox::library::shelf::media_id(&ids[1]);
    let text = format!("[[event]]\non = \"count\"\nids = [\"{}\", \"{media}\", \"nobody\"]\ndoes = \"touch\"", ids[0]);
    let bench = Bench::new(&text).await;
    bench.ask(Dialect::Brightcove, Ask::Count);
    let touched: Vec<String> = bench.sandbox.happened().unwrap().into_iter().map(|one| one.video).collect();
    assert_eq!(touched, ids[..2]);
}
