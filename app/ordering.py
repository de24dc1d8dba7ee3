"""Lists whose order people choose. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

__all__ = ["shifted"]

T = TypeVar("T")


def shifted(order: Iterable[T], one: T, *, up: bool) -> list[T] | None:
    """The list with ``one`` a place earlier or later; None where it stands at that end already."""
    moved = list(order)
    place = moved.index(one)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(moved):
        return None
    moved[place], moved[other] = moved[other], moved[place]
    return moved
