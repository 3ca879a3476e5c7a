//! Arrow's data in and out by the PyCapsule interface, without a copy. <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

#![expect(unsafe_code, reason = "Arrow's C structures are handed over by their address")]

use std::ffi::CStr;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayReader, ArrayRef, RecordBatch, RecordBatchOptions, RecordBatchReader, StructArray, make_array};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::settings::kind;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// Data that Python hands over: a column, or a table, which is a column of structs, in one piece or many.
pub struct Given {
    /// What the pieces are.
    pub field: FieldRef,
    /// The pieces.
    pub pieces: Pieces,
}

/// One piece, or those of a stream.
pub enum Pieces {
    /// A single one.
    One(ArrayRef),
    /// As many as there come.
    Stream(ArrayStreamReader),
}

impl Given {
    /// Its schema.
    ///
    /// # Errors
    /// TypeError if it is no table.
    pub fn table(&self) -> PyResult<Schema> {
        let kind = self.field.data_type();
        self.schema().ok_or_else(|| PyTypeError::new_err(format!("a column of {kind} where a table is needed")))
    }

    /// The batches of a table.
    ///
    /// # Errors
    /// If it is none.
    pub fn batches(self) -> Result<impl Iterator<Item = Result<RecordBatch, ArrowError>>, ArrowError> {
        let schema = self.schema().map(Arc::new).ok_or_else(|| ArrowError::SchemaError("a column where a table is needed".to_owned()))?;
        Ok(self.pieces.map(move |piece| batch(&schema, &piece?)))
    }

    /// The schema, if it is a table.
    pub fn schema(&self) -> Option<Schema> {
        let DataType::Struct(fields) = self.field.data_type() else { return None };
        Some(Schema::new_with_metadata(fields.clone(), self.field.metadata().clone()))
    }
}

impl Iterator for Pieces {
    type Item = Result<ArrayRef, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::One(array) if array.is_empty() => None,
            Self::One(array) => Some(Ok(std::mem::replace(array, array.slice(0, 0)))),
            Self::Stream(stream) => stream.next(),
        }
    }
}

/// Takes data in.
///
/// # Errors
/// TypeError for what does not speak the interface, ValueError for what says that it does and does not.
pub fn read(data: &Bound<'_, PyAny>) -> PyResult<Given> {
    let data = &data.py().import("boiloff._frames")?.call_method1("arrow", (data,))?;
    if data.hasattr("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = data.call_method0("__arrow_c_array__")?.extract()?;
        let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
        // SAFETY: a capsule of that name holds such a structure, which whoever takes the capsule may move out.
        let (array, schema) = unsafe { (FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let field = Field::try_from(schema).map_err(wrong)?;
        // SAFETY: array and schema came together, which the interface says is enough.
        let array = make_array(unsafe { from_ffi(array, schema) }.map_err(wrong)?);
        return Ok(Given { field: Arc::new(field), pieces: Pieces::One(array) });
    }
    if data.hasattr("__arrow_c_stream__")? {
        let stream: Bound<'_, PyCapsule> = data.call_method0("__arrow_c_stream__")?.extract()?;
        let stream = stream.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of that name holds such a structure, which whoever takes the capsule may move out.
        let stream = unsafe { ArrayStreamReader::from_raw(stream.as_ptr()) }.map_err(wrong)?;
        return Ok(Given { field: Arc::clone(stream.field()), pieces: Pieces::Stream(stream) });
    }
    let what = "a table or column of pyarrow, pandas or polars, or another that speaks Arrow's PyCapsule interface, is needed";
    Err(PyTypeError::new_err(format!("{} where {what}; for a list of texts there is clean_many", kind(data))))
}

/// What goes wrong with data.
pub fn wrong(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A column or a batch in one piece, to be taken by what speaks the PyCapsule interface: `pyarrow.array(data)`, `pyarrow.record_batch(data)`.
#[pyclass(frozen, module = "boiloff")]
pub struct ArrowArray {
    array: ArrayRef,
    /// Of a batch.
    schema: Option<SchemaRef>,
}

/// A table in pieces that are made as they are taken, which can be done once: `pyarrow.table(data)`, `polars.DataFrame(data)`.
#[pyclass(frozen, module = "boiloff")]
pub struct ArrowStream(Mutex<Option<Box<dyn RecordBatchReader + Send>>>);

/// A schema and an array of it.
type Capsules<'py> = (Bound<'py, PyCapsule>, Bound<'py, PyCapsule>);

/// Data for Python.
#[derive(IntoPyObject)]
pub enum Made {
    /// In one piece.
    Array(ArrowArray),
    /// In pieces.
    Stream(ArrowStream),
}

impl Made {
    /// A column.
    pub const fn column(array: ArrayRef) -> Self {
        Self::Array(ArrowArray { array, schema: None })
    }

    /// A table in one piece.
    pub fn batch(batch: RecordBatch) -> Self {
        Self::Array(ArrowArray { schema: Some(batch.schema()), array: Arc::new(StructArray::from(batch)) })
    }

    /// What `work` makes of a table, a batch of `schema` of each batch: at once where it is given in one piece, else as it is read.
    ///
    /// # Errors
    /// ValueError for what goes wrong with the data.
    pub fn of(
        py: Python<'_>,
        given: Given,
        schema: SchemaRef,
        work: impl Fn(&RecordBatch) -> Result<RecordBatch, ArrowError> + Send + Sync + 'static,
    ) -> PyResult<Self> {
        let from = Arc::new(given.table()?);
        match given.pieces {
            Pieces::One(piece) => py.detach(|| work(&batch(&from, &piece)?)).map(Self::batch).map_err(wrong),
            pieces @ Pieces::Stream(_) => {
                let stream = Stream { from, pieces, rest: None, schema, work: Box::new(work) };
                Ok(Self::Stream(ArrowStream(Mutex::new(Some(Box::new(stream))))))
            }
        }
    }
}

// Whoever asks for another schema has to take what comes: so says the interface.
#[pymethods]
impl ArrowArray {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyAny>>) -> PyResult<Capsules<'py>> {
        drop(requested_schema);
        let (array, mut schema) = to_ffi(&self.array.to_data()).map_err(wrong)?;
        if let Some(batch) = &self.schema {
            schema = FFI_ArrowSchema::try_from(&**batch).map_err(wrong)?;
        }
        Ok((PyCapsule::new_with_value(py, schema, SCHEMA)?, PyCapsule::new_with_value(py, array, ARRAY)?))
    }
}

#[pymethods]
impl ArrowStream {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let reader = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = reader.ok_or_else(|| PyValueError::new_err("this stream was taken already"))?;
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
    }
}

/// A piece of a table as a batch.
fn batch(schema: &SchemaRef, piece: &ArrayRef) -> Result<RecordBatch, ArrowError> {
    let wrong = || ArrowError::SchemaError("a piece of a table is no struct".to_owned());
    let piece = piece.as_any().downcast_ref::<StructArray>().ok_or_else(wrong)?;
    if piece.null_count() > 0 {
        // What stands in its columns there is nobody's.
        return Err(ArrowError::InvalidArgumentError("a table has rows, and no row can be null; drop those that are".to_owned()));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(piece.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), piece.columns().to_vec(), &options)
}

/// So many rows of a stream are worked on at once.
const ROWS: usize = 8192;

/// What makes one batch of another.
type Work = Box<dyn Fn(&RecordBatch) -> Result<RecordBatch, ArrowError> + Send + Sync>;

/// A table that is made as it is read.
struct Stream {
    from: SchemaRef,
    pieces: Pieces,
    /// Rows of the last piece that are still to be worked on.
    rest: Option<RecordBatch>,
    schema: SchemaRef,
    work: Work,
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.rest.take() {
            Some(batch) => Ok(batch),
            None => self.pieces.next()?.and_then(|piece| batch(&self.from, &piece)),
        };
        Some(batch.and_then(|batch| {
            let rows = batch.num_rows().min(ROWS);
            self.rest = (rows < batch.num_rows()).then(|| batch.slice(rows, batch.num_rows() - rows));
            (self.work)(&batch.slice(0, rows))
        }))
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// A column of a piece of a table.
pub fn column_of(piece: &ArrayRef, place: usize) -> ArrayRef {
    Arc::clone(piece.as_struct().column(place))
}

/// A column as the kind of thing that the columns of the table `given` are.
pub fn column_like<'py>(given: &Bound<'py, PyAny>, data: Made) -> PyResult<Bound<'py, PyAny>> {
    given.py().import("boiloff._frames")?.call_method1("column_like", (given, data))
}

/// The data as the kind of thing that `given` is.
pub fn like<'py>(given: &Bound<'py, PyAny>, data: Made) -> PyResult<Bound<'py, PyAny>> {
    given.py().import("boiloff._frames")?.call_method1("like", (given, data))
}
