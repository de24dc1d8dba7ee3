"""Reads the demo events' data files into plain values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["events", "places"]

DATA = Path(__file__).with_name("data")
PLACES = "cities.toml"


def places() -> dict[str, Any]:
    """Cities and organisations of the demo events, by slug."""
    return _read(DATA / PLACES)


def events() -> Iterator[dict[str, Any]]:
    """The demo events, each as its file says, in the order of the files' names."""
    return (_with_placeholders(_read(path)) for path in sorted(DATA.glob("*.toml")) if path.name != PLACES)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _with_placeholders(event: dict[str, Any]) -> dict[str, Any]:
    """Fill the places of speakers whom the source does not name with people who are plainly invented."""
    wanted = event.pop("placeholders", None)
    if wanted is None:
        return event
    invented = [
        {
            "key": f"{event['slug']}-placeholder-{number:02}",
            "name": f"Placeholder Speaker {number:02} (fictional)",
            "sort_name": f"Placeholder {number:02}",
            "country": wanted["countries"][number % len(wanted["countries"])],
            "fictional": True,
        }
        for number in range(1, wanted["count"] + 1)
    ]
    keys = iter(speaker["key"] for speaker in invented)
    for talk in event["sessions"]:
        taken = [next(keys) for _ in range(talk.pop("placeholders", 0))]
        talk["speakers"] = [*talk.get("speakers", []), *taken]
    event["speakers"] = [*event.get("speakers", []), *invented]
    return event
