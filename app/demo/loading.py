"""Writes the demo events into the database and releases them. Running it again changes nothing."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.cities.models import City, Organisation
from app.db import Model, db
from app.demo import reading
from app.demo.redating import bring_to_now
from app.events.models import Event, EventFigure, Host, Partner, Series
from app.live.models import Stream
from app.schedule.actions.placing import place
from app.schedule.actions.release import release
from app.schedule.models import Appearance, GlossaryEntry, Part, Session, Speaker, Stage, Track
from app.schedule.rules.codes import ALPHABET, slug_of
from app.schedule.rules.when import When

__all__ = ["load", "stable_code"]

_NAMESPACE = uuid.UUID("8a3f0e52-6a0e-4f0c-9e55-6d6572696469")
_NOTE = {"en": "Demo programme", "fi": "Esittelyohjelma", "ar": "برنامج العرض"}
_COPIED = (
    "slug", "kind", "title", "theme", "about", "zone", "languages", "starts_on", "ends_on", "times_assumed",
    "assumption", "edition", "in_person",
)  # fmt: skip


def load(*, now: datetime) -> list[Event]:
    """Add the demo events that are not there yet, each released. Gives those that were added; the caller commits."""
    _add_places()
    added = []
    for plan in reading.events():
        if db.session.scalar(select(Event.id).where(Event.slug == plan["slug"])) is None:
            event = _add_event(plan)
            if plan.get("redated"):
                bring_to_now(event, now=now)
            release(event, by=None, now=now, note=_NOTE)
            added.append(event)
    return added


def stable_code(key: str) -> str:
    """A code that is the same in every installation, so that the demo's addresses can be written down."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    return "".join(ALPHABET[number // len(ALPHABET) ** place_ % len(ALPHABET)] for place_ in range(6))


def _add_places() -> None:
    data = reading.places()
    for slug, values in data["city"].items():
        if _row(City, slug) is None:
            db.session.add(City(slug=slug, **values))
    db.session.flush()
    for slug, values in data["organisation"].items():
        if _row(Organisation, slug) is None:
            city = _row(City, values.pop("city", ""))
            db.session.add(Organisation(slug=slug, city_id=city.id if city else None, **values))
    db.session.flush()


def _row(table: type[Any], slug: str) -> Any:  # noqa: ANN401 - a row of the table
    return db.session.scalar(select(table).where(table.slug == slug))


def _add_event(plan: dict[str, Any]) -> Event:
    event = Event(**{name: plan[name] for name in _COPIED if name in plan})
    event.carried = {"redated": True} if plan.get("redated") else {}
    event.series_id = _series_id(plan)
    event.hosts = [
        Host(city=_row(City, host["city"]), part=host["part"], position=position)
        for position, host in enumerate(plan["hosts"])
    ]
    event.partners = [
        Partner(organisation=_row(Organisation, partner["organisation"]), role=partner["role"], position=position)
        for position, partner in enumerate(plan.get("partners", []))
    ]
    event.figures = [EventFigure(position=number, **figure) for number, figure in enumerate(plan.get("figures", []))]
    db.session.add(event)
    db.session.flush()
    _add_programme(event, plan)
    db.session.add_all(_streams(event, plan))
    db.session.flush()
    return event


def _streams(event: Event, plan: dict[str, Any]) -> Iterator[Stream]:
    """What its stages show, and the replays of sessions: the clip under static/demo (deploy/demo-clip)."""
    yield from (Stream(event_id=event.id, **stream) for stream in plan.get("streams", []))
    for position, values in enumerate(plan["sessions"]):
        if "replay" in values:
            code = stable_code(f"{event.slug}:{position}")
            yield Stream(event_id=event.id, code=code, is_replay=True, kind="hls", address=values["replay"])


def _series_id(plan: dict[str, Any]) -> int | None:
    data = plan.get("series_data")
    if data is None:
        return None
    series: Series | None = _row(Series, data["slug"])
    if series is None:
        series = Series(**data)
        db.session.add(series)
        db.session.flush()
    return series.id


def _add_programme(event: Event, plan: dict[str, Any]) -> None:
    speakers = {values["key"]: _speaker(values, event) for values in plan.get("speakers", [])}
    tracks = {
        row["slug"]: Track(event_id=event.id, position=at, **row) for at, row in enumerate(plan.get("tracks", []))
    }
    stages = {
        row["slug"]: Stage(event_id=event.id, position=at, **row) for at, row in enumerate(plan.get("stages", []))
    }
    parts = {row["number"]: Part(event_id=event.id, **row) for row in plan.get("parts", [])}
    terms = {row["key"]: GlossaryEntry(event_id=event.id, **row) for row in plan.get("glossary", [])}
    kept: list[Model] = [*speakers.values(), *tracks.values(), *stages.values(), *parts.values(), *terms.values()]
    db.session.add_all(kept)
    for position, values in enumerate(plan["sessions"]):
        talk = _session(event, position, values, plan)
        talk.track = tracks.get(values.get("track"))
        talk.stage = stages.get(values.get("stage"))
        talk.part = parts.get(values.get("part"))
        talk.glossary = [terms[key] for key in values.get("glossary", [])]
        talk.appearances = _appearances(values, speakers)
        db.session.add(talk)


def _speaker(values: dict[str, Any], event: Event) -> Speaker:
    key = values["key"]
    found = db.session.scalar(select(Speaker).where(Speaker.import_key == f"demo:{key}"))
    if found is not None:
        return found
    city, organisation = _row(City, values.get("city", "")), _row(Organisation, values.get("organisation", ""))
    return Speaker(
        code=stable_code(f"speaker:{key}"),
        slug=slug_of(values["name"].removesuffix(" (fictional)")),
        name=values["name"],
        sort_name=values.get("sort_name", ""),
        country=values.get("country", ""),
        title=values.get("title", {}),
        city=city,
        organisation=organisation,
        fictional=values.get("fictional", False),
        home_event_id=event.id,
        import_key=f"demo:{key}",
    )


def _session(event: Event, position: int, values: dict[str, Any], plan: dict[str, Any]) -> Session:
    key = f"{event.slug}:{position}"
    talk = Session(
        event_id=event.id,
        code=stable_code(key),
        guid=str(uuid.uuid5(_NAMESPACE, key)),
        uid=str(uuid.uuid5(_NAMESPACE, f"uid:{key}")),
        kind=values["kind"],
        title=values["title"],
        abstract=values.get("abstract", {}),
        languages=plan["languages"],
        tags=["fictional"] if values.get("fictional") else [],
        position=position,
        time_assumed=values.get("assumed", plan.get("times_assumed", False)) and "start" in values,
    )
    start: datetime | None = values.get("start")
    if "offset" in values:
        start = datetime.combine(plan["starts_on"], datetime.min.time()) + timedelta(minutes=values["offset"])
    place(talk, When(start, event.zone, 0, values.get("duration", 0)))
    return talk


def _appearances(values: dict[str, Any], speakers: dict[str, Speaker]) -> list[Appearance]:
    named = [("moderator", values["moderator"])] if "moderator" in values else []
    named += [("speaker", key) for key in values.get("speakers", [])]
    return [_appearance(position, role, speakers[key]) for position, (role, key) in enumerate(named)]


def _appearance(position: int, role: str, speaker: Speaker) -> Appearance:
    organisation = speaker.organisation.name if speaker.organisation else {}
    return Appearance(
        speaker=speaker, role=role, title=speaker.title, organisation=organisation, city=speaker.city, position=position
    )
