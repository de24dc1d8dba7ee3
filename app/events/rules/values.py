"""What an organizer says of an event, as one value. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.events.rules.checks import check_dates, check_edition, check_kind, check_slug
from app.texts import LocalText

__all__ = ["EventValues", "changed"]


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
        check_slug(self.slug)
        check_dates(self.starts_on, self.ends_on)
        check_edition(self.edition, in_series=self.series_id is not None)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs, before and after, as JSON can hold it: the two sides of a line of history."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: _plain(before.get(name)) for name in names}, {name: _plain(after[name]) for name in names}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
