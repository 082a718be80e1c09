//! Work on many pieces that one thread reads and several unpack.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// More threads than this only wait for the one that reads.
const MOST: usize = 4;

/// Does the work of every job, in no order; the first failure ends it.
pub(super) fn in_parallel<J: Send, R: Send, E: Send>(
    jobs: impl Iterator<Item = Result<J, E>>,
    work: impl Fn(J) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(MOST);
    let (sender, receiver) = mpsc::sync_channel::<J>(workers * 2);
    let (receiver, failed) = (Mutex::new(receiver), AtomicBool::new(false));
    let next = || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
    let labour = || {
        let mut done = Ok(Vec::new());
        while let Some(job) = next() {
            // After a failure what is still under way is taken and dropped, so that the reader does not wait.
            let Ok(list) = &mut done else { continue };
            match work(job) {
                Ok(result) => list.push(result),
                Err(error) => {
                    failed.store(true, Ordering::Relaxed);
                    done = Err(error);
                }
            }
        }
        done
    };
    thread::scope(|scope| {
        let hands: Vec<_> = (0..workers).map(|_| scope.spawn(labour)).collect();
        let mut read = Ok(());
        for job in jobs {
            match job {
                Ok(job) if !failed.load(Ordering::Relaxed) => drop(sender.send(job)),
                Ok(_) => break,
                Err(error) => {
                    read = Err(error);
                    break;
                }
            }
        }
        drop(sender);
        let mut results = Vec::new();
        for hand in hands {
            match hand.join() {
                Ok(done) => results.extend(done?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read.map(|()| results)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_done_once_and_a_failure_ends_it() {
        let mut done = in_parallel((0..500).map(Ok::<_, u32>), |job| Ok(job * 2)).unwrap();
        done.sort_unstable();
        assert_eq!(done, (0..500).map(|job| job * 2).collect::<Vec<_>>());
        assert_eq!(in_parallel((0..500).map(Ok), |job| if job == 77 { Err(job) } else { Ok(job) }), Err(77));
        let jobs = (0..500).map(|job| if job == 99 { Err(job) } else { Ok(job) });
        assert_eq!(in_parallel(jobs, Ok::<i32, i32>), Err(99));
    }
}
