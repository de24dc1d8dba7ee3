"""What a release changes, session by session, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from app import zones
from app.errors import N_
from app.i18n import time_words
from app.schedule.rules.diff import CHANGE_LABELS, Diff, SessionChange, When
from app.texts import LocalText

__all__ = ["FIELD_WORDS", "Difference", "differences"]

FIELD_WORDS: Mapping[str, str] = {
    "title": N_("title of the event"),
    "theme": N_("theme"),
    "about": N_("description of the event"),
    "zone": N_("time zone"),
    "languages": N_("languages"),
    "starts_on": N_("first day"),
    "ends_on": N_("last day"),
    "times_assumed": N_("whether times are assumed"),
    "assumption": N_("what is assumed"),
    "series": N_("series"),
    "edition": N_("edition"),
    "in_person": N_("whether people meet in person"),
    "figures": N_("figures"),
    "hosts": N_("host cities"),
    "partners": N_("partners"),
    "tracks": N_("tracks"),
    "parts": N_("parts"),
    "stages": N_("stages"),
    "glossary": N_("glossary"),
    "speakers": N_("texts of speakers"),
    "kind": N_("kind of event"),
    "slug": N_("address of the event"),
    "series_title": N_("title of the series"),
    "series_about": N_("text of the series"),
}
"""The event's own fields as :class:`Diff` names them, in words."""

SHOWN = 200
"""More than anybody reads; the counts above tell of all."""

TONES = {"added": "good", "reinstated": "good", "cancelled": "off", "removed": "off", "moved": "mind"}


@dataclass(frozen=True)
class Difference:
    """What happens to one session. ``kinds`` are (words, tone); times are in words, in the event's zone."""

    code: str
    title: LocalText
    title_before: LocalText | None
    kinds: tuple[tuple[str, str], ...]
    before: str
    after: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def differences(diff: Diff, zone: str) -> list[Difference]:
    """The sessions that a release changes, in the order of the programme; the first SHOWN of them."""
    return [_difference(change, zone) for change in diff.sessions[:SHOWN]]


def _difference(change: SessionChange, zone: str) -> Difference:
    moved = "moved" in change.kinds
    return Difference(
        change.code,
        change.title,
        change.title_before,
        tuple((CHANGE_LABELS[kind], TONES.get(kind, "")) for kind in change.kinds),
        _time(change.before, zone) if moved else "",
        _time(change.after, zone) if moved or "added" in change.kinds else "",
        change.speakers_added if "added" not in change.kinds else (),
        change.speakers_removed,
    )


def _time(when: When | None, zone: str) -> str:
    if when is None:
        return ""
    if when.local_start is None:
        return str(gettext("time to be announced"))
    said = time_words()
    local = zones.wall(zones.derived_instant(when.local_start, when.zone, when.fold), zone).local
    length = said.duration(when.duration)
    return f"{said.heading(local.date())}{said.comma}{said.time(local)}" + (f" ({length})" if length else "")
