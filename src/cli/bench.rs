//! `boiloff bench`: how fast the user's own files are cleaned: by stage, by rule, by number of threads.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::anyhow;
use rayon::prelude::*;
use serde::Serialize;
use walkdir::WalkDir;

use super::clean::number_of_threads;
use super::settings::Settings;
use super::{Exit, sample};
use crate::io::format::Format;
use crate::{Cleaned, Cleaner, Record, Watch};

/// Measure how fast your own files are cleaned: by stage, by rule, by number of threads
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, and folders whose files of text, HTML, JSON lines, archives and tables are taken, compressed or not
    #[arg(value_name = "INPUT", required_unless_present = "print_config")]
    inputs: Vec<PathBuf>,
    /// Measure each part for at least this long
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = seconds)]
    seconds: f64,
    /// Measure up to this many threads [default: as many as the machine runs at once]
    #[arg(long, value_name = "N", value_parser = number_of_threads)]
    threads: Option<NonZeroUsize>,
    /// Stop reading after this many MB; the documents are held in memory
    #[arg(long, value_name = "MB", default_value_t = 256)]
    limit: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub settings: Settings,
}

/// Longest time that may be asked for each part, in seconds: an hour.
const LONGEST: f64 = 3600.0;

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|s| (0.0..=LONGEST).contains(s));
    seconds.ok_or_else(|| format!("not a number of seconds from 0 to {LONGEST}"))
}

/// What was measured.
#[derive(Debug, Serialize)]
struct Measured {
    documents: usize,
    bytes: usize,
    /// Not all of the inputs were read, because of the limit.
    limited: bool,
    stages: Vec<Part>,
    rules: Vec<Part>,
    threads: Vec<Threads>,
    /// The stage that takes the most time.
    bottleneck: &'static str,
    /// Of a document on one thread.
    latency: Latency,
    /// Most memory that was held, in bytes, the documents included; where the system tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_memory: Option<u64>,
}

/// The time of a stage or rule on one thread.
#[derive(Debug, Serialize)]
struct Part {
    name: &'static str,
    nanoseconds_per_byte: f64,
    /// Of the time of all stages, 0 to 1.
    share: f64,
}

#[derive(Debug, Serialize)]
struct Threads {
    threads: usize,
    megabytes_per_second: f64,
    documents_per_second: f64,
    speedup: f64,
}

/// How long a document takes on one thread, the best of all passes for each, in milliseconds.
#[derive(Debug, Serialize)]
struct Latency {
    p50: f64,
    p99: f64,
    max: f64,
    /// Bytes of the document that takes the longest.
    bytes_of_max: usize,
}

const MB: usize = 1_000_000;
/// The stages behind the rules: plan and serialise.
const AFTER_RULES: usize = 2;

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let config = args.settings.resolve()?;
    let start = Instant::now();
    let mut bytes = 0;
    let mut records = Vec::new();
    let mut files = args.inputs.iter().flat_map(|input| files(input));
    let limit = args.limit.saturating_mul(MB);
    while let Some(file) = if bytes < limit { files.next() } else { None } {
        for record in sample::records(&file?, &config)? {
            let record = record?;
            bytes += record.content.size();
            records.push(record);
            if bytes >= limit {
                break;
            }
        }
    }
    let reading = start.elapsed();
    let limited = bytes >= limit || files.next().is_some();
    if bytes == 0 {
        return Err(anyhow!("there is no text in the inputs; name files, or folders with .txt, .html, .jsonl, .warc or .csv files"));
    }
    let rules: Vec<&'static str> = config.ids().collect();
    let cleaner = Cleaner::open(config)?;
    let time = Duration::from_secs_f64(args.seconds);
    let (laps, passes, each) = laps(&cleaner, &records, time);
    let (by_rule, mut stages): (Vec<Part>, Vec<Part>) =
        parts(reading, &laps, passes, bytes).into_iter().partition(|p| rules.contains(&p.name));
    let sum = |of: fn(&Part) -> f64| by_rule.iter().map(of).sum();
    let all = Part { name: "rules", nanoseconds_per_byte: sum(|p| p.nanoseconds_per_byte), share: sum(|p| p.share) };
    stages.insert(stages.len().saturating_sub(AFTER_RULES), all);
    let slowest = stages.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    let bottleneck = slowest.map_or("none", |stage| stage.name);
    let measured = Measured {
        documents: records.len(),
        bytes,
        limited,
        stages,
        rules: by_rule,
        threads: threads(&cleaner, &records, bytes, &args, time)?,
        bottleneck,
        latency: latency(&each, &records),
        peak_memory: peak_memory(),
    };
    let shown = if args.json { serde_json::to_string_pretty(&measured)? + "\n" } else { table(&measured) };
    io::stdout().write_all(shown.as_bytes())?;
    Ok(Exit::Done)
}

/// The files of an input: itself, or what a folder holds, in the order of their names.
fn files(input: &Path) -> impl Iterator<Item = anyhow::Result<PathBuf>> {
    let wanted = |path: &Path| Format::of(&path.to_string_lossy()).is_ok();
    WalkDir::new(input).sort_by_file_name().into_iter().filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_file() && (entry.depth() == 0 || wanted(entry.path())) => Some(Ok(entry.into_path())),
        Ok(_) => None,
        Err(e) => Some(Err(anyhow!("{e}"))),
    })
}

/// Adds up the time of each stage. The clock is read at the end of each, some 20 to 50 ns a time, which shows in documents of
/// less than a few hundred bytes.
struct Laps {
    last: Instant,
    times: Vec<(&'static str, Duration)>,
    /// Where the next stage stood the last time: the stages of all documents come in the same order, if not all in each.
    next: usize,
}

impl Watch for Laps {
    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        let at = match self.times.get(self.next) {
            Some((name, _)) if *name == stage => self.next,
            _ => self.times.iter().position(|(name, _)| *name == stage).unwrap_or_else(|| {
                self.times.insert(self.next, (stage, Duration::ZERO));
                self.next
            }),
        };
        self.times[at].1 += now - self.last;
        self.next = at + 1;
        self.last = now;
    }
}

/// The time of each stage on one thread, and over how many passes; and the least time of each document.
fn laps(cleaner: &Cleaner, records: &[Record], time: Duration) -> (Vec<(&'static str, Duration)>, u32, Vec<Duration>) {
    let start = Instant::now();
    let mut laps = Laps { last: start, times: Vec::new(), next: 0 };
    let mut passes = 0;
    let mut line = Vec::new();
    let mut each = vec![Duration::MAX; records.len()];
    while passes == 0 || start.elapsed() < time {
        for (record, least) in records.iter().zip(&mut each) {
            let record = record.clone();
            let begun = Instant::now();
            (laps.last, laps.next) = (begun, 0);
            let cleaned = cleaner.clean_watched(record, &mut laps);
            serialise(&cleaned, &mut line);
            laps.lap("serialise");
            *least = laps.last.duration_since(begun).min(*least);
        }
        passes += 1;
    }
    (laps.times, passes, each)
}

fn latency(each: &[Duration], records: &[Record]) -> Latency {
    let mut sorted = each.to_vec();
    sorted.sort_unstable();
    let at = |share: f64| sorted.get(((sorted.len() - 1) as f64 * share) as usize).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    let longest = each.iter().zip(records).max_by_key(|(time, _)| **time);
    Latency { p50: at(0.5), p99: at(0.99), max: at(1.0), bytes_of_max: longest.map_or(0, |(_, record)| record.content.size()) }
}

/// Linux tells it of each process.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// The clean text and its edits as lines of JSON, as a run would write them.
fn serialise(cleaned: &Cleaned, line: &mut Vec<u8>) {
    line.clear();
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(&mut *line, &(&cleaned.text, &cleaned.meta));
    for edit in &cleaned.edits {
        let _ = serde_json::to_writer(&mut *line, &(edit.span, edit.span.of(&cleaned.source), &edit.with, edit.rule, edit.evidence));
    }
}

fn parts(reading: Duration, laps: &[(&'static str, Duration)], passes: u32, bytes: usize) -> Vec<Part> {
    let each = laps.iter().map(|(name, time)| (*name, time.as_secs_f64() / f64::from(passes)));
    let times: Vec<(&str, f64)> = [("read", reading.as_secs_f64())].into_iter().chain(each).collect();
    let total: f64 = times.iter().map(|(_, s)| s).sum();
    times.into_iter().map(|(name, s)| Part { name, nanoseconds_per_byte: s * 1e9 / bytes as f64, share: s / total }).collect()
}

/// Cleaning alone, on 1, 2, 4 ... threads.
fn threads(cleaner: &Cleaner, records: &[Record], bytes: usize, args: &Args, time: Duration) -> anyhow::Result<Vec<Threads>> {
    let most = super::clean::threads(args.threads);
    let counts = (0..).map(|n| 1usize << n).take_while(|n| *n < most).chain([most]);
    let mut out: Vec<Threads> = Vec::new();
    for threads in counts {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| anyhow!("cannot start {threads} threads: {e}"))?;
        let start = Instant::now();
        let mut passes = 0;
        while passes == 0 || start.elapsed() < time {
            let written: usize = pool.install(|| records.par_iter().map(|r| cleaner.clean(r.clone()).text.len()).sum());
            std::hint::black_box(written);
            passes += 1;
        }
        let seconds = start.elapsed().as_secs_f64() / f64::from(passes);
        let megabytes_per_second = bytes as f64 / MB as f64 / seconds;
        let single = out.first().map_or(megabytes_per_second, |t| t.megabytes_per_second);
        let documents_per_second = records.len() as f64 / seconds;
        out.push(Threads { threads, megabytes_per_second, documents_per_second, speedup: megabytes_per_second / single });
    }
    Ok(out)
}

fn table(measured: &Measured) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let limited = if measured.limited { " (the rest is past --limit)" } else { "" };
    let _ = writeln!(out, "{} documents, {:.3} MB{limited}", measured.documents, measured.bytes as f64 / MB as f64);
    for (title, parts) in [("stage", &measured.stages), ("rule", &measured.rules)] {
        let _ = writeln!(out, "\n{title:24} {:>10} {:>8}", "ns/byte", "share");
        for part in parts {
            let _ = writeln!(out, "{:24} {:>10.3} {:>7.1}%", part.name, part.nanoseconds_per_byte, 100.0 * part.share);
        }
    }
    let _ = writeln!(out, "\n{:24} {:>10} {:>12} {:>9}", "threads", "MB/s", "documents/s", "speed-up");
    for t in &measured.threads {
        let _ = writeln!(out, "{:<24} {:>10.1} {:>12.0} {:>8.2}x", t.threads, t.megabytes_per_second, t.documents_per_second, t.speedup);
    }
    let Latency { p50, p99, max, bytes_of_max } = &measured.latency;
    let _ =
        writeln!(out, "\nA document takes {p50:.3} ms (median), {p99:.3} ms (99 %), {max:.3} ms at most (one of {bytes_of_max} bytes).");
    let _ = writeln!(out, "Most time goes into: {}", measured.bottleneck);
    if let Some(peak) = measured.peak_memory {
        let _ = writeln!(out, "Peak memory: {:.0} MB, the documents held for measuring included", peak as f64 / MB as f64);
    }
    out
}
