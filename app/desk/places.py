"""Cities and organisations: lists, new ones (cities found in the gazetteer), changes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cities import gazetteer
from app.cities.actions import create_city, create_organisation, edit_city, edit_organisation, remove_place
from app.cities.forms import CityForm, OrganisationForm
from app.cities.models import City, Organisation
from app.cities.queries import all_cities, all_organisations, known_places
from app.cities.rules import names_worth_keeping
from app.desk import blueprint
from app.desk.usage import changeable, editable_city, editable_organisation, is_named, place_editor
from app.errors import N_, RuleBroken
from app.forms import RowForm, answer, made, saved
from app.i18n import LANGUAGES
from app.web import acting, safe_path, signed_in, with_query

__all__: list[str] = []

FOUND = 12
"""Places of the gazetteer that a search shows."""


@blueprint.get("/manage/cities/")
@signed_in
def cities() -> ResponseReturnValue:
    """All cities; those she may change are links."""
    by = place_editor(acting())
    rows = all_cities()
    return render_template("cities/cities.html", cities=rows, changeable=changeable(rows, by))


@blueprint.get("/manage/cities/new")
@signed_in
def new_city() -> ResponseReturnValue:
    """Find the city in the gazetteer, or go on to an own entry."""
    place_editor(acting())
    sought = request.args.get("q", "")
    found = gazetteer.find(sought, FOUND)
    context = {
        "sought": sought,
        "found": found,
        "there": known_places(found),
        "next": safe_path(request.args.get("next"), ""),
    }
    return render_template("cities/find.html", **context)


@blueprint.route("/manage/cities/new/entry", methods=["GET", "POST"])
@signed_in
def enter_city() -> ResponseReturnValue:
    """The form of a new city, filled from the gazetteer where a place was chosen."""
    place_editor(acting())
    chosen = gazetteer.place(request.args.get("place", 0, type=int))
    target = safe_path(request.args.get("next"), "")
    form = CityForm(data=_from_gazetteer(chosen) if chosen else {})
    form.prepare()
    form.languages.likely = chosen.languages if chosen else ("en",)
    if form.validate_on_submit() and (
        new := made(form, lambda: create_city(form.values(chosen.geonames_id if chosen else None)))
    ):
        flash(_("The city is in the list."), "success")
        return redirect(with_query(target, city=new.slug) if target else url_for("desk.cities"))
    return answer("cities/city.html", form, city=None, chosen=chosen)


def _from_gazetteer(place: gazetteer.Place) -> dict[str, object]:
    return {
        "name": names_worth_keeping(place.names, [*LANGUAGES, *place.languages]),
        "country": place.country,
        "zone": place.zone,
        "languages": list(place.languages[:3]),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


@blueprint.route("/manage/cities/<city>/", methods=["GET", "POST"])
@signed_in
def city(city: str) -> ResponseReturnValue:
    """A city's names, zone and text."""
    row = editable_city(city, by=acting())
    form = _city_form(row)
    if form.validate_on_submit() and saved(
        form,
        lambda: edit_city(row, form.values(row.geonames_id), expected_version=form.expected),
        lambda: _city_form(row, fresh=True),
    ):
        flash(_("Saved. Released programmes keep the name and zone that they were released with."), "success")
        return redirect(url_for("desk.cities"))
    return answer("cities/city.html", form, city=row, chosen=None, is_named=is_named(row))


def _city_form(row: City, *, fresh: bool = False) -> CityForm:
    form = CityForm(formdata=None, obj=row) if fresh else CityForm(obj=row)
    form.prepare()
    form.languages.likely = [*row.languages, "en"]
    return form


@blueprint.route("/manage/cities/<city>/remove", methods=["GET", "POST"])
@signed_in
def drop_city(city: str) -> ResponseReturnValue:
    """Ask, then take a city off the list that nothing names."""
    row = editable_city(city, by=acting())
    form = RowForm(obj=row)
    if form.validate_on_submit() and _removed(row, form):
        flash(_("The city is off the list."), "success")
        return redirect(url_for("desk.cities"))
    every = (url_for("desk.cities"), _("Cities"))
    return answer("cities/ask.html", form, place=row, all=every, back=url_for("desk.city", city=city))


def _removed(place: City | Organisation, form: RowForm) -> bool:
    def remove() -> None:
        if is_named(place):
            raise RuleBroken(N_("An event names it: it has to stay."))
        remove_place(place, expected_version=form.expected)

    return saved(form, remove, lambda: RowForm(formdata=None, obj=place))


@blueprint.get("/manage/organisations/")
@signed_in
def organisations() -> ResponseReturnValue:
    """All organisations; those she may change are links."""
    by = place_editor(acting())
    rows = all_organisations()
    return render_template("cities/organisations.html", organisations=rows, changeable=changeable(rows, by))


@blueprint.route("/manage/organisations/new", methods=["GET", "POST"])
@signed_in
def new_organisation() -> ResponseReturnValue:
    """A new organisation."""
    place_editor(acting())
    target = safe_path(request.args.get("next"), "")
    form = OrganisationForm()
    form.choose_from(all_cities())
    if form.validate_on_submit() and (new := made(form, lambda: create_organisation(form.values()))):
        flash(_("The organisation is in the list."), "success")
        return redirect(with_query(target, organisation=new.slug) if target else url_for("desk.organisations"))
    return answer("cities/organisation.html", form, organisation=None)


@blueprint.route("/manage/organisations/<organisation>/", methods=["GET", "POST"])
@signed_in
def organisation(organisation: str) -> ResponseReturnValue:
    """An organisation's name, kind and site."""
    row = editable_organisation(organisation, by=acting())
    form = _organisation_form(row)
    if form.validate_on_submit() and saved(
        form,
        lambda: edit_organisation(row, form.values(), expected_version=form.expected),
        lambda: _organisation_form(row, fresh=True),
    ):
        flash(_("Saved. Released programmes keep the name that they were released with."), "success")
        return redirect(url_for("desk.organisations"))
    return answer("cities/organisation.html", form, organisation=row, is_named=is_named(row))


def _organisation_form(row: Organisation, *, fresh: bool = False) -> OrganisationForm:
    form = OrganisationForm(formdata=None, obj=row) if fresh else OrganisationForm(obj=row)
    form.choose_from(all_cities())
    return form


@blueprint.route("/manage/organisations/<organisation>/remove", methods=["GET", "POST"])
@signed_in
def drop_organisation(organisation: str) -> ResponseReturnValue:
    """Ask, then take an organisation off the list that nothing names."""
    row = editable_organisation(organisation, by=acting())
    form = RowForm(obj=row)
    if form.validate_on_submit() and _removed(row, form):
        flash(_("The organisation is off the list."), "success")
        return redirect(url_for("desk.organisations"))
    back = url_for("desk.organisation", organisation=organisation)
    every = (url_for("desk.organisations"), _("Organisations"))
    return answer("cities/ask.html", form, place=row, all=every, back=back)
