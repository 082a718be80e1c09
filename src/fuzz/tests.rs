//! Replays the seeds, and every input that once broke something.

use std::fs;
use std::path::Path;

use super::{TARGETS, run};

#[test]
fn every_seed_and_every_former_finding_keeps_its_property() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzz");
    for (name, _) in TARGETS {
        let mut inputs: Vec<_> = fs::read_dir(root.join(name))
            .unwrap_or_else(|error| panic!("{name} has no seeds: {error}"))
            .map(|entry| entry.expect("a readable entry").path())
            .collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{name} has no seeds");
        for input in inputs {
            let data = fs::read(&input).expect("a readable seed");
            assert!(data.len() <= 4_096, "{} is no small seed", input.display());
            let outcome = std::panic::catch_unwind(|| run(name, &data));
            assert!(outcome.is_ok(), "{} breaks a property of {name}", input.display());
        }
    }
}
