//! The tasks that refreshes become, and which of them somebody wants to see.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::book::KEPT;
use super::paths::{Kind, domain};
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;

/// How long a task takes. On the platform that is minutes; here nobody should have to wait.
const TAKES: SignedDuration = SignedDuration::from_secs(2);

/// One line of a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) created_at: Timestamp,
}

impl Task {
    fn status(&self, now: Timestamp) -> &'static str {
        if now.duration_since(self.created_at) < TAKES { "Refreshing" } else { "Complete" }
    }
}

/// Which tasks somebody wants to see.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    ids: Vec<&'a str>,
    path: Option<&'a str>,
    domain: Option<&'a str>,
    kind: Option<&'a str>,
    status: Option<&'a str>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    pub(super) page: usize,
    pub(super) page_size: usize,
}

impl<'a> Wanted<'a> {
    /// Reads the parameters of a look at the tasks.
    pub(super) fn of(params: &'a Params, now: Timestamp) -> Result<Self, Fault> {
        let word = |name: &str, known: &[&str]| match params.text(name) {
            Some(word) if !known.iter().any(|known| known.eq_ignore_ascii_case(word)) => Err(Fault::invalid(name)),
            word => Ok(word),
        };
        let time = |name: &str| match params.text(name).map(str::parse::<Timestamp>) {
            None => Ok(None),
            Some(Ok(time)) if now.duration_since(time) <= KEPT => Ok(Some(time)),
            Some(_) => Err(Fault::invalid(name)),
        };
        let size = |name: &str, default: u64, most: u64| {
            let number = params.number(name, default)?;
            let fits = (1..=most).contains(&number);
            usize::try_from(number).ok().filter(|_| fits).ok_or_else(|| Fault::invalid(name))
        };
        Ok(Self {
            ids: params.list("TaskId"),
            path: params.text("ObjectPath"),
            domain: params.text("DomainName"),
            kind: word("ObjectType", &["file", "directory", "preload", "regex", "ignoreparams"])?,
            status: word("Status", &["Complete", "Refreshing", "Failed"])?,
            from: time("StartTime")?,
            until: time("EndTime")?,
            page: size("PageNumber", 1, 100_000)?,
            page_size: size("PageSize", 20, 50)?,
        })
    }

    /// How many tasks come on earlier pages.
    pub(super) const fn skipped(&self) -> usize {
        (self.page - 1) * self.page_size
    }

    /// A task as it is told, if it is wanted.
    pub(super) fn shows(&self, task: &Task, now: Timestamp) -> Option<Value> {
        let status = task.status(now);
        let fits = |wanted: Option<&str>, is: &str| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(is));
        let wanted = (self.ids.is_empty() || self.ids.contains(&task.id.as_str()))
            && self.path.is_none_or(|path| path == task.path)
            && fits(self.domain, domain(&task.path))
            && fits(self.kind, task.kind.word())
            && fits(self.status, status)
            && self.from.is_none_or(|from| from <= task.created_at)
            && self.until.is_none_or(|until| task.created_at <= until);
        wanted.then(|| {
            json!({
                "TaskId": task.id,
                "ObjectPath": task.path,
                "ObjectType": task.kind.word(),
                "Process": if status == "Complete" { "100%" } else { "0%" },
                "Status": status,
                "CreationTime": task.created_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Kind, Task, Wanted};
    use crate::sandbox::apsara::params::Params;

    fn now() -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn tasks_are_found_by_each_of_their_facts() {
        let task = Task {
            id: "15000000001".to_owned(),
            path: "http://a.example.com/1.mp4".to_owned(),
            kind: Kind::File,
            created_at: "2026-01-02T03:04:00.5Z".parse().unwrap(),
        };
        let shows = |name, value| Wanted::of(&params(&[(name, value)]), now()).unwrap().shows(&task, now());
        let all = shows("PageSize", "50").unwrap();
        assert_eq!(
            all.to_string(),
            r#"{"CreationTime":"2026-01-02T03:04:00Z","ObjectPath":"http://a.example.com/1.mp4","ObjectType":"file","Process":"100%","Status":"Complete","TaskId":"15000000001"}"#
        );
        for (name, fits, other) in [
            ("TaskId", "1,15000000001", "1"),
            ("ObjectPath", "http://a.example.com/1.mp4", "a.example.com/1.mp4"),
            ("DomainName", "A.example.com", "b.example.com"),
            ("ObjectType", "File", "preload"),
            ("Status", "Complete", "Refreshing"),
            ("StartTime", "2026-01-02T03:04:00Z", "2026-01-02T03:04:01Z"),
            ("EndTime", "2026-01-02T03:04:01Z", "2026-01-02T03:04:00Z"),
        ] {
            assert!(shows(name, fits).is_some(), "{name}");
            assert!(shows(name, other).is_none(), "{name}");
        }
        let early = "2026-01-02T03:04:01Z".parse().unwrap();
        assert_eq!(Wanted::of(&params(&[]), early).unwrap().shows(&task, early).unwrap()["Status"], "Refreshing");
    }

    #[test]
    fn what_cannot_be_asked_for_is_refused() {
        for (name, value) in [
            ("PageSize", "51"),
            ("PageNumber", "0"),
            ("Status", "done"),
            ("ObjectType", "video"),
            ("StartTime", "2025-12-30T03:04:04Z"),
            ("EndTime", "today"),
        ] {
            let params = params(&[(name, value)]);
            assert_eq!(Wanted::of(&params, now()).unwrap_err().code, "InvalidParameter", "{name}");
        }
    }
}
