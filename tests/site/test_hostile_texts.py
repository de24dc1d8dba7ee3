"""Whatever people write into whatever field: it stays text on every public page, in feeds and in exports."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import etree, html
from sqlalchemy import select

from app.clock import now
from app.db import LocalTextType, Model, commit, db
from app.events.models import Event
from app.schedule.actions.release import release
from app.schedule.models import Session, Speaker

pytestmark = pytest.mark.database

EVIL = """x'"><evil onload=evil()>&lt;evil&gt;</script></title></textarea><evil>[evil](javascript:evil) {{ evil }} \
\u202e<!-- ]]> ' onfocus='evil()' x="""

SEMINAR = "/e/busan-helsinki-2021/"
FORUM = "/e/smart-cities-moscow-1/"
PAGES = (
    "/", "/events", "/cities", SEMINAR, f"{SEMINAR}programme", f"{SEMINAR}changes", FORUM, f"{FORUM}programme?by=track",
    f"{FORUM}programme?by=stage", "/c/busan/", "/p/mikko-rusama/", "/series/smart-cities-moscow/", "/privacy",
)  # fmt: skip

LEADS = re.compile(r"(?:https?:|webcal:|mailto:|data:image/|[/#?]|[\w.-]+\Z)")
"""Where links and sources may lead: schemes that run nothing, and our own addresses."""


@pytest.fixture
def hostile(demo: FlaskClient) -> FlaskClient:
    """The demo events, with the same hostile words in every text of every row, and released."""
    for mapper in Model.registry.mappers:
        texts = [column.key for column in mapper.column_attrs if isinstance(column.columns[0].type, LocalTextType)]
        for row in db.session.scalars(select(mapper.class_)) if texts else ():
            for text in texts:
                setattr(row, text, {"en": EVIL, "ar": EVIL})
    for speaker in db.session.scalars(select(Speaker)):
        speaker.name = speaker.sort_name = EVIL
    for talk in db.session.scalars(select(Session)):
        talk.tags = [EVIL]
    db.session.flush()
    for event in db.session.scalars(select(Event)):
        release(event, by=None, now=now(), note={"en": EVIL})
    commit()
    return demo


def addresses(browser: FlaskClient) -> list[str]:
    """The pages, and a session of each event."""
    sessions = (re.search(rf'href="({home}s/[^"]+)"', browser.get(home).text) for home in (SEMINAR, FORUM))
    return [*PAGES, *(found[1] for found in sessions if found)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_lets_words_become_elements_handlers_or_links_that_run(hostile: FlaskClient, language: str) -> None:
    told = 0
    for address in addresses(hostile):
        answer = hostile.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert answer.status_code == 200, address
        page = html.fromstring(answer.data)
        told += "evil" in answer.text
        assert page.xpath("//evil") == [], address
        attributes = [attribute for element in page.iter(etree.Element) for attribute in element.attrib.items()]
        assert [pair for pair in attributes if pair[0].startswith("on")] == [], address
        leads = [value for name, value in attributes if name in {"href", "src", "action", "formaction"}]
        assert [lead for lead in leads if not LEADS.match(lead)] == [], address
        for data in page.xpath("//script[@type='application/ld+json']/text()"):
            json.loads(data)
    assert told > len(PAGES) - 2  # the privacy notice alone holds none of it


def test_previews_hold_the_words_whole(hostile: FlaskClient) -> None:
    page = html.fromstring(hostile.get(SEMINAR).data)
    (title,) = page.xpath("//meta[@property='og:title']/@content")
    assert title.startswith("x'\"><evil onload=evil()>&lt;evil&gt;</script>")


def test_feeds_and_exports_can_still_be_read(hostile: FlaskClient) -> None:
    assert len(etree.fromstring(hostile.get(f"{SEMINAR}changes.atom").data).findall("{*}entry")) == 2
    assert len(etree.fromstring(hostile.get(f"{SEMINAR}schedule.xml").data).findall(".//event")) == 8
    days = json.loads(hostile.get(f"{SEMINAR}schedule.json").data)["schedule"]["conference"]["days"]
    assert sum(len(talks) for day in days for talks in day["rooms"].values()) == 8
    events = Calendar.from_ical(hostile.get(f"{SEMINAR}calendar.ics").data).walk("VEVENT")
    assert len(events) == 8
    assert all("\n" not in event["SUMMARY"] for event in events)
