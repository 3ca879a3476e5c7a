"""A cluster of Spark on this machine, of which parts are killed while a job runs.

    python tests/spark/cluster.py --kill executor --times 3
    python tests/spark/cluster.py --kill worker --times 3

A master and two workers listen on loopback alone. A job is run to its end first, then again with an executor, or a worker with
its executor, killed by SIGKILL in the midst of it. Each time the output has to be what the command line makes of the same
records, and the report that of the job that was let alone.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import pyarrow.dataset
import pyarrow.parquet

import records
import reference
from standalone import running, submit

#: Tasks that the documents are spread over.
PARTITIONS = 12


def run(kill: str, times: int, documents: int, seed: int = 1) -> list[str]:
    """Runs the job once to its end and `times` with something killed; says what happened.

    Raises AssertionError where the output is another one.
    """
    told = []
    rows = list(records.records(documents, seed))
    random_ = random.Random(seed)
    with running() as cluster:
        folder = cluster.folder
        given = folder / "given.parquet"
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), given)
        records.write(folder / "given.jsonl", rows)
        reference.command("survey", folder / "given.jsonl", "--output", folder / "sites", check=(0, 3))
        expected = reference.of_command(rows, folder, "--site-lines", folder / "sites")
        size = (folder / "given.jsonl").stat().st_size
        report = ""
        tasks = 0
        for attempt in range(times + 1):
            cluster.start()
            output, began = folder / f"out-{attempt}", time.monotonic()
            job = submit(cluster, given, output, "--partitions", str(PARTITIONS), "--site-lines", "auto")
            try:
                at = random_.randint(tasks // 10, tasks * 3 // 4)
                killed = "nothing"
                while job.process.poll() is None:
                    done = job.tasks_done()
                    if attempt == 0:
                        tasks = max(tasks, done)
                    elif killed == "nothing" and done >= at:
                        hit = cluster.kill_executor() if kill == "executor" else cluster.kill_worker()
                        killed = f"{kill} after {done} of {tasks} tasks" if hit else killed
                    time.sleep(0.1)
            finally:
                job.wait()
            seconds = time.monotonic() - began
            assert (attempt == 0) == (killed == "nothing"), "the job ended before anything was killed"
            assert _written(output) == expected, f"the output is another one after: {killed}"
            text = (output / "report.json").read_text()
            report = report or text
            assert text == report, f"the report is another one after: {killed}"
            edits = json.loads(text)["totals"]["edits"]
            assert pyarrow.dataset.dataset(output / "removals").count_rows() == edits, (
                f"a removal is missing or there twice after: {killed}"
            )
            assert pyarrow.dataset.dataset(output / "ledger").count_rows() == documents, (
                f"so is a line of the ledger after: {killed}"
            )
            size_told = f"{documents} documents, {size / 1e6:.1f} MB"
            told.append(f"{size_told}, killed: {killed}; {seconds:.0f} s; output, accounts and report the same")
            print(told[-1], flush=True)
    return told


def _written(output: Path) -> reference.Clean:
    rows = pyarrow.dataset.dataset(output / "corpus").to_table(columns=["id", "text", "meta"]).to_pylist()
    written = {row["id"]: (row["text"], row["meta"]) for row in rows}
    assert len(written) == len(rows), "no document is there twice"
    return written


def main() -> None:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kill", choices=("executor", "worker"), required=True)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--documents", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1, help="of the documents and of when something is killed")
    options = parser.parse_args()
    run(options.kill, options.times, options.documents, options.seed)


if __name__ == "__main__":
    main()
