"""What comes in from a room's forms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.forms import RowForm
from app.forms_fields import LineField, LocalTextField, language_choices
from app.forms_picks import PickField, in_words
from app.i18n import language
from app.live.models import Stream
from app.live.rules.asking import LONGEST_NAME, LONGEST_QUESTION
from app.live.rules.streams import KIND_LABELS, Kind, StreamValues, hosts_in

__all__ = ["AnswerForm", "AskForm", "StreamForm", "VoteForm"]


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


class StreamForm(RowForm):
    """A stream of a stage or a session, or the replay of one."""

    kind = RadioField(_("What it is"), [InputRequired()], choices=in_words(KIND_LABELS), default=Kind.HLS.value)
    address = LineField(_("Address"), [InputRequired(_("Write the address."))], limit=500)
    language = PickField(_("Language"))
    label = LocalTextField(_("Name"), limit=120)
    hosts = LineField(_("Further hosts"), limit=1000)

    def __init__(self, stream: Stream | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        data: dict[str, Any] = {}
        if stream is not None:
            data = {
                "version": stream.version, "kind": stream.kind, "address": stream.address,
                "language": stream.language, "label": stream.label, "hosts": ", ".join(stream.hosts),
            }  # fmt: skip
        super().__init__(data=data, **kwargs)
        self.language.offer(language_choices(language()), none=gettext("Not said"))

    def values(self) -> StreamValues:
        """What was typed, for the action."""
        return StreamValues(
            kind=self.kind.data or "",
            address=self.address.data or "",
            language=self.language.data or "",
            label=self.label.data,
            hosts=hosts_in(self.hosts.data or ""),
        )
