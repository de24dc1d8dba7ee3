"""What the moderator's pages share: who moderates which room, and the console as it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request, url_for

from app.errors import NotFound
from app.events.models import Event
from app.events.queries import managed_event
from app.events.rules import Act
from app.live.actions.rooms import open_room
from app.live.models import Question, Room
from app.live.queries import question_of, questions_of
from app.live.rules.moderating import COLUMN_LABELS, KEYS, MAIN, stacks, steps_from
from app.live.rules.opening import ASKING_LABELS, Asking
from app.live.rules.said import Audience
from app.live.rules.stage import HAND_KEYS, HAND_LABELS, Stage
from app.live.rules.stage import STATE_LABELS as STAGE_LABELS
from app.live.rules.states import STATE_LABELS, step_label
from app.live.seats import Seat, seat_in
from app.live.stages import stage_of
from app.live.steps import last_moderators, last_switch
from app.people.models import Person
from app.schedule.rules.codes import is_code
from app.web import acting, zone_of

__all__ = ["Console", "Trouble", "console_at"]

MOST = 60
"""Questions of one column on a page, unless all are wanted."""


@dataclass(frozen=True)
class Trouble:
    """Why something was not done: a sentence, and the question that it is about."""

    sentence: str
    code: str = ""
    status: int = 409


@dataclass(frozen=True)
class Console:
    """A moderator at a room."""

    event: Event
    seat: Seat
    by: Person

    def room(self) -> Room:
        """The room, made where nobody came before; only within a writing request."""
        return self.seat.room or open_room(self.event.id, self.seat.talk.code)

    def question(self, code: str, *, lock: bool = False) -> Question:
        """A question of this room. Raises :class:`NotFound`."""
        if self.seat.room is None or not is_code(code):
            raise NotFound
        return question_of(self.seat.room.id, code, lock=lock)

    def stage(self) -> Stage | None:
        """The stage as it is now; None where the session was called off."""
        return stage_of(self.seat)

    def back(self, code: str = "") -> Response:
        """The way back to the console, to the question."""
        address = url_for("live.console", event=self.event.slug, code=self.seat.talk.code, _anchor=code or None)
        return make_response(redirect(address, 303))

    def shown(self, trouble: Trouble | None = None) -> Response:
        """The console as it is now."""
        room = self.seat.room
        everything = "all" in request.args
        questions = questions_of(room.id, Audience.STAFF) if room else []
        answer = self.page(
            "live/console.html",
            stacks=stacks(questions, most=None if everything else MOST),
            column_labels=COLUMN_LABELS,
            moderators=last_moderators(room.id) if room else {},
            switch=last_switch(room) if room else None,
            asking=Asking(room.asking if room else Asking.SCHEDULE),
            asking_labels=ASKING_LABELS,
            is_premoderated=room.premoderated if room else True,
            is_open=self.seat.is_open,
            trouble=trouble,
            stage=self.stage(),
            stage_labels=STAGE_LABELS,
            hand_labels=HAND_LABELS,
            hand_keys=HAND_KEYS,
        )
        answer.status_code = trouble.status if trouble else 200
        return answer

    def page(self, template: str, **context: object) -> Response:
        """A page of this room, with the words that all of them need."""
        return make_response(render_template(template, **self.words(), **context))

    def words(self) -> dict[str, object]:
        """What the templates of this room's pages know."""
        return {
            "event": self.event,
            "talk": self.seat.talk,
            "zone": zone_of(self.event.zone),
            "state_labels": STATE_LABELS,
            "step_label": step_label,
            "steps_from": steps_from,
            "main_step": MAIN,
            "keys": KEYS,
        }


def console_at(event: str, code: str) -> Console:
    """The console of a session's room, for somebody who moderates there. Raises :class:`NotFound` to others."""
    by = acting()
    row = managed_event(event, by=by, act=Act.MODERATE)
    return Console(row, seat_in(row.slug, code, by=by), by)
