"""The forms of sessions, as a browser sends them: times, two organizers, hostile values, who may what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import select

from app import forms
from app.db import commit, db
from app.events.models import TeamMember
from app.schedule.actions.frame import add_piece
from app.schedule.actions.talks import move_session
from app.schedule.models import Session
from app.schedule.rules.values import StageValues, TermValues
from app.schedule.rules.when import When
from tests.pages import form_values

SESSIONS = "/manage/e/two-cities/sessions/"


def new_talk(**values: object) -> dict[str, object]:
    return {
        "title": ["Opening"],
        "title-language": ["en"],
        "date": "2021-12-09",
        "time": "08:30",
        "duration": "30",
        "zone": "",
        "kind": "talk",
        "languages": ["en", ""],
        "stage": "",
        "track": "",
        "part": "",
        "held_by": "",
        **values,
    }


def talks() -> list[Session]:
    db.session.expire_all()
    return list(db.session.scalars(select(Session).order_by(Session.id)))


def test_a_session_is_entered_in_the_events_zone(draft):
    answer = draft.browser(draft.aino).post(f"{SESSIONS}new", data=new_talk())
    (talk,) = talks()
    assert answer.location == f"{SESSIONS}{talk.code}/"
    assert (talk.title, talk.zone, talk.local_start, talk.starts_at) == (
        {"en": "Opening"},
        "Europe/Helsinki",
        datetime(2021, 12, 9, 8, 30),
        datetime(2021, 12, 9, 6, 30, tzinfo=UTC),
    )


def test_a_session_on_a_stage_takes_the_zone_of_its_city(draft):
    stage = add_piece(draft.event, StageValues({"en": "Hall"}, draft.busan.id), by=None)
    commit()
    draft.browser(draft.aino).post(f"{SESSIONS}new", data=new_talk(stage=str(stage.id), time="15:30"))
    (talk,) = talks()
    assert (talk.zone, talk.starts_at) == ("Asia/Seoul", datetime(2021, 12, 9, 6, 30, tzinfo=UTC))


def test_a_zone_that_is_chosen_wins(draft):
    draft.browser(draft.aino).post(f"{SESSIONS}new", data=new_talk(zone="Asia/Dubai"))
    assert [talk.zone for talk in talks()] == ["Asia/Dubai"]


def test_the_page_says_the_time_in_every_host_city(draft):
    talk = draft.add()
    for path in (f"{SESSIONS}{talk.code}/", SESSIONS):
        page = draft.browser(draft.aino).get(path).text
        assert "08:30" in page
        assert "15:30" in page
        assert "Busan" in page


def test_a_skipped_time_is_refused_with_two_to_take(draft):
    browser = draft.browser(draft.aino)
    gap = new_talk(date="2022-03-27", time="03:30")
    answer = browser.post(f"{SESSIONS}new", data=gap)
    assert answer.status_code == 400
    assert talks() == []
    assert 'name="at" value="2022-03-27T02:59"' in answer.text
    assert 'name="at" value="2022-03-27T04:00"' in answer.text
    assert 'value="Opening"' in answer.text

    # As browsers send it: what the form carries along, then the button.
    browser.post(f"{SESSIONS}new", data={**gap, "at": ["", "2022-03-27T04:00"]})
    assert [talk.local_start for talk in talks()] == [datetime(2022, 3, 27, 4, 0)]


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_a_doubled_time_asks_which(draft, fold, hour):
    browser = draft.browser(draft.aino)
    twice = new_talk(date="2022-10-30", time="03:30")
    answer = browser.post(f"{SESSIONS}new", data=twice)
    assert answer.status_code == 400
    assert 'name="fold" value="0">The first, UTC+3' in answer.text
    assert 'name="fold" value="1">The second, UTC+2' in answer.text

    browser.post(f"{SESSIONS}new", data={**twice, "fold": ["", fold]})
    assert [talk.starts_at for talk in talks()] == [datetime(2022, 10, 30, hour, 30, tzinfo=UTC)]


def test_the_chosen_one_of_two_times_stays_when_something_else_is_saved(draft):
    talk = draft.add(when=When(datetime(2022, 10, 30, 3, 30), "Europe/Helsinki", 1, 30))
    browser = draft.browser(draft.aino)
    path = f"{SESSIONS}{talk.code}/"
    answer = browser.post(path, data={**form_values(browser.get(path).text), "tags": "data"})
    assert answer.status_code == 302
    assert [(talk.tags, talk.fold) for talk in talks()] == [(["data"], 1)]


def test_preview_shows_and_saves_nothing(draft):
    typed = new_talk(**{"description": ["**Bold** <script>"], "description-language": ["en"], "preview": "1"})
    answer = draft.browser(draft.aino).post(f"{SESSIONS}new", data=typed)
    assert talks() == []
    assert "<strong>Bold</strong> &lt;script&gt;" in answer.text
    assert "15:30" in answer.text


def test_what_a_form_shows_can_be_saved_again_without_a_change(draft):
    term = add_piece(draft.event, TermValues({"en": "MoU"}, {"en": "Memorandum"}), by=None)
    db.session.flush()
    talk = draft.add(
        abstract={"en": "Short", "ko": "짧은"}, tags=("a", "b"), glossary=frozenset({term.id}), languages=("ko", "en")
    )
    browser = draft.browser(draft.aino)
    path = f"{SESSIONS}{talk.code}/"
    assert browser.post(path, data=form_values(browser.get(path).text)).status_code == 302
    (again,) = talks()
    assert (again.version, again.abstract, again.tags, again.languages) == (
        1,
        {"en": "Short", "ko": "짧은"},
        ["a", "b"],
        ["ko", "en"],
    )


def test_two_organizers_see_both_values_and_nothing_is_lost(draft):
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/"
    aino, matti = draft.browser(draft.aino), draft.browser(draft.matti)
    seen_by_both = form_values(aino.get(path).text)
    assert aino.post(path, data={**seen_by_both, "title": ["Aino's title", ""]}).status_code == 302

    answer = matti.post(path, data={**seen_by_both, "title": ["Matti's title", ""]})

    assert answer.status_code == 409
    assert "Aino&#39;s title" in answer.text
    assert "Matti&#39;s title" in answer.text
    assert [talk.title["en"] for talk in talks()] == ["Aino's title"]


def test_without_the_version_the_second_one_would_overwrite(draft, monkeypatch):
    """Negative control of the test above (promise P9)."""
    monkeypatch.setattr(forms.RowForm, "expected", None)
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/"
    aino, matti = draft.browser(draft.aino), draft.browser(draft.matti)
    seen_by_both = form_values(aino.get(path).text)
    aino.post(path, data={**seen_by_both, "title": ["Aino's title", ""]})
    assert matti.post(path, data={**seen_by_both, "title": ["Matti's title", ""]}).status_code == 302
    assert [talk.title["en"] for talk in talks()] == ["Matti's title"]


def test_of_two_at_the_same_moment_one_is_told(draft):
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/"
    browsers = [draft.browser(draft.aino), draft.browser(draft.matti)]
    seen_by_both = form_values(browsers[0].get(path).text)
    together = Barrier(2)

    def save(number: int) -> int:
        together.wait()
        answer = browsers[number].post(path, data={**seen_by_both, "title": [f"Title {number}", ""]})
        return answer.status_code

    with ThreadPoolExecutor(2) as both:
        statuses = list(both.map(save, range(2)))

    assert sorted(statuses) == [302, 409]
    assert [talk.title["en"] for talk in talks()] == [f"Title {statuses.index(302)}"]


def test_a_move_that_was_overtaken_is_refused(draft):
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/move"
    browser = draft.browser(draft.aino)
    seen = form_values(browser.get(path).text)
    move_session(talk, When(datetime(2021, 12, 9, 17, 0), "Asia/Seoul", 0, 30), expected_version=1, by=draft.matti)
    commit()
    answer = browser.post(path, data={**seen, "time": "19:00"})
    assert answer.status_code == 409
    assert [talk.local_start for talk in talks()] == [datetime(2021, 12, 9, 17, 0)]


@pytest.mark.parametrize(
    ("minutes", "start"),
    [("15", (9, 15, 45)), ("-60", (9, 14, 30)), ("1440", (10, 15, 30))],
)
def test_a_step_goes_along_the_wall_clock(draft, minutes, start):
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/move"
    browser = draft.browser(draft.aino)
    answer = browser.post(path, data={**form_values(browser.get(path).text), "by": minutes})
    assert answer.location == f"{SESSIONS}#{talk.code}"
    assert [talk.local_start for talk in talks()] == [datetime(2021, 12, *start)]


@pytest.mark.parametrize("by", ["7", "x", "15 ", "9" * 5000])
def test_a_step_that_is_none_is_refused(draft, by):
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/move"
    browser = draft.browser(draft.aino)
    answer = browser.post(path, data={**form_values(browser.get(path).text), "by": by})
    assert (answer.status_code, "Choose one of the steps." in answer.text) == (400, True)
    assert "Moved." not in browser.get(SESSIONS).text
    assert [(talk.local_start, talk.version) for talk in talks()] == [(datetime(2021, 12, 9, 15, 30), 1)]


def test_a_session_without_a_time_is_said_to_be_announced(draft):
    path = f"{SESSIONS}{draft.add().code}/move"
    browser = draft.browser(draft.aino)
    browser.post(path, data={**form_values(browser.get(path).text), "date": "", "time": ""})
    page = browser.get(SESSIONS).text
    assert "Its time is to be announced." in page
    assert "Moved." not in page
    assert [talk.local_start for talk in talks()] == [None]


def test_the_day_that_a_new_form_begins_with_is_no_time(draft):
    browser = draft.browser(draft.aino)
    begun = form_values(browser.get(f"{SESSIONS}new").text)
    assert (begun["date"], begun["time"]) == (["2021-12-09"], [""])
    answer = browser.post(f"{SESSIONS}new", data={**begun, "title": ["Opening"], "title-language": ["en"]})
    assert answer.status_code == 302
    assert [(talk.local_start, talk.duration) for talk in talks()] == [(None, 30)]


def test_another_day_without_a_time_is_refused(draft):
    answer = draft.browser(draft.aino).post(f"{SESSIONS}new", data=new_talk(date="2021-12-10", time=""))
    assert (answer.status_code, "Give both the date and the time, or neither." in answer.text) == (400, True)
    assert talks() == []


def test_a_step_into_a_gap_asks(draft):
    talk = draft.add(when=When(datetime(2022, 3, 27, 2, 45), "Europe/Helsinki", 0, 30))
    path = f"{SESSIONS}{talk.code}/move"
    browser = draft.browser(draft.aino)
    seen = form_values(browser.get(path).text)
    answer = browser.post(path, data={**seen, "by": "15"})
    assert answer.status_code == 400
    assert 'name="at" value="2022-03-27T04:00"' in answer.text
    browser.post(path, data={**seen, "at": ["", "2022-03-27T04:00"]})
    assert [talk.local_start for talk in talks()] == [datetime(2022, 3, 27, 4, 0)]


@pytest.mark.parametrize(
    "odd",
    [
        {"date": "0001-01-01"}, {"date": "9999-12-31", "time": "23:59"}, {"date": "2021-02-30"}, {"date": "x" * 5000},
        {"date": ""}, {"date": "2021-12-10", "time": ""}, {"time": "25:00"}, {"time": "٠٨:٣٠x"},
        {"zone": "Europe"}, {"zone": "EST5EDT"}, {"zone": "\ud83d"}, {"zone": "../../etc/passwd"},
        {"duration": "-1"}, {"duration": str(2**63)}, {"duration": "9" * 5000}, {"duration": "NaN"},
        {"languages": ["xx-no-language"]}, {"languages": ["\x00"]},
        {"stage": str(2**63)}, {"track": "-1"}, {"part": "1"}, {"held_by": "x"}, {"glossary": ["77"]},
        {"kind": "party"}, {"title": [""]}, {"title": ["x" * 301]},
        {"title": ["a", "b"], "title-language": ["en", "en"]},
        {"title": ["a"], "title-language": ["zz"]}, {"title-language": []},
        {"links": "javascript:alert(1)"}, {"links": "http://[::1"}, {"links": "https://x:99999999/"},
        {"tags": ",".join(map(str, range(50)))}, {"tags": "x" * 100},
    ],
)  # fmt: skip
def test_odd_values_are_refused_at_their_field_and_kept(draft, odd):
    given = {**new_talk(**{"subtitle": ["Kept"], "subtitle-language": ["en"]}), **odd}
    sent = {
        name: [part.encode("utf-8", "surrogatepass") for part in ([value] if isinstance(value, str) else value)]
        for name, value in given.items()
    }
    answer = draft.browser(draft.aino).post(f"{SESSIONS}new", data=sent)
    assert answer.status_code == 400, answer.status
    assert "Kept" in answer.text
    assert 'id="errors"' in answer.text
    assert talks() == []


def test_half_a_character_is_stored_as_a_whole_one(draft):
    title = "A\ud800".encode("utf-8", "surrogatepass")
    assert draft.browser(draft.aino).post(f"{SESSIONS}new", data=new_talk(title=[title])).status_code == 302
    (talk,) = talks()
    assert talk.title["en"].encode().startswith(b"A")


@pytest.mark.parametrize(
    "step", ["k7m2qd/", "%00/", "a" * 5000 + "/", "K7M2QD/", "k7m2qd/move", "k7m2qd/appearances/99999999999999999999/"]
)
def test_odd_addresses_are_not_found(draft, step):
    assert draft.browser(draft.aino).get(SESSIONS + step).status_code == 404


def test_what_busan_holds_others_see_and_cannot_change(draft):
    talk = draft.add(held_by_id=draft.busan.id)
    path = f"{SESSIONS}{talk.code}/"
    matti = draft.browser(draft.matti)
    shown = matti.get(path)
    assert shown.status_code == 200
    assert "Busan holds this session" in shown.text
    assert "<form" not in shown.text.split("<main")[1]
    assert f"{path}move" not in matti.get(SESSIONS).text
    for step in ("", "move", "cancel", "delete", "reinstate", "appearances/new"):
        answer = matti.post(path + step, data=new_talk(version="1"))
        assert answer.status_code == 403, step
    assert [(talk.version, talk.state) for talk in talks()] == [(1, "planned")]
    assert draft.browser(draft.minjun).get(f"{path}move").status_code == 200


def test_a_moderator_sees_the_draft_and_changes_nothing(draft):
    talk = draft.add()
    db.session.add(TeamMember(event_id=draft.event.id, person_id=draft.otto.id, role="moderator"))
    commit()
    otto = draft.browser(draft.otto)
    assert "Add session" not in otto.get(SESSIONS).text
    assert "You can see the draft" in otto.get(f"{SESSIONS}{talk.code}/").text
    assert otto.post(f"{SESSIONS}{talk.code}/", data=new_talk()).status_code == 403
    assert otto.get(f"{SESSIONS}new").status_code == 404
    assert otto.post(f"{SESSIONS}{talk.code}/move", data={}).status_code == 404


def test_otto_finds_nothing(draft):
    talk = draft.add()
    otto = draft.browser(draft.otto)
    for step in ("", "new", f"{talk.code}/", f"{talk.code}/move"):
        assert otto.get(SESSIONS + step).status_code == 404
    assert draft.app.test_client().get(SESSIONS).status_code == 302


def test_cancelling_asks_first_and_can_be_taken_back(draft):
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/"
    browser = draft.browser(draft.aino)
    question = browser.get(f"{path}cancel")
    assert "Cancel this session?" in question.text
    assert [talk.state for talk in talks()] == ["planned"]
    assert browser.post(f"{path}cancel", data=form_values(question.text)).status_code == 302
    assert [talk.state for talk in talks()] == ["cancelled"]
    browser.post(f"{path}reinstate", data={"version": "2"})
    assert [talk.state for talk in talks()] == ["planned"]


def test_an_old_question_deletes_nothing(draft):
    talk = draft.add()
    path = f"{SESSIONS}{talk.code}/delete"
    browser = draft.browser(draft.aino)
    question = form_values(browser.get(path).text)
    move_session(talk, When(None, "Asia/Seoul"), expected_version=1, by=draft.matti)
    commit()
    assert browser.post(path, data=question).status_code == 409
    assert len(talks()) == 1
    assert browser.post(path, data=form_values(browser.get(path).text)).location == SESSIONS
    assert talks() == []


def test_the_list_can_be_searched(draft):
    draft.add("Water")
    draft.add("Light")
    page = draft.browser(draft.aino).get(f"{SESSIONS}?q=wat&track=99999999999999999999&only=nothing").text
    assert "Water" not in page
    page = draft.browser(draft.aino).get(f"{SESSIONS}?q=WAT").text
    assert "Water" in page
    assert "Light" not in page


def test_the_list_asks_the_same_number_of_queries_for_3_and_30_sessions(draft, count_queries):
    def asked() -> int:
        with count_queries() as seen:
            assert browser.get(SESSIONS).status_code == 200
        return len(seen)

    browser = draft.browser(draft.aino)
    draft.fill(3)
    few = asked()
    draft.fill(27)
    assert asked() == few
