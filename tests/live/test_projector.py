"""The projector says what everybody may see, whoever opens it (promise P5), and fits what a hall has to read."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote

import pytest

from app.clock import now
from app.db import commit
from app.live import queries
from app.live.actions.questions import pin, take_step, withdraw
from app.live.models import Question
from app.live.rules.said import SeenQuestion
from app.live.rules.states import State, Step
from app.live.views.projector import slide_of
from tests.live.rooms import Hall
from tests.personas import browser_of

HIDDEN = {
    "pending": "A secret that waits",
    "dismissed": "A secret put aside",
    "removed": "A secret removed",
    "withdrawn": "A secret taken back",
}


def fill(hall: Hall) -> Question:
    """A visible question, and one in each state that is not."""
    shown = hall.question("When does it freeze?")
    hall.question(HIDDEN["pending"], actor="b:1", shown=False)
    for state, step in (("dismissed", Step.DISMISS), ("removed", Step.REMOVE)):
        question = hall.question(HIDDEN[state], actor=f"b:{state}")
        take_step(question, step, by=hall.mira, expected_version=None, now=now())
    withdraw(hall.question(HIDDEN["withdrawn"], actor="b:4"), actor="b:4", now=now())
    commit()
    return shown


def sheet(hall: Hall, person=None) -> str:
    browser = hall.app.test_client() if person is None else browser_of(hall.app, person)
    return browser.get(f"{hall.path}/projector").text


def test_hidden_texts_are_nowhere_on_the_projector(hall: Hall):
    fill(hall)
    for person in (None, hall.mira, hall.aino):
        page = sheet(hall, person)
        assert "When does it freeze?" in page
        assert "secret" not in page


def test_hidden_texts_are_there_without_the_filter(hall: Hall, monkeypatch: pytest.MonkeyPatch):
    """Negative control of P5: what waits would be shown if the audience's states were not asked for."""
    fill(hall)
    monkeypatch.setattr(queries, "VISIBLE", frozenset(State))
    assert "A secret" in sheet(hall)


def test_hidden_question_leaves_the_projector(hall: Hall):
    shown = fill(hall)
    take_step(shown, Step.DISMISS, by=hall.mira, expected_version=None, now=now())
    commit()
    assert "freeze" not in sheet(hall)


def test_names_are_shown_where_they_were_given(hall: Hall):
    assert "projector-name" not in sheet(hall)
    question = hall.question()
    assert "projector-name" not in sheet(hall)
    question.name = "Layla"
    commit()
    assert "<bdi>Layla</bdi>" in sheet(hall)


def test_projector_leads_to_the_questions_and_tells_the_time(hall: Hall):
    page = sheet(hall)
    assert "What would you like to know?" in page
    assert "/e/busan-helsinki/s/k7m2qd/questions</p>" in page.replace("<wbr>", "")
    image = re.search(r'src="(data:image/svg\+xml[^"]+)"', page)
    assert image is not None
    assert "<svg" in unquote(image[1]) or "<svg" in base64.b64decode(image[1].split(",", 1)[1]).decode()
    assert "Helsinki" in page
    assert 'http-equiv="refresh"' in page
    assert "masthead" not in page


def test_closed_room_says_so(hall: Hall):
    hall.room.asking = "closed"
    commit()
    page = sheet(hall)
    assert "Questions are closed." in page
    assert "Ask and vote" not in page


def seen(
    code: str, *, text: str = "Why?", state: State = State.APPROVED, pinned: bool = False, score: int = 1
) -> SeenQuestion:
    return SeenQuestion(
        code, state, 1, text, "", "en", pinned=pinned, answer={}, score=score, asked_at=now(), place=int(code)
    )


def test_live_question_is_the_large_one_although_another_is_pinned():
    slide = slide_of(
        [seen("1", pinned=True), seen("2", state=State.LIVE), seen("3", score=9), seen("4", state=State.ANSWERED)]
    )
    assert slide.question is not None
    assert (slide.question.code, slide.is_live) == ("2", True)
    assert [one.code for one in slide.following] == ["1", "3"]


def test_first_in_line_is_large_where_none_is_live_and_the_rest_is_counted():
    slide = slide_of([seen(str(number), score=20 - number) for number in range(1, 8)])
    assert slide.question is not None
    assert (slide.question.code, slide.is_live, len(slide.following), slide.more) == ("1", False, 4, 2)
    assert slide_of([]).question is None


@pytest.mark.parametrize(
    ("text", "size"),
    [("Why?", "short"), ("x" * 61, "middle"), ("왜" * 61, "middle"), ("왜" * 80, "long"), ("x" * 241, "longest")],
)
def test_letters_are_as_large_as_the_text_allows(text: str, size: str):
    assert slide_of([seen("1", text=text)]).size == size


def test_pinning_reorders_the_line(hall: Hall):
    first, second = hall.question("First?"), hall.question("Second?")
    pin(second, pinned=True, by=hall.mira, now=now())
    commit()
    page = sheet(hall)
    assert page.index("Second?") < page.index("First?")
    assert first.code in page
