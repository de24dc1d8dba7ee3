"""The pages of an agenda: press, see, take back; the same public pages for everybody; nothing of anybody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.audience.models import AgendaLink, Pick
from app.db import commit, db
from app.events.actions.events import cancel_event
from app.schedule.actions.appearances import add_appearance
from app.schedule.rules.values import AppearanceValues
from tests.audience.conftest import Hall, titles_in
from tests.personas import make_speaker

AGENDA = "/account/agenda/"
LINKS = "/account/agenda/links"


def path_of(hall: Hall, title: str) -> str:
    return f"/e/{hall.events[0].slug}/s/{hall.talk(title).code}/agenda"


def number_of_picks() -> int:
    return db.session.scalar(select(func.count()).select_from(Pick))


def hide(hall: Hall) -> None:
    hall.events[0].state = "draft"
    commit()


# ------------------------------------------------------------------ taking in and out


def test_session_is_taken_in_and_out_by_forms(hall: Hall):
    browser, path = hall.browser(), path_of(hall, "Water")
    assert "Take this session into your agenda?" in browser.get(path).text
    for _ in range(2):
        assert browser.post(path, data={"picked": "1"}).location == path
    assert number_of_picks() == 1
    assert "This session is in your agenda" in browser.get(path).text
    browser.post(path, data={"picked": "0"})
    assert number_of_picks() == 0


def test_scripts_get_answers_as_data(hall: Hall):
    browser, as_data = hall.browser(), {"Accept": "application/json"}
    path = path_of(hall, "Water")
    assert browser.post(path, data={"picked": "1"}, headers=as_data).json == {"picked": True}
    assert browser.get("/agenda.json").json["picked"] == [f"two-cities/{hall.talk('Water').code}"]
    assert browser.post(path, data={"picked": "0"}, headers=as_data).json == {"picked": False}
    wrong = browser.post(path, data={"picked": "perhaps"}, headers=as_data)
    assert (wrong.status_code, wrong.json["error"]["detail"]) == (400, "Say true or false.")


def test_form_of_another_site_takes_nothing(hall: Hall):
    browser, path = hall.browser(), path_of(hall, "Water")
    hall.app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert browser.post(path, data={"picked": "1"}).status_code == 400
        token = browser.get("/agenda.json").json["csrf"]
        elsewhere = {"X-CSRFToken": token, "Sec-Fetch-Site": "cross-site"}
        assert browser.post(path, data={"picked": "1"}, headers=elsewhere).status_code == 400
        assert number_of_picks() == 0
        assert browser.post(path, data={"picked": "1"}, headers={"X-CSRFToken": token}).status_code == 303
    finally:
        hall.app.config["WTF_CSRF_ENABLED"] = False
    assert number_of_picks() == 1


def test_visitor_is_led_to_sign_in_and_back(hall: Hall, client):
    path = path_of(hall, "Water")
    asked = client.get(f"{path}?lang=fi")
    assert (asked.status_code, asked.location) == (302, f"/sign-in?next={path}?lang%3Dfi")
    assert client.post(path, data={"picked": "1"}).status_code == 401
    assert client.get("/agenda.json").json == {"picked": None}
    assert client.get(AGENDA).location == f"/sign-in?next={AGENDA}"


def test_what_nobody_may_see_cannot_be_picked_nor_is_it_shown(hall: Hall):
    browser, path = hall.browser(), path_of(hall, "Water")
    browser.post(path, data={"picked": "1"})
    unreleased = hall.add("Secret so far", datetime(2021, 12, 9, 17))
    assert "Water" in browser.get(AGENDA).text
    for code in (unreleased.code, "zzzzzz", "%00", "x" * 200):
        assert browser.post(f"/e/two-cities/s/{code}/agenda", data={"picked": "1"}).status_code == 404
    hide(hall)
    assert browser.post(path, data={"picked": "1"}).status_code == 404
    assert browser.get(path).status_code == 404
    assert "Water" not in browser.get(f"{AGENDA}?out=two-cities/{hall.talk('Water').code}").text
    assert browser.get("/agenda.json").json["picked"] == []


def test_full_agenda_says_so(hall: Hall, monkeypatch):
    monkeypatch.setattr("app.audience.rules.MOST_PICKS", 1)
    hall.picks("Opening")
    answer = hall.browser().post(path_of(hall, "Water"), data={"picked": "1"})
    assert answer.status_code == 400
    assert "Your agenda holds 1 sessions at most." in answer.text


# ------------------------------------------------------------------ public pages stay the same for everybody


@pytest.mark.parametrize("page", ["/e/two-cities/programme", "/e/two-cities/", "session"])
def test_public_pages_offer_it_and_hold_nobody(hall: Hall, client, page):
    talk = hall.talk("Water")
    page = f"/e/two-cities/s/{talk.code}-water/" if page == "session" else page
    page = f"{page}?lang=en&zone=Asia/Dubai"
    before = client.get(page)
    assert f'href="/e/two-cities/s/{talk.code}/agenda?zone=Asia%2FDubai&amp;lang=en"' in before.text
    assert 'method="post"' not in before.text
    hall.picks("Water")
    for browser in (client, hall.browser(), hall.browser(hall.otto)):
        again = browser.get(page)
        assert (again.headers["ETag"], again.data) == (before.headers["ETag"], before.data)


def test_what_is_over_or_cancelled_is_not_offered(hall: Hall, client, travel):
    hall.talk("Water").state = "cancelled"
    hall.release()
    page = client.get("/e/two-cities/programme").text
    assert page.count('class="button button-small button-plain pick"') == 2
    travel(datetime(2021, 12, 11, tzinfo=UTC))
    assert "Add to my agenda" not in client.get("/e/two-cities/programme").text
    assert "Add to my agenda" not in client.get(f"/e/two-cities/s/{hall.talk('Data').code}-data/").text


# ------------------------------------------------------------------ the agenda


def test_agenda_is_by_day_with_every_citys_clock(hall: Hall):
    hall.add_event("harbours")
    hall.picks("Data", "Opening")
    hall.picks("Opening", event=hall.events[1])
    page = hall.browser().get(AGENDA).text
    assert titles_in(page) == ["Opening", "Opening", "Data"]
    assert "Thursday 9 December 2021" in page or "Thursday, 9 December" in page
    assert "Two-Cities" in page
    assert "Harbours" in page
    first = page[page.index('class="times-own') :]
    assert re.search(r"10:30.*08:30.*Helsinki.*15:30.*Busan", re.sub(r"\s+", " ", first)[:900])


def test_sessions_at_the_same_time_say_so(hall: Hall):
    hall.picks("Opening", "Water", "Data")
    page = hall.browser().get(AGENDA).text
    beside = re.findall(r'At the same time: <a href="#s-two-cities-(\w+)"', page)
    assert beside == [hall.talk("Data").code, hall.talk("Water").code]


def test_of_many_at_the_same_time_a_few_are_named_and_the_others_counted(hall: Hall):
    titles = [f"Talk {number}" for number in range(8)]
    for title in titles:
        hall.add(title, datetime(2021, 12, 9, 18))
    hall.release()
    hall.picks(*titles)
    page = hall.browser().get(AGENDA).text
    assert page.count("At the same time:") == 8 * 5
    assert page.count("And 2 more sessions.") == 8


def test_sessions_in_which_she_appears_stand_there_too(hall: Hall):
    speaker = make_speaker(person=hall.layla)
    add_appearance(hall.talk("Data"), speaker, AppearanceValues(), by=None)
    browser = hall.browser()
    assert "Data" not in titles_in(browser.get(AGENDA).text)
    hall.release()
    page = browser.get(AGENDA).text
    assert titles_in(page) == ["Data"]
    assert "You take part" in page
    assert "Take out" not in page
    assert titles_in(hall.browser(hall.otto).get(AGENDA).text) == []


def test_what_was_taken_out_can_be_taken_back(hall: Hall):
    hall.picks("Water")
    browser, path = hall.browser(), path_of(hall, "Water")
    answer = browser.post(path, data={"picked": "0", "back": "agenda"})
    assert answer.location == f"{AGENDA}?out=two-cities/{hall.talk('Water').code}"
    page = browser.get(answer.location).text
    assert "No longer in your agenda:" in page
    assert titles_in(page) == []
    assert browser.post(path, data={"picked": "1", "back": "agenda"}).location == AGENDA
    assert titles_in(browser.get(AGENDA).text) == ["Water"]
    assert "No longer in your agenda" not in browser.get(answer.location).text


@pytest.mark.parametrize("out", ["", "/", "two-cities", "no-event/k7m2qd", "two-cities/zzzzzz", "%00/%00"])
def test_odd_address_of_what_was_taken_out_says_nothing(hall: Hall, out):
    answer = hall.browser().get(f"{AGENDA}?out={out}")
    assert (answer.status_code, "No longer in your agenda" in answer.text) == (200, False)


def test_cancelled_sessions_are_marked_and_collide_with_nothing(hall: Hall):
    hall.picks("Water", "Data")
    hall.talk("Water").state = "cancelled"
    hall.release()
    page = hall.browser().get(AGENDA).text
    assert titles_in(page) == ["Water", "Data"]
    assert page.count("Cancelled") == 1
    assert "At the same time" not in page


def test_event_that_was_called_off_marks_all(hall: Hall):
    hall.picks("Water", "Data")
    cancel_event(hall.events[0], expected_version=None, by=hall.otto)
    commit()
    assert hall.browser().get(AGENDA).text.count('class="pill pill-off"') == 2


def test_what_is_over_is_folded_away(hall: Hall, travel):
    hall.picks("Opening", "Data")
    travel(datetime(2021, 12, 9, 7, 20, tzinfo=UTC))
    page = hall.browser().get(AGENDA).text
    coming, _, over = page.partition('<details class="more agenda-past">')
    assert titles_in(coming) == ["Data"]
    assert titles_in(over) == ["Opening"]
    assert "1 session is over" in over


def test_session_without_a_time_waits_at_the_end(hall: Hall):
    hall.add("Some day", None)
    hall.release()
    hall.picks("Some day", "Data")
    page = hall.browser().get(AGENDA).text
    assert titles_in(page) == ["Data", "Some day"]
    assert "Time to be announced" in page


def test_session_that_was_deleted_is_told_as_cancelled(hall: Hall):
    hall.picks("Water")
    db.session.delete(hall.talk("Water"))
    hall.release()
    page = hall.browser().get(AGENDA).text
    assert titles_in(page) == ["Water"]
    assert 'class="pill pill-off">Cancelled' in page


def test_programme_that_cannot_be_read_is_spoken_of_and_hides_no_other(hall: Hall):
    hall.add_event("harbours")
    hall.picks("Water")
    hall.picks("Data", event=hall.events[1])
    mend = hall.spoil(hall.events[0])
    page = hall.browser().get(AGENDA).text
    assert titles_in(page) == ["Data"]
    assert "They stay in your agenda" in page
    assert hall.browser().get(f"{AGENDA}?out=two-cities/{hall.talk('Opening').code}").status_code == 200
    mend()
    assert "They stay in your agenda" not in hall.browser().get(AGENDA).text


def test_empty_agenda_says_what_to_do(hall: Hall):
    page = hall.browser().get(AGENDA).text
    assert "press the star “My agenda”" in page
    assert 'href="/events"' in page


def test_agenda_asks_the_database_as_often_for_three_events_as_for_one(hall: Hall, count_queries):
    browser, counts = hall.browser(), []
    for number in range(3):
        if number:
            hall.add_event(f"event-{number}")
        hall.picks("Opening", "Water", event=hall.events[number])
        browser.get(AGENDA)  # which reads the new programme, once for a process
        with count_queries() as seen:
            assert len(titles_in(browser.get(AGENDA).text)) == 2 * (number + 1)
        counts.append(len(seen))
    assert counts == [counts[0]] * 3
    assert counts[0] < 10


# ------------------------------------------------------------------ calendar links


def made(browser, name: str = "My phone") -> str:
    """The token in the answer that makes a link."""
    page = browser.post(LINKS, data={"name": name}).text
    return re.search(r"/calendar/([\w-]{32})\.ics\?lang=en</code>", page)[1]


def test_link_is_shown_once_with_the_ways_to_subscribe(hall: Hall):
    browser = hall.browser()
    page = browser.post(LINKS, data={"name": "My phone"})
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    token = re.search(r"/calendar/([\w-]{32})\.ics\?lang=en</code>", page.text)[1]
    for start in (
        "webcal://",
        "https://calendar.google.com/",
        "https://outlook.live.com/",
        "https://outlook.office.com/",
    ):
        assert re.search(rf'href="{start}[^"]*{token}', page.text), start
    assert "sees your agenda without signing in" in page.text
    assert "up to a day" in page.text
    later = browser.get(LINKS).text
    assert "My phone" in later
    assert "not yet" in later
    assert token not in later
    assert "/calendar/" not in later


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_link_needs_a_name(hall: Hall, name):
    answer = hall.browser().post(LINKS, data={"name": name})
    assert answer.status_code == 400
    assert 'id="name-error"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(AgendaLink)) == 0


def test_revoked_link_is_gone_for_its_owner_alone(hall: Hall, client):
    browser = hall.browser()
    first, second = made(browser), made(browser, "Work")
    link = db.session.scalars(select(AgendaLink).where(AgendaLink.name == "My phone")).one()
    path = f"{LINKS}/{link.id}/revoke"
    assert hall.browser(hall.otto).post(path).status_code == 404
    assert client.get(f"/calendar/{first}.ics").status_code == 200
    assert browser.post(path).location == LINKS
    assert [client.get(f"/calendar/{token}.ics").status_code for token in (first, second)] == [404, 200]
    assert browser.post(path).status_code == 404


def test_eleventh_link_is_refused_with_the_way_out(hall: Hall):
    for number in range(10):
        hall.link(name=f"Link {number}")
    answer = hall.browser().post(LINKS, data={"name": "One more"})
    assert answer.status_code == 400
    assert "You have 10 calendar links" in answer.text


def test_nobody_sees_the_links_of_others(hall: Hall):
    hall.link(name="Secret phone")
    assert "Secret phone" in hall.browser().get(LINKS).text
    assert "Secret phone" not in hall.browser(hall.otto).get(LINKS).text
