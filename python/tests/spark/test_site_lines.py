"""What recurs on sites: surveyed by Spark or by the command line, sent to all or joined, the same comes out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame

import boiloff
import records
import reference
from boiloff.spark import clean, sites, survey
from boiloff.spark.counting import SITE, large_sites

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def expected(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> tuple[reference.Clean, Path]:
    folder = tmp_path_factory.mktemp("sites")
    records.write(folder / "given.jsonl", rows)
    table = folder / "of-command.sites"
    reference.command("survey", folder / "given.jsonl", "--output", table, check=(0, 3))
    return reference.of_command(rows, folder, "--site-lines", table), table


def test_all_ways_give_the_same(
    documents: DataFrame, rows: Rows, expected: tuple[reference.Clean, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned, path = expected
    assert cleaned != reference.of_command(rows, tmp_path), "the templates go"
    table = survey(documents).persist()
    assert reference.of_spark(clean(documents, site_lines=str(path)).collect()) == cleaned
    assert reference.of_spark(clean(documents, site_lines="auto").collect()) == cleaned
    assert reference.of_spark(clean(documents, site_lines=table).collect()) == cleaned
    monkeypatch.setattr(sites, "BROADCAST_BYTES", 0)
    joined = clean(documents, site_lines=table, ledger=True)
    assert joined.columns == [*documents.columns, "meta", "ledger"]
    assert "Join" in joined._jdf.queryExecution().toString()
    assert reference.of_spark(joined.collect()) == cleaned
    assert reference.of_spark(clean(documents, site_lines="auto").collect()) == cleaned
    assert reference.of_spark(clean(documents, site_lines=path).collect()) == cleaned


def test_a_table_that_is_set_is_not_in_the_way(documents: DataFrame, expected: tuple[reference.Clean, Path]) -> None:
    cleaned, path = expected
    other = boiloff.Cleaner(site_lines=path)
    assert reference.of_spark(clean(documents, config=other).collect()) == cleaned
    few = documents.where("n < 12")
    own = reference.of_spark(clean(few, site_lines="auto").collect())
    assert (
        reference.of_spark(clean(few, config=other, site_lines="auto").collect())
        == own
        != reference.of_spark(clean(few, config=other).collect())
    )


@pytest.mark.parametrize("partitions", [1, 16])
@pytest.mark.parametrize("skip", [True, False])
def test_a_survey_is_that_of_the_command_line(
    documents: DataFrame, expected: tuple[reference.Clean, Path], partitions: int, skip: bool
) -> None:
    shown: set[tuple[str, ...]] = set()
    for line in reference.command("survey", "--show", expected[1]).splitlines():
        if line.endswith(" documents"):
            site = line.split(":")[0]
        elif line:
            shown.add((site, *line.split("\t")))
    rows = survey(documents.repartition(partitions), skip_small_sites=skip).collect()
    assert {tuple(row)[:-1] for row in rows} == {tuple(row)[:-1] for row in survey(documents, texts=False).collect()}
    lines = [row for row in rows if row["line"] != SITE]
    assert {(row["site"], str(row["documents"]), str(row["head"]), str(row["tail"]), row["text"]) for row in lines} == shown
    assert {row["site"] for row in lines} == {row["site"] for row in rows if row["line"] == SITE}


def test_small_sites_are_skipped(documents: DataFrame, rows: Rows) -> None:
    hosts = Counter(row["url"].split("/")[2].removeprefix("www.") if row["url"] else None for row in rows)
    large = [host for host, count in hosts.items() if count >= 3]
    assert len(large) < len(hosts)
    assert len(large_sites(documents, "url", None).value) == len(large)
    # A column that is called `url` and is something else says of no site, and all documents are of one.
    numbers = documents.withColumn("url", documents["n"])
    assert len(large_sites(numbers, "url", None).value) == 1 and large_sites(documents, "nothing", None) is None


def test_folders_stand_for_sites(session: Any, tmp_path: Path) -> None:
    text = "The only paper of the hill\nNumber {0} of all the things that the hill had to say on this day was of no weight.\nThe hill bids you good day\n"
    words = ["one", "two", "three", "four", "five", "six"]
    rows = [(f"{folder}/{word}.txt", text.format(word)) for folder in ("a", "b") for word in words]
    made = clean(session.createDataFrame(rows, "name string, text string"), source="name", site_lines="auto").collect()
    assert all("The hill bids you" not in row["text"] for row in made)
    (tmp_path / "a").mkdir()
    for name, content in rows[: len(words)]:
        (tmp_path / name).write_text(content)
    reference.command("clean", tmp_path / "a", "--output", tmp_path / "out", "--site-lines", "auto", "--quiet")
    by_name = {row["name"]: row["text"] for row in made}
    assert {f"a/{path.name}": path.read_text() for path in tmp_path.glob("out/corpus/**/*.txt")} == {
        name: text for name, text in by_name.items() if name.startswith("a/")
    }
