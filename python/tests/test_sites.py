"""Lines that recur on a site: in two passes over a table, or over files."""

import json
import random

import pyarrow as pa
import pytest

import boiloff


def corpus(n=400):
    chance = random.Random(5)
    words = "harbour river minister vote storm bridge ferry winter market school train field".split()
    records = []
    for number in range(n):
        site = f"site{number % 4}.org"
        prose = "".join(
            " ".join(chance.choice(words) for _ in range(14)).capitalize() + f" on day {number}, and nobody knew why.\n" for _ in range(5)
        )
        records.append({"id": str(number), "url": f"https://www.{site}/{number}", "text": f"Gazette of {site[:5]} and more\n{prose}Our partners at {site[4]} wish you well\n"})
    return records


def test_counts_of_parts_give_the_table_of_the_command_line(tmp_path, program):
    records = corpus()
    lines = tmp_path / "in.jsonl"
    lines.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert program("survey", lines, "--output", tmp_path / "expected.sites", "--quiet").returncode == 0
    table = pa.Table.from_pylist(records)
    cleaner = boiloff.Cleaner()
    counts = [cleaner.count_lines(table.slice(start, 130)) for start in (260, 0, 390, 130)]
    boiloff.site_table(pa.concat_tables(counts), tmp_path / "counted.sites")
    assert (tmp_path / "counted.sites").read_bytes() == (tmp_path / "expected.sites").read_bytes()
    assert boiloff.survey(lines, tmp_path / "alone.sites") == boiloff.survey([str(lines)], tmp_path / "alone.sites")
    assert boiloff.survey([lines], tmp_path / "surveyed.sites") == {"documents": 400, "rejected": 0, "tables": 0}
    assert (tmp_path / "surveyed.sites").read_bytes() == (tmp_path / "expected.sites").read_bytes()

    assert program("clean", lines, "--site-lines", tmp_path / "expected.sites", "--output", tmp_path / "out").returncode == 0
    expected = [json.loads(line)["text"] for line in (tmp_path / "out" / "corpus" / "in.jsonl").read_text().splitlines()]
    with_sites = boiloff.Cleaner(site_lines=tmp_path / "counted.sites")
    assert with_sites.clean_batch(table)["text"].to_pylist() == expected
    assert "Our partners" in records[0]["text"] and "Our partners" not in expected[0]


def test_sites_of_documents():
    table = pa.table({"url": ["https://www.Example.org/a", None, "tel:1"], "file": ["x/y.txt", "x/y.txt", None]})
    assert boiloff.sites(table, source="file").to_pylist() == ["example.org", "x/", "./"]
    assert boiloff.sites(table).to_pylist() == ["example.org", "./", "./"]
    assert boiloff.sites(pa.table({"url": [5], "n": [5]})).to_pylist() == ["./"]
    with pytest.raises(TypeError, match="the column `n` is Int64, and a column of strings is needed"):
        boiloff.sites(pa.table({"url": [5], "n": [5]}), url="n")
    with pytest.raises(KeyError, match="link"):
        boiloff.sites(table, url="link")


def test_recurs():
    assert boiloff.recurs(3, 60) and not boiloff.recurs(2, 2) and not boiloff.recurs(3, 61)


def rows(**changes):
    columns = {"site": ["a.org", "a.org"], "line": [0, 5], "documents": [3, 3], "head": [0, 1], "tail": [0, 0], "text": ["", "x"]} | changes
    return pa.table({name: pa.array(values, pa.string() if name in ("site", "text") else pa.int64()) for name, values in columns.items()})


def test_rows_that_are_no_counts(tmp_path):
    path = tmp_path / "t.sites"
    boiloff.site_table(rows(), path)
    before = path.read_bytes()
    for wrong in (rows(line=[1, 5]), rows(documents=[3, 0]), rows(head=[0, 9]), rows(documents=[-3, 3]).slice(0, 0).append_column("x", pa.array([], pa.int64())).drop_columns("line")):
        with pytest.raises((ValueError, KeyError)):
            boiloff.site_table(wrong, path)
    with pytest.raises(TypeError, match="int64"):
        boiloff.site_table(rows().set_column(1, "line", pa.array(["0", "5"])), path)
    with pytest.raises(OSError, match="cannot be written"):
        boiloff.site_table(rows(), tmp_path / "none" / "t.sites")
    assert path.read_bytes() == before
    with pytest.raises(ValueError):
        boiloff.survey([tmp_path / "nothing"], path)
    with pytest.raises(ValueError, match="nothing to count"):
        boiloff.survey([], path)
    with pytest.raises(TypeError):
        boiloff.survey(5, path)
