"""The event's own forms: new, edit, another zone, delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import BooleanField, RadioField
from wtforms.validators import InputRequired, Optional

from app.cities.models import City
from app.errors import RuleBroken
from app.events.forms.meant import MeantField
from app.events.models import Event, Series
from app.events.queries import likely_languages
from app.events.rules import KIND_WORDS, EventKind, EventValues, WhichIsMeant, check_dates
from app.forms import RowForm
from app.forms_fields import LanguagesField, LineField, LocalTextField, SlugField, ZoneField
from app.forms_picks import PickField, in_words, option
from app.forms_typed import DayField, NumberField
from app.i18n import plain
from app.texts import LONGEST_TEXT

__all__ = ["DeleteForm", "EventForm", "NewEventForm", "SeriesForm", "ZoneForm"]


class _BasicsForm(RowForm):
    """What every event says. Days that fit together are asked for with all the rest: all is said at once."""

    kind = RadioField(_("Kind"), [InputRequired()], choices=in_words(KIND_WORDS), default=EventKind.WEBINAR)
    title = LocalTextField(_("Title"), required=True, limit=300)
    starts_on = DayField(_("First day"), [Optional()])
    ends_on = DayField(_("Last day"), [Optional()])
    languages = LanguagesField(_("Languages spoken"))
    slug = SlugField(_("Address"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Whether all of it can be saved, as far as the form can know."""
        fine = super().validate(extra_validators)
        try:
            check_dates(self.starts_on.data, self.ends_on.data)
        except RuleBroken as error:
            self.refuse(error)
            return False
        return bool(fine)

    def values(self) -> EventValues:
        """What was typed."""
        return EventValues(
            kind=self.kind.data,
            title=self.title.data,
            slug=self.slug.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data or self.starts_on.data,
            languages=tuple(self.languages.data),
        )


class EventForm(_BasicsForm):
    """An event's own values."""

    theme = LocalTextField(_("Theme"), limit=300)
    about = LocalTextField(_("About"), block=True, limit=LONGEST_TEXT)
    in_person = BooleanField(_("People also meet in one place"))
    times_assumed = BooleanField(_("Days and times are assumed, not confirmed"))
    assumption = LocalTextField(_("What is assumed"), limit=500)
    series_id = PickField(_("Series"))
    edition = NumberField(_("Edition"), [Optional()])

    @classmethod
    def of(cls, event: Event, series: Sequence[Series], **kwargs: Any) -> EventForm:  # noqa: ANN401 - WTForms' own
        """The form filled with the event; its languages and those of its hosts are the likely ones."""
        form = cls(obj=event, **kwargs)
        form.series_id.offer(((each.id, plain(each.title)) for each in series), none=gettext("None"))
        form.languages.likely = likely_languages(event)
        return form

    def values(self) -> EventValues:
        """What was typed."""
        return replace(
            super().values(),
            theme=self.theme.data,
            about=self.about.data,
            times_assumed=self.times_assumed.data,
            assumption=self.assumption.data,
            in_person=self.in_person.data,
            series_id=self.series_id.picked,
            edition=self.edition.data,
        )


class NewEventForm(_BasicsForm):
    """What a draft needs to begin: the rest is asked for on its pages."""

    city_id = PickField(_("Your city"), [InputRequired()])
    zone = ZoneField(_("Time zone"))

    def prepare(self, cities: Sequence[City]) -> None:
        """Fill in what there is to choose from."""
        self.city_id.offer(((city.id, plain(city.name)) for city in cities), none=gettext("Choose a city …"))
        self.languages.likely = list(dict.fromkeys(["en", *(tag for city in cities for tag in city.languages)]))[:12]


class ZoneForm(RowForm):
    """Another zone for the whole event, what its sessions keep, and which of two equal times they mean."""

    zone = ZoneField(_("Time zone"), [InputRequired()])
    keep = RadioField(
        _("What stays the same?"),
        [InputRequired()],
        choices=[
            option("wall", _("The times on the clock: 15:30 stays 15:30, in the new zone")),
            option("instant", _("The moments: who listens elsewhere notices nothing, clock times change")),
        ],
    )
    meant = MeantField(_("Which time is meant?"))

    def refuse(self, error: RuleBroken) -> None:
        """As every form; of times that come twice, both are shown to choose from."""
        if isinstance(error, WhichIsMeant):
            self.meant.ask(error)
        super().refuse(error)

    @property
    def kept(self) -> Literal["wall", "instant"]:
        """The answer."""
        return cast('Literal["wall", "instant"]', self.keep.data)


class DeleteForm(RowForm):
    """The event's address, typed: nobody deletes by a slip."""

    typed = LineField(_("Address of the event"), [InputRequired()])


class SeriesForm(RowForm):
    """A series of events."""

    title = LocalTextField(_("Title"), required=True, limit=300)
    about = LocalTextField(_("About"), block=True, limit=20_000)
