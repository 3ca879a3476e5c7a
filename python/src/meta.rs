//! What was read from documents, as a column of structs.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, StructArray};
use arrow_schema::{ArrowError, DataType, Field};
use boiloff::Meta;

use crate::batch::{fit, strings};

/// A fact that is one text.
type One = (&'static str, for<'m> fn(&'m Meta) -> Option<&'m str>);

/// A fact that is a list of texts.
type Many = (&'static str, for<'m> fn(&'m Meta) -> Vec<&'m str>);

/// A field of the struct.
enum Fact {
    One(One),
    Many(Many),
}

/// The fields, named as in JSON; `place` is the dateline's, and authors are their names alone.
const FACTS: [Fact; 15] = [
    Fact::One(("title", |meta| meta.title.as_deref())),
    Fact::Many(("authors", |meta| meta.authors.iter().map(|author| author.name.as_str()).collect())),
    Fact::Many(("agencies", |meta| texts(&meta.agencies))),
    Fact::One(("place", |meta| meta.dateline.as_ref().map(|dateline| dateline.place_norm.as_str()))),
    Fact::One(("published", |meta| meta.published.as_deref())),
    Fact::One(("updated", |meta| meta.updated.as_deref())),
    Fact::One(("language", |meta| meta.language.as_deref())),
    Fact::One(("site", |meta| meta.site.as_deref())),
    Fact::One(("site_name", |meta| meta.site_name.as_deref())),
    Fact::One(("description", |meta| meta.description.as_deref())),
    Fact::One(("canonical", |meta| meta.canonical.as_deref())),
    Fact::Many(("categories", |meta| texts(&meta.categories))),
    Fact::Many(("tags", |meta| texts(&meta.tags))),
    Fact::One(("image", |meta| meta.image.as_deref())),
    Fact::Many(("flags", |meta| texts(&meta.flags))),
];

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// The name of the column.
pub const NAME: &str = "meta";

/// Its name where there is one of that name.
pub const OTHER_NAME: &str = "boiloff_meta";

/// What the column is.
pub fn data_type() -> DataType {
    let item = Field::new_list_field(DataType::Utf8, true);
    let fields = FACTS.iter().map(|fact| match fact {
        Fact::One((name, _)) => Field::new(*name, DataType::Utf8, true),
        Fact::Many((name, _)) => Field::new_list(*name, item.clone(), true),
    });
    DataType::Struct(fields.collect())
}

/// The column.
///
/// # Errors
/// If a fact's texts are more than two gigabytes.
pub fn column(rows: &[&Meta]) -> Result<ArrayRef, ArrowError> {
    let DataType::Struct(fields) = data_type() else { return Err(ArrowError::SchemaError("no struct".to_owned())) };
    let columns = FACTS.iter().map(|fact| values(fact, rows)).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(StructArray::try_new_with_length(fields, columns, None, rows.len())?))
}

fn values(fact: &Fact, rows: &[&Meta]) -> Result<ArrayRef, ArrowError> {
    match fact {
        Fact::One((_, of)) => strings(&DataType::Utf8, &rows.iter().map(|meta| of(meta)).collect::<Vec<_>>()),
        Fact::Many((_, of)) => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            let mut bytes = 0;
            for list in rows.iter().map(|meta| of(meta)) {
                bytes += list.iter().map(|text| text.len()).sum::<usize>();
                fit(bytes)?;
                lists.append_value(list.into_iter().map(Some));
            }
            Ok(Arc::new(lists.finish()))
        }
    }
}
