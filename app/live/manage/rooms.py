"""The rooms of an event, and the settings of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.db import commit
from app.errors import NotFound
from app.events.queries import managed_event
from app.events.rules import Act
from app.live import blueprint
from app.live.actions.rooms import set_asking, set_premoderation
from app.live.manage.consoles import Trouble, console_at
from app.live.queries import RoomCounts, counts_of, rooms_of
from app.live.rules.opening import Asking
from app.live.rules.said import Audience
from app.live.seats import Seat
from app.schedule.queries import released
from app.schedule.rules.programme import ReleasedSession
from app.web import acting, signed_in, zone_of

__all__ = ["console", "rooms"]

ROOMS = "/manage/e/<event>/rooms/"
SOON = timedelta(minutes=30)
"""A session that begins within this time is listed under what is on now."""


@dataclass(frozen=True)
class Line:
    """A session in the list of rooms."""

    talk: ReleasedSession
    counts: RoomCounts
    is_open: bool
    is_now: bool


@blueprint.get(ROOMS)
@signed_in
def rooms(event: str) -> ResponseReturnValue:
    """The released sessions: what is on now first, then where something was asked, then the others."""
    row = managed_event(event, by=acting(), act=Act.MODERATE)
    lines = _lines(row.slug)
    return render_template(
        "live/rooms.html",
        event=row,
        zone=zone_of(row.zone),
        on_now=[line for line in lines if line.is_now],
        busy=[line for line in lines if not line.is_now and line.counts.all],
        others=[line for line in lines if not line.is_now and not line.counts.all],
    )


def _lines(event: str) -> list[Line]:
    try:
        release = released(event)
    except NotFound:
        return []
    moment, known, counts = now(), rooms_of(release.event_id), counts_of(release.event_id)
    lines = []
    for talk in release.programme.sessions:
        found = counts.get(talk.code, RoomCounts())
        if talk.kind == "break" and not found.all:
            continue
        seat = Seat(release, talk, known.get(talk.code), Audience.STAFF)
        lines.append(Line(talk, found, seat.opens_at(moment), _is_now(talk, moment)))
    return lines


def _is_now(talk: ReleasedSession, moment: datetime) -> bool:
    if talk.is_cancelled or talk.starts_at is None or talk.ends_at is None:
        return False
    return talk.starts_at - SOON <= moment < talk.ends_at + SOON


@blueprint.get(f"{ROOMS}<code>/")
@signed_in
def console(event: str, code: str) -> ResponseReturnValue:
    """The moderator's console."""
    return console_at(event, code).shown()


@blueprint.post(f"{ROOMS}<code>/asking")
@signed_in
def asking(event: str, code: str) -> ResponseReturnValue:
    """Take questions as the schedule says, or open or close by hand."""
    here = console_at(event, code)
    wanted = request.form.get("asking", "")
    if wanted not in set(Asking):
        return here.shown(Trouble(_("Choose one of the list."), status=400))
    set_asking(here.room(), Asking(wanted))
    commit()
    flash(_("Questions are taken.") if console_at(event, code).seat.is_open else _("Questions are closed."), "success")
    return here.back()


@blueprint.post(f"{ROOMS}<code>/premoderation")
@signed_in
def premoderation(event: str, code: str) -> ResponseReturnValue:
    """Whether a moderator reads each question before others do."""
    here = console_at(event, code)
    wanted = {"1": True, "0": False}.get(request.form.get("premoderated", ""))
    if wanted is None:
        return here.shown(Trouble(_("Choose one of the list."), status=400))
    set_premoderation(here.room(), premoderated=wanted)
    commit()
    flash(_("New questions wait for a moderator.") if wanted else _("New questions are shown at once."), "success")
    return here.back()
