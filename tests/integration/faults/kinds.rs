//! The kinds of faults, with what may be expected after each.

/// What a fault lets one expect once it is over and the run was resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Everything is deleted.
    Deleted,
    /// An entry that it hit may have failed for good: the platform refused it in words that do not pass.
    Refused,
    /// The platform lied about what it did or holds. Then only this holds: nothing else is deleted, and nothing twice.
    Lied,
}

/// One kind of fault, as the lines of a section.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub does: &'static str,
    pub after: After,
}

const fn kind(does: &'static str, after: After) -> Kind {
    Kind { does, after }
}

/// Every kind that can hit any request.
pub const KINDS: [Kind; 36] = [
    kind("does = \"too_many_requests\"", After::Deleted),
    kind("does = \"too_many_requests\"\nretry_after_seconds = 3", After::Deleted),
    kind("does = \"too_many_requests\"\nretry_after_seconds = 9000", After::Deleted),
    kind("does = \"internal_error\"", After::Deleted),
    kind("does = \"internal_error\"\napplied = true", After::Deleted),
    kind("does = \"unavailable\"", After::Deleted),
    kind("does = \"unavailable\"\napplied = true", After::Deleted),
    kind("does = \"gateway_timeout\"", After::Deleted),
    kind("does = \"gateway_timeout\"\napplied = true", After::Deleted),
    kind("does = \"busy\"", After::Deleted),
    kind("does = \"web_page\"\nstatus = 403", After::Deleted),
    kind("does = \"web_page\"\nstatus = 502", After::Deleted),
    kind("does = \"web_page\"\nstatus = 502\napplied = true", After::Deleted),
    kind("does = \"web_page\"\nstatus = 200", After::Deleted),
    kind("does = \"missing_scope\"", After::Deleted),
    kind("does = \"expire_token\"", After::Deleted),
    kind("does = \"error\"\nstatus = 400\ncode = \"BAD_VALUE\"", After::Refused),
    kind("does = \"not_found\"", After::Lied),
    kind("does = \"ignore\"", After::Lied),
    kind("does = \"garbage\"\nshape = \"text\"", After::Deleted),
    kind("does = \"garbage\"\nshape = \"text\"\napplied = true", After::Deleted),
    kind("does = \"garbage\"\nshape = \"json\"", After::Deleted),
    kind("does = \"garbage\"\nshape = \"list\"", After::Deleted),
    kind("does = \"garbage\"\nshape = \"null\"", After::Lied),
    kind("does = \"garbage\"\nshape = \"empty\"", After::Lied),
    kind("does = \"garbage\"\nshape = \"empty\"\napplied = true", After::Deleted),
    kind("does = \"refuse\"\nmilliseconds = 10", After::Deleted),
    kind("does = \"reset_before\"", After::Deleted),
    kind("does = \"reset_after\"", After::Deleted),
    kind("does = \"apply_late\"\nrequests = 1", After::Deleted),
    kind("does = \"apply_late\"\nrequests = 7", After::Deleted),
    kind("does = \"stall\"\nmilliseconds = 5", After::Deleted),
    kind("does = \"stall\"\nmilliseconds = 5\napplied = true", After::Deleted),
    kind("does = \"slow\"\npieces = 4", After::Deleted),
    kind("does = \"truncate\"\ncut = \"body\"", After::Deleted),
    kind("does = \"truncate\"\ncut = \"json\"", After::Deleted),
];

/// The kinds that only listings have.
pub const PAGE_KINDS: [&str; 7] = [
    "does = \"short_page\"\nitems = 1",
    "does = \"short_page\"\nitems = 60",
    "does = \"short_page\"\nitems = 100",
    "does = \"duplicates\"\nitems = 1",
    "does = \"duplicates\"\nitems = 50",
    "does = \"shuffle\"\nitems = 2",
    "does = \"shuffle\"\nitems = 30",
];

/// Which of the requests a fault hits.
const HITS: [&str; 3] = ["after = 0", "after = 1\ntimes = 2", "after = 8\ntimes = 2"];

/// For ever, and by turns the first, some, or later ones.
pub fn hits(turn: usize) -> [&'static str; 2] {
    ["times = \"always\"", HITS[turn % HITS.len()]]
}
