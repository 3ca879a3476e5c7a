"""What columns come out, told by boiloff itself: it is given a table without rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType


def made_of(df: DataFrame, work: Callable[[Any], Any]) -> StructType:
    """The columns of what `work` makes of the rows of `df`. What it raises over the columns comes up here, on the driver."""
    given = df.limit(0).toArrow()
    made = work(given)
    named = of_arrow(df.sparkSession, made)
    # Arrow does not tell all of Spark's types apart, so that what passes through keeps the type that it has.
    same = [
        place
        for place in range(min(len(given.schema), len(made.schema)))
        if made.schema.field(place).equals(given.schema.field(place))
    ]
    return StructType([df.schema[place] if place in same else field for place, field in enumerate(named)])


def of_arrow(session: SparkSession, table: Any) -> StructType:
    """The columns of a table of Arrow, as Spark names their types."""
    return session.createDataFrame(table.schema.empty_table()).schema
