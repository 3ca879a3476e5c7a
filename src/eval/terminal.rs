//! Scores on a terminal.

use std::collections::BTreeMap;

use super::{Counts, Scores, Verdict};
use crate::report::show::{count, plural, visible};
use crate::report::table::{Column, Look, Table, View};

/// The scores by class and by language; with `list`, the lines of which the wrong thing became as well.
#[must_use]
pub fn table(scores: &Scores, list: bool, view: View) -> String {
    let mut out = String::new();
    let total = scores.total;
    let lines = format!("{} to remove, {} to keep", count(total.noise()), count(total.keeps()));
    view.line(&mut out, Look::Bold, &format!("{}   {lines}", plural(scores.documents, "document")));
    group(&mut out, view, "class", &scores.classes, Some(total));
    group(&mut out, view, "language", &scores.languages, None);
    if list {
        wrong(&mut out, view, scores);
    }
    out
}

fn group(out: &mut String, view: View, title: &'static str, by_name: &BTreeMap<String, Counts>, total: Option<Counts>) {
    let mut table = Table::new([
        Column::left(title).soft(),
        Column::right("noise").spare(2),
        Column::right("keeps").spare(2),
        Column::right("precision"),
        Column::right("recall"),
        Column::right("F1"),
        Column::right("keeps lost").look(Look::Warning),
        Column::right("").spare(1).look(Look::Dim),
    ]);
    let row = |name: String, c: Counts| {
        let lost = if c.lost > 0 { count(c.lost) } else { String::new() };
        [
            name,
            count(c.noise()),
            count(c.keeps()),
            percent(c.precision()),
            percent(c.recall()),
            percent(c.f1()),
            percent(c.keeps_lost()),
            lost,
        ]
    };
    let named = |name: &String| if name.is_empty() { "(none)".to_owned() } else { visible(name) };
    table.rows.extend(by_name.iter().map(|(name, counts)| row(named(name), *counts)));
    table.rows.extend(total.map(|total| row("all".to_owned(), total)));
    out.push('\n');
    table.draw(out, view);
}

/// "81.2%"; a dash where there is nothing to measure.
fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}%", 100.0 * share))
}

/// The lines as a whole, however long: they are what one has come for.
fn wrong(out: &mut String, view: View, scores: &Scores) {
    let view = View { width: usize::MAX, ..view };
    for (verdict, title) in [(Verdict::Keep, "Lost"), (Verdict::Remove, "Missed")] {
        let mut table = Table::new([Column::left("").look(Look::Dim), Column::left("").soft()]);
        let lines = scores.wrong.iter().filter(|wrong| wrong.verdict == verdict);
        table.rows.extend(lines.map(|wrong| [format!("{}:{}", visible(&wrong.id), wrong.line), visible(&wrong.text)]));
        if !table.rows.is_empty() {
            out.push('\n');
            view.line(out, Look::Bold, title);
            table.draw(out, view);
        }
    }
}
