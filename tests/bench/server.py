"""The program as it is served, on one core, and a client that measures it from the other."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.settings import ROOT

__all__ = ["Answer", "Process", "ask", "free_port", "milliseconds", "per_second", "process", "serving"]


@dataclass(frozen=True)
class Answer:
    """What came back: status, bytes on the wire, headers in lower case."""

    status: int
    size: int
    headers: dict[str, str]


@dataclass(frozen=True)
class Process:
    """A gunicorn that serves: its port, and the process that looks after the worker."""

    port: int
    pid: int

    def worker(self) -> int:
        """The process that answers now."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(listed.stdout.split()[0])

    def memory(self) -> float:
        """Kilobytes that the worker holds in memory."""
        status = Path(f"/proc/{self.worker()}/status").read_text()
        return float(status.split("VmRSS:")[1].split()[0])

    def seconds(self) -> float:
        """Processor time that the worker took so far."""
        fields = Path(f"/proc/{self.worker()}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(data: Path, *, core: int = 0) -> Iterator[Process]:
    """Our program: one gunicorn worker with gevent on one core. ``data`` holds a migrated database."""
    port = free_port()
    environment = {
        **os.environ, "MERIDIAN_MODE": "test", "MERIDIAN_DATA": str(data), "MERIDIAN_PORT": str(port),
        "MERIDIAN_LIMITS": "0", "MERIDIAN_LOG_LEVEL": "warning",
    }  # fmt: skip
    worker = ["-k", "gevent", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", *worker, *_one(port), "wsgi:app"]
    with process(command, environment, port, core=core) as running:
        yield running


@contextmanager
def process(command: list[str], environment: dict[str, str], port: int, *, core: int = 0) -> Iterator[Process]:
    """A server process on one core, answering on the port until the block ends."""
    running = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=lambda: _pin(core))  # noqa: PLW1509
    try:
        _wait(port)
        yield Process(port, running.pid)
    finally:
        running.terminate()
        running.wait(15)


def _one(port: int) -> list[str]:
    return ["-w", "1", "--log-level", "warning", "-b", f"127.0.0.1:{port}"]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pin(core: int) -> None:
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("The server did not start.")


def ask(connection: http.client.HTTPConnection, path: str, **headers: str) -> Answer:
    """One GET over a kept connection; underscores in header names are hyphens."""
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    return Answer(response.status, len(body), {name.lower(): value for name, value in response.getheaders()})


def milliseconds(act: Callable[[], object], *, runs: int) -> float:
    """Median wall time of an act."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def per_second(act: Callable[[], object], *, seconds: float = 3.0) -> float:
    """How often an act can be done in a second, one after the other."""
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        act()
        done += 1
    return done / (time.perf_counter() - begun)
