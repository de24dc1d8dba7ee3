"""What becomes of an uploaded file. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter

from app.errors import RuleBroken
from app.exchange.rules.report import Report

__all__ = [
    "ATTEMPTS",
    "KEPT_FOR",
    "MOST_OPEN",
    "OPEN",
    "OWED",
    "RunState",
    "refusal_of",
    "report_from",
    "report_to_json",
]

ATTEMPTS: Final = 3
KEPT_FOR: Final = timedelta(days=1)
"""How long a file waits for somebody to confirm it."""
MOST_OPEN: Final = 3
"""Files of one event that are on their way at the same time."""

_PLACES: Final = 50
"""Places of each oddity that the page can show."""


class RunState(StrEnum):
    """uploaded -> ready | refused; ready -> confirmed | dropped; confirmed -> done | refused. Any -> failed."""

    UPLOADED = "uploaded"
    """Its dry run is owed."""
    READY = "ready"
    """The report can be looked at."""
    CONFIRMED = "confirmed"
    """Its import is owed."""
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"
    FAILED = "failed"
    """Broke off three times: a fault of ours, in the log."""


OWED: Final = frozenset({RunState.UPLOADED, RunState.CONFIRMED})
OPEN: Final = OWED | {RunState.READY}

_REPORTS: TypeAdapter[Report] = TypeAdapter(Report)


def refusal_of(plain: dict[str, Any]) -> RuleBroken:
    """The refusal that was noted: ``{"message": …, "params": {…}}``."""
    return RuleBroken(plain["message"], **plain["params"])


def report_to_json(report: Report) -> dict[str, Any]:
    """The report as JSON can hold it, with the first places of each oddity."""
    shown = tuple(replace(oddity, found=oddity.found[:_PLACES]) for oddity in report.oddities)
    plain: dict[str, Any] = _REPORTS.dump_python(replace(report, oddities=shown), mode="json")
    return plain


def report_from(plain: dict[str, Any]) -> Report:
    """The report that :func:`report_to_json` wrote."""
    return _REPORTS.validate_python(plain)
