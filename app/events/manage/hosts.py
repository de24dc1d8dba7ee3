"""The cities that host an event."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cities.queries import all_cities
from app.db import commit
from app.events import blueprint
from app.events.actions.hosts import add_host, change_part, shift_host
from app.events.forms.parts import NewHostForm, PartForm
from app.events.models import Event
from app.events.queries import host_of, managed_event
from app.events.rules import Act
from app.forms import answer, saved
from app.i18n import plain
from app.web import acting, signed_in

__all__: list[str] = []


@blueprint.get("/manage/e/<event>/hosts")
@signed_in
def hosts(event: str) -> ResponseReturnValue:
    """The cities in their order, and a form for another one."""
    row = managed_event(event, by=acting())
    return answer("events/hosts.html", _adding(row), event=row)


@blueprint.post("/manage/e/<event>/hosts")
@signed_in
def add(event: str) -> ResponseReturnValue:
    """A further city."""
    by = acting()
    row = managed_event(event, by=by, act=Act.INVITE_CITY)
    form = _adding(row)

    def act() -> None:
        city = next(city for city in all_cities() if city.id == form.city_id.picked)
        add_host(row, city, form.part.data or "", by=by)

    if form.validate_on_submit() and saved(form, act):
        flash(_("The city is in. Now invite somebody who edits for it."), "success")
        return redirect(url_for("events.team", event=row.slug))
    return answer("events/hosts.html", form, event=row)


def _adding(event: Event) -> NewHostForm:
    form = NewHostForm()
    there = {host.city_id for host in event.hosts}
    cities = [city for city in all_cities() if city.id not in there]
    form.offer(cities)
    form.city_id.begin_with(next((city.id for city in cities if city.slug == request.args.get("city")), None))
    return form


@blueprint.route("/manage/e/<event>/hosts/<city>/", methods=["GET", "POST"])
@signed_in
def host(event: str, city: str) -> ResponseReturnValue:
    """A city's part in the event."""
    by = acting()
    row = managed_event(event, by=by, act=Act.MANAGE_TEAM)
    found = host_of(row, city)
    form = PartForm(obj=found)
    if form.validate_on_submit() and saved(
        form,
        lambda: change_part(found, form.part.data or "", expected_version=form.expected, by=by),
        lambda: PartForm(formdata=None, obj=found),
    ):
        flash(_("%(city)s has another part now.", city=plain(found.city.name)), "success")
        return redirect(url_for("events.hosts", event=row.slug))
    return answer("events/host.html", form, event=row, host=found)


@blueprint.post("/manage/e/<event>/hosts/<city>/order")
@signed_in
def order_host(event: str, city: str) -> ResponseReturnValue:
    """One place up or down."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    shift_host(host_of(row, city), up="up" in request.form, by=by)
    commit()
    return redirect(url_for("events.hosts", event=row.slug))
