//! The report on a terminal.

use super::show::{bytes, count, pages, plural, proportion, seconds, share, visible};
use super::table::{Column, Look, Table, bar};
use super::{Listed, PlaceCount, Report, RuleCount, Timings};

pub use super::table::{View, WIDTH};

/// Rules in the summary; with what stands around them they fit a terminal of 24 lines.
const RULES_SHOWN: usize = 10;

/// Columns of the longest bar.
const BAR: usize = 16;

/// Sites, languages and lines in the long form.
const LONG_SHOWN: usize = 10;

/// What `boiloff clean` says at its end, for a terminal of [`WIDTH`] columns, without colour.
#[must_use]
pub fn summary(report: &Report) -> String {
    summary_for(report, View::default())
}

/// What `boiloff clean` says at its end.
#[must_use]
pub fn summary_for(report: &Report, view: View) -> String {
    let mut out = String::new();
    headline(&mut out, report, view);
    rules(&mut out, report, view);
    problems(&mut out, report, view);
    if let Some(timings) = &report.timings {
        out.push('\n');
        view.line(&mut out, Look::Dim, &pace(timings));
    }
    out
}

/// The summary, and the languages, sites, lines and documents that stand out.
#[must_use]
pub fn details(report: &Report, view: View) -> String {
    let mut out = summary_for(report, view);
    places(&mut out, view, "language", &report.languages.ranked(), report.languages.one_in());
    places(&mut out, view, "site", &report.sites.ranked(), report.sites.one_in());
    lines(&mut out, report, view);
    losses(&mut out, report, view);
    precision(&mut out, report, view);
    out
}

fn headline(out: &mut String, report: &Report, view: View) {
    let t = &report.totals;
    let removed = format!("{} removed ({})", bytes(t.removed_bytes), share(t.removed_bytes, t.bytes_in));
    let sizes = format!("{}   {} in → {} out   {removed}", plural(t.documents, "document"), bytes(t.bytes_in), bytes(t.bytes_out));
    view.line(out, Look::Bold, &sizes);
    if let Some(pages) = pages(t) {
        view.line(out, Look::Dim, &pages);
    }
    let mut more = vec![format!("{} changed by {}", count(t.changed), plural(t.edits, "edit"))];
    if t.written_bytes > 0 {
        more.push(format!("{} written instead", bytes(t.written_bytes)));
    }
    let mut encodings: Vec<(&str, u64)> = t.encodings.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    encodings.sort_by_key(|&(name, n)| (std::cmp::Reverse(n), name));
    if encodings.len() > 1 {
        more.extend(encodings.iter().map(|(name, n)| format!("{} {}", count(*n), visible(name))));
    }
    if t.replaced > 0 {
        more.push(format!("{} became U+FFFD", plural(t.replaced, "malformed sequence")));
    }
    view.line(out, Look::Dim, &more.join(" · "));
}

fn rules(out: &mut String, report: &Report, view: View) {
    let ranked = report.rules.ranked();
    if ranked.is_empty() {
        return;
    }
    let mut table = Table::new([
        Column::left("rule").soft(),
        Column::right("removed"),
        Column::right("share").spare(1),
        Column::left("").look(Look::Removed).spare(4),
        Column::right("edits").spare(2),
        Column::right("documents").spare(3),
        Column::right("tagged").look(Look::Dim).spare(2),
    ]);
    let most = ranked[0].removed_bytes;
    let row = |name: String, rule: &RuleCount, documents: String| {
        let tags = if rule.tags > 0 { count(rule.tags) } else { String::new() };
        let share = share(rule.removed_bytes, report.totals.bytes_in);
        [name, bytes(rule.removed_bytes), share, bar(rule.removed_bytes, most, BAR), count(rule.edits), documents, tags]
    };
    // One more rule takes no more room than the line that would stand for it.
    let shown = if ranked.len() == RULES_SHOWN + 1 { ranked.len() } else { RULES_SHOWN.min(ranked.len()) };
    table.rows.extend(ranked[..shown].iter().map(|rule| row(visible(&rule.name), rule, count(rule.documents))));
    if let Some(rest) = ranked.get(shown..).filter(|rest| !rest.is_empty()) {
        let mut sum = RuleCount::default();
        rest.iter().for_each(|rule| sum.add(rule));
        table.rows.push(row(format!("{} more rules", rest.len()), &sum, String::new()));
    }
    out.push('\n');
    table.draw(out, view);
}

fn problems(out: &mut String, report: &Report, view: View) {
    let t = &report.totals;
    let mut table =
        Table::new([Column::left("").look(Look::Warning), Column::right("").look(Look::Bold), Column::left("").look(Look::Dim).soft()]);
    for (label, total, listed) in [
        ("rejected", t.rejected, &report.rejected),
        ("left out", t.left_out, &report.left_out),
        ("flagged", t.flagged, &report.flagged),
        ("no document?", t.marked, &report.marked),
        ("passed through", t.passed_through, &report.passed_through),
        ("emptied", t.emptied, &report.emptied),
    ] {
        if total > 0 {
            let mut names: Vec<String> = listed.iter().take(FIRST).map(with_why).collect();
            if total > names.len() as u64 {
                names.push("…".into());
            }
            table.rows.push([label.into(), count(total), names.join(", ")]);
        }
    }
    if !table.rows.is_empty() {
        out.push('\n');
        table.draw(out, view);
    }
}

/// Documents named for each kind of problem, if there is room: as many as fit a line.
const FIRST: usize = 3;

fn with_why(listed: &Listed) -> String {
    let why = if listed.why.is_empty() { String::new() } else { format!(" ({})", visible(&listed.why)) };
    document(listed) + &why
}

/// The name of a document: its input, its place there and its id. Rows of a table that names no inputs have their id in place of one.
#[must_use]
pub(super) fn document(listed: &Listed) -> String {
    let mut name = visible(&listed.source);
    if listed.id.as_ref() == Some(&listed.source) {
        return name;
    }
    if listed.record > 0 || listed.id.is_some() {
        name.push_str(&format!("#{}", listed.record));
    }
    if let Some(id) = &listed.id {
        name.push_str(&format!(" {}", visible(id)));
    }
    name
}

/// A stage that took less of the time is not worth a place in the line.
const LEAST_SHARE: f64 = 0.01;

fn pace(timings: &Timings) -> String {
    let mut text = format!("{} on {}", seconds(timings.wall_seconds), plural(timings.threads, "thread"));
    if timings.bytes_per_second > 0.0 {
        text.push_str(&format!(", {}/s", bytes(timings.bytes_per_second as u64)));
    }
    let stages: f64 = timings.stages.iter().map(|(_, s)| s).sum();
    let shares = timings
        .stages
        .iter()
        .filter(|(_, s)| s / stages >= LEAST_SHARE)
        .map(|(name, s)| format!("{} {:.0}%", visible(name), s / stages * 100.0));
    let shares: Vec<String> = shares.collect();
    if !shares.is_empty() {
        text.push_str(&format!(": {}", shares.join(", ")));
    }
    text
}

fn places(out: &mut String, view: View, title: &'static str, ranked: &[&PlaceCount], one_in: u64) {
    if ranked.iter().all(|place| place.name.is_empty()) {
        return;
    }
    let mut table = Table::new([
        Column::left(title).soft(),
        Column::right("documents").spare(2),
        Column::right("in").spare(3),
        Column::right("removed"),
        Column::right("share").spare(1),
        Column::left("mostly by").look(Look::Dim).spare(4),
    ]);
    for place in ranked.iter().take(LONG_SHOWN) {
        let name = if place.name.is_empty() { "not known".into() } else { visible(&place.name) };
        let rules: Vec<String> = place.top_rules().iter().take(2).map(|(rule, _)| visible(rule)).collect();
        let share = share(place.removed_bytes, place.bytes_in);
        table.rows.push([name, count(place.documents), bytes(place.bytes_in), bytes(place.removed_bytes), share, rules.join(", ")]);
    }
    out.push('\n');
    table.draw(out, view);
    note(out, view, ranked.len(), one_in);
}

/// Says what a list leaves out.
fn note(out: &mut String, view: View, kept: usize, one_in: u64) {
    let more = kept.saturating_sub(LONG_SHOWN);
    let text = match (more, one_in) {
        (0, 1) => return,
        (_, 1) => format!("and {} more", count(more as u64)),
        _ => format!("and {} more, of the one in {} that are counted", count(more as u64), count(one_in)),
    };
    view.line(out, Look::Dim, &text);
}

fn lines(out: &mut String, report: &Report, view: View) {
    let ranked = report.lines.ranked();
    if ranked.is_empty() {
        return;
    }
    let mut table = Table::new([Column::right("times"), Column::left("removed line").look(Look::Removed).soft()]);
    table.rows.extend(ranked.iter().take(LONG_SHOWN).map(|line| [count(line.count), visible(&line.text)]));
    out.push('\n');
    table.draw(out, view);
    note(out, view, ranked.len(), report.lines.one_in());
}

fn losses(out: &mut String, report: &Report, view: View) {
    if report.losing_most.is_empty() {
        return;
    }
    let mut table = Table::new([Column::right("lost"), Column::right("in").spare(1), Column::left("document").soft()]);
    for loss in report.losing_most.iter().take(LONG_SHOWN) {
        table.rows.push([share(loss.0.lost(), loss.0.bytes_in), bytes(loss.0.bytes_in), document(&loss.0)]);
    }
    out.push('\n');
    table.draw(out, view);
}

fn precision(out: &mut String, report: &Report, view: View) {
    if report.precision.is_empty() {
        return;
    }
    let mut table = Table::new([
        Column::left("judged rule").soft(),
        Column::left("score").spare(2),
        Column::right("judged"),
        Column::right("right").spare(1),
        Column::right("precision"),
        Column::right("95 % interval").look(Look::Dim),
    ]);
    for estimate in &report.precision {
        let band = estimate.band.as_deref().map(visible).unwrap_or_default();
        let [share, low, high] = [estimate.precision, estimate.low, estimate.high].map(proportion);
        let interval = format!("{low} to {high}");
        table.rows.push([visible(&estimate.rule), band, count(estimate.reviewed), count(estimate.right), share, interval]);
    }
    out.push('\n');
    table.draw(out, view);
}
