"""The organisations that support an event, and the figures that its organizers report."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cities.queries import all_organisations
from app.db import commit
from app.events import blueprint
from app.events.actions.partners import (
    add_figure,
    add_partner,
    change_partner,
    edit_figure,
    remove_figure,
    remove_partner,
    shift_partner,
)
from app.events.forms.parts import FigureForm, NewPartnerForm, RoleForm
from app.events.models import Event, EventFigure
from app.events.queries import figure_of, managed_event, partner_of
from app.events.rules import Act
from app.forms import RowForm, answer, saved
from app.web import acting, signed_in

__all__: list[str] = []


def _back(event: Event) -> ResponseReturnValue:
    return redirect(url_for("events.partners", event=event.slug))


@blueprint.get("/manage/e/<event>/partners")
@signed_in
def partners(event: str) -> ResponseReturnValue:
    """Partners, figures, and a form for another partner."""
    row = managed_event(event, by=acting())
    return answer("events/partners.html", _adding(), event=row)


@blueprint.post("/manage/e/<event>/partners")
@signed_in
def add_a_partner(event: str) -> ResponseReturnValue:
    """A further partner."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    form = _adding()

    def act() -> None:
        chosen = next(each for each in all_organisations() if each.id == form.organisation_id.picked)
        add_partner(row, chosen, form.role.data or "", by=by)

    if form.validate_on_submit() and saved(form, act):
        flash(_("The partner is in the list."), "success")
        return _back(row)
    return answer("events/partners.html", form, event=row)


def _adding() -> NewPartnerForm:
    form, rows = NewPartnerForm(), all_organisations()
    form.offer(rows)
    form.organisation_id.begin_with(
        next((row.id for row in rows if row.slug == request.args.get("organisation")), None)
    )
    return form


@blueprint.route("/manage/e/<event>/partners/<row:partner>/", methods=["GET", "POST"])
@signed_in
def partner(event: str, partner: int) -> ResponseReturnValue:
    """A partner's role."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    found = partner_of(row, partner)
    form = RoleForm(obj=found)
    if form.validate_on_submit() and saved(
        form,
        lambda: change_partner(found, form.role.data or "", expected_version=form.expected, by=by),
        lambda: RoleForm(formdata=None, obj=found),
    ):
        flash(_("Saved. Visitors see it with the next release."), "success")
        return _back(row)
    return answer("events/partner.html", form, event=row, partner=found)


@blueprint.post("/manage/e/<event>/partners/<row:partner>/order")
@signed_in
def order_partner(event: str, partner: int) -> ResponseReturnValue:
    """One place up or down."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    shift_partner(partner_of(row, partner), up="up" in request.form, by=by)
    commit()
    return _back(row)


@blueprint.route("/manage/e/<event>/partners/<row:partner>/remove", methods=["GET", "POST"])
@signed_in
def drop_partner(event: str, partner: int) -> ResponseReturnValue:
    """Ask; then the organisation is a partner no longer."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    found = partner_of(row, partner)
    form = RowForm(obj=found)

    def remove() -> None:
        remove_partner(found, expected_version=form.expected, by=by)

    if form.validate_on_submit() and saved(form, remove, lambda: RowForm(formdata=None, obj=partner_of(row, partner))):
        flash(_("The partner is off the list. Add it again if that was a slip."), "success")
        return _back(row)
    return answer("events/ask.html", form, event=row, partner=found, figure=None)


@blueprint.route("/manage/e/<event>/figures/new", methods=["GET", "POST"])
@signed_in
def new_figure(event: str) -> ResponseReturnValue:
    """A further figure."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    form = FigureForm()
    if form.validate_on_submit() and saved(form, lambda: add_figure(row, form.values(), by=by)):
        flash(_("Saved. Visitors see it with the next release."), "success")
        return _back(row)
    return answer("events/figure.html", form, event=row, figure=None)


@blueprint.route("/manage/e/<event>/figures/<row:figure>/", methods=["GET", "POST"])
@signed_in
def figure(event: str, figure: int) -> ResponseReturnValue:
    """A figure as reported."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    found = figure_of(row, figure)
    form = _figure(row, found)
    if form.validate_on_submit() and saved(
        form,
        lambda: edit_figure(row, found, form.values(), expected_version=form.expected, by=by),
        lambda: _figure(row, found, fresh=True),
    ):
        flash(_("Saved. Visitors see it with the next release."), "success")
        return _back(row)
    return answer("events/figure.html", form, event=row, figure=found)


def _figure(event: Event, figure: EventFigure, *, fresh: bool = False) -> FigureForm:
    data = {"version": event.version}
    return FigureForm(formdata=None, obj=figure, data=data) if fresh else FigureForm(obj=figure, data=data)


@blueprint.route("/manage/e/<event>/figures/<row:figure>/remove", methods=["GET", "POST"])
@signed_in
def drop_figure(event: str, figure: int) -> ResponseReturnValue:
    """Ask, then take a figure away. Its version is the event's."""
    by = acting()
    row = managed_event(event, by=by, act=Act.EDIT_EVENT)
    found = figure_of(row, figure)
    form = RowForm(data={"version": row.version})

    def remove() -> None:
        remove_figure(row, found, expected_version=form.expected, by=by)

    if form.validate_on_submit() and saved(form, remove, lambda: RowForm(formdata=None, data={"version": row.version})):
        flash(_("The figure is gone."), "success")
        return _back(row)
    return answer("events/ask.html", form, event=row, partner=None, figure=found)
