//! Aligned columns for a terminal.

use super::show::{clip, width};

/// How much room and which means a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Columns.
    pub width: usize,
    /// Colour codes are welcome.
    pub colour: bool,
}

/// Room of a terminal of which nothing is known.
pub const WIDTH: usize = 80;

/// Least room: below it the table is cut rather than squeezed further.
const WIDTH_MIN: usize = 24;

/// What stands left of everything.
const MARGIN: usize = 2;

/// What stands between two columns.
const GAP: usize = 2;

impl Default for View {
    fn default() -> Self {
        Self { width: WIDTH, colour: false }
    }
}

/// How text looks where colour is welcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Look {
    #[default]
    Plain,
    Bold,
    Dim,
    Removed,
    Warning,
}

impl View {
    /// Columns for text behind the margin.
    pub(crate) fn room(self) -> usize {
        self.width.max(WIDTH_MIN) - MARGIN
    }

    pub(crate) fn paint(self, look: Look, text: &str) -> String {
        let code = match look {
            Look::Plain => return text.into(),
            _ if !self.colour || text.is_empty() => return text.into(),
            Look::Bold => "1",
            Look::Dim => "2",
            Look::Removed => "31",
            Look::Warning => "33",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// Adds a line behind the margin, cut to the room there is.
    pub(crate) fn line(self, out: &mut String, look: Look, text: &str) {
        out.push_str("  ");
        out.push_str(&self.paint(look, &clip(text, self.room())));
        out.push('\n');
    }
}

/// A column: its title and its habits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Column {
    title: &'static str,
    right: bool,
    look: Look,
    /// Columns are left out where room is short, the greatest number first; 0 stays.
    spare: u8,
    /// It gives up room rather than be left out.
    soft: bool,
}

impl Column {
    pub const fn left(title: &'static str) -> Self {
        Self { title, right: false, look: Look::Plain, spare: 0, soft: false }
    }

    pub const fn right(title: &'static str) -> Self {
        Self { right: true, ..Self::left(title) }
    }

    pub const fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }

    pub const fn spare(self, spare: u8) -> Self {
        Self { spare, ..self }
    }

    pub const fn soft(self) -> Self {
        Self { soft: true, ..self }
    }
}

/// Narrowest that a soft column becomes before others are left out.
const SOFT_MIN: usize = 12;

/// Rows of cells under titles.
pub(crate) struct Table<const N: usize> {
    pub columns: [Column; N],
    pub rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub const fn new(columns: [Column; N]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds the table; columns that hold nothing are left out, and a table without titles has no head.
    pub fn draw(&self, out: &mut String, view: View) {
        let mut widths: [usize; N] = std::array::from_fn(|n| self.rows.iter().map(|row| width(&row[n])).max().unwrap_or(0));
        for (own, column) in widths.iter_mut().zip(&self.columns).filter(|(w, _)| **w > 0) {
            *own = (*own).max(width(column.title));
        }
        self.fit(&mut widths, view.room());
        if self.columns.iter().any(|c| !c.title.is_empty()) {
            self.row(out, view, &widths, |n| (self.columns[n].title, Look::Dim));
        }
        for row in &self.rows {
            self.row(out, view, &widths, |n| (row[n].as_str(), self.columns[n].look));
        }
    }

    fn fit(&self, widths: &mut [usize; N], room: usize) {
        let total = |widths: &[usize; N]| widths.iter().filter(|w| **w > 0).map(|w| w + GAP).sum::<usize>().saturating_sub(GAP);
        for spare in (0..=u8::MAX).rev() {
            let over = total(widths).saturating_sub(room);
            if over == 0 {
                return;
            }
            for n in (0..N).filter(|&n| self.columns[n].soft) {
                if widths[n] >= over + SOFT_MIN {
                    widths[n] -= over;
                    return;
                }
            }
            if spare > 0 {
                (0..N).filter(|&n| self.columns[n].spare == spare).for_each(|n| widths[n] = 0);
            }
        }
        for n in 0..N {
            let over = total(widths).saturating_sub(room);
            if self.columns[n].soft {
                widths[n] -= over.min(widths[n].saturating_sub(1));
            }
        }
    }

    fn row<'c>(&'c self, out: &mut String, view: View, widths: &[usize; N], cell: impl Fn(usize) -> (&'c str, Look)) {
        let mut line = String::new();
        let mut pending = MARGIN;
        for n in (0..N).filter(|&n| widths[n] > 0) {
            let (text, look) = cell(n);
            let text = clip(text, widths[n]);
            let blanks = widths[n] - width(&text);
            let (before, behind) = if self.columns[n].right { (blanks, 0) } else { (0, blanks) };
            if !text.is_empty() {
                line.extend(std::iter::repeat_n(' ', pending + before));
                line.push_str(&view.paint(look, &text));
                pending = 0;
            } else {
                pending += before;
            }
            pending += behind + GAP;
        }
        out.push_str(&line);
        out.push('\n');
    }
}

/// A bar of at most `columns` columns, in eighths of a column; what is not nothing shows.
pub(crate) fn bar(part: u64, whole: u64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if part == 0 || whole == 0 || columns == 0 {
        return String::new();
    }
    let eighths = ((part as f64 / whole as f64 * (columns * 8) as f64).round() as usize).clamp(1, columns * 8);
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: usize) -> String {
        let mut table = Table::new([Column::left("name").soft(), Column::right("bytes"), Column::left("more").spare(1)]);
        table.rows.push(["a-rather-long-name".into(), "1".into(), "x".into()]);
        table.rows.push(["日本".into(), "22".into(), String::new()]);
        let mut out = String::new();
        table.draw(&mut out, View { width, colour: false });
        out
    }

    #[test]
    fn columns_are_aligned_and_end_without_blanks() {
        let expected = "  name                bytes  more\n  a-rather-long-name      1  x\n  日本                   22\n";
        assert_eq!(drawn(80), expected);
    }

    #[test]
    fn where_room_is_short_names_are_cut_and_then_columns_go() {
        assert_eq!(drawn(30), "  name             bytes  more\n  a-rather-long-…      1  x\n  日本                22\n");
        assert_eq!(drawn(24), "  name             bytes\n  a-rather-long-…      1\n  日本                22\n");
        assert_eq!(drawn(0), drawn(24));
    }

    #[test]
    fn bars_have_eighths() {
        assert_eq!(bar(1, 1, 3), "███");
        assert_eq!(bar(1, 2, 3), "█▌");
        assert_eq!(bar(1, 1_000_000, 3), "▏");
        assert_eq!(bar(0, 5, 3), "");
        assert_eq!(bar(1, 1, 0), "");
    }
}
