"""Taking a city out of an event: the page names what that means before it happens."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.clock import now
from app.db import db
from app.desk import blueprint
from app.events.actions.hosts import remove_host
from app.events.models import Host, TeamInvite, TeamMember
from app.events.queries import host_of, managed_event
from app.events.rules import Act, TeamRole
from app.forms import RowForm, answer, saved
from app.i18n import plain
from app.people.models import Person
from app.people.rules import shown_name
from app.schedule.models import Session
from app.web import acting, signed_in

__all__: list[str] = []


@dataclass(frozen=True)
class Consequences:
    """What goes with a host."""

    editors: list[str]
    sessions: int
    """Sessions that the city holds: afterwards every editor changes them."""
    invites: int
    """Invitations that are not answered yet."""


@blueprint.route("/manage/e/<event>/hosts/<city>/remove", methods=["GET", "POST"])
@signed_in
def drop_host(event: str, city: str) -> ResponseReturnValue:
    """Name the consequences; then the city hosts no longer."""
    by = acting()
    row = managed_event(event, by=by, act=Act.MANAGE_TEAM)
    host = host_of(row, city)
    name = plain(host.city.name)
    form = RowForm(obj=host)
    if form.validate_on_submit() and saved(
        form,
        lambda: remove_host(host, expected_version=form.expected, by=by),
        lambda: RowForm(formdata=None, obj=host),
    ):
        flash(_("%(city)s is no host of this event any more.", city=name), "success")
        return redirect(url_for("events.hosts", event=row.slug))
    return answer("desk/drop_host.html", form, event=row, host=host, means=_means(host))


def _means(host: Host) -> Consequences:
    of_city = (TeamMember.event_id == host.event_id, TeamMember.city_id == host.city_id)
    editors = db.session.scalars(
        select(Person).join(TeamMember).where(*of_city, TeamMember.role == TeamRole.EDITOR).order_by(Person.name)
    )
    sessions = select(func.count()).where(Session.event_id == host.event_id, Session.held_by_id == host.city_id)
    invites = select(func.count()).where(
        TeamInvite.event_id == host.event_id,
        TeamInvite.city_id == host.city_id,
        TeamInvite.accepted_at.is_(None),
        TeamInvite.revoked_at.is_(None),
        TeamInvite.expires_at > now(),
    )
    return Consequences(
        [shown_name(person.name, person.email) for person in editors],
        db.session.scalar(sessions) or 0,
        db.session.scalar(invites) or 0,
    )
