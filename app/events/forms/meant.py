"""Which of two equal times each session means, where clocks of the event's new zone are put back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask_babel import gettext
from wtforms.fields import Field

from app.events.rules import Doubled, WhichIsMeant
from app.i18n import plain
from app.zones import offset_label

__all__ = ["Asked", "MeantField", "Moment"]

_WRITTEN = "%Y-%m-%dT%H:%MZ"


class Moment(NamedTuple):
    """One of the two: the value that is sent, the words for it, whether it was chosen."""

    value: str
    words: str
    chosen: bool


class Asked(NamedTuple):
    """A session to choose for: the name of its radio buttons, its title, its time on the clock, the two moments."""

    name: str
    title: str
    time: str
    moments: tuple[Moment, Moment]


class MeantField(Field):
    """The instants that were chosen, by the code of the session.

    What is sent is the instant, not "first" or "second": an answer about one zone cannot be taken for another's.
    """

    data: dict[str, datetime]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.asked: list[Asked] = []

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Take every value of this form's that is an answer; what cannot be read was not answered."""
        super().process(formdata, *args, **kwargs)
        sent = formdata or {}
        begin = f"{self.name}-"
        chosen = {name.removeprefix(begin): _moment(sent[name]) for name in sent if name.startswith(begin)}
        self.data = {code: moment for code, moment in chosen.items() if moment}

    def ask(self, error: WhichIsMeant) -> None:
        """Show the sessions whose time comes twice; what was answered stays chosen."""
        self.asked = [self._asked(each, error.zone) for each in error.doubled]

    def _asked(self, session: Doubled, zone: str) -> Asked:
        first, second = (
            Moment(
                f"{moment:{_WRITTEN}}",
                words % {"offset": offset_label(moment, zone)},
                self.data.get(session.code) == moment,
            )
            for moment, words in (
                (session.first, gettext("The first, %(offset)s")),
                (session.second, gettext("The second, %(offset)s")),
            )
        )
        title = plain(session.title)
        return Asked(f"{self.name}-{session.code}", title, f"{session.local:%Y-%m-%d %H:%M}", (first, second))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return None
