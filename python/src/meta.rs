//! What was read from documents, as a column of structs.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, StructArray};
use arrow_schema::{ArrowError, DataType, Field, Fields};
use boiloff::Meta;

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
    Fact::Many(("agencies", |meta| strings(&meta.agencies))),
    Fact::One(("place", |meta| meta.dateline.as_ref().map(|dateline| dateline.place_norm.as_str()))),
    Fact::One(("published", |meta| meta.published.as_deref())),
    Fact::One(("updated", |meta| meta.updated.as_deref())),
    Fact::One(("language", |meta| meta.language.as_deref())),
    Fact::One(("site", |meta| meta.site.as_deref())),
    Fact::One(("site_name", |meta| meta.site_name.as_deref())),
    Fact::One(("description", |meta| meta.description.as_deref())),
    Fact::One(("canonical", |meta| meta.canonical.as_deref())),
    Fact::Many(("categories", |meta| strings(&meta.categories))),
    Fact::Many(("tags", |meta| strings(&meta.tags))),
    Fact::One(("image", |meta| meta.image.as_deref())),
    Fact::Many(("flags", |meta| strings(&meta.flags))),
];

fn strings(list: &[String]) -> Vec<&str> {
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
pub fn column(rows: &[Meta]) -> Result<ArrayRef, ArrowError> {
    let DataType::Struct(fields) = data_type() else { return Err(ArrowError::SchemaError("no struct".to_owned())) };
    let columns: Vec<ArrayRef> = FACTS.iter().map(|fact| values(fact, rows)).collect();
    struct_of(fields, columns, rows.len())
}

fn struct_of(fields: Fields, columns: Vec<ArrayRef>, length: usize) -> Result<ArrayRef, ArrowError> {
    Ok(Arc::new(StructArray::try_new_with_length(fields, columns, None, length)?))
}

fn values(fact: &Fact, rows: &[Meta]) -> ArrayRef {
    match fact {
        Fact::One((_, of)) => {
            let mut texts = StringBuilder::new();
            rows.iter().for_each(|meta| texts.append_option(of(meta)));
            Arc::new(texts.finish())
        }
        Fact::Many((_, of)) => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            rows.iter().for_each(|meta| lists.append_value(of(meta).into_iter().map(Some)));
            Arc::new(lists.finish())
        }
    }
}
