//! Saved plans.

use std::path::Path;

use tempfile::tempdir;

use super::at;
use crate::store::PlanFolder;

#[test]
fn plans_are_listed_newest_first_and_nothing_else_is() {
    let folder = tempdir().unwrap();
    let plans = PlanFolder::of(folder.path());
    assert_eq!(plans.list().unwrap(), []);
    let old = PlanFolder::name_for(at(0), Path::new("scripts/old masters.rhai"), "sha256:1a2b3c4d5e");
    let new = PlanFolder::name_for(at(1), Path::new("a.rhai"), "sha256:ffff00001111");
    assert_eq!(old, "20261121T034600Z-old_masters-1a2b3c4d.json");
    plans.save(&old, |out| out.write_all(b"{\"old\":1}")).unwrap();
    let path = plans.save(&new, |out| out.write_all(b"{}")).unwrap();
    std::fs::write(path.with_file_name("notes.txt"), "x").unwrap();
    let names: Vec<String> = plans.list().unwrap().into_iter().map(|plan| plan.name).collect();
    assert_eq!(names, [new, old.clone()]);
    assert_eq!(plans.latest().unwrap().unwrap().path, path);
    plans.save(&old, |out| out.write_all(b"{}")).unwrap();
    assert_eq!(std::fs::read_to_string(path.with_file_name(old)).unwrap(), "{}", "no trace of the longer text");
}

#[cfg(unix)]
#[test]
fn a_saved_plan_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempdir().unwrap();
    let path = PlanFolder::of(folder.path()).save("a.json", |out| out.write_all(b"{}")).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
}
