"""Settings, and how they reach the executors: as text, with the bytes of the files that they name in a broadcast.

A broadcast reaches executors wherever the driver runs, also those that start later, and needs no folder that all see.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pyspark.sql import SparkSession

import boiloff

#: The setting that names a table of sites.
SITE_LINES = "site-lines"

#: So many cleaners are kept by a Python worker. It cleans for one job at a time, and seldom for many in turns.
KEPT = 4

_made: dict[str, boiloff.Cleaner] = {}


@dataclass(frozen=True)
class Settings:
    """Settings that can be sent to executors."""

    #: The settings, as a configuration file.
    toml: str
    #: Tells settings apart, what stands in their files included.
    key: str
    #: A broadcast of the files' bytes by their settings, as `Cleaner.files` names them. None if there are none.
    files: Any

    def cleaner(self) -> boiloff.Cleaner:
        """The cleaner with these settings, made once in a process."""
        if self.key not in _made:
            while len(_made) >= KEPT:
                del _made[next(iter(_made))]
            _made[self.key] = self.new_cleaner()
        return _made[self.key]

    def new_cleaner(self, given: Mapping[str, Any] = MappingProxyType({})) -> boiloff.Cleaner:
        """A cleaner with these settings, and with those that are given before them."""
        # A cleaner has read all of its files when it is made.
        with tempfile.TemporaryDirectory(prefix="boiloff-") as folder:
            named: dict[str, Any] = {}
            for key, data in (self.files.value if self.files else {}).items():
                path = os.path.join(folder, key)
                with open(path, "wb") as file:
                    file.write(data)
                _put(named, key, path)
            named |= given
            config = os.path.join(folder, "boiloff.toml")
            with open(config, "w", encoding="utf-8") as file:
                file.write(self.toml)
            return boiloff.Cleaner(config, **named)


#: What `config` may be: the name of a configuration file, or a cleaner, whose settings then hold.
Config = str | os.PathLike[str] | boiloff.Cleaner | None


def cleaner(config: Config, given: Mapping[str, Any]) -> boiloff.Cleaner:
    """A cleaner with the settings of `config` and with those of keyword arguments, which go before them."""
    if not isinstance(config, boiloff.Cleaner):
        return boiloff.Cleaner(config, **given)
    return Settings(config.config, "", None).new_cleaner(given) if given else config


def read(session: SparkSession, made: boiloff.Cleaner, site_lines: bytes | None = None) -> Settings:
    """The settings of a cleaner, with the files that they name. Of tables of sites, only the one whose bytes are given is sent."""
    files = {key: path.read_bytes() for key, path in made.files.items() if key != SITE_LINES}
    if site_lines is not None:
        files[SITE_LINES] = site_lines
    elif SITE_LINES in made.files:
        files[SITE_LINES] = site_table(None)
    toml = made.config
    digest = hashlib.blake2b(toml.encode())
    for key, data in sorted(files.items()):
        digest.update(repr((key, len(data))).encode())
        digest.update(data)
    return Settings(toml, digest.hexdigest(), session.sparkContext.broadcast(files) if files else None)


def site_table(rows: Any) -> bytes:
    """The file of a table of sites with these rows, or with none."""
    import pyarrow

    if rows is None:
        rows = pyarrow.table(boiloff.Cleaner().count_lines(pyarrow.table({"text": pyarrow.array([], pyarrow.string())})))
    with tempfile.TemporaryDirectory(prefix="boiloff-") as folder:
        path = os.path.join(folder, SITE_LINES)
        boiloff.site_table(rows, path)
        with open(path, "rb") as file:
            return file.read()


def _put(table: dict[str, Any], key: str, value: str) -> None:
    """Writes a setting into the table that its key names."""
    *tables, key = key.replace("-", "_").split(".")
    for name in tables:
        table = table.setdefault(name, {})
    table[key] = value
