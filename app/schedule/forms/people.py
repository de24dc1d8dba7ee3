"""Speakers, and how they are presented in a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import EmailField
from wtforms.validators import InputRequired

from app.cities.forms import country_choices
from app.cities.models import City
from app.forms import RowForm
from app.forms_fields import LineField, LocalTextField, ZoneField, language_choices
from app.forms_picks import PickField, in_words
from app.i18n import language, plain
from app.schedule.forms.fields import AnswerField, LinksField
from app.schedule.models import Appearance, Speaker
from app.schedule.rules.kinds import ROLE_WORDS, AppearanceRole
from app.schedule.rules.values import AppearanceValues, SpeakerValues
from app.texts import LONGEST_TEXT

__all__ = ["AppearanceForm", "NamedAppearanceForm", "OwnTextsForm", "SpeakerForm"]


class OwnTextsForm(RowForm):
    """What a speaker edits of herself."""

    name = LineField(_("Name"), [InputRequired()], limit=200)
    sort_name = LineField(_("Name for sorting"), limit=200)
    biography = LocalTextField(_("Biography"), block=True, limit=LONGEST_TEXT)
    links = LinksField(_("Links"))

    def __init__(self, speaker: Speaker | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        super().__init__(obj=speaker, **kwargs)

    def values(self) -> SpeakerValues:
        """What was typed, for the action."""
        return SpeakerValues(
            name=self.name.data or "",
            sort_name=self.sort_name.data or "",
            biography=self.biography.data,
            links=self.links.links(),
        )


class SpeakerForm(OwnTextsForm):
    """A speaker's whole record, for organizers."""

    title = LocalTextField(_("Title or role where she works"), limit=200)
    country = PickField(_("Country"))
    email = EmailField(_("E-mail"))
    zone = ZoneField(_("Time zone"))
    language = PickField(_("Language for mails"))

    def __init__(self, speaker: Speaker | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        super().__init__(speaker, **kwargs)
        self.country.offer(country_choices(language()), none=gettext("Not given"))
        self.language.offer(language_choices(language()), none=gettext("Not given"))

    def values(self) -> SpeakerValues:
        """What was typed, for the action."""
        return SpeakerValues(
            name=self.name.data or "",
            sort_name=self.sort_name.data or "",
            biography=self.biography.data,
            country=self.country.data,
            title=self.title.data,
            links=self.links.links(),
            email=(self.email.data or "").strip() or None,
            zone=self.zone.data or None,
            language=self.language.data or None,
        )


class AppearanceForm(RowForm):
    """A speaker as presented in one session."""

    role = PickField(_("Part in the session"), choices=in_words(ROLE_WORDS))
    title = LocalTextField(_("Title as presented"), limit=200)
    organisation = LocalTextField(_("Organisation as presented"), limit=200)
    city_id = PickField(_("City as presented"))

    def __init__(
        self,
        cities: Sequence[City],
        seen: Appearance | None = None,
        speaker: Speaker | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(obj=seen, data=_from_record(speaker), **kwargs)
        self.city_id.offer(((city.id, plain(city.name)) for city in cities), none=gettext("None"))

    def values(self) -> AppearanceValues:
        """What was typed, for the action."""
        return AppearanceValues(self.role.data, self.title.data, self.organisation.data, self.city_id.picked)


class NamedAppearanceForm(AppearanceForm):
    """Somebody new, entered by name in the session where she appears; the rest of the record can follow later."""

    name = LineField(_("Name"), [InputRequired()], limit=200)
    email = EmailField(_("E-mail"))
    somebody_else = AnswerField()
    """Set by the button that says so where there is somebody of that name."""

    def speaker_values(self) -> SpeakerValues:
        """The new record."""
        return SpeakerValues(self.name.data or "", title=self.title.data, email=(self.email.data or "").strip() or None)


def _from_record(speaker: Speaker | None) -> dict[str, Any]:
    """How somebody is presented unless somebody says otherwise: as where she works."""
    if speaker is None:
        return {"role": AppearanceRole.SPEAKER}
    organisation = speaker.organisation.name if speaker.organisation else {}
    return {
        "role": AppearanceRole.SPEAKER,
        "title": speaker.title,
        "organisation": organisation,
        "city_id": speaker.city_id,
    }
