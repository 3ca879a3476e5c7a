//! `boiloff features`: what training reads.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use base64::prelude::{BASE64_STANDARD, Engine};
use boiloff::config::JsonFields;
use boiloff::html::{Page, parse::parse};
use boiloff::io::jsonl::Fields;
use boiloff::scorer::blocks::{NAMES, WEIGHED};
use boiloff::scorer::row::PADDING;
use boiloff::scorer::{Model, Texts};
use rayon::prelude::*;
use serde::Serialize;

use super::Exit;
use boiloff::Cleaner;
use boiloff::document::{Document, Finding, Record};
use boiloff::html::page::hash_bytes;
use boiloff::scorer::lines;

/// Print the blocks of pages with the features that the scorer judges them by, for training
///
/// Reads JSON lines with an `html` field from standard input and writes one JSON line a page: `id`, `blocks` (their texts) and
/// `rows` (their features, 32-bit little-endian numbers in base64, in the order of the first line's `features`).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model whose vocabulary and scores go into the features
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Add the hashes of each block's words, which a vocabulary is fitted from
    #[arg(long)]
    words: bool,
    /// Read the `text` field, and print the lines of texts
    #[arg(long)]
    lines: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    id: Option<String>,
    url: Option<String>,
    blocks: Vec<&'a str>,
    rows: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Vec<Vec<String>>>,
}

#[derive(Serialize)]
struct Head {
    features: &'static [&'static str],
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let names = if args.lines { lines::NAMES } else { NAMES };
    let model = match &args.model {
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
            Model::parse(&bytes, names).with_context(|| path.display().to_string())?
        }
        None => Model::default(),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &Head { features: names })?;
    out.write_all(b"\n")?;
    let mut input = io::stdin().lock().lines();
    loop {
        let batch: Vec<String> = input.by_ref().take(BATCH).collect::<Result<_, _>>()?;
        if batch.is_empty() {
            break;
        }
        let rows: Vec<anyhow::Result<Vec<u8>>> =
            batch.par_iter().map(|line| if args.lines { text(line, &model, args.words) } else { page(line, &model, args.words) }).collect();
        for row in rows {
            out.write_all(&row?)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// Pages that are read at once.
const BATCH: usize = 64;

fn page(line: &str, model: &Model, words: bool) -> anyhow::Result<Vec<u8>> {
    let fields = Fields::find(line.as_bytes(), &JsonFields::default())?;
    let url = fields.url();
    let page = Page::read(&parse(&fields.text().text).html);
    let texts = Texts::of(&page, &model.vocabulary);
    let scored = model.score(&page, &texts, url.as_deref());
    let width = NAMES.len();
    let rows = &scored.features.values[PADDING * width..(PADDING + page.blocks.len()) * width];
    let row = Row {
        id: fields.id(),
        url,
        blocks: page.blocks.iter().map(|b| page.text_of(b)).collect(),
        rows: BASE64_STANDARD.encode(rows.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>()),
        words: words.then(|| word_lists(&page, &texts).to_vec()),
    };
    Ok(serde_json::to_vec(&row)?)
}

/// Writes down the rows of a text's lines.
struct Rows<'a> {
    model: &'a Model,
    words: bool,
    row: Option<Vec<u8>>,
    url: Option<String>,
    id: Option<String>,
}

impl boiloff::cleaner::Watch for Rows<'_> {
    fn lap(&mut self, _: &'static str) {}

    fn findings(&mut self, document: &Document<'_>, findings: &[Finding]) {
        let scored = self.model.score_lines(document, findings, self.url.as_deref());
        let width = lines::NAMES.len();
        let blocks = scored.features.blocks;
        let rows = &scored.features.values[PADDING * width..(PADDING + blocks) * width];
        let encode = |words: &[u32]| BASE64_STANDARD.encode(words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<_>>());
        let words = self.words.then(|| {
            let texts = &scored.texts;
            let rules = document.filled_lines().map(|(_, line)| {
                let own: Vec<u32> = findings.iter().filter(|f| f.span == line.span).map(|f| hash_bytes(f.rule.as_bytes())).collect();
                encode(&own)
            });
            let classes = (0..blocks).map(|at| {
                let own: Vec<u32> = texts.classes.iter().filter(|(block, _)| *block == at as u32).map(|(_, class)| *class).collect();
                encode(&own)
            });
            let pairs = (0..blocks).map(|at| encode(&texts.words_of(at).windows(2).map(lines::pair).collect::<Vec<_>>()));
            vec![rules.collect(), classes.collect(), (0..blocks).map(|at| encode(texts.words_of(at))).collect(), pairs.collect()]
        });
        let row = Row {
            id: self.id.take(),
            url: self.url.clone(),
            blocks: document.filled_lines().map(|(_, l)| document.text_of(l)).collect(),
            rows: BASE64_STANDARD.encode(rows.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>()),
            words,
        };
        self.row = serde_json::to_vec(&row).ok();
    }
}

fn text(line: &str, model: &Model, words: bool) -> anyhow::Result<Vec<u8>> {
    let fields = Fields::find(line.as_bytes(), &JsonFields::default())?;
    let mut rows = Rows { model, words, row: None, url: fields.url(), id: fields.id() };
    let record = Record { url: fields.url(), ..Record::text(fields.text().text.to_string()) };
    let _ = Cleaner::new(boiloff::Config::default()).clean_watched(record, &mut rows);
    Ok(rows.row.unwrap_or_default())
}

/// For each block the words of its elements, the classes of its phrases, and its own words.
fn word_lists(page: &Page, texts: &Texts) -> [Vec<String>; 3] {
    let encode = |words: &[u32]| BASE64_STANDARD.encode(words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<_>>());
    let attributes = page.blocks.iter().map(|block| {
        let mut words = Vec::new();
        let mut at = block.element;
        for _ in 0..WEIGHED {
            let element = &page.elements[at as usize];
            words.extend_from_slice(&page.words[element.words.start as usize..element.words.end as usize]);
            at = element.parent;
        }
        encode(&words)
    });
    let classes = (0..page.blocks.len()).map(|at| {
        let own: Vec<u32> = texts.classes.iter().filter(|(block, _)| *block == at as u32).map(|(_, class)| *class).collect();
        encode(&own)
    });
    [attributes.collect(), classes.collect(), (0..page.blocks.len()).map(|at| encode(texts.words_of(at))).collect()]
}
