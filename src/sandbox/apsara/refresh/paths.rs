//! What a refresh names: addresses, directories or patterns, one a line.

use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;

/// So many lines may be submitted at once.
const AT_MOST: usize = 1000;

/// What kind of copies a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
    Regex,
    /// Like files, whatever the query string of the copy.
    IgnoreParams,
}

impl Kind {
    /// The word of the request, in any letter case.
    fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::File, Self::Directory, Self::Regex, Self::IgnoreParams];
        all.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word)).ok_or_else(|| {
            let message = format!("The specified ObjectType {word} is not supported.");
            Fault::new(400, "InvalidObjectType.ValueNotSupported", message)
        })
    }

    /// The word of the list of tasks.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Regex => "regex",
            Self::IgnoreParams => "ignoreparams",
        }
    }

    /// Which of the two quotas it counts against. For patterns that is not documented; they reach as far as directories.
    pub(super) const fn counts_as_directory(self) -> bool {
        matches!(self, Self::Directory | Self::Regex)
    }
}

/// What a refresh names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paths {
    pub(super) kind: Kind,
    /// Without repetitions, in the order given.
    pub(super) paths: Vec<String>,
}

impl Paths {
    /// Reads `ObjectPath` and `ObjectType`. All lines have to be good.
    pub(super) fn of(params: &Params) -> Result<Self, Fault> {
        let kind = params.text("ObjectType").map_or(Ok(Kind::File), Kind::of)?;
        let text = params.text("ObjectPath").ok_or_else(|| Fault::missing_parameter("ObjectPath"))?;
        let mut paths: Vec<String> = Vec::new();
        for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            if !is_good(line, kind) {
                return Err(malformed(&format!("The specified ObjectPath {line} is malformed.")));
            }
            if !paths.iter().any(|known| known == line) {
                paths.push(line.to_owned());
            }
        }
        match paths.len() {
            0 => Err(malformed("The specified ObjectPath names nothing.")),
            1..=AT_MOST => Ok(Self { kind, paths }),
            // The number is documented, the code for more is not.
            _ => Err(malformed(&format!("ObjectPath has more than {AT_MOST} lines."))),
        }
    }
}

fn malformed(message: &str) -> Fault {
    Fault::new(400, "InvalidObjectPath.Malformed", message)
}

/// The domain of an address, whose scheme may be left out.
pub(super) fn domain(path: &str) -> &str {
    let rest = path.split_once("://").map_or(path, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

fn is_good(line: &str, kind: Kind) -> bool {
    let scheme_is_good = line.split_once("://").is_none_or(|(scheme, _)| matches!(scheme, "http" | "https"));
    let domain = domain(line);
    let domain_is_good =
        domain.contains('.') && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
    let ends_well = kind != Kind::Directory || line.ends_with('/');
    scheme_is_good && domain_is_good && ends_well && !line.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Paths, domain};
    use crate::sandbox::apsara::params::Params;

    fn paths(kind: &str, text: &str) -> Result<Paths, String> {
        let pairs = [("ObjectType", kind), ("ObjectPath", text)];
        let params = Params::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        Paths::of(&params).map_err(|fault| fault.code)
    }

    #[test]
    fn lines_are_told_apart_and_counted_once() {
        let text = "http://a.example.com/1.mp4\r\nb.example.com/2.mp4\n\nhttp://a.example.com/1.mp4";
        let found = paths("", text).unwrap();
        assert_eq!(found.kind, Kind::File);
        assert_eq!(found.paths, ["http://a.example.com/1.mp4", "b.example.com/2.mp4"]);
        assert_eq!(paths("IGNOREPARAMS", text).unwrap().kind, Kind::IgnoreParams);
        assert_eq!(found.paths.iter().map(|path| domain(path)).collect::<Vec<_>>(), ["a.example.com", "b.example.com"]);
    }

    #[test]
    fn what_is_no_address_is_refused_with_all_the_others() {
        let code = |code: &str| Err(code.to_owned());
        assert_eq!(paths("File", ""), code("MissingParameter"));
        assert_eq!(paths("Folder", "a.example.com/"), code("InvalidObjectType.ValueNotSupported"));
        for text in ["\n", "/1.mp4", "ftp://a.example.com/1", "a.example.com/1 2", "a.example.com/1\nnothing"] {
            assert_eq!(paths("File", text), code("InvalidObjectPath.Malformed"), "{text}");
        }
        assert_eq!(paths("Directory", "a.example.com/x"), code("InvalidObjectPath.Malformed"));
        assert!(paths("Directory", "a.example.com/x/").is_ok());
    }

    #[test]
    fn a_thousand_lines_are_the_most() {
        let text = |count: usize| (0..count).map(|n| format!("a.example.com/{n}")).collect::<Vec<_>>().join("\n");
        assert_eq!(paths("File", &text(1000)).unwrap().paths.len(), 1000);
        assert_eq!(paths("File", &text(1001)), Err("InvalidObjectPath.Malformed".to_owned()));
    }
}
