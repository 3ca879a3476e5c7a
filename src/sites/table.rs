//! What recurs on a site, for looking up.

use std::collections::HashMap;
use std::io::{self, Read};

use super::rows::{Counts, Reader, SITE};
use crate::io::hashed::Hashed;

/// Fewest documents of a site that have a line that recurs there.
pub const LEAST_DOCUMENTS: u64 = 3;

/// The least share of a site's documents that have a line that recurs there: one in so many.
pub const SHARE: u64 = 20;

/// The lines that recur on sites.
#[derive(Debug)]
pub struct SiteTable {
    sites: HashMap<Box<str>, Site>,
    /// BLAKE3 of the file.
    pub(crate) blake3: String,
}

/// The lines that recur on a site.
#[derive(Debug)]
pub struct Site {
    /// How many documents the survey has seen of it.
    pub documents: u64,
    lines: HashMap<u64, Counts>,
}

impl Site {
    /// What was counted of a line, by its key, if it recurs.
    #[must_use]
    pub fn get(&self, line: u64) -> Option<Counts> {
        self.lines.get(&line).copied()
    }
}

/// True if a line that stands in `documents` of a site's documents, of which there are `of`, recurs.
#[must_use]
pub const fn recurs(documents: u64, of: u64) -> bool {
    documents >= LEAST_DOCUMENTS && documents >= of.div_ceil(SHARE)
}

impl SiteTable {
    /// Reads the file of a survey and keeps of it what recurs.
    ///
    /// # Errors
    /// Those of the source, and if it is no such file.
    pub fn read(source: impl Read) -> io::Result<Self> {
        let mut source = Hashed::new(source);
        let mut reader = Reader::new(&mut source)?;
        let mut sites: HashMap<Box<str>, Site> = HashMap::new();
        let mut site = Site { documents: 0, lines: HashMap::new() };
        let mut name: Box<str> = "".into();
        let mut keep = |name: Box<str>, site: Site| {
            if !site.lines.is_empty() {
                sites.insert(name, site);
            }
        };
        while let Some(row) = reader.next_row()? {
            if row.line == SITE {
                let next = Site { documents: row.counts.documents, lines: HashMap::new() };
                keep(std::mem::replace(&mut name, (*row.site).into()), std::mem::replace(&mut site, next));
            } else if recurs(row.counts.documents, site.documents) {
                site.lines.insert(row.line, row.counts);
            }
        }
        keep(name, site);
        drop(reader);
        Ok(Self { sites, blake3: source.facts().blake3 })
    }

    /// What recurs on a site, if anything does.
    #[must_use]
    pub fn get(&self, site: &str) -> Option<&Site> {
        self.sites.get(site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::{Seen, Survey};

    #[test]
    fn what_recurs() {
        assert!(!recurs(2, 2) && recurs(3, 60) && !recurs(3, 61) && recurs(4, 61));
        let mut survey = Survey::default();
        for n in 0..4 {
            let own = ["alpha", "beta", "gamma", "delta"][n];
            survey.add(&Seen::of("a.org".to_owned(), format!("Menu {n}\n{own}\n"))).unwrap();
            survey.add(&Seen::of(own.to_owned(), "Menu\n".to_owned())).unwrap();
        }
        let table = SiteTable::read(&*survey.write(Vec::new()).unwrap()).unwrap();
        let site = table.get("a.org").unwrap();
        assert_eq!((site.documents, site.lines.len(), site.lines.values().next().unwrap().documents), (4, 1, 4));
        assert!(table.get("alpha").is_none());
    }
}
