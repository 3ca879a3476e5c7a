"""Compares the package with the command line, record by record: `python same.py FILE.jsonl[.gz]...`.

Every way into the package has to give the bytes that `boiloff clean - --output -` gives.
"""

from __future__ import annotations

import concurrent.futures
import gzip
import json
import subprocess
import sys
from typing import Any

import boiloff


def of_command_line(records: list[dict[str, Any]], *flags: str) -> list[dict[str, Any]]:
    """What the command line makes of the records."""
    lines = "".join(json.dumps(record) + "\n" for record in records)
    command = [sys.executable, "-m", "boiloff", "clean", "-", "--output", "-", *flags]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(records: list[dict[str, Any]], *flags: str, **settings: Any) -> list[str]:
    """Where the package and the command line differ: the same settings, told in both ways."""
    expected = of_command_line(records, *flags)
    cleaner = boiloff.Cleaner(**settings)
    found = []

    def compare(way: str, texts: list[str], metas: list[Any] | None = None) -> None:
        for number, record in enumerate(expected):
            if texts[number] != record["text"]:
                found.append(f"{way}: the text of record {number}")
            if metas and metas[number] != record.get("boiloff_meta", record["meta"]):
                found.append(f"{way}: the meta of record {number}")

    def one(record: dict[str, Any]) -> boiloff.Cleaned:
        page = record.get("html") if not record.get("text") else None
        return cleaner.clean(None if page else record["text"], html=page, url=record.get("url"))

    singly = [one(record) for record in records]
    compare("clean", [cleaned.text for cleaned in singly], [cleaned.meta for cleaned in singly])
    for cleaned in singly:
        if cleaned.restore() != cleaned.source:
            found.append(f"restore: {cleaned!r}")
    for threads in (1, None):
        many = list(cleaner.clean_many(records, threads=threads))
        compare(f"clean_many, threads={threads}", [cleaned.text for cleaned in many], [cleaned.meta for cleaned in many])
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        compare("eight threads", [cleaned.text for cleaned in pool.map(one, records)])
    compare("clean_batch", in_a_batch(cleaner, records))
    return found


def in_a_batch(cleaner: boiloff.Cleaner, records: list[dict[str, Any]]) -> list[str]:
    """The clean texts by way of a table."""
    import pyarrow

    columns = {name: pyarrow.array([record.get(name) for record in records], pyarrow.string()) for name in ("text", "html", "url")}
    texts: list[str] = cleaner.clean_batch(pyarrow.table(columns), ledger=True)["text"].to_pylist()
    return texts


def main() -> None:
    """Compare files."""
    for name in sys.argv[1:]:
        opened = gzip.open(name, "rt", encoding="utf-8") if name.endswith(".gz") else open(name, encoding="utf-8")
        with opened as lines:
            records = [json.loads(line) for line in lines]
        found = differences(records)
        print(f"{name}: {len(records)} records, {len(found)} differences", *found[:10], sep="\n  ")


if __name__ == "__main__":
    main()
