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
from typing import Any

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
    "site_table",
    "sites",
    "survey",
]


@functools.lru_cache(maxsize=1)
def _default() -> Cleaner:
    return Cleaner()


def _cleaner(config: Any, settings: dict[str, Any]) -> Cleaner:
    return Cleaner(config, **settings) if config is not None or settings else _default()


def clean(text: Any = None, *, html: Any = None, url: str | None = None, config: Any = None, **settings: Any) -> Cleaned:
    """Clean one document; see `Cleaner.clean`. For more than one with settings, make a `Cleaner` once."""
    return _cleaner(config, settings).clean(text, html=html, url=url)


def clean_many(documents: Any, *, threads: int | None = None, config: Any = None, **settings: Any) -> CleanMany:
    """Clean many documents in parallel, in order; see `Cleaner.clean_many`."""
    return _cleaner(config, settings).clean_many(documents, threads=threads)


def clean_batch(
    data: Any,
    *,
    text: str = "text",
    html: str = "html",
    url: str = "url",
    id: str = "id",
    source: str | None = None,
    ledger: bool = False,
    threads: int | None = None,
) -> Any:
    """Clean a table or a column of strings with the settings that hold by default; see `Cleaner.clean_batch`."""
    return _default().clean_batch(
        data, text=text, html=html, url=url, id=id, source=source, ledger=ledger, threads=threads
    )


def explain(
    text: Any = None, *, html: Any = None, url: str | None = None, color: bool = False, config: Any = None, **settings: Any
) -> str:
    """Tell what would be removed and why; see `Cleaner.explain`."""
    return _cleaner(config, settings).explain(text, html=html, url=url, color=color)
