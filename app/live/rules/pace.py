"""How fast one connection may send: whoever floods is told to wait, then shown out (promise P17). Pure.

Beside the limits by person and network, which count what changes something: this one keeps a single connection from
taking all the time of its process, with whatever it sends.
"""

from __future__ import annotations

from typing import Final

__all__ = ["Allowance", "Flood", "Pace"]

_AT_ONCE: Final = 120.0
"""What may be sent at once; more than a browser that was away brings with it."""
_A_SECOND: Final = 12.0
_DEBT: Final = 240.0
"""A refusal costs 1; who goes on without waiting is shown out at this."""


class Flood(Exception):
    """Refused so often that nobody at the other end listens."""


class Allowance:
    """So much at once, and so much a second from then on. Instants are seconds of a clock that nobody sets."""

    def __init__(self, at_once: float, a_second: float, moment: float) -> None:
        self._most, self._a_second = at_once, a_second
        self._left, self._at = at_once, moment

    def covers(self, amount: float, moment: float) -> bool:
        """Whether that is still allowed; it is counted."""
        self._left = min(self._most, self._left + (moment - self._at) * self._a_second) - amount
        self._at = moment
        return self._left >= 0


class Pace:
    """What one connection may still send. Instants are seconds of a clock that nobody sets."""

    def __init__(self, moment: float) -> None:
        self._left, self._at = _AT_ONCE, moment

    def wait_ms(self, cost: float, moment: float) -> int:
        """Milliseconds until that may be sent; 0 = now, and it is counted. Raises :class:`Flood`."""
        self._left = min(_AT_ONCE, self._left + (moment - self._at) * _A_SECOND)
        self._at = moment
        if self._left >= cost:
            self._left -= cost
            return 0
        self._left -= 1
        if self._left < -_DEBT:
            raise Flood
        return max(1, round((cost - self._left) / _A_SECOND * 1000))
