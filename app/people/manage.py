"""People, for admins: who may create events, who may do everything, whose account is closed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.errors import NotFound
from app.forms import answer, saved
from app.people import blueprint
from app.people.actions import change_rights
from app.people.forms import RightsForm, rights_of
from app.people.models import Person
from app.people.queries import people_page, person_by_id
from app.texts import clean_line
from app.web import acting, signed_in

__all__: list[str] = []


def _as_admin() -> Person:
    """The admin who acts; for anybody else there is nothing here."""
    person = acting()
    if not person.is_admin:
        raise NotFound
    return person


@blueprint.get("/manage/people/")
@signed_in
def people() -> str:
    """All people, by name; ``q`` finds by part of a name or an address."""
    _as_admin()
    sought = clean_line(request.args.get("q", "")[:100])
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    rows, pages = people_page(sought, page)
    return render_template(
        "people/people.html",
        rows=rows,
        page=page,
        pages=pages,
        sought=sought,
        url_of=lambda number: url_for("people.people", q=sought or None, page=number),
    )


@blueprint.route("/manage/people/<row:person_id>/", methods=["GET", "POST"])
@signed_in
def rights(person_id: int) -> ResponseReturnValue:
    """What one person may do on the whole site."""
    _as_admin()
    person = person_by_id(person_id)
    form = RightsForm(data=rights_of(person))
    if form.validate_on_submit():

        def act() -> None:
            change_rights(
                person,
                organizer=form.organizer.data,
                admin=form.admin.data,
                active=form.active.data,
                expected_version=form.expected,
                now=now(),
            )

        if saved(form, act, lambda: RightsForm(formdata=None, data=rights_of(person_by_id(person_id)))):
            flash(_("Saved."), "success")
            return redirect(url_for("people.people"), 303)
    return answer("people/rights.html", form, person=person_by_id(person_id))
