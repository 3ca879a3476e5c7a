//! Work done in parallel, results in order.
//!
//! One thread makes jobs, a pool does them, the caller's thread takes the results in the order of the jobs. What is between
//! making and taking is bounded in bytes and in number, so that memory stays flat whoever is the slowest.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// How many bytes of input may be in flight. A job that is larger than that runs alone.
const BYTES: usize = 32 << 20;

/// How many jobs may be in flight for each thread: enough that none waits while the first in order is slow.
const JOBS_A_THREAD: usize = 64;

/// How jobs are done.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// None: in the caller's thread, one after the other.
    pool: Option<Arc<ThreadPool>>,
}

impl Pipeline {
    /// With so many threads; with one, nothing leaves the caller's thread.
    ///
    /// # Errors
    /// If the system gives no more threads.
    pub fn new(threads: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = if threads > 1 { Some(Arc::new(ThreadPoolBuilder::new().num_threads(threads).build()?)) } else { None };
        Ok(Self { pool })
    }

    /// How many threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.pool.as_ref().map_or(1, |pool| pool.current_num_threads())
    }

    /// Does `work` in the pool, so that what it does in parallel is done there.
    pub fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Takes jobs, each with its size in bytes, from `next` until there are none, does them with `work` and hands the results
    /// to `sink` in the order of the jobs.
    ///
    /// Returns at the first error of `sink`, without waiting for `next`, which may be waiting for input that never comes.
    ///
    /// # Errors
    /// Those of `sink`.
    pub fn run<J, R, E>(
        &self,
        mut next: impl FnMut() -> Option<(J, usize)> + Send + 'static,
        work: impl Fn(J) -> R + Send + Sync + 'static,
        mut sink: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E>
    where
        J: Send + 'static,
        R: Send + 'static,
    {
        let Some(pool) = self.pool.clone() else {
            while let Some((job, _)) = next() {
                sink(work(job))?;
            }
            return Ok(());
        };
        let work = Arc::new(work);
        let budget = Arc::new(Budget::default());
        let (queue, in_order) = sync_channel::<(Receiver<thread::Result<R>>, usize)>(pool.current_num_threads() * JOBS_A_THREAD);
        let spent = Arc::clone(&budget);
        let _closed_in_the_end = Closing(&budget);
        let feeder = thread::spawn(move || {
            while let Some((job, size)) = next() {
                if !spent.take(size) {
                    return;
                }
                let (done, result) = sync_channel(1);
                if queue.send((result, size)).is_err() {
                    return;
                }
                let work = Arc::clone(&work);
                // A panic travels to the caller's thread. Nobody is there to receive only if that thread has given up.
                pool.spawn(move || drop(done.send(catch_unwind(AssertUnwindSafe(|| work(job))))));
            }
        });
        for (result, size) in in_order {
            let Ok(result) = result.recv() else { break };
            sink(result.unwrap_or_else(|panic| resume_unwind(panic)))?;
            budget.give(size);
        }
        feeder.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok(())
    }
}

/// The bytes in flight.
#[derive(Debug, Default)]
struct Budget {
    spent: Mutex<Spent>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Spent {
    bytes: usize,
    /// Nobody takes results any more.
    closed: bool,
}

impl Budget {
    /// Waits until there is room for so many bytes. False if there will be none.
    fn take(&self, bytes: usize) -> bool {
        let full = |spent: &mut Spent| !spent.closed && spent.bytes > 0 && spent.bytes + bytes > BYTES;
        let mut spent = self.freed.wait_while(self.spent(), full).unwrap_or_else(PoisonError::into_inner);
        spent.bytes += bytes;
        !spent.closed
    }

    fn give(&self, bytes: usize) {
        self.spent().bytes -= bytes;
        self.freed.notify_one();
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes a budget when it goes, so that the thread that makes jobs does not wait for ever.
struct Closing<'a>(&'a Budget);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.spent().closed = true;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn jobs(n: usize, size: usize) -> impl FnMut() -> Option<(usize, usize)> + Send + 'static {
        let mut jobs = 0..n;
        move || jobs.next().map(|job| (job, size))
    }

    #[test]
    fn results_come_in_order() {
        for threads in [1, 2, 4] {
            let mut all = Vec::new();
            let slow_at_times = |job| {
                if job % 7 == 0 {
                    thread::sleep(Duration::from_millis(1));
                }
                job * 2
            };
            let sink = |n| {
                all.push(n);
                Ok::<_, ()>(())
            };
            Pipeline::new(threads).unwrap().run(jobs(500, 1), slow_at_times, sink).unwrap();
            assert_eq!(all, (0..500).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_in_flight_is_bounded() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let mut jobs = jobs(64, BYTES / 4);
        let next = move || {
            jobs().inspect(|_| {
                MADE.fetch_add(1, Ordering::SeqCst);
            })
        };
        let mut taken = 0;
        let sink = |()| {
            thread::sleep(Duration::from_millis(1));
            taken += 1;
            // Four in flight, one waiting for room, one taken just now.
            assert!(MADE.load(Ordering::SeqCst) <= taken + 6);
            Ok::<_, ()>(())
        };
        Pipeline::new(2).unwrap().run(next, |_| (), sink).unwrap();
        assert_eq!(taken, 64);
    }

    #[test]
    fn an_error_ends_it_though_no_more_jobs_come() {
        let mut first = true;
        let next = move || {
            if !std::mem::take(&mut first) {
                thread::sleep(Duration::from_secs(600));
            }
            Some(((), 1))
        };
        assert_eq!(Pipeline::new(2).unwrap().run(next, |()| (), |()| Err("full")), Err("full"));
    }

    #[test]
    fn after_an_error_the_thread_that_makes_jobs_ends() {
        let held = Arc::new(());
        let its_own = Arc::clone(&held);
        let next = move || Some((drop(Arc::clone(&its_own)), BYTES));
        assert_eq!(Pipeline::new(2).unwrap().run(next, |()| (), |()| Err("full")), Err("full"));
        let end = std::time::Instant::now() + Duration::from_secs(30);
        while Arc::strong_count(&held) > 1 {
            assert!(std::time::Instant::now() < end, "it waits for ever");
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    #[should_panic(expected = "in a job")]
    fn a_panic_reaches_the_caller() {
        let run = Pipeline::new(2).unwrap().run(jobs(3, 1), |_| panic!("in a job"), |()| Ok::<_, ()>(()));
        assert_eq!(run, Ok(()));
    }
}
