"""What organizers choose about the numbers of their event."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.fields import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from app.forms import RowForm
from app.forms_picks import in_words
from app.visits.rules.hours import LONGEST_DOORS
from app.visits.rules.public import SHOWN_WORDS

__all__ = ["NumbersForm"]

_MOST_MINUTES = int(LONGEST_DOORS.total_seconds()) // 60


class NumbersForm(RowForm):
    """What the public sees, and from when people are counted."""

    shown = RadioField(_("The public sees the numbers"), [InputRequired()], choices=in_words(SHOWN_WORDS))
    doors_minutes = IntegerField(
        _("Doors open, minutes before the start"), [InputRequired(), NumberRange(0, _MOST_MINUTES)]
    )
