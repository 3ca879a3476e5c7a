"""boiloff on Spark, for what does not fit one machine.

    >>> from boiloff.spark import clean
    >>> clean(spark.read.parquet("s3a://crawl/"), site_lines="auto").write.parquet("s3a://clean/")

`settings` brings settings and the files that they name to the executors, `schema` tells what columns come out, `cleaning` cleans,
`counting` counts the lines that recur on sites, `sites` brings these counts to the documents, `account` reads ledgers. `job` is
the program for `spark-submit`, `storage` its output folder.
"""

from __future__ import annotations

from .account import removals, report, restore
from .cleaning import clean
from .counting import survey

__all__ = ["clean", "removals", "report", "restore", "survey"]
