"""How the garbage collector behaves in a process that serves. Pure."""

from __future__ import annotations

import gc

__all__ = ["calm", "relax"]

_YOUNG = 50_000
"""Objects made before the young ones are looked at; Python's own 700 suits scripts."""


def relax() -> None:
    """Look at new objects less often, before the program is loaded: of what loading makes nearly all stays."""
    gc.set_threshold(_YOUNG, 20, 100)


def calm() -> None:
    """Leave alone what was made so far, and look at new objects less often; once per process, after start.

    A release makes about 100,000 objects in one go. With Python's defaults the collector takes a third of its time,
    walking again and again over modules and mappers that live as long as the process.
    """
    gc.freeze()
    relax()
