"""What a connection may ask for: each command is checked, carried out, committed, and then answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.clock import now
from app.db import commit, db
from app.errors import N_, NotFound, RuleBroken
from app.live.actions.questions import answer_in_writing, ask, pin, star, take_step, was_asked, withdraw
from app.live.actions.rooms import set_asking
from app.live.actions.stages import set_hand
from app.live.actions.votes import Ballot
from app.live.messages import me_of
from app.live.models import Question, Room
from app.live.queries import question_of
from app.live.rules.asking import asked, check_cid
from app.live.rules.opening import Asking, Closed
from app.live.rules.said import Audience
from app.live.rules.stage import Hand
from app.live.rules.states import Step
from app.live.seats import Seat, seat_in
from app.live.sockets.clients import Client, Place
from app.live.sockets.grouped import GroupedVotes
from app.live.sockets.open_rooms import OpenRooms
from app.live.visitors import UnknownBrowser
from app.people.models import Person
from app.schedule.rules.codes import is_code

__all__ = ["COMMANDS", "Command", "vote"]

Answer = dict[str, Any]
Given = Mapping[str, Any]


class Command:
    """A command as it came in: who sent it, from which room."""

    def __init__(self, client: Client, given: Given) -> None:
        if client.place is None:
            raise NotFound
        self.client = client
        self.place: Place = client.place
        self.given = given

    def person(self) -> Person | None:
        """The account behind it."""
        return None if self.client.person_id is None else db.session.get(Person, self.client.person_id)

    def seat(self) -> Seat:
        """Her seat, as it is now: rights and the release may have changed since she joined."""
        return seat_in(self.place.event, self.place.code, by=self.person())

    def room(self) -> Room:
        """The room's row. Raises :class:`NotFound` once it is gone."""
        room = db.session.get(Room, self.place.room_id)
        if room is None:
            raise NotFound
        return room

    def moderator(self) -> Person:
        """The person, where she moderates here. Others are told that there is nothing."""
        person = self.person()
        if person is None or self.seat().audience is not Audience.STAFF:
            raise NotFound
        return person

    def question(self) -> Question:
        """The question that the command names."""
        return question_of(self.place.room_id, _code(self.given), lock=True)

    def version(self) -> int:
        """The version that the sender looked at."""
        version = self.given.get("version")
        if not isinstance(version, int) or isinstance(version, bool):
            raise RuleBroken(N_("The version is missing."), field="version")
        return version


def _ask(command: Command) -> Answer:
    seat, given = command.seat(), command.given
    words = asked(given.get("text"), name=given.get("name", ""), language=given.get("language", ""))
    cid, actor = check_cid(given.get("cid")), _known(command.client)
    if not was_asked(seat.room, actor=actor, cid=cid):
        seat.check_open()
        ask(command.room(), words, actor=actor, cid=cid, now=now())
        commit()
    return me_of(command.place.room_id, command.client.actor)


def _withdraw(command: Command) -> Answer:
    withdraw(command.question(), actor=command.client.actor, now=now())
    commit()
    return me_of(command.place.room_id, command.client.actor)


def _step(command: Command) -> Answer:
    person = command.moderator()
    question, step = command.question(), _word(command.given, "step")
    if step not in set(Step) or step == Step.WITHDRAW:
        raise RuleBroken(N_("There is no such step."), field="step")
    reason = command.given.get("reason", "")
    take_step(
        question, Step(step), by=person, expected_version=command.version(), now=now(),
        reason=reason if isinstance(reason, str) else "",
    )  # fmt: skip
    return _done(question)


def _pin(command: Command) -> Answer:
    person, question = command.moderator(), command.question()
    pin(question, pinned=_flag(command.given, "pinned"), by=person, now=now())
    return _done(question)


def _star(command: Command) -> Answer:
    person, question = command.moderator(), command.question()
    star(question, starred=_flag(command.given, "starred"), by=person, now=now())
    return _done(question)


def _answer(command: Command) -> Answer:
    person, question, answer = command.moderator(), command.question(), command.given.get("answer")
    if not isinstance(answer, dict) or not all(isinstance(part, str) for pair in answer.items() for part in pair):
        raise RuleBroken(N_("This is not a text."), field="answer")
    answer_in_writing(question, answer, by=person, expected_version=command.version(), now=now())
    return _done(question)


def _asking(command: Command) -> Answer:
    command.moderator()
    wanted = _word(command.given, "asking")
    if wanted not in set(Asking):
        raise RuleBroken(N_("Choose one of the list."), field="asking")
    set_asking(command.room(), Asking(wanted))
    commit()
    return {"asking": wanted}


def _stage(command: Command) -> Answer:
    person, wanted = command.moderator(), _word(command.given, "hand")
    if wanted not in set(Hand):
        raise RuleBroken(N_("Choose one of the list."), field="hand")
    set_hand(command.room(), Hand(wanted), by=person)
    commit()
    return {"hand": wanted}


COMMANDS: Mapping[str, Callable[[Command], Answer]] = {
    "ask": _ask,
    "withdraw": _withdraw,
    "step": _step,
    "pin": _pin,
    "star": _star,
    "answer": _answer,
    "asking": _asking,
    "stage": _stage,
}
"""The commands that write by themselves, each in a transaction of its own; votes are written in groups."""


def vote(client: Client, given: Given, votes: GroupedVotes, rooms: OpenRooms) -> Answer:
    """Set a vote; answered once it is committed. The hot path: no person is loaded, the group reads the question."""
    if client.place is None:
        raise NotFound
    code, wanted, actor = _code(given), _flag(given, "vote"), _known(client)
    if not rooms.takes_votes(client.place):
        raise Closed
    return votes.cast(Ballot(client.place.room_id, code, actor, wanted)).said()


def _known(client: Client) -> str:
    if not client.is_known:
        raise UnknownBrowser
    return client.actor


def _done(question: Question) -> Answer:
    commit()
    return {"id": question.code, "state": question.state, "version": question.version}


def _code(given: Given) -> str:
    code = given.get("id")
    if not isinstance(code, str) or not is_code(code):
        raise NotFound
    return code


def _word(given: Given, name: str) -> str:
    """What may be one of a list; empty for what is no text, which no list can even be asked for."""
    word = given.get(name)
    return word if isinstance(word, str) else ""


def _flag(given: Given, name: str) -> bool:
    wanted = given.get(name)
    if not isinstance(wanted, bool):
        raise RuleBroken(N_("Say true or false."), field=name)
    return wanted
