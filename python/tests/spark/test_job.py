"""The job: what it reads and writes, and what it says where it cannot."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

import records
import reference
from boiloff.spark import job, restore

Rows = list[dict[str, Any]]


def run(session: SparkSession, *arguments: str | Path) -> int:
    return job.run(session, job.parser().parse_args([str(argument) for argument in arguments]))


def test_parquet(
    session: SparkSession, documents: DataFrame, rows: Rows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    documents.write.parquet(str(given))
    assert run(session, given, "--output", out, "--site-lines", "auto", "--partitions", "3") == 0
    corpus = session.read.parquet(str(out / "corpus"))
    assert corpus.columns == ["id", "url", "text", "html", "n", "meta"]
    records.write(tmp_path / "given.jsonl", rows)
    reference.command("survey", tmp_path / "given.jsonl", "--output", tmp_path / "sites", check=(0, 3))
    assert reference.of_spark(corpus.collect()) == reference.of_command(rows, tmp_path, "--site-lines", tmp_path / "sites")
    ledger = session.read.parquet(str(out / "ledger"))
    assert ledger.count() == len(rows)
    edits = sum(len(json.loads(row["ledger"]).get("edits", [])) for row in ledger.collect())
    report = json.loads((out / "report.json").read_text())
    assert session.read.parquet(str(out / "removals")).count() == edits == report["totals"]["edits"]
    assert f"{report['totals']['documents']} documents" in capsys.readouterr().out
    assert (out / "report.html").read_text().startswith("<!")
    # The ledger and the corpus belong together by the id.
    both = ledger.selectExpr("ledger", "get_json_object(ledger, '$.id') as id").join(corpus, "id", "left")
    restored = {row["id"]: row["text"] for row in restore(both).collect()}
    assert all(restored[row["id"]] == row["text"] for row in rows if row["html"] is None and row["text"] is not None)

    before = sorted(path.name for path in (out / "corpus").iterdir())
    (out / "notes.txt").write_text("mine")
    assert run(session, given, "--output", out) == job.USAGE
    assert "--overwrite" in capsys.readouterr().err
    assert run(session, given, "--output", out, "--overwrite", "--text", "body", "--html", "page") == job.USAGE
    assert "no column `body`; there are: id, url, text, html, n" in capsys.readouterr().err
    assert sorted(path.name for path in (out / "corpus").iterdir()) == before, "nothing is removed before all is in order"
    assert run(session, given, "--output", out, "--overwrite") == 0
    assert sorted(path.name for path in (out / "corpus").iterdir()) != before and (out / "notes.txt").exists()


def test_json(session: SparkSession, rows: Rows, tmp_path: Path) -> None:
    records.write(tmp_path / "given.jsonl", rows)
    config = tmp_path / "boiloff.toml"
    config.write_text('bylines = "strip"\nmax-document-bytes = 1800\n')
    assert (
        run(
            session,
            tmp_path / "given.jsonl",
            "--output",
            tmp_path / "out",
            "--format",
            "json",
            "--as",
            "json",
            "--config",
            config,
        )
        == 0
    )
    lines = [json.loads(line) for line in _lines(tmp_path / "out/corpus")]
    expected = reference.of_command(rows, tmp_path, "--config", config)
    assert {line["id"]: line["text"] for line in lines if "text" in line} == {id: text for id, (text, _) in expected.items()}
    pages = {row["id"]: row["html"] for row in rows if row["html"] is not None and len(row["html"].encode()) > 1800}
    assert pages and {line["id"]: line["html"] for line in lines if "html" in line} == pages
    assert len(_lines(tmp_path / "out/ledger")) == len(rows)
    assert {"rule", "was"} <= json.loads(_lines(tmp_path / "out/removals")[0]).keys()


def test_the_form_of_an_input_is_told_by_its_name() -> None:
    forms = {"a/b.jsonl": "json", "b.JSON.gz": "json", "c.ndjson.zst": "json", "d.txt": "text", "e.htm.bz2": "text", "s3a://x/": "parquet", "f.parquet": "parquet", "*": "parquet"}
    assert {name: job.form_of(name) for name in forms} == forms


def test_text(session: SparkSession, tmp_path: Path) -> None:
    folder = tmp_path / "given/deeper"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_bytes("Der Müller ging nach Hause, weil es spät war.\nANZEIGE\n".encode("latin-1"))
    (folder / "b.HTML").write_text(
        "<article><p>The harbour was closed on Monday after the storm had broken two of its gates.</p></article>"
    )
    assert run(session, tmp_path / "given", "--output", tmp_path / "out", "--format", "text", "--as", "text") == 0
    assert sorted(_lines(tmp_path / "out/corpus")) == [
        "Der Müller ging nach Hause, weil es spät war.",
        "The harbour was closed on Monday after the storm had broken two of its gates.",
    ]


def test_what_is_wrong(session: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(session, tmp_path / "nowhere", "--output", tmp_path / "out") == job.USAGE
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_as_a_program(tmp_path: Path) -> None:
    (tmp_path / "given.jsonl").write_text('{"id": 5, "text": "He left.\\nADVERTISEMENT\\n"}\n')
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": "--master local[1] --conf spark.ui.enabled=false pyspark-shell"}
    command = [sys.executable, "-m", "boiloff.spark", "given.jsonl", "--output", "out", "--format", "json", "--as", "json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["text"] for line in _lines(tmp_path / "out/corpus")] == ["He left.\n"]


def _lines(folder: Path) -> list[str]:
    return [line for path in folder.glob("*.gz") for line in gzip.decompress(path.read_bytes()).decode().splitlines() if line]
