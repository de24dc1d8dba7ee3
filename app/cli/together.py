"""Several processes started and stopped as one."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Self, TypeAlias

import click

__all__ = ["Child", "run_alone", "run_together"]

_LOOK_EVERY = 0.1
"""Seconds."""
_PR_SET_PDEATHSIG = 1  # Linux, <sys/prctl.h>


@dataclass(frozen=True)
class Child:
    """A process to run, which finishes what it is at on SIGTERM. ``keep`` are the open files that it gets."""

    name: str
    command: Sequence[str]
    keep: tuple[int, ...] = ()


Running: TypeAlias = list[tuple[Child, subprocess.Popen[bytes]]]


class _StopWish:
    """Notes SIGINT, SIGTERM and SIGHUP while it is entered, instead of ending the process."""

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.times = 0

    def __enter__(self) -> Self:
        self._before = {each: signal.signal(each, self._note) for each in self.signals}
        return self

    def __exit__(self, *_error: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.times += 1


def run_together(children: Sequence[Child], *, grace: float, meanwhile: Callable[[], None]) -> int:
    """Run the processes until a signal asks to stop or one of them ends; then stop them all.

    ``meanwhile`` runs in a thread beside them.

    Answers 0 where a signal asked, and 1 where a process ended by itself or had to be killed: after ``grace`` seconds,
    or at once on a second signal.
    """
    with _StopWish() as wish:
        running: Running = []
        try:
            for child in children:
                running.append((child, _started(child)))
            threading.Thread(target=meanwhile, daemon=True).start()
            ended = _first_to_end(running, wish)
        finally:
            killed = _stop(running, wish, grace)
    for child, process in ended:
        click.echo(f"{child.name} ended by itself, {_how(process.returncode)}; stopped the rest.", err=True)
    for child in killed:
        click.echo(f"{child.name} did not stop in time and was killed.", err=True)
    return 1 if ended or killed else 0


def run_alone(command: Sequence[str]) -> int:
    """Run one process to its end; answers its exit status. Ctrl-C reaches it as it reaches us."""
    return subprocess.run(command, preexec_fn=_die_with_parent, check=False).returncode


def _started(child: Child) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C in a terminal goes to us alone, and we say how to stop.
    return subprocess.Popen(
        child.command,
        pass_fds=child.keep,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread runs yet
    )


def _die_with_parent() -> None:
    """In the child: SIGTERM when the supervisor is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _first_to_end(running: Running, wish: _StopWish) -> Running:
    """Wait; answers those that ended although nobody asked."""
    while not wish.times:
        ended = [(child, process) for child, process in running if process.poll() is not None]
        if ended:
            return ended
        time.sleep(_LOOK_EVERY)
    return []


def _stop(running: Running, wish: _StopWish, grace: float) -> list[Child]:
    """Ask each to finish; answers those that had to be killed."""
    asked_before = wish.times
    for _, process in running:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + grace
    while any(process.poll() is None for _, process in running):
        if time.monotonic() > deadline or wish.times > asked_before:
            break
        time.sleep(_LOOK_EVERY / 2)
    late = [child for child, process in running if process.poll() is None]
    for _, process in running:
        _kill_group(process)
    return late


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """What is left of the process and of those that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _how(status: int) -> str:
    return f"by signal {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
