"""What comes in from a room's forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.forms import RowForm
from app.forms_fields import LocalTextField
from app.live.rules.asking import LONGEST_NAME, LONGEST_QUESTION

__all__ = ["AnswerForm", "AskForm", "VoteForm"]


class AskForm(FlaskForm):
    """A question. ``cid`` was made with the form: sent twice, it is asked once."""

    text = TextAreaField(_("Your question"), validators=[Length(max=2 * LONGEST_QUESTION)])
    name = StringField(_("Your name"), validators=[Optional(), Length(max=2 * LONGEST_NAME)])
    language = HiddenField()
    cid = HiddenField()


class VoteForm(FlaskForm):
    """A vote as it shall be: 1 or 0."""

    vote = HiddenField()


class AnswerForm(RowForm):
    """A written answer to a question."""

    answer = LocalTextField(_("Answer"), limit=4000, block=True)
