"""What people type about themselves."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms.fields import BooleanField, EmailField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.errors import RuleBroken
from app.forms import RowForm
from app.forms_fields import LineField, ZoneField
from app.forms_picks import option
from app.i18n import LANGUAGES, say
from app.people.models import Person
from app.people.rules import normal_address

__all__ = ["AccountForm", "CodeForm", "LanguageForm", "RightsForm", "SignInForm", "ZoneForm", "rights_of"]


_LANGUAGES = [option(tag, name) for tag, name in LANGUAGES.items()]


class SignInForm(FlaskForm):
    """Where to send the link and the code. ``next`` is a path of this site, checked where it is used."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Type your e-mail address."))])
    next = HiddenField()

    def validate_email(self, field: EmailField) -> None:
        """Bring the address into its normal form."""
        try:
            field.data = normal_address(field.data or "")
        except RuleBroken as error:
            raise ValidationError(say(error)) from error


class CodeForm(FlaskForm):
    """The code in the mail."""

    code = StringField(_("Code"), [InputRequired(_("Type the code in the mail."))])

    def refuse(self, error: RuleBroken) -> None:
        """Say a refusal at the field."""
        self.code.errors = [say(error)]


class AccountForm(RowForm):
    """Name and preferences; an empty language or zone leaves it to the browser and to the event."""

    name = LineField(_("Name"), limit=200)
    language = SelectField(_("Language"))
    zone = ZoneField(_("Time zone"))

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        super().__init__(**kwargs)
        self.language.choices = [option("", _("As the browser asks")), *_LANGUAGES]


class RightsForm(RowForm):
    """What somebody may do on the whole site."""

    organizer = BooleanField(_("Organizer: creates events"))
    admin = BooleanField(_("Admin: may do everything, also here"))
    active = BooleanField(_("Active: may sign in"))


class LanguageForm(FlaskForm):
    """The language of this browser."""

    language = RadioField(_("Language"), choices=_LANGUAGES)
    next = HiddenField()


class ZoneForm(FlaskForm):
    """The zone that times are shown in; empty = each event's own."""

    zone = ZoneField(_("Time zone"))
    next = HiddenField()


def rights_of(person: Person) -> dict[str, Any]:
    """What :class:`RightsForm` shows of a person."""
    return {
        "organizer": person.is_organizer,
        "admin": person.is_admin,
        "active": person.active,
        "version": person.version,
    }
