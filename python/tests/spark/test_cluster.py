"""Jobs on a cluster of which parts are killed end as if nothing had happened."""

from __future__ import annotations

import shutil

import pytest

import cluster

pytestmark = [pytest.mark.cluster, pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")]


@pytest.mark.parametrize("kill", ["executor", "worker"])
def test_what_is_killed_changes_nothing(kill: str) -> None:
    # One to its end, and one of which something is killed.
    assert len(cluster.run(kill, times=1, documents=1500)) == 2
