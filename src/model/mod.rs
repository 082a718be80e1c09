//! Plain data that every other layer speaks: videos, assets, actions, accounts.
//!
//! Nothing here reads a clock, a file or the network, and nothing here knows a platform's wire format.

mod account;
mod action;
mod asset;
mod assets;
mod capability;
mod diagnostic;
mod duration;
mod field;
mod id;
mod known;
mod lint;
mod quarantine;
mod secret;
mod shown;
mod size;
mod state;
mod suggest;
mod target;
mod unsigned;
mod video;

pub use account::{Account, Platform};
pub use action::Action;
pub use asset::{Asset, AssetKind, KindSet};
pub use assets::Assets;
pub use capability::{Capabilities, MinimumStorage, Remark, Rule};
pub use diagnostic::{Diagnostic, Severity, SourceText, Span};
pub use duration::{Millis, ParseDurationError, parse_millis};
pub use field::{FieldType, FieldValue, VideoField};
pub use id::{AssetId, EmptyId, VideoId};
pub use known::{Known, Missing};
pub use lint::{Example, Lint};
pub use quarantine::{Marked, Quarantine};
pub use secret::Secret;
pub use shown::{Rest, Shown};
pub use size::{ByteSize, ParseSizeError};
pub use state::{Delivery, MediaType, VideoState};
pub use suggest::closest;
pub use target::{AssetRef, Target, TargetOptions};
pub use unsigned::{plain, unsigned};
pub use video::{Native, Text, Video};
