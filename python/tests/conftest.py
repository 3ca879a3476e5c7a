"""What the tests share."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

@pytest.fixture(scope="session")
def root() -> pathlib.Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def program() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """The command line of the package."""

    def run(*arguments: Any, input: bytes = b"", cwd: Any = None) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "boiloff", *map(str, arguments)]
        return subprocess.run(command, input=input, capture_output=True, cwd=cwd, timeout=300)

    return run


@pytest.fixture(scope="session")
def documents() -> list[dict[str, Any]]:
    """Texts and pages of the project's fixtures, as records."""
    records = []
    for path in sorted((ROOT / "fixtures").rglob("*")):
        if path.suffix in (".txt", ".html") and path.is_file():
            try:
                content = path.read_bytes().decode("utf-8-sig")
            except UnicodeDecodeError:
                continue
            field = "html" if path.suffix == ".html" else "text"
            records.append({"id": str(path.relative_to(ROOT)), field: content, "url": "https://www.example.org/a"})
        elif path.suffix == ".jsonl":
            records += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [record for record in records if isinstance(record.get("text", record.get("html")), str)]
