//! Where the configuration and the state folder are.

use std::path::{Path, PathBuf};

/// The name of the configuration file.
const FILE_NAME: &str = "vodsweep.toml";
/// The name of the state folder.
const STATE_NAME: &str = ".vodsweep";

/// The paths that a command works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The configuration file; `None` when there is none and the built-in accounts are used.
    pub config: Option<PathBuf>,
    /// The state folder; it need not exist yet.
    pub state_dir: PathBuf,
}

impl Located {
    /// Finds both: an explicit file, else `vodsweep.toml` in `cwd` or the nearest parent, else in the user's
    /// configuration folder. The state folder is explicit or next to the configuration.
    #[must_use]
    pub fn find(cwd: &Path, config: Option<&Path>, state_dir: Option<&Path>, user_dir: Option<&Path>) -> Self {
        let config = config.map(Path::to_path_buf).or_else(|| {
            cwd.ancestors()
                .map(|folder| folder.join(FILE_NAME))
                .chain(user_dir.map(|folder| folder.join("vodsweep").join(FILE_NAME)))
                .find(|path| path.is_file())
        });
        let home = config.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        let state_dir = match state_dir {
            Some(folder) => folder.to_path_buf(),
            None => home.unwrap_or(cwd).join(STATE_NAME),
        };
        Self { config, state_dir }
    }
}

/// The user's configuration folder by the conventions of the operating system.
#[must_use]
pub fn user_dir(env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CONFIG_HOME")
        .or_else(|| if cfg!(windows) { set("APPDATA") } else { None })
        .or_else(|| set("HOME").map(|home| home.join(".config")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_parent_wins_over_the_user_folder() {
        let dir = tempfile::tempdir().expect("a folder");
        let deep = dir.path().join("a/b");
        let user = dir.path().join("user");
        std::fs::create_dir_all(&deep).expect("folders");
        std::fs::create_dir_all(user.join("vodsweep")).expect("folders");
        std::fs::write(user.join("vodsweep/vodsweep.toml"), "").expect("a file");
        let found = Located::find(&deep, None, None, Some(&user));
        assert_eq!(found.config, Some(user.join("vodsweep/vodsweep.toml")));
        assert_eq!(found.state_dir, user.join("vodsweep/.vodsweep"));
        std::fs::write(dir.path().join("a/vodsweep.toml"), "").expect("a file");
        let found = Located::find(&deep, None, None, Some(&user));
        assert_eq!(found.config, Some(dir.path().join("a/vodsweep.toml")));
        assert_eq!(found.state_dir, dir.path().join("a/.vodsweep"));
    }

    #[test]
    fn without_a_configuration_state_lies_in_the_current_folder() {
        let dir = tempfile::tempdir().expect("a folder");
        let found = Located::find(dir.path(), None, None, None);
        assert_eq!(found, Located { config: None, state_dir: dir.path().join(".vodsweep") });
    }
}
