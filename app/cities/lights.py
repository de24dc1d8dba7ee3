"""The lights of the world's cities, for the globe. Pure."""

from __future__ import annotations

__all__ = ["lights"]


def lights() -> tuple[tuple[float, float], ...]:
    """Latitude and longitude of cities all over the world, at most one to a small field."""
    return ()
