"""Counting the lines that recur on sites, the first of two passes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pyspark.sql import DataFrame, functions as F

import boiloff

from . import schema, settings as settings_of

#: The line that stands for the site itself.
SITE = 0

#: Lines of so many bytes of documents are counted together, before Spark sums them up: the more, the fewer rows are there to be
#: sent about.
COUNTED_TOGETHER = 64 << 20

#: Most sites that are told from those with too few documents: eight bytes each reach every Python worker. Beyond that, all are
#: counted.
MOST_SITES = 8_000_000

#: So many rows of the result are handed over together.
ROWS = 10_000


def least_documents() -> int:
    """Fewest documents in which a line recurs, whatever the site."""
    return next(n for n in itertools.count(1) if boiloff.recurs(n, n))


def survey(
    df: DataFrame,
    *,
    text: str = "text",
    html: str = "html",
    url: str = "url",
    source: str | None = None,
    skip_small_sites: bool = True,
    texts: bool = True,
    config: settings_of.Config = None,
    **settings: Any,
) -> DataFrame:
    """Count which lines recur on which site, for `clean(site_lines=...)`.

    A row is a line of a site: `site`, `line` (a hash; 0 stands for the site), in how many `documents`, at their `head` and their
    `tail`, and a `text` to show. Only sites and lines that recur are there.

    With `skip_small_sites`, documents are first counted by site, by a job of its own over the columns `url` and `source` alone,
    and sites with too few of them left out before any line is counted. Where reading these columns takes as long as reading all,
    as in JSON, and few sites are small, switch it off. Without `texts`, which are there to be looked at, the counts take less
    room on their way.
    """
    names: dict[str, Any] = {"text": text, "html": html, "url": url, "source": source}
    cleaner = settings_of.cleaner(config, settings)
    made = schema.made_of(df, lambda rows: cleaner.count_lines(rows, **names))
    known = settings_of.read(df.sparkSession, cleaner)
    large = large_sites(df, url, source) if skip_small_sites else None
    least = least_documents()
    sums = (
        df.mapInArrow(_counting(known, names, large, texts), made)
        .groupBy("site", "line")
        .agg(
            F.sum("documents").alias("documents"),
            F.sum("head").alias("head"),
            F.sum("tail").alias("tail"),
            F.min("text").alias("text"),
        )
        .where(F.col("documents") >= least)
    )
    # A site's own row comes before its lines, so that one of them at a time is looked at.
    by_site = sums.repartition("site").sortWithinPartitions("site", F.col("line") != SITE)
    return by_site.mapInArrow(_recurring_batches, made)


def _counting(
    known: settings_of.Settings, names: dict[str, Any], large: Any, texts: bool
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def work(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        cleaner = known.cleaner()
        for together in _together(batches):
            table = pyarrow.Table.from_batches(together)
            if large is not None:
                table = table.filter(_is_of(table, large.value, names))
            counts = cleaner.count_lines(table, **names)
            if not texts:
                place = counts.schema.get_field_index("text")
                counts = counts.set_column(place, counts.schema.field(place), pyarrow.array([""] * len(counts), pyarrow.string()))
            yield from counts.to_batches()

    return work


def _together(batches: Iterable[Any]) -> Iterator[list[Any]]:
    together: list[Any] = []
    size = 0
    for batch in batches:
        together.append(batch)
        size += batch.nbytes
        if size >= COUNTED_TOGETHER:
            yield together
            together, size = [], 0
    if together:
        yield together


def _recurring_batches(batches: Iterator[Any]) -> Iterator[Any]:
    import pyarrow

    kept: Any = None
    rows: list[dict[str, Any]] = []

    def each() -> Iterator[dict[str, Any]]:
        nonlocal kept
        for batch in batches:
            kept = batch.schema
            yield from batch.to_pylist()

    for row in _recurring(each()):
        rows.append(row)
        if len(rows) >= ROWS:
            yield pyarrow.RecordBatch.from_pylist(rows, schema=kept)
            rows = []
    if rows:
        yield pyarrow.RecordBatch.from_pylist(rows, schema=kept)


def _recurring(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of sums, those of lines that recur, behind that of their site."""
    site: dict[str, Any] | None = None
    is_told = False
    for row in rows:
        if row["line"] == SITE:
            site, is_told = row, False
        elif site is not None and site["site"] == row["site"] and boiloff.recurs(row["documents"], site["documents"]):
            if not is_told:
                yield site
                is_told = True
            yield row


def large_sites(df: DataFrame, url: str, source: str | None) -> Any:
    """A broadcast of the keys of the sites that have documents enough, sorted.

    None if they are too many, or if all documents are of one site.
    """
    columns = [column for column in (url, source) if column in df.columns]
    if not columns:
        return None

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            counts = _sites(batch, {"url": url, "source": source}).value_counts()
            keys = [_key(site) for site in counts.field("values").to_pylist()]
            yield pyarrow.record_batch([pyarrow.array(keys, pyarrow.int64()), counts.field("counts")], names=["key", "documents"])

    counts = (
        df.select(*columns).mapInArrow(work, "key long, documents long").groupBy("key").agg(F.sum("documents").alias("documents"))
    )
    keys = counts.where(F.col("documents") >= least_documents()).select("key").limit(MOST_SITES + 1).toArrow()
    if keys.num_rows > MOST_SITES:
        return None
    import numpy

    return df.sparkSession.sparkContext.broadcast(numpy.sort(keys["key"].to_numpy()))


def _is_of(table: Any, large: Any, names: dict[str, Any]) -> Any:
    """For each row, if its site is among these. Sites that share a key are counted, which does no harm."""
    import numpy
    import pyarrow

    sites = _sites(table, names).dictionary_encode()
    if not len(large):
        return pyarrow.array([False] * len(sites))
    keys = numpy.array([_key(site) for site in sites.dictionary.to_pylist()], dtype=numpy.int64)
    found = large[numpy.minimum(numpy.searchsorted(large, keys), len(large) - 1)] == keys
    return pyarrow.array(found[sites.indices.to_numpy()])


def _sites(table: Any, names: dict[str, Any]) -> Any:
    import pyarrow

    sites = boiloff.sites(table, url=names["url"], source=names["source"])
    return sites.combine_chunks() if isinstance(sites, pyarrow.ChunkedArray) else sites


def _key(site: str) -> int:
    return int.from_bytes(hashlib.blake2b(site.encode(), digest_size=8).digest(), "little", signed=True)
