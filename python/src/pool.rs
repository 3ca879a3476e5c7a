//! Threads. A process that was forked has none of its parent's, so each process has pools of its own.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Most threads that can be asked for; more only cost memory.
const MOST: usize = 1024;

/// A pool of the process with this number, and how many threads were asked for.
type Known = (u32, usize, Arc<ThreadPool>);

/// The pools of this process, and those of its parents, which are left alone: to end them would wait for threads that are not here.
static POOLS: Mutex<Vec<Known>> = Mutex::new(Vec::new());

/// A pool of so many threads; without a number as many as the machine has, or as `RAYON_NUM_THREADS` says. None for one thread: the caller's own does.
///
/// `POOLS` is locked only here, while Python runs nothing else, so that it is never locked in a process that is being forked.
///
/// # Errors
/// ValueError for a number that cannot be, OSError if the system gives no threads.
pub fn pool(_: Python<'_>, threads: Option<i64>) -> PyResult<Option<Arc<ThreadPool>>> {
    let threads = match checked(threads)? {
        Some(1) => return Ok(None),
        asked => asked.unwrap_or_default(),
    };
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let process = process::id();
    if let Some((.., pool)) = pools.iter().find(|(of, asked, _)| (*of, *asked) == (process, threads)) {
        return Ok(Some(Arc::clone(pool)));
    }
    let built = ThreadPoolBuilder::new().num_threads(threads).thread_name(|n| format!("boiloff-{n}")).build();
    let pool = Arc::new(built.map_err(|e| PyOSError::new_err(format!("the system gives no {threads} threads: {e}")))?);
    pools.push((process, threads, Arc::clone(&pool)));
    Ok(Some(pool))
}

/// A number of threads, if it can be one.
///
/// # Errors
/// ValueError if not.
pub fn checked(threads: Option<i64>) -> PyResult<Option<usize>> {
    let number = |n: i64| {
        let number = usize::try_from(n).ok().filter(|n| (1..=MOST).contains(n));
        number.ok_or_else(|| PyValueError::new_err(format!("`threads` is {n}; give a number from 1 to {MOST}")))
    };
    threads.map(number).transpose()
}

/// Does `work` with each item, as many at once as the pool has threads, and keeps their order; without a pool one after the other, here.
pub fn map<T: Send, R: Send>(pool: Option<&ThreadPool>, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    match pool {
        Some(pool) if items.len() > 1 => pool.install(|| items.into_par_iter().map(&work).collect()),
        _ => items.into_iter().map(work).collect(),
    }
}
