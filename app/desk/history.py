"""Who changed what, when: the history of an event's draft, with the values before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import zones
from app.cities.models import City, Organisation
from app.db import Model, commit, db
from app.desk import blueprint
from app.desk.history_words import ACT_WORDS, FIELD_WORDS, KEEP_WORDS
from app.desk.undo import undo, undoable
from app.errors import NotFound
from app.events.models import Change, Event, Series
from app.events.queries import managed_event
from app.events.rules import KIND_WORDS, PART_WORDS, PARTNER_WORDS, TEAM_WORDS
from app.forms_fields import said_text
from app.i18n import language, language_name, plain, time_words
from app.live.rules.stage import HELD_LABELS
from app.live.rules.streams import KIND_LABELS
from app.people.rules import shown_name
from app.schedule.models import Part, Speaker, Stage, Track
from app.schedule.rules.diff import CHANGE_LABELS
from app.schedule.rules.kinds import KIND_WORDS as SESSION_WORDS
from app.schedule.rules.kinds import ROLE_WORDS
from app.schedule.rules.shifts import LOOK_WORDS
from app.texts import is_language
from app.web import acting, page_asked, signed_in, zone_of

__all__: list[str] = []

PAGE = 50
"""Lines of a page."""

_TABLES: Mapping[str, tuple[type[Model], str, str]] = {
    "city_id": (City, "id", "name"),
    "held_by_id": (City, "id", "name"),
    "organisation_id": (Organisation, "id", "name"),
    "series_id": (Series, "id", "title"),
    "track_id": (Track, "id", "name"),
    "stage_id": (Stage, "id", "name"),
    "part_id": (Part, "id", "title"),
    "speaker": (Speaker, "code", "name"),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "hand": dict(HELD_LABELS.items()),
    "keep": KEEP_WORDS,
    "look": LOOK_WORDS,
    "kind": dict([*KIND_WORDS.items(), *SESSION_WORDS.items(), *KIND_LABELS.items()]),
    "part": PART_WORDS,
    "role": dict([*PARTNER_WORDS.items(), *TEAM_WORDS.items(), *ROLE_WORDS.items()]),
}
_SILENT = {"fold", "kept"}


@dataclass(frozen=True)
class Value:
    """One value that a change touched, for people."""

    label: str
    before: str
    after: str

    @property
    def is_short(self) -> bool:
        """Whether it fits a line: it is then shown at once."""
        return len(self.before) + len(self.after) <= 120 and "\n" not in self.before + self.after


@dataclass(frozen=True)
class Line:
    """One change, for people. ``at`` is wall time in the zone that the page shows."""

    at: datetime
    moment: datetime
    who: str
    act: str
    title: str
    values: list[Value]
    undo: int | None = None
    """The change (id), where it can be taken back."""


@blueprint.get("/manage/e/<event>/history")
@signed_in
def history(event: str) -> ResponseReturnValue:
    """The newest changes first, page by page."""
    by = acting()
    row = managed_event(event, by=by)
    count = db.session.scalar(select(func.count()).select_from(Change).where(Change.event_id == row.id)) or 0
    page, pages = page_asked(count, PAGE)
    zone = zone_of(row.zone)
    changes = _changes(row, page)
    lines = list(_lines(changes, zone, undoable(row, changes, by=by)))
    return render_template("desk/history.html", event=row, lines=lines, page=page, pages=pages, zone=zone)


def _changes(event: Event, page: int) -> list[Change]:
    query = select(Change).where(Change.event_id == event.id).options(joinedload(Change.person))
    return list(db.session.scalars(query.order_by(Change.id.desc()).limit(PAGE).offset((page - 1) * PAGE)))


@blueprint.post("/manage/e/<event>/history/<row:change>/undo")
@signed_in
def undo_change(event: str, change: int) -> ResponseReturnValue:
    """Take a change back, where nothing of it was changed again since; say what could not be put back as it was."""
    by = acting()
    row = managed_event(event, by=by)
    found = db.session.get(Change, change)
    if found is None:
        raise NotFound
    gone = undo(row, found, by=by)
    commit()
    flash(_("Taken back. The history keeps both."), "success")
    if gone:
        what = time_words().comma.join(f"{_(word)} “{name}”" for word, name in gone)
        flash(
            _("Left out, because it is gone, elsewhere by now or held by another city: %(what)s", what=what), "warning"
        )
    return redirect(url_for("desk.history", event=row.slug))


def _lines(changes: list[Change], zone: str, undoable: set[int]) -> Iterator[Line]:
    names = _names(changes)
    for change in changes:
        person = change.person
        yield Line(
            zones.wall(change.at, zone).local,
            change.at,
            shown_name(person.name, person.email) if person else "",
            _(ACT_WORDS[change.act]) if change.act in ACT_WORDS else change.act.replace("_", " "),
            change.title,
            list(_values(change, names)),
            change.id if change.id in undoable else None,
        )


def _values(change: Change, names: Mapping[tuple[str, object], str]) -> Iterator[Value]:
    # A release tells how many sessions changed in which way.
    words = CHANGE_LABELS if change.act == "released" else FIELD_WORDS
    for field in dict.fromkeys([*change.before, *change.after]):
        before, after = (_said(field, side.get(field), names) for side in (change.before, change.after))
        if field not in _SILENT and before != after:
            yield Value(_(words[field]) if field in words else field.replace("_", " "), before, after)


def _names(changes: Iterable[Change]) -> dict[tuple[str, object], str]:
    """Names of the rows that the changes name by id or code; one query a table."""
    found: dict[tuple[str, object], str] = {}
    sides = [side for change in changes for side in (change.before, change.after)]
    for field, (table, key, name) in _TABLES.items():
        wanted = {side[field] for side in sides if isinstance(side.get(field), int | str)}
        if wanted:
            columns = select(getattr(table, key), getattr(table, name)).where(getattr(table, key).in_(wanted))
            for value, named in db.session.execute(columns):
                found[field, value] = plain(named) if isinstance(named, dict) else named
    return found


def _said(field: str, value: Any, names: Mapping[tuple[str, object], str]) -> str:  # noqa: ANN401 - JSON
    """A stored value in words; empty for none."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if field in _TABLES and isinstance(value, int | str):
        return names.get((field, value)) or str(_("(since deleted)"))
    if isinstance(value, dict) and value.keys() == {"key", "name"}:
        return plain(value["name"])
    if isinstance(value, list):
        return time_words().comma.join(_item(field, each) for each in value)
    return _texts(value) if isinstance(value, dict) else _word(field, str(value))


def _word(field: str, value: str) -> str:
    if value in _WORDS.get(field, ()):
        return str(_(_WORDS[field][value]))
    if field == "moment":
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M} UTC"
    return value.replace("T", " ") if field == "local_start" else value


def _texts(value: Mapping[str, Any]) -> str:
    """A text in its languages; how much of a kind an import brought; of anything else, its values."""
    if value.keys() == {"new", "changed"}:
        return time_words().comma.join((f"{_('New')}: {value['new']}", f"{_('Changed')}: {value['changed']}"))
    if all(is_language(key) for key in value):
        return said_text({tag: str(text) for tag, text in value.items()})
    return " ".join(str(each) for each in value.values() if each)


def _item(field: str, value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return str(value["url"]) if "url" in value else plain(value)
    return language_name(value, language()) if field == "languages" else str(value)
