"""The numbers of an event for its organizers: exact, with the choice of what the public sees."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.errors import NotFound
from app.events.models import Event
from app.events.queries import managed_event
from app.events.rules import Act
from app.forms import answer, saved
from app.schedule.queries import Released, released
from app.schedule.rules.shown import day_of
from app.visits import blueprint
from app.visits.actions.choosing import choose
from app.visits.forms import NumbersForm
from app.visits.models import VisitSettings
from app.visits.queries import EventNumbers, Numbers, curve_of, event_numbers, numbers_of, settings_of
from app.visits.rules.public import Shown
from app.web import acting, signed_in
from app.web_pages import reader

__all__ = ["moment_words"]


@blueprint.get("/manage/e/<event>/numbers")
@signed_in
def numbers(event: str) -> ResponseReturnValue:
    """What was counted, by session."""
    return _page(managed_event(event, by=acting()))


@blueprint.post("/manage/e/<event>/numbers")
@signed_in
def choose_numbers(event: str) -> ResponseReturnValue:
    """What the public sees, and when the doors open."""
    row = managed_event(event, by=acting(), act=Act.EDIT_EVENT)
    form = _form(settings_of(row.id))

    def act() -> None:
        doors = timedelta(minutes=form.doors_minutes.data or 0)
        choose(row, shown=Shown(form.shown.data), doors=doors, expected_version=form.expected)

    if form.validate_on_submit() and saved(form, act, lambda: _form(settings_of(row.id), fresh=True)):
        flash(_("Saved."), "success")
        return redirect(url_for("visits.numbers", event=row.slug))
    return _page(row, form)


@blueprint.get("/manage/e/<event>/numbers/<code>/")
@signed_in
def session_numbers(event: str, code: str) -> ResponseReturnValue:
    """How many were in a session, minute by minute."""
    row = managed_event(event, by=acting())
    release = released(row.slug)
    talk = release.programme.by_code.get(code)
    if talk is None:
        raise NotFound
    seen = numbers_of(release, talk, now=now())
    return render_template("visits/session.html", event=row, talk=talk, numbers=seen, curve=curve_of(row.id, code))


def _page(event: Event, form: NumbersForm | None = None) -> ResponseReturnValue:
    release = _released(event)
    talks = release.programme.sessions if release else ()
    return answer(
        "visits/numbers.html",
        form or _form(settings_of(event.id), fresh=True),
        event=event,
        talks=talks,
        numbers=event_numbers(release, now=now()) if release else EventNumbers(Numbers(), {}),
    )


def _released(event: Event) -> Released | None:
    try:
        return released(event.slug)
    except NotFound:
        return None


def _form(row: VisitSettings, *, fresh: bool = False) -> NumbersForm:
    return NumbersForm(formdata=None, obj=row) if fresh else NumbersForm(obj=row)


@blueprint.app_template_global()
def moment_words(moment: datetime, zone: str) -> str:
    """A minute in words for whoever reads, in her zone, else in ``zone``: the day and the time."""
    who = reader(zone)
    clock = who.words.clock(moment, who.zone, "")
    return f"{who.words.heading(day_of(moment, who))}{who.words.comma}{clock.time}"
