"""Forms of cities and organisations."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired, Optional

from app.cities.models import City
from app.cities.rules import CityValues, OrganisationValues
from app.forms import RowForm
from app.forms_fields import LanguagesField, LineField, LocalTextField, ZoneField
from app.forms_picks import PickField
from app.forms_typed import DegreesField
from app.i18n import language, plain

__all__ = ["CityForm", "OrganisationForm", "country_choices"]

_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@lru_cache(maxsize=16)
def country_choices(shown_in: str) -> tuple[tuple[str, str], ...]:
    """Countries and territories of ISO 3166-1 as the CLDR names them, by name."""
    names = Locale.parse(shown_in, sep="-").territories
    found = ((code, name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRIES)
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


class _PlaceForm(RowForm):
    """What a city and an organisation have in common."""

    name = LocalTextField(_("Name"), required=True, limit=120)
    country = PickField(_("Country"))

    def prepare(self) -> None:
        """Fill the lists to choose from; before the form is validated or shown."""
        self.country.offer(country_choices(language()), none=gettext("None of them"))


class CityForm(_PlaceForm):
    """A city, or a county, region, island: a place with a clock."""

    zone = ZoneField(_("Time zone"), [InputRequired()])
    languages = LanguagesField(_("Languages"))
    latitude = DegreesField(_("Latitude"), [Optional()])
    longitude = DegreesField(_("Longitude"), [Optional()])
    about = LocalTextField(_("About the city"), block=True, limit=5000)

    def values(self, geonames_id: int | None = None) -> CityValues:
        """What was typed."""
        return CityValues(
            name=self.name.data,
            zone=self.zone.data or "",
            country=self.country.data or "",
            languages=tuple(self.languages.data),
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            geonames_id=geonames_id,
            about=self.about.data,
        )


class OrganisationForm(_PlaceForm):
    """An organisation."""

    kind = LineField(_("Kind"), limit=60)
    city_id = PickField(_("City"))
    url = LineField(_("Site"), limit=500)

    def choose_from(self, cities: list[City]) -> None:
        """The cities that it can belong to."""
        self.prepare()
        self.city_id.offer(((city.id, plain(city.name)) for city in cities), none=gettext("None"))

    def values(self) -> OrganisationValues:
        """What was typed."""
        return OrganisationValues(
            name=self.name.data,
            kind=self.kind.data or "",
            country=self.country.data or "",
            city_id=self.city_id.picked,
            url=self.url.data or "",
        )
