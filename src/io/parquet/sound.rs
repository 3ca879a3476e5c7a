//! What a Parquet file claims of itself, held against what it has, before memory or stack is taken on its word.
//!
//! A count of a few bytes can ask for gigabytes, and a schema can be nested deeper than the stack is; neither is an error that could be caught.

use parquet::basic::{Encoding, Type};
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::RowGroupReader;
use parquet::record::reader::RowIter;
use parquet::schema::types::{ColumnDescPtr, Type as SchemaType};

use super::delta;

/// Most values in a page whose values have lengths of their own, four bytes each. Writers begin a new page after some 20,000 rows or 1 MB.
const MOST_LENGTHS: u64 = 1 << 24;

/// A row group whose pages are looked at before they are decoded.
pub struct Sound<'a>(pub Box<dyn RowGroupReader + 'a>);

impl RowGroupReader for Sound<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.0.metadata()
    }

    fn num_columns(&self) -> usize {
        self.0.num_columns()
    }

    fn get_column_page_reader(&self, i: usize) -> Result<Box<dyn PageReader>> {
        let column = self.0.metadata().schema_descr().column(i);
        Ok(Box::new(Pages { pages: self.0.get_column_page_reader(i)?, column }))
    }

    fn get_column_bloom_filter(&self, i: usize) -> Option<&Sbbf> {
        self.0.get_column_bloom_filter(i)
    }

    fn get_row_iter(&self, projection: Option<SchemaType>) -> Result<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

/// The pages of a column.
struct Pages {
    pages: Box<dyn PageReader>,
    column: ColumnDescPtr,
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            check(page, &self.column)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

fn check(page: &Page, column: &ColumnDescPtr) -> Result<()> {
    let wrong = |what: &str| Err(ParquetError::General(format!("a page has fewer {what} than it says")));
    match page {
        Page::DictionaryPage { buf, num_values, .. } => {
            let width = match column.physical_type() {
                Type::FIXED_LEN_BYTE_ARRAY => usize::try_from(column.type_length()).unwrap_or(0).max(1),
                Type::BOOLEAN => 1,
                // Numbers are no shorter, and bytes come after their length.
                _ => 4,
            };
            if *num_values as usize > buf.len() / width {
                return wrong("words in its dictionary");
            }
        }
        Page::DataPage { .. } | Page::DataPageV2 { .. } => {
            let lists = match page.encoding() {
                Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
                // How much of the value before is kept, then how long the rest is.
                Encoding::DELTA_BYTE_ARRAY => 2,
                _ => return Ok(()),
            };
            let Some(mut values) = values(page, column) else { return wrong("levels") };
            let most = u64::from(page.num_values()).min(MOST_LENGTHS);
            // A page of nulls alone may have no lengths at all.
            for _ in 0..if values.is_empty() { 0 } else { lists } {
                let Some(rest) = delta::behind(values, most) else { return wrong("lengths") };
                values = rest;
            }
        }
    }
    Ok(())
}

/// The values of a page, behind the levels.
fn values<'a>(page: &'a Page, column: &ColumnDescPtr) -> Option<&'a [u8]> {
    match page {
        Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
            buf.get((*def_levels_byte_len as usize).checked_add(*rep_levels_byte_len as usize)?..)
        }
        Page::DataPage { buf, num_values, def_level_encoding, rep_level_encoding, .. } => {
            let mut rest = buf.as_ref();
            for (most, encoding) in [(column.max_rep_level(), rep_level_encoding), (column.max_def_level(), def_level_encoding)] {
                if most == 0 {
                    continue;
                }
                let size = if *encoding == Encoding::RLE {
                    let (size, _) = rest.split_first_chunk::<4>()?;
                    (u32::from_le_bytes(*size) as usize).checked_add(4)?
                } else {
                    // Packed in as many bits as the highest level has.
                    let bits = (i16::BITS - most.leading_zeros()) as usize;
                    (*num_values as usize).checked_mul(bits)?.div_ceil(8)
                };
                rest = rest.get(size..)?;
            }
            Some(rest)
        }
        Page::DictionaryPage { buf, .. } => Some(buf),
    }
}
