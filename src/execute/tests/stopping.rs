//! What ends a session, what does not, and what is left open for the next one.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use super::world::{Fault, Hanging, World};
use super::{Clock, Ending, Event, ExecuteOptions, Stage, at, commit};
use crate::execute::{MaxErrors, Phase, Probe, Refusal, Step, SystemClock};
use crate::plan::Blocked;
use crate::provider::ErrorKind;
use crate::store::EntryState::{Deleted, Failed, InDoubt, InFlight};

fn stage(videos: u32) -> Stage {
    Stage::new(World::new(videos, 0, 1, 10))
}

fn phases(events: &[Event]) -> Vec<Phase> {
    events.iter().filter_map(|event| if let Event::Phase(phase) = event { Some(*phase) } else { None }).collect()
}

#[tokio::test]
async fn a_phase_without_entries_or_after_the_stop_does_not_begin() {
    let stage = stage(3);
    let context = stage.context();
    context.cancel.cancel();
    let (summary, events) = stage.commit_in(&context, stage.plan_of_videos()).await;
    assert_eq!(phases(&events), []);
    assert!(summary.can_resume());
    let stage = self::stage(3);
    let (summary, events) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!(phases(&events), [Phase::FirstWave]);
    assert!(!summary.can_resume());
}

#[tokio::test]
async fn a_busy_video_is_tried_again_and_fails_when_it_stays_busy() {
    let stage = stage(2);
    stage.world.fail(1, &[Fault::Busy]);
    stage.world.fail(2, &[Fault::Busy; 3]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!(summary.ending, Ending::Finished);
    assert_eq!(stage.journal(), (vec![Deleted, Failed], vec!["it is being processed (3 attempts)".to_owned()]));
}

#[tokio::test]
async fn a_deletion_between_two_errors_breaks_the_row() {
    let mut stage = stage(5);
    let max_errors = MaxErrors { in_a_row: 2, share: 1.0, share_from: 100 };
    stage.options = ExecuteOptions { concurrency: 1, max_errors, ..stage.options };
    stage.world.fail(1, &[Fault::Refused]);
    stage.world.fail(3, &[Fault::Refused]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!(summary.ending, Ending::Finished);
    assert_eq!(stage.journal().0, [Failed, Deleted, Failed, Deleted, Deleted]);
}

#[tokio::test]
async fn a_call_of_unknown_effect_stays_open_when_the_next_one_is_turned_away() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::LostBeforeApplied, Fault::ThrottledForAnHour]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert!(matches!(summary.ending, Ending::Stopped(_)), "{:?}", summary.ending);
    assert_eq!(stage.journal().0, [InFlight], "the first call may still be applied");
    assert!(stage.resume().await.unwrap().is_clean());
}

/// A run of one video that was stopped before anybody saw what its call did.
async fn unsettled() -> Stage {
    let stage = stage(1);
    let context = stage.context();
    stage.world.held().hanging = Some(Hanging::Looks);
    let cancel = context.cancel.clone();
    tokio::join!(stage.commit_in(&context, stage.plan_of_videos()), async {
        while stage.world.held().deleted.is_empty() {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    });
    stage.world.held().hanging = None;
    assert_eq!(stage.journal().0, [InFlight]);
    stage
}

#[tokio::test]
async fn settling_stops_at_an_error_of_the_account_and_goes_on_after_others() {
    let stage = unsettled().await;
    (stage.world.held().failing_looks, stage.world.held().look_error) = (9, Some(ErrorKind::Credentials));
    let summary = stage.resume().await.unwrap();
    assert_eq!((summary.ending, stage.journal().0), (Ending::Stopped("the platform is down".into()), vec![InFlight]));
    let stage = unsettled().await;
    stage.world.held().failing_looks = 9;
    let summary = stage.resume().await.unwrap();
    let text = "1 of the deletions could not be settled: whether they happened is not known yet";
    assert_eq!((summary.ending, stage.journal().0), (Ending::Stopped(text.into()), vec![InDoubt]));
    stage.world.held().failing_looks = 0;
    assert!(stage.resume().await.unwrap().is_clean());
}

/// A clock on which a wait gives everybody else the time to do what they would do meanwhile.
#[derive(Default)]
struct PatientClock {
    slept: Mutex<Duration>,
    /// Until when the platform wants nothing.
    wanted: Mutex<Option<Timestamp>>,
    /// Calls begun before that.
    too_early: AtomicU32,
}

#[async_trait]
impl Clock for PatientClock {
    fn now(&self) -> Timestamp {
        at(0) + SignedDuration::try_from(*self.slept.lock().unwrap()).unwrap()
    }

    async fn sleep(&self, time: Duration) {
        let until = self.now() + SignedDuration::try_from(time).unwrap();
        self.wanted.lock().unwrap().get_or_insert(until);
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
        *self.slept.lock().unwrap() += time;
    }
}

struct Watched(Arc<PatientClock>);

impl Probe for Watched {
    fn at(&self, step: Step<'_>) {
        if matches!(step, Step::Intended(_)) && *self.0.wanted.lock().unwrap() > Some(self.0.now()) {
            self.0.too_early.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[tokio::test]
async fn no_call_of_any_video_is_begun_while_the_platform_wants_a_pause() {
    let mut stage = Stage::new(World::new(12, 0, 1, 1));
    stage.options = ExecuteOptions { concurrency: 2, first_wave: 0, ..stage.options };
    stage.world.fail(1, &[Fault::ThrottledForFiveSeconds]);
    let clock = Arc::new(PatientClock::default());
    let mut context = stage.context();
    (context.clock, context.probe) = (clock.clone(), Arc::new(Watched(clock.clone())));
    let (summary, _) = stage.commit_in(&context, stage.plan_of_videos()).await;
    assert!(summary.is_clean(), "{summary:?}");
    assert!(clock.wanted.lock().unwrap().is_some(), "it was waited");
    assert_eq!(clock.too_early.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn another_library_than_the_plans_is_never_touched() {
    let stage = stage(1);
    let mut plan = stage.plan_of_videos();
    plan.account.account_id = "7".into();
    let store = stage.store();
    let account = plan.account.clone();
    let check = super::Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account, store: &store };
    let accepted = super::accept(plan, check).unwrap();
    let error = commit(&accepted, &stage.context(), &mut |_| {}).await.unwrap_err().to_string();
    assert!(error.starts_with("carry out the plan: the plan is for main (Brightcove Video Cloud, 7), not"), "{error}");
    assert!(stage.store().runs().unwrap().is_empty());
    let run = store.open_run(accepted.plan(), at(0)).unwrap();
    let error = super::resume(&run, &stage.context(), &mut |_| {}).await.unwrap_err().to_string();
    assert!(error.starts_with("carry out the plan: the plan is for main (Brightcove Video Cloud, 7), not"), "{error}");
    assert_eq!(stage.world.held().reads, 0);
}

#[test]
fn a_blocked_plan_is_refused_with_and_without_a_cause() {
    let stage = stage(1);
    let store = stage.store();
    for (blocked, causes) in [(true, vec![]), (false, vec!["too many entries"]), (true, vec!["too many entries"])] {
        let mut plan = stage.plan_of_videos();
        (plan.blocked, plan.blocked_because) = (blocked, causes.into_iter().map(|text| Blocked(text.into())).collect());
        let account = super::account();
        let check =
            super::Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account, store: &store };
        let refused = super::accept(plan, check);
        assert!(matches!(refused, Err(super::ExecuteError::Refused(Refusal::Blocked(_)))), "{refused:?}");
    }
}

#[test]
fn only_limits_are_called_limits() {
    assert!(Refusal::Blocked(Vec::new()).is_limit());
    assert!(Refusal::DayBudget { planned: 1, deleted: 1, allowed: 1 }.is_limit());
    assert!(!Refusal::Expired(at(0)).is_limit());
}

#[tokio::test]
async fn the_machines_clock_tells_the_time_and_waits() {
    let before = Timestamp::now();
    let now = SystemClock.now();
    assert!(before <= now && now <= Timestamp::now());
    assert!(SystemClock.sleep(Duration::from_hours(1)).now_or_never().is_none());
}

#[test]
fn a_context_shows_its_account_and_no_secret() {
    let shown = format!("{:?}", stage(1).context());
    assert!(shown.starts_with("Context { account: Account { name: \"main\""), "{shown}");
}
