"""Releasing: what it would change, the question, the releases so far, an older one anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.fields import BooleanField

from app import zones
from app.clock import now
from app.desk import blueprint
from app.desk.differences import FIELD_WORDS, differences
from app.errors import NotFound
from app.events.models import Event
from app.events.queries import managed_event
from app.events.rules import Act
from app.forms import RowForm, answer, saved
from app.forms_fields import LocalTextField
from app.i18n import time_words
from app.invitations.board import Planned, planned_by
from app.invitations.rules.owing import DUTY_WORDS
from app.people.models import Person
from app.schedule.actions.release import Preview, preview, preview_again, release, release_again
from app.schedule.manage.shown import clash_words
from app.schedule.models import Release
from app.schedule.queries import releases_of
from app.schedule.queries.talks import frame_of, talks_of
from app.schedule.queries.warnings import clashes_of
from app.schedule.rules import diff
from app.schedule.rules.kinds import CAUSE_WORDS, ReleaseCause
from app.web import acting, signed_in

__all__ = ["NoteForm", "again", "releasing"]


class NoteForm(RowForm):
    """The question whether to release; ``version`` is that of the draft that was looked at."""

    note = LocalTextField(lazy_gettext("What is new, in a sentence"), limit=2000, block=True)
    tells_details = BooleanField(lazy_gettext("Tell invited speakers also of changes that leave their times alone"))


@dataclass(frozen=True)
class Told:
    """An earlier release in the list: its day in the event's zone; ``counts`` are words and how many sessions."""

    row: Release
    day: date
    counts: list[tuple[str, int]]


@blueprint.route("/manage/e/<event>/release", methods=["GET", "POST"])
@signed_in
def releasing(event: str) -> ResponseReturnValue:
    """What a release would change now, and the question. Released is what was looked at, or nothing."""
    by = acting()
    row = managed_event(event, by=by, act=Act.RELEASE)
    form = _form(row)

    def act() -> None:
        release(
            row, by=by, now=now(), note=form.note.data, expected_programme_version=form.expected,
            tells_details=form.tells_details.data,
        )  # fmt: skip

    if form.validate_on_submit() and saved(form, act, lambda: _form(row, formdata=None)):
        flash(_("Released. Pages, feeds and calendars show it from now on."), "success")
        return redirect(url_for("desk.releasing", event=event))
    seen = preview(row, now=now())
    if not form.stale:
        form.version.data = seen.programme_version
    return answer("desk/release.html", form, event=row, **_looked_at(row, seen, by))


@blueprint.route("/manage/e/<event>/release/<row:number>/again", methods=["GET", "POST"])
@signed_in
def again(event: str, number: int) -> ResponseReturnValue:
    """Ask, then make an older release the newest."""
    by = acting()
    row = managed_event(event, by=by, act=Act.RELEASE)
    older = next((one for one in releases_of(row.id) if one.number == number and not one.is_current), None)
    if older is None or older.cause == ReleaseCause.CANCELLED:
        raise NotFound
    form = NoteForm()
    if form.validate_on_submit() and saved(
        form, lambda: release_again(row, number, by=by, now=now(), note=form.note.data)
    ):
        flash(_("Release %(number)s is shown again, as a new release.", number=number), "success")
        return redirect(url_for("desk.releasing", event=event))
    seen = preview_again(row, number, now=now())
    letters = planned_by(row.id, seen.programme, now=now(), details=False)
    return answer(
        "desk/release_again.html", form, event=row, older=older, words=time_words(), letters=letters, duties=DUTY_WORDS,
        **_changes(row, seen),
    )  # fmt: skip


def _form(row: Event, **kwargs: Any) -> NoteForm:  # noqa: ANN401 - Flask-WTF's own
    return NoteForm(data={"version": row.programme_version}, **kwargs)


def _changes(row: Event, seen: Preview) -> Mapping[str, Any]:
    return {
        "diff": seen.diff,
        "counts": _counted(seen.diff.counts()),
        "found": (found := differences(seen.diff, row.zone)),
        "more": len(seen.diff.sessions) - len(found),
        "fields": [FIELD_WORDS[name] for name in seen.diff.event if name in FIELD_WORDS],
    }


def _looked_at(row: Event, seen: Preview, by: Person) -> Mapping[str, Any]:
    clashes = clashes_of(row, talks_of(row), frame_of(row).stages, by=by)
    titles = {talk.code: talk.title for talk in seen.programme.sessions}
    return {
        **_changes(row, seen),
        "clashes": [(clash.code, titles.get(clash.code, {}), clash_words(clash)) for clash in clashes],
        "letters": (letters := planned_by(row.id, seen.programme, now=now(), details=False)),
        "details": _more(planned_by(row.id, seen.programme, now=now(), details=True), letters),
        "duties": DUTY_WORDS,
        "releases": [_told(one, row.zone) for one in releases_of(row.id)],
        "causes": CAUSE_WORDS,
        "words": time_words(),
    }


def _more(all_told: list[Planned], letters: list[Planned]) -> list[Planned]:
    return [one for one in all_told if one not in letters]


def _told(one: Release, zone: str) -> Told:
    return Told(one, zones.wall(one.released_at, zone).local.date(), _counted(diff.from_json(one.diff).counts()))


def _counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(diff.CHANGE_LABELS[kind], number) for kind, number in counts.items()]
