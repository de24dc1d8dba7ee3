"""New time zone data move instants, not promised wall times, and tell people once (promise P15)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from app import zones
from app.clock import now
from app.db import commit, db
from app.events.actions.events import cancel_event
from app.events.models import Change
from app.jobs import NotDone
from app.schedule import queries, worker
from app.schedule.actions import clock_rules, publishing
from app.schedule.actions.placing import place
from app.schedule.actions.release import release
from app.schedule.actions.talks import cancel_session, move_session
from app.schedule.models import Release, Session
from app.schedule.rules import diff
from app.schedule.rules.when import When
from app.schedule.worker import follow_zone_data, rederive_all
from tests.personas import make_city, make_event
from tests.schedule.drafts import Draft, made_draft
from tests.zone_rules import Rules, changing_rules

ALMATY = "Asia/Almaty"
BEFORE, AFTER = "<+06>-6", "<+05>-5"
"""Kazakhstan gave up UTC+6 on 1 March 2024; tzdata knows it since 2024a."""
NINE = When(datetime(2024, 5, 14, 9, 0), ALMATY, 0, 60)
OLD, NEW = datetime(2024, 5, 14, 3, 0, tzinfo=UTC), datetime(2024, 5, 14, 4, 0, tzinfo=UTC)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rules]:
    with changing_rules(tmp_path, monkeypatch) as change:
        change("2023d", {ALMATY: BEFORE})
        yield change


@pytest.fixture
def draft(app: Flask, database: None, rules: Rules) -> Iterator[Draft]:
    with time_machine.travel("2024-02-01T08:00:00Z", tick=True):
        yield made_draft(app)


@pytest.fixture
def public(draft: Draft) -> Draft:
    """Released: "Almaty" at nine there, and "Busan", whose rules stay."""
    draft.add("Almaty", NINE)
    draft.add("Busan", When(datetime(2024, 5, 14, 18, 0), "Asia/Seoul", 0, 60))
    released(draft)
    return draft


def released(draft: Draft) -> None:
    release(draft.event, by=draft.aino, now=now())
    commit()


def almaty_gives_up_an_hour(rules: Rules) -> None:
    rules("2024a", {ALMATY: AFTER})


def talk_named(title: str) -> Session:
    return db.session.scalars(select(Session).where(Session.title["en"].as_string() == title)).one()


def shown() -> dict[str, tuple[int, datetime | None]]:
    """What the world sees: SEQUENCE and instant of each session, by title."""
    seen = queries.released("two-cities").programme.sessions
    return {talk.title["en"]: (talk.sequence, talk.starts_at) for talk in seen}


def causes() -> list[str]:
    return list(db.session.scalars(select(Release.cause).order_by(Release.id)))


def clocks_in_history() -> list[tuple[str, str, str, str]]:
    rows = db.session.scalars(select(Change).where(Change.act.endswith("clocks_changed")).order_by(Change.id))
    return [(row.act, row.title, row.before["moment"][11:16], row.after["moment"][11:16]) for row in rows]


# ---------------------------------------------------------------- what moves


def test_almaty_keeps_nine_in_the_morning_and_is_an_hour_later(public, rules):
    assert talk_named("Almaty").starts_at == OLD
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    talk = talk_named("Almaty")
    assert (talk.local_start, talk.zone, talk.fold, talk.duration) == (NINE.local_start, ALMATY, 0, 60)
    assert (talk.starts_at, talk.ends_at, talk.tz_version) == (NEW, NEW.replace(hour=5), "2024a")
    assert talk_named("Busan").tz_version == "2024a"


def test_exactly_what_moved_gets_the_next_sequence(public, rules):
    nine_in_busan = datetime(2024, 5, 14, 9, 0, tzinfo=UTC)
    assert shown() == {"Almaty": (0, OLD), "Busan": (0, nine_in_busan)}
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert shown() == {"Almaty": (1, NEW), "Busan": (0, nine_in_busan)}
    assert causes() == ["", "zone_data"]
    assert {row.title["en"]: row.sequence for row in db.session.scalars(select(Session))} == {"Almaty": 1, "Busan": 0}


def test_the_new_release_says_what_moved_and_when_it_now_is(public, rules):
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    row = db.session.scalars(select(Release).where(Release.is_current)).one()
    changes = diff.from_json(row.diff)
    assert [(each.title, each.kinds) for each in changes.sessions] == [({"en": "Almaty"}, ("clock_rules",))]
    assert (row.first_start, row.tz_version, row.released_by_id) == (NEW, "2024a", None)
    assert row.instants == {talk_named("Almaty").code: "2024-05-14T04:00:00+00:00",
                            talk_named("Busan").code: "2024-05-14T09:00:00+00:00"}  # fmt: skip
    assert row.summary["sittings"][0]["starts_at"] == "2024-05-14T04:00:00Z"


def test_what_was_over_stays_as_it_was(public, rules):
    row = db.session.scalars(select(Release)).one()
    with time_machine.travel("2024-05-14T04:30:00Z", tick=True):
        almaty_gives_up_an_hour(rules)
        follow_zone_data()

        talk = talk_named("Almaty")
        assert (talk.starts_at, talk.tz_version) == (OLD, "2023d")
        assert talk_named("Busan").tz_version == "2024a"
        assert causes() == [""]
        assert clocks_in_history() == []
        assert row.tz_version == "2024a"


def test_an_event_that_is_over_is_left_alone(public, rules):
    with time_machine.travel("2024-06-01T08:00:00Z", tick=True):
        almaty_gives_up_an_hour(rules)
        assert list(rederive_all()) == []
        assert db.session.scalars(select(Release.tz_version)).all() == ["2023d"]


def test_what_goes_on_moves_too(public, rules):
    with time_machine.travel("2024-05-14T03:30:00Z", tick=True):
        almaty_gives_up_an_hour(rules)
        follow_zone_data()
        assert shown()["Almaty"] == (1, NEW)


def test_draft_that_was_never_released_gets_no_release(draft, rules):
    draft.add("Almaty", NINE)
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert talk_named("Almaty").starts_at == NEW
    assert causes() == []
    assert draft.event.state == "draft"
    assert clocks_in_history() == [("clocks_changed", "Almaty", "03:00", "04:00")]


def test_event_whose_rules_stay_gets_no_release(draft, rules):
    draft.add("Busan")
    released(draft)
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert causes() == [""]
    assert clocks_in_history() == []


def test_cancelled_session_is_told_to_nobody(public, rules):
    cancel_session(talk_named("Almaty"), expected_version=None, by=public.aino)
    commit()
    released(public)
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert causes() == ["", ""]
    assert talk_named("Almaty").starts_at == NEW
    assert clocks_in_history() == []


def test_event_that_was_called_off_gets_no_release_and_lists_know_when_it_would_be(public, rules):
    cancel_event(public.event, expected_version=None, by=public.aino)
    commit()
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert causes() == ["", "cancelled"]
    row = db.session.scalars(select(Release).where(Release.is_current)).one()
    assert (row.first_start, row.tz_version) == (NEW, "2024a")


def test_draft_that_differs_stays_unreleased(public, rules):
    move_session(talk_named("Almaty"), When(datetime(2024, 5, 14, 11, 0), ALMATY, 0, 60), expected_version=None,
                 by=public.aino)  # fmt: skip
    public.add("Only in the draft", NINE)
    commit()
    version = public.event.programme_version
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert shown()["Almaty"] == (1, NEW)
    assert "Only in the draft" not in shown()
    assert public.event.programme_version == version
    rows = db.session.execute(select(Release.number, Release.programme_version).order_by(Release.number)).all()
    assert rows[0].programme_version == rows[1].programme_version < version
    assert clocks_in_history() == [
        ("clocks_changed", "Only in the draft", "03:00", "04:00"),
        ("clocks_changed", "Almaty", "05:00", "06:00"),
        ("released_clocks_changed", "Almaty", "03:00", "04:00"),
    ]


def test_nobodys_edit_is_overtaken(public, rules):
    version, changed_at = talk_named("Busan").version, talk_named("Busan").changed_at
    almaty = talk_named("Almaty").version
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert (talk_named("Busan").version, talk_named("Busan").changed_at) == (version, changed_at)
    assert talk_named("Almaty").version == almaty


def test_sessions_are_released_in_their_new_order(draft, rules):
    draft.add("Helsinki", When(datetime(2024, 5, 14, 6, 30), "Europe/Helsinki", 0, 15))  # 03:30 UTC
    draft.add("Almaty", NINE)
    released(draft)
    assert list(shown()) == ["Almaty", "Helsinki"]
    almaty_gives_up_an_hour(rules)
    follow_zone_data()
    assert list(shown()) == ["Helsinki", "Almaty"]


# ---------------------------------------------------------------- once


def told_after_two_rounds(rules: Rules) -> tuple[list[str], int]:
    almaty_gives_up_an_hour(rules)
    for _ in range(2):
        follow_zone_data()
    return causes(), talk_named("Almaty").sequence


def test_however_often_it_runs_it_is_told_once(public, rules):
    assert told_after_two_rounds(rules) == (["", "zone_data"], 1)
    assert len(clocks_in_history()) == 1


def test_without_what_the_release_remembers_it_would_be_told_twice(public, rules, monkeypatch):
    """Negative control of the test above (promise P15)."""
    almaty = talk_named("Almaty").code
    forgetful = {almaty: OLD.isoformat()}

    def forgets(row: Release, told: object) -> None:
        reckon(row, told)
        row.instants, row.tz_version = forgetful, "2023d"

    reckon = publishing.reckon
    monkeypatch.setattr(publishing, "reckon", forgets)
    assert told_after_two_rounds(rules) == (["", "zone_data", "zone_data"], 2)


def test_two_processes_at_once_tell_it_once(app, public, rules):
    almaty_gives_up_an_hour(rules)
    begin, found = threading.Barrier(2), []

    def run() -> None:
        with app.app_context():
            begin.wait(10)
            found.extend(rederive_all())

    db.session.commit()
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert causes() == ["", "zone_data"]
    assert shown()["Almaty"] == (1, NEW)
    assert sum(done.number is not None for _, done in found) == 1
    assert len(clocks_in_history()) == 1


def test_session_that_is_being_saved_waits_for_the_next_minute(public, rules):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer")
    almaty_gives_up_an_hour(rules)
    busan = talk_named("Busan").id
    db.session.commit()
    with db.engine.connect() as editor:
        editor.execute(text("SELECT id FROM sessions WHERE id = :id FOR UPDATE"), {"id": busan})
        follow_zone_data()
        assert shown()["Almaty"] == (1, NEW)
        assert talk_named("Busan").tz_version == "2023d"
    follow_zone_data()
    assert talk_named("Busan").tz_version == "2024a"


def test_with_unchanged_data_one_question_is_asked(public, count_queries):
    db.session.commit()
    with count_queries() as seen:
        follow_zone_data()
    assert len([each for each in seen if each != "BEGIN"]) == 1


def test_data_that_are_put_back_move_it_back(public, rules):
    almaty_gives_up_an_hour(rules)
    follow_zone_data()
    rules("2023d", {ALMATY: BEFORE})
    follow_zone_data()

    assert shown()["Almaty"] == (2, OLD)
    assert causes() == ["", "zone_data", "zone_data"]


def test_new_version_that_moves_nothing_is_noted_and_told_to_nobody(public, rules):
    rules("2023e", {ALMATY: BEFORE})
    follow_zone_data()

    assert causes() == [""]
    assert db.session.scalars(select(Release.tz_version)).all() == ["2023e"]
    assert list(rederive_all()) == []


# ---------------------------------------------------------------- beside organizers and other versions


def test_who_releases_first_releases_the_news_of_the_clocks_first(public, rules):
    almaty_gives_up_an_hour(rules)
    public.add("Added", When(datetime(2024, 5, 14, 12, 0), "Asia/Seoul", 0, 30))
    released(public)

    assert causes() == ["", "zone_data", ""]
    assert shown()["Almaty"] == (1, NEW)
    follow_zone_data()
    assert causes() == ["", "zone_data", ""]
    assert clocks_in_history() == [("clocks_changed", "Almaty", "03:00", "04:00")]


def test_what_an_older_program_released_is_compared_with_the_draft(public, rules):
    db.session.execute(text("UPDATE releases SET instants = '{}', tz_version = ''"))
    commit()
    almaty_gives_up_an_hour(rules)
    follow_zone_data()

    assert shown()["Almaty"] == (1, NEW)
    assert causes() == ["", "zone_data"]


def test_an_older_program_beside_us_is_followed_up(public, rules):
    almaty_gives_up_an_hour(rules)
    follow_zone_data()
    rules("2023d", {ALMATY: BEFORE})
    place(talk_named("Busan"), When(datetime(2024, 5, 14, 10, 0), ALMATY, 0, 60))
    commit()
    almaty_gives_up_an_hour(rules)
    follow_zone_data()
    assert talk_named("Busan").starts_at == datetime(2024, 5, 14, 5, 0, tzinfo=UTC)


def test_one_event_that_fails_holds_up_no_other(public, rules, monkeypatch, app):
    other = make_event("alone", lead=make_city("dubai"))
    commit()
    Draft.add(Draft(app, other, *[public.helsinki] * 2, *[public.aino] * 4), "Other", NINE)
    almaty_gives_up_an_hour(rules)
    ids = {public.event.id}
    true = clock_rules.release_moved

    def breaks(event, *, now):
        if event.id in ids:
            raise ZeroDivisionError
        return true(event, now=now)

    monkeypatch.setattr(clock_rules, "release_moved", breaks)
    assert [(slug, done is None) for slug, done in rederive_all()] == [("two-cities", True), ("alone", False)]
    assert (talk_named("Almaty").starts_at, talk_named("Other").starts_at) == (OLD, NEW)

    ids.clear()
    assert [slug for slug, _ in worker.rederive_all()] == ["two-cities"]
    assert causes() == ["", "zone_data"]


# ---------------------------------------------------------------- gaps and folds


GAP = "<+06>-6<+07>,M5.2.2/8:30,M10.5.0"
"""On Tuesday 14 May 2024 clocks in Almaty go from 8:30 to 9:30."""
FOLD = "<+06>-6<+07>,M3.2.2,M5.2.2/9:30"
"""On Tuesday 14 May 2024 clocks there go from 9:30 back to 8:30."""


def test_time_that_clocks_skip_now_is_read_after_the_gap_and_listed(public, rules):
    rules("2024x", {ALMATY: GAP})
    assert zones.is_gap(NINE.local_start, ALMATY)
    follow_zone_data()

    row = db.session.scalars(select(Change).where(Change.act == "clocks_changed")).one()
    assert (row.title, row.after["look"]) == ("Almaty", "skipped")
    assert (talk_named("Almaty").local_start, talk_named("Almaty").starts_at) == (NINE.local_start, OLD)
    assert causes() == [""]  # the same moment as before


def test_time_that_comes_twice_now_is_the_first_and_listed(public, rules):
    rules("2024x", {ALMATY: FOLD})
    assert zones.is_fold(NINE.local_start, ALMATY)
    follow_zone_data()

    row = db.session.scalars(select(Change).where(Change.act == "clocks_changed")).one()
    assert (row.title, row.after["look"]) == ("Almaty", "doubled")
    assert shown()["Almaty"] == (1, OLD.replace(hour=2))


# ---------------------------------------------------------------- what organizers and operators read


def test_command_lists_what_moved(app, public, rules):
    move_session(talk_named("Busan"), When(datetime(2024, 5, 14, 9, 0), ALMATY, 0, 60), expected_version=None,
                 by=public.aino)  # fmt: skip
    commit()
    code, busan = talk_named("Almaty").code, talk_named("Busan").code
    almaty_gives_up_an_hour(rules)
    db.session.commit()
    said = app.test_cli_runner().invoke(args=["tz-rederive"])
    again = app.test_cli_runner().invoke(args=["tz-rederive"])

    assert said.exit_code == 0, said.output
    moved = "2024-05-14 09:00 Asia/Almaty: 2024-05-14 03:00 -> 2024-05-14 04:00 UTC"
    assert said.output.splitlines() == [
        "Time zone data 2024a.",
        "two-cities: released as number 2",
        f"  {code} Almaty, {moved}",
        f"  {busan} Busan, {moved}",
    ]
    assert again.output == "Time zone data 2024a.\n"


def test_event_that_could_not_be_done_is_not_silent(public, rules, monkeypatch):
    almaty_gives_up_an_hour(rules)
    monkeypatch.setattr(clock_rules, "release_moved", lambda *_, **__: 1 / 0)
    with pytest.raises(NotDone, match="two-cities"):  # /health names the job then (promise P18)
        follow_zone_data()


def test_event_that_could_not_be_done_is_named_by_the_command(app, public, rules, monkeypatch):
    almaty_gives_up_an_hour(rules)
    monkeypatch.setattr(clock_rules, "release_moved", lambda *_, **__: 1 / 0)
    db.session.commit()
    said = app.test_cli_runner().invoke(args=["tz-rederive"])
    assert said.exit_code == 1
    assert "Not done, see the log: two-cities" in said.output


def test_organizers_read_it_on_the_events_first_page_and_in_its_history(public, rules):
    browser = public.browser(public.matti)
    assert "Clock rules changed" not in browser.get("/manage/e/two-cities/").text
    rules("2024x", {ALMATY: FOLD})
    follow_zone_data()

    page = browser.get("/manage/e/two-cities/").text
    assert "Clock rules changed" in page
    assert "Tue 14 May, 09:00" in page
    assert '<span class="change-was">Tue 14 May, 03:00</span> <time datetime="2024-05-14T02:00Z">' in page
    assert "this time comes twice now" in page
    lines = browser.get("/manage/e/two-cities/history").text
    assert "New clock rules:" in lines
    assert "2024-05-14 02:00 UTC" in lines
    with time_machine.travel("2024-04-01T08:00:00Z", tick=True):
        assert "Clock rules changed" not in browser.get("/manage/e/two-cities/").text


def test_visitors_read_why_there_is_a_release(public, rules, client):
    almaty_gives_up_an_hour(rules)
    follow_zone_data()
    page = client.get("/e/two-cities/changes").text

    assert "The clock rules of a country changed." in page
    assert "New clock rules" in page
    assert page.count('class="line-words"') == 1


def test_feed_shows_the_same_wall_time_with_the_new_rules(public, rules, client):
    before = client.get("/e/two-cities/calendar.ics").text
    almaty_gives_up_an_hour(rules)
    follow_zone_data()
    after = client.get("/e/two-cities/calendar.ics").text

    assert "DTSTART;TZID=Asia/Almaty:20240514T090000" in before
    assert "DTSTART;TZID=Asia/Almaty:20240514T090000" in after
    assert ("TZOFFSETTO:+0600" in before, "TZOFFSETTO:+0600" in after) == (True, False)
    assert "TZOFFSETTO:+0500" in after
    assert (before.count("SEQUENCE:1"), after.count("SEQUENCE:1")) == (0, 1)


def test_many_sessions_cost_no_more_questions_than_one(draft, rules, count_queries):
    def asked(number: int, version: str, rule: str) -> int:
        for index in range(number):
            draft.add(f"Talk {index}", NINE)
        rules(version, {ALMATY: rule})
        db.session.commit()
        with count_queries() as seen:
            follow_zone_data()
        return len([each for each in seen if "INSERT INTO changes" not in each])

    assert asked(1, "2024a", AFTER) == asked(5, "2024b", BEFORE)
    assert db.session.scalar(select(func.count()).select_from(Change).where(Change.act == "clocks_changed")) == 7
