"""What happens to mails. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.facts import Fact

__all__ = ["MailOwed"]


@dataclass(frozen=True)
class MailOwed(Fact):
    """At least one mail is owed: once that is committed, the sender can be woken."""
