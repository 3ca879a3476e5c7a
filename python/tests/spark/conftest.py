"""A session of Spark in this process, and made-up records."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("pyspark")
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable

from pyspark.sql import DataFrame, SparkSession  # noqa: E402

import records  # noqa: E402


@pytest.fixture(scope="session")
def session() -> Iterator[SparkSession]:
    builder = (
        SparkSession.builder.master("local[2]")
        .appName("boiloff's tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
    )
    # Small batches and few partitions, so that small inputs have several of both.
    session = (
        builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    return list(records.records(600))


SCHEMA = "id string, url string, text string, html string, n long"


@pytest.fixture(scope="session")
def documents(session: SparkSession, rows: list[dict[str, Any]]) -> DataFrame:
    return session.createDataFrame(rows, SCHEMA).repartition(5).persist()
