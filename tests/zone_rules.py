"""Time zone data that change: real zone files in a folder, read before the package's as if that had been updated."""

from __future__ import annotations

import struct
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app import zones
from app.calendars.rules import vtimezone
from app.schedule.queries.released import _end, _programmes
from app.schedule.queries.remembered import remembered

__all__ = ["Rules", "changing_rules"]

_CACHED = (zones.zone, zones.derived_instant, vtimezone.vtimezone, vtimezone._changes_of, _end)


class Rules:
    """``rules("2024a", {"Asia/Almaty": "<+05>-5"})``: from here on the data have this version and these zones.

    Rules are POSIX TZ strings, as in the last line of a zone file (RFC 8536, section 3.3); what is not named is as in
    the package.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._monkeypatch = folder, monkeypatch

    def __call__(self, version: str, changed: dict[str, str] | None = None) -> None:
        place = self._folder / version
        place.mkdir(exist_ok=True)
        for name, rule in (changed or {}).items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_zone_file(rule))
        self._monkeypatch.setattr(zones, "TZ_VERSION", version)
        zoneinfo.reset_tzpath(to=(str(place),))
        _forget()


@contextmanager
def changing_rules(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rules]:
    """Afterwards the package is the one source again."""
    try:
        yield Rules(folder, monkeypatch)
    finally:
        zoneinfo.reset_tzpath(to=())
        _forget()


def _forget() -> None:
    """A process that reads other data is another process: it remembers nothing."""
    ZoneInfo.clear_cache()
    for each in _CACHED:
        each.cache_clear()
    _programmes._kept.clear()
    remembered.clear()


def _zone_file(rule: str) -> bytes:
    """A zone without any change of its own that follows the rule for ever (RFC 8536)."""
    block = struct.pack(">lbb", 0, 0, 0) + b"UTC\0"
    header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    return header + block + header + block + f"\n{rule}\n".encode()
