"""The stage on pages: what the session's page says and opens, the console's hand, organizers' streams."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.events.models import Host
from app.live.actions.rooms import set_asking
from app.live.actions.stages import add_stream, edit_stream, remove_stream, set_hand
from app.live.models import Stream
from app.live.rules.moderating import KEYS
from app.live.rules.opening import Asking
from app.live.rules.stage import HAND_KEYS, Hand
from app.live.rules.streams import Allowed, StreamValues
from app.schedule.actions.release import release
from app.schedule.models import Session
from app.web_safety import CONTENT_SECURITY_POLICY
from tests.live.rooms import CODE, Hall
from tests.personas import browser_of, make_city, make_person, put_in_team

ALLOWED = Allowed(frozenset({"meet.example"}), https_only=True)
FLOOR = StreamValues("hls", "https://cdn.example/floor.m3u8", "en", hosts=("edge.example",))
VIDEO = StreamValues("youtube", "https://youtu.be/dQw4w9WgXcQ")
FRAME = StreamValues("frame", "https://meet.example/room")


def show(hall: Hall, values: StreamValues = FLOOR, **where: object) -> Stream:
    stream = add_stream(hall.event, values, ALLOWED, by=hall.aino, **where)
    commit()
    return stream


def hold(hall: Hall, hand: Hand) -> None:
    set_hand(hall.room, hand, by=hall.mira)
    commit()


def policy(answer) -> dict[str, str]:
    pairs = (part.partition(" ") for part in answer.headers["Content-Security-Policy"].split("; "))
    return {name: sources for name, _, sources in pairs}


STRICT = dict(part.partition(" ")[::2] for part in CONTENT_SECURITY_POLICY.split("; "))


@pytest.fixture
def visitor(hall: Hall) -> FlaskClient:
    return hall.app.test_client()


@pytest.fixture
def frames(hall: Hall):
    """The installation allows frames of meet.example."""
    settings = hall.app.extensions["settings"]
    settings.frame_hosts = "meet.example"
    yield
    settings.frame_hosts = ""


# ---------------------------------------------------------------- the session's page


@pytest.mark.parametrize(
    ("hand", "word", "sentence"),
    [
        (Hand.SCHEDULE, "Not begun", "Begins at "),
        (Hand.LIVE, "Live", ""),
        (Hand.BREAK, "Break", "The session goes on soon."),
        (Hand.ENDED, "Ended", "This session has ended."),
    ],
)
def test_page_says_the_state_without_scripts(hall: Hall, visitor: FlaskClient, hand: Hand, word: str, sentence: str):
    show(hall)
    hold(hall, hand)
    page = visitor.get(f"{hall.path}/").text
    assert f'data-stage="word">{word}</p>' in page
    assert re.search(f'data-stage="sentence">{re.escape(sentence)}', page)
    assert ("https://cdn.example/floor.m3u8" in page) == (hand is Hand.LIVE)


def test_page_leads_to_the_replay_afterwards(hall: Hall, visitor: FlaskClient):
    show(hall, VIDEO, code=CODE, is_replay=True)
    hold(hall, Hand.ENDED)
    page = visitor.get(f"{hall.path}/").text
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in page
    assert "Watch on YouTube" in page
    assert "<iframe" not in page


def test_page_is_kept_for_all_until_something_changes(hall: Hall, visitor: FlaskClient):
    show(hall)
    first = visitor.get(f"{hall.path}/")
    assert first.headers["Cache-Control"] == "public, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = browser_of(hall.app, hall.mira).get(f"{hall.path}/", headers=known)
    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    hold(hall, Hand.LIVE)
    live = visitor.get(f"{hall.path}/", headers=known)
    assert live.status_code == 200
    show(hall, VIDEO)
    assert visitor.get(f"{hall.path}/", headers={"If-None-Match": live.headers["ETag"]}).status_code == 200


def test_session_that_was_called_off_has_no_stage_and_opens_nothing(hall: Hall, visitor: FlaskClient):
    show(hall)
    db.session.scalars(select(Session)).one().state = "cancelled"
    release(hall.event, by=hall.aino, now=now())
    commit()
    answer = visitor.get(f"{hall.path}/")
    assert 'id="stage"' not in answer.text
    assert policy(answer) == STRICT


# ---------------------------------------------------------------- the policy


def test_page_without_streams_is_as_strict_as_all_others(hall: Hall, visitor: FlaskClient):
    assert policy(visitor.get(f"{hall.path}/")) == STRICT


def test_page_opens_the_hosts_of_its_stream_for_video_and_for_what_feeds_it(hall: Hall, visitor: FlaskClient):
    show(hall)
    assert policy(visitor.get(f"{hall.path}/")) == STRICT | {
        "media-src": "'self' blob: https://cdn.example https://edge.example",
        "connect-src": "'self' https://cdn.example https://edge.example",
    }


def test_youtube_opens_one_frame(hall: Hall, visitor: FlaskClient):
    show(hall, VIDEO)
    assert policy(visitor.get(f"{hall.path}/")) == STRICT | {"frame-src": "https://www.youtube-nocookie.com"}


def test_frame_is_open_as_long_as_its_host_is_allowed(hall: Hall, visitor: FlaskClient, frames):
    show(hall, FRAME)
    assert policy(visitor.get(f"{hall.path}/"))["frame-src"] == "https://meet.example"
    hall.app.extensions["settings"].frame_hosts = "other.example"
    assert policy(hall.app.test_client().get(f"{hall.path}/")) == STRICT


def test_other_pages_of_the_event_stay_strict(hall: Hall, visitor: FlaskClient, frames):
    for values in (FLOOR, VIDEO, FRAME):
        show(hall, values)
    hold(hall, Hand.LIVE)
    event = hall.event.slug
    for path in ("/", f"/e/{event}/", f"/e/{event}/programme", f"{hall.path}/questions", f"{hall.path}/projector"):
        assert policy(visitor.get(path)) == STRICT, path
    aino = browser_of(hall.app, hall.aino)
    for path in ("streams/", "rooms/", f"rooms/{CODE}/"):
        assert policy(aino.get(f"/manage/e/{event}/{path}")) == STRICT, path


# ---------------------------------------------------------------- the console


def test_keys_of_the_stage_are_those_of_no_question():
    keys = list(HAND_KEYS.values())
    assert len(set(keys)) == len(Hand)
    assert not {"j", "k", "p", "s", *KEYS.values()}.intersection(keys)


def test_moderator_holds_the_stage_and_lets_it_go(hall: Hall):
    mira = browser_of(hall.app, hall.mira)
    console = f"/manage/e/{hall.event.slug}/rooms/{CODE}/"
    answer = mira.post(f"{console}stage", data={"hand": "live"}, follow_redirects=True)
    assert "The stage now: Live." in answer.text
    assert 'value="live" aria-pressed="true" data-key="g"' in answer.text
    assert "By <bdi>Mira</bdi>" in answer.text  # the other moderator sees who did
    mira.post(f"{console}stage", data={"hand": "schedule"})
    db.session.refresh(hall.room)
    assert (hall.room.hand, hall.room.seq) == ("schedule", 2)


@pytest.mark.parametrize("wanted", ["ended", "replay", "", "nonsense"])
def test_other_states_are_refused(hall: Hall, wanted: str):
    mira = browser_of(hall.app, hall.mira)
    answer = mira.post(f"/manage/e/{hall.event.slug}/rooms/{CODE}/stage", data={"hand": wanted})
    assert answer.status_code == 400
    db.session.refresh(hall.room)
    assert hall.room.hand == "schedule"


def test_history_says_who_switched_the_stage_and_who_changed_its_streams(hall: Hall):
    mira = browser_of(hall.app, hall.mira)
    mira.post(f"/manage/e/{hall.event.slug}/rooms/{CODE}/stage", data={"hand": "live"})
    mira.post(f"/manage/e/{hall.event.slug}/rooms/{CODE}/stage", data={"hand": "live"})
    mira.post(f"/manage/e/{hall.event.slug}/rooms/{CODE}/stage", data={"hand": "schedule"})
    stream = show(hall, code=CODE, is_replay=True)
    edit_stream(hall.event, stream, VIDEO, ALLOWED, expected_version=stream.version, by=hall.aino)
    commit()
    remove_stream(hall.event, stream, expected_version=stream.version, by=hall.aino)
    commit()
    page = mira.get(f"/manage/e/{hall.event.slug}/history").text
    lines = [
        " ".join(re.sub(r"<[^>]+>", " ", line).split()[1:])
        for line in re.findall(r"<article.*?</article>", page, re.DOTALL)
    ]
    assert lines[:5] == [
        (
            f"Stream removed from Session {CODE} Aino Virtanen Kind: YouTube video"
            " Address: https://www.youtube.com/watch?v=dQw4w9WgXcQ Replay: Yes"
        ),
        (
            f"Stream changed of Session {CODE} Aino Virtanen Kind: HLS stream (.m3u8) YouTube video"
            " Address: https://cdn.example/floor.m3u8 https://www.youtube.com/watch?v=dQw4w9WgXcQ"
            " Languages: English Further hosts: edge.example"
        ),
        (
            f"Stream added to Session {CODE} Aino Virtanen Kind: HLS stream (.m3u8)"
            " Address: https://cdn.example/floor.m3u8 Languages: English Further hosts: edge.example Replay: Yes"
        ),
        f"Stage switched in Session {CODE} Mira Stage: Live As the schedule says",
        f"Stage switched in Session {CODE} Mira Stage: As the schedule says Live",
    ]


def test_what_stages_show_is_no_change_of_the_draft(hall: Hall):
    before = hall.event.programme_version
    set_hand(hall.room, Hand.LIVE, by=hall.mira)
    show(hall)
    db.session.refresh(hall.event)
    assert hall.event.programme_version == before  # nothing waits for a release


def test_end_asks_first(hall: Hall):
    mira = browser_of(hall.app, hall.mira)
    end = f"/manage/e/{hall.event.slug}/rooms/{CODE}/end"
    assert "End this session for everybody?" in mira.get(end).text
    db.session.refresh(hall.room)
    assert hall.room.hand == "schedule"
    assert mira.post(end).status_code == 303
    db.session.refresh(hall.room)
    assert hall.room.hand == "ended"


def test_projector_counts_down_and_says_the_state(hall: Hall, visitor: FlaskClient):
    assert re.search("data-countdown>Begins at ", visitor.get(f"{hall.path}/projector").text)
    hall.question("When does it freeze?")
    page = visitor.get(f"{hall.path}/projector").text
    assert re.search(r'data-slot="state" data-state="waiting"><span data-countdown>Begins at ', page)
    hold(hall, Hand.BREAK)
    assert 'data-state="break">Break</p>' in visitor.get(f"{hall.path}/projector").text


# ---------------------------------------------------------------- organizers' pages


def streams_page(hall: Hall, path: str = "") -> str:
    return f"/manage/e/{hall.event.slug}/streams/{path}"


def test_organizer_adds_tries_changes_and_removes_a_stream(hall: Hall, visitor: FlaskClient):
    aino = browser_of(hall.app, hall.aino)
    typed = {
        "kind": "hls",
        "address": "https://cdn.example/a.m3u8",
        "language": "fi",
        "hosts": "https://edge.example/x",
    }
    added = aino.post(streams_page(hall, "new"), data=typed)
    assert added.status_code == 303
    trial = aino.get(added.location)
    assert 'data-address="https://cdn.example/a.m3u8"' in trial.text
    assert policy(trial)["media-src"] == "'self' blob: https://cdn.example https://edge.example"
    row = db.session.scalars(select(Stream)).one()
    assert (row.stage, row.code, row.is_replay, row.language) == ("", "", False, "fi")

    form = aino.get(streams_page(hall, f"{row.id}/")).text
    assert 'value="https://cdn.example/a.m3u8"' in form
    changed = {**typed, "address": "https://cdn.example/b.m3u8", "version": row.version}
    assert aino.post(streams_page(hall, f"{row.id}/"), data=changed).status_code == 303
    assert aino.post(streams_page(hall, f"{row.id}/"), data=changed).status_code == 409
    assert "https://cdn.example/b.m3u8" in aino.get(streams_page(hall)).text

    db.session.refresh(row)
    assert aino.post(streams_page(hall, f"{row.id}/remove"), data={"version": row.version}).status_code == 303
    assert "cdn.example" not in aino.get(streams_page(hall)).text
    db.session.refresh(hall.room)
    assert hall.room.seq == 3


def test_replay_is_added_to_its_session(hall: Hall):
    aino = browser_of(hall.app, hall.aino)
    typed = {"kind": "youtube", "address": "https://youtu.be/dQw4w9WgXcQ"}
    assert aino.post(streams_page(hall, f"new?session={CODE}&replay=1"), data=typed).status_code == 303
    row = db.session.scalars(select(Stream)).one()
    assert (row.code, row.is_replay, row.address) == (CODE, True, "dQw4w9WgXcQ")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"kind": "frame", "address": "https://other.example/"},
            "can allow other.example.",
        ),
        ({"kind": "youtube", "address": "https://vimeo.com/1"}, "This is not a link to a YouTube video."),
        ({"kind": "hls", "address": "cdn.example/a"}, "This is not the address of an HLS stream"),
        ({"kind": "hls", "address": ""}, "Write the address."),
    ],
)
def test_refusals_stand_at_the_field_and_keep_what_was_typed(hall: Hall, typed: dict[str, str], sentence: str):
    answer = browser_of(hall.app, hall.aino).post(streams_page(hall, "new?lang=en"), data=typed)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'value="{typed["address"]}"' in answer.text
    assert db.session.scalars(select(Stream)).all() == []


@pytest.mark.parametrize("query", ["?stage=nothing", "?session=zzzzzz", "?session=zzzzzz&replay=1", "?replay=1"])
def test_places_that_are_none_are_not_found(hall: Hall, query: str):
    assert browser_of(hall.app, hall.aino).get(streams_page(hall, f"new{query}")).status_code == 404


def test_editor_cannot_change_what_another_citys_session_shows(hall: Hall):
    busan, editor = make_city("busan"), make_person("h@helsinki.example")
    db.session.add(Host(event_id=hall.event.id, city_id=busan.id, part="co_host", position=1))
    put_in_team(hall.event, editor, "editor", hall.event.hosts[0].city)
    db.session.scalars(select(Session)).one().held_by_id = busan.id
    stream = show(hall, VIDEO, code=CODE, is_replay=True)
    browser = browser_of(hall.app, editor)
    assert f"streams/{stream.id}/" not in browser.get(streams_page(hall)).text
    answer = browser.post(
        streams_page(hall, f"{stream.id}/"),
        data={"kind": "hls", "address": "https://cdn.example/a.m3u8", "version": stream.version},
    )
    assert answer.status_code == 400
    assert "Another city holds this session" in answer.text
    assert browser.post(streams_page(hall, f"{stream.id}/remove"), data={"version": stream.version}).status_code == 400
    assert db.session.scalars(select(Stream.kind)).one() == "youtube"


def test_stream_of_another_event_is_not_found(hall: Hall):
    aino = browser_of(hall.app, hall.aino)
    assert aino.get(streams_page(hall, "4711/")).status_code == 404


def test_page_without_scripts_offers_to_ask_only_where_questions_are_taken(hall: Hall, visitor: FlaskClient):
    assert "Questions: ask and vote" in visitor.get(f"{hall.path}/").text
    set_asking(hall.room, Asking.CLOSED)
    commit()
    page = visitor.get(f"{hall.path}/").text
    assert "Read the questions" in page
    assert "Questions: ask and vote" not in page
