"""Real clients at the real program: two visitors, a moderator, and somebody hostile."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import websocket
from sqlalchemy import func, select

from app import create_app
from app.clock import now
from app.db import commit, db
from app.events.models import Event, TeamMember
from app.live.actions.questions import pin
from app.live.models import Question, Vote
from app.people.models import Person, SignIn
from app.settings import Settings
from app.tokens import new_token
from tests.browsers import cookie_of_browser
from tests.live.rooms import CODE, made_hall
from tests.live.wire import Wire
from tests.personas import browser_of
from tests.program import Program

pytestmark = pytest.mark.process

KEY = "a key for tests only, 0123456789 abcdef"
IN_STEP = 5.0
"""Seconds within which every screen is in step again (promise P4)."""
GONE = 2.0
"""Seconds within which what was hidden is gone from every screen (promise P5)."""


@dataclass
class Place:
    """The running program, and the test's own way to its database."""

    program: Program
    app: Any
    session: str
    mira_id: int

    def comes(self, *, cookie: str = "") -> Wire:
        """A visitor in the room; a browser of its own unless a cookie is given."""
        wire = Wire(self.program.address, cookie=cookie or cookie_of_browser(KEY))
        joined = wire.asks("join", session=self.session)
        assert joined["ok"], joined
        return wire

    def moderator(self) -> Wire:
        """Mira, signed in, in the room."""
        return self.comes(cookie=self.signed_in(self.mira_id))

    def signed_in(self, person_id: int) -> str:
        """A cookie of a new session of that person."""
        with self.app.app_context():
            person = db.session.get(Person, person_id)
            assert person is not None
            cookie = browser_of(self.app, person).get_cookie("meridian")
            assert cookie is not None
            return f"meridian={cookie.value}"

    def sets_state(self, state: str) -> None:
        """Show the event, or hide it."""
        with self.app.app_context():
            db.session.scalars(select(Event)).one().state = state
            commit()

    def changes(self, code: str) -> None:
        """A line in the room's log: another process pins that question."""
        with self.app.app_context():
            question = db.session.scalars(select(Question).where(Question.code == code)).one()
            mira = db.session.get_one(Person, self.mira_id)
            pin(question, pinned=not question.pinned, by=mira, now=now())
            commit()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("live")
    with Program(folder, MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY, MERIDIAN_LIMITS="0") as program:
        app = create_app(Settings(mode="test", data=Path(folder), secret_key=KEY, log_level="error"))
        with app.app_context():
            hall = made_hall(app)
            commit()
            made = Place(program, app, f"{hall.event.slug}/{CODE}", hall.mira.id)
            db.session.remove()
        yield made
        assert "Traceback" not in program.said()


@pytest.fixture(autouse=True)
def _everybody_leaves() -> Iterator[None]:
    yield
    while Wire.everyone:
        Wire.everyone.pop().leaves()


def shown(place: Place, asker: Wire, moderator: Wire, text: str) -> str:
    """Ask and approve; the question's code."""
    mine = asker.asks("ask", text=text, cid=new_token())["questions"][-1]
    assert moderator.asks("step", id=mine["id"], version=mine["version"], step="approve")["ok"]
    asker.hears("ev", lambda said: any(one.get("data", {}).get("id") == mine["id"] for one in said["items"]))
    return str(mine["id"])


def scores(said: dict[str, Any]) -> list[tuple[str, int]]:
    """The scores that a message tells, without their versions."""
    return [(code, score) for code, score, _version in said["scores"]]


def test_all_screens_agree_after_votes_at_the_same_moment(place: Place):
    moderator = place.moderator()
    visitors = [place.comes() for _ in range(4)]
    code = shown(place, visitors[0], moderator, "When does the harbour freeze?")
    threads = [threading.Thread(target=one.asks, args=("vote", {"id": code, "vote": True})) for one in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for screen in (*visitors, moderator):
        screen.hears("tick", lambda said: (code, 4) in scores(said), timeout=IN_STEP)
    late = place.comes().asks("join", session=place.session)["items"]
    assert [(one["id"], one["score"]) for one in late if one["id"] == code] == [(code, 4)]


def test_who_was_away_hears_the_votes_cast_meanwhile(place: Place):
    """A replay holds the scores that moved, not only lines of the log; nobody votes any more."""
    moderator, voter, other = place.moderator(), place.comes(), place.comes()
    code = shown(place, voter, moderator, "Is the sauna heated?")
    have = {key: other.asks("join", session=place.session)[key] for key in ("epoch", "seq", "gauge")}
    other.leaves()
    voter.asks("vote", id=code, vote=False)
    voter.hears("tick", lambda said: (code, 0) in scores(said), timeout=IN_STEP)

    back = place.comes().asks("join", session=place.session, have=have)
    assert (back["mode"], scores(back)) == ("replay", [(code, 0)])


def test_a_head_tick_says_up_to_which_score_all_was_told(place: Place):
    """So that a screen which lost the last tick notices."""
    moderator, voter, other = place.moderator(), place.comes(), place.comes()
    code = shown(place, voter, moderator, "Is anything lost?")
    answer = voter.asks("vote", id=code, vote=False)
    other.hears("tick", lambda said: (code, 0) in scores(said), timeout=IN_STEP)
    other.heard.clear()
    head = other.hears("tick", timeout=IN_STEP)
    assert (head["since"], head["gauge"], head["scores"]) == (answer["ver"], answer["ver"], [])


def test_pending_question_reaches_its_author_and_moderators_only(place: Place):
    moderator, author, other = place.moderator(), place.comes(), place.comes()
    author.asks("ask", text="Is this a secret text?", cid=new_token())
    moderator.hears("ev", lambda said: "secret text" in str(said))
    assert "secret text" in str(author.hears("me"))
    assert "secret text" not in str(other.listens(1))


def test_hidden_is_gone_from_every_screen_in_two_seconds(place: Place):
    moderator, author, other = place.moderator(), place.comes(), place.comes()
    code = shown(place, author, moderator, "Words to hide?")
    version = other.hears("ev", lambda said: "Words to hide" in str(said))["items"][-1]["data"]["version"]
    began = time.monotonic()
    assert moderator.asks("step", id=code, version=version, step="dismiss")["ok"]
    other.hears("ev", lambda said: {"type": "gone", "data": {"id": code}}.items() <= said["items"][-1].items())
    assert time.monotonic() - began < GONE
    other.heard.clear()
    late = place.comes()
    replay = late.asks(
        "sync", session=place.session, have={"epoch": late.asks("join", session=place.session)["epoch"], "seq": 0}
    )
    assert replay["mode"] == "replay"
    assert "Words to hide" not in str((replay, late.heard, other.listens(0.5)))
    assert late.asks("vote", id=code, vote=True)["error"] == "not_found"


def test_who_was_away_is_in_step_with_what_was_missed(place: Place):
    moderator, author, away = place.moderator(), place.comes(), place.comes()
    joined = away.asks("join", session=place.session)
    away.leaves()
    code = shown(place, author, moderator, "Asked while she was away?")
    back = Wire(place.program.address)
    missed = back.asks("join", session=place.session, have={"epoch": joined["epoch"], "seq": joined["seq"]})
    assert missed["mode"] == "replay"
    assert code in [one.get("data", {}).get("id") for one in missed["items"]]


def test_a_tick_tells_the_newest_number_every_two_seconds(place: Place):
    quiet = place.comes()
    quiet.heard.clear()
    heads = [said["seq"] for name, said in quiet.listens(4.5) if name == "tick"]
    assert len(heads) >= 2


def test_visitor_cannot_moderate(place: Place):
    moderator, author = place.moderator(), place.comes()
    code = shown(place, author, moderator, "May I approve myself?")
    for command, more in (
        ("step", {"step": "live", "version": 2}),
        ("pin", {"pinned": True}),
        ("asking", {"asking": "closed"}),
    ):
        assert author.asks(command, id=code, **more)["error"] == "not_found"


def test_stale_step_gets_the_current_version(place: Place):
    moderator, author = place.moderator(), place.comes()
    code = shown(place, author, moderator, "Twice at once?")
    answer = moderator.asks("step", id=code, version=1, step="live")
    assert (answer["error"], answer["current"]) == ("conflict", 2)


def test_signing_out_ends_the_connection_in_two_seconds(place: Place):
    moderator = place.moderator()
    with place.app.app_context():
        newest = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
        assert newest is not None
        newest.ended_at = newest.created_at
        db.session.commit()
        db.session.remove()
    moderator.listens(GONE + 0.5)
    assert moderator.ended


def test_who_moderates_no_longer_hears_no_more_than_others(place: Place):
    moderator, author = place.moderator(), place.comes()
    with place.app.app_context():
        row = db.session.scalars(select(TeamMember).where(TeamMember.person_id == place.mira_id)).one()
        values = {"event_id": row.event_id, "person_id": row.person_id, "role": row.role}
        db.session.delete(row)
        db.session.commit()
        db.session.remove()
    try:
        assert moderator.hears("me", lambda said: said.get("rights") == [], timeout=GONE + 0.5)["role"] == "public"
        moderator.heard.clear()
        author.asks("ask", text="Only for moderators?", cid=new_token())
        assert "Only for moderators" not in str(moderator.listens(1))
    finally:
        with place.app.app_context():
            db.session.add(TeamMember(**values))
            db.session.commit()
            db.session.remove()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_other_origins_are_kept_out(place: Place, origin: str):
    with pytest.raises(websocket.WebSocketBadStatusException):
        Wire(place.program.address, origin=origin)


def test_rebinding_host_is_kept_out(place: Place):
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Wire(place.program.address, host="evil.example")
    assert refused.value.status_code == 421


ODD = (
    None, [], 1, "text", True, {}, {"id": None}, {"id": 2**63}, {"id": "x" * 5000}, {"id": "k7m2qd", "vote": 1},
    {"session": []}, {"session": "a/b/c"}, {"session": "no-such/k7m2qd"}, {"text": "\x00", "cid": "x"},
    {"text": ["a"], "cid": new_token()}, {"text": "y" * 60_000, "cid": new_token()}, {"version": "1", "step": "live"},
    {"have": {"epoch": {}, "seq": -1}}, {"answer": {"en": 1}}, {"asking": {}}, {"pinned": "yes"}, {"id": {"a": {}}},
)  # fmt: skip
NAMES = (
    "join",
    "sync",
    "ask",
    "vote",
    "withdraw",
    "step",
    "pin",
    "star",
    "answer",
    "asking",
    "nonsense",
    "",
)
BROKEN = (
    "", "4", "9", "42", "42/live,", '42/live,["vote"', '42/live,1["vote",{"id":NaN}]', '42/live,2["vote","\\ud800"]',
    "4" + "2" * 500, '451-/live,["vote",{"_placeholder":true,"num":0}]', "42/other,[1]", '42/live,3{"a":1}',
    '42/live,99999999999999999999["vote",{}]', "40/live," + "x" * 100, "43/live,1[]", "44", '42["vote",{}]',
    '42/live,5["connect",{"REMOTE_ADDR":"10.0.0.1"}]', '42/live,6["disconnect"]', '42/live,8["\\u0063onnect",{}]',
    "42/live,4" + "[" * 2000, "0", "1", "6", "b64", "4" + "x" * 100_000,
)  # fmt: skip


def test_browser_without_a_cookie_of_ours_may_look_and_changes_nothing(place: Place):
    code = shown(place, place.comes(), place.moderator(), "Who may vote?")
    for cookie in (f"visitor={new_token()}", "other=1"):
        wire = place.comes(cookie=cookie)
        for name, said in (("vote", {"id": code, "vote": True}), ("ask", {"text": "May I ask?", "cid": new_token()})):
            assert wire.asks(name, said)["error"] == "invalid"
        assert [one["score"] for one in wire.asks("sync", session=place.session)["items"] if one["id"] == code] == [1]


def test_odd_commands_are_answered_and_broken_frames_end_only_their_connection(place: Place):
    calm = place.comes()
    rng = random.Random(20261122)
    odd = place.comes()
    for _number in range(1500):
        answer = odd.asks(rng.choice(NAMES), rng.choice(ODD))
        assert answer["ok"] in (True, False)
        assert answer["ok"] or answer["error"]
    for _number in range(500):
        broken = Wire(place.program.address)
        broken.write(rng.choice(BROKEN))
        with suppress(OSError, websocket.WebSocketException):  # it may be closed already
            broken.write('42/live,7["join",{}]')
        broken.leaves()
    assert not calm.ended
    assert calm.asks("join", session=place.session)["ok"]
    said = place.program.said()
    assert "Traceback" not in said


def test_frame_that_is_too_large_ends_the_connection(place: Place):
    wire = place.comes()
    wire.write("4" + "x" * 1_000_000)
    wire.listens(3)
    assert wire.ended


def test_worker_killed_in_the_middle_loses_no_acknowledged_vote(place: Place):
    """P1: kill -9 of the web worker while votes come in; each that was answered is in the database once."""
    moderator, author = place.moderator(), place.comes()
    code = shown(place, author, moderator, "Does it survive?")
    acknowledged: list[str] = []
    voters = [place.comes() for _ in range(12)]

    def votes(wire: Wire, number: int) -> None:
        try:
            if wire.asks("vote", id=code, vote=True)["ok"]:
                acknowledged.append(str(number))
        except (AssertionError, OSError, websocket.WebSocketException):
            return  # never answered: nothing was promised

    threads = [threading.Thread(target=votes, args=(wire, number)) for number, wire in enumerate(voters)]
    worker = max(pid for pid, command in place.program.children().items() if "gunicorn" in command)
    for thread in threads[:6]:
        thread.start()
    for thread in threads[:6]:
        thread.join()
    for thread in threads[6:]:
        thread.start()
    os.kill(worker, signal.SIGKILL)
    for thread in threads:
        thread.join()
    place.program.health()
    with place.app.app_context():
        question = db.session.scalars(select(Question).where(Question.code == code)).one()
        rows = db.session.scalar(select(func.count()).where(Vote.question_id == question.id)) or 0
        assert len(acknowledged) >= 6
        assert rows >= len(acknowledged) + 1  # the asker's own
        assert question.score == rows
        db.session.remove()


def test_stage_is_told_to_everybody_and_held_by_moderators_only(place: Place):
    moderator, visitor = place.moderator(), place.comes()
    joined = visitor.asks("join", session=place.session)
    assert joined["stage"]["state"] == "waiting"
    assert abs(datetime.fromisoformat(joined["now"]).timestamp() - time.time()) < 60
    assert visitor.asks("stage", hand="live")["error"] == "not_found"
    for odd in ("replay", "", None, 5, ["live"]):
        assert moderator.asks("stage", hand=odd)["error"] == "invalid"
    assert moderator.asks("stage", hand="live") == {"ok": True, "hand": "live"}
    told = visitor.hears("ev", lambda said: said["items"][-1]["type"] == "stage")["items"][-1]
    assert (told["data"]["state"], told["data"]["hand"]) == ("live", "live")
    late = place.comes().asks("sync", session=place.session, have={"epoch": joined["epoch"], "seq": told["seq"] - 1})
    assert [(line["seq"], line["type"]) for line in late["items"]] == [(told["seq"], "stage")]
    assert moderator.asks("stage", hand="schedule")["ok"]
    visitor.hears("ev", lambda said: said["items"][-1].get("data", {}).get("state") == "waiting")


def test_screens_hear_whether_questions_are_taken(place: Place):
    moderator, visitor = place.moderator(), place.comes()
    for wanted, is_open in (("closed", False), ("schedule", True)):
        assert moderator.asks("asking", asking=wanted)["ok"]
        said = visitor.hears("ev", lambda said: said["items"][-1]["type"] == "room")
        assert said["items"][-1]["data"] == {"open": is_open}


def test_who_sits_in_a_room_hears_nothing_of_it_once_its_event_is_hidden(place: Place):
    moderator, visitor = place.moderator(), place.comes()
    code = shown(place, visitor, moderator, "Is this still for everybody?")
    place.sets_state("draft")
    try:
        assert visitor.hears("gone", timeout=GONE) == {"session": place.session}
        visitor.heard.clear()
        place.changes(code)
        assert visitor.listens(2) == []
        assert visitor.asks("vote", id=code, vote=True)["error"] == "not_found"
        assert visitor.asks("sync", session=place.session)["error"] == "not_found"
    finally:
        place.sets_state("public")
