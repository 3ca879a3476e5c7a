"""What tables and columns are called in the libraries that people use."""

from __future__ import annotations

from typing import Any


def _library(data: Any) -> str:
    return type(data).__module__.partition(".")[0]


def arrow(data: Any) -> Any:
    """The same data as something that speaks Arrow's PyCapsule interface, if it is known how."""
    if _library(data) != "pandas":
        return data
    import pyarrow

    if hasattr(data, "columns"):
        return pyarrow.Table.from_pandas(data, preserve_index=False)
    return pyarrow.array(data, from_pandas=True)


def like(given: Any, data: Any) -> Any:
    """Arrow data as the kind of thing that was given."""
    library = _library(given)
    if library == "pyarrow":
        return _like_pyarrow(given, data)
    if library == "polars":
        import polars

        if isinstance(given, polars.Series):
            return polars.Series(data).rename(given.name)
        return polars.DataFrame(data)
    if library == "pandas":
        return _like_pandas(given, data)
    return data


def column_like(table: Any, data: Any) -> Any:
    """A column as the kind of thing that the columns of a table are."""
    library = _library(table)
    if library == "pyarrow":
        import pyarrow

        column = pyarrow.array(data)
        return column if isinstance(table, pyarrow.RecordBatch) else pyarrow.chunked_array([column])
    if library == "polars":
        import polars

        return polars.Series(data)
    if library == "pandas":
        import pyarrow

        column = pyarrow.array(data).to_pandas()
        column.index = table.index
        return column
    return data


def _like_pyarrow(given: Any, data: Any) -> Any:
    import pyarrow

    if isinstance(given, pyarrow.RecordBatch):
        return pyarrow.record_batch(data)
    if isinstance(given, pyarrow.Table):
        return pyarrow.table(data)
    if isinstance(given, pyarrow.RecordBatchReader):
        return pyarrow.RecordBatchReader.from_stream(data)
    if isinstance(given, pyarrow.ChunkedArray):
        return pyarrow.chunked_array([pyarrow.array(data)])
    return pyarrow.array(data)


def _like_pandas(given: Any, data: Any) -> Any:
    import pandas
    import pyarrow

    if not hasattr(given, "columns"):
        column = pyarrow.array(data).to_pandas()
        column.index, column.name = given.index, given.name
        # What a text has become is none of its categories.
        return column if isinstance(given.dtype, pandas.CategoricalDtype) else column.astype(given.dtype)
    frame = pyarrow.table(data).to_pandas()
    # A frame that has all rows has them under the same names.
    if len(frame) == len(given):
        frame.index = given.index
    return frame
