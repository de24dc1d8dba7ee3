"""Date, time, zone and length of a session, and what the form asks where clocks skip a time or show it twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import Optional

from app import zones
from app.errors import N_, RuleBroken
from app.events.models import Event
from app.forms import RowForm
from app.forms_picks import Choice, PickField, option
from app.forms_typed import ClockField, DayField, NumberField
from app.i18n import plain
from app.schedule.forms.fields import AnswerField
from app.schedule.models import Session, Stage
from app.schedule.rules.when import When, default_zone, following
from app.zones import ClockFold, ClockGap, offset_label

__all__ = ["Answer", "WhenForm", "new_when_data", "when_data", "zone_by_default"]


FIRST_MINUTES = 30
"""How long a session is taken to be before anybody said so."""


class Answer(NamedTuple):
    """A button that answers what the form asks: the field's name, its value, the words on it."""

    name: str
    value: str
    words: str


class WhenForm(RowForm):
    """A session's time. ``fold`` and ``at`` are set by the buttons that :meth:`answers` gives, never typed."""

    date = DayField(_("Date"), [Optional()])
    time = ClockField(_("Time"), [Optional()], format=["%H:%M", "%H:%M:%S"])
    zone = PickField(_("Time zone"))
    duration = NumberField(_("Minutes"), [Optional()])
    fold = AnswerField()
    at = AnswerField()

    def __init__(self, event: Event, stages: Sequence[Stage], talk: Session | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self._event, self._stages, self._talk = event, stages, talk
        self._begun_on = (kwargs.get("data") or {}).get("date")
        self._asked: ClockGap | ClockFold | None = None
        self.zone.choices = list(_zone_choices(event, self.default_zone()))
        self._take_answer()

    def stage_id(self) -> int | None:
        """The stage that the session stands on, by which its zone goes unless one is chosen."""
        return self._talk.stage_id if self._talk else None

    def default_zone(self) -> str:
        """The zone of a session for which none is chosen."""
        return zone_by_default(self._event, self._stages, self.stage_id())

    def when(self) -> When:
        """The time as typed; actions check it. Refuses a date without a time, and a time without a date.

        The day that a new session's form begins with is nobody's word: without a time it is to be announced.
        """
        if self._talk is None and self.time.data is None and self.date.data == self._begun_on:
            return When(None, self.zone.data or self.default_zone(), None, self.duration.data or 0)
        if (self.date.data is None) != (self.time.data is None):
            field = "date" if self.date.data is None else "time"
            raise RuleBroken(N_("Give both the date and the time, or neither."), field=field)
        local = None
        if self.date.data is not None and self.time.data is not None:
            local = datetime.combine(self.date.data, self.time.data.replace(second=0, microsecond=0))
        fold = {"0": 0, "1": 1}.get(self.fold.data or "")
        return When(local, self.zone.data or self.default_zone(), fold, self.duration.data or 0)

    def show(self, when: When) -> None:
        """Show this time instead of what was typed."""
        if when.local_start is not None:
            self.date.data, self.time.data = when.local_start.date(), when.local_start.time()
        self.date.raw_data = self.time.raw_data = None

    def meet(self, now: RowForm) -> None:
        """As every form; which of two equal times is meant belongs to the time."""
        super().meet(now)
        if isinstance(now, WhenForm) and (self.date.data, self.time.data) == (now.date.data, now.time.data):
            self.fold.data = now.fold.data

    def refuse(self, error: RuleBroken) -> None:
        """As every form, and remember what to ask."""
        if isinstance(error, ClockGap | ClockFold):
            self._asked = error
        super().refuse(error)

    def answers(self) -> list[Answer]:
        """The buttons to show beside the time: the two nearest times that exist, or which of the two is meant."""
        asked = self._asked
        if isinstance(asked, ClockGap):
            return [
                Answer("at", f"{local:%Y-%m-%dT%H:%M}", gettext("Take %(time)s", time=f"{local:%H:%M}"))
                for local in (asked.earlier, asked.later)
            ]
        if isinstance(asked, ClockFold):
            words = (gettext("The first, %(offset)s"), gettext("The second, %(offset)s"))
            return [
                Answer("fold", str(fold), words[fold] % {"offset": offset_label(moment, asked.zone)})
                for fold, moment in enumerate((asked.first, asked.second))
            ]
        return []

    def _take_answer(self) -> None:
        """A time that was chosen instead of a skipped one."""
        try:
            local = datetime.strptime(self.at.data or "", "%Y-%m-%dT%H:%M")
        except ValueError:
            return
        self.show(When(local, ""))
        self.at.data = ""


def new_when_data(event: Event, before: Session | None, *, zone: str) -> dict[str, Any]:
    """What the form of a new session begins with: after the one before and as long, on the clocks of the zone.

    Where that one has no time, or there is none: the event's first day.
    """
    minutes = (before.duration if before else 0) or FIRST_MINUTES
    if before is None or before.ends_at is None:
        return {"date": event.starts_on, "zone": "", "duration": minutes}
    return _shown(following(before.ends_at, minutes, zone))


def _shown(when: When) -> dict[str, Any]:
    local = when.local_start
    return {
        "date": local.date() if local else None,
        "time": local.time() if local else None,
        "zone": when.zone,
        "duration": when.duration,
        "fold": str(when.fold) if local and zones.is_fold(local, when.zone) else "",
    }


def when_data(talk: Session, event: Event, stages: Sequence[Stage]) -> dict[str, Any]:
    """What the form shows of a session; no zone where it is the one by default."""
    chosen = "" if talk.zone == zone_by_default(event, stages, talk.stage_id) else talk.zone
    return _shown(When(talk.local_start, talk.zone, talk.fold, talk.duration)) | {"zone": chosen}


def zone_by_default(event: Event, stages: Sequence[Stage], stage_id: int | None) -> str:
    """The zone of the stage's city, else of the event."""
    city = next((stage.city for stage in stages if stage.id == stage_id), None)
    return default_zone(city.zone if city else None, event.zone)


def _zone_choices(event: Event, by_default: str) -> Iterator[Choice]:
    yield option("", gettext("%(zone)s, as the stage or the event has it", zone=by_default))
    hosts = gettext("Host cities")
    for host in event.hosts:
        yield option(host.city.zone, f"{plain(host.city.name)} ({host.city.zone})", hosts)
    for area, names in zones.choices():
        group = gettext(zones.AREAS[area])
        for name in names:
            yield option(name, name.replace("_", " "), group)
