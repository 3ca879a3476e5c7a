"""Boils scraped web text down to clean corpus text: every removed byte explained and restorable.

    >>> import boiloff
    >>> cleaned = boiloff.clean("The minister left without a word.\\nADVERTISEMENT\\n")
    >>> cleaned.text
    'The minister left without a word.\\n'
    >>> cleaned.edits[0].rule
    'ad-label'
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from os import PathLike
from typing import Any, TypeVar

from ._boiloff import (
    ArrowArray,
    ArrowStream,
    CleanMany,
    Cleaned,
    Cleaner,
    Edit,
    Report,
    recurs,
    removals,
    restore,
    restore_batch,
    rules,
    site_rows,
    site_table,
    sites,
    survey,
    version,
)

__version__ = version()

__all__ = [
    "ArrowArray",
    "ArrowStream",
    "CleanMany",
    "Cleaned",
    "Cleaner",
    "Edit",
    "Report",
    "clean",
    "clean_batch",
    "clean_many",
    "explain",
    "recurs",
    "removals",
    "restore",
    "restore_batch",
    "rules",
    "site_rows",
    "site_table",
    "sites",
    "survey",
]


_Data = TypeVar("_Data")


@functools.lru_cache(maxsize=1)
def _default() -> Cleaner:
    return Cleaner()


def _cleaner(config: str | PathLike[str] | None, settings: dict[str, Any]) -> Cleaner:
    return Cleaner(config, **settings) if config is not None or settings else _default()


def clean(
    text: str | bytes | None = None,
    *,
    html: str | bytes | None = None,
    url: str | None = None,
    config: str | PathLike[str] | None = None,
    **settings: Any,
) -> Cleaned:
    """Clean one document; see `Cleaner.clean`.

    Settings are those of `Cleaner`, the table `html` aside. For many documents with the same settings, make a `Cleaner` once.
    """
    return _cleaner(config, settings).clean(text, html=html, url=url)


def clean_many(
    documents: Iterable[Any], *, threads: int | None = None, config: str | PathLike[str] | None = None, **settings: Any
) -> CleanMany:
    """Clean many documents in parallel, in order; see `Cleaner.clean_many`."""
    return _cleaner(config, settings).clean_many(documents, threads=threads)


def clean_batch(
    data: _Data,
    *,
    text: str = "text",
    html: str = "html",
    url: str = "url",
    id: str = "id",
    source: str | None = None,
    ledger: bool = False,
    threads: int | None = None,
) -> _Data:
    """Clean a table or a column of strings with the settings that hold by default; see `Cleaner.clean_batch`."""
    return _default().clean_batch(
        data, text=text, html=html, url=url, id=id, source=source, ledger=ledger, threads=threads
    )


def explain(
    text: str | bytes | None = None,
    *,
    html: str | bytes | None = None,
    url: str | None = None,
    color: bool = False,
    config: str | PathLike[str] | None = None,
    **settings: Any,
) -> str:
    """Tell what would be removed and why; see `Cleaner.explain`."""
    return _cleaner(config, settings).explain(text, html=html, url=url, color=color)
