//! boiloff boils scraped web text down to clean corpus text.
//!
//! ```
//! use boiloff::{Cleaner, Config, Record};
//!
//! let cleaner = Cleaner::new(Config::default());
//! let cleaned = cleaner.clean(Record::text("The minister left without a word.\nADVERTISEMENT\n"));
//! assert_eq!(cleaned.text, "The minister left without a word.\n");
//! assert_eq!(cleaned.edits[0].rule, "ad-label");
//! ```

#![forbid(unsafe_code)]

pub mod byline;
pub mod cleaner;
pub mod cli;
pub mod config;
pub mod document;
pub mod eval;
mod extract;
pub mod flags;
pub mod html;
pub mod io;
pub mod presets;
pub mod report;
pub mod review;
pub mod rules;
pub mod run;
pub mod scorer;
pub mod sites;

pub use cleaner::{Cleaned, Cleaner, FAULT, Models, OpenError, Status, Watch};
pub use config::Config;
pub use document::{Document, Edit, Evidence, Finding, Meta, Record, Span, Verdict};
pub use extract::Extracted;
pub use report::Report;
pub use sites::SiteTable;
