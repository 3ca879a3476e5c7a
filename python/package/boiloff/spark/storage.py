"""The output folder of a job, through Hadoop's file systems: `file:`, `hdfs:`, `s3a:` and whatever else Spark writes to."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession


class Folder:
    """A folder that Spark writes to."""

    def __init__(self, session: SparkSession, path: str) -> None:
        hadoop: Any = session.sparkContext._jvm.org.apache.hadoop.fs  # type: ignore[union-attr]
        self._path_of = hadoop.Path
        self._path = hadoop.Path(path)
        self._files = self._path.getFileSystem(session.sparkContext._jsc.hadoopConfiguration())

    def has(self, name: str) -> bool:
        """True if there is a file or folder of this name in it."""
        return bool(self._files.exists(self._in(name)))

    def remove(self, name: str) -> None:
        """Removes the file or folder of this name, if it is there."""
        self._files.delete(self._in(name), True)

    def write(self, name: str, text: str) -> None:
        """Writes a file, in UTF-8."""
        stream = self._files.create(self._in(name), True)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()

    def path(self, name: str) -> str:
        """The path of what has this name in it, for Spark."""
        return str(self._in(name).toString())

    def _in(self, name: str) -> Any:
        return self._path_of(self._path, name)
