"""What the command line makes of the same records, and both in the same form."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import records

#: The text, and what is told of it.
Clean = dict[str, tuple[str, dict[str, Any]]]


def command(*arguments: str | Path, check: tuple[int, ...] = (0,)) -> str:
    """Runs the command line; gives its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "boiloff", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode in check, done.stderr
    return done.stdout


def of_command(rows: Iterable[records.Record], folder: Path, *arguments: str | Path) -> Clean:
    """What the command line makes of records, by id.

    Those without a text are rejected by it and are not there, as are pages that passed through.
    """
    path = folder / "records.jsonl"
    records.write(path, rows)
    with path.open("rb") as given:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "boiloff",
                "clean",
                "-",
                "--output",
                "-",
                "--quiet",
                "--rejects",
                str(folder / "rejects"),
                *map(str, arguments),
            ],
            stdin=given,
            capture_output=True,
        )
    assert done.returncode in (0, 3), done.stderr.decode()
    lines = (json.loads(line) for line in done.stdout.decode().splitlines())
    return {line["id"]: (line["text"], facts(line["meta"])) for line in lines if "text" in line}


def of_spark(rows: Iterable[Any]) -> Clean:
    """What Spark made, by id: rows with `id`, `text` and `meta`."""
    return {row["id"]: (row["text"], row["meta"].asDict()) for row in rows if row["text"] is not None}


def facts(meta: dict[str, Any]) -> dict[str, Any]:
    """The `meta` of a JSON line as the columns have it."""
    one = ["title", "published", "updated", "language", "site", "site_name", "description", "canonical", "image"]
    many = ["agencies", "categories", "tags", "flags"]
    return {
        **{key: meta.get(key) for key in one},
        **{key: meta.get(key, []) for key in many},
        "authors": [author["name"] for author in meta.get("authors", [])],
        "place": meta.get("dateline", {}).get("place_norm"),
    }
