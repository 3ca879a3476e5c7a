//! What was found in documents, as Dolma's toolkit reads it: a line of JSON for each document, `{"id": ..., "attributes": {"boiloff__ad_label":
//! [[start, end, score], ...], ...}}`, in the order of the documents. Its format is described in the toolkit's `docs/data-format.md`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::Cleaned;
use crate::document::Span;

/// The name of our attributes, before that of the rule.
const EXPERIMENT: &str = "boiloff__";

/// A line.
#[derive(Serialize)]
struct Row<'a> {
    id: Option<&'a RawValue>,
    attributes: BTreeMap<String, Vec<(usize, usize, f32)>>,
}

/// Writes what was found in a document, edits and tags: from which character of the text to which, from 0, and the score from 0 to 1; what has none has 1. `id` is the
/// record's id as it is written.
pub fn write(id: Option<&str>, cleaned: &Cleaned, out: &mut Vec<u8>) {
    let edits = cleaned.edits.iter().map(|edit| (edit.span, edit.rule, edit.score));
    let mut found: Vec<_> = edits.chain(cleaned.tags.iter().map(|tag| (tag.span, tag.rule, tag.score.unwrap_or(1.0)))).collect();
    found.sort_by_key(|(span, ..)| (span.start, span.end));
    let mut count = Characters { text: &cleaned.source, byte: 0, character: 0 };
    let mut attributes: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (Span { start, end }, rule, score) in found {
        let from = count.up_to(start);
        // What follows may start within this one.
        let to = Characters { ..count }.up_to(end);
        attributes.entry(format!("{EXPERIMENT}{}", rule.replace('-', "_"))).or_default().push((from, to, score));
    }
    line(&Row { id: id.and_then(|id| serde_json::from_str(id).ok()), attributes }, out);
}

/// Writes a line for a record that could not be read, so that all others stand in the line of their document.
pub fn write_none(out: &mut Vec<u8>) {
    line(&Row { id: None, attributes: BTreeMap::new() }, out);
}

fn line(row: &Row<'_>, out: &mut Vec<u8>) {
    serde_json::to_writer(&mut *out, row).expect("memory takes all bytes");
    out.push(b'\n');
}

/// Counts characters, once each.
struct Characters<'a> {
    text: &'a str,
    byte: usize,
    character: usize,
}

impl Characters<'_> {
    /// How many stand before a byte that is not before the last one asked for.
    fn up_to(&mut self, byte: usize) -> usize {
        self.character += self.text.get(self.byte..byte).map_or(0, |text| text.chars().count());
        self.byte = byte.max(self.byte);
        self.character
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::{Cleaner, Config, Record};

    #[test]
    fn places_are_those_of_characters() {
        let text = "Größe allein zählt nicht, sagte er am Abend.\nADVERTISEMENT\nDie Brücke blieb offen.\n";
        let mut line = Vec::new();
        write(Some("\"a\""), &Cleaner::new(Config::default()).clean(Record::text(text)), &mut line);
        let row: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(row["id"], "a");
        let found = &row["attributes"]["boiloff__ad_label"][0];
        let characters: Vec<char> = text.chars().collect();
        let [start, end] = [0, 1].map(|at| found[at].as_u64().unwrap() as usize);
        assert_eq!(characters[start..end].iter().collect::<String>(), "ADVERTISEMENT\n");
    }
}
