"""What went wrong without stopping anything: kept here so that /health and ``flask doctor`` can say it (promise P18).

Of this process only, and bounded: the log holds all of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

__all__ = ["Trouble", "Troubles"]

_MOST_SUBJECTS = 100
_MOST_EACH = 20


@dataclass(frozen=True)
class Trouble:
    """``subject`` is what has a gap ("/e/busan/calendar.ics"), ``what`` the part that is missing, ``reason`` why."""

    subject: str
    what: str
    reason: str


class Troubles:
    """The troubles known now, newest subjects last."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[Trouble, ...]] = OrderedDict()
        self._lock = Lock()

    def set(self, subject: str, reasons: Mapping[str, str]) -> None:
        """All that is wrong with the subject now, reasons by part; nothing, where it is well again."""
        with self._lock:
            self._known.pop(subject, None)
            if reasons:
                found = [Trouble(subject, what, reason) for what, reason in reasons.items()]
                self._known[subject] = tuple(found[:_MOST_EACH])
            while len(self._known) > _MOST_SUBJECTS:
                self._known.popitem(last=False)

    def known(self) -> list[Trouble]:
        """Everything that is wrong."""
        with self._lock:
            return [trouble for troubles in self._known.values() for trouble in troubles]
