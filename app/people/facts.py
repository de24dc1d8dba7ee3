"""What people do that others take note of. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.facts import Fact

__all__ = ["AddressProved"]


@dataclass(frozen=True)
class AddressProved(Fact):
    """Somebody signed in by what was mailed to the address of her account."""

    person_id: int
    email: str
