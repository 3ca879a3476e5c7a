//! A value of a Parquet file as JSON.

use std::fmt::Display;
use std::io::Write;

use parquet::record::{Field, Row};
use serde::Serialize;

use crate::io::escape::{self, Style};
use crate::io::ledger::RawBytes;

/// Writes a row as a JSON object, its columns in their order.
pub fn row(row: &Row, out: &mut Vec<u8>) {
    members(row.get_column_iter(), out);
}

fn members<'a>(fields: impl Iterator<Item = (&'a String, &'a Field)>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (n, (name, field)) in fields.enumerate() {
        comma(n, out);
        escape::escape(name, Style::Plain, out);
        out.push(b':');
        value(field, out);
    }
    out.push(b'}');
}

/// Writes a value. Times and decimals, which JSON has no form for, are strings, and so is what is no number. Bytes are a string if they are
/// UTF-8: many programs store text without saying so.
fn value(field: &Field, out: &mut Vec<u8>) {
    match field {
        Field::Null => out.extend_from_slice(b"null"),
        Field::Str(text) => escape::escape(text, Style::Plain, out),
        Field::Bytes(bytes) => match str::from_utf8(bytes.data()) {
            Ok(text) => escape::escape(text, Style::Plain, out),
            Err(_) => serde_json::to_writer(out, &RawBytes(bytes.data().to_vec())).expect("memory takes all bytes"),
        },
        Field::Bool(value) => number(value, out),
        Field::Byte(value) => number(value, out),
        Field::Short(value) => number(value, out),
        Field::Int(value) => number(value, out),
        Field::Long(value) => number(value, out),
        Field::UByte(value) => number(value, out),
        Field::UShort(value) => number(value, out),
        Field::UInt(value) => number(value, out),
        Field::ULong(value) => number(value, out),
        Field::Float16(value) => float(f32::from(*value), out),
        Field::Float(value) => float(*value, out),
        Field::Double(value) => float(*value, out),
        Field::Group(row) => members(row.get_column_iter(), out),
        Field::ListInternal(list) => {
            out.push(b'[');
            for (n, element) in list.elements().iter().enumerate() {
                comma(n, out);
                value(element, out);
            }
            out.push(b']');
        }
        Field::MapInternal(map) => {
            out.push(b'[');
            for (n, (key, of_key)) in map.entries().iter().enumerate() {
                comma(n, out);
                out.push(b'[');
                value(key, out);
                out.push(b',');
                value(of_key, out);
                out.push(b']');
            }
            out.push(b']');
        }
        Field::Decimal(_) | Field::Date(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => {
            escape::escape(&field.to_string(), Style::Plain, out);
        }
        Field::TimestampMillis(_) | Field::TimestampMicros(_) => {
            // Whether it is meant as UTC the value does not tell.
            let at = field.to_string().replacen(' ', "T", 1);
            escape::escape(at.strip_suffix(" +00:00").unwrap_or(&at), Style::Plain, out);
        }
    }
}

fn comma(n: usize, out: &mut Vec<u8>) {
    if n > 0 {
        out.push(b',');
    }
}

fn number(value: &impl Display, out: &mut Vec<u8>) {
    write!(out, "{value}").expect("memory takes all bytes");
}

fn float<F: Serialize + Display + Into<f64> + Copy>(value: F, out: &mut Vec<u8>) {
    if value.into().is_finite() {
        serde_json::to_writer(out, &value).expect("memory takes all bytes");
    } else {
        escape::escape(&value.to_string(), Style::Plain, out);
    }
}
