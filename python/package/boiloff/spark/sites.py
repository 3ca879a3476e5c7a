"""How what recurs on sites reaches the documents: a small table goes to all executors, a large one is joined by site.

Joined, each document has the lines of its site beside it, which are few: a line recurs in at least 5 % of a site's documents, so
that a site has at most twenty times as many as a document has.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession, functions as F

import boiloff

from . import settings as settings_of

#: The largest table that goes to all executors, in bytes: each Python worker holds them, and the table that is made of them.
BROADCAST_BYTES = 64 << 20

#: A row takes so many bytes beside the name of the site: the line and three counts.
ROW_BYTES = 32

#: Columns beside the user's own, while documents are cleaned.
SITE_COLUMN, LINES_COLUMN = "_boiloff_site", "_boiloff_lines"

#: The columns of a table that cleaning needs.
COUNTS = ("line", "documents", "head", "tail")


def small(table: DataFrame) -> bytes | None:
    """The file of a table of sites, if it is small. None of a large one.

    Raises KeyError for a DataFrame that is none.
    """
    for column in ("site", *COUNTS):
        if column not in table.columns:
            raise KeyError(f"a table of sites has a column `{column}`; there are: {', '.join(table.columns)}")
    was_kept = table.is_cached
    # It is read twice at least, and counting took a pass over all documents.
    table.persist(StorageLevel.DISK_ONLY)
    size = table.agg(F.sum(F.octet_length("site") + ROW_BYTES).alias("size")).collect()[0]["size"] or 0
    if size > BROADCAST_BYTES:
        return None
    rows = table.select("site", *COUNTS, F.lit("").alias("text")).toArrow()
    if not was_kept:
        table.unpersist()
    return settings_of.site_table(rows)


def of_file(session: SparkSession, path: os.PathLike[str]) -> bytes | DataFrame:
    """What recurs by the file of a survey: as bytes if that is little."""
    import pyarrow

    rows = pyarrow.Table.from_batches([pyarrow.record_batch(boiloff.site_rows(path))])
    rows = rows.set_column(rows.schema.get_field_index("text"), "text", pyarrow.array([""] * len(rows), pyarrow.string()))
    return settings_of.site_table(rows) if rows.nbytes <= BROADCAST_BYTES else session.createDataFrame(rows)


def joined(df: DataFrame, table: DataFrame, url: str, source: str | None) -> DataFrame:
    """Documents with their site and what recurs there."""

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield batch.append_column(SITE_COLUMN, boiloff.sites(batch, url=url, source=source))

    placed = df.mapInArrow(work, _with_site(df))
    lines = table.groupBy(F.col("site").alias(SITE_COLUMN)).agg(F.collect_list(F.struct(*COUNTS)).alias(LINES_COLUMN))
    return placed.join(lines, SITE_COLUMN, "left").select(*df.columns, SITE_COLUMN, LINES_COLUMN)


def _with_site(df: DataFrame) -> Any:
    from pyspark.sql.types import StringType, StructType

    return StructType(list(df.schema)).add(SITE_COLUMN, StringType(), False)


def cleaning(known: settings_of.Settings, names: dict[str, Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Cleans documents that have beside them what recurs on their site."""

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        sites: list[str] | None = None
        cleaner: Any = None
        for batch in batches:
            there, rows = _table(batch)
            # Documents of a site mostly stand together.
            if sites != there:
                sites, cleaner = there, _cleaner(known, rows)
            yield cleaner.clean_batch(batch.drop_columns([SITE_COLUMN, LINES_COLUMN]), **names, threads=1)

    return work


def _cleaner(known: settings_of.Settings, rows: Any) -> boiloff.Cleaner:
    with tempfile.TemporaryDirectory(prefix="boiloff-") as folder:
        path = os.path.join(folder, "sites")
        boiloff.site_table(rows, path)
        return known.new_cleaner({"site_lines": path})


def _table(batch: Any) -> tuple[list[str], Any]:
    """The sites of the documents of a batch, and the rows of a table of these sites."""
    import numpy
    import pyarrow
    import pyarrow.compute

    sites = batch[SITE_COLUMN].dictionary_encode()
    _, first = numpy.unique(sites.indices.to_numpy(), return_index=True)
    lines = batch[LINES_COLUMN].take(pyarrow.array(first))
    of = pyarrow.compute.list_parent_indices(lines)
    names = sites.dictionary.take(of)
    counts = dict(zip(COUNTS, pyarrow.compute.list_flatten(lines).flatten(), strict=True))
    empty = pyarrow.array([""] * len(names), pyarrow.string())
    return sites.dictionary.to_pylist(), pyarrow.table({"site": names, **counts, "text": empty})
