"""The moderator's console by plain forms: every step, stale ones, who may, and what it never says."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.clock import now
from app.db import commit, db
from app.live.actions import questions as actions
from app.live.actions.questions import ask, take_step
from app.live.models import LogEntry, Question
from app.live.rules.asking import asked
from app.live.rules.states import MODERATOR, State, Step
from app.live.steps import steps_of
from tests.live.rooms import CODE, Hall
from tests.personas import browser_of, layla

CONSOLE = f"/manage/e/busan-helsinki/rooms/{CODE}/"

WAY_TO: dict[State, tuple[Step, ...]] = {
    State.PENDING: (),
    State.APPROVED: (Step.APPROVE,),
    State.LIVE: (Step.LIVE,),
    State.ANSWERED: (Step.LIVE, Step.ANSWERED),
    State.DISMISSED: (Step.APPROVE, Step.DISMISS),
}
EDGES = [(state, step, to) for state, steps in MODERATOR.items() for step, to in steps.items()]


@pytest.fixture
def mira(hall: Hall) -> FlaskClient:
    return browser_of(hall.app, hall.mira)


def in_state(hall: Hall, state: State, text: str = "When does it freeze?") -> Question:
    question = hall.question(text, shown=False)
    for step in WAY_TO[state]:
        take_step(question, step, by=hall.mira, expected_version=None, now=now())
    commit()
    assert question.state == state
    return question


def send(browser: FlaskClient, question: Question, act: str, **values: object):
    given = {"version": question.version} | values
    return browser.post(f"{CONSOLE}{question.code}/{act}", data=given)


# ------------------------------------------------------------------ steps


def test_restoring_says_what_it_does(hall: Hall, mira: FlaskClient):
    """What nobody ever saw waits again; it is not shown."""
    never = in_state(hall, State.PENDING, "Was this ever shown?")
    take_step(never, Step.DISMISS, by=hall.mira, expected_version=None, now=now())
    commit()
    page = mira.get(CONSOLE).text
    assert ("Back to those that wait" in page, "Show again" in page) == (True, False)
    send(mira, never, "step", step="restore")
    assert never.state == State.PENDING
    in_state(hall, State.DISMISSED, "And this one?")
    page = mira.get(CONSOLE).text
    assert ("Back to those that wait" in page, "Show again" in page) == (False, True)


@pytest.mark.parametrize(("state", "step", "to"), EDGES, ids=str)
def test_every_step_has_its_form(hall: Hall, mira: FlaskClient, state: State, step: Step, to: State):
    question = in_state(hall, state)
    page = mira.get(CONSOLE).text
    if step is Step.REMOVE:
        assert f"{CONSOLE}{question.code}/remove" in mira.get(f"{CONSOLE}{question.code}/").text
        answer = send(mira, question, "remove")
    else:
        assert f'name="step" value="{step}"' in page
        answer = send(mira, question, "step", step=step)
    assert answer.status_code == 303
    db.session.refresh(question)
    assert question.state == to


def test_other_steps_are_refused_and_said(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.PENDING)
    for step in ("reopen", "withdraw", "remove", "", "no such"):
        answer = send(mira, question, "step", step=step)
        assert (answer.status_code, "Not done" in answer.text) == (400, True), step
    db.session.refresh(question)
    assert (question.state, steps_of(question.id)) == ("pending", [])


def test_stale_step_is_refused_with_the_state_as_it_is(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.PENDING)
    seen = question.version
    take_step(question, Step.DISMISS, by=hall.aino, expected_version=None, now=now())
    commit()
    answer = send(mira, question, "step", step="approve", version=seen)
    assert answer.status_code == 409
    assert "The question now is: Not shown." in answer.text
    db.session.refresh(question)
    assert question.state == "dismissed"


def test_stale_step_would_be_taken_without_versions(hall: Hall, mira: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    """Negative control of P9: nothing but the version keeps the later moderator from undoing the first one's step."""
    question = in_state(hall, State.APPROVED)
    seen = question.version
    take_step(question, Step.LIVE, by=hall.aino, expected_version=None, now=now())
    commit()
    monkeypatch.setattr(actions, "expect_version", lambda _row, _version: None)
    assert send(mira, question, "step", step="dismiss", version=seen).status_code == 303
    db.session.refresh(question)
    assert question.state == "dismissed"


def test_same_step_of_two_moderators_is_no_conflict(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.PENDING)
    seen = question.version
    take_step(question, Step.APPROVE, by=hall.aino, expected_version=None, now=now())
    commit()
    answer = mira.post(
        f"{CONSOLE}{question.code}/step", data={"step": "approve", "version": seen}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert "did the same: Shown." in answer.text


def test_form_without_a_version_is_stale(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.PENDING)
    assert mira.post(f"{CONSOLE}{question.code}/step", data={"step": "approve"}).status_code == 409


def test_removing_asks_first_and_erases(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.APPROVED)
    page = mira.get(f"{CONSOLE}{question.code}/remove").text
    assert "Remove this question for good?" in page
    assert "When does it freeze?" in page
    db.session.refresh(question)
    assert question.state == "approved"
    assert send(mira, question, "remove", version=question.version - 1).status_code == 409
    assert send(mira, question, "remove").status_code == 303
    assert "freeze" not in mira.get(CONSOLE).text
    assert "freeze" not in mira.get(f"{CONSOLE}{question.code}/").text
    assert "Its text was erased." in mira.get(f"{CONSOLE}{question.code}/").text


# ------------------------------------------------------------------ marks and answers


def test_pin_and_star_are_set_not_toggled(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.APPROVED)
    for _twice in range(2):
        assert send(mira, question, "mark", pinned=1).status_code == 303
        assert send(mira, question, "mark", starred=1).status_code == 303
    db.session.refresh(question)
    assert (question.pinned, question.starred) == (True, True)
    send(mira, question, "mark", pinned=0)
    db.session.refresh(question)
    assert (question.pinned, question.starred) == (False, True)
    assert send(mira, question, "mark").status_code == 400


def test_only_what_everybody_sees_is_pinned(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.PENDING)
    assert "Show the question first." in send(mira, question, "mark", pinned=1).text


def test_answer_is_written_in_languages(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.ANSWERED)
    given = {"answer": ["In January.", "Tammikuussa."], "answer-language": ["en", "fi"]}
    assert send(mira, question, "answer", **given).status_code == 303
    db.session.refresh(question)
    assert question.answer == {"en": "In January.", "fi": "Tammikuussa."}
    assert "In January." in hall.app.test_client().get(f"{hall.path}/room.json").text
    stale = send(mira, question, "answer", version=1, **given | {"answer": ["In May.", "Toukokuussa."]})
    assert stale.status_code == 409
    assert "Somebody else has saved this in the meantime" in stale.text


# ------------------------------------------------------------------ the room


def test_room_is_opened_closed_and_given_back_to_the_schedule(hall: Hall, mira: FlaskClient):
    for asking, is_open in (("closed", False), ("open", True), ("schedule", True)):
        assert mira.post(f"{CONSOLE}asking", data={"asking": asking}).status_code == 303
        db.session.refresh(hall.room)
        assert hall.room.asking == asking
        assert ("Questions are open" in mira.get(CONSOLE).text) is is_open
    assert mira.post(f"{CONSOLE}asking", data={"asking": "never"}).status_code == 400


def test_premoderation_is_set_and_logged(hall: Hall, mira: FlaskClient):
    lines = db.session.scalar(select(func.count()).select_from(LogEntry)) or 0
    for _twice in range(2):
        assert mira.post(f"{CONSOLE}premoderation", data={"premoderated": "0"}).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(LogEntry)) == lines + 1
    made = ask(hall.room, asked("At once?"), actor="b:layla", cid="cid-at-once", now=now())
    commit()
    assert made.state == "approved"
    assert "Shown without a moderator" in mira.get(CONSOLE).text
    assert mira.post(f"{CONSOLE}premoderation").status_code == 400


def test_settings_make_the_room_where_nobody_came(hall: Hall, mira: FlaskClient):
    db.session.delete(hall.room)
    commit()
    assert "Nobody waits." in mira.get(CONSOLE).text
    assert mira.post(f"{CONSOLE}asking", data={"asking": "closed"}).status_code == 303
    assert "Questions are closed" in mira.get(CONSOLE).text


def test_list_of_rooms_tells_who_waits(hall: Hall, mira: FlaskClient):
    in_state(hall, State.PENDING)
    in_state(hall, State.ANSWERED, "And when does it thaw?")
    page = mira.get("/manage/e/busan-helsinki/rooms/").text
    assert "1 waits" in page
    assert "0 shown, 1 answered" in page
    assert CONSOLE in page
    assert 'href="/manage/e/busan-helsinki/rooms/"' in mira.get("/manage/").text
    assert 'href="/manage/e/busan-helsinki/rooms/"' in mira.get("/manage/e/busan-helsinki/").text


def test_rooms_of_a_draft_come_with_the_release(hall: Hall, mira: FlaskClient):
    hall.event.state = "draft"
    commit()
    assert "Rooms come with the release" in mira.get("/manage/e/busan-helsinki/rooms/").text


def test_only_moderators_are_led_to_the_console(hall: Hall, mira: FlaskClient):
    page = f"{hall.path}/questions"
    assert CONSOLE in mira.get(page).text
    assert CONSOLE not in browser_of(hall.app, hall.otto).get(page).text
    assert browser_of(hall.app, hall.otto).get(CONSOLE).status_code == 404


def test_console_costs_the_same_with_three_questions_as_with_one(hall: Hall, mira: FlaskClient, count_queries):
    in_state(hall, State.PENDING)
    mira.get(CONSOLE)
    with count_queries() as one:
        mira.get(CONSOLE)
    in_state(hall, State.APPROVED, "And when does it thaw?")
    in_state(hall, State.ANSWERED, "And in spring?")
    with count_queries() as three:
        mira.get(CONSOLE)
    assert len(three) == len(one)


# ------------------------------------------------------------------ no name where none was given


def asked_by_layla(hall: Hall) -> Question:
    somebody = layla()
    commit()
    question = hall.question("Who pays for it?", actor=f"p:{somebody.id}")
    actions.withdraw(
        hall.question("Asked and taken back?", actor=f"p:{somebody.id}"), actor=f"p:{somebody.id}", now=now()
    )
    commit()
    return question


def test_who_asked_without_a_name_stays_unknown(hall: Hall, mira: FlaskClient):
    question = asked_by_layla(hall)
    pages = [
        CONSOLE,
        f"{CONSOLE}{question.code}/",
        f"{CONSOLE}{question.code}/answer",
        f"{CONSOLE}{question.code}/remove",
    ]
    pages.extend(f"{CONSOLE}{code}/" for code in db.session.scalars(select(Question.code)))
    for page in pages:
        text = mira.get(page).text
        assert "ليلى" not in text and "layla@" not in text and "p:" not in text.split("<main")[1], page
    assert "by whoever asked" in "".join(mira.get(page).text for page in pages)


def test_history_names_the_moderator(hall: Hall, mira: FlaskClient):
    question = in_state(hall, State.ANSWERED)
    page = mira.get(f"{CONSOLE}{question.code}/").text
    assert page.count("Mira") >= 2
    assert [step.label for step in steps_of(question.id)] == ["Being answered", "Answered"]


def test_cards_say_who_moderated_them(hall: Hall, mira: FlaskClient):
    in_state(hall, State.DISMISSED, "A remark?")
    page = mira.get(CONSOLE).text
    assert page.count("By <bdi>Mira</bdi>") == 1
    in_state(hall, State.PENDING, "Who pays?")
    in_state(hall, State.APPROVED, "Who decides?")
    assert mira.get(CONSOLE).text.count("By <bdi>Mira</bdi>") == 2


def test_history_tells_of_marks_and_written_answers(hall: Hall, mira: FlaskClient):
    address = f"{CONSOLE}{hall.question().code}/"
    for mark in ({"pinned": "1"}, {"pinned": "1"}, {"starred": "1"}, {"pinned": "0"}, {"starred": "0"}):
        mira.post(f"{address}mark", data=mark)
    question = db.session.scalars(select(Question)).one()
    for written in ("In May.", ""):
        db.session.refresh(question)
        send(mira, question, "answer", **{"answer": [written], "answer-language": ["en"]})
    assert [(step.by, step.label) for step in steps_of(question.id)] == [
        ("Mira", "Shown"),
        ("Mira", "Pinned"),
        ("Mira", "Starred"),
        ("Mira", "Not pinned any more"),
        ("Mira", "Not starred any more"),
        ("Mira", "Answered in writing"),
        ("Mira", "Written answer taken away"),
    ]
    assert "Written answer taken away" in mira.get(address).text
