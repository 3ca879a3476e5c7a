//! Lines that stand in many documents of one site.
//!
//! A survey reads documents and counts, for each site, how many have which line, and where: [`site`] says what a site is, [`seen`] what is
//! counted of a document, [`mod@survey`] sums that up in bounded memory, [`rows`] is the file that comes of it and how files are merged.
//! [`table`] keeps what recurs, for looking up, and [`site_lines`] is the stage that cleans by it. The pass over files is in
//! [`crate::run::survey`].

pub mod rows;
pub mod seen;
pub mod site;
pub mod site_lines;
pub mod survey;
pub mod table;

pub use rows::{Counts, Reader, Row};
pub use seen::Seen;
pub use site::{folder_of, site_of};
pub use survey::Survey;
pub use table::{Site, SiteTable};
