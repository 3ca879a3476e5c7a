"""A standalone cluster of Spark on this machine: a master and workers that listen on loopback alone, and jobs for it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyspark

HOST = "127.0.0.1"
BIN = Path(pyspark.__file__).parent / "bin"
EXECUTOR = "CoarseGrainedExecutorBackend"

#: Seconds that a cluster may take to start, and a job to end.
STARTS, ENDS = 60, 240


@dataclass
class Cluster:
    """A master and workers; `folder` has all that they write."""

    folder: Path
    master: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    port: int = 0
    page: int = 0

    def start(self, workers: int = 2) -> None:
        """Starts what is not running."""
        if self.master is None:
            self.port, self.page = free_port(), free_port()
            self.master = self._daemon("master", "master.Master", "--port", str(self.port), "--webui-port", str(self.page))
            _until(lambda: self._alive() == 0, STARTS, "the master did not start")
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < workers:
            name = f"worker-{time.monotonic_ns()}"
            more = ["--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / name), "--webui-port", "0", self.url]
            self.workers.append(self._daemon(name, "worker.Worker", *more))
        _until(lambda: self._alive() >= workers, STARTS, "the workers did not come")

    @property
    def url(self) -> str:
        """The master's address, for Spark."""
        return f"spark://{HOST}:{self.port}"

    def stop(self) -> None:
        """Ends all that was started."""
        daemons = [*self.workers, *([self.master] if self.master else [])]
        for daemon in daemons:
            _kill_group(daemon)
        _until(lambda: not self.left_over(), STARTS, "something of the cluster is still there")

    def left_over(self) -> list[int]:
        """Processes that name the cluster's folder and still run."""
        return [
            process for process, (_, command) in _processes().items() if str(self.folder) in command and process != os.getpid()
        ]

    def kill_executor(self) -> bool:
        """Kills an executor. False if there is none."""
        parents = {worker.pid for worker in self.workers}
        executors = [process for process, (parent, command) in _processes().items() if parent in parents and EXECUTOR in command]
        if executors:
            os.kill(executors[0], signal.SIGKILL)
        return bool(executors)

    def kill_worker(self) -> bool:
        """Kills a worker that has an executor, and the executor."""
        parents = {parent for parent, command in _processes().values() if EXECUTOR in command}
        chosen = [worker for worker in self.workers if worker.pid in parents]
        if chosen:
            _kill_group(chosen[0])
        return bool(chosen)

    def _alive(self) -> int:
        state = _get(f"http://{HOST}:{self.page}/json/")
        return -1 if state is None else sum(worker["state"] == "ALIVE" for worker in state["workers"])

    def _daemon(self, name: str, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("wb")
        command = [str(BIN / "spark-class"), f"org.apache.spark.deploy.{what}", "--host", HOST, *arguments]
        return subprocess.Popen(command, env=self.environment(), stdout=log, stderr=log, start_new_session=True)

    def environment(self) -> dict[str, str]:
        """What processes of the cluster see."""
        own = {
            "SPARK_LOCAL_IP": HOST,
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_DAEMON_MEMORY": "512m",
            "SPARK_DAEMON_JAVA_OPTS": f"-Dboiloff.folder={self.folder}",
        }
        return {**os.environ, **own}


@dataclass
class Job:
    """A job that was handed in."""

    process: subprocess.Popen[bytes]
    page: int
    log: Path

    def tasks_done(self) -> int:
        """How many of its tasks are done, over all stages."""
        root = f"http://{HOST}:{self.page}/api/v1/applications"
        applications = _get(root)
        stages = _get(f"{root}/{applications[0]['id']}/stages") if applications else None
        return sum(stage["numCompleteTasks"] for stage in stages or [])

    def wait(self) -> None:
        """Waits for its end, which has to be a good one."""
        try:
            code = self.process.wait(ENDS)
        finally:
            _kill_group(self.process)
        assert code == 0, self.log.read_text()[-4000:]


def submit(cluster: Cluster, given: Path, output: Path, *arguments: str) -> Job:
    """Hands a job in."""
    from boiloff.spark import job

    page, log = free_port(), output.with_suffix(".log")
    settings = {
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.ui.port": str(page),
        "spark.executor.memory": "1g",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dboiloff.folder={cluster.folder}",
    }
    command = [
        str(BIN / "spark-submit"),
        "--master",
        cluster.url,
        *(word for pair in settings.items() for word in ("--conf", "=".join(pair))),
    ]
    command += [job.__file__, str(given), "--output", str(output), *arguments]
    with log.open("wb") as file:
        return Job(
            subprocess.Popen(command, env=cluster.environment(), stdout=file, stderr=file, start_new_session=True), page, log
        )


@contextmanager
def running(workers: int = 2) -> Iterator[Cluster]:
    """A cluster that is there as long as it is wanted, and then gone with its folder, whatever happens."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="boiloff-cluster-")))
    try:
        cluster.start(workers)
        yield cluster
    finally:
        try:
            cluster.stop()
        finally:
            shutil.rmtree(cluster.folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as held:
        held.bind((HOST, 0))
        return int(held.getsockname()[1])


def _get(url: str) -> Any:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)
    except (OSError, urllib.error.URLError, ValueError):
        return None


def _until(is_so: Callable[[], bool], seconds: float, message: str) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, message
        time.sleep(0.2)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _processes() -> dict[int, tuple[int, str]]:
    """The parent and the command line of each process."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                found[int(folder.name)] = (
                    parent,
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"),
                )
            except (OSError, ValueError):
                continue
    return found
