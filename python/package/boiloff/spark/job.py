"""The program for `spark-submit`: cleans tables, JSON lines or files into a folder, with removals, ledger and report.

spark-submit .../boiloff/spark/job.py s3a://crawl/ --output s3a://clean/
python -m boiloff.spark crawl/ --output clean/
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any

from pyspark import StorageLevel
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession, functions as F

import boiloff
from boiloff.spark import account, cleaning, storage

#: What a job writes into its folder. The report comes last, and only when all else is there.
CORPUS, REMOVALS, LEDGER, REPORT, PAGE = "corpus", "removals", "ledger", "report.json", "report.html"

#: Rows that are handed to Python at once, unless the session says otherwise: ten times fewer than Spark would, since a page may
#: have a megabyte.
ROWS = 1000

ROWS_KEY = "spark.sql.execution.arrow.maxRecordsPerBatch"

#: Files that are pages, by their names in small letters.
PAGES = r"\.(html|htm|xhtml)$"

#: What went wrong before anything was written.
USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a job in a session of its own. Returns the exit code: 0, or 2 for what cannot be used."""
    options = parser().parse_args(arguments)
    session = SparkSession.builder.appName("boiloff").getOrCreate()
    try:
        return run(session, options)
    finally:
        session.stop()


def run(session: SparkSession, options: argparse.Namespace) -> int:
    """Run a job. Returns the exit code."""
    if not session.sparkContext.getConf().contains(ROWS_KEY):
        session.conf.set(ROWS_KEY, str(ROWS))
    try:
        print(_work(session, options).summary())
    except (KeyError, TypeError, ValueError, FileNotFoundError, FileExistsError, AnalysisException) as error:
        # The message alone: a KeyError would put it in quotation marks.
        print(f"boiloff: {error.args[0] if isinstance(error, KeyError) else error}", file=sys.stderr)
        return USAGE
    return 0


def parser() -> argparse.ArgumentParser:
    """What the job takes."""
    parser = argparse.ArgumentParser(prog="boiloff.spark", description="Clean scraped web text on Spark.", allow_abbrev=False)
    parser.add_argument(
        "input", nargs="+", metavar="INPUT", help="tables, JSON lines, or files and folders, whatever Spark can read"
    )
    parser.add_argument(
        "--output", required=True, metavar="DIR", help="folder for corpus/, removals/, ledger/, report.json and report.html"
    )
    parser.add_argument(
        "--format",
        choices=("parquet", "json", "text"),
        help="what the inputs are; text: a document a file, pages in .html [what the first one's name says, else parquet]",
    )
    parser.add_argument(
        "--as",
        dest="form",
        choices=("parquet", "json", "text"),
        default="parquet",
        help="what the corpus is written as [parquet]",
    )
    for name, what in (("text", "texts"), ("html", "pages"), ("url", "addresses"), ("id", "ids")):
        parser.add_argument(f"--{name}", default=name, metavar="COL", help=f"column of the {what} [{name}]")
    parser.add_argument(
        "--source", metavar="COL", help="column of the inputs' names, whose folders stand for sites where there is no address"
    )
    parser.add_argument("--config", metavar="FILE", help="a boiloff.toml on the machine of the driver")
    parser.add_argument(
        "--site-lines",
        metavar="auto|FILE",
        help="heed which lines recur on a site: `auto` counts them first, FILE is of `boiloff survey`",
    )
    parser.add_argument(
        "--partitions",
        type=int,
        metavar="N",
        help="spread the documents over so many tasks first: for few large compressed inputs",
    )
    parser.add_argument("--overwrite", action="store_true", help="remove what an earlier job wrote to DIR, and nothing else")
    return parser


def _work(session: SparkSession, options: argparse.Namespace) -> boiloff.Report:
    folder = storage.Folder(session, options.output)
    written = [name for name in (CORPUS, REMOVALS, LEDGER, REPORT, PAGE) if folder.has(name)]
    if written and not options.overwrite:
        raise FileExistsError(f"{options.output} has {', '.join(written)} of an earlier job; give another folder, or --overwrite")
    names = {name: getattr(options, name) for name in ("text", "html", "url", "id", "source")}
    documents = _read(session, options, names)
    if options.partitions is not None:
        if options.partitions < 1:
            raise ValueError(f"--partitions is {options.partitions}; give a number from 1")
        documents = documents.repartition(options.partitions)
    cleaned = cleaning.clean(documents, **names, ledger=True, site_lines=options.site_lines, config=options.config)
    ledger = cleaned.columns[-1]
    # Kept, so that what is written four times is cleaned once; on disk, since it is as large as the corpus.
    cleaned.persist(StorageLevel.DISK_ONLY)
    for name in written:
        folder.remove(name)
    is_text = F.col(names["text"]).isNotNull()
    if options.form == "text":
        corpus = cleaned.where(is_text).select(names["text"])
    else:
        # A page that passed through is a document, and has its markup still.
        corpus = cleaned.where(is_text | (F.get_json_object(ledger, "$.status") == "passed-through")).drop(ledger)
    _write(corpus, options.form, folder.path(CORPUS))
    _write(account.removals(cleaned, ledger=ledger), "json" if options.form == "text" else options.form, folder.path(REMOVALS))
    lines = cleaned.select(F.col(ledger).alias("ledger"))
    _write(lines, "parquet" if options.form == "parquet" else "text", folder.path(LEDGER))
    report = account.report(cleaned, ledger=ledger)
    folder.write(PAGE, report.to_html())
    folder.write(REPORT, report.to_json())
    cleaned.unpersist()
    return report


def _read(session: SparkSession, options: argparse.Namespace, names: dict[str, Any]) -> DataFrame:
    form = options.format or form_of(options.input[0])
    if form == "parquet":
        return session.read.parquet(*options.input)
    if form == "json":
        return session.read.json(options.input)
    files = session.read.format("binaryFile").option("recursiveFileLookup", "true").load(options.input)
    is_page = F.lower("path").rlike(PAGES)
    names["id"], names["source"] = "path", "path"
    # As bytes, since boiloff finds out their encoding.
    return files.select(
        "path", F.when(~is_page, F.col("content")).alias(names["text"]), F.when(is_page, F.col("content")).alias(names["html"])
    )


def form_of(name: str) -> str:
    """What an input is by its name: JSON lines, texts and pages, or else Parquet."""
    ending = re.search(r"\.(?:(jsonl?|ndjson)|txt|html?|xhtml)(?:\.\w+)?$", name.lower())
    return "parquet" if ending is None else "json" if ending[1] else "text"


def _write(rows: DataFrame, form: str, path: str) -> None:
    writer = rows.write if form == "parquet" else rows.write.option("compression", "gzip")
    writer.format(form).save(path)


if __name__ == "__main__":
    sys.exit(main())
