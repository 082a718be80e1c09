//! Loading: imports, files, and what is refused.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::fixture::{library, now};
use crate::script::{Policy, PolicySource, RunOptions, run};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) {
    let file = folder.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn load_error(folder: &tempfile::TempDir, name: &str) -> &'static str {
    PolicySource::load(&folder.path().join(name)).unwrap_err().code
}

fn said(source: &PolicySource) -> Vec<String> {
    let policy = Policy::compile(source).unwrap_or_else(|found| panic!("{found:#?}"));
    let outcome = run(&policy, Arc::new(library()), RunOptions::at(now())).unwrap_or_else(|found| panic!("{found:#?}"));
    outcome.messages.into_iter().map(|message| message.text).collect()
}

#[test]
fn what_runs_is_the_snapshot_that_was_loaded() {
    let dir = folder();
    write(&dir, "p.rhai", "import \"lib/x\" as x; print(x::one());");
    write(&dir, "lib/x.rhai", "import \"lib/y\" as y; fn one() { 1 }");
    write(&dir, "lib/y.rhai", "fn two() { 2 }");
    let source = PolicySource::load(&dir.path().join("p.rhai")).unwrap();
    assert_eq!(source.modules().len(), 2);
    let mut files = Vec::new();
    PolicySource::visit_files(&dir.path().join("p.rhai"), &mut |file| files.push(file.to_owned()));
    assert_eq!(files, ["p.rhai", "lib/x.rhai", "lib/y.rhai"].map(|name| dir.path().join(name)));
    write(&dir, "lib/x.rhai", "fn one() { 100 }");
    assert_eq!(said(&source), ["1"]);
    let later = PolicySource::load(&dir.path().join("p.rhai")).unwrap();
    assert_ne!(later.sha256(), source.sha256());
}

#[test]
fn files_that_cannot_be_policies_say_why() {
    let dir = folder();
    assert_eq!(load_error(&dir, "none.rhai"), "no-such-file");
    fs::create_dir(dir.path().join("d.rhai")).unwrap();
    assert_eq!(load_error(&dir, "d.rhai"), "not-a-file");
    fs::write(dir.path().join("bad.rhai"), [0x66, 0xff]).unwrap();
    assert_eq!(load_error(&dir, "bad.rhai"), "not-utf8");
    write(&dir, "big.rhai", &" ".repeat(2 << 20));
    assert_eq!(load_error(&dir, "big.rhai"), "file-too-large");
    write(&dir, "a.rhai", "import \"b\" as b;");
    write(&dir, "b.rhai", "import \"c\" as c;");
    write(&dir, "c.rhai", "import \"b\" as b;");
    assert_eq!(load_error(&dir, "a.rhai"), "import-cycle");
    write(&dir, "m.rhai", "import \"nothing\" as n;");
    assert_eq!(load_error(&dir, "m.rhai"), "no-such-file");
}

#[test]
fn nothing_outside_the_folder_can_be_read() {
    let dir = folder();
    write(&dir, "secret.txt", "x");
    write(&dir, "s/up.rhai", "import \"../other\" as o;");
    assert_eq!(load_error(&dir, "s/up.rhai"), "outside-folder");
    write(&dir, "s/abs.rhai", "import \"/etc/passwd\" as o;");
    assert_eq!(load_error(&dir, "s/abs.rhai"), "outside-folder");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.path().join("secret.txt"), dir.path().join("s/link.txt")).unwrap();
        write(&dir, "s/p.rhai", "try { read_lines(\"link.txt\"); } catch (e) { print(e.message); }");
        let source = PolicySource::load(&dir.path().join("s/p.rhai")).unwrap();
        assert_eq!(said(&source), ["\"link.txt\" leads out of the script's folder"]);
    }
}

#[test]
fn a_module_is_named_in_reasons_and_errors() {
    let module =
        "fn tidy(v) {\n  if v.has_master {\n    delete_master(v);\n  }\n}\nfn fail() {\n  let n = 0;\n  1 / n\n}";
    let text = |call: &str| format!("import \"lib/x\" as x;\nfor v in search(\"id:a\") {{ {call} }}");
    let go = |call: &str| {
        let source = PolicySource::from_text("p.rhai", &text(call), &[("lib/x", module)]);
        run(&Policy::compile(&source).unwrap(), Arc::new(library()), RunOptions::at(now()))
    };
    let reason = go("x::tidy(v);").unwrap().proposals.remove(0).reason;
    assert_eq!((reason.policy.as_str(), reason.line, reason.text.as_str()), ("lib/x", 2, "v.has_master"));
    let error = go("x::fail();").unwrap_err();
    let source = error.source.clone().unwrap();
    assert_eq!((source.name.as_ref(), source.position_of(error.span.clone().unwrap().start).0), ("lib/x", 8));
    assert_eq!(error.notes[1..], ["in `fail`, called on line 2"]);
    let codes = |text: &str, modules: &[(&str, &str)]| {
        let found = Policy::compile(&PolicySource::from_text("p", text, modules)).err().unwrap();
        found.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("import \"lib/\" + \"x\" as x;", &[]), ["import-not-literal"]);
    assert_eq!(codes("import \"lib/y\" as x;", &[]), ["no-such-file"]);
    assert_eq!(codes("import \"lib/x\" as x; x::tydi(1);", &[("lib/x", module)]), ["unknown-function"]);
    assert_eq!(codes("import \"y\" as y;", &[("y", "fn f(v) { delete_vidoe(v) }")]), ["unknown-function"]);
}

#[test]
fn lists_are_read_below_the_folder() {
    let dir = folder();
    write(&dir, "l.txt", "\u{feff}a\n\n b \r\n");
    write(&dir, "t.csv", "id,name\n1,\"x, y\"\n");
    write(&dir, "j.json", "{\"k\": [1, 2.5, null]}");
    write(
        &dir,
        "p.rhai",
        "print(read_lines(\"l.txt\").len()); print(read_csv(\"t.csv\")[0].name); print(read_json(\"j.json\").k[1]);",
    );
    assert_eq!(said(&PolicySource::load(&dir.path().join("p.rhai")).unwrap()), ["2", "x, y", "2.5"]);
}

#[test]
fn every_file_that_is_asked_for_is_heard_of_even_if_it_is_missing_and_none_outside() {
    let dir = folder();
    write(&dir, "p.rhai", "try { read_lines(\"../x\"); } catch {} read_lines(\"a.txt\"); read_json(\"lists/b.json\");");
    write(&dir, "a.txt", "one");
    let heard = Arc::new(std::sync::Mutex::new(Vec::new()));
    let listener = Arc::clone(&heard);
    let policy = Policy::compile(&PolicySource::load(&dir.path().join("p.rhai")).unwrap()).unwrap();
    let options = RunOptions {
        on_file: Some(Arc::new(move |file: &Path| listener.lock().unwrap().push(file.to_owned()))),
        ..RunOptions::at(now())
    };
    run(&policy, Arc::new(library()), options).unwrap_err();
    assert_eq!(*heard.lock().unwrap(), [dir.path().join("a.txt"), dir.path().join("lists/b.json")]);
}
