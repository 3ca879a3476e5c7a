"""Cleaning a DataFrame."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from pyspark.sql import DataFrame

from . import schema, settings as settings_of, sites
from .counting import survey

#: As `site_lines`: count first which lines recur.
AUTO = "auto"


def clean(
    df: DataFrame,
    *,
    text: str = "text",
    html: str = "html",
    url: str = "url",
    id: str = "id",
    source: str | None = None,
    ledger: bool = False,
    site_lines: str | os.PathLike[str] | DataFrame | None = None,
    config: settings_of.Config = None,
    **settings: Any,
) -> DataFrame:
    """Clean each row of a DataFrame.

    Columns and settings are those of `Cleaner.clean_batch` and `Cleaner`: all columns stay, the text becomes the clean text,
    behind them comes `meta`, and with `ledger` the line of the ledger. What comes out does not depend on how the rows are spread.

    `site_lines` says which lines recur on which site: the file of a survey, a DataFrame that `survey` gave, or "auto", which
    surveys `df` first; that and the size of a table are found out at once, by jobs of their own.

    `config` is the name of a configuration file, or a `Cleaner` whose settings are taken; since `text` and `html` are columns
    here, the settings of these names are made in one of the two. All files are read here, on the driver.

    Raises KeyError for a column that is not there, TypeError for one of another kind, ValueError or FileNotFoundError for
    settings that cannot be used.
    """
    columns: dict[str, Any] = {"text": text, "html": html, "url": url, "source": source}
    names: dict[str, Any] = {**columns, "id": id, "ledger": ledger}
    table: Any = site_lines if isinstance(site_lines, DataFrame) or site_lines == AUTO else None
    if site_lines is not None and table is None:
        settings["site_lines"] = site_lines
    # What is wrong with settings or columns is said before anything runs.
    cleaner = settings_of.cleaner(config, settings)
    made = schema.made_of(df, lambda rows: cleaner.clean_batch(rows, **names))
    session = df.sparkSession
    if isinstance(table, str):
        table = survey(df, texts=False, config=cleaner, **columns)
    if isinstance(table, DataFrame):
        table = sites.small(table) or table
    elif settings_of.SITE_LINES in cleaner.files:
        table = sites.of_file(session, cleaner.files[settings_of.SITE_LINES])
    if isinstance(table, DataFrame):
        return sites.joined(df, table, url, source).mapInArrow(sites.cleaning(settings_of.read(session, cleaner), names), made)
    return df.mapInArrow(_cleaning(settings_of.read(session, cleaner, table), names), made)


def _cleaning(known: settings_of.Settings, names: dict[str, Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def work(batches: Iterator[Any]) -> Iterator[Any]:
        cleaner = known.cleaner()
        for batch in batches:
            # Spark has as many tasks as there are cores.
            yield cleaner.clean_batch(batch, **names, threads=1)

    return work
