"""Who changed what, when."""

from __future__ import annotations

import ast
import html
import re
from datetime import datetime

import pytest

from app.db import commit, db
from app.desk.history_words import ACT_WORDS
from app.events.actions.events import change_zone
from app.events.actions.hosts import add_host, change_part
from app.events.models import Change
from app.schedule.actions.talks import create_session, move_session
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from app.settings import ROOT
from tests.events.world import World

HISTORY = "/manage/e/two-cities/history"


def lines(page: str) -> list[str]:
    """The page's changes as plain lines."""
    articles = re.findall(r"<article.*?</article>", page, re.DOTALL)
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", article).split())) for article in articles]


def test_history_tells_who_did_what_with_both_values(world: World):
    talk = create_session(
        world.event,
        SessionValues({"en": "Opening"}),
        When(datetime(2021, 12, 9, 8, 30), "Europe/Helsinki", 0, 30),
        by=world.aino,
    )
    commit()
    moved = When(datetime(2021, 12, 9, 9, 0), "Europe/Helsinki", 0, 45)
    move_session(talk, moved, expected_version=talk.version, by=world.minjun)
    commit()
    change_part(
        add_host(world.event, world.dubai, "guest", by=world.aino), "co_host", expected_version=None, by=world.aino
    )
    commit()
    found = lines(world.browser(world.maija).get(HISTORY).text)

    assert re.sub(r"^\d\d:\d\d ", "", found[0]) == "City's part changed Dubai Aino Part: Guest city Co-host"
    assert "City added Dubai Aino Part: Guest city" in found[1]
    assert "Session moved Opening Min-jun Start: 2021-12-09 08:30 2021-12-09 09:00 Minutes: 30 45" in found[2]
    assert "Draft made Two cities Aino" in found[-1]


def test_languages_zones_and_long_texts(world: World):
    change_zone(world.event, "Asia/Seoul", keep="wall", expected_version=None, by=world.aino)
    commit()
    found = lines(world.browser(world.aino).get(f"{HISTORY}?zone=Asia/Dubai").text)

    assert "Time zone: Europe/Helsinki Asia/Seoul What stays the same: the times on the clock" in found[0]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({"about": {"en": "<b>"}}, {"about": {}}, "English: &lt;b&gt;"),
        ({}, {"languages": ["en", "ko"]}, "English, Korean"),
        ({}, {"links": [{"url": "https://a.example", "title": "A", "kind": "link"}]}, "https://a.example"),
        ({"held_by_id": None}, {"held_by_id": 999_999}, "(since deleted)"),
        ({}, {"tags": ["iot", "data"]}, "iot, data"),
        ({}, {"in_person": True}, "Yes"),
        ({}, {"unheard_of": {"a": 1, "B!": 2}}, "unheard of"),
    ],
)
def test_values_of_all_kinds(world: World, before, after, shown):
    db.session.add(Change(event_id=world.event.id, act="odd_thing", title="", before=before, after=after))
    commit()
    page = world.browser(world.aino).get(HISTORY).text

    assert shown in page
    assert "odd thing" in page
    assert "The program" in page


def test_other_events_are_not_told_of(world: World):
    assert "Elsewhere" not in world.browser(world.aino).get(HISTORY).text
    assert world.browser(world.otto).get(HISTORY).status_code == 404


def test_long_history_has_pages_and_a_fixed_cost(world: World, count_queries):
    browser = world.browser(world.aino)
    with count_queries() as short:
        browser.get(HISTORY)
    db.session.add_all(
        Change(event_id=world.event.id, person_id=world.aino.id, act="host_added", title=str(number))
        for number in range(60)
    )
    commit()
    with count_queries() as long:
        first = browser.get(HISTORY).text

    assert (len(lines(first)), "page=2" in first) == (50, True)
    assert len(lines(browser.get(f"{HISTORY}?page=2").text)) == 11
    assert len(long) == len(short)
    assert browser.get(f"{HISTORY}?page={'9' * 40}").status_code == 200


def test_releases_and_imports_say_how_much_changed(world: World):
    given = {"sessions": {"new": 3, "changed": 1}, "file": "schedule.xml"}
    for act, after in (("released", {"added": 3, "speakers": 2}), ("imported", given)):
        db.session.add(
            Change(event_id=world.event.id, person_id=world.aino.id, act=act, title="1", before={}, after=after)
        )
        db.session.flush()
    commit()
    found = lines(world.browser(world.aino).get(HISTORY).text)

    assert found[0].endswith("Sessions: New: 3, Changed: 1 File: schedule.xml")
    assert found[1].endswith("Added: 3 Speakers changed: 2")


def acts() -> set[str]:
    """What the actions record: texts handed to their ``_record`` or to ``DraftChanged``."""
    found: set[str] = set()
    for path in [*ROOT.glob("app/*/actions/**/*.py"), *ROOT.glob("app/*/actions.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in {"_record", "DraftChanged"}
            ):
                texts = [
                    each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                found.update(text for text in texts if re.fullmatch(r"[a-z]+(_[a-z]+)+|released|imported", text))
    return found


def test_every_act_has_its_words():
    assert {"session_created", "host_added", "team_invited"} <= acts()
    assert acts() - set(ACT_WORDS) == set()
