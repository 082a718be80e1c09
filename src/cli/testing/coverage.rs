//! How the conditions of policies came out over all tests.

use super::outcome::Ended;
use crate::report::Covered;

/// Every condition of every policy that a test ran, in the order of the policies and the conditions in them.
pub(super) fn covered(ended: &Ended<'_>) -> Vec<Covered> {
    let mut found: Vec<Covered> = Vec::new();
    for run in ended.tests.iter().flat_map(|test| &test.result.runs) {
        // Two conditions of a line may read alike: within a run their order tells them apart.
        let mut from = 0;
        for (site, note) in &run.conditions {
            let is_it =
                |known: &Covered| (&known.policy, known.line, &known.text) == (&site.policy, site.line, &site.text);
            let known = found.iter().skip(from).position(is_it).map(|at| from + at);
            if let Some(known) = known.and_then(|at| Some((at, found.get_mut(at)?))) {
                known.1.held += note.held;
                known.1.failed += note.failed;
                from = known.0 + 1;
            } else {
                found.push(Covered {
                    policy: site.policy.clone(),
                    line: site.line,
                    text: site.text.clone(),
                    held: note.held,
                    failed: note.failed,
                });
                from = found.len();
            }
        }
    }
    found.sort_by(|a, b| a.policy.cmp(&b.policy));
    found
}
