//! What somebody's expression would have proposed, as text. It is never planned.

use super::number::grouped;
use super::paragraph::Page;
use super::{Style, Tone};
use crate::model::{Action, Video};
use crate::plan::{Keep, Proposal, Unreadable};

/// Proposals, keeps and unknown values that are listed, of each.
const LISTED: usize = 10;

/// The proposals that are forgotten now, what would have been kept, and what could not be decided. Empty when there was
/// nothing of it.
#[must_use]
pub fn wished(proposals: &[Proposal], keeps: &[Keep], unreadable: &[Unreadable], style: &Style) -> String {
    let mut page = Page::new(style);
    some(&mut page, proposals, Tone::Danger, |proposal| {
        let (video, reason) = (named(&proposal.video), &proposal.reason.text);
        format!("would {}{video}: {reason}", act(proposal))
    });
    some(&mut page, keeps, Tone::Good, |keep| format!("would keep {}: {}", named(&keep.video), keep.reason.text));
    some(&mut page, unreadable, Tone::Warn, |note| {
        format!("left out video {}: `{}` is unknown: {}", note.video, note.field, note.message)
    });
    if !proposals.is_empty() || !keeps.is_empty() {
        page.line("discarded: nothing is planned here; a policy proposes, and `vodsweep plan` plans it");
    }
    page.finish()
}

fn some<T>(page: &mut Page<'_>, list: &[T], tone: Tone, line: impl Fn(&T) -> String) {
    for item in list.iter().take(LISTED) {
        page.indented(&line(item), tone);
    }
    if let Some(more) = list.len().checked_sub(LISTED).filter(|more| *more > 0) {
        page.indented(&format!("and {} more", grouped(u64::try_from(more).unwrap_or(u64::MAX))), Tone::Plain);
    }
}

/// What is done, up to the name of the video.
fn act(proposal: &Proposal) -> String {
    let file = proposal.asset.as_ref().map(|asset| format!("{} {}", asset.kind, asset.id));
    match (proposal.action, file) {
        (Action::DeleteVideo, _) => "delete ".to_owned(),
        (Action::Quarantine, _) => "quarantine ".to_owned(),
        (_, Some(file)) => format!("delete {file} of "),
        (Action::DeleteMaster, None) => "delete the master of ".to_owned(),
        (action, None) => format!("{action} of "),
    }
}

fn named(video: &Video) -> String {
    format!("video {} ({})", video.id, video.title())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use insta::assert_snapshot;

    use super::*;
    use crate::model::{AssetId, AssetKind, TargetOptions};
    use crate::report::samples;

    fn proposal(action: Action, id: &str) -> Proposal {
        Proposal {
            action,
            video: Arc::new(samples::video(id)),
            asset: None,
            assets: None,
            reason: samples::reason("inactive for a year"),
            options: TargetOptions::default(),
        }
    }

    #[test]
    fn what_would_be_done_is_said_with_its_reason_and_forgotten() {
        let mut of_file = proposal(Action::DeleteRendition, "2");
        let file = crate::model::Asset::bare(
            AssetId::new("r1").expect("an id"),
            "2".try_into().expect("an id"),
            AssetKind::Rendition,
        );
        of_file.asset = Some(Arc::new(file));
        let mut list = vec![of_file, proposal(Action::DeleteMaster, "3"), proposal(Action::Quarantine, "4")];
        list.extend((5..20).map(|id| proposal(Action::DeleteVideo, &id.to_string())));
        let keep = Keep { video: Arc::new(samples::video("1")), reason: samples::reason("legal") };
        assert_snapshot!(wished(&list, &[keep], &[], &Style::plain(80)), @"
          would delete rendition r1 of video 2 (Evening news): inactive for a year
          would delete the master of video 3 (Evening news): inactive for a year
          would quarantine video 4 (Evening news): inactive for a year
          would delete video 5 (Evening news): inactive for a year
          would delete video 6 (Evening news): inactive for a year
          would delete video 7 (Evening news): inactive for a year
          would delete video 8 (Evening news): inactive for a year
          would delete video 9 (Evening news): inactive for a year
          would delete video 10 (Evening news): inactive for a year
          would delete video 11 (Evening news): inactive for a year
          and 8 more
          would keep video 1 (Evening news): legal
        discarded: nothing is planned here; a policy proposes, and `vodsweep plan` plans
        it
        ");
        assert_eq!(wished(&[], &[], &[], &Style::plain(80)), "");
    }
}
