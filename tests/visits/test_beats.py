"""Beats by HTTP: who is counted, who is not, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock, web_safety
from app.browsers import cookie_name
from app.db import commit, db, writing
from app.schedule.actions.release import release
from app.schedule.models import Session
from app.visits.actions import salts
from app.visits.actions.beats import Beat, take
from app.visits.actions.salts import drop_salts
from app.visits.models import Visit, VisitSalt
from app.visits.queries import event_numbers
from app.visits.rules.hours import Mode
from app.visits.rules.visiting import Told
from app.web_limits import limiter
from tests.browsers import browser_token
from tests.personas import browser_of, layla
from tests.visits.house import CODE, House, made_house

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


@pytest.fixture
def house(database: None) -> House:
    return made_house(clock.now() - timedelta(minutes=10))


def beat(browser, house: House, *, headers: dict[str, str] | None = None, **content: object) -> TestResponse:
    """A beat of 12 s watched, as a browser sends it from our page."""
    said = {"visit": "tab-a-00", "n": 1, "watched_ms": 12_000, "present_ms": 12_000, "playing": True, "visible": True,
            "video": True, **content}  # fmt: skip
    sent = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin", **(headers or {})}
    return browser.post(f"{house.path}/beat", json=said, headers=sent)


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Visit)) or 0


def views(house: House) -> tuple[int, int]:
    db.session.rollback()
    found = event_numbers(house.release, now=clock.now())
    return found.event.views, found.event.viewers


def comes_with_cookie(app, *, age: timedelta = timedelta(hours=1)):
    """A browser whose token was given out so long ago."""
    browser = app.test_client()
    browser.set_cookie(cookie_name(), browser_token(app.secret_key, age=age))
    return browser


def test_new_browser_gets_its_cookie_and_is_counted_with_it(client, house):
    first = beat(client, house)
    assert (first.json["counted"], first.json["again"]) == (False, True)
    assert client.get_cookie(cookie_name()) is not None
    assert rows() == 0
    second = beat(client, house)
    assert second.json == {"ok": True, "counted": True, "mode": "live", "again": False, "next_ms": 15_000}
    assert rows() == 1


def test_made_up_cookies_count_nobody(app, house):
    for number in range(5):
        browser = app.test_client()
        browser.set_cookie(cookie_name(), f"{number:032}")
        assert beat(browser, house).json["again"]
        assert browser.get_cookie(cookie_name()).value != f"{number:032}"  # replaced by one of ours
    assert views(house) == (0, 0)


@pytest.mark.parametrize(("age", "watched"), [(5, 5_000), (90, 12_000), (-3600, 12_000)])
def test_nothing_is_believed_from_before_the_cookie_was_given(app, house, age, watched):
    """A cookie from the future: the machine's clock was set back, and its age says nothing."""
    assert beat(comes_with_cookie(app, age=timedelta(seconds=age)), house).json["counted"]
    (visit,) = db.session.scalars(select(Visit))
    assert visit.watched_ms == pytest.approx(watched, abs=1500)


def test_network_is_given_so_many_cookies_a_minute(app, house):
    limiter.enabled = True
    given = [beat(app.test_client(), house).json["again"] for _ in range(301)]
    assert given == [True] * 300 + [False]
    known = comes_with_cookie(app)
    assert beat(known, house).json["counted"]
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert beat(elsewhere, house).json["again"]


def test_answered_beat_is_committed(app, house):
    assert beat(comes_with_cookie(app), house).json["counted"]
    (visit,) = db.session.scalars(select(Visit))
    assert (visit.code, visit.mode, visit.watched_ms, visit.present_ms) == (CODE, "live", 12_000, 12_000)


def test_refused_cookies_are_told_apart_by_network_and_browser(app, house):
    for agent in (FIREFOX, FIREFOX, f"{FIREFOX} Other"):
        browser = app.test_client(use_cookies=False)
        assert beat(browser, house, headers={"User-Agent": agent}, cookieless=True).json["counted"]
    assert views(house) == (2, 2)


def test_account_is_one_viewer_on_two_devices(app, house):
    person = layla()
    browsers = {tab: browser_of(app, person) for tab in ("laptop-1", "phone-01")}
    for tab, browser in browsers.items():
        assert beat(browser, house, visit=tab).json["counted"]
    assert views(house) == (1, 1)


def test_nothing_that_names_anybody_is_stored(app, client, house):
    beat(client, house)
    beat(client, house)
    token = client.get_cookie(cookie_name()).value
    (visit,) = db.session.execute(select(Visit.__table__)).mappings()
    stored = " ".join(str(value) for value in visit.values())
    assert not [said for said in (token, "127.0.0", "Firefox", "tab-a-00") if said in stored]


@pytest.mark.parametrize("who", ["aino", "mira", "minjun"])
def test_team_and_speakers_are_not_counted(app, house, who):
    assert beat(browser_of(app, getattr(house, who)), house).json["counted"] is False
    assert rows() == 0


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"User-Agent": "curl/8.5.0"}, {}),
        ({"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, {}),
        ({"User-Agent": "WhatsApp/2.23"}, {}),
        ({"User-Agent": ""}, {}),
        ({"Sec-Purpose": "prefetch;prerender"}, {}),
        ({"X-Purpose": "preview"}, {}),
        ({}, {"webdriver": True}),
        ({}, {"projector": True}),
    ],
)
def test_robots_previews_and_projectors_are_not_counted(app, house, headers, content):
    browser = browser_of(app, layla())
    assert beat(browser, house, headers=headers, **content).json["counted"] is False
    assert rows() == 0
    assert beat(browser, house).json["counted"] is True  # she herself is


def test_loading_pages_counts_nothing(client, house):
    for path in ("/", ""):
        client.get(f"{house.path}{path}", headers={"User-Agent": FIREFOX}, follow_redirects=True)
    assert rows() == 0


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}])
def test_what_another_site_sends_is_refused(app, house, headers):
    browser = browser_of(app, layla())
    assert beat(browser, house, headers=headers).status_code == 400
    assert rows() == 0


def test_what_says_nothing_of_where_it_comes_from_is_refused(app, house):
    said = {"visit": "tab-a-00", "n": 1, "watched_ms": 12_000, "present_ms": 0}
    answer = browser_of(app, layla()).post(f"{house.path}/beat", json=said, headers={"User-Agent": FIREFOX})
    assert answer.status_code == 400


def test_own_origin_is_enough_in_older_browsers(app, house):
    browser = browser_of(app, layla())
    said = {"visit": "tab-a-00", "n": 1, "watched_ms": 12_000, "present_ms": 0}
    for origin, status in (("http://evil.example", 400), ("http://localhost", 200)):
        headers = {"User-Agent": FIREFOX, "Origin": origin}
        assert browser.post(f"{house.path}/beat", json=said, headers=headers).status_code == status


@pytest.mark.parametrize(
    "content",
    [{"visit": 7}, {"visit": "short"}, {"visit": "x" * 65}, {"n": -1}, {"n": True}, {"watched_ms": 1.5},
     {"watched_ms": 2**63}, {"present_ms": None}, {"video": "yes"}, {"webdriver": 1}],
)  # fmt: skip
def test_odd_beats_are_refused(app, house, content):
    assert beat(browser_of(app, layla()), house, **content).status_code == 400


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"n": NaN}', b"\xff"])
def test_what_is_no_object_is_refused(client, house, raw):
    headers = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    assert client.post(f"{house.path}/beat", data=raw, headers=headers).status_code == 400


def test_forms_of_other_sites_cannot_send_what_is_taken(app, house):
    headers = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin", "Content-Type": "text/plain"}
    answer = browser_of(app, layla()).post(f"{house.path}/beat", data="{}", headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(("minutes", "counted"), [(31, False), (29, True)])
def test_doors_open_half_an_hour_before(app, database, minutes, counted):
    house = made_house(clock.now() + timedelta(minutes=minutes))
    assert beat(browser_of(app, layla()), house).json["counted"] is counted


def test_long_after_the_end_it_is_a_replay(app, database):
    house = made_house(clock.now() - timedelta(hours=5))
    assert beat(browser_of(app, layla()), house).json["mode"] == "replay"
    found = event_numbers(house.release, now=clock.now()).of(CODE)
    assert (found.live_views, found.replay_views, found.viewers, found.replay_viewers) == (0, 1, 0, 1)


def test_cancelled_session_counts_nothing(app, house):
    talk = db.session.scalars(select(Session).where(Session.code == CODE)).one()
    talk.state, talk.cancelled_at = "cancelled", clock.now()
    house.event.programme_version += 1
    release(house.event, by=house.aino, now=clock.now())
    commit()
    assert beat(browser_of(app, layla()), house).json["counted"] is False


def test_tab_that_stays_when_live_becomes_replay_counts_what_is_new(house):
    hour = timedelta(hours=1)
    end = house.start + hour * 1.5

    def told(minutes: int, mode: Mode) -> Beat:
        at = end + timedelta(minutes=minutes)
        since = end if mode is Mode.REPLAY else house.start
        number, watched = minutes + 100, (minutes + 20) * 60_000
        return Beat(house.event_id, CODE, "b:1", mode, since, Told("tab-a-00", at, number, watched, 0, has_video=True))

    with writing():
        take([told(-20, Mode.LIVE), told(-1, Mode.LIVE)])
        take([told(1, Mode.REPLAY), told(11, Mode.REPLAY)])
        commit()
    seen = dict(db.session.execute(select(Visit.mode, Visit.watched_ms)).all())
    assert seen == {"live": 19 * 60_000, "replay": 11 * 60_000}


def test_salts_are_deleted_48_hours_after_the_event(app, house):
    browser = browser_of(app, layla())
    beat(browser, house)
    ends = house.talk.ends_at
    assert ends is not None
    for hours, left in ((47, 1), (49, 0)):
        with writing():
            drop_salts(now=ends + timedelta(hours=hours))
            commit()
        assert db.session.scalar(select(func.count()).select_from(VisitSalt)) == left
    assert views(house) == (1, 1)  # the numbers stay


def test_salt_of_a_month_is_deleted_once_the_month_is_over(database):
    db.session.add(VisitSalt(month="2026-11", secret="00"))
    db.session.flush()
    for day, left in ((2, 1), (4, 0)):
        drop_salts(now=clock.now().replace(year=2026, month=12, day=day))
        assert db.session.scalar(select(func.count()).select_from(VisitSalt)) == left


# ------------------------------------------------------------------ negative controls


def test_without_the_list_robots_are_counted(app, house, monkeypatch):
    monkeypatch.setattr("app.visits.hearing.is_robot", lambda _agent: False)
    assert beat(browser_of(app, layla()), house, headers={"User-Agent": "curl/8.5.0"}).json["counted"] is True


def test_without_the_check_other_sites_are_believed(app, house, monkeypatch):
    monkeypatch.setattr(web_safety, "is_from_elsewhere", lambda: False)
    assert beat(browser_of(app, layla()), house, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_with_salts_kept_forever_keys_could_be_worked_out_again(house, monkeypatch):
    monkeypatch.setattr(salts, "KEPT", timedelta(days=36_500))
    with writing():
        salts.names_of(house.event_id, Mode.LIVE, clock.now())
        drop_salts(now=clock.now() + timedelta(days=30))
    assert db.session.scalar(select(func.count()).select_from(VisitSalt)) == 1


def test_beat_that_does_not_say_how_long_it_is_may_not_be_longer_either(client, house):
    """Sent in chunks it has no Content-Length."""
    said = b'{"visit":"tab-a-00","n":1,"watched_ms":0,"present_ms":0,"more":"' + b"x" * 5000 + b'"}'
    sent = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    answer = client.post(
        f"{house.path}/beat", input_stream=BytesIO(said), content_length=None, headers=sent, environ_overrides=chunked
    )
    assert answer.status_code == 400
    assert rows() == 0
