"""What a city and an organisation must be like. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app import zones
from app.errors import N_, RuleBroken
from app.links import web_address
from app.texts import LocalText

__all__ = ["CityValues", "OrganisationValues", "names_worth_keeping"]

_COUNTRY = re.compile(r"[A-Z]{2}\Z")


@dataclass(frozen=True)
class CityValues:
    """All of a city but its slug. ``country``: ISO 3166-1 alpha-2 or empty; coordinates in degrees, both or none."""

    name: LocalText
    zone: str
    country: str = ""
    languages: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    about: LocalText = field(default_factory=dict)

    def check(self) -> None:
        """Refuse a place without a name, a zone that is none, a country that is no code, coordinates off the globe."""
        _check_name(self.name)
        zones.zone(self.zone, field="zone")
        _check_country(self.country)
        _check_degrees(self.latitude, 90, "latitude")
        _check_degrees(self.longitude, 180, "longitude")
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise RuleBroken(N_("Give both coordinates, or none."), field=missing)


@dataclass(frozen=True)
class OrganisationValues:
    """All of an organisation but its slug. ``kind`` is in the organizer's words ("embassy")."""

    name: LocalText
    kind: str = ""
    country: str = ""
    city_id: int | None = None
    url: str = ""

    def check(self) -> None:
        """Refuse one without a name, and a link that leads nowhere."""
        _check_name(self.name)
        _check_country(self.country)
        if self.url and not web_address(self.url):
            raise RuleBroken(N_("A link starts with https:// and names a site."), field="url")


def names_worth_keeping(names: Mapping[str, str], languages: Iterable[str]) -> LocalText:
    """A city's names in these languages, English first; a name that is the same as the English one says nothing."""
    english = names.get("en", "")
    others = {tag: names[tag] for tag in languages if tag in names and names[tag] != english}
    return {"en": english, **others} if english else others


def _check_name(name: LocalText) -> None:
    if not any(name.values()):
        raise RuleBroken(N_("Write it in at least one language."), field="name")


def _check_country(country: str) -> None:
    if country and not _COUNTRY.match(country):
        raise RuleBroken(N_("Choose a country from the list."), field="country")


def _check_degrees(value: float | None, limit: int, field: str) -> None:
    if value is not None and not (math.isfinite(value) and -limit <= value <= limit):
        raise RuleBroken(N_("Degrees lie between −%(limit)s and %(limit)s."), field=field, limit=limit)
