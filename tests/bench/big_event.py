"""An event as large as a big conference: 943 sessions, 992 speakers, 69 tracks, 29 stages, two days. All invented."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from app.cities.models import City
from app.db import commit, db
from app.events.models import Event, Host
from app.schedule.actions.placing import place
from app.schedule.models import Appearance, Session, Speaker, Stage, Track
from app.schedule.rules.codes import ALPHABET
from app.schedule.rules.when import When

SLUG = "big-conference"
SESSIONS, SPEAKERS, TRACKS, STAGES = 943, 992, 69, 29

_WORDS = (
    "open", "data", "city", "water", "transport", "street", "energy", "public", "service",
    "code", "harbour", "school", "network", "model", "sensor", "map", "citizen", "budget",
    "archive", "language", "library", "privacy", "forecast", "kernel", "compiler", "graph", "storage",
    "protocol", "calendar", "accessibility", "translation", "licence", "community", "release", "review", "testing",
    "security", "cloud", "edge", "device", "platform",
)  # fmt: skip


def add_big_event() -> Event:
    """Add the event, unreleased. The same at every call: figures of two runs can be compared."""
    rng = random.Random(20250201)
    city = City(slug="brussels", name={"en": "Brussels", "fi": "Bryssel"}, country="BE", zone="Europe/Brussels")
    other = City(slug="helsinki", name={"en": "Helsinki"}, country="FI", zone="Europe/Helsinki")
    event = Event(
        slug=SLUG, kind="forum", title={"en": "A big conference"}, zone="Europe/Brussels", languages=["en"],
        starts_on=datetime(2025, 2, 1).date(), ends_on=datetime(2025, 2, 2).date(),
        hosts=[Host(city=city, part="lead"), Host(city=other, part="co_host", position=1)],
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    tracks = [Track(event_id=event.id, slug=f"track-{n}", name={"en": _title(rng, 3)}) for n in range(TRACKS)]
    stages = [Stage(event_id=event.id, slug=f"stage-{n}", name={"en": f"Hall {n}"}, position=n) for n in range(STAGES)]
    speakers = [
        Speaker(code=_code(rng), slug=f"speaker-{n}", name=_title(rng, 2).title(), biography={"en": _text(rng, 60)})
        for n in range(SPEAKERS)
    ]
    for number in range(SESSIONS):
        talk = _session(rng, number)
        talk.event_id, talk.track, talk.stage = event.id, rng.choice(tracks), stages[number % STAGES]
        spoken = rng.sample(speakers, rng.choice((1, 1, 1, 2, 2, 3)))
        talk.appearances = [Appearance(speaker=speaker, position=at) for at, speaker in enumerate(spoken)]
        db.session.add(talk)
    commit()
    return event


def _session(rng: random.Random, number: int) -> Session:
    day, slot = divmod(number // STAGES, 17)
    talk = Session(
        code=_code(rng), guid=str(uuid.UUID(int=rng.getrandbits(128))), uid=str(uuid.UUID(int=rng.getrandbits(128))),
        title={"en": _title(rng, rng.randint(4, 9))}, abstract={"en": _text(rng, 120)},
        description={"en": _text(rng, 60)}, languages=["en"],
    )  # fmt: skip
    start = datetime(2025, 2, 1 + min(day, 1), 9, 0) + timedelta(minutes=30 * slot)
    place(talk, When(start, "Europe/Brussels", 0, 25))
    return talk


def _code(rng: random.Random) -> str:
    return "".join(rng.choice(ALPHABET) for _ in range(6))


def _title(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(words)).capitalize()


def _text(rng: random.Random, words: int) -> str:
    return ". ".join(_title(rng, 12) for _ in range(words // 12)) + "."
