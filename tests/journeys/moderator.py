"""A moderator who acts in another process than the program, through the same actions."""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Self

from flask import Flask
from sqlalchemy import Select, delete, select

from app.clock import now
from app.db import commit, db, writing
from app.events.models import Event
from app.live.actions.questions import ask, take_step
from app.live.actions.rooms import open_room
from app.live.actions.stages import add_stream, set_hand
from app.live.actions.votes import Ballot, cast
from app.live.models import Question, Room, Stream, Vote
from app.live.rules.asking import asked
from app.live.rules.stage import Hand
from app.live.rules.states import State, Step
from app.live.rules.streams import Allowed, StreamValues
from app.people.models import Person
from app.schedule.queries import released
from app.tokens import new_token
from app.visits.actions.beats import Beat, take
from app.visits.rules.hours import Mode
from app.visits.rules.visiting import Told
from tests.personas import make_person

EVENT = "harbour-cities-live"
DEMO_CLIP = "/static/demo/harbour.m3u8"
"""What the demo's stage shows; streams of a journey's own say so behind a question mark."""


def empty_rooms() -> int:
    """Take away what earlier journeys left in the rooms of the event, and answer its id; the caller commits."""
    event_id = db.session.scalars(select(Event.id).where(Event.slug == EVENT)).one()
    db.session.execute(delete(Room).where(Room.event_id == event_id))
    return event_id


class Moderator:
    """Mira, with the room of a session that is under way."""

    def __init__(self, app: Flask, *, of_last: bool = False) -> None:
        self._of_last = of_last
        self._app = app

    def __enter__(self) -> Self:
        self._context = self._app.app_context()
        self._context.push()
        talks = [one for one in released(EVENT).programme.sessions if one.ends_at and one.ends_at > now()]
        talk = talks[-1 if self._of_last else 0]
        self.code = talk.code
        self.path = f"/e/{EVENT}/s/{talk.address}/"
        with writing():
            event_id = empty_rooms()
            self._event = event_id
            self._room = open_room(event_id, talk.code).id
            self._person = make_person(f"{new_token()}@helsinki.example", "Mira").id
            commit()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        db.session.rollback()
        with writing():
            mine = (Stream.event_id == self._event, Stream.code == self.code, Stream.address != DEMO_CLIP)
            db.session.execute(delete(Stream).where(*mine))
            commit()
        db.session.remove()
        db.engine.dispose()
        self._context.pop()

    def question(self, text: str, *, name: str = "") -> str:
        """Somebody asks, and it is shown; answers its code."""
        cid = new_token()
        with writing():
            room = db.session.get_one(Room, self._room)
            words = asked(text, name=name, language="en")
            made = ask(room, words, actor=f"b:{cid}", cid=cid, now=now())
            code = made.code
            commit()
        self._takes(code, Step.APPROVE)
        return code

    def approves(self, text: str) -> None:
        """Show what somebody asked."""
        query = select(Question.code).where(Question.room_id == self._room, Question.text == text)
        self._takes(self._read(query)[0], Step.APPROVE)

    def hides(self, code: str) -> None:
        """Nobody sees it any more."""
        self._takes(code, Step.DISMISS)

    def goes_live(self, code: str) -> None:
        """It is being answered."""
        self._takes(code, Step.LIVE)

    def answered(self, code: str) -> None:
        """It was answered."""
        self._takes(code, Step.ANSWERED)

    def vote_for(self, code: str, people: int) -> None:
        """So many others vote."""
        with writing():
            cast([Ballot(self._room, code, f"b:{new_token()}", True) for _ in range(people)], now=now())
            commit()

    def watched_by(self, people: int) -> None:
        """So many come and watch for a minute. (Browsers of tests say that they are robots, and do not count.)"""
        at = now()
        since = at - timedelta(minutes=5)
        who = [f"b:{new_token()}" for _ in range(people)]
        with writing():
            take([
                Beat(self._event, self.code, one, Mode.LIVE, since, Told("tab-a-00", at, 1, 60_000, 0, True))
                for one in who
            ])  # fmt: skip
            commit()

    def votes(self, code: str) -> int:
        """The rows, which are the truth."""
        query = select(Vote.actor).join(Question, Question.id == Vote.question_id)
        return len(self._read(query.where(Question.room_id == self._room, Question.code == code)))

    def times_asked(self, text: str) -> int:
        """How many questions of that text there are."""
        return len(self._read(select(Question.code).where(Question.room_id == self._room, Question.text == text)))

    def texts_of_withdrawn(self) -> list[str]:
        """What is left of them."""
        query = select(Question.text).where(Question.room_id == self._room, Question.state == State.WITHDRAWN)
        return self._read(query)

    def holds(self, hand: Hand) -> None:
        """Hold the stage at a state, or let it follow the schedule."""
        with writing():
            set_hand(db.session.get_one(Room, self._room), hand, by=db.session.get_one(Person, self._person))
            commit()

    def sets_state(self, state: str) -> None:
        """Hide the event from everybody, or show it again."""
        with writing():
            db.session.get_one(Event, self._event).state = state
            commit()

    def shows(self, kind: str, address: str, *, language: str = "", is_replay: bool = False) -> None:
        """Show a stream in this session, live or as its replay."""
        values = StreamValues(kind, address, language)
        with writing():
            event = db.session.get_one(Event, self._event)
            add_stream(event, values, Allowed((), https_only=False), by=None, code=self.code, is_replay=is_replay)
            commit()

    def _read(self, query: Select[tuple[str]]) -> list[str]:
        found = list(db.session.scalars(query))
        db.session.rollback()
        return found

    def _takes(self, code: str, step: Step) -> None:
        with writing():
            query = select(Question).where(Question.room_id == self._room, Question.code == code)
            person = db.session.get_one(Person, self._person)
            take_step(db.session.scalars(query).one(), step, by=person, expected_version=None, now=now())
            commit()
