//! A whole corpus in memory on 1, 2, 4 ... threads. Reading and writing files is not in it; `boiloff bench` measures your own
//! files, and `boiloff clean` tells its speed.

use boiloff::{Cleaner, Config, Record};
use divan::Bencher;
use divan::counter::BytesCount;
use rayon::prelude::*;

use crate::data;

/// Enough that every thread has hundreds of documents, in bytes.
const CORPUS: usize = 16 << 20;

/// Powers of two up to what the machine runs at once.
fn threads() -> impl Iterator<Item = usize> {
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    (0..).map(|n| 1 << n).take_while(move |n| *n <= most)
}

#[divan::bench(args = threads(), sample_count = 10, sample_size = 1)]
fn cleaning(bencher: Bencher<'_, '_>, threads: usize) {
    let documents = data::corpus(CORPUS);
    let bytes: usize = documents.iter().map(String::len).sum();
    let cleaner = Cleaner::new(Config::default());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("the machine can start these threads");
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| pool.install(|| documents.par_iter().map(|d| cleaner.clean(Record::text(d.clone())).text.len()).sum::<usize>()));
}
