"""What comes in from the pages of invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app import zones
from app.errors import N_, RuleBroken
from app.forms import RowForm
from app.forms_fields import LineField
from app.forms_picks import in_words
from app.forms_typed import ClockField, DayField
from app.invitations.rules.answering import LONGEST_WORD, check_proposal, proposed_times
from app.invitations.rules.answers import Answer

__all__ = ["AnswerForm", "BackstageForm"]

_CHOICES = {
    Answer.ACCEPTED: N_("Yes, I take part"),
    Answer.TENTATIVE: N_("Perhaps"),
    Answer.DECLINED: N_("No, I cannot"),
}


class AnswerForm(RowForm):
    """Whether a speaker comes, a word to the organizers, and perhaps another time, in her own zone."""

    answer = RadioField(_("Do you take part?"), [InputRequired(_("Choose an answer."))], choices=in_words(_CHOICES))
    word = TextAreaField(_("A word to the organizers"), [Optional(), Length(max=LONGEST_WORD)])
    asked = IntegerField(validators=[Optional()], widget=HiddenInput())
    """What she was asked when the page was opened: the SEQUENCE of that message."""
    day = DayField(_("Day"), [Optional()])
    since = ClockField(_("From"), [Optional()])
    until = ClockField(_("Until"), [Optional()])

    def proposed(self, zone: str, now: datetime) -> tuple[datetime, datetime] | None:
        """The other time as instants, None where none is proposed. Refuses half a time, gaps and the past."""
        typed = (self.day.data, self.since.data, self.until.data)
        if not any(typed):
            return None
        day, since, until = typed
        if not (day and since and until):
            raise RuleBroken(N_("Another time needs a day, a beginning and an end."), field="day")
        walls = zip(proposed_times(day, since, until), ("since", "until"), strict=True)
        start, end = (zones.instant(wall, zone, 0, field=name) for wall, name in walls)
        return check_proposal(start, end, now=now)


class BackstageForm(RowForm):
    """Where the speakers of a session enter the studio."""

    backstage = LineField(_("Link to the studio, for speakers only"), [Optional()], limit=500)

    def __init__(self, address: str = "", version: int | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(data={"backstage": address, "version": version}, **kwargs)
