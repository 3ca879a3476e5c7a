"""What the ledger of cleaned rows tells: what was removed, the report of all, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyspark.sql import DataFrame

import boiloff

from . import schema

#: So many tasks add up the reports of all others, before the driver adds up theirs.
MERGED_BY = 16


def removals(cleaned: DataFrame, *, ledger: str = "ledger") -> DataFrame:
    """A row for each change that `clean(ledger=True)` made; the columns are those of `boiloff.removals`."""

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield boiloff.removals(batch, ledger=ledger)

    lines = cleaned.select(_column(cleaned, ledger))
    return lines.mapInArrow(work, schema.made_of(lines, lambda rows: boiloff.removals(rows, ledger=ledger)))


def report(cleaned: DataFrame, *, ledger: str = "ledger") -> boiloff.Report:
    """The report of what `clean(ledger=True)` did. It does not depend on how the rows are spread."""

    def add_lines(batches: Iterator[Any]) -> Iterator[Any]:
        part = boiloff.Report()
        for batch in batches:
            part.add(batch)
        yield _row(part)

    def merge(batches: Iterator[Any]) -> Iterator[Any]:
        total = boiloff.Report()
        for batch in batches:
            for other in batch["report"].to_pylist():
                total.merge(other)
        yield _row(total)

    lines = cleaned.select(_column(cleaned, ledger).alias("ledger"))
    parts = lines.mapInArrow(add_lines, "report string").repartition(MERGED_BY).mapInArrow(merge, "report string")
    total = boiloff.Report()
    for row in parts.collect():
        total.merge(row["report"])
    return total


def restore(cleaned: DataFrame, *, text: str = "text", html: str = "html", ledger: str = "ledger") -> DataFrame:
    """The rows of `clean(ledger=True)` with their source texts (of pages the visible text) in place of the clean ones.

    The text is null where there was none.

    The job that reads the result fails where text and ledger do not belong together.
    """

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            place = batch.schema.get_field_index(text)
            sources = boiloff.restore_batch(batch, text=text, html=html, ledger=ledger)
            yield batch.set_column(place, batch.schema.field(place), sources.cast(batch.schema.field(place).type))

    _column(cleaned, text), _column(cleaned, ledger)
    return cleaned.mapInArrow(work, cleaned.schema)


def _column(df: DataFrame, name: str) -> Any:
    if name not in df.columns:
        raise KeyError(f"no column `{name}`; there are: {', '.join(df.columns)}. Clean with `ledger=True`")
    return df[name]


def _row(report: boiloff.Report) -> Any:
    import pyarrow

    return pyarrow.record_batch([pyarrow.array([report.to_json()])], names=["report"])
