"""Forms of an event's hosts, partners and figures."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from app.cities.models import City, Organisation
from app.events.actions.partners import FigureValues
from app.events.rules import PART_WORDS, PARTNER_WORDS, HostPart, PartnerRole
from app.forms import RowForm
from app.forms_fields import LocalTextField
from app.forms_picks import PickField, in_words
from app.forms_typed import NumberField
from app.i18n import plain

__all__ = ["FigureForm", "NewHostForm", "NewPartnerForm", "PartForm", "RoleForm"]


class PartForm(RowForm):
    """A host city's part."""

    part = PickField(_("Part in the event"), [InputRequired()], choices=in_words(PART_WORDS), default=HostPart.CO_HOST)


class NewHostForm(PartForm):
    """A further host."""

    city_id = PickField(_("City"), [InputRequired()])

    def offer(self, cities: Iterable[City]) -> None:
        """The cities that are no hosts yet."""
        self.city_id.offer(((city.id, plain(city.name)) for city in cities), none=gettext("Choose a city …"))


class RoleForm(RowForm):
    """A partner's role."""

    role = PickField(_("Role"), [InputRequired()], choices=in_words(PARTNER_WORDS), default=PartnerRole.SUPPORTER)


class NewPartnerForm(RoleForm):
    """A further partner."""

    organisation_id = PickField(_("Organisation"), [InputRequired()])

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """All organisations: one may have several roles."""
        named = ((each.id, plain(each.name)) for each in organisations)
        self.organisation_id.offer(named, none=gettext("Choose an organisation …"))


class FigureForm(RowForm):
    """A figure as reported. Its version is the event's."""

    value = NumberField(_("Number"), [InputRequired()])
    label = LocalTextField(_("What was counted"), required=True, limit=120)
    qualifier = LocalTextField(_("Qualifier"), limit=60)
    source = LocalTextField(_("Who says so"), limit=300)

    def values(self) -> FigureValues:
        """What was typed."""
        return FigureValues(self.value.data or 0, self.label.data, self.qualifier.data, self.source.data)
