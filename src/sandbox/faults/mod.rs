//! Everything that goes wrong with real platforms, on demand and the same every time.
//!
//! A file says which requests go wrong and how, and when somebody else changes the library. The same file, the same seed
//! and the same requests give the same faults. The log of the library tells what really happened all the same, with what
//! an event did marked as such.
//!
//! ```toml
//! seed = 7                        # decides every chance and every choice; 1 when not given
//!
//! [[fault]]                       # the third and fourth deletion break after they were carried out
//! on = "delete_video"
//! after = 2                       # so many pass first
//! times = 2                       # 1 when not given; "always" for no end
//! does = "reset_after"
//!
//! [[fault]]                       # one request of twenty is turned away
//! on = "any"
//! chance = 0.05
//! does = "too_many_requests"
//! retry_after_seconds = 2
//!
//! [[event]]                       # right before the first deletion, somebody tags what it is about
//! on = "delete"
//! does = "tag"
//! tag = "keep"
//! target = "asked"                # or videos = 3, or ids = ["6123…"]
//! ```
//!
//! `on` is one of `any`, `token`, `count`, `list`, `read`, `files`, `references`, `delete`, `delete_video`,
//! `delete_master`, `delete_file`, `change`, `refresh`, or the name of an operation of `ApsaraVideo`. `dialect` (`brightcove`,
//! `apsara`) and `ids` narrow a section further. Every section counts the requests that it is about for itself; of several
//! that hit one request the first in the file is taken.
//!
//! | a fault `does` | and takes |
//! |---|---|
//! | `too_many_requests` | `retry_after_seconds`, `applied` |
//! | `internal_error`, `unavailable`, `gateway_timeout`, `busy`, `not_found`, `missing_scope` | `applied` |
//! | `web_page`: HTML of a gateway | `status` (502), `applied` |
//! | `error`: any of the platform's errors | `status` (400), `code`, `message`, `applied` |
//! | `garbage`: 200 with something else | `shape` (`text`, `json`, `list`, `null`, `empty`), `applied` |
//! | `ignore`: acknowledged and not carried out | |
//! | `expire_token`: the token that was good is not any more | |
//! | `refuse`: the port is closed and all connections with it | `milliseconds` |
//! | `reset_before`, `reset_after`: the connection is reset, before or after the request was carried out | |
//! | `apply_late`: reset now, carried out after so many more requests | `requests` (1) |
//! | `stall`: nothing for so long; then the answer, or 504 from a gateway that gave up | `milliseconds`, `applied` |
//! | `slow`: the body in small pieces | `pieces` (8), `milliseconds` (0) |
//! | `truncate`: the answer is cut, on the wire or in its text | `cut` (`body`, `json`) |
//! | `short_page`: fewer items, the count stays | `items` (1) |
//! | `duplicates`: items of the page before instead of its own | `items` (1) |
//! | `shuffle`: new videos appear first, so that all others move | `items` (2) |
//!
//! `applied` says whether the request is carried out all the same; it is not unless said so.
//!
//! | an event `does` | and takes |
//! |---|---|
//! | `touch`, `activate`, `deactivate`, `remove`, `remove_master`, `remove_renditions`, `add_to_playlist`, `share` | |
//! | `tag`, `untag` | `tag` |
//! | `rename` | `name` |

mod act;
mod answer;
mod call;
mod does;
mod engine;
mod event;
mod file;
mod manual;
mod mistake;
mod page;
mod section;
mod sort;
mod when;

#[cfg(test)]
mod tests;

pub(super) use act::{Acted, Platforms, act};
pub(super) use call::Call;
pub(super) use engine::Engine;
pub use file::Faults;
pub use manual::FAULTS_HELP;
pub use mistake::FaultMistake;
