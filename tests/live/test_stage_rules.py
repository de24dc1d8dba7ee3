"""The state of a stage, and which addresses may be shown there: decided without a database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleBroken
from app.live.rules.stage import Hand, Stage, StageState, said_stage, stage_state
from app.live.rules.streams import (
    Allowed,
    Kind,
    Openings,
    SeenStream,
    StreamValues,
    checked_stream,
    hosts_in,
    openings,
    youtube_video,
)

CASES = json.loads(Path(__file__).with_name("stage_cases.json").read_text(encoding="utf-8"))
HERE = Allowed(frozenset({"meet.example", "talk.example:8443"}), https_only=True)
AT_HOME = Allowed(frozenset({"127.0.0.1:9000"}), https_only=False)
VIDEO = "dQw4w9WgXcQ"


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def kept(kind: str, address: str, allowed: Allowed = HERE, **more: object) -> StreamValues:
    return checked_stream(StreamValues(kind, address, **more), allowed)


def refusal(kind: str, address: str, allowed: Allowed = HERE, **more: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        kept(kind, address, allowed, **more)
    return refused.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_state(case):
    """The same table holds the browsers' rule: static/js/lib/stage.test.mjs."""
    assert (
        stage_state(
            Hand(case["hand"]), starts_at=instant(case["starts"]), ends_at=instant(case["ends"]),
            has_replay=case["replay"], now=datetime.fromisoformat(case["now"]),
        )
        == case["state"]
    )  # fmt: skip


def test_every_state_and_every_hand_is_in_the_table():
    assert {case["state"] for case in CASES} == set(StageState)
    assert {case["hand"] for case in CASES} == set(Hand)


def test_streams_are_shown_live_and_replays_afterwards():
    live = SeenStream(1, Kind.HLS, "https://cdn.example/a.m3u8", "en", {})
    replay = SeenStream(2, Kind.YOUTUBE, VIDEO, "", {})
    shown = {
        state: list(Stage(state, Hand.SCHEDULE, None, None, [live], [replay]).showing) for state in StageState
    }  # fmt: skip
    assert shown == {
        StageState.WAITING: [], StageState.LIVE: [live], StageState.BREAK: [], StageState.ENDED: [],
        StageState.REPLAY: [replay],
    }  # fmt: skip


def test_stage_is_said_with_all_that_decides_it():
    moment = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
    stream = SeenStream(1, Kind.HLS, "https://cdn.example/a.m3u8", "en", {"en": "Floor"}, ("edge.example",))
    assert said_stage(Stage(StageState.LIVE, Hand.LIVE, moment, None, [stream])) == {
        "state": "live", "hand": "live", "starts": "2026-11-22T12:00:00+00:00", "ends": None, "replays": [],
        "streams": [
            {"id": 1, "kind": "hls", "address": "https://cdn.example/a.m3u8", "language": "en",
             "label": {"en": "Floor"}},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        VIDEO, f"https://www.youtube.com/watch?v={VIDEO}", f"https://youtu.be/{VIDEO}?si=abc", f"youtu.be/{VIDEO}",
        f"https://m.youtube.com/watch?app=desktop&v={VIDEO}&t=30s", f"https://youtube.com/live/{VIDEO}?feature=share",
        f"https://www.youtube.com/embed/{VIDEO}", f"https://www.youtube-nocookie.com/embed/{VIDEO}?rel=0",
        f"http://www.youtube.com/shorts/{VIDEO}/", f"https://music.youtube.com/watch?v={VIDEO}",
    ],
)  # fmt: skip
def test_links_to_youtube_are_kept_as_the_video(text):
    assert kept("youtube", f" {text} ").address == VIDEO


@pytest.mark.parametrize(
    "text",
    [
        "", "short", f"https://youtube.example/watch?v={VIDEO}", f"https://evilyoutube.com/watch?v={VIDEO}",
        "https://www.youtube.com/@helsinki", "https://www.youtube.com/playlist?list=PL123", "javascript:alert(1)",
        f"https://youtu.be/{VIDEO}/more", f"https://youtube.com@evil.example/watch?v={VIDEO}", f"{VIDEO}x",
        f"https://www.youtube.com/embed/{VIDEO}%22onload", "https://www.youtube.com/watch?v=../../../..",
    ],
)  # fmt: skip
def test_other_links_are_no_youtube_video(text):
    assert youtube_video(text) is None
    assert refusal("youtube", text).field == "address"


@given(st.text())
def test_whatever_is_typed_gives_a_video_or_none(text):
    found = youtube_video(text)
    assert found is None or (len(found) == 11 and found.isascii())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://cdn.example/live/a.m3u8?token=1", "https://cdn.example/live/a.m3u8?token=1"),
        ("https://tänne.example/a.m3u8", "https://xn--tnne-loa.example/a.m3u8"),
        ("/static/demo/harbour.m3u8", "/static/demo/harbour.m3u8"),
    ],
)
def test_stream_is_kept_in_ascii(text, address):
    assert kept("hls", text).address == address


@pytest.mark.parametrize(
    "text",
    [
        "", "http://cdn.example/a.m3u8", "//cdn.example/a.m3u8", "/\\cdn.example/a", "ftp://cdn.example/a", "a.m3u8",
        "https://me:secret@cdn.example/a", "javascript:alert(1)", "blob:https://x", "https://cdn.example;script-src/a",
        "https://cdn.example'/a", "https://*.example/a", "https://a b.example/",
    ],
)  # fmt: skip
def test_unsafe_streams_are_refused(text):
    assert refusal("hls", text).field == "address"


def test_http_is_taken_where_somebody_tries_it_at_home():
    assert kept("hls", "http://127.0.0.1:9000/a.m3u8", AT_HOME).address == "http://127.0.0.1:9000/a.m3u8"
    assert kept("frame", "http://127.0.0.1:9000/room", AT_HOME).address == "http://127.0.0.1:9000/room"


def test_frames_are_of_listed_hosts_only():
    assert kept("frame", "https://Meet.example/room?x=1").address == "https://Meet.example/room?x=1"
    assert kept("frame", "https://talk.example:8443/").address == "https://talk.example:8443/"
    for address in (
        "https://talk.example/", "https://meet.example:8443/", "https://meet.example.evil.example/",
        "https://x.meet.example/", "http://meet.example/",
    ):  # fmt: skip
        assert refusal("frame", address).field == "address"


def test_refused_frame_says_what_to_do():
    assert "only of: meet.example, talk.example:8443" in str(refusal("frame", "https://other.example/"))
    assert "can allow other.example" in str(refusal("frame", "https://other.example/", Allowed((), https_only=True)))
    assert "YouTube video" in str(refusal("frame", f"https://youtu.be/{VIDEO}"))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "vimeo", "address": "https://vimeo.com/1"}),
        ("language", {"kind": "hls", "address": "/a.m3u8", "language": "english!"}),
        ("hosts", {"kind": "hls", "address": "/a.m3u8", "hosts": ("a b",)}),
        ("hosts", {"kind": "hls", "address": "/a.m3u8", "hosts": ("edge.example;script-src *",)}),
        ("hosts", {"kind": "hls", "address": "/a.m3u8", "hosts": ("*",)}),
        ("hosts", {"kind": "hls", "address": "/a.m3u8", "hosts": tuple(f"e{n}.example" for n in range(9))}),
        ("label", {"kind": "hls", "address": "/a.m3u8", "label": {"en": "x" * 121}}),
    ],
)
def test_other_odd_values_are_refused_at_their_field(field, values):
    with pytest.raises(RuleBroken) as refused:
        checked_stream(StreamValues(**values), HERE)
    assert refused.value.field == field


def test_hosts_come_in_as_people_type_them():
    assert hosts_in(" Edge1.example, https://edge2.example/live/x.ts\nedge1.example/") == (
        "edge1.example", "edge2.example",
    )  # fmt: skip


def test_page_opens_what_its_streams_need_and_no_more():
    streams = [
        SeenStream(1, Kind.HLS, "https://cdn.example/a.m3u8", "en", {}, ("edge.example",)),
        SeenStream(2, Kind.HLS, "https://cdn.example/b.m3u8", "fi", {}),
        SeenStream(3, Kind.YOUTUBE, VIDEO, "", {}),
        SeenStream(4, Kind.FRAME, "https://meet.example/room", "", {}),
    ]
    assert openings(streams) == Openings(
        media=("https://cdn.example", "https://edge.example"),
        frames=("https://meet.example", "https://www.youtube-nocookie.com"),
        has_hls=True,
    )
    assert openings([SeenStream(1, Kind.HLS, "/static/a.m3u8", "", {})]) == Openings(has_hls=True)
    assert openings(streams[2:3]) == Openings(frames=("https://www.youtube-nocookie.com",))
    assert openings([]) == Openings()
