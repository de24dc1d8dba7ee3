"""Entering and correcting cities and organisations. They belong to no event: who may is asked in desk."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.cities.models import City, Organisation
from app.cities.rules import CityValues, OrganisationValues
from app.db import db, expect_version
from app.errors import N_
from app.slugs import free_slug, slug_of
from app.unique import only_one, taken_slugs

__all__ = ["create_city", "create_organisation", "edit_city", "edit_organisation", "remove_place"]

_TWICE = N_("This city is in the list already.")


def create_city(values: CityValues) -> City:
    """A new city; its slug comes from its name. Refuses a place of the gazetteer that is there already."""
    values.check()
    city = City(slug=_free(City, slug_of(values.name), "city"), **_columns(values))
    with only_one(_TWICE, field="name"):
        db.session.add(city)
    return city


def edit_city(city: City, values: CityValues, *, expected_version: int | None) -> None:
    """Other values; the address stays. What is released keeps the values that it was released with."""
    expect_version(city, expected_version)
    values.check()
    with only_one(_TWICE, field="name"):
        _write(city, values)


def create_organisation(values: OrganisationValues) -> Organisation:
    """A new organisation; its slug comes from its name."""
    values.check()
    organisation = Organisation(slug=_free(Organisation, slug_of(values.name), "organisation"), **_columns(values))
    with only_one(N_("This organisation is in the list already."), field="name"):
        db.session.add(organisation)
    return organisation


def edit_organisation(organisation: Organisation, values: OrganisationValues, *, expected_version: int | None) -> None:
    """Other values; the slug stays."""
    expect_version(organisation, expected_version)
    values.check()
    _write(organisation, values)
    db.session.flush()


def remove_place(place: City | Organisation, *, expected_version: int | None) -> None:
    """Take an entry off the list. The caller has seen that nothing names it."""
    expect_version(place, expected_version)
    with only_one(N_("An event names it: it has to stay.")):
        db.session.delete(place)


def _free(table: type[City | Organisation], wanted: str, fallback: str) -> str:
    return free_slug(wanted, taken_slugs(table.slug, wanted or fallback), fallback=fallback)


def _columns(values: CityValues | OrganisationValues) -> dict[str, Any]:
    columns = asdict(values)
    if "languages" in columns:
        columns["languages"] = list(columns["languages"])
    return columns


def _write(row: City | Organisation, values: CityValues | OrganisationValues) -> None:
    for name, value in _columns(values).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
