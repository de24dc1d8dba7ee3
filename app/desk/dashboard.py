"""The organizer's first page, and the first page of each of her events: how it stands, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import render_template
from flask.typing import ResponseReturnValue

from app.clock import now
from app.desk import blueprint
from app.desk.new_clocks import new_clocks
from app.desk.queries import standings, timed_talks
from app.desk.rules import Standing, Step, next_steps
from app.events.models import Event
from app.events.queries import events_managed_by, managed_event
from app.schedule.queries.talks import frame_of
from app.schedule.queries.warnings import clashes_of
from app.schedule.rules.clashes import ClashKind
from app.web import acting, page_asked, signed_in

__all__: list[str] = []

PAGE = 20
"""Events on a page of the dashboard."""

_SAID_ALREADY = {ClashKind.NO_SPEAKER, ClashKind.NO_LANGUAGE}


@dataclass(frozen=True)
class Line:
    """An event of the dashboard."""

    event: Event
    standing: Standing
    next: Step | None


@blueprint.get("/manage/")
@signed_in
def dashboard() -> ResponseReturnValue:
    """Her events, each with the next step."""
    by = acting()
    events = events_managed_by(by)
    page, pages = page_asked(len(events), PAGE)
    shown = events[(page - 1) * PAGE : page * PAGE]
    found = standings(shown, now=now())
    lines = [Line(event, found[event.id], next(iter(next_steps(found[event.id])), None)) for event in shown]
    may_create = by.is_organizer or by.is_admin
    return render_template("desk/dashboard.html", lines=lines, page=page, pages=pages, may_create=may_create)


@blueprint.get("/manage/e/<event>/")
@signed_in
def overview(event: str) -> ResponseReturnValue:
    """One event: how it stands, what to do, and the way to everything that belongs to it."""
    by = acting()
    row = managed_event(event, by=by)
    clashes = clashes_of(row, timed_talks(row), frame_of(row).stages, by=by)
    odd = {clash.code for clash in clashes if clash.kind not in _SAID_ALREADY}
    standing = replace(standings([row], now=now())[row.id], clashes=len(odd))
    steps, clocks = next_steps(standing), new_clocks(row, now=now())
    return render_template("desk/overview.html", event=row, standing=standing, steps_to_do=steps, new_clocks=clocks)
