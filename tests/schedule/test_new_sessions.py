"""What the form of a new session begins with: where the one before ends, as long, and nothing that is nobody's word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.schedule.actions.frame import add_piece
from app.schedule.models import Session
from app.schedule.rules.values import PartValues, StageValues
from app.schedule.rules.when import When, following
from tests.pages import form_values

NEW = "/manage/e/two-cities/sessions/new"
WHEN = ("date", "time", "duration", "zone")


def begun(draft, path: str = NEW) -> dict[str, list[str]]:
    return form_values(draft.browser(draft.aino).get(path).text)


def when(form: dict[str, list[str]]) -> list[str]:
    return [form[name][0] for name in WHEN]


def newest() -> Session:
    db.session.expire_all()
    return db.session.scalars(select(Session).order_by(Session.id.desc())).first()


def test_the_next_one_starts_where_the_one_before_ends():
    then = following(datetime(2021, 12, 9, 7, 0, tzinfo=UTC), 45, "Asia/Seoul")
    assert then == When(datetime(2021, 12, 9, 16, 0), "Asia/Seoul", 0, 45)


def test_the_next_one_is_the_second_of_two_times_where_clocks_were_put_back():
    then = following(datetime(2022, 10, 30, 1, 15, tzinfo=UTC), 45, "Europe/Helsinki")
    assert then == When(datetime(2022, 10, 30, 3, 15), "Europe/Helsinki", 1, 45)


def test_the_first_session_begins_with_the_events_first_day(draft):
    form = begun(draft)
    assert when(form) == [draft.event.starts_on.isoformat(), "", "30", ""]
    assert form["languages"] == ["en", ""]


def test_the_next_one_follows_on_the_events_own_clocks(draft):
    draft.add(when=When(datetime(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 45), languages=("ko",))
    form = begun(draft)
    assert when(form) == ["2021-12-09", "09:15", "45", ""]
    assert form["languages"] == ["ko", ""]


def test_nothing_is_said_about_the_time_after_one_without_a_time(draft):
    draft.add(when=When(None, "Asia/Seoul", None, 20))
    assert when(begun(draft)) == [draft.event.starts_on.isoformat(), "", "20", ""]


def test_what_goes_on_after_a_session_is_on_its_stage_and_clocks(draft):
    stage = add_piece(draft.event, StageValues({"en": "Hall"}, draft.busan.id), by=None)
    part = add_piece(draft.event, PartValues({"en": "Welcome"}), by=None)
    db.session.flush()
    first = draft.add(stage_id=stage.id, part_id=part.id)
    dubai = draft.add("Elsewhere", When(datetime(2021, 12, 9, 23, 50), "Asia/Dubai", 0, 20))
    commit()

    form = begun(draft, f"{NEW}?after={first.code}")
    assert when(form) == ["2021-12-09", "16:00", "30", ""]  # the zone of the stage's city, as before
    assert (form["stage"], form["part"]) == ([str(stage.id)], [str(part.id)])
    assert when(begun(draft, f"{NEW}?after={dubai.code}")) == ["2021-12-10", "00:10", "20", "Asia/Dubai"]


def test_a_session_of_another_event_is_followed_by_nothing(draft):
    assert draft.browser(draft.aino).get(f"{NEW}?after=zzzzzz").status_code == 404


def test_one_button_saves_and_goes_on_with_the_next(draft):
    browser = draft.browser(draft.aino)
    draft.add(when=When(datetime(2021, 12, 9, 8, 30), "Europe/Helsinki", 0, 20))
    form = form_values(browser.get(NEW).text) | {"title": ["Welcome"], "title-language": ["en"]}

    answer = browser.post(NEW, data=form | {"another": "1"})
    saved = newest()
    assert (saved.title, saved.local_start) == ({"en": "Welcome"}, datetime(2021, 12, 9, 8, 50))
    assert answer.location == f"{NEW}?after={saved.code}"
    page = browser.get(answer.location).text
    assert "“Welcome” is in the programme." in page
    assert when(form_values(page)) == ["2021-12-09", "09:10", "20", ""]


def test_emptying_the_time_alone_leaves_it_to_be_announced(draft):
    draft.add(when=When(datetime(2021, 12, 10, 8, 30), "Europe/Helsinki", 0, 20))
    form = begun(draft) | {"title": ["Later"], "title-language": ["en"], "time": [""]}
    assert form["date"] == ["2021-12-10"]
    assert draft.browser(draft.aino).post(NEW, data=form).status_code == 302
    assert newest().local_start is None


def test_languages_of_the_hosts_are_offered_where_the_event_names_none(draft):
    draft.event.languages = []
    draft.busan.languages = ["ko"]
    commit()
    page = draft.browser(draft.aino).get(NEW).text
    assert '<input type="checkbox" name="languages" value="ko">' in page


@pytest.mark.parametrize(
    ("only", "shown"), [("speakers", ["Silent", "Wordless"]), ("times", ["Timeless"]), ("languages", ["Wordless"])]
)
def test_the_list_shows_what_lacks_something(draft, only, shown):
    draft.fill(1)
    draft.add("Silent")
    draft.add("Timeless", When(None, "Asia/Seoul", None, 20), kind="break")
    draft.add("Wordless", languages=(), kind="talk")
    page = draft.browser(draft.aino).get(f"/manage/e/two-cities/sessions/?only={only}").text
    assert [title for title in ("Silent", "Timeless", "Wordless", "Talk 0") if f">{title}<" in page] == shown
