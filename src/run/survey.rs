//! Counting which lines recur on which site, over files and folders.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::Error;
use super::folder::{Feeder, Job, refuse_own_inputs};
use super::pieces::Before;
use super::pipeline::Pipeline;
use super::place::{self, Existing};
use super::progress::Progress;
use super::records::{BYTE_ORDER_MARK, without_end};
use crate::document::Media;
use crate::io::format::{Format, Kind};
use crate::io::hashed::Source;
use crate::io::jsonl::Fields;
use crate::io::lines::{Piece, is_blank, split};
use crate::io::walk::{Fate, Input, walk};
use crate::sites::rows::{Row, SITE};
use crate::sites::survey::is_table;
use crate::sites::table::recurs;
use crate::sites::{Reader, Seen, Survey, folder_of, site_of};
use crate::{Cleaner, Record};

/// What a survey has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surveyed {
    /// Documents that were counted.
    pub documents: u64,
    /// Records and files that could not be read.
    pub rejected: u64,
    /// Tables of other surveys that were added.
    pub tables: u64,
}

/// Counts the lines of files and folders as the settings of `cleaner` read them, adds the tables among the arguments, and writes the table to
/// the file `to`, which may be one of these, and whose folder is made. `progress` is made from the size of all inputs in bytes.
///
/// # Errors
/// If an argument cannot be used, something cannot be written, or what is at `to` is no table; it is still there then.
pub fn survey(
    cleaner: Arc<Cleaner>,
    arguments: &[PathBuf],
    to: &Path,
    pipeline: &Pipeline,
    progress: impl FnOnce(u64) -> Progress,
) -> Result<Surveyed, Error> {
    if to.exists() && !has_rows(to) {
        return Err(Error::NotATable(to.to_owned()));
    }
    let (tables, others): (Vec<PathBuf>, Vec<PathBuf>) = arguments.iter().cloned().partition(|path| path.is_file() && has_rows(path));
    // It has its name only when it is complete; that there is room for it is seen before anything is read.
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let file = fs::create_dir_all(to.parent().unwrap_or(to)).and_then(|()| File::create(&part)).map_err(failed(to))?;
    let mut survey = Survey::default();
    let work = || {
        for path in &tables {
            // Read to its end before hours of work are put on top of it.
            rows(path, |_| Ok::<_, Error>(()))?;
            let table = File::open(path).map_err(|source| Error::Table { path: path.clone(), source })?;
            survey.add_table(table).map_err(failed(&env::temp_dir()))?;
        }
        let surveyed = count(cleaner, &others, to, &mut survey, pipeline, progress)?;
        survey.write(file).and_then(|_| fs::rename(&part, to)).map_err(failed(to))?;
        Ok(Surveyed { tables: tables.len() as u64, ..surveyed })
    };
    work().inspect_err(|_| drop(fs::remove_file(&part)))
}

/// True for a table of sites.
fn has_rows(path: &Path) -> bool {
    File::open(path).is_ok_and(is_table)
}

/// The same for a run over these arguments into the folder `output`, which is looked at first, but not touched: so that nobody waits for a
/// survey whose run is then refused.
///
/// # Errors
/// As [`survey`], and if the output folder cannot be used.
pub fn survey_for_run(
    cleaner: Arc<Cleaner>,
    arguments: &[PathBuf],
    [output, to]: [&Path; 2],
    existing: Existing,
    pipeline: &Pipeline,
    progress: impl FnOnce(u64) -> Progress,
) -> Result<Surveyed, Error> {
    refuse_own_inputs(arguments, output)?;
    place::check(output, existing)?;
    let mut survey = Survey::default();
    let surveyed = count(cleaner, arguments, output, &mut survey, pipeline, progress)?;
    File::create(to).and_then(|file| survey.write(file)).map_err(failed(to))?;
    Ok(surveyed)
}

/// Hands the rows of a table to `sink`, in order: each site itself and the lines that recur there.
///
/// # Errors
/// If the file cannot be read or is no table, and those of the sink.
pub fn rows<E: From<Error>>(path: &Path, mut sink: impl FnMut(Row) -> Result<(), E>) -> Result<(), E> {
    let unreadable = |source| Error::Table { path: path.to_owned(), source };
    let mut reader = File::open(path).and_then(Reader::new).map_err(unreadable)?;
    let mut documents = 0;
    while let Some(row) = reader.next_row().map_err(unreadable)? {
        if row.line == SITE {
            documents = row.counts.documents;
        }
        if row.line == SITE || recurs(row.counts.documents, documents) {
            sink(row)?;
        }
    }
    Ok(())
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Survey { path: path.to_owned(), source }
}

/// Counts the documents of files and folders.
fn count(
    cleaner: Arc<Cleaner>,
    arguments: &[PathBuf],
    output: &Path,
    survey: &mut Survey,
    pipeline: &Pipeline,
    progress: impl FnOnce(u64) -> Progress,
) -> Result<Surveyed, Error> {
    let inputs = Arc::new(walk(arguments, output)?);
    let progress = progress(inputs.iter().map(|input| input.size).sum());
    let mut feeder = Feeder::new(Arc::clone(&inputs), Vec::new(), Before::default(), Arc::clone(&cleaner));
    let mut surveyed = Surveyed::default();
    let work = move |(job, bytes): (Job, u64)| (read(&cleaner, &inputs, job), bytes);
    let sink = |(found, bytes): (Found, u64)| {
        for seen in &found.seen {
            survey.add(seen).map_err(failed(&env::temp_dir()))?;
        }
        surveyed.documents += found.seen.len() as u64;
        surveyed.rejected += found.rejected;
        progress.add(bytes, found.seen.len() as u64);
        Ok(())
    };
    let done = pipeline.run(move || feeder.next(), work, sink);
    progress.finish();
    done.map(|()| surveyed)
}

/// Reads the documents of a job.
fn read(cleaner: &Cleaner, inputs: &[Input], job: Job) -> Found {
    let mut found = Found::default();
    match job {
        Job::Skip(_) | Job::Keep(_) => {}
        Job::End(_, _, broken) => found.rejected += u64::from(broken.is_some()),
        Job::Closed(..) => found.rejected += 1,
        Job::Text(at) => {
            let Input { path, name, fate: Fate::Read(format), .. } = &inputs[at] else { return found };
            match whole(path, *format, cleaner.config().max_document_bytes) {
                Ok(bytes) => {
                    let media = if format.kind == Kind::Html { Media::Html } else { Media::Text };
                    found.document(cleaner, Record { media, ..Record::bytes(bytes).with_site(folder_of(name)) });
                }
                Err(_) => found.rejected += 1,
            }
        }
        Job::Piece(at, Ok(Piece::Lines { bytes, .. }), _) => {
            for line in split(&bytes).filter(|line| !is_blank(line)) {
                let line = without_end(line);
                match Fields::find(line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line), &cleaner.config().jsonl) {
                    Ok(fields) => {
                        let site = Some(folder_of(&inputs[at].name).to_owned());
                        let record = Record { url: fields.url(), site, media: fields.media(), ..Record::text(fields.text().text) };
                        found.document(cleaner, record);
                    }
                    Err(_) => found.rejected += 1,
                }
            }
        }
        // What is too long to be held passes through a run; what broke off is counted at the end.
        Job::Piece(..) => {}
    }
    found
}

/// A file of one document; one byte more than the largest that is cleaned tells that it is larger.
fn whole(path: &Path, format: Format, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Source::open(path, format.codec)?.take((most as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What a job has come to.
#[derive(Default)]
struct Found {
    seen: Vec<Seen>,
    rejected: u64,
}

impl Found {
    fn document(&mut self, cleaner: &Cleaner, record: Record) {
        let site = site_of(record.url.as_deref(), record.site.as_deref()).into_owned();
        self.seen.extend(cleaner.normal_text(record).map(|text| Seen::of(site, text)));
    }
}
