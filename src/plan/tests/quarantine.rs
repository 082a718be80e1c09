//! Quarantine, its grace and its end, as the planner decides about them.

use std::sync::Arc;

use super::{
    CAPABILITIES, Draft, KeepSource, Setting, at, entries, files, forced, kept, plan_in, propose, reason, video,
};
use crate::model::{
    Action, AssetKind, Capabilities, Delivery, Known, Platform, Rule, TargetOptions, Video, VideoState,
};
use crate::plan::{Held, Limits, Plan, PlanError, Proposal, release, too_late};

static RULES: [Rule; 4] = [
    Rule { action: Action::DeleteVideo, deliveries: &[], shared_in: true, otherwise: "" },
    Rule { action: Action::DeleteMaster, deliveries: &[], shared_in: false, otherwise: "" },
    Rule { action: Action::Quarantine, deliveries: &[], shared_in: false, otherwise: "" },
    Rule { action: Action::Release, deliveries: &[], shared_in: false, otherwise: "" },
];
static HIDING: Capabilities = Capabilities { rules: &RULES, quarantine_hides: true, ..CAPABILITIES };
static SHOWING: Capabilities = Capabilities { rules: &RULES, platform: Platform::Apsara, ..CAPABILITIES };

fn setting() -> Setting {
    Setting { capabilities: &HIDING, ..Setting::default() }
}

fn made(proposals: Vec<Proposal>) -> Plan {
    plan_in(&setting(), Draft { proposals, ..Draft::default() })
}

fn whole(video: &Video, action: Action) -> Proposal {
    propose(action, video, &files(video, &[("r1", 10)]), None)
}

fn quarantine(video: &Video, until: &str) -> Proposal {
    let mut proposal = whole(video, Action::Quarantine);
    proposal.options.until = Some(until.parse().expect("a day"));
    proposal
}

/// A hidden video with a mark; the plans of these tests are made on 2026-01-01.
fn marked(id: &str, until: &str) -> Video {
    let mut marked = video(id);
    marked.state = Known::Value(VideoState::Inactive);
    let mut tags = marked.tags.value().cloned().unwrap_or_default();
    tags.push(format!("vodsweep-until-{until}").as_str().into());
    marked.tags = Known::Value(tags);
    marked
}

#[test]
fn a_quarantine_frees_nothing_and_says_what_a_deletion_would() {
    let plan = made(vec![quarantine(&video("1"), "2026-01-31")]);
    assert_eq!(entries(&plan), ["quarantine 1"]);
    let entry = &plan.entries[0];
    assert_eq!((entry.bytes, entry.bytes_later), (Some(0), Some(5_010)));
    assert!(entry.warnings.is_empty());
    let showing = Setting { capabilities: &SHOWING, ..Setting::default() };
    let plan = plan_in(&showing, Draft { proposals: vec![quarantine(&video("1"), "2026-01-31")], ..Draft::default() });
    let wanted = "ApsaraVideo VOD has no way to hide it: it stays playable until it is deleted";
    assert_eq!(plan.entries[0].warnings, [wanted]);
}

#[test]
fn a_quarantine_deletes_nothing_and_keeps_no_record_of_files() {
    let one = video("1");
    let mut assets = files(&one, &[]);
    let mut master = assets.iter().next().expect("a master").as_ref().clone();
    master.native = r#"{"id":"m"}"#.into();
    assets.set(AssetKind::Master, Known::Value(vec![Arc::new(master)]));
    let with = |proposal: Proposal| made(vec![Proposal { assets: Some(assets.clone()), ..proposal }]);
    let (held, gone) = (with(quarantine(&one, "2026-01-31")), with(whole(&one, Action::DeleteVideo)));
    assert_eq!((held.entries[0].files.len(), held.deletes()), (0, false));
    assert_eq!((gone.entries[0].files.len(), gone.deletes()), (1, true));
}

#[test]
fn of_two_quarantines_the_later_day_wins_and_a_deletion_absorbs_both() {
    let one = video("1");
    let mut other = quarantine(&one, "2026-03-01");
    other.reason = reason(9, "large");
    let two = vec![quarantine(&one, "2026-01-31"), other];
    let plan = made(two.clone());
    assert_eq!(entries(&plan), ["quarantine 1"]);
    assert_eq!(plan.entries[0].options.until, Some("2026-03-01".parse().expect("a day")));
    assert_eq!(plan.entries[0].reasons.len(), 2);
    assert_eq!(entries(&made([two, vec![whole(&one, Action::DeleteVideo)]].concat())), ["delete_video 1"]);
}

#[test]
fn nothing_of_a_video_that_goes_into_quarantine_is_deleted_unless_it_does_not_go() {
    let one = video("1");
    let master = forced(whole(&one, Action::DeleteMaster));
    let plan = made(vec![master.clone(), quarantine(&one, "2026-01-31")]);
    assert_eq!(entries(&plan), ["quarantine 1"]);
    let absorbed = "it goes into quarantine, in which nothing of it is deleted";
    assert_eq!(kept(&plan), [(KeepSource::Shield, absorbed)]);
    let mut shared = video("1");
    shared.shared_out = Known::Value(true);
    let plan = made(vec![forced(whole(&shared, Action::DeleteMaster)), quarantine(&shared, "2026-01-31")]);
    assert_eq!(entries(&plan), ["delete_master 1/m"], "the quarantine is shielded, so it absorbs nothing");
}

#[test]
fn protection_and_every_shield_hold_against_a_quarantine() {
    let mut setting = setting();
    setting.protection.ids = super::super::parse_protected_ids("1,,case 7").expect("ids");
    let mut live = video("2");
    live.delivery = Known::Value(Delivery::LiveOrigin);
    let proposals = vec![forced(quarantine(&video("1"), "2026-01-31")), quarantine(&live, "2026-01-31")];
    let plan = plan_in(&setting, Draft { proposals, ..Draft::default() });
    assert!(plan.entries.is_empty());
    assert_eq!(kept(&plan), [(KeepSource::Protection, "case 7"), (KeepSource::Shield, "it is a live source")]);
}

#[test]
fn a_marked_video_is_shielded_through_the_end_of_its_last_day() {
    let last_day = marked("1", "2026-01-01");
    let over = marked("2", "2025-12-31");
    let mut odd = marked("3", "2026-13-01");
    odd.state = Known::Value(VideoState::Active);
    let mut unread = marked("4", "2025-12-31");
    unread.tags = Known::unknown("not given");
    let all = [&last_day, &over, &odd, &unread];
    let deletions: Vec<Proposal> = all.iter().map(|video| whole(video, Action::DeleteVideo)).collect();
    let plan = made(deletions.clone());
    assert_eq!(entries(&plan), ["delete_video 2"]);
    let cannot =
        "whether it is in quarantine is unknown: its quarantine tag \"vodsweep-until-2026-13-01\" cannot be read";
    assert_eq!(
        kept(&plan),
        [
            (KeepSource::Shield, "in quarantine until 2026-01-01"),
            (KeepSource::Shield, cannot),
            (KeepSource::Shield, "whether it is in quarantine is unknown: not given"),
        ]
    );
    let plan = made(deletions.into_iter().map(forced).collect());
    assert_eq!((entries(&plan), plan.kept.len()), (vec!["delete_video 2".to_owned()], 3), "force ends no grace");
    let files = made(vec![whole(&last_day, Action::DeleteMaster)]);
    assert_eq!(kept(&files), [(KeepSource::Shield, "in quarantine until 2026-01-01")]);
}

#[test]
fn a_marked_video_is_never_quarantined_again_however_it_is_asked_for() {
    let over = marked("1", "2025-12-31");
    let odd = marked("2", "soon");
    let plan = made(vec![forced(quarantine(&over, "2026-02-01")), forced(quarantine(&odd, "2026-02-01"))]);
    assert!(plan.entries.is_empty());
    let cannot =
        "whether it is in quarantine already is unknown: its quarantine tag \"vodsweep-until-soon\" cannot be read";
    assert_eq!(
        kept(&plan),
        [(KeepSource::Shield, "it is in quarantine already, until 2025-12-31"), (KeepSource::Shield, cannot)]
    );
}

#[test]
fn limits_count_a_quarantine_but_not_its_bytes_and_never_a_release() {
    let mut setting = setting();
    let mut limits = Limits::default();
    for (name, value) in [("entries", "1"), ("share", "0.1%"), ("bytes", "1"), ("survivors", "1000"), ("per_day", "1")]
    {
        limits.set(name, value).expect("a limit");
    }
    setting.limits = limits;
    let exceeded = |proposals: Vec<Proposal>| -> Vec<String> {
        let plan = plan_in(&setting, Draft { proposals, ..Draft::default() });
        assert_eq!(plan.blocked, plan.limits.iter().any(|limit| limit.exceeded));
        plan.limits.into_iter().filter(|limit| limit.exceeded).map(|limit| limit.name).collect()
    };
    let day = "2026-02-01";
    assert!(exceeded(vec![quarantine(&video("1"), day)]).is_empty());
    let two = vec![quarantine(&video("1"), day), quarantine(&video("2"), day)];
    assert_eq!(exceeded(two), ["entries", "share", "per_day"]);
    let released = (1..=9).map(|id| whole(&marked(&id.to_string(), day), Action::Release)).collect();
    assert!(exceeded(released).is_empty());
    let unknown = setting.library.clone();
    setting.library.videos_total = None;
    let plan =
        plan_in(&setting, Draft { proposals: vec![whole(&marked("1", day), Action::Release)], ..Draft::default() });
    assert!(!plan.blocked, "undoing needs no size of the library");
    assert_eq!(unknown.videos_total, Some(1_000));
}

#[test]
fn a_release_passes_protection_and_shields() {
    let mut setting = setting();
    setting.protection.ids = super::super::parse_protected_ids("1,,case 7").expect("ids");
    let mut one = marked("1", "2026-02-01");
    one.shared_out = Known::Value(true);
    let proposals = vec![whole(&one, Action::Release)];
    let plan = plan_in(&setting, Draft { proposals, ..Draft::default() });
    assert_eq!(entries(&plan), ["release 1"]);
    assert!(plan.entries[0].warnings.is_empty() && plan.kept.is_empty());
}

#[test]
fn a_plan_whose_days_contradict_its_actions_is_refused() {
    let sealed = |change: fn(&mut Plan)| {
        let mut plan = made(vec![quarantine(&video("1"), "2026-01-31")]);
        change(&mut plan);
        Plan::from_json(&plan.sealed().to_json().expect("text"))
    };
    assert!(sealed(|_| ()).is_ok());
    let dayless = sealed(|plan| plan.entries[0].options = TargetOptions::default());
    assert!(matches!(dayless, Err(PlanError::Inconsistent(text)) if text == "entry 1 has no day"));
    let deleting = sealed(|plan| plan.entries[0].action = Action::DeleteVideo);
    assert!(matches!(deleting, Err(PlanError::Inconsistent(text)) if text == "entry 1 has a day and is no quarantine"));
}

#[test]
fn only_what_is_as_the_run_left_it_is_due_and_only_after_its_last_day() {
    let plan = made(vec![quarantine(&video("1"), "2026-01-31")]);
    let held = Held { run: "r7", entry: &plan.entries[0] };
    let due = |video: Video, capabilities: &Capabilities, now: &str| {
        held.due(&Arc::new(video), capabilities, at(now)).map_err(|kept| kept.reason)
    };
    let after = "2026-02-01T00:00:00Z";
    let ours = || marked("1", "2026-01-31");
    let proposals = due(ours(), &HIDING, after).expect("it is due");
    assert_eq!((proposals.len(), proposals[0].action), (1, Action::DeleteVideo));
    assert_eq!(proposals[0].reason, reason(3, "quarantined until 2026-01-31 by run r7: old"));
    assert_eq!(proposals[0].options, TargetOptions::default(), "what was forced then is not forced now");
    assert_eq!(due(ours(), &HIDING, "2026-01-31T23:59:59Z").expect_err("kept"), "its grace ends 2026-01-31");
    let published = || Video { state: Known::Value(VideoState::Active), ..ours() };
    assert_eq!(due(published(), &HIDING, after).expect_err("kept"), "it was published again");
    assert!(due(published(), &SHOWING, after).is_ok(), "where nothing can be hidden, being shown says nothing");
    let unsure = Video { state: Known::unknown("time-out"), ..ours() };
    assert_eq!(due(unsure, &HIDING, after).expect_err("kept"), "whether it is still hidden is unknown: time-out");
    assert_eq!(due(video("1"), &HIDING, after).expect_err("kept"), "its mark was removed");
    let renamed = Video { name: Known::Value("Needed after all".into()), ..ours() };
    let why = "it was changed since: title, description, reference id, folder, category or custom fields; quarantine it \
               again, or release it";
    assert_eq!(due(renamed, &HIDING, after).expect_err("kept"), why);
    let mut tagged = ours();
    tagged.tags = tagged.tags.map(|mut tags| {
        tags.push("do-not-delete".into());
        tags
    });
    let tagged = due(tagged, &SHOWING, after).expect_err("kept");
    assert_eq!(tagged, "it was changed since: tags; quarantine it again, or release it");
    let other = marked("1", "2026-01-30");
    assert_eq!(due(other, &HIDING, after).expect_err("kept"), "it carries another mark than ours, until 2026-01-30");
    assert!(due(marked("1", "soon"), &HIDING, after).is_err());
    assert!(held.waits(&ours(), &HIDING, at("2026-01-31T00:00:00Z")));
    assert!(!held.waits(&ours(), &HIDING, at(after)) && !held.waits(&published(), &HIDING, at("2026-01-31T00:00:00Z")));
}

#[test]
fn a_release_needs_a_mark_that_can_be_read() {
    let plan = made(vec![quarantine(&video("1"), "2026-01-31")]);
    let held = Held { run: "r7", entry: &plan.entries[0] };
    let ours = Arc::new(marked("1", "2026-01-31"));
    assert_eq!(held.release(&ours).expect("a release").reason.text, "quarantined until 2026-01-31 by run r7");
    let other = Arc::new(marked("1", "2027-01-31"));
    assert_eq!(held.release(&other).expect_err("kept").reason, "it carries another mark than ours, until 2027-01-31");
    assert_eq!(release(&other).expect("a release").reason.text, "in quarantine until 2027-01-31, released by hand");
    assert_eq!(release(&Arc::new(video("1"))).expect_err("kept").reason, "it is not in quarantine");
    assert!(release(&Arc::new(marked("1", "soon"))).is_err());
}

#[test]
fn a_quarantine_that_would_leave_less_than_a_day_comes_too_late() {
    let plan = made(vec![quarantine(&video("1"), "2026-01-31"), whole(&video("2"), Action::DeleteVideo)]);
    let late = |entry: usize, now: &str| too_late(&plan.entries[entry], at(now));
    assert_eq!(late(0, "2026-01-30T23:59:59Z"), None);
    let told = "its grace ends 2026-01-31, less than a day from now; plan it again";
    assert_eq!(late(0, "2026-01-31T00:00:00Z"), Some(told.to_owned()));
    assert_eq!(late(0, "2026-06-01T00:00:00Z"), Some(told.to_owned()));
    assert_eq!(late(1, "2026-06-01T00:00:00Z"), None, "a deletion has no grace");
}
