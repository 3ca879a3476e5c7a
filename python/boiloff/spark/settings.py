"""Settings, and how they reach the executors: as text, with the bytes of the files that they name in a broadcast.

A broadcast reaches executors wherever the driver runs, also those that start later, and needs no folder that all see.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pyspark.sql import SparkSession

import boiloff

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

#: The setting that names a table of sites.
SITE_LINES = "site-lines"

#: The settings that name files, each by the tables that it is in and its key.
FILES: tuple[tuple[str, ...], ...] = ((SITE_LINES,), ("decisions",), ("html", "model"), ("text", "model"))

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
    #: A broadcast of the files' bytes by the settings that name them. None if there are none.
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
            for place, data in (self.files.value if self.files else {}).items():
                path = os.path.join(folder, "-".join(place))
                with open(path, "wb") as file:
                    file.write(data)
                put(named, place, path)
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


def read(session: SparkSession, made: boiloff.Cleaner, site_lines: bytes | None = None, ignore_sites: bool = False) -> Settings:
    """The settings of a cleaner, with the files that they name.

    `site_lines` are the bytes of a table of sites, which goes before one that is named. With `ignore_sites` none is sent.
    """
    toml = made.config
    table = tomllib.loads(toml)
    files: dict[tuple[str, ...], bytes] = {}
    for place in FILES:
        path = get(table, place)
        if place == (SITE_LINES,) and (ignore_sites or site_lines is not None):
            path = None
        if path is not None:
            with open(path, "rb") as file:
                files[place] = file.read()
    if site_lines is not None:
        files[SITE_LINES,] = site_lines
    digest = hashlib.blake2b(toml.encode())
    for place, data in sorted(files.items()):
        digest.update(repr((place, len(data))).encode())
        digest.update(data)
    return Settings(toml, digest.hexdigest(), session.sparkContext.broadcast(files) if files else None)


def get(table: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    """What a table says at a place. None if nothing."""
    value: Any = table
    for key in place:
        value = value.get(key, {})
    return value or None


def put(table: dict[str, Any], place: tuple[str, ...], value: str) -> None:
    """Writes into a table at a place."""
    *tables, key = place
    for name in tables:
        table = table.setdefault(name, {})
    table[key.replace("-", "_")] = value
