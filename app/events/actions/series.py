"""Series: events that repeat."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db, expect_version
from app.errors import N_, NotFound, RuleBroken
from app.events.models import Event, Series
from app.people.models import Person
from app.slugs import free_slug, slug_of
from app.texts import LocalText
from app.unique import only_one, taken_slugs

__all__ = ["create_series", "edit_series", "remove_series"]


def create_series(title: LocalText, about: LocalText, *, by: Person) -> Series:
    """A new series; its slug comes from its title. Its creator owns it."""
    _check(title)
    wanted = slug_of(title)
    slug = free_slug(wanted, taken_slugs(Series.slug, wanted or "series"), fallback="series")
    series = Series(slug=slug, title=title, about=about, owner_id=by.id)
    with only_one(N_("There is a series of this name already."), field="title"):
        db.session.add(series)
    return series


def edit_series(
    series: Series, title: LocalText, about: LocalText, *, expected_version: int | None, by: Person
) -> None:
    """Another title or text; the address stays. Only its owner and admins."""
    _check_owner(series, by)
    expect_version(series, expected_version)
    _check(title)
    if (series.title, series.about) != (title, about):
        series.title, series.about = title, about
        db.session.flush()


def remove_series(series: Series, *, expected_version: int | None, by: Person) -> None:
    """Take away a series that no event belongs to."""
    _check_owner(series, by)
    expect_version(series, expected_version)
    if db.session.scalar(select(Event.id).where(Event.series_id == series.id).limit(1)) is not None:
        raise RuleBroken(N_("Events belong to this series: take them out of it first."))
    db.session.delete(series)
    db.session.flush()


def _check(title: LocalText) -> None:
    if not any(title.values()):
        raise RuleBroken(N_("Write it in at least one language."), field="title")


def _check_owner(series: Series, by: Person) -> None:
    if not by.is_admin and series.owner_id != by.id:
        raise NotFound
