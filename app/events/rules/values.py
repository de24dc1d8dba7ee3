"""What an organizer says of an event, as one value. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from app.errors import N_, RuleBroken
from app.events.rules.checks import check_dates, check_edition, check_kind, check_slug
from app.texts import LocalText

__all__ = ["EventValues"]


@dataclass(frozen=True)
class EventValues:
    """An event's own values but its zone, which is changed by itself (``events.actions.change_zone``)."""

    kind: str
    title: LocalText
    slug: str
    starts_on: date | None = None
    ends_on: date | None = None
    languages: tuple[str, ...] = ()
    theme: LocalText = field(default_factory=dict)
    about: LocalText = field(default_factory=dict)
    times_assumed: bool = False
    assumption: LocalText = field(default_factory=dict)
    in_person: bool = False
    series_id: int | None = None
    edition: int | None = None

    def check(self) -> None:
        """Refuse what no event can be."""
        check_kind(self.kind)
        if not any(self.title.values()):
            raise RuleBroken(N_("Write it in at least one language."), field="title")
        check_slug(self.slug)
        check_dates(self.starts_on, self.ends_on)
        check_edition(self.edition, in_series=self.series_id is not None)

    def columns(self) -> dict[str, Any]:
        """The values by column."""
        return {**asdict(self), "languages": list(self.languages)}
