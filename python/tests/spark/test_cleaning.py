"""Cleaning gives what the command line gives, however the rows are spread."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession, functions as F

import boiloff
import reference
from boiloff.spark import clean, removals, restore, sites

Rows = list[dict[str, Any]]


@pytest.mark.parametrize("partitions", [1, 7, 64])
def test_same_as_the_command_line(documents: DataFrame, rows: Rows, tmp_path: Path, partitions: int) -> None:
    done = clean(documents.repartition(partitions)).collect()
    assert reference.of_spark(done) == reference.of_command(rows, tmp_path)
    assert len(done) == len(rows)
    assert any(row["text"] is None for row in done), "records without a text stay"
    assert any(row["text"] == "" for row in done)


def test_settings_and_their_files(documents: DataFrame, rows: Rows, tmp_path: Path) -> None:
    config = tmp_path / "boiloff.toml"
    config.write_text('bylines = "strip"\ndecisions = "judged.jsonl"\n[html]\nto = "markdown"\n')
    (tmp_path / "judged.jsonl").write_text(
        '{"verdict": "wrong", "scope": "corpus", "rule": "ad-label", "text": "ADVERTISEMENT"}\n'
    )
    done = reference.of_spark(clean(documents, config=config, profile="aggressive").collect())
    assert done == reference.of_command(rows, tmp_path, "--config", config, "--profile", "aggressive")
    cleaner = boiloff.Cleaner(config, profile="careful")
    assert reference.of_spark(clean(documents, config=cleaner, profile="aggressive").collect()) == done

    def labels(cleaned: reference.Clean) -> int:
        return sum(text.count("ADVERTISEMENT") for text, _ in cleaned.values())

    assert labels(done) > labels(reference.of_command(rows, tmp_path))


def test_leave_out(documents: DataFrame, rows: Rows, tmp_path: Path) -> None:
    flags = ["near-empty", "only-boilerplate", "empty-shell"]
    short = documents.withColumn("text", F.when(F.col("n") % 5 == 0, "Log in to continue reading\n").otherwise(F.col("text")))
    rows = [{**row, "text": "Log in to continue reading\n"} if row["n"] % 5 == 0 else row for row in rows]
    done = clean(short, leave_out=flags).collect()
    expected = reference.of_command(rows, tmp_path, "--leave-out", ",".join(flags))
    assert reference.of_spark(done) == expected
    assert len(done) == len(rows) > len(expected)


def test_columns_stay(session: SparkSession) -> None:
    query = """select 'A line that says little.' text, 1.5f f, 2d d, cast(3 as tinyint) b, cast(4 as smallint) s, 5 i, 6L l, true t,
        cast('x' as binary) x, cast(1.25 as decimal(20, 2)) dec, date'2020-01-02' day, timestamp'2020-01-02 03:04:05' ts,
        timestamp_ntz'2020-01-02 03:04:05' ntz, interval '1' day day_time, array(1, null) a, map('k', array(1)) m,
        named_struct('p', 1, 'q', 'r') st, null nothing, parse_json('{"v": 1}') v, 'mine' meta, 7 id"""
    given = session.sql(query)
    made = clean(given, ledger=True)
    assert made.columns == [*given.columns, "boiloff_meta", "ledger"]
    same = [field for field in given.schema if field.name != "text"]
    assert [field for field in made.schema if field.name in given.columns and field.name != "text"] == same
    row = made.drop("v").collect()[0]
    assert (row["dec"], row["day"], row["ntz"]) == (
        Decimal("1.25"),
        datetime.date(2020, 1, 2),
        datetime.datetime(2020, 1, 2, 3, 4, 5),
    )
    assert row.asDict(True).items() >= {k: v for k, v in given.drop("text", "v").collect()[0].asDict(True).items()}.items()
    assert made.select(F.to_json("v")).collect()[0][0] == '{"v":1}'
    assert row["meta"] == "mine" and '"id":"7"' in row["ledger"]


def test_names_of_columns(session: SparkSession) -> None:
    page = "<html><body><article><p>The harbour was closed on Monday after the storm had broken two of its gates.</p></article></body></html>"
    given = session.createDataFrame([(page, "https://a.example/1"), (None, None)], "page string, address string")
    made = clean(given, html="page", url="address")
    assert made.columns == ["page", "address", "text", "meta"]
    assert [(row["text"], row["meta"]["site"]) for row in made.collect()] == [
        ("The harbour was closed on Monday after the storm had broken two of its gates.\n", "a.example"),
        (None, None),
    ]
    as_bytes = session.createDataFrame([(b"He left.\nADVERTISEMENT\n",)], "body binary")
    assert [row["body"] for row in clean(as_bytes, text="body").collect()] == ["He left.\n"]


def test_pages_that_pass_through(documents: DataFrame, rows: Rows, tmp_path: Path) -> None:
    most = 1800
    made = clean(documents, max_document_bytes=most, ledger=True)
    done = made.collect()
    assert reference.of_spark(done) == reference.of_command(rows, tmp_path, "--max-document-bytes", most)
    pages = {row["id"]: row["html"] for row in rows if row["html"] is not None and len(row["html"].encode()) > most}
    assert pages and {row["id"]: row["html"] for row in done if row["html"] is not None} == pages
    assert restore(made).count() == len(rows)


def test_large_types_of_arrow(session: SparkSession, documents: DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = clean(documents).select("id", "text", "meta.title").collect()
    session.conf.set("spark.sql.execution.arrow.useLargeVarTypes", "true")
    try:
        monkeypatch.setattr(sites, "BROADCAST_BYTES", 0)
        assert clean(documents).select("id", "text", "meta.title").collect() == expected
        assert len(removals(clean(documents, site_lines="auto", ledger=True)).collect()) > 1000
        assert restore(clean(documents, ledger=True)).count() == len(expected)
    finally:
        session.conf.unset("spark.sql.execution.arrow.useLargeVarTypes")


def test_what_is_wrong_is_said_at_once(documents: DataFrame) -> None:
    with pytest.raises(KeyError, match="no column `body`; there are: id, url, text, html, n"):
        clean(documents, text="body")
    with pytest.raises(TypeError, match="`n`"):
        clean(documents, text="n")
    with pytest.raises(ValueError, match="profile"):
        clean(documents, profile="careless")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        clean(documents, site_lines="nowhere.sites")
    with pytest.raises(KeyError, match="`line`"):
        clean(documents, site_lines=documents.withColumnRenamed("url", "site"))


def test_an_empty_frame(documents: DataFrame) -> None:
    assert clean(documents.limit(0), ledger=True).collect() == []
    assert clean(documents.limit(0), site_lines="auto").collect() == []
