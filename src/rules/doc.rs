//! Reading a rule's documentation.

use super::Info;

impl Info {
    /// The documentation as Markdown: the doc comment without the blank that each of its lines starts with.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.doc.lines().flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect()
    }

    /// The first sentence: what the rule finds.
    #[must_use]
    pub fn summary(&self) -> String {
        let markdown = self.markdown();
        let paragraph = markdown.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
        paragraph[..end].trim().to_owned()
    }
}
