"""What visitors see: the released programme, in their zone, from one address that anyone can open."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select

from app import clock, zones
from app.clock import now
from app.db import commit, db
from app.events.actions.events import cancel_event
from app.events.models import Event
from app.people.models import Person
from app.schedule.actions.release import release
from app.schedule.models import Session
from app.schedule.queries import Released
from tests.site.conftest import BEFORE

pytestmark = pytest.mark.database

SEMINAR = "/e/busan-helsinki-2021/"
FORUM = "/e/smart-cities-moscow-1/"

PAGES = [
    "/", "/events", "/cities", SEMINAR, f"{SEMINAR}programme", f"{SEMINAR}changes", f"{SEMINAR}changes.atom", FORUM,
    f"{FORUM}programme", f"{FORUM}programme?by=track", f"{FORUM}programme?by=stage", "/c/busan/", "/p/mikko-rusama/",
    "/series/smart-cities-moscow/", "/privacy", "/imprint", "/accessibility", "/e/jonkoping-day-2023/",
]  # fmt: skip


class Words(HTMLParser):
    """The visible words of a page, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def words(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return re.sub(r"(?<=\() | (?=[,)])", "", " ".join(reader.found))


@pytest.mark.parametrize("address", PAGES)
def test_page_is_there_and_confirmed_by_its_etag(demo: FlaskClient, address: str) -> None:
    answer = demo.get(address)
    assert answer.status_code == 200
    again = demo.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("address", PAGES)
def test_cacheable_page_holds_no_form_that_changes_and_no_inline_code(demo: FlaskClient, address: str) -> None:
    page = demo.get(address).text
    assert "csrf" not in page
    assert 'method="post"' not in page.lower()
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))", page)


@pytest.mark.parametrize("address", ["/", SEMINAR, f"{SEMINAR}programme"])
def test_page_reads_from_right_to_left_in_arabic(demo: FlaskClient, address: str) -> None:
    assert '<html lang="ar" dir="rtl">' in demo.get(address, query_string={"lang": "ar"}).text
    assert '<html lang="fi" dir="ltr">' in demo.get(address, query_string={"lang": "fi"}).text


def test_seminar_shows_both_cities_clocks(demo: FlaskClient) -> None:
    page = words(demo.get(SEMINAR).text)
    assert "15:30 Busan 08:30 Helsinki" in page
    assert "Thursday, 9 December 2021, 15:30–17:40 (Busan, UTC+9)" in page


def test_reader_in_los_angeles_sees_her_evening_and_tomorrow_in_the_cities(demo: FlaskClient) -> None:
    page = words(demo.get(SEMINAR, query_string={"zone": "America/Los_Angeles"}).text)
    assert "Wed 8 Dec 22:30 15:30 Busan +1 day 08:30 Helsinki +1 day" in page
    assert "Thu 9 Dec 00:10" in page
    assert "Wednesday, 8 December 2021, 22:30–00:40 +1 day (Los Angeles, UTC−8)" in page


def test_zone_of_the_address_beats_the_cookie_and_the_cookie_the_guess(demo: FlaskClient) -> None:
    demo.set_cookie("zone_guess", "America/Los_Angeles")
    assert "(Los Angeles, UTC−8)" in words(demo.get(SEMINAR).text)
    demo.set_cookie("zone", "Asia/Dubai")
    assert "(Dubai, UTC+4)" in words(demo.get(SEMINAR).text)
    assert "(Helsinki, UTC+2)" in words(demo.get(SEMINAR, query_string={"zone": "Europe/Helsinki"}).text)


def test_unknown_zone_is_a_clear_refusal(demo: FlaskClient) -> None:
    assert demo.get(f"{SEMINAR}programme", query_string={"zone": "Europe"}).status_code == 400


def test_a_refused_zone_shows_the_way_out(demo: FlaskClient) -> None:
    page = demo.get(f"{SEMINAR}programme", query_string={"zone": "Europe", "lang": "fi"}).text
    assert f'href="{SEMINAR}programme?lang=fi"' in page
    assert "Etusivulle" not in page


def test_a_zone_in_the_address_stays_in_the_links_of_the_event(demo: FlaskClient) -> None:
    page = demo.get(SEMINAR, query_string={"zone": "Asia/Dubai"}).text
    assert f'href="{SEMINAR}programme?zone=Asia%2FDubai"' in page


def test_an_address_cannot_decide_where_our_links_lead(demo: FlaskClient) -> None:
    page = demo.get("/?_external=1&_scheme=javascript&_anchor=x").text
    assert "javascript:" not in page


def test_search_finds_without_marks_and_case(demo: FlaskClient) -> None:
    found = words(demo.get(f"{FORUM}programme", query_string={"q": "SOBYANIN"}).text)
    assert "1 session found" in found
    assert "Plenary session" in found
    assert "Award ceremony" not in found


def test_search_without_result_says_what_to_do(demo: FlaskClient) -> None:
    assert "Nothing fits" in demo.get(f"{FORUM}programme", query_string={"q": "zebra"}).text


def test_programme_by_track_says_the_day_at_each_first_session(demo: FlaskClient) -> None:
    page = words(demo.get(f"{FORUM}programme", query_string={"by": "track"}).text)
    assert page.index("Smart City Infrastructure") < page.index("Thu 10 Jun")


def test_assumed_times_and_placeholders_are_marked(demo: FlaskClient) -> None:
    assert "assumed time" in words(demo.get(f"{SEMINAR}programme").text)
    (placeholder,) = set(re.findall(r'href="(/p/[^"]*speaker-01[^"]*)"', demo.get(FORUM).text))
    assert "fictional placeholder" in words(demo.get(placeholder).text)


def test_what_is_not_known_of_an_event_is_said_wherever_its_times_are(demo: FlaskClient) -> None:
    for address in ("/e/jonkoping-day-2023/", "/e/jonkoping-day-2023/programme"):
        assert "the title is ours, the order is as reported" in demo.get(address).text
    for address in (FORUM, f"{FORUM}programme"):
        assert "The source names neither days nor times nor languages" in demo.get(address).text


def test_time_is_to_be_announced_until_the_event_is_over(demo: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    day = "/e/jonkoping-day-2023/"
    (session,) = re.findall(rf'href="({day}s/[^"]*trends[^"]*)"', demo.get(day).text)
    pages = (day, f"{day}programme", session, "/p/lars-eidenvall/")
    for moment, said, unsaid in (
        (datetime(2023, 4, 12, 9, tzinfo=UTC), "Time to be announced", "Time not known"),
        (datetime(2023, 4, 14, tzinfo=UTC), "Time not known", "Time to be announced"),
    ):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        for address in pages:
            page = demo.get(address).text
            assert (said in page, unsaid in page) == (True, False), (moment, address)


def test_a_confirmed_programme_is_not_read(demo: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (f"{FORUM}programme", "/p/chen-jining/")
    tags = {page: demo.get(page).headers["ETag"] for page in pages}

    def read(_: Released) -> None:
        raise AssertionError("The programme was read.")

    monkeypatch.setattr(Released, "programme", property(read))
    for page in pages:
        assert demo.get(page, headers={"If-None-Match": tags[page]}).status_code == 304


def test_figures_say_how_sure_they_are_and_where_they_come_from(demo: FlaskClient) -> None:
    page = words(demo.get(FORUM).text)
    assert "views more than 193,000 The report speaks of views, and elsewhere of people who watched." in page


def test_a_speaker_without_organisation_is_shown_with_her_city(demo: FlaskClient) -> None:
    assert "Chen Jining Beijing" in words(demo.get(f"{FORUM}programme").text)
    assert "Chen Jining Mayor · Beijing" in words(demo.get(FORUM).text)


def test_footnotes_are_numbered_as_the_text_mentions_them(demo: FlaskClient) -> None:
    (address,) = re.findall(rf'href="({SEMINAR}s/[^"]*smart-city-of-helsinki/)"', demo.get(SEMINAR).text)
    page = words(demo.get(address).text)
    assert "smart grid 1 energy and a living lab 2 with" in page
    notes = ("smart grid : A power grid", "living lab : Trying", "Forum Virium : The body")
    assert sorted(notes, key=page.index) == list(notes)


def test_a_term_that_only_the_description_mentions_is_marked_there(demo: FlaskClient) -> None:
    talk = next(one for one in db.session.scalars(select(Session)) if one.title.get("en") == "Smart city of Helsinki")
    talk.description = {"en": "Forum Virium runs the living lab."}
    release(talk.event, by=None, now=now())
    commit()
    page = demo.get(f"{SEMINAR}s/{talk.code}/", follow_redirects=True).text
    assert page.count('href="#note-living-lab"') == 1
    assert 'Forum Virium<sup class="note-mark">' in page


def test_series_says_what_it_is_and_which_edition_an_event_was(demo: FlaskClient) -> None:
    page = words(demo.get("/series/smart-cities-moscow/").text)
    assert "A yearly international forum." in page
    assert "edition 1" in page


def test_days_of_a_forum_in_a_list_are_those_of_the_reader(demo: FlaskClient) -> None:
    # The last session ends on 11 June at 13:30 in Moscow; in Auckland that is 22:30, on Kiritimati 12 June.
    page = words(demo.get("/series/smart-cities-moscow/", query_string={"zone": "Pacific/Kiritimati"}).text)
    assert "10–12 Jun 2021" in page
    assert "10–12 Jun 2021" in words(demo.get(FORUM, query_string={"zone": "Pacific/Kiritimati"}).text)


def test_session_has_its_page_and_old_addresses_lead_there(demo: FlaskClient) -> None:
    (address,) = re.findall(rf'href="({SEMINAR}s/[^"]*smart-city-of-helsinki/)"', demo.get(SEMINAR).text)
    code = address.split("/")[4].split("-")[0]
    page = demo.get(address)
    assert "Kerkko Vanhanen" in page.text
    for old in (code, f"{code}-an-older-title"):
        moved = demo.get(f"{SEMINAR}s/{old}/?zone=Asia/Dubai")
        assert (moved.status_code, moved.headers["Location"]) == (301, f"{address}?zone=Asia/Dubai")
    assert demo.get(f"{SEMINAR}s/222222-x/").status_code == 404


def test_structured_data_tells_the_start_with_the_city_s_offset(demo: FlaskClient) -> None:
    page = demo.get(SEMINAR).text
    (raw,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(raw)
    assert data["startDate"] == "2021-12-09T15:30+09:00"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["location"]["@type"] == "VirtualLocation"
    assert data["url"].endswith(SEMINAR)


def test_structured_data_of_a_session_without_a_time_names_the_event_s_day(demo: FlaskClient) -> None:
    day = "/e/jonkoping-day-2023/"
    (address,) = re.findall(rf'href="({day}s/[^"]*trends[^"]*)"', demo.get(day).text)
    (raw,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', demo.get(address).text, re.DOTALL)
    data = json.loads(raw)
    assert "startDate" not in data
    assert data["superEvent"]["startDate"] == "2023-04-12"


def test_a_speaker_without_biography_is_described_by_her_role(demo: FlaskClient) -> None:
    page = demo.get("/p/mikko-rusama/").text
    assert '<meta name="description" content="Chief Digital Officer · City of Helsinki · Helsinki">' in page


def test_what_organizers_write_cannot_break_out_of_the_page(demo: FlaskClient) -> None:
    talk = db.session.scalars(select(Session).join(Event).where(Event.slug == "busan-helsinki-2021")).first()
    assert talk is not None
    release_with_title(talk, "</script><script>alert(1)</script><b>")
    page = demo.get(SEMINAR).text + demo.get(f"{SEMINAR}s/{talk.code}/", follow_redirects=True).text
    assert "alert(1)" in page
    assert "<script>alert" not in page


def release_with_title(talk: Session, title: str) -> None:
    talk.title = {"en": title}
    release(talk.event, by=None, now=now())
    commit()


def test_a_draft_event_is_not_there(demo: FlaskClient) -> None:
    event = db.session.scalars(select(Event).where(Event.slug == "busan-helsinki-2021")).one()
    assert demo.get(SEMINAR).status_code == 200
    event.state = "draft"
    commit()
    for address in (SEMINAR, f"{SEMINAR}programme", f"{SEMINAR}changes"):
        assert demo.get(address).status_code == 404
    assert "Busan-Helsinki" not in demo.get("/").text


def test_unreleased_changes_are_not_shown(demo: FlaskClient) -> None:
    talk = db.session.scalars(select(Session).join(Event).where(Event.slug == "busan-helsinki-2021")).first()
    assert talk is not None
    talk.title = {"en": "A secret plan"}
    commit()
    assert "A secret plan" not in demo.get(f"{SEMINAR}programme").text


def test_changelog_feed_is_well_formed_atom(demo: FlaskClient) -> None:
    answer = demo.get(f"{SEMINAR}changes.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.data)
    assert feed.findtext("{*}entry/{*}title") == "Release 1"
    assert feed.findtext("{*}updated").endswith("Z")


def test_pages_ask_few_questions_whatever_the_size(demo: FlaskClient, count_queries) -> None:
    demo.get(f"{FORUM}programme")
    with count_queries() as asked:
        demo.get(f"{FORUM}programme")
    assert len(asked) <= 2


def test_tz_data_version_is_part_of_the_tag(demo: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = demo.get(SEMINAR).headers["ETag"]
    monkeypatch.setattr(zones, "TZ_VERSION", "2999a")
    assert demo.get(SEMINAR).headers["ETag"] != before


def test_what_an_action_says_is_fetched_beside_a_kept_page_and_said_once(demo: FlaskClient) -> None:
    demo.post("/time-zone", data={"zone": "Asia/Dubai", "next": SEMINAR})
    assert "Times are now shown" not in demo.get(SEMINAR).text
    (said,) = demo.get("/me.json").json["messages"]
    assert (said["kind"], "Dubai" in said["text"]) == ("success", True)
    assert demo.get("/me.json").json == {"person": None}


def test_cancelled_event_is_called_off_wherever_it_is_told(demo: FlaskClient) -> None:
    session = f"{SEMINAR}s/{_first_session(demo)}/"
    before = {address: demo.get(address) for address in (SEMINAR, session, f"{SEMINAR}programme")}
    when, planned = _said_when(before[SEMINAR].text), before[SEMINAR].text.count('<li class="row')
    _call_off()

    for address in (SEMINAR, session):
        assert demo.get(address, headers={"If-None-Match": before[address].headers["ETag"]}).status_code == 200
        page = demo.get(address).text
        assert "https://schema.org/EventCancelled" in page
        assert "This event has been cancelled." in page
        assert "EventScheduled" not in page
    assert "Add to calendar" not in demo.get(session).text
    event = demo.get(SEMINAR).text
    assert (_said_when(event), event.count("row-cancelled")) == (when, planned)
    assert planned > 0
    programme = demo.get(f"{SEMINAR}programme").text
    assert "This event has been cancelled." in programme
    assert programme.count("row-cancelled") == before[f"{SEMINAR}programme"].text.count('<li class="row') > 0


def test_changelog_tells_of_the_event_that_was_called_off_in_the_readers_language(demo: FlaskClient) -> None:
    _call_off()
    title = demo.get(f"{SEMINAR}changes").text.split('id="release-2"')[1].split("</li>")[0]

    assert "The event was cancelled, with all its sessions." in title
    assert "line-words" not in title
    assert "The event was cancelled, with all its sessions." in demo.get(f"{SEMINAR}changes.atom").text
    arabic = demo.get(f"{SEMINAR}changes?lang=ar").text
    assert "The event was cancelled" not in arabic
    assert 'id="release-2"' in arabic


def _call_off() -> None:
    by = Person(email="caller@example.org", name="Caller")
    db.session.add(by)
    db.session.flush()
    event = db.session.scalars(select(Event).where(Event.slug == "busan-helsinki-2021")).one()
    cancel_event(event, expected_version=None, by=by)
    commit()


def _said_when(page: str) -> str:
    return page.split('class="hero-when">')[1].split("</p>", maxsplit=1)[0]


def test_cancelled_event_is_not_what_comes_next(demo: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: BEFORE)
    featured = 'aria-labelledby="featured"'
    assert featured in demo.get("/").text
    for event in db.session.scalars(select(Event)):
        event.state = "cancelled"
    commit()
    assert featured not in demo.get("/").text


def _first_session(demo: FlaskClient) -> str:
    found = re.search(r"/s/([^/\"]+)/", demo.get(f"{SEMINAR}programme").text)
    assert found is not None
    return found[1]


def test_variations_of_a_page_that_mean_nothing_push_nothing_out(app, demo):
    demo.get("/e/busan-helsinki-2021/programme")
    kept = len(app.extensions["pages"]._bodies)

    for number in range(5):
        assert demo.get(f"/e/busan-helsinki-2021/programme?x={number}&q=word{number}").status_code == 200

    assert len(app.extensions["pages"]._bodies) == kept > 0
