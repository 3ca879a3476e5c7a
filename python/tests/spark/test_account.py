"""Ledger, removals, report and the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, functions as F

import records
import reference
from boiloff.spark import clean, removals, report, restore

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def cleaned(documents: DataFrame) -> DataFrame:
    return clean(documents, ledger=True).persist()


def test_removals_are_the_ledgers(cleaned: DataFrame) -> None:
    edits = [
        (line["id"], *edit["span"], edit["was"], edit["rule"])
        for (text,) in cleaned.select("ledger").collect()
        for line in [json.loads(text)]
        for edit in line.get("edits", [])
    ]
    rows = removals(cleaned).collect()
    assert sorted((row["id"], row["start"], row["end"], row["was"], row["rule"]) for row in rows) == sorted(edits)
    assert {"ad-label", "main-content", "byline"} <= {row["rule"] for row in rows}


def test_restore_gives_the_input_back(cleaned: DataFrame, rows: Rows) -> None:
    restored = {row["id"]: row["text"] for row in restore(cleaned).collect()}
    texts = {row["id"]: row["text"] for row in rows if row["html"] is None}
    assert {id: restored[id] for id in texts} == texts
    pages = [restored[row["id"]] for row in rows if row["html"] is not None]
    assert pages and all("Section 5" in text for text in pages)


def test_restore_of_what_was_left_out(documents: DataFrame, rows: Rows) -> None:
    out = clean(documents, ledger=True, signals=["c4"], leave_out=["near-empty", "c4-few-sentences"])
    restored = {row["id"]: row["text"] for row in restore(out).collect()}
    assert all(restored[row["id"]] == row["text"] for row in rows if row["html"] is None)


def test_the_report_does_not_depend_on_partitions(cleaned: DataFrame, rows: Rows, tmp_path: Path) -> None:
    one, *others = [report(cleaned.repartition(partitions)).to_json() for partitions in (1, 7, 64)]
    assert all(other == one for other in others)
    path = tmp_path / "given.jsonl"
    records.write(path, rows)
    reference.command("clean", path, "--output", tmp_path / "out", "--quiet", check=(0, 3))
    theirs = json.loads((tmp_path / "out/report.json").read_text())
    ours = json.loads(one)
    assert ours["rules"] == theirs["rules"]
    for key in ("sites", "languages", "lines"):
        assert ours[key] == theirs[key], key
    assert {**ours["totals"], "inputs": 0} == {**theirs["totals"], "inputs": 0}


def test_the_ledgers_column_is_needed(documents: DataFrame) -> None:
    for work in (removals, report, restore):
        with pytest.raises(KeyError, match="ledger=True"):
            work(clean(documents))


def test_removals_of_nothing(cleaned: DataFrame) -> None:
    nothing = cleaned.where(F.lit(False))
    assert removals(nothing).collect() == []
    assert json.loads(report(nothing).to_json())["totals"]["documents"] == 0
