//! A sealed place to run the program in: its own folder, its own environment, a fixed width.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A folder of its own with the ready-made policies in it.
pub struct World {
    folder: TempDir,
}

/// What one call of the program gave.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let scripts = folder.path().join("scripts");
        fs::create_dir(&scripts).expect("a folder");
        let ready_made = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
        for entry in fs::read_dir(ready_made).expect("the policies") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                fs::copy(&path, scripts.join(path.file_name().expect("a name"))).expect("a copy");
            }
        }
        let fixtures = folder.path().join("tests/fixtures");
        fs::create_dir_all(&fixtures).expect("a folder");
        let clips = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/brightcove_clips.json");
        fs::copy(clips, fixtures.join("brightcove_clips.json")).expect("a copy");
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    /// The program with these arguments, not started yet.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vodsweep"));
        command.args(args).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.folder.path()).env("COLUMNS", "100");
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        ran(&self.command(args).output().expect("the program starts"))
    }

    /// Runs a call that has to succeed, and gives its standard output.
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?} failed\n{}\n{}", ran.out, ran.err);
        ran.out
    }

    /// Runs a call that has to succeed, and reads its standard output as JSON.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let text = self.ok(args);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}\n{text}"))
    }

    /// Plans a script and gives the saved plan.
    pub fn plan(&self, script: &str, out: &str) -> serde_json::Value {
        self.json(&["plan", script, "--out", out, "--format", "json"])
    }

    /// The digits that confirm a plan.
    pub fn digits(plan: &serde_json::Value) -> String {
        let id = plan["id"].as_str().expect("an id");
        id.trim_start_matches("sha256:")[..12].to_owned()
    }

    pub fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }
}

pub fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Stops a program when the test ends, however it ends.
pub struct Stopped(pub Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
