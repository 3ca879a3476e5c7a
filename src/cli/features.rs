//! `boiloff features`: what training reads.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use base64::prelude::{BASE64_STANDARD, Engine};
use rayon::prelude::*;
use serde::Serialize;

use super::Exit;
use crate::config::{JsonFields, Mode};
use crate::document::{Document, Finding, Record, Span};
use crate::html::page::hash_bytes;
use crate::html::{Block, Page, escaped::unescaped, parse::parse};
use crate::io::jsonl::Fields;
use crate::scorer::blocks::{NAMES, WEIGHED};
use crate::scorer::row::pair;
use crate::scorer::surroundings::PageSurroundings;
use crate::scorer::{Features, Model, Texts, lines};
use crate::{Cleaner, Watch};

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
    let page = Page::read(&parse(&unescaped(&fields.text().text)).html);
    let texts = Texts::of(&page, &model.vocabulary);
    let scored = model.score(&page, &texts, url.as_deref());
    let row = Row {
        id: fields.id(),
        url,
        blocks: page.blocks.iter().map(|b| page.text_of(b)).collect(),
        rows: rows_of(&scored.features),
        words: words.then(|| vec![words_of_elements(&page), classes(&texts), words_of_text(&texts)]),
    };
    Ok(serde_json::to_vec(&row)?)
}

fn text(line: &str, model: &Model, words: bool) -> anyhow::Result<Vec<u8>> {
    let fields = Fields::find(line.as_bytes(), &JsonFields::default())?;
    let mut config = crate::Config::default();
    // The lines are scored here, by another model.
    config.set_mode(PageSurroundings::INFO.id, Mode::Off)?;
    let mut lines = LinesOf { model, words, row: None, url: fields.url(), id: fields.id() };
    let record = Record { url: fields.url(), ..Record::text(fields.text().text.to_string()) };
    let _ = Cleaner::new(config).clean_watched(record, &mut lines);
    Ok(lines.row.unwrap_or_default())
}

/// Writes down the rows of a text's lines.
struct LinesOf<'a> {
    model: &'a Model,
    words: bool,
    row: Option<Vec<u8>>,
    url: Option<String>,
    id: Option<String>,
}

impl Watch for LinesOf<'_> {
    fn lap(&mut self, _: &'static str) {}

    fn findings(&mut self, document: &Document<'_>, findings: &[Finding]) {
        let scored = self.model.score_lines(document, findings, self.url.as_deref());
        let texts = &scored.texts;
        let row = Row {
            id: self.id.take(),
            url: self.url.clone(),
            blocks: document.filled_lines().map(|(_, l)| document.text_of(l)).collect(),
            rows: rows_of(&scored.features),
            words: self.words.then(|| vec![rules(document, findings), classes(texts), words_of_text(texts), pairs(texts)]),
        };
        self.row = serde_json::to_vec(&row).ok();
    }
}

/// The features of each block.
fn rows_of(features: &Features) -> String {
    let values = (0..features.blocks).flat_map(|block| features.row(block));
    BASE64_STANDARD.encode(values.flat_map(f32::to_le_bytes).collect::<Vec<_>>())
}

fn encode(words: &[u32]) -> String {
    BASE64_STANDARD.encode(words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<_>>())
}

/// For each block the words of its elements.
fn words_of_elements(page: &Page) -> Vec<String> {
    let of = |block: &Block| {
        let mut words = Vec::new();
        let mut at = block.element;
        for _ in 0..WEIGHED {
            let element = &page.elements[at as usize];
            words.extend_from_slice(&page.words[element.words.start as usize..element.words.end as usize]);
            at = element.parent;
        }
        encode(&words)
    };
    page.blocks.iter().map(of).collect()
}

/// For each line the rules that asked for it.
fn rules(document: &Document<'_>, findings: &[Finding]) -> Vec<String> {
    let of = |span: Span| findings.iter().filter(|f| f.span == span).map(|f| hash_bytes(f.rule.as_bytes())).collect::<Vec<_>>();
    document.filled_lines().map(|(_, line)| encode(&of(line.span))).collect()
}

/// For each text the classes of its phrases.
fn classes(texts: &Texts) -> Vec<String> {
    let of = |at: usize| texts.classes.iter().filter(|(text, _)| *text == at as u32).map(|(_, class)| *class).collect::<Vec<_>>();
    (0..texts.facts.len()).map(|at| encode(&of(at))).collect()
}

/// For each text its words.
fn words_of_text(texts: &Texts) -> Vec<String> {
    (0..texts.facts.len()).map(|at| encode(texts.words_of(at))).collect()
}

/// For each text the pairs of its words.
fn pairs(texts: &Texts) -> Vec<String> {
    (0..texts.facts.len()).map(|at| encode(&texts.words_of(at).windows(2).map(pair).collect::<Vec<_>>())).collect()
}
