"""A step of a datatrove pipeline."""

import gzip
import json

import pytest
from texts import CLEAN, NOISY

import boiloff

pytest.importorskip("datatrove", reason="datatrove is installed where these tests are to run")

from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

from boiloff.datatrove import Boiloff  # noqa: E402

WALL = "Log in\nYou must log in to continue.\nForgot your password?\nSign up\n"


def run(tmp_path, records, tasks=2, workers=2, **arguments):
    source = tmp_path / "in"
    source.mkdir()
    for task in range(tasks):
        lines = "".join(json.dumps(record) + "\n" for record in records[task::tasks])
        (source / f"{task}.jsonl").write_text(lines)
    text_key = "html" if arguments.get("html") else "text"
    step = Boiloff(ledger=str(tmp_path / "ledger"), **arguments)
    steps = [JsonlReader(str(source), text_key=text_key), step, JsonlWriter(str(tmp_path / "out"), output_filename="${rank}.jsonl.gz")]
    LocalPipelineExecutor(steps, tasks=tasks, workers=workers, logging_dir=str(tmp_path / "logs")).run()
    documents = [json.loads(line) for file in sorted((tmp_path / "out").iterdir()) for line in gzip.open(file, "rt", encoding="utf-8")]
    ledger = [line for file in sorted((tmp_path / "ledger").iterdir()) for line in gzip.open(file, "rt", encoding="utf-8")]
    return documents, ledger


def test_texts(tmp_path):
    records = [{"id": f"d{n}", "text": NOISY, "url": f"https://www.{n}.org/a"} for n in range(20)] + [{"id": "gone", "text": "ADVERTISEMENT\n"}]
    documents, ledger = run(tmp_path, records)
    documents = {document["id"]: document for document in documents}
    assert len(documents) == 20 and all(documents[f"d{n}"]["text"] == CLEAN for n in range(20))
    assert documents["d3"]["metadata"]["boiloff"]["site"] == "3.org"
    entries = {json.loads(line)["id"]: line for line in ledger}
    assert len(entries) == 21
    for record in records[:20]:
        assert boiloff.restore(documents[record["id"]]["text"], entries[record["id"]]) == record["text"]
    report = boiloff.Report()
    report.add(ledger)
    assert json.loads(report.to_json())["totals"]["documents"] == 21
    steps = json.loads((tmp_path / "logs" / "stats.json").read_text())
    counted = next(step for step in steps if "boiloff" in step["name"])["stats"]
    assert (counted["total"], counted["forwarded"], counted["dropped"]) == (21, 20, 1)
    assert counted["ad-label"]["total"] == 21 * len("ADVERTISEMENT\n")


def test_pages_and_what_is_left_out(tmp_path):
    page = "<html><body><h1>Storm</h1><p>" + "The harbour was closed for two days because of the storm. " * 8 + "</p></body></html>"
    wall = "<html><body>" + "".join(f"<p>{line}</p>" for line in WALL.splitlines()) + "</body></html>"
    records = [{"id": "a", "html": page}, {"id": "b", "html": wall}]
    documents, ledger = run(tmp_path, records, tasks=1, workers=1, html=True, settings={"leave_out": ["login-wall", "near-empty"]})
    assert [document["id"] for document in documents] == ["a"] and documents[0]["text"].startswith("Storm\nThe harbour")
    assert [(entry["id"], entry["status"]) for entry in map(json.loads, ledger)] == [("a", "cleaned"), ("b", "left-out")]


def test_settings_are_checked_at_once():
    with pytest.raises(ValueError, match="profile"):
        Boiloff(settings={"profile": "bold"})
