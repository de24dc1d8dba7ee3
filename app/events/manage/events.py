"""Create an event, edit it, move it to another zone, cancel, reinstate, delete."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cities.queries import all_cities
from app.db import commit
from app.events import blueprint
from app.events.actions.events import (
    cancel_event,
    change_zone,
    create_event,
    delete_event,
    edit_event,
    reinstate_event,
)
from app.events.forms.event import DeleteForm, EventForm, NewEventForm, ZoneForm
from app.events.models import Event
from app.events.queries import creator, managed_event, series_offered
from app.events.rules import Act
from app.forms import RowForm, answer, made, posted_version, saved
from app.web import acting, signed_in

__all__: list[str] = []


def _overview(event: Event) -> ResponseReturnValue:
    return redirect(url_for("desk.overview", event=event.slug))


@blueprint.route("/manage/e/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """A new draft."""
    by = creator(acting())
    cities = all_cities()
    form = NewEventForm()
    form.prepare(cities)
    form.city_id.begin_with(next((city.id for city in cities if city.slug == request.args.get("city")), None))

    def create() -> Event:
        lead = next(city for city in cities if city.id == form.city_id.picked)
        return create_event(form.values(), zone=form.zone.data or "", lead=lead, by=by)

    if form.validate_on_submit() and (event := made(form, create)):
        flash(_("The draft is there. Nobody outside sees it before you release it."), "success")
        return _overview(event)
    return answer("events/new.html", form)


@blueprint.route("/manage/e/<event>/edit", methods=["GET", "POST"])
@signed_in
def edit(event: str) -> ResponseReturnValue:
    """An event's own values."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    series = series_offered(by, row)
    form = EventForm.of(row, series)
    if form.validate_on_submit() and saved(
        form,
        lambda: edit_event(row, form.values(), expected_version=form.expected, by=by),
        lambda: EventForm.of(row, series, formdata=None),
    ):
        flash(_("Saved. Visitors see it with the next release."), "success")
        return _overview(row)
    return answer("events/edit.html", form, event=row)


@blueprint.route("/manage/e/<event>/zone", methods=["GET", "POST"])
@signed_in
def zone(event: str) -> ResponseReturnValue:
    """Another zone, and the question what its sessions keep."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    form = ZoneForm(obj=row)

    def change() -> None:
        wanted, meant = form.zone.data or "", form.meant.data
        change_zone(row, wanted, keep=form.kept, meant=meant, expected_version=form.expected, by=by)

    if form.validate_on_submit() and saved(form, change, lambda: ZoneForm(formdata=None, obj=row)):
        flash(_("The event is now in %(zone)s.", zone=row.zone), "success")
        return _overview(row)
    return answer("events/zone.html", form, event=row)


@blueprint.route("/manage/e/<event>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(event: str) -> ResponseReturnValue:
    """Ask, then call the event off."""
    by = acting()
    row = managed_event(event, by=by, act=Act.CANCEL_EVENT)
    form = RowForm(obj=row)
    if form.validate_on_submit() and saved(form, lambda: cancel_event(row, expected_version=form.expected, by=by)):
        flash(_("The event is cancelled. Its page stays and says so."), "success")
        return _overview(row)
    return answer("events/cancel.html", form, event=row)


@blueprint.post("/manage/e/<event>/reinstate")
@signed_in
def reinstate(event: str) -> ResponseReturnValue:
    """Take the cancellation back."""
    by = acting()
    row = managed_event(event, by=by, act=Act.CANCEL_EVENT)
    reinstate_event(row, expected_version=posted_version(), by=by)
    commit()
    flash(_("The event takes place after all."), "success")
    return _overview(row)


@blueprint.route("/manage/e/<event>/delete", methods=["GET", "POST"])
@signed_in
def delete(event: str) -> ResponseReturnValue:
    """Ask for the address, then delete a draft that was never released."""
    by = acting()
    row = managed_event(event, by=by, act=Act.DELETE_EVENT)
    form = DeleteForm(obj=row)
    if form.validate_on_submit() and saved(form, lambda: delete_event(row, typed=form.typed.data or "", by=by)):
        flash(_("The draft is deleted."), "success")
        return redirect(url_for("desk.dashboard"))
    return answer("events/delete.html", form, event=row)
