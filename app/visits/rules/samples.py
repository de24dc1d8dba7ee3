"""How many were here: sampled every ten seconds; the peak, the average, the curve by minute. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

__all__ = ["SLOT", "Sample", "average", "curve", "slot_of"]

SLOT: Final = 10
"""Seconds between two samples."""


@dataclass(frozen=True)
class Sample:
    """How many were here at a moment."""

    at: datetime
    here: int


def slot_of(moment: datetime) -> datetime:
    """The moment at which the sample is due that this one falls under: every process takes it for the same moment."""
    return moment.replace(second=moment.second // SLOT * SLOT, microsecond=0)


def average(samples: Iterable[Sample], start: datetime, end: datetime) -> int | None:
    """How many were here on average between the instants. Moments without a sample had nobody. None for no time."""
    slots = int((end - start).total_seconds()) // SLOT
    if slots <= 0:
        return None
    return round(sum(sample.here for sample in samples if start <= sample.at < end) / slots)


def curve(samples: Iterable[Sample]) -> list[Sample]:
    """The most that were here in each minute, from the first sample to the last; minutes without one had nobody."""
    most: dict[datetime, int] = {}
    for sample in samples:
        minute = sample.at.replace(second=0, microsecond=0)
        most[minute] = max(most.get(minute, 0), sample.here)
    if not most:
        return []
    first, last = min(most), max(most)
    minutes = int((last - first).total_seconds()) // 60
    return [Sample(at, most.get(at, 0)) for at in (first + timedelta(minutes=n) for n in range(minutes + 1))]
