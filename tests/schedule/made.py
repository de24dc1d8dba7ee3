"""Programmes made for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.schedule.rules.programme import (
    Appearance,
    CityRef,
    EventInfo,
    HostCity,
    Programme,
    ReleasedSession,
    SpeakerRef,
)

BUSAN = CityRef("busan", {"en": "Busan", "ko": "부산"}, "KR", "Asia/Seoul")
HELSINKI = CityRef("helsinki", {"en": "Helsinki"}, "FI", "Europe/Helsinki")
DAY = datetime(2021, 11, 1, 12, 0, tzinfo=UTC)


def talk(code: str, **changes: Any) -> ReleasedSession:
    """A session on 9 December 2021 at 15:30 in Busan, 30 minutes, one speaker."""
    values: dict[str, Any] = {
        "code": code,
        "guid": f"00000000-0000-4000-8000-{abs(hash(code)) % 10**12:012}",
        "uid": f"uid-{code}",
        "kind": "talk",
        "state": "planned",
        "title": {"en": f"Talk {code}"},
        "subtitle": {},
        "abstract": {},
        "description": {},
        "languages": ("en",),
        "tags": (),
        "track": None,
        "part": None,
        "stage": None,
        "position": 0,
        "local_start": datetime(2021, 12, 9, 15, 30),
        "zone": "Asia/Seoul",
        "fold": 0,
        "duration": 30,
        "time_assumed": False,
        "appearances": (Appearance("minjun", "speaker"),),
        "glossary": (),
        "links": (),
        "sequence": -1,
        "created_at": DAY,
        "changed_at": DAY,
    }
    return ReleasedSession(**{**values, **changes})


def programme(*talks: ReleasedSession, **changes: Any) -> Programme:
    """A webinar of Busan and Helsinki with these sessions."""
    values: dict[str, Any] = {
        "number": 0,
        "released_at": DAY,
        "note": {},
        "event": EventInfo(
            slug="busan-helsinki",
            kind="webinar",
            title={"en": "Busan–Helsinki"},
            theme={},
            about={},
            zone="Asia/Seoul",
            languages=("en",),
            starts_on=date(2021, 12, 9),
            ends_on=date(2021, 12, 9),
        ),
        "hosts": (HostCity(BUSAN, "lead"), HostCity(HELSINKI, "co_host")),
        "partners": (),
        "tracks": (),
        "parts": (),
        "stages": (),
        "sessions": talks,
        "speakers": {
            "minjun": SpeakerRef("minjun", "min-jun", "Min-jun"),
            "aino": SpeakerRef("aino", "aino", "Aino"),
        },
        "cities": {"busan": BUSAN, "helsinki": HELSINKI},
    }
    return Programme(**{**values, **changes})
