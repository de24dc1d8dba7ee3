"""Independent readers of what we write, where they are set up.

``make judges`` sets them up in .judges, where ../shared/tools is beside the checkout; $MERIDIAN_TEST_JUDGES names
another folder. Where they are absent, the tests that ask them are skipped: the suite has its own for the same rules.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.shared import ROOT

ALL_READERS = "ical.js,vobject,libical"


class Judgement(NamedTuple):
    """How a judge ended: its exit status, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def judge_calendar(octets: bytes, folder: Path, *options: str, strict: bool = True) -> None:
    """Fail with what the readers say against a calendar; warnings count where ``strict``."""
    path = folder / "judged.ics"
    path.write_bytes(octets)
    wanted = ["--need", ALL_READERS, *(["--strict"] if strict else []), *options]
    found = _run("icscheck", str(path), *wanted)
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-3000:]


def rejects(octets: bytes, folder: Path, *options: str) -> str:
    """What the readers say against a calendar that they must refuse."""
    path = folder / "rejected.ics"
    path.write_bytes(octets)
    found = _run("icscheck", str(path), "--strict", *options)
    assert found.returncode == 1, found.stdout
    return found.stdout


def judge_mail(message: bytes, folder: Path, *options: str, name: str = "judged") -> None:
    """Fail with what the readers say against a mail and the calendar in it; warnings count."""
    path = folder / f"{name}.eml"
    path.write_bytes(message)
    found = _run("mimecheck", str(path), "--strict", "--need", ALL_READERS, *options)
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-3000:]


def _run(judge: str, *arguments: str) -> Judgement:
    court = _court(Path(os.environ.get("MERIDIAN_TEST_JUDGES", ROOT / ".judges")))
    assert court.stdin is not None
    assert court.stdout is not None
    court.stdin.write(json.dumps([judge, arguments]) + "\n")
    court.stdin.flush()
    answer = court.stdout.readline()
    assert answer, "The judges are gone."
    return Judgement(*json.loads(answer))


@cache
def _court(folder: Path) -> subprocess.Popen[str]:
    """The judges, loaded once for all that this process has judged: to load them takes longer than a judgement."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        pytest.skip("the judges are not set up (make judges)")
    # Not pytest's environment: they bring their own tzdata and readers.
    court = subprocess.Popen(
        [python, Path(__file__).with_name("judging.py"), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(court.communicate)  # nothing more comes: they end
    return court
