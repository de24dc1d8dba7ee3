"""What may happen to a question, how it is said, and how often somebody may ask: decided without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleBroken
from app.live.rules.asking import asked, check_cid, wait_before_asking
from app.live.rules.opening import AFTERWARDS, is_open
from app.live.rules.pace import Allowance, Flood, Pace
from app.live.rules.said import Audience, Entry, SeenQuestion, in_order, said_entry, said_question
from app.live.rules.states import AUTHOR, MODERATOR, State, Step, next_state

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def question(code: str = "k7m2qd", **values: object) -> SeenQuestion:
    """A question that everybody sees."""
    plain: dict = {
        "state": State.APPROVED, "version": 1, "text": "Why?", "name": "", "language": "en", "pinned": False,
        "answer": {}, "score": 1, "asked_at": NOON, "place": 1,
    }  # fmt: skip
    return SeenQuestion(code, **{**plain, **values})


def test_nothing_leads_out_of_what_was_erased():
    for state in (State.WITHDRAWN, State.REMOVED):
        assert MODERATOR[state] == {}
        assert AUTHOR.get(state, {}) == {}


def test_every_state_a_moderator_sees_can_be_removed():
    assert all(Step.REMOVE in MODERATOR[state] for state in State if state not in {State.WITHDRAWN, State.REMOVED})


def test_author_withdraws_but_does_not_approve():
    assert next_state(State.PENDING, Step.WITHDRAW, by_author=True) is State.WITHDRAWN
    with pytest.raises(RuleBroken):
        next_state(State.PENDING, Step.APPROVE, by_author=True)


def test_moderator_does_not_withdraw_for_others():
    with pytest.raises(RuleBroken):
        next_state(State.PENDING, Step.WITHDRAW, by_author=False)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "??", "\u200f \n", "x" * 401, None, 7, ["a"], "\u200b" * 9, "\u2800" * 9, "\u3164" * 9, "\ufe0f" * 9],
)
def test_what_is_no_question_is_refused(text):
    with pytest.raises(RuleBroken) as refused:
        asked(text)
    assert refused.value.field == "text"


@pytest.mark.parametrize("text", ["\u200b" * 9, "\u2800" * 9, "\u3164" * 9, "\ufe0f" * 9])
def test_question_that_nobody_can_see_is_refused(text):
    with pytest.raises(RuleBroken):
        asked(text)


def test_what_is_asked_comes_in_clean():
    words = asked("When\x00 does\u202e it\ud800 freeze?\r\nAnd where?", name=" La\tyla ", language="AR")
    assert (words.text, words.name, words.language) == ("When  does it freeze?\nAnd where?", "La yla", "ar")


def test_question_of_many_lines_takes_no_more_room_than_others():
    assert asked("One?\n\n\n\nTwo?").text == "One?\nTwo?"
    assert asked("a\n" * 150).text == " ".join("a" * 150)


def test_short_words_with_signs_above_and_below_are_questions():
    assert asked("कौन").text == "कौन"


def test_name_that_nobody_can_see_is_none():
    assert asked("Why is that so?", name="\u200b\u3164").name == ""


@pytest.mark.parametrize("language", ["english!", "a" * 40, 5])
def test_an_odd_language_is_refused(language):
    with pytest.raises(RuleBroken):
        asked("Why is that so?", language=language)


@pytest.mark.parametrize("cid", ["", "short", "with space", "x" * 65, "ümlaut-name", None, 12345678, "a\nbcdefgh"])
def test_odd_names_of_commands_are_refused(cid):
    with pytest.raises(RuleBroken):
        check_cid(cid)


def test_fourth_question_within_a_minute_waits_for_the_first_to_age():
    earlier = [NOON - timedelta(seconds=seconds) for seconds in (50, 30, 10)]
    assert wait_before_asking(earlier, NOON) == timedelta(seconds=10)
    assert wait_before_asking(earlier[1:], NOON) == timedelta(0)
    assert wait_before_asking([NOON - timedelta(seconds=60), *earlier[1:]], NOON) == timedelta(0)


def test_room_takes_questions_ahead_and_a_while_after_the_end():
    ends = NOON
    assert is_open("schedule", ends_at=ends, called_off=False, now=ends - timedelta(days=30))
    assert is_open("schedule", ends_at=ends, called_off=False, now=ends + AFTERWARDS - timedelta(seconds=1))
    assert not is_open("schedule", ends_at=ends, called_off=False, now=ends + AFTERWARDS)
    assert is_open("open", ends_at=ends, called_off=False, now=ends + timedelta(days=1))
    assert not is_open("closed", ends_at=None, called_off=False, now=NOON)
    assert not is_open("open", ends_at=ends, called_off=True, now=NOON)


def test_room_of_a_session_without_a_time_closes_with_its_event():
    assert is_open("schedule", ends_at=None, called_off=False, now=NOON)
    assert not is_open("schedule", ends_at=None, called_off=False, now=NOON, event_is_over=True)
    assert is_open("open", ends_at=None, called_off=False, now=NOON, event_is_over=True)


def test_order_is_open_first_then_pinned_live_votes_and_age():
    first = question("first", score=9, place=5)
    tied = question("tied", score=9, place=4)
    live = question("live", state=State.LIVE, score=0, place=9)
    pinned = question("pinned", pinned=True, score=0, place=8)
    answered = question("answered", state=State.ANSWERED, score=99, place=1)
    everyone = [answered, first, live, tied, pinned]
    assert [one.code for one in in_order(everyone)] == ["pinned", "live", "tied", "first", "answered"]


@given(st.permutations(range(6)))
def test_order_is_the_same_on_every_screen(arrival):
    questions = [question(str(place), score=place % 2, place=place, pinned=place == 3) for place in range(6)]
    assert in_order([questions[at] for at in arrival]) == in_order(questions)


@pytest.mark.parametrize("state", [State.PENDING, State.DISMISSED, State.WITHDRAWN, State.REMOVED])
def test_public_hears_nothing_of_what_it_does_not_see(state):
    hidden = question("secret", state=state, text="hidden words", name="Otto")
    entry = Entry(7, NOON, "question", "secret")
    never = said_entry(entry, hidden, Audience.PUBLIC, was_shown=False)
    assert never == {"seq": 7, "at": NOON.isoformat(), "type": "quiet"}
    once = said_entry(entry, hidden, Audience.PUBLIC, was_shown=True)
    assert once == {"seq": 7, "at": NOON.isoformat(), "type": "gone", "data": {"id": "secret"}}
    assert "hidden words" in str(said_entry(entry, hidden, Audience.STAFF, was_shown=False))


def test_only_moderators_see_stars():
    assert "starred" not in said_question(question(starred=True), Audience.PUBLIC)
    assert said_question(question(starred=True), Audience.STAFF)["starred"] is True


def test_connection_that_keeps_its_pace_never_waits():
    pace = Pace(0.0)
    assert [pace.wait_ms(1, second / 10) for second in range(2000)] == [0] * 2000


def test_connection_that_asks_for_whole_rooms_has_to_wait():
    pace = Pace(0.0)
    waits = [pace.wait_ms(12, 0.0) for _ in range(12)]
    assert waits[:10] == [0] * 10
    assert waits[10] > 1000
    assert pace.wait_ms(12, 2.0) == 0


def test_who_goes_on_without_waiting_is_shown_out():
    pace = Pace(0.0)
    waits = [pace.wait_ms(1, 0.0) for _ in range(360)]
    assert all(waits[120:])
    with pytest.raises(Flood):
        pace.wait_ms(1, 0.0)


def test_allowance_fills_up_again_and_never_beyond_its_most():
    allowance = Allowance(10, 2, 0.0)
    assert [allowance.covers(5, 0.0), allowance.covers(5, 0.0), allowance.covers(1, 0.0)] == [True, True, False]
    assert [allowance.covers(1, 1.0), allowance.covers(1, 1.0)] == [True, False]
    assert [allowance.covers(10, 100.0), allowance.covers(1, 100.0)] == [True, False]
